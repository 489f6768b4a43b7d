//! CP623–CP626: the days and hours of the slip against 第２表 and 第３表.

use super::Rule;
use super::kinds::has_doubtful_code;
use super::months::{last_change, of_month, slips_of_plan};
use super::most_days::most_days;
use crate::billing::stay;
use crate::calendar::{Datelike, Month, TimeRange, Weekday, era};
use crate::report::Severity;
use crate::rules::context::{SlipLine, SlipMonth, SupportLine, WeekSlot, days_with_uses, uses_in};
use crate::rules::said;
use crate::rules::weekly_schedule::lacking_part;
use crate::rules::{Certainty, CheckContext, Demand, Finding, Findings};
use crate::service_kind::CountedPer;
use crate::source::Span;
use std::collections::BTreeSet;

/// The lines of one kind and office in a month, with what the plan and the week say of them.
pub(super) struct Group<'c, 'a> {
    lines: Vec<&'c SlipLine<'a>>,
    pub(super) supports: Vec<&'c SupportLine<'a>>,
    slots: Vec<&'c WeekSlot<'a>>,
    /// Days with 予定 on any line, sorted.
    days: Vec<u32>,
}

/// The groups of a month that have 予定, hours (no equipment), and lines in 第２表.
pub(super) fn groups<'c, 'a>(context: &'c CheckContext<'a>, slip: &'c SlipMonth<'a>) -> Vec<Group<'c, 'a>> {
    let mut groups: Vec<Group> = Vec::new();
    let by_days = |line: &&SlipLine| {
        // 小規模多機能, 定期巡回, 看多機: their lines say on which day they are written, not when they are used.
        let by_month = line.kind.and_then(|hit| hit.kind?.per) == Some(CountedPer::Month);
        line.kind.is_some() && !by_month && !line.is_equipment() && !line.is_rate()
    };
    for line in slip.lines.iter().filter(by_days) {
        match groups.iter_mut().find(|group| group.lines.iter().any(|other| other.goes_with(line))) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { lines: vec![line], supports: Vec::new(), slots: Vec::new(), days: Vec::new() }),
        }
    }
    for group in &mut groups {
        let Some((kind, provider)) = group.lines.first().and_then(|line| Some((line.kind?, line.provider.as_str())))
        else {
            continue;
        };
        let of_kind = |support: &&SupportLine| {
            support.is_insured_kind()
                && support.kind.is_some_and(|hit| hit.may_be(&kind))
                && support.provider == provider
        };
        group.supports = context.support_lines().iter().filter(of_kind).collect();
        let slots = context.week_slots().iter().filter(|slot| !slot.is_paid_otherwise);
        group.slots = slots.filter(|slot| slot.kinds.iter().any(|hit| hit.may_be(&kind))).collect();
        group.days = group.lines.iter().flat_map(|line| days_with_uses(&line.planned)).collect();
        group.days.sort_unstable();
        group.days.dedup();
    }
    groups.retain(|group| !group.days.is_empty() && !group.supports.is_empty());
    groups
}

