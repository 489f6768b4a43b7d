//! The safety net below all that looks for the line that was meant: a mistake that neither its own mending nor the loss of its line
//! mends may stand elsewhere. Then the lines are named among which it must be, and nobody is sent to a wrong one. What vanishes with
//! another came of that one, and is named there.

use super::look::{Look, Told, is_of_structure, place, places};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{SourceFile, Span, unseen};
use std::ops::RangeInclusive;

/// So many mistakes are looked at, in the order of the file.
const MAX_LOOKED_AT: usize = 4;
/// More than that is told of no one line.
const MAX_TOLD: usize = 60;
/// A block of more lines is not taken for one that does not belong there.
const MAX_BLOCK: usize = 200;
/// So many lines to either side may be meant,
const MAX_BESIDE: usize = 12;
/// and so many of them that stand no deeper.
const MAX_ROWS: usize = 3;

/// Said of a place beside the mistake that it comes from.
const OF_IT: &str = "ここも、そのために読めません";
/// How lines are named among which a mistake must be; who knows them better has done so.
const LOOK: &str = "行目までを確かめてください";

/// Says of each mistake of syntax that may stand elsewhere where that is, and puts what comes of one beside it.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    below_signs(look, problems);
    let told = look.told(problems);
    if told.is_empty() || told.len() > MAX_TOLD {
        return;
    }
    let is_syntax = |one: &&Problem| look.is_of(one) && one.code == ProblemCode::Syntax;
    // What is of no part, or of another kind than its key has, may have taken in what is below it.
    let is_part_of = |told: &Told| matches!(told.0, ProblemCode::UnknownKey | ProblemCode::WrongKind);
    let has_syntax = |line: usize| told.contains(&(ProblemCode::Syntax, line));
    let is_part = |one: &&Problem| {
        look.is_of(one) && is_part_of(&place(file, one)) && !has_syntax(place(file, one).1) && told.len() > 1
    };
    let looked_at = problems.iter().filter(is_syntax).take(MAX_LOOKED_AT);
    let mut mended: Vec<Mended> = looked_at
        .chain(problems.iter().filter(is_part).take(MAX_LOOKED_AT))
        .map(|one| {
            let own = place(file, one);
            let is_gone = |left: &Vec<Told>| !left.contains(&own) && left.iter().all(|left| told.contains(left));
            Mended { own, by_fix: left_by_fix(look, one).filter(is_gone), touched: touched(file, one) }
        })
        .collect();
    // What mends all is looked at first.
    mended.sort_by_key(|one| !one.by_fix.as_ref().is_some_and(Vec::is_empty));
    let is_sure = |told: &Told| mended.iter().any(|one| one.own == *told && one.by_fix.is_some());
    let mut followers: Vec<Told> = Vec::new();
    for Mended { own, by_fix, touched } in &mended {
        if followers.contains(own) {
            continue;
        }
        let around = around(file, own.1);
        // What is wrong beside it must be another matter, known by its own mending.
        let is_near = |one: &Told| around.contains(&one.1) && !is_sure(one);
        let is_all = |left: &Vec<Told>| !left.iter().any(|one| !told.contains(one) || is_near(one));
        let without = |lines: &RangeInclusive<usize>| Some(left_without(look, lines)).filter(is_all);
        // What is of no part besides is not mended by a sign.
        let is_mended = |left: &Vec<Told>| left.is_empty() || !left.iter().any(|one| one.1 == own.1 && is_part_of(one));
        let left = by_fix.clone().filter(is_mended).or_else(|| without(&(own.1..=own.1)));
        // Of several lines that explain it, any may be the one.
        let is_syntax = own.0 == ProblemCode::Syntax;
        let pairs = [own.1.saturating_sub(1).max(1)..=own.1, own.1..=own.1 + 1].into_iter().filter(|_| is_syntax);
        let lines = || pairs.chain(block(file, own.1)).find_map(|lines| Some((without(&lines)?, lines)));
        let (left, among) = match left {
            Some(left) => (Some(left), None),
            None => lines().map_or((by_fix.clone(), None), |(left, lines)| (Some(left), Some(lines))),
        };
        // Of a part, what is beside it is another matter.
        if left.is_none() && !is_syntax {
            continue;
        }
        let comes_of_it = |other: &Told| match &left {
            Some(left) => !left.contains(other),
            None => around.contains(&other.1) && !is_sure(other),
        };
        let is_same_line = |other: &Told| other.1 == own.1 && is_part_of(other) && among.is_some();
        let is_follower = |one: &Problem| {
            let other = place(file, one);
            look.is_of(one)
                && other != *own
                && (!touched.contains(&other.1) || is_same_line(&other) && one.fix.is_none())
                && comes_of_it(&other)
                && !followers.contains(&other)
        };
        let gone: Vec<(Told, Span)> =
            problems.iter().filter(|one| is_follower(one)).map(|one| (place(file, one), one.span)).collect();
        let Some(problem) = problems.iter_mut().find(|one| look.is_of(one) && place(file, one) == *own) else {
            continue;
        };
        let elsewhere = gone.iter().filter(|(told, _)| told.1 != own.1);
        problem.take(elsewhere.map(|(_, span)| (*span, OF_IT.to_owned())));
        match among.filter(|_| is_syntax) {
            Some(lines) => name_lines(problem, &lines),
            None if left.is_none() => name_lines(problem, &with_brackets(file, problem, around)),
            None => {}
        }
        followers.extend(gone.into_iter().map(|(told, _)| told));
    }
    problems.retain(|one| !look.is_of(one) || !followers.contains(&place(file, one)));
}

