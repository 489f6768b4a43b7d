//! 「頻度」 of 第2表 as days of a month: 週2回（火・金）, 第2・第4水, 隔週（水）, 月1回（第2金から2泊3日）, 毎日.

use crate::calendar::{Date, Datelike, Month, WEEKDAYS, Weekday};
use crate::source::plain;
use chrono::Days;

/// What a frequency says about days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frequency {
    /// 毎日・常時
    Daily,
    /// 週2回（火・金）
    Weekly(Vec<Weekday>),
    /// 第2・第4水, with the number of nights from there (0 for a visit).
    Nth { nths: Vec<u8>, weekdays: Vec<Weekday>, nights: u8 },
    /// 隔週（水）
    EveryOtherWeek(Vec<Weekday>),
    /// 月1回: a number without days.
    Unknown,
}

/// Reads a frequency.
pub(super) fn read(text: &str) -> Frequency {
    // 「日」 of 「曜日」 is no Sunday.
    let clean = plain(text).replace("曜日", "曜");
    if clean.contains("毎日") || clean.contains("常時") {
        return Frequency::Daily;
    }
    let nights = number_before(&clean, '泊');
    if let Some((nths, rest)) = nths(&clean) {
        let weekdays = leading_weekdays(rest);
        // 「第3金～日」 is one run of days from the third Friday; the third Sunday may lie before it.
        let is_range = rest.split(')').next().is_some_and(|rest| rest.contains(['~', '〜']));
        let is_run = weekdays.windows(2).all(|pair| pair[0].succ() == pair[1]);
        if let Some(first) = weekdays.first().filter(|_| is_run && (is_range || nights > 0)) {
            let until_last = u8::try_from(weekdays.len() - 1).unwrap_or(0);
            return Frequency::Nth { nths, weekdays: vec![*first], nights: nights.max(until_last) };
        }
        if !weekdays.is_empty() {
            return Frequency::Nth { nths, weekdays, nights };
        }
    }
    let weekdays = weekdays(&clean);
    match (weekdays.is_empty(), clean.contains("隔週") || clean.contains("2週に1") || clean.contains("2週間に1"))
    {
        (true, _) => Frequency::Unknown,
        (false, true) => Frequency::EveryOtherWeek(weekdays),
        (false, false) => Frequency::Weekly(weekdays),
    }
}

/// The number right before a sign: 「2泊」 → 2.
fn number_before(text: &str, sign: char) -> u8 {
    let Some(at) = text.find(sign) else { return 0 };
    let digits = text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    text[digits..at].parse().unwrap_or(0)
}

/// The numbers after the first 第 and what follows them: 「第2・第4水曜」 → [2, 4], 「水曜」.
fn nths(text: &str) -> Option<(Vec<u8>, &str)> {
    let mut rest = &text[text.find('第')?..];
    let mut nths = Vec::new();
    loop {
        rest = rest.trim_start_matches(['第', '・', '、', ',', 'と']);
        let Some(digit) = rest.chars().next().and_then(|c| c.to_digit(10)).and_then(|digit| u8::try_from(digit).ok())
        else {
            break;
        };
        rest = &rest[1..];
        if (1..=5).contains(&digit) {
            nths.push(digit);
        }
    }
    (!nths.is_empty()).then_some((nths, rest))
}

/// The weekdays that a text begins with: 「水・金曜日から」 → 水, 金; 「月～金」 → the five.
fn leading_weekdays(text: &str) -> Vec<Weekday> {
    let mut found: Vec<Weekday> = Vec::new();
    let mut range = false;
    for c in text.chars() {
        match WEEKDAYS.iter().find(|(_, letter)| letter.starts_with(c)).map(|(weekday, _)| *weekday) {
            Some(weekday) if range => {
                let mut next = found.last().map_or(weekday, Weekday::succ);
                while next != weekday && found.len() < 7 {
                    found.push(next);
                    next = next.succ();
                }
                found.push(weekday);
                range = false;
            }
            Some(weekday) => found.push(weekday),
            None if matches!(c, '~' | '〜' | '～') => range = true,
            None if matches!(c, '・' | '、' | ',' | '曜' | 'と') => {}
            None => break,
        }
    }
    found.dedup();
    found
}

