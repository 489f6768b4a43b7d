//! `--merge`: whose pages go into which output. Every client is checked first; volumes are made of those that are right.

use super::clients::{self, Client};
use super::leaves::Leaves;
use super::lines::Found;
use crate::calendar::Month;
use crate::case::CaseFile;
use crate::cli::args::{BatchArgs, Merge};
use crate::cli::names::{NameField, folded, hex, safe};
use crate::forms::service_slip::providers;
use crate::rules::office::providers::Naming;
use crate::source::plain;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// The most clients of one volume: a merged PDF is held in memory whole.
pub(super) const LARGEST: usize = 500;

/// How many work at once on these volumes: large ones are two at a time, for each holds the pages of hundreds of clients.
pub(super) fn at_once(volumes: &[Volume], threads: usize) -> usize {
    let is_large = |volume: &Volume| volume.members.len() > LARGEST / 5;
    if volumes.iter().any(is_large) { threads.min(2) } else { threads }
}

/// Whom a merged output is for, as one plan names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Destination {
    /// 「事業所番号」, or the name as written where there is none.
    pub(super) id: String,
    /// The name in the plan; empty for an office without one.
    pub(super) name: String,
}

/// A client that was checked and waits to be printed or merged.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The place among the clients of this run.
    pub(super) at: usize,
    /// The hash of what was read.
    pub(super) input: String,
    /// What was found in it.
    pub(super) findings: Vec<Found>,
    pub(super) goes: Vec<Destination>,
    /// Its providers, where outputs are theirs.
    pub(super) namings: Vec<Naming>,
    /// Its pages, where they are held.
    pub(super) leaves: Option<Leaves>,
}

impl Waiting {
    /// How many merged outputs the client goes into.
    pub(super) fn volumes(&self) -> usize {
        self.goes.iter().map(|destination| plain(&destination.id)).collect::<BTreeSet<_>>().len()
    }
}

/// One merged output.
#[derive(Debug)]
pub(super) struct Volume {
    /// The name of the file.
    pub(super) file: String,
    pub(super) members: Vec<Member>,
}

/// A client of a volume.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) at: usize,
    pub(super) input: String,
    /// Whose 提供票: the names that the plan has for this provider. Empty for all pages of the client.
    pub(super) providers: Vec<String>,
    /// Its pages, where they are held.
    leaves: Mutex<Option<Leaves>>,
}

