//! The scanner of 「頻度」: one pass from left to right, the longest statement first at each place.
//!
//! Its text is plain (NFKC, no spaces): digits are ASCII, parentheses and the wave dash too.

use super::words::Words;
use super::{Frequency, Times};
use crate::calendar::{WEEKDAYS, Weekday};
pub(super) use days::weekday_at;
use parts::Part;
use rhythm::Unit;

mod away;
mod days;
mod months;
mod parts;
mod rhythm;

/// Reads a whole cell.
pub(super) fn scan(text: &str, words: &Words) -> Frequency {
    let mut scanner = Scanner {
        text,
        rest: text,
        words,
        found: Frequency::default(),
        unknown: String::new(),
        inside_word: false,
        away: Vec::new(),
        lists_away: Vec::new(),
        run: days::Run::default(),
        parts: Vec::new(),
        through: false,
        is_counted_daily: false,
        has_commas: false,
        is_week_away: false,
    };
    while !scanner.rest.is_empty() {
        let before = scanner.rest;
        let understood = scanner.step();
        scanner.through = understood && before[..before.len() - scanner.rest.len()].ends_with(['~', '-', 'ら']);
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

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about what was read so far")]
struct Scanner<'t> {
    /// The whole cell.
    text: &'t str,
    rest: &'t str,
    words: &'t Words,
    found: Frequency,
    /// Characters in a row that were not understood.
    unknown: String,
    /// Whether the last character was not understood: what follows may be a part of the same word.
    inside_word: bool,
    /// The weekdays that are taken away (火曜以外).
    away: Vec<Weekday>,
    /// Weekdays of which only the whole cell says whether they are taken away (土・日・祝を除く).
    lists_away: Vec<away::Away>,
    /// The weekdays of 「第3金～日」 as they were written.
    run: days::Run,
    /// What was understood, in order.
    parts: Vec<Part>,
    /// Whether 「～」 stands right before.
    through: bool,
    /// Whether a number was counted by 毎日: of another nobody knows whether it comes on top.
    is_counted_daily: bool,
    /// Whether commas stand between the weekdays that were read last.
    has_commas: bool,
    /// Whether a week of the month was taken away behind weekdays (「火（第1週除く）」).
    is_week_away: bool,
}

impl<'t> Scanner<'t> {
    /// Understands what stands next and moves past it; false when nothing was understood.
    fn step(&mut self) -> bool {
        self.separator()
            || self.nths()
            || self.closed_on_holidays()
            || self.by_words()
            || self.of_one_year()
            || self.per_unit()
            || self.days_of_once()
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
        let end = self.rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
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
        let rest = self.rest;
        let low = self.number()?;
        let high = self.attempt(|scanner| {
            if !scanner.eat_any(&["回~", "日~", "~", "-", "、", ",", "・", "or", "か", "または", "又は"]) {
                return None;
            }
            scanner.number().filter(|high| *high > low)
        });
        // Nobody is visited no times a week.
        if low == 0 && high.is_none() {
            self.rest = rest;
            return None;
        }
        Some(Times { low, high: high.unwrap_or(low) })
    }

    fn separator(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        let is_separator = "()[]{}「」【】、,・/:;。.~-+&→⇒※*=×".contains(first);
        if is_separator {
            if "→⇒=×".contains(first) || self.is_open_range() {
                self.found.limits.push(first.to_string());
            }
            if "、,;。/+&".contains(first) {
                self.parts.push(Part::Break);
            }
            self.rest = &self.rest[first.len_utf8()..];
        }
        is_separator
    }

    /// Whether a dash behind a weekday or a holiday leads to nothing: 「月～～金」, 「祝日－」. Behind a time it is its open end.
    fn is_open_range(&self) -> bool {
        let mut next = self.rest.chars();
        let before = self.text[..self.text.len() - self.rest.len()].chars().next_back();
        matches!(next.next(), Some('~' | '-'))
            && before.is_some_and(|c| "月火水木金土日曜祝".contains(c))
            && next.next().is_none_or(|c| ")・、,~-".contains(c))
    }

    /// Words that say a rhythm without a number, and words without any.
    fn by_words(&mut self) -> bool {
        let before = self.rest;
        let vague = self.words.vague.iter().find(|word| self.rest.starts_with(word.as_str()));
        if let Some(word) = vague {
            self.found.vague.push(word.clone());
            self.parts.push(Part::Vague);
            return self.eat(word);
        }
        if let Some(limit) = self.words.limits.iter().find(|word| self.rest.starts_with(word.as_str())) {
            self.found.limits.push(limit.clone());
            return self.eat(limit);
        }
        if self.every_weekday() {
            self.found.weekly = true;
        } else if self.eat_any(&[
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
            self.parts.push(Part::Daily);
            // 「毎食前」「毎朝夕」
            let eaten = &before[..before.len() - self.rest.len()];
            let hours = if eaten.contains("食") { 3 } else { eaten.matches(['朝', '夕', '晩', '夜']).count() };
            (0..hours).for_each(|_| self.hour());
        } else if self.eat_any(&["常時", "24時間365日", "24時間体制", "24時間対応", "24時間", "二十四時間", "終日"])
        {
            self.found.always = true;
        } else if self.eat_any(&["年間365日", "年365日", "365日24時間", "365日", "年中無休"]) {
            self.found.daily = true;
            self.parts.push(Part::Daily);
        } else if self.eat_any(&[
            "通年",
            "一年中",
            "1年中",
            "年中",
            "年間を通して",
            "年間を通じて",
            "1年を通して",
            "1年を通じて",
        ]) {
            self.found.all_year = true;
        } else if let Some(words) =
            ["の週の", "のある週の", "のある週"].iter().find(|words| self.rest.starts_with(**words))
        {
            // 「第3水曜の週の金曜」: another day than the one before it.
            self.found.not_understood.push((*words).to_owned());
            self.eat(words);
        } else if self.eat_any(&["隔日"]) {
            self.recur_every(Unit::Day, 2, None);
        } else if self.eat_any(&["隔週"]) {
            self.recur_every(Unit::Week, 2, None);
        } else if self.eat_any(&["毎週", "各週"]) {
            self.found.weekly = true;
        } else if self.eat_any(&["隔月"]) {
            self.recur_every(Unit::Month, 2, None);
        } else if self.eat_any(&["毎月", "各月"]) {
            self.found.monthly = true;
        } else if self.eat_any(&["半年に一回", "半年に1回", "半年ごと", "半年毎", "半年"]) {
            self.recur_every(Unit::Month, 6, None);
        } else if self.eat_any(&["毎年"]) {
            self.recur_every(Unit::Year, 1, None);
        } else if self.eat_any(&[
            "のうち",
            "うち",
            "または",
            "又は",
            "もしくは",
            "あるいは",
            "いずれか",
            "どちらか",
            "or",
        ]) {
            self.found.is_choice = true;
        } else {
            return false;
        }
        true
    }

    /// 「毎火曜」「毎日曜」: every Tuesday, every Sunday; 「毎日」 and 「毎月」 are others.
    fn every_weekday(&mut self) -> bool {
        let Some(rest) = self.rest.strip_prefix('毎') else { return false };
        let is_weekday = WEEKDAYS.iter().any(|(day, letter)| {
            let is_word = matches!(day, Weekday::Mon | Weekday::Sun);
            rest.strip_prefix(letter).is_some_and(|rest| !is_word || rest.starts_with('曜'))
        });
        is_weekday && self.eat("毎")
    }

    /// Words that may stand beside and change nothing.
    fn remark(&mut self) -> bool {
        if self.inside_word {
            return false;
        }
        let Some(word) = self.words.remarks.iter().find(|word| self.rest.starts_with(word.as_str())) else {
            return false;
        };
        if word == "末" && self.is_lone_end() {
            return false;
        }
        self.eat(word);
        if ["各", "各々", "各曜日", "各曜", "各日", "それぞれ"].contains(&word.as_str()) {
            self.parts.push(Part::Each);
        }
        // 「初回のみ火、以降毎週金」, 「祝日の月曜」: weekdays of some times alone.
        let behind = self.rest.trim_start_matches(['の', 'み', 'だ', 'け', 'は', 'か', 'ら', 'に', ':']);
        let is_of_some = match word.as_str() {
            "初回" | "次回" => true,
            "祝日" | "祝" => self.rest.starts_with('の'),
            _ => false,
        };
        if is_of_some && weekday_at(behind).is_some() {
            self.found.limits.push(word.clone());
        }
        // 「午前10時」 is one time.
        if !self.rest.trim_start_matches('(').starts_with(|c: char| c.is_ascii_digit()) {
            (0..self.words.hours_in(word)).for_each(|_| self.hour());
        }
        // 「通所日」「利用日」 are days of something, not Sundays.
        let is_day = word.chars().next_back().is_some_and(days::is_kanji) && self.rest.starts_with('日');
        if is_day && !self.rest.starts_with("日曜") && self.eat("日") {
            self.found.limits.push(format!("{word}日"));
        }
        true
    }

    /// Whether the 末 that stands next is no end of anything (月末, 末の金曜): 「週1回（末）」 was to be 木.
    fn is_lone_end(&self) -> bool {
        let parts = |c: char| "()・、,/&".contains(c);
        let before = self.text[..self.text.len() - self.rest.len()].chars().next_back();
        before.is_none_or(parts) && self.rest.chars().nth(1).is_none_or(parts)
    }

    fn finish(mut self) -> Frequency {
        self.settle_away();
        let (is_mixed, is_several_a_day) = (self.is_mixed(), self.is_several_a_day());
        let begins_with_number = self.text.starts_with(|c: char| c.is_ascii_digit());
        let found = &mut self.found;
        (found.is_mixed, found.is_several_a_day) = (is_mixed, is_several_a_day);
        found.stay = self.run.stay(found.nights);
        // 「水 1回（6月）」
        if self.parts.contains(&Part::Once) && !found.weekly && !found.months.is_empty() {
            found.in_all = Some(Times::exactly(1));
        }
        // 「初回のみ」 beside nothing else is once; 「週2回、初回のみ90分」 is not.
        if ["初回のみ", "初回だけ"].contains(&self.text) {
            found.in_all = Some(Times::exactly(1));
        }
        // 「2回（月・木）」: in a week or in all? 「毎週月・木」 and 「6月に2回（月・木）」 say so, and 「月・木、朝夕2回」 is of a day.
        let is_of_no_time = !(found.weekly || found.monthly || found.daily || !found.months.is_empty())
            && found.every_weeks.is_none()
            && found.nights.is_none()
            && found.month_days.is_empty();
        if let Some(times) = found.in_all.filter(|_| is_of_no_time && begins_with_number && !found.weekdays.is_empty())
        {
            found.not_understood.push(format!("{times}回"));
        }
        for days in [&mut found.weekdays, &mut found.nth_weekdays] {
            days.sort_by_key(Weekday::num_days_from_monday);
            days.dedup();
        }
        Self::settle_groups(&mut found.nth_groups);
        found.nths.sort_unstable();
        found.nths.dedup();
        if !found.nths.is_empty() {
            found.monthly = true;
        }
        // 「1日3回」 without days is every day.
        let longer = found.weekly
            || found.monthly
            || found.every_days.is_some()
            || found.every_weeks.is_some()
            || found.every_months.is_some()
            || !found.months.is_empty();
        if found.per_day.is_some() && !longer && found.weekdays.is_empty() && found.in_all.is_none() {
            found.daily = true;
        }
        self.found
    }
}
