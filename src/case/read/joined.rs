//! Two lines that have become one, since the line end between them was lost: `氏名: 讃岐 ハルフリガナ: サヌキ ハル`. YAML sees a
//! text with a colon in it, or words of the text above; that the end of a value is the key of an entry, its part alone can tell, which
//! knows it and lacks it. So it is tried: the line is one of two where the plan is read better with a line end before such a key.

use super::look::Look;
use crate::source::problem::{Problem, ProblemCode, quoted};
use crate::source::{Fix, SourceFile, Span, in_quotes, line_end_of, to_u32, words_at};
use std::collections::BTreeSet;
use std::ops::Range;

/// How many copies are read in all: a plan that was typed has few lines with a key at the end of a text.
const MAX_TRIES: usize = 60;
/// How many lines above a mistake may be the one from which it comes: those of a long text.
const MAX_ABOVE: usize = 40;
/// So many mistakes are looked at, in the order of the file.
const MAX_LOOKED_AT: usize = 10;
/// So many words before the last colon may be the first of a name.
const MAX_NAMES: usize = 3;
/// A key is no longer than this.
const MAX_KEY: usize = 20;

/// What is wrong with a copy, and where.
type Mistake = (ProblemCode, u32);

/// A line end that may have been lost before a key.
struct Break {
    key: Span,
    /// What stands between the two lines now, and what should.
    blanks: Span,
    instead: String,
    column: usize,
}

/// What came of looking for such lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There is none.
    Nothing,
    /// Some are, and more is wrong.
    Some,
    /// They are all that is wrong.
    All,
}

/// Tells such lines, and no more what came of them.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> Outcome {
    let Look { file, id, .. } = *look;
    let of_structure = problems.iter().filter(|one| one.span.file == id && is_of_structure(one.code));
    let told: BTreeSet<usize> =
        of_structure.map(|problem| file.line_of(problem.span.start)).take(MAX_LOOKED_AT).collect();
    let above = told.iter().flat_map(|line| line.saturating_sub(MAX_ABOVE).max(1)..*line);
    let above: BTreeSet<usize> = above.filter(|line| !told.contains(line)).collect();
    let lines = told.iter().chain(above.iter().rev());
    if told.is_empty() {
        return Outcome::Nothing;
    }
    let quotes = in_quotes(file);
    let tries: Vec<(usize, Vec<Vec<Break>>)> =
        lines.map(|line| (*line, breaks(look, *line, &quotes))).filter(|(_, breaks)| !breaks.is_empty()).collect();
    let mut outcome = Outcome::Nothing;
    if tries.is_empty() {
        return outcome;
    }
    let before = mistakes(look, file).len();
    let mut n_left = MAX_TRIES;
    for (line, mut all) in tries {
        all.truncate(n_left);
        n_left -= all.len();
        let Some((left, breaks)) = best(look, line, all, before) else { continue };
        problems.retain(|problem| {
            if problem.span.file != id || problem.message.ends_with(LOST) {
                return true;
            }
            let (at, is_of_structure) = (file.line_of(problem.span.start), is_of_structure(problem.code));
            let copy_at = i64::from(problem.span.start) + if at > line { grown(&breaks) } else { 0 };
            let is_left = || left.iter().any(|(code, at)| (*code, i64::from(*at)) == (problem.code, copy_at));
            // What rules of the file tell of other lines, such a copy is not asked.
            if at == line { !is_of_structure && is_left() } else { !is_of_structure || is_left() }
        });
        problems.extend(told_of(&breaks, file));
        outcome = Outcome::Some;
        if left.is_empty() {
            return Outcome::All;
        }
    }
    outcome
}

/// The line ends of a line with which the fewest of the mistakes before are left, and these.
fn best(look: &Look, line: usize, all: Vec<Vec<Break>>, before: usize) -> Option<(Vec<Mistake>, Vec<Break>)> {
    let file = look.file;
    let mut best: Option<(Vec<Mistake>, Vec<Break>)> = None;
    for breaks in all {
        let copy = made(file, &breaks);
        let left = mistakes(look, &copy);
        let own = line..=line + breaks.len();
        let is_read = left.iter().all(|(code, at)| !is_of_structure(*code) || !own.contains(&copy.line_of(*at)));
        if is_read && left.len() < best.as_ref().map_or(before, |(best, _)| best.len()) {
            let is_whole = left.is_empty();
            best = Some((left, breaks));
            if is_whole {
                break;
            }
        }
    }
    best
}

