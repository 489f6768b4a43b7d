//! A line that is gone: a heading, the first line of a row, or both. Where somebody took the words and left the line, a blank one
//! stands there where such lines have none above them otherwise. What stood in it is then read as a part of what is above, and told
//! once for each of its lines, or far from there. Which line it was is found by trying: a heading under which the format has what
//! stands below, or a line above such a one elsewhere in the plan.

use super::look::{Format, Look};
use super::unsure::name_lines;
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::{SourceFile, Span, indent, line_end_of, to_u32};
use std::collections::BTreeSet;

/// How many copies are read in all.
const MAX_TRIES: usize = 64;
/// So many of the first mistakes may stand where a line is gone without a trace.
const MAX_FIRST: usize = 2;
/// So many lines above the first mistake the line may be gone,
const MAX_ABOVE: usize = 60;
/// or below it: a text that goes on, or a row that was closed, is told where it begins.
const MAX_BELOW: usize = 4;
/// So many places are looked at, the nearest first.
const MAX_PLACES: usize = 4;
/// So many lines above a heading that is gone may belong below it.
const MAX_LINES: usize = 12;
/// So many columns are tried for a heading.
const MAX_COLUMNS: usize = 4;
/// Stands for the name of a provider.
const NAME: &str = "事業所の名前";
/// So many lines of the plan are tried that stand above such a line elsewhere.
const MAX_COPIES: usize = 3;

/// Lines that may be gone.
struct Lost {
    text: String,
    /// As it is named: the heading with its colon, or the beginning of a row.
    name: String,
    is_heading: bool,
}

/// Where lines may be gone: above this one.
#[derive(Clone, Copy)]
struct Place {
    below: usize,
    /// Whether a blank line stands in their place.
    is_blank: bool,
}

/// Tells the line that is gone where that explains all that is wrong with how the plan is built; whether it does.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    let told: Vec<usize> = look.told(problems).into_iter().map(|(_, line)| line).collect();
    let Some(first) = told.iter().min().filter(|_| !file.is_in_brackets()) else { return false };
    let mut places = places(file, *first);
    // What is told once may be wrong for itself.
    if told.len() > 1 {
        let firsts = told.iter().take(MAX_FIRST).filter(|line| **line > 1 && !is_gap(file, **line));
        places.extend(firsts.map(|line| Place { below: *line, is_blank: false }));
    }
    let mut n_left = MAX_TRIES;
    for place in places {
        if heads_without_value(look, place) {
            tell_value(look, place, problems);
            return true;
        }
        let mut all = lost_above(file, place.below, look.format);
        all.truncate(n_left);
        n_left -= all.len();
        let explains = |lost: &Lost| is_sound_with(look, place, lost);
        all.retain(|lost| !is_there_without_dash(file, place, lost));
        let mut names = BTreeSet::new();
        all.retain(|lost| !names.contains(&lost.name) && explains(lost) && names.insert(lost.name.clone()));
        if all.is_empty() {
            continue;
        }
        // Nobody lost two lines where one explains it.
        if all.iter().any(|lost| !lost.text.contains('\n')) {
            all.retain(|lost| !lost.text.contains('\n'));
        }
        let mut told = problem(look, place, &all);
        // Where it stands already, what is below may have been put there.
        let twins = problems.iter().filter(|one| look.is_of(one) && one.code == ProblemCode::DuplicateKey);
        told.related.extend(twins.flat_map(|one| one.related.iter().cloned()));
        problems.retain(|problem| !look.is_of(problem));
        problems.push(told);
        return true;
    }
    false
}

/// Whether the line above says what the row begins with that may be gone: that line lost its dash.
fn is_there_without_dash(file: &SourceFile, place: Place, lost: &Lost) -> bool {
    let above = file.line(place.below - 1);
    is_item(&lost.text) && !is_item(above) && !lost.is_heading && key(above) == key(&lost.text)
}

