//! What one line of a slip says: its code, its units or rate, its uses by day.

use crate::billing::group::{CodeRow, Measure, clean_code, once};
use crate::billing::model::LineRef;
use crate::billing::refusal::readable;
use crate::billing::tariff::Addition;
use crate::billing::{About, Refusal, RefusalKind, Warning, limit_side, money};
use crate::calendar::era;
use crate::case::days::DayCounts;
use crate::case::{Provider, ServiceLine};
use crate::service_kind::{self, ServiceKind};
use crate::source::read::Named;
use crate::text::is_nearly;

/// A line as a code row.
pub(super) fn code_row(
    at: LineRef,
    line: &ServiceLine,
    code: String,
    kind: Option<&'static ServiceKind>,
    addition: Option<&'static Addition>,
    uses: i64,
) -> Result<CodeRow, Refusal> {
    let units = readable(&line.units, "単位数")?.map(|units| i64::from(units.0));
    let units = units_of_month(line, kind, units)?;
    let rate = readable(&line.addition_rate, "加算率")?.map(|rate| i64::from(rate.0));
    let rate_after_discount = readable(&line.discounted_rate, "割引後率")?.map(|rate| i64::from(rate.0));
    let (measure, total) = match (units, rate) {
        (Some(_), Some(_)) => {
            return Err(Refusal::new(
                RefusalKind::Missing,
                line.addition_rate.span(),
                format!("{}に単位数と加算率の両方が書かれています", line.called()),
            )
            .related(line.units.span(), "単位数")
            .help("1回の単位数か、率か、どちらか一方を書いてください"));
        }
        (None, None) => {
            return Err(Refusal::new(
                RefusalKind::Missing,
                line.units.span().or(line.addition_rate.span()).or(at.span),
                format!("{}に単位数も加算率もありません", line.called()),
            )
            .help("1回（福祉用具は1か月）の単位数か、加算率を書いてください"));
        }
        (Some(units), None) => {
            let discount = rate_after_discount.map(|rate| (rate, money::half_up(units * rate, 100)));
            let per_use = discount.map_or(units, |(_, units)| units);
            (Measure::Uses { units, discount, uses }, per_use * uses)
        }
        (None, Some(per_mille)) => {
            let base_codes = line.base_codes.iter().map(|code| clean_code(code.text())).filter(|code| !code.is_empty());
            (Measure::Rate { per_mille, base_codes: base_codes.collect() }, 0)
        }
    };
    let is_rate = matches!(measure, Measure::Rate { .. });
    let outside = limit_side::is_outside(line, kind, addition)?;
    let content = line.content.text().trim().to_owned();
    Ok(CodeRow {
        // A reduction that nobody knows by its name stays in what rates are taken of.
        basic: !is_rate && addition.is_none() && !service_kind::is_addition(&content),
        counts: addition.map_or(&[], |addition| &addition.counts),
        monthly: false,
        of_the_month: false,
        by_day: [0; 31],
        allotted: false,
        content,
        code,
        settled: !is_rate,
        measure,
        outside,
        role: addition.and_then(|addition| addition.role),
        managed_per_use: readable(&line.managed_units, "給付管理単位数")?
            .map(|units| i64::from(units.0))
            .filter(|_| !is_rate && !outside),
        flat_share: readable(&line.flat_share, "定額")?.map(|yen| i64::from(yen.0)).filter(|_| !is_rate && !outside),
        total,
        over: 0,
        lines: vec![at],
    })
}

/// 「半月」 the units of a rental that was there for a part of the month: half of the month's, half up.
fn units_of_month(
    line: &ServiceLine,
    kind: Option<&'static ServiceKind>,
    units: Option<i64>,
) -> Result<Option<i64>, Refusal> {
    if !readable(&line.half_month, "半月")?.is_some_and(|yes| yes.0) {
        return Ok(units);
    }
    if !kind.is_some_and(|kind| kind.rental) {
        let message = format!("{}は福祉用具貸与ではないので、半月では算定できません", line.called());
        return Err(
            Refusal::new(RefusalKind::Impossible, line.half_month.span(), message).help("「半月」を消してください")
        );
    }
    Ok(units.map(|units| money::half_up(units, 2)))
}

/// Tells a service that begins by law and has no figures yet: its lines are reckoned with what the plan says.
pub(super) fn coming(line: &ServiceLine) -> Option<Warning> {
    let coming = service_kind::coming(line.content.text())?;
    let message = format!(
        "「{}」は{}に始まるサービスで、額がまだ公表されていません。正しい額は計算できません（{}）",
        coming.name,
        era::month(coming.from),
        coming.source
    );
    Some(Warning::new(About::Figures, line.content.span(), message))
}

/// The insured uses of each day; of what is counted once a month, the first.
pub(super) fn insured_by_day(line: &ServiceLine, counts: &DayCounts, monthly: bool) -> [i64; 31] {
    let mut by_day = [0; 31];
    for ((number, uses), day) in (1..).zip(counts).zip(&mut by_day) {
        *day = if line.past_30_days.has(number) && !monthly { 0 } else { i64::from(*uses) };
    }
    if monthly {
        once(&mut by_day);
    }
    by_day
}

/// What is told of a line whose provider is none of those known, which may have it in another spelling.
pub(super) fn unknown_provider(line: &ServiceLine, known: Option<&Named<Provider>>) -> Refusal {
    let span = line.provider.span().or(line.span);
    if line.provider.is_blank() {
        return Refusal::new(RefusalKind::Missing, span, format!("{}に事業所がありません", line.called()))
            .help("サービス事業所に書いた名前を書いてください");
    }
    let message = format!("「{}」がサービス事業所にありません", line.provider.text().trim());
    let near = known.into_iter().flat_map(Named::iter).map(|(name, _)| name);
    // A sign before its name makes another of it.
    let provider = line.provider.text().trim();
    let near = near.filter(|name| is_nearly(name.text(), provider) || name.text().contains(provider));
    let refusal = Refusal::new(RefusalKind::Missing, span, message)
        .help("サービス事業所に、この名前で事業所番号と地域区分（または単価）を書いてください");
    near.fold(refusal, |refusal, name| refusal.related(name.span(), "よく似た名前です"))
}

/// The six signs of a line's code; none where it has none.
pub(super) fn service_code(line: &ServiceLine) -> Result<Option<String>, Refusal> {
    let code = clean_code(line.code.text());
    if code.is_empty() {
        return Ok(None);
    }
    if service_kind::is_service_code(&code) {
        return Ok(Some(code));
    }
    Err(Refusal::new(
        RefusalKind::Unreadable,
        line.code.span(),
        format!("サービスコード「{}」は6桁ではありません", line.code.text().trim()),
    )
    .help("種類2桁と項目4桁の、半角6文字で書いてください"))
}
