//! 「予定」「実績」 on which days of a month, and how often a day.

mod named;

use crate::calendar::{Datelike, Month, Nth, WEEKDAYS, Weekday};
use crate::source::read::{BadValue, Scalar};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Field, Problem, ProblemCode, Read, Reader, Span, without};
use serde_json::{Value, json};
use std::borrow::Cow;

pub use named::{DayList, MovedDays};

/// A day's number in a month, 1 to 31.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayNumber(u8);

impl DayNumber {
    /// A day's number; none outside 1 to 31.
    #[must_use]
    pub fn new(number: u32) -> Option<Self> {
        u8::try_from(number).ok().filter(|day| (1..=31).contains(day)).map(Self)
    }

    /// The number of a date's day.
    #[must_use]
    pub fn of(day: crate::calendar::Date) -> Self {
        // A date's day is 1 to 31.
        Self(u8::try_from(day.day()).unwrap_or(1))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Scalar for DayNumber {
    const WHAT: &'static str = "日";

    fn parse(text: &str) -> Result<Self, BadValue> {
        use unicode_normalization::UnicodeNormalization;
        let clean: Cow<str> = if text.is_ascii() { text.into() } else { text.nfkc().collect() };
        without(clean.trim(), &["日"]).parse().ok().and_then(Self::new).ok_or_else(|| {
            BadValue::new(format!("「{}」という日はありません", text.trim())).help("1から31までの日を書いてください")
        })
    }

    fn schema() -> Value {
        json!({ "type": ["integer", "string"], "minimum": 1, "maximum": 31 })
    }
}

/// The days of a month with the number of uses on each; as it was written, so that another month can be laid out by it.
#[derive(Clone, Debug, Default)]
pub struct DaySet {
    /// What was written.
    pub pattern: DayPattern,
    /// Where; detached when the key is missing.
    pub span: Span,
    /// The days that were named one by one, with their places.
    named: Vec<(DayNumber, Span)>,
}

/// How days were written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DayPattern {
    /// Nothing.
    #[default]
    None,
    /// `[2, 9]` and `{2: 1, 9: 2}`: day and uses.
    Days(Vec<(DayNumber, u8)>),
    /// `毎日`
    Daily,
    /// `{曜日: [火, 金]}`
    Weekly(Vec<Weekday>),
    /// `{第: [2, 4], 曜日: 水}`, `{第: [最終], 曜日: 金}`
    Nth(Vec<Nth>, Vec<Weekday>),
}

/// The number of uses on each day of a month, index 0 is the 1st; days past the month's end are 0.
pub type DayCounts = [u8; 31];

impl DaySet {
    /// Whether nothing was written: printed blank.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.pattern, DayPattern::None)
    }

    /// Whether every day was meant (rentals): printed as one arrow, counted as one.
    #[must_use]
    pub fn is_daily(&self) -> bool {
        matches!(self.pattern, DayPattern::Daily)
    }

    /// The uses on each day of a month.
    #[must_use]
    pub fn counts(&self, month: Month) -> DayCounts {
        let mut counts = [0; 31];
        match &self.pattern {
            DayPattern::None => {}
            DayPattern::Days(days) => {
                for (day, uses) in days.iter().filter(|(day, _)| u32::from(day.0) <= month.n_days()) {
                    counts[usize::from(day.0 - 1)] = *uses;
                }
            }
            DayPattern::Daily => counts[..month.n_days() as usize].fill(1),
            DayPattern::Weekly(weekdays) => {
                for day in month.days().filter(|day| weekdays.contains(&day.weekday())) {
                    counts[day.day0() as usize] = 1;
                }
            }
            DayPattern::Nth(nths, weekdays) => {
                for day in month.days().filter(|day| weekdays.contains(&day.weekday())) {
                    if nths.iter().any(|nth| nth.falls_on(day)) {
                        counts[day.day0() as usize] = 1;
                    }
                }
            }
        }
        counts
    }

    /// The days that were named one by one, with their places.
    pub fn named(&self) -> impl Iterator<Item = (DayNumber, Span)> + '_ {
        self.named.iter().copied()
    }

    /// Days that the month does not have, with their places.
    pub fn days_outside(&self, month: Month) -> impl Iterator<Item = (DayNumber, Span)> + '_ {
        self.named().filter(move |(day, _)| u32::from(day.0) > month.n_days())
    }
}