impl<'a> Group<'_, 'a> {
    fn is_stay(&self) -> bool {
        self.lines.iter().any(|line| stay::is_short_stay(line.line))
    }

    /// The weekdays of 第２表; none when a line has none, or takes place in other rhythms too.
    fn planned_weekdays(&self) -> Option<Vec<Weekday>> {
        let days: Option<Vec<_>> =
            self.supports.iter().map(|support| support.frequency.weekdays_of_every_week()).collect();
        days.map(|days| days.concat())
    }

    /// The weekdays of the week's entries of this kind.
    fn week_weekdays(&self) -> Vec<Weekday> {
        self.slots.iter().filter_map(|slot| slot.weekdays()).flatten().collect()
    }

    /// The weekdays of 第２表 and of the week; none where the plan does not say on which days it is.
    fn allowed_weekdays(&self) -> Option<Vec<Weekday>> {
        let in_week = self.week_weekdays();
        let weekly = || self.supports.iter().all(|support| support.frequency.is_every_week());
        match self.planned_weekdays() {
            Some(planned) => Some([in_week, planned].concat()),
            None => Some(in_week).filter(|in_week| !in_week.is_empty() && weekly()),
        }
    }

    /// How many of its days there are, and how many of them would be on no weekday of the plan (or not there) in a month.
    pub(super) fn days_amiss(&self, month: Month) -> (usize, usize) {
        let Some(allowed) = self.allowed_weekdays().filter(|_| !self.is_stay()) else { return (0, 0) };
        let days = || self.days.iter().filter(|day| !self.is_exception(**day));
        let is_amiss = |day: &&u32| month.day(**day).is_none_or(|day| !allowed.contains(&day.weekday()));
        (days().count(), days().filter(is_amiss).count())
    }

    /// The first line with 予定.
    pub(super) fn first(&self) -> Option<&SlipLine<'a>> {
        self.lines.iter().copied().find(|line| uses_in(&line.planned) > 0)
    }

    pub(super) fn kind_name(&self) -> &'static str {
        self.first().and_then(|line| line.kind).map_or("", |hit| hit.name)
    }

    /// Names what a finding about the group's days rests on.
    fn name_grounds(&self, context: &CheckContext, slip: &SlipMonth, finding: &mut Finding) {
        finding.related(slip.block.month.span(), of_month(context, slip));
        for support in &self.supports {
            finding.related(support.support.frequency.span(), "第2表の頻度");
        }
        if let Some((_, span)) = last_change(context) {
            finding.related(span, "この「変更」より後の月として見ました");
        }
    }

    /// Names the rows that may be the group's, and are not for their code or provider.
    fn name_strayed(&self, context: &CheckContext, slip: &SlipMonth, finding: &mut Finding) {
        let Some(own) = self.first() else { return };
        let is_known = |line: &SlipLine| context.support_lines().iter().any(|other| other.provider == line.provider);
        for line in slip.lines.iter().filter(|line| !line.is_rate() && !line.goes_with(own)) {
            if !own.provider.is_empty() && line.line.code.plain() == own.provider {
                finding.related(line.line.code.span(), "サービスコードに事業所の名前があります");
            } else if line.provider == own.provider && has_doubtful_code(context, slip, line) {
                finding.related(line.line.code.span(), "同じ事業所の行のサービスコード");
            } else if matches!((line.kind, own.kind), (Some(a), Some(b)) if a.may_be(&b)) && !is_known(line) {
                finding.related(line.line.provider.span().or(line.line.span), "同じ種類の行の事業所");
            }
        }
    }

    /// Whether a day was named as an exception: 追加 or the new day of 振替.
    fn is_exception(&self, day: u32) -> bool {
        self.lines.iter().any(|line| {
            line.line.extra_days.has(day)
                || line.line.moved_days.moves.iter().any(|(_, to, _)| u32::from(to.get()) == day)
        })
    }
}

/// 予定 on a weekday that neither 第２表 nor 第３表 has.
pub static SLIP_DAY_NOT_ON_WEEKDAY: Rule = Rule {
    id: "CP623",
    name: "slip-day-not-on-weekday",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」に、計画の曜日（{2}）でない予定があります：{3}",
    looks_at: "毎週のサービスの予定の日が、第2表か第3表の曜日（同じ種類・事業所の行は合わせる）にあるか。「追加」「振替」の日、短期入所、福祉用具、月に1回だけの加算は見ない。",
    why: "利用票は居宅サービス計画を基に作ります。曜日が違うと、どちらに同意したのかが分かりません。",
    wrong: "第2表: 頻度: 週2回（火・金）\n第6表: 予定: [3, 4, 6]  # 令和7年6月4日は水曜",
    right: "第6表: 予定: {曜日: [火, 金]}",
    fix: "予定の日を直してください。その月だけ変えるときは「振替」「追加」に書き、続けて変えるときは計画を変更してください",
    demand: Demand::Guides,
    check: slip_day_not_on_weekday,
};

fn slip_day_not_on_weekday(context: &CheckContext, findings: &mut Findings) {
    for slip in slips_of_plan(context) {
        for group in groups(context, slip).iter().filter(|group| !group.is_stay()) {
            let Some(allowed) = group.allowed_weekdays() else { continue };
            let outside = |number: &u32| {
                slip.month.day(*number).is_some_and(|day| !allowed.contains(&day.weekday()))
                    && !group.is_exception(*number)
            };
            // An addition that is counted once a month stands on the 1st or the last day, whatever the weekday.
            let lines = || group.lines.iter().filter(|line| !(line.is_addition() && uses_in(&line.planned) == 1));
            let used = |number: &u32| lines().any(|line| days_with_uses(&line.planned).any(|day| day == *number));
            let days: Vec<u32> = group.days.iter().copied().filter(|day| used(day) && outside(day)).collect();
            let blamed = lines().find(|line| days_with_uses(&line.planned).any(|day| days.contains(&day)));
            if let Some(line) = blamed {
                let facts: [&dyn std::fmt::Display; 4] =
                    [&era::month(slip.month), &group.kind_name(), &said::weekdays(&allowed), &said::day_numbers(&days)];
                let finding = findings.report(&SLIP_DAY_NOT_ON_WEEKDAY, line.planned_span(), &facts);
                group.name_grounds(context, slip, finding);
                // An addition whose name is mistyped counts as a visit.
                if uses_in(&line.planned) == 1 {
                    finding.related(line.line.content.span(), "月に一度の加算なら、名称に誤りがないか確かめてください");
                }
            }
        }
    }
}

