//! A heading at the margin that slipped some lines up or down into the part above or below it, or one that was put among the lines of
//! a part: the lines beside it are read in the wrong part, and each is told for itself. Where it belongs is found by trying.

use super::gap::key;
use super::look::{Look, is_of_structure};
use super::odd_line::begins_on;
use super::swapped::is_heading;
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::yaml::Node;
use crate::source::{SourceFile, Span, line_end_of, to_u32};

/// What a heading cut off is told so many lines below it at most: those between can be read in both parts.
const MAX_BELOW: usize = 3;
/// So many lines a heading is moved down at most,
const MAX_DOWN: usize = 24;
/// and so many it may stand below the first line of its part.
const MAX_UP: usize = 40;
/// Of so many headings below the first mistake one may be it: it may have gone past another.
const MAX_HEADINGS: usize = 3;

/// Tells such a heading where moving it explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    let first = look.first_told(problems);
    // A slip that is known by itself is no matter of where a heading stands: moved away from it, one would let it vanish in a text.
    // The words of a text with such a colon are none, and what stands twice may be the other part's.
    let is_slip = |one: &Problem| {
        if one.code == ProblemCode::DuplicateKey {
            return false;
        }
        let key = file.line(file.line_of(one.span.start)).trim().split('：').next().unwrap_or_default();
        file.slice(one.span) != "：" || look.is_key(key.trim_start_matches(['-', ' ']))
    };
    let is_certain = |one: &Problem| one.fix.as_ref().is_some_and(|fix| fix.certain);
    let is_known = problems.iter().any(|one| look.is_of(one) && is_certain(one) && is_slip(one));
    let Some(first) = first.filter(|_| !is_known) else { return false };
    let last = file.last_line();
    let heads = |line: &usize| heading_of_part(look, *line).is_some();
    // The first line of what a heading leaves must not vanish in the text above it, nor the heading itself.
    let is_read = |line: usize, to: Option<usize>| {
        let copy = SourceFile::new("", moved(file, line, to));
        let (root, left) = look.read(&copy);
        let below = file.said_below(line).next();
        let below = below.map(|below| if to.is_some_and(|to| to <= line) { below } else { below - 1 });
        let below = below
            .filter(|below| copy.line(*below).trim_start().starts_with("- ") || look.is_key(key(copy.line(*below))));
        let own = to.map(|to| if to <= line { to } else { to - 1 });
        let is_there = |root: &Node| below.into_iter().chain(own).all(|line| begins_on(root, &copy, line));
        !left.iter().any(|one| is_of_structure(one.code)) && root.as_ref().is_some_and(is_there)
    };
    // Down from where it cut a part in two, or out of it.
    let above = (first.saturating_sub(MAX_BELOW).max(1)..=first).rev().find(heads);
    if above.is_some_and(|above| first_lost_its_colon(look, above) || would_vanish(file, above)) {
        return false;
    }
    let down = above.and_then(|line| {
        // Of whose part nothing is missed where it is gone, that was put there.
        let tos = (line + 2..=(last + 1).min(line + MAX_DOWN)).map(Some);
        let has_above = (1..line).any(|above| file.says(above));
        let to = has_above.then_some(None).into_iter().chain(tos).find(|to| is_read(line, *to));
        to.map(|to| (line, to))
    });
    // Up to the first of the lines that it left behind, or to the one before it.
    let found = down.or_else(|| {
        let below = (first + 1..=last.min(first + MAX_UP)).filter(heads).take(MAX_HEADINGS);
        let ways = below.flat_map(|line| [first, first - 1].map(|to| (line, to))).filter(|(_, to)| *to > 0);
        ways.into_iter().find(|(line, to)| is_read(*line, Some(*to))).map(|(line, to)| (line, Some(to)))
    });
    let Some((line, to)) = found else { return false };
    problems.retain(|problem| !look.is_of(problem));
    problems.push(problem(look, line, to));
    true
}

/// Whether the first line below a heading is one of its keys with a value and no colon between: moved away from it, the heading would let
/// that vanish in what is above. A key that stands below it once more is none that is missing.
fn first_lost_its_colon(look: &Look, heading: usize) -> bool {
    let file = look.file;
    let last = file.last_line();
    let own = self::heading(file.line(heading)).unwrap_or_default();
    let Some(line) = file.said_below(heading).next() else { return false };
    let bare = |line: usize| file.line(line).trim_start_matches([' ', '-', '"', '\'', '{', '[']);
    let body = bare(line).trim_end();
    let is_of_it = |key: &str| look.is_key(key) && (look.format.headings)(key).iter().any(|home| home == own);
    let words = body.char_indices().skip(1).map(|(at, _)| &body[..at]);
    let Some(lost) = words.filter(|words| is_of_it(words)).last() else { return false };
    let mut others = (line + 1..=last).take_while(|below| heading_of_part(look, *below).is_none());
    key(file.line(line)).is_empty() && !others.any(|below| key(file.line(below)) == lost)
}

