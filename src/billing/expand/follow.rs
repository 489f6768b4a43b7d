//! Additions: those of a visit go along with the visits, those of a month to one of them, those of an occasion nowhere.
//!
//! Here are days against days, without a plan: which of the new visits an addition falls on, when it fell on some of the old.

use crate::calendar::{Date, Datelike, Month};
use crate::case::days::DayNumber;

/// The days and uses of a line in a month.
pub(super) type Uses = Vec<(Date, u8)>;

/// Where an addition falls, and how that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Followed {
    pub(super) days: Vec<(DayNumber, u8)>,
    pub(super) way: String,
}

/// The new days of an addition by the visits that it belongs to: on every visit (of its weekdays), or, where it was on one or
/// two of several, on the visits of the same number. None where neither is so.
pub(super) fn along(addition: &Uses, visits: &Uses, new_visits: &Uses) -> Option<Followed> {
    let is_visit = |day: Date| visits.iter().any(|(visit, _)| *visit == day);
    if addition.is_empty() || !addition.iter().all(|(day, _)| is_visit(*day)) {
        return None;
    }
    let on_weekday = |day: Date| addition.iter().any(|(other, _)| other.weekday() == day.weekday());
    let every = visits.iter().filter(|(day, _)| on_weekday(*day)).count() == addition.len();
    let few = addition.len() <= 2 && visits.len() > addition.len();
    if every && !few {
        return each(addition, visits, new_visits);
    }
    if few { ordinals(addition, visits, new_visits) } else { None }
}

/// On every visit: as often as before for each visit, where that was the same for all.
fn each(addition: &Uses, visits: &Uses, new_visits: &Uses) -> Option<Followed> {
    let as_often = addition.iter().all(|of| visits.contains(of));
    let same = addition.iter().all(|(_, uses)| *uses == addition[0].1);
    let falls = |day: Date| addition.iter().any(|(other, _)| other.weekday() == day.weekday());
    let uses = |visit: u8| if as_often { Some(visit) } else { same.then_some(addition[0].1) };
    let days = new_visits.iter().filter(|(day, _)| falls(*day) || addition.len() == visits.len());
    let days = days.map(|(day, visit)| Some((DayNumber::of(*day), uses(*visit)?))).collect::<Option<Vec<_>>>()?;
    Some(Followed { days, way: "基本のサービスと同じ日に".to_owned() })
}

/// On the first, the last, or the visit of the same number.
fn ordinals(addition: &Uses, visits: &Uses, new_visits: &Uses) -> Option<Followed> {
    let mut days: Vec<(DayNumber, u8)> = Vec::new();
    let mut words = Vec::new();
    for (day, uses) in addition {
        let at = visits.iter().position(|(visit, _)| visit == day)?;
        let (at, word) = if at + 1 == visits.len() && at > 0 {
            (new_visits.len().checked_sub(1)?, "最後".to_owned())
        } else {
            (at, format!("{}回目", at + 1))
        };
        let new = DayNumber::of(new_visits.get(at)?.0);
        if days.iter().any(|(other, _)| *other == new) {
            return None;
        }
        days.push((new, *uses));
        words.push(word);
    }
    Some(Followed { days, way: format!("基本のサービスの{}の日に", words.join("と")) })
}

/// An addition on the first or the last day of the month, where no visit need be.
pub(super) fn at_the_edge(addition: &Uses, from: Month, to: Month) -> Option<Followed> {
    let [(day, uses)] = addition.as_slice() else { return None };
    let (new, way) = if *day == from.first_day() {
        (to.first_day(), "月の初めの日に")
    } else if *day == from.last_day() {
        (to.last_day(), "月の終わりの日に")
    } else {
        return None;
    };
    Some(Followed { days: vec![(DayNumber::of(new), *uses)], way: way.to_owned() })
}
