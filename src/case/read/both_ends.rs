//! The last word on a slip of syntax: read from its beginning a plan is one up to some place, and read from its end it is one up from
//! some line. Where both meet, there the slip is: by no guess, but by what may follow what in a plan. Whatever was told elsewhere
//! before is told here instead; and where one bracket or comma makes the plan whole, it is named.

mod moved;
mod one_sign;
mod shape;
mod walk;
mod words;

use super::comments::COMMENT;
use super::look::{Look, Told, is_of_structure, place, places};
use super::unsure::{edited, name_lines, named_lines};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, to_u32};
use std::ops::RangeInclusive;
use walk::Stop;

/// More mistakes are told of no one slip.
const MAX_TOLD: usize = 60;
/// So many lines are seen at a glance.
const FEW: usize = 12;
/// So many lines more than need be may be named.
const BESIDE: usize = 2;
/// So many lines put in between are one slip.
const MAX_PUT_IN: usize = 12;

/// The lines on one of which a plan stops being one, and the place where that comes to light: a quote that nothing closes, or what
/// cannot follow.
struct Meeting {
    lines: RangeInclusive<usize>,
    at: usize,
    is_unclosed: bool,
}

/// How far a plan is one from its two ends.
enum Ends {
    /// Up to one slip.
    Meet(Meeting),
    /// Up to a place, and from below a line on: two slips, or a line that was moved.
    Apart { at: usize, below: usize },
}

/// What a mistake's own change does for the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mends {
    /// It is one then.
    All,
    /// What it tells is gone, and nothing else is told: a value that lacks its quotes, and a slip by itself. Of brackets, commas and
    /// lines there is no other where what stands before and behind them is a plan's.
    Itself,
    Nothing,
}

/// Sends to the lines where the slip is: those mistakes that do, and nothing else of syntax.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) {
    if !(1..=MAX_TOLD).contains(&problems.iter().filter(|one| look.is_of(one)).count()) {
        return;
    }
    let meeting = match ends(look) {
        Some(Ends::Meet(meeting)) => meeting,
        Some(Ends::Apart { at, below }) => return tell_apart(look, problems, at, below),
        None => return,
    };
    let is_told =
        |one: &Problem| look.is_of(one) && look.file.line_of(one.span.start) == look.file.line_of(to_u32(meeting.at));
    if words::is_marker(look.file.text(), meeting.at) && !problems.iter().any(is_told) {
        problems.retain(|one| !(look.is_of(one) && one.code == ProblemCode::Syntax));
        problems.push(marker(look, meeting.at));
        return;
    }
    let before = look.read(look.file).1;
    let before = places(look.file, before.iter());
    let looked_at: Vec<(bool, Mends)> = problems
        .iter()
        .map(|one| (look.is_of(one) && is_there(look, one, &meeting.lines), mends(look, one, &before)))
        .collect();
    let own = (!looked_at.iter().any(|(is_there, _)| *is_there)).then(|| told(look, &meeting));
    let is_mended = looked_at.iter().any(|(_, mends)| *mends == Mends::All);
    let has_sign = own.as_ref().is_some_and(|own| own.fix.is_some());
    let (stop, below) = (look.file.line_of(to_u32(meeting.at)), *meeting.lines.end());
    if !is_mended && !has_sign && below > stop && tell_moved(look, problems, meeting.at, below) {
        return;
    }
    // With one change there the whole is a plan: then nothing else is wrong.
    let is_whole = looked_at.contains(&(true, Mends::All)) || has_sign;
    let is_kept = |one: &Problem, (is_there, mends): (bool, Mends)| {
        let is_syntax = look.is_of(one) && one.code == ProblemCode::Syntax;
        !is_syntax || is_there || mends == Mends::All || !is_whole && mends == Mends::Itself
    };
    let comment = comment_above(look, stop);
    let mut each = looked_at.iter().copied();
    let n_before = problems.len();
    problems.retain_mut(|one| {
        let Some(looked_at) = each.next().filter(|looked_at| is_kept(one, *looked_at)) else { return false };
        if looked_at.0 {
            widen(look, one, &meeting, looked_at.1 == Mends::All);
            let is_news =
                |span: &Span| looked_at.1 != Mends::All && !one.related.iter().any(|(named, _)| named == span);
            let comment = comment.filter(is_news);
            one.related.extend(comment.map(|span| (span, COMMENT.to_owned())));
        }
        true
    });
    let hides = problems.len() < n_before;
    // What mends all is right, wherever it stands.
    if !looked_at.iter().any(|(is_there, mends)| *is_there || *mends == Mends::All) {
        problems.extend(own.map(|own| Problem { hides, ..own }));
    } else if let Some(one) = problems.iter_mut().find(|one| look.is_of(one)) {
        one.hides |= hides;
    }
}