const LOST: &str = "の前で改行が失われ、二つの行が一行になっています";

/// One thing that is told for each line end.
fn told_of<'b>(breaks: &'b [Break], file: &'b SourceFile) -> impl Iterator<Item = Problem> + 'b {
    let edits: Vec<(Span, String)> = breaks.iter().map(|one| (one.blanks, one.instead.clone())).collect();
    breaks.iter().enumerate().map(move |(nth, one)| {
        let key = quoted(file.slice(one.key));
        let help = format!(
            "{key}の前で改行し、字下げを半角{}文字にしてください。{key}も文の一部なら、文の全体を '…' で囲んでください",
            one.column
        );
        let problem = Problem::new(ProblemCode::Syntax, one.key, format!("{key}{LOST}")).help(help);
        let title = format!("{key}の前で改行する");
        let fix = Fix { title, edits: edits.clone(), certain: false };
        if nth == 0 { problem.fix(fix) } else { problem }
    })
}

/// By how much a file is longer with these line ends.
fn grown(breaks: &[Break]) -> i64 {
    let grows = |one: &Break| i64::from(to_u32(one.instead.len())) - i64::from(one.blanks.end - one.blanks.start);
    breaks.iter().map(grows).sum()
}

/// A copy of the file with these line ends.
fn made(file: &SourceFile, breaks: &[Break]) -> SourceFile {
    let (mut text, mut done) = (String::with_capacity(file.text().len() + 64), 0);
    for one in breaks {
        text.push_str(&file.text()[done..one.blanks.start as usize]);
        text.push_str(&one.instead);
        done = one.blanks.end as usize;
    }
    text.push_str(&file.text()[done..]);
    SourceFile::new("", text)
}

/// All that is wrong with a copy.
fn mistakes(look: &Look, copy: &SourceFile) -> Vec<Mistake> {
    let (_, mut problems) = look.read(copy);
    problems.retain(|problem| !problem.code.is_remark());
    problems.into_iter().map(|problem| (problem.code, problem.span.start)).collect()
}

fn is_of_structure(code: ProblemCode) -> bool {
    use ProblemCode as Code;
    matches!(code, Code::Syntax | Code::FullWidth | Code::UnknownKey | Code::DuplicateKey | Code::WrongKind)
}

/// The line ends that may have been lost in a line, the likeliest first: before each key behind words, and before all of them.
fn breaks(look: &Look, line: usize, quotes: &[Range<usize>]) -> Vec<Vec<Break>> {
    let Look { file, id, .. } = *look;
    // A value that changes has months for its keys.
    let known = |key: &str| look.is_key(key) || (look.format.is_month)(key);
    // A comment has no lines of the plan in it.
    let text = file.line(line);
    let text = if text.trim_start().starts_with('#') { "" } else { text.split(" #").next().unwrap_or_default() };
    let text = text.trim_end();
    let colons = text.match_indices(':').map(|(at, _)| at);
    let colons = colons.filter(|at| matches!(text.as_bytes().get(at + 1), None | Some(b' ')));
    let goes_on = goes_on(file, line);
    let mut keys: Vec<Vec<usize>> = colons.map(|colon| keys_before(text, colon, goes_on, &known)).collect();
    // What stands in quotes is of a text, whatever it looks like.
    let begins = file.line_start(line) as usize;
    let is_quoted = |key: usize| quotes.iter().any(|quote| quote.start < begins + key && begins + key < quote.end);
    for keys in &mut keys {
        keys.retain(|key| !is_quoted(*key));
    }
    // What heads the lines below may be a name that the format does not know.
    if let Some(head) = text.strip_suffix(':').filter(|_| keys.last().is_some_and(Vec::is_empty)) {
        let blanks = head.char_indices().rev().filter(|(at, c)| *c == ' ' && !head[..*at].ends_with([':', '-', ' ']));
        let first = head.find(": ").unwrap_or(head.len());
        let names = blanks.map(|(at, _)| at + 1).take_while(|at| *at > first + 2).take(MAX_NAMES).collect();
        keys.pop();
        keys.push(names);
    }
    if keys.iter().all(Vec::is_empty) {
        return Vec::new();
    }
    let columns = columns(file, line);
    let start = file.line_start(line);
    let at_key = |key: usize, column: usize| {
        // The dash of an item goes with its key.
        let dash = text[..key].trim_end_matches(' ').strip_suffix('-');
        let begins = dash.filter(|before| key > before.len() + 1 && !before.trim().is_empty()).map_or(key, str::len);
        let ends = text[..begins].trim_end().trim_end_matches([',', ' ']).len();
        let is_inside = text[..ends].ends_with(':');
        let instead = format!("{}{}", line_end_of(file.text()), " ".repeat(column));
        let place = |at: usize| start + to_u32(at);
        let length = text[key..].find(':').unwrap_or_default();
        let one = Break {
            key: Span::new(id, place(key), place(key + length)),
            blanks: Span::new(id, place(ends), place(begins)),
            instead,
            column,
        };
        // Behind a heading without a value only what is inside of it can stand.
        (!is_inside || column > columns[0]).then_some(one)
    };
    let single = keys.iter().flatten().flat_map(|key| columns.iter().filter_map(|column| at_key(*key, *column)));
    let mut all: Vec<Vec<Break>> = single.map(|one| vec![one]).collect();
    let mut several = keys.iter().filter_map(|keys| at_key(*keys.first()?, columns[0])).collect::<Vec<_>>();
    // Of two keys one may stand in the other.
    several.sort_by_key(|one| one.blanks.start);
    several.dedup_by(|next, above| next.blanks.start < above.blanks.end);
    if several.len() > 1 {
        all.push(several);
    }
    all
}

