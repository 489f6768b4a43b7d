//! One spelling of a provider's name: slips are compared, gathered and printed by it, and a blank more or of another width would
//! make two providers of one.

use super::CaseFile;
use crate::source::Field;

/// Writes the providers of all slips as 「サービス事業所」 has them; of those that it lacks, as the first line has them.
pub(super) fn one_name_of_a_provider(case: &mut CaseFile) {
    let CaseFile { months, providers, .. } = case;
    let known = providers.get();
    let mut first: Vec<Field<String>> = Vec::new();
    let lines = months.iter_mut().flat_map(|block| block.lines.iter_mut());
    for provider in lines.map(|line| &mut line.provider).filter(|provider| !provider.is_blank()) {
        // Of two keys that are one name the first is meant (CP019 tells them).
        let is_same = |name: &&Field<String>| name.plain() == provider.plain();
        let registered = known.and_then(|known| known.iter().map(|(name, _)| name).find(is_same));
        let seen = || first.iter().find(|other| other.plain() == provider.plain());
        match registered.or_else(seen) {
            Some(name) if name.text() != provider.text() => {
                let text = name.text().to_owned();
                provider.respell(&text);
            }
            Some(_) => {}
            None => first.push(provider.clone()),
        }
    }
}
