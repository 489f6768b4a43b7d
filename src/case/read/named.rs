//! Keys of the format that stand among the names of providers: there any word is a name, and a heading that slipped in counts as a
//! provider of which nothing is written.

use super::look::is_of_structure;
use super::meant::is_key;
use super::{PROVIDERS, waiver};
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Problem, ProblemCode};

/// Tells such a heading, and a provider of which nothing is written while something is of others. Where the structure is not sound,
/// names are not what they seem.
pub(super) fn tell(root: &Node, problems: &mut Vec<Problem>) {
    if problems.iter().any(|problem| is_of_structure(problem.code)) {
        return;
    }
    let Kind::Map(parts) = &root.kind else { return };
    let Some(Kind::Map(names)) = parts.iter().find(|part| part.key == PROVIDERS).map(|part| &part.value.kind) else {
        return;
    };
    let is_empty = |entry: &Entry| match &entry.value.kind {
        Kind::Null => true,
        Kind::Map(entries) => entries.is_empty(),
        Kind::Scalar(_) | Kind::Seq(_) => false,
    };
    // A list that waits to be filled in says nothing of anybody.
    let n_written = names.iter().filter(|entry| !is_empty(entry)).count();
    for entry in names {
        let is_heading = is_key(&entry.key);
        let is_told = problems.iter().any(|one| entry.key_span.contains(one.span));
        if is_told || entry.key == waiver::KEY || !(is_heading || is_empty(entry) && n_written > 0) {
            continue;
        }
        let key = &entry.key;
        problems.push(if is_heading {
            let message = format!("項目名「{key}」が、「{PROVIDERS}」の中では事業所の名前と読まれます");
            let help = "見出しなら、字下げと場所を確かめてください。紛れ込んだ行なら消してください";
            Problem::new(ProblemCode::KeyAsName, entry.key_span, message).help(help)
        } else {
            let message = format!("事業所「{key}」に、何も書かれていません");
            let help = "下の行に、半角2文字深く「事業所番号: …」などを書いてください。紛れ込んだ行なら消してください";
            Problem::new(ProblemCode::EmptyRow, entry.key_span, message).help(help)
        });
    }
}
