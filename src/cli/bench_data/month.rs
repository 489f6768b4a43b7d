//! 第6表, 給付率 and サービス事業所 of an invented client: the weekdays laid out over a month.

use super::client::{Client, STAY, Slot};
use super::life::{Actual, Slip};
use super::tables::Line;
use super::yaml::Yaml;
use crate::billing::tariff;
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::CareLevel;
use chrono::Days;

/// The days of the stay: from the third Friday to the Sunday after it.
fn stay(month: Month) -> Vec<u32> {
    let third = Date::from_weekday_of_month_opt(month.year(), month.month(), Weekday::Fri, 3);
    third.into_iter().flat_map(|day| [day, day + Days::new(1), day + Days::new(2)]).map(|day| day.day()).collect()
}

/// A line with its days in the month.
struct Laid<'c> {
    slot: &'c Slot<'c>,
    line: &'c Line,
    /// None for equipment: every day.
    days: Option<Vec<u32>>,
    /// 「実績」, once it is entered.
    entered: Option<Option<Vec<u32>>>,
    /// Of one use.
    units: i64,
}

/// Writes the months and what their annexes need.
pub(super) fn write(client: &Client, yaml: &mut Yaml) {
    if !client.life.slips.is_empty() {
        yaml.line(0, "第6表:");
    }
    for slip in &client.life.slips {
        one(client, slip, yaml);
    }
    yaml.line(0, "");
    yaml.pair(0, "給付率", client.rate.to_string());
    yaml.line(0, "サービス事業所:");
    for provider in client.providers() {
        yaml.pair(1, &provider.name, format!("{{事業所番号: \"{}\", 地域区分: {}}}", provider.number, provider.area));
    }
}

fn one(client: &Client, slip: &Slip, yaml: &mut Yaml) {
    let dates = &client.dates;
    let laid = lay_out(client, slip);
    yaml.line(1, format!("- 年月: {}", era::month(slip.month)));
    yaml.pair(2, "作成年月日", slip.agreed_on.map(era::long).unwrap_or_default());
    yaml.pair(2, "届出年月日", era::long(dates.notified_on));
    let months = [dates.valid_from, dates.certified_until].map(|day| era::month(Month::of(day)));
    yaml.pair(2, "限度額適用期間", months.join(" ～ "));
    yaml.pair(2, "前月までの短期入所利用日数", days_before(client, slip.month).to_string());
    allot(client, slip.month, &laid, "超過の割り振り", |laid| laid.planned(), yaml);
    if slip.actual.is_some() && excess(client, slip.month, &laid, |laid| laid.planned()) > 0 {
        allot(client, slip.month, &laid, "実績の超過の割り振り", |laid| laid.entered(), yaml);
    }
    yaml.line(2, "サービス:");
    for provider in client.providers() {
        let lines = laid.iter().filter(|laid| laid.slot.provider.number == provider.number);
        lines.for_each(|laid| line(client, laid, yaml));
        if let Some(addition) = &provider.kind.addition {
            yaml.line(
                3,
                format!(
                    "- {{サービス内容: {}, サービスコード: \"{}\", 事業所: {}, 加算率: {}}}",
                    addition.content, addition.code, provider.name, addition.rate
                ),
            );
        }
    }
}

fn lay_out<'c>(client: &'c Client<'c>, slip: &Slip) -> Vec<Laid<'c>> {
    let mut laid = Vec::new();
    let month = slip.month;
    let slots = match &client.before {
        Some((changed, before)) if month < *changed => before,
        _ => &client.slots,
    };
    let away = if client.slot(STAY).is_some() { stay(month) } else { Vec::new() };
    for slot in slots {
        for line in slot.uses.lines.iter().filter(|line| !line.some || slot.provider.habit % 2 == 0) {
            let days = match slot.usage {
                STAY if line.ends => Some([away.first(), away.last()].into_iter().flatten().copied().collect()),
                STAY => Some(away.clone()),
                _ if slot.weekdays.is_empty() => None,
                _ => {
                    let here = month.days().filter(|day| slot.weekdays.contains(&day.weekday())).map(|day| day.day());
                    Some(here.filter(|day| !away.contains(day)).collect::<Vec<_>>())
                }
            };
            let entered = slip.actual.as_ref().map(|actual| days.as_ref().map(|days| came(actual, slot, month, days)));
            laid.push(Laid { slot, line, days, entered, units: line.units(client.level) });
        }
    }
    laid
}

