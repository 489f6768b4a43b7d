//! A line copied as it was typed, with the days that were laid for it and what of 「開始」「終了」 still lies ahead.

use super::lines::Laid;
use super::write::{quoted, scalar};
use super::{Laying, PlannedLine, stay};
use crate::calendar::{Date, era};
use crate::case::ServiceLine;
use crate::source::Field;

/// The line of the new month; of a line with 加算率 nothing is laid. 「半月」 is of one month only.
pub(super) fn carried(laying: &Laying, line: &ServiceLine, laid: Option<&Laid>) -> PlannedLine {
    let mut carried = PlannedLine::default();
    let mut copy = |key: &'static str, text: &str, quote: bool| {
        if !text.trim().is_empty() {
            carried.push(key, if quote { quoted(text.trim()) } else { scalar(text) });
        }
    };
    copy("提供時間帯", line.time.text(), false);
    copy("サービス内容", line.content.text(), false);
    copy("サービスコード", line.code.text(), true);
    copy("事業所", line.provider.text(), false);
    copy("算定単位", line.counted_per.text(), false);
    copy("単位数", line.units.text(), false);
    copy("割引後率", line.discounted_rate.text(), false);
    copy("加算率", line.addition_rate.text(), false);
    if !line.base_codes.is_empty() {
        let codes: Vec<String> = line.base_codes.iter().map(|code| quoted(code.text().trim())).collect();
        carried.push("算定対象", format!("[{}]", codes.join(", ")));
    }
    let mut copy = |key: &'static str, text: &str| {
        if !text.trim().is_empty() {
            carried.push(key, scalar(text));
        }
    };
    copy("対象外", line.outside_limit.text());
    copy("給付管理単位数", line.managed_units.text());
    copy("定額", line.flat_share.text());
    copy("用具名称", line.equipment.text());
    copy("TAISコード", line.tais_code.text());
    copy("届出コード", line.notified_code.text());
    if let Some(laid) = laid {
        carried.push("予定", laid.text.clone());
    }
    if let Some(rule) = line.holidays.value() {
        carried.push("祝日", rule.printed());
    }
    bounds(laying, line, laid.is_some_and(|laid| laid.is_pattern), &mut carried);
    carried
}

/// 「開始」「終了」 what of them still lies ahead, and the certification's ends where a pattern would run over them.
fn bounds(laying: &Laying, line: &ServiceLine, is_pattern: bool, carried: &mut PlannedLine) {
    let text_or_day =
        |field: &Field<Date>, day: Date| if field.value() == Some(day) { scalar(field.text()) } else { era::long(day) };
    // A stay keeps its first day: whether 30 days have passed is seen from it.
    let start = line.starts_on.value().filter(|start| *start >= laying.month.first_day() || stay::is_short_stay(line));
    let start = if is_pattern && laying.starts_late() {
        Some(start.map_or(laying.days.0, |start| start.max(laying.days.0)))
    } else {
        start
    };
    if let Some(start) = start {
        carried.push("開始", text_or_day(&line.starts_on, start));
    }
    let end = line.ends_on.value();
    let end = if is_pattern && laying.ends_early() {
        Some(end.map_or(laying.days.1, |end| end.min(laying.days.1)))
    } else {
        end
    };
    if let Some(end) = end {
        carried.push("終了", text_or_day(&line.ends_on, end));
    }
}