/// Tells what a list of weekdays (or of 第n) names twice: mostly a slip for another, and it counts once; and where it is empty.
pub(super) fn tell_odd<T: Copy + PartialEq>(fields: &[Field<T>], reader: &mut Reader) {
    for (at, field) in fields.iter().enumerate() {
        let is_same = |other: &&Field<T>| other.value().is_some() && other.value() == field.value();
        if let Some(first) = fields[..at].iter().find(is_same) {
            let problem = twice(field.span(), field.text().trim());
            reader.problems.push(problem.related(first.span(), "最初に書かれたところ"));
        }
        // A list of blanks alone is not written yet.
        if field.is_blank() && fields.iter().any(|other| !other.is_blank()) {
            let bad = BadValue::new("曜日（週）の一覧に、空のところがあります".to_owned());
            reader.bad_value(field.span(), bad.help("曜日（週）を書くか、要らない「,」を消してください"));
        }
    }
}

fn twice(span: Span, text: &str) -> Problem {
    Problem::new(ProblemCode::BadValue, span, format!("「{text}」：同じ曜日（週）が二度書かれています"))
        .help("一度だけ数えます。ほかの曜日（週）の書き誤りなら直し、要らなければ消してください")
}

/// Reads days one by one, telling what is given twice.
fn read_days(nodes: &[Node], reader: &mut Reader) -> Vec<(DayNumber, Span)> {
    let mut read: Vec<(DayNumber, Span)> = Vec::new();
    for node in nodes {
        let field: Field<DayNumber> = Field::read(node, reader);
        if field.is_blank() && nodes.len() > 1 {
            let bad = BadValue::new("日の一覧に、空のところがあります".to_owned());
            reader.bad_value(node.span, bad.help("日を書くか、要らない「,」を消してください"));
        }
        read.extend(field.value().map(|day| (day, node.span)));
    }
    let (read, again) = read.split_at(begins_again(&read).unwrap_or(read.len()));
    let mut days: Vec<(DayNumber, Span)> = Vec::new();
    for (day, span) in read {
        push_day(&mut days, *day, *span, reader);
    }
    let is_known = |days: &[(DayNumber, Span)], day: DayNumber| days.iter().any(|(other, _)| *other == day);
    if let Some((first, place)) = again.first() {
        let n = again.iter().filter(|(day, _)| is_known(&days, *day)).count();
        let message = format!("ここの{}日から日の並びが戻り、{n}日が二度書かれています", first.0);
        let problem = Problem::new(ProblemCode::BadValue, *place, message).help(
            "ほかの項目（「実績」など）の日なら、抜けた見出しをこの日の前に書いてください。同じ日に2回利用するときは {2: 2} のように、日と回数を書いてください",
        );
        let known = again.iter().find_map(|(day, _)| days.iter().find(|(other, _)| other == day));
        let problem = known.iter().fold(problem, |told, (_, span)| told.related(*span, "最初に書かれたところ"));
        reader.problems.push(problem);
    }
    for (day, span) in again {
        if !is_known(&days, *day) {
            days.push((*day, *span));
        }
    }
    days
}

/// Where days in their order begin again with several that were named before: those of another key, whose heading was lost.
fn begins_again(days: &[(DayNumber, Span)]) -> Option<usize> {
    const SEVERAL: usize = 2;
    let mut backwards = (1..days.len()).filter(|at| days[*at].0 <= days[*at - 1].0);
    let (again, None) = (backwards.next()?, backwards.next()) else { return None };
    let (first, second) = days.split_at(again);
    let n_twice = second.iter().filter(|(day, _)| first.iter().any(|(other, _)| other == day)).count();
    (n_twice >= SEVERAL).then_some(again)
}

fn push_day(days: &mut Vec<(DayNumber, Span)>, day: DayNumber, span: Span, reader: &mut Reader) -> bool {
    if let Some((_, first)) = days.iter().find(|(other, _)| *other == day) {
        let problem = Problem::new(ProblemCode::BadValue, span, format!("{}日が二度書かれています", day.0))
            .help("同じ日に2回利用するときは {2: 2} のように、日と回数を書いてください")
            .related(*first, "最初に書かれたところ");
        reader.problems.push(problem);
        return false;
    }
    days.push((day, span));
    true
}

