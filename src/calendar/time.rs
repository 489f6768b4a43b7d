//! 「提供時間帯」 times of a day, up to 24:00, and ranges of them that may cross midnight.

use crate::source::read::{BadValue, Scalar, quoted};
use crate::source::{plain, without};
use serde_json::{Value, json};

/// 「時刻」 minutes since midnight, 0–1440 (24:00 is the day's end).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The day's end.
    pub const MIDNIGHT: Self = Self(24 * 60);

    /// A time; none past 24:00.
    #[must_use]
    pub const fn new(hour: u16, minute: u16) -> Option<Self> {
        if hour <= 24 && minute < 60 && hour * 60 + minute <= 24 * 60 { Some(Self(hour * 60 + minute)) } else { None }
    }

    /// Minutes since midnight, 0–1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for TimeOfDay {
    /// `9:30`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// 「時間帯」 from a time to a time; `next_day` when the end lies after midnight (翌).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeRange {
    /// Start, before 24:00.
    pub start: TimeOfDay,
    /// End.
    pub end: TimeOfDay,
    /// Whether the end is on the following day.
    pub next_day: bool,
}

impl TimeRange {
    /// The parts it has on single days, as minutes from midnight of the first day: one part, or two across midnight.
    #[must_use]
    pub fn parts(self) -> Vec<(bool, TimeOfDay, TimeOfDay)> {
        if !self.next_day {
            return vec![(false, self.start, self.end)];
        }
        let mut parts = vec![(false, self.start, TimeOfDay::MIDNIGHT)];
        if self.end.0 > 0 {
            parts.push((true, TimeOfDay(0), self.end));
        }
        parts
    }

    /// Its length in minutes.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        if self.next_day { 24 * 60 - self.start.0 + self.end.0 } else { self.end.0.saturating_sub(self.start.0) }
    }

    /// Whether something may last so long at night: from the evening on or until the morning. 16:30～9:30 is a day's visit with its
    /// ends in each other's place.
    const fn is_of_night(self) -> bool {
        const LONGEST: u16 = 16 * 60;
        (self.start.0 >= 18 * 60 || self.end.0 <= 9 * 60) && self.minutes() <= LONGEST
    }
}

impl std::fmt::Display for TimeRange {
    /// `9:30～16:30`, `22:00～翌6:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}～{}{}", self.start, if self.next_day { "翌" } else { "" }, self.end)
    }
}

/// Reads 9:30, ９：３０, 9時30分, 9時半, 9時, 正午, and of half a day 午前9時30分.
///
/// # Errors
/// When the text is no time up to 24:00.
pub fn time(text: &str) -> Result<TimeOfDay, BadValue> {
    let unreadable = || {
        BadValue::new(format!("{}は時刻として読めません", quoted(text)))
            .help("「9:30」のように、0:00から24:00までの時刻を書いてください")
    };
    let clean = plain(text);
    if clean == NOON {
        return Ok(TimeOfDay(12 * 60));
    }
    let (half, clean) = half_of_day(&clean);
    let (hour, minute) = clean.split_once([':', '時']).ok_or_else(unreadable)?;
    let minute = if minute == "半" && clean.contains('時') { "30" } else { minute };
    let is_whole_hour = minute.is_empty() && clean.contains('時');
    let minute = without(minute, &["分"]);
    let digits =
        |part: &str| part.parse::<u16>().ok().filter(|_| part.len() <= 2 && part.chars().all(|c| c.is_ascii_digit()));
    let hour = digits(hour).ok_or_else(unreadable)?;
    // 「午後12時」 is noon for one and midnight for another, and 「午後14時」 is nothing.
    let hour = half.map_or(Some(hour), |half| (hour < 12).then_some(hour + half)).ok_or_else(unreadable)?;
    // 「7:3」 lost a figure, before or behind the one that is there.
    let is_whole = minute.len() == 2 || !clean.contains(':');
    let minute = if is_whole_hour { 0 } else { digits(minute).filter(|_| is_whole).ok_or_else(unreadable)? };
    TimeOfDay::new(hour, minute).ok_or_else(unreadable)
}

