//! Fixes of words, marks, lists and numbers.

use super::doubt::is_row_doubtful;
use super::site::{Site, set};
use crate::billing::expand::actual_change;
use crate::calendar::{Date, Month};
use crate::case::LogEntry;
use crate::case::certification::Certification;
use crate::case::meeting::ServiceMeeting;
use crate::case::month::ServiceLine;
use crate::case::person::Linked;
use crate::case::plan::{CarePlan1, Occasion, Support};
use crate::rules::support_log::entries;
use crate::service_kind::misspelt;
use crate::source::edit::{Change, Path, Step, Value};

/// The finding's key with its value taken out.
pub(super) fn removed(site: &Site) -> Option<Vec<Change>> {
    matches!(site.path.0.last(), Some(Step::Key(_))).then(|| vec![Change::Remove { path: site.path.clone() }])
}

/// 「算定理由」 taken out, where all tables are there that would have the service: one that is not may have had it.
pub(super) fn housework_reason(site: &Site) -> Option<Vec<Change>> {
    let is_whole = site.case.week.is_some() && !site.case.months.is_empty();
    removed(site).filter(|_| is_whole)
}

/// A waiver that sets nothing aside taken out.
pub(super) fn waiver(site: &Site) -> Option<Vec<Change>> {
    let at = site.path.0.iter().rposition(|step| matches!(step, Step::Item(_)))?;
    let item = Path(site.path.0[..=at].to_vec());
    Some(vec![Change::Remove { path: item }])
}

/// 「区分」 from the two dates: equal is 初回, else 継続.
pub(super) fn occasion(site: &Site) -> Option<Vec<Change>> {
    let plan = site.case.plan_1.as_ref()?;
    let (planned, first) = (plan.planned_on.value()?, plan.first_planned_on.value()?);
    // One of the dates is wrong then, and which one is not known here.
    if first > planned {
        return None;
    }
    // 「紹介」 may stand beside 「継続」, and only the writer knows of it.
    let referred = site.context.has_occasion(Occasion::Referred) && planned != first;
    let words: &[&str] = if planned == first {
        &["初回"]
    } else if referred {
        &["紹介", "継続"]
    } else {
        &["継続"]
    };
    let list = Value::List(words.iter().map(|word| Value::text(*word)).collect()).flow();
    set(Path::default().key("第1表").key("区分"), list, CarePlan1::KEYS)
}

/// 「審査会意見」 なし
pub(super) fn no_opinion(site: &Site) -> Option<Vec<Change>> {
    set(site.at(site.context.certification()?.span).key("審査会意見"), Value::text("なし"), Certification::KEYS)
}

/// ○ of 「※１」.
pub(super) fn covered(site: &Site) -> Option<Vec<Change>> {
    let (support, _) = site.item_of("援助")?;
    set(support.key("保険給付"), Value::text("○"), Support::KEYS)
}

/// No ○ of 「※１」.
pub(super) fn not_covered(site: &Site) -> Option<Vec<Change>> {
    let path = site.item_of("援助")?.0.key("保険給付");
    site.text(&path)?;
    Some(vec![Change::Remove { path }])
}

/// 「サービス種別」 as the kind is spelt, with what is added in parentheses; none where several may be meant.
pub(super) fn nearest_kind(site: &Site) -> Option<Vec<Change>> {
    let path = site.item_of("援助")?.0.key("サービス種別");
    let written = site.text(&path)?;
    let [name] = misspelt(written)[..] else { return None };
    let added = written.find(['（', '(']).map_or("", |at| &written[at..]);
    set(path, Value::text(format!("{name}{added}")), Support::KEYS)
}

/// 「残された課題」 なし
pub(super) fn no_open_issues(site: &Site) -> Option<Vec<Change>> {
    let (meeting, _) = site.item_of("第4表")?;
    set(meeting.key("残された課題"), Value::text("なし"), ServiceMeeting::KEYS)
}

/// 「日常生活」 in the order of time.
pub(super) fn activities_in_order(site: &Site) -> Option<Vec<Change>> {
    let activities = &site.case.week.as_ref()?.activities;
    // A row that says nothing but its hour may be a line of the row below.
    if activities.iter().any(|activity| activity.content.is_blank()) {
        return None;
    }
    let times: Vec<_> = activities.iter().map(|activity| activity.time.value()).collect::<Option<_>>()?;
    // A day may be written from the night before on.
    let first = times.first().copied()?;
    let from_first: Vec<_> = times.iter().map(|time| (*time < first, *time)).collect();
    let order = [in_order(&times), in_order(&from_first)].into_iter().min_by_key(|order| n_moved(order))?;
    (!is_one_far(&order)).then(|| reordered(Path::default().key("第3表").key("日常生活"), order))
}

