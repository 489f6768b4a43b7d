//! 「和暦・元号」 the one place where eras are known.
//!
//! First days are those of the edicts; 明治 counts from 明治6年1月1日, the day on which Japan took up the Gregorian
//! calendar: a day before it has no date in it that both calendars agree on.

use super::{Date, Datelike, Month};

/// 「元号」
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Era {
    /// 明治, 大正, …
    pub name: &'static str,
    /// The letter used in short dates: M, T, S, H, R.
    pub letter: char,
    /// First day: year, month, day.
    first: (i32, u32, u32),
    /// The year before year 1.
    offset: i32,
}

/// All eras, oldest first.
pub const ERAS: [Era; 5] = [
    Era { name: "明治", letter: 'M', first: (1873, 1, 1), offset: 1867 },
    Era { name: "大正", letter: 'T', first: (1912, 7, 30), offset: 1911 },
    Era { name: "昭和", letter: 'S', first: (1926, 12, 25), offset: 1925 },
    Era { name: "平成", letter: 'H', first: (1989, 1, 8), offset: 1988 },
    Era { name: "令和", letter: 'R', first: (2019, 5, 1), offset: 2018 },
];

impl Era {
    /// The era of a day; none before 明治6年.
    #[must_use]
    pub fn of(day: Date) -> Option<Self> {
        ERAS.into_iter().rev().find(|era| era.first_day().is_some_and(|first| first <= day))
    }

    /// The era with that name, short name (令, 昭) or letter (any case).
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let letter = text.chars().next().filter(|_| text.chars().count() == 1)?.to_ascii_uppercase();
        ERAS.into_iter().find(|era| era.letter == letter || era.name.starts_with(letter))
    }

    /// The first day it counts from.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        let (year, month, day) = self.first;
        Date::from_ymd_opt(year, month, day)
    }

    /// The Western year of one of its years.
    #[must_use]
    pub const fn western(self, year: i32) -> i32 {
        self.offset + year
    }

    /// Its year for a Western year.
    #[must_use]
    pub const fn year(self, western: i32) -> i32 {
        western - self.offset
    }

    /// The last day it has, none for the present era. 大正 and 昭和 were proclaimed on their first day, which bears both names.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        let at = ERAS.iter().position(|era| *era == self)?;
        let next = ERAS.get(at + 1)?;
        let first = next.first_day()?;
        if matches!(next.name, "大正" | "昭和") { Some(first) } else { first.pred_opt() }
    }
}

/// The year as printed: 「元」 for the first.
fn printed_year(era: Era, western: i32) -> String {
    match era.year(western) {
        1 => "元".to_owned(),
        year => year.to_string(),
    }
}

/// 「令和7年5月27日」; days before 明治6年 in the Western calendar.
#[must_use]
pub fn long(day: Date) -> String {
    match Era::of(day) {
        Some(era) => format!("{}{}年{}月{}日", era.name, printed_year(era, day.year()), day.month(), day.day()),
        None => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
    }
}

/// 「R7.5.27」, for narrow cells.
#[must_use]
pub fn short(day: Date) -> String {
    match Era::of(day) {
        Some(era) => format!("{}{}.{}.{}", era.letter, era.year(day.year()), day.month(), day.day()),
        None => format!("{}.{}.{}", day.year(), day.month(), day.day()),
    }
}

/// 「令和7年6月」; the era is that of the month's last day, as on the forms of 令和元年5月.
#[must_use]
pub fn month(month: Month) -> String {
    match Era::of(month.last_day()) {
        Some(era) => format!("{}{}年{}月", era.name, printed_year(era, month.year()), month.month()),
        None => format!("{}年{}月", month.year(), month.month()),
    }
}
