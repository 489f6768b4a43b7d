//! What lies in the folder and whose it is: every output that a manifest tells of is remembered there until a run can say
//! that it made it anew, that it is gone, or that it is nobody's any more (a number was corrected, a plan removed, an office
//! renamed). Beside this month's files such a one would be handed out.
//!
//! Only the batch that made an output can say that, only when it came to all of its clients, and of each plan whose pages are
//! in it: the plan is printed under other names now, or it is not there any more. Otherwise it is kept, and the next run asks again. Without a
//! manifest's word nothing is called old, and nothing is removed that is not, byte for byte, what it says was written.

use super::clients::{Client, Replaced};
use super::folder::Folder;
use super::lines::Summary;
use super::manifest::Manifest;
use super::record::{Output, Record};
use crate::cli::Terminal;
use crate::cli::status::{Failure, why};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// How many are told.
const TOLD: usize = 20;

/// What is known of the folder when a run begins, by folded names, and what the run looks at.
pub(super) struct Holdings {
    /// What this run's manifest tells of.
    own: BTreeMap<String, Output>,
    /// What only manifests of other parts tell of: their runs remember it.
    others: BTreeMap<String, Output>,
    /// The names of all clients' outputs, those of other parts too.
    names: HashSet<String>,
    /// The clients of this run by the places of their plans, and by their keys.
    plans: HashMap<String, usize>,
    keys: HashMap<String, usize>,
    /// The folders that were searched for plans.
    searched: Vec<PathBuf>,
}

/// What a run says of the outputs that it did not make.
#[derive(Default)]
pub(super) struct Settled {
    /// Nobody's any more.
    pub(super) nobodys: Vec<Output>,
    /// Not decided.
    pub(super) kept: Vec<Output>,
    /// How many of those were made by another batch for plans that are not there any more.
    abandoned: usize,
}

impl Holdings {
    /// What the manifests of a folder say; `names` are those of all clients' outputs, `clients` are done by this run.
    ///
    /// # Errors
    /// A manifest cannot be read.
    pub(super) fn new(
        record: &mut Record,
        folder: &Folder,
        names: HashSet<String>,
        clients: &[Client],
        replaced: &[Replaced],
        searched: &[PathBuf],
    ) -> Result<Self, Failure> {
        let mut own = std::mem::take(&mut record.outputs);
        own.retain(|_, output| is_name(&output.name));
        let mut others = BTreeMap::new();
        for path in folder.other_manifests()? {
            for (name, output) in Record::read_if_there(&path)?.outputs {
                match own.get_mut(&name).or_else(|| others.get_mut(&name)) {
                    // All of its hashes were ours.
                    Some(known) => known.sha256s.extend(output.sha256s),
                    None if is_name(&output.name) => drop(others.insert(name, output)),
                    None => {}
                }
            }
        }
        let keys: HashMap<String, usize> =
            clients.iter().enumerate().map(|(at, client)| (client.key.clone(), at)).collect();
        // A plan of which none is made, since another one of the client holds, is printed when that one is.
        let replaced = replaced.iter().filter_map(|plan| Some((folder.place(&plan.path), *keys.get(&plan.key)?)));
        let plans = clients.iter().enumerate().map(|(at, client)| (folder.place(&client.path), at));
        let plans = replaced.chain(plans).collect();
        let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
        let searched = searched.iter().filter(|path| path.is_dir()).filter_map(real).collect();
        Ok(Self { own, others, names, plans, keys, searched })
    }

