//! What 第3表 and 第2表 say of a service: the weekdays of the week, and the frequency of the support.
//!
//! They name a service by its kind and, where it is written, its provider; a line of the slip by both. Knows nothing of days
//! that were planned: what recurs is decided in `rhythm`.

use super::super::tariff;
use crate::calendar::{Date, Month, Weekday};
use crate::case::plan::Support;
use crate::case::week::WeekEntry;
use crate::case::{CaseFile, MonthlyService, ServiceLine};
use crate::frequency::Frequency;
use crate::service_kind::{self, ServiceKind};
use crate::source::{Field, plain};
use std::cell::OnceCell;

/// A support of 第2表 that the insurance pays, with the kind of service it speaks of.
pub(super) struct Insured<'c> {
    pub(super) support: &'c Support,
    pub(super) kind: &'static ServiceKind,
    /// The first day of its period, or of its goal's.
    pub(super) starts: Option<Date>,
    /// Its 頻度, as understood when it is first asked for.
    frequency: OnceCell<Frequency>,
}

impl Insured<'_> {
    /// Its 頻度 as it was understood.
    pub(super) fn frequency(&self) -> &Frequency {
        self.frequency.get_or_init(|| Frequency::read(self.support.frequency.text()))
    }
}

/// The supports of 第2表 that the insurance pays.
pub(super) fn insured_supports(case: &CaseFile) -> Vec<Insured<'_>> {
    let mut found = Vec::new();
    for goal in case
        .plan_2
        .iter()
        .flat_map(|plan| plan.needs.iter())
        .flat_map(|need| need.goals.iter())
        .flat_map(|goal| goal.goals.iter())
    {
        for support in goal.supports.iter().filter(|support| support.is_covered()) {
            if let Some(kind) = service_kind::in_text(support.kind.text()) {
                let starts = support.period.value().or(goal.period.value()).map(crate::calendar::Period::start);
                found.push(Insured { support, kind, starts, frequency: OnceCell::new() });
            }
        }
    }
    found
}

/// The kind of service that an entry of the week speaks of, by what stands before its parenthesis.
pub(super) fn kind_of(entry: &WeekEntry) -> Option<&'static ServiceKind> {
    let text = entry.content.text();
    let head = text.split(['（', '(']).next().unwrap_or(text);
    let by_code = service_kind::of_service_code(entry.code.text());
    by_code.or_else(|| service_kind::in_text(head))
}

/// The provider that 第2表 names for a kind; empty when it names several and the weekdays do not tell them apart.
pub(super) fn provider_for(
    kind: Option<&ServiceKind>,
    weekdays: &[Weekday],
    entry: &WeekEntry,
    insured: &[Insured],
) -> String {
    let of_kind = || {
        insured.iter().filter(|support| {
            Some(&support.kind.code) == kind.map(|kind| &kind.code) && !support.support.provider.is_blank()
        })
    };
    let names = |supports: &mut dyn Iterator<Item = &Insured>| {
        let mut names: Vec<String> = Vec::new();
        for support in supports {
            let name = support.support.provider.text().trim();
            if !names.iter().any(|other| plain(other) == plain(name)) {
                names.push(name.to_owned());
            }
        }
        names
    };
    let comes = |support: &&Insured| {
        let every_week = support.frequency().weekdays_of_every_week();
        every_week.is_some_and(|days| weekdays.iter().all(|day| days.contains(day)))
    };
    let named_in_week = |support: &&Insured| entry.content.plain().contains(support.support.provider.plain());
    [names(&mut of_kind()), names(&mut of_kind().filter(comes)), names(&mut of_kind().filter(named_in_week))]
        .into_iter()
        .find_map(|names| <[String; 1]>::try_from(names).ok())
        .map_or_else(String::new, |[name]| name)
}

/// 「事業所・サービス種類」 whose line it is: what 第2・3表 can name.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Service {
    provider: String,
    /// Kinds that are called by the same word are one here: 第2表 says 訪問介護 of 訪問型サービス, too.
    family: Option<&'static str>,
}

impl Service {
    pub(super) fn of(line: &ServiceLine) -> Self {
        Self { provider: line.provider.plain().to_owned(), family: kind(line).map(ServiceKind::family) }
    }
}

/// The kind of a line: by its code, or by its words while it has none.
pub(super) fn kind(line: &ServiceLine) -> Option<&'static ServiceKind> {
    if line.code.is_blank() {
        service_kind::in_text(line.content.text())
    } else {
        service_kind::of_service_code(line.code.text())
    }
}

/// Whether a line is a service of its own: no addition or reduction, no rate.
pub(super) fn is_basic(line: &ServiceLine, month: Month) -> bool {
    let content = line.content.plain();
    let code = kind(line).map_or("", |kind| kind.code.as_str());
    line.addition_rate.is_blank()
        && line.units.value().is_none_or(|units| units.0 >= 0)
        && !tariff::is_addition(code, content, month)
}

/// What is said of the lines of one month.
pub(super) struct Said<'c> {
    entries: Vec<(&'c WeekEntry, &'static ServiceKind)>,
    insured: Vec<Insured<'c>>,
    /// The month's lines that are services of their own.
    basic: Vec<&'c ServiceLine>,
}

