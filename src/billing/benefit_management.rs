//! 「給付管理票」 what the office reports after a month: a line a provider and kind with the units inside the limit.
//!
//! It follows from the annex alone, made from 実績 after the month, from 予定 before it. It knows neither a form nor how the sheet is sent.
//!
//! Source: 請求命令（平成12年厚生省令第20号）様式第十一 and its 記載要領: a line is what 別表 has in 区分支給限度基準内単位数 of a provider's kind; what is
//! outside the limit (対象外, 30日超, 居宅療養管理指導) and what is over it is not reported; a line of 0 is dropped; the lines stand by
//! kind, then by provider number (95%, the order 90%).

use super::{Annex, BillingInput};
use crate::calendar::Month;
use crate::case::CareLevel;
use crate::service_kind::{self, ServiceKind};

/// 「給付管理票」 of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenefitManagement {
    /// 「対象年月」
    pub month: Month,
    /// 「要介護状態区分」 the heavier one when it changed within the month; none when only the limit is known.
    pub level: Option<CareLevel>,
    /// 「支給限度基準額」 units.
    pub limit: i64,
    /// The lines, in the order of the sheet; none: there is no sheet to send.
    pub lines: Vec<ManagementLine>,
}

/// One line: a provider and kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagementLine {
    /// 「事業所名」
    pub provider: String,
    /// 「事業所番号」 none when the plan does not say it.
    pub provider_number: Option<String>,
    /// 「サービス種類コード」
    pub kind_code: String,
    /// 「給付計画単位数」
    pub units: i64,
}

/// 「指定・基準該当・地域密着型・総合事業」 what a provider is, as far as the kind of service tells.
///
/// 基準該当 is the provider's and not the kind's: nothing in a plan says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Designation {
    /// 指定
    Designated,
    /// 地域密着型
    Local,
    /// 総合事業
    Municipal,
}

impl Designation {
    /// The word that is ringed.
    #[must_use]
    pub const fn printed(self) -> &'static str {
        match self {
            Self::Designated => "指定",
            Self::Local => "地域密着",
            Self::Municipal => "総合",
        }
    }
}

impl ManagementLine {
    /// What is ringed for the provider.
    #[must_use]
    pub fn designation(&self) -> Designation {
        match self.kind_code.as_str() {
            _ if self.kind().is_some_and(|kind| kind.local) => Designation::Local,
            code if code.starts_with('A') => Designation::Municipal,
            _ => Designation::Designated,
        }
    }

    /// 「サービス種類」 none for a code of no known kind.
    #[must_use]
    pub fn kind(&self) -> Option<&'static ServiceKind> {
        service_kind::kind(&self.kind_code)
    }
}

impl BenefitManagement {
    /// What an annex says for the sheet.
    #[must_use]
    pub fn of(input: &BillingInput, annex: &Annex) -> Self {
        let line = |row: &super::Row| ManagementLine {
            provider: row.provider.clone().unwrap_or_default(),
            provider_number: row.provider_number.clone(),
            kind_code: row.service_kind.clone().unwrap_or_default(),
            units: row.within.unwrap_or(0),
        };
        let mut lines: Vec<ManagementLine> =
            annex.rows.iter().filter(|row| row.kind.is_managed_money()).map(line).collect();
        lines.retain(|line| line.units != 0);
        lines.sort_by(|a, b| (&a.kind_code, &a.provider_number).cmp(&(&b.kind_code, &b.provider_number)));
        Self { month: annex.month, level: input.limit_level(), limit: annex.limit, lines }
    }

    /// 「合計」
    #[must_use]
    pub fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.units).sum()
    }
}
