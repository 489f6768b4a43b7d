//! What is taken away: 「日曜以外毎日」, 「土・日・祝を除く」, 「毎週水（第5水は休み）」.
//!
//! 「土・日・祝を除く」 and 「火・金、祝日を除く」 are written alike and mean opposite things: the weekdays of the one are taken
//! away, those of the other stay. So such a list is kept until the whole cell was seen ([`Scanner::settle_away`]).

use super::Scanner;
use super::days::List;
use super::parts::Part;
use crate::calendar::{WEEKDAYS, Weekday};

/// Behind what is taken away.
const AWAY: [&str; 12] = [
    "以外",
    "を除いた",
    "を除いて",
    "を除き",
    "を除く",
    "は除く",
    "除く",
    "はお休み",
    "は休み",
    "お休み",
    "休み",
    "はなし",
];

/// Names of public holidays, the longest first.
const HOLIDAYS: [&str; 4] = ["国民の祝日", "祝祭日", "祝日", "祝"];

/// Weekdays with 「を除く」 at the end, perhaps with a holiday or another word before it: 「土・日・祝を除く」.
#[derive(Clone, Debug)]
pub(super) struct Away {
    list: List,
    /// What stands before the word behind them; none where there is no such word.
    joint: Option<Joint>,
    /// As it was written.
    words: String,
}

/// What stands between the weekdays and the word behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    None,
    Comma,
    Dot,
}

impl<'t> Scanner<'t> {
    /// 「を除く」「は休み」
    pub(super) fn away(&mut self) -> bool {
        !self.only_these() && self.eat_any(&AWAY)
    }

    /// Whether 「以外は休み」 stands next: what is before it is all that there is.
    fn only_these(&self) -> bool {
        let rest = self.rest.strip_prefix("以外").map(|rest| rest.trim_start_matches('は'));
        rest.is_some_and(|rest| ["休み", "お休み", "なし"].iter().any(|word| rest.starts_with(word)))
    }

    /// 「火・金以外は休み」 adds nothing to 「火・金」.
    pub(super) fn skip_only_these(&mut self) {
        if self.only_these() && self.eat("以外") {
            self.eat("は");
            self.eat_any(&["休み", "お休み", "なし"]);
        }
    }

    /// 「祝日を除く」「祝祭日は休み」
    pub(super) fn closed_on_holidays(&mut self) -> bool {
        let got = self.attempt(|scanner| (scanner.eat_any(&HOLIDAYS) && scanner.away()).then_some(()));
        self.found.closed_on_holidays |= got.is_some();
        got.is_some() || self.otherwise_on_holidays()
    }

    /// 「祝日は水」, 「祝日の場合は翌日」: another day, of which no field knows. 「祝日も」 changes nothing.
    fn otherwise_on_holidays(&mut self) -> bool {
        let words = ["は", "の場合", "には", "が", "なら", "のとき", "の時", "の週"];
        let got = self.attempt(|scanner| (scanner.eat_any(&HOLIDAYS) && scanner.eat_any(&words)).then_some(()));
        if got.is_some() {
            self.found.limits.push("祝日".to_owned());
        }
        got.is_some()
    }

    /// Behind weekdays: 「を除く」, 「・祝を除く」. `before` is the text from the weekdays on.
    pub(super) fn list_away(&mut self, before: &'t str, list: &List) -> bool {
        let joint = if self.away() {
            None
        } else {
            let Some(joint) = self.others_away() else { return false };
            Some(joint)
        };
        let words = before[..before.len() - self.rest.len()].to_owned();
        self.lists_away.push(Away { list: list.clone(), joint, words });
        true
    }

