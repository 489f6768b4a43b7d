//! Several months of an office: plans are renewed and changed, records come late, people come and go.
//!
//! What happens to whom goes by the client's number, so that a small folder has something of everything; when and how much is
//! chance by the seed. Nothing is recorded behind [`TODAY`] of the last month: there the office stands, and goes on from.

use super::client::{Client, Dates, STAY, months_from, workday};
use super::evolve;
use super::life::{Actual, MinorChange, Note, Slip, Visit};
use super::provider::Provider;
use super::random::Random;
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use chrono::Days;

/// The day of the last month on which the office stands.
const TODAY: u32 = 20;

/// What happens to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// The plan goes on.
    Steady,
    /// The certification ends and the next plan follows within the months.
    Certified,
    /// The goals end and the next plan follows.
    Reviewed,
    /// The next plan is agreed to and begins when the months are over.
    Ahead,
    /// A minor change in the last month.
    Changed,
    /// A first plan within the months.
    New,
    /// The client dies.
    Ended,
    /// A stay in hospital.
    Hospital,
    Late(Late),
}

/// What somebody forgot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Late {
    Visit,
    Actual,
    Consent,
    Goals,
    Delivery,
    Certification,
    Application,
}

/// One after the other, and again.
const STORIES: [Story; 24] = [
    Story::Steady,
    Story::Certified,
    Story::Late(Late::Actual),
    Story::Reviewed,
    Story::Changed,
    Story::Steady,
    Story::New,
    Story::Certified,
    Story::Late(Late::Goals),
    Story::Hospital,
    Story::Reviewed,
    Story::Ahead,
    Story::Ended,
    Story::Late(Late::Consent),
    Story::Steady,
    Story::Certified,
    Story::Late(Late::Visit),
    Story::Reviewed,
    Story::Steady,
    Story::Late(Late::Delivery),
    Story::Changed,
    Story::Late(Late::Certification),
    Story::Certified,
    Story::Late(Late::Application),
];

/// What a visit can find beside the results of the needs.
const REMARKS: [&str; 8] = [
    "玄関まで歩いて出迎えがあった。",
    "食事は三食とも残さず食べている。",
    "夜は2回トイレに起きるが、よく眠れている。",
    "右の膝の痛みは10段階で3と話す。",
    "孫の写真を見ながら、笑顔で話した。",
    "体重は先月と同じで、むくみは見られない。",
    "暑さのため、日中の水分は1日6杯を目安に声をかけている。",
    "居間の物の置き場所が変わり、歩く所が広くなった。",
];

/// A client's plans by the names of their files: the one before first.
pub(super) fn live<'p>(
    number: usize,
    stem: &str,
    months: &[Month],
    providers: &'p [Provider],
    random: &mut Random,
) -> Vec<(String, Client<'p>)> {
    let story = STORIES[(number - 1) % STORIES.len()];
    let (first, last) = (months[0], months[months.len() - 1]);
    // Who is new begins in the last month or in one before it, but not in the first.
    let begins = if story == Story::New { months[1 + random.below(months.len() - 1)] } else { first };
    let is_renewed = matches!(story, Story::Certified | Story::Late(Late::Certification | Late::Application));
    let initial = match story {
        Story::New => Some(true),
        _ if is_renewed => Some(false),
        _ => None,
    };
    let mut client = Client::choose(number, begins, initial, providers, random);
    let story = if client.slot(STAY).is_some() && matches!(story, Story::Hospital | Story::Ended) {
        Story::Steady
    } else {
        story
    };
    let own: Vec<Month> = months.iter().copied().filter(|month| *month >= begins).collect();
    settle(&mut client, &own, random);
    let name = format!("{stem}.yaml");
    match story {
        Story::Steady | Story::New => {
            let told = if story == Story::New { "新しい利用者" } else { "同じ計画が続く" };
            tell(&mut client, told.to_owned());
            vec![(name, client)]
        }
        Story::Certified | Story::Reviewed | Story::Ahead => {
            let at = if story == Story::Ahead { months.len() - 1 } else { random.below(months.len() - 1) };
            renewed(client, stem, months[at], story == Story::Certified, random)
        }
        Story::Changed => changed(client, stem, last, random),
        Story::Ended => vec![(name, ended(client, last, random))],
        Story::Hospital => vec![(name, in_hospital(client, last.previous(), random))],
        Story::Late(late) => vec![(name, forgotten(client, late, last))],
    }
}

