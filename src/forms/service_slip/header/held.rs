//! What the head of a slip says of its month: level, insurer and number as they held then, the limit, the birthday.

use crate::billing::BillingInput;
use crate::calendar::{Date, era};
use crate::case::certification::CareLevel;
use crate::case::person::{InsuredNumber, InsurerNumber};
use crate::case::{CaseFile, InMonth, MonthlyService};
use crate::source::{Field, Span, thousands};

/// What holds in the month of the slip; on a slip without a month, what the plan says.
pub(super) struct Held<'c> {
    pub(super) level: Option<&'c Field<CareLevel>>,
    pub(super) insurer_number: Option<&'c Field<InsurerNumber>>,
    pub(super) insurer_name: Option<&'c Field<String>>,
    pub(super) insured_number: Option<&'c Field<InsuredNumber>>,
}

impl<'c> Held<'c> {
    pub(super) fn new(case: &'c CaseFile, month: Option<&'c MonthlyService>) -> Self {
        let Some(month) = month else {
            let client = case.client.as_ref();
            return Self {
                level: case.certifications.newest().map(|certification| &certification.level),
                insurer_number: client.map(|client| &client.insurer_number),
                insurer_name: client.map(|client| &client.insurer_name),
                insured_number: client.map(|client| &client.insured_number),
            };
        };
        let held = InMonth::new(case, month);
        Self {
            level: held.level_field(),
            insurer_number: held.insurer_number(),
            insurer_name: held.insurer_name(),
            insured_number: held.insured_number(),
        }
    }
}

/// 「区分支給限度基準額」 of a month as printed, and its place; what cannot be read prints as written.
pub(super) fn limit(case: &CaseFile, month: Option<&MonthlyService>) -> Option<(String, Span)> {
    let month = month?;
    let span = month.limit.span();
    match BillingInput::new(case, month).limit() {
        Some((units, _)) => Some((thousands(units), span)),
        None => Some((month.limit.text().to_owned(), span)),
    }
}

/// The era whose printed word is circled, and the rest of the birthday; an era that is not printed stands in the date.
pub(crate) fn birthday(day: Date) -> (Option<&'static str>, String) {
    let printed = era::Era::of(day).filter(|era| ["明治", "大正", "昭和", "平成"].contains(&era.name));
    match printed {
        Some(era) => {
            let whole = era::long(day);
            (Some(era.name), whole.strip_prefix(era.name).unwrap_or(&whole).to_owned())
        }
        None => (None, era::long(day)),
    }
}
