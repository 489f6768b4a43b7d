//! What of a line is reckoned as it is written and can hardly be meant.

use super::group::{CodeRow, Measure, clean_code};
use super::{About, Warning, tariff};
use crate::calendar::{Month, era};
use crate::case::ServiceLine;
use crate::case::days::DayCounts;
use crate::case::month::CountedPer;
use crate::service_kind::{self, ServiceKind};
use crate::source::{Field, Span};

/// The doubts about a line, each at its place.
pub(super) fn of(
    line: &ServiceLine,
    kind: Option<&ServiceKind>,
    counts: &DayCounts,
    month: Month,
    row: &CodeRow,
) -> Vec<Warning> {
    let mut told = Vec::new();
    let mut tell = |span: Span, message: String| told.push(Warning::new(About::Doubt, span, message));
    if !line.past_30_days.days.is_empty() && !kind.is_some_and(|kind| kind.short_stay) {
        let message = format!(
            "{}は短期入所ではありませんが、「30日超」の日を全額自己負担として計算しました。30日超は短期入所だけにあります",
            line.called()
        );
        tell(line.past_30_days.span, message);
    }
    let name = line.content.plain();
    if let Some(kind) = kind.filter(|kind| !kind.outside && line.addition_rate.is_blank())
        && line.outside_limit.is_blank()
        && tariff::addition(&kind.code, name, month).value.is_none()
        && let Some(word) = tariff::nearly_outside(&kind.code, name, month)
    {
        let message = format!(
            "{}は「{word}」の書き誤りに見えます。このままでは、区分支給限度額の管理の対象に数えます。名称を直すか、「対象外」に「はい」か「いいえ」を書いてください",
            line.called()
        );
        tell(line.content.span(), message);
    }
    if let Some(kind) = kind.filter(|kind| !kind.exists_in(month)) {
        let month = era::month(month);
        tell(line.code.span(), format!("{}の{}（{}）は、{month}にはない種類です", line.called(), kind.name, kind.code));
    }
    if let Measure::Uses { units, .. } = row.measure
        && row.basic
        && units <= 0
    {
        let message =
            format!("{}は基本のサービスですが、単位数が{units}です。書かれたとおりに計算しました", line.called());
        tell(line.units.span(), message);
    }
    if line.counted_per.value() == Some(CountedPer::Day) && counts.iter().any(|uses| *uses > 1) {
        let message =
            format!("{}は「算定単位: 1日」ですが、1日に2回以上の日があります。回数のまま数えました", line.called());
        tell(line.counted_per.span(), message);
    }
    let days = counts.iter().filter(|uses| **uses > 0).count();
    if service_kind::is_by_day(line.content.plain()) && u32::try_from(days).is_ok_and(|days| days >= month.n_days()) {
        let message = format!(
            "{}は日割りのサービスコードですが、{}のすべての日に書かれています。{days}日分を数えました。月を通して利用するなら、月額のサービスコードと単位数を書いてください",
            line.called(),
            era::month(month)
        );
        tell(line.code.span(), message);
    }
    told
}

/// The codes of 「算定対象」 that no line of the provider and kind has: a rate is taken of less than is meant.
pub(super) fn uncounted(line: &ServiceLine, kind_code: &str, lines: &[ServiceLine]) -> Vec<Warning> {
    let of_provider = lines.iter().filter(|other| other.provider.plain() == line.provider.plain());
    let codes = of_provider.map(|other| clean_code(other.code.text()));
    let codes: Vec<String> = codes.filter(|code| code.starts_with(kind_code)).collect();
    let kind = service_kind::kind(kind_code).map_or(kind_code, |kind| &kind.name);
    let told = |written: &Field<String>| {
        let code = clean_code(written.text());
        (!code.is_empty() && !codes.contains(&code)).then(|| {
            let message = format!(
                "{}の算定対象「{code}」のサービスコードの行が、この月のこの事業所の{kind}にないので、数えていません。サービスコードを確かめてください",
                line.called()
            );
            Warning::new(About::Figures, written.span(), message)
        })
    };
    line.base_codes.iter().filter_map(told).collect()
}
