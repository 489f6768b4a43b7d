//! 「印字できない文字」 the characters of a plan that no face has, each told once with all its lines and what could stand
//! there instead: the nearest sign that prints, or the variants of a kanji that do.

use super::{NoticeKind, Sheet};
use crate::fonts::{self, Face, Unprintable, marks, twins, variants};
use crate::source::yaml::{self, Kind, Node};
use crate::source::{FileId, Fix, Problem, ProblemCode, SourceFile, Sources, Span, to_u32};
use unicode_normalization::UnicodeNormalization;

/// How many further places of one character are shown.
const SHOWN: usize = 9;

/// Everything on these sheets that cannot be printed, one problem a character, in the order of the sheets.
#[must_use]
pub fn problems(sheets: &[Sheet], sources: &Sources) -> Vec<Problem> {
    let mut found: Vec<(Unprintable, Vec<Span>)> = Vec::new();
    for notice in sheets.iter().flat_map(|sheet| &sheet.notices) {
        let NoticeKind::Unprintable(character) = notice.kind else { continue };
        let same = |(other, _): &(Unprintable, _)| (other.ch, other.selector) == (character.ch, character.selector);
        let at = found.iter().position(same).unwrap_or_else(|| {
            found.push((character, Vec::new()));
            found.len() - 1
        });
        let places = &mut found[at].1;
        let exact =
            sources.file_of(notice.span).map(|file| places_of(file, notice.span, &character)).unwrap_or_default();
        // A cell may print two fields, a name is printed as its key writes it, and an escape shows in no slice of the file.
        let exact = if exact.is_empty() { written_in(sources, notice.span, &character) } else { exact };
        let exact = if exact.is_empty() { vec![notice.span] } else { exact };
        let new: Vec<Span> = exact.into_iter().filter(|place| !places.contains(place)).collect();
        places.extend(new);
    }
    found.into_iter().map(|(character, places)| problem(&character, &places, sources)).collect()
}

/// Whether any character of the files has no face: a glance before the sheets are made to ask them. What an escape
/// (`"\U0001F600"`) writes, a glance does not see.
#[must_use]
pub fn stands_in(sources: &Sources) -> bool {
    sources.iter().any(|(_, file)| file.text().contains('\\') || stands_in_text(file.text()))
}

/// Whether any character of a text has no face. Line by line: what has only common letters is known at a glance, and no
/// line end is one.
#[must_use]
pub fn stands_in_text(text: &str) -> bool {
    text.split(['\n', '\r', '\t']).any(|line| !fonts::unprintable(line, Face::Mincho).is_empty())
}

/// Everything in the texts of a plan's own file that cannot be printed, before any sheet is made.
#[must_use]
pub fn in_texts(root: &Node, sources: &Sources) -> Vec<Problem> {
    let mut found: Vec<(Unprintable, Vec<Span>)> = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        match &node.kind {
            Kind::Null => {}
            Kind::Seq(items) => open.extend(items.iter().rev()),
            Kind::Map(entries) => open.extend(entries.iter().rev().map(|entry| &entry.value)),
            Kind::Scalar(text) => {
                for character in fonts::unprintable(text, Face::Mincho) {
                    let same = |(other, _): &(Unprintable, _)| {
                        (other.ch, other.selector) == (character.ch, character.selector)
                    };
                    let at = found.iter().position(same).unwrap_or_else(|| {
                        found.push((character, Vec::new()));
                        found.len() - 1
                    });
                    let file = sources.file_of(node.span);
                    let places = file.map(|file| places_of(file, node.span, &character)).unwrap_or_default();
                    let known = &mut found[at].1;
                    let new: Vec<Span> = places.into_iter().filter(|place| !known.contains(place)).collect();
                    known.extend(new);
                }
            }
        }
    }
    found.into_iter().map(|(character, places)| problem(&character, &places, sources)).collect()
}

/// The sequences of a plan that print as others of the same shape, at their first place: what is printed, in words.
#[must_use]
pub fn replaced(sources: &Sources) -> Vec<(Span, String)> {
    let mut told = Vec::new();
    for (id, file) in sources.iter() {
        for ((ch, selector), to) in variants::replaced(file.text()) {
            let written = String::from_iter([ch, selector]);
            let whole = Span::new(id, 0, to_u32(file.text().len()));
            let span = file.find(whole, &written).unwrap_or(whole);
            let mut printed = to.chars();
            let as_what = match (printed.next(), printed.next()) {
                (_, Some(other)) => format!("字形の同じ異体字 {}", code(other)),
                (Some(base), None) if base == ch => "この字の標準の字形（登録された字形と同じもの）".to_owned(),
                (base, _) => format!("字形の同じ文字「{to}」({})", code(base.unwrap_or_default())),
            };
            told.push((span, format!("「{written}」の異体字 {} は、{as_what}で印字します", code(selector))));
        }
    }
    told
}

/// A character as it is written, with the selector or the mark behind it.
fn written(character: &Unprintable) -> String {
    [Some(character.ch), character.selector].into_iter().flatten().collect()
}

/// Where in a field of the file a character stands, with a selector of its look (U+FE0F) that follows it.
fn places_of(file: &SourceFile, field: Span, character: &Unprintable) -> Vec<Span> {
    let written = written(character);
    let text = file.slice(field);
    let apart: String = written.nfd().collect();
    let spelt = if text.contains(&written) { written } else { apart };
    text.match_indices(&spelt)
        .map(|(at, found)| {
            let look = text[at + found.len()..].chars().next().filter(|c| matches!(c, '\u{FE00}'..='\u{FE0F}'));
            let start = field.start + to_u32(at);
            Span { start, end: start + to_u32(found.len() + look.map_or(0, char::len_utf8)), ..field }
        })
        .collect()
}