impl Member {
    /// Its pages, where they are held; once.
    pub(super) fn take(&self) -> Option<Leaves> {
        self.leaves.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Where a plan's pages go.
pub(super) fn destinations(merge: Merge, month: Month, case: &CaseFile) -> Vec<Destination> {
    let destination = |number: Option<String>, name: &str| {
        let number = number.filter(|number| !number.is_empty());
        Destination { id: number.unwrap_or_else(|| name.to_owned()), name: name.to_owned() }
    };
    match merge {
        Merge::PerOffice => {
            let office = case.office.get();
            let number = office.and_then(|office| office.number.get()).map(|number| number.0.clone());
            vec![destination(number, office.map_or("", |office| office.name.text().trim()))]
        }
        Merge::PerProvider => {
            let known = case.providers.get();
            let number = |name: &str| known?.get(name)?.number.get().map(|number| number.0.clone());
            let blocks = case.months.iter().filter(|block| block.month.value() == Some(month));
            let mut names: Vec<&str> = Vec::new();
            for name in blocks.flat_map(providers) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names.into_iter().map(|name| destination(number(name), name)).collect()
        }
    }
}

/// Makes volumes: clients in the order of their numbers, at most [`LARGEST`] in one. Also tells what looks wrong.
pub(super) fn volumes(args: &BatchArgs, all: &[Client], waiting: Vec<Waiting>) -> (Vec<Volume>, Vec<String>) {
    let mut groups: BTreeMap<String, BTreeMap<&str, Member>> = BTreeMap::new();
    // By plain ids and names: two plans may spell a provider without a number differently.
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut names: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for Waiting { at, input, goes, mut leaves, .. } in waiting {
        for Destination { id, name } in goes {
            let key = plain(&id);
            keep_least(names.entry(key.clone()).or_default(), &name);
            keep_least(&mut ids, &id);
            let member = groups.entry(key).or_default().entry(&all[at].key);
            let member = member.or_insert_with(|| {
                let leaves = Mutex::new(leaves.take());
                Member { at, input: input.clone(), providers: Vec::new(), leaves }
            });
            if args.merge == Some(Merge::PerProvider) {
                member.providers.push(name);
            }
        }
    }
    let twice = names.iter().filter(|(_, names)| names.len() > 1).map(|(id, names)| {
        let names: Vec<String> = names.values().map(|name| format!("「{name}」")).collect();
        format!("事業所番号 {id} に、{}の名前があります。一つのPDFにまとめました", names.join("と"))
    });
    let twice = twice.collect();
    let mut taken = BTreeSet::new();
    let mut volumes = Vec::new();
    for (key, members) in groups {
        let id = ids.get(&key).unwrap_or(&key);
        let parts = members.len().div_ceil(LARGEST);
        let mut members = members.into_values();
        let name = names.get(&key).and_then(|names| names.values().next()).map_or("", String::as_str).to_owned();
        let stem = stem(args, id, &name, &mut taken);
        for part in 1..=parts {
            let number = if parts > 1 { format!("_{part}") } else { String::new() };
            let file = safe(&stem, &format!("{number}.pdf"));
            let members = members.by_ref().take(LARGEST).collect();
            volumes.push(Volume { file, members });
        }
    }
    (volumes, twice)
}

/// Keeps one spelling of a text, the same in whatever order plans come.
fn keep_least(all: &mut BTreeMap<String, String>, text: &str) {
    let least = all.entry(plain(text)).or_insert_with(|| text.to_owned());
    if text < least.as_str() {
        text.clone_into(least);
    }
}

/// `{事業所番号}_{年月}_提供票`, or as `--name` says; two names that a file system takes for one are told apart by a hash.
fn stem(args: &BatchArgs, id: &str, name: &str, taken: &mut BTreeSet<String>) -> String {
    let whose = if id.is_empty() { "事業所なし" } else { id };
    let copies = clients::copies_name(&args.copies());
    let hash = || hex(&Sha256::digest(id))[..8].to_owned();
    let (stem, apart) = if args.name.is_of_providers() {
        let filled = args.name.fill(|field| match field {
            NameField::Provider => name.to_owned(),
            NameField::ProviderNumber => whose.to_owned(),
            NameField::Month => args.month.to_string(),
            NameField::Copies => copies.clone(),
            _ => String::new(),
        });
        let stem = filled.trim_end_matches(".pdf").to_owned();
        let apart = format!("{stem}~{}", hash());
        (stem, apart)
    } else {
        (format!("{whose}_{}_{copies}", args.month), format!("{whose}~{}_{}_{copies}", hash(), args.month))
    };
    if taken.insert(folded(&safe(&stem, ""))) { stem } else { apart }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{Command, Program};
    use clap::Parser;

    fn args(merge: &str) -> BatchArgs {
        let words = ["careplan", "batch", "c", "--month", "2025-06", "-o", "out", "--merge", merge];
        let Command::Batch(args) = Program::parse_from(words).command else { panic!("a batch") };
        args
    }

    fn waiting(at: usize, goes: &[(&str, &str)]) -> Waiting {
        let goes = goes.iter().map(|(id, name)| Destination { id: (*id).to_owned(), name: (*name).to_owned() });
        Waiting {
            at,
            input: String::new(),
            findings: Vec::new(),
            goes: goes.collect(),
            namings: Vec::new(),
            leaves: None,
        }
    }

    #[test]
    fn large_merges_are_split_in_the_order_of_numbers() {
        let clients: Vec<Client> = (0..1001).map(|n| Client::of_key(&format!("{:04}", 2000 - n))).collect();
        let all = (0..1001).map(|at| waiting(at, &[("379", "甲")])).collect();
        let (volumes, told) = volumes(&args("per-office"), &clients, all);
        let found: Vec<(&str, usize)> = volumes.iter().map(|volume| (&volume.file[..], volume.members.len())).collect();
        let names = [1, 2, 3].map(|part| format!("379_2025-06_利用票_{part}.pdf"));
        assert_eq!(found, [(&names[0][..], 500), (&names[1][..], 500), (&names[2][..], 1)]);
        assert_eq!((volumes[0].members[0].at, volumes[2].members[0].at), (1000, 0));
        assert!(told.is_empty());
    }

    #[test]
    fn a_provider_is_its_number_and_two_names_of_it_are_told() {
        let clients: Vec<Client> = ["1", "2"].map(Client::of_key).into();
        let all = vec![
            waiting(0, &[("9", "甲"), ("9", "甲の里"), ("a/b", "a/b")]),
            waiting(1, &[("a:b", "a:b"), ("9", "甲")]),
        ];
        let (volumes, told) = volumes(&args("per-provider"), &clients, all);
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("「甲」と「甲の里」"), "{told:?}");
        let files: Vec<&str> = volumes.iter().map(|volume| &volume.file[..]).collect();
        assert_eq!(files.len(), 3);
        assert_eq!(files[..2], ["9_2025-06_提供票.pdf", "a_b_2025-06_提供票.pdf"]);
        assert!(files[2].starts_with("a:b~".replace(':', "_").as_str()), "{files:?}");
        assert_eq!(volumes[0].members[0].providers, ["甲", "甲の里"]);
        assert_eq!(volumes[0].members.len(), 2);
    }
}
