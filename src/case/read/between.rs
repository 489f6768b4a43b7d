//! A line that was put between a heading and what stands below it: what is below is then read as another's, or not at all. That it is
//! this line is found by trying: without it, everything can be read. The first line of a text may just be too deep.

use super::look::Look;
use super::swapped::{above_text, is_heading};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::{SourceFile, Span, to_u32, words_at};

/// Tells such a line where its loss explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    let Some((heading, false)) = found(look, problems) else { return false };
    let line = heading + 1;
    let name = quoted(file.line(heading).trim());
    let message = format!("この行が、見出し{name}とその中身の間に入っています");
    let problem = Problem::new(ProblemCode::Syntax, look.words(line), message)
        .help("この行を消すか、書くべき所へ移してください（ほかの行はそのままで読めます）")
        .related(look.words(heading), "見出し")
        .related(look.words(line + 1), "ここからがその中身です");
    problems.retain(|problem| !look.is_of(problem));
    problems.push(problem);
    true
}

/// Tells the first line of a text that is just too deep, so that a colon in the next one looks like a key's; whether there is one. Where
/// the lines say more, it is known as the odd one among them.
pub(super) fn tell_first_of_text(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    let mut of_structure = problems.iter().filter(|one| look.is_of(one));
    if of_structure.any(|one| one.code != ProblemCode::FullWidth) {
        return false;
    }
    let Some((heading, true)) = found(look, problems) else { return false };
    let line = heading + 1;
    let (column, wanted) = (file.indent(line), file.indent(line + 1));
    let start = file.line_start(line);
    let blanks = Span::new(id, start, start + to_u32(column));
    let message = format!("文の初めの行の字下げ（半角{column}文字）が下の行より深いので、下の行を文として読めません");
    let help = format!("字下げを半角{wanted}文字にしてください（ほかの行はそのままで読めます）");
    let fix = Fix::likely(format!("字下げを半角{wanted}文字にする"), blanks, " ".repeat(wanted));
    problems.retain(|problem| !look.is_of(problem));
    problems.push(Problem::new(ProblemCode::Syntax, look.words(line), message).help(help).fix(fix));
    true
}

/// The heading below which such a line stands, and whether that is one of a text.
fn found(look: &Look, problems: &[Problem]) -> Option<(usize, bool)> {
    let file = look.file;
    let first = look.first_told(problems)?;
    let headings = [first, first - 1, first.saturating_sub(2), above_text(file, first)];
    let mut headings = headings.into_iter().filter(|heading| *heading > 0 && is_between(file, *heading));
    headings.find_map(|heading| Some((heading, explained(look, heading)?)))
}

/// Whether the line below a heading stands beside it, or deeper than what follows, which is the heading's.
fn is_between(file: &SourceFile, heading: usize) -> bool {
    let own = file.line(heading);
    // Behind a dash, the key stands deeper than its line.
    let own_column = words_at(own);
    let [line, below] = [heading + 1, heading + 2].map(|line| file.indent(line));
    let is_apart = line == own_column || line > below;
    is_heading(own) && is_apart && below > own_column && file.says(heading + 1) && file.says(heading + 2)
}

/// Whether all can be read without the line below a heading; or with it, indented as the one below it is: then it is one of a text.
fn explained(look: &Look, heading: usize) -> Option<bool> {
    let file = look.file;
    let line = heading + 1;
    let is_read = |new: String| {
        let mut text = file.text().to_owned();
        text.replace_range(file.line_start(line) as usize..file.line_start(line + 1) as usize, &new);
        look.is_sound(text)
    };
    if !is_read(String::new()) {
        return None;
    }
    let beside = format!("{}{}\n", " ".repeat(file.indent(line + 1)), file.line(line).trim());
    let is_of_text = !file.line(heading).trim_end().ends_with(':');
    // Of entries it is told where the one is sought that is indented otherwise.
    if is_read(beside) { is_of_text.then_some(true) } else { Some(false) }
}
