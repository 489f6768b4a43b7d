//! Brackets over several lines, as JSON has them. YAML sees only that something does not fit, often at the bracket that opens all or far
//! below; but each of these lines says something whole, and how deep they stand tells what belongs together. So each is looked at
//! for itself, and then how they open and close each other; what was told of other lines came of that.

mod kinds;
mod line;
mod odd;
mod region;
mod rows;
mod tables;
mod tell;
mod value;

use super::mend::Mending;
use super::{Tree, tree};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::unseen::is_odd_blank;
use crate::source::{FileId, SourceFile, in_quotes};
use line::Line;
use odd::Odd;
pub(super) use region::alone as closing_alone;
use region::region;
use std::ops::{Range, RangeInclusive};

/// With more odd lines than this it is no text of this kind.
const MAX_ODD: usize = 3;
/// Nobody looks at more.
const MAX_LINES: usize = 20_000;

/// Lines of brackets that are looked at together, and those of them that are odd.
type Region = (RangeInclusive<usize>, Vec<(usize, Odd)>);

/// Tells which lines between brackets are odd, in the place of what came of them.
pub(super) fn blame(id: FileId, file: &SourceFile, tree: &mut Tree) {
    let of_structure = |problem: &Problem| matches!(problem.code, ProblemCode::Syntax | ProblemCode::FullWidth);
    // A full-width mark is told where it stands.
    let mut told = tree.problems.iter().filter(|problem| problem.code == ProblemCode::Syntax).peekable();
    // No line of a text that goes on over line ends says something whole, nor one that a program broke where it was full.
    let is_text = |text: Range<usize>| file.text()[text].contains('\n');
    if told.peek().is_none() || file.is_in_brackets() && (is_filled(file) || in_quotes(file).into_iter().any(is_text)) {
        return;
    }
    let mut regions: Vec<Region> =
        told.filter_map(|problem| looked_at(file, file.line_of(problem.span.start))).collect();
    regions.dedup();
    for (region, odd) in regions {
        if odd.is_empty() {
            continue;
        }
        // What is told of such a line says it better than how the lines stand, but not which line it is.
        let line_of = |problem: &Problem| file.line_of(problem.span.start);
        let is_better = |one: &Problem, what: &Odd| {
            !what.is_of_others()
                && (one.fix.is_some() || !matches!(what, Odd::Glued(..) | Odd::BeforeKey(..)))
                && (one.code == ProblemCode::FullWidth
                    || !matches!(what, Odd::Slip(_) | Odd::Round(..) | Odd::NoDash(_)))
        };
        let says_it = |one: &Problem| {
            of_structure(one) && odd.iter().any(|(line, what)| *line == line_of(one) && is_better(one, what))
        };
        let is_told = |line: usize| tree.problems.iter().any(|one| line_of(one) == line && says_it(one));
        let new: Vec<Problem> = odd
            .iter()
            .filter(|(line, _)| !is_told(*line))
            .map(|(line, what)| tell::problem(id, file, *line, what))
            .collect();
        let before = tree.problems.len();
        // Where a bracket is wrong between them, a key that stands twice stands in two rows.
        let is_of_two_rows = |one: &Problem| {
            let first = one.related.first().filter(|_| one.code == ProblemCode::DuplicateKey);
            first.is_some_and(|(first, _)| {
                let between = file.line_of(first.start)..line_of(one);
                region.contains(&between.start)
                    && odd.iter().any(|(line, what)| what.is_of_others() && between.contains(line))
            })
        };
        tree.problems.retain(|one| {
            !is_of_two_rows(one) && (!of_structure(one) || !region.contains(&line_of(one)) || says_it(one))
        });
        if before > tree.problems.len() || !new.is_empty() {
            // What was read past such a line is not what stands there.
            tree.root = None;
        }
        tree.problems.extend(new);
        tree.broken = true;
    }
}

/// The lines of brackets around a place that are looked at together, and those of them that are odd.
fn looked_at(file: &SourceFile, at: usize) -> Option<Region> {
    let is_whole = file.is_in_brackets();
    let rows = if is_whole { None } else { rows::odd_lines(file, at) };
    let region = || region(file, at).map(|region| (region.clone(), odd_lines(file, region)));
    let is_odd = |region: &Region| !region.1.is_empty() && !is_read(file, &region.0);
    rows.or_else(|| region().filter(is_odd)).or_else(|| if is_whole { None } else { value::odd_lines(file, at) })
}

