//! Which line was meant otherwise: where a plan cannot be read as it is, each of the modules beside this one looks for one kind of slip
//! that explains all that is told. The order matters: what names the line for sure comes before what names one of several.

use super::joined::Outcome;
use super::look::{Format, Look, Looker};
use super::{
    beheaded, behind_open, between, both_ends, certain, colons, comments, conflict, doubled, fused, gap, in_order,
    joined, odd_line, opened, planted, relaid, run_on, severed, slid, strays, swapped, tabs, tree, tried, unbracketed,
    unheaded, unopened, unsure, wrapped,
};
use crate::calendar::Month;
use crate::case::{CaseFile, schema, waiver};
use crate::source::read::Scalar;
use crate::source::yaml::Node;
use crate::source::{FileId, Problem, Reader, SourceFile};

/// A file of more bytes is no plan that one hand typed: what was meant by its lines is not tried.
const MAX_TYPED: usize = 1 << 17;

/// Which keys the format has.
pub(super) const FORMAT: Format = Format { is_key, is_part, is_month, headings };

/// Looks for what was meant; the first that explains what was told before ends the search. In these, who looks first is the surer.
const OF_WHOLE_FILE: [Looker; 5] =
    [beheaded::tell_there, unopened::tell_there, unbracketed::tell_there, fused::tell_there, severed::tell_there];
const OF_LINES: [Looker; 9] = [
    opened::tell_there,
    swapped::tell_there,
    between::tell_there,
    slid::tell_there,
    gap::tell_there,
    planted::tell_there,
    tabs::tell_there,
    odd_line::tell_there,
    between::tell_first_of_text,
];

/// Tells the one line that stands otherwise than it was meant at that line, or the one width of all tabs, and what came of it no
/// more; whether there is one.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let Look { file, id, .. } = *look;
    run_on::tell_there(problems, id, file);
    in_order(problems);
    let is_typed = file.text().len() <= MAX_TYPED;
    let is_looked_at = is_typed && !certain::explain_all(look, problems);
    let is_told = is_looked_at && (relaid::tell_there(look, problems, look_twice) || look_for_lines(look, problems));
    if is_looked_at {
        wrapped::tell_there(look, problems, look_for_lines);
    }
    in_order(problems);
    odd_line::take_fixes(look, problems);
    behind_open::tell_once(look, problems);
    colons::of_values(problems, id, file);
    colons::of_texts(problems, id, file);
    colons::of_strangers(problems, id, file);
    unheaded::tell(look, problems);
    in_order(problems);
    doubled::doubt(file, problems, id);
    doubled::end_of_key(file, problems, id);
    doubled::tell_once(file, problems, id);
    doubled::name_headings(file, problems, id);
    doubled::name_lost_rows(file, problems, id);
    doubled::name_written_over(file, problems, id);
    comments::keep_those_of_blank_plan(file, problems, id);
    comments::name(look, problems);
    if is_typed {
        tried::tell(look, problems);
        both_ends::tell(look, problems);
    }
    conflict::take_fixes(look, problems);
    is_told
}

/// How a copy of a file is read in which something is tried.
pub(super) fn reading(
    id: FileId,
    read: impl Fn(&Node, &mut Reader),
) -> impl Fn(&SourceFile) -> (Option<Node>, Vec<Problem>) {
    move |copy| {
        let mut tree = tree(id, copy);
        // What was meant by an unknown key takes its time to find, and is not asked here.
        let mut reader = Reader::default().with_common_key(waiver::KEY);
        if let Some(root) = &tree.root {
            read(root, &mut reader);
        }
        tree.problems.append(&mut reader.problems);
        run_on::tell_there(&mut tree.problems, id, copy);
        in_order(&mut tree.problems);
        (tree.root, tree.problems)
    }
}

/// Of a plan that is laid out in another way, parts in brackets are looked at, too.
fn look_twice(look: &Look, problems: &mut Vec<Problem>) -> bool {
    let is_told = look_for_lines(look, problems);
    wrapped::tell_there(look, problems, look_for_lines);
    is_told
}

/// Each looks for what those before it have not explained; whether any did.
fn look_for_lines(look: &Look, problems: &mut Vec<Problem>) -> bool {
    if OF_WHOLE_FILE.into_iter().any(|one| one(look, problems)) {
        return true;
    }
    let mut outcomes = vec![strays::tell_there(look, problems)];
    if outcomes != [Outcome::All] {
        outcomes.push(joined::tell_there(look, problems));
    }
    in_order(problems);
    let is_all = outcomes.contains(&Outcome::All);
    let is_told = !is_all && OF_LINES.into_iter().any(|one| one(look, problems));
    if is_told {
        in_order(problems);
    }
    if !is_all {
        unsure::tell(look, problems);
    }
    is_told || outcomes.iter().any(|outcome| *outcome != Outcome::Nothing)
}

/// Whether the format has such a key.
pub(super) fn is_key(key: &str) -> bool {
    CaseFile::KEYS.contains(&key) || schema::homes().iter().any(|(home, _)| home == key)
}

fn is_part(key: &str) -> bool {
    CaseFile::KEYS.contains(&key)
}

fn is_month(key: &str) -> bool {
    key.trim() == key && <Month as Scalar>::parse(key).is_ok()
}

/// The headings under which the format has such a key.
fn headings(key: &str) -> Vec<String> {
    let homes = schema::homes().iter().find(|(home, _)| home == key);
    let heading = |home: &String| {
        let part = CaseFile::KEYS.iter().find_map(|part| home.strip_prefix(part)?.strip_prefix('の'));
        part.unwrap_or(home).to_owned()
    };
    homes.map(|(_, homes)| homes.iter().map(heading).collect()).unwrap_or_default()
}
