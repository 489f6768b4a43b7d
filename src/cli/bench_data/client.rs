//! Choosing a client: who, since when, with which needs, served by whom on which weekdays.
//!
//! Nothing here is text of the plan; what is chosen is consistent in itself (days do not collide, dates are in the order in which
//! things happen), so that what is written of it passes the rules.

use super::life::Life;
use super::provider::Provider;
use super::random::Random;
use super::tables::{Condition, Household, NAMES, NEEDS, Need, Use};
use crate::calendar::{Date, Datelike, Month, Weekday};
use chrono::Days;
use std::ops::RangeInclusive;

/// A client with everything that the plan says.
#[derive(Clone, Debug)]
pub(super) struct Client<'p> {
    pub(super) number: usize,
    pub(super) surname: &'static [String; 2],
    pub(super) given: &'static [String; 2],
    pub(super) woman: bool,
    pub(super) born_on: Date,
    pub(super) address: String,
    pub(super) level: u8,
    /// 「給付率」
    pub(super) rate: u8,
    pub(super) household: Household,
    /// 「続柄」 of the one relative who helps.
    pub(super) relationship: &'static str,
    pub(super) relative: String,
    pub(super) condition: &'static Condition,
    pub(super) clinic: &'static str,
    pub(super) doctor: &'static str,
    /// Which of the office's care managers.
    pub(super) manager: &'static str,
    pub(super) dates: Dates,
    pub(super) slots: Vec<Slot<'p>>,
    pub(super) needs: Vec<Chosen>,
    /// The days on which a meal is brought, when one is.
    pub(super) meal_days: Vec<Weekday>,
    pub(super) life: Life,
    /// The services before a change, and the first month that has the change.
    pub(super) before: Option<(Month, Vec<Slot<'p>>)>,
}

/// What happened when.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    /// The office's first plan for the client.
    pub(super) initial: bool,
    pub(super) planned_on: Date,
    pub(super) first_planned_on: Date,
    pub(super) notified_on: Date,
    pub(super) certified_on: Date,
    /// The first day of the certification.
    pub(super) valid_from: Date,
    pub(super) certified_until: Date,
    /// The first day of the goals.
    pub(super) begins_on: Date,
    /// The end of the short-term goals: about three months.
    pub(super) short_until: Date,
    /// The end of the long-term goals: a year, within the certification.
    pub(super) long_until: Date,
    /// The visit of the month before, when the plan is older than that.
    pub(super) monitored_on: Option<Date>,
}

/// A service with its provider and its place in the week.
#[derive(Clone, Debug)]
pub(super) struct Slot<'p> {
    pub(super) usage: &'static str,
    pub(super) uses: &'static Use,
    pub(super) provider: &'p Provider,
    /// None for equipment and stays.
    pub(super) weekdays: Vec<Weekday>,
    pub(super) time: Option<&'static str>,
}

/// A need with the variants taken.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub(super) need: &'static Need,
    pub(super) short: &'static str,
    pub(super) own: &'static str,
}

pub(super) const CENTERS: [&str; 2] = ["通所介護", "通所リハビリテーション"];
const EQUIPMENT: [&str; 4] = ["手すり", "歩行車", "車いす", "特殊寝台"];
/// The use that is a stay of three days a month.
pub(super) const STAY: &str = "短期入所生活介護";
const MANAGERS: [&str; 3] = ["栗林 みどり", "土器 まさみ", "屋島 かなえ"];

