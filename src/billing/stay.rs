//! 「短期入所」 its days across months: used in a month, and past 30 running days.

use super::uses::{self, Mode};
use crate::calendar::{Date, Datelike, Month};
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::service_kind;
use std::collections::{BTreeMap, BTreeSet};

/// Days from one stay to the next that may be a day or two lost in typing.
const SMALL_GAP: i64 = 3;

/// Whether a line is of 短期入所生活介護 or 短期入所療養介護: by its code, or by its words while it has none that is one.
#[must_use]
pub fn is_short_stay(line: &ServiceLine) -> bool {
    let code = line.code.plain();
    let kind = if service_kind::is_service_code(code) {
        service_kind::of_service_code(code)
    } else {
        service_kind::in_text(line.content.text())
    };
    kind.is_some_and(|kind| kind.short_stay)
}

/// The days of a month on which a short stay is marked; with `insured`, without those given as 30日超.
#[must_use]
pub fn days_in(block: &MonthlyService, month: Month, mode: Mode, insured: bool) -> Vec<Date> {
    days_by(block, month, |_| mode, insured)
}

/// The same by 実績, and by 予定 of a provider whose stay has none yet: 実績 of other services do not say that nobody stayed.
#[must_use]
pub fn days_used(block: &MonthlyService, month: Month, insured: bool) -> Vec<Date> {
    days_by(block, month, |line| counted_by(block, line), insured)
}

/// Whether no day of a month's short stay has to be counted by 予定 for want of 実績.
#[must_use]
pub fn is_actual(block: &MonthlyService, month: Month) -> bool {
    let by_plan = |line: &&ServiceLine| is_short_stay(line) && counted_by(block, line) == Mode::Planned;
    let mut lines = block.lines.iter().filter(by_plan);
    lines.all(|line| uses::days_of(line, month, Mode::Planned).iter().all(|uses| *uses == 0))
}

fn counted_by(block: &MonthlyService, line: &ServiceLine) -> Mode {
    let of_provider = |other: &&ServiceLine| is_short_stay(other) && other.provider.plain() == line.provider.plain();
    let mut lines = block.lines.iter().filter(of_provider);
    if lines.any(|line| !line.actual.is_missing()) { Mode::Actual } else { Mode::Planned }
}

fn days_by(block: &MonthlyService, month: Month, mode: impl Fn(&ServiceLine) -> Mode, insured: bool) -> Vec<Date> {
    let lines: Vec<&ServiceLine> = block.lines.iter().filter(|line| is_short_stay(line)).collect();
    let counts: Vec<_> = lines.iter().map(|line| uses::days_of(line, month, mode(line))).collect();
    let marked = |number: u32| counts.iter().any(|counts| uses::get(counts, number) > 0);
    let past = |number: u32| insured && lines.iter().any(|line| line.past_30_days.has(number));
    month.days().filter(|day| marked(day.day()) && !past(day.day())).collect()
}

