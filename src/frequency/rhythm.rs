//! From what was understood to days of the calendar, without a guess.

use super::{Frequency, Stay, Times};
use crate::calendar::{Date, Datelike, Month, Nth, Weekday};

/// The days on which something takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The days.
    pub days: Days,
    /// How often on each of them.
    pub uses: u8,
    /// 「祝日を除く」: not on public holidays.
    pub closed_on_holidays: bool,
    /// 「隔週」 was counted from the start of the period, which should be looked at.
    pub counted_from_start: bool,
}

/// Days by a pattern that holds in every month, or the days of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// 毎日・常時
    Daily,
    /// 週2回（火・金）
    Weekly(Vec<Weekday>),
    /// 第2・第4水, 最終金
    Nth(Vec<Nth>, Vec<Weekday>),
    /// Days of the month asked for: stays, 隔週, several statements together. May be none.
    Dates(Vec<Date>),
}

/// Why a frequency cannot be laid on the calendar without a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unlaid {
    /// Nothing is written.
    Blank,
    /// 「火・木・土のうち」, 「週2回（火・木・土）」: which of the days is left open.
    Choice,
    /// 「2日に1回」「3週に1回」「隔月」: a rhythm other than the week's without a day from which it counts.
    NoAnchor,
    /// 「月1回」「週2回」: a number without days.
    NoDays,
    /// 「月2回（水）」「1回（火）」: weekdays without their weeks.
    NoWeeks,
    /// 「毎週金、隔週火」: several statements, and it cannot be told which is about which days.
    Mixed,
    /// 「毎食前」「毎日朝・夕」: several times a day without a number.
    TimesADay,
    /// 「毎月15日」: a day of the month, which may fall on any weekday.
    DayOfMonth(u16),
    /// 「水曜（8月まで）」「隔週火曜（9月2日から）」: in some months of the year, or from a day of one on.
    SomeMonths,
    /// Words that were not understood, or that take days away without saying which.
    NotUnderstood(String),
}

impl Unlaid {
    /// Why, as half a sentence: 「曜日のない回数だけなので」.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Blank => "頻度が書かれていないので".to_owned(),
            Self::Choice => "どの曜日かが選べる書き方なので".to_owned(),
            Self::NoAnchor => "どの日・どの週・どの月から数えるかが書かれていないので".to_owned(),
            Self::NoWeeks => "どの週の曜日かが書かれていないので".to_owned(),
            Self::Mixed => "回数や曜日の違う言い方が並んでいて、どの曜日のことか決められないので".to_owned(),
            Self::TimesADay => "1日に何回かが書かれていないので".to_owned(),
            Self::DayOfMonth(day) => format!("日にち（{day}日）で書かれているので"),
            Self::SomeMonths => "月が限られた書き方なので".to_owned(),
            Self::NoDays => "曜日や日が書かれていないので".to_owned(),
            Self::NotUnderstood(words) => format!("「{words}」の日が決められないので"),
        }
    }
}

impl Frequency {
    /// The days in a month. 隔週 counts from `start`, the first day of the period; longer rhythms have no such day and are
    /// never laid.
    ///
    /// # Errors
    /// Why the days cannot be known.
    pub fn rhythm(&self, month: Month, start: Option<Date>) -> Result<Rhythm, Unlaid> {
        if self.is_blank {
            return Err(Unlaid::Blank);
        }
        if let Some(words) = self.not_understood.first().or(self.limits.first()) {
            return Err(Unlaid::NotUnderstood(words.clone()));
        }
        if self.is_choice {
            return Err(Unlaid::Choice);
        }
        if self.is_several_a_day && self.per_day.is_none() {
            return Err(Unlaid::TimesADay);
        }
        if let Some(day) = self.month_days.first() {
            return Err(Unlaid::DayOfMonth(*day));
        }
        let beyond = self.every_months.is_some() || self.every_weeks.is_some_and(|weeks| weeks > 2);
        if beyond || self.every_days.is_some() {
            return Err(Unlaid::NoAnchor);
        }
        if self.is_mixed {
            return Err(Unlaid::Mixed);
        }
        let uses = match self.per_day {
            None => 1,
            Some(times) if times.low == times.high => {
                u8::try_from(times.low).ok().filter(|uses| *uses > 0).ok_or(Unlaid::NoDays)?
            }
            Some(_) => return Err(Unlaid::Choice),
        };
        let counted_from_start = self.every_weeks == Some(2);
        let days = self.less_exceptions(self.days(month, start)?, month);
        Ok(Rhythm { days, uses, closed_on_holidays: self.closed_on_holidays, counted_from_start })
    }

