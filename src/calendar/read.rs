//! Reading dates, months and periods in every way in which an office writes them.

mod periods;

pub use periods::{month_period, period};

use super::era::{self, ERAS, Era};
use super::{Date, Datelike, Month, MonthPeriod, Period, WEEKDAYS, Weekday, weekday_letter};
use crate::source::read::{BadValue, Scalar, quoted, words};
use crate::source::{plain, without};
use serde_json::{Value, json};

const FORMS: &str = "「令和7年5月27日」「R7.5.27」「2025-05-27」のように書いてください";
const MONTH_FORMS: &str = "「令和7年6月」「R7.6」「2025-06」のように書いてください";

/// The first year of the Western calendar in Japan, 明治6年.
const FIRST_YEAR: i32 = 1873;
/// The last year that a date in an era that ended is offered in another one: behind it the year is a slip, not the era.
const LAST_YEAR: i32 = 2040;

/// The numbers of a date and what stands before the first of them.
fn numbers(text: &str) -> Option<(&str, Vec<u32>)> {
    let digits = text.find(|c: char| c.is_ascii_digit() || c == '元')?;
    let mut parts = Vec::new();
    // The last sign may end it; of two beside each other one is a slip (「3月2-日」).
    let body = text[digits..].trim_end();
    // 「令和7月8年26日」: which of the units are in each other's place nobody knows.
    let units: Vec<usize> = body.chars().filter_map(|c| "年月日".find(c)).collect();
    if !units.is_sorted() {
        return None;
    }
    let body = body.strip_suffix(['年', '月', '日', '.', '-', '/']).unwrap_or(body);
    for part in body.split(['年', '月', '日', '.', '-', '/']) {
        let number = |part: &str| {
            Some(part).filter(|part| part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit()))?.parse().ok()
        };
        parts.push(if part == "元" && parts.is_empty() { 1 } else { number(part)? });
    }
    Some((&text[..digits], parts))
}

/// The era and Western year that a text begins with; none when it begins with neither.
fn year(prefix: &str, number: u32) -> Result<Option<(Option<Era>, i32)>, BadValue> {
    let Ok(number) = i32::try_from(number) else { return Ok(None) };
    if prefix.is_empty() {
        return Ok((number >= 1000).then_some((None, number)));
    }
    let Some(era) = ERAS.into_iter().find(|era| era.name == prefix).or_else(|| Era::named(prefix)) else {
        return Ok(None);
    };
    if number == 0 {
        let help = format!("{}の最初の年は「{}元年」です", era.name, era.name);
        return Err(BadValue::new(format!("「{}0年」という年はありません", era.name)).help(help));
    }
    Ok(Some((Some(era), era.western(number))))
}

/// That a day lies in the era it was written in.
fn in_era(day: Date, era: Option<Era>, text: &str) -> Result<Date, BadValue> {
    if day.year() < FIRST_YEAR {
        return Err(BadValue::new(format!("{}は読めません。日付は明治6年（1873年）1月1日からです", quoted(text)))
            .help("それより前は暦が違うため、日付を決められません"));
    }
    let Some(era) = era else { return Ok(day) };
    let instead = era::long(day);
    let right = format!("「{instead}」と書いてください");
    // Of the year in which the eras changed the day is clear; 昭和69年 may be a slip of another kind.
    let near = |change: Date| day.year() == change.year();
    if era.last_day().is_some() && day.year() > LAST_YEAR {
        return Err(BadValue::new(format!("{}という日はありません", quoted(text))).help("元号と年を確かめてください"));
    }
    let instead = |bad: BadValue, change: Date| if near(change) { bad.instead(instead) } else { bad.perhaps(instead) };
    match (era.first_day(), era.last_day()) {
        (Some(first), _) if day < first => {
            let from = era::long(first);
            let message = format!("{}という日はありません。{}は{from}からです", quoted(text), era.name);
            Err(instead(BadValue::new(message).help(right), first))
        }
        (_, Some(last)) if day > last => {
            let (name, year) = (era.name, era.year(last.year()));
            let until = format!("{name}{year}年{}月{}日", last.month(), last.day());
            let message = format!("{}という日はありません。{name}は{until}までです", quoted(text));
            Err(instead(BadValue::new(message).help(right), last))
        }
        _ => Ok(day),
    }
}

