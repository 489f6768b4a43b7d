//! 「短期入所」 in a month that was laid out: which of its services it leaves no room for, and its 31st day. What was laid is read
//! again as a plan is (`laid`), so that both ways of laying, from the month before and from the week, are looked at alike.

use super::MonthBlock;
use super::follow::Uses;
use super::named::{is_basic, kind};
use super::rhythm::listed;
use super::write::day_numbers;
use crate::billing::uses::{self, Mode, days_of};
use crate::billing::{About, Warning, stay, tariff};
use crate::calendar::{Date, Datelike, Month, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::month::CountedPer;
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::service_kind;
use crate::source::Span;

/// Nobody is visited, or at a day service, in the middle of a stay (CP652): such days are left out and told. On its first and
/// last day somebody may be.
pub(super) fn leave_out_visits(case: &CaseFile, laid: &MonthlyService, block: &mut MonthBlock) {
    let month = block.month;
    let mut stays = stay::planned_days(case);
    stays.extend(stay::days_in(laid, month, Mode::Planned, false));
    stays.sort_unstable();
    for (line, read) in block.lines.iter_mut().zip(&laid.lines).filter(|(_, read)| is_visit(read)) {
        let uses = month.days().zip(days_of(read, month, Mode::Planned)).filter(|(_, uses)| *uses > 0);
        let (out, kept): (Uses, Uses) = uses.partition(|(day, _)| stay::is_inside(&stays, *day));
        if out.is_empty() {
            continue;
        }
        let out: Vec<Date> = out.into_iter().map(|(day, _)| day).collect();
        if kept.is_empty() && is_of_the_month(read, month) {
            // An addition of the month may stand on any day of it; a service is asked about (CP652), its units are not lost.
            if is_basic(read, month) {
                let message = format!(
                    "{}は、短期入所の途中の{}に置いたままです（1月につき算定するので）。日を確かめてください",
                    read.called(),
                    listed(&out)
                );
                block.notes.push(Warning::new(About::Line, Span::DETACHED, message));
            }
            continue;
        }
        let planned = line.entries.iter().position(|(key, _)| *key == "予定").unwrap_or(line.entries.len());
        let numbers =
            |days: &Uses| day_numbers(&days.iter().map(|(day, uses)| (DayNumber::of(*day), *uses)).collect::<Vec<_>>());
        if let DayPattern::Days(_) = read.planned.pattern {
            line.entries[planned].1 = if kept.is_empty() { String::new() } else { numbers(&kept) };
        } else {
            let off: Uses = out.iter().map(|day| (*day, 1)).collect();
            line.entries.insert(planned + 1, ("休み", numbers(&off)));
        }
        if is_basic(read, month) || kept.is_empty() {
            let left = if kept.is_empty() {
                "。予定の日がなくなったので、日を書くか行を消してください"
            } else {
                ""
            };
            let message = format!("{}は、短期入所の途中の{}には置いていません{left}", read.called(), listed(&out));
            block.notes.push(Warning::new(About::Line, Span::DETACHED, message));
        }
    }
}

/// A line of somebody who comes, or of a place where one goes for the day; with its additions.
fn is_visit(line: &ServiceLine) -> bool {
    kind(line).is_some_and(|kind| !kind.short_stay && !kind.equipment && !kind.is_medical_guidance())
}

/// Whether a line is charged once for the month: by 「算定単位」, the table of kinds or, an addition, by law.
fn is_of_the_month(line: &ServiceLine, month: Month) -> bool {
    let content = line.content.plain();
    let by_law = || {
        let addition = tariff::addition(&kind(line)?.code, content, month).value?;
        Some(addition.is_of_the_month(content))
    };
    service_kind::counted_per(line) == Some(CountedPer::Month)
        || line.counted_per.is_blank() && by_law().unwrap_or_default()
}

/// 「30日超」 The 31st running day of short stay becomes self-paid, as soon as the month is laid out.
pub(super) fn mark_past_thirty(case: &CaseFile, laid: &MonthlyService, block: &mut MonthBlock) {
    let past = stay::past_thirty(case, Some(laid));
    let past: Vec<Date> = past.into_iter().filter(|day| Month::of(*day) == block.month).collect();
    let n_days = stay::days_in(laid, block.month, Mode::Planned, false).len();
    // What is counted once a month is insured by the month's other days.
    let is_self_paid =
        |line: &ServiceLine| past.len() == n_days || service_kind::counted_per(line) != Some(CountedPer::Month);
    for day in &past {
        let number = day.day();
        for (line, read) in block.lines.iter_mut().zip(&laid.lines) {
            let marked = uses::get(&days_of(read, block.month, Mode::Planned), number) > 0;
            if stay::is_short_stay(read) && is_self_paid(read) && marked {
                let at = line.entries.iter().position(|(key, _)| *key == "予定").unwrap_or(line.entries.len());
                line.entries.insert(at, ("30日超", format!("[{number}]")));
            }
        }
        block.notes.push(Warning::new(
            About::Line,
            Span::DETACHED,
            format!("{}は連続31日目の短期入所なので、30日超（全額負担）としました", era::long(*day)),
        ));
    }
}
