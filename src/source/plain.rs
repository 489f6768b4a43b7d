//! How texts are compared: after NFKC, without spaces.

use std::iter::once;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// A text after NFKC, without spaces and line ends: how all texts are compared. The wave dash becomes 「~」.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut done = 0;
    while let Some((at, c)) = next_that_changes(text, done) {
        plain.push_str(&text[done..at]);
        done = at + c.len_utf8();
        match c {
            '〜' | '～' => plain.push('~'),
            '\u{ff01}'..='\u{ff5d}' => plain.push(u8::try_from(u32::from(c) - 0xfee0).map_or(c, char::from)),
            ' ' | '\n' | '\u{3000}' => {}
            _ if push_alone(c, &mut plain) => {}
            _ => return by_tables(text),
        }
    }
    plain.push_str(&text[done..]);
    plain
}

/// Whether two names are the same after NFKC without spaces; blank names are no names.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let one = plain(one);
    !one.is_empty() && one == plain(other)
}

/// A text without the first of these endings that it has, once: a unit is written once or not at all, 「24.5%%」 is a slip.
#[must_use]
pub fn without<'t>(text: &'t str, endings: &[&str]) -> &'t str {
    endings.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text)
}

/// 「12,345」
#[must_use]
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whether a text is [`plain`] as it stands, by a glance: most keys and names are.
pub(super) fn is_surely_plain(text: &str) -> bool {
    next_that_changes(text, 0).is_none()
}

/// The first character from a place on that may change, and where it stands.
fn next_that_changes(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'!'..=b'~' => at += 1,
            // U+5000–U+9FFF, three bytes each.
            0xe5..=0xe9 => at += 3,
            _ => {
                let c = text.get(at..)?.chars().next()?;
                if !stays(c) {
                    return Some((at, c));
                }
                at += c.len_utf8();
            }
        }
    }
}

/// What plans are mostly written in, and stays as it is: no need for Unicode's tables.
fn stays(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | 'ぁ'..='ゔ' | 'ァ'..='ヴ' | '!'..='~' | '・' | 'ー' | '、' | '。' | '「'..='】' | '々' | '○')
}

/// Adds what a character becomes, when its neighbours have no part in it; false for marks and for parts of hangul.
fn push_alone(c: char, plain: &mut String) -> bool {
    let alone = |c: char| canonical_combining_class(c) == 0 && is_nfkc_quick(once(c)) == IsNormalized::Yes;
    for made in once(c).nfkc() {
        if !alone(made) {
            return false;
        }
        if !made.is_whitespace() {
            plain.push(made);
        }
    }
    true
}

fn by_tables(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).map(|c| if c == '〜' { '~' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_gives_what_the_tables_give() {
        // Behind letters with which marks and parts of hangul melt into one.
        for c in ('\u{20}'..='\u{10ffff}').filter(|c| !c.is_control()) {
            for before in ['訪', 'か', 'e', '\u{1100}', '가'] {
                let text = format!("{before}{c}問");
                assert_eq!(plain(&text), by_tables(&text), "{before} U+{:04X}", u32::from(c));
            }
        }
        assert_eq!(plain("ＤＳ（入浴）　９：３０〜\n１６：３０"), "DS(入浴)9:30~16:30");
        assert_eq!(plain("か\u{3099}"), "が");
    }
}
