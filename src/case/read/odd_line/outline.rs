//! How the lines of a file stand below each other: their columns, their dashes, what lies below them. Columns are those that a
//! person sees: a tab or a full-width blank is two.

use crate::source::SourceFile;
use crate::source::unseen::is_odd_blank;
use std::collections::BTreeSet;

/// The numbers of the lines that say something, from one on.
pub(super) fn down(file: &SourceFile, from: usize) -> impl Iterator<Item = usize> {
    let last = file.last_line();
    (from..=last).filter(|line| !is_blank(file.line(*line)))
}

/// The same upwards, from the line above.
pub(super) fn up(file: &SourceFile, from: usize) -> impl Iterator<Item = usize> {
    (1..from).rev().filter(|line| !is_blank(file.line(*line)))
}

/// In how many ways lines stand below others: how deep the one, how deep the other, whether that is an item.
pub(super) fn ways(file: &SourceFile) -> usize {
    let mut above: Vec<usize> = Vec::new();
    let mut ways = BTreeSet::new();
    for line in file.text().lines().filter(|line| !is_blank(line)) {
        let indent = indent(line);
        above.retain(|other| *other < indent);
        ways.insert((above.last().copied(), indent, !dash(line).is_empty()));
        above.push(indent);
        above.extend(Some(inner(line)).filter(|inner| *inner > indent));
    }
    ways.len()
}

/// The last lines of what may have been moved together with a line that belongs into `column`: what stands below it, or its
/// neighbours too, down to what is in its place.
pub(super) fn ends(file: &SourceFile, line: usize, column: usize) -> BTreeSet<usize> {
    const NEIGHBOURS: usize = 3;
    let own = file.line(line);
    let as_deep = |least: usize| down(file, line + 1).take_while(move |below| indent(file.line(*below)) >= least);
    let in_place = |is_item: bool| {
        let there = move |below: &usize| {
            let line = file.line(*below);
            // A line of a text is in nobody's place.
            let is_part = is_item || line.contains(": ") || line.trim_end().ends_with(':');
            indent(line) == column && dash(line).is_empty() != is_item && is_part
        };
        as_deep(indent(own)).filter(there).take(NEIGHBOURS).filter_map(|below| up(file, below).next())
    };
    let deeper = as_deep(indent(own) + 1).last();
    // Rows that were moved into the column of headings end before the next of those.
    let is_row = |below: &usize| {
        let line = file.line(*below);
        dash(own).is_empty() || indent(line) > indent(own) || !dash(line).is_empty()
    };
    let rows = as_deep(indent(own)).take_while(is_row).last();
    let all = in_place(true).chain(in_place(false)).chain(deeper).chain(rows).chain(as_deep(indent(own)).last());
    let mut ends: BTreeSet<usize> = all.collect();
    ends.retain(|end| *end > line);
    ends
}

/// The first of the neighbours above a line that begin as it does, with a dash or without.
pub(super) fn first_alike(file: &SourceFile, line: usize) -> Option<usize> {
    let own = file.line(line);
    let begins_so = |above: &str| indent(above) == indent(own) && dash(above).is_empty() == dash(own).is_empty();
    let neighbours = up(file, line).take_while(|above| {
        let above = file.line(*above);
        indent(above) > indent(own) || begins_so(above)
    });
    neighbours.filter(|above| begins_so(file.line(*above))).last()
}

/// Where a heading of the whole file (「第4表:」) stands once more.
pub(super) fn heading_again(file: &SourceFile, line: usize) -> Option<usize> {
    let own = file.line(line).trim_end();
    let is_heading = own.ends_with(':') && indent(own) == 0 && dash(own).is_empty();
    is_heading.then(|| down(file, 1).find(|other| *other != line && file.line(*other).trim_end() == own))?
}

/// The line that a text of several lines (`|-`) belongs to in which this line stands, if it does.
pub(super) fn text_of(file: &SourceFile, line: usize) -> Option<usize> {
    let mut least = indent(file.line(line));
    up(file, line).find(|above| {
        let text = file.line(*above);
        let holds = inner(text) < least && begins_text(text);
        // What is less deep than all between is what the line stands in.
        least = least.min(indent(text));
        holds
    })
}

/// Whether a text of several lines begins behind this line.
pub(in crate::case::read) fn begins_text(line: &str) -> bool {
    let mark = line.trim_end().trim_end_matches(|c: char| matches!(c, '-' | '+') || c.is_ascii_digit());
    mark.strip_suffix(['|', '>']).is_some_and(|before| before.ends_with([' ', ':']))
}

/// Whether a line says nothing to YAML.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// The word before the first colon of a line, or before what people put in its place, a blank among it.
pub(super) fn word(line: &str) -> &str {
    let is_end = |c: char| matches!(c, ':' | '：' | ' ' | '　') || is_mark(c);
    line[begins(line)..].split(is_end).next().unwrap_or_default().trim_end()
}

