//! Who is to be printed: a quick look into every plan for the client's number, and a name for each output.
//!
//! Only the block 「利用者」 is read here. The worker that prints a client reads the whole plan and compares the key, so a
//! plan that changes meanwhile is told and never lands under another client's name.

use super::who::{Who, who};
use crate::calendar::Month;
use crate::cli::args::{BatchArgs, DealtBy, Merge, Partition};
use crate::cli::chain::Chains;
use crate::cli::names::{self, NameField};
use crate::cli::plans;
use crate::cli::status::{Failure, why};
use crate::cli::workers;
use crate::forms::{FORMS, Form, service_slip, slip_annex};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// How many collisions are told.
const TOLD: usize = 20;

/// One client of the batch, as known before the plan is read.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Client {
    /// The place in the whole list, from 1.
    pub(in crate::cli) n: usize,
    /// The plan.
    pub(in crate::cli) path: PathBuf,
    /// 「被保険者番号」 with the insurer's before it; without a number the plan's path.
    pub(in crate::cli) key: String,
    /// Whether the key is a number.
    numbered: bool,
    /// The name of the output.
    pub(in crate::cli) file: String,
}

impl Client {
    /// A client of which only the key matters.
    #[cfg(test)]
    pub(super) fn of_key(key: &str) -> Self {
        Self { n: 1, path: PathBuf::new(), key: key.to_owned(), numbered: true, file: String::new() }
    }

    /// The key, when it is a number.
    pub(super) fn number_key(&self) -> Option<String> {
        self.numbered.then(|| self.key.clone())
    }
}

/// A plan of which nothing is made, since another plan of the client holds in that month.
pub(super) struct Replaced {
    pub(super) path: PathBuf,
    /// The client, as in [`Client`].
    pub(super) key: String,
    /// What is told of it.
    pub(super) told: String,
}

/// Everybody who is to be printed, and what is told before.
pub(super) struct Found {
    pub(super) clients: Vec<Client>,
    /// The plans of which none is made.
    pub(super) replaced: Vec<Replaced>,
    /// Plans that name somebody else's as the one before.
    pub(super) strangers: Vec<String>,
}

/// Finds all clients and names their outputs.
///
/// # Errors
/// A named plan does not exist, there is none, or two outputs would be one file.
pub(super) fn find(args: &BatchArgs, are_packets: bool, stop: &AtomicBool) -> Result<Found, Failure> {
    if args.merge == Some(Merge::PerProvider) && !args.copies.is_empty() {
        let message = "--merge per-provider は提供票（と別表）だけをまとめます。--copies は付けないでください";
        return Err(Failure::Usage(message.to_owned()));
    }
    let per_provider = args.merge == Some(Merge::PerProvider);
    if args.name.is_of_providers() && !per_provider {
        let message =
            "{事業所名} と {事業所番号} は、--merge per-provider のときだけ使えます（ほかの出力は一人のものです）";
        return Err(Failure::Usage(message.to_owned()));
    }
    if let Some(field) = args.name.of_client().filter(|_| args.name.is_of_providers()) {
        let message =
            format!("--merge per-provider のPDFには何人もの書類が入るため、名前の型に {{{field}}} は使えません");
        return Err(Failure::Usage(message));
    }
    let copies = args.copies();
    let mut found = survey(
        &args.plans,
        Some(args.month),
        args.jobs.map_or_else(workers::cores, |jobs| jobs.get().min(workers::most())),
        stop,
    )?;
    if found.is_empty() && !stop.load(Ordering::Relaxed) {
        return Err(Failure::NoPlans);
    }
    let (replaced, strangers) = in_force(&mut found, args.month);
    for (client, who) in &mut found {
        let is_in_name = are_packets || args.name.asks_for(NameField::InsurerNumber);
        client.file = args.name.fill(|field| match field {
            NameField::InsuredNumber if are_packets => who.packets().unwrap_or_else(|| names::unnumbered(&client.key)),
            field => value(field, client, who, args.month, &copies),
        });
        if let Some(insurers) = who.insurers.as_deref().filter(|_| !is_in_name) {
            let stem = client.file.strip_suffix(".pdf").unwrap_or(&client.file);
            client.file = names::safe(&format!("{stem}_{insurers}"), ".pdf");
        }
    }
    let clients: Vec<Client> = found.into_iter().map(|(client, _)| client).collect();
    match collisions(&clients, args.merge.is_some(), are_packets) {
        told if told.is_empty() => Ok(Found { clients, replaced, strangers }),
        told => Err(Failure::Usage(format!("出力先が重なるため、始めませんでした\n  {}", told.join("\n  ")))),
    }
}

