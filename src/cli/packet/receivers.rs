//! Who gets a packet: the client, the month's providers, doctors, the insurer, the office; and the names of their files.

use crate::calendar::Month;
use crate::case::person::ProviderNumber;
use crate::case::{CaseFile, MonthlyService};
use crate::cli::args::For;
use crate::cli::batch::who::packets_of;
use crate::cli::names;
use crate::press::Stop;
use crate::profile::Receiver;
use crate::source::read::each_once;
use crate::source::{Field, plain, same_name};
use unicode_normalization::UnicodeNormalization;

/// The receivers that were asked for; everybody when nobody was named.
pub(super) fn receivers<'a>(
    case: &'a CaseFile,
    month: Option<Month>,
    wanted: Option<&For>,
) -> Result<Vec<Receiver<'a>>, Stop> {
    let refuse = |summary: String| Err(Stop::content(Vec::new(), summary));
    let providers = || providers(case, month).into_iter().map(Receiver::Provider);
    let physicians = || case.physicians.iter().map(Receiver::Physician);
    match wanted {
        None => {
            let first = std::iter::once(Receiver::Client).chain(providers()).chain(physicians());
            Ok(first.chain([Receiver::Insurer, Receiver::Office]).collect())
        }
        Some(For::Client) => Ok(vec![Receiver::Client]),
        Some(For::Insurer) => Ok(vec![Receiver::Insurer]),
        Some(For::Office) => Ok(vec![Receiver::Office]),
        Some(For::Provider(None)) if of_month(case, month).is_empty() => refuse(
            "利用票（第6表）に事業所がないため、提供票を作れません。「careplan month」で利用票を作れます".to_owned(),
        ),
        Some(For::Provider(None)) => Ok(providers().collect()),
        Some(For::Provider(Some(name))) => {
            if let Some(field) = provider(case, month, name) {
                return Ok(vec![Receiver::Provider(field)]);
            }
            let mut known = of_month(case, month);
            known.extend(beside_slip(case, month));
            let parts: Vec<_> = known.iter().copied().filter(|field| is_part(name, field.text())).collect();
            match parts.as_slice() {
                [] => {}
                [only] => return Ok(vec![Receiver::Provider(only)]),
                several => return refuse(format!("「{name}」に当たる事業所がいくつもあります（{}）", joined(several))),
            }
            refuse(format!("計画書に「{name}」という事業所はありません（{}）", joined(&known)))
        }
        Some(For::Physician(name)) => {
            let asked = |text: &Field<String>| name.as_deref().is_none_or(|name| same_name(text.text(), name));
            let found = case.physicians.iter().filter(|who| asked(&who.name) || asked(&who.institution));
            match found.map(Receiver::Physician).collect::<Vec<_>>() {
                none if none.is_empty() && case.physicians.is_empty() => refuse(
                    "計画書に主治医がありません。「主治医: [{氏名: …, 医療機関: …}]」と書いてください".to_owned(),
                ),
                none if none.is_empty() => {
                    let known: Vec<&Field<String>> = case.physicians.iter().map(|who| &who.name).collect();
                    let name = name.as_deref().unwrap_or_default();
                    refuse(format!("計画書に「{name}」という主治医はありません（{}）", joined(&known)))
                }
                all => Ok(all),
            }
        }
    }
}

/// All providers that get a packet: of the slip, and who serves by the plan without one (居宅療養管理指導); where that is a doctor,
/// the doctor's packet is enough.
fn providers(case: &CaseFile, month: Option<Month>) -> Vec<&Field<String>> {
    let is_doctor =
        |name: &Field<String>| case.physicians.iter().any(|who| same_name(who.institution.text(), name.text()));
    let beside = beside_slip(case, month).into_iter().filter(|name| !is_doctor(name) && !has_left(case, month, name));
    of_month(case, month).into_iter().chain(beside).collect()
}

/// The providers of a month's slip, each once, in the order of its lines.
fn of_month<'a>(case: &'a CaseFile, month: Option<Month>) -> Vec<&'a Field<String>> {
    let block = |block: &&MonthlyService| month.is_some() && block.month.value() == month;
    let lines = |block: &'a MonthlyService| block.lines.iter().filter(|line| !block.is_left_over(line));
    each_once(case.months.iter().filter(block).flat_map(lines).map(|line| &line.provider))
}

/// Providers of insured services in 第２表 that the month's slip does not have (居宅療養管理指導, for one): they get the plan
/// too, but whether a name there is a provider's is the reader's to say.
pub(super) fn beside_slip(case: &CaseFile, month: Option<Month>) -> Vec<&Field<String>> {
    let slip = of_month(case, month);
    let insured = case.supports().filter(|support| support.is_covered());
    let names = insured.map(|support| &support.provider);
    each_once(names.filter(|name| !slip.iter().any(|known| same_name(known.text(), name.text()))))
}

