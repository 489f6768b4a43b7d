//! Word lists: services and their synonyms, vague words, persons. Data with their source (`words.toml`), not literals in code.
//!
//! Texts are compared after NFKC without spaces. The longest word wins, and a word of katakana or of ASCII letters is
//! only found whole, so that 「デイ」 is not in 「ホリデイ」 and 「架空市」 is not taken for 「架空市社会福祉協議会」.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// The lists of `words.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Words {
    /// Name of a list → its words.
    pub lists: BTreeMap<String, Vec<String>>,
    /// 「続柄」 a person → words that may mean the same person.
    pub persons: BTreeMap<String, Vec<String>>,
    /// 「サービス種類」 name → words that mean it in texts (訪看, DS, …).
    pub kinds: BTreeMap<String, Kind>,
    /// First character of a word → the words of kinds that begin with it, longest first, with the kind's name.
    #[serde(skip)]
    index: BTreeMap<char, Vec<(String, String)>>,
}

/// One kind of service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kind {
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Whether long-term care insurance covers it.
    pub insured: bool,
    /// Whether it is a medical service (医療系サービス): needs the doctor's opinion.
    pub medical: bool,
    /// Whether it is equipment or building work: it has no hours and never stands in the week.
    pub equipment: bool,
    /// The two-character service code, where it has one.
    pub code: String,
    /// The kind by whose name it is called too (地域密着型通所介護 is called デイサービス like 通所介護).
    pub base: String,
}

/// A kind of service that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindHit<'w> {
    /// The kind's name.
    pub name: &'w str,
    /// The kind.
    pub kind: &'w Kind,
    /// The word that was found, a synonym or the name.
    pub word: &'w str,
    /// Where it begins in the plain text, in bytes.
    pub start: usize,
}

impl KindHit<'_> {
    /// Whether two kinds may be called by the same word.
    #[must_use]
    pub fn may_be(&self, other: &KindHit) -> bool {
        let base = |hit: &KindHit| if hit.kind.base.is_empty() { hit.name.to_owned() } else { hit.kind.base.clone() };
        base(self) == base(other)
    }
}

impl Words {
    /// The embedded lists.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(|| Self::read(include_str!("words.toml")).unwrap_or_default())
    }

    /// Reads lists; their words are kept as [`plain`] text, the longest first.
    ///
    /// # Errors
    /// When the text is not such a TOML file.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        let mut words: Self = toml::from_str(text)?;
        for list in words.lists.values_mut().chain(words.persons.values_mut()) {
            list.iter_mut().for_each(|word| *word = plain(word));
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        for (name, kind) in &words.kinds {
            for word in std::iter::once(name).chain(&kind.synonyms).map(|word| plain(word)) {
                let Some(first) = word.chars().next() else { continue };
                words.index.entry(first).or_default().push((word, name.clone()));
            }
        }
        for found in words.index.values_mut() {
            found.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        Ok(words)
    }

    /// The words of a list, the longest first; none when there is no such list (a test forbids that).
    #[must_use]
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map_or(&[], Vec::as_slice)
    }

    /// The longest word of a list that stands in a text.
    #[must_use]
    pub fn found(&self, list: &str, text: &str) -> Option<&str> {
        self.found_in_plain(list, &plain(text))
    }

    /// [`Self::found`] for a text that is [`plain`] already.
    #[must_use]
    pub fn found_in_plain(&self, list: &str, text: &str) -> Option<&str> {
        self.list(list).iter().map(String::as_str).find(|word| places(text, word).next().is_some())
    }

    /// The kinds of service that a text names, in the order of the text; the longest word wins at each place.
    #[must_use]
    pub fn kinds_in(&self, text: &str) -> Vec<KindHit<'_>> {
        let text = plain(text);
        let mut hits = Vec::new();
        let mut at = 0;
        while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let words = self.index.get(&first).map_or(&[][..], Vec::as_slice);
            let hit = words.iter().find(|(word, _)| text[at..].starts_with(word.as_str()) && is_whole(&text, at, word));
            match hit.and_then(|(word, name)| Some((word, self.kinds.get_key_value(name)?))) {
                Some((word, (name, kind))) => {
                    hits.push(KindHit { name, kind, word, start: at });
                    at += word.len();
                }
                None => at += first.len_utf8(),
            }
        }
        hits
    }

    /// The kind of service that 「サービス種別」 names: the first outside （ ）, else the first inside.
    #[must_use]
    pub fn kind_of(&self, text: &str) -> Option<KindHit<'_>> {
        let whole = plain(text);
        self.kinds_in(&without_parentheses(&whole)).into_iter().next().or_else(|| self.kinds_in(&whole).into_iter().next())
    }

    /// The persons of the family or the neighbourhood that a text may mean, by the names of [`Words::persons`].
    #[must_use]
    pub fn persons_in(&self, text: &str) -> Vec<&str> {
        let text = plain(text);
        let named = |words: &[String]| words.iter().any(|word| places(&text, word).any(|at| is_person(&text, at, word)));
        self.persons.iter().filter(|(_, words)| named(words)).map(|(name, _)| name.as_str()).collect()
    }

    /// A word that two texts share and that says something: a person, a run of kanji or of katakana, not a common word.
    #[must_use]
    pub fn shared(&self, one: &str, other: &str) -> Option<String> {
        let (one, other) = (plain(one), plain(other));
        let persons = self.persons_in(&other);
        if let Some(person) = self.persons_in(&one).into_iter().find(|person| persons.contains(person)) {
            return Some(person.to_owned());
        }
        let common = self.list("common_words");
        runs(&one).flat_map(pieces).find(|piece| other.contains(*piece) && !common.iter().any(|word| word.contains(*piece))).map(str::to_owned)
    }
}

