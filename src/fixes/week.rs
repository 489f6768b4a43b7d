//! 「週間」 from 第２表 and 「頻度」 from the week: what one of the two says is written where the other lacks it or differs.
//!
//! When a service takes place 第２表 says in weekdays; at what hour only the slip knows. Where nobody says it, the hour is left
//! to write, and such an entry is no fix: it is offered as a row to fill in ([`rows`]).

use super::site::{Site, set};
use crate::calendar::{WEEKDAYS, Weekday, weekday_letter};
use crate::case::plan::Support;
use crate::case::week::{WeekEntry, WeeklySchedule};
use crate::rules::CheckContext;
use crate::rules::context::{Doer, SupportLine, WeekSlot, days_with_uses};
use crate::rules::said;
use crate::source::edit::{Change, Path, Value};
use crate::source::{Span, plain};
use chrono::Datelike;

/// An entry of the week as 第２表 and the slip say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The support line that it is of.
    pub of: Span,
    /// 「曜日」 in the order of the week; empty when nobody says them.
    pub weekdays: Vec<Weekday>,
    /// 「時間」 empty when nobody says it.
    pub time: String,
    /// 「内容」
    pub content: String,
}

impl Row {
    fn is_whole(&self) -> bool {
        !self.weekdays.is_empty() && !self.time.is_empty()
    }

    /// The entry as it is written.
    #[must_use]
    pub fn value(&self) -> Value {
        Value::map([
            ("曜日", letters(&self.weekdays)),
            ("時間", Value::text(self.time.as_str())),
            ("内容", Value::text(self.content.as_str())),
        ])
        .flow()
    }
}

fn letters(days: &[Weekday]) -> Value {
    Value::List(days.iter().map(|day| Value::text(weekday_letter(*day))).collect()).flow()
}

/// Weekdays in the order of the week, each once.
fn sorted(mut days: Vec<Weekday>) -> Vec<Weekday> {
    days.sort_by_key(Weekday::num_days_from_monday);
    days.dedup();
    days
}

/// The entries of the week that 第２表 asks for.
#[must_use]
pub fn rows(context: &CheckContext) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in context.support_lines().iter().filter(|line| line.belongs_in_week()) {
        for row in of_line(context, line) {
            // Two things done at one visit are one entry.
            let known = |known: &Row| known.weekdays == row.weekdays && known.time == row.time;
            if row.time.is_empty() || !rows.iter().any(known) {
                rows.push(row);
            }
        }
    }
    rows
}

/// The entries of one line: one for each of its hours on the slip, else one without.
fn of_line(context: &CheckContext, line: &SupportLine) -> Vec<Row> {
    let (of, content) = (line.support.span, content(line));
    let said = if line.frequency.daily {
        WEEKDAYS.iter().map(|(day, _)| *day).collect()
    } else {
        sorted(line.frequency.weekdays_of_every_week().unwrap_or_default())
    };
    let mut rows: Vec<Row> = Vec::new();
    for slip in context.slips() {
        let own = |hit| line.kind.is_some_and(|kind| kind.may_be(&hit));
        for found in slip.lines.iter().filter(|found| found.provider == line.provider && found.kind.is_some_and(own)) {
            let days = days_with_uses(&found.planned).filter_map(|day| slip.month.day(day)).map(|day| day.weekday());
            let mut weekdays = sorted(days.collect());
            if !said.is_empty() {
                weekdays.retain(|day| said.contains(day));
            }
            let row = Row { of, weekdays, time: found.line.time.text().trim().to_owned(), content: content.clone() };
            if row.is_whole() && !rows.iter().any(|known| known.weekdays == row.weekdays && known.time == row.time) {
                rows.push(row);
            }
        }
    }
    if rows.is_empty() {
        rows.push(Row { of, weekdays: said, time: String::new(), content });
    }
    rows
}

/// 「訪問介護（調理を一緒に行う）」 the kind, and the first thing that is done.
fn content(line: &SupportLine) -> String {
    let kind = line.support.kind.text().trim();
    let done = line.support.content.text().trim();
    let first = done.split(['。', '、', '\n', '（', '(']).next().unwrap_or_default().trim();
    match (line.doer, first.is_empty() || first.chars().count() > 30) {
        (_, true) => kind.to_owned(),
        (Doer::Other, false) if !kind.contains(['（', '(']) => format!("{kind}（{first}）"),
        _ => format!("{kind}：{first}"),
    }
}

/// The list of entries.
fn list() -> Path {
    Path::default().key("第3表").key("週間")
}

/// CP304: the entries of the support line that the week lacks.
pub(super) fn missing(site: &Site) -> Option<Vec<Change>> {
    let at = site.case.week.as_ref()?.entries.len();
    let line = site.context.support_lines().iter().find(|line| line.support.span.contains(site.span))?;
    let rows = of_line(site.context, line);
    // What it is, nobody said: first that.
    if line.support.kind.is_blank() {
        return None;
    }
    let insert =
        |(number, row): (usize, &Row)| Change::InsertItem { list: list(), at: at + number, value: row.value() };
    rows.iter().all(Row::is_whole).then(|| rows.iter().enumerate().map(insert).collect())
}