impl<'p> Client<'p> {
    /// The client of that number with one month of services; `initial` where it is decided that the plan is the first.
    pub(super) fn choose(
        number: usize,
        month: Month,
        initial: Option<bool>,
        providers: &'p [Provider],
        random: &mut Random,
    ) -> Self {
        let woman = random.chance(65);
        let rare = random.chance(12);
        let surname = random.pick(if rare { &NAMES.rare_surnames } else { &NAMES.surnames });
        let given = random.pick(if woman { &NAMES.women } else { &NAMES.men });
        let level = *random.pick(&[1, 1, 1, 2, 2, 2, 3, 3, 4, 5]);
        let alone = level <= 3 && random.chance(45);
        let household = if alone { Household::Alone } else { Household::Together };
        let relationship = match (alone, woman) {
            (false, true) => *random.pick(&["夫", "長女", "長男"]),
            (false, false) => *random.pick(&["妻", "妻", "長女"]),
            (true, _) => *random.pick(&["長女", "長男", "次女", "次男"]),
        };
        let relative = match relationship {
            "妻" => &random.pick(&NAMES.women)[0],
            "夫" => &random.pick(&NAMES.men)[0],
            "長女" | "次女" => random.pick(&NAMES.young_women),
            _ => random.pick(&NAMES.young_men),
        };
        let age = i32::try_from(74 + random.below(23)).unwrap_or(80);
        let uses = services(level, household, random);
        let weekdays = week(&uses, level, random);
        let slots = slots(&uses, &weekdays, providers, random);
        let free: Vec<_> = weekdays_but(&weekdays, &CENTERS).collect();
        let lunch = [free.first().copied(), free.last().copied()];
        let (born_on, address) = (some_day(month.year() - age, random), address(random));
        let rate = *random.pick(&[90, 90, 90, 90, 90, 90, 90, 90, 80, 70]);
        let condition = random.pick(&NEEDS.condition);
        let clinic = random.pick::<String>(&NAMES.clinics);
        let doctor = &random.pick(&NAMES.surnames)[0];
        let dates = Dates::choose(month, initial, random);
        Self {
            number,
            surname,
            given,
            woman,
            born_on,
            address,
            level,
            rate,
            household,
            relationship,
            relative: format!("{} {relative}", surname[0]),
            condition,
            clinic,
            doctor,
            manager: MANAGERS[number % MANAGERS.len()],
            life: Life::of_one_month(month, &dates),
            before: None,
            dates,
            needs: needs(&uses, level, household, free.len() >= 2, random),
            slots,
            meal_days: lunch.into_iter().flatten().collect(),
        }
    }

    /// Whether somebody lives with the client.
    pub(super) fn lives_together(&self) -> bool {
        self.household == Household::Together
    }

    /// The slot of a use.
    pub(super) fn slot(&self, usage: &str) -> Option<&Slot<'p>> {
        self.slots.iter().find(|slot| slot.usage == usage)
    }

    /// The providers, each once, in the order in which the plan names them.
    pub(super) fn providers(&self) -> Vec<&'p Provider> {
        let mut providers: Vec<&Provider> = Vec::new();
        for slot in &self.slots {
            if !providers.iter().any(|provider| provider.number == slot.provider.number) {
                providers.push(slot.provider);
            }
        }
        providers
    }
}

impl Dates {
    fn choose(month: Month, initial: Option<bool>, random: &mut Random) -> Self {
        let chance = random.chance(35);
        let initial = initial.unwrap_or(chance);
        let one_before = month.previous();
        let older = !initial && random.chance(60);
        let planned_on = workday(if older { one_before.previous() } else { one_before }, 5..=20, random);
        let monitored_on = older.then(|| workday(one_before, 17..=26, random));
        let back = |day: Date, days: usize| day - Days::new(days as u64);
        let first_planned_on = if initial { planned_on } else { back(planned_on, 200 + random.below(900)) };
        let (certified_on, months) = if initial {
            (back(planned_on, 21 + random.below(18)), 12)
        } else {
            (months_from(Month::of(planned_on), -1 - random.small(8)).first_day(), 24 + 12 * random.small(2) - 1)
        };
        let certified_until = months_from(Month::of(certified_on), months).last_day();
        Self {
            initial,
            planned_on,
            first_planned_on,
            notified_on: back(first_planned_on, 14),
            certified_on,
            valid_from: certified_on,
            certified_until,
            begins_on: planned_on,
            short_until: months_from(Month::of(planned_on), 3).last_day(),
            long_until: months_from(Month::of(planned_on), 11).last_day().min(certified_until),
            monitored_on,
        }
    }
}

