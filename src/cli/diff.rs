//! `careplan diff`: what changed between two plans, in the words of the forms.

use super::args::{DiffArgs, DiffFormat};
use super::files::{self, Content, Door, Target};
use super::load::{self, of_any_time};
use super::status::Failure;
use super::{Status, Terminal};
use crate::calendar::era;
use crate::case::CareLevel;
use crate::changes::{self, Change, ChangeKind, Said, Share, Step};
use crate::forms::change_list::{self, Row};
use crate::forms::{Context, measures::Measures};
use crate::press::{self, Checked, Pages, Stop, Wish};
use crate::source::yaml::Kind;
use crate::source::{Sources, thousands};
use crate::typeset::Engine;
use anyhow::Result;
use serde_json::{Value, json};
use std::path::Path;

/// Tells what differs: 0 when nothing does, 1 when something does, 2 when it cannot be told.
pub(super) fn run(args: &DiffArgs, terminal: &mut Terminal) -> Result<Status> {
    if let Some(file) = &args.text {
        return text(file, terminal);
    }
    let idle = [(args.output.is_some(), "-o"), (args.force, "--force")].into_iter().find(|(typed, _)| *typed);
    if let Some((_, option)) = idle.filter(|_| args.format != DiffFormat::Pdf) {
        return Err(Failure::idle(option, "--format pdf").into());
    }
    let (Some(old), Some(new)) = (&args.old, &args.new) else {
        return Err(Failure::Usage("前の計画書と新しい計画書を指定してください".to_owned()).into());
    };
    let (before, after) = (Checked::unasked(of_any_time(old)?, None), Checked::unasked(of_any_time(new)?, None));
    for checked in [&before, &after] {
        let is_plan = checked.case.root.as_ref().is_some_and(|root| matches!(root.kind, Kind::Map(_)));
        if checked.case.hidden(&checked.sources).is_some() || !is_plan {
            let stop = match checked.whole("比べませんでした") {
                Err(stop) => stop,
                Ok(_) => Stop::content(Vec::new(), "計画書ではないファイルがあるため、比べませんでした".to_owned()),
            };
            terminal.stopped(&checked.sources, &stop);
            return Ok(Status::Impossible);
        }
    }
    let changes = changes::between(
        changes::whole(&before.case, &before.sources).as_ref(),
        changes::whole(&after.case, &after.sources).as_ref(),
    );
    let figures = Figures::of(&before, &after);
    let status = if changes.is_empty() { Status::Done } else { Status::Refused };
    match args.format {
        DiffFormat::Human => terminal.words(human(&changes, &figures).trim_end()),
        DiffFormat::Json => {
            let all = json!({
                "same": changes.is_empty(),
                "changes": changes.iter().map(|change| to_json(change, &before.sources, &after.sources)).collect::<Vec<_>>(),
                "months": figures.to_json(),
            });
            terminal.result(serde_json::to_string_pretty(&all).map_err(|error| Failure::Internal(error.to_string()))?);
        }
        DiffFormat::Pdf => {
            let words = changes.iter().flat_map(|change| [change.place_words(), change.sides().0]);
            if let Err(stop) = press::printable(&before, words) {
                terminal.stopped(&before.sources, &stop);
                return Ok(Status::from(stop.cause).max(Status::Impossible));
            }
            if let Err(stop) = pdf(args, (&before, old), (&after, new), &changes, &figures, terminal)? {
                terminal.stopped(&after.sources, &stop);
                return Ok(Status::from(stop.cause).max(Status::Impossible));
            }
        }
    }
    Ok(status)
}

/// The plan in lines, for `git diff`. What is no YAML stays as it is: git would show nothing at all otherwise.
fn text(file: &Path, terminal: &mut Terminal) -> Result<Status> {
    let bytes = files::read(file)?;
    let loaded = load::from_bytes(file, &bytes);
    match &loaded.case.root {
        Some(root) if loaded.case.hidden(&loaded.sources).is_none() => {
            terminal.words(changes::outline(root).trim_end());
        }
        // Other programs' bytes may be in no encoding of ours; only the ends of lines are made git's.
        _ => terminal.bytes(&with_newlines(&bytes)),
    }
    Ok(Status::Done)
}

