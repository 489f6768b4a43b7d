//! The scanner of 「頻度」: one pass from left to right, the longest statement first at each place.
//!
//! Its text is plain (NFKC, no spaces): digits are ASCII, parentheses and the wave dash too.

use super::super::words::Words;
use super::{Frequency, Times};
use crate::calendar::{WEEKDAYS, Weekday};

/// Reads a whole cell.
pub(super) fn scan(text: &str, words: &Words) -> Frequency {
    let mut scanner =
        Scanner { rest: text, words, found: Frequency::default(), unknown: String::new(), inside_word: false };
    while !scanner.rest.is_empty() {
        let before = scanner.rest;
        let understood = scanner.step();
        if understood {
            scanner.end_unknown();
            scanner.inside_word = false;
        } else {
            scanner.skip_unknown(before);
        }
    }
    scanner.end_unknown();
    scanner.finish()
}

struct Scanner<'t> {
    rest: &'t str,
    words: &'t Words,
    found: Frequency,
    /// Characters in a row that were not understood.
    unknown: String,
    /// Whether the last character was not understood: what follows may be a part of the same word.
    inside_word: bool,
}

impl<'t> Scanner<'t> {
    /// Understands what stands next and moves past it; false when nothing was understood.
    fn step(&mut self) -> bool {
        self.separator()
            || self.nths()
            || self.by_words()
            || self.per_unit()
            || self.rhythm()
            || self.counted()
            || self.weekdays()
            || self.remark()
    }

    fn skip_unknown(&mut self, before: &'t str) {
        self.rest = before;
        if let Some(c) = before.chars().next() {
            self.unknown.push(c);
            self.rest = &before[c.len_utf8()..];
            self.inside_word = true;
        }
    }

    fn end_unknown(&mut self) {
        if !self.unknown.is_empty() {
            self.found.not_understood.push(std::mem::take(&mut self.unknown));
        }
    }

    /// Moves past a word, when it stands next.
    fn eat(&mut self, word: &str) -> bool {
        self.rest.strip_prefix(word).is_some_and(|rest| {
            self.rest = rest;
            true
        })
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    /// Tries something; what it ate comes back when it fails.
    fn attempt<T>(&mut self, try_it: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let rest = self.rest;
        let got = try_it(self);
        if got.is_none() {
            self.rest = rest;
        }
        got
    }

    /// A number of at most three digits, or one kanji numeral.
    fn number(&mut self) -> Option<u16> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        if end > 0 {
            let number = self.rest[..end].parse().ok().filter(|_| end <= 3)?;
            self.rest = &self.rest[end..];
            return Some(number);
        }
        let first = self.rest.chars().next()?;
        let at = "一二三四五六七八九十".chars().position(|numeral| numeral == first)?;
        self.rest = &self.rest[first.len_utf8()..];
        u16::try_from(at + 1).ok()
    }

    /// 2, 2~3, 2-3, 2、3 before a counter.
    fn times(&mut self) -> Option<Times> {
        let low = self.number()?;
        let high = self.attempt(|scanner| {
            if !scanner.eat_any(&["回~", "日~", "~", "-", "、", ",", "・", "or", "か", "または", "又は"]) {
                return None;
            }
            scanner.number().filter(|high| *high > low)
        });
        Some(Times { low, high: high.unwrap_or(low) })
    }

    fn separator(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        let is_separator = "()[]{}「」【】、,・/:;。.~-+→⇒※*=×".contains(first);
        if is_separator {
            self.rest = &self.rest[first.len_utf8()..];
        }
        is_separator
    }