/// The word for 12:00.
const NOON: &str = "正午";

/// The halves of a day, and how many hours there are before them.
const HALVES: [(&str, u16); 2] = [("午前", 0), ("午後", 12)];

/// The hours before the half of the day that a time names, and the rest of its text.
fn half_of_day(text: &str) -> (Option<u16>, &str) {
    let half = HALVES.iter().find_map(|(word, hours)| Some((Some(*hours), text.strip_prefix(word)?)));
    half.unwrap_or((None, text))
}

/// Reads 9:30～16:30 and 22:00～翌6:00, and 午前10時～11時, whose end is of the same half of the day.
///
/// # Errors
/// When either end is no time, or the end lies before the start without 翌.
pub fn range(text: &str) -> Result<TimeRange, BadValue> {
    let unreadable = || {
        BadValue::new(format!("{}は時間帯として読めません", quoted(text)))
            .help("「9:30～16:30」、日をまたぐときは「22:00～翌6:00」のように書いてください")
    };
    let (start, end) = text
        .split_once(['～', '〜', '~', '-', '－', '–', '―', '—'])
        .or_else(|| without(text.trim(), &["まで"]).split_once("から"))
        .ok_or_else(unreadable)?;
    let half = HALVES.iter().find(|(word, _)| start.trim_start().starts_with(word));
    let start = time(start)?;
    let end = end.trim();
    let (next_day, end) =
        end.strip_prefix("翌日").or_else(|| end.strip_prefix('翌')).map_or((false, end), |rest| (true, rest));
    let is_bare = end.starts_with(|c: char| c.is_numeric());
    let end = match half.filter(|_| is_bare && !next_day) {
        Some((word, _)) => time(&format!("{word}{end}"))?,
        None => time(end)?,
    };
    if !next_day && end <= start {
        let midnight = if end.minutes() == 0 { "「24:00」または".to_owned() } else { String::new() };
        let how = if end == start { "と同じ" } else { "より前" };
        let bad = BadValue::new(format!("終わりの時刻が始まり{how}です（{}）", quoted(text)))
            .help(format!("日をまたぐときは{midnight}「{start}～翌{end}」と書いてください"));
        let over_night = TimeRange { start, end, next_day: true };
        return Err(if over_night.is_of_night() { bad.perhaps(over_night.to_string()) } else { bad });
    }
    if start == TimeOfDay::MIDNIGHT {
        return Err(BadValue::new(format!("24:00から始まる時間帯はありません（{}）", quoted(text)))
            .help("翌日の0:00からと書いてください"));
    }
    if next_day && end > start {
        return Err(BadValue::new(format!("時間帯が24時間を超えています（{}）", quoted(text)))
            .help("日ごとに分けて書いてください"));
    }
    Ok(TimeRange { start, end, next_day })
}

/// Whether a text that may be words (「10時頃」「午前」) is written as a time of day, or as a range of two, and is none: 25:61,
/// 15:00～14:00, or in marks that YAML does not take for quotes and that would be printed: ’10:00’.
#[must_use]
pub fn is_impossible(text: &str) -> bool {
    let bare = text.trim().trim_matches(['’', '‘', '”', '“', '\'', '"', '＇', '＂']);
    if bare.len() < text.trim().len() && (time(bare).is_ok() || range(bare).is_ok()) {
        return true;
    }
    let clean = plain(text);
    let written = |text: &str| {
        let hour = text.strip_prefix("翌日").or_else(|| text.strip_prefix('翌')).unwrap_or(text);
        let parts = hour.split_once(':').or_else(|| without(hour, &["分"]).split_once('時'));
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        parts.is_some_and(|(hour, minute)| !hour.is_empty() && digits(hour) && digits(minute))
    };
    let ends = clean.split_once(['~', '-', '–', '―', '—']).or_else(|| clean.split_once("から"));
    match ends.map(|(start, end)| (start, without(end, &["まで"]))) {
        Some((start, end)) if written(start) && written(end) => range(&clean).is_err(),
        Some((start, _)) => written(start) && time(start).is_err(),
        None => written(&clean) && time(&clean).is_err(),
    }
}