    /// Without the days of 「第5水は休み」.
    fn less_exceptions(&self, days: Days, month: Month) -> Days {
        if self.except_nths.is_empty() {
            return days;
        }
        let falls = |day: Date, nths: &[Nth], weekdays: &[Weekday]| {
            (weekdays.is_empty() || weekdays.contains(&day.weekday())) && nths.iter().any(|nth| nth.falls_on(day))
        };
        let is_off = |day: &Date| self.except_nths.iter().any(|(nths, weekdays)| falls(*day, nths, weekdays));
        Days::Dates(month.days().filter(|day| days.falls_on(*day) && !is_off(day)).collect())
    }

    fn days(&self, month: Month, start: Option<Date>) -> Result<Days, Unlaid> {
        // 「隔週火（9月2日から）」「第3金～日（8月まで）」: asked once, before every way of saying days.
        if !self.months.is_empty() {
            let says_days = self.daily || self.always || !self.weekdays.is_empty() || !self.nths.is_empty();
            return Err(if says_days { Unlaid::SomeMonths } else { Unlaid::NoDays });
        }
        if self.every_weeks == Some(2) {
            if self.weekdays.is_empty() {
                return Err(Unlaid::NoDays);
            }
            return Ok(Days::Dates(self.every_other_week(start.ok_or(Unlaid::NoAnchor)?, month)?));
        }
        let weekly = self.every_week()?;
        let monthly = self.nth_days(month)?;
        match (weekly, monthly) {
            (Some(days), None) | (None, Some(days)) => Ok(days),
            (Some(weekly), Some(monthly)) => {
                let falls = |day: &Date| weekly.falls_on(*day) || monthly.falls_on(*day);
                Ok(Days::Dates(month.days().filter(falls).collect()))
            }
            (None, None) => Err(Unlaid::NoDays),
        }
    }

    /// The days of a month that fall every other week, counted from the week of the first such weekday on or after `anchor`;
    /// 「隔週金曜から2泊3日」 are the days of the stays, one that began in the month before too.
    fn every_other_week(&self, anchor: Date, month: Month) -> Result<Vec<Date>, Unlaid> {
        let nights = usize::from(self.nights.unwrap_or(0));
        // 「金～日、2泊3日」 names the days of the stay, of which the first is that of entry.
        let follows = |day: &&Weekday| self.weekdays.contains(&day.pred());
        let entries: Vec<Weekday> = self.weekdays.iter().filter(|day| nights == 0 || !follows(day)).copied().collect();
        let n = self.weekdays.len();
        if nights > 0 && (entries.len() != 1 || n != 1 && n != nights + 1) {
            return Err(Unlaid::NoDays);
        }
        let per_round = self.per_round.map_or(entries.len(), |times| usize::from(times.low));
        if per_round != entries.len() || self.per_round.is_some_and(|times| times.low != times.high) {
            return Err(Unlaid::Choice);
        }
        let first = anchor.iter_days().take(7).find(|day| entries.contains(&day.weekday())).ok_or(Unlaid::NoDays)?;
        let week_of = |day: Date| day.week(Weekday::Mon).first_day();
        let enters = |day: Date| {
            let since = (week_of(day) - week_of(first)).num_days();
            entries.contains(&day.weekday()) && day >= first && since % 14 == 0
        };
        Ok(month.days().filter(|day| days_of_stay(*day, nights).any(enters)).collect())
    }

    /// What recurs in every week; none when the cell speaks of months only.
    fn every_week(&self) -> Result<Option<Days>, Unlaid> {
        if (self.daily || self.always) && self.weekdays.is_empty() {
            let counts = self.per_week.is_none_or(|times| times.low == 7 && times.high == 7);
            return if counts { Ok(Some(Days::Daily)) } else { Err(Unlaid::Choice) };
        }
        if self.weekdays.is_empty() {
            return if self.weekly { Err(Unlaid::NoDays) } else { Ok(None) };
        }
        // 「月2回（水）」 and 「1回（火）」 do not say which ones.
        let recurs = self.weekly || self.daily || !self.nths.is_empty() || !self.monthly;
        if let Some(nights) = self.nights {
            return Err(Unlaid::NotUnderstood(format!("{nights}泊")));
        }
        if !recurs || self.in_all.is_some() {
            return Err(Unlaid::NoWeeks);
        }
        let n = u16::try_from(self.weekdays.len()).unwrap_or(u16::MAX);
        match self.per_week {
            Some(times) if (times.low, times.high) != (n, n) => Err(Unlaid::Choice),
            _ => Ok(Some(Days::Weekly(self.weekdays.clone()))),
        }
    }