/// A weekday of the plan on which the slip has nothing.
pub static WEEKDAY_NOT_ON_SLIP: Rule = Rule {
    id: "CP624",
    name: "weekday-not-on-slip",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "計画では「{0}」が{1}曜日にもありますが、{2}の利用票にはその曜日の予定が一日もありません",
    looks_at: "第2表の毎週の曜日ごとに、利用票の予定が一日でもあるか。その月の最初の予定より後に、その曜日が2日以上あるときだけ見る。第3表にその曜日がなければ第3表で伝える。",
    why: "計画のとおりに利用しないのであれば、計画を変更するか、休む訳を残します。",
    wrong: "第2表: 頻度: 週2回（火・金）\n第6表: 予定: {曜日: 火}",
    right: "第6表: 予定: {曜日: [火, 金]}",
    fix: "予定に足りない曜日を加えるか、計画を変更してください",
    demand: Demand::Guides,
    check: weekday_not_on_slip,
};

fn weekday_not_on_slip(context: &CheckContext, findings: &mut Findings) {
    for slip in slips_of_plan(context) {
        for group in groups(context, slip).iter().filter(|group| !group.is_stay()) {
            let (Some(mut planned), Some(start)) = (group.planned_weekdays(), group.days.first()) else { continue };
            // Days that are still to be written, or cannot be read, are told as that.
            if group.lines.iter().any(|line| line.line.is_unplanned()) {
                continue;
            }
            let in_week = group.week_weekdays();
            planned.retain(|weekday| in_week.is_empty() || in_week.contains(weekday));
            let on = |weekday: Weekday| {
                slip.month
                    .days()
                    .filter(move |day| day.weekday() == weekday && day.day() >= *start)
                    .map(|day| day.day())
            };
            planned.retain(|weekday| on(*weekday).count() >= 2 && !on(*weekday).any(|day| group.days.contains(&day)));
            let ends =
                group.lines.iter().any(|line| line.line.ends_on.value().is_some_and(|end| end < slip.month.last_day()));
            let excused = |weekday: &Weekday| {
                on(*weekday).all(|day| {
                    group.lines.iter().any(|line| {
                        line.line.off_days.has(day)
                            || line.line.moved_days.moves.iter().any(|(from, ..)| u32::from(from.get()) == day)
                    })
                })
            };
            planned.retain(|weekday| !excused(weekday));
            // A row that says 「予定: []」 is the one that lacks days.
            let is_empty = |line: &&&SlipLine| !line.line.planned.is_missing() && uses_in(&line.planned) == 0;
            let place = group.lines.iter().find(is_empty).copied().or(group.first());
            let Some(line) = place.filter(|_| !planned.is_empty() && !ends) else { continue };
            let facts: [&dyn std::fmt::Display; 3] =
                [&group.kind_name(), &said::weekdays(&planned), &era::month(slip.month)];
            let finding = findings.report(&WEEKDAY_NOT_ON_SLIP, line.planned_span(), &facts);
            group.name_grounds(context, slip, finding);
            group.name_strayed(context, slip, finding);
            // A row of the same office under the code of another kind is not counted here.
            let is_of_office = |other: &&SlipLine| other.provider == line.provider && !other.is_addition();
            let is_other = |other: &&SlipLine| !other.code.is_empty() && other.kind_code() != line.kind_code();
            for other in slip.lines.iter().filter(is_of_office).filter(is_other) {
                finding.related(other.line.code.span(), "この事業所の、ほかの種類のサービスコード");
            }
            // It may be another row of the service whose weekday is wrong.
            for other in group.lines.iter().filter(|other| !other.is_addition()) {
                finding.related(other.planned_span(), "同じサービスの行の予定");
            }
        }
    }
}

/// More days than 頻度 says, where it says no weekdays of every week.
pub static SLIP_USES_EXCEED_FREQUENCY: Rule = Rule {
    id: "CP625",
    name: "slip-uses-exceed-frequency",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」は{2}日の予定ですが、第2表の頻度（{3}）では多くて{4}日です",
    looks_at: "第2表に毎週の曜日がなく、「週2回」「月1回（2泊3日）」「隔週（水）」「第2・第4水」「3か月に1回」のようにひと月の日数の限りが分かるとき、予定の日数がそれを超えないか（週は5週と数え、同じ種類・事業所の行は足し合わせる）。",
    why: "計画より多い利用は、計画を変更して位置付けます。",
    wrong: "第2表: 頻度: 月1回（2泊3日）\n第6表: 予定: [6, 7, 8, 20, 21, 22]",
    right: "第2表: 頻度: 月2回（各2泊3日）",
    fix: "予定の日を減らすか、計画を変更してください",
    demand: Demand::Guides,
    check: slip_uses_exceed_frequency,
};

