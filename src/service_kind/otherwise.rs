//! 「自費」「医療保険」「障害福祉」: the words that say that long-term care insurance does not pay for a service, though its kind is insured.

use super::Kinds;
use crate::text::{Spoken, WordList, places};
use serde::Deserialize;

/// `[paid_otherwise]` of `kinds.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaidOtherwise {
    kind: WordList,
    content: WordList,
    week: WordList,
}

fn words() -> &'static PaidOtherwise {
    &Kinds::embedded().paid_otherwise
}

/// The word of 「サービス種別」 or 「サービス内容」 of 第２表 that says that another insurance, a law, a town or the client pays.
#[must_use]
pub fn paid_otherwise(kind: &(impl Spoken + ?Sized), content: &(impl Spoken + ?Sized)) -> Option<&'static str> {
    let words = words();
    found(&words.kind, &kind.spoken()).or_else(|| found(&words.content, &content.spoken()))
}

/// Whether an entry of 第３表 says so.
#[must_use]
pub fn is_week_paid_otherwise(content: &(impl Spoken + ?Sized)) -> bool {
    found(&words().week, &content.spoken()).is_some()
}

/// The longest word of a list that stands in a plain text.
fn found(list: &'static WordList, text: &str) -> Option<&'static str> {
    list.candidates(text).find(|word| places(text, word).next().is_some())
}
