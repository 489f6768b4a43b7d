//! `careplan month`: next month's slip from the last one or from the week, and 実績 from 予定.

use super::args::MonthArgs;
use super::chain::Chains;
use super::load::from_bytes;
use super::status::Failure;
use super::{Status, Terminal, files, plans};
use crate::billing::expand::{
    actual_block, blocks_text, change_pins, insert_actual, insert_block, insert_pins, month_text, next_month, pins,
    require_slip,
};
use crate::billing::{About, Refusal, RefusalKind, Warning};
use crate::calendar::{Date, Month, era};
use crate::case::CaseFile;
use crate::press::{Checked, Stop, ended_before, month_command};
use crate::report::{Diagnostic, Severity};
use crate::source::Span;
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Makes a month, or begins its 実績.
pub(super) fn run(args: &MonthArgs, terminal: &mut Terminal) -> Result<Status> {
    if args.write && args.plan == Path::new("-") {
        let message = "標準入力（-）には書き加えられません。計画書のファイルを指定するか、--write を外してください";
        return Err(Failure::Usage(message.to_owned()).into());
    }
    let bytes = if args.write { files::change::read(&args.plan)? } else { files::read(&args.plan)? };
    let checked = Checked::unasked(from_bytes(&args.plan, &bytes), None);
    if let Err(stop) = checked.whole("利用票を作りませんでした") {
        return Ok(terminal.stopped(&checked.sources, &stop));
    }
    // Reading made sure that it is UTF-8.
    let text = String::from_utf8_lossy(&bytes);
    let case = &checked.case.file;
    let made = match args.month {
        // Of a month that the plan does not have nothing is written down yet.
        asked if args.pin => asked
            .map_or(Ok(()), |month| {
                require_slip(case, month).map_err(|refused| no_slip(refused, &args.plan, month, case, &text))
            })
            .and_then(|()| pinned(args, case, &text)),
        Some(month) if args.actual => {
            actual(month, case, &text).map_err(|refused| no_slip(refused, &args.plan, month, case, &text))
        }
        Some(month) => match followed(&args.plan, month) {
            Some(told) => return Err(Failure::Usage(told).into()),
            None => planned(month, args.issued_on, case, &text),
        },
        None => return Err(Failure::Usage("--month で月を指定してください".to_owned()).into()),
    };
    match made {
        Ok(made) => {
            let told = |severity, of: &Warning| Diagnostic::new(severity, of.span, of.message.clone());
            for way in &made.ways {
                terminal.diagnostic(&checked.sources, &told(Severity::Info, way));
            }
            for note in &made.notes {
                terminal.diagnostic(&checked.sources, &told(Severity::Warning, note));
            }
            give(args, &made, &bytes, terminal)
        }
        Err(refusal) if refusal.kind == RefusalKind::MonthExists => {
            terminal.inform(format_args!("{}。何も加えませんでした", refusal.message));
            Ok(Status::Done)
        }
        Err(refusal) => Ok(terminal.stopped(&checked.sources, &Stop::refusal(refusal))),
    }
}

/// Why a month is not made in this plan, where another one beside it has followed by then.
pub(super) fn followed(plan: &Path, month: Month) -> Option<String> {
    let folder = plan.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    // Only what is a file of the folder itself: a plan names its predecessor from there down.
    let mut plans: Vec<PathBuf> = beside.filter(|path| plans::is_yaml(path) && path.is_file()).collect();
    plans.sort();
    let own = plans.iter().position(|path| path.file_name() == plan.file_name())?;
    let chains = Chains::find(&plans);
    let begins = chains.followed_on(own).filter(|begins| *begins <= month.first_day())?;
    let next = plans.get(chains.in_force(own, month.last_day()))?;
    Some(format!(
        "この計画は、{}から「{}」に続く前の計画です。{}の利用票は、そちらに作ってください",
        era::long(begins),
        next.display(),
        era::month(month)
    ))
}

/// What was made: the block alone, the whole plan with it, and what is to be told.
pub(super) struct Made {
    block: String,
    pub(super) whole: String,
    pub(super) ways: Vec<Warning>,
    pub(super) notes: Vec<Warning>,
    /// What it is called: 「令和7年7月の利用票」.
    pub(super) what: String,
}

