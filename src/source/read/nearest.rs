//! Which key was meant: the nearest known one, and the parts of the file where the written one belongs.

use crate::source::yaml::slips;
use unicode_normalization::UnicodeNormalization;

/// A key as it is compared: full-width and half-width, hiragana and katakana, 一 and 1 are the same.
fn folded(key: &str) -> String {
    let kana = |c: char| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    };
    let folded: String = key.nfkc().filter(|c| !c.is_whitespace()).map(kana).flat_map(char::to_lowercase).collect();
    let numeral = folded
        .strip_prefix('第')
        .and_then(|rest| rest.strip_suffix('表'))
        .and_then(|number| "一二三四五六七".find(number));
    numeral.map_or(folded, |at| format!("第{}表", at / '一'.len_utf8() + 1))
}

/// The known key that a written one most likely means.
fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let key = folded(key);
    let length = key.chars().count();
    let is_prose = key.contains(['、', '。', '，', '「', '」']);
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let rank = |candidate: &str| -> Option<(u8, usize, bool)> {
        let candidate = folded(candidate);
        let distance = strsim::damerau_levenshtein(&key, &candidate);
        let longer = length.max(candidate.chars().count());
        let shared = key.chars().any(|c| candidate.contains(c));
        // Of two that are as near, the one that was typed but for its end, or in another order.
        let is_other = !candidate.starts_with(&key) && letters(&candidate) != letters(&key);
        match distance {
            0 => Some((0, 0, false)),
            _ if shared && distance <= 1 + longer / 5 => Some((1, distance, is_other)),
            // A text that runs into a key (「説明、項目」) is no misspelling of it: there would be no text any more.
            _ if !is_prose && length >= 2 && (key.contains(&candidate) || candidate.contains(&key)) => {
                Some((2, distance, is_other))
            }
            _ if strsim::jaro(&key, &candidate) > 0.8 => Some((3, distance, is_other)),
            _ => None,
        }
    };
    known
        .iter()
        .filter_map(|candidate| Some((rank(candidate)?, *candidate)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, candidate)| candidate)
}

/// The known key that an unknown one can be changed into, and whether nothing else can have been meant: spelt otherwise, or a
/// letter away from one key alone and no key of another part.
pub(super) fn meant<'k>(key: &str, known: &[&'k str], homes: &[(String, Vec<String>)]) -> Option<(&'k str, bool)> {
    let (key, near) = (folded(key), nearest(key, known)?);
    let distance = |other: &str| strsim::damerau_levenshtein(&key, &folded(other));
    let own = distance(near);
    let elsewhere = homes.iter().any(|(other, _)| folded(other) == key);
    let alone = known.iter().all(|other| *other == near || distance(other) > own + 1);
    let letters = key.chars().count().min(near.chars().count());
    let one_letter = own == 1 && letters >= 3 && alone && !elsewhere;
    Some((near, own == 0 || one_letter)).filter(|_| own == 0 || !elsewhere)
}

/// Whether a key is another but for its spelling.
pub(super) fn is_same(key: &str, other: &str) -> bool {
    folded(key) == folded(other)
}

/// The known key with which a text begins that has a value behind it and no colon between, and how long what stands there is.
pub(super) fn without_colon<'k>(text: &str, known: &[&'k str]) -> Option<(&'k str, usize)> {
    let mark = |key: &&'k str| Some((*key, slips::sign_for_colon(text.strip_prefix(*key)?)?));
    known.iter().filter_map(mark).max_by_key(|(key, _)| key.len())
}

/// The word of a closed set that was meant: the only one that is the same but for one letter. A letter that another word has there
/// (申請済, of 認定済 and 申請中) may be the right one.
pub(super) fn chosen<'k>(text: &str, words: &[&'k str]) -> Option<&'k str> {
    let text = folded(text);
    let mut near = words.iter().filter(|word| strsim::damerau_levenshtein(&text, &folded(word)) <= 1);
    let only = near.next().filter(|word| word.chars().count() >= 3)?;
    let is_of_other = |at: usize, c: char| words.iter().any(|word| word != only && word.chars().nth(at) == Some(c));
    let is_mixed = text.chars().enumerate().any(|(at, c)| only.chars().nth(at) != Some(c) && is_of_other(at, c))
        && text.chars().count() == only.chars().count();
    (near.next().is_none() && !is_mixed).then_some(*only)
}

/// How an unknown key is mended. `homes` says which parts of the file have which keys.
pub(super) fn help(key: &str, known: &[&str], homes: &[(String, Vec<String>)]) -> String {
    let near = nearest(key, known);
    let same = near.is_some_and(|near| folded(near) == folded(key));
    let places = homes.iter().find(|(other, _)| folded(other) == folded(key)).filter(|_| !same);
    match (places, near) {
        (Some((name, places)), near) => {
            let shown = places.iter().take(4).fold(String::new(), |shown, place| shown + "「" + place + "」");
            let more = if places.len() > 4 { "など" } else { "" };
            let or = near.map_or(String::new(), |near| format!("。「{near}」のことかもしれません"));
            format!("「{name}」は{shown}{more}の中に書く項目です。字下げを確かめてください{or}")
        }
        (None, Some(near)) => format!("「{near}」の書き誤りではありませんか"),
        (None, None) => format!("ここに書ける項目：{}", known.join("、")),
    }
}