/// Keeps of each client the plan in force at the end of the month; gives the others, and what is told of chains that are none.
fn in_force(found: &mut Vec<(Client, Who)>, month: Month) -> (Vec<Replaced>, Vec<String>) {
    let paths: Vec<PathBuf> = found.iter().map(|(client, _)| client.path.clone()).collect();
    let chains = Chains::find_among(&paths, |at| found[at].1.may_speak);
    let told = chains.left_out(month);
    let mut at = 0;
    let mut replaced = Vec::new();
    found.retain(|(client, _)| {
        at += 1;
        let told = told[at - 1].clone();
        let stays = told.is_none();
        replaced.extend(told.map(|told| Replaced { path: client.path.clone(), key: client.key.clone(), told }));
        stays
    });
    for (at, (client, _)) in found.iter_mut().enumerate() {
        client.n = at + 1;
    }
    (replaced, chains.told_of_strangers())
}

/// The keys of all clients that plans are found of, for comparing with a manifest.
///
/// # Errors
/// A named plan does not exist.
pub(in crate::cli) fn keys(paths: &[PathBuf]) -> Result<Vec<Client>, Failure> {
    let found = survey(paths, None, workers::cores(), &AtomicBool::new(false))?;
    Ok(found.into_iter().map(|(client, _)| client).collect())
}

/// Every client of the plans, files of offices passed over.
fn survey(
    paths: &[PathBuf],
    month: Option<Month>,
    threads: usize,
    stop: &AtomicBool,
) -> Result<Vec<(Client, Who)>, Failure> {
    plans::exist(paths)?;
    let root = paths.first().filter(|path| paths.len() == 1 && path.is_dir());
    let plans = plans::find(paths)?;
    let mut found: Vec<Option<Who>> = Vec::new();
    found.resize_with(plans.len(), || None);
    let look = |(): &mut (), at: usize| (at, who(&plans[at], month));
    let nobody = |at, _| (at, Some(Who::default()));
    let tell = |looked: Option<(usize, Option<Who>)>| looked.into_iter().for_each(|(at, who)| found[at] = who);
    workers::run(plans.len(), threads, stop, &|| Ok(()), &look, &nobody, tell)
        .map_err(|error| Failure::Usage(format!("仕事を始められません：{}", why(&error))))?;
    let clients = plans.into_iter().zip(found).filter_map(|(path, who)| Some((path, who?))).enumerate();
    Ok(clients
        .map(|(at, (path, who))| {
            let number = who.key();
            let numbered = number.is_some();
            let key = number.unwrap_or_else(|| by_path(&path, root));
            (Client { n: at + 1, path, key, numbered, file: String::new() }, who)
        })
        .collect())
}

/// A short hash of who is in a list: the same for everybody who divides it.
pub(super) fn list_of(clients: &[Client]) -> String {
    let mut hash = Sha256::new();
    for client in clients {
        hash.update(Sha256::digest(&client.key));
    }
    names::hex(&hash.finalize()[..8])
}

/// The path below the only folder that was named, else as it is; the same on all systems.
fn by_path(path: &Path, root: Option<&PathBuf>) -> String {
    let below = root.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path);
    below.display().to_string().replace('\\', "/")
}