/// Signs that nobody sees as what they are (a full-width blank, a tab, a control character) over several lines: what vanishes when
/// all of them are mended came of them.
fn below_signs(look: &Look, problems: &mut Vec<Problem>) {
    use ProblemCode as Code;
    let Look { file, id, .. } = *look;
    let is_sign = |one: &Problem| {
        one.span.file == id && matches!(one.code, Code::FullWidth | Code::Tab | Code::Control | Code::Unseen)
    };
    let is_other = |one: &Problem| look.is_of(one) && !is_sign(one);
    let Some(first) = problems.iter().position(is_sign).filter(|_| problems.iter().any(is_other)) else { return };
    let mut edits: Vec<(Span, String)> = Vec::new();
    for sign in problems.iter().filter(|one| is_sign(one)) {
        match &sign.fix {
            Some(fix) => edits.extend(fix.edits.iter().filter(|(span, _)| span.file == id).cloned()),
            None if sign.code == Code::Control => edits.push((sign.span, String::new())),
            None => {}
        }
    }
    // Blanks stand for those that were there, or before those.
    let is_blank = |c: char| c.is_whitespace() || unseen::is_unseen(c);
    let blanks = |span: Span| file.slice(span).chars().filter(|c| *c == ' ').collect::<String>();
    let without = edits
        .iter()
        .map(|(span, new)| (*span, if file.slice(*span).chars().all(is_blank) { blanks(*span) } else { new.clone() }));
    let without: Vec<(Span, String)> = without.collect();
    let told = places(file, problems.iter().filter(|one| is_of_structure(one.code)));
    let ways = if without == edits { vec![edits] } else { vec![edits, without] };
    let ways = ways.into_iter().map(|edits| left(look, edited(file, edits)));
    let ways = ways.filter(|left| left.iter().all(|left| told.contains(left)));
    let Some(left) = ways.min_by_key(Vec::len) else { return };
    let is_gone = |one: &Problem| is_other(one) && !left.contains(&place(file, one));
    let gone: Vec<Span> = problems.iter().filter(|one| is_gone(one)).map(|one| one.span).collect();
    problems[first].take(gone.iter().map(|span| (*span, OF_IT.to_owned())));
    problems.retain(|one| !is_gone(one));
}

/// The file with pieces of it written otherwise; of two that overlap, the first.
pub(super) fn edited(file: &SourceFile, mut edits: Vec<(Span, String)>) -> String {
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let (mut text, mut done) = (String::with_capacity(file.text().len()), 0);
    for (span, new) in edits.iter().filter(|(span, _)| span.start <= span.end) {
        let (start, end) = (span.start as usize, span.end as usize);
        if start >= done && end <= file.text().len() {
            text.push_str(&file.text()[done..start]);
            text.push_str(new);
            done = end;
        }
    }
    text.push_str(&file.text()[done..]);
    text
}

/// A mistake that was looked at.
struct Mended {
    own: Told,
    /// What is left of all when it is mended as it says; none when that does not mend it.
    by_fix: Option<Vec<Told>>,
    /// The lines that its fix changes: what is told of them is mended together with it.
    touched: Vec<usize>,
}

