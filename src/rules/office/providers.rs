//! CP806: who a provider is, as all plans together say it.
//!
//! A plan alone knows a provider by its name; its number is what others know it by. A number that was mistyped is a number still,
//! and perhaps a stranger's: only the other plans can tell. Whoever sends papers by number ([`Providers::doubts`]) asks here, too.

use super::{OfficeFinding, PROVIDER_WITH_TWO_NUMBERS, Place};
use crate::case::CaseFile;
use crate::source::read::Named;
use crate::source::{Span, plain};
use std::collections::BTreeMap;

/// A provider as one plan names it.
#[derive(Clone, Debug)]
pub struct Naming {
    name: String,
    number: String,
    place: Place,
}

impl Naming {
    /// The providers of a plan that have a number. A name that stands twice is the first one's, as everywhere (CP019).
    #[must_use]
    pub fn of_plan(case: &CaseFile, place: &dyn Fn(Span) -> Place) -> Vec<Self> {
        let mut namings: BTreeMap<String, Self> = BTreeMap::new();
        for (name, provider) in case.providers.get().into_iter().flat_map(Named::iter) {
            let Some(number) = provider.number.get().filter(|number| !number.0.is_empty()) else { continue };
            namings.entry(plain(name.text())).or_insert_with(|| Self {
                name: name.text().trim().to_owned(),
                number: plain(&number.0),
                place: place(provider.number.span()),
            });
        }
        namings.into_values().collect()
    }
}

/// All plans' providers: by plain name and number the clients whose plans say so, in their order.
#[derive(Debug, Default)]
pub struct Providers {
    names: BTreeMap<String, BTreeMap<String, Vec<Said>>>,
    n: usize,
}

/// Who says so.
#[derive(Debug)]
struct Said {
    /// How many went by before it.
    at: usize,
    whose: String,
    naming: Naming,
}

/// A number that other plans do not give to this name.
#[derive(Debug)]
pub struct Doubt<'p> {
    name: &'p str,
    number: &'p str,
    by: &'p [Said],
    /// Whether it is the number of another name: what is sent by it may go to a stranger.
    pub is_anothers: bool,
    finding: OfficeFinding,
}

impl Providers {
    /// A plan goes by. Two plans of one client, of which one was written by the other, say a thing once.
    pub fn add(&mut self, whose: &str, namings: Vec<Naming>) {
        for naming in namings {
            let by = self.names.entry(plain(&naming.name)).or_default().entry(naming.number.clone()).or_default();
            if by.iter().all(|said| said.whose != whose) {
                by.push(Said { at: self.n, whose: whose.to_owned(), naming });
                self.n += 1;
            }
        }
    }

    /// The numbers that are doubtful. Which of a name's numbers is its own, most clients say; of several that as many say, one
    /// that no other name has, the first of them. Where there is none such, each is doubtful.
    ///
    /// Different names of one number are none of it: an office has one number for several kinds of service.
    #[must_use]
    pub fn doubts(&self) -> Vec<Doubt<'_>> {
        let mut doubts = Vec::new();
        for (name, numbers) in self.names.iter().filter(|(_, numbers)| numbers.len() > 1) {
            let most = numbers.values().map(Vec::len).max().unwrap_or_default();
            let common: Vec<&String> =
                numbers.iter().filter(|(_, by)| by.len() == most).map(|(number, _)| number).collect();
            let own = if let [own] = common[..] {
                Some(own)
            } else {
                let own = common.into_iter().filter(|number| self.other(name, number).is_none());
                own.min_by_key(|number| numbers[*number][0].at)
            };
            for (number, by) in numbers.iter().filter(|(number, _)| Some(*number) != own) {
                let right = own.or_else(|| numbers.keys().find(|other| *other != number));
                let Some(right) = right.map(|right| &numbers[right]) else { continue };
                let other = self.other(name, number);
                let finding = finding(by, right, other);
                doubts.push(Doubt { name, number, by, is_anothers: other.is_some(), finding });
            }
        }
        doubts
    }

    /// Who else has a number.
    fn other(&self, name: &str, number: &str) -> Option<&Naming> {
        let others = self.names.iter().filter(|(other, _)| *other != name);
        others.filter_map(|(_, numbers)| numbers.get(number)).map(|by| &by[0].naming).next()
    }
}

impl Doubt<'_> {
    /// What is told of it at the first plan that says so.
    #[must_use]
    pub fn finding(&self) -> OfficeFinding {
        self.finding.clone()
    }

    /// What is told of it at somebody's plan; nothing where it is about another name or number, or this plan does not say so.
    #[must_use]
    pub fn of(&self, whose: &str, name: &str, number: &str) -> Option<OfficeFinding> {
        let is_about_it = self.name == plain(name) && self.number == plain(number);
        let said = self.by.iter().find(|said| is_about_it && said.whose == whose)?;
        Some(OfficeFinding { place: Some(said.naming.place.clone()), ..self.finding.clone() })
    }
}

/// What is told of a number that these plans give to a name, and those do not.
fn finding(by: &[Said], right: &[Said], other: Option<&Naming>) -> OfficeFinding {
    let (naming, known) = (&by[0].naming, &right[0].naming);
    let at = |place: &Place| format!("「{}」（{}行目）", place.file, place.line);
    let number = if by.len() > 1 { format!("{}（{}人）", naming.number, by.len()) } else { naming.number.clone() };
    let more = if right.len() > 1 { format!("など{}人の計画書", right.len()) } else { String::new() };
    let others =
        other.map(|other| format!("。{} は、{}では「{}」の番号です", naming.number, at(&other.place), other.name));
    OfficeFinding {
        rule: &PROVIDER_WITH_TWO_NUMBERS,
        place: Some(naming.place.clone()),
        facts: vec![
            naming.name.clone(),
            number,
            at(&known.place) + &more,
            known.number.clone(),
            others.unwrap_or_default(),
        ],
        other: Some(known.place.clone()),
    }
}
