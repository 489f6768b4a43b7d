//! One merged output: the pages of its clients, typeset as one document.
//!
//! A client whose pages cannot be drawn is left out and told; the others are bound without it. A volume is made again
//! as a whole when anything about any of its clients has changed.

use super::clients::Client;
use super::ended::{Ended, status_of};
use super::leaves::{Leaves, Letter};
use super::lines::{Outcome, VolumeRow};
use super::manifest::{Manifest, held};
use super::merge::Volume;
use super::order::Order;
use super::record::Output;
use crate::calendar::Date;
use crate::cli::args::Merge;
use crate::cli::laid::Places;
use crate::cli::names::hex;
use crate::cli::status::Status;
use crate::cli::workers::{Broken, safely};
use crate::forms::{Sheet, provider_cover};
use crate::press::{self, Cause, Checked, Stop};
use crate::source::Sources;
use crate::typeset::{Bookmark, Engine, Job};
use sha2::{Digest, Sha256};
use std::ops::Range;
use std::sync::Mutex;
use std::time::Instant;

/// A volume that is through.
pub(super) struct Bound {
    pub(super) row: VolumeRow,
    /// Each of its clients by its place, with its pages in this volume or why it has none.
    pub(super) members: Vec<(usize, Result<usize, Box<Ended>>)>,
}

/// All pages, and which of them are whose.
#[derive(Default)]
struct Book {
    /// Of a volume for one provider: what its cover says.
    letter: Option<Letter>,
    /// 「被保険者番号」 of each part, as the cover names it.
    numbers: Vec<String>,
    sheets: Vec<Sheet>,
    bookmarks: Vec<Bookmark>,
    parts: Vec<(usize, Range<usize>)>,
    title: String,
    date: Date,
}

