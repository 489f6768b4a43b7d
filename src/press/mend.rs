//! 「直し方」 what can be mended in a plan, and mending it: one fix after the other, each kept only where the plan is the better
//! for it.
//!
//! Every fix that is kept lowers the number of what is told, so mending ends, and what was mended once stays as it is. Files
//! and wishes are the caller's: it reads, and says which fixes are wanted. Start at [`mend`].

use super::Checked;
use crate::billing::codes::CodeList;
use crate::case::{CaseFile, n_at_first_sight};
use crate::fixes;
use crate::forms::unprintable;
use crate::report::{Diagnostic, Severity};
use crate::rules::CheckContext;
use crate::source::edit::{Change, Path, Step, TextEdit, Value, apply, edit};
use crate::source::yaml::Kind;
use crate::source::{Fix, Problem, ProblemCode, SourceFile, Span, to_u32};
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// How many bytes are written anew to find fixes of findings: each is proved by writing and reading the whole plan. A plan of the
/// usual size has thousands of fixes in that; one of a megabyte, with a finding on each of its lines, would take minutes.
const MAX_WRITTEN: usize = 24 << 20;

/// From so many fixes of one kind on they are tried together: one after the other, each reads the whole plan anew, and a table that a
/// script wrote with one wrong heading has hundreds.
const MANY: usize = 8;

/// So many certain fixes are tried at once, in a file of so many bytes: more come to light one after the other.
const MAX_AT_ONCE: usize = 200;
const MAX_TYPED: usize = 1 << 17;

/// What breaks a file so many lines below a guess comes of the guess.
const NEAR: usize = 8;

/// Keys of names by which one table is compared with another.
const NAMES: [&str; 5] = ["事業所", "所属", "サービス種別", "サービス内容", "氏名"];

/// The key of the edition, which stands for a code where the key is missing.
pub const EDITION: &str = "様式";

/// 「直し方」 a change that mends what is told at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it mends: `YML003`, `CP214`.
    pub code: &'static str,
    /// Where that is told; detached where a whole plan lacks something.
    pub span: Span,
    /// The change.
    pub fix: Fix,
}

/// What mending made of a plan.
#[derive(Debug)]
pub struct Mended {
    /// The new text.
    pub text: String,
    /// The plan as it is now.
    pub checked: Checked,
    /// What was done, in its order: the line and column at that moment, and the fix.
    pub done: Vec<(usize, usize, Offer)>,
}