    /// Says of each output that is still there whose it is, as far as a run of an order can; one that is not `whole`, for it
    /// did not come to everybody, decides nothing.
    pub(super) fn settle(self, manifest: &Manifest, order: &str, whole: bool, folder: &Folder) -> Settled {
        let mut settled = Settled::default();
        let Self { mut own, others, names, plans, keys, searched } = self;
        for (name, output) in manifest.unfinished() {
            match own.entry(name) {
                Entry::Occupied(known) => known.into_mut().join(output.clone()),
                Entry::Vacant(place) => drop(place.insert(output.clone())),
            }
        }
        let is_removed = |plan: &String| {
            let path = folder.at(plan);
            !plan.is_empty()
                && searched.iter().any(|folder| path.starts_with(folder))
                && std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
        };
        let is_nobodys = |name: &String, output: &Output| {
            let is_asked = if output.order.is_empty() { output.is_nobodys } else { output.order == order };
            // Where a client could not be printed, the old one is its last, unless it was another's already: also where its
            // plan has another name now.
            let is_through = |at: &usize| manifest.has_printed(*at) || output.is_nobodys;
            let lets_go = |plan: &String| plans.get(plan).map_or_else(|| is_removed(plan), is_through);
            let waits = |client: &String| keys.get(client).is_some_and(|at| !is_through(at));
            let is_known = output.is_nobodys || !output.plans.is_empty();
            let is_let_go = output.plans.iter().all(lets_go) && !output.clients.iter().any(waits);
            whole && is_asked && is_known && is_let_go && !names.contains(name)
        };
        for (name, output) in others {
            if !manifest.has_made(&name) && is_nobodys(&name, &output) && folder.has(&output.name) {
                settled.nobodys.push(output);
            }
        }
        for (name, output) in own {
            if manifest.has_made(&name) || !folder.has(&output.name) {
                continue;
            }
            if is_nobodys(&name, &output) {
                settled.nobodys.push(output);
                continue;
            }
            let is_others = whole && output.order != order;
            settled.abandoned += usize::from(is_others && output.plans.iter().all(is_removed));
            settled.kept.push(output);
        }
        settled.nobodys.sort_by(|one, other| one.name.cmp(&other.name));
        settled.nobodys.iter_mut().for_each(|output| output.is_nobodys = true);
        settled
    }
}

impl Settled {
    /// Tells of what is nobody's, or removes it; what is still there then stays among them.
    pub(super) fn tell(&mut self, prune: bool, folder: &Folder, summary: &mut Summary, terminal: &mut Terminal) {
        let mut left = Vec::new();
        for (at, file) in std::mem::take(&mut self.nobodys).into_iter().enumerate() {
            let path = folder.path_of(&file.name);
            let shown = path.display();
            let line = if prune {
                match removed(&file, folder) {
                    Ok(()) => {
                        summary.pruned += 1;
                        terminal.inform(format_args!("「{shown}」を消しました（もうどの利用者のものでもありません）"));
                        continue;
                    }
                    Err(line) => line,
                }
            } else {
                format!("「{shown}」は前回のもので、もうどの利用者のものでもありません")
            };
            left.push(file);
            if at < TOLD {
                terminal.say(line);
            }
        }
        if left.len() > TOLD {
            terminal.say(format_args!("前回のものが、ほかに {} あります", left.len() - TOLD));
        }
        if !prune && !left.is_empty() {
            terminal.inform("--prune を付けると、記録で確かめられるものを消します");
        }
        if self.abandoned > 0 {
            terminal.inform(format_args!(
                "計画書のなくなった、ほかの月・控えなどのPDFが {} あります（その月・控えの指定で実行すると、一つずつ示します）",
                self.abandoned
            ));
        }
        (summary.leftover, summary.kept) = (left.len(), self.kept.len());
        self.nobodys = left;
    }
}

/// Removes an output that is, byte for byte, what was written; or says why not.
fn removed(file: &Output, folder: &Folder) -> Result<(), String> {
    let path = folder.path_of(&file.name);
    if folder.hash(&file.name).is_none_or(|hash| !file.sha256s.contains(&hash)) {
        let because = match path.is_file().then(|| std::fs::File::open(&path)) {
            Some(Err(error)) => format!("読めず、作ったままのものか確かめられない（{}）", why(&error)),
            _ => "作ったあとで変えられている".to_owned(),
        };
        return Err(format!("「{}」は、{because}ため消しませんでした", path.display()));
    }
    folder.remove(&file.name).map_err(|why| format!("「{}」を消しませんでした：{why}", path.display()))
}

/// Whether a name from a manifest is a file's in the folder and nothing else.
fn is_name(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|file| file == name) && !name.contains(['/', '\\'])
}