impl Order<'_> {
    /// Makes a volume.
    pub(super) fn bind(
        &self,
        engine: &Engine,
        clients: &[Client],
        volume: &Volume,
        manifest: &Mutex<Manifest>,
    ) -> Bound {
        let started = Instant::now();
        let mut bound = self.bind_all(engine, clients, volume, manifest);
        bound.row.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        bound
    }

    /// What becomes of a volume over which the program broke down.
    pub(super) fn unbound(&self, clients: &[Client], volume: &Volume, broken: &Broken) -> Bound {
        let members =
            volume.members.iter().map(|member| (member.at, Err(self.broken(&clients[member.at], broken).into())));
        Bound { row: self.volume_row(clients, volume), members: members.collect() }
    }

    fn volume_row(&self, clients: &[Client], volume: &Volume) -> VolumeRow {
        let mut inputs = Sha256::new();
        for member in &volume.members {
            inputs.update(Sha256::digest(&clients[member.at].key));
            inputs.update(&member.input);
        }
        VolumeRow {
            volume: volume.file.clone(),
            status: Outcome::Failed,
            clients: volume.members.iter().map(|member| clients[member.at].key.clone()).collect(),
            pages_of: Vec::new(),
            pages: 0,
            bytes: 0,
            sha256: String::new(),
            input_sha256: hex(&inputs.finalize()),
            made_with: self.made_with.clone(),
            order: self.key.clone(),
            ms: 0,
        }
    }

    fn bind_all(&self, engine: &Engine, clients: &[Client], volume: &Volume, manifest: &Mutex<Manifest>) -> Bound {
        let row = self.volume_row(clients, volume);
        if let Some(bound) = self.unchanged_volume(volume, &row) {
            return bound;
        }
        let mut book = Book::default();
        let mut members = Vec::new();
        for member in &volume.members {
            let leaves = member.take().map_or_else(|| self.leaves(&clients[member.at], member), Ok);
            match leaves {
                Ok(leaves) => book.add(member.at, leaves, self.args.merge == Some(Merge::PerOffice)),
                Err(ended) => members.push((member.at, Err(ended))),
            }
        }
        if book.parts.is_empty() {
            return Bound { row, members };
        }
        let drawn = self.draw_whole(engine, &book).or_else(|stop| {
            // One of them cannot be drawn: it is found alone, on a fresh engine, and left out.
            let fresh = engine.beside().map_err(|fault| Stop::faults(&[fault], false))?;
            let mut good = Vec::new();
            for (at, pages) in &book.parts {
                match self.draw_pages(&fresh, &book, pages.clone()) {
                    Ok(_) => good.push(*at),
                    Err(stop) => members.push((*at, Err(self.undrawn(&clients[*at], &stop).into()))),
                }
            }
            book.keep(&good);
            // A PDF without a page is none.
            if good.is_empty() { Err(stop) } else { self.draw_whole(&fresh, &book) }
        });
        let put = drawn.map_err(|stop| (status_of(stop.cause), "fault", stop.summary)).and_then(|(bytes, pages)| {
            let sha256 = hex(&Sha256::digest(&bytes));
            let members = || book.parts.iter().map(|(at, _)| &clients[*at]);
            let plans = members().map(|client| self.folder.place(&client.path)).collect();
            let whose = [plans, members().map(|client| client.key.clone()).collect()];
            let output = Output::new(&volume.file, &sha256, &row.order, whose);
            let put = held(manifest).announce(vec![output]).and_then(|()| self.folder.put(&volume.file, &bytes));
            put.map(|()| (bytes.len() as u64, sha256, pages))
                .map_err(|failure| (Status::Unfinished, "write", failure.to_string()))
        });
        match put {
            Ok((bytes, sha256, pages)) => {
                let complete = members.is_empty();
                let lengths = book.parts.iter().map(|(_, pages)| pages.len()).collect();
                members.extend(book.parts.into_iter().map(|(at, pages)| (at, Ok(pages.len()))));
                let status = if complete { Outcome::Done } else { Outcome::Failed };
                let pages_of = if complete { lengths } else { Vec::new() };
                Bound { row: VolumeRow { status, pages_of, pages, bytes, sha256, ..row }, members }
            }
            Err((status, reason, why)) => {
                let failed = |at: usize| self.row(&clients[at]).failed(status, reason, why.clone());
                members.extend(book.parts.iter().map(|(at, _)| (*at, Err(failed(*at).into()))));
                Bound { row, members }
            }
        }
    }

    /// The volume of an earlier run, when all in it is as it was and the output still has its hash.
    fn unchanged_volume(&self, volume: &Volume, now: &VolumeRow) -> Option<Bound> {
        let earlier = self.earlier_volumes.get(&volume.file).filter(|_| self.args.resume)?;
        let same = earlier.status.is_printed()
            && earlier.input_sha256 == now.input_sha256
            && earlier.made_with == now.made_with
            && earlier.pages_of.len() == volume.members.len();
        (same && self.folder.hash(&volume.file)? == earlier.sha256).then(|| Bound {
            row: VolumeRow { status: Outcome::Skipped, ..earlier.clone() },
            members: volume
                .members
                .iter()
                .map(|member| member.at)
                .zip(earlier.pages_of.iter().map(|n| Ok(*n)))
                .collect(),
        })
    }

    /// Whether a volume's cover can be made from what a plan knows of its provider: here the places of its texts are at hand.
    pub(super) fn addressable(&self, letter: &Letter, checked: &Checked) -> Result<(), Stop> {
        let brought = self.overlay.is_some();
        let measures = press::measures(self.overlay.as_ref()).map_err(|fault| Stop::measures(&fault, brought))?;
        let undone = "送付状を作れないため、印刷しませんでした";
        let sheets = provider_cover::sheets(&measures, &self.batch(letter, &[]));
        press::notices(&sheets.map_err(|fault| Stop::form(fault, undone, brought))?, &checked.sources)?;
        Ok(())
    }

    /// What the cover of a volume for one provider says.
    fn batch<'l>(&self, letter: &'l Letter, clients: &'l [(String, usize)]) -> provider_cover::Batch<'l> {
        let Letter { to, provider, from } = letter;
        provider_cover::Batch { to, provider: provider.as_ref(), from: from.as_ref(), month: self.args.month, clients }
    }

    /// The PDF of a volume, with its cover, and how many pages it has.
    fn draw_whole(&self, engine: &Engine, book: &Book) -> Result<(Vec<u8>, usize), Stop> {
        let Some(letter) = &book.letter else {
            return Ok((self.draw_pages(engine, book, 0..book.sheets.len())?, book.sheets.len()));
        };
        let brought = self.overlay.is_some();
        let measures = press::measures(self.overlay.as_ref()).map_err(|fault| Stop::measures(&fault, brought))?;
        let clients: Vec<(String, usize)> =
            book.numbers.iter().cloned().zip(book.parts.iter().map(|(_, pages)| pages.len())).collect();
        let batch = self.batch(letter, &clients);
        let undone = "送付状を作れないため、印刷しませんでした";
        let mut sheets =
            provider_cover::sheets(&measures, &batch).map_err(|fault| Stop::form(fault, undone, brought))?;
        let cover = sheets.len();
        sheets.extend(book.sheets.iter().cloned());
        let moved = book.bookmarks.iter().map(|mark| Bookmark { page: mark.page + cover, ..mark.clone() });
        let bookmarks = std::iter::once(Bookmark { page: 0, title: "送付状".to_owned() }).chain(moved).collect();
        let whole = Book { sheets, bookmarks, title: book.title.clone(), date: book.date, ..Book::default() };
        let pages = whole.sheets.len();
        Ok((self.draw_pages(engine, &whole, 0..pages)?, pages))
    }

    /// The PDF of some of the pages.
    fn draw_pages(&self, engine: &Engine, book: &Book, pages: Range<usize>) -> Result<Vec<u8>, Stop> {
        let brought = self.overlay.is_some();
        let bookmarks: Vec<Bookmark> =
            book.bookmarks.iter().filter(|mark| pages.contains(&mark.page)).cloned().collect();
        let bookmarks: Vec<Bookmark> =
            bookmarks.into_iter().map(|mark| Bookmark { page: mark.page - pages.start, ..mark }).collect();
        let job = Job {
            sheets: &book.sheets[pages],
            title: &book.title,
            date: book.date,
            accessible: false,
            ident: &book.title,
            bookmarks: &bookmarks,
        };
        let drawn = safely(|| engine.pdf(&job));
        match drawn {
            Ok(drawn) => drawn.map_err(|faults| Stop::faults(&faults, brought)),
            Err(place) => {
                let summary = format!("プログラムの不具合です（{place}）");
                Err(Stop { cause: Cause::Program, diagnostics: Vec::new(), summary })
            }
        }
    }

    /// A client that cannot be drawn. The places of its faults are in a plan that is not at hand any more.
    fn undrawn(&self, client: &Client, stop: &Stop) -> Ended {
        let mut stop = stop.clone();
        for diagnostic in &mut stop.diagnostics {
            diagnostic.span = crate::source::Span::DETACHED;
        }
        self.row(client).stopped(client, Places::new(&Sources::default(), None), &stop, "fault")
    }
}

