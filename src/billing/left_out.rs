//! Days that a line names one by one and that do not get onto the slip: those before 「開始」 or after 「終了」, and moves of days
//! that have no use. [`super::days_of`] leaves them out; nobody may lose them unseen.

use super::holidays;
use super::uses::{self, Mode};
use crate::calendar::Month;
use crate::case::ServiceLine;
use crate::case::days::DayPattern;
use crate::case::month::HolidayRule;
use crate::source::Span;

/// A named day that is not laid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Which and why, a piece of a Japanese sentence: 「追加」の25日（「終了」より後です）.
    pub what: String,
    /// Where it stands.
    pub span: Span,
}

/// The days of 「予定」「追加」「振替」 that a month's slip does not get. A line that does not run in the month at all is told as that.
#[must_use]
pub fn left_out(line: &ServiceLine, month: Month) -> Vec<LeftOut> {
    let runs = uses::running_days(line, month);
    if runs.is_empty() {
        return Vec::new();
    }
    let outside = |number: u32| {
        let side = if number < *runs.start() { "「開始」より前です" } else { "「終了」より後です" };
        (!runs.contains(&number) && number <= month.n_days()).then_some(side)
    };
    let mut found = Vec::new();
    let mut tell = |key: &str, number: u32, span: Span, why: Option<&str>| {
        found.extend(why.map(|why| LeftOut { what: format!("「{key}」の{number}日（{why}）"), span }));
    };
    for (day, span) in line.planned.named() {
        let number = u32::from(day.get());
        tell("予定", number, span, outside(number));
    }
    for (day, span) in &line.extra_days.days {
        let number = u32::from(day.get());
        tell("追加", number, *span, outside(number));
    }
    let written = line.planned.counts(month);
    let used = |number: u32| uses::get(&written, number) > 0;
    let closed = |number: u32| {
        line.holidays.value() == Some(HolidayRule::Closed) && month.day(number).is_some_and(holidays::is_holiday)
    };
    let moved = |number: u32| line.moved_days.moves.iter().any(|(from, ..)| u32::from(from.get()) == number);
    for (day, span) in line.planned.named() {
        let number = u32::from(day.get());
        let excused = !used(number) || outside(number).is_some() || moved(number) || line.off_days.has(number);
        tell("予定", number, span, (!excused && closed(number)).then_some("祝日で、「祝日: 休み」です"));
    }
    // A list of days off may name a week of which one day is used; one that takes no use away is a slip.
    let off = &line.off_days;
    let idle = !line.planned.is_missing() && !off.days.iter().any(|(day, _)| used(u32::from(day.get())));
    for (day, span) in off.days.iter().filter(|_| idle) {
        tell("休み", u32::from(day.get()), *span, Some("その日に予定がありません"));
    }
    for (from, to, span) in &line.moved_days.moves {
        let (from, to) = (u32::from(from.get()), u32::from(to.get()));
        let named = matches!(line.planned.pattern, DayPattern::Days(_));
        let why = match uses::get(&written, from) {
            0 => Some(format!("元の{from}日に予定がありません")),
            _ if named && outside(from).is_some() => None, // told of 予定 already
            _ => outside(from).map(|why| format!("元の{from}日が{why}")).or_else(|| outside(to).map(str::to_owned)),
        };
        tell("振替", to, *span, why.as_deref());
    }
    let by_rule = !matches!(line.planned.pattern, DayPattern::None | DayPattern::Days(_));
    let runs_ever = written.iter().any(|uses| *uses > 0);
    let runs_here = (1..=31).any(|number| runs.contains(&number) && used(number));
    let empty = uses::days_of(line, month, Mode::Planned).iter().all(|uses| *uses == 0);
    if by_rule && runs_ever && !runs_here && empty {
        let what = "「予定」（「開始」から「終了」までの間に一日もありません）".to_owned();
        found.push(LeftOut { what, span: line.planned.span });
    }
    found
}
