//! The covers of a plan's packets and of its providers' slips, as far as they can be made before anybody asks for a packet: whether their texts print and fit.
//!
//! Who gets a packet in a month is decided where it is made; here everybody is looked at whom the plan names.

use crate::case::CaseFile;
use crate::forms::measures::Measures;
use crate::forms::packet_cover::{self, Cover};
use crate::forms::provider_cover::{self, Batch};
use crate::forms::{Context, FormFault, Sheet};
use crate::profile::{Profile, Receiver};
use crate::report::{Diagnostic, Severity};
use crate::source::Field;
use crate::source::read::each_once;

/// The covers, and what stands in the way of one that cannot be made, each told once.
pub(super) fn covers(case: &CaseFile, profile: &Profile, measures: &Measures) -> (Vec<Sheet>, Vec<Diagnostic>) {
    let options = profile.form_options(case);
    let context = Context::new(case, &options, measures);
    let (mut sheets, mut told): (Vec<Sheet>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    let others = [Receiver::Client, Receiver::Insurer, Receiver::Office];
    let physicians = case.physicians.iter().map(Receiver::Physician);
    for receiver in others.into_iter().chain(physicians).chain(providers(case).into_iter().map(Receiver::Provider)) {
        let context = if receiver.is_sent_by_fax(case) { context.for_fax() } else { context };
        match cover(&context, profile, receiver) {
            Ok(made) => sheets.extend(made),
            Err(FormFault::Refused { message, help, span, .. }) => {
                let mut refused = Diagnostic::new(Severity::Info, span, format!("一組の書類（packet）：{message}"));
                refused.notes.extend(help);
                if told.iter().all(|other| (other.span, &other.message) != (refused.span, &refused.message)) {
                    told.push(refused);
                }
            }
            // A fault of the measures is told when it is printed.
            Err(FormFault::Measure(_)) => {}
        }
    }
    (sheets, told)
}

/// 「送付状」 of the slips of many clients, to each provider; what does not fit is told where it is printed.
pub(super) fn letters(case: &CaseFile, measures: &Measures) -> Vec<Sheet> {
    let Some(month) = case.months.iter().find_map(|block| block.month.value()) else { return Vec::new() };
    let from = case.office.get();
    let of = |name: &str| case.providers.get()?.get(name);
    let letter = |name: &Field<String>| {
        let batch = Batch { to: name.text(), provider: of(name.text()), from, month, clients: &[] };
        provider_cover::sheets(measures, &batch).unwrap_or_default()
    };
    providers(case).into_iter().flat_map(letter).collect()
}

fn cover(context: &Context, profile: &Profile, receiver: Receiver) -> Result<Vec<Sheet>, FormFault> {
    let packet = profile.packet(context.case, receiver);
    let to = receiver.addressed(context.case);
    let cover = Cover {
        wording: &packet.wording,
        to: to.as_ref(),
        documents: &[],
        month: context.select.month,
        handed_on: None,
    };
    let mut sheets = packet_cover::sheets(context, &cover)?;
    packet_cover::number_pages(&mut sheets, &packet.wording.mark, context.measures)?;
    Ok(sheets)
}

/// The providers of the slips and of what 第２表 has insured, each once.
fn providers(case: &CaseFile) -> Vec<&Field<String>> {
    let on_slips = case.months.iter().flat_map(|block| &block.lines).map(|line| &line.provider);
    let insured = case.supports().filter(|support| support.is_covered());
    each_once(on_slips.chain(insured.map(|support| &support.provider)))
}