/// Whether the line above would head what stands below, had it not a value of its own: that value is the slip.
fn heads_without_value(look: &Look, place: Place) -> bool {
    let file = look.file;
    let line = place.below - 1;
    let text = file.line(line);
    let Some(colon) = text.find(": ").filter(|_| !place.is_blank && file.indent(place.below) > indent(text)) else {
        return false;
    };
    let mut copy = file.text().to_owned();
    let start = file.line_start(line) as usize;
    copy.replace_range(start + colon + 1..start + text.len(), "");
    look.is_sound(copy)
}

/// Tells such a value, and what came of it no more.
fn tell_value(look: &Look, place: Place, problems: &mut Vec<Problem>) {
    let line = place.below - 1;
    let text = look.file.line(line);
    let (key, value) = text.split_once(": ").unwrap_or((text, ""));
    let key = quoted(key.trim_start_matches([' ', '-']));
    let message = format!("この行に値{}があるため、下の項目を{key}の中に読めません", quoted(value));
    problems.retain(|one| !look.is_of(one) && look.file.line_of(one.span.start) != line);
    problems.push(
        Problem::new(ProblemCode::Syntax, look.words(line), message)
            .help("下の項目を書くなら、この行の値を消してください。値を書くなら、下の項目を消してください")
            .related(look.words(place.below), "ここから、中の項目です"),
    );
}

/// What is told, at the line below.
fn problem(look: &Look, place: Place, all: &[Lost]) -> Problem {
    let Look { file, id, .. } = *look;
    let names: Vec<String> = all.iter().map(|lost| format!("「{}」", lost.name)).collect();
    let names = names.join("または");
    let what = if all.iter().all(|lost| lost.is_heading) {
        format!("見出し{names}")
    } else {
        format!("{names}のような行")
    };
    let line = place.below - 1;
    let message = if place.is_blank {
        format!("この行の上の空いた行（{line}行目）に、{what}があったはずです")
    } else {
        format!("この行の上に、{what}があったはずです")
    };
    // Of several, each has its own column.
    let column = match all {
        [one] => format!("字下げを半角{}文字にして", indent(&one.text)),
        _ => "どれかを".to_owned(),
    };
    let there = if place.is_blank { "空いた行" } else { "上" };
    let help = format!("{there}に{column}書いてください（ほかの行はそのままで読めます）");
    let told = Problem::new(ProblemCode::Syntax, look.words(place.below), message).help(help);
    // The line above may be what is left of it.
    let above = file.line(place.below - 1).trim();
    let is_left = !place.is_blank && above.ends_with(':') && above.starts_with(|c: char| c.is_ascii_punctuation());
    let told = if is_left {
        told.related(look.words(place.below - 1), "この行のことなら、初めの記号を消してください")
    } else {
        told
    };
    if let [one] = all
        && one.is_heading
        && let Some(first) = first_below(look, place, one)
    {
        let mut told = told.related(look.words(first), "見出しは、この行の上にあったのかもしれません");
        name_lines(&mut told, &(first..=place.below));
        return told;
    }
    // What it was called stands in the comment above it.
    if file.line(line).contains(" #") && all.iter().any(|lost| lost.name.contains(NAME)) {
        return told.related(look.words(line), "この行のコメントが、その行だったのかもしれません");
    }
    match all {
        [one] if one.is_heading => {
            let (span, text) = edit(file, place, &one.text);
            told.fix(Fix::likely(format!("「{}」を書き足す", one.name), Span::new(id, span.start, span.end), text))
        }
        _ => told,
    }
}

/// The first of the lines above that may stand below the heading as well as where they are: it may have been above any of them.
fn first_below(look: &Look, place: Place, lost: &Lost) -> Option<usize> {
    if place.is_blank {
        return None;
    }
    let may_stand = |below: &usize| is_sound_with(look, Place { below: *below, ..place }, lost);
    let above = place.below.saturating_sub(MAX_LINES).max(2)..place.below;
    above.rev().filter(|line| look.file.says(*line)).take_while(may_stand).last()
}

