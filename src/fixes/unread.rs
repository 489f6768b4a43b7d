//! What a fix would write although it stands in the plan and is not read: in a comment, or in the text above it. Which of the two is
//! wanted only the writer knows, and a second one would hide the first.

use super::Site;
use crate::case::Case;
use crate::case::read::comments::key_of_row;
use crate::source::edit::{Change, Path, Step};
use crate::source::problem::ProblemCode;
use crate::source::yaml::{Kind, Node};

/// Whether one of the changes writes a value that is missing, and whose key stands unread in the part that lacks it.
pub(super) fn stands(case: &Case, text: &str, site: &Site, changes: &[Change]) -> bool {
    changes.iter().any(|change| {
        let Change::Set { path, .. } = change else { return false };
        let Some((Step::Key(key), parts)) = path.0.split_last() else { return false };
        let has_value = |node: &Node| match &node.kind {
            Kind::Null => false,
            Kind::Scalar(text) => !text.trim().is_empty(),
            Kind::Seq(_) | Kind::Map(_) => true,
        };
        let part = site.node(&Path(parts.to_vec())).filter(|_| !site.node(path).is_some_and(has_value));
        part.is_some_and(|part| is_swallowed(case, text, part, key) || is_comment(text, part, key))
    })
}

/// Whether what a finding looks at, or what would be written over, is itself told to be read otherwise than it was meant: a value of which
/// a comment took the rest, lines of which one goes on with the value above it.
pub(super) fn is_misread(case: &Case, text: &str, site: &Site, changes: &[Change]) -> bool {
    let line = |at: u32| text.as_bytes().iter().take(at as usize).filter(|byte| **byte == b'\n').count();
    let of = |code: ProblemCode| case.remarks.iter().filter(move |one| one.code == code);
    let is_cut = || of(ProblemCode::LostText).any(|one| line(one.span.start) == line(site.span.start));
    let goes_on = |node: &Node| {
        let own = line(node.span.start)..=line(node.span.end) + 1;
        of(ProblemCode::GoesOn).any(|one| own.contains(&line(one.span.start)))
    };
    let is_over = |change: &Change| {
        let Change::Set { path, .. } = change else { return false };
        site.node(path).is_some_and(goes_on)
    };
    !site.span.is_detached() && is_cut() || changes.iter().any(is_over)
}

/// Whether a change writes a row of 「援助」, and one stands in the file that is not read: commented out, or sunk into a text.
pub(super) fn hides_supports(text: &str, site: &Site, changes: &[Change]) -> bool {
    let is_support = |change: &Change| matches!(change, Change::InsertItem { list, .. } if list.0.last() == Some(&Step::Key("援助".to_owned())));
    let n_read = site.context.support_lines().iter().filter(|line| !line.support.kind.is_blank()).count();
    changes.iter().any(is_support) && text.matches("サービス種別").count() > n_read
}

/// Whether a text in a part took in a key.
fn is_swallowed(case: &Case, text: &str, part: &Node, key: &str) -> bool {
    let remarks = case.remarks.iter().filter(|one| one.code == ProblemCode::SwallowedKey);
    remarks.filter(|one| part.span.contains(one.span)).any(|one| {
        let words = text.get(one.span.start as usize..one.span.end as usize).unwrap_or_default();
        words.trim_matches(['"', '\'']) == key
    })
}

/// Whether a comment in a part, or right below it, begins with a key.
fn is_comment(text: &str, part: &Node, key: &str) -> bool {
    let (start, end) = (part.span.start as usize, part.span.end as usize);
    let (Some(inside), Some(below)) = (text.get(start..end), text.get(end..)) else { return false };
    let says_nothing = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let below = below.lines().take_while(says_nothing);
    let mut comments = inside.lines().chain(below).filter_map(|line| line.trim_start().strip_prefix('#'));
    comments.any(|words| key_of_row(&words.replacen('：', ":", 1)).is_some_and(|words| words.trim() == key))
}