fn tell(client: &mut Client, story: String) {
    client.life.story = Some(story);
}

/// Goals that outlast the months, a visit and a slip a month, 実績 of those that are over.
fn settle(client: &mut Client, months: &[Month], random: &mut Random) {
    let (first, last) = (months[0], months[months.len() - 1]);
    let today = last.day(TODAY).unwrap_or(last.last_day());
    let Dates { planned_on, certified_until, monitored_on, .. } = client.dates;
    client.dates.short_until = months_from(last, 2).last_day().min(certified_until);
    let mut remarks = REMARKS.to_vec();
    let mut remark = |random: &mut Random| remarks.remove(random.below(remarks.len()));
    let mut visits: Vec<Visit> = monitored_on.map(|on| Visit { on, remark: remark(random) }).into_iter().collect();
    let mut slips = Vec::new();
    for month in months {
        let agreed_on = visits.last().map_or(planned_on, |visit| visit.on);
        let entered = *month < last;
        let mut actual = Actual::default();
        if entered && random.chance(45) {
            actual.missed = missed(client, *month, random);
        }
        slips.push(Slip { month: *month, agreed_on: Some(agreed_on), actual: Some(actual).filter(|_| entered) });
        let on = workday(*month, 15..=26, random);
        if on <= today && visits.len() < REMARKS.len() {
            visits.push(Visit { on, remark: remark(random) });
        }
    }
    let notes = slips.iter().filter_map(|slip| slip.actual.as_ref()?.missed.as_ref()).map(stayed_at_home);
    client.life.notes = notes.collect();
    client.life.is_long = true;
    client.life.slips = slips;
    client.life.visits = visits;
    debug_assert!(first <= last);
}

/// A day of a month on which the client stayed at home, and whose day it was.
fn missed(client: &Client, month: Month, random: &mut Random) -> Option<(Date, String)> {
    let weekly: Vec<_> = client.slots.iter().filter(|slot| !slot.weekdays.is_empty()).collect();
    let slot = *weekly.get(random.below(weekly.len()))?;
    let of_stay = |day: &Date| client.slot(STAY).is_some() && (13..=25).contains(&day.day());
    let days: Vec<Date> = month.days().filter(|day| slot.weekdays.contains(&day.weekday()) && !of_stay(day)).collect();
    let on = *days.get(random.below(days.len()))?;
    Some((on, slot.provider.name.clone()))
}

fn stayed_at_home((on, provider): &(Date, String)) -> Note {
    let content = format!(
        "{provider}より、本人に微熱があり、本日{}日の利用を中止して休みとしたとの連絡を受けた。食事はとれている。",
        on.day()
    );
    Note { on: *on, time: "9:10", means: "電話（受信）", content }
}

