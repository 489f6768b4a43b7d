//! The months that are printed, each with its 別表 reckoned once: whether it has figures and what it warns of are asked of the
//! same one.

use super::Wish;
use crate::billing::{self, About, Annex, BillingInput, Refusal, Warning};
use crate::case::{CaseFile, MonthlyService};
use crate::forms::Form;
use crate::report::{Diagnostic, Severity};

/// A month of 第６表, and its annex where one is among the tables.
pub(super) struct Reckoned<'c> {
    pub(super) block: &'c MonthlyService,
    input: BillingInput<'c>,
    pub(super) annex: Option<Result<Annex, Refusal>>,
}

/// The months that are printed on these forms.
pub(super) fn months<'c>(wish: &Wish, case: &'c CaseFile, forms: &[&Form]) -> Vec<Reckoned<'c>> {
    if !forms.iter().any(|form| form.is_monthly) {
        return Vec::new();
    }
    let has_annex = forms.iter().any(|form| form.has_annex);
    let reckoned = |block| {
        let input = BillingInput::new(case, block);
        Reckoned { block, input, annex: has_annex.then(|| billing::annex(&input, wish.mode, wish.annex)) }
    };
    wish.selection(case).months(case).map(reckoned).collect()
}

/// What each month is told with, once, however many copies of it there are: days that its lines name and that are not counted,
/// and all else, what its annex warns of and whether it keeps what it was computed with.
pub(super) fn told(months: Vec<Reckoned>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let warnings = |month: Reckoned| match month.annex {
        Some(Ok(annex)) => annex.warnings,
        // A month that is refused is told by its form.
        Some(Err(_)) | None => billing::kept::told(&month.input.held),
    };
    let (days, others): (Vec<Warning>, Vec<Warning>) =
        months.into_iter().flat_map(warnings).partition(|warning| warning.about == About::Days);
    let diagnostic = |warning: Warning| Diagnostic::new(Severity::Warning, warning.span, warning.message);
    (days.into_iter().map(diagnostic).collect(), others.into_iter().map(diagnostic).collect())
}
