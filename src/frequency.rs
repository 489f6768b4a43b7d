//! 「頻度」 understanding 週2回（火・金）, 第2・第4水, 月1回（2泊3日・第3金～日）, 毎日, 常時, 1回（6月）.
//!
//! The one reader of such cells: the rules compare with it, and the month is laid out by it ([`Frequency::rhythm`]).
//! Knows the calendar and its own words, nothing of plans. What it does not understand it keeps, so that it can be said.
//! Start reading at [`Frequency::read`].

use crate::calendar::{Month, Nth, WEEKDAYS, Weekday};
use crate::source::plain;
use words::Words;

mod hours;
mod rhythm;
mod scan;
#[cfg(test)]
mod tests;
mod words;

pub use rhythm::{Days, Rhythm, Unlaid};

/// 「週2～3回」 a number of times, or two between which it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// The lower number.
    pub low: u16,
    /// The higher number; the same when only one was given.
    pub high: u16,
}

impl Times {
    /// A single number.
    #[must_use]
    pub const fn exactly(number: u16) -> Self {
        Self { low: number, high: number }
    }
}

impl std::fmt::Display for Times {
    /// `2`, `2～3`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.low == self.high { write!(f, "{}", self.low) } else { write!(f, "{}～{}", self.low, self.high) }
    }
}

/// A stay of several days from one weekday on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The weekday of entry.
    pub first: Weekday,
    /// Nights; the day of leaving counts too.
    pub nights: u16,
}

/// 「頻度」 as it was understood. Several statements (週2回と月1回) stand side by side.
#[expect(clippy::struct_excessive_bools, reason = "each is a statement of its own, and they stand side by side")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequency {
    /// 「毎日」
    pub daily: bool,
    /// 「常時」「24時間」
    pub always: bool,
    /// 「通年」: of the whole year, which says of equipment how long, and of visits nothing.
    pub all_year: bool,
    /// 「毎週」「週2回」: it recurs every week.
    pub weekly: bool,
    /// 「週2回」
    pub per_week: Option<Times>,
    /// 「2日に1回」 is 2; what is whole weeks (7日に1回) is said as weeks.
    pub every_days: Option<u16>,
    /// 「隔週」 is 2, 「3週に1回」 is 3.
    pub every_weeks: Option<u16>,
    /// 「2週に1回」「隔週1回」: how often in that round.
    pub per_round: Option<Times>,
    /// 「毎月」「月1回」: it recurs every month.
    pub monthly: bool,
    /// 「月1回」
    pub per_month: Option<Times>,
    /// 「隔月」 is 2, 「3か月に1回」 is 3, 「年1回」 is 12.
    pub every_months: Option<u16>,
    /// 「1回」 in all, without a week or a month.
    pub in_all: Option<Times>,
    /// 「1日2回」
    pub per_day: Option<Times>,
    /// 「（火・金）」 in the order of the week; not those of 「第2水」.
    pub weekdays: Vec<Weekday>,
    /// 「第2・第4」「最終」
    pub nths: Vec<Nth>,
    /// The weekdays of 「第2・第4水」, in the order of the week.
    pub nth_weekdays: Vec<Weekday>,
    /// 「第2水・第4金」: each 第n with weekdays of its own; empty where all have the same.
    pub nth_groups: Vec<(Vec<Nth>, Vec<Weekday>)>,
    /// 「第5水は休み」: each 第n that is taken away with its weekdays; none are all.
    pub except_nths: Vec<(Vec<Nth>, Vec<Weekday>)>,
    /// 「第3金～日」「第2金から2泊3日」: the days behind 第n are one stay.
    pub stay: Option<Stay>,
    /// 「6月」「7～9月」 months of the year that are named.
    pub months: Vec<u8>,
    /// 「8月まで」
    pub until_month: Option<u8>,
    /// 「4月から」
    pub from_month: Option<u8>,
    /// 「毎月15日」 days of the month, by their numbers.
    pub month_days: Vec<u16>,
    /// 「2泊3日」 nights.
    pub nights: Option<u16>,
    /// 「火・木・土のうち」「または」: the weekdays are a choice.
    pub is_choice: bool,
    /// 「祝日を除く」
    pub closed_on_holidays: bool,
    /// Words that take days away without saying which: 年末年始, 上旬, 交互.
    pub limits: Vec<String>,
    /// Words without number or weekday: 適宜, 必要時.
    pub vague: Vec<String>,
    /// 「毎週金、隔週火」「毎日2回（日曜は1回）」: statements of which the fields above no longer tell which is about which days.
    pub is_mixed: bool,
    /// 「毎食前」「毎日朝・夕」: several times a day, and no number says how often.
    pub is_several_a_day: bool,
    /// What was not understood, as written.
    pub not_understood: Vec<String>,
    /// Whether nothing was written.
    pub is_blank: bool,
}