    /// What falls on 第n; none when no 第n is written.
    fn nth_days(&self, month: Month) -> Result<Option<Days>, Unlaid> {
        if self.nths.is_empty() {
            // 「月1回」 beside weekdays says a second thing without days.
            return if self.monthly || self.nights.is_some() || self.in_all.is_some() {
                Err(Unlaid::NoDays)
            } else {
                Ok(None)
            };
        }
        if !self.nth_groups.is_empty() {
            return self.days_of_groups(month).map(Some);
        }
        if let Some(stay) = self.stay {
            if self.per_month.is_some_and(|times| !self.is_of_stays(times, stay)) {
                return Err(Unlaid::Choice);
            }
            return Ok(Some(Days::Dates(stays(&self.nths, stay, month))));
        }
        if self.nth_weekdays.is_empty() || self.nights.is_some() {
            return Err(Unlaid::NoDays);
        }
        let n = u16::try_from(self.n_nth_days()).unwrap_or(u16::MAX);
        match self.per_month {
            Some(times) if (times.low, times.high) != (n, n) => Err(Unlaid::Choice),
            _ => Ok(Some(Days::Nth(self.nths.clone(), self.nth_weekdays.clone()))),
        }
    }
}

impl Frequency {
    /// Whether a number of times is that of the stays, or of their days: 「月1回（第3金～日）」, 「月3日（第3金～日）」.
    fn is_of_stays(&self, times: Times, stay: Stay) -> bool {
        let n_stays = self.nths.len();
        let n = [n_stays, n_stays * (usize::from(stay.nights) + 1)];
        times.low == times.high && n.contains(&usize::from(times.low))
    }

    /// How many days 第n come to in a month.
    #[must_use]
    pub fn n_nth_days(&self) -> usize {
        match &self.nth_groups[..] {
            [] => self.nths.len() * self.nth_weekdays.len(),
            groups => groups.iter().map(|(nths, days)| nths.len() * days.len()).sum(),
        }
    }

    /// 「第2水・第4金」: each 第n on its own weekdays.
    fn days_of_groups(&self, month: Month) -> Result<Days, Unlaid> {
        if self.stay.is_some() || self.nights.is_some() {
            return Err(Unlaid::NotUnderstood("第nごとに違う曜日".to_owned()));
        }
        let n = u16::try_from(self.n_nth_days()).unwrap_or(u16::MAX);
        if self.per_month.is_some_and(|times| (times.low, times.high) != (n, n)) {
            return Err(Unlaid::Choice);
        }
        let groups = self.nth_groups.iter().map(|(nths, days)| Days::Nth(nths.clone(), days.clone()));
        let groups: Vec<Days> = groups.collect();
        let falls = |day: &Date| groups.iter().any(|days| days.falls_on(*day));
        Ok(Days::Dates(month.days().filter(falls).collect()))
    }
}

impl Days {
    /// Whether it takes place on a day.
    #[must_use]
    pub fn falls_on(&self, day: Date) -> bool {
        match self {
            Self::Daily => true,
            Self::Weekly(weekdays) => weekdays.contains(&day.weekday()),
            Self::Nth(nths, weekdays) => weekdays.contains(&day.weekday()) && nths.iter().any(|nth| nth.falls_on(day)),
            Self::Dates(dates) => dates.contains(&day),
        }
    }
}

/// The days of stays that begin on the nth weekdays: the day of entry and the day of leaving both count. A stay that began
/// in the month before goes on into this one.
fn stays(nths: &[Nth], stay: Stay, month: Month) -> Vec<Date> {
    let enters = |day: Date| day.weekday() == stay.first && nths.iter().any(|nth| nth.falls_on(day));
    month.days().filter(|day| days_of_stay(*day, usize::from(stay.nights)).any(enters)).collect()
}

/// The days on which a stay that has a day may have begun.
fn days_of_stay(day: Date, nights: usize) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(day), Date::pred_opt).take(nights + 1)
}
