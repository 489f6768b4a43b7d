//! 「短期入所」 its days across months: used in a month, and past 30 running days.

use super::uses::{self, Mode};
use crate::calendar::{Date, Datelike, Month};
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::service_kind;
use chrono::Days;

/// Whether a line is of 短期入所生活介護 or 短期入所療養介護: by its code, or by its words while it has none.
#[must_use]
pub fn is_short_stay(line: &ServiceLine) -> bool {
    let code = line.code.text();
    let kind = if line.code.is_blank() {
        service_kind::in_text(line.content.text())
    } else {
        service_kind::of_service_code(code)
    };
    kind.is_some_and(|kind| kind.short_stay)
}

/// The days of a month on which a short stay is marked; with `insured`, without those given as 30日超.
#[must_use]
pub fn days_in(block: &MonthlyService, month: Month, mode: Mode, insured: bool) -> Vec<Date> {
    let lines: Vec<&ServiceLine> = block.lines.iter().filter(|line| is_short_stay(line)).collect();
    let marked = |number: u32| lines.iter().any(|line| uses::get(&uses::days_of(line, month, mode), number) > 0);
    let past = |number: u32| insured && lines.iter().any(|line| line.past_30_days.has(number));
    month.days().filter(|day| marked(day.day()) && !past(day.day())).collect()
}

/// All days of short stay in the plan, sorted; a month with 実績 counts by 実績 when `actual_first`.
#[must_use]
pub fn all_days(case: &CaseFile, actual_first: bool) -> Vec<Date> {
    let mut days: Vec<Date> = Vec::new();
    for block in &case.months {
        let Some(month) = block.month.value() else { continue };
        let has_actual = block.lines.iter().any(|line| !line.actual.is_missing());
        let mode = if actual_first && has_actual { Mode::Actual } else { Mode::Planned };
        days.extend(days_in(block, month, mode, false));
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// 「30日超」 the days among sorted, distinct `days` that are self-paid: the 31st of every run of days; after it a new count begins.
#[must_use]
pub fn past_thirty(days: &[Date]) -> Vec<Date> {
    let mut past = Vec::new();
    let mut run = 0_u32;
    let mut before: Option<Date> = None;
    for day in days {
        let follows = before.and_then(|before| before.checked_add_days(Days::new(1))) == Some(*day);
        run = if follows { run + 1 } else { 1 };
        if run == 31 {
            past.push(*day);
            run = 0;
        }
        before = Some(*day);
    }
    past
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: (i32, u32, u32), n: usize) -> Vec<Date> {
        Date::from_ymd_opt(from.0, from.1, from.2).unwrap().iter_days().take(n).collect()
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
