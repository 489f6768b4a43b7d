//! Days that a line names and that come to nothing: outside 「開始」–「終了」, on a holiday, moved from where no use is.
//!
//! What is named one by one was meant; that it is not counted is told, never done silently. That a rule (火・金) is cut by
//! 「開始」 and 「終了」 is what they are for, and is told only when nothing is left (nor where the month has no such day: 第5水). 実績 is what happened and stands as written.

use super::holidays;
use super::uses::{Mode, days_of, get, running_days};
use crate::calendar::{Month, era};
use crate::case::ServiceLine;
use crate::case::days::{DayCounts, DayNumber, DayPattern};
use crate::case::month::HolidayRule;
use crate::source::Span;

/// What of a line's days is not counted, each at its place.
pub(super) fn of(line: &ServiceLine, month: Month) -> Vec<(Span, String)> {
    let outside = |day: DayNumber| outside(line, month, u32::from(day.get()));
    let laid = line.planned.counts(month);
    let used = |day: DayNumber| get(&laid, u32::from(day.get())) > 0;
    let moved_from = |day: DayNumber| line.moved_days.moves.iter().any(|(from, ..)| *from == day);
    let closed = |day: DayNumber| {
        line.holidays.value() == Some(HolidayRule::Closed)
            && month.day(u32::from(day.get())).is_some_and(holidays::is_holiday)
    };
    let mut told = Vec::new();
    for (day, span) in line.planned.named().filter(|(day, _)| used(*day) && !moved_from(*day)) {
        if let Some(why) = outside(day) {
            told.push((span, format!("予定の{}日は{why}ので、数えていません", day.get())));
        } else if closed(day) && !line.off_days.has(u32::from(day.get())) {
            told.push((span, format!("予定の{}日は祝日で、「祝日: 休み」なので、数えていません", day.get())));
        }
    }
    let is_none = |day: DayNumber| matches!(&line.planned.pattern, DayPattern::Days(days) if days.contains(&(day, 0)));
    for (day, span) in line.planned.named().filter(|(day, _)| is_none(*day)) {
        told.push((span, format!("予定の{}日は0回と書かれているので、数えていません", day.get())));
    }
    for (from, to, span) in &line.moved_days.moves {
        let (from_day, to_day) = (from.get(), to.get());
        if !used(*from) {
            let why = format!("振替の元の{from_day}日に予定がないので、{to_day}日に数えていません");
            told.push((*span, why));
        } else if let Some(why) = outside(*from) {
            told.push((*span, format!("振替の元の{from_day}日は{why}ので、{to_day}日に数えていません")));
        } else if let Some(why) = outside(*to) {
            told.push((*span, format!("振替の{to_day}日は{why}ので、{from_day}日の分を数えていません")));
        }
    }
    for (day, span) in &line.extra_days.days {
        if let Some(why) = outside(*day) {
            told.push((*span, format!("追加の{}日は{why}ので、数えていません", day.get())));
        }
    }
    // A list of days off may name a week of which only one day is used; one that takes no use away is a slip.
    let off = &line.off_days;
    let takes = off.days.iter().any(|(day, _)| used(*day));
    if !off.days.is_empty() && !takes && !line.planned.is_missing() {
        let days: Vec<String> = off.days.iter().map(|(day, _)| day.get().to_string()).collect();
        told.push((off.span, format!("休みの{}日に予定がないので、休みにした日がありません", days.join("・"))));
    }
    let by_rule = !matches!(line.planned.pattern, DayPattern::None | DayPattern::Days(_));
    if by_rule && days_of(line, month, Mode::Planned).iter().all(|uses| *uses == 0) {
        told.extend(nothing_left(line, month, &laid).map(|why| (line.planned.span, why)));
    }
    told
}

/// Why a rule comes to no day at all; none where 休み names its days one by one.
fn nothing_left(line: &ServiceLine, month: Month, laid: &DayCounts) -> Option<String> {
    if laid.iter().all(|uses| *uses == 0) {
        return Some(format!("{}には、予定（第n・曜日）に当たる日が一日もありません", era::month(month)));
    }
    let runs: Vec<u32> = running_days(line, month).filter(|day| get(laid, *day) > 0).collect();
    if runs.is_empty() {
        return Some("開始から終了までの間に、予定の日が一日もありません".to_owned());
    }
    let is_closed = |day: &&u32| month.day(**day).is_some_and(holidays::is_holiday);
    let closed: Vec<String> = runs.iter().filter(is_closed).map(|day| format!("{day}日")).collect();
    (line.holidays.value() == Some(HolidayRule::Closed) && !closed.is_empty()).then(|| {
        let closed = closed.join("、");
        format!("予定の日（{closed}）が祝日で、「祝日: 休み」なので、予定が一日もありません")
    })
}

/// Why a line does not run on a day.
fn outside(line: &ServiceLine, month: Month, number: u32) -> Option<String> {
    let day = month.day(number)?;
    let early = line.starts_on.value().filter(|start| day < *start);
    let late = line.ends_on.value().filter(|end| *end < day);
    early
        .map(|start| format!("開始（{}）より前な", era::long(start)))
        .or_else(|| late.map(|end| format!("終了（{}）より後な", era::long(end))))
}