/// A Tuesday, Wednesday or Thursday of a month: the days a week or two before, and the day after, are then working days too.
pub(super) fn workday(month: Month, days: RangeInclusive<u32>, random: &mut Random) -> Date {
    let free = |day: &Date| matches!(day.weekday(), Weekday::Tue | Weekday::Wed | Weekday::Thu);
    let days: Vec<Date> = days.filter_map(|day| month.day(day)).filter(free).collect();
    *random.pick(&days)
}

fn address(random: &mut Random) -> String {
    format!(
        "香川県架空市{}{}番地{}{}",
        random.pick(&NAMES.towns),
        1 + random.below(480),
        1 + random.below(20),
        random.pick(&NAMES.buildings)
    )
}

fn some_day(year: i32, random: &mut Random) -> Date {
    let first = Month::new(year, 1).map(Month::first_day).unwrap_or_default();
    first + Days::new(random.below(365) as u64)
}

/// The month so many months later or, below zero, before.
pub(super) fn months_from(month: Month, n: i32) -> Month {
    (0..n.abs()).fold(month, |month, _| if n > 0 { month.next() } else { month.previous() })
}

/// Which services: a center for nearly everybody, help at home and equipment by level; providers of at most four kinds.
fn services(level: u8, household: Household, random: &mut Random) -> Vec<&'static str> {
    let mut uses = Vec::new();
    if level == 5 || random.chance(92) {
        uses.push(CENTERS[usize::from(random.chance(25))]);
    }
    let mut add = |usage, percent| {
        if random.chance(percent) {
            uses.push(usage);
        }
    };
    match level {
        1 | 2 => add("身体介護（昼）", 45),
        3 => add("身体介護（朝）", 45),
        _ => add("身体介護（朝）", 75),
    }
    add("生活援助", if level <= 2 { 40 } else { 0 });
    add("手すり", if level <= 3 { 60 } else { 0 });
    add("歩行車", if level <= 2 { 35 } else { 0 });
    add("特殊寝台", [0, 30, 60, 100, 100][usize::from(level.clamp(1, 5)) - 1]);
    add("車いす", if level >= 4 { 80 } else { 0 });
    add("訪問看護", [10, 15, 30, 55, 80][usize::from(level.clamp(1, 5)) - 1]);
    let helped_at_home = uses.iter().any(|usage| usage.starts_with("身体") || *usage == "生活援助");
    let kinds_so_far = usize::from(uses.contains(&"訪問看護")) + usize::from(helped_at_home);
    if household == Household::Together && level >= 3 && kinds_so_far < 2 && random.chance(60) {
        uses.push(STAY);
    }
    // Somebody comes, or the client goes somewhere, every week.
    if uses.iter().all(|usage| EQUIPMENT.contains(usage) || *usage == STAY) {
        uses.insert(0, CENTERS[0]);
    }
    // A month of a single line shows nothing.
    if uses.len() == 1 {
        uses.push(EQUIPMENT[0]);
    }
    uses
}

