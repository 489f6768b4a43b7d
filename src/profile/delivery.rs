//! 「交付」 what each receiver gets: the profile's own layers, then the office's, key by key.
//!
//! The profile's are YAML files in the very format in which an office writes its own (`delivery.yaml` names the source of
//! each line), so that one reader and one schema serve both.

use super::Profile;
use crate::case::delivery::{Contents, Delivery, SigningPlace};
use crate::case::person::Physician;
use crate::case::{CaseFile, read_office_file};
use crate::forms::packet_cover::{Addressee, Wording};
use crate::source::{Field, Problem, Sources};
use std::sync::LazyLock;

/// What all editions share.
const COMMON: &str = include_str!("delivery.yaml");

/// What differs where 第１表 has no line for consent.
const NATIONAL: &str = include_str!("delivery-national.yaml");

/// The layers of an edition whose 第１表 has a line for consent.
pub(super) static WITH_CONSENT_LINE: LazyLock<Vec<Delivery>> = LazyLock::new(|| vec![embedded(COMMON).0]);

/// The layers of an edition whose 第１表 has none.
pub(super) static WITHOUT_CONSENT_LINE: LazyLock<Vec<Delivery>> =
    LazyLock::new(|| vec![embedded(COMMON).0, embedded(NATIONAL).0]);

fn embedded(text: &str) -> (Delivery, Vec<Problem>) {
    let (file, problems) = read_office_file("delivery.yaml", text.as_bytes(), &mut Sources::default());
    (file.office.and_then(|office| office.delivery).unwrap_or_default(), problems)
}

/// 「交付先」 who gets a packet.
#[derive(Clone, Copy, Debug)]
pub enum Receiver<'a> {
    /// 「利用者」
    Client,
    /// 「事業所」 by its name in the slip.
    Provider(&'a Field<String>),
    /// 「主治医」
    Physician(&'a Physician),
    /// 「保険者」
    Insurer,
    /// 「控」 the office itself.
    Office,
}

/// 「一組の書類」 what one receiver gets.
#[derive(Clone, Debug)]
pub struct Packet {
    /// The tables by the names of their forms, in order, each once.
    pub tables: Vec<&'static str>,
    /// The words of the cover sheet.
    pub wording: Wording,
}

impl Receiver<'_> {
    /// The word by which it is asked for.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Client => "利用者",
            Self::Provider(_) => "事業所",
            Self::Physician(_) => "主治医",
            Self::Insurer => "保険者",
            Self::Office => "控",
        }
    }

    /// Whether it acts on the plan, and so gets none that the client has not agreed to.
    #[must_use]
    pub const fn waits_for_consent(&self) -> bool {
        matches!(self, Self::Provider(_) | Self::Physician(_) | Self::Insurer)
    }

    /// Whether it gets its papers by FAX.
    #[must_use]
    pub fn is_sent_by_fax(&self, case: &CaseFile) -> bool {
        matches!(self, Self::Provider(name) if case.is_sent_by_fax(name.text()))
    }

    /// To whom the cover of its packet is addressed; the office's own copy goes to nobody.
    #[must_use]
    pub fn addressed(&self, case: &CaseFile) -> Option<Addressee> {
        Some(self.addressee(case)).filter(|_| !matches!(self, Self::Office))
    }

    /// As the cover addresses it.
    #[must_use]
    pub fn addressee(&self, case: &CaseFile) -> Addressee {
        let client = case.client.as_ref();
        let to = |name: &Field<String>| Addressee { name: name.clone(), ..Addressee::default() };
        let numbered =
            |label: &str, text: &str| if text.is_empty() { String::new() } else { format!("{label} {text}") };
        match self {
            Self::Client => client.map(|client| to(&client.name)).unwrap_or_default(),
            Self::Provider(name) => {
                let provider = case.providers.get().and_then(|providers| providers.get(name.text()));
                let number = provider.map(|provider| {
                    let fax = Some(&provider.fax).filter(|fax| !fax.is_blank() && case.is_sent_by_fax(name.text()));
                    let fax = fax.map(|fax| numbered("　FAX", fax.text().trim())).unwrap_or_default();
                    numbered("事業所番号", provider.number.text().trim()) + &fax
                });
                Addressee { number: number.unwrap_or_default().trim().to_owned(), ..to(name) }
            }
            Self::Physician(physician) => Addressee { above: physician.institution.clone(), ..to(&physician.name) },
            Self::Insurer => client.map_or_else(Addressee::default, |client| Addressee {
                number: numbered("保険者番号", client.insurer_number.text().trim()),
                ..to(&client.insurer_name)
            }),
            Self::Office => Addressee::default(),
        }
    }

    /// What a layer says about it: what holds for all of its kind, then what holds for it alone.
    fn in_layer<'d>(&self, layer: &'d Delivery, case: &CaseFile) -> impl Iterator<Item = &'d Contents> {
        let (all, own) = match self {
            Self::Client => (&layer.client, None),
            Self::Provider(name) => (&layer.provider, layer.by_provider.get(name.text())),
            Self::Physician(_) => (&layer.physician, None),
            Self::Insurer => {
                let client = case.client.as_ref();
                let by = |name: &str| layer.by_insurer.get(name);
                let own = client.and_then(|c| by(c.insurer_name.text()).or_else(|| by(c.insurer_number.text())));
                (&layer.insurer, own)
            }
            Self::Office => (&layer.office, None),
        };
        all.iter().chain(own)
    }
}

