//! A table whose rows hold from a month until a month: read from TOML, checked, and asked for a month.
//!
//! A new period is added to the file and nowhere else. What the table says of a month that it does not reach is its nearest
//! period with `known: false`: whoever uses it tells so.

use crate::calendar::Month;
use crate::source::read::Scalar;
use serde::{Deserialize, Deserializer};

/// What a table says for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// The value of the period that holds in the month, or of the nearest one.
    pub value: T,
    /// Whether the table reaches that month.
    pub known: bool,
}

impl<T> Dated<T> {
    /// The same month of something in the value.
    pub(super) fn map<U>(self, of: impl FnOnce(T) -> U) -> Dated<U> {
        Dated { value: of(self.value), known: self.known }
    }

    /// The same, where the value may lack what is asked for.
    pub(super) fn and_then<U>(self, of: impl FnOnce(T) -> Option<U>) -> Option<Dated<U>> {
        let known = self.known;
        of(self.value).map(|value| Dated { value, known })
    }
}

/// A dated table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table<R> {
    /// What it is called in sentences.
    pub name: String,
    period: Vec<Period<R>>,
}

/// One period: its months, both included, and its rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Period<R> {
    #[serde(deserialize_with = "month")]
    from: Month,
    #[serde(deserialize_with = "month")]
    until: Month,
    rows: R,
}

#[cfg(test)]
impl<R: serde::de::DeserializeOwned> Table<R> {
    /// Reads a table as it is written, TOML.
    ///
    /// # Errors
    /// What of the text is no such table, or whose periods are out of order or overlap.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let table: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        table.check()?;
        Ok(table)
    }
}

impl<R> Table<R> {
    /// A table that is part of the program: a mistake in it is one of ours, and a test finds it.
    pub(super) fn whole(table: Self) -> Self {
        table.check().unwrap_or_else(|error| panic!("{}: {error}", table.name));
        table
    }

    fn check(&self) -> Result<(), String> {
        if self.period.is_empty() || self.period.iter().any(|period| period.until < period.from) {
            return Err("a table needs periods, each from a month until the same or a later one".to_owned());
        }
        match self.period.windows(2).find(|two| two[1].from <= two[0].until) {
            Some(two) => Err(format!("the period from {} begins before the one before it ends", two[1].from)),
            None => Ok(()),
        }
    }
    /// The rows that hold in a month, or the nearest.
    pub(super) fn at(&self, month: Month) -> Dated<&R> {
        let begun = self.period.partition_point(|period| period.from <= month);
        let period = &self.period[begun.saturating_sub(1)];
        Dated { value: &period.rows, known: begun > 0 && month <= period.until }
    }

    /// All rows of all periods.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = &R> {
        self.period.iter().map(|period| &period.rows)
    }

    /// The last month that it reaches.
    #[cfg(test)]
    pub(super) fn until(&self) -> Option<Month> {
        self.period.last().map(|period| period.until)
    }
}

/// A month in a table: `2025-06`.
pub(super) fn month<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
    scalar(deserializer)
}

/// A last month; left out while there is none.
pub(super) fn last_month<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Month>, D::Error> {
    month(deserializer).map(Some)
}

/// A value as plans write it: a rate, a price.
pub(super) fn scalar<'de, D: Deserializer<'de>, T: Scalar>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    T::parse(&text).map_err(|bad| serde::de::Error::custom(bad.message))
}

/// A value of a plan's kind inside lists and maps of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Written<T>(pub T);

impl<'de, T: Scalar> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(deserializer).map(Self)
    }
}