/// A text after NFKC, without spaces and line ends: how all texts are compared. The wave dash becomes 「~」.
#[must_use]
pub fn plain(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).map(|c| if c == '〜' { '~' } else { c }).collect()
}

/// Whether two names are the same after NFKC without spaces; blank names are no names.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}

/// The plain text without what stands in parentheses.
#[must_use]
pub fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = |c: &char| {
        match c {
            '(' | '（' | '［' | '[' | '〔' => depth += 1,
            ')' | '）' | '］' | ']' | '〕' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    text.chars().filter(outside).collect()
}

/// Where a word stands whole in a plain text.
pub fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| !word.is_empty() && is_whole(text, at, word))
}

/// How a character joins its neighbours to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Kanji,
    Katakana,
    Ascii,
    Other,
}

fn script(c: char) -> Script {
    match c {
        'ァ'..='ヺ' | 'ー' => Script::Katakana,
        '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' | '々' => Script::Kanji,
        'a'..='z' | 'A'..='Z' => Script::Ascii,
        _ => Script::Other,
    }
}

/// Whether a word at a place is not a part of a longer katakana or ASCII word.
fn is_whole(text: &str, at: usize, word: &str) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| match (inner.map(script), outer.map(script)) {
        (Some(Script::Katakana), Some(Script::Katakana)) => true,
        (Some(Script::Ascii), Some(Script::Ascii)) => true,
        _ => false,
    };
    let before = text[..at].chars().next_back();
    let after = text[at + word.len()..].chars().next();
    !joins(word.chars().next(), before) && !joins(word.chars().next_back(), after)
}

/// Whether a one-kanji person (妻, 父) stands for itself and not inside a word like 夫婦 or 祖父母.
fn is_person(text: &str, at: usize, word: &str) -> bool {
    if word.chars().count() > 1 {
        return true;
    }
    let kanji = |c: Option<char>| c.is_some_and(|c| script(c) == Script::Kanji);
    !kanji(text[..at].chars().next_back()) && !kanji(text[at + word.len()..].chars().next())
}

/// The runs of kanji and of katakana in a plain text.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let kind = script(rest.chars().next()?);
            let end = rest.find(|c| script(c) != kind).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            if matches!(kind, Script::Kanji | Script::Katakana) && run.chars().count() >= 2 {
                return Some(run);
            }
        }
    })
}

/// The pieces of a run that may be a word of their own: two neighbouring kanji, or the whole katakana run.
fn pieces(run: &str) -> Vec<&str> {
    if run.chars().next().is_some_and(|first| script(first) == Script::Katakana) {
        return vec![run];
    }
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    starts.windows(3).filter_map(|window| run.get(window[0]..window[2])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        Words::embedded().kinds_in(text).into_iter().map(|hit| hit.name).collect()
    }

    #[test]
    fn the_embedded_lists_can_be_read() {
        let words = Words::read(include_str!("words.toml")).expect("words.toml");
        assert!(words.lists.values().all(|list| !list.is_empty()));
        let mut seen = BTreeMap::new();
        for (name, kind) in &words.kinds {
            assert!(kind.base.is_empty() || words.kinds.contains_key(&kind.base), "{name} の base");
            assert!(kind.insured || !kind.medical && kind.code.is_empty(), "{name}");
            for word in std::iter::once(name).chain(&kind.synonyms) {
                assert_eq!(seen.insert(plain(word), name), None, "「{word}」は二つの種類にあります");
            }
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
        assert!(words.shared("家族（長女）", "娘の訪問").is_some());
        assert!(words.shared("家族（妻）", "長男の訪問").is_none());
    }

    #[test]
    fn shared_words_say_something() {
        let words = Words::embedded();
        assert_eq!(words.shared("配食サービス", "配食・安否確認").as_deref(), Some("配食"));
        assert_eq!(words.shared("訪問サービス", "毎日の訪問"), None);
        assert!(words.shared("緊急通報装置による見守り", "緊急通報装置（常時）").is_some());
    }
}
