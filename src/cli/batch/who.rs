//! Who a plan is about, by a quick look at 「利用者」 alone: number, insurer, name.
//!
//! Numbers of insured persons are unique under one insurer only, so a key has both. The whole plan is read only where the block
//! does not stand by itself, or a month may have slips of two insurers.

use crate::calendar::Month;
use crate::case::person::Client as Person;
use crate::case::read::{from_text, read_case};
use crate::case::{CaseFile, MonthlyService};
use crate::cli::{chain, files};
use crate::source::Sources;
use std::path::Path;

/// What the block 「利用者」 says.
#[derive(Debug, Default)]
pub(super) struct Who {
    pub(super) number: Option<String>,
    pub(super) insurer: Option<String>,
    pub(super) name: String,
    pub(super) kana: String,
    /// The insurers of a month with two slips, 「379991+379992」.
    pub(super) insurers: Option<String>,
    /// Whether the plan may name the one before it.
    pub(super) may_speak: bool,
}

/// The key of a plan that was read whole; none without a number.
pub(super) fn key_of(person: Option<&Person>) -> Option<String> {
    Who::of(person?).key()
}

/// How the names of a client's packets begin: as the key, for numbers of insured persons are unique under one insurer only and
/// packets of two persons may go into one folder; none without a number.
pub(in crate::cli) fn packets_of(case: &CaseFile, month: Option<Month>) -> Option<String> {
    let insurers = month.and_then(|month| several_insurers(case, month));
    Who { insurers, ..Who::of(case.client.as_ref()?) }.packets()
}

impl Who {
    fn of(person: &Person) -> Self {
        Self {
            number: person.insured_number.get().map(|number| number.0.clone()).filter(|number| !number.is_empty()),
            insurer: person.insurer_number.get().map(|number| number.0.clone()).filter(|number| !number.is_empty()),
            name: person.name.text().trim().to_owned(),
            kana: person.kana.text().trim().to_owned(),
            insurers: None,
            may_speak: false,
        }
    }

    /// Numbers of insured persons are unique under one insurer only.
    pub(super) fn key(&self) -> Option<String> {
        self.under(self.insurer.as_deref())
    }

    /// The same with all insurers of a month that has several.
    pub(super) fn packets(&self) -> Option<String> {
        self.under(self.insurers.as_deref().or(self.insurer.as_deref()))
    }

    fn under(&self, insurer: Option<&str>) -> Option<String> {
        let number = self.number.as_deref()?;
        Some(insurer.map_or_else(|| number.to_owned(), |insurer| format!("{insurer}-{number}")))
    }
}

/// Who a plan is about; none for a file of an office, nobody where it cannot be known.
pub(super) fn who(path: &Path, month: Option<Month>) -> Option<Who> {
    let Ok(bytes) = files::read(path) else { return Some(Who::default()) };
    let text = simdutf8::basic::from_utf8(&bytes).ok();
    let insurers = month.and_then(|month| insurers_of(text?, month));
    let may_speak = chain::may_speak(&bytes);
    if let Some(block) = text.and_then(client_block) {
        let (case, _) = from_text("", &block);
        if let Some(person) = case.file.client.as_ref().filter(|_| case.problems.is_empty()) {
            return Some(Who { insurers, may_speak, ..Who::of(person) });
        }
    }
    let case = read_case("", &bytes, &mut Sources::default(), &|_| Err(String::new()));
    if case.is_office {
        return None;
    }
    Some(Who { insurers, may_speak, ..case.file.client.as_ref().map(Who::of).unwrap_or_default() })
}

/// The insurers of a month with two slips. The whole plan is read only where it names more than one insurer at all.
fn insurers_of(text: &str, month: Month) -> Option<String> {
    const KEY: &str = "保険者番号";
    let named = text.split(KEY).skip(1).zip(text.split(KEY)).filter(|(_, before)| !before.ends_with('被'));
    let number = |after: &str| after.chars().take_while(|c| *c != '\n').filter(char::is_ascii_digit).take(6).collect();
    let mut numbers: Vec<String> = named.map(|(after, _)| number(after)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    if numbers.len() < 2 {
        return None;
    }
    let (case, _) = from_text("", text);
    several_insurers(&case.file, month)
}

/// The insurers of a month that has more than one slip.
fn several_insurers(case: &CaseFile, month: Month) -> Option<String> {
    let of_month = |block: &&MonthlyService| block.month.value() == Some(month);
    let insurers: Vec<&str> = case.months.iter().filter(of_month).map(|block| block.insurer_number.plain()).collect();
    (insurers.len() > 1).then(|| insurers.join("+"))
}

/// The lines of 「利用者」, where they stand by themselves: at the left edge, without references to other places.
fn client_block(text: &str) -> Option<String> {
    const KEY: &str = "利用者:";
    let start = if text.starts_with(KEY) { 0 } else { text.find(&format!("\n{KEY}"))? + 1 };
    let inner = |line: &&str| line.starts_with([' ', '#']) || line.trim().is_empty();
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next()?;
    let block: String = std::iter::once(first).chain(lines.take_while(inner)).collect();
    (!block.contains(['&', '*'])).then_some(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_block_of_the_client_is_found_where_it_stands_by_itself() {
        let block = client_block("様式: x\n利用者:\n  氏名: 甲\n\n  # y\n  被保険者番号: '1'\n認定: {}\n").unwrap();
        assert_eq!(block, "利用者:\n  氏名: 甲\n\n  # y\n  被保険者番号: '1'\n");
        assert_eq!(client_block("利用者: {氏名: 甲}\n認定: {}\n").unwrap(), "利用者: {氏名: 甲}\n");
        assert!(client_block("a: &利\n利用者: *利\n").is_none());
        assert!(client_block("利用者: &a {氏名: 甲}\n").is_none());
        assert!(client_block("{利用者: {氏名: 甲}}\n").is_none());
    }
}
