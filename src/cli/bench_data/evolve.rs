//! What is different in the plan that follows another: a level, a goal, a weekday more, a need reached or a new one.
//!
//! Every change is told in the analysis of the new plan, and a need that is gone in its meeting, as the rules ask.

use super::client::{CENTERS, Chosen, Client, Slot};
use super::life::{Certified, Slip};
use super::plan::{fill, letters};
use super::random::Random;
use super::tables::NEEDS;
use crate::calendar::{Month, Weekday};
use chrono::Days;

/// How long the next certification holds.
const MONTHS_CERTIFIED: i32 = 35;

/// Turns a plan into the next one, made on the plan's new 計画作成日: goals go on or change, and one or two things more.
pub(super) fn next<'p>(client: &mut Client<'p>, certified: bool, random: &mut Random) {
    client.life.since.clear();
    if certified {
        certify(client, random);
    }
    for chosen in &mut client.needs {
        let other = chosen.need.short.iter().find(|short| short.as_str() != chosen.short);
        if let Some(other) = other.filter(|_| random.chance(40)) {
            chosen.short = other;
            let reached = "短期目標を一つ達成し、次の段階の目標とした。".to_owned();
            if !client.life.since.contains(&reached) {
                client.life.since.push(reached);
            }
        }
    }
    match random.below(4) {
        0 => reach(client),
        1 => another_need(client, random),
        2 => more_often(client),
        _ => less_often(client),
    }
    if client.life.since.is_empty() {
        client.life.since.push("心身の状態に大きな変化はなく、同じ支えが引き続き要る。".to_owned());
    }
}

/// The next certification, for a third of them a level higher.
fn certify(client: &mut Client, random: &mut Random) {
    let dates = &mut client.dates;
    let before = Certified {
        certified_on: dates.certified_on,
        valid_from: dates.valid_from,
        certified_until: dates.certified_until,
        level: client.level,
    };
    let from = Month::of(dates.begins_on);
    dates.certified_on = dates.planned_on - Days::new(4);
    dates.valid_from = from.first_day();
    dates.certified_until = super::client::months_from(from, MONTHS_CERTIFIED).last_day();
    // Half of the offices write the history of the certifications, half only the one that holds.
    client.life.certified_before = Some(before).filter(|_| random.chance(50));
    if client.level < 5 && random.chance(35) {
        client.level += 1;
        client.life.since.push(format!(
            "立ち上がりと歩行に手の要ることが増え、要介護{}から要介護{}になった。",
            client.level - 1,
            client.level
        ));
    } else {
        client.life.since.push(format!("認定は更新され、要介護{}のまま変わらない。", client.level));
    }
}

/// A need was reached: it goes, with the services that nothing else needs.
fn reach(client: &mut Client) {
    let is_left = |at: usize| {
        let rest: Vec<&Slot> = kept_slots(client, at);
        rest.len() >= 2 && rest.iter().any(|slot| !slot.weekdays.is_empty())
    };
    let Some(at) = (1..client.needs.len()).rev().find(|at| client.needs.len() > 2 && is_left(*at)) else { return };
    let kept: Vec<Slot> = kept_slots(client, at).into_iter().cloned().collect();
    client.slots = kept;
    let gone = client.needs.remove(at);
    let words = fill(client, &gone.need.statement);
    client.life.since.push(format!("「{}」は達成した。", words.trim_end_matches('。')));
    client.life.reached = Some(gone.need);
}

/// The slots that some need but one uses.
fn kept_slots<'c, 'p>(client: &'c Client<'p>, without: usize) -> Vec<&'c Slot<'p>> {
    let others = || client.needs.iter().enumerate().filter(|(at, _)| *at != without).map(|(_, chosen)| chosen.need);
    let wanted = |slot: &&Slot| others().flat_map(|need| &need.supports).any(|support| support.usage == slot.usage);
    client.slots.iter().filter(wanted).collect()
}

/// A need that no insured service answers comes up.
fn another_need(client: &mut Client, random: &mut Random) {
    let new = NEEDS.need.iter().find(|need| {
        need.supports.is_empty()
            && need.household.is_none()
            && (need.levels[0]..=need.levels[1]).contains(&client.level)
            && client.needs.iter().all(|chosen| chosen.need.statement != need.statement)
    });
    let Some(need) = new else { return more_often(client) };
    let (short, own) = (random.pick::<String>(&need.short), random.pick::<String>(&need.own));
    client.needs.push(Chosen { need, short, own });
    client.life.since.push(format!("本人から「{}」との望みが新たに聞かれた。", need.wish.trim_end_matches('。')));
}

/// A weekday more of a service, on a day that is free.
fn more_often(client: &mut Client) {
    let busy: Vec<Weekday> = client
        .slots
        .iter()
        .filter(|slot| slot.weekdays.len() < 6)
        .flat_map(|slot| slot.weekdays.iter().copied())
        .chain(client.meal_days.iter().copied())
        .collect();
    let free = (0..6).filter_map(|at| Weekday::try_from(at).ok()).find(|day| !busy.contains(day));
    let Some(free) = free else { return };
    let Some(slot) = client.slots.iter_mut().find(|slot| (1..5).contains(&slot.weekdays.len())) else { return };
    slot.weekdays.push(free);
    slot.weekdays.sort_by_key(Weekday::num_days_from_monday);
    let told = format!(
        "{}を週{}回（{}）に増やす希望があった。",
        slot.provider.kind.name,
        slot.weekdays.len(),
        letters(&slot.weekdays, "・")
    );
    client.life.since.push(told);
}

/// A weekday less of a service that comes several times.
fn less_often(client: &mut Client) {
    let several = |slot: &&mut Slot| (2..6).contains(&slot.weekdays.len()) && !CENTERS.contains(&slot.usage);
    let Some(slot) = client.slots.iter_mut().find(several) else { return };
    slot.weekdays.pop();
    let told = format!(
        "自分でできることが増え、{}は週{}回（{}）で足りるようになった。",
        slot.provider.kind.name,
        slot.weekdays.len(),
        letters(&slot.weekdays, "・")
    );
    client.life.since.push(told);
}

/// 「軽微な変更」 A service that comes once a week comes on another free day; what it was and is.
pub(super) fn another_weekday(client: &mut Client) -> Option<(String, &'static str)> {
    let busy: Vec<Weekday> = client.slots.iter().flat_map(|slot| slot.weekdays.iter().copied()).collect();
    let free = (0..5).filter_map(|at| Weekday::try_from(at).ok()).find(|day| !busy.contains(day))?;
    let slot = client.slots.iter_mut().find(|slot| (1..4).contains(&slot.weekdays.len()))?;
    let old = slot.weekdays.pop()?;
    slot.weekdays.push(free);
    slot.weekdays.sort_by_key(Weekday::num_days_from_monday);
    let [from, to] = [old, free].map(crate::calendar::weekday_letter);
    Some((format!("{}の曜日を{from}曜から{to}曜へ", slot.provider.kind.name), "かかりつけ医の診察の曜日が変わったため"))
}

/// The slips of a plan that holds from a month on, or up to one.
pub(super) fn slips(slips: &[Slip], keep: impl Fn(Month) -> bool) -> Vec<Slip> {
    slips.iter().filter(|slip| keep(slip.month)).cloned().collect()
}