impl Scalar for Nth {
    const WHAT: &'static str = "第n";

    fn parse(text: &str) -> Result<Self, BadValue> {
        use unicode_normalization::UnicodeNormalization;
        let clean: String = text.nfkc().collect();
        let clean = clean.trim();
        let clean = clean.strip_prefix('第').unwrap_or(clean);
        if matches!(clean, "最終" | "最後") {
            return Ok(Self::Last);
        }
        clean.parse().ok().and_then(Self::number).ok_or_else(|| {
            BadValue::new(format!("「第{clean}」の週はありません")).help("第1から第5まで、または 最終 を書いてください")
        })
    }

    fn schema() -> Value {
        json!({ "enum": [1, 2, 3, 4, 5, "最終"] })
    }
}

impl Read for DaySet {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let mut named = Vec::new();
        let pattern = match &node.kind {
            Kind::Null => DayPattern::None,
            Kind::Scalar(text) => match text.trim() {
                "" => DayPattern::None,
                "毎日" => DayPattern::Daily,
                other if weekdays_of(other).is_some() => {
                    let weekdays = weekdays_of(other).unwrap_or_default();
                    let has_twice = weekdays.iter().enumerate().any(|(at, day)| weekdays[..at].contains(day));
                    if has_twice {
                        reader.problems.push(twice(node.span, other));
                    }
                    DayPattern::Weekly(weekdays)
                }
                other => {
                    let bad = BadValue::new(format!("「{other}」は日の並びとして読めません")).help(
                        "[2, 9]、{2: 1, 9: 2}、毎日、毎週火・金、{第: [2, 4], 曜日: 水}、{第: [最終], 曜日: 金} のどれかで書いてください",
                    );
                    reader.bad_value(node.span, bad);
                    DayPattern::None
                }
            },
            Kind::Seq(items) if weekdays_in(items).is_some() => {
                let fields: Vec<Field<Weekday>> = items.iter().map(|item| Field::read(item, reader)).collect();
                tell_odd(&fields, reader);
                DayPattern::Weekly(weekdays_in(items).unwrap_or_default())
            }
            // Blanks are not yet a day; an empty list says that there is none.
            Kind::Seq(items) if !items.is_empty() && items.iter().all(is_blank) => DayPattern::None,
            Kind::Seq(items) => {
                named = read_days(items, reader);
                DayPattern::Days(named.iter().map(|(day, _)| (*day, 1)).collect())
            }
            Kind::Map(entries) if is_of_weekdays(entries) => read_weekdays(node, reader),
            Kind::Map(entries) => {
                let mut days = Vec::new();
                for entry in entries {
                    if reader.is_common(&entry.key) {
                        reader.common(node.span, entry);
                        continue;
                    }
                    if OF_WEEKDAYS.contains(&entry.key.as_str()) {
                        reader.bad_value(entry.key_span, among_days(&entry.key));
                        continue;
                    }
                    let day = DayNumber::parse(&entry.key).map_err(|bad| reader.bad_value(entry.key_span, bad)).ok();
                    let uses: Field<super::values::Count> = Field::read(&entry.value, reader);
                    if uses.is_blank() {
                        let bad = BadValue::new(format!("{}日の回数が書かれていません", entry.key.trim()));
                        reader.bad_value(entry.key_span, bad.help("{2: 1} のように、日と回数を書いてください"));
                    }
                    let (Some(day), Some(count)) = (day, uses.value()) else { continue };
                    let Ok(count) = u8::try_from(count.0) else {
                        reader.bad_value(uses.span(), BadValue::new(format!("1日に{}回は多すぎます", count.0)));
                        continue;
                    };
                    if push_day(&mut named, day, entry.key_span, reader) {
                        days.push((day, count));
                    }
                }
                if days.is_empty() { DayPattern::None } else { DayPattern::Days(days) }
            }
        };
        Self { pattern, span: node.span, named }
    }

    fn schema(_: &mut SchemaBuilder) -> Value {
        let weekday = json!({ "enum": WEEKDAYS.iter().map(|(_, name)| *name).collect::<Vec<_>>() });
        let weekdays = json!({ "anyOf": [weekday, { "type": "array", "items": weekday }] });
        json!({ "anyOf": [
            { "const": "毎日" },
            { "type": "array", "items": { "anyOf": [DayNumber::schema(), weekday] } },
            { "type": "string", "pattern": "^(毎週)? *[月火水木金土日]" },
            { "type": "object", "properties": { "第": { "anyOf": [Nth::schema(), { "type": "array", "items": Nth::schema() }] }, "曜日": weekdays }, "required": ["曜日"] },
            { "type": "object", "patternProperties": { "^[0-9]+$": { "type": "integer", "minimum": 0 } } },
            { "type": ["null"] },
        ] })
    }
}