/// Two plans: the one that ends with a month, and the next one.
fn renewed<'p>(
    mut old: Client<'p>,
    stem: &str,
    ends: Month,
    certified: bool,
    random: &mut Random,
) -> Vec<(String, Client<'p>)> {
    let from = ends.next();
    let mut new = old.clone();
    old.dates.short_until = ends.last_day();
    if certified {
        old.dates.certified_until = ends.last_day();
        old.dates.valid_from = months_from(ends, -23).first_day();
        old.dates.certified_on = old.dates.valid_from;
        old.dates.long_until = ends.last_day();
        new.dates = old.dates.clone();
    }
    let name = format!("{stem}.yaml");
    new.dates = Dates {
        initial: false,
        planned_on: workday(ends, 5..=14, random),
        begins_on: from.first_day(),
        monitored_on: None,
        ..new.dates
    };
    evolve::next(&mut new, certified, random);
    new.dates.short_until = months_from(from, 2).last_day();
    new.dates.long_until = months_from(from, 11).last_day().min(new.dates.certified_until);
    new.life.earlier = Some(name.clone());
    new.life.slips = evolve::slips(&new.life.slips, |month| month >= from);
    new.life.visits.retain(|visit| Month::of(visit.on) >= from);
    new.life.notes.retain(|note| Month::of(note.on) >= from);
    if let Some(slip) = new.life.slips.first_mut() {
        slip.agreed_on = Some(new.dates.planned_on);
    }
    let day = era::long(from.first_day());
    let why = if certified { "認定の更新" } else { "短期目標の終わり" };
    tell(&mut new, format!("{why}により、{day}からの計画。前の計画は {name}"));
    tell(&mut old, format!("{why}により、{day}からは次の計画"));
    old.life.slips = evolve::slips(&old.life.slips, |month| month <= ends);
    old.life.visits.retain(|visit| Month::of(visit.on) <= ends);
    old.life.notes.retain(|note| Month::of(note.on) <= ends);
    let next = format!("{stem}-{}.yaml", from.first_day());
    vec![(name, old), (next, new)]
}

/// A minor change in the last month; the plan as it was lies in a folder that no run over the folder reads.
fn changed<'p>(client: Client<'p>, stem: &str, last: Month, random: &mut Random) -> Vec<(String, Client<'p>)> {
    let name = format!("{stem}.yaml");
    let mut new = client.clone();
    let Some((content, reason)) = evolve::another_weekday(&mut new) else {
        let mut client = client;
        tell(&mut client, "同じ計画が続く".to_owned());
        return vec![(name, client)];
    };
    let mut old = client;
    let on = workday(last.previous(), 26..=30, random);
    new.before = Some((last, old.slots.clone()));
    new.life.notes.push(Note {
        on,
        time: "11:00",
        means: "電話（発信）",
        content: format!(
            "{}月から{content}変更することを、本人・{}と事業所に確かめ、了承を得た。{reason}で、回数・内容と目標は変わらず、軽微な変更と判断した。",
            last.month(),
            new.relationship
        ),
    });
    let before = format!(".前の計画/{name}");
    new.life.earlier = Some(before.clone());
    tell(&mut new, format!("{}月から軽微な変更。前の計画は {before}", last.month()));
    new.life.change = Some(MinorChange { on, content, reason });
    old.life.slips = evolve::slips(&old.life.slips, |month| month < last);
    old.life.visits.retain(|visit| Month::of(visit.on) < last);
    tell(&mut old, format!("{}月から軽微な変更があった", last.month()));
    vec![(before, old), (name, new)]
}

/// The client died in the month before the last, or in the last.
fn ended<'p>(mut client: Client<'p>, last: Month, random: &mut Random) -> Client<'p> {
    let month = if random.chance(50) { last } else { last.previous() };
    let on = workday(month, 6..=13, random);
    stop(&mut client, month, on);
    client.life.slips.retain(|slip| slip.month <= month);
    client.life.visits.retain(|visit| visit.on < on);
    client.life.notes.retain(|note| note.on < on);
    client.life.notes.push(Note {
        on,
        time: "13:20",
        means: "電話（受信）",
        content: format!(
            "{}より、本人が早朝に自宅で永眠されたとの連絡を受けた。死亡のため支援を終了し、各事業所へ連絡した。",
            client.relationship
        ),
    });
    tell(&mut client, format!("{}月に亡くなり、支援を終えた", month.month()));
    client
}