/// Lines as git compares them: a file with CR alone is one line to it, and prints over itself on a terminal.
fn with_newlines(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => {}
            b'\r' => lines.push(b'\n'),
            byte => lines.push(byte),
        }
    }
    lines
}

/// The two plans' newest months in figures, each with why it has none.
struct Figures {
    before: Result<Option<Share>, String>,
    after: Result<Option<Share>, String>,
}

impl Figures {
    fn of(before: &Checked, after: &Checked) -> Self {
        let share = |checked: &Checked| changes::share(&checked.case.file).map_err(|refusal| refusal.message);
        Self { before: share(before), after: share(after) }
    }

    /// 「利用者負担（1か月）」 and its like, where they differ: what, before, after.
    fn rows(&self) -> Vec<(String, String, String)> {
        let side = |share: &Result<Option<Share>, String>, words: fn(&Share) -> String| match share {
            Ok(Some(share)) => words(share),
            Ok(None) => "（第6表なし）".to_owned(),
            Err(why) => format!("（計算できません：{why}）"),
        };
        let both = |words: fn(&Share) -> String| (side(&self.before, words), side(&self.after, words));
        let mut rows = vec![("月".to_owned(), both(|share| era::month(share.month)))];
        let level =
            |share: &Share| share.level.map_or_else(|| "（未記入）".to_owned(), |level| level.printed().to_owned());
        rows.push(("要介護状態区分".to_owned(), both(level)));
        rows.push(("区分支給限度基準額".to_owned(), both(|share| format!("{}単位", thousands(share.limit)))));
        rows.push(("サービス単位の合計".to_owned(), both(|share| format!("{}単位", thousands(share.units)))));
        let mut yen = both(|share| format!("{}円", thousands(share.yen)));
        if let (Ok(Some(before)), Ok(Some(after))) = (&self.before, &self.after)
            && before.yen != after.yen
        {
            let sign = if after.yen > before.yen { "+" } else { "" };
            yen.1 = format!("{}（{sign}{}円）", yen.1, thousands(after.yen - before.yen));
        }
        rows.push(("利用者負担（1か月）".to_owned(), yen));
        // Figures that cannot be had on a side are said once.
        if !matches!((&self.before, &self.after), (Ok(Some(_)), Ok(Some(_)))) {
            rows.truncate(1);
        }
        rows.into_iter().filter(|(_, (a, b))| a != b).map(|(what, (a, b))| (what, a, b)).collect()
    }

    fn to_json(&self) -> Value {
        let side = |share: &Result<Option<Share>, String>| match share {
            Ok(Some(share)) => json!({
                "month": share.month.to_string(), "level": share.level.map(CareLevel::printed),
                "limit": share.limit, "units": share.units, "client_share_yen": share.yen,
            }),
            Ok(None) => Value::Null,
            Err(why) => json!({ "not_computed": why }),
        };
        json!({ "before": side(&self.before), "after": side(&self.after) })
    }
}

/// The changes under the headings of their tables, and what the month comes to.
fn human(changes: &[Change], figures: &Figures) -> String {
    if changes.is_empty() {
        return "違いはありません".to_owned();
    }
    let mut lines = Vec::new();
    for (part, sentences) in changes::summary(changes) {
        lines.push(part.to_owned());
        lines.extend(sentences.iter().map(|sentence| format!("  {sentence}")));
    }
    let rows = figures.rows();
    if !rows.is_empty() {
        lines.push("1か月の目安（計画書の最も新しい月の、予定から）".to_owned());
        lines.extend(rows.iter().map(|(what, before, after)| format!("  {what}：{before} → {after}")));
    }
    lines.push(format!("違い {} 件", changes.len()));
    lines.join("\n")
}