impl Checked {
    /// The plan's own text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.sources.get(self.case.id).map(SourceFile::text).unwrap_or_default()
    }

    /// How what is told of the plan's own file can be mended, in the order of the file, certain ones first.
    #[must_use]
    pub fn offers(&self, codes: Option<&CodeList>) -> Vec<Offer> {
        self.offers_at(codes, &|_| true)
    }

    /// The same, of what is told at certain places.
    #[must_use]
    pub fn offers_at(&self, codes: Option<&CodeList>, at: &dyn Fn(Span) -> bool) -> Vec<Offer> {
        self.offers_within(MAX_WRITTEN, codes, at)
    }

    /// The same, with as many fixes of findings as so many bytes allow.
    fn offers_within(&self, bytes: usize, codes: Option<&CodeList>, at: &dyn Fn(Span) -> bool) -> Vec<Offer> {
        let own = |span: Span| (span.is_detached() || span.file == self.case.id) && at(span);
        let read = self.told_by_reading().filter(|told| own(told.span));
        let read =
            read.filter_map(|told| Some(Offer { code: told.code, span: told.span, fix: told.fix.as_deref()?.clone() }));
        let unprintable = self.unprintable().into_iter().filter(|problem| own(problem.span));
        let unprintable = unprintable
            .filter_map(|problem| Some(Offer { code: problem.code.code(), span: problem.span, fix: *problem.fix? }));
        let context = CheckContext::new(&self.case.file, None).with_codes(codes);
        let mut finder = fixes::Finder::new(&self.case, &context, self.text());
        let judged = self.judgements.iter().filter(|judgement| judgement.waived.is_none());
        let judged = judged.filter(|judgement| own(judgement.diagnostic.span) && fixes::has(judgement.rule.id));
        let is_unsure = self.has_odd_name();
        let judged = judged.take(bytes / self.text().len().max(1)).flat_map(|judgement| {
            let (code, span) = (judgement.rule.id, judgement.diagnostic.span);
            let fixes = finder.of_finding(code, span);
            let fixes = fixes.into_iter().filter(move |fix| !(is_unsure && adds_row(fix)));
            fixes.map(move |fix| Offer { code, span, fix })
        });
        let header = self.header().filter(|offer| own(offer.span));
        let mut offers: Vec<Offer> = header.into_iter().chain(read).chain(unprintable).chain(judged).collect();
        offers.sort_by_key(|offer| (offer.span.start, !offer.fix.certain));
        offers
    }

    /// Characters that no face has: `render` refuses them, and what can stand there instead is known before.
    fn unprintable(&self) -> Vec<Problem> {
        self.case.root.as_ref().map(|root| unprintable::in_texts(root, &self.sources)).unwrap_or_default()
    }

    /// Whether a plan leaves open on which edition of the form it is printed.
    fn lacks_edition(&self) -> bool {
        let root = self.case.root.as_ref().filter(|root| !self.case.broken && matches!(root.kind, Kind::Map(_)));
        root.is_some() && !self.case.is_office && self.case.file.profile.is_blank()
    }

    /// 「様式」 written out as it is printed: a later edition of this program may have another one by default. Not beside a mistake in
    /// the plan's own keys, which may be that one, misspelt.
    fn header(&self) -> Option<Offer> {
        let root = self.case.root.as_ref()?;
        let mut mistakes = self.case.problems.iter().map(|problem| root.steps_to(problem.span));
        // One that stands in a comment may be the right one.
        let is_comment = |line: &str| {
            line.trim_start()
                .strip_prefix('#')
                .is_some_and(|words| words.trim_start_matches(['#', ' ']).starts_with(EDITION))
        };
        if !self.lacks_edition() || mistakes.any(|path| path.0.len() < 2) || self.text().lines().any(is_comment) {
            return None;
        }
        let change = Change::put(Path::default().key(EDITION), Value::text(self.profile.name), CaseFile::KEYS);
        let edits = edit(self.text(), &[change]).ok()?.edits.into_iter();
        let place = |edit: &TextEdit| Span::new(self.case.id, to_u32(edit.start), to_u32(edit.end));
        let edits = edits.map(|edit| (place(&edit), edit.text)).collect();
        let title = format!("「様式: {}」を書く（書かなければこの様式で印字しています）", self.profile.name);
        Some(Offer { code: EDITION, span: Span::DETACHED, fix: Fix { title, edits, certain: true } })
    }

    /// The same findings, each with its fix, for programs that read them.
    #[must_use]
    pub fn with_fixes(mut self, codes: Option<&CodeList>) -> Self {
        let offers = self.offers(codes);
        for judgement in self.judgements.iter_mut().filter(|judgement| judgement.waived.is_none()) {
            let told = &mut judgement.diagnostic;
            let own = offers.iter().find(|offer| offer.code == told.code && offer.span == told.span);
            told.fix = own.map(|offer| Box::new(offer.fix.clone()));
        }
        self
    }

    /// How much is wrong, the gravest first: the text behind the first place that breaks the file, the text of parts that
    /// are not known here, mistakes of reading, and the places that rules tell, by severity.
    fn wrongs(&self) -> [usize; 7] {
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
    fn is_unread_where(&self, offer: &Offer) -> bool {
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
    fn goes_on_where(&self, offer: &Offer) -> bool {
        let Some(file) = self.sources.get(self.case.id) else { return false };
        let goes_on = self.case.remarks.iter().filter(|one| one.code == ProblemCode::GoesOn);
        let lines: Vec<usize> = goes_on.map(|one| file.line_of(one.span.start)).collect();
        let and_below = |own: RangeInclusive<usize>| *own.start()..=own.end() + 1;
        written_lines(file, offer).into_iter().map(and_below).any(|own| lines.iter().any(|line| own.contains(line)))
    }

    /// Whether the file breaks a few lines below what a fix wrote: the guess only moved the place at which it does.
    fn is_broken_near(&self, offer: &Offer) -> bool {
        let Some(file) = self.sources.get(self.case.id) else { return false };
        let breaking = self.case.problems.iter().filter(|problem| problem.code.breaks_file());
        let lines: Vec<usize> = breaking.map(|problem| file.line_of(problem.span.start)).collect();
        let near = |own: RangeInclusive<usize>| *own.start()..=own.end() + NEAR;
        written_lines(file, offer).into_iter().map(near).any(|own| lines.iter().any(|line| own.contains(line)))
    }

    /// Whether a fix does nothing but move a line that stands right behind an open bracket, where its column says nothing.
    fn moves_in_brackets(&self, offer: &Offer) -> bool {
        let [(span, new)] = &offer.fix.edits[..] else { return false };
        let (start, end) = (span.start as usize, span.end as usize);
        let (Some(old), Some(above)) = (self.text().get(start..end), self.text().get(..start)) else { return false };
        old.trim().is_empty() && new.trim().is_empty() && above.trim_end().ends_with(['{', '['])
    }

    /// Whether a name by which tables are compared has signs in it that were hardly meant.
    fn has_odd_name(&self) -> bool {
        let is_name = |problem: &Problem| {
            let steps = self.case.root.as_ref().map(|root| root.steps_to(problem.span));
            steps.is_some_and(|path| matches!(path.0.last(), Some(Step::Key(key)) if NAMES.contains(&key.as_str())))
        };
        let is_odd = |code: ProblemCode| code.is_of_signs() || code == ProblemCode::LostText;
        self.case.remarks.iter().any(|one| is_odd(one.code) && is_name(one))
    }

    /// How many mistakes keep the plan, or a part of it, from being read as it stands.
    fn n_unread(&self) -> usize {
        self.case.problems.iter().filter(|problem| problem.code.breaks_file()).count() + self.hiding().count()
    }

    /// How often something is told.
    fn told(&self, code: &str) -> usize {
        self.told_before(code, usize::MAX)
    }

    /// The same, of places before `end`.
    fn told_before(&self, code: &str, end: usize) -> usize {
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

/// Applies one wanted fix after the other, reading the plan anew after each, until none is left that makes it better. `read`
/// is how this plan is read and checked. What is `wanted` is asked before each try: a caller that waits no longer wants nothing more.
#[must_use]
pub fn mend(
    read: &dyn Fn(&str) -> Checked,
    codes: Option<&CodeList>,
    wanted: &dyn Fn(&Offer) -> bool,
    checked: Checked,
) -> Mended {
    let mut mended = Mended { text: checked.text().to_owned(), checked, done: Vec::new() };
    // The kinds of which not all could be meant.
    let mut apart = HashSet::new();
    // What is missed because of a slip in a name, or in a row that only came to be by a guess, nobody fills in along with it.
    let mut is_guessed = false;
    let writes =
        |offer: &Offer| offer.code.starts_with("CP") && offer.fix.edits.iter().all(|(span, _)| span.start == span.end);
    let mut least = usize::MAX;
    while let Some((text, checked, offers)) = {
        let is_unsure = is_guessed || mended.checked.has_odd_name();
        at_once(&mended, read, wanted, &mut least).or_else(|| {
            better(&mended, read, codes, &|offer| wanted(offer) && !(is_unsure && writes(offer)), &mut apart)
        })
    } {
        is_guessed |= mended.checked.case.broken && offers.iter().any(is_guess);
        let file = SourceFile::new("", mended.text.as_str());
        mended.done.extend(offers.into_iter().map(|offer| {
            let place = file.place(if offer.span.is_detached() { 0 } else { offer.span.start });
            (place.line, place.column, offer)
        }));
        (mended.text, mended.checked) = (text, checked);
    }
    mended
}

/// Whether a fix writes a row: where a name has a slip, that row may stand there already.
fn adds_row(fix: &Fix) -> bool {
    fix.edits.iter().any(|(span, text)| {
        span.start == span.end && text.trim_start_matches([',', ' ', '\r', '\n']).starts_with(['-', '{'])
    })
}

/// Whether a fix guesses what was meant by signs.
fn is_guess(offer: &Offer) -> bool {
    !offer.fix.certain && offer.code.starts_with("YML")
}

/// All that is certain of what was read, as far as each leaves fewer mistakes at first sight. What is said of lines between several
/// slips changes with each that is mended, so how much is wrong is no measure there. `least` is what was left of them before: fewer are
/// left each time.
fn at_once(
    mended: &Mended,
    read: &dyn Fn(&str) -> Checked,
    wanted: &dyn Fn(&Offer) -> bool,
    least: &mut usize,
) -> Option<(String, Checked, Vec<Offer>)> {
    let before = &mended.checked;
    let certain = before.mistakes.iter().filter(|told| told.span.file == before.case.id && !told.span.is_detached());
    let certain = certain.filter_map(|told| {
        let fix = told.fix.as_deref().filter(|fix| fix.certain)?.clone();
        // What is deleted is no mistake at first sight any more, whatever it was: that is weighed with all that is told then.
        if fix.edits.iter().any(|(_, text)| text.is_empty()) {
            return None;
        }
        Some(Offer { code: told.code, span: told.span, fix })
    });
    let mut certain: Vec<Offer> = certain.filter(wanted).collect();
    certain.sort_by_key(|offer| offer.span.start);
    certain.dedup_by(|one, other| one.fix.edits == other.fix.edits);
    // A caller that waits no longer is asked once more before they are tried.
    certain.retain(|offer| wanted(offer));
    if certain.is_empty() || certain.len() > MAX_AT_ONCE || mended.text.len() > MAX_TYPED {
        return None;
    }
    let with = |offers: &[Offer]| {
        let edits = offers.iter().flat_map(|offer| offer.fix.edits.iter().map(TextEdit::from));
        let text = apply(&mended.text, &edits.collect::<Vec<_>>()).filter(|text| *text != mended.text)?;
        let left = n_at_first_sight(&text);
        Some((text, left))
    };
    let n_before = n_at_first_sight(&mended.text);
    let mut made = with(&certain).filter(|(_, left)| left + certain.len() <= n_before);
    if made.is_none() {
        let mut kept: Vec<Offer> = Vec::new();
        let mut n_left = n_before;
        for offer in std::mem::take(&mut certain) {
            kept.push(offer);
            match with(&kept).filter(|(_, left)| *left < n_left) {
                Some(better) => {
                    n_left = better.1;
                    made = Some(better);
                }
                None => drop(kept.pop()),
            }
        }
        certain = kept;
    }
    let (text, left) = made.filter(|(_, left)| left < least)?;
    let after = read(&text);
    if after.case.broken && !before.case.broken {
        return None;
    }
    *least = left;
    Some((text, after, certain))
}

/// The first wanted fixes that make a plan better, with what they make of it.
fn better(
    mended: &Mended,
    read: &dyn Fn(&str) -> Checked,
    codes: Option<&CodeList>,
    wanted: &dyn Fn(&Offer) -> bool,
    apart: &mut HashSet<&'static str>,
) -> Option<(String, Checked, Vec<Offer>)> {
    let before = &mended.checked;
    let wrongs = before.wrongs();
    let made = |offers: &[Offer]| {
        let edits = offers.iter().flat_map(|offer| offer.fix.edits.iter().map(TextEdit::from));
        let text = apply(&mended.text, &edits.collect::<Vec<_>>()).filter(|text| *text != mended.text)?;
        let after = read(&text);
        Some((text, after))
    };
    let offers: Vec<Offer> = before.offers(codes).into_iter().filter(wanted).collect();
    let alike = |code: &'static str| {
        let mut alike: Vec<Offer> = offers.iter().filter(|offer| offer.code == code).cloned().collect();
        alike.dedup_by_key(|offer| offer.span);
        alike
    };
    for offer in offers.iter().filter(|offer| wanted(offer)) {
        let all = if apart.contains(offer.code) { Vec::new() } else { alike(offer.code) };
        if all.len() >= MANY {
            // Together they must mend as much as each alone would; what comes to light behind them is another matter.
            let end = all.iter().map(|offer| offer.span.end as usize).max().unwrap_or_default();
            let together = made(&all).filter(|(text, after)| {
                let end_now = (end + text.len()).saturating_sub(mended.text.len());
                let (was, is) = (before.told_before(offer.code, end), after.told_before(offer.code, end_now));
                after.wrongs() < wrongs && is + all.len() <= was
            });
            if let Some((text, after)) = together {
                return Some((text, after, all));
            }
            apart.insert(offer.code);
        }
        let Some((text, after)) = made(std::slice::from_ref(offer)) else { continue };
        // A line that cannot be read then either was not mended, one that was moved to where nobody knows its key was torn out of its
        // place; and what breaks more of a plan than it mends is no guess worth making.
        let is_guess = is_guess(offer);
        if is_guess && (after.is_unread_where(offer) || after.n_unread() > before.n_unread()) {
            continue;
        }
        let fewer = after.told(offer.code) < before.told(offer.code);
        if is_guess
            && (before.moves_in_brackets(offer) || after.goes_on_where(offer) || !fewer && after.is_broken_near(offer))
        {
            continue;
        }
        // Behind one place that could not be read another one may come to light.
        if after.wrongs() < wrongs && (fewer || after.wrongs()[..3] < wrongs[..3]) {
            return Some((text, after, vec![offer.clone()]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::Loaded;

    #[test]
    fn what_is_written_for_fixes_is_bounded_and_the_first_are_offered() {
        // Newest first, as many keep a log: each is out of order, and all are mended by one change.
        let entry = |day: u32| format!("- {{年月日: 令和7年5月{day}日, 項目: 電話, 内容: 様子を聞いた。}}\n");
        let text = format!("利用者: {{氏名: 架空 花子}}\n第5表:\n{}", (1..=28).rev().map(entry).collect::<String>());
        let checked = Checked::new(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None, None);
        let of_findings = |offers: &[Offer]| offers.iter().filter(|offer| fixes::has(offer.code)).count();
        let all = checked.offers(None);
        assert!(of_findings(&all) > 3, "{all:?}");
        let some = checked.offers_within(text.len() * 3, None, &|_| true);
        assert!((1..=3).contains(&of_findings(&some)), "{some:?}");
        assert!(some.iter().all(|offer| all.contains(offer)));
    }
    /// A table that was pasted with the commas of an input method: more slips than are told at once.
    #[test]
    fn slips_that_come_to_light_one_after_the_other_are_mended_in_a_few_readings() {
        let row =
            |n: u32| format!("- {{年月日: 令和7年6月1日、項目: 電話, 内容: 様子を{n}度、聞いた、記載者: 栗林}}\n");
        let text = format!("利用者: {{氏名: 架空 花子}}\n第5表:\n{}", (0..300).map(row).collect::<String>());
        let n_read = std::cell::Cell::new(0);
        let read = |text: &str| {
            n_read.set(n_read.get() + 1);
            Checked::unasked(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None)
        };
        let first = read(&text);
        let mended = mend(&read, None, &|offer: &Offer| offer.code == "YML008", first);
        assert_eq!(mended.text, text.replace("1日、", "1日, ").replace("聞いた、", "聞いた, "));
        assert!(n_read.get() < 40, "{}", n_read.get());
    }

    /// A table that a script wrote with one wrong heading.
    #[test]
    fn one_slip_in_every_row_is_mended_in_a_few_readings() {
        let row = |day: u32| {
            format!("- {{年月日: 令和7年5月{}日, 項目: 電話, 内用: 様子を聞いた（{day}）。}}\n", day % 28 + 1)
        };
        let text = format!("利用者: {{氏名: 架空 花子}}\n第5表:\n{}", (0..200).map(row).collect::<String>());
        let n_read = std::cell::Cell::new(0);
        let read = |text: &str| {
            n_read.set(n_read.get() + 1);
            Checked::unasked(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None)
        };
        let first = read(&text);
        let mended = mend(&read, None, &|offer: &Offer| offer.code == "YML003", first);
        assert_eq!(mended.text, text.replace("内用", "内容"));
        assert_eq!(mended.done.len(), 200);
        assert!(n_read.get() < 10, "{}", n_read.get());
    }
}