/// Whether nothing is wrong with how the plan is built with these lines there.
fn is_sound_with(look: &Look, place: Place, lost: &Lost) -> bool {
    let (range, text) = edit(look.file, place, &lost.text);
    let mut copy = look.file.text().to_owned();
    copy.replace_range(range.start as usize..range.end as usize, &text);
    look.is_sound(copy)
}

/// Where the lines are put: in the place of the blank line, or above the one that is there; and what stands there then.
fn edit(file: &SourceFile, place: Place, text: &str) -> (std::ops::Range<u32>, String) {
    let end = line_end_of(file.text());
    let text = text.replace('\n', end);
    if !place.is_blank {
        let start = file.line_start(place.below);
        return (start..start, format!("{text}{end}"));
    }
    let blank = file.line_start(place.below - 1);
    (blank..blank + to_u32(file.line(place.below - 1).len()), text)
}

/// The lines above which one may be gone, the nearest to the mistake first.
fn places(file: &SourceFile, told: usize) -> Vec<Place> {
    let last = file.last_line();
    let around = told.saturating_sub(MAX_ABOVE).max(2)..=(told + MAX_BELOW).min(last);
    let is_one = |line: &usize| file.says(*line) && is_gap(file, *line) && !is_usual(file, *line);
    let mut places: Vec<usize> = around.filter(is_one).collect();
    places.sort_by_key(|line| line.abs_diff(told));
    places.truncate(MAX_PLACES);
    places.into_iter().map(|below| Place { below, is_blank: true }).collect()
}

fn is_gap(file: &SourceFile, line: usize) -> bool {
    line > 1 && file.line(line - 1).trim().is_empty()
}

/// Whether other lines that begin as this one does have a blank line above them, too.
fn is_usual(file: &SourceFile, line: usize) -> bool {
    let own = file.line(line);
    let is_alike = |other: &str| indent(other) == indent(own) && is_item(other) == is_item(own);
    let last = file.last_line();
    (2..=last).any(|other| other != line && is_gap(file, other) && file.says(other) && is_alike(file.line(other)))
}

/// The lines that may be gone above one.
fn lost_above(file: &SourceFile, below: usize, format: &Format) -> Vec<Lost> {
    let own = file.line(below);
    let mut key = key_at(file, below);
    // The name of a provider is no key: what stands in it tells whose it is.
    if !key.is_empty() && !(format.is_key)(key) {
        key = own.split_once('{').map_or_else(|| key_at(file, below + 1), |(_, rest)| self::key(rest));
    }
    if key.is_empty() {
        return Vec::new();
    }
    let copies = copies_above(file, below, key, format);
    let begun = row_begun(file, below, key, format).filter(|row| copies.iter().all(|one| one.text != row.text));
    let mut lost = Vec::new();
    let columns: BTreeSet<usize> = file.text().lines().filter(|line| !line.trim().is_empty()).map(indent).collect();
    let headings = |key: &str, own: &str| {
        let most = if is_item(own) { indent(own) + 1 } else { indent(own) };
        let columns: Vec<usize> = columns.range(..most).rev().take(MAX_COLUMNS).copied().collect();
        let homes = (format.headings)(key);
        // A part of the plan stands at the margin.
        let is_there = |home: &str, column: usize| column == 0 || !(format.is_part)(home);
        let all = homes
            .into_iter()
            .flat_map(move |home| columns.clone().into_iter().map(move |column| (home.clone(), column)));
        all.filter(move |(home, column)| is_there(home, *column)).map(|(home, column)| Lost {
            text: format!("{}{home}:", " ".repeat(column)),
            name: format!("{home}:"),
            is_heading: true,
        })
    };
    lost.extend(headings(key, own));
    // A heading and the first line below it.
    for row in copies.iter().filter(|row| !row.is_heading && is_item(&row.text)).chain(&begun) {
        lost.extend(headings(self::key(&row.text), &row.text).map(|heading| Lost {
            text: format!("{}\n{}", heading.text, row.text),
            name: format!("{} {}", heading.name, row.name),
            is_heading: false,
        }));
    }
    copies.into_iter().chain(lost).collect()
}

