//! 「控」「提供票」 further copies of the slip and its annex, for other readers than the client.

use super::service_slip::{self, Copy, CopyKind, months, providers};
use super::{Context, Form, FormFault, Printed, Selection, Sheet, slip_annex};
use crate::case::delivery::TableName;

/// 「控」 the office's copy of the slip and its annex.
pub const OFFICE: Form = Form {
    name: TableName::OfficeCopy.printed(),
    mark: "（控）",
    printed: Printed::WhenAsked,
    batch_name: Some("控"),
    has_annex: true,
    sheets: |context| {
        let copy = Copy::of(CopyKind::Office);
        let mut sheets = service_slip::sheets(context, &copy)?;
        sheets.extend(slip_annex::sheets(context, &copy)?);
        Ok(sheets)
    },
    ..service_slip::FORM
};

/// 「提供票」 for each provider its slip and its annex, one behind the other, ready to be sent.
pub const PROVIDER: Form = Form {
    name: TableName::ProviderSlip.printed(),
    title: "サービス提供票",
    printed: Printed::WhenAsked,
    batch_name: Some("提供票"),
    has_annex: true,
    per_provider: true,
    has_data: |case, select| {
        let wanted = |name: &str| select.provider.is_none_or(|wanted| wanted == name);
        select.months(case).flat_map(providers).any(wanted)
    },
    sheets: provider_sheets,
    ..service_slip::FORM
};

fn provider_sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let mut names: Vec<&str> = months(context).into_iter().flat_map(providers).collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name) && context.select.provider.is_none_or(|wanted| wanted == *name));
    let mut sheets = Vec::new();
    for month in months(context) {
        let select = Selection { slip: Some(month.span), ..context.select };
        let one = Context { select, ..*context };
        for name in names.iter().filter(|name| providers(month).contains(name)) {
            let copy = Copy { kind: CopyKind::Provider, provider: Some(name) };
            let context = if context.case.is_sent_by_fax(name) { one.for_fax() } else { one };
            let of_provider = [service_slip::sheets(&context, &copy)?, slip_annex::sheets(&context, &copy)?].concat();
            sheets.extend(of_provider.into_iter().map(|sheet| Sheet { fax: context.fax, ..sheet }));
        }
    }
    if sheets.is_empty() {
        let copy = Copy::of(CopyKind::Provider);
        let select = Selection { blank: true, ..context.select };
        let blank = Context { select, ..*context };
        sheets.extend(service_slip::sheets(&blank, &copy)?);
        sheets.extend(slip_annex::sheets(&blank, &copy)?);
    }
    Ok(sheets)
}
