//! Word lists: services and their synonyms, vague words, persons. Data with their source (`words.toml`), not literals in code.
//!
//! Texts are compared after NFKC without spaces. The longest word wins, and a word of katakana or of ASCII letters is
//! only found whole, so that 「デイ」 is not in 「ホリデイ」 and 「架空市」 is not taken for 「架空市社会福祉協議会」.

pub use crate::text::{WordList, person_places, places, plain, same_name, without_parentheses};

use crate::embedded::table;
use crate::service_kind::{self, ServiceKind};
use crate::text::{self, Finder, Found, Sieve, Spoken, is_person, is_whole};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The lists of `words.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Name of a list → its words.
    pub lists: BTreeMap<String, WordList>,
    /// 「続柄」 a person → words that may mean the same person.
    pub persons: BTreeMap<String, WordList>,
    /// Services that are no kind of the insurance (配食, 通院): name → other words for it.
    pub kinds: BTreeMap<String, WordList>,
    /// The names and words of all kinds, of the insurance (`service_kind`) and others, each with its position in [`Self::named`].
    #[serde(skip)]
    finder: Finder<usize>,
    /// All kinds: the name, and the row of the table when it is one of the insurance.
    #[serde(skip)]
    named: Vec<(String, Option<&'static ServiceKind>)>,
    /// The first characters of [`Self::person_index`].
    #[serde(skip)]
    firsts: Sieve,
    /// First character of a word → the words of persons that begin with it, with the person's position.
    #[serde(skip)]
    person_index: BTreeMap<char, Vec<(String, u16)>>,
    /// The pieces of 「common_words」.
    #[serde(skip)]
    common: BTreeSet<String>,
}

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
    pub const fn is_insured(&self) -> bool {
        self.kind.is_some()
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

    /// Where its word ends in the plain text, in bytes.
    #[must_use]
    pub fn end(&self) -> usize {
        self.start + self.word.len()
    }
}

impl Words {
    /// The embedded lists.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::ready(table!("rules/words")))
    }

    /// Lists as they are written, made ready to be looked for.
    fn ready(mut words: Self) -> Self {
        let insured = service_kind::kinds().iter().filter(|kind| kind.insured);
        let insured = insured.map(|kind| (kind.called().to_owned(), Some(kind)));
        words.named = insured.chain(words.kinds.keys().map(|name| (name.clone(), None))).collect();
        let spoken = |(at, (name, kind)): (usize, &'_ (String, Option<&'static ServiceKind>))| -> Vec<(String, usize)> {
            let all: Vec<String> = match kind {
                Some(kind) => service_kind::spoken_names(kind).map(str::to_owned).collect(),
                None => std::iter::once(name).chain(words.kinds[name].iter()).cloned().collect(),
            };
            all.into_iter().map(|word| (word, at)).collect()
        };
        let all: Vec<(String, usize)> = words.named.iter().enumerate().flat_map(spoken).collect();
        words.finder = all.iter().map(|(word, at)| (word.as_str(), *at)).collect();
        for (person, at) in words.persons.values().zip(0_u16..) {
            for word in &**person {
                let Some(first) = word.chars().next() else { continue };
                words.person_index.entry(first).or_default().push((word.clone(), at));
            }
        }
        let common = words.list("common_words").iter();
        words.common =
            common.flat_map(|word| text::pieces(word).into_iter().map(|piece| word[piece].to_owned())).collect();
        words.firsts = words.person_index.keys().collect();
        words
    }

    /// The words of a list, the longest first; none when there is no such list (a test forbids that).
    #[must_use]
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], |list| &**list)
    }

    /// The words of a list that may stand in a plain text, the longest first: those that are worth looking for.
    pub fn candidates(&self, list: &str, text: &str) -> impl Iterator<Item = &str> {
        self.lists.get(list).into_iter().flat_map(|list| list.candidates(text))
    }

    /// The longest word of a list that stands in a text.
    #[must_use]
    pub fn found(&self, list: &str, text: &(impl Spoken + ?Sized)) -> Option<&str> {
        self.found_in_plain(list, &text.spoken())
    }

    /// [`Self::found`] for a text that is [`plain`] already.
    #[must_use]
    pub fn found_in_plain(&self, list: &str, text: &str) -> Option<&str> {
        self.candidates(list, text).find(|word| places(text, word).next().is_some())
    }

    /// The kinds of service that a text names, in the order of the text; the longest word wins at each place.
    #[must_use]
    pub fn kinds_in<'w>(&'w self, text: &(impl Spoken + ?Sized)) -> Vec<KindHit<'w>> {
        let hit = |found: Found<'w, usize>| {
            let (name, kind) = &self.named[*found.meaning];
            KindHit { name, kind: *kind, word: found.word, start: found.start }
        };
        self.finder.in_plain(&text.spoken()).into_iter().map(hit).collect()
    }

    /// The kind of service that 「サービス種別」 names: the first outside （ ）, else the first inside.
    #[must_use]
    pub fn kind_of(&self, text: &(impl Spoken + ?Sized)) -> Option<KindHit<'_>> {
        let whole = text.spoken();
        self.kinds_in(&without_parentheses(&whole))
            .into_iter()
            .next()
            .or_else(|| self.kinds_in(&*whole).into_iter().next())
    }

    /// The persons of the family or the neighbourhood that a text may mean, by the names of [`Words::persons`].
    #[must_use]
    pub fn persons_in(&self, text: &(impl Spoken + ?Sized)) -> Vec<&str> {
        let found: BTreeSet<u16> = self.persons_at(&text.spoken()).into_iter().map(|(person, _)| person).collect();
        self.persons.keys().zip(0_u16..).filter(|(_, at)| found.contains(at)).map(|(name, _)| name.as_str()).collect()
    }

    /// The persons of the family (not of the neighbourhood) that a text may mean.
    #[must_use]
    pub fn family_in(&self, text: &(impl Spoken + ?Sized)) -> Vec<&str> {
        let of_family = |name: &&str| !matches!(*name, "隣人" | "友人" | "民生委員" | "ボランティア");
        self.persons_in(text).into_iter().filter(of_family).collect()
    }

    /// The positions in [`Words::persons`] of the persons in a plain text, each with its place in the text.
    fn persons_at(&self, text: &str) -> Vec<(u16, std::ops::Range<usize>)> {
        let mut found = Vec::new();
        for (at, first) in text.char_indices() {
            for (word, person) in self.persons_beginning_with(first) {
                if text[at..].starts_with(word.as_str()) && is_whole(text, at, word) && is_person(text, at, word) {
                    found.push((*person, at..at + word.len()));
                }
            }
        }
        found
    }

    /// A text as it is compared with others.
    #[must_use]
    pub fn said(&self, text: &(impl Spoken + ?Sized)) -> Said {
        let text = text.spoken().into_owned();
        let found = self.persons_at(&text);
        let of_person = |piece: &std::ops::Range<usize>| {
            found.iter().any(|(_, place)| piece.start < place.end && place.start < piece.end)
        };
        let pieces = text::pieces(&text).into_iter();
        let pieces = pieces.filter(|piece| !of_person(piece) && !self.is_common(&text[piece.clone()])).collect();
        let persons = found.into_iter().map(|(person, _)| person).collect();
        Said { text, persons, pieces }
    }

    /// Whether two texts share a word that says something: a person, two neighbouring kanji, a word of katakana.
    #[must_use]
    pub fn shared(&self, one: &(impl Spoken + ?Sized), other: &(impl Spoken + ?Sized)) -> bool {
        self.said(one).shares(&self.said(other))
    }

    /// The words of persons that begin with a character.
    fn persons_beginning_with(&self, first: char) -> &[(String, u16)] {
        if self.firsts.may_have(first) { self.person_index.get(&first).map_or(&[], Vec::as_slice) } else { &[] }
    }

    fn is_common(&self, piece: &str) -> bool {
        self.common.contains(piece)
    }
}

/// A text as it is compared with others: plain, with the persons and the words in it that say something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    text: String,
    persons: BTreeSet<u16>,
    pieces: Vec<std::ops::Range<usize>>,
}

impl Said {
    /// The plain text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether both may mean the same person.
    #[must_use]
    pub fn shares_person(&self, other: &Self) -> bool {
        !self.persons.is_disjoint(&other.persons)
    }

    /// Whether both name persons, and none of them may be the same.
    #[must_use]
    pub fn names_others(&self, other: &Self) -> bool {
        !self.persons.is_empty() && !other.persons.is_empty() && !self.shares_person(other)
    }

    /// Whether both share a word that says something, not counting persons.
    #[must_use]
    pub fn shares_words(&self, other: &Self) -> bool {
        self.pieces.iter().any(|piece| other.text.contains(&self.text[piece.clone()]))
    }

    /// Whether both share a word that says something.
    #[must_use]
    pub fn shares(&self, other: &Self) -> bool {
        self.shares_person(other) || self.shares_words(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        Words::embedded().kinds_in(text).into_iter().map(|hit| hit.name).collect()
    }

    #[test]
    fn the_embedded_lists_say_each_word_once() {
        let words = Words::embedded();
        assert!(words.lists.values().all(|list| !list.is_empty()));
        let mut seen = BTreeMap::new();
        let others = words.kinds.iter().flat_map(|(name, list)| std::iter::once(name).chain(list.iter()));
        let insured = service_kind::kinds().iter().filter(|kind| kind.insured).flat_map(service_kind::spoken_names);
        for word in others.map(String::as_str).chain(insured) {
            assert_eq!(seen.insert(plain(word), word), None, "「{word}」は二つの種類にあります");
        }
    }

    #[test]
    fn the_longest_word_wins() {
        assert_eq!(names("短期入所療養介護"), ["短期入所療養介護"]);
        assert_eq!(names("夜間対応型訪問介護と訪看"), ["夜間対応型訪問介護", "訪問看護"]);
        assert_eq!(names("デイサービスセンター架空の里"), ["通所介護"]);
        assert_eq!(names("通所リハビリテーション（歩行訓練）"), ["通所リハビリテーション"]);
        assert_eq!(names("福祉用具購入"), ["特定福祉用具販売"]);
    }

    #[test]
    fn a_part_of_a_longer_word_is_not_found() {
        assert!(names("ホリデイ").is_empty());
        assert!(names("ショートケーキを食べる").is_empty());
        assert!(names("ADSL").is_empty());
        assert_eq!(names("ＤＳ（入浴）"), ["通所介護"]);
    }

    #[test]
    fn the_kind_outside_parentheses_comes_first() {
        let words = Words::embedded();
        assert_eq!(words.kind_of("訪問看護（通所介護の送り出し）").map(|hit| hit.name), Some("訪問看護"));
        assert_eq!(words.kind_of("看護（訪問看護）").map(|hit| hit.name), Some("訪問看護"));
        assert_eq!(words.kind_of("家族（長女）"), None);
    }

    #[test]
    fn kinds_of_one_family_may_be_called_alike() {
        let words = Words::embedded();
        let kind = |text| words.kind_of(text).expect("a kind");
        assert!(kind("地域密着型通所介護").may_be(&kind("デイサービス")));
        assert!(!kind("デイケア").may_be(&kind("デイサービス")));
    }

    #[test]
    fn persons_by_any_of_their_words() {
        let words = Words::embedded();
        assert!(words.persons_in("夫婦で暮らす").is_empty());
        assert!(words.persons_in("祖父母").is_empty());
        assert!(words.shared("家族（長女）", "娘の訪問"));
        assert!(!words.shared("家族（妻）", "長男の訪問"));
    }

    #[test]
    fn shared_words_say_something() {
        let words = Words::embedded();
        assert!(words.shared("配食サービス", "配食・安否確認"));
        assert!(!words.shared("訪問サービス", "毎日の訪問"));
        assert!(words.shared("緊急通報装置による見守り", "緊急通報装置（常時）"));
    }
}
