//! Weekdays: 「火・金」, 「月～金」, 「第2・第4水」.

use super::parts::Part;
use super::{Scanner, Times};
use crate::calendar::{Nth, WEEKDAYS, Weekday};
use crate::frequency::Stay;

/// Words for Monday to Friday.
const WORKING_DAYS: [&str; 5] = ["平日", "ウィークデイ", "ウィークデー", "ウイークデイ", "ウイークデー"];

/// The weekday with which a text begins, and what stands behind it.
pub(in crate::frequency) fn weekday_at(text: &str) -> Option<(Weekday, &str)> {
    let (day, letter) = WEEKDAYS.iter().find(|(_, letter)| text.starts_with(letter))?;
    let rest = &text[letter.len()..];
    // 「土曜日曜」 is two days.
    let whole = rest.strip_prefix("曜日").filter(|behind| !behind.starts_with('曜'));
    Some((*day, whole.or_else(|| rest.strip_prefix('曜')).unwrap_or(rest)))
}

impl Scanner<'_> {
    /// 「第2・第4水」「第2・4水曜日」「第1週の月曜」「最終金曜」「第3金～日」
    pub(super) fn nths(&mut self) -> bool {
        for (prefix, words) in [("月の", &["第", "最終", "最後", "最初"][..]), ("月", &["最終", "最後", "最初"])]
        {
            let rest = self.rest.strip_prefix(prefix).filter(|rest| words.iter().any(|word| rest.starts_with(word)));
            self.rest = rest.unwrap_or(self.rest);
        }
        let Some(nths) = self.attempt(Self::nth_list).or_else(|| self.attempt(Self::bare_nths)) else { return false };
        // 「第1月から第2日まで」 is a stretch of days, of which no field knows the end.
        self.contradicted(self.through && !self.found.nths.is_empty());
        self.eat_any(&["週目の", "週目", "週の", "週", "の"]);
        let list = self.weekday_list().or_else(|| self.attempt(Self::list_in_brackets));
        // 「第2水、平日」 goes on with something else, 「第2土・日」 does not.
        let goes_on = |list: &List| list.joints.comma || list.has_group && (list.n > 1 || !list.is_range);
        self.contradicted(list.as_ref().is_some_and(goes_on));
        if self.away() {
            self.tell_week_away(list.is_none());
            self.found.except_nths.push((nths, list.map(|list| list.days).unwrap_or_default()));
            return true;
        }
        self.parts.push(Part::Nth);
        self.found.nths.extend(&nths);
        if let Some(list) = list {
            self.found.is_choice |= list.is_choice();
            let List { days, is_range, .. } = list;
            self.run = Run { days: days.clone(), is_range };
            self.found.nth_weekdays.extend(&days);
            self.found.nth_groups.push((nths, days));
        }
        true
    }

    /// 「第2・4（木）」
    fn list_in_brackets(&mut self) -> Option<List> {
        self.eat("(").then_some(())?;
        let list = self.weekday_list()?;
        self.eat(")").then_some(list)
    }

    /// 「土曜（第2・第4）」: behind a weekday, in brackets, which of the month.
    fn nths_behind(&mut self) -> Option<Vec<Nth>> {
        self.eat("(").then_some(())?;
        let nths = self.nth_list()?;
        self.eat_any(&["週目", "週"]);
        self.eat(")").then_some(nths)
    }

    /// A week that is taken away behind 「火、金」 may be that of the last of them: nothing is laid by it. Behind 「火」 alone other
    /// days may follow that have it.
    fn tell_week_away(&mut self, is_whole: bool) {
        let is_behind = is_whole && self.parts.iter().any(|part| matches!(part, Part::Days(_)));
        self.is_week_away |= is_behind;
        if is_behind && self.has_commas {
            self.found.limits.push("週を除く".to_owned());
        }
    }

    /// 「第2・4」「第1～第4」「最終」
    fn nth_list(&mut self) -> Option<Vec<Nth>> {
        let mut nths = Vec::new();
        let mut from = None;
        loop {
            if self.eat_any(&["最終", "最後の", "最後"]) {
                nths.push(Nth::Last);
            } else if self.eat_any(&["最初の", "最初"]) {
                nths.extend(Nth::number(1));
            } else {
                let marked = self.eat("第");
                if !marked && nths.is_empty() {
                    return None;
                }
                let number = self.number().and_then(|number| u8::try_from(number).ok())?;
                for number in from.take().unwrap_or(number)..=number {
                    nths.push(Nth::number(number)?);
                }
                from = Some(number);
            }
            let more = self.attempt(|scanner| {
                let through = scanner.eat_any(&["~", "-", "から"]);
                let separated = through || scanner.eat_any(&["・", "、", ",", "と", "/", "."]);
                let goes_on = scanner.rest.starts_with("第")
                    || !through && scanner.rest.starts_with("最終")
                    || scanner.rest.starts_with(|c: char| c.is_ascii_digit());
                (separated && goes_on).then_some(through)
            });
            match more {
                None => return Some(nths),
                // Only 「第1～」 goes on from the number before it.
                Some(through) => from = from.filter(|_| through),
            }
        }
    }

    /// 「月2回（2・4水）」: bare numbers directly before a weekday, where the times of a month are told.
    fn bare_nths(&mut self) -> Option<Vec<Nth>> {
        self.found.per_month?;
        let mut nths = Vec::new();
        loop {
            nths.push(self.number().and_then(|number| u8::try_from(number).ok()).and_then(Nth::number)?);
            if !self.eat_any(&["・", "、", ",", "/", "."]) {
                break;
            }
        }
        // 「2日」 and 「4月」 are no weekdays.
        let (day, _) = weekday_at(self.rest)?;
        let is_word = matches!(day, Weekday::Mon | Weekday::Sun);
        (!is_word || self.rest.chars().nth(1) == Some('曜')).then_some(nths)
    }

    /// Of groups with the same weekdays (第2水・第4水) nothing is left: their 第n and weekdays say all.
    pub(super) fn settle_groups(groups: &mut Vec<(Vec<Nth>, Vec<Weekday>)>) {
        for (_, days) in &mut *groups {
            days.sort_by_key(Weekday::num_days_from_monday);
        }
        if groups.windows(2).all(|pair| pair[0].1 == pair[1].1) {
            groups.clear();
        }
    }

    /// 「火・金」「月～金」「火曜日」「月水金」「平日」; 「日曜以外」 takes them away from 毎日.
    pub(super) fn weekdays(&mut self) -> bool {
        let before = self.rest;
        let Some(list) = self.of_working_days().or_else(|| self.weekday_list()) else { return false };
        if !self.list_away(before, &list) {
            // 「月・月・金」: which day was meant nobody knows.
            if list.days.iter().enumerate().any(|(at, day)| list.days[..at].contains(day)) {
                self.found.not_understood.push(before[..before.len() - self.rest.len()].to_owned());
            }
            let n = Some(Times::exactly(u16::try_from(list.days.len()).unwrap_or(u16::MAX)));
            self.found.is_choice |= list.is_choice() && (list.joints.or || self.found.per_week != n);
            if list.days.len() == 1
                && !self.found.weekly
                && let Some(nths) = self.attempt(Self::nths_behind)
            {
                self.parts.push(Part::Nth);
                self.found.nths.extend(&nths);
                self.found.nth_weekdays.extend(&list.days);
                self.found.nth_groups.push((nths, list.days));
                return true;
            }
            // 「火（第1週除く）・金」: of which days, nobody knows.
            if self.is_week_away {
                self.found.limits.push("週を除く".to_owned());
            }
            self.has_commas = list.has_commas();
            self.parts.extend(list.may_be_two().then_some(Part::PerhapsTwo));
            self.parts.push(Part::Days(list.days.clone()));
            self.found.weekdays.extend(list.days);
            self.and_holidays();
            self.skip_only_these();
        }
        true
    }

    /// 「平日の火・金」: 平日 adds nothing to the days that are named.
    fn of_working_days(&mut self) -> Option<List> {
        if self.inside_word {
            return None;
        }
        self.attempt(|scanner| {
            (scanner.eat_any(&WORKING_DAYS) && scanner.eat("の")).then_some(())?;
            let is_weekend = |day: &Weekday| matches!(day, Weekday::Sat | Weekday::Sun);
            scanner.weekday_list().filter(|list| !list.has_group && !list.days.iter().any(is_weekend))
        })
    }

    /// A list of weekdays that stands next.
    fn weekday_list(&mut self) -> Option<List> {
        if self.inside_word {
            return None;
        }
        self.attempt(|scanner| {
            let days = scanner.weekday()?;
            let (has_group, joints) = (days.len() > 1, Joints::default());
            let mut list = List { days, is_range: false, has_group, joints, n: 1 };
            loop {
                let next = scanner.attempt(|scanner| {
                    let through = scanner.eat_any(&["~", "-", "から"]);
                    let mut joints = Joints::default();
                    if !through {
                        joints.or = scanner.eat_any(&["か", "or"]);
                        joints.slash = scanner.eat("/");
                        joints.comma = scanner.eat_any(&["、", ",", "と", "及び", "および", "並びに", "ならびに"]);
                        joints.dot = scanner.eat_any(&["・", ".", "&"]);
                    }
                    Some((through, joints, scanner.weekday()?))
                });
                match (next, list.days.last().copied()) {
                    (Some((true, _, last)), Some(first)) => {
                        (list.is_range, list.has_group) = (true, true);
                        list.days.extend(last.first().into_iter().flat_map(|last| days_between(first, *last)));
                    }
                    (Some((false, joints, more)), _) => {
                        list.add(joints, &more);
                    }
                    (None, _) | (_, None) => break,
                }
            }
            scanner.ends_weekdays().then_some(list)
        })
    }

    /// A weekday, or a word for several.
    fn weekday(&mut self) -> Option<Vec<Weekday>> {
        if self.is_month() {
            return None;
        }
        for (words, days) in [(&WORKING_DAYS[..], &WEEKDAYS[..5]), (&["週末の土日", "週末"], &WEEKDAYS[5..])] {
            if self.eat_any(words) {
                return Some(days.iter().map(|(day, _)| *day).collect());
            }
        }
        let (day, rest) = weekday_at(self.rest)?;
        self.rest = rest;
        Some(vec![day])
    }

    /// Whether 月 may be the month here, not Monday: 「月・第3水」, 「月の前半」.
    fn is_month(&self) -> bool {
        let Some(rest) = self.rest.strip_prefix('月') else { return false };
        let within = ["初", "中旬", "終わり", "前半", "後半", "上旬", "下旬", "末", "うち"];
        let nth = ["第", "最終", "最後", "最初"];
        let begins = |rest: &str, words: &[&str]| words.iter().any(|word| rest.starts_with(word));
        begins(rest.trim_start_matches(['・', '、', ',', '/', ':', '(']), &nth)
            || rest.strip_prefix('の').is_some_and(|rest| begins(rest, &within))
            || is_times(rest)
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
}

