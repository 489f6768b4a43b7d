//! Which lines of the last month go on into the new one: a service that has not ended, its additions as long as it does, and
//! nothing that was charged on an occasion.

use super::named::{is_basic, kind};
use super::{Laying, renewed};
use crate::billing::tariff;
use crate::calendar::{Month, era};
use crate::case::days::DayPattern;
use crate::case::{MonthlyService, ServiceLine};

/// The lines that go on; of the others it is told why they do not.
pub(super) fn staying<'c>(laying: &mut Laying, block: &'c MonthlyService, from: Month) -> Vec<&'c ServiceLine> {
    let mut stay: Vec<&ServiceLine> = Vec::new();
    for line in &block.lines {
        let is_unplanned = |line: &ServiceLine| laying.before.is_some() && !renewed::is_planned(laying.case, line);
        let unplanned = || (is_basic(line, from) && is_unplanned(line)).then(|| "この計画の第2表にない".to_owned());
        match leaves(laying, line).or_else(unplanned) {
            Some(why) => laying.note(line.span, format!("{}は{why}ので写していません", line.called())),
            None => stay.push(line),
        }
    }
    // An addition leaves with the last service of its provider and kind.
    let of_same = |line: &ServiceLine, other: &ServiceLine| {
        line.provider.plain() == other.provider.plain()
            && kind(line).map(|kind| &kind.code) == kind(other).map(|kind| &kind.code)
    };
    let has_base = |line: &ServiceLine| {
        let is_rate = !line.addition_rate.is_blank();
        let mut services = stay.iter().filter(|other| of_same(line, other) && other.addition_rate.is_blank());
        if !line.base_codes.is_empty() && is_rate {
            let counted = |other: &ServiceLine| line.base_codes.iter().any(|code| code.plain() == other.code.plain());
            return services.any(|other| counted(other));
        }
        let had = block.lines.iter().any(|other| of_same(line, other) && is_basic(other, from));
        let alone = !is_rate && !had;
        alone || services.any(|other| is_basic(other, from)) || is_rate && !had && services.next().is_some()
    };
    let (go_on, gone): (Vec<&ServiceLine>, Vec<&ServiceLine>) =
        stay.iter().partition(|line| is_basic(line, from) || has_base(line));
    for line in gone {
        let provider = line.provider.text().trim();
        let message = format!("{}は、{provider}の基本のサービスが続かないので写していません", line.called());
        laying.note(line.span, message);
    }
    go_on
}

/// Why a line does not go on into the new month.
fn leaves(laying: &Laying, line: &ServiceLine) -> Option<String> {
    let first = laying.month.first_day();
    if let Some(end) = line.ends_on.value().filter(|end| *end < first) {
        return Some(format!("{}に終わった", era::long(end)));
    }
    if !line.addition_rate.is_blank() {
        return None;
    }
    let code = kind(line).map_or("", |kind| kind.code.as_str());
    let known = tariff::addition(code, line.content.plain(), laying.month).value;
    // One that the plan itself lets run into the new month goes on: 初期加算 of 30 days.
    let runs_on = line.ends_on.value().is_some() && !matches!(line.planned.pattern, DayPattern::Days(_));
    if known.is_some_and(|addition| addition.occasion) && !runs_on {
        return Some("そのときだけの加算な".to_owned());
    }
    (line.planned.is_missing() && !line.actual.is_missing()).then(|| "実績だけの（臨時の）行な".to_owned())
}
