//! Periods that begin anew, each as long as it was, written as the old one was written.

use crate::calendar::{Date, Datelike, Month, Period, era, read};
use chrono::{Days, Months};

/// How dates are written in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// 令和8年5月1日
    Long,
    /// R8.5.1
    Short,
    /// 2026-05-01
    Iso,
}

impl Style {
    /// The way of a text; the long one where there is none.
    pub(super) fn of(text: Option<&str>) -> Self {
        match text.and_then(|text| text.trim().chars().next()) {
            Some(c) if c.is_ascii_digit() => Self::Iso,
            Some(c) if c.is_ascii_alphabetic() => Self::Short,
            _ => Self::Long,
        }
    }

    pub(super) fn date(self, day: Date) -> String {
        match self {
            Self::Long => era::long(day),
            Self::Short => era::short(day),
            Self::Iso => day.to_string(),
        }
    }

    pub(super) fn period(self, period: Period) -> String {
        format!("{} ～ {}", self.date(period.start()), period.end().map(|end| self.date(end)).unwrap_or_default())
            .trim_end()
            .to_owned()
    }
}

/// A written period moved so that it begins on a day, no further than `until`; none for what is no period.
pub(super) fn moved(written: &str, from: Date, until: Option<Date>) -> Option<Period> {
    let before = read::period(written).ok()?;
    let end = before.end().and_then(|end| end_of(before.start(), end, from));
    let end = match (end, until) {
        (Some(end), Some(until)) => Some(end.min(until)),
        (end, _) => end,
    };
    Period::new(from, end)
}

/// The last day of a period as long as `start`–`end` that begins on `from`: whole months as months, anything else by days.
/// A period that ended with a month does so again.
fn end_of(start: Date, end: Date, from: Date) -> Option<Date> {
    let with_month = end == Month::of(end).last_day();
    let months =
        (end.year() - start.year()) * 12 + i32::try_from(end.month()).ok()? - i32::try_from(start.month()).ok()?;
    let months = u32::try_from(months).ok()?;
    if with_month {
        // 5月27日～8月31日 are three months, and so are 6月1日～8月31日.
        let months = if start.day() <= 15 { months } else { months.saturating_sub(1) };
        let first = from.with_day(1)?;
        let months = if from.day() <= 15 { months } else { months + 1 };
        return Some(Month::of(first.checked_add_months(Months::new(months))?).last_day());
    }
    let whole = start.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1))? == end;
    if whole {
        return from.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1));
    }
    from.checked_add_days(Days::new(u64::try_from((end - start).num_days()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Style, moved};
    use crate::calendar::read;

    #[test]
    fn a_period_is_as_long_as_it_was() {
        for (before, from, until, after) in [
            ("令和7年5月27日 ～ 令和7年8月31日", "R8.5.1", None, "令和8年5月1日 ～ 令和8年7月31日"),
            ("令和7年6月1日 ～ 令和7年8月31日", "R8.5.1", None, "令和8年5月1日 ～ 令和8年7月31日"),
            ("令和7年6月1日 ～ 令和7年8月31日", "R8.5.20", None, "令和8年5月20日 ～ 令和8年8月31日"),
            ("R7.4.7～R7.7.6", "R8.5.1", None, "R8.5.1 ～ R8.7.31"),
            ("2025-06-01～2025-06-14", "R8.5.1", None, "2026-05-01 ～ 2026-05-14"),
            ("令和7年6月1日 ～ 令和7年11月30日", "R8.5.1", Some("R8.7.31"), "令和8年5月1日 ～ 令和8年7月31日"),
            ("令和7年6月1日 ～", "R8.5.1", Some("R8.7.31"), "令和8年5月1日 ～"),
        ] {
            let day = |text| read::date(text).unwrap();
            let now = moved(before, day(from), until.map(day)).unwrap();
            assert_eq!(Style::of(Some(before)).period(now), after, "{before} from {from}");
        }
    }
}
