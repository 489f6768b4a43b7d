//! On which days an entry of 第3表 takes place: on its weekdays, unless 第2表 says more of when than weekdays.
//!
//! 第3表 is a week: 隔週, 第2, 8月まで stand in 第2表. Where it cannot be told which of several supports an entry is, nothing is laid. Knows
//! nothing of the month.

use super::named::{Insured, in_order};
use crate::calendar::{WEEKDAYS, Weekday};
use crate::case::week::WeekEntry;
use crate::frequency::Frequency;
use crate::service_kind::ServiceKind;
use crate::source::plain;

/// An entry of the week that the insurance pays for.
pub(super) struct Entry<'c> {
    pub(super) written: &'c WeekEntry,
    pub(super) kind: Option<&'static ServiceKind>,
    /// As it is written, or as 第2表 says it.
    pub(super) provider: String,
    pub(super) weekdays: Vec<Weekday>,
}

/// What its days are laid by.
pub(super) enum EntryDays<'s, 'c> {
    /// Its weekdays; on holidays too or not.
    Weekly { closed_on_holidays: bool },
    /// What 第2表 says.
    ByPlan(&'s Insured<'c>),
    /// It cannot be said: these supports say more than weekdays, or, when there are none, the entry itself does.
    Open(Vec<&'s Insured<'c>>),
}

impl Entry<'_> {
    /// As the line is called.
    pub(super) fn name(&self) -> String {
        self.kind.map_or_else(|| self.written.content.text().trim().to_owned(), |kind| kind.name.clone())
    }

    pub(super) fn is_of_service(&self, other: &Entry) -> bool {
        let code = |entry: &Entry| entry.kind.map(|kind| kind.code.as_str());
        code(self) == code(other) && plain(&self.provider) == plain(&other.provider)
    }

    /// Whether a support may speak of it: of its kind, and of its provider as far as both name one.
    pub(super) fn is_of(&self, insured: &Insured) -> bool {
        let (own, provider) = (plain(&self.provider), insured.support.provider.plain());
        self.kind.is_some_and(|kind| kind.code == insured.kind.code)
            && (own.is_empty() || provider.is_empty() || own == provider)
    }

    /// Whether 第3表 itself says more than its weekdays: 訪問介護（隔週）, デイ（第2・4）.
    fn says_more(&self) -> bool {
        let text = self.written.content.text();
        let words = text.split_once(['（', '(']).map_or("", |(_, words)| words);
        let said = Frequency::read(words.trim_end_matches(['）', ')']));
        said.every_weeks.is_some() || said.every_months.is_some() || said.monthly || !said.months.is_empty()
    }

    /// Whether a frequency names all its weekdays.
    fn is_named_in(&self, said: &Frequency) -> bool {
        let named = named(said);
        !self.weekdays.is_empty() && self.weekdays.iter().all(|day| named.contains(day))
    }
}