/// All days of short stay that the plan's slips have by 予定, sorted.
#[must_use]
pub fn planned_days(case: &CaseFile) -> Vec<Date> {
    let months = case.months.iter().filter_map(|block| Some((block, block.month.value()?)));
    let mut days: Vec<Date> = months.flat_map(|(block, month)| days_in(block, month, Mode::Planned, false)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Whether a day lies in the middle of a stay, whose days are `stays`, sorted: it is neither the first nor the last of them.
#[must_use]
pub fn is_inside(stays: &[Date], day: Date) -> bool {
    let has = |day: Option<Date>| day.is_some_and(|day| stays.binary_search(&day).is_ok());
    has(Some(day)) && has(day.pred_opt()) && has(day.succ_opt())
}

/// 「30日超」 the self-paid days of the plan and of `laid`, a month that is not in it yet: the 31st of every run of days, after
/// which a new count begins. A renewal is no break: the months of the plan before that this one does not have count too.
#[must_use]
pub fn past_thirty(case: &CaseFile, laid: Option<&MonthlyService>) -> Vec<Date> {
    known(case, laid).counted().past.into_iter().map(|counted| counted.day).collect()
}

/// The same of the plan alone, each with its count.
#[must_use]
pub fn thirty_firsts(case: &CaseFile) -> Vec<CountedDay> {
    known(case, None).counted().past
}

/// The days written as 30日超 that cannot be one, since the slips have their run from its first day.
#[must_use]
pub fn not_past_thirty(case: &CaseFile) -> Vec<CountedDay> {
    known(case, None).counted().not_past
}

/// A day of a count of running days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedDay {
    /// The day.
    pub day: Date,
    /// The first day of the count that it is in.
    pub first: Date,
    /// The last day of the stay before, where the count begins only because of a day or two without any.
    pub gap_after: Option<Date>,
    /// Which day of the count it is.
    pub nth: u32,
}

fn known(case: &CaseFile, laid: Option<&MonthlyService>) -> Known {
    let own: Vec<&MonthlyService> = case.months.iter().chain(laid).collect();
    let first = own.iter().filter_map(|block| block.month.value()).min();
    let is_before =
        |block: &&MonthlyService| block.month.value().is_some_and(|month| first.is_none_or(|own| month < own));
    let before = case.earlier.plan.as_deref().into_iter().flat_map(|plan| &plan.months).filter(is_before);
    let mut known = Known::default();
    before.chain(own).for_each(|block| known.add(block));
    known
}

/// What comes of counting.
#[derive(Debug, Default)]
struct Counted {
    past: Vec<CountedDay>,
    not_past: Vec<CountedDay>,
}

/// What slips say of short stay.
#[derive(Debug, Default)]
struct Known {
    /// The days, and whether each is written as 30日超.
    days: BTreeMap<Date, bool>,
    months: BTreeSet<Month>,
}

impl Known {
    fn add(&mut self, block: &MonthlyService) {
        let Some(month) = block.month.value() else { return };
        let insured = days_used(block, month, true);
        for day in days_used(block, month, false) {
            *self.days.entry(day).or_default() |= !insured.contains(&day);
        }
        self.months.insert(month);
    }

    /// A run that may have begun before the first slip was counted by whoever wrote its 30日超, as nobody can here. Where the slips
    /// have the run from its first day, they decide.
    fn counted(&self) -> Counted {
        let mut counted = Counted::default();
        let (mut nth, mut is_whole, mut first) = (0_u32, false, Date::default());
        let (mut before, mut gap_after): (Option<Date>, Option<Date>) = (None, None);
        for (day, written) in &self.days {
            let eve = day.pred_opt();
            if !eve.is_some_and(|eve| self.days.contains_key(&eve)) {
                (nth, is_whole) = (0, eve.is_some_and(|eve| self.months.contains(&Month::of(eve))));
                gap_after = before.filter(|before| (*day - *before).num_days() <= SMALL_GAP);
            }
            before = Some(*day);
            if nth == 0 {
                first = *day;
            }
            nth += 1;
            let counted_day = CountedDay { day: *day, first, gap_after, nth };
            if nth == 31 {
                counted.past.push(counted_day);
            } else if *written && is_whole {
                counted.not_past.push(counted_day);
            }
            if nth == 31 || *written && !is_whole {
                (nth, is_whole, gap_after) = (0, true, None);
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: (i32, u32, u32), n: usize) -> Vec<Date> {
        Date::from_ymd_opt(from.0, from.1, from.2).unwrap().iter_days().take(n).collect()
    }

    fn past_thirty(days: &[Date]) -> Vec<Date> {
        let months = days.iter().map(|day| Month::of(*day)).collect();
        Known { days: days.iter().map(|day| (*day, false)).collect(), months }
            .counted()
            .past
            .iter()
            .map(|counted| counted.day)
            .collect()
    }

    #[test]
    fn the_31st_running_day_is_self_paid() {
        // 3/20–4/19 is 12 + 19 = 31 days; 3/20–4/18 and 6/20–7/19 (11 + 19) are 30.
        assert_eq!(past_thirty(&days((2025, 3, 20), 31)), days((2025, 4, 19), 1));
        assert_eq!(past_thirty(&days((2025, 3, 20), 30)), []);
        assert_eq!(past_thirty(&days((2025, 6, 20), 30)), []);
        // 5/1–6/30: 30 + 1 self-paid + 30; one day more is self-paid again.
        assert_eq!(past_thirty(&days((2025, 5, 1), 61)), days((2025, 5, 31), 1));
        assert_eq!(past_thirty(&days((2025, 5, 1), 62)), [days((2025, 5, 31), 1), days((2025, 7, 1), 1)].concat());
        // A day at home between them: a new count.
        let mut broken = days((2025, 1, 1), 30);
        broken.extend(days((2025, 2, 1), 30));
        assert_eq!(past_thirty(&broken), []);
    }
}
