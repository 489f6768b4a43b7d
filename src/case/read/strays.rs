//! A sign too many at the beginning or the end of a line: a line that somebody made a comment although those below need it, a bracket
//! before a dash or behind a heading, a line that is nothing but a sign. What stands below stumbles over it and is not wrong, so
//! it is tried: the line is one without whose sign the plan is read better.

mod closers;
mod comments;
mod dashes;
mod row;
mod whole;

use super::joined::Outcome;
use super::look::{Look, is_of_structure};
use crate::source::problem::{Problem, ProblemCode, quoted};
use crate::source::{Fix, SourceFile, Span, indent, to_u32};
use std::collections::BTreeSet;
use std::ops::Range;

/// How many lines above a mistake may be the one from which it comes.
const MAX_ABOVE: usize = 7;
/// How many lines further above may be it, that take in what stands below them.
const MAX_FAR: usize = 5;
/// So many mistakes are looked at, in the order of the file.
const MAX_LOOKED_AT: usize = 3;
/// How many signs are typed too many, at most.
const MAX_SIGNS: usize = 3;
/// So many lines may have been made comments at once.
const MAX_COMMENTS: usize = 6;
/// How many copies are read in all.
const MAX_TRIES: usize = 40;

/// A mistake of a copy: which, and its line.
type Mistake = (ProblemCode, usize);

/// A sign that may be too much.
struct Stray {
    line: usize,
    /// The bytes of its line that go.
    place: Range<usize>,
    /// What stood in their place: nothing, or the blank over which the sign was typed.
    instead: String,
    /// The quote at the end that goes, too, with what stands behind it.
    end: Option<Range<usize>>,
    kind: Kind,
}

/// What is told of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sign,
    /// The same over the indentation of a text.
    InText,
    /// That the line begins a row of which there is nothing.
    Line,
    /// That the line is a comment.
    Comment,
    /// That it is, with those below it down to this one.
    Comments(usize),
    /// That the line is a comment where a text begins.
    CommentInText,
    /// That a line end was lost before a dash, which stood in this column,
    EndBefore(usize),
    /// or behind one.
    EndBehind,
    /// What is told there already.
    Told,
}

/// Tells such signs, and no more what came of them.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> Outcome {
    let Look { file, id, .. } = *look;
    let told: BTreeSet<usize> = look.told(problems).into_iter().map(|(_, line)| line).collect();
    let near: BTreeSet<usize> = told.iter().take(MAX_LOOKED_AT).flat_map(|line| above(file, *line)).collect();
    // A quote or bracket that nothing closes takes in the lines below it, however many.
    let first_told = told.first().copied().unwrap_or_default();
    let takes_in = |line: &str| {
        begins_with_quote(line)
            || matches!(line.trim_start_matches([' ', '-']).trim(), "{" | "[")
            || behind_comma(line).is_some()
    };
    let far = || (1..first_told).rev().filter(|line| !near.contains(line));
    let quotes = far().filter(|line| quote_beside_bracket(file.line(*line)).is_some()).take(MAX_FAR);
    let lines = quotes.chain(far().filter(|line| takes_in(file.line(*line))).take(MAX_FAR));
    let lines = lines.chain(near.iter().rev().copied());
    let mut strays: Vec<Stray> = lines.flat_map(|line| strays(look, line)).collect();
    // Behind a comma at the end of a line nobody means a bracket, where one alone on its line is as often meant.
    let is_at_end = |stray: &Stray| behind_comma(file.line(stray.line)) == Some(stray.place.start);
    // Nor a comment behind the bracket that begins a row.
    let is_in_row = |stray: &Stray| comments::in_row(file, stray.line).is_some_and(|one| one.place == stray.place);
    let is_sure = |stray: &Stray| is_at_end(stray) || is_in_row(stray);
    strays.retain(|stray| is_sure(stray) || !row::is_of_one(file, stray));
    strays.sort_by_key(|stray| !is_sure(stray));
    strays.truncate(MAX_TRIES);
    if strays.is_empty() {
        return Outcome::Nothing;
    }
    let mut before = of_structure(file, &look.read(file).1);
    let mut outcome = Outcome::Nothing;
    for stray in strays {
        let mut text = file.text().to_owned();
        let start = file.line_start(stray.line) as usize;
        if let Some(end) = &stray.end {
            text.replace_range(start + end.start..start + end.end, "");
        }
        text.replace_range(start + stray.place.start..start + stray.place.end, &stray.instead);
        let copy = SourceFile::new("", text);
        let (_, all) = look.read(&copy);
        // The lines below are further down where a line end is put in.
        let n_lost = file.text()[start + stray.place.start..start + stray.place.end].matches('\n').count();
        let n_more = stray.instead.matches('\n').count().saturating_sub(n_lost);
        let line_of = |problem: &Problem| {
            let line = copy.line_of(problem.span.start);
            if line > stray.line { line - n_more } else { line }
        };
        let all: BTreeSet<(Mistake, bool)> =
            all.iter().map(|one| ((one.code, line_of(one)), is_of_structure(one.code))).collect();
        let left: BTreeSet<Mistake> = all.iter().filter(|(_, is_one)| *is_one).map(|(one, _)| *one).collect();
        // A remark may look like a line that is needed: it must explain all.
        if matches!(stray.kind, Kind::Comment | Kind::Comments(_) | Kind::CommentInText) && !left.is_empty()
            || left.len() >= before.len()
            || !left.is_subset(&before)
            || left.iter().any(|(_, line)| *line == stray.line)
        {
            continue;
        }
        let all: BTreeSet<Mistake> = all.into_iter().map(|(one, _)| one).collect();
        let is_left = |problem: &Problem| all.contains(&(problem.code, file.line_of(problem.span.start)));
        let explained = problems.iter().filter(|problem| problem.span.file == id && !is_left(problem));
        let explained: Vec<usize> = explained.map(|problem| file.line_of(problem.span.start)).collect();
        // What is told there already, and once, is said better by who stumbled over it.
        let said = problems.iter().find(|one| one.span.file == id && file.line_of(one.span.start) == stray.line);
        let said = said.filter(|_| stray.kind == Kind::Told).cloned();
        let is_said = explained == [stray.line] && !matches!(stray.kind, Kind::Line | Kind::InText);
        if is_said && left.is_empty() {
            return Outcome::All;
        }
        if is_said || stray.kind == Kind::Told && said.is_none() {
            continue;
        }
        problems.retain(|problem| problem.span.file != id || is_left(problem));
        problems.push(said.unwrap_or_else(|| closers::problem(look, &stray)));
        outcome = Outcome::Some;
        if left.is_empty() {
            return Outcome::All;
        }
        before = left;
    }
    outcome
}

