//! Slips of typing that people who write Japanese make: a full-width colon, comma, bracket, dash or space where YAML wants
//! the ASCII one, a no-break space from Word or a web page, and a colon or dash without its space.
//!
//! YAML takes many of them for plain text, so they are looked for only where a text is not what its place wants.

mod doubts;

use super::mend::Mend;
use crate::source::problem::{Problem, ProblemCode};
use crate::source::unseen::{self, is_odd_blank};
use crate::source::{FileId, Fix, Span, to_u32};
pub(super) use doubts::goes_on;
pub(in crate::source) use doubts::{Doubts, Stray};

/// One slip: its place in the text it was looked for in, and how to tell and mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source) struct Slip {
    at: usize,
    length: usize,
    /// What should stand there.
    wanted: &'static str,
    code: ProblemCode,
    message: String,
    help: String,
    /// Whether the writer can have meant something else.
    is_doubtful: bool,
    /// What is changed together with it: the bracket that closes, the commas between.
    also: Vec<(usize, usize, &'static str)>,
}

impl Slip {
    /// A full-width character that should be ASCII.
    fn full_width(at: usize, found: char, wanted: &'static str, help: &str) -> Self {
        let name = match found {
            '　' => "全角の空白が使われています".to_owned(),
            _ if is_odd_blank(found) => {
                format!("空白に見える文字 {} が使われています", unseen::shown(found))
            }
            _ if is_wide_colon(found) && found != '：' => {
                format!("コロンに見える別の記号「{found}」{} が使われています", unseen::shown(found))
            }
            _ => format!("全角の「{found}」が使われています"),
        };
        let message = format!("{name}。YAMLの記号と空白は半角で書きます");
        Self {
            at,
            length: found.len_utf8(),
            wanted,
            code: ProblemCode::FullWidth,
            message,
            help: help.to_owned(),
            is_doubtful: false,
            also: Vec::new(),
        }
    }

    fn no_space(at: usize, mark: &str, wanted: &'static str, help: &str) -> Self {
        let message = format!("「{mark}」の後に半角の空白がありません");
        let (code, help) = (ProblemCode::Syntax, help.to_owned());
        Self { at, length: 1, wanted, code, message, help, is_doubtful: false, also: Vec::new() }
    }

    /// The same slip in a text that begins `by` bytes earlier.
    pub(super) fn shifted(self, by: usize) -> Self {
        let also = self.also.iter().map(|(at, length, wanted)| (at + by, *length, *wanted)).collect();
        Self { at: self.at + by, also, ..self }
    }

    /// The same of a colon that was typed more than once, or with blanks that are none of YAML's.
    fn from(self, at: usize, length: usize) -> Self {
        Self { at, length, wanted: ": ", ..self }
    }

    /// The same, where the writer may have meant something else.
    pub(super) fn doubtful_if(self, is_doubtful: bool) -> Self {
        Self { is_doubtful: self.is_doubtful || is_doubtful, ..self }
    }

    /// Where it stands.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// As something to tell.
    pub(in crate::source) fn problem(&self, id: FileId, text_start: u32) -> Problem {
        let start = text_start + to_u32(self.at);
        let span = Span::new(id, start, start + to_u32(self.length));
        let title = format!("「{}」に直す", self.wanted);
        let mut fix = Fix { certain: self.mend().certain, ..Fix::certain(title, span, self.wanted) };
        fix.edits.extend(self.also.iter().map(|(at, length, wanted)| {
            let start = text_start + to_u32(*at);
            (Span::new(id, start, start + to_u32(*length)), (*wanted).to_owned())
        }));
        Problem::new(self.code, span, self.message.clone()).help(self.help.clone()).fix(fix)
    }

    /// How it is mended.
    pub(super) fn mend(&self) -> Mend {
        let mut mend = Mend::certain(self.at, self.length, self.wanted);
        mend.edits.extend(self.also.iter().map(|(at, length, wanted)| (*at, *length, (*wanted).to_owned())));
        // The lines below may be in line with what stands behind the dash now.
        if self.wanted == "- " || self.is_doubtful { mend.doubtful() } else { mend }
    }
}