/// Nobody comes from a day of a month on.
fn stop(client: &mut Client, month: Month, on: Date) {
    for slip in client.life.slips.iter_mut().filter(|slip| slip.month == month) {
        if let Some(actual) = &mut slip.actual {
            actual.until = Some(on);
            actual.missed = actual.missed.take().filter(|(day, _)| *day < on);
        }
    }
}

/// A stay in hospital to the end of a month.
fn in_hospital<'p>(mut client: Client<'p>, month: Month, random: &mut Random) -> Client<'p> {
    let on = workday(month, 8..=14, random);
    let home = month.last_day() - Days::new(if month.last_day().weekday() == Weekday::Sun { 1 } else { 0 });
    stop(&mut client, month, on);
    client.life.visits.retain(|visit| Month::of(visit.on) != month);
    client.life.notes.retain(|note| note.on < on || Month::of(note.on) > month);
    let (relationship, next) = (client.relationship, month.next().month());
    client.life.notes.push(Note {
        on,
        time: "8:50",
        means: "電話（受信）",
        content: format!(
            "{relationship}より、肺炎のため本人が本日{}に入院したとの連絡を受けた。各事業所にサービスの中止を連絡した。",
            client.clinic
        ),
    });
    client.life.notes.push(Note {
        on: home,
        time: "14:30",
        means: "訪問（自宅）",
        content: format!(
            "本日退院。モニタリング。立ち上がりと歩行は入院前と変わりなく、目標とサービスを続けることを本人・{relationship}と確かめた。{next}月分の利用票・別表を説明し、同意を得て交付した。"
        ),
    });
    for slip in client.life.slips.iter_mut().filter(|slip| slip.month == month.next()) {
        slip.agreed_on = Some(home);
    }
    tell(&mut client, format!("{}月に入院し、月末に退院した", month.month()));
    client
}

/// Something was not done.
fn forgotten<'p>(mut client: Client<'p>, late: Late, last: Month) -> Client<'p> {
    let before = last.previous();
    let in_past = |client: &mut Client| {
        let start = months_from(before, -23).first_day();
        client.dates.certified_on = start;
        client.dates.valid_from = start;
        client.dates.certified_until = before.last_day();
        client.dates.long_until = before.last_day();
        client.dates.short_until = before.last_day();
    };
    let told = match late {
        Late::Visit => {
            let on = client.life.visits.iter().find(|visit| Month::of(visit.on) == before).map(|visit| visit.on);
            client.life.visits.retain(|visit| Month::of(visit.on) != before);
            let content = format!(
                "{}月分の利用票・別表を郵送し、{}から署名した写しを受け取った。交付した。",
                last.month(),
                client.relationship
            );
            client.life.notes.extend(on.map(|on| Note { on, time: "15:00", means: "電話（受信）", content }));
            format!("{}月の訪問をしていない（CP531）", before.month())
        }
        Late::Actual => {
            for slip in client.life.slips.iter_mut().filter(|slip| slip.month == before) {
                slip.actual = None;
            }
            format!("{}月の実績を入れていない（CP644）", before.month())
        }
        Late::Consent => {
            for slip in client.life.slips.iter_mut().filter(|slip| slip.month == last) {
                slip.agreed_on = None;
            }
            format!("{}月の利用票に同意の日がない（CP601）", last.month())
        }
        Late::Goals => {
            client.dates.short_until = before.last_day();
            "短期目標が終わったのに計画を見直していない（CP217）".to_owned()
        }
        Late::Delivery => {
            client.life.forgets_a_provider = true;
            "事業所の一つに計画書を渡していない（CP522）".to_owned()
        }
        Late::Certification => {
            in_past(&mut client);
            client.life.slips.retain(|slip| slip.month <= before);
            "認定が終わったまま（CP012）".to_owned()
        }
        Late::Application => {
            in_past(&mut client);
            client.dates.short_until = months_from(last, 2).last_day();
            client.dates.long_until = client.dates.short_until;
            client.life.has_applied = true;
            "認定の更新を申請中".to_owned()
        }
    };
    tell(&mut client, told);
    client
}
