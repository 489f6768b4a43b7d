//! The last word on a slip of syntax: read from its beginning a plan is one up to some place, and read from its end it is one up from
//! some line. Where both meet, there the slip is: by no guess, but by what may follow what in a plan. Whatever was told elsewhere
//! before is told here instead; and where one bracket or comma makes the plan whole, it is named.

mod one_sign;
mod shape;
mod walk;
mod words;

use super::look::{Look, is_of_structure, place as place_of, places};
use super::unsure::{edited, name_lines, named_lines};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{SourceFile, Span, to_u32};
use std::ops::RangeInclusive;
use walk::Stop;

/// So many lines are seen at a glance.
const FEW: usize = 12;
/// So many lines put in between are one slip.
const MAX_PUT_IN: usize = 12;

/// The lines on one of which a plan stops being one, and the place where that comes to light.
struct Meeting {
    lines: RangeInclusive<usize>,
    at: usize,
}

/// Sends to the lines where the slip is: those mistakes that do, and nothing else of syntax.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) {
    if !problems.iter().any(|one| look.is_of(one)) {
        return;
    }
    let Some(meeting) = meeting(look) else { return };
    let lines = &meeting.lines;
    // With one sign the whole is a plan: then nothing else is wrong.
    let is_told = |one: &Problem| look.is_of(one) && is_there(look, one, lines);
    let own = (!problems.iter().any(is_told)).then(|| told(look, &meeting));
    let is_whole = own.iter().chain(problems.iter().filter(|one| is_told(one))).any(|one| mends(look, one));
    let is_elsewhere = |one: &Problem| {
        let is_syntax = look.is_of(one) && one.code == ProblemCode::Syntax;
        is_syntax && !is_there(look, one, lines) && !mends(look, one) && (is_whole || !is_its_own(look, one))
    };
    let n_before = problems.len();
    problems.retain(|one| !is_elsewhere(one));
    let is_hidden = problems.len() < n_before;
    // What is told there, or elsewhere with what mends it.
    let kept = problems.iter_mut().filter(|one| look.is_of(one));
    let mut kept: Vec<_> = kept.filter(|one| is_there(look, one, lines) || mends(look, one)).collect();
    match kept.first_mut() {
        Some(first) => first.hides |= is_hidden,
        None => problems.extend(own.map(|own| Problem { hides: is_hidden, ..own })),
    }
    problems.iter_mut().filter(|one| look.is_of(one)).for_each(|one| widen(look, one, &meeting));
}

/// Where both ends meet; none where the plan is one, where it has more than one slip, or where it is written in an odd way.
fn meeting(look: &Look) -> Option<Meeting> {
    let (file, text) = (look.file, look.file.text());
    let Stop::At(at) = walk::stop_of_whole(text, look.format)? else { return None };
    let last = file.line_of(to_u32(at.min(text.len().saturating_sub(1))));
    let is_end = |line: usize| {
        line > file.last_line() || walk::is_end_of_plan(text, file.line_start(line) as usize, look.format)
    };
    // What was put in between may have more lines than the one at which it comes to light.
    if !is_end(last + 1) {
        let first_right = (last + 2..=last + MAX_PUT_IN).find(|line| is_end(*line))?;
        return Some(Meeting { lines: last.saturating_sub(1).max(1)..=first_right - 1, at });
    }
    // From which line on it is an end: what is one stays one when it gets shorter.
    let (mut is_none, mut is_one) = (0, last + 1);
    while is_one - is_none > 1 {
        let middle = usize::midpoint(is_none, is_one);
        if is_end(middle) { is_one = middle } else { is_none = middle }
    }
    Some(Meeting { lines: is_none.max(1)..=last, at })
}

/// Whether a mistake sends to one of the lines: by its own place, one beside it, or those that its words name.
fn is_there(look: &Look, problem: &Problem, lines: &RangeInclusive<usize>) -> bool {
    let file = look.file;
    let meets = |first: usize, last: usize| first <= *lines.end() && *lines.start() <= last;
    let touches = |span: Span| span.file == look.id && meets(file.line_of(span.start), file.line_of(span.end));
    let fixed = problem.fix.iter().flat_map(|fix| &fix.edits).map(|(span, _)| *span);
    touches(problem.span)
        || problem.related.iter().map(|(span, _)| *span).chain(fixed).any(touches)
        || named_lines(problem).is_some_and(|named| meets(*named.start(), *named.end()))
}

/// Whether what a mistake proposes makes a plan of the file.
fn mends(look: &Look, problem: &Problem) -> bool {
    problem.fix.as_ref().is_some_and(|fix| look.is_sound(edited(look.file, fix.edits.clone())))
}

/// Whether a mistake elsewhere is one by itself: what it proposes mends what it tells, and brings nothing else.
fn is_its_own(look: &Look, problem: &Problem) -> bool {
    let Some(fix) = &problem.fix else { return false };
    let copy = SourceFile::new("", edited(look.file, fix.edits.clone()));
    let (_, left) = look.read(&copy);
    let left = places(&copy, left.iter().filter(|one| is_of_structure(one.code)));
    let own = place_of(look.file, problem);
    let (_, told) = look.read(look.file);
    let told = places(look.file, told.iter());
    !left.contains(&own) && left.iter().all(|one| told.contains(one))
}

/// Names all lines on which the slip may be, where a mistake names others or cannot be mended as it says.
fn widen(look: &Look, problem: &mut Problem, meeting: &Meeting) {
    let Meeting { lines, at } = meeting;
    if !is_there(look, problem, lines) || lines.start() == lines.end() {
        return;
    }
    let Some(named) = named_lines(problem) else {
        let is_few = lines.clone().count() <= FEW;
        let (file, stop) = (look.file, place(look, *at));
        let is_at_stop = file.line_of(problem.span.start) == file.line_of(stop.start);
        if problem.code == ProblemCode::Syntax && (is_few || !is_at_stop) && !mends(look, problem) {
            name_lines(problem, lines);
        }
        return;
    };
    let all = *named.start().min(lines.start())..=*named.end().max(lines.end());
    if let Some(help) = problem.help.as_mut().filter(|_| all != named) {
        let words = |lines: &RangeInclusive<usize>| format!("{}行目から{}行目", lines.start(), lines.end());
        *help = help.replace(&words(&named), &words(&all));
    }
}

/// The slip as it is told where both ends meet.
fn told(look: &Look, meeting: &Meeting) -> Problem {
    let Meeting { lines, at } = meeting;
    if let Some(sign) = one_sign::find(look, lines) {
        return sign;
    }
    let span = place(look, *at);
    let message = "ここまでは計画書として読めますが、この続きが合いません";
    let mut problem = Problem::new(ProblemCode::Syntax, span, message)
        .help("括弧・コンマ・引用符・字下げ・項目名のどれかが欠けたか、余分です");
    if lines.start() < lines.end() {
        name_lines(&mut problem, lines);
    }
    problem
}

/// The words that stand at a place; at the end of a file, those before it.
fn place(look: &Look, at: usize) -> Span {
    let file = look.file;
    let text = file.text();
    let line = file.line_of(to_u32(at.min(text.len().saturating_sub(1))));
    let words = look.words(line);
    let start = words.start.max(to_u32(at)).min(words.end);
    if start == words.end { words } else { Span { start, ..words } }
}

/// Whether a text is a plan as far as its signs go.
fn is_whole(look: &Look, text: &str) -> bool {
    walk::stop_of_whole(text, look.format).is_none()
}
