//! What all plans of a folder show together: the rules of an office (CP801–CP806), two files of one number, a plan before that is
//! somebody else's. The same as `check` and `board` tell of a folder.

use crate::cli::board::{self, Row};
use crate::cli::chain::Chains;
use crate::preview::ShownTold;
use crate::report::Severity;
use crate::rules::office::{Office, OfficeFinding, Seen};
use std::path::Path;

/// What is told, first what may mix clients up. A file is named as it lies below the folder; `id` gives its address.
pub(super) fn told<'r>(
    folder: &Path,
    chains: &Chains,
    rows: impl Iterator<Item = &'r Row>,
    seen: impl Iterator<Item = &'r Seen>,
    id: &impl Fn(&Path) -> String,
) -> Vec<ShownTold> {
    let named = |path: &Path| path.strip_prefix(folder).unwrap_or(path).display().to_string();
    let about = |(path, words): (&Path, String)| ShownTold {
        id: id(path),
        printed: Severity::Warning.printed(),
        rule: "",
        words,
        place: named(path),
    };
    let mut told: Vec<ShownTold> =
        chains.strangers(&named).into_iter().chain(board::twins(rows, &named)).map(about).collect();
    let mut office = Office::default();
    seen.for_each(|seen| office.add(seen.clone()));
    told.extend(office.findings().iter().map(|finding| shown(finding, folder, id)));
    told
}

/// A rule's finding; one that is the office's has no place.
fn shown(finding: &OfficeFinding, folder: &Path, id: &impl Fn(&Path) -> String) -> ShownTold {
    let place = finding.place.as_ref();
    ShownTold {
        id: place.map_or_else(String::new, |place| id(&folder.join(&place.file))),
        printed: finding.rule.severity.printed(),
        rule: finding.rule.id,
        words: format!("{}。{}", finding.message(), finding.rule.fix),
        place: place.map_or_else(String::new, |place| format!("{}:{}", place.file, place.line)),
    }
}

/// That there is something, where no name may be seen: the words would say whose it is.
pub(super) fn hidden(told: &[ShownTold]) -> Vec<ShownTold> {
    let gravest = if told.iter().any(|told| told.printed == Severity::Warning.printed()) {
        Severity::Warning
    } else {
        Severity::Info
    };
    let words =
        format!("計画書どうしで確かめることが {} 件あります（--no-names を付けないと、名前が出ます）", told.len());
    let one = ShownTold { printed: gravest.printed(), words, ..ShownTold::default() };
    if told.is_empty() { Vec::new() } else { vec![one] }
}
