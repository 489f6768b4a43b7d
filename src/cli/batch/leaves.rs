//! The pages of one client of a merged output.
//!
//! The first clients of a batch have them from their check; all of a large batch would be too much to hold, so those of the
//! others are made anew when their volume is bound.

use super::clients::Client;
use super::ended::Ended;
use super::merge::{LARGEST, Member};
use super::order::Order;
use crate::calendar::Date;
use crate::case::{CaseFile, Office, Provider};
use crate::cli::args::Merge;
use crate::cli::laid::Places;
use crate::cli::names::{NameField, unnumbered};
use crate::cli::status::Status;
use crate::cli::{files, load};
use crate::forms::Sheet;
use crate::press::{self, Checked, Pages, Stop, Wish};

/// How many clients' pages are held from their check until they are bound, some 60 KB each: those of the first volumes.
const HELD: usize = 4 * LARGEST;

/// The pages of one client.
#[derive(Debug)]
pub(super) struct Leaves {
    pub(super) letter: Option<Letter>,
    pub(super) number: String,
    pub(super) sheets: Vec<Sheet>,
    pub(super) bookmark: String,
    pub(super) title: String,
    pub(super) date: Date,
}

/// To whom a volume goes and from whom, as its clients' plans say it.
#[derive(Clone, Debug, Default)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) provider: Option<Provider>,
    pub(super) from: Option<Office>,
}

impl Order<'_> {
    /// The pages of a client that was just checked, for its volume; none where each provider gets pages of its own, and where
    /// `before` it as many have been checked as are held.
    pub(super) fn leaves_of_check(
        &self,
        client: &Client,
        checked: &Checked,
        outputs: Vec<(String, Pages)>,
        before: usize,
    ) -> Option<Leaves> {
        if self.args.merge != Some(Merge::PerOffice) || before >= HELD {
            return None;
        }
        let mut leaves = self.no_leaves(client, checked);
        for (_, pages) in outputs {
            self.add(&mut leaves, pages);
        }
        Some(leaves)
    }

    fn no_leaves(&self, client: &Client, checked: &Checked) -> Leaves {
        Leaves {
            letter: None,
            number: self.number(client, checked),
            sheets: Vec::new(),
            bookmark: self.bookmark(client, checked),
            title: String::new(),
            date: Date::default(),
        }
    }

    fn add(&self, leaves: &mut Leaves, mut pages: Pages) {
        // Behind a cover, which only Typst lays out, the whole volume goes Typst's way.
        if self.overlay.is_none() && leaves.letter.is_none() {
            pages.sheets.iter_mut().for_each(Sheet::lighten);
        }
        leaves.sheets.extend(pages.sheets);
        leaves.date = leaves.date.max(pages.date);
        leaves.title = pages.title;
    }

    /// The pages of a client, read anew; what was found in it is known already.
    pub(super) fn leaves(&self, client: &Client, member: &Member) -> Result<Leaves, Box<Ended>> {
        let row = self.row(client);
        let bytes = match files::read(&client.path) {
            Ok(bytes) => bytes,
            Err(failure) => return Err(row.failed(Status::Unfinished, "read", failure.to_string()).into()),
        };
        let (loaded, input) = load::hashed(&client.path, &bytes);
        if input != member.input {
            let told = format!("{}: 印刷している間に書き換えられました。もう一度実行してください", row.source);
            return Err(row.failed(Status::Unfinished, "changed", told).into());
        }
        let (loaded, laid) = self.with_month(client, loaded, &bytes, &row)?;
        let checked = Checked::unasked(loaded, self.args.printing.profile.as_deref());
        let wished =
            |provider: Option<&String>| Wish { provider: provider.cloned(), strict: None, ..self.wish.clone() };
        let wishes = match &member.providers[..] {
            [] => vec![wished(None)],
            providers => providers.iter().map(|name| wished(Some(name))).collect(),
        };
        let letter = letter(&checked.case.file, member);
        let refused =
            |stop: Stop| row.clone().stopped(client, Places::new(&checked.sources, laid.as_ref()), &stop, "content");
        if let Some(letter) = &letter {
            self.addressable(letter, &checked).map_err(refused)?;
        }
        let mut leaves = Leaves { letter, ..self.no_leaves(client, &checked) };
        for wish in wishes {
            match press::pages(&checked, &wish, self.overlay.as_ref()) {
                Ok(pages) => self.add(&mut leaves, pages),
                Err(stop) => return Err(refused(stop).into()),
            }
        }
        Ok(leaves)
    }

    /// 「被保険者番号」 as the slips of the month print it, or what stands for it.
    fn number(&self, client: &Client, checked: &Checked) -> String {
        let number = checked.case.file.insured_numbers(self.args.month);
        // A plan's path may hold the client's name.
        Some(number).filter(|number| !number.is_empty()).unwrap_or_else(|| unnumbered(&client.key))
    }

    /// 「被保険者番号」, with 氏名 only where names of files have it too.
    fn bookmark(&self, client: &Client, checked: &Checked) -> String {
        let person = checked.case.file.client.as_ref();
        let number = person.and_then(|person| person.insured_number.get()).map(|number| number.0.as_str());
        let name = person.map(|person| person.name.text().trim()).filter(|_| self.args.name.asks_for(NameField::Name));
        let number = number.filter(|number| !number.is_empty()).unwrap_or(&client.key);
        name.map_or_else(|| number.to_owned(), |name| format!("{number} {name}"))
    }
}