impl Frequency {
    /// Reads the words of a 「頻度」 cell. There is no error: what is not understood is in [`Self::not_understood`].
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = plain(text);
        if text.is_empty() {
            return Self { is_blank: true, ..Self::default() };
        }
        scan::scan(&hours::without(&with_plain_dashes(&text)), Words::embedded())
    }

    /// Whether it says a number, weekdays, 毎日 or 常時.
    #[must_use]
    pub fn has_number(&self) -> bool {
        let counted = [self.per_week, self.per_month, self.in_all, self.per_day].iter().any(Option::is_some);
        counted
            || self.daily
            || self.always
            || self.weekly
            || self.monthly
            || self.every_days.is_some()
            || self.every_weeks.is_some()
            || self.every_months.is_some()
            || !self.weekdays.is_empty()
            || !self.nths.is_empty()
            || !self.months.is_empty()
            || self.nights.is_some()
    }

    /// Whether it says a number or weekdays, and more that was not understood.
    #[must_use]
    pub fn is_partly_read(&self) -> bool {
        self.has_number() && (self.is_mixed || !self.not_understood.is_empty())
    }

    /// Whether a rhythm longer than a week is said: 隔週, 月1回, 第2水, 年1回.
    fn has_longer_rhythm(&self) -> bool {
        self.monthly
            || self.every_days.is_some_and(|days| days > 7)
            || self.every_weeks.is_some_and(|weeks| weeks > 1)
            || self.every_months.is_some()
            || !self.nths.is_empty()
    }

    /// Whether it is a rhythm longer than a week, or no rhythm at all (fortnightly, monthly, once): 「週単位以外」.
    #[must_use]
    pub fn is_beyond_week(&self) -> bool {
        let once = self.in_all.is_some() || !self.months.is_empty() || self.nights.is_some();
        !self.is_every_week() && (self.has_longer_rhythm() || once)
    }

    /// Whether it recurs in every week: 毎日, 週2回, 2日に1回, or weekdays without a longer rhythm.
    #[must_use]
    pub fn is_every_week(&self) -> bool {
        let by_weekday =
            !self.weekdays.is_empty() && !self.has_longer_rhythm() && self.in_all.is_none() && self.nights.is_none();
        self.daily || self.weekly || self.every_days.is_some_and(|days| days <= 7) || by_weekday
    }

    /// Whether more is said of when than weekdays, or than could be understood: 第2水, 年末年始は休み, 8月まで.
    #[must_use]
    pub fn is_more_than_weekdays(&self) -> bool {
        self.has_longer_rhythm()
            || self.every_days.is_some()
            || !self.except_nths.is_empty()
            || !self.months.is_empty()
            || !self.month_days.is_empty()
            || !self.limits.is_empty()
            || self.is_mixed
            || !self.not_understood.is_empty()
    }

    /// On how many weekdays of a week at most, where those that it names are a choice: 「月または木」, 「週1回（月・木）」 are one.
    #[must_use]
    pub fn choice(&self) -> Option<usize> {
        let counted = self.per_week.map(|times| usize::from(times.high));
        let most = if self.is_choice { Some(counted.unwrap_or(1)) } else { counted };
        most.filter(|most| *most < self.weekdays.len())
    }

    /// Whether it takes place in a month, by the months of the year that are named; none where it names none, or one of which the
    /// year is not known (4月から). 「8月まで」 is the first August from `starts` on.
    #[must_use]
    pub fn is_in_month(&self, month: Month, starts: Option<Month>) -> Option<bool> {
        if self.months.is_empty() || self.from_month.is_some() {
            return None;
        }
        let Some(until) = self.until_month else {
            return Some(self.months.iter().any(|named| u32::from(*named) == month.month()));
        };
        let starts = starts?;
        let last = std::iter::successors(Some(starts), |month| Some(month.next())).take(12);
        Some(month <= last.into_iter().find(|last| last.month() == u32::from(until))?)
    }

    /// The weekdays, where they are all that it says: nothing of holidays, months, other rhythms or several uses a day.
    #[must_use]
    pub fn as_weekdays_alone(&self) -> Option<Vec<Weekday>> {
        let is_once = self.per_day.is_none_or(|times| times == Times::exactly(1)) && !self.is_several_a_day;
        let alone = is_once && self.vague.is_empty() && !self.closed_on_holidays && !self.is_more_than_weekdays();
        self.weekdays_of_every_week().filter(|_| alone)
    }

    /// Whether weekdays alone would be a guess: more is said of when, or of how often on a day.
    #[must_use]
    pub fn says_more_than_its_weekdays(&self) -> bool {
        self.is_more_than_weekdays() || self.weekdays_of_every_week().is_some() && self.as_weekdays_alone().is_none()
    }

    /// The weekdays on which it takes place in every week; none when it does not say them or leaves a choice.
    #[must_use]
    pub fn weekdays_of_every_week(&self) -> Option<Vec<Weekday>> {
        if !self.is_every_week() || self.is_choice || self.is_mixed || self.every_days.is_some() {
            return None;
        }
        if self.daily && self.weekdays.is_empty() {
            return Some(WEEKDAYS.iter().map(|(day, _)| *day).collect());
        }
        (!self.weekdays.is_empty()).then(|| self.weekdays.clone())
    }
}

/// 「月ー金」「月―金」 as 「月-金」: what the keyboard gives for a range. In 「センター」 it is a letter.
fn with_plain_dashes(text: &str) -> String {
    let is_kana = |c: char| matches!(c, 'ァ'..='ヶ' | 'ぁ'..='ん' | 'ー');
    let mut before = None;
    let plain = text.chars().map(|c| {
        let after_kana = before.replace(c).is_some_and(is_kana);
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '─' | '━' => '-',
            'ー' if !after_kana => '-',
            _ => c,
        }
    });
    plain.collect()
}