pub(super) fn is_kanji(c: char) -> bool {
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

/// Whether 「2回」「に1回」「1～2回」 stands here: 月 before it is no Monday.
fn is_times(rest: &str) -> bool {
    let number = rest.trim_start_matches(['に', '約', '各']);
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十~-".contains(c));
    after.len() < number.len() && after.starts_with(['回', '度', '泊'])
}

/// Weekdays as they were written one behind the other.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) days: Vec<Weekday>,
    /// 「金～日」
    pub(super) is_range: bool,
    /// Whether one of its words says several: 平日, 月～金.
    has_group: bool,
    joints: Joints,
    /// How many words it has.
    n: usize,
}

/// What stands between the weekdays of a list.
#[expect(clippy::struct_excessive_bools, reason = "each kind may stand beside the others")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Joints {
    comma: bool,
    dot: bool,
    slash: bool,
    or: bool,
    none: bool,
}

impl List {
    fn add(&mut self, joints: Joints, more: &[Weekday]) {
        let Joints { comma, dot, slash, or, .. } = joints;
        let known = &mut self.joints;
        known.none |= !(comma || dot || slash || or);
        (known.comma, known.dot) = (known.comma || comma, known.dot || dot);
        (known.slash, known.or) = (known.slash || slash, known.or || or);
        self.has_group |= more.len() > 1;
        self.days.extend(more);
        self.n += 1;
    }

