//! Dates, months, periods and times as a care plan writes them. Thin newtypes over chrono; 和暦 is [`era`]'s.
//!
//! Knows neither plans nor forms. Values that cannot exist (令和7年2月30日, a period that ends before it begins) cannot be made.

pub mod era;
pub mod read;
pub mod time;

pub use chrono::NaiveDate as Date;
pub use chrono::{Datelike, Weekday};
pub use time::{TimeOfDay, TimeRange};

use chrono::Days;

/// 「期間」 from a first to a last day, both included; the first is not after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    start: Date,
    end: Option<Date>,
}

impl Period {
    /// A period; none when it would end before it begins. `end` may be open (終期が定められないとき).
    #[must_use]
    pub fn new(start: Date, end: Option<Date>) -> Option<Self> {
        end.is_none_or(|end| start <= end).then_some(Self { start, end })
    }

    /// 「始期」 the first day.
    #[must_use]
    pub const fn start(self) -> Date {
        self.start
    }

    /// 「終期」 the last day; none when left open.
    #[must_use]
    pub const fn end(self) -> Option<Date> {
        self.end
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }

    /// Whether another period lies wholly in it.
    #[must_use]
    pub fn encloses(self, inner: Self) -> bool {
        self.start <= inner.start
            && match (self.end, inner.end) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(outer), Some(inner)) => inner <= outer,
            }
    }

    /// Number of days, both ends included; none when left open.
    #[must_use]
    pub fn days(self) -> Option<i64> {
        self.end.map(|end| (end - self.start).num_days() + 1)
    }
}

/// 「年月」 a month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

impl Month {
    /// A month; none outside chrono's years or the twelve months.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        Date::from_ymd_opt(year, month, 1).map(|first| Self { first })
    }

    /// The month a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Western year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// Month, 1–12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.first.month()
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.next().first - Days::new(1)
    }

    /// Number of days, 28–31.
    #[must_use]
    pub fn n_days(self) -> u32 {
        self.last_day().day()
    }

    /// The day with that number, when the month has it.
    #[must_use]
    pub fn day(self, number: u32) -> Option<Date> {
        self.first.with_day(number)
    }

    /// All its days.
    pub fn days(self) -> impl Iterator<Item = Date> {
        self.first.iter_days().take(self.n_days() as usize)
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        let (year, month) = if self.month() == 12 { (self.year() + 1, 1) } else { (self.year(), self.month() + 1) };
        Self::new(year, month).unwrap_or(self)
    }

    /// The month before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.first - Days::new(1))
    }
}

impl std::fmt::Display for Month {
    /// `2025-06`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

/// 「限度額適用期間」 from a month to a month, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MonthPeriod {
    /// First month.
    pub start: Month,
    /// Last month.
    pub end: Month,
}

/// The seven weekday letters from Monday, as printed.
pub const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "月"),
    (Weekday::Tue, "火"),
    (Weekday::Wed, "水"),
    (Weekday::Thu, "木"),
    (Weekday::Fri, "金"),
    (Weekday::Sat, "土"),
    (Weekday::Sun, "日"),
];

/// 「曜日」 the letter of a weekday.
#[must_use]
pub fn weekday_letter(weekday: Weekday) -> &'static str {
    WEEKDAYS[weekday.num_days_from_monday() as usize].1
}

/// The letters alone, from Monday.
pub const WEEKDAY_LETTERS: [&str; 7] = {
    let mut letters = [""; 7];
    let mut at = 0;
    while at < 7 {
        letters[at] = WEEKDAYS[at].1;
        at += 1;
    }
    letters
};

/// 「第2」「最終」 which of a month's Mondays, Tuesdays …; orders as the month runs, 最終 behind all numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nth {
    /// 「第n」
    Number(Ordinal),
    /// 「最終」 the last one, the fourth or the fifth.
    Last,
}

/// A number from 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ordinal(u8);

impl Nth {
    /// 「第n」; none outside 1 to 5.
    #[must_use]
    pub const fn number(number: u8) -> Option<Self> {
        if number >= 1 && number <= 5 { Some(Self::Number(Ordinal(number))) } else { None }
    }

    /// Whether a day is that one of its month's days of the same weekday.
    #[must_use]
    pub fn falls_on(self, day: Date) -> bool {
        match self {
            Self::Number(Ordinal(number)) => day.day0() / 7 + 1 == u32::from(number),
            Self::Last => Month::of(day).last_day().day() - day.day() < 7,
        }
    }
}

impl std::fmt::Display for Nth {
    /// `2`, `最終`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Number(Ordinal(number)) => write!(f, "{number}"),
            Self::Last => f.write_str("最終"),
        }
    }
}