/// How far a plan is one from its ends; none where it is one altogether, or is written in an odd way.
fn ends(look: &Look) -> Option<Ends> {
    let (file, text) = (look.file, look.file.text());
    let (at, quote) = match walk::stop_of_whole(text, look.format)? {
        Stop::At(at) => (at, None),
        Stop::Unclosed(quote, at) => (at, Some(quote)),
        Stop::Odd => return None,
    };
    let last = file.line_of(to_u32(at.min(text.len().saturating_sub(1))));
    let is_end = |line: usize| {
        line > file.last_line() || walk::is_end_of_plan(text, file.line_start(line) as usize, look.format)
    };
    // What is an end stays one when it gets shorter.
    let first_end = |mut is_none: usize, mut is_one: usize| {
        while is_one - is_none > 1 {
            let middle = usize::midpoint(is_none, is_one);
            if is_end(middle) { is_one = middle } else { is_none = middle }
        }
        is_one
    };
    if is_end(last + 1) {
        let first = (first_end(0, last + 1) - 1).max(1);
        let met = Meeting { lines: first..=last, at, is_unclosed: false };
        return Some(Ends::Meet(quote.map_or(met, |quote| unclosed(look, quote, first))));
    }
    // What was put in between may have more lines than the one at which it comes to light.
    let below = first_end(last + 1, file.last_line() + 1) - 1;
    let lines = last.saturating_sub(1).max(1)..=below;
    let met = Meeting { lines, at, is_unclosed: false };
    Some(if below < last + MAX_PUT_IN { Ends::Meet(met) } else { Ends::Apart { at, below } })
}

/// Where a quote that nothing closes may be too much, or its other one lost; from below `first` on the end is a plan's.
fn unclosed(look: &Look, quote: usize, first: usize) -> Meeting {
    let file = look.file;
    let opens = file.line_of(to_u32(quote));
    let is_text = |line: &usize| {
        let words = file.line(*line).trim_start();
        !words::begins_entry(words, look.format.is_key) && !words.starts_with(['{', '}', '[', ']'])
    };
    let ends = (opens + 1..=file.last_line()).take_while(is_text).last().unwrap_or(opens);
    Meeting { lines: opens..=ends.max(first), at: quote, is_unclosed: true }
}

/// Tells the lines that were moved from one of the places to the other; else names both.
fn tell_apart(look: &Look, problems: &mut Vec<Problem>, at: usize, below: usize) {
    let before = look.read(look.file).1;
    let before = places(look.file, before.iter());
    if problems.iter().any(|one| mends(look, one, &before) == Mends::All) {
        return;
    }
    if !tell_moved(look, problems, at, below) {
        name_ends(look, problems, at, below);
    }
}

/// Tells lines that were moved instead of all that came of it; whether there are any.
fn tell_moved(look: &Look, problems: &mut Vec<Problem>, at: usize, below: usize) -> bool {
    let Some(moved) = moved::find(look, look.file.line_of(words_from(look, at).start), below) else { return false };
    problems.retain(|one| !look.is_of(one));
    problems.push(Problem { hides: true, ..moved });
    true
}

/// Names both ends beside the first mistake where nothing sends to them: of a line that was moved, one is its gap and the other it.
fn name_ends(look: &Look, problems: &mut [Problem], at: usize, below: usize) {
    let line = look.file.line_of(words_from(look, at).start);
    let is_told = |line: usize| problems.iter().any(|one| is_there(look, one, &(line.saturating_sub(1)..=line + 1)));
    let (is_first, is_last) = (!is_told(line), below < look.file.last_line() && !is_told(below));
    let is_syntax = |one: &&mut Problem| look.is_of(one) && one.code == ProblemCode::Syntax;
    let mut all = problems.iter_mut().filter(is_syntax);
    let (Some(one), None) = (all.next(), all.next()) else { return };
    if is_first {
        one.related.push((words_from(look, at), "この手前までは計画書として読めます".to_owned()));
    }
    if is_last {
        one.related.push((look.words(below), "この行の下は、終わりまで計画書として読めます".to_owned()));
    }
}

/// Whether a mistake sends to one of the lines: by its own place, one beside it, or those that its words name.
fn is_there(look: &Look, problem: &Problem, lines: &RangeInclusive<usize>) -> bool {
    let file = look.file;
    let meets = |first: usize, last: usize| first <= *lines.end() && *lines.start() <= last;
    let touches = |span: Span| span.file == look.id && meets(file.line_of(span.start), file.line_of(span.end));
    let mut fixed = problem.fix.iter().flat_map(|fix| &fix.edits).map(|(span, _)| *span);
    let sends = match named_lines(problem) {
        // Who names many lines and means few does not know which.
        Some(named) => named.clone().count() <= lines.clone().count() + BESIDE && meets(*named.start(), *named.end()),
        None => problem.related.iter().any(|(span, _)| touches(*span)),
    };
    let is_block = || lines_told(&problem.message).any(|line| meets(line, line + 1));
    sends || touches(problem.span) || fixed.any(touches) || is_block()
}

