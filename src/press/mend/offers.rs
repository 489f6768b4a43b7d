//! What can be mended of what is told, in the order of the file: of the reading, of signs that cannot be printed, of rules, and the edition.

use super::{EDITION, Offer};
use crate::billing::codes::CodeList;
use crate::case::CaseFile;
use crate::fixes;
use crate::forms::unprintable;
use crate::press::Checked;
use crate::rules::CheckContext;
use crate::source::edit::{Change, Path, TextEdit, Value, edit};
use crate::source::yaml::Kind;
use crate::source::{Fix, Problem, SourceFile, Span, to_u32};

/// How many bytes are written anew to find fixes of findings: each is proved by writing and reading the whole plan. A plan of the
/// usual size has thousands of fixes in that; one of a megabyte, with a finding on each of its lines, would take minutes.
const MAX_WRITTEN: usize = 24 << 20;

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
    pub(super) fn offers_within(
        &self,
        bytes: usize,
        codes: Option<&CodeList>,
        at: &dyn Fn(Span) -> bool,
    ) -> Vec<Offer> {
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
    pub(super) fn unprintable(&self) -> Vec<Problem> {
        self.case.root.as_ref().map(|root| unprintable::in_texts(root, &self.sources)).unwrap_or_default()
    }

    /// Whether a plan leaves open on which edition of the form it is printed.
    pub(super) fn lacks_edition(&self) -> bool {
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
}

/// Whether a fix writes a row: where a name has a slip, that row may stand there already.
fn adds_row(fix: &Fix) -> bool {
    fix.edits.iter().any(|(span, text)| {
        span.start == span.end && text.trim_start_matches([',', ' ', '\r', '\n']).starts_with(['-', '{'])
    })
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
}
