//! 「国民の祝日」 by the rules of the law, which stand in `holidays.toml`.

use super::tariff::Dated;
use crate::calendar::{Date, Datelike, Month, Weekday};
use crate::embedded::table;
use chrono::Days;
use serde::Deserialize;
use std::sync::OnceLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    #[serde(rename = "name")]
    _name: String,
    month: u32,
    day: Option<u32>,
    monday: Option<u8>,
    equinox: Option<i32>,
}

#[derive(Debug, Deserialize)]
struct Holidays {
    known_from: String,
    known_until: String,
    holiday: Vec<Holiday>,
}

fn rules() -> &'static Holidays {
    static TABLE: OnceLock<Holidays> = OnceLock::new();
    TABLE.get_or_init(|| table!("billing/holidays"))
}

impl Holiday {
    /// Its day in a year.
    fn in_year(&self, year: i32) -> Option<Date> {
        if let Some(nth) = self.monday {
            return Date::from_weekday_of_month_opt(year, self.month, Weekday::Mon, nth);
        }
        let equinox = |base: i32| {
            u32::try_from((base + 242_194 * (year - 1980)).div_euclid(1_000_000) - (year - 1980).div_euclid(4)).ok()
        };
        Date::from_ymd_opt(year, self.month, self.day.or_else(|| self.equinox.and_then(equinox))?)
    }
}

/// 「国民の祝日」 proper, without the days that follow from them.
fn is_named(day: Date) -> bool {
    let in_month = rules().holiday.iter().filter(|holiday| holiday.month == day.month());
    in_month.filter_map(|holiday| holiday.in_year(day.year())).any(|other| other == day)
}

/// 「祝日」 whether a day is a public holiday: named, 振替休日, or between two holidays.
#[must_use]
pub fn is_holiday(day: Date) -> bool {
    if is_named(day) {
        return true;
    }
    let back = |n: u64| day.checked_sub_days(Days::new(n));
    // 振替休日: an unbroken run of holidays that reaches back to one on a Sunday.
    for before in (1..=6).map_while(back).take_while(|before| is_named(*before)) {
        if before.weekday() == Weekday::Sun {
            return true;
        }
    }
    let next = day.checked_add_days(Days::new(1));
    back(1).is_some_and(is_named) && next.is_some_and(is_named)
}

/// The holidays of a month, and whether the table reaches it.
#[must_use]
pub fn in_month(month: Month) -> Dated<Vec<Date>> {
    let text = month.to_string();
    let known = *rules().known_from <= *text && *text <= *rules().known_until;
    Dated { value: month.days().filter(|day| is_holiday(*day)).collect(), known }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 「国民の祝日について」 of the Cabinet Office, year by year.
    #[test]
    fn published_years() {
        let years = [
            (2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23"),
            (2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23"),
            (
                2024,
                "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 11/4 11/23",
            ),
            (2025, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24"),
            (2026, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"),
            (2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"),
        ];
        for (year, days) in years {
            let found: Vec<String> = (1..=12)
                .filter_map(|month| Month::new(year, month))
                .flat_map(|month| in_month(month).value)
                .map(|day| format!("{}/{}", day.month(), day.day()))
                .collect();
            assert_eq!(found.join(" "), days, "{year}");
        }
    }

    #[test]
    fn months_outside_the_table_are_told() {
        assert!(!in_month(Month::new(2021, 12).unwrap()).known);
        assert!(in_month(Month::new(2022, 1).unwrap()).known);
        assert!(!in_month(Month::new(2031, 1).unwrap()).known);
    }
}
