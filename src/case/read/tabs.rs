//! Tabs that an editor put in the place of blanks: how wide they were meant no line can say, but the whole plan, which reads with
//! one width and not with the others.

use super::look::Look;
use crate::source::edit::Value;
use crate::source::{Fix, Problem, ProblemCode, SourceFile, Span, to_u32};
use std::collections::BTreeSet;

/// How wide editors show a tab, the usual widths first; none where lines were chosen and Tab pressed, which moved them all.
const WIDTHS: [usize; 5] = [2, 4, 8, 3, 0];
/// How often lines are looked for that come to light when those before them are mended.
const MAX_ROUNDS: usize = 3;
/// With more mistakes left than this, a width has let nothing be read.
const MAX_LEFT: usize = 10;

/// A plan with its tabs made blanks.
struct Mended {
    width: usize,
    /// The lines that had tabs.
    lines: BTreeSet<usize>,
    plan: Option<Value>,
    /// How many mistakes are left.
    n_left: usize,
}

/// Tells how wide the tabs of a file were meant where one width lets the plan be read; the first of them carries the change of all.
/// Without a mistake left that is certain, and what came of the tabs is told no more: whether it is so.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    let is_tab = |problem: &Problem| problem.code == ProblemCode::Tab && problem.span.file == id;
    let told: BTreeSet<usize> =
        problems.iter().filter(|one| is_tab(one)).map(|one| file.line_of(one.span.start)).collect();
    if told.len() < 2 {
        return false;
    }
    let all: Vec<Mended> = WIDTHS.iter().filter_map(|width| mended(look, &told, *width)).collect();
    let Some(best) = all.iter().min_by_key(|mended| mended.n_left) else { return false };
    let is_read = best.n_left == 0;
    let certain = is_read && best.width > 0 && all.iter().all(|mended| mended.n_left > 0 || mended.plan == best.plan);
    let span = |(at, text): &(usize, &str)| Span::new(id, to_u32(*at), to_u32(at + text.len()));
    let edits = indentations(file, &best.lines);
    let edits: Vec<(Span, String)> =
        edits.map(|found| (span(&found), " ".repeat(columns(found.1, best.width)))).collect();
    for (nth, problem) in problems.iter_mut().filter(|one| is_tab(one)).enumerate() {
        problem.help = Some(match best.width {
            0 => "タブを消すと、計画書を読めます".to_owned(),
            width => format!("タブを半角の空白 {width} 文字ずつに置き換えると、計画書を読めます"),
        });
        let is_own = |edit: &&(Span, String)| nth == 0 || edit.0.contains(problem.span);
        let title = if nth == 0 { "字下げのタブを全て、" } else { "この行の字下げのタブを、" };
        problem.fix = Some(Box::new(Fix {
            title: match best.width {
                0 => format!("{title}消す"),
                width => format!("{title}半角の空白 {width} 文字ずつにする"),
            },
            edits: edits.iter().filter(is_own).cloned().collect(),
            certain: certain && nth == 0,
        }));
    }
    if is_read {
        problems.retain(|problem| is_tab(problem) || problem.span.file != id);
    }
    is_read
}

/// The plan with tabs of one width, if it can be read then but for a few mistakes.
fn mended(look: &Look, told: &BTreeSet<usize>, width: usize) -> Option<Mended> {
    let file = look.file;
    let mut lines = told.clone();
    for _ in 0..MAX_ROUNDS {
        let (mut text, mut done) = (String::with_capacity(file.text().len() * 2), 0);
        for (at, found) in indentations(file, &lines) {
            text.push_str(&file.text()[done..at]);
            text.push_str(&" ".repeat(columns(found, width)));
            done = at + found.len();
        }
        text.push_str(&file.text()[done..]);
        let copy = SourceFile::new("", text);
        let (root, mut left) = look.read(&copy);
        left.retain(|problem| !problem.code.is_remark());
        let known = lines.len();
        let tabs = left.iter().filter(|problem| problem.code == ProblemCode::Tab);
        lines.extend(tabs.map(|problem| copy.line_of(problem.span.start)));
        if lines.len() == known {
            let is_read = left.len() <= MAX_LEFT && left.iter().all(|problem| !problem.code.breaks_file());
            let plan = root.as_ref().map(Value::from);
            return is_read.then_some(Mended { width, lines, plan, n_left: left.len() });
        }
    }
    None
}

/// The indentation of these lines, with its place.
fn indentations<'f>(file: &'f SourceFile, lines: &BTreeSet<usize>) -> impl Iterator<Item = (usize, &'f str)> {
    let mut at = 0;
    let all = file.text().split_inclusive(['\n', '\r']).map(move |line| {
        at += line.len();
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        (at - line.len(), &line[..indentation])
    });
    all.filter(|(at, found)| found.contains('\t') && lines.contains(&file.line_of(to_u32(*at))))
}

/// How far an indentation reaches where tabs stand at every so many columns.
fn columns(indentation: &str, width: usize) -> usize {
    indentation.chars().fold(0, |column, c| match c {
        '\t' if width == 0 => column,
        '\t' => (column / width + 1) * width,
        _ => column + 1,
    })
}
