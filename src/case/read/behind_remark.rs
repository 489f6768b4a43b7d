//! An entry or an item behind other words of a comment: where two lines were joined and the first ended with a remark, the second is a
//! part of it and read by nobody. All else can be read; in a list of days one day less is seen by nobody.
//!
//! A remark of one's own may name a key, too; so only what the row lacks is told, and it stays a remark.

use super::comments;
use super::look::{Look, is_of_structure};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::yaml::{Kind, Node};
use crate::source::{FileId, Span, to_u32, words_at};

/// What a comment holds behind its own words.
struct Held<'t> {
    /// Where it begins in the comment.
    at: usize,
    key: &'t str,
    /// Whether it is an item of a list.
    is_item: bool,
}

/// Where a comment stands in the tree.
struct Around<'n> {
    /// The maps around it with the headings above them, the outermost first.
    maps: Vec<(&'n Node, Vec<&'n str>)>,
    /// Whether brackets are open there.
    in_brackets: bool,
}

/// A comment: its line, the column at which it begins, and its words.
struct Comment<'t> {
    line: usize,
    column: usize,
    words: &'t str,
}

/// Tells such comments at what they hold. Where the structure is not sound, values are not what they seem.
pub(super) fn tell(root: &Node, look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    if problems.iter().any(|problem| problem.span.file == look.id && is_of_structure(problem.code)) {
        return;
    }
    let mut texts = Vec::new();
    texts_of(root, look.id, &mut texts);
    texts.sort_unstable();
    for line in (1..=file.last_line()).filter(|line| file.line(*line).contains('#')) {
        let Some(comment) = comment(look, line, &texts) else { continue };
        let is_told = problems.iter().any(|one| file.line_of(one.span.start) == line);
        if is_told || comments::is_of_blank_plan(comment.words) {
            continue;
        }
        let around = around(root, look, &comment);
        let problem = entry(look, &comment, &around).or_else(|| value(look, &comment, &around));
        problems.extend(problem.or_else(|| below_heading(look, &comment)));
    }
}

/// What a line holds as a comment behind other words, as far as a file that cannot be read as a whole lets one see.
pub(super) fn holds_entry(look: &Look, line: &str) -> bool {
    let comment = line.find(" #").and_then(|at| line.get(at + 1..));
    comment.is_some_and(|words| held(look, words).is_some())
}

/// The places of all keys and texts, in which a `#` begins no comment.
fn texts_of(node: &Node, id: FileId, found: &mut Vec<(u32, u32)>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                if entry.key_span.file == id {
                    found.push((entry.key_span.start, entry.key_span.end));
                }
                texts_of(&entry.value, id, found);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| texts_of(item, id, found)),
        Kind::Scalar(_) if node.span.file == id => found.push((node.span.start, node.span.end)),
        Kind::Scalar(_) | Kind::Null => {}
    }
}

/// The comment of a line.
fn comment<'l>(look: &Look<'l>, line: usize, texts: &[(u32, u32)]) -> Option<Comment<'l>> {
    let (text, start) = (look.file.line(line), look.file.line_start(line));
    let column = text.match_indices('#').map(|(at, _)| at).find(|at| {
        let place = start + to_u32(*at);
        let before = texts.partition_point(|(from, _)| *from <= place);
        let in_text = before.checked_sub(1).and_then(|at| texts.get(at)).is_some_and(|(_, to)| place < *to);
        !in_text && (*at == 0 || text[..*at].ends_with([' ', '\t']))
    })?;
    Some(Comment { line, column, words: text[column..].trim_end() })
}

/// The maps around the end of what a line says before its comment; of a line that says nothing, around the next words.
fn around<'n>(root: &'n Node, look: &Look, comment: &Comment) -> Around<'n> {
    let file = look.file;
    let start = file.line_start(comment.line);
    let hash = start + to_u32(comment.column);
    let said = file.line(comment.line)[..comment.column].trim_end();
    let below = || (comment.line + 1..=file.last_line()).find(|line| file.says(*line));
    let place = match said.len().checked_sub(1) {
        Some(last) => start + to_u32(last),
        None => below().map_or(hash, |line| look.words(line).start),
    };
    let holds = |span: Span| span.file == look.id && span.start <= place && place < span.end.max(span.start + 1);
    let mut found = Around { maps: Vec::new(), in_brackets: false };
    let mut headings: Vec<&str> = Vec::new();
    let mut node = Some(root);
    while let Some(here) = node {
        let is_list = matches!(here.kind, Kind::Map(_) | Kind::Seq(_));
        let opens = file.text().get(here.span.start as usize..).is_some_and(|text| text.starts_with(['[', '{']));
        found.in_brackets |= is_list && opens && here.span.start < hash && hash < here.span.end;
        node = match &here.kind {
            Kind::Map(entries) => {
                found.maps.push((here, headings.clone()));
                let entry = entries.iter().find(|entry| holds(entry.value.span));
                headings.extend(entry.map(|entry| entry.key.as_str()));
                entry.map(|entry| &entry.value)
            }
            Kind::Seq(items) => items.iter().find(|item| holds(item.span)),
            Kind::Null | Kind::Scalar(_) => None,
        };
    }
    found
}