/// What people type in the place of a colon.
fn is_mark(c: char) -> bool {
    matches!(c, ';' | '=' | ',' | '.' | '；' | '＝' | '，' | '．')
}

/// Whether a line ends as those between brackets over several lines do, and the next one does, too. Where the row begins that
/// stands in them, its own bracket opens behind a dash: that stands in the column of the rows, or in a wrong one.
pub(super) fn is_between_brackets(file: &SourceFile, line: usize) -> bool {
    let ends = |line: usize, marks: &[char]| file.line(line).trim_end().ends_with(marks);
    let own = file.line(line);
    let begins_row = !dash(own).is_empty() && own[begins(own)..].starts_with(['{', '[']);
    let n = |line: usize, bracket: char| file.line(line).matches(bracket).count();
    // A row that was closed too early is closed again.
    let is_again = |next: usize| ends(line, &['}']) && ends(next, &['}']) && n(next, '}') > n(next, '{');
    let is_row = |next: usize| !begins_row && ends(line, &[',']) && ends(next, &[',', '}', ']']) || is_again(next);
    down(file, line + 1).next().is_some_and(is_row)
}

/// Whether such a mark stands behind the first word of a line.
pub(super) fn has_mark_for_colon(line: &str) -> bool {
    let word = word(line);
    let behind = &line[begins(line) + word.len()..];
    behind.starts_with(is_mark) || word.starts_with(['"', '\'']) && behind.starts_with('：')
}

/// Whether a line is a key and a few words right behind it, without anything between: 「頻度毎日」.
pub(super) fn lacks_colon(line: &str, known: &dyn Fn(&str) -> bool) -> bool {
    const MAX_WORDS: usize = 20;
    let body = line[begins(line)..].trim_end();
    let is_short = body.chars().count() <= MAX_WORDS && !body.contains([':', '：', '、', '。']);
    is_short && body.char_indices().skip(2).any(|(at, _)| known(body[..at].trim_end_matches(['・', '　', ' '])))
}

/// How many kinds of rows the list has in which a line begins one: rows whose keys are the same, in the same order, are of one kind.
pub(super) fn n_kinds_of_row(file: &SourceFile, line: usize) -> usize {
    let (column, words) = (indent(file.line(line)), inner(file.line(line)));
    let begins_row = |line: usize| indent(file.line(line)) == column && !dash(file.line(line)).is_empty();
    let is_inside = |line: &usize| indent(file.line(*line)) > column || begins_row(*line);
    let first = up(file, line).take_while(is_inside).last().unwrap_or(line);
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for line in down(file, first).take_while(is_inside) {
        if begins_row(line) {
            rows.push(Vec::new());
        }
        if inner(file.line(line)) == words {
            rows.last_mut().into_iter().for_each(|row| row.push(word(file.line(line))));
        }
    }
    rows.into_iter().collect::<BTreeSet<_>>().len()
}

/// How many bytes of blanks a line begins with, those that are no spaces among them.
pub(in crate::case::read) fn blanks(line: &str) -> usize {
    line.len() - line.trim_start_matches(|c| c == ' ' || c == '\t' || is_odd_blank(c)).len()
}

/// The dashes of items with which a line begins, and the blanks behind them; the one dash of a line that is nothing else.
pub(super) fn dash(line: &str) -> &str {
    let body = &line[blanks(line)..];
    if is_lone_dash(line) {
        return &body[..1];
    }
    let mut rest = body;
    while let Some(behind) = rest.strip_prefix("- ") {
        rest = behind.trim_start_matches(' ');
    }
    &body[..body.len() - rest.len()]
}

/// Whether a line is a dash and nothing else: the beginning of a row whose keys stand below it, or a mark that somebody left there.
pub(super) fn is_lone_dash(line: &str) -> bool {
    line[blanks(line)..].trim_end() == "-"
}

/// Whether a lone dash may begin a row: what follows it is deeper, and no item of its own.
pub(super) fn is_dash_of_row(file: &SourceFile, line: usize) -> bool {
    let own = file.line(line);
    let is_of_row = |below: usize| indent(file.line(below)) > indent(own) && dash(file.line(below)).is_empty();
    is_lone_dash(own) && down(file, line + 1).next().is_some_and(is_of_row)
}

/// Where the words of a line begin, in bytes.
pub(super) fn begins(line: &str) -> usize {
    blanks(line) + dash(line).len()
}

/// How many columns a line is indented.
pub(super) fn indent(line: &str) -> usize {
    let width = |c: char| if matches!(c, '\t' | '\u{3000}') { 2 } else { 1 };
    line[..blanks(line)].chars().map(width).sum()
}

/// The column in which the words of a line begin; behind a lone dash, those of the line below.
pub(in crate::case::read) fn inner(line: &str) -> usize {
    indent(line) + if is_lone_dash(line) { 2 } else { dash(line).len() }
}
