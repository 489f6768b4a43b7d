//! A month's annex that is asked for from several sides and computed once.

use super::{Annex, AnnexOptions, BillingInput, Mode, Refusal, annex};
use std::borrow::Cow;
use std::sync::OnceLock;

/// A month's annex, computed when it is first asked for.
#[derive(Clone, Debug)]
pub struct Reckoned<'c> {
    /// What it is computed from.
    pub input: BillingInput<'c>,
    mode: Mode,
    options: AnnexOptions,
    annex: OnceLock<Result<Annex, Refusal>>,
}

impl<'c> Reckoned<'c> {
    /// The annex of a month, not computed yet.
    #[must_use]
    pub const fn new(input: BillingInput<'c>, mode: Mode, options: AnnexOptions) -> Self {
        Self { input, mode, options, annex: OnceLock::new() }
    }

    /// What [`annex`] says.
    ///
    /// # Errors
    /// Its refusal.
    pub fn annex(&self) -> Result<&Annex, &Refusal> {
        self.annex.get_or_init(|| annex(&self.input, self.mode, self.options)).as_ref()
    }

    /// The annex among these that is computed from the same block in the same way; else a new one.
    ///
    /// # Errors
    /// The refusal of [`annex`].
    pub fn among<'r>(
        known: &'r [Self],
        input: &BillingInput,
        mode: Mode,
        options: AnnexOptions,
    ) -> Result<Cow<'r, Annex>, Refusal> {
        let is_it =
            |this: &&Self| std::ptr::eq(this.input.month, input.month) && (this.mode, this.options) == (mode, options);
        match known.iter().find(is_it) {
            Some(known) => known.annex().map(Cow::Borrowed).map_err(Clone::clone),
            None => annex(input, mode, options).map(Cow::Owned),
        }
    }
}