/// The first entry with a key of the format behind other words of a comment.
fn held<'t>(look: &Look, words: &'t str) -> Option<Held<'t>> {
    words.match_indices(':').find_map(|(colon, _)| {
        let value = &words[colon + 1..];
        let before = &words[..colon];
        let mark = before.chars().next_back().filter(|c| matches!(c, '"' | '\''));
        let ends = value.starts_with(' ') || mark.is_some() && value.starts_with(['"', '\'', '[', '{']);
        if !ends || value.trim().is_empty() {
            return None;
        }
        let (at, key) = if let Some(mark) = mark {
            let inner = &before[..before.len() - 1];
            let open = inner.rfind(mark)?;
            (open, &inner[open + 1..])
        } else {
            // The longest that is a key.
            let mut starts = before.char_indices().map(|(at, _)| at);
            let at = starts.find(|at| look.is_key(&before[*at..]) || look.is_part(&before[*at..]))?;
            (at, &before[at..])
        };
        let known = look.is_key(key) || look.is_part(key);
        let lead = words[..at].trim_end_matches([' ', '{']);
        let is_item = lead.ends_with('-') && !lead.ends_with("--");
        let lead = lead.strip_suffix('-').filter(|_| is_item).unwrap_or(lead);
        // The name of a provider is a key, too, and no key of the format.
        let lead = lead.strip_suffix(':').and_then(|lead| Some(&lead[..=lead.rfind(' ')?])).unwrap_or(lead);
        let is_behind_words = lead.chars().any(|c| !matches!(c, '#' | ' ' | '\t' | '\u{3000}' | '-' | '"' | '\''));
        // 「長女の電話: …」.
        let is_sentence = lead.len() == at && lead.ends_with('の');
        let at = at - words[lead.len()..at].trim_start().len();
        (known && is_behind_words && !is_sentence).then_some(Held { at, key, is_item })
    })
}

/// Tells the entry of a comment that a row around it lacks.
fn entry(look: &Look, comment: &Comment, around: &Around) -> Option<Problem> {
    let Held { at, key, is_item } = held(look, comment.words)?;
    let said = &look.file.line(comment.line)[..comment.column];
    // Above a row stands many a remark; one line behind another keeps its blanks, or its quote.
    let is_joined = comment.words[..at].ends_with("  ") || comment.words[at..].starts_with(['"', '\'']);
    if said.trim().is_empty() && !is_joined {
        return None;
    }
    let headings = (look.format.headings)(key);
    let row = around.maps.iter().rev().find(|(map, above)| {
        let is_at_home = match above.last() {
            None => look.is_part(key),
            Some(last) => headings.iter().any(|home| home == last),
        };
        is_at_home && map.get(key).is_none()
    });
    if row.is_none() && !is_item {
        return None;
    }
    let end = comment.words[at..].find(" #").map_or(comment.words.len(), |end| at + end);
    let problem = problem(look, comment, at, end);
    let is_innermost = around.maps.last().zip(row).is_some_and(|(last, row)| last.0.span == row.0.span);
    let body = said.trim_start_matches([' ', '-', '{']);
    let ends = around.in_brackets && !said.trim_end().ends_with(',');
    if is_item || !is_innermost || ends || !body.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '\'')) {
        return Some(problem);
    }
    let from = comment.words[..at].trim_end_matches(' ').len();
    let start = look.file.line_start(comment.line) + to_u32(comment.column);
    let gap = Span::new(look.id, start + to_u32(from), start + to_u32(at));
    let depth = said.len() - body.len();
    Some(problem.fix(Fix::likely("その前で改行する", gap, format!("\n{}", " ".repeat(depth)))))
}

/// Tells a comment directly behind a heading that begins as what stands below the heading would: with an entry, an item, or as the first
/// line of a text that goes on below.
fn below_heading(look: &Look, comment: &Comment) -> Option<Problem> {
    let file = look.file;
    let said = file.line(comment.line)[..comment.column].trim_end();
    let words = comment.words.trim_start_matches(['#', ' ']);
    if !said.ends_with(':') || words.is_empty() {
        return None;
    }
    let body = words.strip_prefix("- ").unwrap_or(words).trim_start_matches('{');
    let key =
        body.split_once(':').filter(|(_, value)| value.starts_with(' ')).map(|(key, _)| key.trim_matches(['"', '\'']));
    let is_entry = body.len() < words.len() || key.is_some_and(|key| look.is_key(key));
    let goes_on = || {
        let below = file.said_below(comment.line).next()?;
        let line = file.line(below).trim();
        let is_text = !line.starts_with(['-', '{', '[', '"', '\'']) && !line.contains(": ") && !line.ends_with(':');
        Some(is_text && file.indent(below) > words_at(file.line(comment.line)))
    };
    if !is_entry && !goes_on().unwrap_or_default() {
        return None;
    }
    let at = comment.words.len() - words.len();
    Some(problem(look, comment, at, comment.words.len()))
}

/// Tells a comment in brackets that ends with a comma, or has one before another comment: a value goes on there.
fn value(look: &Look, comment: &Comment, around: &Around) -> Option<Problem> {
    let words = comment.words;
    let is_own_line = look.file.line(comment.line)[..comment.column].trim().is_empty();
    let mut ends = words.match_indices(" #").map(|(at, _)| at).chain([words.len()]);
    let end = ends.find(|end| words[..*end].trim_end().ends_with(','))?;
    let own = words[..end].trim_end();
    // Of a number or word that stands alone, its own words; of an entry, all.
    let at = if own.contains(['{', '[']) { 0 } else { own.rfind([' ', '\u{3000}']).map_or(0, |at| at + 1) };
    (around.in_brackets && !is_own_line).then(|| problem(look, comment, at, end))
}

fn problem(look: &Look, comment: &Comment, at: usize, end: usize) -> Problem {
    let start = look.file.line_start(comment.line) + to_u32(comment.column);
    let said = comment.words[at..end].trim_end();
    let place = Span::new(look.id, start + to_u32(at), start + to_u32(at + said.len()));
    let message = format!("{}はコメントの一部と読まれ、値になりません", quoted(said.trim_end_matches(',')));
    Problem::new(ProblemCode::LostText, place, message).help(
        "要る値なら、その前で改行してください。覚え書きなら、「:」や終わりの「,」を全角にすると、この知らせは出ません",
    )
}