/// Whether lines end wherever they are full: some close a list and go on with the next part, as nobody lays brackets out by hand.
fn is_filled(file: &SourceFile) -> bool {
    const FEW: usize = 8;
    // No program fills more than this.
    const LONGEST: usize = 2_000;
    let says = |line: &usize| file.says(*line);
    let lines = (1..=file.last_line().min(MAX_LINES)).filter(says);
    let is_full = |line: &usize| {
        file.line(*line).len() <= LONGEST
            && read(file, *line, false)
                .is_ok_and(|line| !line.closed.is_empty() && !line.opened.is_empty() && !line.reopens())
    };
    lines.clone().filter(is_full).count() * FEW >= lines.count()
}

/// Whether some lines can be read for themselves: a value that goes on below its line is none that lost its comma, and what is wrong
/// stands elsewhere.
fn is_read(file: &SourceFile, lines: &RangeInclusive<usize>) -> bool {
    let (first, last) = (*lines.start(), *lines.end());
    let end = file.line_start(last) as usize + file.line(last).len();
    let Some(text) = file.text().get(file.line_start(first) as usize..end) else { return false };
    let mending = Mending::new(text);
    let read = tree::build(FileId::default(), text, &mending);
    read.fault.is_none() && !read.tree(None).problems.iter().any(|one| one.code == ProblemCode::Syntax)
}

/// The lines that are odd by themselves; where none is, the first that does not fit those around it.
fn odd_lines(file: &SourceFile, region: RangeInclusive<usize>) -> Vec<(usize, Odd)> {
    let first = *region.start();
    let is_whole = file.is_in_brackets();
    if let Some(odd) = region::odd_opening(file, &region).filter(|_| !is_whole) {
        return vec![odd];
    }
    let numbers: Vec<usize> = region.filter(|line| file.says(*line)).collect();
    let of_line = |number: &usize| match region::odd_closing(file, first, *number) {
        Some(odd) => Err(odd),
        None => read(file, *number, *number == first && !is_whole),
    };
    let lines: Vec<Result<Line, Odd>> = numbers.iter().map(of_line).collect();
    let odd: Vec<(usize, Odd)> = numbers
        .iter()
        .zip(&lines)
        .filter_map(|(number, line)| line.as_ref().err().map(|odd| (*number, odd.clone())))
        .collect();
    if !odd.is_empty() {
        return if odd.len() <= MAX_ODD { odd } else { Vec::new() };
    }
    let lines: Vec<(usize, Line)> = numbers.into_iter().zip(lines.into_iter().flatten()).collect();
    let unpaired = if is_whole { tables::unpaired(&lines) } else { Vec::new() };
    if !unpaired.is_empty() {
        return unpaired;
    }
    let Some((line, odd)) = misfit(&lines, false) else { return Vec::new() };
    // Nothing that is read begins with two brackets of a kind: what comes of them shows further down.
    if let Some((twice, _)) = lines.iter().find(|(number, one)| *number < line && one.n_doubled > 0) {
        return vec![(*twice, Odd::TooManyOpened(line))];
    }
    let may_be_lost = odd.is_of_others() && !is_closed_twice(&lines, line);
    let first = if may_be_lost { kinds::first_wrong(&lines, line) } else { None };
    vec![first.unwrap_or((line, odd))]
}

/// Whether a line and the next are brackets alone that close in one column: the second is one too many, and none was lost that it would close.
fn is_closed_twice(lines: &[(usize, Line)], number: usize) -> bool {
    let closes = |line: &Line| line.n_first_closed == 1 && line.closed.len() == 1 && !line.reopens();
    let mut pairs = lines.windows(2).filter(|pair| pair[0].0 == number);
    pairs.any(|pair| pair[0].1.column == pair[1].1.column && pair.iter().all(|(_, line)| closes(line)))
}

/// What a line says; behind its dash, where it begins an entry.
fn read(file: &SourceFile, number: usize, is_entry: bool) -> Result<Line, Odd> {
    let text = file.line(number).trim_end_matches([' ', '\t']);
    let begins = if is_entry { text.trim_start_matches([' ', '-']) } else { text.trim_start() };
    // Blanks alone are not the indentation of anything.
    let words = if begins.is_empty() { text.trim_start_matches([' ', '\t', '-']) } else { begins };
    let length = text.len() - words.len();
    // Before a bracket they are a text that the bracket follows without a comma.
    if let Some(blank) = text[..length].find(is_odd_blank).filter(|_| words.starts_with(['[', '{', ']', '}'])) {
        return Err(Odd::Blank(blank, length - blank));
    }
    Line::of(words, length, text[..length].chars().map(width).sum())
}