/// A month laid out, for all who lay one: this command, the page's button, `--expand`. Whether it belongs into this plan is
/// [`followed`]'s.
///
/// # Errors
/// Nothing to lay it out from, or no certification for it.
pub(super) fn planned(month: Month, issued_on: Option<Date>, case: &CaseFile, text: &str) -> Result<Made, Refusal> {
    let block = next_month(case, month)?;
    let block = issued_on.map_or(block.clone(), |day| block.issued_on(day));
    let whole = insert_block(text, &block)?;
    let what = format!("{}の利用票", era::month(month));
    let mut notes = block.notes.clone();
    let ended = ended_before(case, month);
    notes.extend(ended.map(|message| Warning { about: About::Line, span: Span::DETACHED, message }));
    Ok(Made { block: block.yaml(), whole, ways: block.ways, notes, what })
}

/// Whose slip is missing that 実績 is to be begun in, and what is to be done: nobody is sent to make one that is refused.
fn no_slip(refused: Refusal, plan: &Path, month: Month, case: &CaseFile, text: &str) -> Refusal {
    if refused.kind != RefusalKind::Missing {
        return refused;
    }
    let name = plan.display().to_string();
    let instead = followed(plan, month).or_else(|| ended_before(case, month));
    let instead = instead.or_else(|| planned(month, None, case, text).err().map(|why| why.message));
    let make = || format!("先に予定の利用票を作ってください（{}）", month_command(&name, month));
    let help = Some(instead.unwrap_or_else(make));
    Refusal { message: format!("「{name}」に{}の利用票がありません", era::month(month)), help, ..refused }
}

/// 実績 begun, and what the month was computed with kept beside it, for this command and the page's button.
///
/// # Errors
/// The plan has no slip of that month.
pub(super) fn actual(month: Month, case: &CaseFile, text: &str) -> Result<Made, Refusal> {
    let block = actual_block(case, month)?;
    let pins = change_pins(case, month);
    let whole = insert_actual(&insert_pins(text, &pins)?, &block)?;
    let what = format!("{}の実績", era::month(month));
    let block = month_text(&whole, month).unwrap_or_default();
    Ok(Made { block, whole, ways: pins.notes, notes: Vec::new(), what })
}

/// What older months were computed with, added to them.
fn pinned(args: &MonthArgs, case: &CaseFile, text: &str) -> Result<Made, Refusal> {
    let pins = pins(case, args.month);
    let whole = insert_pins(text, &pins)?;
    let changed: Vec<usize> = pins.blocks.iter().map(|(at, _)| *at).collect();
    let block = blocks_text(&whole, &changed).unwrap_or_default();
    let what = args.month.map_or("これまでの月".to_owned(), era::month);
    Ok(Made {
        block, whole, ways: Vec::new(), notes: pins.notes, what: format!("{what}の区分・給付率・番号")
    })
}

/// The block on stdout, or the plan file with it added.
fn give(args: &MonthArgs, made: &Made, bytes: &[u8], terminal: &mut Terminal) -> Result<Status> {
    let what = &made.what;
    if made.whole.as_bytes() == bytes && (args.write || args.pin) {
        // What could not be added has been told.
        let why = if made.notes.is_empty() {
            "はもう書かれています"
        } else {
            "に書き加えられるものはありません"
        };
        terminal.inform(format_args!("{what}{why}。何も加えませんでした"));
        return Ok(Status::Done);
    }
    if !args.write {
        terminal.result(made.block.trim_end());
        return Ok(Status::Done);
    }
    let kept = files::change::change(&args.plan, bytes, made.whole.as_bytes(), (!args.no_backup).then_some(bytes))?;
    terminal.inform(format_args!("{what}を書き加えました"));
    if let Some(kept) = kept {
        terminal.inform(format_args!("書き加える前の計画書は「{}」にあります", kept.display()));
    }
    terminal.file(&args.plan);
    Ok(Status::Done)
}