/// What stands above such a line elsewhere: it begins a row, or a part of one.
fn copies_above(file: &SourceFile, below: usize, key: &str, format: &Format) -> Vec<Lost> {
    let last = file.last_line();
    let mut seen = BTreeSet::new();
    let mut lost = Vec::new();
    for other in (2..=last).filter(|line| is_alike(file, *line, below, key) && file.says(line - 1)) {
        let text = file.line(other - 1).trim_end();
        if self::key(text).is_empty() || !seen.insert((indent(text), is_item(text), self::key(text))) {
            continue;
        }
        if seen.len() > MAX_COPIES {
            break;
        }
        let one = copy(text, format);
        // The first line of a row and the heading below it.
        let above = file.line(other.saturating_sub(2)).trim_end();
        let is_row = one.is_heading && other > 2 && is_item(above) && !self::key(above).is_empty();
        let row = is_row.then(|| copy(above, format));
        lost.extend(row.map(|row| Lost {
            text: format!("{}\n{}", row.text, one.text),
            name: format!("{} {}", row.name, one.name),
            is_heading: false,
        }));
        lost.push(one);
    }
    lost
}

/// How a row begins that has such a line further down: more lines of it are gone than the one above.
fn row_begun(file: &SourceFile, below: usize, key: &str, format: &Format) -> Option<Lost> {
    let own = file.line(below);
    if is_item(own) {
        return None;
    }
    let other = (2..=file.last_line()).find(|line| is_alike(file, *line, below, key))?;
    let says = file.said_above(other);
    let mut above = says.map(|line| file.line(line)).skip_while(|line| indent(line) >= indent(own));
    let first = above.next().filter(|first| is_item(first) && !self::key(first).is_empty())?;
    Some(copy(first.trim_end(), format))
}

/// Whether another line begins as one does: as deep, with its dash or without, and with such a key.
fn is_alike(file: &SourceFile, other: usize, line: usize, key: &str) -> bool {
    let (own, text) = (file.line(line), file.line(other));
    other != line && indent(text) == indent(own) && is_item(text) == is_item(own) && key_at(file, other) == key
}

/// A line like one that stands elsewhere.
fn copy(text: &str, format: &Format) -> Lost {
    let words = key(text);
    let is_heading = text.ends_with(':');
    let dash = if is_item(text) { "- " } else { "" };
    // What is a name is another one here.
    if is_heading && !(format.is_key)(words) {
        let name = format!("{dash}{NAME}:");
        return Lost { text: format!("{}{name}", " ".repeat(indent(text))), name, is_heading };
    }
    let name = if is_heading { format!("{dash}{words}:") } else { format!("{dash}{words}: …") };
    Lost { text: text.to_owned(), name, is_heading }
}

fn is_item(line: &str) -> bool {
    let body = line.trim();
    body == "-" || body.starts_with("- ")
}

/// The first key of a line, or below the dash and the bracket that stand alone on it.
fn key_at(file: &SourceFile, line: usize) -> &str {
    let is_alone = matches!(file.line(line).trim(), "-" | "{" | "[" | "- {" | "- [");
    key(file.line(if is_alone { line + 1 } else { line }))
}

/// The first key of a line; none of what is no entry.
pub(super) fn key(line: &str) -> &str {
    key_of(line.trim_start_matches([' ', '-', '{', '['])).unwrap_or_default()
}

/// The word before a colon that YAML takes for one.
pub(super) fn key_of(entry: &str) -> Option<&str> {
    let (key, rest) = entry.split_once(':')?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| key.trim_end().trim_matches(['"', '\'']))
}