/// A day of a month, or why there is none.
fn day_of(year: i32, month: u32, day: u32, text: &str) -> Result<Date, BadValue> {
    Date::from_ymd_opt(year, month, day).ok_or_else(|| {
        let help = match Month::new(year, month) {
            Some(month) => format!("{}は{}日までです", era::month(month), month.n_days()),
            None => "月は1から12までです".to_owned(),
        };
        BadValue::new(format!("{}という日はありません", quoted(text))).help(help)
    })
}

/// Reads a date. Behind it only its day of the week may stand, in brackets: no other word would be printed.
///
/// # Errors
/// When the text is no date, the day does not exist, its era did not reach it, it is another day of the week, or something
/// else stands behind it.
pub fn date(text: &str) -> Result<Date, BadValue> {
    let unreadable = || BadValue::new(format!("{}は日付として読めません", quoted(text))).help(FORMS);
    let clean = plain(text);
    let (clean, bracket) = split_bracket(&clean);
    let Some((prefix, parts)) = numbers(clean) else {
        return Err(end_of_month(clean, text).or_else(|| otherwise(clean, text)).unwrap_or_else(unreadable));
    };
    let &[first, month, day] = parts.as_slice() else { return Err(unreadable()) };
    let (era, year) = year(prefix, first)?.ok_or_else(unreadable)?;
    let day = in_era(day_of(year, month, day, text)?, era, text)?;
    bracket.map_or(Ok(()), |bracket| is_weekday_of(day, bracket, text))?;
    Ok(day)
}

/// That a word in brackets behind a date is its day of the week.
fn is_weekday_of(day: Date, bracket: &str, text: &str) -> Result<(), BadValue> {
    let written = without(bracket, &["曜日", "曜"]);
    let real = weekday_letter(day.weekday());
    if written == real {
        return Ok(());
    }
    if WEEKDAYS.iter().any(|(_, letter)| *letter == written) {
        let message = format!("{}の曜日が違います。{}は{real}曜日です", quoted(text), era::long(day));
        let right = text.rsplit_once(['（', '(']).map_or(text, |(before, _)| before);
        let bad = BadValue::new(message).help("日付と曜日のどちらが正しいか確かめてください");
        return Err(bad.perhaps(format!("{right}（{real}）")));
    }
    Err(BadValue::new(format!("日付の後の「（{bracket}）」は印字されません")).help(format!(
        "「{}」とだけ書いてください。「{bracket}」も残すときは、文を書く項目（内容、備考など）に書いてください",
        era::long(day)
    )))
}

/// A date in a spelling that is not read, but can only be one day: 「令和7年5月27日 火曜日」, 「令和七年五月二十七日」.
fn otherwise(clean: &str, text: &str) -> Option<BadValue> {
    let bare = clean.strip_suffix("曜日").or_else(|| clean.strip_suffix('曜')).unwrap_or(clean);
    let weekday = WEEKDAYS.iter().find_map(|(_, letter)| Some((bare.strip_suffix(letter)?.trim_end(), *letter)));
    let (before, weekday) =
        weekday.filter(|(before, _)| before.ends_with('日')).map_or((clean, None), |(day, letter)| (day, Some(letter)));
    let spelt = in_digits(before);
    let day = if spelt == clean { None } else { date(&spelt).ok() }?;
    let right = era::long(day) + &weekday.map(|letter| format!("（{letter}）")).unwrap_or_default();
    Some(match weekday {
        Some(letter) if letter != weekday_letter(day.weekday()) => is_weekday_of(day, letter, &right).err()?,
        _ => BadValue::new(format!("{}は日付として読めません", quoted(text)))
            .help(format!("「{right}」と書いてください"))
            .instead(right),
    })
}