/// Whether the first line below a heading is no entry and the one above it has its value: moved away, the heading would let that line
/// go on with the value, whatever it says.
fn would_vanish(file: &SourceFile, heading: usize) -> bool {
    let is_entry = |line: usize| !key(file.line(line)).is_empty();
    let has_value = |line: usize| is_entry(line) && !is_heading(file.line(line));
    let below = file.said_below(heading).next();
    let is_no_entry = |line: usize| !is_entry(line) && !file.line(line).trim_start().starts_with('-');
    below.is_some_and(is_no_entry) && file.said_above(heading).next().is_some_and(has_value)
}

/// The part of a plan that a line heads.
pub(super) fn heading_of_part<'f>(look: &Look<'f>, line: usize) -> Option<&'f str> {
    heading(look.file.line(line)).filter(|key| look.is_part(key))
}

fn problem(look: &Look, line: usize, to: Option<usize>) -> Problem {
    let Look { file, id, .. } = *look;
    let place = look.words(line);
    let key = quoted(heading(file.line(line)).unwrap_or_default());
    let whole = Span::new(id, file.line_start(line), end(file, line));
    let Some(to) = to else {
        let message = format!("{key}の見出しがここにあるため、前後の行を正しく読めません");
        return Problem::new(ProblemCode::Syntax, place, message)
            .help("紛れ込んだ行なら消してください（ほかの行はそのままで読めます）")
            .fix(Fix::likely("この行を消す", whole, ""));
    };
    let (before, at) = if to > file.last_line() {
        ("ファイルの終わり".to_owned(), end(file, file.last_line()))
    } else {
        (format!("{to}行目の前"), file.line_start(to))
    };
    let message = format!("{key}の見出しの場所がずれているので、前後の行を正しく読めません");
    let mut fix = Fix::likely(format!("この行を{before}に移す"), whole, "");
    let line_end = line_end_of(file.text());
    let is_at_end = to > file.last_line() && !file.text().ends_with(['\n', '\r']);
    let own = file.line(line);
    let instead = if is_at_end { format!("{line_end}{own}") } else { format!("{own}{line_end}") };
    fix.edits.push((Span::new(id, at, at), instead));
    let problem = Problem::new(ProblemCode::Syntax, place, message)
        .help(format!("この行を{before}に移してください（ほかの行はそのままで読めます）"));
    let problem = if to <= file.last_line() && file.says(to) {
        problem.related(look.words(to), "見出しは、この行の前にあるはずです")
    } else {
        problem
    };
    problem.fix(fix)
}

/// The key of a line that heads the lines below: at the margin, or the first in brackets.
fn heading(line: &str) -> Option<&str> {
    let body = line.split(" #").next().unwrap_or_default().trim();
    let key = body.trim_end_matches(['{', '[']).trim_end().strip_suffix(':')?;
    let key = key.trim_end();
    let bare = ['"', '\''].iter().find_map(|mark| key.strip_prefix(*mark)?.strip_suffix(*mark));
    (bare.is_some() || !line.starts_with(' ')).then_some(bare.unwrap_or(key))
}

/// Where a line ends, with what ends it.
fn end(file: &SourceFile, line: usize) -> u32 {
    if line < file.last_line() { file.line_start(line + 1) } else { to_u32(file.text().len()) }
}

/// The text with a line put before another one, or without it.
fn moved(file: &SourceFile, line: usize, to: Option<usize>) -> String {
    let (text, line_end) = (file.text(), line_end_of(file.text()));
    let at = |line: usize| end(file, line - 1) as usize;
    let (start, end) = (at(line), end(file, line) as usize);
    let own = file.line(line);
    match to {
        Some(to) if to <= line => [&text[..at(to)], own, line_end, &text[at(to)..start], &text[end..]].concat(),
        Some(to) => {
            let between = &text[end..at(to)];
            let is_ended = between.is_empty() || between.ends_with(['\n', '\r']);
            [&text[..start], between, if is_ended { "" } else { line_end }, own, line_end, &text[at(to)..]].concat()
        }
        None => [&text[..start], &text[end..]].concat(),
    }
}
