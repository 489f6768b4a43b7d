//! The months that are printed, each with its 別表 reckoned once: whether it has figures, what it warns of and what is printed
//! of it are asked of the same one.

use super::Wish;
use crate::billing::{self, About, BillingInput, Reckoned, Warning};
use crate::case::CaseFile;
use crate::forms::Form;
use crate::report::{Diagnostic, Severity};

/// The months of 第６表 that are printed.
pub(super) struct Months<'c> {
    /// Each with its annex.
    pub(super) reckoned: Vec<Reckoned<'c>>,
    /// Whether an annex is among the tables.
    pub(super) has_annex: bool,
}

impl<'c> Months<'c> {
    /// Those that are printed on these forms.
    pub(super) fn of(wish: &Wish, case: &'c CaseFile, forms: &[&Form]) -> Self {
        let has_annex = forms.iter().any(|form| form.has_annex);
        let are_printed = forms.iter().any(|form| form.is_monthly);
        let select = wish.selection(case);
        let blocks = select.months(case).filter(|_| are_printed);
        let reckoned =
            blocks.map(|block| Reckoned::new(BillingInput::new(case, block), wish.mode, wish.annex)).collect();
        Self { reckoned, has_annex }
    }

    /// What each is told with, once, however many copies of it there are: days that its lines name and that are not counted,
    /// and all else, what its annex warns of and whether it keeps what it was computed with.
    pub(super) fn told(&self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let warnings = |month: &Reckoned| match self.has_annex.then(|| month.annex()) {
            Some(Ok(annex)) => annex.warnings.clone(),
            // A month that is refused is told by its form.
            Some(Err(_)) | None => billing::kept::told(&month.input.held),
        };
        let (days, others): (Vec<Warning>, Vec<Warning>) =
            self.reckoned.iter().flat_map(warnings).partition(|warning| warning.about == About::Days);
        let diagnostic = |warning: Warning| Diagnostic::new(Severity::Warning, warning.span, warning.message);
        (days.into_iter().map(diagnostic).collect(), others.into_iter().map(diagnostic).collect())
    }
}
