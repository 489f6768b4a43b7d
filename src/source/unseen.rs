//! Characters that nobody sees: they have no ink, and editors do not show them either; and blanks that look like a space of
//! the keyboard and are none, as Word, Teams and web pages put them.

/// Whether a character is neither ink nor space: soft hyphens, marks of direction and of joining, fillers, tags. Selectors
/// of variants are none: they choose a shape. (Unicode's `Default_Ignorable_Code_Point` without those.)
#[must_use]
pub fn is_unseen(c: char) -> bool {
    // Kana, kanji and most signs of Japanese, before all the others are asked.
    if matches!(c, '\u{3165}'..='\u{FEFE}' | '\u{3000}'..='\u{3163}' | ' '..='~') {
        return false;
    }
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}'
    )
}

/// Whether such a character may stand in a text, by its bytes alone: most texts have none, and every text is asked.
#[must_use]
pub fn may_stand_in(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        let second = || bytes.get(at + 1).copied();
        // What begins a character of kana or of kanji is asked first: by steps of three bytes most of a text is through.
        at += match first {
            0xE3 if second() != Some(0x85) => 3,
            0xE4..=0xE9 => 3,
            0xC2 if second() != Some(0xAD) => 2,
            0xE2 if !matches!(second(), Some(0x80 | 0x81)) => 3,
            0xEF if !matches!(second(), Some(0xBB | 0xBE | 0xBF)) => 3,
            0xC2 | 0xCD | 0xD8 | 0xE1 | 0xE2 | 0xE3 | 0xEF | 0xF0 | 0xF3 => return true,
            _ => 1,
        };
    }
    false
}

/// Whether a character is a blank on the line that YAML does not take for one: full-width, no-break, of another width.
#[must_use]
pub fn is_odd_blank(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// Whether what stands before such a character and what stands behind it are two words: it ends a line, or is as wide as a
/// blank. 「130」 and 「80」 with one between are not 「13080」.
#[must_use]
pub const fn parts_words(c: char) -> bool {
    matches!(c, '\u{115F}'..='\u{1160}' | '\u{2028}'..='\u{2029}' | '\u{3164}' | '\u{FFA0}')
}

/// What it is called, for those that come from other programs often.
#[must_use]
pub fn name(c: char) -> &'static str {
    match c {
        '\u{A0}' | '\u{202F}' => "改行しない空白",
        '\u{AD}' => "ソフトハイフン",
        '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{205F}' => "幅の違う空白",
        '\u{200B}' => "幅のない空白",
        '\u{200C}' | '\u{200D}' | '\u{2060}' => "文字をつなぐ印",
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => "文字の向きの印",
        '\u{2028}' | '\u{2029}' => "改行の印",
        '\u{FEFF}' => "バイト順の印",
        _ => "",
    }
}

/// 「U+00AD（ソフトハイフン）」
#[must_use]
pub fn shown(c: char) -> String {
    let code = u32::from(c);
    match name(c) {
        "" => format!("U+{code:04X}"),
        name => format!("U+{code:04X}（{name}）"),
    }
}

/// What is said of a text with such characters; none of one without.
#[must_use]
pub fn told(text: &str) -> Option<String> {
    let mut found = text.chars().filter(|c| is_unseen(*c));
    let first = found.next()?;
    let more = found.count();
    let more = if more > 0 { format!("（ほかに {more} 文字）") } else { String::new() };
    Some(format!("目に見えない文字 {} が含まれています{more}", shown(first)))
}

/// How such a text is mended.
pub const TO_MEND: &str =
    "この文字を消し、改行や空白のつもりなら打ち直してください。ほかのソフトから写した文に付いてくることがあります";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_unseen_character_escapes_the_look_at_bytes() {
        let unseen: Vec<char> = ('\0'..=char::MAX).filter(|c| is_unseen(*c)).collect();
        assert!(unseen.len() > 3_900, "{}", unseen.len());
        for c in unseen {
            assert!(may_stand_in(&format!("字{c}字")), "{c:?}");
        }
        assert!(!may_stand_in("デイサービス（週2回）①～③、Ｐトイレ"));
    }
}