/// Where the keys and values of the files have a character, those of the file of `near` first: for a character that does not
/// stand in the field that it is told of.
fn written_in(sources: &Sources, near: Span, character: &Unprintable) -> Vec<Span> {
    let (own, others): (Vec<_>, Vec<_>) = sources.iter().partition(|(id, _)| *id == near.file);
    let in_file = |(id, file): (FileId, &SourceFile)| {
        let mut places = Vec::new();
        let mut open: Vec<Node> = yaml::parse(id, file).root.into_iter().collect();
        while let Some(node) = open.pop() {
            match node.kind {
                Kind::Null => {}
                Kind::Scalar(text) => places.extend(places_in(file, node.span, &text, character)),
                Kind::Seq(items) => open.extend(items.into_iter().rev()),
                Kind::Map(entries) => {
                    for entry in entries.into_iter().rev() {
                        places.extend(places_in(file, entry.key_span, &entry.key, character));
                        open.push(entry.value);
                    }
                }
            }
        }
        places.sort_by_key(|place| place.start);
        places
    };
    own.into_iter().chain(others).map(in_file).find(|places| !places.is_empty()).unwrap_or_default()
}

/// Where in a text of the file a character stands: the whole text where an escape writes it.
fn places_in(file: &SourceFile, field: Span, text: &str, character: &Unprintable) -> Vec<Span> {
    let spelt = written(character);
    if !text.contains(&spelt) && !text.nfc().collect::<String>().contains(&spelt) {
        return Vec::new();
    }
    let exact = places_of(file, field, character);
    if exact.is_empty() { vec![field] } else { exact }
}

fn problem(character: &Unprintable, places: &[Span], sources: &Sources) -> Problem {
    let first = places.first().copied().unwrap_or_default();
    let more = if places.len() > 1 { format!("（{} か所）", places.len()) } else { String::new() };
    let (help, instead) = help(character);
    let mut problem = Problem::new(ProblemCode::Unprintable, first, format!("{character}{more}")).help(help);
    for place in places.iter().skip(1).take(SHOWN) {
        problem = problem.related(*place, "ここにも");
    }
    let in_file = places.iter().all(|place| sources.file_of(*place).is_some_and(|file| exact(file, *place, character)));
    match instead.filter(|_| in_file && !places.is_empty()) {
        Some(text) => {
            let edits = places.iter().map(|place| (*place, text.clone())).collect();
            let certain = has_one_twin(character);
            problem.fix(Fix { title: format!("「{text}」に置き換える"), edits, certain })
        }
        None => problem,
    }
}

/// Whether what stands instead can only be meant: the same sign in another look. A kanji never: it may be somebody's name.
fn has_one_twin(character: &Unprintable) -> bool {
    let is_kanji = matches!(character.ch, '\u{2E80}'..='\u{2FDF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..);
    match character.selector {
        None => !is_kanji && twins::twin(character.ch).is_some(),
        Some(look) => !is_kanji && matches!(look, '\u{FE00}'..='\u{FE0F}'),
    }
}

/// Whether a place holds just that character.
fn exact(file: &SourceFile, place: Span, character: &Unprintable) -> bool {
    let found = file.slice(place).trim_end_matches(|c| matches!(c, '\u{FE00}'..='\u{FE0F}'));
    let written = written(character);
    found.nfc().eq(written.trim_end_matches(|c| matches!(c, '\u{FE00}'..='\u{FE0F}')).nfc())
}

/// What to write instead, in words, and the character where there is one.
fn help(character: &Unprintable) -> (String, Option<String>) {
    let ch = character.ch;
    match character.selector {
        Some('\u{FE00}'..='\u{FE0F}') => {
            let plain = format!(
                "「{ch}」だけなら印字できます（後に付いた目に見えない {} を消してください）",
                code(character.selector.unwrap_or_default())
            );
            (plain, Some(ch.to_string()))
        }
        Some(mark) if marks::is_mark(mark) => on_a_letter(ch, mark),
        // Where it stands alone it stands on other letters too: which one is meant, only the writer knows.
        None if marks::is_mark(ch) => ("この記号を消してください".to_owned(), None),
        Some(_) => {
            let selectors = variants::selectors_of(ch);
            let shown: Vec<String> =
                selectors.iter().map(|selector| format!("{ch}{selector}（{}）", code(*selector))).collect();
            let plain = format!("「{ch}」だけなら標準の字形で印字します");
            let help = if shown.is_empty() {
                format!("この字に印字できる異体字はありません。{plain}")
            } else {
                format!("印字できる異体字から選んでください：{}。{plain}", shown.join("、"))
            };
            (help, None)
        }
        None => match twins::twin(ch) {
            Some(' ') => ("普通の空白に置き換えてください".to_owned(), Some(" ".to_owned())),
            Some(twin) => (format!("「{twin}」({}) なら印字できます", code(twin)), Some(twin.to_string())),
            None => ("内蔵の書体（BIZ UD明朝、IPAmj明朝）にありません。別の文字に置き換えてください".to_owned(), None),
        },
    }
}

/// A mark that no face can put on its letter: what to write behind the letter.
fn on_a_letter(letter: char, mark: char) -> (String, Option<String>) {
    match marks::beside(mark) {
        Some(sign) => {
            let text = String::from_iter([letter, sign]);
            (format!("「{text}」と書けば印字できます（記号を、重ねずに後に置く形）"), Some(text))
        }
        None => ("この記号を消すか、別の書き方にしてください".to_owned(), None),
    }
}

fn code(ch: char) -> String {
    format!("U+{:04X}", u32::from(ch))
}
