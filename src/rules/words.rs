//! Word lists: services and their synonyms, vague words, persons. Data with their source (`words.toml`), not literals in code.
//!
//! Texts are compared after NFKC without spaces. The longest word wins, and a word of katakana or of ASCII letters is
//! only found whole, so that 「デイ」 is not in 「ホリデイ」 and 「架空市」 is not taken for 「架空市社会福祉協議会」.

pub use crate::text::{WordList, is_nearly, person_places, places, plain, same_name, without_parentheses};

use crate::embedded::table;
use crate::service_kind::{self, KindHit};
use crate::text::{self, Sieve, Spoken, is_person, is_whole};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// The lists of `words.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Name of a list → its words.
    pub lists: FxHashMap<String, WordList>,
    /// 「続柄」 a person → words that may mean the same person.
    pub persons: BTreeMap<String, WordList>,
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

impl Words {
    /// The embedded lists.
    ///
    /// # Panics
    /// Never: the lists are part of the program, and a test reads them.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::ready(table!("rules/words")))
    }

    /// Lists as they are written, made ready to be looked for.
    fn ready(mut words: Self) -> Self {
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

    /// The words of a list, the longest first.
    ///
    /// # Panics
    /// When there is no such list: a rule without its words would find nothing and say nothing (a test asks every rule's names).
    #[must_use]
    pub fn list(&self, name: &str) -> &[String] {
        self.word_list(name)
    }

    pub(super) fn word_list(&self, name: &str) -> &WordList {
        self.lists.get(name).unwrap_or_else(|| panic!("words.toml has no list «{name}»"))
    }

    /// The words of a list that may stand in a plain text, the longest first: those that are worth looking for.
    pub fn candidates(&self, list: &str, text: &str) -> impl Iterator<Item = &str> {
        self.word_list(list).candidates(text)
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

    /// The kinds of service that a text names and a plan may lay down, in the order of the text; so 総合事業 and 居宅介護支援 are none.
    #[must_use]
    pub fn kinds_in(&self, text: &(impl Spoken + ?Sized)) -> Vec<KindHit<'static>> {
        service_kind::kinds_in(text).into_iter().filter(is_laid_down).collect()
    }

    /// The kind of service that 「サービス種別」 names: the first outside （ ）, else the first inside.
    #[must_use]
    pub fn kind_of(&self, text: &(impl Spoken + ?Sized)) -> Option<KindHit<'static>> {
        service_kind::first_in(text, is_laid_down)
    }

    /// The same where the insurance pays by what stands beside (a support with ○, a line of the slip): 「通院（訪問介護）」 is 訪問介護.
    #[must_use]
    pub fn insured_kind_of(&self, text: &(impl Spoken + ?Sized)) -> Option<KindHit<'static>> {
        service_kind::first_in(text, KindHit::is_insured).or_else(|| self.kind_of(text))
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

/// Whether a plan may lay a service down.
fn is_laid_down(hit: &KindHit) -> bool {
    hit.kind.is_none_or(|kind| kind.insured)
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
    }

    #[test]
    #[should_panic(expected = "vagueness")]
    fn a_list_that_is_not_there_is_not_empty() {
        let name = "vagueness";
        let _ = Words::embedded().list(name);
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
        // What the insurance pays is the insured kind, wherever it stands; the month lays the same one out.
        for text in ["通院（訪問介護）", "介護タクシー（訪問介護）", "配食・デイサービス", "重度訪問介護、訪問介護"]
        {
            let hit = words.insured_kind_of(text).and_then(|hit| hit.kind);
            assert_eq!(hit, service_kind::in_text(text), "{text}");
            assert!(hit.is_some(), "{text}");
        }
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
