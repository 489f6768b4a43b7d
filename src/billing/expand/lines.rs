//! The lines of the last month, carried over and laid over the new calendar.
//!
//! First it is decided which lines stay, then the services are laid by their rhythm ([`super::rhythm`]), then the additions by
//! the visits they belong to ([`super::follow`]). What a line says besides its days is copied as it was typed.

use super::follow::{self, Followed, Uses};
use super::named::{Said, Service, is_basic, kind};
use super::rhythm::{self, Found, Recurs, Sight, letters, listed};
use super::write::{day_numbers, pattern, quoted, scalar};
use super::{Laying, PlannedLine, stay};
use crate::billing::holidays;
use crate::billing::tariff;
use crate::billing::uses::{Mode, days_of};
use crate::calendar::{Date, Datelike, Month, Weekday, era};
use crate::case::days::{DayList, DayNumber, DayPattern, MovedDays};
use crate::case::month::HolidayRule;
use crate::case::{MonthlyService, ServiceLine};
use crate::source::{Field, Span, plain};

/// The lines of the month before, laid over the new month.
pub(super) fn lines(laying: &mut Laying, block: &MonthlyService) -> Vec<PlannedLine> {
    let Some(from) = block.month.value() else { return Vec::new() };
    let staying = staying(laying, block, from);
    let case = laying.case;
    let source =
        Source { said: Said::of(case, block, from), stays: stay::days_in(block, from, Mode::Planned, false), from };
    let basic = |line: &ServiceLine| is_basic(line, from);
    let mut laid: Vec<Option<Laid>> =
        staying.iter().map(|line| basic(line).then(|| service(laying, line, &source))).collect();
    let visits: Vec<Visits> = staying
        .iter()
        .zip(&laid)
        .filter_map(|(line, laid)| Some(Visits { line, before: uses_in(line, from), new: laid.as_ref()?.uses.clone() }))
        .collect();
    for (line, laid) in staying.iter().zip(&mut laid) {
        if laid.is_none() && line.addition_rate.is_blank() {
            *laid = Some(addition(laying, line, &source, &visits));
        }
    }
    tell_disagreements(laying, &source, &staying, &laid);
    staying.iter().zip(&laid).map(|(line, laid)| carried(laying, line, laid.as_ref())).collect()
}

/// The month that is carried over.
struct Source<'c> {
    said: Said<'c>,
    /// Its days of short stay.
    stays: Vec<Date>,
    from: Month,
}

/// A service's days before and now: what its additions go along with.
struct Visits<'c> {
    line: &'c ServiceLine,
    before: Uses,
    new: Uses,
}

/// 「予定」 of a line in the new month.
struct Laid {
    /// As YAML writes it; empty where it cannot be said.
    text: String,
    is_pattern: bool,
    /// The days that it comes to.
    uses: Uses,
    /// The weekdays it recurs on, for comparing with 第2・3表; none where it recurs otherwise.
    weekdays: Option<Vec<Weekday>>,
}

