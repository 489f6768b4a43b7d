//! A heading that was joined to the end of the line above it (「地域区分: その他ショートステイ有明:」): what stands below the heading is
//! then read as more of the part above, and told there as doubled. Where the line ended is found by trying.

use super::look::{Look, is_of_structure};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, indent, line_end_of, to_u32};

/// No longer name is looked at, in characters.
const MAX_NAME: usize = 40;

/// Tells such a line where parting it explains all that is wrong with how the file is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    let first = look.first_told(problems);
    let Some((line, begins)) = first.and_then(|line| Some((line, joined_at(file, line)?))) else { return false };
    let text = file.line(line).trim_end();
    let below = indent(file.line(line + 1));
    let columns = file.text().lines().filter(|line| !line.trim().is_empty()).map(indent);
    let Some(column) = columns.filter(|column| *column < below).max() else { return false };
    let start = file.line_start(line);
    let parted = |at: usize| {
        // The blanks before the name went with the line end.
        let from = text[..at].trim_end().len();
        let place = Span::new(id, start + to_u32(from), start + to_u32(at));
        (place, format!("{}{}", line_end_of(file.text()), " ".repeat(column)))
    };
    let is_read = |(place, end): &(Span, String)| {
        let mut copy = file.text().to_owned();
        copy.replace_range(place.start as usize..place.end as usize, end);
        let copy = SourceFile::new("", copy);
        let (_, left) = look.read(&copy);
        let is_at = |one: &Problem| (line..=line + 1).contains(&copy.line_of(one.span.start));
        !left.iter().any(|one| is_of_structure(one.code) || is_at(one))
    };
    let name = begins..text.len() - 1;
    let letters = text[name.clone()].char_indices().filter(|(_, letter)| !letter.is_whitespace());
    let places = letters.map(|(at, _)| name.start + at);
    let mut ends: Vec<(Span, String)> = places.take(MAX_NAME).map(parted).filter(is_read).collect();
    if ends.is_empty() {
        return false;
    }
    // A key may go without its value, and has one rather.
    if ends.len() > 1 {
        ends.retain(|(place, _)| place.end > start + to_u32(begins));
    }
    problems.retain(|one| !look.is_of(one) && (one.span.file != id || file.line_of(one.span.start) != line));
    let message = "改行が失われ、二つの行が一行になっています";
    let problem = Problem::new(ProblemCode::Syntax, look.words(line), message).help(format!(
        "見出しの前で改行し、見出しの字下げを半角{column}文字にしてください（ほかの行はそのままで読めます）"
    ));
    problems.push(match <[(Span, String); 1]>::try_from(ends) {
        // A comma between the two is of neither.
        Ok([(place, end)]) if !text[name.clone()].contains([',', '、', '，']) => {
            problem.fix(Fix::likely("見出しの前で改行する", place, end))
        }
        _ => problem,
    });
    true
}

/// Where, on a line with a key and one more colon at its end, what may be two lines begins behind the key.
fn joined_at(file: &SourceFile, line: usize) -> Option<usize> {
    let text = file.line(line).trim_end();
    let colon = text.find(':')?;
    let rest = &text[colon + 1..];
    let begins = colon + 1 + (rest.len() - rest.trim_start().len());
    (rest.len() > 1 && rest.ends_with(':') && !text.contains(['{', '[', '"', '\''])).then_some(begins)
}
