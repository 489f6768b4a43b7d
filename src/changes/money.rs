//! What a month costs the client, to be told beside the changes.

use crate::billing::{AnnexOptions, BillingInput, Mode, annex};
use crate::calendar::Month;
use crate::case::CaseFile;

/// 「利用者負担」 of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The month.
    pub month: Month,
    /// 「サービス単位」 in all.
    pub units: i64,
    /// 「利用者負担」 insured and self-paid together, yen.
    pub yen: i64,
}

/// The share of the plan's newest month; none without a month that can be computed.
#[must_use]
pub fn share(case: &CaseFile) -> Option<Share> {
    let month = case.months.iter().filter_map(|block| block.month.value()).max()?;
    let input = BillingInput::of(case, month)?;
    let annex = annex(&input, Mode::Planned, AnnexOptions::default()).ok()?;
    let total = annex.total()?;
    let yen = total.client_share.unwrap_or_default() + total.self_paid.unwrap_or_default();
    Some(Share { month, units: total.service_units.unwrap_or_default(), yen })
}
