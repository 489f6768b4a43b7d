//! One engine for the whole session, and what it made last.

use super::files::Look;
use super::shown;
use crate::cli::Terminal;
use crate::cli::args::{AsOf, WatchArgs, WatchFormat};
use crate::cli::edit::{self, Desk};
use crate::cli::files::{self, Content, Door};
use crate::cli::load::{self, from_bytes};
use crate::cli::plans;
use crate::cli::status::Failure;
use crate::press::{self, Cause, Checked, Pages, Stop, Wish};
use crate::preview::{Preview, ShownFate, ShownPage, Snapshot, Writing};
use crate::report::Severity;
use crate::typeset::{Engine, Overlay, Typeset};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

/// What a session keeps between renders.
pub(super) struct Session {
    args: WatchArgs,
    preview: Arc<Preview>,
    engine: Engine,
    /// The templates that the engine was made with.
    overlay: Option<Overlay>,
    /// Where the PDF is written; none where it is only shown.
    output: Option<PathBuf>,
    last: Snapshot,
    /// The plan as it was when it was last printed.
    good: Vec<u8>,
    /// What the PDF may not be written over.
    door: Door,
    /// The newest PDF, when it could not be written.
    unwritten: Option<Vec<u8>>,
    /// When the PDF that was written last lay on the disk, and how long it was: by that it is known again.
    written: Option<(SystemTime, u64)>,
    /// Where the page writes; none where it only looks.
    desk: Option<Arc<Desk>>,
}

/// What came of a look.
pub(super) struct Outcome {
    /// The other files that the plan names; none when the plan could not be read at all.
    pub(super) links: Option<Vec<String>>,
}

/// A render that gave pages.
struct Drawn {
    pages: Vec<ShownPage>,
    fates: Vec<ShownFate>,
    typeset: Typeset,
}

impl Session {
    pub(super) fn new(args: &WatchArgs, preview: Arc<Preview>, desk: Option<Arc<Desk>>) -> Result<Self> {
        if args.plan == Path::new("-") || args.plan.is_dir() {
            let message = format!("「{}」は見張れません。計画書のファイルを一つ指定してください", args.plan.display());
            return Err(Failure::Usage(message).into());
        }
        let output = match files::target(args.output.as_deref(), &args.plan, "pdf")? {
            files::Target::File(path) => {
                if desk.is_none() && args.output.as_ref() != Some(&path) {
                    plans::own_name(&args.plan, &path)?;
                }
                path
            }
            files::Target::Stdout => {
                let message = "watch は標準出力（-）に書けません。-o にファイルを指定してください";
                return Err(Failure::Usage(message.to_owned()).into());
            }
        };
        let name = args.plan.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A pipe that was named has a reader; what becomes one later would hold up the session.
        let named = args.output.clone().filter(|path| files::is_node(path));
        let session = Self::shown_only(&WatchArgs { output: named, ..args.clone() }, name, preview, desk)?;
        // Who writes on the page prints when there is something to print: no PDF is written, and none is told.
        if session.desk.is_some() {
            return Ok(session);
        }
        session.door.permit(&output, Content::Pdf)?;
        Ok(Self { output: Some(output), ..session })
    }

    /// A session that writes no PDF, whose page is called so.
    pub(super) fn shown_only(
        args: &WatchArgs,
        name: String,
        preview: Arc<Preview>,
        desk: Option<Arc<Desk>>,
    ) -> Result<Self> {
        let door = door(args, vec![args.plan.clone()]);
        let engine = Engine::new(None).map_err(Failure::from)?;
        let last = Snapshot { name, ..Snapshot::default() };
        let (args, good) = (args.clone(), Vec::new());
        Ok(Self {
            args,
            preview,
            engine,
            overlay: None,
            output: None,
            last,
            good,
            door,
            unwritten: None,
            written: None,
            desk,
        })
    }

    /// Whether a look saw a plan that is whole to read, but without tables that it had when it was last printed: a save in parts
    /// that pauses between two tables.
    pub(super) fn lacks_tables(&self, look: &Look) -> bool {
        let texts = look.plan.as_ref().ok().map(|plan| (std::str::from_utf8(plan), std::str::from_utf8(&self.good)));
        match texts {
            Some((Ok(plan), Ok(good))) if plan.len() < good.len() => edit::lacks_tables(plan, good),
            _ => false,
        }
    }