impl Stray {
    /// A sign that goes.
    const fn sign(line: usize, at: usize, length: usize) -> Self {
        Self { line, place: at..at + length, instead: String::new(), end: None, kind: Kind::Sign }
    }

    fn problem(&self, look: &Look) -> Problem {
        let Look { file, id, .. } = *look;
        let start = file.line_start(self.line);
        let span_of = |range: &Range<usize>| Span::new(id, start + to_u32(range.start), start + to_u32(range.end));
        let place = span_of(&self.place);
        let sign = if let Kind::Comments(_) = self.kind { quoted("#") } else { quoted(file.slice(place).trim()) };
        let to_do = if self.instead.is_empty() { format!("{sign}を消") } else { format!("{sign}を空白に") };
        let lost = "改行が失われ、二つの行が一行になっています";
        let (span, message, help, title) = match self.kind {
            Kind::Line => (
                look.words(self.line),
                format!("この行に余分な{sign}があるので、前後の行を正しく読めません"),
                "この行を消してください".to_owned(),
                Some("この行を消す"),
            ),
            Kind::Comment => (
                look.words(self.line),
                "この行が「#」でコメントになっているので、下の行を正しく読めません".to_owned(),
                format!(
                    "下の行に要る行なら、{to_do}してください。要らない行なら、その中身の行も消すか、「#」でコメントにしてください"
                ),
                None,
            ),
            Kind::Comments(last) => (
                look.words(self.line),
                format!("この行から{last}行目までが「#」でコメントになっているので、下の行を正しく読めません"),
                "下の行に要る行なら、「#」を消してください。要らない行なら、その中身の行も消すか、「#」でコメントにしてください"
                    .to_owned(),
                Some("「#」を消す"),
            ),
            Kind::CommentInText => (
                look.words(self.line),
                "「#」で始まるこの行がコメントと読まれ、下の行が上の項目の文になりません".to_owned(),
                "この行を消してください。文の一部なら、下の行と字下げをそろえてください".to_owned(),
                Some("この行を消す"),
            ),
            Kind::EndBefore(column) => (
                span_of(&(self.place.end - 1..self.place.end)),
                format!("「-」の前で{lost}"),
                format!("「-」の前で改行し、「-」の字下げを半角{column}文字にしてください"),
                Some("「-」の前で改行する"),
            ),
            Kind::EndBehind => (
                span_of(&(self.place.start - 1..self.place.start)),
                format!("「-」の後で{lost}"),
                "「-」の後で改行し、下の行と字下げをそろえてください".to_owned(),
                Some("「-」の後で改行する"),
            ),
            Kind::Sign | Kind::InText | Kind::Told => (
                place,
                format!("この行に余分な{sign}があるので、前後の行を正しく読めません"),
                format!("{to_do}してください"),
                None,
            ),
        };
        let sign_gone = || format!("{to_do}{}", if self.instead.is_empty() { "す" } else { "する" });
        // What has a line for itself goes with it: in a text an empty line would be printed.
        let is_alone = self.place == (0..file.line(self.line).len()) && self.instead.is_empty() && self.end.is_none();
        let gone = if self.kind == Kind::Line || is_alone {
            Span { end: file.line_start(self.line + 1).max(place.end), ..place }
        } else {
            place
        };
        let mut fix = Fix::likely(title.map_or_else(sign_gone, str::to_owned), gone, self.instead.clone());
        fix.edits.extend(self.end.as_ref().map(|end| (span_of(end), String::new())));
        Problem::new(ProblemCode::Syntax, span, message).help(help).fix(fix)
    }
}

