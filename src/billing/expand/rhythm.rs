//! The rhythm of a line whose 予定 is bare day numbers: what of them recurs in every month.
//!
//! A month laid wrong prints as a signed form, so nothing is inferred that the days or 第2・3表 do not say: the days themselves
//! where they are all days of their weekdays, as far as the line could run; else the weekdays of those days that 第3表, then
//! 第2表, also name. 第n never comes from days, since any days are some 第n days; weekdays of two lines are never joined. What
//! was taken and what was passed over is said in words ([`Found`], or why nothing was found). Knows nothing of the new month
//! but its name, which a rhythm beyond the week is laid on.

use super::named::{Insured, Said, Service, in_order, kind};
use super::stay;
use crate::billing::holidays;
use crate::calendar::{Date, Datelike, Month, Weekday, weekday_letter};
use crate::case::ServiceLine;
use crate::case::certification::Certifications;
use crate::case::days::DayNumber;
use crate::case::month::HolidayRule;
use crate::frequency::{Days, Rhythm};

/// What recurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Recurs {
    /// Weekdays, with their uses.
    Weekly(Vec<(Weekday, u8)>),
    /// 第n, every other week, a stay: what 第2表 lays down, for the new month.
    Longer(Rhythm),
    /// 福祉用具: every day.
    Daily,
}

/// A rhythm, with what there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) recurs: Recurs,
    /// Which way was taken: 「6月の予定の日（月曜）から」.
    pub(super) way: String,
    /// What was passed over: days that are missing, or that recur nowhere.
    pub(super) skipped: Vec<String>,
}

/// Why a day may be missing from a rhythm.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excuse {
    /// For no reason.
    None,
    /// The plan itself says it: 祝日: 休み, outside the certification.
    Plain,
    /// For a reason that is told.
    Told(&'static str),
}

/// What a line's days are seen against.
pub(super) struct Sight<'s, 'c> {
    pub(super) line: &'s ServiceLine,
    /// The month of its days.
    pub(super) from: Month,
    /// The month that is laid out.
    pub(super) to: Month,
    /// 「認定の有効期間」 where it bounds the days.
    pub(super) certified: Option<&'s Certifications>,
    /// Days of short stay in the month of its days, those of the line itself left out.
    pub(super) stays: &'s [Date],
    /// Whether it is a service of its own; an addition has no rhythm in 第2表.
    pub(super) basic: bool,
    pub(super) said: &'s Said<'c>,
}

/// The rhythm of bare day numbers.
///
/// # Errors
/// Why none can be said, as a sentence without its end.
pub(super) fn find(sight: &Sight, days: &[(DayNumber, u8)]) -> Result<Found, String> {
    let days = sight.running(days);
    if days.is_empty() {
        return Err("利用する日が一つもありません".to_owned());
    }
    if kind(sight.line).is_some_and(|kind| kind.rental) && sight.basic {
        return sight.rental(&days);
    }
    let by_plan = sight.beyond_week(&days);
    if let Some(found) = by_plan.as_ref().filter(|(_, exact)| *exact).map(|(found, _)| found) {
        return Ok(found.clone());
    }
    let why = match sight.by_days(&days) {
        Ok(found) => return Ok(found),
        Err(why) => why,
    };
    // Weekdays are a guess where 第2表 says more than weekdays of when: 第2水, 第5週は休み, 月末.
    match sight.more_than_weekdays() {
        None => sight.by_week(&days).or_else(|| sight.by_plan(&days)).ok_or(why),
        Some(written) => by_plan.map(|(found, _)| found).ok_or_else(|| format!("{why}。第2表では「{written}」です")),
    }
}

impl Sight<'_, '_> {
    /// The days that fall into 「開始」–「終了」, a moved day where it was moved from.
    fn running(&self, days: &[(DayNumber, u8)]) -> Vec<(Date, u8)> {
        let numbered = |number: DayNumber| self.from.day(u32::from(number.get()));
        let has = |number: DayNumber| days.iter().any(|(other, _)| *other == number);
        let home = |number: DayNumber| {
            let moved = self.line.moved_days.moves.iter().find(|(from, to, _)| *to == number && !has(*from));
            moved.map_or(number, |(from, _, _)| *from)
        };
        let mut days: Vec<(Date, u8)> = days
            .iter()
            .filter(|(_, uses)| *uses > 0)
            .filter_map(|(number, uses)| Some((numbered(home(*number))?, *uses)))
            .filter(|(day, _)| self.runs(*day))
            .collect();
        days.sort_unstable();
        days
    }

    fn runs(&self, day: Date) -> bool {
        self.line.starts_on.value().is_none_or(|start| start <= day)
            && self.line.ends_on.value().is_none_or(|end| day <= end)
    }