/// The lines that the words of a mistake name as its own: those of a block.
fn lines_told(message: &str) -> impl Iterator<Item = usize> {
    let before = message.split("行目").map(|words| words.trim_start_matches(|c: char| !c.is_ascii_digit()));
    before.filter_map(|number| number.parse().ok())
}

/// What a mistake's change does. `before` is what was told of the file as it is.
fn mends(look: &Look, problem: &Problem, before: &[Told]) -> Mends {
    let Some(fix) = problem.fix.as_ref().filter(|_| look.is_of(problem)) else { return Mends::Nothing };
    let copy = SourceFile::new("", edited(look.file, fix.edits.clone()));
    let left = look.read(&copy).1;
    let left = places(&copy, left.iter().filter(|one| is_of_structure(one.code)));
    let is_gone = !left.contains(&place(look.file, problem));
    let is_quoting = fix.edits.iter().any(|(_, new)| new.contains(['"', '\'']));
    if left.is_empty() {
        Mends::All
    } else if is_gone && is_quoting && left.iter().all(|one| before.contains(one)) {
        Mends::Itself
    } else {
        Mends::Nothing
    }
}

/// The comment right above a line, by which a heading or a row may have been lost.
fn comment_above(look: &Look, line: usize) -> Option<Span> {
    let above = look.file.line(line.saturating_sub(1)).trim_start();
    above.starts_with('#').then(|| look.words(line - 1))
}

/// Names all lines on which the slip may be, where a mistake names others or cannot be mended as it says. Of a bracket that is taken
/// away, the other one may be lost.
fn widen(look: &Look, problem: &mut Problem, Meeting { lines, at, .. }: &Meeting, is_mended: bool) {
    use ProblemCode as Code;
    if lines.start() == lines.end() {
        return;
    }
    let file = look.file;
    let Some(named) = named_lines(problem) else {
        let own = file.line_of(problem.span.start);
        let is_at_stop = own == file.line_of(words_from(look, *at).start);
        let is_few = lines.clone().count() <= FEW;
        let names = match problem.code {
            Code::Syntax if is_mended => takes_bracket(file, problem) && one_sign::may_be_lost(look, lines, own),
            Code::Syntax => is_few || !is_at_stop,
            Code::UnknownKey | Code::WrongKind => is_few && is_at_stop && problem.fix.is_none(),
            _ => false,
        };
        if names {
            name_lines(problem, lines);
            problem.fix = problem.fix.take().filter(|_| !is_mended);
        }
        return;
    };
    let is_within = named.start() <= lines.start() && lines.end() <= named.end();
    let all = if is_within { lines.clone() } else { *named.start().min(lines.start())..=*named.end().max(lines.end()) };
    if let Some(help) = problem.help.as_mut().filter(|_| all != named) {
        let words = |lines: &RangeInclusive<usize>| format!("{}行目から{}行目", lines.start(), lines.end());
        *help = help.replace(&words(&named), &words(&all));
    }
}

/// Whether a mistake is mended by taking away a bracket, or the line of one.
fn takes_bracket(file: &SourceFile, problem: &Problem) -> bool {
    let is_bracket = |c: char| matches!(c, '{' | '}' | '[' | ']');
    let mut edits = problem.fix.iter().flat_map(|fix| &fix.edits);
    edits.any(|(span, new)| file.slice(*span).contains(is_bracket) && !new.contains(is_bracket))
}

/// The slip as it is told where both ends meet.
fn told(look: &Look, meeting: &Meeting) -> Problem {
    let Meeting { lines, at, is_unclosed } = meeting;
    let span = words_from(look, *at);
    let mut problem = if *is_unclosed {
        let mark = &look.file.text()[*at..=*at];
        Problem::new(ProblemCode::Syntax, span, format!("この引用符「{mark}」が閉じていません"))
            .help("文の終わりに引用符を書くか、この引用符が余分なら消してください")
    } else if let Some(sign) = one_sign::find(look, lines) {
        return sign;
    } else {
        Problem::new(ProblemCode::Syntax, span, "ここまでは計画書として読めますが、この続きが合いません")
            .help("括弧・コンマ・引用符・字下げ・項目名のどれかが欠けたか、余分です")
    };
    if lines.start() < lines.end() {
        name_lines(&mut problem, lines);
    }
    problem
}

