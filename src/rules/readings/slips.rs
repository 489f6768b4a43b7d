//! The slips of the months: made, agreed to, given, 実績 entered.

use crate::calendar::{Date, Month};
use crate::case::LogEntry;
use crate::rules::context::{CheckContext, SlipLine, SlipMonth, uses_in};

/// What of a month's 実績 is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// Every line that was planned has its 実績 (「実績: []」 among them).
    Whole,
    /// Some lines have, and some that were planned have not.
    Partly,
    /// No line has.
    Nothing,
}

/// Whether a line was planned and says nothing of its 実績.
#[must_use]
pub fn lacks_actual(line: &SlipLine) -> bool {
    !line.is_rate() && line.line.actual.is_missing() && uses_in(&line.planned) > 0
}

/// How far a month's 実績 is entered.
#[must_use]
pub fn entered(slip: &SlipMonth) -> Entered {
    match (slip.lines.iter().all(|line| line.line.actual.is_missing()), slip.lines.iter().any(lacks_actual)) {
        (true, _) => Entered::Nothing,
        (false, true) => Entered::Partly,
        (false, false) => Entered::Whole,
    }
}

/// The day of the following month by which the month's uses are reported.
const REPORTED_BY: u32 = 10;

/// Whether a month's uses should have been reported.
#[must_use]
pub fn is_over(context: &CheckContext, month: Month) -> bool {
    month.next().day(REPORTED_BY).is_some_and(|day| context.looked_on > day)
}

/// Whether the client's consent to a slip is due: the month has begun, or 実績 stands in it already.
#[must_use]
pub fn is_due(context: &CheckContext, slip: &SlipMonth) -> bool {
    let used = slip.lines.iter().any(|line| uses_in(&line.actual) > 0);
    used || context.as_of >= slip.month.first_day()
}

/// Whether a slip lacks the day on which 居宅サービス計画作成依頼届出書 was filed.
#[must_use]
pub fn wants_notification(slip: &SlipMonth) -> bool {
    slip.block.notified_on.is_blank()
}

/// The record that tells that the slip of a month was given to the client: it names the month (「7月分」), or names none and
/// was written in the month before.
#[must_use]
pub fn slip_given<'a>(context: &CheckContext<'a>, month: Month) -> Option<&'a LogEntry> {
    let gives = |entry: &&LogEntry| {
        let text = entry.content.plain();
        let handed = context.words.list("delivered").iter().chain(context.words.list("slip_agreed"));
        let (mut handed, Some(day)) = (handed, entry.day.value()) else { return false };
        text.contains("利用票") && handed.any(|word| text.contains(word.as_str())) && is_about(text, day, month)
    };
    context.case.log.iter().find(gives)
}

/// Whether a record of that day speaks of a month's slip.
fn is_about(text: &str, day: Date, month: Month) -> bool {
    let written = Month::of(day);
    let named: Vec<&str> = text
        .match_indices("月分")
        .filter_map(|(at, _)| text[..at].rsplit(|c: char| !c.is_ascii_digit()).next())
        .filter(|number| !number.is_empty())
        .collect();
    let next_month = text.contains("翌月") || text.contains("来月") || text.contains("次月");
    if next_month || named.is_empty() {
        return written.next() == month;
    }
    // A month without a year is one near the day of the record.
    let near = [written.previous(), written, written.next()].contains(&month);
    near && named.contains(&month.month().to_string().as_str())
}
