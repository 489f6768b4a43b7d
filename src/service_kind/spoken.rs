//! Which services a text names: the one finder, for the kinds of the insurance and for what is none.
//!
//! At each place the longest word of both wins, so that 重度訪問介護 (another law's) is not 訪問介護. The cells that only speak
//! of the insurance (a line of the slip, a support with ○) ask [`in_text`]; what a free cell may mean besides, [`first_in`] tells.

use super::{Kinds, PREVENTIVE, ServiceKind, kinds};
use crate::source::plain;
use crate::text::{Finder, Found, Spoken, without_parentheses};
use std::sync::OnceLock;

/// A kind of service that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindHit<'w> {
    /// The kind's name.
    pub name: &'w str,
    /// Its row in the table of kinds; none for what is no kind of the insurance.
    pub kind: Option<&'static ServiceKind>,
    /// The word that was found, a synonym or the name.
    pub word: &'w str,
    /// Where it begins in the plain text, in bytes.
    pub start: usize,
}

impl<'w> KindHit<'w> {
    /// A kind of the insurance that a code names; none for 総合事業 and 居宅介護支援, which no plan lays down.
    #[must_use]
    pub fn of(kind: &'static ServiceKind) -> Option<KindHit<'static>> {
        kind.insured.then(|| KindHit { name: kind.called(), kind: Some(kind), word: kind.called(), start: 0 })
    }

    /// The two characters of its service codes; empty for what is no kind of the insurance.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.map_or("", |kind| &kind.code)
    }

    /// Whether long-term care insurance covers it.
    #[must_use]
    pub fn is_insured(&self) -> bool {
        self.kind.is_some_and(|kind| kind.insured)
    }

    /// Whether it is a medical service (医療系サービス): needs the doctor's opinion.
    #[must_use]
    pub fn is_medical(&self) -> bool {
        self.kind.is_some_and(|kind| kind.medical)
    }

    /// Whether it is equipment or building work: it has no hours and never stands in the week.
    #[must_use]
    pub fn is_equipment(&self) -> bool {
        self.kind.is_some_and(|kind| kind.equipment)
    }

    /// Whether one stays there overnight for some days: 短期入所生活介護, 短期入所療養介護.
    #[must_use]
    pub fn is_short_stay(&self) -> bool {
        self.kind.is_some_and(|kind| kind.short_stay)
    }

    /// Whether it is bought, built or paid apart, and stands on no slip (居宅療養管理指導, 特定福祉用具販売, 住宅改修).
    #[must_use]
    pub fn is_off_slip(&self) -> bool {
        self.kind.is_some_and(|kind| kind.unlisted)
    }

    /// The name that kinds which may be called by the same word share.
    #[must_use]
    pub fn family(&self) -> &'w str {
        self.kind.map_or(self.name, ServiceKind::family)
    }

    /// Whether two kinds may be called by the same word.
    #[must_use]
    pub fn may_be(&self, other: &KindHit) -> bool {
        self.family() == other.family()
    }

    /// A kind whose whole name a text is, with what the name has in parentheses.
    #[must_use]
    pub fn whole(kind: &'static ServiceKind) -> Option<KindHit<'static>> {
        Some(KindHit { word: &kind.name, ..Self::of(kind)? })
    }

    /// Whether its word is one of daily speech for the kind that a family is named after: it may mean any of them (デイ).
    #[must_use]
    pub fn is_loose(&self) -> bool {
        self.kind.is_some_and(|own| own.group.is_empty() && own.words.iter().any(|word| plain(word) == self.word))
    }

    /// Whether its word may mean that very kind: a name, and what the code table calls its codes, mean no other of the family, but
    /// for those in `also`. 介護予防 is as its like: the level tells them apart.
    #[must_use]
    pub fn may_mean(&self, kind: &ServiceKind) -> bool {
        let Some(own) = self.kind else { return false };
        let is_also = || kind.of_care().also.iter().any(|name| *name == self.word.trim_start_matches(PREVENTIVE));
        own.of_care().code == kind.of_care().code || self.family() == kind.family() && (self.is_loose() || is_also())
    }

    /// Where its word ends in the plain text, in bytes.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.word.len()
    }
}

/// A name, and its row where it is a kind of the insurance.
type Meaning = (&'static str, Option<&'static ServiceKind>);

fn finder() -> &'static Finder<Meaning> {
    static FINDER: OnceLock<Finder<Meaning>> = OnceLock::new();
    FINDER.get_or_init(|| {
        let kinds =
            kinds().iter().flat_map(|kind| spoken_names(kind).map(move |name| (name, (kind.called(), Some(kind)))));
        let others = Kinds::embedded().other.iter().flat_map(|(name, words)| {
            std::iter::once(name).chain(words).map(|word| (word.as_str(), (name.as_str(), None)))
        });
        kinds.chain(others).collect()
    })
}

/// All names and words by which a kind is called in texts.
pub fn spoken_names(kind: &ServiceKind) -> impl Iterator<Item = &str> {
    let names = std::iter::once(&kind.name).chain(&kind.short);
    names.chain(&kind.words).chain(&kind.code_words).map(String::as_str)
}

/// The kinds of service that a text names, in the order of the text; the longest word wins at each place.
#[must_use]
pub fn kinds_in(text: &(impl Spoken + ?Sized)) -> Vec<KindHit<'static>> {
    in_plain(&text.spoken())
}

fn in_plain(text: &str) -> Vec<KindHit<'static>> {
    let hit = |found: Found<'static, Meaning>| {
        let (name, kind) = *found.meaning;
        KindHit { name, kind, word: found.word, start: found.start }
    };
    finder().in_plain(text).into_iter().map(hit).collect()
}

/// The first that a text names outside （ ）, else the first inside; of those only that are meant.
#[must_use]
pub fn first_in(
    text: &(impl Spoken + ?Sized),
    is_meant: impl Fn(&KindHit<'static>) -> bool,
) -> Option<KindHit<'static>> {
    let whole = text.spoken();
    let first = |text: &str| in_plain(text).into_iter().find(|hit| is_meant(hit));
    first(&without_parentheses(&whole)).or_else(|| first(&whole))
}

/// The kind of the insurance that a text speaks of, 総合事業 too: the first that is named outside （ ）, else the first inside.
#[must_use]
pub fn in_text(text: &(impl Spoken + ?Sized)) -> Option<&'static ServiceKind> {
    first_in(text, |hit| hit.kind.is_some())?.kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_law_pays_is_no_kind_of_the_insurance() {
        let both = |text: &str| (in_text(text).map(ServiceKind::called), first_in(text, |_| true).map(|hit| hit.name));
        assert_eq!(both("重度訪問介護（見守り）"), (None, Some("障害福祉サービス")));
        assert_eq!(both("重度障害者等包括支援"), (None, Some("障害福祉サービス")));
        assert_eq!(both("訪問歯科診療"), (None, Some("訪問診療")));
        assert_eq!(both("配食・通所介護"), (Some("通所介護"), Some("配食サービス")));
    }
}
