//! In which order a plan is asked before it is printed: the one place that decides it.
//!
//! 1. Was it read without a mistake ([`Checked::whole`])? What seems missing may only be misspelt.
//! 2. Has it the month, the tables, the provider that were asked for?
//! 3. Are these sheets for its level, and does the guide allow it, where that is asked (`--strict`)?

use super::{Checked, Stop, Wish};
use crate::calendar::{Month, era};
use crate::case::{CareLevel, CaseFile};
use crate::forms::{Form, by_default};
use crate::report::{Diagnostic, Severity};
use crate::source::ProblemCode;

/// What is not done where something stands in the way.
const UNDONE: &str = "印刷しませんでした";

/// The plan and the forms to print of it.
pub(super) fn ask<'a>(checked: &'a Checked, wish: &Wish) -> Result<(&'a CaseFile, Vec<&'static Form>), Stop> {
    let case = checked.whole(UNDONE)?;
    unknown_month(wish, case).map_or(Ok(()), Err)?;
    let forms = choose_forms(wish, case)?;
    unknown_provider(wish, case).map_or(Ok(()), Err)?;
    Ok((case, forms))
}

/// Whether a plan may be printed at all: no mistakes, a level that these sheets are for, and what `--strict` asks.
///
/// # Errors
/// All that forbids it, each at its place.
pub fn permit(checked: &Checked, wish: &Wish, forms: &[&Form]) -> Result<(), Stop> {
    let case = checked.whole(UNDONE)?;
    if let Some(other_sheets) = not_covered(case, wish, forms) {
        return Err(Stop::content(vec![other_sheets], format!("1 件の誤りがあるため、{UNDONE}")));
    }
    if let Some(least) = wish.strict.filter(|least| checked.has(*least)) {
        let refusing = checked.judgements.iter().filter(|judgement| judgement.counts(least));
        let refusing: Vec<Diagnostic> = refusing.map(|judgement| judgement.diagnostic.clone()).collect();
        let summary = format!("{} 件の指摘があるため、{UNDONE}（--strict）", refusing.len());
        return Err(Stop::content(refusing, summary));
    }
    Ok(())
}

/// The tables asked for, or all that the plan has data for.
fn choose_forms(wish: &Wish, case: &CaseFile) -> Result<Vec<&'static Form>, Stop> {
    if !wish.tables.is_empty() {
        return Ok(wish.tables.clone());
    }
    let select = wish.selection();
    let forms: Vec<&Form> = by_default().filter(|form| wish.blank || (form.has_data)(case, &select)).collect();
    if forms.is_empty() {
        let summary =
            "計画書に第1表〜第7表のどれもありません。白紙を印刷するときは --table 1 のように表を指定してください";
        return Err(Stop::content(Vec::new(), summary.to_owned()));
    }
    Ok(forms)
}

/// A month that the plan does not have would print an empty slip, or none, and nobody would notice.
fn unknown_month(wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let needed = wish.tables.is_empty() || wish.tables.iter().any(|form| form.is_monthly);
    missing_month(case, wish.month.filter(|_| needed && !wish.blank)?)
}

/// Tells how a month's slip is made that the plan does not have.
#[must_use]
pub fn missing_month(case: &CaseFile, month: Month) -> Option<Stop> {
    let known = case.months.iter().any(|block| block.month.value() == Some(month));
    let printed = era::month(month);
    let summary =
        format!("計画書に{printed}の第6表がありません（「careplan month 計画書 --month {month} --write」で作れます）");
    (!known).then(|| Stop::content(Vec::new(), summary))
}

/// A provider that no slip names would print nothing, and nobody would notice.
fn unknown_provider(wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let wanted = wish.provider.as_deref()?;
    let months = case.months.iter().filter(|block| wish.month.is_none() || block.month.value() == wish.month);
    let mut names: Vec<&str> = months.flat_map(crate::forms::service_slip::providers).collect();
    names.dedup();
    let summary = format!("利用票に「{wanted}」という事業所はありません（{}）", names.join("、"));
    (!names.contains(&wanted)).then(|| Stop::content(Vec::new(), summary))
}

/// Sheets for other levels would lose the level.
fn not_covered(case: &CaseFile, wish: &Wish, forms: &[&Form]) -> Option<Diagnostic> {
    let level = &case.certification.as_ref().filter(|_| !wish.blank)?.level;
    let value = level.value().filter(|level| forms.iter().any(|form| !(form.covers)(*level)))?;
    let sheet = if value == CareLevel::Eligible {
        "介護予防ケアマネジメント"
    } else {
        "介護予防サービス・支援計画書"
    };
    let message = format!("{}は、この様式（居宅サービス計画書）の対象ではありません", value.printed());
    let diagnostic = Diagnostic::new(Severity::Error, level.span(), message)
        .code(ProblemCode::NotCovered.code(), ProblemCode::NotCovered.name());
    Some(diagnostic.note(format!("{sheet}の様式を使ってください")))
}
