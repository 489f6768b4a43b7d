//! Services that a law has made and for which no figures are published yet: `[[coming]]` of `kinds.toml`.

use super::{Kinds, month};
use crate::calendar::Month;
use crate::source::plain;
use serde::Deserialize;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coming {
    /// Its name in the law.
    pub name: String,
    /// How a plan may call it.
    words: Vec<String>,
    /// Its first month.
    #[serde(deserialize_with = "month")]
    pub from: Month,
    /// The law.
    pub source: String,
}

/// The coming service that a text names.
///
/// # Panics
/// Never: the table is part of the program, and a test reads it.
#[must_use]
pub fn coming(text: &str) -> Option<&'static Coming> {
    let text = plain(text);
    Kinds::embedded().coming.iter().find(|coming| coming.words.iter().any(|word| text.contains(word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_known_by_its_words() {
        assert_eq!(coming("登録施設介護支援").map(|found| found.from), Month::new(2027, 4));
        assert!(coming("特定地域居宅サービス（訪問介護）").is_some());
        assert!(coming("特別地域訪問介護加算").is_none());
    }
}
