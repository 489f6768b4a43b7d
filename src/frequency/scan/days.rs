//! Weekdays: 「火・金」, 「月～金」, 「第2・第4水」.

use super::Scanner;
use crate::calendar::{Nth, WEEKDAYS, Weekday};
use crate::frequency::Stay;

impl Scanner<'_> {
    /// 「第2・第4水」「第2・4水曜日」「第1週の月曜」「最終金曜」「第3金～日」
    pub(super) fn nths(&mut self) -> bool {
        for (prefix, words) in [("月の", &["第", "最終", "最後", "最初"][..]), ("月", &["最終", "最後", "最初"])]
        {
            let rest = self.rest.strip_prefix(prefix).filter(|rest| words.iter().any(|word| rest.starts_with(word)));
            self.rest = rest.unwrap_or(self.rest);
        }
        let Some(nths) = self.attempt(Self::nth_list) else { return false };
        self.eat_any(&["週目の", "週目", "週の", "週", "の"]);
        let list = self.weekday_list();
        if self.away() {
            self.found.except_nths.push((nths, list.map(|(days, _)| days).unwrap_or_default()));
            return true;
        }
        self.found.nths.extend(&nths);
        if let Some((days, is_range)) = list {
            self.run = Run { days: days.clone(), is_range };
            self.found.nth_weekdays.extend(&days);
            self.found.nth_groups.push((nths, days));
        }
        true
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
        let Some((days, is_range)) = self.weekday_list() else { return false };
        if self.away() {
            self.away.extend(days);
        } else if !self.others_away(before, &days, is_range) {
            self.found.weekdays.extend(days);
            self.and_holidays();
            self.skip_only_these();
        }
        true
    }

    /// A list of weekdays that stands next, and whether it was written as a range (金～日).
    fn weekday_list(&mut self) -> Option<(Vec<Weekday>, bool)> {
        if self.inside_word {
            return None;
        }
        self.attempt(|scanner| {
            if scanner.is_month() {
                return None;
            }
            let mut days = scanner.weekday()?;
            let mut is_range = false;
            loop {
                let next = scanner.attempt(|scanner| {
                    let through = scanner.eat_any(&["~", "-", "から"]);
                    if !through {
                        scanner.eat_any(&["・", "、", ",", "/", "と", ".", "及び", "および", "ならびに"]);
                    }
                    Some((through, scanner.weekday()?))
                });
                match (next, days.last().copied()) {
                    (Some((true, last)), Some(first)) => {
                        is_range = true;
                        days.extend(last.first().into_iter().flat_map(|last| days_between(first, *last)));
                    }
                    (Some((false, more)), _) => days.extend(more),
                    (None, _) | (_, None) => break,
                }
            }
            scanner.ends_weekdays().then_some((days, is_range))
        })
    }

    /// A weekday, or a word for several.
    fn weekday(&mut self) -> Option<Vec<Weekday>> {
        for (words, days) in [(&["平日"][..], &WEEKDAYS[..5]), (&["週末の土日", "週末"], &WEEKDAYS[5..])] {
            if self.eat_any(words) {
                return Some(days.iter().map(|(day, _)| *day).collect());
            }
        }
        let (day, letter) = WEEKDAYS.iter().find(|(_, letter)| self.rest.starts_with(letter))?;
        self.rest = &self.rest[letter.len()..];
        self.eat_any(&["曜日", "曜"]);
        Some(vec![*day])
    }

    /// Whether 月 may be the month here, not Monday: 「月・第3水」, 「月の前半」.
    fn is_month(&self) -> bool {
        let Some(rest) = self.rest.strip_prefix('月') else { return false };
        let within = ["初", "中旬", "終わり", "前半", "後半", "上旬", "下旬", "末", "うち"];
        let nth = ["第", "最終", "最後", "最初"];
        let begins = |rest: &str, words: &[&str]| words.iter().any(|word| rest.starts_with(word));
        begins(rest.trim_start_matches(['・', '、', ',', '/', ':', '(']), &nth)
            || rest.strip_prefix('の').is_some_and(|rest| begins(rest, &within))
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
