//! Whose copy is printed: 利用票, its 控, or 提供票. They differ only in what stands here.

use crate::case::{MonthlyService, ServiceLine};
use crate::source::read::each_once;
use crate::source::{Field, plain, same_name};

/// 「控え・交付先」 whose copy of 第６表 and 第７表 it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyKind {
    /// 「利用票」 the client's.
    Client,
    /// 「利用票（控）」 the office's.
    Office,
    /// 「提供票」 a provider's: only its own lines.
    Provider,
}

impl CopyKind {
    /// The printed title of the slip.
    #[must_use]
    pub const fn slip_title(self) -> &'static str {
        match self {
            Self::Client | Self::Office => "サービス利用票（兼居宅サービス計画）",
            Self::Provider => "サービス提供票",
        }
    }

    /// The printed title of the annex.
    #[must_use]
    pub const fn annex_title(self) -> &'static str {
        match self {
            Self::Client | Self::Office => "サービス利用票別表",
            Self::Provider => "サービス提供票別表",
        }
    }

    /// From whom to whom it goes.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Client => "居宅介護支援事業者→利用者",
            Self::Office => "居宅介護支援事業者（控）",
            Self::Provider => "居宅介護支援事業者→サービス事業者",
        }
    }

    /// Whether it is 第６表・第７表 of the plan and says so.
    #[must_use]
    pub const fn is_numbered(self) -> bool {
        !matches!(self, Self::Provider)
    }

    /// Whether the client signs it (利用者確認).
    #[must_use]
    pub const fn is_confirmed(self) -> bool {
        !matches!(self, Self::Provider)
    }
}

/// A copy to be printed.
#[derive(Clone, Copy, Debug)]
pub struct Copy<'a> {
    /// Whose.
    pub kind: CopyKind,
    /// Of 提供票 only: the one provider to print for; all of them when none is named.
    pub provider: Option<&'a str>,
}

impl<'a> Copy<'a> {
    /// A copy with all it has to show.
    #[must_use]
    pub const fn of(kind: CopyKind) -> Self {
        Self { kind, provider: None }
    }

    /// The prints it takes for a month: one with all lines, or one for every provider (its name in `Some`).
    pub(crate) fn prints(&self, month: &'a MonthlyService) -> Vec<Option<&'a str>> {
        if self.kind != CopyKind::Provider {
            return vec![None];
        }
        let wanted = |name: &&str| self.provider.is_none_or(|wanted| same_name(wanted, name));
        providers(month).into_iter().filter(wanted).map(Some).collect()
    }
}

/// 「サービス事業所」 the names of a month's providers, in the order of its lines.
#[must_use]
pub fn providers(month: &MonthlyService) -> Vec<&str> {
    each_once(lines_for(month, None).into_iter().map(|line| &line.provider)).into_iter().map(Field::text).collect()
}

/// The lines of a month that a copy shows: all, or one provider's. What is left over of a service that has gone is nobody's.
pub(crate) fn lines_for<'a>(month: &'a MonthlyService, provider: Option<&str>) -> Vec<&'a ServiceLine> {
    let provider = provider.map(plain);
    let of_provider = |line: &ServiceLine| provider.as_deref().is_none_or(|provider| line.provider.plain() == provider);
    let shown = |line: &&ServiceLine| of_provider(line) && !month.is_left_over(line);
    month.lines.iter().filter(shown).collect()
}
