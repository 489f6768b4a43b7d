//! The marks that git leaves where two people changed the same lines. Which of the lines stay only a person can say: as long as they
//! stand there, nothing is mended by a guess, and a mark becomes no part of a text.

use super::look::Look;
use crate::source::SourceFile;
use crate::source::problem::{Problem, ProblemCode};
use std::collections::BTreeSet;

/// How such a line begins.
const MARKS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];

const HELP: &str = "「<<<<<<<」「=======」「>>>>>>>」は、二人が同じ所を直したときに残る印です。どちらの行を残すか決め、残さない行と印の行を消してください";

/// Takes the guesses from a file with such lines, and says what to do where they would have been moved.
pub(super) fn take_fixes(look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    if problems.is_empty() {
        return;
    }
    let begins = |line: &usize| file.line(*line).trim_start().starts_with(MARKS[0]);
    let Some(first) = (1..=file.last_line()).find(begins) else { return };
    // At a mark itself nothing else is wrong, however often it is told.
    let line_of = |problem: &Problem| file.line_of(problem.span.start);
    let mut told = BTreeSet::new();
    problems.retain_mut(|problem| {
        let line = line_of(problem);
        if problem.span.file != look.id || !is_mark(file, line) {
            return true;
        }
        let mark = file.line(line).trim_start().get(..MARKS[0].len()).unwrap_or_default();
        problem.message = format!("二人が同じ所を直したときに残る印「{mark}」があるので、前後の行を正しく読めません");
        problem.help = Some(HELP.to_owned());
        problem.fix = None;
        told.insert(line)
    });
    // What else cannot be read may come of them: first things first.
    let n_told = problems.len();
    problems.retain(|one| !(look.is_of(one) && one.code == ProblemCode::Syntax) || is_mark(file, line_of(one)));
    if told.is_empty() && problems.len() < n_told {
        let message = "二人が同じ所を直したときに残る印があるので、前後の行を正しく読めません";
        problems.push(Problem::new(ProblemCode::Syntax, look.words(first), message).help(HELP));
    }
    for problem in problems.iter_mut().filter(|one| one.span.file == look.id) {
        let Some(fix) = problem.fix.as_deref() else { continue };
        let touches = fix.edits.iter().any(|(span, _)| {
            let mut lines = file.line_of(span.start)..=file.line_of(span.end);
            lines.any(|line| is_mark(file, line))
        });
        if touches {
            problem.help = Some(HELP.to_owned());
        }
        if touches || !fix.certain {
            problem.fix = None;
        }
    }
}

fn is_mark(file: &SourceFile, line: usize) -> bool {
    let line = file.line(line).trim_start();
    MARKS.iter().any(|mark| line.starts_with(mark))
}
