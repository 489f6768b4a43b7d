//! Lines of which another has taken the place within the month: the code of the level before, the provider before, the wheelchair that
//! was exchanged. Each is whole by itself as far as it goes; both together in the next month would be every visit twice.

use super::Laying;
use super::follow::Uses;
use super::lines::uses_in;
use super::named::{is_basic, kind};
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::days::DayPattern;
use crate::case::{InMonth, MonthlyService, ServiceLine};
use crate::service_kind::ServiceKind;
use crate::source::List;

/// The month before without those lines, each of them told; none where there is no such line. Their days are their heirs', so that
/// what recurs is seen in the whole month.
pub(super) fn without_replaced(laying: &mut Laying, block: &MonthlyService, from: Month) -> Option<MonthlyService> {
    let changed = InMonth::new(laying.source_case(), block).change().and_then(|change| change.day);
    let mut lines: Vec<ServiceLine> = block.lines.iter().cloned().collect();
    let days: Vec<Uses> = lines.iter().map(|line| uses_in(line, from)).collect();
    let basic = |at: &usize| block.lines.get(*at).is_some_and(|line| is_basic(line, from));
    let mut in_order: Vec<usize> = (0..lines.len()).filter(basic).collect();
    in_order.sort_by_key(|at| days[*at].last().map(|(day, _)| *day));
    let mut gone: Vec<usize> = Vec::new();
    for &at in &in_order {
        let line = &block.lines[at];
        let is_heir = |heir: &&usize| replaces((line, &days[at]), (&block.lines[**heir], &days[**heir]), changed);
        let Some((&heir, (last, _))) = in_order.iter().find(is_heir).zip(days[at].last()) else { continue };
        let message = format!(
            "{}（{}）は{}までで、{}（{}）に替わったので写していません。続くなら行を書き加えてください",
            line.called(),
            line.provider.text().trim(),
            era::long(*last),
            lines[heir].called(),
            lines[heir].provider.text().trim()
        );
        laying.note(line.span, message);
        inherit(&mut lines, at, heir, (&days[at], &days[heir]));
        gone.push(at);
    }
    let left = lines.into_iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, line)| line).collect();
    (!gone.is_empty()).then(|| MonthlyService { lines: List::of(left), ..block.clone() })
}

/// Gives a line's days to the one that took its place, where that has no other weekdays.
fn inherit(lines: &mut [ServiceLine], at: usize, heir: usize, (days, after): (&Uses, &Uses)) {
    let falls = |of: &(Date, u8)| days.iter().any(|(day, _)| day.weekday() == of.0.weekday());
    let (DayPattern::Days(own), DayPattern::Days(later)) = (&lines[at].planned.pattern, &lines[heir].planned.pattern)
    else {
        return;
    };
    if after.iter().all(falls) {
        let joined = own.iter().chain(later).copied().collect();
        lines[heir].planned.pattern = DayPattern::Days(joined);
    }
}

/// Whether one line ends where another of its kind begins: at the change of level, or on the same weekdays and hours. What is marked
/// once or twice in all may be two visits of a month. 「第1月」 without 終了 says itself that it goes on, and without 開始 that it did
/// not begin in mid-month.
fn replaces((line, days): (&ServiceLine, &Uses), (heir, after): (&ServiceLine, &Uses), changed: Option<Date>) -> bool {
    let family = |line| kind(line).map(ServiceKind::family);
    let (Some((last, _)), Some((first, _))) = (days.last(), after.first()) else { return false };
    if last >= first || family(line).is_none() || family(line) != family(heir) {
        return false;
    }
    let recurs = |line: &ServiceLine| !matches!(line.planned.pattern, DayPattern::Days(_));
    if recurs(line) && line.ends_on.is_blank() || recurs(heir) && heir.starts_on.is_blank() {
        return false;
    }
    if kind(line).is_some_and(|kind| kind.rental) {
        return last.succ_opt() == Some(*first) && line.code.plain() == heir.code.plain();
    }
    let are_many = days.len() + after.len() > 3;
    let is_same_hour = line.time.plain() == heir.time.plain();
    if changed.is_some_and(|changed| *last < changed && changed <= *first) {
        return are_many || is_same_hour && !line.time.is_blank() || are_of_one_service(line, heir);
    }
    let weekdays = |days: &Uses| days.iter().map(|(day, _)| day.weekday()).collect::<Vec<Weekday>>();
    let of_line = weekdays(days);
    let again = weekdays(after).iter().filter(|day| of_line.contains(day)).count();
    !kind(line).is_some_and(|kind| kind.short_stay) && is_same_hour && again >= 2 && are_many
}

/// Whether two codes are the same, or those of one service at two levels: they differ in the last digit.
fn are_of_one_service(line: &ServiceLine, heir: &ServiceLine) -> bool {
    let stem = |line: &ServiceLine| line.code.plain().get(..5).map(str::to_owned);
    stem(line).is_some() && stem(line) == stem(heir)
}
