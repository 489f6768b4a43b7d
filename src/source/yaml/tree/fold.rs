//! Texts that go on over line ends without `|`: YAML puts a space in the place of a line end. Between Japanese characters
//! nobody typed one there.

use unicode_width::UnicodeWidthChar;

/// A folded text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Folded {
    /// The text, without the spaces that stand for line ends between full-width characters.
    pub(super) text: String,
    /// Whether a line end that YAML took away looks like the end of a paragraph.
    pub(super) lost_paragraphs: bool,
}

/// Takes the spaces that YAML put in the place of line ends out again where both neighbours are full-width. `source` is
/// the text as it stands in the file, without quotes; `text` is what YAML made of it. None when nothing was folded.
pub(super) fn unfold(source: &str, text: &str) -> Option<Folded> {
    if !source.contains(['\n', '\r']) {
        return None;
    }
    let mut folded = Folded { text: String::with_capacity(text.len()), lost_paragraphs: false };
    let mut done = 0;
    let lines = source.split(['\n', '\r']).map(|line| line.trim_matches([' ', '\t'])).filter(|line| !line.is_empty());
    for line in lines {
        let gap = text[done..].len() - text[done..].trim_start_matches([' ', '\t', '\n']).len();
        // With an escape in it, a line is not what is read: such a text is left as YAML has it.
        let rest = text[done + gap..].strip_prefix(line)?;
        let gap = &text[done..done + gap];
        let before = folded.text.chars().next_back();
        if gap == " " && before.is_some() {
            folded.lost_paragraphs |= ends_sentence(&folded.text) || begins_paragraph(line);
            if !(before.is_some_and(is_full_width) && line.starts_with(is_full_width)) {
                folded.text.push(' ');
            }
        } else {
            folded.text.push_str(gap);
        }
        folded.text.push_str(line);
        done = text.len() - rest.len();
    }
    folded.text.push_str(&text[done..]);
    Some(folded)
}

/// Full-width characters, and those that are full-width in Japanese text; letters of other scripts are not.
fn is_full_width(c: char) -> bool {
    c.width() == Some(2) || c.width_cjk() == Some(2) && !c.is_alphabetic()
}

/// Whether a line of a text, but for its last, ends long before the others do: nobody breaks one text into such lines.
pub(super) fn has_short_line(source: &str) -> bool {
    let width = |line: &str| line.chars().filter_map(UnicodeWidthChar::width).sum::<usize>();
    let widths: Vec<usize> = source.lines().map(|line| width(line.trim())).filter(|width| *width > 0).collect();
    let Some(widest) = widths.iter().max() else { return false };
    widths[..widths.len() - 1].iter().any(|width| width * 3 < widest * 2)
}

/// Whether a text ends with a sentence, in quotation marks or not.
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['」', '』', '）', '”', '"', ')']);
    text.ends_with(['。', '！', '？', '：', '．'])
}

/// Whether a line begins like an item of a list or with the indentation of a paragraph.
fn begins_paragraph(line: &str) -> bool {
    let mark =
        |c| matches!(c, '　' | '・' | '●' | '○' | '◎' | '◇' | '◆' | '□' | '■' | '※' | '★' | '☆' | '①'..='⑳' | '【');
    let number = line.trim_start_matches(['(', '（']);
    let digits = number.trim_start_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let is_numbered = digits.len() < number.len() && digits.starts_with(['.', '．', '、', ')', '）']);
    line.starts_with(mark) || is_numbered || begins_with_letter(number)
}

/// Whether a line begins with a Roman number, or one kana or letter as a number: 「Ⅱ 入浴」「（ア）透析」「ア　透析」.
fn begins_with_letter(line: &str) -> bool {
    let mut signs = line.chars();
    let Some(first) = signs.next() else { return false };
    let is_kana = matches!(first, 'ア'..='ン' | 'ｱ'..='ﾝ' | 'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ');
    matches!(first, 'Ⅰ'..='Ⅻ' | 'ⅰ'..='ⅻ' | '⑴'..='⒇')
        || is_kana && matches!(signs.next(), Some('　' | '．' | '.' | '、' | ')' | '）'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(source: &str, text: &str, wanted: &str, lost_paragraphs: bool) {
        assert_eq!(unfold(source, text), Some(Folded { text: wanted.to_owned(), lost_paragraphs }));
    }

    #[test]
    fn line_ends_between_full_width_characters_leave_no_space() {
        becomes("本人は\n  歩きたい", "本人は 歩きたい", "本人は歩きたい", false);
        becomes("血圧\r\n  120 を\r\n  測る", "血圧 120 を 測る", "血圧 120 を測る", false);
        becomes("一行目。\n  二行目", "一行目。 二行目", "一行目。二行目", true);
        becomes(
            "「歩きたい。」\n  長女（別居）：「心配。」",
            "「歩きたい。」 長女（別居）：「心配。」",
            "「歩きたい。」長女（別居）：「心配。」",
            true,
        );
        becomes("項目\n  ・一つ", "項目 ・一つ", "項目・一つ", true);
        becomes("項目\n  (1) 一つ", "項目 (1) 一つ", "項目 (1) 一つ", true);
        becomes("入浴\n  Ⅱ 入浴", "入浴 Ⅱ 入浴", "入浴 Ⅱ 入浴", true);
        becomes("項目\n  ア　透析", "項目 ア　透析", "項目ア　透析", true);
        becomes("項目\n  アルコール", "項目 アルコール", "項目アルコール", false);
        assert!(has_short_line("始め方\n  1 脱臼の予防と家の中の動き方"));
        assert!(!has_short_line("居間で本人と長女から\n  話を聞いた"));
        becomes("一\n\n  二", "一\n二", "一\n二", false);
        // A space that was typed stays.
        becomes("讃岐 ハル\n  様", "讃岐 ハル 様", "讃岐 ハル様", false);
        assert_eq!(unfold("一行", "一行"), None);
        assert_eq!(unfold("a\\n\n b", "a\n b"), None);
    }
}
