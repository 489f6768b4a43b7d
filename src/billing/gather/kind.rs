//! The kind of a line's code: a code that was mistyped into a kind of no row must not take its service out of the annex unseen.

use crate::billing::{Refusal, RefusalKind};
use crate::case::ServiceLine;
use crate::service_kind::{self, ServiceKind, kinds_in};

const SEE_THE_CODES: &str = "サービスコード表で、コードと略称を確かめてください";

/// The kind of a line's code; refused where there is none of that number, or where the line cannot be of a kind that has no row.
pub(super) fn of(line: &ServiceLine, code: &str) -> Result<&'static ServiceKind, Refusal> {
    let refused =
        |message: String, help: &str| Err(Refusal::new(RefusalKind::Impossible, line.code.span(), message).help(help));
    let (called, number) = (line.called(), &code[..2]);
    let Some(kind) = service_kind::kind(number) else {
        return refused(
            format!("{called}のサービスコード「{code}」の初めの2桁（{number}）に当たるサービス種類がありません"),
            SEE_THE_CODES,
        );
    };
    if !kind.unlisted {
        return Ok(kind);
    }
    let named = kinds_in(&line.content);
    // 「薬剤師居宅療養Ⅱ１」: as the code list shortens it.
    let shortened = kind.is_medical_guidance() && line.content.plain().contains("居宅療養");
    let is_named = shortened || named.iter().any(|hit| hit.family() == kind.family());
    if !is_named && named.iter().any(|hit| hit.kind.is_some()) {
        return refused(
            format!("{called}のサービスコード「{code}」は{}のもので、サービス内容と違い、別表に入りません", kind.name),
            SEE_THE_CODES,
        );
    }
    // 居宅療養管理指導 has units and is printed when asked; what else has no row is paid in yen, or is no service of a slip.
    let has_units = !line.units.is_blank() || !line.addition_rate.is_blank();
    if has_units && !(kind.is_medical_guidance() && is_named) {
        let help = if kind.is_medical_guidance() {
            format!("{SEE_THE_CODES}。{}なら、サービス内容にそう書いてください", kind.called())
        } else {
            format!("{SEE_THE_CODES}。{}なら、この行を利用票から消してください", kind.called())
        };
        return refused(format!("{called}のサービスコード「{code}」は{}のもので、別表に入りません", kind.name), &help);
    }
    Ok(kind)
}