    /// Renders what a look saw, shows it, then writes the PDF. None when the plan may be in the middle of a save and it is
    /// not `sure` that it stays so: then nothing was done.
    pub(super) fn render(&mut self, look: &Look, sure: bool, terminal: &mut Terminal) -> Option<Outcome> {
        let start = Instant::now();
        if !sure && (look.looks_torn(&self.good) || self.lacks_tables(look)) {
            return None;
        }
        let on_disk = match &look.plan {
            Ok(bytes) => bytes,
            Err(why) => {
                let waits = if self.good.is_empty() { "できる" } else { "戻る" };
                let plan = self.args.plan.display();
                self.keep(format!("計画書「{plan}」を読めません（{why}）。{waits}のを待っています"), Vec::new());
                self.status(start, false, terminal);
                return Some(Outcome { links: None });
            }
        };
        let bytes = look.draft.as_ref().unwrap_or(on_disk);
        let checked = Checked::new(
            from_bytes(&self.args.plan, bytes).as_draft(self.args.part.draft),
            self.args.profile.as_deref(),
            self.args.as_of.map(AsOf::date),
        );
        // To look for fixes costs more than to draw; while somebody types there is no time for it.
        let checked = if self.desk.is_some() && look.draft.is_none() { checked.with_fixes(None) } else { checked };
        if !sure && checked.case.broken {
            return None;
        }
        let links = Some(checked.case.links.clone());
        match self.draw(&checked, look.templates.as_ref()) {
            Ok(drawn) => {
                let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
                let rendered_at = chrono::Local::now().format("%H:%M:%S").to_string();
                let findings = shown::findings(&checked, &[], &self.args.plan);
                let last = Snapshot {
                    writing: self.writing(&checked, on_disk, look.draft.as_deref(), drawn.fates),
                    current: true,
                    banner: String::new(),
                    rendered_at,
                    millis,
                    pages: drawn.pages,
                    findings,
                    ..self.last.clone()
                };
                self.show(last);
                if look.draft.is_some() {
                    return Some(Outcome { links });
                }
                self.good.clone_from(bytes);
                self.door = door(&self.args, load::inputs(&self.args.plan, &checked.case.links));
                let written = self.write(&drawn.typeset).inspect_err(|why| self.warn(why.clone()));
                self.status(start, written.is_ok(), terminal);
            }
            // What cannot be drawn while somebody types is no news: the page as it was stays.
            Err(_) if look.draft.is_some() => {}
            Err(stop) => {
                let findings = shown::findings(&checked, &stop.diagnostics, &self.args.plan);
                let kept = if self.last.pages.is_empty() { "" } else { "（直前の画面を残しています）" };
                // The pages stay those of the plan before, and what is written is written in view of that one, whoever saved
                // since: what stands in the plan now nobody has seen in its place.
                let shown = self.last.writing.clone();
                let writing = shown.or_else(|| self.writing(&checked, on_disk, None, Vec::new()));
                let (undo, redo) = self.desk.as_ref().map(|desk| desk.labels()).unwrap_or_default();
                self.last.writing = writing.map(|writing| Writing {
                    undo,
                    redo,
                    is_draft: false,
                    blocked: if checked.case.broken { stop.summary.clone() } else { String::new() },
                    ..writing
                });
                self.keep(format!("{}{kept}", stop.summary), findings);
                if self.args.format == WatchFormat::Human {
                    for diagnostic in stop.diagnostics.iter().take(5) {
                        terminal.diagnostic(&checked.sources, diagnostic);
                    }
                }
                self.status(start, false, terminal);
            }
        }
        Some(Outcome { links })
    }

    fn draw(&mut self, checked: &Checked, templates: Option<&Result<Overlay, String>>) -> Result<Drawn, Stop> {
        let overlay = templates.map(Result::as_ref).transpose().map_err(|why| Stop {
            cause: Cause::Templates,
            diagnostics: Vec::new(),
            summary: why.clone(),
        })?;
        let brought = overlay.is_some();
        let writable = self.desk.is_some();
        let strict = self.args.strict.then_some(Severity::Error);
        // A month in the making is shown, its empty lines as such.
        let mut wish = Wish { writable, lenient: writable, strict, allow_empty: true, ..self.args.part.wish() };
        // A plan that is 原案 is printed so by the button, slips and all, and shown as it will be printed.
        wish.draft |= writable;
        let pages: Pages = press::pages(checked, &wish, overlay)?;
        if self.overlay.as_ref() != overlay {
            // An engine reads its templates once: others need another engine.
            self.engine = Engine::new(overlay.cloned()).map_err(|fault| Stop::faults(&[fault], true))?;
            self.overlay = overlay.cloned();
        }
        let typeset = press::draw(&self.engine, &pages, &wish, brought)?;
        let shown = shown::pages(checked, &pages, &typeset, &self.last.pages, &self.args);
        let fates = if writable { edit::fates(checked, &pages.sheets) } else { Vec::new() };
        Ok(Drawn { pages: shown, fates, typeset })
    }