/// The weekdays that a text names: in parentheses, after 毎週 or 隔週, or before 曜. 「月2回」 names none.
fn weekdays(text: &str) -> Vec<Weekday> {
    let in_parentheses = text.split_once('(').map(|(_, rest)| rest);
    let after = |word: &str| text.split_once(word).map(|(_, rest)| rest);
    let before_day =
        text.find('曜').map(|at| &text[text[..at].char_indices().next_back().map_or(at, |(start, _)| start)..]);
    [in_parentheses, after("毎週"), after("隔週"), before_day]
        .into_iter()
        .flatten()
        .map(|rest| rest.trim_start_matches("毎週").trim_start_matches("隔週"))
        .map(leading_weekdays)
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// The days of a month on which something every other week falls, counted from the first such weekday on or after `anchor`.
pub(super) fn every_other_week(weekdays: &[Weekday], anchor: Date, month: Month) -> Vec<Date> {
    let falls = |day: &Date| {
        weekdays.contains(&day.weekday()) && {
            let first = (0..7)
                .filter_map(|n| anchor.checked_add_days(Days::new(n)))
                .find(|first| first.weekday() == day.weekday());
            first.is_some_and(|first| (*day - first).num_days() >= 0 && (*day - first).num_days() % 14 == 0)
        }
    };
    month.days().filter(falls).collect()
}

/// The days of stays that begin on the nth weekdays: the day of entry and the day of leaving both count. Days past the month's end are cut.
pub(super) fn stays(nths: &[u8], weekdays: &[Weekday], nights: u8, month: Month) -> Vec<Date> {
    let mut days = Vec::new();
    for weekday in weekdays {
        for nth in nths {
            let entry = Date::from_weekday_of_month_opt(month.year(), month.month(), *weekday, *nth);
            days.extend(entry.into_iter().flat_map(|entry| entry.iter_days().take(usize::from(nights) + 1)));
        }
    }
    days.retain(|day| Month::of(*day) == month);
    days.sort_unstable();
    days.dedup();
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};

    #[test]
    fn frequencies() {
        let weekly = |days: &[Weekday]| Frequency::Weekly(days.to_vec());
        let nth = |nths: &[u8], days: &[Weekday], nights| Frequency::Nth {
            nths: nths.to_vec(),
            weekdays: days.to_vec(),
            nights,
        };
        for (text, expected) in [
            ("毎日", Frequency::Daily),
            ("常時", Frequency::Daily),
            ("週2回（火・金）", weekly(&[Tue, Fri])),
            ("週１回（木）", weekly(&[Thu])),
            ("週3回（月、水、土曜日）", weekly(&[Mon, Wed, Sat])),
            ("毎週月曜", weekly(&[Mon])),
            ("火曜日", weekly(&[Tue])),
            ("週2回（土・日）", weekly(&[Sat, Sun])),
            ("週5回（月～金）", weekly(&[Mon, Tue, Wed, Thu, Fri])),
            ("月2回（第2・第4水）", nth(&[2, 4], &[Wed], 0)),
            ("第1・3月曜日", nth(&[1, 3], &[Mon], 0)),
            ("月1回（第3土）", nth(&[3], &[Sat], 0)),
            ("月1回（第2金から2泊3日）", nth(&[2], &[Fri], 2)),
            ("月1回（2泊3日・第3金～日）", nth(&[3], &[Fri], 2)),
            ("月1回（第3金～日）", nth(&[3], &[Fri], 2)),
            ("月2回（第1・第3土・日、1泊2日）", nth(&[1, 3], &[Sat], 1)),
            ("月2回（第1・第3土・日）", nth(&[1, 3], &[Sat, Sun], 0)),
            ("月1回（第3土）10:00～11:00", nth(&[3], &[Sat], 0)),
            ("隔週（水）", Frequency::EveryOtherWeek(vec![Wed])),
            ("隔週水曜", Frequency::EveryOtherWeek(vec![Wed])),
            ("月1回", Frequency::Unknown),
            ("月2回", Frequency::Unknown),
            ("1回（6月）", Frequency::Unknown),
            ("月1回（2泊3日）", Frequency::Unknown),
            ("", Frequency::Unknown),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn stays_count_both_ends() {
        let july = Month::new(2025, 7).unwrap();
        let numbers = |days: Vec<Date>| days.iter().map(Datelike::day).collect::<Vec<_>>();
        assert_eq!(numbers(stays(&[2], &[Fri], 2, july)), [11, 12, 13]);
        assert_eq!(numbers(stays(&[5], &[Thu], 2, july)), [31]);
        // November 2025 begins on a Saturday: its third Sunday lies before its third Friday.
        assert_eq!(numbers(stays(&[3], &[Fri], 2, Month::new(2025, 11).unwrap())), [21, 22, 23]);
        let anchor = Date::from_ymd_opt(2025, 5, 27).unwrap();
        // Wednesdays from 5/28: 5/28, 6/11, 6/25, 7/9, 7/23.
        assert_eq!(numbers(every_other_week(&[Wed], anchor, july)), [9, 23]);
    }
}
