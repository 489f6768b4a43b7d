//! 「限度額管理の対象」 on which side of 区分支給限度基準額 a line is counted, and what the line says itself of how much of it is.

use super::group::CodeRow;
use super::refusal::readable;
use super::tariff::{Addition, Limit};
use super::{About, Refusal, RefusalKind, Warning};
use crate::case::ServiceLine;
use crate::service_kind::ServiceKind;

/// Whether the limit leaves a line out: its kind is outside, the line says so, or the table of additions does; a rate that the
/// table does not know is outside.
pub(super) fn is_outside(
    line: &ServiceLine,
    kind: Option<&ServiceKind>,
    addition: Option<&Addition>,
) -> Result<bool, Refusal> {
    let said = readable(&line.outside_limit, "対象外")?.map(|yes| yes.0);
    let is_rate = !line.addition_rate.is_blank();
    let by_table = || addition.map_or(is_rate, |addition| addition.limit == Limit::Outside);
    Ok(kind.is_some_and(|kind| kind.outside) || said.unwrap_or_else(by_table))
}

/// Tells what a line says itself and by which the limit counts less than its units.
pub(super) fn tell(
    line: &ServiceLine,
    kind: Option<&ServiceKind>,
    addition: Option<&Addition>,
    row: &CodeRow,
    warnings: &mut Vec<Warning>,
) -> Result<(), Refusal> {
    let own = row.per_use();
    if let Some(managed) = row.managed_per_use.filter(|managed| *managed < own) {
        let span = line.managed_units.span();
        if managed < 0 {
            let message = format!("{}の給付管理単位数（{managed}）は、0より小さくできません", line.called());
            return Err(Refusal::new(RefusalKind::Impossible, span, message)
                .help("大規模型なら通常規模の1回の単位数を書き、そうでなければ「給付管理単位数」を消してください"));
        }
        let message = format!(
            "{}の給付管理単位数（{managed}）は1回の単位数（{own}）より少ないので、限度額に少なく数えられます。大規模型なら通常規模の1回の単位数を書き、そうでなければ「給付管理単位数」を消してください",
            line.called()
        );
        warnings.push(Warning::new(About::Figures, span, message));
    }
    let by_itself = addition.map_or(row.basic, |addition| addition.limit == Limit::Inside);
    let is_said = line.outside_limit.value().is_some_and(|outside| outside.0);
    if is_said && by_itself && own > 0 && !kind.is_some_and(|kind| kind.outside) {
        let message = format!(
            "{}は区分支給限度額の管理の対象ですが、「対象外: はい」なので限度額に数えていません。対象なら「対象外」を消してください",
            line.called()
        );
        warnings.push(Warning::new(About::Figures, line.outside_limit.span(), message));
    }
    Ok(())
}
