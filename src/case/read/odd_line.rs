//! The one line that stands otherwise than it was meant: indented too little or too much (alone or with all that stands below
//! it), with a dash too many or without its dash. YAML stops, or takes keys for those of another part, at a line behind it; which
//! line it was is found by trying: the line that needs but another beginning for the plan to be read as a plan.

mod change;
mod doubted;
mod outline;
mod pasted;
mod tries;

use super::look::{Look, Told, place, words};
use super::{run_on, wrapped};
use crate::source::problem::{Problem, ProblemCode};
use crate::source::{SourceFile, Span, yaml};
use change::Change;
pub(super) use doubted::take_fixes;
pub(super) use outline::{begins_text, blanks, inner};
use outline::{down, indent, up, word};
use std::collections::BTreeSet;
use tries::{Found, Mistake, Tries};
pub(super) use tries::{begins_on, keys};

/// How many mistakes are looked at, in the order of the file: the odd line stands beside the first of them.
const MAX_LOOKED_AT: usize = 3;
/// Where more blanks are told than this, it is not one line that is odd: an editor that made tabs of all of them.
const MAX_BLANKS: usize = 30;
/// Where more is told than this, a file is no plan. One heading that was moved leaves every key of its rows in the wrong part.
const MAX_TOLD: usize = 2_000;

/// Puts a word about an odd line in the place of the mistakes that come from it; whether it did. Nothing is said anew
/// where they are told at that line already. Where it may as well have been another line, the first mistake names that one too.
pub(super) fn tell_there(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let file = look.file;
    let is_blank = |problem: &&Problem| matches!(problem.code, ProblemCode::Tab | ProblemCode::FullWidth);
    let told = || problems.iter().filter(|problem| look.is_of(problem));
    // In brackets nothing depends on how the lines stand.
    let is_in_brackets = file.is_in_brackets();
    if is_in_brackets || told().filter(is_blank).count() > MAX_BLANKS || told().count() > MAX_TOLD {
        return false;
    }
    let mut tries = Tries::new(look);
    // What is wrong with one line may hide what is wrong with another: that is looked for in the file with the first one mended.
    let mut mended = file.clone();
    let mut told = look.told(problems);
    let mut passed: BTreeSet<usize> = BTreeSet::new();
    let mut is_said = false;
    let mut moved: BTreeSet<usize> = BTreeSet::new();
    let mut wide: Vec<usize> = Vec::new();
    for _ in 0..MAX_LOOKED_AT {
        let Some(&first) = told.iter().find(|(_, line)| !passed.contains(line)) else { break };
        let is_first = |problem: &Problem| look.is_of(problem) && place(file, problem) == first;
        if !problems.iter().any(is_first) {
            break;
        }
        let one = problems.iter().filter(|problem| look.is_of(problem));
        let suspects = suspects(&mended, one.skip_while(|problem| !is_first(problem)), file);
        // What can only be one too many there is known by what mends it.
        let is_vague =
            |problem: &Problem| run_on::is_one(problem) || yaml::is_before_parts(problem) && problem.fix.is_none();
        let is_vague = problems.iter().any(|problem| is_first(problem) && is_vague(problem));
        let mistake = Mistake { file: &mended, told: &told, first, is_vague, suspects: &suspects };
        match look_at(&mistake, &passed, &mut tries) {
            // What was moved and is to be moved again was no mending.
            Outcome::Odd(found, _) if found.change.lines().any(|line| moved.contains(&line)) => {
                passed.insert(first.1);
            }
            Outcome::Odd(found, mut or) => {
                or.extend(first_beside(&mended, &found.change));
                or.extend(last_above(&mended, &found.change));
                moved.extend(found.change.lines());
                wide.extend(doubted::is_wide(look, &found.change).then_some(found.change.line));
                let is_explained = |told: &Told| !found.left.contains(told);
                problems.retain(|problem| !look.is_of(problem) || !is_explained(&place(file, problem)));
                let mut problem = pasted::told(look, &found.change).unwrap_or_else(|| found.change.word(look));
                // Of one row nobody makes two unasked.
                problem.fix = problem.fix.filter(|_| !found.tears);
                name_too(file, &mut problem, &or);
                problems.push(problem);
                (mended, told, is_said) = (found.change.made(&mended), found.left, true);
            }
            Outcome::OneOf(lines) => {
                if let Some(problem) = problems.iter_mut().find(|problem| is_first(problem)) {
                    name_too(file, problem, &lines);
                }
                passed.insert(first.1);
            }
            Outcome::Again(line, other, left) => {
                problems.retain(|problem| !look.is_of(problem) || left.contains(&place(file, problem)));
                problems.push(change::again(look, line, other));
                (mended, told, is_said) = (Change::nothing(line).made(&mended), left, true);
            }
            // What comes of a line that is none of a plan is no news.
            Outcome::Stray(left) => {
                let comes_of_it = |told: Told| told.1 > first.1 && !left.contains(&told);
                problems.retain(|problem| !look.is_of(problem) || !comes_of_it(place(file, problem)));
                told.retain(|told| !comes_of_it(*told));
                passed.insert(first.1);
            }
            Outcome::Nothing => {
                passed.insert(first.1);
            }
        }
    }
    // What is said of all other lines must be true.
    if !told.is_empty() {
        for help in problems.iter_mut().filter_map(|problem| problem.help.as_mut()) {
            *help = help.replace(change::OTHERS, "");
        }
        for line in wide {
            doubted::doubt(look, problems, line);
        }
    }
    is_said
}

