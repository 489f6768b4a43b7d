//! Reading periods: two ends and a dash, in every way in which an office writes them.

use super::{date, day_of, is_weekday_of, month, numbers, split_bracket};
use crate::calendar::era;
use crate::calendar::{Date, Datelike, Month, MonthPeriod, Period};
use crate::source::read::{BadValue, quoted};
use crate::source::{plain, without};

/// A period whose dash is none that is read, or is missing, but whose ends are dates: 「令和7年5月1日ー令和8年4月30日」
/// 「自 令和7年5月1日 至 令和8年4月30日」.
fn with_a_wave(dates: &str) -> Option<BadValue> {
    let from = dates.strip_prefix('自').map_or(dates, str::trim_start);
    let dashes = ['-', 'ー', '－', '–', '—', '―', '‐', '−', '→', '~', '至', 'ｰ', ' ', '　'];
    let mut ends = from.match_indices(dashes).filter_map(|(at, dash)| {
        let (start, end) = (from[..at].trim_end(), from[at + dash.len()..].trim_start());
        let first = date(start).ok()?;
        let whole = end.is_empty() || end_date(end, first).is_ok();
        whole.then(|| format!("{start} ～ {end}").trim_end().to_owned())
    });
    let (right, None) = (ends.next()?, ends.next()) else { return None };
    let message = format!("{}は期間として読めません", quoted(dates));
    Some(BadValue::new(message).help(format!("「{right}」と書いてください")).instead(right))
}

/// Splits 「A ～ B」: the wave dashes and から anywhere, a hyphen only between spaces.
fn split_range(text: &str) -> Option<(&str, &str)> {
    let dashes = [" - ", " – ", " — ", " ― ", " － ", "　－　", " ー "];
    text.split_once(['～', '〜', '~'])
        .or_else(|| dashes.iter().find_map(|dash| text.split_once(dash)))
        .or_else(|| text.split_once("から"))
        .map(|(start, end)| (start.trim(), without(end.trim(), &["まで"]).trim_end()))
}

/// Reads a period 「A ～ B」; B may be left out where no end can be set, and its year where it is that of A. Two months
/// (令和7年5月～8月) are a period from the first day of the one to the last of the other. Behind it only its length may
/// stand, in brackets: （3か月）.
///
/// # Errors
/// When either end is no date, the end lies before the start, or something else stands behind it.
pub fn period(text: &str) -> Result<Period, BadValue> {
    let help = "「令和7年5月27日 ～ 令和7年8月31日」のように書いてください";
    let unreadable = || BadValue::new(format!("{}は期間として読めません", quoted(text))).help(help);
    let clean = plain(text);
    let (_, bracket) = split_bracket(&clean);
    let months = bracket.and_then(n_months);
    // The length is no part of the second date.
    let dates = if months.is_some() { text.rsplit_once(['（', '(']).map_or(text, |(dates, _)| dates) } else { text };
    let ends = split_range(dates).filter(|(start, _)| !start.is_empty());
    let (start, end) = ends.ok_or_else(|| with_a_wave(dates.trim()).unwrap_or_else(unreadable))?;
    let period = if let Some(period) = of_months(start, end) {
        period?
    } else {
        let first = date(start).map_err(|bad| BadValue { instead: None, ..bad })?;
        let whole = |bad: BadValue| BadValue { instead: bad.instead.map(|end| format!("{start} ～ {end}")), ..bad };
        let last = if end.is_empty() { None } else { Some(end_date(end, first).map_err(whole)?) };
        Period::new(first, last).ok_or_else(|| before_start(text))?
    };
    match (months, bracket) {
        (Some(months), Some(bracket)) => lasts(period, months, bracket).map(|()| period),
        _ => Ok(period),
    }
}

fn before_start(text: &str) -> BadValue {
    BadValue::new(format!("期間の終わりが始まりより前です（{}）", quoted(text)))
        .help("始まりと終わりの日付を確かめてください")
}

/// The second date of a period, whose year may be left out: 「R7.5.27～8.31」.
fn end_date(text: &str, start: Date) -> Result<Date, BadValue> {
    let clean = plain(text);
    let (day, bracket) = split_bracket(clean.strip_prefix("同年").unwrap_or(&clean));
    let Some(("", parts)) = numbers(day).filter(|_| !day.contains('年')) else { return date(text) };
    let &[month, number] = parts.as_slice() else { return date(text) };
    let day = day_of(start.year(), month, number, text)?;
    bracket.map_or(Ok(()), |bracket| is_weekday_of(day, bracket, text))?;
    if day < start {
        let message = format!("期間の終わり{}に年がないため、いつまでか決められません", quoted(text));
        return Err(BadValue::new(message).help("終わりの日付にも年を書いてください"));
    }
    Ok(day)
}

/// A period of whole months: 「R7.5～R7.8」, 「令和7年5月～8月」; none when the ends are not both months.
fn of_months(start: &str, end: &str) -> Option<Result<Period, BadValue>> {
    let first = month(start).ok()?;
    let clean = plain(end);
    let bare = clean.strip_suffix('月').and_then(|number| number.parse().ok());
    let last = match bare {
        Some(number) => Month::new(first.year(), number)?,
        None => month(end).ok()?,
    };
    Some(Period::new(first.first_day(), Some(last.last_day())).ok_or_else(|| before_start(&format!("{start}～{end}"))))
}

/// 「3か月」「3ヶ月間」 a number of months.
fn n_months(text: &str) -> Option<u32> {
    let number =
        without(text, &["間"]).strip_suffix('月')?.strip_suffix(['か', 'カ', 'ヶ', 'ケ', 'ヵ', '箇', 'ゕ', 'ゖ'])?;
    number.parse().ok().filter(|months| (1..=120).contains(months))
}

/// That a period lasts that many months, a part of a month counted or not.
fn lasts(period: Period, months: u32, bracket: &str) -> Result<(), BadValue> {
    let last_day = |months: u32| period.start().checked_add_months(chrono::Months::new(months))?.pred_opt();
    let wrong = |message: String| {
        let help = "期間の日付と月数のどちらが正しいか確かめてください";
        Err(BadValue::new(message).help(help))
    };
    let Some(end) = period.end() else {
        return wrong(format!("終わりの日付のない期間に「（{bracket}）」と書かれています"));
    };
    let fits = last_day(months - 1).is_some_and(|day| day < end) && last_day(months + 1).is_some_and(|day| end < day);
    match last_day(months).filter(|_| !fits) {
        None => Ok(()),
        Some(day) => wrong(format!(
            "「（{bracket}）」が期間と合いません。{}から{bracket}は{}までです",
            era::long(period.start()),
            era::long(day)
        )),
    }
}

/// Reads a period of months.
///
/// # Errors
/// When either end is no month, or the end lies before the start.
pub fn month_period(text: &str) -> Result<MonthPeriod, BadValue> {
    let help = "「令和7年4月 ～ 令和8年4月」のように書いてください";
    let (start, end) = split_range(text)
        .ok_or_else(|| BadValue::new(format!("{}は年月の期間として読めません", quoted(text))).help(help))?;
    let (start, end) = (month(start)?, month(end)?);
    if end < start {
        return Err(BadValue::new(format!("期間の終わりが始まりより前です（{}）", quoted(text)))
            .help("始まりと終わりの年月を確かめてください"));
    }
    Ok(MonthPeriod { start, end })
}
