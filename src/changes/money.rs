//! What a month comes to before and after, to be told beside the changes.

use crate::billing::{AnnexOptions, BillingInput, Mode, Refusal, annex};
use crate::calendar::Month;
use crate::case::{CareLevel, CaseFile};

/// The figures of a plan's newest month, from what is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The month.
    pub month: Month,
    /// The level that its limit follows from.
    pub level: Option<CareLevel>,
    /// 「区分支給限度基準額」 units.
    pub limit: i64,
    /// 「サービス単位」 in all.
    pub units: i64,
    /// 「利用者負担」 insured and self-paid together, yen.
    pub yen: i64,
}

/// The figures of the plan's newest month; none without a month.
///
/// # Errors
/// The month cannot be computed: why, and what to write.
pub fn share(case: &CaseFile) -> Result<Option<Share>, Refusal> {
    let Some(month) = case.months.iter().filter_map(|block| block.month.value()).max() else { return Ok(None) };
    let mut share: Option<Share> = None;
    // Two slips where the client moved to another insurer within the month: what is paid is both.
    for input in BillingInput::of(case, month) {
        let annex = annex(&input, Mode::Planned, AnnexOptions::default())?;
        let total = annex.total();
        let figure = |of: fn(&crate::billing::Row) -> Option<i64>| total.and_then(of).unwrap_or_default();
        let (units, yen) =
            (figure(|row| row.service_units), figure(|row| row.client_share) + figure(|row| row.self_paid));
        let (level, limit) = (input.limit_level(), annex.limit);
        share = Some(match share {
            None => Share { month, level, limit, units, yen },
            Some(first) => Share { units: first.units + units, yen: first.yen + yen, level, limit, ..first },
        });
    }
    Ok(share)
}
