//! 第6表, 給付率 and サービス事業所 of an invented client: the weekdays laid out over a month.

use super::client::{Client, STAY, Slot};
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

/// A line with its days in the month, and the units that count against the limit.
struct Laid<'c> {
    slot: &'c Slot<'c>,
    line: &'c Line,
    /// None for equipment: every day.
    days: Option<Vec<u32>>,
    units: i64,
}

/// Writes the month and what its annex needs.
pub(super) fn write(client: &Client, yaml: &mut Yaml) {
    let dates = &client.dates;
    let laid = lay_out(client);
    yaml.line(0, "第6表:");
    yaml.line(1, format!("- 年月: {}", era::month(dates.month)));
    yaml.pair(2, "作成年月日", era::long(dates.monitored_on.unwrap_or(dates.planned_on)));
    yaml.pair(2, "届出年月日", era::long(dates.notified_on));
    let months = [dates.certified_on, dates.certified_until].map(|day| era::month(Month::of(day)));
    yaml.pair(2, "限度額適用期間", months.join(" ～ "));
    yaml.pair(2, "前月までの短期入所利用日数", days_before(client).to_string());
    allot(client, &laid, yaml);
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
    yaml.line(0, "");
    yaml.pair(0, "給付率", client.rate.to_string());
    yaml.line(0, "サービス事業所:");
    for provider in client.providers() {
        yaml.pair(1, &provider.name, format!("{{事業所番号: \"{}\", 地域区分: {}}}", provider.number, provider.area));
    }
}

fn lay_out<'c>(client: &'c Client<'c>) -> Vec<Laid<'c>> {
    let mut laid = Vec::new();
    let month = client.dates.month;
    let away = if client.slot(STAY).is_some() { stay(month) } else { Vec::new() };
    for slot in &client.slots {
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
            let uses = days.as_ref().map_or(1, |days| i64::try_from(days.len()).unwrap_or(0));
            laid.push(Laid { slot, line, days, units: line.units(client.level) * uses });
        }
    }
    laid
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
    pairs.push(match &laid.days {
        None => "予定: 毎日".to_owned(),
        Some(days) => format!("予定: [{}]", days.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")),
    });
    yaml.line(3, format!("- {{{}}}", pairs.join(", ")));
}

/// What exceeds the limit is borne by the provider with the most units. Nothing here is outside the limit but the percent lines.
fn allot(client: &Client, laid: &[Laid], yaml: &mut Yaml) {
    let excess = excess(client, laid);
    if excess <= 0 {
        return;
    }
    let units = |number: &str| -> i64 {
        laid.iter().filter(|laid| laid.slot.provider.number == number).map(|laid| laid.units).sum()
    };
    if let Some(largest) = client.providers().into_iter().max_by_key(|provider| units(&provider.number)) {
        let pairs = format!("事業所: {}, サービス種類: {}, 単位数: {excess}", largest.name, largest.kind.name);
        yaml.line(2, "超過の割り振り:");
        yaml.line(3, format!("- {{{pairs}}}"));
    }
}

fn excess(client: &Client, laid: &[Laid]) -> i64 {
    let levels = [CareLevel::Care1, CareLevel::Care2, CareLevel::Care3, CareLevel::Care4, CareLevel::Care5];
    let level = levels[usize::from(client.level.clamp(1, 5)) - 1];
    laid.iter().map(|laid| laid.units).sum::<i64>()
        - tariff::limit(level, client.dates.month).map_or(0, |limit| limit.value)
}

/// Whether the month exceeds the limit: the plan then says that the client was told.
pub(super) fn exceeds(client: &Client) -> bool {
    excess(client, &lay_out(client)) > 0
}

/// Three days in each month of the certification before this one.
fn days_before(client: &Client) -> usize {
    if client.slot(STAY).is_none() || client.dates.initial {
        return 0;
    }
    let now = client.dates.month;
    let before = std::iter::successors(Some(now.previous()), |month| Some(month.previous()));
    3 * before.take_while(|month| Month::of(client.dates.certified_on) <= *month).count()
}