/// The line below a run of lines that stand directly below their heading, or are many: nothing above says in which column they
/// belong, and it may as well have been all below them that were moved the other way.
fn first_beside(file: &SourceFile, change: &Change) -> Option<usize> {
    const MANY: usize = 8;
    let heading = up(file, change.line).next();
    let next = down(file, change.last + 1).next()?;
    let is_below = |heading: usize| {
        file.line(heading).trim_end().ends_with(':') && indent(file.line(next)) > indent(file.line(heading))
    };
    (heading.is_some_and(is_below) || change.n_lines(file) > MANY).then_some(next)
}

/// The entry above a run of lines, in whose column they belong: it may as well have been those above that were moved.
fn last_above(file: &SourceFile, change: &Change) -> Option<usize> {
    let above = up(file, change.line).next()?;
    let line = file.line(above);
    let wanted = indent(file.line(change.line)).checked_add_signed(change.shift(file))?;
    let is_beside = indent(line) == wanted && !line.trim_end().ends_with(':');
    (change.last > change.line && is_beside).then_some(above)
}

/// What came of looking at a mistake.
enum Outcome {
    /// One line, alone or with those below it, explains it, and is not told yet; others may do so, too.
    Odd(Found, BTreeSet<usize>),
    /// One of several lines does.
    OneOf(BTreeSet<usize>),
    /// A heading that stands in another part, and where it stands already; what is left without it.
    Again(usize, usize, Vec<Told>),
    /// What the line that is told says is wrong, or none of a plan (a piece of a table that was pasted); what is left without it.
    Stray(Vec<Told>),
    /// It is told where it is.
    Nothing,
}