/// The weekdays of each weekly use; none of two uses meet at the same hour.
fn week(uses: &[&'static str], level: u8, random: &mut Random) -> Vec<(&'static str, Vec<Weekday>)> {
    use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
    const DAYS: [Weekday; 6] = [Mon, Tue, Wed, Thu, Fri, Sat];
    let once_or_twice: [&[Weekday]; 5] = [&[Tue], &[Tue, Fri], &[Mon, Thu], &[Wed, Sat], &[Wed, Fri]];
    let more: [&[Weekday]; 5] = [&[Mon, Wed, Fri], &[Tue, Thu, Sat], &[Mon, Thu, Sat], &[Mon, Thu], &[Tue, Fri]];
    let mut week: Vec<(&str, Vec<Weekday>)> = Vec::new();
    for usage in uses {
        let away: Vec<Weekday> =
            week.iter().filter(|(usage, _)| CENTERS.contains(usage)).flat_map(|(_, days)| days.clone()).collect();
        let free: Vec<Weekday> = DAYS.into_iter().filter(|day| !away.contains(day)).collect();
        let days = match *usage {
            "通所介護" | "通所リハビリテーション" => {
                random.pick(if level <= 2 { &once_or_twice } else { &more }).to_vec()
            }
            "身体介護（朝）" => DAYS.to_vec(),
            "身体介護（昼）" => free.iter().copied().step_by(2).take(1 + usize::from(level)).collect(),
            "生活援助" => vec![*random.pick(&free)],
            "訪問看護" => free.iter().copied().skip(1).step_by(2).take(1 + usize::from(level >= 4)).collect(),
            _ => continue,
        };
        week.push((*usage, days));
    }
    week
}

/// Monday to Saturday without the days of some uses.
fn weekdays_but<'w>(week: &'w [(&'static str, Vec<Weekday>)], uses: &'w [&str]) -> impl Iterator<Item = Weekday> + 'w {
    let all = (0..6).filter_map(|at| Weekday::try_from(at).ok());
    all.filter(|day| !week.iter().any(|(usage, days)| uses.contains(usage) && days.contains(day)))
}

/// One provider a kind; the uses of a kind share it.
fn slots<'p>(
    uses: &[&'static str],
    week: &[(&'static str, Vec<Weekday>)],
    providers: &'p [Provider],
    random: &mut Random,
) -> Vec<Slot<'p>> {
    let mut slots: Vec<Slot<'p>> = Vec::new();
    for usage in uses {
        let same = slots.iter().find(|slot| slot.provider.kind.uses.contains_key(*usage)).map(|slot| slot.provider);
        let able: Vec<&Provider> =
            providers.iter().filter(|provider| provider.kind.uses.contains_key(*usage)).collect();
        let provider = same.unwrap_or_else(|| *random.pick(&able));
        let Some(uses) = provider.kind.uses.get(*usage) else { continue };
        let weekdays = week.iter().find(|(other, _)| other == usage).map(|(_, days)| days.clone()).unwrap_or_default();
        let time = uses.times.get(provider.habit % uses.times.len().max(1)).map(String::as_str);
        slots.push(Slot { usage, uses, provider, weekdays, time });
    }
    slots
}

/// A need for every service that no need before it covers, and sometimes one that no insured service answers.
fn needs(uses: &[&str], level: u8, household: Household, can_get_meals: bool, random: &mut Random) -> Vec<Chosen> {
    let fits = |need: &&'static Need| {
        (need.levels[0]..=need.levels[1]).contains(&level) && need.household.is_none_or(|only| only == household)
    };
    let mut needs: Vec<&'static Need> = Vec::new();
    for usage in uses {
        let meets = |need: &&'static Need| need.supports.iter().any(|support| support.usage == *usage);
        if needs.iter().any(meets) {
            continue;
        }
        let able: Vec<&'static Need> = NEEDS.need.iter().filter(fits).filter(meets).collect();
        let first = random.below(able.len());
        needs.push(able[first]);
        if CENTERS.contains(usage) && able.len() > 1 && random.chance(35) {
            needs.push(able[(first + 1) % able.len()]);
        }
    }
    let uninsured = NEEDS.need.iter().filter(fits).filter(|need| need.supports.is_empty());
    let able: Vec<_> = uninsured.filter(|need| can_get_meals || need.household.is_none()).collect();
    if needs.len() < 2 || (needs.len() < 5 && random.chance(60)) {
        needs.push(*random.pick(&able));
    }
    let choose = |need: &'static Need| Chosen {
        need,
        short: random.pick::<String>(&need.short),
        own: random.pick::<String>(&need.own),
    };
    needs.into_iter().map(choose).collect()
}