/// What may be typed behind a colon, or in its place.
const MARKS: [char; 12] = [';', '；', '。', '、', '，', ',', '.', '．', '=', '＝', '-', '－'];

/// What a key can look like: a short word without marks of a sentence.
pub(super) fn is_key(text: &str) -> bool {
    let mark = |c: char| c.is_whitespace() || "、。，．「」『』【】（）()[]{}\"'#&*!|>%@`,/".contains(c);
    (1..=20).contains(&text.chars().count())
        && !text.contains(mark)
        && !text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// What people put between a key and its value in the place of a colon: a blank alone, another mark.
pub(super) fn for_a_colon(c: char) -> bool {
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
pub(super) fn mark_for_colon(rest: &str) -> Option<usize> {
    let value = rest.trim_start_matches(|c| for_a_colon(c) || is_wide_colon(c));
    let is_mark = rest[..rest.len() - value.len()].contains(|c| c != ' ');
    is_mark.then_some(rest.len() - value.len())
}

/// A line that looks like `key: value` or `- item`, with a slip in it; and the key.
pub(super) fn in_line(line: &str) -> Option<(String, Slip)> {
    let line = line.trim_end();
    let body = line.trim_start_matches([' ', '\t']);
    let start = line.len() - body.len();
    if let Some(slip) = dash(body) {
        let rest = body.trim_start_matches(|c| matches!(c, '-' | '－' | '・') || is_blank(c));
        let key = rest.split(is_colon).next().unwrap_or_default();
        return Some((key.to_owned(), slip.shifted(start)));
    }
    if let Some(blank) = body.chars().next().filter(|c| is_odd_blank(*c)) {
        let rest = body.trim_start_matches(is_blank);
        let key = rest.split(is_colon).next().filter(|key| key.len() < rest.len() && is_key(key))?;
        return Some((key.to_owned(), space(start, blank)));
    }
    let items = body.trim_start_matches("- ").trim_start();
    let start = start + body.len() - items.len();
    colon(items).map(|(key, slip)| (key, slip.shifted(start)))
}

/// A slip in what YAML took for a key. Where that has a value, too, one of its two colons is too many: 「結:論: 原案のとおり」.
pub(in crate::source) fn in_key(key: &str, has_value: bool) -> Option<Slip> {
    let rest = key.trim_start_matches(is_odd_blank);
    match key.chars().next()? {
        blank if is_odd_blank(blank) && is_key(rest) => Some(space(0, blank)),
        '＃' => Some(hash(0)),
        '｛' | '［' => bracket(key).map(|slip| slip.doubtful_if(true)),
        _ => dash(key)
            .or_else(|| colon(key).map(|(_, slip)| slip.doubtful_if(has_value)))
            .or_else(|| closing_bracket(key)),
    }
}

/// Whether a sign looks like a colon: that of the keyboard, of an input method, and those of other scripts and of mathematics.
fn is_colon(c: char) -> bool {
    c == ':' || is_wide_colon(c)
}

/// Whether it does, and is none of YAML's.
fn is_wide_colon(c: char) -> bool {
    matches!(c, '：' | '∶' | '﹕' | '︓' | '︰' | 'ː' | '꞉' | '׃')
}

/// Whether what stands behind a sign is an entry itself: 「論: 原案のとおり」 behind 「結:」.
pub(super) fn is_entry(rest: &str) -> bool {
    let rest = rest.trim_end();
    let key = rest.split_once(": ").map(|(key, _)| key).or_else(|| rest.strip_suffix(':'));
    key.is_some_and(is_key)
}

/// Whether the rest of a line is one value that YAML can read: a text in quotes, or one that needs none.
pub(super) fn is_whole_value(rest: &str) -> bool {
    let rest = rest.trim_end();
    if let Some(mark) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return rest[1..].strip_suffix(mark).is_some_and(|inside| !inside.contains([mark, '\\']));
    }
    let begins = |c: char| c.is_alphanumeric() || matches!(c, '「' | '『' | '（' | '(' | '【' | '〒');
    let is_plain = !rest.contains(": ") && !rest.contains(" #") && !rest.ends_with(':');
    rest.starts_with(begins) && is_plain && rest.matches('"').count().is_multiple_of(2)
}

/// The first colon, when it is no colon of YAML and a key stands before it.
pub(super) fn colon(text: &str) -> Option<(String, Slip)> {
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
pub(super) fn wide_colon(rest: &str) -> Option<Slip> {
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

/// A dash of a list that is full-width, or has no space behind it.
pub(super) fn dash(body: &str) -> Option<Slip> {
    let help = "一覧の項目は「- 」（半角のハイフンと半角の空白）で始めてください";
    let mut chars = body.chars();
    match (chars.next()?, chars.next()) {
        (wide @ ('－' | '−' | '‐' | '‑' | '–' | '—' | '―' | '─' | '━' | '﹣' | 'ー' | 'ｰ'), Some(blank))
            if is_blank(blank) =>
        {
            Some(Slip::full_width(0, wide, "-", help))
        }
        ('－', Some(_)) if looks_like_entry(body) => Some(Slip::full_width(0, '－', "- ", help)),
        // What the keyboard gives for a list in prose.
        ('・', Some(after)) if after == '{' || looks_like_entry(body) => Some(Slip::full_width(0, '・', "- ", help)),
        ('-', Some('{')) => Some(Slip::no_space(0, "-", "- ", help)),
        ('-', Some(blank)) if is_odd_blank(blank) => Some(Slip::full_width(1, blank, " ", help)),
        ('-', Some(after)) if !after.is_ascii() && looks_like_entry(body) => Some(Slip::no_space(0, "-", "- ", help)),
        _ => None,
    }
}

/// Whether a key and a colon follow a dash.
fn looks_like_entry(body: &str) -> bool {
    let rest = body.trim_start_matches(['-', '－', '・']);
    let key = rest.split(is_colon).next().unwrap_or_default();
    is_key(key)
}

/// A bracket of a list or map that is full-width, at the start. With more behind the one that closes it, it is one of a text:
/// 「［注意］足もと」, 「［別紙］、就寝」. What is known to be a list or map gets both, and its commas.
pub(super) fn bracket(text: &str) -> Option<Slip> {
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
pub(super) fn is_text_in_brackets(text: &str) -> bool {
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
pub(super) fn closing_bracket(text: &str) -> Option<Slip> {
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
pub(super) fn comma(text: &str) -> Option<Slip> {
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
pub(super) fn comma_before_key(text: &str) -> Option<Slip> {
    let at = text.rfind(['、', '，'])?;
    let found = text[at..].chars().next()?;
    let is_before_key = is_key(text[at + found.len_utf8()..].trim_matches(is_blank));
    // A colon in a text makes a key of the word before it.
    is_before_key.then(|| comma(&text[at..]).map(|slip| slip.shifted(at).doubtful_if(true)))?
}

/// A blank that is none of YAML's where indentation or a separating space stands.
pub(super) fn space(at: usize, found: char) -> Slip {
    Slip::full_width(at, found, if found == '　' { "  " } else { " " }, "半角の空白に置き換えてください")
}

/// A blank as it was meant.
fn is_blank(c: char) -> bool {
    c == ' ' || is_odd_blank(c)
}

/// A full-width `＃` that may have been meant to begin a comment: as one, the line is gone, so nobody makes it that unasked.
pub(super) fn hash(at: usize) -> Slip {
    let help = "コメントは半角の「#」で始めてください。コメントでなければ、「＃」を消してください";
    Slip::full_width(at, '＃', "#", help).doubtful_if(true)
}
