//! The one bracket or comma that makes a plan whole: each that may be lost, too much or of the other kind is tried.

use super::super::look::Look;
use super::super::unsure::name_lines;
use super::is_whole;
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{Span, to_u32, without_comment};
use std::ops::RangeInclusive;

/// On more lines nothing is tried, and on longer ones neither.
const MAX_LINES: usize = 30;
const MAX_BYTES: usize = 400;
/// Of a larger file each try takes its time.
const MAX_FILE: usize = 1 << 16;

/// What can be lost at the end of a line: what closes, with a comma or without, and the comma.
const LOST: [&str; 6] = ["}", "]", "},", "],", ",", "}]"];

/// The mistake at that sign, where one line alone may have it.
pub(super) fn find(look: &Look, lines: &RangeInclusive<usize>) -> Option<Problem> {
    if lines.clone().count() > MAX_LINES || look.file.text().len() > MAX_FILE {
        return None;
    }
    let mut found: Option<(usize, Try)> = None;
    for line in lines.clone() {
        let Some(one) = tries(look, line).into_iter().find(|one| is_mended(look, one)) else { continue };
        if found.replace((line, one)).is_some() {
            return None;
        }
    }
    let (_, Try { place, new, title, message }) = found?;
    let span = Span::new(look.id, to_u32(place.0), to_u32(place.1));
    let shown = if span.start == span.end { look.words(look.file.line_of(span.start)) } else { span };
    let line = look.file.line_of(span.start);
    let mut problem =
        Problem::new(ProblemCode::Syntax, shown, message).help("ほかの行はそのままで、計画書として読めます");
    // At the end of a line is the same as before what closes on the next.
    if span.start == span.end && line < *lines.end() && look.file.line(line + 1).trim_start().starts_with(['}', ']']) {
        name_lines(&mut problem, &(line..=line + 1));
    }
    Some(problem.fix(Fix::likely(title, span, new)))
}

/// Whether a sign that closes may be lost on one of the lines, but for one.
pub(super) fn may_be_lost(look: &Look, lines: &RangeInclusive<usize>, but: usize) -> bool {
    lines.clone().count() <= MAX_LINES
        && look.file.text().len() <= MAX_FILE
        && lines.clone().filter(|line| *line != but).any(|line| {
            let is_lost = |one: &Try| one.place.0 == one.place.1 && one.new.contains(['}', ']']);
            tries(look, line).iter().filter(|one| is_lost(one)).any(|one| is_mended(look, one))
        })
}

/// A sign that is put in, taken away or made another.
struct Try {
    place: (usize, usize),
    new: String,
    title: String,
    message: String,
}

fn is_mended(look: &Look, one: &Try) -> bool {
    let mut text = look.file.text().to_owned();
    text.replace_range(one.place.0..one.place.1, &one.new);
    is_whole(look, &text) && look.is_sound(text)
}

/// All that may be wrong with the signs of a line, the likeliest first.
fn tries(look: &Look, line: usize) -> Vec<Try> {
    let file = look.file;
    let (text, start) = (file.line(line), file.line_start(line) as usize);
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let said = without_comment(text).trim_end();
    let mut tries = Vec::new();
    let signs = said.char_indices().filter(|(_, c)| matches!(c, '{' | '}' | '[' | ']'));
    for (at, sign) in signs {
        // One that opens as well, or closes as well, is the likelier.
        let others = if matches!(sign, '{' | '[') { ['{', '[', '}', ']'] } else { ['}', ']', '{', '['] };
        let place = (start + at, start + at + 1);
        for other in others.into_iter().filter(|other| *other != sign) {
            tries.push(Try {
                place,
                new: other.to_string(),
                title: format!("「{other}」に直す"),
                message: format!("「{sign}」は「{other}」の誤りのようです"),
            });
        }
    }
    for (at, sign) in said.char_indices().filter(|(_, c)| matches!(c, '{' | '}' | '[' | ']' | ',')) {
        tries.push(Try {
            place: (start + at, start + at + 1),
            new: String::new(),
            title: format!("「{sign}」を消す"),
            message: format!("この「{sign}」が余分のようです"),
        });
    }
    // At the end of the line, before its comma, behind a colon, and before its words.
    let end = start + said.len();
    let lost = |at: usize, new: &str| Try {
        place: (at, at),
        new: new.to_owned(),
        title: format!("「{}」を入れる", new.trim()),
        message: format!("この行に「{}」が抜けているようです", new.trim()),
    };
    tries.extend(LOST.iter().map(|new| lost(end, new)));
    if said.ends_with(',') {
        tries.extend(["}", "]"].iter().map(|new| lost(end - 1, new)));
    }
    let words = start + text.len() - text.trim_start().len();
    let colons = said.match_indices(':').map(|(at, _)| start + at + 1);
    let opens = colons.flat_map(|at| ["[", "{", " [", " {"].map(|new| (at, new)));
    tries.extend(opens.chain([(words, "{"), (words, "["), (end, "{"), (end, "[")]).map(|(at, new)| lost(at, new)));
    tries
}