/// The lines from the one below a line upwards that may be the cause.
fn above(file: &SourceFile, line: usize) -> impl Iterator<Item = usize> {
    (1..=line + 1).rev().filter(|line| !file.line(*line).trim().is_empty()).take(MAX_ABOVE)
}

/// What on a line may be too much.
fn strays(look: &Look, line: usize) -> Vec<Stray> {
    let file = look.file;
    let text = file.line(line);
    let body = text.trim();
    let begins = text.len() - text.trim_start().len();
    let stray = |at: usize, length: usize| Stray::sign(line, at, length);
    if let Some(rest) = body.strip_prefix('#') {
        if rest.trim().is_empty() {
            return Vec::new();
        }
        // With the blank behind it, or without: at the margin, what stands behind it is how deep the line stood. Typed over a
        // blank, it left the words in their column.
        let lengths = if begins == 0 { [1, 2] } else { [2, 1] };
        let lengths = lengths.into_iter().filter(|length| *length == 1 || rest.starts_with(' '));
        let over_blank = Stray { instead: " ".to_owned(), ..stray(begins, 1) };
        let all = lengths.map(|length| stray(begins, length)).chain([over_blank]);
        let mut all: Vec<Stray> = all.map(|one| Stray { kind: Kind::Comment, ..one }).collect();
        // Where other lines begin, too, is likelier.
        let behind = begins + indent(rest) + 1;
        let is_usual = |wanted: usize| file.text().lines().any(|line| indent(line) == wanted && line.trim() != body);
        all.sort_by_key(|one| !is_usual(behind - one.place.len() + one.instead.len()));
        all.extend(comments::below(file, line));
        all.extend(comments::in_text(file, line));
        return all;
    }
    let mut found = Vec::from_iter(comments::in_row(file, line));
    // There a bracket alone on its line is one like any other.
    if file.is_in_brackets() {
        return found;
    }
    // A control character at the beginning is part of the first word.
    let blank = indent(text);
    let control = text[blank..].chars().next().filter(|c| c.is_control() && *c != '\t');
    found.extend(control.map(|c| Stray { kind: Kind::Told, ..stray(blank, c.len_utf8()) }));
    found.extend(dashes::of_line(look, line));
    found.extend(quote_beside_bracket(body).map(|at| stray(begins + at, 1)));
    // ○ and the like are values.
    let is_sign =
        |c: char| c.is_ascii_punctuation() || "・、，：；「」｛｝［］（）｜＞＜＊＆！？＠％＃～｀＂＇”“’‘".contains(c);
    let n_signs = |text: &str| text.chars().take_while(|c| is_sign(*c)).map(char::len_utf8).sum::<usize>();
    let signs = n_signs(body);
    let key = |text: &str| {
        let rest = text.trim_start_matches(['-', ' ', '"', '\'']);
        look.is_key(rest.split([':', '"', '\'']).next().unwrap_or_default())
    };
    found.extend(behind_comma(text).map(|at| stray(at, 1)));
    if signs == body.len() && body != "-" && body.chars().count() <= MAX_SIGNS {
        found.push(stray(0, text.len()));
        return found;
    }
    if let Some(sign) = body.strip_prefix("- ").map(str::trim).filter(|sign| matches!(*sign, "{" | "[")) {
        found.extend(whole::row_of_nothing(file, line));
        found.push(stray(begins + body.len() - sign.len(), sign.len()));
    }
    // 「+ {」
    if let Some((sign, bracket)) = body.split_once(' ')
        && sign != "-"
        && n_signs(sign) == sign.len()
        && sign.chars().count() == 1
        && matches!(bracket.trim(), "{" | "[")
        && !sign.contains(['{', '[', '}', ']'])
    {
        found.push(stray(begins, body.len() - bracket.trim_start().len()));
    }
    // Before the dash of an item, or before a key.
    let first: Vec<usize> = body.char_indices().map(|(at, c)| at + c.len_utf8()).take(MAX_SIGNS).collect();
    for length in first.into_iter().filter(|length| *length <= signs) {
        let rest = &body[length..];
        let is_dash = rest.starts_with("- ") && !body.starts_with("- ");
        if is_dash || !body[..length].contains('-') && !rest.starts_with(['-', ' ']) && key(rest) {
            found.push(stray(begins, length));
        }
    }
    // Before the first key of an item.
    if let Some(rest) = body.strip_prefix("- ").map(str::trim_start)
        && (1..=2).contains(&rest.chars().take_while(|c| is_sign(*c)).count())
        && !rest.starts_with(['{', '[', '#'])
        && key(&rest[n_signs(rest)..])
        && !is_closed(rest)
    {
        found.push(stray(begins + body.len() - rest.len(), n_signs(rest)));
    }
    // Quotes around all of a line, as a table's cell has them, and the comma before the next cell.
    let cell = text.trim_end().trim_end_matches([',', ';']);
    if let Some(inner) = ['"', '\''].iter().find_map(|mark| cell.strip_prefix(*mark)?.strip_suffix(*mark))
        && (inner.starts_with("  ") || inner.ends_with(':'))
        && (inner.trim_start().starts_with("- ") || matches!(inner.trim(), "-" | "}" | "]") || key(inner.trim_start()))
    {
        found.push(Stray { end: Some(1 + inner.len()..text.trim_end().len()), ..stray(0, 1) });
    }
    found.extend(body.chars().next().filter(|c| is_sign(*c)).and_then(|sign| whole::over_indent(file, line, sign)));
    // Behind the colon of a heading.
    if let Some((head, behind)) = body.rsplit_once(':')
        && !(behind.starts_with(' ') && behind.trim_start().starts_with(['|', '>', '#']))
        && !matches!(behind.trim(), "''," | "\"\",")
        && (behind == "<br>"
            || (1..=MAX_SIGNS).contains(&behind.trim().chars().count()) && behind.trim().chars().all(is_sign))
        && key(head)
    {
        found.push(stray(begins + head.len() + 1, behind.len()));
    }
    // Before the quote of a value.
    if let Some(colon) = body.find(": ") {
        let value = body[colon + 2..].trim_start();
        let at = begins + body.len() - value.len();
        let length = value.chars().next().filter(|c| is_sign(*c) && !matches!(c, '"' | '\'' | '[' | '{'));
        found.extend(length.map(char::len_utf8).filter(|n| value[*n..].starts_with(['"', '\''])).map(|n| stray(at, n)));
    }
    found
}