fn value(field: NameField, client: &Client, who: &Who, month: Month, copies: &[&Form]) -> String {
    match field {
        NameField::InsuredNumber => who.number.clone().unwrap_or_else(|| names::unnumbered(&client.key)),
        NameField::InsurerNumber => who.insurers.clone().or_else(|| who.insurer.clone()).unwrap_or_default(),
        NameField::Month => month.to_string(),
        NameField::Copies => copies_name(copies),
        NameField::Name => who.name.clone(),
        NameField::Kana => who.kana.clone(),
        // Of merged outputs only, which have names of their own.
        NameField::Provider | NameField::ProviderNumber => String::new(),
        NameField::Plan => client.path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
    }
}

/// 「利用票」, 「利用票・提供票」: 別表 goes with 利用票 and is named only where it stands alone.
pub(super) fn copies_name(copies: &[&Form]) -> String {
    let has = |name: &str| copies.iter().any(|copy| copy.name == name);
    let goes_along = |copy: &Form| copy.name == slip_annex::FORM.name && has(service_slip::FORM.name);
    let asked = FORMS.iter().filter(|form| has(form.name) && !goes_along(form));
    asked.filter_map(|form| form.batch_name).collect::<Vec<_>>().join("・")
}

/// Two plans of one client, and outputs (unless they are merged) that one file system or another takes for one.
fn collisions(clients: &[Client], merged: bool, are_packets: bool) -> Vec<String> {
    let (mut keys, mut files): (HashMap<&str, &Client>, HashMap<String, &Client>) = Default::default();
    let mut told = Vec::new();
    let mut more = 0;
    for client in clients {
        let by_key = keys.insert(&client.key, client);
        let by_file = files.insert(names::folded(&client.file), client).filter(|_| !merged);
        let Some(other) = by_key.or(by_file) else { continue };
        if told.len() == TOLD {
            more += 1;
            continue;
        }
        let (one, two) = (other.path.display(), client.path.display());
        told.push(if by_key.is_some() {
            format!("「{one}」と「{two}」の被保険者番号が同じです。番号を直すか、更新した計画なら新しい方に「前の計画」を書くか、片方を別のフォルダーに移してください")
        } else if are_packets {
            // Nobody chooses the names of packets.
            let start = client.file.trim_end_matches(".pdf");
            format!("「{one}」と「{two}」の一組の名前が、どちらも「{start}_…」になります。保険者番号・被保険者番号を確かめるか、片方を別のフォルダーに移してください")
        } else {
            let file = &client.file;
            format!("「{one}」と「{two}」の出力先が、どちらも「{file}」になります。--name '{{保険者番号}}-{{被保険者番号}}_{{年月}}_{{控え}}' のように、違いの出る型にしてください")
        });
    }
    if more > 0 {
        told.push(format!("ほかに {more} 件あります"));
    }
    told
}

impl Partition {
    /// Whether this run takes a client.
    pub(super) fn takes(self, client: &Client) -> bool {
        let number = match self.by {
            DealtBy::Slice => (client.n - 1) as u64,
            DealtBy::Hash => {
                let hash = Sha256::digest(&client.key);
                hash[..8].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
            }
        };
        number % self.of == self.part - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_named() {
        let (slip, annex, provider) = (&service_slip::FORM, &slip_annex::FORM, &crate::forms::copies::PROVIDER);
        assert_eq!(copies_name(&[slip, annex]), "利用票");
        assert_eq!(copies_name(&[annex]), "別表");
        assert_eq!(copies_name(&[provider, annex, slip]), "利用票・提供票");
    }

    #[test]
    fn every_client_is_in_exactly_one_part() {
        let client =
            |n: usize| Client { n, path: PathBuf::new(), key: format!("{n:010}"), numbered: true, file: String::new() };
        for by in [DealtBy::Slice, DealtBy::Hash] {
            for of in 1..=7 {
                for n in 1..=200 {
                    let parts = (1..=of).filter(|part| Partition { by, part: *part, of }.takes(&client(n)));
                    assert_eq!(parts.count(), 1);
                }
            }
        }
    }
}
