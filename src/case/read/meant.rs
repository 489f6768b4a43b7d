//! Which line was meant otherwise: where a plan cannot be read as it is, each of the modules beside this one looks for one kind of slip
//! that explains all that is told. The order matters: what names the line for sure comes before what names one of several.

use super::joined::Outcome;
use super::odd_line::Reading;
use super::{
    beheaded, between, colons, comments, doubled, fused, gap, in_order, joined, odd_line, opened, relaid, run_on,
    severed, slid, strays, swapped, tabs, tree, tried, unopened, unsure, wrapped,
};
use crate::calendar::Month;
use crate::case::{CaseFile, schema, waiver};
use crate::source::read::Scalar;
use crate::source::yaml::Node;
use crate::source::{FileId, Problem, Reader, SourceFile, Sources};

/// A file of more bytes is no plan that one hand typed: what was meant by its lines is not tried.
const MAX_TYPED: usize = 1 << 17;

/// Tells the one line that stands otherwise than it was meant at that line, or the one width of all tabs, and what came of it no
/// more; whether there is one.
pub(super) fn tell(
    id: FileId,
    problems: &mut Vec<Problem>,
    sources: &Sources,
    read: impl Fn(&Node, &mut Reader),
) -> bool {
    let Some(file) = sources.get(id) else { return false };
    let reading = |copy: &SourceFile| read_copy(id, copy, &read);
    run_on::tell_there(problems, id, file);
    in_order(problems);
    let look = |copy: &SourceFile, found: &mut Vec<Problem>| _ = look_for_lines(copy, found, id, &reading);
    let look_twice = |copy: &SourceFile, found: &mut Vec<Problem>| {
        look(copy, found);
        wrapped::tell_there(copy, found, id, &reading, &look);
    };
    let is_typed = file.text().len() <= MAX_TYPED;
    let is_told = is_typed && relaid::tell_there(file, problems, id, &reading, &look_twice)
        || look_for_lines(file, problems, id, &reading);
    if is_typed {
        wrapped::tell_there(file, problems, id, &reading, &look);
    }
    in_order(problems);
    colons::of_values(problems, id, file);
    colons::of_texts(problems, id, file);
    colons::of_strangers(problems, id, file);
    doubled::doubt(file, problems, id);
    doubled::tell_once(file, problems, id);
    doubled::name_headings(file, problems, id);
    comments::keep_those_of_blank_plan(file, problems, id);
    comments::name(file, problems, id, &is_key);
    if is_typed {
        tried::tell(file, problems, id, &reading);
    }
    is_told
}

/// Reads a copy of a file in which something is tried.
pub(super) fn read_copy(
    id: FileId,
    copy: &SourceFile,
    read: impl Fn(&Node, &mut Reader),
) -> (Option<Node>, Vec<Problem>) {
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

/// Each looks for what those before it have not explained; whether any did.
fn look_for_lines(file: &SourceFile, problems: &mut Vec<Problem>, id: FileId, read: &Reading) -> bool {
    let is_typed = file.text().len() <= MAX_TYPED;
    let is_part = |key: &str| CaseFile::KEYS.contains(&key);
    let is_told = is_typed
        && (beheaded::tell_there(file, problems, id, read, &is_part)
            || unopened::tell_there(file, problems, id, read)
            || fused::tell_there(file, problems, id, read)
            || severed::tell_there(file, problems, id, read, &is_key));
    if is_told {
        return true;
    }
    let mut outcomes = Vec::new();
    if is_typed {
        outcomes.push(strays::tell_there(file, problems, id, read, &is_key));
        if !outcomes.contains(&Outcome::All) {
            // A value that changes has months for its keys.
            let is_month = |key: &str| key.trim() == key && <Month as Scalar>::parse(key).is_ok();
            let is_one = |key: &str| is_key(key) || is_month(key);
            outcomes.push(joined::tell_there(file, problems, id, read, &is_one));
        }
    }
    in_order(problems);
    let is_told = is_typed
        && !outcomes.contains(&Outcome::All)
        && (opened::tell_there(file, problems, id, read)
            || swapped::tell_there(file, problems, id, read)
            || between::tell_there(file, problems, id, read)
            || slid::tell_there(file, problems, id, read, &is_part, &is_key)
            || gap::tell_there(
                file,
                problems,
                id,
                read,
                &gap::Format { homes: &headings, known: &is_key, is_part: &is_part },
            )
            || tabs::blame(file, problems, id, read)
            || odd_line::blame(file, problems, id, read, &is_key)
            || between::tell_first_of_text(file, problems, id, read));
    if is_told {
        in_order(problems);
    }
    if is_typed && !outcomes.contains(&Outcome::All) {
        unsure::tell(file, problems, id, read);
    }
    is_told || outcomes.iter().any(|outcome| *outcome != Outcome::Nothing)
}

/// Whether the format has such a key.
pub(super) fn is_key(key: &str) -> bool {
    CaseFile::KEYS.contains(&key) || schema::homes().iter().any(|(home, _)| home == key)
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
