//! What was ordered, and one client's way from the plan to decided pages: read, compared with the last run, checked.
//!
//! Nothing of a plan outlives its client; what remains is a row of the manifest.

use super::clients::Client;
use super::ended::{self, Ended, place_and_message};
use super::folder::Folder;
use super::lines::{Outcome, Row, VolumeRow};
use super::merge::{self, Waiting};
use super::record::Record;
use super::who;
use crate::billing::{AnnexOptions, Mode, Refusal};
use crate::calendar::{Date, era};
use crate::cli::args::{AsOf, BatchArgs, Merge, PacketArgs};
use crate::cli::files;
use crate::cli::laid::{self, Laid, Places};
use crate::cli::load;
use crate::cli::names;
use crate::cli::packet;
use crate::cli::status::Status;
use crate::cli::workers::{self, Broken};
use crate::press::{self, Checked, Loaded, Pages, Stop, Which, Wish};
use crate::report::{Diagnostic, Severity};
use crate::rules::CheckContext;
use crate::rules::office::providers::Naming;
use crate::rules::office::{PROVIDER_WITH_TWO_NUMBERS, Place};
use crate::rules::readings::has_ended;
use crate::typeset::Overlay;
use std::collections::HashMap;
use std::num::NonZero;
use std::time::Instant;

/// The reason of those who lack the month, which can be laid out.
pub(super) const NO_MONTH: &str = "month";
/// The reason of those who lack the month, and for whom none is laid out.
const NOT_LAID: &str = "not-laid";

/// What was ordered, the same for all clients.
pub(super) struct Order<'a> {
    pub(super) args: &'a BatchArgs,
    /// Of packets: what was asked for; none where a client's copies are one output.
    pub(super) packets: Option<&'a PacketArgs>,
    pub(super) folder: &'a Folder,
    /// The user's own templates.
    pub(super) overlay: Option<Overlay>,
    /// The hash of program and options.
    pub(super) made_with: String,
    /// Which batch it is.
    pub(super) key: String,
    /// What an earlier run made, by key.
    pub(super) earlier: HashMap<String, Row>,
    /// What an earlier run merged, by file.
    pub(super) earlier_volumes: HashMap<String, VolumeRow>,
    pub(super) wish: Wish,
    as_of: Option<Date>,
}

/// A client whose pages are decided and not drawn.
pub(super) struct Ready {
    pub(super) row: Row,
    pub(super) checked: Checked,
    /// Where the month was added, when it was laid out for this print.
    pub(super) laid: Option<Laid>,
    /// Each output by the name of its file.
    pub(super) outputs: Vec<(String, Pages)>,
    /// What of them the paper does not show.
    pub(super) unseen: Vec<Diagnostic>,
}

impl<'a> Order<'a> {
    pub(super) fn new(
        args: &'a BatchArgs,
        packets: Option<&'a PacketArgs>,
        folder: &'a Folder,
        overlay: Option<Overlay>,
        earlier: Record,
    ) -> Self {
        let wish = Wish {
            tables: args.copies(),
            month: Some(Which::This(args.month)),
            draft: args.draft,
            mode: if args.actual { Mode::Actual } else { Mode::Planned },
            fax: args.fax,
            allow_empty: args.allow_empty,
            with_figures: !args.allow_empty,
            annex: AnnexOptions { allot_largest: args.allot.is_some(), ..AnnexOptions::default() },
            strict: args.strict.then(|| args.printing.deny.severity()),
            accessible: packets.is_some_and(|packets| packets.accessible),
            ..Wish::default()
        };
        let made_with = super::fingerprint::of(args, packets, overlay.as_ref());
        let Record { rows, volumes, .. } = earlier;
        Self {
            args,
            packets,
            folder,
            overlay,
            made_with,
            key: super::fingerprint::order(args, packets.is_some()),
            earlier: rows.into_iter().map(|row| (row.key.clone(), row)).collect(),
            earlier_volumes: volumes.into_iter().map(|row| (row.volume.clone(), row)).collect(),
            wish,
            as_of: args.printing.as_of.map(AsOf::date),
        }
    }

    /// How many work at once.
    pub(super) fn threads(&self) -> usize {
        self.args.jobs.map_or_else(workers::cores, NonZero::get).min(workers::most())
    }

