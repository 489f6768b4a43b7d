//! Days, months, tables as they are typed behind options.

use crate::calendar::{Date, Month};
use crate::forms::{FORMS, Form};
use crate::press::Which;
use crate::source::read::Scalar;
use std::num::NonZeroU8;

/// 「基準日」
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// The day on which the program runs.
    Today,
    /// A day.
    Day(Date),
}

impl AsOf {
    /// The day.
    #[must_use]
    pub fn date(self) -> Date {
        match self {
            Self::Today => chrono::Local::now().date_naive(),
            Self::Day(day) => day,
        }
    }
}

pub(super) fn as_of(text: &str) -> Result<AsOf, String> {
    if text == "today" || text == "今日" {
        return Ok(AsOf::Today);
    }
    Date::parse(text).map(AsOf::Day).map_err(|bad| bad.message)
}

/// A month of the plan, or its newest.
pub(super) fn which_month(text: &str) -> Result<Which<Month>, String> {
    if is_latest(text) { Ok(Which::Latest) } else { month(text).map(Which::This) }
}

/// A meeting of the plan by its day, or its newest.
pub(super) fn which_meeting(text: &str) -> Result<Which<Date>, String> {
    if is_latest(text) { Ok(Which::Latest) } else { day(text).map(Which::This) }
}

fn is_latest(text: &str) -> bool {
    matches!(text, "latest" | "最新")
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|bad| bad.message)
}

pub(super) fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).map_err(|bad| bad.message)
}

pub(super) fn months(text: &str) -> Result<NonZeroU8, String> {
    text.parse()
        .ok()
        .filter(|months: &NonZeroU8| months.get() <= 12)
        .ok_or_else(|| "1から12までの数を書いてください".to_owned())
}

pub(super) fn table(text: &str) -> Result<&'static Form, String> {
    let clean = crate::source::plain(text);
    let clean = clean.trim_start_matches('第').trim_end_matches('表');
    let named = |form: &&Form| {
        form.name == text.trim()
            || form.id == text.trim()
            || form.name.trim_start_matches('第').trim_end_matches('表') == clean
    };
    FORMS.iter().find(named).ok_or_else(|| {
        let names = FORMS.iter().map(|form| form.name).collect::<Vec<_>>().join("、");
        format!("「{text}」という表はありません（{names}）")
    })
}