fn slip_uses_exceed_frequency(context: &CheckContext, findings: &mut Findings) {
    for slip in slips_of_plan(context) {
        for group in groups(context, slip) {
            // Without nights, a short stay of 月1回 says nothing about its days.
            let vague_stay = group.is_stay() && group.supports.iter().any(|support| support.frequency.nights.is_none());
            if vague_stay || group.planned_weekdays().is_some() && !group.is_stay() {
                continue;
            }
            let most: Option<usize> = group.supports.iter().map(|support| most_days(support)).sum();
            let (Some(most), Some(line), Some(support)) = (most, group.first(), group.supports.first()) else {
                continue;
            };
            // An addition that is counted once a month stands on the 1st or the last day, and is no visit.
            let is_visit = |line: &&&SlipLine| !(line.is_addition() && uses_in(&line.planned) == 1);
            let visits = group.lines.iter().filter(is_visit).flat_map(|line| days_with_uses(&line.planned));
            let n_days = visits.collect::<BTreeSet<u32>>().len();
            if n_days > most {
                let frequency = said::excerpt(support.support.frequency.text());
                let facts: [&dyn std::fmt::Display; 5] =
                    [&era::month(slip.month), &group.kind_name(), &n_days, &frequency, &most];
                let finding = findings.report(&SLIP_USES_EXCEED_FREQUENCY, line.planned_span(), &facts);
                finding.related(support.support.frequency.span(), "第2表の頻度");
                for other in group.lines.iter().filter(|line| uses_in(&line.planned) > 0) {
                    finding.related(other.planned_span(), "合わせて数えた行");
                }
            }
        }
    }
}

/// Hours that lie in no entry of the week on that weekday.
pub static SLIP_TIME_DIFFERS_FROM_WEEK: Rule = Rule {
    id: "CP626",
    name: "slip-time-differs-from-week",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」の時間（{2}）が、第3表の週間の時間（{3}）に入っていません",
    looks_at: "利用票の提供時間帯が、同じ種類で同じ曜日の「週間」の枠のどれかに入っているか。加算の行は見ない。",
    why: "利用者と事業所が違う時間を思い描くことになります。",
    wrong: "第3表: {曜日: [月], 時間: '10:00～11:00', 内容: 訪問介護（調理）}\n第6表: 提供時間帯: 14:00～15:00",
    right: "第6表: 提供時間帯: 10:00～11:00",
    fix: "利用票の提供時間帯か、第3表の時間を直してください",
    demand: Demand::Guides,
    check: slip_time_differs_from_week,
};

/// So many entries of the week that lack a part are named at most.
const MOST_LACKING: usize = 3;

fn slip_time_differs_from_week(context: &CheckContext, findings: &mut Findings) {
    let ends = |time: TimeRange| (time.start.minutes(), time.start.minutes() + time.minutes());
    for slip in slips_of_plan(context) {
        for group in groups(context, slip) {
            for line in group.lines.iter().filter(|line| !line.is_addition()) {
                let Some(time) = line.line.time.value() else { continue };
                let weekdays: Vec<Weekday> = days_with_uses(&line.planned)
                    .filter(|day| !group.is_exception(*day))
                    .filter_map(|day| slip.month.day(day))
                    .map(|day| day.weekday())
                    .collect();
                let same_day = |slot: &&WeekSlot| {
                    slot.weekdays().is_some_and(|days| days.iter().any(|day| weekdays.contains(day)))
                };
                let slots: Vec<_> = group
                    .slots
                    .iter()
                    .copied()
                    .filter(same_day)
                    .filter(|slot| slot.entry.time.value().is_some())
                    .collect();
                let encloses = |slot: &&WeekSlot| {
                    slot.entry
                        .time
                        .value()
                        .map(ends)
                        .is_some_and(|(from, until)| from <= ends(time).0 && ends(time).1 <= until)
                };
                let Some(first) = slots.first().filter(|_| !slots.iter().any(encloses)) else { continue };
                let facts: [&dyn std::fmt::Display; 4] =
                    [&era::month(slip.month), &line.called(), &time, &first.entry.time.text().trim()];
                let finding = findings
                    .report(&SLIP_TIME_DIFFERS_FROM_WEEK, line.line.time.span(), &facts)
                    .related(first.entry.time.span(), "第3表の時間")
                    .related(slip.block.month.span(), "この利用票の年月");
                // The entry that would fit may be one that lacks a part.
                let lacking: Vec<Span> = context
                    .week_slots()
                    .iter()
                    .filter_map(|slot| lacking_part(slot.entry))
                    .take(MOST_LACKING)
                    .collect();
                for place in lacking {
                    finding.related(place, "足りない項目のある第3表の枠");
                }
            }
        }
    }
}
