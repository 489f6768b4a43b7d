//! How much is wrong with a plan, and what a fix left of it: by this one is kept or not.

use super::{EDITION, Offer};
use crate::press::Checked;
use crate::report::{Diagnostic, Severity};
use crate::source::edit::Step;
use crate::source::{Problem, ProblemCode, SourceFile, Span, to_u32};
use std::ops::RangeInclusive;

/// What breaks a file so many lines below a guess comes of the guess.
const NEAR: usize = 8;

/// Keys of names by which one table is compared with another.
const NAMES: [&str; 5] = ["事業所", "所属", "サービス種別", "サービス内容", "氏名"];

impl Checked {
    /// How much is wrong, the gravest first: the text behind the first place that breaks the file, the text of parts that
    /// are not known here, mistakes of reading, and the places that rules tell, by severity.
    pub(super) fn wrongs(&self) -> [usize; 7] {
        let breaking = || self.case.problems.iter().filter(|problem| problem.code.breaks_file());
        let unread = breaking().map(|problem| self.text().len().saturating_sub(problem.span.start as usize)).max();
        let told = |severity| {
            let judged = self.judgements.iter().filter(|judgement| judgement.waived.is_none());
            let told = judged.map(|judgement| &judgement.diagnostic).filter(|told| told.severity == severity);
            told.map(places).sum::<usize>()
        };
        let (errors, warnings) = (told(Severity::Error), told(Severity::Warning));
        let infos = self.remarks.len() + told(Severity::Info);
        let unread = unread.unwrap_or_default();
        let mistakes = self.mistakes.len() + self.unprintable().len();
        let infos = infos + usize::from(self.lacks_edition());
        [unread, breaking().count(), self.unknown(), mistakes, errors, warnings, infos]
    }

    /// The length of the parts under keys that are not known: what is wrong in them comes to light when the key is mended.
    fn unknown(&self) -> usize {
        let length = |(_, span): (ProblemCode, Span)| {
            let part = self.case.root.as_ref().and_then(|root| root.entry_of(span));
            let end = part.map_or(span.end, |entry| entry.value.span.end.max(span.end));
            (end - span.start) as usize + 1
        };
        self.hiding().map(length).sum()
    }

    /// The places that hide a part of the plan from who reads it; of keys that strayed together each.
    fn hiding(&self) -> impl Iterator<Item = (ProblemCode, Span)> {
        use ProblemCode as Code;
        let hides = |code| matches!(code, Code::UnknownKey | Code::DuplicateKey | Code::WrongKind);
        self.case.problems.iter().filter(move |problem| hides(problem.code)).flat_map(|problem| {
            let others = problem.related.iter().filter(|_| problem.code == Code::UnknownKey).map(|(span, _)| *span);
            std::iter::once(problem.span).chain(others).map(|span| (problem.code, span))
        })
    }

    /// Whether a line that a fix wrote on cannot be read, or begins with a key that is not known there; the plan is as the fix left it.
    pub(super) fn is_unread_where(&self, offer: &Offer) -> bool {
        let Some(file) = self.sources.get(self.case.id) else { return false };
        // What is put into quotes, made a text of lines, or parted from what stands behind it must be a value then; on a line that was
        // moved another slip may come to light.
        let is_text = offer.fix.edits.iter().any(|(_, text)| text.contains(['\'', '"', '|']) || text.trim() == ",");
        let is_unread = |code: ProblemCode| code.breaks_file() || is_text && code.leaves_gaps();
        let unread = self.case.problems.iter().filter(|problem| is_unread(problem.code)).map(|problem| problem.span);
        let unknown = self.hiding().filter(|(code, _)| *code == ProblemCode::UnknownKey).map(|(_, span)| span);
        let lines: Vec<usize> = unread.chain(unknown).map(|span| file.line_of(span.start)).collect();
        written_lines(file, offer).into_iter().any(|own| lines.iter().any(|line| own.contains(line)))
    }