/// How wide a blank looks.
const fn width(blank: char) -> usize {
    if blank == '\u{3000}' { 2 } else { 1 }
}

/// The line that opens what a line opens, or the first of the rows that hug each other (「}, {」) of which that line begins one.
fn first_of_rows(lines: &[(usize, Line)], at: usize) -> usize {
    let (own, line) = &lines[at];
    let above = || lines[..at].iter().rfind(|(_, above)| above.column <= line.column && !above.reopens());
    if line.reopens() { above().map_or(*own, |(first, _)| *first) } else { *own }
}

/// Whether a line closes a row and nothing else.
fn closes_brace(line: &Line) -> bool {
    line.closed == ['}'] && !line.reopens()
}

/// The first line that does not fit the brackets around it; how deep it stands says nothing in a row that was wrapped.
fn misfit(lines: &[(usize, Line)], is_row: bool) -> Option<(usize, Odd)> {
    let mut open: Vec<(char, usize)> = Vec::new();
    // The line that opened what was closed last.
    let mut closed_at: Option<usize> = None;
    let is_laid_out = !is_row && lines.iter().any(|(_, line)| line.column > lines[0].1.column);
    for (nth, (number, line)) in lines.iter().enumerate() {
        let above = nth.checked_sub(1).map(|above| &lines[above]);
        let opened = |at: usize| &lines[at].1;
        // How many of the brackets that a line opened are still open.
        let n_open = |at: usize| open.iter().filter(|(_, other)| *other == at).count();
        if !is_row && line.n_first_closed > 1 && open.last().is_some_and(|(_, at)| n_open(*at) < line.n_first_closed) {
            return Some((*number, Odd::TooManyClosed(open.last().map(|(_, at)| first_of_rows(lines, *at)))));
        }
        if let Some((_, at)) = open.last().filter(|_| is_laid_out)
            && let Some((above_number, before)) = above
        {
            let (column, depth) = (line.column, opened(*at).column);
            // What closes all may stand below the rows.
            let is_end = nth + 1 == lines.len() && open.len() == line.closed.len();
            // Or deeper than the line that opened it, but less deep than what stands between them.
            let is_between = line.n_first_closed == 1 && opened(*at).inner.get().is_some_and(|inner| column < inner);
            if line.n_first_closed > 0 && column > depth && !is_end && !is_between {
                let is_twice = before.n_first_closed > 0 && before.column == column;
                if before.closed.len() > before.n_first_closed || is_twice {
                    return Some((*above_number, Odd::Unbalanced(*number)));
                }
                // The line that should have opened what is closed here stands in the same column.
                let begins = lines[..nth].iter().rposition(|(_, before)| before.column <= column)?;
                let is_heading = lines[begins].1.column == column && lines[begins].1.closed.is_empty();
                return Some(if is_heading {
                    (lines[begins].0, Odd::NotOpened(*number))
                } else {
                    (lines[begins + 1].0, Odd::NotOpenedBefore(*number))
                });
            }
            // Behind an item on the line of the bracket, it is that bracket which is one too many.
            if column <= depth && line.is_text_alone() && opened(*at).ends_with_bracket() {
                return Some((*number, Odd::Stray));
            }
            if column <= depth && line.is_closed_behind_words() {
                return Some((*number, Odd::BeforeClosing));
            }
            if line.n_first_closed > 0 && column < depth || line.n_first_closed == 0 && column <= depth {
                return Some((*above_number, Odd::Unbalanced(*number)));
            }
            // 「}, {」 goes on with a row of the list that hugs its rows.
            let is_hugging = line.reopens() || is_between && column > depth;
            if line.n_first_closed > 0 && n_open(*at) > line.n_first_closed.max(1) && !line.closes_more() && !is_hugging
            {
                return Some((lines[*at].0, Odd::TooManyOpened(*number)));
            }
        }
        // What was closed too often lets the next line stand in no bracket, or deeper than those beside it.
        if let Some((above_number, before)) = above
            && is_laid_out
            && before.closed.len() > before.n_first_closed
            && line.n_first_closed == 0
            && line.column > open.last().map_or(0, |(_, at)| opened(*at).inner.get().unwrap_or(line.column))
        {
            return Some((*above_number, Odd::Unbalanced(*number)));
        }
        if open.is_empty() && nth > 0 {
            let (above, _) = above?;
            let is_stray = is_row && line.is_words();
            return Some(if is_stray { (*number, Odd::Stray) } else { (*above, Odd::Unbalanced(*number)) });
        }
        // An entry in a list, with a row above it and another, or the end of the list, below it.
        if !is_row
            && line.is_entry()
            && line.opened.is_empty()
            && line.n_first_closed == 0
            && open.last().is_some_and(|(bracket, _)| *bracket == '[')
            && let Some((above, before)) = above
            && before.n_first_closed > 0
            && lines.get(nth + 1).is_some_and(|(_, below)| below.begins_bracket || below.n_first_closed > 0)
            && closes_brace(before)
            // What closes a value of the same row closes none.
            && closed_at.is_none_or(|at| !opened(at).is_entry())
        {
            return Some((*number, Odd::OutOfRow(*above)));
        }
        if let Some((above, before)) = above
            && line.begins_value()
            && before.ends_value()
            && !before.goes_on_in(line)
        {
            // Alone where the bracket that closes should stand, it is that one, turned around.
            if let (Some(turned), Some((bracket, _))) = (line.bracket_alone(), open.last())
                && line.column < before.column
            {
                return Some((*number, Odd::Round(line.column, turned, if *bracket == '[' { ']' } else { '}' })));
            }
            let in_brace = open.last().is_none_or(|(bracket, _)| *bracket == '{');
            if in_brace && line.is_words() {
                return Some((*number, Odd::Stray));
            }
            if in_brace && line.is_closed_behind_words() {
                return Some((*number, Odd::BeforeClosing));
            }
            let follows = nth.checked_sub(2).is_none_or(|above| !lines[above].1.ends_value());
            let is_stray = follows && in_brace && before.is_words();
            return Some((*above, if is_stray { Odd::Stray } else { Odd::NoComma }));
        }
        if let Some((above, before)) = above
            && line.begins_key()
            && before.ends_colon()
        {
            return Some((*above, Odd::NoValue));
        }
        // In a map no value stands without its key: these are rows of a list that has lost both of its brackets.
        if !is_row
            && above.is_some_and(|(_, before)| before.ends_comma())
            && line.begins_bracket
            && open.last().is_some_and(|(bracket, _)| *bracket == '{')
        {
            let heading = lines[..nth].iter().rfind(|(_, before)| before.column < line.column);
            // What opens with a row may be a list with another bracket.
            let is_map = open.last().and_then(|(_, at)| lines.get(at + 1)).is_some_and(|(_, first)| first.is_entry());
            match heading.filter(|(_, before)| before.ends_colon()) {
                Some((heading, _)) => return Some((*heading, Odd::NoList(*number))),
                None if is_map => return Some((*number, Odd::NoKey)),
                None => {}
            }
        }
        if line.n_first_closed == 0
            && let Some((_, at)) = open.last()
            && opened(*at).inner.get().is_none()
        {
            opened(*at).inner.set(Some(line.column));
        }
        let mut last_closed = None;
        for close in &line.closed {
            let Some((bracket, at)) = open.pop() else {
                return Some((*number, Odd::TooManyClosed(last_closed.map(|at| first_of_rows(lines, at)))));
            };
            if (bracket == '[') != (*close == ']') {
                return Some((*number, Odd::OtherBracket(lines[at].0)));
            }
            last_closed = Some(at);
        }
        closed_at = last_closed.or(closed_at);
        // What is opened again is closed with what the first row stands in.
        let opener = last_closed.filter(|at| line.reopens() && opened(*at).opened.len() > 1).unwrap_or(nth);
        open.extend(line.opened.iter().map(|bracket| (*bracket, opener)));
    }
    let (_, at) = open.last()?;
    let (opener, last) = (&lines[*at], lines.last()?.0);
    Some(if is_row && opener.1.n_doubled > 0 {
        (opener.0, Odd::TooManyOpened(last))
    } else {
        (last, Odd::NotClosed(opener.0))
    })
}
