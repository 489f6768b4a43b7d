//! 「1単位の単価」 what a provider's unit costs, and what of prices and rates differs from the tables.

use super::refusal::readable;
use super::tariff::{self, Addition, AdditionRole, Dated, TableName};
use super::{About, BillingInput, Refusal, RefusalKind, Warning};
use crate::calendar::era;
use crate::case::ServiceLine;
use crate::case::person::{AreaGrade, PriceByKind, Provider};
use crate::case::values::{PerMille, UnitPrice};
use crate::service_kind::{self, PriceClass, ServiceKind};
use crate::source::Field;
use crate::source::read::Named;

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
    let area = provider.area.at(month).value();
    let class = kind.and_then(|kind| kind.class);
    let kind_name = kind.map_or(kind_code, |kind| kind.name.as_str());
    if let Some(PriceByKind::Kinds(prices)) = &provider.price {
        for (key, _) in prices.iter() {
            if !service_kind::is_any_kind(key.text()) {
                let kind = key.text().trim();
                let message =
                    format!("「{name}」の単価の「{kind}」というサービス種類はありません。この単価は使っていません");
                if !warnings.iter().any(|warning| warning.message == message) {
                    warnings.push(Warning::new(About::Figures, key.span(), message));
                }
            }
        }
    }
    if let Some(second) = written(provider, kind_code).nth(1) {
        let message = format!("「{name}」の{kind_name}の単価が二度書かれています。初めの単価で計算しました");
        if !warnings.iter().any(|warning| warning.message == message) {
            warnings.push(Warning::new(About::Figures, second.span(), message));
        }
    }
    let from_table = class.and_then(|class| match class {
        PriceClass::Fixed => tariff::price(AreaGrade::Other, class, month),
        _ => area.and_then(|area| tariff::price(area, class, month)),
    });
    if let Some(field) = written(provider, kind_code).next()
        && let Some(price) = readable(field, "単価")?
    {
        let differs = match (from_table, class) {
            (Some(table), _) if table.known && table.value != price => Some(format!("表の{}円と", table.value)),
            (None, Some(class)) => {
                let prices = tariff::class_prices(class, month);
                let differs = prices.known && !prices.value.contains(&price);
                differs.then(|| "表のどの地域区分の単価とも".to_owned())
            }
            _ => None,
        };
        if let Some(table) = differs {
            let message = format!("{name}の{kind_name}の単価{price}円は、{table}違います。書かれた単価で計算しました");
            warnings.push(Warning::new(About::Figures, field.span(), message));
        }
        return Ok(price);
    }
    if from_table.is_some_and(|price| !price.known) {
        input.warn_table(TableName::Prices, warnings);
    }
    from_table.map(|price| price.value).ok_or_else(|| {
        let (span, message, help) = match class {
            Some(_) if area.is_some() => (
                provider.area.span(),
                format!(
                    "「{name}」の地域区分（{}）の{}の値が、「{}」にありません",
                    area.map_or("", AreaGrade::printed),
                    era::month(month),
                    TableName::Prices.printed()
                ),
                "サービス事業所に、単価を書いてください".to_owned(),
            ),
            Some(_) if !provider.area.is_blank() => (
                provider.area.span(),
                format!("「{name}」の{}の地域区分がわかりません", era::month(month)),
                "サービス事業所の地域区分に、その月からの級地を書いてください".to_owned(),
            ),
            Some(_) => (
                provider.span,
                format!("「{name}」の地域区分も単価もわかりません"),
                "サービス事業所に、地域区分（1級地～7級地、その他）か、単価を書いてください".to_owned(),
            ),
            None => (
                provider.span,
                format!("{kind_name}の1単位の単価は表から決まりません"),
                format!("サービス事業所の「{name}」に、単価を書いてください（単価: {{{kind_name}: \"10.21\"}}）"),
            ),
        };
        Refusal::new(RefusalKind::Missing, span, message).help(help)
    })
}

