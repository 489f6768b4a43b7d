//! 「区分支給限度管理・利用者負担計算」 from the lines of a slip to the annex, to the yen.
//!
//! A pure function of the case: no clock, no files. It knows neither how the annex is printed nor what a guide demands.
//! Integers only: units are whole, a price is in 1/100 yen, a rate in per mille; `money` holds the only divisions. Every
//! yen is computed once, on the row that prints it, and totals are sums of the rows printed. An excess is never allotted
//! silently: [`annex`] answers with a [`Refusal`] that says how many units are over.
//!
//! Start reading at [`annex()`]; the steps are `gather` (lines → code rows), `percent` (rates), `allot` (the excess),
//! `rows` (what is printed). The tables stand in [`tariff`] and [`holidays`]; [`uses`] says on which days a line is used,
//! for everybody; [`expand`] lays a week or a month over the next month.
#![deny(clippy::as_conversions, clippy::float_arithmetic)]

mod allot;
mod benefit_management;
pub mod codes;
mod doubts;
pub mod expand;
mod gather;
mod group;
pub mod holidays;
pub mod json;
pub mod kept;
mod limit_side;
mod model;
mod money;
mod percent;
mod price;
mod reckoned;
mod refusal;
mod rows;
pub mod stay;
pub mod tariff;
mod unused_days;
mod use_excess;
pub mod uses;

pub use benefit_management::{BenefitManagement, Designation, ManagementLine};
pub use json::{annex_json, annexes_json};
pub use model::{Annex, KindRow, LineRef, Row, RowKind, ShortStay};
pub use reckoned::Reckoned;
pub use refusal::{About, Refusal, RefusalKind, Warning};
pub use uses::{Mode, days_of};

use crate::calendar::Month;
use crate::case::month::{TreatmentExcess, UseExcess};
use crate::case::person::Provider;
use crate::case::{CareLevel, CaseFile, InMonth, MonthlyService};
use crate::service_kind;
use crate::source::Field;
use crate::source::read::Named;
use crate::source::thousands;
use gather::{Gathered, gather};
use refusal::readable;
use tariff::TableName;

/// What the annex of one month is computed from.
#[derive(Clone, Copy, Debug)]
pub struct BillingInput<'c> {
    /// 「第６表」
    pub month: &'c MonthlyService,
    /// Level, 給付率 and numbers that hold in it.
    pub held: InMonth<'c>,
    /// 「サービス事業所」
    pub providers: Option<&'c Named<Provider>>,
}

impl<'c> BillingInput<'c> {
    /// What a case says for one of its months.
    #[must_use]
    pub fn new(case: &'c CaseFile, month: &'c MonthlyService) -> Self {
        Self { month, held: InMonth::new(case, month), providers: case.providers.get() }
    }

    /// What a case says for a month, one for each of its slips: two when the client moved to another insurer within it.
    pub fn of(case: &'c CaseFile, month: Month) -> impl Iterator<Item = Self> {
        case.months.iter().filter(move |block| block.month.value() == Some(month)).map(|block| Self::new(case, block))
    }

    fn month_value(&self) -> Result<Month, Refusal> {
        readable(&self.month.month, "年月")?.ok_or_else(|| {
            Refusal::new(RefusalKind::Missing, self.month.span, "第6表の年月が書かれていません")
                .help("「年月: 令和7年6月」のように書いてください")
        })
    }

    /// The level that the limit follows from in this month: the heavier one when it changes on the 2nd or later.
    #[must_use]
    pub fn limit_level(&self) -> Option<CareLevel> {
        self.held.limit_level()
    }

    /// 「区分支給限度基準額」 as the slip prints it: what is written, else the table's; with whether it was written.
    #[must_use]
    pub fn limit(&self) -> Option<(i64, bool)> {
        let written = self.month.limit.value().map(|units| (i64::from(units.0), true));
        let from_table = || Some((tariff::limit(self.limit_level()?, self.month.month.value()?)?.value, false));
        written.or_else(from_table)
    }