fn look_at(mistake: &Mistake, passed: &BTreeSet<usize>, tries: &mut Tries) -> Outcome {
    let (file, (first_code, first_line)) = (mistake.file, mistake.first);
    // What stands behind the colon is wrong, however the lines stand.
    if first_code == ProblemCode::Syntax
        && !mistake.is_vague
        && let Some(left) = tries.with_other_value(mistake)
    {
        return Outcome::Stray(left);
    }
    if let Some(found) = tries.stray_dash(mistake, false) {
        return Outcome::Odd(found, BTreeSet::new());
    }
    // A key with another mark for its colon is that slip, wherever its line stands.
    let own = file.line(first_line);
    if first_code == ProblemCode::Syntax
        && (tries.look.is_key(word(own).trim_matches(['"', '\''])) && outline::has_mark_for_colon(own)
            || outline::lacks_colon(own, &|key| tries.look.is_key(key)))
    {
        return Outcome::Nothing;
    }
    // Between brackets nothing depends on how lines stand, and a comment that ends a text is told as that.
    // But for one above a heading that was moved away from it.
    let is_above_key = || down(file, first_line).next().is_some_and(|next| tries.look.is_key(word(file.line(next))));
    let is_comment = own.trim_start().starts_with('#') && !is_above_key();
    if first_code == ProblemCode::Syntax && (is_comment || outline::is_between_brackets(file, first_line)) {
        return Outcome::Nothing;
    }
    // One slip of a key is that slip; a colon in a text of several lines may have come to light by the line above, and a key of
    // another part by the row that it stands in.
    let n_told = mistake.told.iter().filter(|(_, line)| !passed.contains(line)).count();
    // The line above that begins a row may have become one of a text: then its row is told as another's.
    let above = up(file, first_line).next();
    let begins_row =
        |above: usize| !outline::dash(file.line(above)).is_empty() && tries.look.is_key(word(file.line(above)));
    let is_in_text = |above: usize| begins_row(above) && outline::text_of(file, above).is_some();
    let is_slip = n_told == 1
        && first_code != ProblemCode::Syntax
        && !(first_code == ProblemCode::DuplicateKey && above.is_some_and(is_in_text));
    let is_of_other_part = first_code == ProblemCode::UnknownKey && tries.look.is_key(word(file.line(first_line)));
    if is_slip && first_code != ProblemCode::FullWidth && !is_of_other_part {
        return Outcome::Nothing;
    }
    if let Some((line, other)) =
        mistake.suspects.iter().find_map(|line| Some((*line, outline::heading_again(file, *line)?)))
        && !is_slip
        && tries.look.is_key(word(file.line(line)))
        && let Some(left) = tries.without(mistake, line)
    {
        return Outcome::Again(line, other, left);
    }
    let told: Vec<usize> = mistake.told.iter().map(|(_, line)| *line).collect();
    let mut all = Vec::new();
    let at_home = |changes: Vec<Change>| keep_parts_at_margin(file, tries.look, changes);
    let (moves, blocks) =
        (at_home(change::moves(file, mistake.suspects)), at_home(change::blocks(file, mistake.suspects, &told)));
    if !is_slip || !is_of_other_part {
        all = tries.best(mistake, all, moves);
    }
    if !is_slip || is_of_other_part {
        all = tries.best(mistake, all, blocks);
    }
    if !is_slip {
        all = tries.best(mistake, all, change::dashes(file, mistake.suspects));
    }
    let ways = outline::ways(file);
    let (mut all, mut or) = tries::choice(all);
    if all.len() > 1 && all.iter().all(|found| found.change.is_of_dash(file)) {
        let lines = all.iter().map(|found| found.change.line).collect::<BTreeSet<_>>();
        if let Some(line) = where_row_begins(file, &all, first_line) {
            or.extend(lines);
            all.retain(|found| found.change.line == line);
        }
    }
    all.retain(|found| !is_slip || found.ways < ways || is_of_other_part && found.ways == ways);
    let lines: BTreeSet<usize> = all.iter().map(|found| found.change.line).collect();
    // Of a value that looks out of place because of its neighbours nothing is to be said.
    if lines.len() > 1 && !mistake.is_vague || is_slip && all.iter().any(|found| found.ways == ways) {
        return Outcome::OneOf(&lines | &or);
    }
    let nearest = all.into_iter().min_by_key(|found| (found.change.shift(file).unsigned_abs(), found.n_lines));
    // A dash that somebody left between the keys of a row begins no second one.
    if !is_slip
        && nearest.as_ref().is_none_or(|found| found.tears)
        && let Some(found) = tries.stray_dash(mistake, true)
    {
        return Outcome::Odd(found, BTreeSet::new());
    }
    let Some(found) = nearest else {
        let left = (!is_slip).then(|| tries.without(mistake, first_line)).flatten();
        return left.map_or(Outcome::Nothing, Outcome::Stray);
    };
    // 「本人：…」 of a text that stands too little deep is told as a key that is none, with a colon that is none.
    let explained: Vec<&Told> = mistake.told.iter().filter(|told| !found.left.contains(told)).collect();
    let line = file.line(found.change.line);
    let is_told = |code: ProblemCode| explained.contains(&&(code, found.change.line));
    let is_no_key = is_told(ProblemCode::UnknownKey) || !tries.look.is_key(word(line));
    let is_text = is_told(ProblemCode::FullWidth) && line.contains('：') && is_no_key;
    let is_told_there = explained.iter().all(|(_, line)| *line == found.change.line);
    // What is told there already is said better of several lines, and where a value runs on or has parts below it.
    let is_said_better =
        first_code == ProblemCode::Syntax && (mistake.is_vague || found.n_lines > 1 && !found.change.is_of_dash(file));
    if is_told_there && !is_text && !is_said_better {
        return Outcome::Nothing;
    }
    or.extend(lines);
    Outcome::Odd(found, or)
}