/// 「二十七」 → 「27」
fn in_digits(text: &str) -> String {
    const NUMERALS: &str = "〇一二三四五六七八九";
    let digit = |c: char| NUMERALS.chars().position(|numeral| numeral == c);
    let (mut spelt, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let run: &str = &rest[..rest.find(|c| c != '十' && digit(c).is_none()).unwrap_or(rest.len())];
        if run.is_empty() {
            spelt.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let value = |part: &str, none: usize| {
            if part.is_empty() { none } else { part.chars().filter_map(digit).fold(0, |sum, digit| sum * 10 + digit) }
        };
        let number =
            run.split_once('十').map_or_else(|| value(run, 0), |(tens, ones)| value(tens, 1) * 10 + value(ones, 0));
        spelt += &number.to_string();
        rest = &rest[run.len()..];
    }
    spelt
}

/// 「令和7年8月末」: that the day must be written, and which one it is.
fn end_of_month(clean: &str, text: &str) -> Option<BadValue> {
    let of_month = without(without(clean, &["日"]).strip_suffix('末')?, &["月"]);
    let day = era::long(month(&format!("{of_month}月")).ok()?.last_day());
    let message = format!("{}は日付として読めません。月末は日まで書いてください", quoted(text));
    Some(BadValue::new(message).help(format!("「{day}」と書いてください")).instead(day))
}

/// Takes a bracket off the end of a plain text.
fn split_bracket(text: &str) -> (&str, Option<&str>) {
    let split = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    split.map_or((text, None), |(before, bracket)| (before, Some(bracket)))
}

/// Reads a month: 令和7年6月, R7.6, 2025-06, 2025年6月.
///
/// # Errors
/// When the text is no month, or its era did not reach it.
pub fn month(text: &str) -> Result<Month, BadValue> {
    let unreadable = || BadValue::new(format!("{}は年月として読めません", quoted(text))).help(MONTH_FORMS);
    let clean = plain(text);
    let (prefix, parts) = numbers(without(&clean, &["分"])).ok_or_else(unreadable)?;
    let &[first, number] = parts.as_slice() else { return Err(unreadable()) };
    let (era, year) = year(prefix, first)?.ok_or_else(unreadable)?;
    let month = Month::new(year, number)
        .ok_or_else(|| BadValue::new(format!("{}という月はありません", quoted(text))).help("月は1から12までです"))?;
    // A month belongs to an era when one of its days does.
    let Some(era) = era else { return in_era(month.first_day(), None, text).map(|_| month) };
    let first = era.first_day().is_none_or(|first| first <= month.last_day());
    let last = era.last_day().is_none_or(|last| month.first_day() <= last);
    if first && last && year >= FIRST_YEAR {
        return Ok(month);
    }
    Err(BadValue::new(format!("{}という月はありません", quoted(text)))
        .help(format!("「{}」と書いてください", era::month(month))))
}

impl Scalar for Date {
    const WHAT: &'static str = "日付";

    fn parse(text: &str) -> Result<Self, BadValue> {
        date(text)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "null"], "examples": ["令和7年5月27日", "R7.5.27", "2025-05-27"] })
    }
}

impl Scalar for Month {
    const WHAT: &'static str = "年月";

    fn parse(text: &str) -> Result<Self, BadValue> {
        month(text)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "null"], "examples": ["令和7年6月", "R7.6", "2025-06"] })
    }
}

impl Scalar for Period {
    const WHAT: &'static str = "期間";

    fn parse(text: &str) -> Result<Self, BadValue> {
        period(text)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "null"], "examples": ["令和7年5月27日 ～ 令和7年8月31日"] })
    }
}

impl Scalar for MonthPeriod {
    const WHAT: &'static str = "年月の期間";

    fn parse(text: &str) -> Result<Self, BadValue> {
        month_period(text)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "null"], "examples": ["令和7年4月 ～ 令和8年4月"] })
    }
}

impl Scalar for Weekday {
    const WHAT: &'static str = "曜日";

    fn parts(text: &str) -> Option<Vec<&str>> {
        let is_letter = |c: char| WEEKDAYS.iter().any(|(_, letter)| letter.starts_with(c));
        // 「月水金」; 「日曜」 is one day.
        let letters = text.chars().all(is_letter);
        Some(if letters { text.split("").filter(|letter| !letter.is_empty()).collect() } else { words(text) })
    }

    fn parse(text: &str) -> Result<Self, BadValue> {
        let clean = plain(text);
        let letter = without(&clean, &["曜日", "曜"]);
        WEEKDAYS.iter().find(|(_, name)| *name == letter).map(|(weekday, _)| *weekday).ok_or_else(|| {
            BadValue::new(format!("{}という曜日はありません", quoted(text)))
                .help("月・火・水・木・金・土・日のどれかを、二つ以上なら [火, 金] のように書いてください")
        })
    }

    fn schema() -> Value {
        json!({ "enum": WEEKDAYS.iter().map(|(_, name)| *name).collect::<Vec<_>>() })
    }
}

/// The age in full years on a day.
#[must_use]
pub fn age(born: Date, on: Date) -> i32 {
    let had_birthday = (on.month(), on.day()) >= (born.month(), born.day());
    on.year() - born.year() - i32::from(!had_birthday)
}