fn to_json(change: &Change, before: &Sources, after: &Sources) -> Value {
    let step = |step: &Step| match step {
        Step::Key(key) => json!({ "key": key }),
        Step::Item { list, number, name } => json!({ "list": list, "number": number, "name": name }),
    };
    let side = |said: Option<&Said>, sources: &Sources| {
        let said = said?;
        let place = sources.file_of(said.span).map(|file| (file.path(), file.place(said.span.start)));
        Some(json!({
            "text": said.words, "number": said.number, "file": place.map(|(name, _)| name),
            "line": place.map(|(_, place)| place.line), "column": place.map(|(_, place)| place.column),
        }))
    };
    json!({
        "kind": match change.kind {
            ChangeKind::Changed => "changed",
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Moved => "moved",
        },
        "part": change.part(),
        "place": change.place.iter().map(step).collect::<Vec<_>>(),
        "before": side(change.before.as_ref(), before),
        "after": side(change.after.as_ref(), after),
        "sentence": change.sentence(),
    })
}

/// 「新旧対照表」
fn pdf(
    args: &DiffArgs,
    (before, old): (&Checked, &Path),
    (after, new): (&Checked, &Path),
    changes: &[Change],
    figures: &Figures,
    terminal: &mut Terminal,
) -> Result<Result<(), Stop>> {
    let case = &after.case.file;
    let measures: &Measures = &*match press::measures(None) {
        Ok(measures) => measures,
        Err(fault) => return Ok(Err(Stop::measures(&fault, false))),
    };
    let options = after.profile.form_options(case);
    let day = |checked: &Checked| {
        let planned = checked.case.file.plan_1.as_ref().and_then(|plan| plan.planned_on.value());
        planned.map_or_else(|| "（計画作成日の記入なし）".to_owned(), era::long)
    };
    let head = format!("変更前：{}の計画　　変更後：{}の計画", day(before), day(after));
    let mut rows: Vec<Row> = changes.iter().map(row).collect();
    rows.extend(figures.rows().into_iter().map(|(place, before, after)| Row {
        part: "1か月の目安".to_owned(),
        place,
        before,
        after,
        span: crate::source::Span::DETACHED,
    }));
    let made = change_list::sheets(&Context::new(case, &options, measures), &head, &rows)
        .map_err(|fault| Stop::form(fault, "新旧対照表を作れませんでした", false))
        .and_then(|sheets| {
            let told = press::notices(&sheets, &after.sources)?;
            let date = case.plan_1.as_ref().and_then(|plan| plan.planned_on.value()).unwrap_or(after.profile.date());
            let pages = Pages { sheets, title: change_list::TITLE.to_owned(), date, told, not_on_paper: Vec::new() };
            let engine = Engine::new(None).map_err(|fault| Stop::faults(&[fault], false))?;
            press::draw(&engine, &pages, &Wish::default(), false)?.pdf().map_err(|faults| Stop::faults(&faults, false))
        });
    let bytes = match made {
        Ok(bytes) => bytes,
        Err(stop) => return Ok(Err(stop)),
    };
    match files::target(args.output.as_deref(), Path::new("diff.yaml"), "pdf")? {
        Target::Stdout => terminal.bytes(&bytes),
        Target::File(path) => {
            let mut inputs = load::inputs(old, &before.case.links);
            inputs.extend(load::inputs(new, &after.case.links));
            let door = Door::new(inputs, args.force).towards(args.output.as_deref());
            door.write(&path, Content::Pdf, &bytes)?;
            terminal.file(&path);
        }
    }
    Ok(Ok(()))
}

fn row(change: &Change) -> Row {
    let (before, after) = change.sides();
    let place = match (change.place_words(), change.kind) {
        (place, ChangeKind::Changed) => place,
        (place, kind) => format!("{place}（{}）", kind.word()),
    };
    let span = change.after.as_ref().map_or(crate::source::Span::DETACHED, |said| said.span);
    Row { part: change.part().to_owned(), place, before, after, span }
}