    fn warn_table(&self, table: TableName, warnings: &mut Vec<Warning>) {
        let month = self.month.month.value().map(crate::calendar::era::month).unwrap_or_default();
        let table = table.printed();
        self.warn_once(format!("{month}は「{table}」の期間の外です。いちばん近い期間の値を使いました"), warnings);
    }

    fn warn_unread(&self, table: TableName, kind_code: &str, warnings: &mut Vec<Warning>) {
        let month = self.month.month.value().map(crate::calendar::era::month).unwrap_or_default();
        let (table, kind) =
            (table.printed(), service_kind::kind(kind_code).map_or(kind_code, |kind| kind.name.as_str()));
        let message = format!("{month}の「{table}」は、{kind}の値が未確認です。サービスコード表で率を確かめてください");
        self.warn_once(message, warnings);
    }

    /// Tells something about the month as a whole.
    fn warn_once(&self, message: String, warnings: &mut Vec<Warning>) {
        if !warnings.iter().any(|warning| warning.message == message) {
            warnings.push(Warning::new(About::Figures, self.month.month.span(), message));
        }
    }
}

/// How the annex is to be computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnnexOptions {
    /// An excess that nobody was named for goes to the provider and kind with the most units, when it alone can carry it.
    pub allot_largest: bool,
    /// 居宅療養管理指導 is printed too.
    pub medical_guidance: bool,
}

/// Computes the annex of a month.
///
/// # Errors
/// When something needed is missing or unreadable, the client has public assistance, or an excess is not, or wrongly, allotted.
pub fn annex(input: &BillingInput, mode: Mode, options: AnnexOptions) -> Result<Annex, Refusal> {
    let mut warnings = kept::told(&input.held);
    refuse_public_expense(input)?;
    let month = input.month_value()?;
    let limit = limit(input, month, &mut warnings)?;
    let benefit_rate = benefit_rate(input)?;
    let Gathered { mut groups, stay_days } = gather(input, mode, options, &mut warnings)?;
    groups.iter_mut().try_for_each(percent::settle_totals)?;
    for group in &groups {
        percent::tell_doubts(group, &mut warnings);
    }

    let kinds = allot::kinds(&mut groups, &input.month.kind_limits, &input.month.kind_allotments, &mut warnings)
        .map_err(|refusal| refusal.with_doubts(&warnings))?;
    let managed: i64 = groups.iter().flat_map(group::Group::managed).map(group::CodeRow::managed).sum();
    let kind_over: i64 = groups.iter().map(|group| group.kind_over).sum();
    let excess = (managed - kind_over - limit).max(0);
    let (entries, given_for_plan) = match mode {
        Mode::Actual if !input.month.actual_allotments.is_empty() => (&input.month.actual_allotments, false),
        Mode::Actual => (&input.month.allotments, true),
        Mode::Planned => (&input.month.allotments, false),
    };
    if excess == 0 && given_for_plan && !entries.is_empty() {
        // The plan's excess did not come about: nobody carries it.
        let message = "実績は区分支給限度基準額に収まっているので、予定の超過の割り振りは使いませんでした".to_owned();
        warnings.push(Warning::new(About::Figures, entries.span(), message));
    } else {
        let place = entries.span().or(input.month.month.span()).or(input.month.lines.span());
        allot::whole(&mut groups, limit, excess, entries, options.allot_largest, place, &mut warnings)
            .map_err(|refusal| refusal.with_doubts(&warnings))?;
    }
    let way = readable(&input.month.use_excess, "サ提強の超過")?.unwrap_or(UseExcess::Cumulative);
    for group in &mut groups {
        use_excess::settle(group, way, &mut warnings);
    }
    groups.iter_mut().try_for_each(percent::settle_over)?;

    let terms = rows::Terms {
        benefit_rate,
        kind_limited: !input.month.kind_limits.is_empty(),
        treatment_excess_dropped: readable(&input.month.treatment_excess, "処遇改善の超過分")?
            == Some(TreatmentExcess::NotCharged),
    };
    let is_first = input.held.stays_count_from().is_some();
    let written = readable(&input.month.short_stay_days_before, "前月までの短期入所利用日数")?;
    if written.is_none() && !is_first && stay_days > 0 {
        let message =
            "前月までの短期入所利用日数が空なので、0日として計算しました。被保険者証と前の利用票で確かめてください";
        warnings.push(Warning::new(About::StayDays, input.month.month.span(), message));
    }
    let before = written.filter(|_| !is_first).map_or(0, |days| i64::from(days.0));
    let short_stay = ShortStay { before, current: stay_days, cumulative: before + stay_days };
    Ok(Annex { month, rows: rows::rows(&groups, terms)?, limit, excess, short_stay, kinds, warnings })
}