/// The one entry that names the kind of a support line; none when several do.
fn slot_of<'c>(context: &'c CheckContext, line: &SupportLine) -> Option<&'c WeekSlot<'c>> {
    let kind = line.kind?;
    let mut slots = context.week_slots().iter().filter(|slot| slot.kinds.iter().any(|hit| hit.may_be(&kind)));
    slots.next().filter(|_| slots.next().is_none())
}

/// The support line of the finding, when no other line is of its kind.
fn line_of<'c>(site: &'c Site) -> Option<&'c SupportLine<'c>> {
    let lines = site.context.support_lines();
    let line = lines.iter().find(|line| line.support.span.contains(site.span))?;
    let same = |other: &&SupportLine| matches!((other.kind, line.kind), (Some(a), Some(b)) if a.may_be(&b));
    (lines.iter().filter(same).count() == 1).then_some(line)
}

/// Whether the slip has a line's service on these weekdays, or not at all: else the two would be at odds with a third.
fn agrees_with_slip(context: &CheckContext, line: &SupportLine, days: &[Weekday]) -> bool {
    let own = |hit| line.kind.is_some_and(|kind| kind.may_be(&hit));
    context.slips().iter().all(|slip| {
        let lines = slip.lines.iter().filter(|found| found.provider == line.provider && found.kind.is_some_and(own));
        let used = lines.flat_map(|found| days_with_uses(&found.planned)).filter_map(|day| slip.month.day(day));
        let used = sorted(used.map(|day| day.weekday()).collect());
        used.is_empty() || used == sorted(days.to_vec())
    })
}

/// Whether one day was mistyped, left out or is too many: where more differ, a row of either table lost some of its lines.
fn is_one_day(old: &[Weekday], new: &[Weekday]) -> bool {
    let n_other = |these: &[Weekday], those: &[Weekday]| these.iter().filter(|day| !those.contains(day)).count();
    n_other(old, new) <= 1 && n_other(new, old) <= 1
}

/// How many services have other weekdays in the week than in 第２表.
fn n_at_odds(context: &CheckContext) -> usize {
    let differs = |line: &&SupportLine| {
        let said = line.frequency.weekdays_of_every_week().map(sorted);
        let in_week = slot_of(context, line).and_then(WeekSlot::weekdays).map(sorted);
        matches!((said, in_week), (Some(said), Some(in_week)) if said != in_week)
    };
    context.support_lines().iter().filter(differs).count()
}

/// CP305: the weekdays of the week's entry as 第２表 says them.
pub(super) fn weekdays(site: &Site) -> Option<Vec<Change>> {
    let line = line_of(site)?;
    let days = sorted(line.frequency.weekdays_of_every_week()?);
    let slot = slot_of(site.context, line).filter(|_| agrees_with_slip(site.context, line, &days))?;
    if !is_one_day(&sorted(slot.weekdays()?), &days) || n_at_odds(site.context) > 1 {
        return None;
    }
    set(site.at(slot.entry.span).key("曜日"), letters(&days), WeekEntry::KEYS)
}

/// CP305, CP306: 「頻度」 as the week says it.
pub(super) fn frequency(site: &Site) -> Option<Vec<Change>> {
    let line = line_of(site)?;
    let days = sorted(slot_of(site.context, line)?.weekdays()?);
    // What else the cell says (祝日を除く, 月1回は往診) would be lost.
    let said = &line.frequency;
    let stated = said.weekdays_of_every_week().map(sorted);
    if stated.is_some_and(|stated| !is_one_day(&stated, &days)) || n_at_odds(site.context) > 1 {
        return None;
    }
    let simple = said.is_every_week() && !said.is_more_than_weekdays() && said.vague.is_empty();
    let simple = simple && agrees_with_slip(site.context, line, &days);
    let simple = simple && !said.closed_on_holidays && said.per_day.is_none();
    let path = site.at(line.support.span).key("頻度");
    simple.then(|| set(path, Value::text(often(&days)), Support::KEYS)).flatten()
}

/// 「週2回（火・金）」
fn often(days: &[Weekday]) -> String {
    if days.len() == 7 { "毎日".to_owned() } else { format!("週{}回（{}）", days.len(), said::weekdays(days)) }
}