    /// Whether a line that a fix wrote on, or the one below, goes on with the value above it, or is one of a text: moved there, it is read as a part of that.
    pub(super) fn goes_on_where(&self, offer: &Offer) -> bool {
        let Some(file) = self.sources.get(self.case.id) else { return false };
        let goes_on = self.case.remarks.iter().filter(|one| one.code == ProblemCode::GoesOn);
        let lines: Vec<usize> = goes_on.map(|one| file.line_of(one.span.start)).collect();
        let and_below = |own: RangeInclusive<usize>| *own.start()..=own.end() + 1;
        written_lines(file, offer).into_iter().map(and_below).any(|own| lines.iter().any(|line| own.contains(line)))
    }

    /// Whether the file breaks a few lines below what a fix wrote: the guess only moved the place at which it does.
    pub(super) fn is_broken_near(&self, offer: &Offer) -> bool {
        let Some(file) = self.sources.get(self.case.id) else { return false };
        let breaking = self.case.problems.iter().filter(|problem| problem.code.breaks_file());
        let lines: Vec<usize> = breaking.map(|problem| file.line_of(problem.span.start)).collect();
        let near = |own: RangeInclusive<usize>| *own.start()..=own.end() + NEAR;
        written_lines(file, offer).into_iter().map(near).any(|own| lines.iter().any(|line| own.contains(line)))
    }

    /// Whether a fix does nothing but move a line that stands right behind an open bracket, where its column says nothing.
    pub(super) fn moves_in_brackets(&self, offer: &Offer) -> bool {
        let [(span, new)] = &offer.fix.edits[..] else { return false };
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(old), Some(above)) = (self.text().get(start..end), self.text().get(..start)) else { return false };
        old.trim().is_empty() && new.trim().is_empty() && above.trim_end().ends_with(['{', '['])
    }

    /// Whether a name by which tables are compared has signs in it that were hardly meant.
    pub(super) fn has_odd_name(&self) -> bool {
        let is_name = |problem: &Problem| {
            let steps = self.case.root.as_ref().map(|root| root.steps_to(problem.span));
            steps.is_some_and(|path| matches!(path.0.last(), Some(Step::Key(key)) if NAMES.contains(&key.as_str())))
        };
        let is_odd = |code: ProblemCode| code.is_of_signs() || code == ProblemCode::LostText;
        self.case.remarks.iter().any(|one| is_odd(one.code) && is_name(one))
    }

    /// How many mistakes keep the plan, or a part of it, from being read as it stands.
    pub(super) fn n_unread(&self) -> usize {
        self.case.problems.iter().filter(|problem| problem.code.breaks_file()).count() + self.hiding().count()
    }

    /// How often something is told.
    pub(super) fn told(&self, code: &str) -> usize {
        self.told_before(code, usize::MAX)
    }

    /// The same, of places before `end`.
    pub(super) fn told_before(&self, code: &str, end: usize) -> usize {
        let judged = self.judgements.iter().filter(|judgement| judgement.waived.is_none());
        let told = self.told_by_reading().chain(judged.map(|judgement| &judgement.diagnostic));
        let is_before = |span: Span| span.is_detached() || (span.start as usize) < end;
        let told: usize = told.filter(|told| told.code == code && is_before(told.span)).map(places).sum();
        let unprintable = self.unprintable();
        let unprintable =
            unprintable.iter().filter(|problem| problem.code.code() == code && is_before(problem.span)).count();
        told + unprintable + usize::from(code == EDITION && self.lacks_edition())
    }
}

/// The lines of a plan on which a fix wrote; the plan is as the fix left it.
fn written_lines(file: &SourceFile, offer: &Offer) -> Vec<RangeInclusive<usize>> {
    let mut moved = 0_i64;
    let lines = offer.fix.edits.iter().filter_map(|(span, text)| {
        let (start, written) = (i64::from(span.start) + moved, to_u32(text.len()));
        moved += i64::from(written) - i64::from(span.end - span.start);
        let start = u32::try_from(start).ok()?;
        Some(file.line_of(start)..=file.line_of(start + written))
    });
    lines.collect()
}

/// Findings with one cause are told as one, the others beside it.
fn places(told: &Diagnostic) -> usize {
    1 + told.related.len()
}