/// The days of a line on which somebody came.
fn came(actual: &Actual, slot: &Slot, month: Month, days: &[u32]) -> Vec<u32> {
    let here = |number: &u32| month.day(*number);
    let over = |day: Date| actual.until.is_some_and(|until| day >= until);
    let missed = |day: Date| actual.missed.as_ref().is_some_and(|(on, who)| *on == day && *who == slot.provider.name);
    days.iter().copied().filter(|number| here(number).is_some_and(|day| !over(day) && !missed(day))).collect()
}

impl Laid<'_> {
    fn planned(&self) -> i64 {
        self.units * self.days.as_ref().map_or(1, |days| i64::try_from(days.len()).unwrap_or(0))
    }

    fn entered(&self) -> i64 {
        let days = self.entered.as_ref().and_then(Option::as_ref);
        self.units * days.map_or(1, |days| i64::try_from(days.len()).unwrap_or(0))
    }
}

fn line(client: &Client, laid: &Laid, yaml: &mut Yaml) {
    let Laid { slot, line, .. } = laid;
    let wide = ['０', '１', '２', '３', '４', '５'][usize::from(client.level.min(5))].to_string();
    let mut pairs = Vec::new();
    if let Some(time) = slot.time {
        pairs.push(format!("提供時間帯: {time}"));
    }
    pairs.push(format!("サービス内容: {}", line.content.replace("{区分}", &wide)));
    pairs.push(format!("サービスコード: \"{}\"", line.code.replace("{区分}", &client.level.to_string())));
    pairs.push(format!("事業所: {}", slot.provider.name));
    let units = line.units(client.level);
    // A code of more than 1,000 units says that it is counted by use.
    if units > 1000 && laid.days.is_some() {
        pairs.push("算定単位: 1回".to_owned());
    }
    pairs.push(format!("単位数: {units}"));
    if let (Some(equipment), Some(tais)) = (&line.equipment, &line.tais) {
        pairs.push(format!("用具名称: {equipment}, TAISコード: {tais}"));
    }
    let mut days = |key: &str, days: &Option<Vec<u32>>| {
        pairs.push(match days {
            None => format!("{key}: 毎日"),
            Some(days) => format!("{key}: [{}]", days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")),
        });
    };
    days("予定", &laid.days);
    if let Some(entered) = &laid.entered {
        days("実績", entered);
    }
    yaml.line(3, format!("- {{{}}}", pairs.join(", ")));
}

/// What exceeds the limit is borne by the provider with the most units. Nothing here is outside the limit but the percent lines.
fn allot(client: &Client, month: Month, laid: &[Laid], key: &str, units: fn(&Laid) -> i64, yaml: &mut Yaml) {
    let excess = excess(client, month, laid, units);
    if excess <= 0 {
        return;
    }
    let of = |number: &str| -> i64 { laid.iter().filter(|laid| laid.slot.provider.number == number).map(units).sum() };
    if let Some(largest) = client.providers().into_iter().max_by_key(|provider| of(&provider.number)) {
        let pairs = format!("事業所: {}, サービス種類: {}, 単位数: {excess}", largest.name, largest.kind.name);
        yaml.line(2, format!("{key}:"));
        yaml.line(3, format!("- {{{pairs}}}"));
    }
}

fn excess(client: &Client, month: Month, laid: &[Laid], units: fn(&Laid) -> i64) -> i64 {
    let levels = [CareLevel::Care1, CareLevel::Care2, CareLevel::Care3, CareLevel::Care4, CareLevel::Care5];
    let level = levels[usize::from(client.level.clamp(1, 5)) - 1];
    laid.iter().map(units).sum::<i64>() - tariff::limit(level, month).map_or(0, |limit| limit.value)
}

/// Whether the first month exceeds the limit: the plan then says that the client was told.
pub(super) fn exceeds(client: &Client) -> bool {
    let first = client.life.slips.first();
    first.is_some_and(|slip| excess(client, slip.month, &lay_out(client, slip), |laid| laid.planned()) > 0)
}

/// Three days in each month of the certification before this one, and of the services.
fn days_before(client: &Client, now: Month) -> usize {
    if client.slot(STAY).is_none() {
        return 0;
    }
    let since = Month::of(client.dates.valid_from);
    let first = client.life.slips.first().map(|slip| slip.month).filter(|_| client.dates.initial);
    let before = std::iter::successors(Some(now.previous()), |month| Some(month.previous()));
    3 * before.take_while(|month| since <= *month && first.is_none_or(|first| first <= *month)).count()
}