    /// Everything but drawing: a client that could be printed is held. So many come `before` it in this run.
    pub(super) fn check(&self, client: &Client, before: usize) -> Ended {
        let started = Instant::now();
        let ended = match self.prepare(client, None) {
            Ok(Ready { row, checked, laid, outputs, unseen }) => {
                let goes = self.args.merge.map(|merge| merge::destinations(merge, self.args.month, &checked.case.file));
                let ended = Ended::new(Row { status: Outcome::Held, ..row }).noted(client, laid.as_ref());
                let ended = ended.with_unseen(client, &checked, laid.as_ref(), &unseen);
                let leaves = self.leaves_of_check(client, &checked, outputs, before);
                let namings = self.namings(client, &checked, Places::new(&checked.sources, laid.as_ref()));
                Ended { goes: goes.unwrap_or_default(), namings, leaves, ..ended }
            }
            Err(ended) => *ended,
        };
        ended.timed(started)
    }

    /// Who the providers are, as a client's plan says it; nothing where no output is theirs, or the plan sets the question aside.
    fn namings(&self, client: &Client, checked: &Checked, places: Places) -> Vec<Naming> {
        if self.args.merge != Some(Merge::PerProvider) || checked.sets_aside(&PROVIDER_WITH_TWO_NUMBERS) {
            return Vec::new();
        }
        let place = |span| {
            let found = ended::found(places, &Diagnostic::new(Severity::Warning, span, ""));
            Place { file: found.file.unwrap_or_else(|| client.path.display().to_string()), line: found.line }
        };
        Naming::of_plan(&checked.case.file, &place)
    }

    /// What becomes of a client under whom the program broke down, or whom the machine had nothing left for.
    pub(super) fn broken(&self, client: &Client, broken: &Broken) -> Ended {
        let path = client.path.display();
        match broken {
            Broken::NoHand(why) => self.row(client).failed(Status::Unfinished, "machine", format!("{path}: {why}")),
            Broken::Panic(place) => {
                let told = format!("{path}: プログラムの不具合です（{place}）");
                self.row(client).failed(Status::Internal, "panic", told)
            }
        }
    }

    pub(super) fn row(&self, client: &Client) -> Row {
        Row {
            key: client.key.clone(),
            source: client.path.display().to_string(),
            plan: self.folder.place(&client.path),
            status: Outcome::Failed,
            reason: String::new(),
            exit: 0,
            files: Vec::new(),
            pages: 0,
            bytes: 0,
            sha256: String::new(),
            sha256s: Vec::new(),
            input_sha256: String::new(),
            made_with: self.made_with.clone(),
            order: self.key.clone(),
            expanded: false,
            ms: 0,
            findings: Vec::new(),
            n: client.n,
        }
    }

    pub(super) fn prepare(&self, client: &Client, known: Option<&Waiting>) -> Result<Ready, Box<Ended>> {
        let mut row = self.row(client);
        let bytes = match files::read(&client.path) {
            Ok(bytes) => bytes,
            Err(failure) => return Err(row.failed(Status::Unfinished, "read", failure.to_string()).into()),
        };
        let (loaded, hash) = load::hashed(&client.path, &bytes);
        row.input_sha256 = hash;
        if !loaded.case.broken && who::key_of(loaded.case.file.client.as_ref()) != client.number_key() {
            let told =
                format!("{}: 読んでいる間に被保険者番号が書き換えられました。もう一度実行してください", row.source);
            return Err(row.failed(Status::Unfinished, "changed", told).into());
        }
        if let Some(row) = self.unchanged(client, &row) {
            return Err(Ended::new(row).into());
        }
        if loaded.case.problems.is_empty() && loaded.case.file.is_draft() && !self.args.draft {
            let draft = &loaded.case.file.draft;
            let message = "原案（同意を得る前）のため、印刷しませんでした（同意を得たら「原案」の行を消すか、--draft を付けてください）";
            let diagnostic = Diagnostic::new(Severity::Error, draft.span(), message);
            let told = place_and_message(client, Places::new(&loaded.sources, None), &diagnostic);
            return Err(row.refused("draft", told).into());
        }
        let (loaded, laid) = self.with_month(client, loaded, &bytes, &row)?;
        row.expanded = laid.is_some();
        // What has been found in the very same words is not looked for again.
        let known = known.filter(|known| known.input == row.input_sha256);
        let profile = self.args.printing.profile.as_deref();
        let checked = match known {
            Some(_) => Checked::unasked(loaded, profile),
            None => Checked::new(loaded, profile, self.as_of),
        };
        let places = Places::new(&checked.sources, laid.as_ref());
        row.findings = known.map_or_else(|| ended::findings(&checked, places), |known| known.findings.clone());
        if known.is_none() {
            row.findings.extend(laid.iter().flat_map(ended::noted));
        }
        if let Some(mistake) = checked.mistakes.first() {
            let told = place_and_message(client, places, mistake);
            return Err(row.refused("mistakes", told).noted(client, laid.as_ref()).into());
        }
        match self.outputs(client, &checked) {
            Ok(outputs) => {
                let unseen = outputs.iter().flat_map(|(_, pages)| &pages.not_on_paper).cloned().collect();
                Ok(Ready { row, checked, laid, outputs, unseen })
            }
            Err(stop) => {
                let strict = self.wish.strict.is_some_and(|least| checked.has(least));
                let reason = if strict { "strict" } else { "content" };
                Err(row.stopped(client, places, &stop, reason).noted(client, laid.as_ref()).into())
            }
        }
    }

