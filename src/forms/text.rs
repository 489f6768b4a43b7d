//! Wording that several forms share: dates, periods, names.

use super::lines::{self, Line};
use super::measures::FieldMeasure;
use crate::calendar::{Date, Period, era};
use crate::source::Field;
use crate::source::read::Scalar;
use crate::source::struck::{self, Parts};

/// 「令和7年5月27日」, or nothing.
#[must_use]
pub fn date(field: &Field<Date>) -> String {
    field.value().map(era::long).unwrap_or_default()
}

/// 「R7.5.27～R7.8.31」 in two lines for narrow cells: the break stands behind the wave dash.
#[must_use]
pub fn short_period(field: &Field<Period>) -> String {
    let words = |period: &Period| {
        format!("{}～\n{}", era::short(period.start()), period.end().map(era::short).unwrap_or_default())
    };
    said(field, words, "\n")
}

/// The words of a value; of one that shows what it was (見え消し) the old ones, the new ones and the note, `between` them.
#[must_use]
pub fn said<T: Scalar>(field: &Field<T>, words: impl Fn(&T) -> String, between: &str) -> String {
    let Some(Parts { old, now, note }) = struck::parts(field.text()) else {
        return field.get().map(words).unwrap_or_default();
    };
    let side = |text: &str| T::parse(text).map(|value| words(&value)).unwrap_or_default();
    let (old, now) = (side(old), side(now));
    let apart = |text: String| if text.is_empty() || old.is_empty() { text } else { format!("{between}{text}") };
    let note = if note.is_empty() { String::new() } else { format!("{between}{note}") };
    struck::text(Parts { old: old.trim_end(), now: apart(now).trim_end(), note: &note })
}

/// 「令和7年5月27日」, or the blanks in which one is written by hand; a changed one beside the old one.
#[must_use]
pub fn date_in_words(field: &Field<Date>) -> String {
    if struck::has_marks(field.text()) {
        said(field, |day| era::long(*day), "　")
    } else {
        date_or_blank(field.value())
    }
}

/// The same of a period.
#[must_use]
pub fn period_in_words(field: &Field<Period>) -> String {
    if struck::has_marks(field.text()) {
        said(field, |period| period_or_blank(Some(*period)), "　")
    } else {
        period_or_blank(field.value())
    }
}

/// The year, month and day of a printed 和暦 date apart, for sheets that print 年 月 日 themselves.
#[must_use]
pub fn long_period(field: &Field<Period>) -> String {
    field
        .value()
        .map(|period| format!("{}～{}", era::long(period.start()), period.end().map(era::long).unwrap_or_default()))
        .unwrap_or_default()
}

/// 「令和7年5月27日」, or the blanks in which one is written by hand: 「　　年　　月　　日」.
#[must_use]
pub fn date_or_blank(date: Option<Date>) -> String {
    date.map_or_else(|| "　　　年　　月　　日".to_owned(), era::long)
}

/// Whether a text is nothing but the blanks of [`date_or_blank`] or [`period_or_blank`].
#[must_use]
pub fn is_blanks(text: &str) -> bool {
    text.chars().all(|ch| matches!(ch, '　' | '年' | '月' | '日' | '～'))
}

/// 「令和7年4月7日　～　令和8年4月30日」, or the blanks in which it is written by hand; an open end stays blank.
#[must_use]
pub fn period_or_blank(period: Option<Period>) -> String {
    format!("{}　～　{}", date_or_blank(period.map(Period::start)), date_or_blank(period.and_then(Period::end)))
}

/// 「１２」 a number in full-width digits.
#[must_use]
pub fn full_width(number: usize) -> String {
    number.to_string().chars().map(|digit| char::from_u32(u32::from(digit) + 0xFEE0).unwrap_or(digit)).collect()
}

/// The lines of a few words in a narrow field: where they need more than one line, a bracket at their end such as
/// 「（月・木）」 has a line of its own rather than being broken, if that takes no more lines.
#[must_use]
pub fn narrow_lines(text: &str, field: &FieldMeasure, size: f64) -> Vec<Line> {
    let plain = lines::lines_at(text, field, size);
    let bracket = text.rfind('（').filter(|&at| at > 0 && text.trim_end().ends_with('）') && !text.contains('\n'));
    let Some(at) = bracket.filter(|_| plain.len() > 1) else { return plain };
    let apart = lines::lines_at(&format!("{}\n{}", &text[..at], &text[at..]), field, size);
    if apart.len() <= plain.len() { apart } else { plain }
}
