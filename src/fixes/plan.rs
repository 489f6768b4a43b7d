//! Fixes across tables: what one part of the plan says is written where another part lacks it.

use super::site::{Site, set};
use crate::billing::tariff;
use crate::calendar::Month;
use crate::case::ServiceMeeting;
use crate::case::month::ServiceLine;
use crate::case::plan::Support;
use crate::case::values::PerMille;
use crate::rules::context::SlipLine;
use crate::rules::meeting_summary::absent::strangers;
use crate::rules::words::{is_nearly, plain};
use crate::service_kind;
use crate::source::edit::{Change, Path, Step, Value};

/// The one thing that all of several say; none when they differ or there are none.
fn only<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// A consent that is there ends the draft.
pub(super) fn no_draft(site: &Site) -> Option<Vec<Change>> {
    let path = Path::default().key("原案");
    site.text(&path)?;
    Some(vec![Change::Remove { path }])
}

/// 「事業所」 of a support line: the only one that other lines of its kind have.
pub(super) fn provider_of_support(site: &Site) -> Option<Vec<Change>> {
    let line = site.context.support_lines().iter().find(|line| line.support.span.contains(site.span))?;
    let kind = line.kind?;
    let same = site.context.support_lines().iter().filter(|other| other.kind.is_some_and(|other| other.may_be(&kind)));
    let on_slip = site.context.slips().iter().flat_map(|slip| &slip.lines);
    let on_slip = on_slip.filter(|other| other.kind.is_some_and(|other| other.may_be(&kind)));
    let said = same.map(|other| other.support.provider.text());
    let said = said.chain(on_slip.map(|other| other.line.provider.text())).map(str::trim);
    let name = only(said.filter(|name| !name.is_empty()))?;
    set(site.at(line.support.span).key("事業所"), Value::text(name), Support::KEYS)
}

/// The line of the slip around the finding, with its month.
fn slip_line<'s>(site: &'s Site) -> Option<(Month, &'s SlipLine<'s>)> {
    site.context
        .slips()
        .iter()
        .find_map(|slip| Some((slip.month, slip.lines.iter().find(|line| line.line.span.contains(site.span))?)))
}

/// The names of providers as 第２表, the slips and the attendees of a meeting have them, each as often as it stands there.
fn provider_names<'s>(site: &'s Site, meeting: &'s ServiceMeeting) -> impl Iterator<Item = &'s str> {
    let said = site.context.support_lines().iter().map(|line| line.support.provider.text());
    let on_slips = site.context.slips().iter().flat_map(|slip| &slip.lines).map(|line| line.line.provider.text());
    said.chain(on_slips).chain(meeting.attendees.iter().map(|attendee| attendee.affiliation.text()))
}

/// A provider of 第２表 among those at the meeting. Not beside somebody of whom nobody can say for which provider they came, and not
/// by a name that another place writes a little differently: one of the two is mistyped.
pub(super) fn attendee(site: &Site) -> Option<Vec<Change>> {
    let name = site.text(&site.path)?.trim();
    let (meeting, _) = site.context.plan_meeting()?;
    let is_mistyped = provider_names(site, meeting).any(|other| is_nearly(other, name));
    if is_mistyped || !strangers(site.context, meeting).is_empty() {
        return None;
    }
    let list = site.at(meeting.span).key("出席者");
    let person = Value::map([("所属", Value::text(name)), ("職種", Value::text("")), ("氏名", Value::text(""))]);
    Some(vec![Change::InsertItem { list, at: meeting.attendees.len(), value: person.flow() }])
}

/// CP417 where one attendee's 所属 is nearly that name: of the two, the one that no other place has becomes the one that others have.
pub(super) fn name_as_elsewhere(site: &Site) -> Option<Vec<Change>> {
    let name = site.text(&site.path)?.trim();
    let (meeting, _) = site.context.plan_meeting()?;
    let mut near = meeting.attendees.iter().filter(|attendee| is_nearly(attendee.affiliation.text(), name));
    let attendee = near.next().filter(|_| near.next().is_none())?;
    let own = attendee.affiliation.text().trim();
    let places = |wanted: &str| {
        let listed = site.case.providers.get().is_some_and(|providers| providers.get(wanted).is_some());
        provider_names(site, meeting).filter(|text| text.trim() == wanted).count() + usize::from(listed)
    };
    match (places(own), places(name)) {
        (1, 2..) => Some(vec![Change::set(site.at(attendee.affiliation.span()), Value::text(name))]),
        (2.., 1) => Some(vec![Change::set(site.path.clone(), Value::text(own))]),
        _ => None,
    }
}

