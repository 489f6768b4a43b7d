//! 「給付管理票」（様式第十一） what the office reports of a client's month. Cooperates with `templates/forms/benefit-management.typ`.
//!
//! Prints what [`BenefitManagement`] computed from 別表 and computes nothing itself. A client whose month has no units inside
//! the limit has no sheet. 合計 stands on the first sheet, the head on every one. How certain the layout is stands in
//! `docs/forms.md`.

use super::packet_cover::Part;
use super::service_slip::{birthday, months, whole};
use super::{Context, Form, FormFault, Page, Printed, Sheet, service_slip};
use crate::billing::{BenefitManagement, BillingInput, ManagementLine};
use crate::calendar::era;
use crate::case::delivery::TableName;
use crate::case::in_month::InMonth;
use crate::case::person::Sex;
use crate::case::{CareLevel, CaseFile, MonthlyService};
use crate::source::{Field, Span};
use serde_json::{Value, json};

/// 「給付管理票」
pub const FORM: Form = Form {
    id: "benefit-management",
    name: TableName::BenefitManagement.printed(),
    title: "給付管理票",
    printed: Printed::WhenAsked,
    batch_name: Some("給付管理票"),
    has_annex: true,
    issued_on: |_, _| None,
    sheets,
    ..service_slip::FORM
};

/// The pages of every month that is printed; a month without units inside the limit has none.
///
/// # Errors
/// The annex cannot be computed, or a name is longer than its place.
fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let months = months(context);
    if months.is_empty() {
        let case = if context.select.blank { &CaseFile::default() } else { context.case };
        return Ok(vec![page(context, case, None, None, &[], 0)?]);
    }
    let room = whole(context.measures.number(FORM.id, "rows")?);
    let mut sheets = Vec::new();
    for month in months {
        let input = BillingInput::new(context.case, month);
        let annex = context.annex_of(&input)?;
        let report = BenefitManagement::of(&input, &annex);
        for (index, lines) in report.lines.chunks(room).enumerate() {
            sheets.push(page(context, context.case, Some(month), Some(&report), lines, index)?);
        }
    }
    Ok(sheets)
}

fn page(
    context: &Context,
    case: &CaseFile,
    month: Option<&MonthlyService>,
    report: Option<&BenefitManagement>,
    lines: &[ManagementLine],
    index: usize,
) -> Result<Sheet, FormFault> {
    let mut page = Page::new(FORM.id, FORM.title);
    let of = report.map_or("令和　　年　　月".to_owned(), |report| era::month(report.month));
    page.set("title", format!("給付管理票（{of}分）"));
    let mut part = Part { page: &mut page, measures: context.measures, section: FORM.id };
    head(&mut part, case, month, report)?;
    let mut rows = Vec::new();
    for line in lines {
        rows.push(json!({
            "provider": part.whole("provider", &line.provider, Span::DETACHED)?,
            "number": part.whole("number", line.provider_number.as_deref().unwrap_or_default(), Span::DETACHED)?,
            "kind": part.whole("kind", line.kind().map_or("", |kind| &kind.name), Span::DETACHED)?,
            "code": part.whole("code", &line.kind_code, Span::DETACHED)?,
            "units": part.whole("units", &line.units.to_string(), Span::DETACHED)?,
            "designation": line.designation().printed(),
        }));
    }
    let total = report.filter(|_| index == 0).map(|report| report.total().to_string());
    part.put("total", total.as_deref().unwrap_or_default(), Span::DETACHED)?;
    page.set("rows", rows);
    page.set("first", index == 0);
    Ok(page.finish())
}

/// Both blocks of the head.
fn head(
    part: &mut Part,
    case: &CaseFile,
    month: Option<&MonthlyService>,
    report: Option<&BenefitManagement>,
) -> Result<(), FormFault> {
    let client = case.client.as_ref();
    let text = |field: Option<&Field<String>>| {
        field.map_or((String::new(), Span::DETACHED), |f| (f.text().trim().to_owned(), f.span()))
    };
    // Of a month in which the client moved, each sheet is its own insurer's.
    let held = month.map(|month| BillingInput::new(case, month).held);
    let insurer_name = held.as_ref().map_or_else(|| client.map(|c| &c.insurer_name), InMonth::insurer_name);
    for (key, (words, span)) in [
        ("insurer_name", text(insurer_name)),
        ("kana", text(client.map(|client| &client.kana))),
        ("name", text(client.map(|client| &client.name))),
    ] {
        part.put(key, &words, span)?;
    }
    if let Some(client) = client {
        let field = held.as_ref().and_then(InMonth::insurer_number).unwrap_or(&client.insurer_number);
        let insurer = field.get().map_or(field.text(), |number| &number.0);
        part.put("insurer_number", insurer, field.span())?;
        // Number and insurer are of one card: that of the month.
        let field = held.as_ref().and_then(InMonth::insured_number).unwrap_or(&client.insured_number);
        let insured = field.get().map_or(field.text(), |number| &number.0);
        part.put("insured_number", insured, field.span())?;
    } else {
        part.page.set("insurer_number", Value::Null);
        part.page.set("insured_number", Value::Null);
    }
    let (born_in, born) = client.and_then(|client| client.born_on.value()).map_or((None, String::new()), birthday);
    part.page.set("born_in", born_in);
    part.put("born_on", &born, client.map_or(Span::DETACHED, |client| client.born_on.span()))?;
    let sex = client.and_then(|client| client.sex.value());
    part.page.set("sex", sex.map(|sex| if sex == Sex::Male { "男" } else { "女" }));
    let level = report.and_then(|report| report.level);
    part.page.set("level", level.map(CareLevel::printed));
    let limit = report.map(|report| format!("{} 単位／月", crate::source::thousands(report.limit)));
    part.put("limit", limit.as_deref().unwrap_or_default(), month.map_or(Span::DETACHED, |month| month.limit.span()))?;
    let period = month.and_then(|month| month.limit_period.value());
    let period = period.map(|period| format!("{}　～　{}", era::month(period.start), era::month(period.end)));
    let span = month.map_or(Span::DETACHED, |month| month.limit_period.span());
    part.put("limit_period", period.as_deref().unwrap_or_default(), span)?;
    office(part, case)
}

fn office(part: &mut Part, case: &CaseFile) -> Result<(), FormFault> {
    let Some(office) = case.office.get() else {
        for key in ["office_number", "office_name", "office_address", "office_phone", "manager_number"] {
            part.page.set(key, Value::Null);
        }
        return Ok(());
    };
    let number = office.number.get().map_or(office.number.text(), |number| &number.0);
    part.put("office_number", number, office.number.span())?;
    part.put("office_name", office.name.text().trim(), office.name.span())?;
    part.put("office_address", office.address.text().trim(), office.address.span())?;
    let phone = office.phone.text().trim();
    let phone = if phone.is_empty() { String::new() } else { format!("電話 {phone}") };
    part.put("office_phone", &phone, office.phone.span())?;
    part.put("manager_number", office.care_manager_number.text().trim(), office.care_manager_number.span())
}