/// A line that ends YAML's text within brackets.
fn marker(look: &Look, at: usize) -> Problem {
    let file = look.file;
    let line = file.line_of(to_u32(at));
    let words = words_from(look, at);
    // The last line has none below it.
    let whole = Span { end: file.line_start(line + 1).max(words.end), ..words };
    let message =
        format!("この行の「{}」は計画書の終わりの印と読まれ、ここで開いている括弧が閉じません", file.line(line).trim());
    Problem::new(ProblemCode::Syntax, words_from(look, at), message)
        .help("余分な行なら消してください")
        .fix(Fix::likely("この行を消す", whole, ""))
}

/// The words that stand at a place; at the end of a file, or where a line says nothing, those before it.
fn words_from(look: &Look, at: usize) -> Span {
    let file = look.file;
    let last = file.line_of(to_u32(at.min(file.text().len().saturating_sub(1))));
    let said = (1..=last).rev().find(|line| !file.line(*line).trim().is_empty());
    let Some(line) = said else { return Span::new(look.id, 0, 0) };
    let words = look.words(line);
    // What looks like a blank and is none, or only a part of one, is the line's.
    if words.start >= words.end {
        let start = file.line_start(line);
        return Span { start, end: start + to_u32(file.line(line).len()), ..words };
    }
    let start = words.start.max(to_u32(at)).min(words.end);
    if start == words.end { words } else { Span { start, ..words } }
}

/// Whether a text is a plan as far as its signs go.
fn is_whole(look: &Look, text: &str) -> bool {
    walk::stop_of_whole(text, look.format).is_none()
}

#[cfg(test)]
mod tests {
    use super::super::meant::FORMAT;
    use super::walk::{is_end_of_plan, stop_of_whole};

    /// The samples, and the plans of the tests.
    #[expect(clippy::disallowed_methods, reason = "a test reads them")]
    fn plans() -> Vec<String> {
        let files =
            ["samples", "tests/plans"].into_iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder"));
        let paths = files.map(|entry| entry.expect("a file").path());
        let plans = paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
        plans.map(|path| std::fs::read_to_string(path).expect("a text")).collect()
    }

    /// A plan as its writer laid it out, and as programs do: in lines by depth, and as JSON with indentation and without, on few lines
    /// and on many.
    fn layouts(yaml: &str) -> Vec<String> {
        let plan: serde_json::Value = serde_yaml::from_str(yaml).expect("a plan");
        let pretty = serde_json::to_string_pretty(&plan).expect("JSON");
        let bare: Vec<&str> = pretty.lines().map(str::trim_start).collect();
        let few = bare.chunks(3).map(|lines| lines.join(" ")).collect::<Vec<_>>().join("\n");
        vec![
            yaml.to_owned(),
            serde_yaml::to_string(&plan).expect("YAML"),
            bare.join("\n"),
            bare.join("\r\n"),
            few,
            pretty,
            yaml.replace("- {", "-   {"),
        ]
    }

    #[test]
    fn what_is_a_plan_is_never_called_none() {
        for (number, text) in plans().iter().flat_map(|yaml| layouts(yaml)).enumerate() {
            assert_eq!(stop_of_whole(&text, &FORMAT), None, "\n{text}");
            let starts = text.match_indices('\n').map(|(at, _)| at + 1);
            // Each line takes its time, and the plans have some of each kind.
            for start in starts.skip(number % 7).step_by(7) {
                assert!(is_end_of_plan(&text, start, &FORMAT), "no end of a plan:\n{}", &text[start..]);
            }
        }
    }

    #[test]
    fn what_follows_nothing_is_where_a_plan_stops() {
        let stops = |text: &str| match stop_of_whole(text, &FORMAT) {
            Some(super::Stop::At(at) | super::Stop::Unclosed(at, _)) => text[at..].to_owned(),
            stop => panic!("{stop:?}"),
        };
        assert_eq!(stops("利用者:\n  氏名: 讃岐 ハル\n  性別 女\n"), "性別 女\n");
        assert_eq!(stops("利用者:\n  氏名: 讃岐 ハル\n  氏名: 讃岐\n"), "氏名: 讃岐\n");
        assert_eq!(stops("{\"第5表\": [{\"内容\": \"訪問\", {\"内容\": \"電話\"}]}"), "{\"内容\": \"電話\"}]}");
        assert_eq!(stops("第5表:\n- {内容: 訪問]\n"), "]\n");
        assert_eq!(stops("第5表:\n- 内容: 訪問\n   年月日: 令和7年6月2日\n"), "年月日: 令和7年6月2日\n");
    }
}