/// 「単価」 as the plan writes it for a kind, by its name and by its code.
fn written<'p>(provider: &'p Provider, kind_code: &str) -> impl Iterator<Item = &'p Field<UnitPrice>> {
    let (all, kinds) = match provider.price.as_ref() {
        None => (None, None),
        Some(PriceByKind::All(price)) => (Some(price), None),
        Some(PriceByKind::Kinds(prices)) => (None, Some(prices)),
    };
    let of_kind = move |key: &Field<String>| service_kind::names_kind(key.text(), kind_code);
    let by_kind = kinds.into_iter().flat_map(Named::iter);
    all.into_iter().chain(by_kind.filter(move |(key, _)| of_kind(key)).map(|(_, price)| price))
}

/// Tells a 加算率 that differs from the tables.
pub(super) fn check_rate(
    input: &BillingInput,
    line: &ServiceLine,
    kind_code: &str,
    addition: Dated<Option<&'static Addition>>,
    warnings: &mut Vec<Warning>,
) {
    let Some(written) = line.addition_rate.value() else { return };
    let Some(found) = addition.value else {
        let message = format!(
            "{}は、加算の表にない率の行です。限度額管理の対象外として計算しました。対象なら「対象外: いいえ」と書いてください",
            line.called()
        );
        if line.outside_limit.is_blank() {
            warnings.push(Warning::new(About::Rate, line.addition_rate.span(), message));
        }
        return;
    };
    if found.role == Some(AdditionRole::Treatment) {
        return check_treatment(input, line, kind_code, written, warnings);
    }
    if found.rates().len() > 0 && found.rates().all(|rate| rate != written) {
        warn_rate(line, written, "表", &found.rates().collect::<Vec<_>>(), "", warnings);
    }
}

/// Tells a rate of 処遇改善 that is not in the table, or of which the table is not sure.
fn check_treatment(
    input: &BillingInput,
    line: &ServiceLine,
    kind_code: &str,
    written: PerMille,
    warnings: &mut Vec<Warning>,
) {
    let table = TableName::Treatment;
    let Some(month) = input.month.month.value() else { return };
    let Some(grades) = tariff::treatment_grades(kind_code, month) else { return };
    if !grades.known {
        input.warn_table(table, warnings);
        return;
    }
    let grade = tariff::grade_of(line.content.text());
    // 「Ⅰ」 alone may mean either half of it.
    let fits = |name: &str| {
        grade.is_empty() || name.is_empty() || name == grade || name.strip_suffix(['イ', 'ロ']) == Some(&grade)
    };
    let of_grade: Vec<_> = grades.value.iter().filter(|one| fits(&one.name)).collect();
    if let Some(ended) = of_grade.first().and_then(|one| one.ended).filter(|_| !grade.is_empty()) {
        let message = format!("{}は、{}で終わりました", line.called(), era::month(ended));
        warnings.push(Warning::new(About::Rate, line.addition_rate.span(), message));
        return;
    }
    let of_grade: Vec<_> = of_grade.into_iter().filter(|one| one.ended.is_none()).collect();
    let of_rate: Vec<_> = of_grade.iter().filter(|one| one.rate == written).collect();
    if of_rate.is_empty() {
        let rates: Vec<PerMille> = of_grade.iter().map(|one| one.rate).collect();
        let doubt =
            if of_grade.iter().all(|one| one.certain) { "" } else { "。表のこの種類の値は未確認です" };
        warn_rate(line, written, table.printed(), &rates, doubt, warnings);
    } else if of_rate.iter().all(|one| !one.certain) {
        input.warn_unread(table, kind_code, warnings);
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
    let message = format!("{}の加算率{}は、{table}（{rates}）と違います{doubt}", line.called(), percent(written));
    warnings.push(Warning::new(About::Rate, line.addition_rate.span(), message));
}

/// 「24.5%」
fn percent(rate: PerMille) -> String {
    let (sign, value) = (if rate.0 < 0 { "-" } else { "" }, rate.0.abs());
    if value % 10 == 0 { format!("{sign}{}%", value / 10) } else { format!("{sign}{}.{}%", value / 10, value % 10) }
}