/// Whether figures of a text that should say when (or from when until when, with any words around: 「午前10時頃」「10時30分から約1時間」)
/// are no time: 1645, 17:O0, 11::00, a number alone, or a date in the place of a time.
#[must_use]
pub fn is_malformed(text: &str) -> bool {
    let clean = plain(text);
    let is_number = !clean.is_empty() && clean.chars().all(|c| c.is_ascii_digit());
    if is_number || super::read::date(&clean).is_ok() {
        return true;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | ';' | '.' | '"' | '\'' | '”' | '’');
    let mut rest = clean.as_str();
    while let Some(start) = rest.find(|c: char| is_part(c)) {
        let end = rest[start..].find(|c: char| !is_part(c)).map_or(rest.len(), |end| start + end);
        let (part, behind) = (&rest[start..end], &rest[end..]);
        if part.contains(|c: char| c.is_ascii_digit()) && (!is_figure(part, behind) || is_stray(part, behind)) {
            return true;
        }
        rest = behind;
    }
    false
}

/// Whether nothing but a single kana follows a time: 「16:00あ」.
fn is_stray(part: &str, behind: &str) -> bool {
    let mut letters = behind.trim().chars();
    let is_kana = letters.next().is_some_and(|c| matches!(c, 'ぁ'..='ん'));
    part.contains(':') && is_kana && letters.next().is_none()
}

/// Whether one figure of a text is an hour, a time, or a number of minutes; `behind` is what follows it.
fn is_figure(part: &str, behind: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    let halves = ["a.m.", "p.m.", "am", "pm"];
    // 「Zoom 10:00」
    let word = lower.find(|c: char| !c.is_ascii_alphabetic()).filter(|end| *end > 2).unwrap_or_default();
    let lower = &lower[word..];
    let bare = halves.iter().find_map(|half| lower.strip_prefix(half)).unwrap_or(lower);
    let bare = without(bare, &halves).trim_matches('.');
    let is_length = behind.starts_with('分');
    let most = if is_length { 3 } else { 2 };
    let is_number = |part: &str| (1..=most).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    // Behind a colon, minutes have two figures; a number alone is an hour, but for 「10時30分」 and 「27日」.
    let is_counted = behind.starts_with(|c: char| c.is_alphabetic() && c != '時');
    let is_hour = || is_counted || bare.parse().is_ok_and(|hour: u8| hour <= 24);
    let is_minute = |minute: &str| is_number(minute) && (minute.len() == 2 || !bare.contains(':'));
    is_number(bare) && is_hour() && !begins_with_minutes(behind)
        || bare.split_once([':', '.', 'h']).is_some_and(|(hour, minute)| is_number(hour) && is_minute(minute))
}

/// Whether minutes follow an hour behind another mark than a colon: 「14・00」, 「14,30」.
fn begins_with_minutes(behind: &str) -> bool {
    let minutes = behind.strip_prefix(['・', ',', '、', '=', '_', '/']).unwrap_or_default();
    let Some((figures, rest)) = minutes.split_at_checked(2) else { return false };
    // As they are agreed upon; else it may be another hour.
    let is_round = figures.parse().is_ok_and(|minutes: u8| minutes < 60 && minutes.is_multiple_of(15));
    is_round && !rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '時' | '分' | ':'))
}

impl Scalar for TimeOfDay {
    const WHAT: &'static str = "時刻";

    fn parse(text: &str) -> Result<Self, BadValue> {
        time(text)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "null"], "examples": ["9:30"] })
    }
}

impl Scalar for TimeRange {
    const WHAT: &'static str = "時間帯";

    fn parse(text: &str) -> Result<Self, BadValue> {
        range(text)
    }

    fn schema() -> Value {
        json!({ "type": ["string", "null"], "examples": ["9:30～16:30", "22:00～翌6:00"] })
    }
}
