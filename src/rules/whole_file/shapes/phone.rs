//! Whether a text is a telephone number, with any words around it.

/// A number with its area code, or words alone: 「なし」「長女の携帯 090-0000-0001」.
pub(super) fn is_phone(text: &str) -> bool {
    // 「087--000-0000」 has a hyphen too many, or a figure too few.
    let is_torn = text.contains("--");
    let is_of_number =
        |c: char| c.is_ascii_digit() || matches!(c, '-' | '(' | ')' | ' ' | '.' | '‐' | '−' | 'ー' | '+');
    !text.contains(|c: char| c.is_ascii_digit())
        // A letter among figures, which looks like one, parts a number in two.
        || !is_torn && text.split(|c: char| !is_of_number(c)).any(holds_number)
}

/// 「087ー000ー0000」 in what is a number otherwise: the sign of a long vowel between figures.
pub(super) fn has_long_vowel(text: &str) -> bool {
    let signs: Vec<char> = text.chars().collect();
    let is_between =
        |three: &[char]| matches!(three, [one, 'ー', other] if one.is_ascii_digit() && other.is_ascii_digit());
    is_phone(text) && signs.windows(3).any(is_between)
}

/// Whether figures are a number, or several with blanks between them, or one with an extension behind it.
fn holds_number(part: &str) -> bool {
    let is_one = |part: &str| {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        is_whole(&digits) || part.trim_start().starts_with('+') && (11..=13).contains(&digits.len())
    };
    let pairs = || {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        (10..=11).any(|end| digits.split_at_checked(end).is_some_and(|(one, other)| is_whole(one) && is_whole(other)))
    };
    // 「087-000-0000(12)」
    let extended =
        || part.trim_end().strip_suffix(')').and_then(|part| part.rsplit_once('(')).map(|(number, _)| number);
    is_one(part) || part.split(' ').any(is_one) || pairs() || extended().is_some_and(is_one)
}

/// Ten figures behind a 0; eleven of a mobile telephone, of one over the internet, or of 0800.
fn is_whole(digits: &str) -> bool {
    let mut begins = digits.bytes();
    let is_national = begins.next() == Some(b'0');
    let is_long = matches!((begins.next(), begins.next()), (Some(b'5'..=b'9'), Some(b'0')));
    // 06-0000-0000 is one of 大阪.
    let is_mobile = is_long && !digits.starts_with("060");
    is_national && !digits.starts_with("00") && (digits.len() == 10 && !is_mobile || digits.len() == 11 && is_long)
}

#[cfg(test)]
mod tests {
    use super::{has_long_vowel, is_phone};

    #[test]
    fn a_long_vowel_between_figures_is_no_hyphen() {
        assert!(has_long_vowel("087ー000ー0000"));
        for text in
            ["087-000-0000", "087−000−0000", "長女フリーダイヤル0120-000-000", "なし", "ー", "センター087-000-0000"]
        {
            assert!(!has_long_vowel(text), "{text}");
        }
    }

    #[test]
    fn numbers_and_words_are_right() {
        for text in [
            "087-000-0000",
            "0877-00-0000",
            "(087)000-0000",
            "087(000)0000",
            "0870000000",
            "090-0000-0001",
            "0120-000-000",
            "0800-000-0000",
            "050-0000-0000",
            "03-0000-0000",
            "087-000-0000 090-0000-0001",
            "087-000-0000(12)",
            "087-000-0000 内線12",
            "なし",
            "",
            "長女の携帯090-0000-0001",
            "+81-87-000-0000",
            "087-000-0000、087-000-0001",
            "087-000-0000/090-0000-0001",
            "TEL:087-000-0000",
            "087.000.0000",
            "0570-00-0000",
            "06-0000-0000",
        ] {
            assert!(is_phone(text), "{text}");
        }
    }

    #[test]
    fn a_figure_lost_or_too_many_is_told() {
        for text in [
            "087-000-000",
            "087-000-00000",
            "87-000-0000",
            "O87-000-0000",
            "0877-O0-0000",
            "090-000-0001",
            "090-0000-00011",
            "087-000",
            "00-0000-8101",
            "080-000-1301",
            "087--000-0000",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