impl<'c> Said<'c> {
    pub(super) fn of(case: &'c CaseFile, block: &'c MonthlyService, month: Month) -> Self {
        let entries = case.week.iter().flat_map(|week| week.entries.iter());
        Self {
            entries: entries
                .filter(|entry| !service_kind::is_week_paid_otherwise(&entry.content))
                .filter_map(|entry| Some((entry, kind_of(entry)?)))
                .collect(),
            insured: insured_supports(case),
            basic: block.lines.iter().filter(|line| is_basic(line, month)).collect(),
        }
    }

    /// The lines of a service, additions left out.
    pub(super) fn lines(&self, service: &Service) -> impl Iterator<Item = &'c ServiceLine> {
        self.basic.iter().copied().filter(move |line| Service::of(line) == *service)
    }

    /// Whether the slip has one provider only for a family of kinds: a table that names none can mean no other.
    fn is_only_provider(&self, service: &Service) -> bool {
        self.basic.iter().map(|line| Service::of(line)).all(|other| other.family != service.family || other == *service)
    }

    /// The weekdays that 第3表 names for a line: the entries with its hours, else those that no other line has the hours of.
    pub(super) fn in_week(&self, line: &ServiceLine) -> Option<Vec<Weekday>> {
        let service = Service::of(line);
        service.family?;
        let entries: Vec<&WeekEntry> =
            self.entries.iter().filter(|of| self.speaks_of(of, &service)).map(|of| of.0).collect();
        let has_hours = |entry: &WeekEntry, line: &ServiceLine| {
            line.time.value().is_some_and(|time| entry.time.value() == Some(time))
        };
        let own: Vec<&WeekEntry> = entries.iter().copied().filter(|entry| has_hours(entry, line)).collect();
        if !own.is_empty() {
            return Some(weekdays(&own));
        }
        let is_service = self.basic.iter().any(|other| std::ptr::eq(*other, line));
        let taken = |entry: &WeekEntry| is_service && self.lines(&service).any(|other| has_hours(entry, other));
        let free: Vec<&WeekEntry> = entries.into_iter().filter(|entry| !taken(entry)).collect();
        (!free.is_empty()).then(|| weekdays(&free))
    }

    /// All weekdays that 第3表 names for a service.
    pub(super) fn week_of(&self, service: &Service) -> Option<Vec<Weekday>> {
        service.family?;
        let entries: Vec<&WeekEntry> =
            self.entries.iter().filter(|of| self.speaks_of(of, service)).map(|of| of.0).collect();
        (!entries.is_empty()).then(|| weekdays(&entries))
    }

    fn speaks_of(&self, (entry, kind): &(&WeekEntry, &'static ServiceKind), service: &Service) -> bool {
        if Some(kind.family()) != service.family {
            return false;
        }
        let written = if entry.provider.is_blank() {
            provider_for(Some(kind), &weekdays(&[entry]), entry, &self.insured)
        } else {
            entry.provider.text().to_owned()
        };
        if written.is_empty() { self.is_only_provider(service) } else { plain(&written) == service.provider }
    }

    /// What 第2表 lays down for a service.
    pub(super) fn supports(&self, service: &Service) -> Vec<&Insured<'c>> {
        let is_provider = |support: &Support| {
            if support.provider.is_blank() {
                self.is_only_provider(service)
            } else {
                support.provider.plain() == service.provider
            }
        };
        let of = |insured: &&Insured| service.family == Some(insured.kind.family()) && is_provider(insured.support);
        self.insured.iter().filter(of).collect()
    }

    /// The providers that 第2表 names for a kind of service, where the service's own is none of them.
    pub(super) fn other_providers(&self, service: &Service) -> Vec<&'c str> {
        if !self.supports(service).is_empty() {
            return Vec::new();
        }
        let of = |insured: &&Insured| service.family == Some(insured.kind.family());
        let mut names: Vec<&str> =
            self.insured.iter().filter(of).map(|insured| insured.support.provider.text().trim()).collect();
        names.dedup();
        names
    }

    /// The weekdays of every week that 第2表 names for a service; none where one of its supports says none, or says more of
    /// when than weekdays.
    pub(super) fn in_plan(&self, service: &Service) -> Option<Vec<Weekday>> {
        let mut days = Vec::new();
        for insured in self.supports(service) {
            let frequency = insured.frequency();
            days.extend(frequency.weekdays_of_every_week().filter(|_| !frequency.is_more_than_weekdays())?);
        }
        in_order(&mut days);
        (!days.is_empty()).then_some(days)
    }

    /// The supports of a service that say more of when than weekdays, or leave a choice of them.
    pub(super) fn beyond_weekdays(&self, service: &Service) -> Vec<&Insured<'c>> {
        let mut supports = self.supports(service);
        supports.retain(|insured| {
            let said = insured.frequency();
            said.is_more_than_weekdays() || said.choice().is_some()
        });
        supports
    }
}

/// The weekdays of entries of the week, in its order.
fn weekdays(entries: &[&WeekEntry]) -> Vec<Weekday> {
    let mut days: Vec<Weekday> =
        entries.iter().flat_map(|entry| entry.weekdays.iter().filter_map(Field::value)).collect();
    in_order(&mut days);
    days
}

/// Each once, in the order of the week.
pub(super) fn in_order(days: &mut Vec<Weekday>) {
    days.sort_by_key(Weekday::num_days_from_monday);
    days.dedup();
}
