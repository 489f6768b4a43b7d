//! A file that lost its beginning: it begins in the middle of a part, whose lines are then told one by one. Where the next part
//! begins is found by trying: what stands from there on must be read without a mistake.

use super::gap::key;
use super::look::{Look, Told, is_of_structure, place, places};
use crate::source::SourceFile;
use crate::source::problem::{Problem, ProblemCode};

/// Tells it at the first line where it explains all that is wrong with how the file is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    if !problems.iter().any(|one| look.is_of(one)) {
        return false;
    }
    let says = |line: &usize| file.says(*line);
    let Some(first) = (1..=file.last_line()).find(says) else { return false };
    let part_at = |line: usize| look.is_part(key(file.line(line).trim_start()));
    let begins = file.line(first).trim_start();
    let is_inside = file.indent(first) > 0 || begins.starts_with(['-', '\t', '{', '}', ']', '"']);
    // So begins a file in brackets.
    let is_whole = begins.starts_with('{') && file.indent(first) == 0 && !begins.contains('}');
    if !is_inside || is_whole || part_at(first) {
        return false;
    }
    // A part may have a key that is another part's name.
    let depth = |line: &usize| file.line(*line).len() - file.line(*line).trim_start().len();
    let parts = || (first..=file.last_line()).filter(|line| part_at(*line));
    let Some(part) = parts().map(|line| depth(&line)).min().and_then(|least| parts().find(|one| depth(one) == least))
    else {
        return false;
    };
    let rest = &file.text()[file.line_start(part) as usize..];
    // In brackets the first of them went with the beginning.
    let is_json = file.line(part).trim_start().starts_with('"')
        || file.indent(part) > 0 && file.text().trim_end().ends_with("\n}");
    let copy = if is_json { format!("{{\n{rest}") } else { rest.to_owned() };
    let copy = SourceFile::new("", copy);
    let left = look.read(&copy).1;
    if left.iter().any(|problem| is_of_structure(problem.code)) {
        return false;
    }
    let above = part - if is_json { 2 } else { 1 };
    let left: Vec<Told> = places(&copy, left.iter()).into_iter().map(|(code, line)| (code, line + above)).collect();
    problems.retain(|problem| problem.span.file != id || left.contains(&place(file, problem)));
    let last = part - 1;
    let lines = if first == last { "この行".to_owned() } else { format!("この行から{last}行目まで") };
    let goes = if is_json {
        "消し、ファイルの初めに「{」を書いてください"
    } else {
        "消してください"
    };
    let message = format!("ファイルの初めの部分が失われたようで、{lines}は、どの項目の中身かわかりません");
    let help =
        format!("失われた行を書き足してください。要らない行なら、{lines}を{goes}（ほかの行はそのままで読めます）");
    let problem = Problem::new(ProblemCode::Syntax, look.words(first), message).help(help);
    problems.push(problem.related(look.words(part), "ここからは読めます"));
    true
}
