//! CP802–CP805: what the months of all clients come to.

use super::{
    CLIENT_WITHOUT_THE_OFFICES_MONTH, Counts, OFFICE_HAS_MANY_CLIENTS, OFFICE_PREFERS_ONE_CORPORATION,
    OFFICE_USES_MUCH_HOME_HELP, OfficeFinding, Place,
};
use crate::billing::{BenefitManagement, BillingInput, ManagementLine, Mode};
use crate::calendar::{Month, era};
use crate::rules::CheckContext;
use crate::rules::context::SlipMonth;
use crate::rules::readings::{has_ended, is_excused};
use crate::service_kind::{self, ServiceKind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Clients of one care manager, in hundredths.
const MOST_CLIENTS: usize = 4400;

/// What a month of everybody comes to.
#[derive(Clone, Debug, Default)]
struct MonthSum {
    clients: usize,
    /// Thirds of a client: 要支援 counts a third.
    thirds: usize,
    limit: i64,
    units: i64,
    home_help: i64,
}

/// A client's newest month.
#[derive(Clone, Debug)]
struct Newest {
    place: Place,
    month: Month,
    /// Whether the records say why there is no next one.
    excused: bool,
}

/// What is kept of the plans.
#[derive(Debug, Default)]
pub(super) struct Sums {
    months: BTreeMap<Month, MonthSum>,
    /// Which client's month has been counted.
    seen: BTreeSet<(Month, String)>,
    /// By client: a client with two plans is one.
    newest: BTreeMap<String, Newest>,
    /// Kind and month → corporation → plans.
    corporations: BTreeMap<(&'static str, Month), Counts<String>>,
    /// Whether any provider tells its corporation.
    has_corporations: bool,
    /// 「常勤換算」 in hundredths, by 事業所番号 (or name) of the office.
    staff: BTreeMap<String, usize>,
}

/// What one plan adds.
#[derive(Clone, Debug)]
pub(super) struct OfPlan {
    /// 「常勤換算」 in hundredths, with 事業所番号 (or name) of the office.
    staff: Option<(String, usize)>,
    /// Each month of its slips once.
    months: Vec<OfMonth>,
    /// Its newest month with 支給限度基準額 and what is managed of it; none where another plan follows.
    newest: Option<(Newest, MonthSum)>,
    has_corporations: bool,
}

/// What one month of a plan adds.
#[derive(Clone, Debug)]
struct OfMonth {
    month: Month,
    /// Thirds of a client.
    thirds: usize,
    /// Kinds with their corporations, each pair once.
    corporations: BTreeSet<(&'static str, String)>,
}

impl OfPlan {
    pub(super) fn of(context: &CheckContext, aside: bool, place: &dyn Fn(Span) -> Place) -> Self {
        let staff = context.case.office.get().and_then(|office| {
            let key = if office.number.is_blank() { office.name.text() } else { office.number.text() };
            Some((key.trim().to_owned(), hundredths(office.full_time_equivalent.text())?))
        });
        let mut has_corporations = false;
        let slips = || context.slips().iter().filter(|slip| !slip.lines.is_empty());
        let level = context.level().and_then(crate::case::CareLevel::care_number);
        let thirds = if level.is_some() { 3 } else { 1 };
        let mut months: Vec<OfMonth> = Vec::new();
        // A month that stands twice in a plan is one.
        for slip in slips() {
            if months.iter().all(|known| known.month != slip.month) {
                let corporations = corporations(slip, context, &mut has_corporations);
                months.push(OfMonth { month: slip.month, thirds, corporations });
            }
        }
        // What comes next stands in the plan that follows.
        let newest = slips().max_by_key(|slip| slip.month).filter(|_| context.followed_on.is_none());
        let newest = newest.map(|newest| {
            let next = newest.month.next();
            let excused = aside || has_ended(context).is_some_and(|ended| ended <= next) || is_excused(context, next);
            let place = place(newest.block.month.span());
            (Newest { place, month: newest.month, excused }, managed(newest, context))
        });
        Self { staff, months, newest, has_corporations }
    }
}

/// What is managed of a month, and its limit; nothing where it cannot be reckoned.
fn managed(slip: &SlipMonth, context: &CheckContext) -> MonthSum {
    let Ok(annex) = slip.annex(Mode::Planned) else { return MonthSum::default() };
    let report = BenefitManagement::of(&BillingInput::new(context.case, slip.block), annex);
    let is_help = |line: &&ManagementLine| service_kind::kind(&line.kind_code).is_some_and(ServiceKind::is_home_help);
    let help = report.lines.iter().filter(is_help).map(|line| line.units).sum();
    MonthSum { limit: report.limit, units: report.total(), home_help: help, ..MonthSum::default() }
}

/// The kinds that are watched, with the corporation of each of their providers.
fn corporations(slip: &SlipMonth, context: &CheckContext, any: &mut bool) -> BTreeSet<(&'static str, String)> {
    let known = context.case.providers.get();
    let mut counted = BTreeSet::new();
    for line in &slip.lines {
        let Some(kind) = service_kind::kind(line.kind_code()).filter(|kind| kind.concentrated) else { continue };
        let name = line.line.provider.text().trim();
        let corporation = known.and_then(|known| known.get(name)).map(|provider| provider.corporation.text().trim());
        let corporation = corporation.filter(|corporation| !corporation.is_empty());
        *any |= corporation.is_some();
        // A provider without one stands for itself.
        counted.insert((kind.code.as_str(), corporation.unwrap_or(name).to_owned()));
    }
    counted
}

impl Sums {
    pub(super) fn add(&mut self, whose: &str, plan: OfPlan) {
        self.staff.extend(plan.staff);
        self.has_corporations |= plan.has_corporations;
        for OfMonth { month, thirds, corporations } in plan.months {
            // A month that stands in two plans of a client is one.
            if !self.seen.insert((month, whose.to_owned())) {
                continue;
            }
            let sum = self.months.entry(month).or_default();
            sum.clients += 1;
            sum.thirds += thirds;
            for (kind, corporation) in corporations {
                *self.corporations.entry((kind, month)).or_default().entry(corporation).or_default() += 1;
            }
        }
        if let Some((newest, managed)) = plan.newest {
            let sum = self.months.entry(newest.month).or_default();
            sum.limit += managed.limit;
            sum.units += managed.units;
            sum.home_help += managed.home_help;
            let known = self.newest.get(whose).is_some_and(|known| known.month >= newest.month);
            if !known {
                self.newest.insert(whose.to_owned(), newest);
            }
        }
    }

    /// The newest month that more than half of the clients have.
    fn month(&self) -> Option<Month> {
        let all = self.newest.len();
        self.months.iter().rev().find(|(_, sum)| sum.clients * 2 > all).map(|(month, _)| *month)
    }

    pub(super) fn findings(self) -> Vec<OfficeFinding> {
        let Some(month) = self.month() else { return Vec::new() };
        let mut found: Vec<OfficeFinding> = Vec::new();
        let of_office = |rule, facts: Vec<String>| OfficeFinding { rule, place: None, facts, other: None };
        if let Some(sum) = self.months.get(&month) {
            let (used, help) = (percent(sum.units, sum.limit), percent(sum.home_help, sum.units));
            if sum.units * 10 >= sum.limit * 7 && sum.home_help * 10 >= sum.units * 6 && sum.units > 0 {
                let facts = vec![era::month(month), used.to_string(), help.to_string()];
                found.push(of_office(&OFFICE_USES_MUCH_HOME_HELP, facts));
            }
            // Of several offices in one folder nobody knows whose a client is.
            if let [staff] = self.staff.values().copied().collect::<Vec<_>>()[..]
                && sum.thirds * 10_000 > MOST_CLIENTS * staff * 3
            {
                let each = sum.thirds * 1000 / (staff * 3);
                let facts = vec![era::month(month), decimal(staff, 100), decimal(each, 10)];
                found.push(of_office(&OFFICE_HAS_MANY_CLIENTS, facts));
            }
            let missing = self.newest.values().filter(|newest| newest.month.next() == month && !newest.excused);
            found.extend(missing.map(|newest| OfficeFinding {
                rule: &CLIENT_WITHOUT_THE_OFFICES_MONTH,
                place: Some(newest.place.clone()),
                facts: vec![era::month(newest.month), era::month(month), sum.clients.to_string()],
                other: None,
            }));
        }
        if self.has_corporations {
            found.extend(self.concentrated(month));
        }
        found
    }

    /// The kinds of which one corporation has more than 80 % in the half year of a month.
    fn concentrated(&self, month: Month) -> Vec<OfficeFinding> {
        let (first, last, called) = half_year(month);
        let mut found = Vec::new();
        for kind in service_kind::kinds().iter().filter(|kind| kind.concentrated).map(|kind| kind.code.as_str()) {
            let mut counts: Counts<&str> = Counts::new();
            for ((_, _), months) in
                self.corporations.iter().filter(|((of, month), _)| *of == kind && (first..=last).contains(month))
            {
                for (corporation, n) in months {
                    *counts.entry(corporation).or_default() += n;
                }
            }
            let all: usize = counts.values().sum();
            let most = counts.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name)));
            let Some((name, n)) = most.filter(|(_, n)| **n * 10 > all * 8 && counts.len() + all > 2) else { continue };
            let kind = service_kind::kind(kind).map_or(kind, |kind| kind.name.as_str());
            let share = decimal(n * 1000 / all, 10);
            found.push(OfficeFinding {
                rule: &OFFICE_PREFERS_ONE_CORPORATION,
                place: None,
                facts: vec![kind.to_owned(), called.clone(), share, (*name).to_owned(), all.to_string(), n.to_string()],
                other: None,
            });
        }
        found
    }
}

/// The half year for which concentration is judged: March to August, September to February.
fn half_year(month: Month) -> (Month, Month, String) {
    let spring = (3..=8).contains(&month.month());
    let is_first = |of: &Month| of.month() == if spring { 3 } else { 9 };
    let first = std::iter::successors(Some(month), |month| Some(month.previous())).find(is_first).unwrap_or(month);
    let last = std::iter::successors(Some(first), |month| Some(month.next())).nth(5).unwrap_or(first);
    (first, last, format!("{}～{}", era::month(first), era::month(last)))
}

/// Parts in a hundred, cut down.
fn percent(part: i64, whole: i64) -> i64 {
    if whole > 0 { part * 100 / whole } else { 0 }
}

/// 「3.1」 as 310.
fn hundredths(text: &str) -> Option<usize> {
    let text = crate::source::plain(text);
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let part = format!("{part:0<2}");
    let number = whole.parse::<usize>().ok()?.checked_mul(100)?.checked_add(part.get(..2)?.parse().ok()?)?;
    (number > 0).then_some(number)
}

/// A number of parts with its decimals.
fn decimal(number: usize, parts: usize) -> String {
    let digits = parts.to_string().len() - 1;
    format!("{}.{:0digits$}", number / parts, number % parts)
}
