//! The months that a plan tells of: its slips with their 実績, its visits, and what else happened.
//!
//! Data only. A plan of one month has one slip and at most one visit; [`super::history`] lets a client live longer.

use super::client::Dates;
use super::tables::Need;
use crate::calendar::{Date, Month};

/// What is told beside the plan itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Life {
    /// The months of 第６表, the oldest first.
    pub(super) slips: Vec<Slip>,
    /// The monthly visits, the oldest first.
    pub(super) visits: Vec<Visit>,
    /// Further records of 第５表.
    pub(super) notes: Vec<Note>,
    /// Whether several months are told of: the records then name the month of a slip.
    pub(super) is_long: bool,
    /// What happened, in a few words for the head of the file.
    pub(super) story: Option<String>,
    /// 「前の計画」
    pub(super) earlier: Option<String>,
    /// What changed since the plan before, a sentence each.
    pub(super) since: Vec<String>,
    /// The need of the plan before that was reached.
    pub(super) reached: Option<&'static Need>,
    /// 「変更」
    pub(super) change: Option<MinorChange>,
    /// The certification before this one, where the plan keeps both.
    pub(super) certified_before: Option<Certified>,
    /// 「申請中」
    pub(super) has_applied: bool,
    /// Whether the last provider's copy of the plan was forgotten.
    pub(super) forgets_a_provider: bool,
}

/// A month of services.
#[derive(Clone, Debug)]
pub(super) struct Slip {
    pub(super) month: Month,
    /// 「作成年月日」
    pub(super) agreed_on: Option<Date>,
    pub(super) actual: Option<Actual>,
}

/// 「実績」 of a month: as planned but for what is said here.
#[derive(Clone, Debug, Default)]
pub(super) struct Actual {
    /// The first day on which nobody came any more.
    pub(super) until: Option<Date>,
    /// A day on which the client stayed at home, and the provider that was not needed.
    pub(super) missed: Option<(Date, String)>,
}

/// A visit at the client's home.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) on: Date,
    /// What else was seen on that day.
    pub(super) remark: &'static str,
}

/// A record of 第５表.
#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) on: Date,
    pub(super) time: &'static str,
    pub(super) means: &'static str,
    pub(super) content: String,
}

/// 「変更」
#[derive(Clone, Debug)]
pub(super) struct MinorChange {
    pub(super) on: Date,
    pub(super) content: String,
    pub(super) reason: &'static str,
}

/// An earlier certification.
#[derive(Clone, Debug)]
pub(super) struct Certified {
    pub(super) certified_on: Date,
    pub(super) valid_from: Date,
    pub(super) certified_until: Date,
    pub(super) level: u8,
}

impl Life {
    /// A plan with its first month.
    pub(super) fn of_one_month(month: Month, dates: &Dates) -> Self {
        let visits: Vec<Visit> = dates.monitored_on.map(|on| Visit { on, remark: "" }).into_iter().collect();
        let slip = Slip { month, agreed_on: Some(dates.monitored_on.unwrap_or(dates.planned_on)), actual: None };
        Self { slips: vec![slip], visits, ..Self::default() }
    }
}