/// Whether a line goes on with brackets that the one above opened or parted.
fn goes_on(file: &SourceFile, line: usize) -> bool {
    let above = (1..line).rev().map(|above| file.line(above).trim()).find(|above| !above.is_empty());
    above.is_some_and(|above| above.ends_with([',', '{', '[']))
}

/// Whether a comma stands behind the quote that ends a text of the lines above: 「…を確かめる。', 」.
fn ends_text_above(words: &str) -> bool {
    let text = words.trim_end().trim_end_matches(',').trim_end();
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    quote.is_some_and(|quote| text.matches(quote).count() % 2 == 1)
}

/// Where keys begin that end at a colon and stand behind words, the longest first; in a line that goes on with brackets or not.
fn keys_before(text: &str, colon: usize, goes_on: bool, known: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let first = words_at(text);
    let before = &text[..colon];
    let mut found: Vec<usize> = before.char_indices().rev().take(MAX_KEY).map(|(at, _)| at).collect();
    // What is but the end of a longer key has no mark before it.
    let is_behind_words = |at: usize| {
        let words = before.get(first..at).unwrap_or_default();
        // In braces each entry is looked at for itself.
        let own = if words.contains('{') { words.rsplit(['{', ',']).next().unwrap_or_default() } else { words };
        let own = own.trim_start();
        // In a row in braces a comma parts two entries as well as a line end; such a line ends with one, if not with a bracket.
        let is_in_brackets = || goes_on || words.contains(['{', '[']) || text.ends_with(['}', ']', ',']);
        let is_other_entry =
            words.trim_end().ends_with(['{', '[', ',']) && (is_in_brackets() || ends_text_above(words));
        // A row in braces is closed before the dash of the next one.
        let before_dash = words.trim_end().strip_suffix('-').map(|before| before.trim_end_matches([' ', ',']));
        if before_dash.is_some_and(|before| before.ends_with(['}', ']'])) {
            return true;
        }
        own.contains(char::is_alphanumeric) && !own.chars().all(char::is_alphanumeric) && !is_other_entry
    };
    // A key in quotes begins with one and ends with the other.
    let key = |at: usize| match before[at..].chars().next() {
        Some(mark @ ('"' | '\'')) => before[at + 1..].strip_suffix(mark),
        _ => Some(&before[at..]),
    };
    found.retain(|at| key(*at).is_some_and(known) && is_behind_words(*at));
    found.reverse();
    found
}

/// How deep the second line may have stood: as the entry of the first, as the next line, as one in which they stand.
fn columns(file: &SourceFile, line: usize) -> Vec<usize> {
    let entry = |line: usize| words_at(file.line(line));
    let says = |line: &usize| !file.line(*line).trim().is_empty();
    let last = file.last_line();
    let mut columns = vec![entry(line), file.indent(line)];
    if let Some(next) = (line + 1..=last).find(says) {
        // Before the entries of an item stands its dash.
        columns.extend([file.indent(next), entry(next), file.indent(next).saturating_sub("- ".len())]);
    }
    let mut least = file.indent(line);
    for above in (1..line).rev().filter(says) {
        if file.indent(above) < least {
            least = file.indent(above);
            columns.extend([entry(above), least]);
        }
    }
    let mut seen = BTreeSet::new();
    columns.retain(|column| seen.insert(*column));
    columns
}