/// 「課題」 numbered from 1 in the way in which the first number is written.
pub(super) fn numbers(site: &Site) -> Option<Vec<Change>> {
    let needs = &site.case.plan_2.as_ref()?.needs;
    let style = needs.iter().find_map(|need| mark(need.statement.text()))?.0;
    let mut changes = Vec::new();
    for (at, need) in needs.iter().enumerate() {
        let text = need.statement.text();
        let rest = mark(text).map_or(text, |(_, rest)| rest);
        let new = numbered(style, at + 1)? + rest;
        if new != text && !text.trim().is_empty() {
            changes.push(Change::set(site.at(need.statement.span()), Value::text(new)));
        }
    }
    Some(changes)
}

/// How a number is written before a text.
#[derive(Clone, Copy)]
enum Style {
    /// 「①」
    Circled,
    /// 「1. 」: what follows the digits.
    Behind(&'static str),
    /// 「（１）」
    Bracketed,
}

/// The number that a text begins with, and the text behind it.
fn mark(text: &str) -> Option<(Style, &str)> {
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some((Style::Circled, &text[first.len_utf8()..]));
    }
    let digits = |text: &str| {
        text.chars().take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).map(char::len_utf8).sum::<usize>()
    };
    if let Some(rest) = text.strip_prefix(['（', '(']) {
        let n = digits(rest);
        let rest = rest[n..].strip_prefix(['）', ')']).filter(|_| n > 0)?;
        return Some((Style::Bracketed, rest));
    }
    let n = digits(text);
    let behind =
        [". ", ".", "．", "、", "）", ")"].into_iter().find(|mark| text[n..].starts_with(mark)).filter(|_| n > 0)?;
    Some((Style::Behind(behind), &text[n + behind.len()..]))
}

fn numbered(style: Style, number: usize) -> Option<String> {
    let wide = |number: usize| {
        number.to_string().chars().filter_map(|c| char::from_u32(u32::from(c) + 0xfee0)).collect::<String>()
    };
    Some(match style {
        Style::Circled => {
            char::from_u32(u32::from('①') + u32::try_from(number - 1).ok()?).filter(|_| number <= 20)?.to_string()
        }
        Style::Behind(mark) => format!("{number}{mark}"),
        Style::Bracketed => format!("（{}）", wide(number)),
    })
}

/// 「単位数」 or 「サービス内容」 as the user's own list of codes has it.
pub(super) fn as_listed(site: &Site) -> Option<Vec<Change>> {
    let (month, line) = slip_line(site)?;
    let entry = site.context.codes?.get(&line.code, month)?;
    let value = match site.path.0.last()? {
        Step::Key(key) if key == "単位数" => Value::text(entry.units?.to_string()),
        Step::Key(key) if key == "サービス内容" => Value::text(entry.name.as_str()),
        _ => return None,
    };
    set(site.path.clone(), value, ServiceLine::KEYS)
}

/// 「算定単位」 of a line with many units and marks: by use or by day, as the table of kinds has its basic codes.
pub(super) fn counted_per(site: &Site) -> Option<Vec<Change>> {
    let is_units = matches!(site.path.0.last()?, Step::Key(key) if key == "単位数");
    let (month, line) = slip_line(site).filter(|_| is_units)?;
    // Of no units something else is told.
    line.line.units.value().filter(|units| units.0 > 0)?;
    let kind = service_kind::of_service_code(&line.code)?;
    let content = plain(line.line.content.text());
    // An addition of the month: the days are wrong or 算定単位 is 1月, and 1回 would silence what is told.
    if tariff::addition(&kind.code, &content, month).value.is_some_and(|addition| addition.is_of_the_month(&content)) {
        return None;
    }
    let per = kind.per?;
    set(site.at(line.line.span).key("算定単位"), Value::text(per.printed()), ServiceLine::KEYS)
}

/// 「加算率」 of 処遇改善 by its grade and the month.
pub(super) fn treatment_rate(site: &Site) -> Option<Vec<Change>> {
    let (month, line) = slip_line(site)?;
    let content = line.line.content.text();
    let grades = plain(content).contains("処遇改善").then(|| tariff::treatment_grades(line.kind_code(), month))??;
    let grade = tariff::grade_of(content);
    let rates = grades.value.iter().filter(|one| one.name == grade && one.ended.is_none() && one.certain);
    let PerMille(rate) = only(rates.map(|one| one.rate)).filter(|_| grades.known)?;
    let text = if rate % 10 == 0 { format!("{}%", rate / 10) } else { format!("{}.{}%", rate / 10, rate % 10) };
    set(site.at(line.line.span).key("加算率"), Value::text(text), ServiceLine::KEYS)
}