    /// Whether one of two is meant: 「火か金」, 「火/金」.
    fn is_choice(&self) -> bool {
        self.joints.or || self.joints.slash && self.n == 2
    }

    /// Whether what stands behind it may be about its last words only: 「火・金、日曜は休み」, 「平日 水曜を除く」.
    pub(super) fn may_be_two(&self) -> bool {
        self.joints.comma && (self.joints.dot || self.joints.none) || self.has_group && self.n > 1
    }

    /// Whether commas stand between its words.
    pub(super) fn has_commas(&self) -> bool {
        self.joints.comma
    }
}

/// The weekdays behind 第n as they were written: 「金～日」 is one run of days from the third Friday, and 「土・日、1泊2日」 too.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    days: Vec<Weekday>,
    is_range: bool,
}

impl Run {
    /// The stay that the run is, with the nights that the cell says.
    pub(super) fn stay(&self, nights: Option<u16>) -> Option<Stay> {
        let first = *self.days.first()?;
        let follow = self.days.windows(2).all(|pair| pair[0].succ() == pair[1]);
        let until_last = u16::try_from(self.days.len() - 1).unwrap_or(0);
        let is_run = follow && (self.is_range || nights.is_some_and(|nights| nights > 0));
        is_run.then(|| Stay { first, nights: nights.unwrap_or(0).max(until_last) })
    }
}