    /// 「第2・第4水」「第2・4水曜日」「第1週の月曜」「最終金曜」「第3金～日」
    fn nths(&mut self) -> bool {
        if self.rest.starts_with("月の第") || self.rest.starts_with("月の最終") {
            self.eat("月の");
        }
        let got = self.attempt(|scanner| {
            let mut nths = Vec::new();
            loop {
                if scanner.eat_any(&["最終", "最後の"]) {
                    nths.push(5);
                } else {
                    let marked = scanner.eat("第");
                    if !marked && nths.is_empty() {
                        return None;
                    }
                    nths.push(scanner.number().filter(|nth| (1..=5).contains(nth))?);
                }
                let more = scanner.attempt(|scanner| {
                    let separated = scanner.eat_any(&["・", "、", ",", "と", "/", "."]);
                    let goes_on = scanner.rest.starts_with("第")
                        || scanner.rest.starts_with("最終")
                        || scanner.rest.starts_with(|c: char| c.is_ascii_digit());
                    (separated && goes_on).then_some(())
                });
                if more.is_none() {
                    break;
                }
            }
            Some(nths)
        });
        let Some(nths) = got else { return false };
        self.eat_any(&["週目の", "週目", "週の", "週", "の"]);
        self.found.nths.extend(nths.into_iter().filter_map(|nth| u8::try_from(nth).ok()));
        if let Some(days) = self.weekday_list() {
            self.found.nth_weekdays.extend(days);
        }
        true
    }

    /// Words that say a rhythm without a number, and words without any.
    fn by_words(&mut self) -> bool {
        let vague = self.words.list("vague_frequency").iter().find(|word| self.rest.starts_with(word.as_str()));
        if let Some(word) = vague {
            self.found.vague.push(word.clone());
            return self.eat(word);
        }
        if self.eat_any(&[
            "毎日毎食",
            "毎日",
            "連日",
            "日々",
            "毎朝夕",
            "毎朝",
            "毎晩",
            "毎夕",
            "毎夜",
            "毎食前",
            "毎食後",
            "毎食",
            "毎就寝前",
        ]) {
            self.found.daily = true;
        } else if self.eat_any(&["常時", "24時間365日", "24時間体制", "24時間対応", "24時間", "二十四時間", "終日"])
        {
            self.found.always = true;
        } else if self.eat_any(&["平日"]) {
            self.found.weekdays.extend(WEEKDAYS[..5].iter().map(|(day, _)| *day));
        } else if self.eat_any(&["週末", "土日祝", "土日"]) {
            self.found.weekdays.extend([Weekday::Sat, Weekday::Sun]);
        } else if self.eat_any(&["隔週"]) {
            self.found.every_weeks = Some(2);
        } else if self.eat_any(&["毎週", "各週"]) {
            self.found.weekly = true;
        } else if self.eat_any(&["隔月"]) {
            self.found.every_months = Some(2);
        } else if self.eat_any(&["毎月", "各月"]) {
            self.found.monthly = true;
        } else if self.eat_any(&["半年に一回", "半年に1回", "半年ごと", "半年毎", "半年"]) {
            self.found.every_months = Some(6);
        } else if self.eat_any(&["毎年"]) {
            self.found.every_months = Some(12);
        } else if self.eat_any(&["のうち", "うち", "または", "又は", "もしくは", "いずれか", "どちらか", "or"])
        {
            self.found.is_choice = true;
        } else {
            return false;
        }
        true
    }

    /// 「1回/週」「2/月」
    fn per_unit(&mut self) -> bool {
        self.attempt(|scanner| {
            let times = scanner.times()?;
            scanner.eat_any(&["回", "日", "度"]);
            if !scanner.eat("/") {
                return None;
            }
            match scanner.unit()?.0 {
                Unit::Day => scanner.found.per_day = Some(times),
                Unit::Week => (scanner.found.weekly, scanner.found.per_week) = (true, Some(times)),
                Unit::Month => (scanner.found.monthly, scanner.found.per_month) = (true, Some(times)),
                Unit::Year => scanner.found.every_months = Some(12),
            }
            Some(())
        })
        .is_some()
    }