    /// 「・祝を除く」, 「・祝・年末年始は休み」, and what stands before it.
    fn others_away(&mut self) -> Option<Joint> {
        let got = self.attempt(|scanner| {
            let joint = scanner.joint();
            let (mut holidays, mut limits) = (false, Vec::new());
            loop {
                if scanner.eat_any(&HOLIDAYS) {
                    holidays = true;
                } else {
                    let is_other = |word: &&String| !AWAY.contains(&word.as_str());
                    let mut words = scanner.words.limits.iter().filter(is_other);
                    let limit = words.find(|word| scanner.rest.starts_with(word.as_str()))?;
                    scanner.eat(limit);
                    limits.push(limit.clone());
                }
                if scanner.away() {
                    return Some((joint, holidays, limits));
                }
                scanner.joint();
            }
        });
        let (joint, holidays, limits) = got?;
        self.found.closed_on_holidays |= holidays;
        self.found.limits.extend(limits);
        Some(joint)
    }

    /// 「土・日・祝」: it takes place on holidays too, which no list of weekdays says.
    pub(super) fn and_holidays(&mut self) {
        let got = self.attempt(|scanner| {
            scanner.joint();
            let holidays = scanner.eat_any(&HOLIDAYS);
            (holidays && !scanner.rest.starts_with(['も', 'は'])).then_some(())
        });
        if got.is_some() {
            self.found.limits.push("祝日".to_owned());
        }
    }

    fn joint(&mut self) -> Joint {
        if self.eat_any(&["、", ","]) {
            Joint::Comma
        } else if self.eat_any(&["・", "/", "&", "と", "や", "および", "及び"]) {
            Joint::Dot
        } else {
            Joint::None
        }
    }

    /// Takes away what is to be taken away, now that the whole cell is known.
    pub(super) fn settle_away(&mut self) {
        for list in std::mem::take(&mut self.lists_away) {
            match self.is_away(&list) {
                Some(true) => self.away.extend(&list.list.days),
                Some(false) => {
                    self.parts.push(Part::Days(list.list.days.clone()));
                    self.found.weekdays.extend(&list.list.days);
                }
                None => {
                    self.found.weekly = true;
                    self.found.limits.push(list.words);
                }
            }
        }
        if self.away.is_empty() {
            return;
        }
        let found = &mut self.found;
        // Of 第n, and of a number of times without days, it is not known what would be taken away.
        let longer = found.monthly || !found.nths.is_empty() || found.every_weeks.is_some() || found.in_all.is_some();
        if longer {
            found.weekdays.retain(|day| !self.away.contains(day));
            return;
        }
        if found.weekdays.is_empty() {
            found.weekdays = WEEKDAYS.iter().map(|(day, _)| *day).collect();
        }
        found.weekdays.retain(|day| !self.away.contains(day));
        (found.daily, found.weekly) = (false, true);
        // 「日曜以外の週3回」 leaves open which of the six.
        let fewer = |times: super::Times| usize::from(times.low) < found.weekdays.len();
        found.is_choice |= found.per_week.is_some_and(fewer);
    }

    /// Whether the weekdays of a list are taken away (土・日・祝を除く) or stay (火・金、祝日を除く); none where it may be either.
    fn is_away(&self, list: &Away) -> Option<bool> {
        let found = &self.found;
        let Away { list, joint, .. } = list;
        let n = list.days.len();
        let is_number = |number: usize| {
            found.per_week.is_some_and(|times| usize::from(times.low) == number && usize::from(times.high) == number)
        };
        let Some(joint) = joint else {
            let is_all = found.daily && !list.is_range || is_number(7 - n.min(7)) || all_of_weekend(list);
            let may_be_two = list.has_commas() || list.may_be_two();
            return (!may_be_two || is_all && !is_number(n)).then_some(true);
        };
        if is_number(n) || is_number(7 - n.min(7)) {
            return Some(!is_number(n));
        }
        if found.daily {
            return (!list.is_range).then_some(true);
        }
        if list.may_be_two() && !all_of_weekend(list) {
            return None;
        }
        let every_week = found.weekly && found.per_week.is_none();
        let weekend = !every_week && all_of_weekend(list);
        match joint {
            Joint::Comma => (!weekend).then_some(false),
            Joint::None => Some(weekend),
            Joint::Dot => weekend.then_some(true),
        }
    }
}

fn all_of_weekend(list: &List) -> bool {
    list.days.iter().all(|day| matches!(day, Weekday::Sat | Weekday::Sun))
}