/// The lines that go on; of the others it is told why they do not.
fn staying<'c>(laying: &mut Laying, block: &'c MonthlyService, from: Month) -> Vec<&'c ServiceLine> {
    let mut stay: Vec<&ServiceLine> = Vec::new();
    for line in &block.lines {
        match leaves(laying, line) {
            Some(why) => laying.note(line.span, format!("{}は{why}ので写していません", line.called())),
            None => stay.push(line),
        }
    }
    // An addition leaves with the last service of its provider and kind.
    let of_same = |line: &ServiceLine, other: &ServiceLine| {
        plain(line.provider.text()) == plain(other.provider.text())
            && kind(line).map(|kind| &kind.code) == kind(other).map(|kind| &kind.code)
    };
    let has_base = |line: &ServiceLine| {
        let is_rate = !line.addition_rate.is_blank();
        let mut services = stay.iter().filter(|other| of_same(line, other) && other.addition_rate.is_blank());
        if !line.base_codes.is_empty() && is_rate {
            let counted =
                |other: &ServiceLine| line.base_codes.iter().any(|code| plain(code.text()) == plain(other.code.text()));
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
    let known = tariff::addition(code, &plain(line.content.text()), laying.month).value;
    // One that the plan itself lets run into the new month goes on: 初期加算 of 30 days.
    let runs_on = line.ends_on.value().is_some() && !matches!(line.planned.pattern, DayPattern::Days(_));
    if known.is_some_and(|addition| addition.occasion) && !runs_on {
        return Some("そのときだけの加算な".to_owned());
    }
    (line.planned.is_missing() && !line.actual.is_missing()).then(|| "実績だけの（臨時の）行な".to_owned())
}

/// A service by its own pattern, or by the rhythm of its days.
fn service(laying: &mut Laying, line: &ServiceLine, source: &Source) -> Laid {
    match &line.planned.pattern {
        DayPattern::Days(days) => by_rhythm(laying, line, source, days, true),
        DayPattern::None => empty(laying, line, line.span, "前の月の予定も空です"),
        _ => own_pattern(laying, line),
    }
}

fn by_rhythm(laying: &mut Laying, line: &ServiceLine, source: &Source, days: &[(DayNumber, u8)], basic: bool) -> Laid {
    let valid = laying.case.certification.as_ref().and_then(|certification| certification.valid_period.value());
    let within = |day: &Date| valid.is_some_and(|valid| valid.contains(*day));
    let all_within = uses_in(line, source.from).iter().all(|(day, _)| within(day));
    let sight = Sight {
        line,
        from: source.from,
        to: laying.month,
        certified: valid.filter(|_| all_within),
        stays: &source.stays,
        basic,
        said: &source.said,
    };
    match rhythm::find(&sight, days) {
        Ok(found) => by_found(laying, line, &found),
        Err(why) => empty(laying, line, line.planned.span.or(line.span), &why),
    }
}

/// A pattern stays as it is written.
fn own_pattern(laying: &mut Laying, line: &ServiceLine) -> Laid {
    laying.way(
        line.planned.span,
        format!("{}の予定は、前の月の書き方（毎日・曜日・第n）のとおりに置きました", line.called()),
    );
    let weekdays = match &line.planned.pattern {
        DayPattern::Weekly(weekdays) => Some(weekdays.clone()),
        _ => None,
    };
    Laid {
        text: pattern(&line.planned.pattern),
        is_pattern: true,
        uses: pattern_uses(laying, line, &line.planned.pattern),
        weekdays,
    }
}

fn by_found(laying: &mut Laying, line: &ServiceLine, found: &Found) -> Laid {
    let name = line.called();
    laying.way(line.planned.span, format!("{name}の予定は、{}置きました", found.way));
    for skipped in &found.skipped {
        laying.note(line.planned.span, format!("{name}：{skipped}。確かめてください"));
    }
    let numbers =
        |uses: &Uses| day_numbers(&uses.iter().map(|(day, uses)| (DayNumber::of(*day), *uses)).collect::<Vec<_>>());
    match &found.recurs {
        Recurs::Weekly(weekdays) => {
            let uses = weekly_uses(laying, line, weekdays);
            tell_holidays(laying, line, weekdays);
            let days: Vec<Weekday> = weekdays.iter().map(|(weekday, _)| *weekday).collect();
            // A month without such a day is no reason to forget them.
            let is_pattern = uses.is_empty();
            let text = if is_pattern { pattern(&DayPattern::Weekly(days.clone())) } else { numbers(&uses) };
            Laid { text, is_pattern, uses, weekdays: Some(days) }
        }
        Recurs::Longer(rhythm) => {
            let month = laying.month;
            let falls = |day: &Date| rhythm.days.falls_on(*day) && runs(laying, line, *day);
            let uses: Uses = month.days().filter(falls).map(|day| (day, rhythm.uses)).collect();
            match super::week::as_pattern(rhythm) {
                Some(written) => Laid { text: pattern(&written), is_pattern: true, uses, weekdays: None },
                None => Laid { text: numbers(&uses), is_pattern: false, uses, weekdays: None },
            }
        }
        Recurs::Daily => {
            let uses = pattern_uses(laying, line, &DayPattern::Daily);
            Laid { text: pattern(&DayPattern::Daily), is_pattern: true, uses, weekdays: None }
        }
    }
}

/// An addition: with the visits of its service, on the first or last day, else by a rhythm of its own.
fn addition(laying: &mut Laying, line: &ServiceLine, source: &Source, visits: &[Visits]) -> Laid {
    let days = match &line.planned.pattern {
        DayPattern::Days(days) => days,
        DayPattern::None => return empty(laying, line, line.span, "前の月の予定も空です"),
        _ => return own_pattern(laying, line),
    };
    let before = uses_in(line, source.from);
    let of_service: Vec<&Visits> =
        visits.iter().filter(|visits| Service::of(visits.line) == Service::of(line)).collect();
    if !of_service.is_empty() && of_service.iter().all(|visits| visits.new.is_empty() && !visits.before.is_empty()) {
        return empty(laying, line, line.planned.span, "基本のサービスの予定が決まりません");
    }
    let same_hours = |visits: &&&Visits| line.time.value().is_some() && visits.line.time.value() == line.time.value();
    let joined = Visits {
        line,
        before: joined(of_service.iter().map(|visits| &visits.before)),
        new: joined(of_service.iter().map(|visits| &visits.new)),
    };
    let candidates = of_service.iter().filter(same_hours).chain(&of_service).copied().chain([&joined]);
    let along = candidates.into_iter().find_map(|visits| follow::along(&before, &visits.before, &visits.new));
    match along.or_else(|| follow::at_the_edge(&before, source.from, laying.month)) {
        Some(followed) => by_visits(laying, line, followed),
        None => by_rhythm(laying, line, source, days, false),
    }
}

fn by_visits(laying: &mut Laying, line: &ServiceLine, Followed { days, way }: Followed) -> Laid {
    laying.way(line.planned.span, format!("{}の予定は、{way}置きました", line.called()));
    let month = laying.month;
    let uses: Uses = days.iter().filter_map(|(day, uses)| Some((month.day(u32::from(day.get()))?, *uses))).collect();
    Laid { text: day_numbers(&days), is_pattern: false, uses, weekdays: None }
}

/// The days of several lines together.
fn joined<'v>(all: impl Iterator<Item = &'v Uses>) -> Uses {
    let mut days: Uses = Vec::new();
    for (day, uses) in all.flatten() {
        match days.iter_mut().find(|(other, _)| other == day) {
            Some((_, sum)) => *sum = sum.saturating_add(*uses),
            None => days.push((*day, *uses)),
        }
    }
    days.sort_unstable();
    days
}