    /// Why a day of the rhythm may be missing.
    fn excuse(&self, day: Date) -> Excuse {
        let moved = |(from, _, _): &(DayNumber, DayNumber, _)| u32::from(from.get()) == day.day();
        let rule = self.line.holidays.value();
        if self.certified.is_some_and(|certified| !certified.covers(day)) {
            return Excuse::Plain;
        }
        if self.line.off_days.has(day.day()) || self.line.moved_days.moves.iter().any(moved) {
            return Excuse::Told("休み・振替");
        }
        if holidays::is_holiday(day) && rule != Some(HolidayRule::Open) {
            return if rule == Some(HolidayRule::Closed) { Excuse::Plain } else { Excuse::Told("祝日") };
        }
        if self.stays.contains(&day) { Excuse::Told("短期入所") } else { Excuse::None }
    }

    /// The days themselves: all of their weekdays, but for what is excused and for a run before the first or after the last.
    fn by_days(&self, days: &[(Date, u8)]) -> Result<Found, String> {
        let letters = letters_of(days);
        if stay::is_short_stay(self.line) {
            return Err("短期入所の日は、第2表の頻度に合うものだけ写します".to_owned());
        }
        let weekdays = even(days)?;
        let (first, last) = (days[0].0, days[days.len() - 1].0);
        let falls = |day: &Date| weekdays.iter().any(|(weekday, _)| *weekday == day.weekday());
        let all: Vec<Date> = self.from.days().filter(|day| falls(day) && self.runs(*day)).collect();
        let missing = |day: &&Date| !days.iter().any(|(marked, _)| marked == *day);
        let mut passed: Vec<(&str, Vec<Date>)> = Vec::new();
        let (mut gaps, mut forgiven) = (Vec::new(), Vec::new());
        for day in all.iter().filter(missing).copied() {
            match self.excuse(day) {
                Excuse::Plain => {}
                Excuse::Told(reason) => match passed.iter_mut().find(|(other, _)| *other == reason) {
                    Some((_, days)) => days.push(day),
                    None => passed.push((reason, vec![day])),
                },
                Excuse::None if day < first || last < day => forgiven.push(day),
                Excuse::None => gaps.push(day),
            }
        }
        if !gaps.is_empty() {
            let gaps = listed(&gaps);
            return Err(format!("{letters}曜の日のうち{gaps}が抜けていて、第2・3表にも合う曜日がありません"));
        }
        // One day is no rhythm, and what was forgiven must be borne out by what is there.
        let marked = |weekday: Weekday| days.iter().filter(|(day, _)| day.weekday() == weekday).count();
        let expected = |weekday: Weekday| all.iter().filter(|day| day.weekday() == weekday).count();
        let few =
            weekdays.iter().any(|(weekday, _)| expected(*weekday) < 2 || !forgiven.is_empty() && marked(*weekday) < 2);
        if few || days.len() < 2 {
            return Err(format!("{letters}曜の日が少なく、毎週かどうかを言う曜日が第2・3表にもありません"));
        }
        let month = self.from.month();
        let mut skipped: Vec<String> = passed
            .iter()
            .map(|(reason, days)| format!("{month}月の{}は{reason}として飛ばしました", listed(days)))
            .collect();
        if !forgiven.is_empty() {
            skipped.push(format!("{}は、始まりまたは終わりの欠けとみました", listed(&forgiven)));
        }
        let way = format!("{}月の予定の日（{letters}曜）から", self.from.month());
        Ok(Found { recurs: Recurs::Weekly(weekdays), way, skipped })
    }

    /// What 第2表 says of when, where it is more than weekdays.
    fn more_than_weekdays(&self) -> Option<String> {
        let supports = self.said.beyond_weekdays(&Service::of(self.line));
        supports.first().map(|insured| insured.support.frequency.text().trim().to_owned())
    }

    /// The weekdays of the days that 第3表 also names.
    fn by_week(&self, days: &[(Date, u8)]) -> Option<Found> {
        let named = self.said.in_week(self.line)?;
        self.by_table(days, &named, "第3表")
    }

    /// The weekdays of the days that 第2表 also names, where it can mean no other line.
    fn by_plan(&self, days: &[(Date, u8)]) -> Option<Found> {
        let service = Service::of(self.line);
        if self.said.lines(&service).count() != 1 {
            return None;
        }
        self.by_table(days, &self.said.in_plan(&service)?, "第2表")
    }

    fn by_table(&self, days: &[(Date, u8)], named: &[Weekday], table: &str) -> Option<Found> {
        if stay::is_short_stay(self.line) {
            return None;
        }
        let (named, others): (Vec<_>, Vec<_>) =
            days.iter().copied().partition(|(day, _)| named.contains(&day.weekday()));
        let weekdays = even(&named).ok().filter(|weekdays| !weekdays.is_empty())?;
        let missing: Vec<Date> = self
            .from
            .days()
            .filter(|day| weekdays.iter().any(|(weekday, _)| *weekday == day.weekday()) && self.runs(*day))
            .filter(|day| !days.iter().any(|(marked, _)| marked == day) && self.excuse(*day) != Excuse::Plain)
            .collect();
        let mut skipped = Vec::new();
        if !missing.is_empty() {
            skipped.push(format!("{}は予定にありませんでした", listed(&missing)));
        }
        if !others.is_empty() {
            let others: Vec<Date> = others.iter().map(|(day, _)| *day).collect();
            skipped.push(format!("{}は{table}にない曜日なので写していません", listed(&others)));
        }
        let way =
            format!("{}月の予定の日と{table}のどちらにもある曜日（{}曜）から", self.from.month(), letters_of(&named));
        Some(Found { recurs: Recurs::Weekly(weekdays), way, skipped })
    }