    /// 「週2回」「月1回」「年1回」「1日2回」「2週に1回」「3か月に1回」
    fn rhythm(&mut self) -> bool {
        self.attempt(|scanner| {
            let every = scanner.attempt(Self::number).unwrap_or(1);
            let unit = scanner.unit()?;
            scanner.eat_any(&["間に", "に", "間", "毎に", "毎", "ごとに", "ごと", "あたり"]);
            let each = scanner.rest.len();
            let times = scanner.attempt(|scanner| {
                scanner.eat_any(&["約", "およそ", "計", "合計", "各"]);
                let times = scanner.times()?;
                let counted = scanner.eat_any(&["回", "日", "度", "泊", "本", "コマ", "枠", "往復"]);
                // 「週1」「月2（水）」: the counter may be left out at the end.
                let ends =
                    scanner.rest.is_empty() || scanner.rest.starts_with(['(', ')']) || scanner.rest.starts_with("程度");
                (counted || ends && unit.0 != Unit::Day).then_some(times)
            });
            // 「6月」 is a month of the year and 「5日」 a day: without times only 2週ごと and 3か月ごと are rhythms.
            if times.is_none() && (each == 0 && every == 1 || unit.0 == Unit::Day || unit.1 && every == 1) {
                return None;
            }
            if unit.1 && (every > 1 || times.is_none()) {
                return None;
            }
            let found = &mut scanner.found;
            match unit.0 {
                Unit::Day => found.per_day = times.or(found.per_day),
                Unit::Week if every == 1 => (found.weekly, found.per_week) = (true, times.or(found.per_week)),
                Unit::Week => found.every_weeks = Some(every),
                Unit::Month if every == 1 => (found.monthly, found.per_month) = (true, times.or(found.per_month)),
                Unit::Month => found.every_months = Some(every),
                Unit::Year => found.every_months = Some(every.saturating_mul(12)),
            }
            Some(())
        })
        .is_some()
    }

    /// The unit of a rhythm, and whether it is the bare word that could mean something else (月, 日, 年).
    fn unit(&mut self) -> Option<(Unit, bool)> {
        for (words, unit, bare) in [
            (&["週間", "週"][..], Unit::Week, false),
            (&["か月", "ヶ月", "ヵ月", "カ月", "ケ月", "ヵ月", "箇月"], Unit::Month, false),
            (&["月"], Unit::Month, true),
            (&["年間", "年"], Unit::Year, false),
            (&["日"], Unit::Day, false),
        ] {
            if self.eat_any(words) {
                return Some((unit, bare));
            }
        }
        None
    }

    /// 「2泊3日」「1回」「6月」「6月15日」「10:00～11:00」「30分」
    fn counted(&mut self) -> bool {
        let got = self.attempt(|scanner| {
            let times = scanner.times()?;
            if scanner.eat("泊") {
                scanner.attempt(|scanner| scanner.number().filter(|_| scanner.eat("日")));
                scanner.found.nights = Some(times.high);
            } else if scanner.eat_any(&["回", "度"]) {
                scanner.count(times);
            } else if scanner.rest.starts_with('月') && (1..=12).contains(&times.low) && (1..=12).contains(&times.high)
            {
                scanner.eat("月");
                scanner.attempt(|scanner| scanner.number().filter(|_| scanner.eat("日")));
                scanner
                    .found
                    .months
                    .extend([times.low, times.high].into_iter().filter_map(|month| u8::try_from(month).ok()));
                scanner.found.months.dedup();
            } else if scanner.eat_any(&[":", "時"]) {
                scanner.attempt(Self::number);
                scanner.eat_any(&["分", "間"]);
            } else if scanner.found.monthly && scanner.eat("日") {
                // 「毎月10日」 is a day of the month.
            } else if !scanner.eat_any(&[
                "分間", "分", "時間", "日間", "週間", "か月", "ヶ月", "ヵ月", "カ月", "名", "人", "食", "個", "台",
                "本", "枚", "階", "枠", "コマ", "単位", "級",
            ]) {
                return None;
            }
            Some(())
        });
        got.is_some()
    }

    /// 「1回」 belongs to the rhythm before it (隔週1回, 毎月2回, 毎日2回); alone it is a number in all.
    fn count(&mut self, times: Times) {
        let found = &mut self.found;
        if found.daily {
            found.per_day = Some(times);
        } else if found.weekly && found.per_week.is_none() {
            found.per_week = Some(times);
        } else if found.monthly && found.per_month.is_none() {
            found.per_month = Some(times);
        } else if found.every_weeks.is_none()
            && found.every_months.is_none()
            && !found.weekly
            && !found.monthly
            && found.nths.is_empty()
        {
            found.in_all = Some(times);
        }
    }

