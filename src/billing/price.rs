//! 「1単位の単価」 what a provider's unit costs, and what of prices and rates differs from the tables.

use super::gather::name_of;
use super::refusal::readable;
use super::tariff::{self, Addition, AdditionRole, PriceClass, ServiceKind};
use super::{BillingInput, Refusal, RefusalKind, Warning};
use crate::case::ServiceLine;
use crate::case::person::{AreaGrade, PriceByKind, Provider};
use crate::case::values::{PerMille, UnitPrice};
use crate::source::Field;

/// The price that the plan writes for a kind, or that of the provider's area.
pub(super) fn of(
    input: &BillingInput,
    name: &str,
    provider: &Provider,
    kind_code: &str,
    kind: Option<&'static ServiceKind>,
    warnings: &mut Vec<Warning>,
) -> Result<UnitPrice, Refusal> {
    let month = input.month_value()?;
    let class = kind.and_then(|kind| kind.class);
    let kind_name = kind.map_or(kind_code, |kind| kind.name.as_str());
    let from_table = class.and_then(|class| match class {
        PriceClass::Fixed => Some(tariff::price(AreaGrade::Other, class, month)),
        _ => provider.area.value().map(|area| tariff::price(area, class, month)),
    });
    if from_table.is_some_and(|price| !price.known) {
        input.warn_table("1単位の単価の表", warnings);
    }
    if let Some(field) = written(provider, kind_code)
        && let Some(price) = readable(field, "単価")?
    {
        let differs = match (from_table, class) {
            (Some(table), _) if table.known && table.value != price => Some(format!("表の{}円", table.value)),
            (None, Some(class)) if !tariff::class_prices(class, month).contains(&price) => {
                Some("表のどの地域区分".to_owned())
            }
            _ => None,
        };
        if let Some(table) = differs {
            let message =
                format!("{name}の{kind_name}の単価{price}円は、{table}と違います。書かれた単価で計算しました");
            warnings.push(Warning { message, span: field.span() });
        }
        return Ok(price);
    }
    from_table.map(|price| price.value).ok_or_else(|| {
        let (message, help) = match class {
            Some(_) => (
                format!("「{name}」の地域区分も単価もわかりません"),
                "サービス事業所に、地域区分（1級地～7級地、その他）か、単価を書いてください".to_owned(),
            ),
            None => (
                format!("{kind_name}の1単位の単価は表から決まりません"),
                format!("サービス事業所の「{name}」に、単価を書いてください（単価: {{{kind_name}: \"10.21\"}}）"),
            ),
        };
        Refusal::new(RefusalKind::Missing, provider.span, message).help(help)
    })
}

/// 「単価」 as the plan writes it for a kind.
fn written<'p>(provider: &'p Provider, kind_code: &str) -> Option<&'p Field<UnitPrice>> {
    match provider.price.as_ref()? {
        PriceByKind::All(price) => Some(price),
        PriceByKind::Kinds(prices) => {
            prices.iter().find(|(key, _)| tariff::names_kind(key.text(), kind_code)).map(|(_, price)| price)
        }
    }
}

/// Tells a 加算率 that differs from the tables.
pub(super) fn check_rate(
    input: &BillingInput,
    line: &ServiceLine,
    kind_code: &str,
    plain_content: &str,
    addition: Option<&Addition>,
    warnings: &mut Vec<Warning>,
) {
    let (Some(written), Some(addition)) = (line.addition_rate.value(), addition) else { return };
    if addition.role == Some(AdditionRole::Treatment) {
        return check_treatment(input, line, (kind_code, plain_content), written, warnings);
    }
    if !addition.rates.is_empty() && !addition.rates.contains(&written) {
        warn_rate(line, written, "表", &addition.rates, "", warnings);
    }
}

/// Tells a rate of 処遇改善 that is not in the table, or that only a part of the table has that was not read.
fn check_treatment(
    input: &BillingInput,
    line: &ServiceLine,
    (kind_code, plain_content): (&str, &str),
    written: PerMille,
    warnings: &mut Vec<Warning>,
) {
    const TABLE: &str = "処遇改善加算率の表";
    let Some(month) = input.month.month.value() else { return };
    let Some(grades) = tariff::treatment_grades(kind_code, month) else { return };
    if !grades.known {
        input.warn_table(TABLE, warnings);
        return;
    }
    let grade = grade_of(plain_content);
    // 加算Ⅴ had fourteen transitional rates of its own until 令和7年3月.
    if grade == "V" {
        return;
    }
    let fits = |name: &str| grade.is_empty() || name.is_empty() || roman(name) == grade;
    let of_grade: Vec<_> = grades.value.iter().filter(|one| fits(&one.name)).collect();
    let of_rate: Vec<_> = of_grade.iter().filter(|one| one.rate == written).collect();
    if of_rate.is_empty() {
        let rates: Vec<PerMille> = of_grade.iter().map(|one| one.rate).collect();
        let doubt =
            if of_grade.iter().all(|one| one.certain) { "" } else { "。表のこの種類の値は未確認です" };
        warn_rate(line, written, TABLE, &rates, doubt, warnings);
    } else if of_rate.iter().all(|one| !one.certain) {
        input.warn_unread(TABLE, kind_code, warnings);
    }
}

fn warn_rate(
    line: &ServiceLine,
    written: PerMille,
    table: &str,
    known: &[PerMille],
    doubt: &str,
    warnings: &mut Vec<Warning>,
) {
    let rates = known.iter().map(|rate| percent(*rate)).collect::<Vec<_>>().join("・");
    let rates = if rates.is_empty() { "なし".to_owned() } else { rates };
    let message = format!("{}の加算率{}は、{table}（{rates}）と違います{doubt}", name_of(line), percent(written));
    warnings.push(Warning { message, span: line.addition_rate.span() });
}

/// 「24.5%」
fn percent(rate: PerMille) -> String {
    let (sign, value) = (if rate.0 < 0 { "-" } else { "" }, rate.0.abs());
    if value % 10 == 0 { format!("{sign}{}%", value / 10) } else { format!("{sign}{}.{}%", value / 10, value % 10) }
}

/// The Roman number after 加算 in a plain text: 「訪問介護処遇改善加算II」 → II.
fn grade_of(content: &str) -> &str {
    content.rsplit_once("加算").map_or("", |(_, rest)| roman(rest.trim_start_matches('(')))
}

/// The Roman number that a text begins with.
fn roman(text: &str) -> &str {
    &text[..text.len() - text.trim_start_matches(['I', 'V', 'X']).len()]
}