    /// What 第2表 lays down beyond the week, where it can mean no other line and a day bears it out; with whether all do.
    fn beyond_week(&self, days: &[(Date, u8)]) -> Option<(Found, bool)> {
        let service = Service::of(self.line);
        if !self.basic || self.said.lines(&service).count() != 1 {
            return None;
        }
        let laid = |insured: &Insured, month: Month| {
            let rhythm = insured.frequency().rhythm(month, insured.starts).ok()?;
            (!matches!(rhythm.days, Days::Daily | Days::Weekly(_))).then_some(rhythm)
        };
        let supports = self.said.supports(&service);
        // Two rhythms beside each other leave it open which of them a day is of.
        let [insured] = supports.as_slice() else { return None };
        let (before, rhythm) = (laid(insured, self.from)?, laid(insured, self.to)?);
        let names = |day: Date| before.days.falls_on(day);
        let (kept, others): (Vec<Date>, Vec<Date>) = days.iter().map(|(day, _)| *day).partition(|day| names(*day));
        if kept.is_empty() {
            return None;
        }
        let is_missing =
            |day: &Date| names(*day) && self.runs(*day) && !kept.contains(day) && self.excuse(*day) != Excuse::Plain;
        let missing: Vec<Date> = self.from.days().filter(is_missing).collect();
        let written = insured.support.frequency.text().trim();
        let mut skipped = Vec::new();
        if !missing.is_empty() {
            skipped.push(format!("{}は予定にありませんでした", listed(&missing)));
        }
        if !others.is_empty() {
            skipped.push(format!("{}は第2表の「{written}」に当たらないので写していません", listed(&others)));
        }
        if rhythm.counted_from_start {
            skipped.push("隔週は、期間の初めの週から数えました".to_owned());
        }
        let exact = others.is_empty() && missing.is_empty();
        Some((Found { recurs: Recurs::Longer(rhythm), way: format!("第2表の「{written}」から"), skipped }, exact))
    }

    /// A rental is there every day, from the day on which it begins.
    fn rental(&self, days: &[(Date, u8)]) -> Result<Found, String> {
        let (first, last) = (days[0].0, days[days.len() - 1].0);
        let run = days.windows(2).all(|pair| pair[0].0.succ_opt() == Some(pair[1].0));
        if !run {
            return Err("福祉用具の日が続いていません".to_owned());
        }
        let is_missing = |day: &Date| (*day < first || last < *day) && self.runs(*day);
        let missing: Vec<Date> = self.from.days().filter(is_missing).collect();
        // One day that is marked stands for the month.
        let skipped = match missing.as_slice() {
            [from, .., to] if days.len() > 1 => {
                vec![format!(
                    "{}日から{}日までのうち予定のない日は、始まりまたは終わりの欠けとみました",
                    from.day(),
                    to.day()
                )]
            }
            [day] => vec![format!("{}日は、始まりまたは終わりの欠けとみました", day.day())],
            _ => Vec::new(),
        };
        Ok(Found { recurs: Recurs::Daily, way: "福祉用具貸与なので毎日として".to_owned(), skipped })
    }
}

/// The weekdays of days with their uses, which must be the same on all of a weekday.
fn even(days: &[(Date, u8)]) -> Result<Vec<(Weekday, u8)>, String> {
    let mut weekdays: Vec<(Weekday, u8)> = Vec::new();
    for (day, uses) in days {
        match weekdays.iter().find(|(other, _)| *other == day.weekday()) {
            Some((_, other)) if other != uses => {
                let letter = weekday_letter(day.weekday());
                return Err(format!("{letter}曜の回数が日によって違います"));
            }
            Some(_) => {}
            None => weekdays.push((day.weekday(), *uses)),
        }
    }
    weekdays.sort_by_key(|(weekday, _)| weekday.num_days_from_monday());
    Ok(weekdays)
}

/// 「2日、9日」
pub(super) fn listed(days: &[Date]) -> String {
    days.iter().map(|day| format!("{}日", day.day())).collect::<Vec<_>>().join("、")
}

/// 「火・金」
fn letters_of(days: &[(Date, u8)]) -> String {
    letters(days.iter().map(|(day, _)| day.weekday()).collect())
}

/// 「火・金」
pub(super) fn letters(mut weekdays: Vec<Weekday>) -> String {
    in_order(&mut weekdays);
    weekdays.iter().map(|day| weekday_letter(*day)).collect::<Vec<_>>().join("・")
}