fn empty(laying: &mut Laying, line: &ServiceLine, span: Span, why: &str) -> Laid {
    laying.note(span, format!("{}の予定は曜日からは決まらないので空です（{why}）。日を書いてください", line.called()));
    Laid { text: String::new(), is_pattern: false, uses: Vec::new(), weekdays: None }
}

/// The days on which a line is planned.
fn uses_in(line: &ServiceLine, month: Month) -> Uses {
    let counts = days_of(line, month, Mode::Planned);
    month.days().zip(counts).filter(|(_, uses)| *uses > 0).collect()
}

/// Whether a line may run on a day of the new month.
fn runs(laying: &Laying, line: &ServiceLine, day: Date) -> bool {
    laying.may_run(day)
        && line.starts_on.value().is_none_or(|start| start <= day)
        && line.ends_on.value().is_none_or(|end| day <= end)
        && !(line.holidays.value() == Some(HolidayRule::Closed) && holidays::is_holiday(day))
}

fn pattern_uses(laying: &Laying, line: &ServiceLine, pattern: &DayPattern) -> Uses {
    // What changed one day of the month before is not carried.
    let mut line = ServiceLine {
        off_days: DayList::default(),
        extra_days: DayList::default(),
        moved_days: MovedDays::default(),
        ..line.clone()
    };
    line.planned.pattern = pattern.clone();
    uses_in(&line, laying.month).into_iter().filter(|(day, _)| laying.may_run(*day)).collect()
}

/// Weekdays laid over the new month.
fn weekly_uses(laying: &Laying, line: &ServiceLine, weekdays: &[(Weekday, u8)]) -> Uses {
    let uses = |day: &Date| weekdays.iter().find(|(weekday, _)| *weekday == day.weekday()).map(|(_, uses)| *uses);
    laying.month.days().filter(|day| runs(laying, line, *day)).filter_map(|day| Some((day, uses(&day)?))).collect()
}

/// Day numbers do not show which of them a holiday took: that is told.
fn tell_holidays(laying: &mut Laying, line: &ServiceLine, weekdays: &[(Weekday, u8)]) {
    let falls = |day: &Date| weekdays.iter().any(|(weekday, _)| *weekday == day.weekday());
    let closed = line.holidays.value() == Some(HolidayRule::Closed);
    let off: Vec<Date> = laying.month.days().filter(|day| closed && falls(day) && holidays::is_holiday(*day)).collect();
    if !off.is_empty() {
        let message = format!("「{}」は祝日を休みにしました：{}", line.content.text().trim(), listed(&off));
        laying.note(line.holidays.span(), message);
    }
}

/// Where 第2・3表 name other weekdays than the lines of a service have, both are told; once a service.
fn tell_disagreements(laying: &mut Laying, source: &Source, lines: &[&ServiceLine], laid: &[Option<Laid>]) {
    let mut told: Vec<Service> = Vec::new();
    for line in lines.iter().filter(|line| is_basic(line, source.from) && !kind(line).is_some_and(|kind| kind.rental)) {
        let service = Service::of(line);
        if told.contains(&service) {
            continue;
        }
        let own =
            lines.iter().zip(laid).filter(|(other, _)| is_basic(other, source.from) && Service::of(other) == service);
        let days: Option<Vec<Vec<Weekday>>> =
            own.map(|(_, laid)| laid.as_ref().and_then(|laid| laid.weekdays.clone())).collect();
        told.push(service.clone());
        let Some(days) = days else { continue };
        let days = letters(days.concat());
        let tables = [("第3表", source.said.week_of(&service)), ("第2表", source.said.in_plan(&service))];
        for (table, named) in tables.into_iter().filter_map(|(table, named)| Some((table, named?))) {
            let named = letters(named);
            if named != days {
                let message = format!(
                    "{}の曜日は利用票では{days}、{table}では{named}です。利用票のとおりに置いたので、確かめてください",
                    line.called()
                );
                laying.note(line.planned.span.or(line.span), message);
            }
        }
    }
}

fn carried(laying: &Laying, line: &ServiceLine, laid: Option<&Laid>) -> PlannedLine {
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
