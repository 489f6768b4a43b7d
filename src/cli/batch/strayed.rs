//! Slips that may be on their way to a stranger: their plan gives the provider a number that the other plans give to somebody else
//! (CP806). A volume goes to whoever has its number, so they are in none; the client's other slips are bound.

use super::clients::Client;
use super::ended::Ended;
use super::lines::{Found, Row};
use super::merge::{Destination, Waiting};
use super::order::Order;
use crate::rules::office::providers::{Doubt, Providers};
use crate::rules::office::{OfficeFinding, Place};

/// What was kept out, and what is odd and harms nobody.
pub(super) struct Strayed {
    /// Each client's place, with what is told of its plan.
    pub(super) refused: Vec<(usize, OfficeFinding)>,
    /// A line each.
    pub(super) told: Vec<String>,
}

/// Takes the slips out that are not to be bound. A number that is nobody else's only makes a volume more of the same name: it is
/// told.
pub(super) fn keep_out(held: &mut [Waiting], clients: &[Client]) -> Strayed {
    let mut providers = Providers::default();
    for waiting in &mut *held {
        providers.add(&clients[waiting.at].key, std::mem::take(&mut waiting.namings));
    }
    let doubts = providers.doubts();
    let (mut refused, mut told) = (Vec::new(), Vec::new());
    for Waiting { at, goes, .. } in held {
        let whose = clients[*at].key.as_str();
        goes.retain(|Destination { id, name }| {
            let about = |doubt: &Doubt| Some((doubt.is_anothers, doubt.of(whose, name, id)?));
            let Some((is_anothers, finding)) = doubts.iter().find_map(about) else { return true };
            if is_anothers {
                refused.push((*at, finding));
            } else {
                told.push(format!("{}。別々のPDFにしました", line(&finding)));
            }
            !is_anothers
        });
    }
    Strayed { refused, told }
}

impl Order<'_> {
    /// What becomes of a client of whom a slip was kept out.
    pub(super) fn strayed(&self, client: &Client, finding: &OfficeFinding) -> Ended {
        let row = self.row(client);
        let place = finding.place.as_ref();
        let found = place.map(|Place { file, line }| Found {
            rule: finding.rule.id.to_owned(),
            line: *line,
            file: (*file != row.source).then(|| file.clone()),
        });
        let told = format!(
            "{}。知らない事業所に渡るおそれがあるので、この事業所の提供票は綴じませんでした（{}）",
            line(finding),
            finding.rule.fix
        );
        Row { findings: found.into_iter().collect(), ..row }.refused("provider", told)
    }
}

/// `plan.yaml:12: 注意[CP806]: …`, as other findings are told.
fn line(finding: &OfficeFinding) -> String {
    let place = finding.place.as_ref().map(|Place { file, line }| format!("{file}:{line}: "));
    let severity = finding.rule.severity.printed();
    format!("{}{severity}[{}]: {}", place.unwrap_or_default(), finding.rule.id, finding.message())
}