/// What an entry's days are laid by, among all entries of the week.
pub(super) fn entry_days<'s, 'c>(entry: &Entry, all: &[Entry], insured: &'s [Insured<'c>]) -> EntryDays<'s, 'c> {
    let supports: Vec<&Insured> = insured.iter().filter(|insured| entry.is_of(insured)).collect();
    // Every week on all its weekdays, as often a day as the week has it.
    let covers = |entry: &Entry, said: &Frequency| {
        let on_its_days = |other: &&Entry| {
            other.is_of_service(entry) && other.weekdays.iter().any(|day| entry.weekdays.contains(day))
        };
        let n = all.iter().filter(on_its_days).count();
        let uses = match said.per_day {
            Some(times) => times.low == times.high && usize::from(times.low) == n,
            None => !said.is_several_a_day || n > 1,
        };
        let every_week = said.weekdays_of_every_week().is_some() && said.choice().is_none();
        !says_more(said) && uses && every_week && entry.is_named_in(said)
    };
    let closed = |supports: &mut dyn Iterator<Item = &&Insured>| {
        let mut supports = supports.peekable();
        supports.peek().is_some() && supports.all(|insured| insured.frequency().closed_on_holidays)
    };
    let weekly = |closed_on_holidays| {
        if entry.says_more() { EntryDays::Open(Vec::new()) } else { EntryDays::Weekly { closed_on_holidays } }
    };
    let mut covering = supports.iter().filter(|insured| covers(entry, insured.frequency())).peekable();
    if covering.peek().is_some() {
        return weekly(closed(&mut covering));
    }
    // The entries that no support covers, and of them those that a support names.
    let open = || -> Vec<&Entry> {
        let is_covered = |other: &Entry| supports.iter().any(|insured| covers(other, insured.frequency()));
        all.iter().filter(|other| other.is_of_service(entry) && !is_covered(other)).collect()
    };
    let choices: Vec<&Insured> =
        supports.iter().copied().filter(|insured| insured.frequency().choice().is_some()).collect();
    if !choices.is_empty() && is_undecided(&choices, &supports, &open()) {
        return EntryDays::Open(choices);
    }
    let beyond = |said: &Frequency| says_more(said) || said.per_day.is_some() || said.is_several_a_day;
    let more: Vec<&Insured> = supports.iter().copied().filter(|insured| beyond(insured.frequency())).collect();
    if more.is_empty() {
        return weekly(closed(&mut supports.iter()));
    }
    let open = open();
    let naming: Vec<&Insured> = more.iter().copied().filter(|insured| entry.is_named_in(insured.frequency())).collect();
    let is_one = |said: &Frequency| open.iter().filter(|other| other.is_named_in(said)).count() == 1;
    // Several supports of one visit (調理, 掃除) say the same.
    let alike = |all: &[&Insured]| all.windows(2).all(|pair| is_alike(pair[0], pair[1]));
    match (naming.as_slice(), more.as_slice()) {
        ([insured, ..], _) if alike(&naming) && is_one(insured.frequency()) => EntryDays::ByPlan(insured),
        ([], [insured, ..]) if alike(&more) && open.len() == 1 => EntryDays::ByPlan(insured),
        _ => EntryDays::Open(more),
    }
}

/// Whether the week has more weekdays than the choices of 第2表 come to (月または木, and the week has both). A support that names no
/// weekday and no choice may be any of them.
fn is_undecided(choices: &[&Insured], supports: &[&Insured], open: &[&Entry]) -> bool {
    let mut days: Vec<Weekday> = open.iter().flat_map(|entry| entry.weekdays.clone()).collect();
    in_order(&mut days);
    let is_free = |said: &Frequency| said.weekdays.is_empty() && !says_more(said);
    // Several supports of one visit (調理, 掃除) say the same and are one choice.
    let mut counted: Vec<&Insured> = Vec::new();
    for insured in choices {
        if !counted.iter().any(|other| is_alike(other, insured)) {
            counted.push(insured);
        }
    }
    let most: usize = counted.iter().filter_map(|insured| insured.frequency().choice()).sum();
    days.len() > most && !supports.iter().any(|insured| is_free(insured.frequency()))
}

/// Whether two supports are of one service and say the same of when.
pub(super) fn is_alike(one: &Insured, other: &Insured) -> bool {
    let said = |insured: &Insured| insured.support.frequency.plain().to_owned();
    one.kind.code == other.kind.code
        && one.support.provider.plain() == other.support.provider.plain()
        && (one.starts, said(one)) == (other.starts, said(other))
}

/// Whether more is said of when than a week can show: 隔週, 8月まで, 必要時.
pub(super) fn says_more(said: &Frequency) -> bool {
    said.is_more_than_weekdays() || !said.has_number() && !said.is_blank
}

/// The weekdays that a frequency names, those of 第n too; 毎日 names all.
pub(super) fn named(said: &Frequency) -> Vec<Weekday> {
    if said.daily && said.weekdays.is_empty() {
        return WEEKDAYS.iter().map(|(day, _)| *day).collect();
    }
    let mut days = [said.weekdays.as_slice(), &said.nth_weekdays].concat();
    in_order(&mut days);
    days
}