    /// 「火・金」「月～金」「火曜日」「月水金」; 「日曜以外」 takes them away from 毎日.
    fn weekdays(&mut self) -> bool {
        let Some(days) = self.weekday_list() else { return false };
        if self.eat_any(&["以外", "を除く", "は除く", "除く", "を除き", "は休み", "休み"]) {
            let all = || WEEKDAYS.iter().map(|(day, _)| *day).collect();
            let base: Vec<Weekday> =
                if self.found.weekdays.is_empty() { all() } else { std::mem::take(&mut self.found.weekdays) };
            self.found.weekdays = base.into_iter().filter(|day| !days.contains(day)).collect();
            self.found.daily = false;
            self.found.weekly = true;
        } else {
            self.found.weekdays.extend(days);
        }
        true
    }

    /// A list of weekdays that stands next.
    fn weekday_list(&mut self) -> Option<Vec<Weekday>> {
        if self.inside_word {
            return None;
        }
        self.attempt(|scanner| {
            let mut days = vec![scanner.weekday()?];
            loop {
                let next = scanner.attempt(|scanner| {
                    let through = scanner.eat_any(&["~", "-", "から"]);
                    if !through {
                        scanner.eat_any(&["・", "、", ",", "/", "と", ".", "及び", "および", "ならびに"]);
                    }
                    Some((through, scanner.weekday()?))
                });
                match (next, days.last().copied()) {
                    (Some((true, last)), Some(first)) => days.extend(days_between(first, last)),
                    (Some((false, day)), _) => days.push(day),
                    (None, _) | (_, None) => break,
                }
            }
            scanner.ends_weekdays().then_some(days)
        })
    }

    fn weekday(&mut self) -> Option<Weekday> {
        let (day, letter) = WEEKDAYS.iter().find(|(_, letter)| self.rest.starts_with(letter))?;
        self.rest = &self.rest[letter.len()..];
        self.eat_any(&["曜日", "曜"]);
        Some(*day)
    }

    /// Whether a weekday may end here: 水 in 水分, 日 in 日中 and 月 in 月末 are no weekdays.
    fn ends_weekdays(&self) -> bool {
        let mut after = self.rest.chars();
        match after.next() {
            None => true,
            Some('中' | '頃' | '末' | '初' | '分' | '帰' | '程' | '課' | '常') => false,
            Some(c) => c.is_ascii() || !is_kanji(c) || "午朝昼夕夜晩早各隔第週毎以除休祝又計約".contains(c),
        }
    }

    /// Words that may stand beside and change nothing.
    fn remark(&mut self) -> bool {
        if self.inside_word {
            return false;
        }
        let word = self.words.list("frequency_remarks").iter().find(|word| self.rest.starts_with(word.as_str()));
        word.is_some_and(|word| self.eat(word))
    }

    fn finish(mut self) -> Frequency {
        let found = &mut self.found;
        for days in [&mut found.weekdays, &mut found.nth_weekdays] {
            days.sort_by_key(Weekday::num_days_from_monday);
            days.dedup();
        }
        found.nths.sort_unstable();
        found.nths.dedup();
        if !found.nths.is_empty() {
            found.monthly = true;
        }
        // 「1日3回」 without days is every day.
        let longer = found.weekly
            || found.monthly
            || found.every_weeks.is_some()
            || found.every_months.is_some()
            || !found.months.is_empty();
        if found.per_day.is_some() && !longer && found.weekdays.is_empty() && found.in_all.is_none() {
            found.daily = true;
        }
        self.found
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

fn is_kanji(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

/// The days after `first` up to `last`, over the week's end when need be.
fn days_between(first: Weekday, last: Weekday) -> Vec<Weekday> {
    let mut days = Vec::new();
    let mut day = first;
    while day != last && days.len() < 7 {
        day = day.succ();
        days.push(day);
    }
    days
}
