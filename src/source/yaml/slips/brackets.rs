//! Full-width brackets of lists and maps, and the commas between their values. Most of them are a text's own.

use super::colons::is_colon;
use super::{Slip, is_blank, is_key};

/// A bracket of a list or map that is full-width, at the start. With more behind the one that closes it, it is one of a text:
/// 「［注意］足もと」, 「［別紙］、就寝」. What is known to be a list or map gets both, and its commas.
pub(in crate::source::yaml) fn bracket(text: &str) -> Option<Slip> {
    let (closing, wanted, slip) = match text.chars().next()? {
        '［' => (['］', ']'], "]", Slip::full_width(0, '［', "[", "半角の [ ] に置き換えてください")),
        '｛' => (['｝', '}'], "}", Slip::full_width(0, '｛', "{", "半角の { } に置き換えてください")),
        _ => return None,
    };
    let line = text.lines().next().unwrap_or_default();
    let Some(close) = line.find(closing) else { return Some(slip.doubtful_if(true)) };
    if !ends_value(&line[close..]) {
        return None;
    }
    let inside = &line[slip.length..close];
    let is_part = closing[0] == '｝';
    let is_list = is_part || !inside.contains(": ") && !inside.contains('：');
    let mut also = Vec::new();
    if !is_part {
        also.extend(inside.match_indices(['、', '，']).map(|(at, comma)| {
            let blank = inside[at + comma.len()..].starts_with(' ');
            (slip.length + at, comma.len(), if blank { "," } else { ", " })
        }));
    }
    if line[close..].starts_with(closing[0]) {
        also.push((close, closing[0].len_utf8(), wanted));
    }
    Some(Slip { also, ..slip.doubtful_if(!is_list) })
}

/// A text in full-width brackets as YAML reads it: nothing between them is a sign of YAML.
pub(in crate::source::yaml) fn is_text_in_brackets(text: &str) -> bool {
    let Some(close) = text.find(['］', '｝']) else { return false };
    text.starts_with(['［', '｛']) && !text[..close].contains([',', ':', '[', ']', '{', '}', '"', '\'', '#'])
}

/// Whether nothing of a text stands behind the bracket with which a text begins.
fn ends_value(text: &str) -> bool {
    let behind = text.trim_start_matches(['］', ']', '｝', '}']).trim_start();
    // Behind a comma of a text only a key shows that it was meant for YAML's.
    let next = behind.trim_start_matches(['、', '，']);
    let is_before_key = || next.is_empty() || next.find(is_colon).is_some_and(|colon| is_key(next[..colon].trim()));
    behind.is_empty() || behind.starts_with([',', '#']) || next.len() < behind.len() && is_before_key()
}

/// A bracket of a list or map that is full-width, where one must be closed.
pub(in crate::source::yaml) fn closing_bracket(text: &str) -> Option<Slip> {
    let (at, found) = text.char_indices().find(|(_, c)| matches!(c, '］' | '｝'))?;
    let (wanted, help) = if found == '］' {
        ("]", "半角の ] に置き換えてください")
    } else {
        ("}", "半角の } に置き換えてください")
    };
    let line = text[at..].lines().next().unwrap_or_default();
    Some(Slip::full_width(at, found, wanted, help).doubtful_if(!ends_value(line)))
}

/// A full-width comma between values.
pub(in crate::source::yaml) fn comma(text: &str) -> Option<Slip> {
    let (at, found) = text.char_indices().find(|(_, c)| matches!(c, '、' | '，'))?;
    let slip = Slip::full_width(at, found, ", ", "値の間は半角のコンマと空白「, 」で区切ってください");
    // Beside a comma it is none, and at the end one may follow.
    let behind = text[at + found.len_utf8()..].trim();
    let is_of_text = text.contains(['：', '「', '」', '。']);
    let is_doubtful =
        is_of_text || behind.is_empty() || behind.starts_with(',') || text[..at].trim_end().ends_with(',');
    Some(Slip { is_doubtful, ..slip })
}

/// The full-width comma before the last word, which is a key: those before it are of the text.
pub(in crate::source::yaml) fn comma_before_key(text: &str) -> Option<Slip> {
    let at = text.rfind(['、', '，'])?;
    let found = text[at..].chars().next()?;
    let is_before_key = is_key(text[at + found.len_utf8()..].trim_matches(is_blank));
    // A colon in a text makes a key of the word before it.
    is_before_key.then(|| comma(&text[at..]).map(|slip| slip.shifted(at).doubtful_if(true)))?
}