/// Of lines that may have lost or got a dash, the one at which a row begins: where its list then has rows of the fewest kinds; of several,
/// as a rule, where the first of its keys stands twice.
fn where_row_begins(file: &SourceFile, all: &[Found], first_line: usize) -> Option<usize> {
    let n_kinds = |change: &Change| outline::n_kinds_of_row(&change.made(file), change.line);
    let kinds: Vec<(usize, usize)> = all.iter().map(|found| (n_kinds(&found.change), found.change.line)).collect();
    let (fewest, _) = *kinds.iter().min()?;
    let lines: BTreeSet<usize> = kinds.into_iter().filter(|(n, _)| *n == fewest).map(|(_, line)| line).collect();
    if lines.len() == 1 { lines.first().copied() } else { lines.get(&first_line).copied() }
}

/// The changes that move no part of a plan away from the margin, unless its other parts stand where it would.
fn keep_parts_at_margin(file: &SourceFile, look: &Look, mut changes: Vec<Change>) -> Vec<Change> {
    let is_part = |line: &str| look.is_part(word(line).trim_matches(['"', '\'']));
    let are_there =
        |column: usize| file.lines().filter(|line| indent(line) == column && is_part(line)).nth(1).is_some();
    changes.retain(|change| {
        let (line, by) = (file.line(change.line), change.shift(file));
        by <= 0 || indent(line) > 0 || !is_part(line) || are_there(by.unsigned_abs())
    });
    changes
}

/// The lines that may be odd: those that the first mistakes name, the ones beside them, those in which they stand with the
/// first of their neighbours, and the first line of what ended there. The places of `problems` are those of `told_in`.
fn suspects<'p>(
    file: &SourceFile,
    problems: impl Iterator<Item = &'p Problem>,
    told_in: &SourceFile,
) -> BTreeSet<usize> {
    let spans = problems
        .take(MAX_LOOKED_AT)
        .flat_map(|problem| std::iter::once(problem.span).chain(problem.related.iter().map(|(span, _)| *span)));
    let named: BTreeSet<usize> = spans.map(|span| told_in.line_of(span.start)).collect();
    let around = |line: usize| {
        let beside = [up(file, line).next(), Some(line), down(file, line + 1).next()];
        let own = indent(file.line(line));
        let outer = up(file, line).find(|above| indent(file.line(*above)) <= own);
        let ended = down(file, outer.unwrap_or_default() + 1).next();
        let mut least = own;
        let holders = up(file, line).filter(move |above| {
            let column = indent(file.line(*above));
            let is_less = column < least;
            least = least.min(column);
            is_less
        });
        let inside = |holder: usize| [Some(holder), down(file, holder + 1).next(), outline::first_alike(file, holder)];
        beside
            .into_iter()
            .chain([outer, ended, outline::first_alike(file, line)])
            .chain(holders.flat_map(inside))
            .flatten()
    };
    // The first line of a file has nothing above it that it could be out of line with.
    let first = down(file, 1).next();
    // How the lines within brackets stand says nothing.
    let (parts, _) = wrapped::parts(file);
    let is_within = |line: &usize| parts.iter().any(|part| part.contains(line) && part.start() != line);
    let says = |line: &usize| !outline::is_blank(file.line(*line)) && !is_within(line);
    named.into_iter().flat_map(around).chain(first).filter(says).collect()
}

/// Names the other lines that it may have been.
fn name_too(file: &SourceFile, first: &mut Problem, lines: &BTreeSet<usize>) {
    let line_of = |span: &Span| file.line_of(span.start);
    let named: Vec<usize> =
        std::iter::once(&first.span).chain(first.related.iter().map(|(span, _)| span)).map(line_of).collect();
    for line in lines.iter().filter(|line| !named.contains(line)) {
        first.related.push((words(file, first.span.file, *line), "ずれているのは、この行かもしれません".to_owned()));
    }
}