impl Book {
    /// Adds a client; `on_front` begins it on the front of a leaf.
    fn add(&mut self, at: usize, leaves: Leaves, on_front: bool) {
        if on_front && self.sheets.len() % 2 == 1 {
            self.sheets.push(Sheet::blank());
        }
        let start = self.sheets.len();
        // The first plan that knows the number of the FAX speaks for all.
        let better = self.letter.as_ref().is_none_or(|known| {
            known.provider.as_ref().is_none_or(|provider| provider.fax.is_blank()) && leaves.letter.is_some()
        });
        if better {
            self.letter = leaves.letter;
        }
        self.numbers.push(leaves.number);
        self.bookmarks.push(Bookmark { page: start, title: leaves.bookmark });
        self.sheets.extend(leaves.sheets);
        self.parts.push((at, start..self.sheets.len()));
        self.date = self.date.max(leaves.date);
        self.title = leaves.title;
    }

    /// Leaves out all clients but these.
    fn keep(&mut self, good: &[usize]) {
        let blanks = self.parts.windows(2).any(|pair| pair[0].1.end < pair[1].1.start);
        let old = std::mem::take(self);
        let parts = old.parts.into_iter().zip(old.bookmarks).zip(old.numbers);
        for (((at, pages), mark), number) in parts.filter(|(((at, _), _), _)| good.contains(at)) {
            let sheets = old.sheets[pages].to_vec();
            let (title, date, letter) = (old.title.clone(), old.date, old.letter.clone());
            self.add(at, Leaves { letter, number, sheets, bookmark: mark.title, title, date }, blanks);
        }
    }
}