/// Whether a provider stood on an earlier slip and stands on this month's no more, though 第２表 may still name it: nobody
/// who has left is handed a plan unasked.
fn has_left(case: &CaseFile, month: Option<Month>, name: &Field<String>) -> bool {
    let earlier = case.months.iter().filter(|block| block.month.value().is_some_and(|of| Some(of) < month));
    earlier.flat_map(|block| &block.lines).any(|line| same_name(line.provider.text(), name.text()))
}

/// Whoever 第２表 names as provider outside the insurance (通院先, 配食): no packet is made for them, but the list names them.
pub(super) fn outside_insurance(case: &CaseFile, month: Option<Month>) -> Vec<&Field<String>> {
    let known = of_month(case, month).into_iter().chain(beside_slip(case, month));
    let known: Vec<&str> = known
        .map(Field::text)
        .chain(case.physicians.iter().flat_map(|who| [who.institution.text(), who.name.text()]))
        .chain(case.client.iter().map(|client| client.insurer_name.text()))
        .collect();
    let names = case.supports().map(|support| &support.provider);
    let own = ["本人", "家族"];
    each_once(names.filter(|name| {
        let text = name.text();
        !known.iter().any(|known| same_name(known, text)) && !own.iter().any(|word| text.trim().starts_with(word))
    }))
}

/// The provider with that name or number: of the slip, else of 第２表.
fn provider<'a>(case: &'a CaseFile, month: Option<Month>, wanted: &str) -> Option<&'a Field<String>> {
    let numbered = |name: &str| number(case, name).is_some_and(|number| number.0 == wanted);
    let named = |field: &&Field<String>| same_name(field.text(), wanted) || numbered(field.text());
    of_month(case, month).into_iter().chain(beside_slip(case, month)).find(named)
}

fn number<'a>(case: &'a CaseFile, name: &str) -> Option<&'a ProviderNumber> {
    case.providers.get()?.get(name)?.number.get()
}

/// Whether a name has that part.
fn is_part(part: &str, name: &str) -> bool {
    let part = plain(part);
    !part.is_empty() && plain(name).contains(&part)
}

fn joined(names: &[&Field<String>]) -> String {
    names.iter().map(|name| name.text().trim()).collect::<Vec<_>>().join("、")
}

/// Bytes of a name that every file system takes with all that stands around it.
const MAX_BYTES: usize = 90;

/// The names of files, without ending, in the order of the receivers: numbers, month, receiver; never a person's name.
pub(super) fn file_names(case: &CaseFile, start: &str, all: &[Receiver]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for receiver in all {
        let kind = receiver.kind();
        let own = match receiver {
            Receiver::Provider(name) => {
                Some(match number(case, name.text()).filter(|number| number.is_well_formed()) {
                    Some(number) => safe(&number.0),
                    None => safe(name.text()),
                })
            }
            Receiver::Insurer => {
                case.client.as_ref().and_then(|client| client.insurer_number.get()).map(|n| n.0.clone())
            }
            Receiver::Client | Receiver::Physician(_) | Receiver::Office => None,
        };
        let name = format!("{start}_{kind}{}", own.map(|own| format!("-{own}")).unwrap_or_default());
        // Two names under one number, two doctors: each has a file, on file systems that know no capitals too.
        let taken = |name: &String| names.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let numbered = (2..).map(|n| format!("{name}-{n}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !taken(name));
        names.extend(free);
    }
    names
}

/// How the files of a client's packets begin: the insurer's number and 被保険者番号 (without one the plan's own name), and month.
pub(super) fn file_start(case: &CaseFile, plan: &str, month: Option<Month>) -> String {
    let who = packets_of(case, month).map_or_else(|| plan.to_owned(), |numbers| names::safe(&numbers, ""));
    month.map_or_else(|| who.clone(), |month| format!("{who}_{month}"))
}

/// A name that is one part of a path everywhere.
fn safe(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '（' | '）' | '・' | 'ー');
    let mut out: String = name.trim().nfc().map(|c| if plain(c) { c } else { '-' }).collect();
    while out.len() > MAX_BYTES {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_hold_no_paths_and_never_clash() {
        let fields: Vec<Field<String>> = ["../甲/乙", "甲\u{202e}乙", "Care", "care", &"長".repeat(200)]
            .map(|name| Field::of(name.to_owned(), name))
            .into();
        let all: Vec<Receiver> = fields.iter().map(Receiver::Provider).collect();
        let names = file_names(&CaseFile::default(), "0001_2025-06", &all);
        assert_eq!(names[0], "0001_2025-06_事業所----甲-乙");
        assert_eq!(names[1], "0001_2025-06_事業所-甲-乙");
        assert_eq!(names[3], "0001_2025-06_事業所-care-2");
        assert!(names[4].len() < 160, "{}", names[4].len());
    }
}
