//! ⑧ The months of support with their records: from when on a monthly visit is due, until when, and when it is excused.

use super::{is_home_visit, is_video};
use crate::calendar::{Date, Month};
use crate::case::LogEntry;
use crate::rules::context::CheckContext;
use crate::rules::words::places;

/// A month with its records.
#[derive(Debug)]
pub struct LoggedMonth<'a> {
    /// The month.
    pub month: Month,
    /// Its records, in the order of the log.
    pub entries: Vec<&'a LogEntry>,
}

impl<'a> LoggedMonth<'a> {
    /// The first visit at the client's home.
    #[must_use]
    pub fn home_visit(&self, context: &CheckContext) -> Option<&'a LogEntry> {
        self.entries.iter().copied().find(|entry| is_home_visit(entry, context.words))
    }

    /// The first interview by video.
    #[must_use]
    pub fn video(&self, context: &CheckContext) -> Option<&'a LogEntry> {
        self.entries.iter().copied().find(|entry| is_video(entry, context.words))
    }

    /// Whether any record tells what was found.
    #[must_use]
    pub fn has_result(&self, context: &CheckContext) -> bool {
        let mut texts = self.entries.iter().flat_map(|entry| [&entry.content, &entry.means]);
        texts.any(|text| context.words.found("monitoring_results", text).is_some())
    }
}

/// The records that have a day, in the order of the log.
pub fn dated<'a>(context: &CheckContext<'a>) -> impl Iterator<Item = (Date, &'a LogEntry)> + use<'a> {
    context.case.log.iter().filter_map(|entry| Some((entry.day.value()?, entry)))
}

/// The records whose day lies before or after those of both records around them, these being in their order: the day is likely wrong.
pub fn out_of_order<'a>(context: &CheckContext<'a>) -> Vec<&'a LogEntry> {
    let log: Vec<(Date, &LogEntry)> = dated(context).collect();
    let is_out = |at: usize| {
        let day = |at: usize| log.get(at).map(|(day, _)| *day);
        let (before, own, after) = (at.checked_sub(1).and_then(day), day(at), day(at + 1));
        let fit = before.is_none() || after.is_none() || before <= after;
        fit && (before.is_some() && own < before || after.is_some() && own > after)
    };
    (0..log.len()).filter(|at| is_out(*at)).map(|at| log[at].1).collect()
}

/// A month with its records.
#[must_use]
pub fn logged<'a>(context: &CheckContext<'a>, month: Month) -> LoggedMonth<'a> {
    let entries = dated(context).filter(|(day, _)| Month::of(*day) == month).map(|(_, entry)| entry).collect();
    LoggedMonth { month, entries }
}

/// The first month in which a visit is due: that of the first service (初回), or the month after the first record.
#[must_use]
pub fn first_month(context: &CheckContext) -> Option<Month> {
    let after_first_record = Month::of(dated(context).map(|(day, _)| day).min()?).next();
    if !context.is_first_plan() {
        return Some(after_first_record);
    }
    let after_consent = context.consent().map(|(day, _)| Month::of(day).next());
    let fallback = after_consent.map_or(after_first_record, |month| month.max(after_first_record));
    Some(context.first_service_day().map_or(fallback, |(day, _)| Month::of(day)))
}

/// Whether a record tells that something of a list has happened: 「短期入所」 is no 「入所」, and neither 「入院することなく」 nor
/// 「入所の申込み」 tells of one.
fn says(context: &CheckContext, entry: &LogEntry, list: &str) -> bool {
    let (words, text) = (context.words, entry.content.plain());
    let another = |before: &str| words.list("another_before").iter().any(|word| before.ends_with(word.as_str()));
    let undone = |after: &str| words.list("not_happened_after").iter().any(|word| after.starts_with(word.as_str()));
    words
        .candidates(list, text)
        .any(|word| places(text, word).any(|at| !another(&text[..at]) && !undone(&text[at + word.len()..])))
}

/// The first record that says that support ended, and its day.
#[must_use]
pub fn ending<'a>(context: &CheckContext<'a>) -> Option<(Date, &'a LogEntry)> {
    dated(context).filter(|(_, entry)| says(context, entry, "support_ended")).min_by_key(|(day, _)| *day)
}

/// The month in which the records say that support ended.
#[must_use]
pub fn has_ended(context: &CheckContext) -> Option<Month> {
    ending(context).map(|(day, _)| Month::of(day))
}

/// Whether the records of a month or of the one before give a reason for a missing visit (入院 …).
#[must_use]
pub fn is_excused(context: &CheckContext, month: Month) -> bool {
    let near = |day: Date| Month::of(day) == month || Month::of(day).next() == month;
    dated(context).any(|(day, entry)| near(day) && says(context, entry, "no_visit_reasons"))
}

/// No plan runs longer; a reference date far away asks no more.
const MOST_MONTHS: usize = 120;

/// The full months before the reference date in which a visit is due.
#[must_use]
pub fn due_months<'a>(context: &CheckContext<'a>) -> Vec<LoggedMonth<'a>> {
    let Some(first) = first_month(context) else { return Vec::new() };
    let ended = has_ended(context);
    let months = std::iter::successors(Some(first), |month| Some(month.next())).take(MOST_MONTHS);
    // The last month of a plan that another one follows is over, too.
    let until = context.followed_on.unwrap_or(context.as_of);
    let over = |month: &Month| month.last_day() < until && ended.is_none_or(|ended| *month < ended);
    months.take_while(over).filter(|month| !is_excused(context, *month)).map(|month| logged(context, month)).collect()
}
