//! `careplan fix`: mends what can only be meant one way, and proposes the rest.

use super::args::FixArgs;
use super::check::Checked;
use super::load::{self, Loaded, from_bytes};
use super::{Status, Terminal, files, plans};
use crate::billing::codes::CodeList;
use crate::source::edit::{TextEdit, apply};
use crate::source::{Fix, SourceFile, Span};
use anyhow::Result;
use std::path::Path;

/// More rounds than this no file needs that a person typed.
const MOST_ROUNDS: usize = 500;

/// A fix with what it mends.
struct Offer {
    code: &'static str,
    span: Span,
    fix: Fix,
}

/// A plan while it is mended.
struct Plan<'a> {
    path: &'a Path,
    args: &'a FixArgs,
    codes: Option<&'a CodeList>,
    mark: &'static str,
    text: String,
    checked: Checked,
    /// Lines that tell what was done.
    done: Vec<String>,
}

/// Mends plans.
pub(super) fn run(args: &FixArgs, terminal: &mut Terminal) -> Result<Status> {
    let codes = args.codes.as_deref().map(load::codes).transpose()?;
    let mut unread = false;
    for path in plans::find(&args.plans)? {
        let bytes = files::read(&path)?;
        let Ok(original) = std::str::from_utf8(&bytes) else {
            // Another encoding has no meaning that could be kept: the editor must save it anew.
            let checked = Checked::unasked(from_bytes(&path, &bytes), None);
            unread |= checked.refuse("直しませんでした", terminal).is_some();
            continue;
        };
        let mark = if original.starts_with('\u{feff}') { "\u{feff}" } else { "" };
        let text = original.trim_start_matches('\u{feff}').to_owned();
        let checked = Checked::with_codes(from_bytes(&path, &bytes), None, None, codes.as_ref());
        if is_office(&checked) && path.as_os_str() != "-" && args.plans.iter().all(|named| *named != path) {
            continue;
        }
        let mut plan = Plan { path: &path, args, codes: codes.as_ref(), mark, text, checked, done: Vec::new() };
        plan.mend();
        unread |= plan.finish(original, terminal)?;
    }
    Ok(if unread { Status::Refused } else { Status::Done })
}

fn is_office(checked: &Checked) -> bool {
    checked.case.root.as_ref().is_some_and(plans::is_office)
}

impl Plan<'_> {
    /// Applies one fix after the other until none is left that may be applied.
    fn mend(&mut self) {
        let mut refused: Vec<(String, u32)> = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let offers = self.offers();
            let next = offers.into_iter().find(|offer| {
                let asked = offer.fix.certain || self.args.suggested;
                asked && !refused.contains(&(offer.fix.title.clone(), offer.span.start))
            });
            let Some(offer) = next else { return };
            if !self.try_fix(&offer) {
                refused.push((offer.fix.title, offer.span.start));
            }
        }
    }

    /// Applies a fix if the plan is the better for it: what it mends is gone, and nothing unreadable came.
    fn try_fix(&mut self, offer: &Offer) -> bool {
        let edits: Vec<TextEdit> = offer.fix.edits.iter().map(TextEdit::from).collect();
        let Some(text) = apply(&self.text, &edits).filter(|text| *text != self.text) else { return false };
        let bytes = format!("{}{text}", self.mark).into_bytes();
        let checked = Checked::with_codes(from_bytes(self.path, &bytes), None, None, self.codes);
        let mistakes = |checked: &Checked| checked.mistakes.len();
        let told =
            |checked: &Checked| checked.judgements.iter().filter(|judgement| judgement.rule.id == offer.code).count();
        let better = mistakes(&checked) < mistakes(&self.checked)
            || mistakes(&checked) == mistakes(&self.checked) && told(&checked) < told(&self.checked);
        if !better {
            return false;
        }
        self.done.push(self.line("直しました", offer));
        (self.text, self.checked) = (text, checked);
        true
    }

    /// What can be mended now, in the order of the file.
    fn offers(&self) -> Vec<Offer> {
        let wanted = |code: &str| {
            self.args.rule.is_empty() || self.args.rule.iter().any(|rule| rule.trim().eq_ignore_ascii_case(code))
        };
        let id = self.checked.case.id;
        let fixed = self.checked.fixes(self.codes);
        let mut offers: Vec<Offer> = fixed
            .into_iter()
            .filter(|(code, span, _)| wanted(code) && (span.file == id || span.is_detached()))
            .map(|(code, span, fix)| Offer { code, span, fix })
            .collect();
        offers.sort_by_key(|offer| (offer.span.start, !offer.fix.certain));
        offers
    }

    fn line(&self, what: &str, offer: &Offer) -> String {
        let place =
            SourceFile::new("", self.text.as_str()).place(if offer.span.is_detached() { 0 } else { offer.span.start });
        format!("{what} {}:{}:{} {} {}", self.path.display(), place.line, place.column, offer.code, offer.fix.title)
    }

    /// Tells and writes; whether mistakes of reading remain.
    fn finish(self, original: &str, terminal: &mut Terminal) -> Result<bool> {
        let new = format!("{}{}", self.mark, self.text);
        if self.args.diff {
            if new != original {
                let name = self.path.display().to_string();
                let diff = similar::TextDiff::from_lines(original, &new);
                terminal.result(diff.unified_diff().header(&name, &name).to_string().trim_end());
            }
        } else {
            if new != original && self.path == Path::new("-") {
                terminal.result(new.trim_end_matches('\n'));
            } else if new != original {
                files::change(self.path, original.as_bytes(), new.as_bytes(), !self.args.no_backup)?;
            }
            self.done.iter().for_each(|line| terminal.inform(line));
        }
        for offer in self.offers() {
            terminal.inform(self.line("案", &offer));
        }
        for mistake in &self.checked.mistakes {
            terminal.diagnostic(&self.checked.sources, mistake);
        }
        Ok(!self.checked.mistakes.is_empty())
    }
}