fn refuse_public_expense(input: &BillingInput) -> Result<(), Refusal> {
    let Some(field) = input.held.insured_number() else { return Ok(()) };
    if field.get().is_some_and(|number| number.0.starts_with(['H', 'h'])) {
        return Err(Refusal::new(
            RefusalKind::PublicExpense,
            field.span(),
            "被保険者番号がHで始まる方（生活保護）の公費は計算できないので、別表を作れません",
        )
        .help("ほかの表は印刷できます。別表は手で作ってください"));
    }
    Ok(())
}

fn limit(input: &BillingInput, month: Month, warnings: &mut Vec<Warning>) -> Result<i64, Refusal> {
    let written = readable(&input.month.limit, "区分支給限度基準額")?.map(|units| i64::from(units.0));
    let level = input.limit_level();
    let table = level.and_then(|level| tariff::limit(level, month));
    if table.is_some_and(|table| !table.known) {
        input.warn_table(TableName::Limits, warnings);
    }
    let span = input.month.limit.span();
    match (written, table, level) {
        (Some(units), ..) if units < 0 => {
            Err(Refusal::new(RefusalKind::Impossible, span, "区分支給限度基準額は0以上で書いてください"))
        }
        (Some(units), Some(table), Some(level)) => {
            if units != table.value {
                let (units, value) = (thousands(units), thousands(table.value));
                let message = format!(
                    "区分支給限度基準額{units}単位は、{}の{value}単位と違います。書かれた単位数で計算しました",
                    level.printed()
                );
                warnings.push(Warning::new(About::Limit, span, message));
            }
            Ok(units)
        }
        (Some(units), ..) => Ok(units),
        (None, Some(table), _) => Ok(table.value),
        (None, None, Some(level)) => Err(Refusal::new(
            RefusalKind::Missing,
            input.month.month.span(),
            format!(
                "{}の{}の値が、「{}」にありません",
                crate::calendar::era::month(month),
                level.printed(),
                TableName::Limits.printed()
            ),
        )
        .help("この月に「区分支給限度基準額」を書いてください")),
        (None, None, _) => Err(Refusal::new(
            RefusalKind::Missing,
            input.held.level_field().map(Field::span).unwrap_or_default().or(input.month.month.span()),
            "要介護状態区分も区分支給限度基準額もわかりません",
        )
        .help("「認定」に要介護状態区分を書いてください")),
    }
}

fn benefit_rate(input: &BillingInput) -> Result<i64, Refusal> {
    let rate = readable(input.held.benefit_rate(), "給付率")?;
    rate.map(|rate| i64::from(rate.0)).ok_or_else(|| {
        let dated = input.held.rate_of_other_months();
        let span = dated.unwrap_or(input.held.benefit_rate().span()).or(input.month.month.span());
        let which = if dated.is_some() {
            "この月の給付率が書かれていません（給付率の月は、この月より後からです）"
        } else {
            "給付率が書かれていません"
        };
        let refusal = Refusal::new(RefusalKind::Missing, span, which);
        // A rate that stands in another month may have slipped into it.
        let refusal = match input.held.rate_of_a_block() {
            Some(rate) => refusal.related(rate, "この利用票だけの給付率になっています"),
            None => refusal,
        };
        refusal.help("負担割合証を見て、「給付率: 90」（1割）、80（2割）、70（3割）のように書いてください")
    })
}
