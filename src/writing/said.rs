//! What a typed value says, told while it is typed: 「令和7年5月27日（火）」, or why it cannot be read.

use crate::calendar::{Date, Datelike, era, read, time, weekday_letter};
use crate::forms::writable::Kind;
use serde::Serialize;

/// What a value says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Whether it can be read.
    pub ok: bool,
    /// In words.
    pub words: String,
    /// A date as `2025-05-27`, for a calendar.
    pub iso: String,
}

/// What a typed text says as a value of a kind; nothing is said of words and of what is blank.
#[must_use]
pub fn said(kind: Kind, text: &str) -> Said {
    if text.trim().is_empty() {
        return Said { ok: true, ..Said::default() };
    }
    let whole = |day: Date| format!("{}（{}）", era::long(day), weekday_letter(day.weekday()));
    let told = match kind {
        Kind::Date => read::date(text).map(|day| (whole(day), day.to_string())),
        Kind::Period => read::period(text).map(|period| {
            let end = period.end().map(whole).unwrap_or_default();
            (format!("{}～{end}", whole(period.start())), period.start().to_string())
        }),
        Kind::Month => read::month(text).map(|month| (era::month(month), String::new())),
        Kind::Time => time::range(text).map(|range| (range.to_string(), String::new())),
        _ => Ok((String::new(), String::new())),
    };
    match told {
        Ok((words, iso)) => Said { ok: true, words, iso },
        Err(bad) => Said { ok: false, words: bad.message, iso: String::new() },
    }
}
