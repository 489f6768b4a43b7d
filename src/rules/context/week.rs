//! Entries of 第３表の「週間」 with what their words mean.

use crate::calendar::{TimeOfDay, Weekday};
use crate::case::week::WeekEntry;
use crate::rules::words::{Said, Words, without_parentheses};
use crate::service_kind;
use crate::service_kind::KindHit;
use crate::source::Field;

/// An entry of the week.
#[derive(Clone, Debug)]
pub struct WeekSlot<'a> {
    /// The entry.
    pub entry: &'a WeekEntry,
    /// The kinds of service that it names: outside （ ）, or inside when there are none outside and it is nobody's visit.
    pub kinds: Vec<KindHit<'static>>,
    /// Its content and provider as they are compared with other texts.
    pub said: Said,
    /// Whether it is the visit of somebody of the family or the neighbourhood, not of a service.
    pub is_person: bool,
    /// Whether it says that long-term care insurance does not pay for it (自費): it stands on no slip.
    pub is_paid_otherwise: bool,
}

/// The hours of an entry on one day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoursOfDay {
    /// The day; after midnight the next one.
    pub weekday: Weekday,
    /// From.
    pub start: TimeOfDay,
    /// Until, at most 24:00.
    pub end: TimeOfDay,
}

impl<'a> WeekSlot<'a> {
    /// Understands an entry.
    #[must_use]
    pub fn new(entry: &'a WeekEntry, words: &'static Words) -> Self {
        let content = entry.content.plain();
        let outside = without_parentheses(content);
        let family = words.list("family_lines").iter().any(|word| outside.contains(word.as_str()));
        let is_person = family || !words.persons_in(&outside).is_empty();
        let mut kinds = words.kinds_in(&outside);
        if kinds.is_empty() && !is_person {
            kinds = words.kinds_in(&content);
        }
        let said = words.said(&format!("{content}/{}", entry.provider.text()));
        let is_paid_otherwise = service_kind::is_week_paid_otherwise(&entry.content);
        Self { entry, is_person: is_person && kinds.is_empty(), kinds, said, is_paid_otherwise }
    }

    /// Whether it names a kind of service that insurance covers.
    #[must_use]
    pub fn is_insured(&self) -> bool {
        self.kinds.iter().any(KindHit::is_insured)
    }

    /// Whether it names a provider; `provider` is plain text.
    #[must_use]
    pub fn names(&self, provider: &str) -> bool {
        !provider.is_empty() && self.said.text().contains(provider)
    }

    /// Its weekdays; none when they are missing or one of them could not be read.
    #[must_use]
    pub fn weekdays(&self) -> Option<Vec<Weekday>> {
        let days: Option<Vec<_>> = self.entry.weekdays.iter().map(Field::value).collect();
        days.filter(|days| !days.is_empty())
    }

    /// Its hours on each day; an entry over midnight has two parts.
    #[must_use]
    pub fn hours(&self) -> Vec<HoursOfDay> {
        let Some(time) = self.entry.time.value() else { return Vec::new() };
        let on_day = |day: Weekday| {
            let part =
                move |(next, start, end)| HoursOfDay { weekday: if next { day.succ() } else { day }, start, end };
            time.parts().into_iter().map(part)
        };
        self.entry.weekdays.iter().filter_map(Field::value).flat_map(on_day).collect()
    }
}