impl Profile {
    /// What a receiver gets.
    #[must_use]
    pub fn packet(&self, case: &CaseFile, receiver: Receiver) -> Packet {
        let office = case.office.get().and_then(|office| office.delivery.as_ref());
        let ours = self.delivery.iter().flat_map(|layer| receiver.in_layer(layer, case)).map(|layer| (layer, false));
        let theirs = office.into_iter().flat_map(|layer| receiver.in_layer(layer, case)).map(|layer| (layer, true));
        // The last to speak is heard first.
        let mut layers: Vec<(&Contents, bool)> = ours.chain(theirs).collect();
        layers.reverse();
        let words = |get: fn(&Contents) -> &Field<String>| {
            let said = layers.iter().find(|(layer, _)| !get(layer).is_missing());
            match said {
                Some((layer, true)) => get(layer).clone(),
                // A place in a file of ours would be taken for one in the plan.
                Some((layer, false)) => Field::of(get(layer).text().to_owned(), get(layer).text()),
                None => Field::default(),
            }
        };
        let tables = layers.iter().find(|(layer, _)| !layer.tables.span().is_detached());
        let mut names: Vec<&'static str> = Vec::new();
        for table in tables.iter().flat_map(|(layer, _)| &layer.tables).filter_map(Field::value) {
            if !names.contains(&table.printed()) {
                names.push(table.printed());
            }
        }
        let signing = layers.iter().find_map(|(layer, _)| layer.signing.value());
        Packet {
            tables: names,
            wording: Wording {
                title: words(|layer| &layer.title),
                honorific: words(|layer| &layer.honorific),
                mark: words(|layer| &layer.mark),
                note: words(|layer| &layer.note),
                date_label: words(|layer| &layer.date_label),
                signing: signing.unwrap_or(SigningPlace::None),
                statement: words(|layer| &layer.statement),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_files_are_read_without_a_mistake_and_leave_nobody_out() {
        for text in [COMMON, NATIONAL] {
            assert_eq!(embedded(text).1, []);
        }
        let name = Field::of("甲".to_owned(), "甲");
        let physician = Physician::default();
        for profile in super::super::PROFILES {
            let all = [
                Receiver::Client,
                Receiver::Provider(&name),
                Receiver::Physician(&physician),
                Receiver::Insurer,
                Receiver::Office,
            ];
            for receiver in all {
                let packet = profile.packet(&CaseFile::default(), receiver);
                assert!(!packet.tables.is_empty() && !packet.wording.title.is_blank(), "{}", receiver.kind());
                let signed = packet.wording.signing == SigningPlace::Signature;
                assert!(!signed || !packet.wording.statement.is_blank(), "{}", receiver.kind());
            }
        }
    }
}
