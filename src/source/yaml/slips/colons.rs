//! Colons: full-width ones, those of other scripts, without their blank, and other marks in their place.

use super::{Slip, is_blank, is_entry, is_key, is_whole_value};
use crate::source::unseen::is_odd_blank;

/// Whether a sign looks like a colon: that of the keyboard, of an input method, and those of other scripts and of mathematics.
pub(super) fn is_colon(c: char) -> bool {
    c == ':' || is_wide_colon(c)
}

/// Whether it does, and is none of YAML's.
pub(super) fn is_wide_colon(c: char) -> bool {
    matches!(c, '：' | '∶' | '﹕' | '︓' | '︰' | 'ː' | '꞉' | '׃')
}

/// What may be typed behind a colon, or in its place.
const MARKS: [char; 12] = [';', '；', '。', '、', '，', ',', '.', '．', '=', '＝', '-', '－'];

/// What people put between a key and its value in the place of a colon: a blank alone, another mark.
pub(in crate::source::yaml) fn for_a_colon(c: char) -> bool {
    matches!(c, ' ' | '\t' | ';' | '=' | ',' | '.' | '；' | '＝' | '，' | '．') || is_odd_blank(c)
}

/// How long the mark is that stands in the place of a colon, at the beginning of a text; none where there is no such mark, and where
/// only blanks stand there and no value.
pub(in crate::source) fn instead_of_colon(rest: &str) -> Option<usize> {
    let value = rest.trim_start_matches(for_a_colon);
    let is_mark = value.len() < rest.len() && (!value.is_empty() || !rest.trim().is_empty());
    is_mark.then_some(rest.len() - value.len())
}

/// What else may stand there behind a key that is known.
const SIGNS: [char; 18] =
    ['→', '⇒', '➡', '/', '／', '＋', '+', '・', '|', '｜', '～', '~', '>', '＞', '-', '－', '–', '—'];
/// A colon as a web page writes it.
const ENTITIES: [&str; 4] = ["&#58;", "&colon;", "&#x3A;", "&#65306;"];

/// How long what stands in the place of a colon is, with the blanks around it, behind a key that is known and before a value.
pub(in crate::source) fn sign_for_colon(rest: &str) -> Option<usize> {
    instead_of_colon(rest).or_else(|| {
        let sign = rest.trim_start_matches(is_blank);
        let entity = ENTITIES.iter().find_map(|entity| sign.strip_prefix(*entity));
        let value = entity.unwrap_or_else(|| sign.trim_start_matches(SIGNS)).trim_start_matches(is_blank);
        (value.len() < sign.len() && !value.is_empty()).then_some(rest.len() - value.len())
    })
}

/// The same with a colon of another script, with the blanks around it.
pub(in crate::source::yaml) fn mark_for_colon(rest: &str) -> Option<usize> {
    let value = rest.trim_start_matches(|c| for_a_colon(c) || is_wide_colon(c));
    let is_mark = rest[..rest.len() - value.len()].contains(|c| c != ' ');
    is_mark.then_some(rest.len() - value.len())
}

/// The first colon, when it is no colon of YAML and a key stands before it.
pub(in crate::source::yaml) fn colon(text: &str) -> Option<(String, Slip)> {
    let at = text.find(is_colon)?;
    let key = text[..at].trim_end_matches(is_blank);
    let mut rest = text[at..].chars();
    let (mark, after) = (rest.next()?, rest.next());
    let key = Some(key).filter(|key| is_key(key))?.to_owned();
    let help = format!("「{key}: 」のように、半角のコロンと半角の空白で書いてください");
    // With its blank, 「:#3」 begins a comment, and null is nothing.
    let value = text[at + mark.len_utf8()..].trim_matches(is_blank);
    let is_lost = value.starts_with('#') || value.contains(" #") || matches!(value, "null" | "Null" | "NULL" | "~");
    // A second mark behind it is one too many, or the beginning of the text.
    // A sign or a letter that stands apart from the value was typed before the blank.
    let is_apart = value.chars().nth(1).is_some_and(is_blank);
    // 「予定://メモ」: what no value begins with was typed there by mistake, or is a note.
    let is_stray = value.starts_with(['/', '\\', '^', '_', '%', ']', '}', ')']);
    let is_doubtful = is_lost || is_apart || is_stray || value.starts_with(is_colon) || value.starts_with(MARKS);
    let slip = match (mark, after) {
        // At the end of a line nothing has to be kept apart.
        (wide, Some(' ') | None) if is_wide_colon(wide) => Some((key, Slip::full_width(at, wide, ":", &help))),
        // One of two colons in a line may be a slip within the key.
        (wide, _) if is_wide_colon(wide) => {
            let slip = Slip::full_width(at, wide, ": ", &help);
            Some((key, slip.doubtful_if(is_entry(&text[at + wide.len_utf8()..]))))
        }
        (_, Some(blank)) if is_odd_blank(blank) => Some((key, Slip::full_width(at + 1, blank, " ", &help))),
        // 「開催時間14:00」 is a time, and no key ends with a digit before another.
        (':', Some(after)) if after.is_ascii_digit() && key.ends_with(|c: char| c.is_ascii_digit()) => None,
        (_, Some(after)) if !after.is_whitespace() && !key.is_ascii() => {
            // A bracket behind a heading may be one too many.
            let rest = &text[at + 1..];
            let is_doubtful = is_entry(rest) || rest.trim_end().chars().all(|c| !c.is_alphanumeric());
            Some((key, Slip { is_doubtful, ..Slip::no_space(at, ":", ": ", &help) }))
        }
        _ => None,
    };
    let (key, slip) = slip?;
    let slip = slip.doubtful_if(is_doubtful);
    // Marks that were typed twice, and the blanks of an input method behind them, go with the first.
    let behind = text[at..].trim_start_matches(is_colon).trim_start_matches(is_odd_blank);
    // So does a sign that stands apart from the value: 「内容:、 面接」.
    let sign = behind.chars().next().filter(|c| is_apart && MARKS.contains(c) && text[at..].len() > behind.len());
    let whole =
        sign.map(|sign| behind[sign.len_utf8()..].trim_start_matches(is_blank)).filter(|rest| is_whole_value(rest));
    let behind = whole.unwrap_or(behind);
    let length = text.len() - behind.len() - at;
    let is_longer = slip.at + slip.length < at + length && !behind.trim().is_empty();
    Some((key, if is_longer { slip.from(at, length) } else { slip }))
}

/// A colon that is none of YAML's, directly behind a key in quotes.
pub(in crate::source::yaml) fn wide_colon(rest: &str) -> Option<Slip> {
    let mark = rest.chars().next().filter(|c| is_wide_colon(*c))?;
    let behind = &rest[mark.len_utf8()..];
    let is_apart = behind.starts_with([' ', '\n', '\r']);
    let slip = Slip::full_width(
        0,
        mark,
        if is_apart { ":" } else { ": " },
        "項目名と値の間は、半角のコロン「:」で区切ってください",
    );
    // The blanks of an input method behind it go with it.
    let value = behind.trim_start_matches(is_blank);
    let has_odd_blank = behind[..behind.len() - value.len()].contains(is_odd_blank);
    Some(if has_odd_blank { slip.from(0, rest.len() - value.len()) } else { slip })
}