/// 「第５表」 in the order of days and hours; an entry without an hour keeps its place in its day.
pub(super) fn log_in_order(site: &Site) -> Option<Vec<Change>> {
    let log = &site.case.log;
    let days: Vec<Date> = log.iter().map(|entry| entry.day.value()).collect::<Option<_>>()?;
    if is_row_doubtful(site, &days) {
        return None;
    }
    let mut order: Vec<usize> = (0..log.len()).collect();
    order.sort_by_key(|at| days[*at]);
    for day in order.chunk_by_mut(|one, two| days[*one] == days[*two]) {
        let timed = |at: &usize| entries::time_of(&log[*at]).map(|time| (time, *at));
        let places: Vec<usize> = (0..day.len()).filter(|place| timed(&day[*place]).is_some()).collect();
        let mut sorted: Vec<_> = day.iter().filter_map(timed).collect();
        sorted.sort_by_key(|(time, _)| *time);
        for (place, (_, at)) in places.into_iter().zip(sorted) {
            day[place] = at;
        }
    }
    (!is_one_far(&order)).then(|| reordered(Path::default().key("第5表"), order))
}

/// The order of a list sorted by keys, what is equal as it stands.
fn in_order<K: Ord>(keys: &[K]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|at| &keys[*at]);
    order
}

/// How many places of a list get another item.
fn n_moved(order: &[usize]) -> usize {
    order.iter().enumerate().filter(|(at, from)| at != *from).count()
}

/// Whether an order moves one item over several others, which keep theirs: its hour or day may as well be mistyped, and then it stands
/// where it belongs. Two neighbours in each other's place are two lines that were exchanged.
fn is_one_far(order: &[usize]) -> bool {
    let is_other = |at: &usize| order.get(*at) != Some(at);
    let (Some(first), Some(last)) = ((0..order.len()).find(is_other), (0..order.len()).rfind(is_other)) else {
        return false;
    };
    let moved = &order[first..=last];
    let is_turned = |by: usize| moved.iter().enumerate().all(|(at, from)| *from == first + (at + by) % moved.len());
    moved.len() > 2 && (is_turned(1) || is_turned(moved.len() - 1))
}

fn reordered(list: Path, order: Vec<usize>) -> Vec<Change> {
    if order.is_sorted() { Vec::new() } else { vec![Change::Reorder { list, order }] }
}

/// 「記載者」 the care manager.
pub(super) fn recorder(site: &Site) -> Option<Vec<Change>> {
    let Linked::Here(office) = &site.case.office else { return None };
    let name = office.care_manager.text().trim();
    let (entry, _) = site.item_of("第5表").filter(|_| !name.is_empty())?;
    set(entry.key("記載者"), Value::text(name), LogEntry::KEYS)
}

/// A month's own level that differs from the certification.
pub(super) fn own_level(site: &Site) -> Option<Vec<Change>> {
    let (month, _) = site.item_of("第6表")?;
    let path = month.key("要介護状態区分");
    site.text(&path)?;
    Some(vec![Change::Remove { path }])
}

/// A month's own limit that differs from the table.
pub(super) fn own_limit(site: &Site) -> Option<Vec<Change>> {
    let (month, _) = site.item_of("第6表")?;
    let path = month.key("区分支給限度基準額");
    site.text(&path)?;
    Some(vec![Change::Remove { path }])
}

/// 「実績」 as planned, on the line that has none; not in a month with a stay in hospital.
pub(super) fn actual(site: &Site) -> Option<Vec<Change>> {
    let (of, block) = site.case.months.iter().enumerate().find(|(_, block)| block.span.contains(site.span))?;
    let month = block.month.value()?;
    let away = |(from, _, until): &(Date, _, Date)| Month::of(*from) <= month && month <= Month::of(*until);
    if site.context.hospital_stays().iter().any(away) {
        return None;
    }
    let at = block.lines.iter().position(|line| line.span.contains(site.span))?;
    actual_change(site.case, of, at).map(|change| vec![change])
}

/// 「対象外」 はい
pub(super) fn outside_limit(site: &Site) -> Option<Vec<Change>> {
    let line = site.item_of("サービス").map(|(line, _)| line)?;
    set(line.key("対象外"), Value::text("はい"), ServiceLine::KEYS)
}