    /// What is drawn of a client: all copies as one output, or a packet each.
    fn outputs(&self, client: &Client, checked: &Checked) -> Result<Vec<(String, Pages)>, Stop> {
        let overlay = self.overlay.as_ref();
        let Some(packets) = self.packets else {
            return Ok(vec![(client.file.clone(), press::pages(checked, &self.wish, overlay)?)]);
        };
        let start = client.file.trim_end_matches(".pdf");
        let decided = packet::decide(packets, checked, overlay, Some(start))?;
        Ok(decided.packets.into_iter().map(|(name, pages)| (names::safe(&name, ".pdf"), pages)).collect())
    }

    /// The row of an earlier run, when everything is as it was then and the output still has its hash.
    fn unchanged(&self, client: &Client, now: &Row) -> Option<Row> {
        let earlier = self.earlier.get(&client.key).filter(|_| self.args.resume)?;
        let same = earlier.status.is_printed()
            && earlier.input_sha256 == now.input_sha256
            && earlier.made_with == now.made_with
            && !earlier.files.is_empty()
            && (self.packets.is_some() || earlier.files == [client.file.as_str()]);
        let (source, plan) = (now.source.clone(), now.plan.clone());
        let whole = || earlier.outputs().all(|(file, hash)| self.folder.hash(file).as_deref() == Some(hash));
        (same && whole()).then(|| Row { status: Outcome::Skipped, source, plan, n: client.n, ..earlier.clone() })
    }

    /// The plan with the month in it: as it is, or laid out as `careplan month` does, and then where.
    pub(super) fn with_month(
        &self,
        client: &Client,
        loaded: Loaded,
        bytes: &[u8],
        row: &Row,
    ) -> Result<(Loaded, Option<Laid>), Box<Ended>> {
        let month = self.args.month;
        let has_month = loaded.case.file.months.iter().any(|block| block.month.value() == Some(month));
        // What is wrong with the plan is told before what it lacks.
        if has_month || !loaded.case.problems.is_empty() {
            return Ok((loaded, None));
        }
        // Whoever the records say has left gets no slip that nobody asked for; one that stands in the plan is printed.
        if let Some(ended) = has_ended(&CheckContext::new(&loaded.case.file, self.as_of)).filter(|ended| *ended < month)
        {
            let told = format!(
                "{}: 第5表に支援の終了（{}）の記録があるので、{}の利用票は作りませんでした（続いているときは {} で作れます）",
                row.source,
                era::month(ended),
                era::month(month),
                press::month_command(&row.source, month)
            );
            return Err(row.clone().refused(NOT_LAID, told).into());
        }
        match laid::with_month(&client.path, loaded, bytes, month, self.args.expanding.issued_on) {
            Ok((loaded, laid)) if self.args.expanding.expand => Ok((loaded, Some(laid))),
            Ok(_) => {
                let told = format!(
                    "{}: {}の第6表がありません（{} で作れます）",
                    row.source,
                    era::month(month),
                    press::month_command(&row.source, month)
                );
                Err(row.clone().refused(NO_MONTH, told).into())
            }
            // What stands in the way is told, not a command that it would stop, too.
            Err(refused) => {
                let (loaded, Refusal { span, message, help, related, .. }) = *refused;
                let mut diagnostic = Diagnostic::new(Severity::Error, span, message).with_related(related);
                diagnostic.notes.extend(help);
                let places = Places::new(&loaded.sources, None);
                let told = place_and_message(client, places, &diagnostic);
                let found = ended::found(places, &diagnostic);
                Err(Row { findings: vec![found], ..row.clone() }.refused(NOT_LAID, told).into())
            }
        }
    }
}