/// Whether a line begins with a quote, behind its dash, that does not close before the colon.
fn begins_with_quote(line: &str) -> bool {
    let body = line.trim_start_matches([' ', '-']);
    body.starts_with(['"', '\'']) && !is_closed(body)
}

/// A quote at the end of a line behind the bracket that closes it, or beside brackets that have the line for themselves.
fn quote_beside_bracket(line: &str) -> Option<usize> {
    let is_mark = |c: char| matches!(c, '\'' | '"');
    let body = line.trim_end().trim_end_matches(',');
    let behind = body.strip_suffix(is_mark).filter(|before| before.ends_with(['}', ']'])).map(str::len);
    let are_brackets = body.trim_start().chars().all(|c| is_mark(c) || "[]{}, -".contains(c));
    behind.or_else(|| body.find(is_mark).filter(|_| are_brackets && body.contains(['[', ']', '{', '}'])))
}

/// Whether what begins with a quote closes before its colon: a key or a text in quotes.
fn is_closed(body: &str) -> bool {
    let mark = body.chars().next().filter(|mark| matches!(mark, '"' | '\''));
    mark.is_some_and(|mark| {
        body[1..].find(mark).is_some_and(|close| body[1..].find(':').is_none_or(|colon| close < colon))
    })
}

/// Where the bracket stands that opens behind a comma at the end of a line: 「},{」.
fn behind_comma(line: &str) -> Option<usize> {
    let body = line.trim_end();
    let before = body.strip_suffix(['{', '['])?;
    before.trim_end().ends_with(',').then_some(before.len())
}

/// What is wrong with the structure, by lines.
fn of_structure(file: &SourceFile, problems: &[Problem]) -> BTreeSet<Mistake> {
    let of_structure = problems.iter().filter(|problem| is_of_structure(problem.code));
    of_structure.map(|problem| (problem.code, file.line_of(problem.span.start))).collect()
}