    /// Shows a new state and remembers it.
    fn show(&mut self, snapshot: Snapshot) {
        let shown = self.preview.snapshot();
        let (pdf, printed_of) = (shown.pdf.clone(), shown.printed_of.clone());
        self.last = Snapshot { pdf, printed: shown.printed, printed_of, ..snapshot };
        self.preview.publish(self.last.clone());
    }

    /// Keeps the last good pages under a banner. A PDF of them that could not be written is not the plan's any more.
    fn keep(&mut self, banner: String, findings: Vec<crate::preview::ShownFinding>) {
        self.unwritten = None;
        self.show(Snapshot { current: false, banner, findings, ..self.last.clone() });
    }

    /// Shows the pages as they are under a word about what is amiss with the PDF.
    fn warn(&mut self, banner: String) {
        self.show(Snapshot { banner, ..self.last.clone() });
    }

    /// What the page must know to write.
    fn writing(
        &self,
        checked: &Checked,
        on_disk: &[u8],
        draft: Option<&[u8]>,
        fates: Vec<ShownFate>,
    ) -> Option<Writing> {
        let desk = self.desk.as_deref()?;
        let hash = match draft {
            Some(draft) => desk.shows_draft(&String::from_utf8_lossy(draft)),
            None => desk.shows(&String::from_utf8_lossy(on_disk)),
        };
        Some(edit::writing(checked, desk, hash, draft.is_some(), fates))
    }

    fn write(&mut self, typeset: &Typeset) -> Result<(), String> {
        if self.desk.is_some() {
            return Ok(());
        }
        self.unwritten = None;
        let bytes =
            typeset.pdf().map_err(|faults| faults.first().map(|fault| fault.message.clone()).unwrap_or_default())?;
        self.put(bytes)
    }

    fn put(&mut self, bytes: Vec<u8>) -> Result<(), String> {
        let written = self.output.as_ref().map_or(Ok(()), |path| self.door.write(path, Content::Pdf, &bytes));
        self.written = self.output.as_deref().filter(|_| written.is_ok()).and_then(stamp);
        match written {
            Ok(()) => {
                self.preview.attach_pdf(bytes.into(), "");
                Ok(())
            }
            Err(failure) => {
                self.unwritten = Some(bytes);
                Err(failure.to_string())
            }
        }
    }

    /// Whether the PDF that was written last is gone, or another's lies there.
    pub(super) fn has_lost_output(&self) -> bool {
        self.written.is_some() && self.written != self.output.as_deref().and_then(stamp)
    }

    /// Writes the PDF that could not be written, if it can be now: the disk has room again, a viewer let go of it.
    pub(super) fn retry(&mut self, terminal: &mut Terminal) {
        let Some(bytes) = self.unwritten.take() else { return };
        let start = Instant::now();
        if self.put(bytes).is_ok() {
            self.warn(String::new());
            self.status(start, true, terminal);
        }
    }

    /// One line, or one object, a render.
    fn status(&self, start: Instant, done: bool, terminal: &mut Terminal) {
        let count = |severity: &str| self.last.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings, infos) = (count("error"), count("warning"), count("info"));
        let total = start.elapsed().as_millis();
        let output = self.output.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        if self.args.format == WatchFormat::Json {
            terminal.result(serde_json::json!({
                "ok": done,
                "generation": self.preview.snapshot().generation,
                "shown_ms": self.last.millis,
                "ms": u64::try_from(total).unwrap_or(u64::MAX),
                "pages": self.last.pages.len(),
                "errors": errors,
                "warnings": warnings,
                "infos": infos,
                "output": output,
                "message": self.last.banner,
            }));
            return;
        }
        let clock = chrono::Local::now().format("%H:%M:%S");
        let line = if done {
            let arrow = if output.is_empty() { "" } else { "  → " };
            let pages = self.last.pages.len();
            format!("{clock}  {total} ms  {pages}ページ  誤り {errors} 注意 {warnings} 情報 {infos}{arrow}{output}")
        } else {
            format!("{clock}  {}", self.last.banner)
        };
        terminal.status(&line);
    }
}

/// When a file was written, and how long it is; none of what is no file.
fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let there = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    Some((there.modified().ok()?, there.len()))
}

/// The way out of a session that reads these files.
fn door(args: &WatchArgs, mut inputs: Vec<PathBuf>) -> Door {
    inputs.extend(load::template_files(args.templates.as_deref()));
    Door::new(inputs, args.force).towards(args.output.as_deref())
}
