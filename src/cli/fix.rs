//! `careplan fix`: mends what can only be meant one way, and proposes the rest.

use super::args::FixArgs;
use super::load::{self, from_bytes};
use super::status::Failure;
use super::{Status, Terminal, files, plans};
use crate::billing::codes::CodeList;
use crate::press::{Checked, EDITION, Loaded, Offer, mend};
use crate::rules;
use crate::source::{ProblemCode, SourceFile};
use anyhow::Result;
use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long one file is mended. Each fix is tried by reading the whole file anew: where that takes longer, it is no plan that a
/// person typed, and what is mended by then is kept.
const MAX_TIME: Duration = Duration::from_secs(8);

/// Mends plans.
pub(super) fn run(args: &FixArgs, terminal: &mut Terminal) -> Result<Status> {
    let codes = args.codes.as_deref().map(load::codes).transpose()?;
    // A mistyped number would look like a plan with nothing to mend.
    let all =
        || rules::all().map(|rule| rule.id).chain(ProblemCode::ALL.iter().map(|code| code.code())).chain([EDITION]);
    let is_known = |id: &str| all().any(|code| code.eq_ignore_ascii_case(id));
    if let Some(id) = args.rule.iter().map(|id| id.trim()).find(|id| !is_known(id)) {
        return Err(super::rules::unknown(id).into());
    }
    let mut status = Status::Done;
    plans::tell_near(&args.plans, false, terminal);
    let paths = plans::find(&args.plans)?;
    if paths.is_empty() {
        return Err(Failure::NoPlans.into());
    }
    for path in paths {
        // One file that cannot be read or written does not keep the others from being mended.
        let done = one(&path, args, codes.as_ref(), terminal).unwrap_or_else(|failure| {
            terminal.say(format_args!("careplan: {failure}"));
            Status::Impossible
        });
        status = status.max(done);
    }
    Ok(status)
}

/// Mends one plan.
fn one(path: &Path, args: &FixArgs, codes: Option<&CodeList>, terminal: &mut Terminal) -> Result<Status, Failure> {
    let is_given_back = args.diff || path == Path::new("-");
    let bytes = if is_given_back { files::read(path)? } else { files::change::read(path)? };
    let check = |loaded: Loaded| {
        // The rules ask for what a plan has; of an office's file only its own words can be wrong.
        let office = loaded.case.is_office;
        if office {
            Checked::unasked(loaded, None)
        } else {
            Checked::with_codes(loaded, None, None, codes).with_unprintable()
        }
    };
    let checked = check(from_bytes(path, &bytes));
    let is_office = checked.case.is_office;
    if is_office && !args.plans.iter().any(|named| named == path) {
        return Ok(Status::Done);
    }
    let Ok(original) = std::str::from_utf8(&bytes) else {
        // Another encoding has no meaning that could be kept: the editor must save it anew.
        tell_mistakes(&checked, terminal);
        return Ok(Status::Refused);
    };
    let mark = original.len().saturating_sub(checked.text().len());
    let (mark, text) = original.split_at_checked(mark).filter(|(_, text)| *text == checked.text()).unwrap_or_default();
    if text.is_empty() {
        tell_mistakes(&checked, terminal);
        return Ok(Status::Refused);
    }
    let of_rule = |offer: &Offer| {
        args.rule.is_empty() || args.rule.iter().any(|rule| rule.trim().eq_ignore_ascii_case(offer.code))
    };
    let (end, is_late) = (Instant::now() + MAX_TIME, Cell::new(false));
    let wanted = |offer: &Offer| {
        // What is a comment is printed when it is made a text: its writer must have named it.
        let is_note = offer.code == ProblemCode::LostText.code() && args.rule.is_empty();
        let wanted = of_rule(offer) && (offer.fix.certain || args.suggested && !is_note);
        is_late.set(is_late.get() || wanted && Instant::now() > end);
        wanted && !is_late.get()
    };
    let read = |text: &str| check(from_bytes(path, format!("{mark}{text}").as_bytes()));
    let mended = mend(&read, codes, &wanted, checked);
    let new = format!("{mark}{}", mended.text);
    give(path, args, original, &new, terminal)?;
    let line = |what: &str, line: usize, column: usize, offer: &Offer| {
        format!("{what} {}:{line}:{column} {} {}", path.display(), offer.code, offer.fix.title)
    };
    for (at, column, offer) in &mended.done {
        terminal.inform(line(if args.diff { "直せます" } else { "直しました" }, *at, *column, offer));
    }
    if is_late.get() {
        // A second run gets further only from where this one came to.
        let words = if mended.done.is_empty() {
            "時間がかかりすぎるため、何も直さずに終えました。先に次の誤りを手で直してから、もう一度実行してください"
        } else {
            "直すところが多いため、途中までで終えました。もう一度実行すると、続きを直します"
        };
        terminal.say(format_args!("careplan: {}: {words}", path.display()));
    }
    let file = SourceFile::new("", mended.text.as_str());
    for offer in mended.checked.offers(codes).iter().filter(|offer| of_rule(offer)) {
        let place = file.place(if offer.span.is_detached() { 0 } else { offer.span.start });
        terminal.inform(line("案", place.line, place.column, offer));
    }
    tell_mistakes(&mended.checked, terminal);
    Ok(if mended.checked.mistakes.is_empty() { Status::Done } else { Status::Refused })
}

fn tell_mistakes(checked: &Checked, terminal: &mut Terminal) {
    for mistake in &checked.mistakes {
        terminal.diagnostic(&checked.sources, mistake);
    }
}

/// The difference, or the new plan in its place.
fn give(path: &Path, args: &FixArgs, original: &str, new: &str, terminal: &mut Terminal) -> Result<(), Failure> {
    let stdin = path == Path::new("-");
    if args.diff {
        if new != original {
            let name = if stdin { "（標準入力）".to_owned() } else { path.display().to_string() };
            let diff = similar::TextDiff::from_lines(original, new);
            terminal.bytes(diff.unified_diff().header(&name, &name).to_string().as_bytes());
        }
    } else if stdin {
        // A filter gives what it was given, mended or not.
        terminal.bytes(new.as_bytes());
    } else if new != original {
        let kept = files::change::change(
            path,
            original.as_bytes(),
            new.as_bytes(),
            (!args.no_backup).then_some(original.as_bytes()),
        )?;
        if let Some(kept) = kept {
            terminal.inform(format_args!("直す前の計画書は「{}」にあります", kept.display()));
        }
    }
    Ok(())
}