/// Whom a volume for one provider is addressed to, as a plan knows it; none of other volumes.
fn letter(case: &CaseFile, member: &Member) -> Option<Letter> {
    let to = member.providers.first()?;
    Some(Letter {
        to: to.clone(),
        provider: case.providers.get().and_then(|providers| providers.get(to)).cloned(),
        from: case.office.get().cloned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::{BatchArgs, Command, Program};
    use crate::cli::batch::clients;
    use crate::cli::batch::folder::Folder;
    use crate::cli::batch::merge::{Waiting, volumes};
    use crate::cli::batch::record::Record;
    use crate::cli::files::Door;
    use clap::Parser;
    use std::path::PathBuf;

    fn args(plan: &str, output: &str) -> BatchArgs {
        let words = ["careplan", "batch", plan, "--month", "2025-06", "-o", output, "--merge", "per-office"];
        let Command::Batch(args) = Program::parse_from(words).command else { panic!("a batch") };
        args
    }

    #[test]
    fn pages_held_from_the_check_are_those_that_are_made_anew() {
        let output = tempfile::tempdir().unwrap();
        let plan = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/sanuki-haru.yaml");
        let args = args(plan, output.path().to_str().unwrap());
        let folder = Folder::open(output.path(), None, Door::new(Vec::new(), false)).unwrap();
        let order = Order::new(&args, None, &folder, None, Record::default());
        let clients = clients::keys(&[PathBuf::from(plan)]).unwrap();
        let checked = |before: usize| {
            let Ended { row, goes, namings, leaves, .. } = order.check(&clients[0], before);
            Waiting { at: 0, input: row.input_sha256, findings: row.findings, goes, namings, leaves }
        };
        let (few, many) = (checked(HELD - 1), checked(HELD));
        assert!(many.leaves.is_none(), "of a large batch not all are held");
        let (held, _) = volumes(&args, &clients, vec![few]);
        let held = held[0].members[0].take().expect("the first are held");
        let (made, _) = volumes(&args, &clients, vec![many]);
        let made = order.leaves(&clients[0], &made[0].members[0]).unwrap_or_else(|ended| panic!("{}", ended.told));
        assert!(!held.sheets.is_empty());
        assert_eq!(format!("{held:?}"), format!("{made:?}"));
    }
}