/// 「毎週火・金」「火・金」: the days of every week.
fn weekdays_of(text: &str) -> Option<Vec<Weekday>> {
    let days = text.strip_prefix("毎週").unwrap_or(text).trim();
    let parts = Weekday::parts(days).filter(|parts| !parts.is_empty())?;
    parts.into_iter().map(|part| Weekday::parse(part).ok()).collect()
}

/// `[火, 金]`: nothing but days of the week.
fn weekdays_in(items: &[Node]) -> Option<Vec<Weekday>> {
    let weekday = |item: &Node| match &item.kind {
        Kind::Scalar(text) => Weekday::parse(text).ok(),
        _ => None,
    };
    items.iter().map(weekday).collect::<Option<Vec<_>>>().filter(|days| !days.is_empty())
}

/// One value or a list of them.
fn one_or_more(node: &Node) -> &[Node] {
    match &node.kind {
        Kind::Seq(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// Whether nothing is written in the place of a value.
fn is_blank(node: &Node) -> bool {
    match &node.kind {
        Kind::Null => true,
        Kind::Scalar(text) => text.trim().is_empty(),
        Kind::Seq(_) | Kind::Map(_) => false,
    }
}

/// The keys of days of the week.
const OF_WEEKDAYS: [&str; 2] = ["第", "曜日"];

/// Whether a map names days of the week. Among more days with their uses such a key is the line that stands wrong, not they.
fn is_of_weekdays(entries: &[Entry]) -> bool {
    let has = entries.iter().any(|entry| OF_WEEKDAYS.contains(&entry.key.as_str()));
    let n_days = entries.iter().filter(|entry| DayNumber::parse(&entry.key).is_ok()).count();
    has && n_days < 2
}

fn among_days(key: &str) -> BadValue {
    BadValue::new(format!("「{key}」の行が、日と回数の並びの中にあります"))
        .help("この行がここに要るか確かめてください。曜日で書くときは、{曜日: [火, 金]} だけを書きます")
}

fn read_weekdays(node: &Node, reader: &mut Reader) -> DayPattern {
    let (mut nths, mut weekdays): (Option<Vec<Nth>>, Vec<Weekday>) = (None, Vec::new());
    for entry in reader.entries(node, "{曜日: [火, 金]} または {第: [2, 4], 曜日: 水}") {
        match entry.key.as_str() {
            "曜日" => {
                let fields: Vec<Field<Weekday>> =
                    one_or_more(&entry.value).iter().map(|item| Field::read(item, reader)).collect();
                tell_odd(&fields, reader);
                weekdays = fields.iter().filter_map(Field::value).collect();
            }
            "第" => {
                let fields: Vec<Field<Nth>> =
                    one_or_more(&entry.value).iter().map(|item| Field::read(item, reader)).collect();
                tell_odd(&fields, reader);
                nths = Some(fields.iter().filter_map(Field::value).collect());
            }
            _ => reader.unknown_key(node, entry, &OF_WEEKDAYS),
        }
    }
    // Half of a rule is not yet a day.
    match nths {
        _ if weekdays.is_empty() => DayPattern::None,
        Some(nths) if nths.is_empty() => DayPattern::None,
        None => DayPattern::Weekly(weekdays),
        Some(nths) => DayPattern::Nth(nths, weekdays),
    }
}