fn touched(file: &SourceFile, problem: &Problem) -> Vec<usize> {
    problem.fix.iter().flat_map(|fix| fix.edits.iter()).map(|(span, _)| file.line_of(span.start)).collect()
}

/// What is left of the mistakes when one is mended as it says.
fn left_by_fix(look: &Look, problem: &Problem) -> Option<Vec<Told>> {
    let file = look.file;
    let edits = problem.fix.as_ref()?.edits.iter().filter(|(span, _)| span.file == problem.span.file).cloned();
    Some(left(look, edited(file, edits.collect())))
}

/// What is left of the mistakes when nothing stands on some lines.
fn left_without(look: &Look, lines: &RangeInclusive<usize>) -> Vec<Told> {
    let file = look.file;
    left(look, without(file, lines))
}

/// The file with nothing on some lines, which stay there.
pub(super) fn without(file: &SourceFile, lines: &RangeInclusive<usize>) -> String {
    let mut text = file.text().to_owned();
    for line in lines.clone().rev() {
        let start = file.line_start(line) as usize;
        text.replace_range(start..start + file.line(line).len(), "");
    }
    text
}

/// A line with those that stand deeper below it, and what closes them; none where it stands alone.
fn block(file: &SourceFile, line: usize) -> Option<RangeInclusive<usize>> {
    let own = file.indent(line);
    let closes = |below: usize| file.line(below).trim().trim_end_matches(',').chars().all(|c| matches!(c, '}' | ']'));
    let is_inside = |below: &usize| !file.says(*below) || file.indent(*below) > own;
    let inside = (line + 1..=file.last_line()).take(MAX_BLOCK).take_while(is_inside).last()?;
    let end = inside + 1;
    let is_closed = end <= file.last_line() && file.says(end) && file.indent(end) == own && closes(end);
    Some(line..=if is_closed { end } else { inside })
}

fn left(look: &Look, text: String) -> Vec<Told> {
    let copy = SourceFile::new("", text);
    let (_, problems) = look.read(&copy);
    places(&copy, problems.iter().filter(|one| is_of_structure(one.code)))
}

/// The lines among which the mistake must be: from the row or the part before the one where it is told, to the end of that.
fn around(file: &SourceFile, line: usize) -> RangeInclusive<usize> {
    let says = |line: &usize| !file.line(*line).trim().is_empty();
    let own = file.indent(line);
    let mut above = (line.saturating_sub(MAX_BESIDE).max(1)..line).rev().filter(says);
    let first =
        above.clone().filter(|above| file.indent(*above) <= own).nth(MAX_ROWS - 1).or_else(|| above.next_back());
    let last = line + MAX_BESIDE;
    let below: Vec<usize> = (line + 1..=last).filter(says).collect();
    let end = below.iter().find(|below| file.indent(**below) <= own).or(below.last());
    first.unwrap_or(line)..=end.copied().unwrap_or(line)
}

/// The lines with those of the bracket that the mistake names: what is wrong with it may stand anywhere between.
fn with_brackets(file: &SourceFile, problem: &Problem, lines: RangeInclusive<usize>) -> RangeInclusive<usize> {
    let is_bracket = |words: &str| words.contains("開いて") || words.contains("閉じ");
    let named = problem.related.iter().filter(|(span, words)| span.file == problem.span.file && is_bracket(words));
    named
        .map(|(span, _)| file.line_of(span.start))
        .fold(lines, |lines, line| (*lines.start()).min(line)..=(*lines.end()).max(line))
}

/// Says that the mistake may be elsewhere among these lines.
pub(super) fn name_lines(problem: &mut Problem, lines: &RangeInclusive<usize>) {
    let elsewhere = format!("そこに誤りがなければ、{}行目から{}{LOOK}", lines.start(), lines.end());
    problem.help = Some(match problem.help.take() {
        Some(help) if help.contains(LOOK) => help,
        Some(help) => format!("{help}。{elsewhere}"),
        None => elsewhere,
    });
}

/// The lines among which a mistake must be, by its words.
pub(super) fn named_lines(problem: &Problem) -> Option<RangeInclusive<usize>> {
    let (before, _) = problem.help.as_deref()?.split_once(LOOK)?;
    let (before, last) = before.rsplit_once("行目から")?;
    let first = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
    Some(first.parse().ok()?..=last.parse().ok()?)
}