/// CP307: entries of the week of one service as a support of 第２表, under the goal written last.
pub(super) fn support(site: &Site) -> Option<Vec<Change>> {
    let slots = site.context.week_slots();
    let slot = slots.iter().find(|slot| slot.entry.span.contains(site.span))?;
    let short = site.goals().filter_map(|(_, short)| short).last()?;
    let text = slot.entry.content.text().trim();
    let (kind, done) = match text.split_once(['（', '(']) {
        Some((kind, rest)) => (kind.trim(), rest.trim_end_matches(['）', ')']).trim()),
        None => (text, text),
    };
    let same_kind = |other: &WeekSlot| other.kinds.iter().any(|hit| slot.kinds.iter().any(|own| own.may_be(hit)));
    let same = slots.iter().filter(|other| other.entry.span == slot.entry.span || same_kind(other));
    let days: Option<Vec<_>> = same.map(WeekSlot::weekdays).collect();
    let insured = slot.is_insured();
    let provider = match (insured, slot.entry.provider.text().trim()) {
        (true, said) => {
            // What is insured has a provider, and where there is a slip it is on it.
            let on_slip = provider_on_slip(site.context, slot);
            let known = if site.context.slips().is_empty() { Some(said) } else { on_slip };
            known.filter(|name| !name.is_empty())?
        }
        (false, said) => said,
    };
    let mut entries = vec![("サービス内容", Value::text(done))];
    entries.extend(insured.then(|| ("保険給付", Value::text("○"))));
    entries.push(("サービス種別", Value::text(kind)));
    entries.extend((!provider.is_empty()).then(|| ("事業所", Value::text(provider))));
    entries.push(("頻度", Value::text(often(&sorted(days?.concat())))));
    let list = site.at(short.span).key("援助");
    Some(vec![Change::InsertItem { list, at: short.supports.len(), value: Value::map(entries) }])
}

/// The one provider that the slip has for an entry's kind.
fn provider_on_slip<'c>(context: &'c CheckContext, slot: &WeekSlot) -> Option<&'c str> {
    let own = |kind| slot.kinds.iter().any(|hit| hit.may_be(&kind));
    let lines = context.slips().iter().flat_map(|slip| &slip.lines).filter(|line| line.kind.is_some_and(own));
    let mut names: Vec<&str> = lines.map(|line| line.line.provider.text().trim()).collect();
    names.sort_unstable();
    names.dedup();
    if let [name] = names[..] { Some(name).filter(|name| !name.is_empty()) } else { None }
}

/// 「週単位以外のサービス」 the supports of 第２表 that are not of every week, as they are said there.
fn beyond<'c>(lines: impl Iterator<Item = &'c SupportLine<'c>>) -> String {
    let mut said: Vec<String> = Vec::new();
    for line in lines.filter(|line| line.belongs_beyond_week()) {
        let (kind, frequency) = (line.called(), line.support.frequency.text().trim());
        // What is no service of the insurance is known by what is done, not by who does it.
        let (what, who) = match line.kind {
            None if !line.support.content.is_blank() => (said::excerpt(line.support.content.text()), kind.as_str()),
            _ => (kind.clone(), ""),
        };
        let aside: Vec<&str> = [who, frequency].into_iter().filter(|text| !text.is_empty() && *text != what).collect();
        let own = if aside.is_empty() { what } else { format!("{what}（{}）", aside.join("・")) };
        if !said.contains(&own) {
            said.push(own);
        }
    }
    said.join("、")
}

/// 「週単位以外のサービス」 as 第２表 says it; なし when there are none.
#[must_use]
pub fn beyond_week(context: &CheckContext) -> String {
    let said = beyond(context.support_lines().iter());
    if said.is_empty() { "なし".to_owned() } else { said }
}

/// CP310, CP311: those that 「週単位以外のサービス」 does not name.
pub(super) fn beyond_week_fix(site: &Site) -> Option<Vec<Change>> {
    let old = site.case.week.as_ref()?.non_weekly_services.text().trim();
    let old = if plain(old).trim_end_matches('。') == "なし" { "" } else { old };
    let path = Path::default().key("第3表").key("週単位以外");
    // What a service is that lacks its kind, nobody said: first that.
    let lines = || site.context.support_lines().iter().filter(|line| line.belongs_beyond_week());
    if lines().any(|line| line.support.kind.is_blank() && (old.is_empty() || line.kind_span() == site.span)) {
        return None;
    }
    // A misspelt frequency is no rhythm, and what is no service may stand there in other words, as often as it is.
    let is_doubtful = |line: &SupportLine| {
        let often = line.support.frequency.text().trim();
        !line.frequency.not_understood.is_empty() || line.kind.is_none() && !often.is_empty() && old.contains(often)
    };
    if lines().filter(|line| old.is_empty() || line.kind_span() == site.span).any(is_doubtful) {
        return None;
    }
    if old.is_empty() {
        return set(path, Value::text(beyond_week(site.context)), WeeklySchedule::KEYS);
    }
    let said = beyond(lines().filter(|line| line.kind_span() == site.span));
    let between = if old.contains('\n') { "\n" } else { "、" };
    let text = format!("{}{between}{said}", old.trim_end_matches(['。', '、']));
    (!said.is_empty()).then(|| set(path, Value::text(text), WeeklySchedule::KEYS)).flatten()
}
