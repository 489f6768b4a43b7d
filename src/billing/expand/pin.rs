//! `month --pin`: older months are given what they were computed with, as far as 認定 and the plan still say it.
//!
//! What is not known for a month is not written: a wrong level that looks like the month's own would never be found.

use super::insert::{KEY, changed, month_items, read};
use crate::billing::{About, Refusal, Warning};
use crate::calendar::{Month, era};
use crate::case::{CaseFile, InMonth, MonthlyService};
use crate::source::Span;
use crate::source::edit::{Change, Path, Value};

/// What the blocks of a plan are given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// Position among the plan's months, with keys and values.
    pub blocks: Vec<(usize, Vec<(&'static str, String)>)>,
    /// What could not be known, or should be looked at.
    pub notes: Vec<Warning>,
}

/// What every block lacks, or only those of one month.
#[must_use]
pub fn pins(case: &CaseFile, month: Option<Month>) -> Pins {
    let mut pins = Pins::default();
    let newest = case.months.iter().filter_map(|block| block.month.value()).max();
    for (at, block) in case.months.iter().enumerate() {
        let Some(of) = block.month.value().filter(|of| month.is_none_or(|month| month == *of)) else { continue };
        let held = InMonth::new(case, block);
        if held.lacks().is_empty() && held.change().is_none_or(|change| change.is_written) {
            continue;
        }
        let mut entries = Vec::new();
        numbers(case, block, of, &mut entries, &mut pins.notes);
        level(&held, of, &mut entries, &mut pins.notes);
        rate(case, &held, of, newest, &mut entries, &mut pins.notes);
        if !entries.is_empty() {
            pins.blocks.push((at, entries));
        }
    }
    pins
}

/// A change of level within the month that only 認定 tells: its block is given it with its 実績, before the next card takes it away.
#[must_use]
pub fn change_pins(case: &CaseFile, month: Month) -> Pins {
    let blocks = case.months.iter().enumerate().filter(|(_, block)| block.month.value() == Some(month));
    let mut pins = Pins::default();
    for (at, block) in blocks {
        let held = InMonth::new(case, block);
        let mut entries = Vec::new();
        if held.change().is_some_and(|change| !change.is_written) {
            level(&held, month, &mut entries, &mut pins.notes);
        }
        if !entries.is_empty() {
            let given: Vec<String> = entries.iter().map(|(key, value)| format!("{key}（{value}）")).collect();
            note(&mut pins.notes, block.month.span(), format!("認定から、{}も書き加えました", given.join("と")));
            pins.blocks.push((at, entries));
        }
    }
    pins
}

fn note(notes: &mut Vec<Warning>, span: Span, message: String) {
    notes.push(Warning::new(About::NotKept, span, message));
}

/// Numbers of a month with two slips belong to one of them each: nobody but the writer knows which.
fn numbers(
    case: &CaseFile,
    block: &MonthlyService,
    of: Month,
    entries: &mut Vec<(&'static str, String)>,
    notes: &mut Vec<Warning>,
) {
    let Some(client) = &case.client else { return };
    if case.months.iter().filter(|other| other.month.value() == Some(of)).count() > 1 {
        if block.insurer_number.is_blank() || block.insured_number.is_blank() {
            note(
                notes,
                block.month.span(),
                format!("{}の利用票は二つあるので、番号は書き加えません。それぞれに書いてください", era::month(of)),
            );
        }
        return;
    }
    if block.insurer_number.is_blank() && !client.insurer_number.is_blank() {
        entries.push(("保険者番号", client.insurer_number.text().trim().to_owned()));
        if block.insurer_name.is_blank() && !client.insurer_name.is_blank() {
            entries.push(("保険者名", client.insurer_name.text().trim().to_owned()));
        }
    }
    if block.insured_number.is_blank() && !client.insured_number.is_blank() {
        entries.push(("被保険者番号", client.insured_number.text().trim().to_owned()));
    }
}

/// The level of the certification in force then, and a change that 認定 tells within the month.
fn level(held: &InMonth, of: Month, entries: &mut Vec<(&'static str, String)>, notes: &mut Vec<Warning>) {
    let block = held.block();
    if block.level.is_blank() {
        let certified = held.certifications().of_month(of).and_then(|certification| certification.level.value());
        let Some(certified) = certified else {
            let message = format!(
                "{}に有効な認定が「認定」にないので、要介護状態区分は書き加えません。前の認定を並べて書くか、利用票に書いてください",
                era::month(of)
            );
            note(notes, block.month.span(), message);
            return;
        };
        entries.push(("要介護状態区分", certified.printed().to_owned()));
    }
    if let Some(change) = held.change().filter(|change| !change.is_written)
        && let (Some(level), Some(day)) = (change.level, change.day)
    {
        entries.push(("変更後要介護状態区分", level.printed().to_owned()));
        entries.push(("変更日", era::long(day)));
    }
}

/// The plan's rate; one that is not dated is today's, and it changes every August.
fn rate(
    case: &CaseFile,
    held: &InMonth,
    of: Month,
    newest: Option<Month>,
    entries: &mut Vec<(&'static str, String)>,
    notes: &mut Vec<Warning>,
) {
    let block = held.block();
    if !block.benefit_rate.is_blank() {
        return;
    }
    let printed = era::month(of);
    let known = case.benefit_rate.is_dated() || held.certifications().of_month(of).is_some();
    let Some(percent) = case.benefit_rate.at(of).value().filter(|_| known) else {
        let message = format!(
            "{printed}の給付率がわからないので、書き加えません。負担割合証を見て利用票に書くか、計画の給付率を「{{2024-08: 90, 2025-08: 80}}」のように書いてください"
        );
        return note(notes, block.month.span(), message);
    };
    entries.push(("給付率", percent.0.to_string()));
    // The year of a 負担割合証 is August to July.
    let year = |month: Month| if month.month() >= 8 { month.year() } else { month.year() - 1 };
    if !case.benefit_rate.is_dated() && newest.is_some_and(|newest| year(newest) > year(of)) {
        let message = format!(
            "{printed}の給付率は、計画の今の値（{}％）を書き加えます。その後の8月に変わっていないか、確かめてください",
            percent.0
        );
        note(notes, block.month.span(), message);
    }
}

/// Writes them into a plan's text; every other byte stays.
///
/// # Errors
/// When the text cannot be read, or a block cannot be given a key without touching anything else.
pub fn insert_pins(original: &str, pins: &Pins) -> Result<String, Refusal> {
    let root = read(original)?;
    let n_items = root.as_ref().map(month_items).unwrap_or_default().len();
    let blocks = pins.blocks.iter().filter(|(at, _)| *at < n_items);
    let changes: Vec<Change> = blocks
        .flat_map(|(at, entries)| {
            let block = Path::default().key(KEY).item(*at);
            entries
                .iter()
                .map(move |(key, value)| Change::put(block.clone().key(*key), Value::text(value), MonthlyService::KEYS))
        })
        .collect();
    changed(original, &changes)
}
