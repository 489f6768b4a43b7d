//! CP304–CP307: every service of every week in 第２表 stands in the week on its days, and the reverse.

use super::matching::stands_for;
use crate::calendar::{WEEKDAY_LETTERS, Weekday};
use crate::frequency::Frequency;
use crate::report::Severity;
use crate::rules::context::{Doer, SlipLine, SupportLine, WeekSlot};
use crate::rules::said::{self, excerpt};
use crate::rules::words::Words;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::KindHit;
use crate::source::Field;

/// Whether every need has goals, every goal its lines and every line its kind: what is missing there is told at 第２表, and
/// may be just what an entry of the week stands for.
fn plan_is_complete(context: &CheckContext) -> bool {
    let needs = || context.case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    let goals = || needs().flat_map(|need| need.goals.iter());
    let supports = || goals().flat_map(|long| long.goals.iter());
    needs().all(|need| !need.goals.is_empty())
        && goals().all(|long| !long.goals.is_empty())
        && supports().all(|short| !short.supports.is_empty())
        && context.support_lines().iter().all(|line| !line.support.kind.is_blank())
}

/// Whether a line may stand among the daily activities instead: the family's and the neighbours', and what others do every day.
fn may_stand_in_day(line: &SupportLine, words: &Words) -> bool {
    let insured = line.kind.is_some_and(|hit| hit.is_insured());
    let by_person = !words.persons_in(&line.support.kind).is_empty();
    line.doer == Doer::Family || !insured && (line.frequency.daily || by_person)
}

/// Whether a line of every day may stand in 「週単位以外のサービス」 instead: a long stay with its dates, an alarm that is always there.
fn may_stand_beyond_week(line: &SupportLine, text: &Field<String>, words: &Words) -> bool {
    if !line.frequency.daily {
        return false;
    }
    let is_device = || {
        let said = [&line.support.kind, &line.support.content];
        said.into_iter().any(|text| words.found("devices", text).is_some())
    };
    match line.kind.filter(KindHit::is_insured) {
        Some(kind) => {
            let named = || words.kinds_in(text.text()).iter().any(|hit| hit.may_be(&kind));
            kind.is_short_stay() && !line.frequency.months.is_empty() && named()
        }
        None => is_device() && line.shares(&words.said(text)),
    }
}

/// Whether two names, without what stands behind them in brackets, differ by a slip of the hand.
fn is_nearly(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 4;
    let name = |text: &str| text.split(['(', '（']).next().unwrap_or_default().trim().to_owned();
    let (one, other) = (name(one), name(other));
    one.chars().count() >= SHORTEST && strsim::damerau_levenshtein(&one, &other) == 1
}

/// Lines of one kind and one office: they are compared with the week together.
struct Group<'c, 'a> {
    /// The first of the lines; messages name it.
    first: &'c SupportLine<'a>,
    /// All lines, the first too.
    lines: Vec<&'c SupportLine<'a>>,
    /// The entries that stand for any of them.
    slots: Vec<&'c WeekSlot<'a>>,
}

impl Group<'_, '_> {
    /// The weekdays that the lines say; none when one of them says none, or perhaps more than was understood.
    fn planned_days(&self) -> Option<Vec<Weekday>> {
        let days: Option<Vec<_>> = self.lines.iter().map(|line| line.frequency.weekdays_of_every_week()).collect();
        days.filter(|_| !self.lines.iter().any(|line| lost_a_day(&line.frequency))).map(|days| days.concat())
    }

    /// The weekdays of the entries; none when one of them could not be read.
    fn found_days(&self) -> Option<Vec<Weekday>> {
        let days: Option<Vec<_>> = self.slots.iter().map(|slot| slot.weekdays()).collect();
        days.map(|days| days.concat())
    }
}

/// Whether what was not understood may be a weekday more: 「火＊金」.
fn lost_a_day(frequency: &Frequency) -> bool {
    // 日 is in too many words (ゴミの日).
    let is_day = |c: char| WEEKDAY_LETTERS.iter().any(|letter| letter.starts_with(c) && c != '日');
    frequency.not_understood.iter().any(|part| part.contains(is_day))
}

/// The groups of lines that must stand in the week, each with its entries.
fn groups<'c, 'a>(context: &'c CheckContext<'a>) -> Vec<Group<'c, 'a>> {
    let mut groups: Vec<Group> = Vec::new();
    for line in context.support_lines().iter().filter(|line| line.belongs_in_week()) {
        let group = groups.iter_mut().find(|group| go_together(group.first, line));
        let found: Vec<_> = context.week_slots().iter().filter(|slot| stands_for(slot, line, context)).collect();
        match group {
            Some(group) => {
                group.lines.push(line);
                let new = found
                    .into_iter()
                    .filter(|slot| !group.slots.iter().any(|known| known.entry.span == slot.entry.span));
                group.slots.extend(new.collect::<Vec<_>>());
            }
            None => groups.push(Group { first: line, lines: vec![line], slots: found }),
        }
    }
    groups
}

/// Whether two lines are the same service: one kind by one office.
fn go_together(one: &SupportLine, other: &SupportLine) -> bool {
    let same_kind = matches!((one.kind, other.kind), (Some(a), Some(b)) if a.may_be(&b));
    one.doer == other.doer && same_kind && one.provider == other.provider
}

/// A service of every week that does not stand in the week.
pub static WEEKLY_SERVICE_NOT_IN_WEEK: Rule = Rule {
    id: "CP304",
    name: "weekly-service-not-in-week",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第2表の「{0}」（{1}）が、第3表の週間の表に見当たりません",
    looks_at: "第2表の毎週の援助（本人の取組みと福祉用具を除く）に当たる枠が「週間」にあるか。家族や近所の人の援助と毎日の支援は「日常生活」にあってもよい。期間を書いた短期入所（毎日（6月2日～7月10日））と、毎日の緊急通報装置などの機器は「週単位以外」にあってもよい。",
    why: "第2表の援助は、保険給付の内外を問わず全て週間の表に書きます。",
    wrong: "第2表: サービス種別: 配食サービス、頻度: 週2回（水・土）\n第3表: （配食の枠がない）",
    right: "- {曜日: [水, 土], 時間: '11:30～12:00', 内容: 配食・安否確認}",
    fix: "「週間」にこのサービスの枠を書いてください。書いてあるのに見つからないときは、枠の内容に種別の名前を入れてください",
    demand: Demand::Guides,
    check: weekly_service_not_in_week,
};

fn weekly_service_not_in_week(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = context.case.week.as_ref().filter(|week| !week.entries.is_empty()) else { return };
    // An entry without content may be just this service: told at the entry.
    if week.entries.iter().any(|entry| entry.content.is_blank()) {
        return;
    }
    for group in groups(context).into_iter().filter(|group| group.slots.is_empty()) {
        let in_day = |line: &&SupportLine| {
            may_stand_in_day(line, context.words)
                && week.activities.iter().any(|activity| line.shares(&context.words.said(&activity.content)))
        };
        let beyond = |line: &&SupportLine| may_stand_beyond_week(line, &week.non_weekly_services, context.words);
        let mut missing = group.lines.iter().copied().filter(|line| !in_day(line) && !beyond(line));
        let Some(first) = missing.next() else { continue };
        let finding = findings.report(
            &WEEKLY_SERVICE_NOT_IN_WEEK,
            first.kind_span(),
            &[&first.called(), &said::excerpt(first.support.frequency.text())],
        );
        finding.related(first.support.frequency.span(), "頻度");
        for line in missing {
            finding.related(line.kind_span(), "この行も");
        }
        finding.related(week.entries.span(), "週間の表");
    }
}

/// The weekdays of a service differ between 第２表 and the week.
pub static WEEKDAYS_DIFFER_FROM_PLAN: Rule = Rule {
    id: "CP305",
    name: "weekdays-differ-from-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」の曜日が、第2表（{1}）と第3表の週間（{2}）で違います",
    looks_at: "第2表の頻度の曜日と、「週間」の同じサービスの曜日が合うか。同じ種別・事業所の行は合わせて見る。保険給付の対象でない援助は、第2表の曜日が第3表に足りないときだけ伝える。",
    why: "利用者と事業所が違う曜日を思い描くことになります。",
    wrong: "第2表: 頻度: 週1回（木）\n第3表: {曜日: [水], 時間: '14:00～15:00', 内容: 訪問看護}",
    right: "第3表: {曜日: [木], 時間: '14:00～15:00', 内容: 訪問看護}",
    fix: "第2表の頻度か、第3表の曜日を直してください",
    demand: Demand::Guides,
    check: weekdays_differ_from_plan,
};

fn weekdays_differ_from_plan(context: &CheckContext, findings: &mut Findings) {
    let groups = groups(context);
    for group in groups.iter().filter(|group| !group.slots.is_empty()) {
        let (Some(planned), Some(found)) = (group.planned_days(), group.found_days()) else { continue };
        // An entry without a provider's name belongs to all offices of its kind: its days are theirs together.
        let of_all = |groups: &[Group]| {
            groups
                .iter()
                .filter(|other| share_slots(group, other))
                .filter_map(Group::planned_days)
                .flatten()
                .collect::<Vec<_>>()
        };
        let missing = planned.iter().any(|day| !found.contains(day));
        let insured = group.lines.iter().all(|line| line.kind.is_some_and(|hit| hit.is_insured()));
        let known = groups.iter().filter(|other| share_slots(group, other)).all(|other| other.planned_days().is_some());
        let all = of_all(&groups);
        let surplus = insured && known && found.iter().any(|day| !all.contains(day));
        let in_day = group.lines.iter().all(|line| may_stand_in_day(line, context.words));
        if found.is_empty() || in_day && group.lines.iter().any(|line| line.frequency.daily) {
            continue;
        }
        if missing || surplus {
            let first = group.first;
            let finding = findings.report(
                &WEEKDAYS_DIFFER_FROM_PLAN,
                first.support.frequency.span(),
                &[&first.called(), &said::weekdays(if missing { &planned } else { &all }), &said::weekdays(&found)],
            );
            finding.related(first.kind_span(), "サービス種別");
            for line in group.lines.iter().skip(1) {
                finding.related(line.support.frequency.span(), "同じサービス");
            }
            // A row whose 頻度 cannot be read as 「毎週」, or whose kind is another, may be the one that has those days.
            let of_provider = |line: &&SupportLine| !line.provider.is_empty() && line.provider == first.provider;
            let is_beside = |line: &&SupportLine| !group.lines.iter().any(|own| std::ptr::eq(*own, *line));
            for line in context.support_lines().iter().filter(of_provider).filter(is_beside) {
                let is_same = line.kind.zip(first.kind).is_some_and(|(a, b)| a.may_be(&b));
                let span = if is_same { line.support.frequency.span() } else { line.kind_span() };
                finding.related(span, "同じ事業所の援助");
            }
            // So may one of another office whose 頻度 was not understood, where it stands for an entry of the same name.
            let is_unread = |line: &&SupportLine| line.frequency.is_partly_read();
            let unread = context.support_lines().iter().filter(is_unread).filter(is_beside);
            for line in unread.filter(|line| !of_provider(line)).take(MOST_STRAYS) {
                finding.related(line.support.frequency.span(), "頻度を読み取れなかった援助");
            }
            // So may a row with its ○ whose kind nobody knows.
            let is_of_no_kind =
                |line: &&SupportLine| line.is_covered() && line.doer == Doer::Other && line.kind.is_none();
            for line in context.support_lines().iter().filter(is_of_no_kind).filter(|_| insured) {
                finding.related(line.kind_span(), "種別の分からない援助");
            }
            for slot in &group.slots {
                finding.related(slot.entry.weekdays.span().or(slot.entry.span), "第3表");
            }
            // On a day that the week lacks, an entry that is nobody's may be the one, were its words right.
            let lacks = |day: Weekday| planned.contains(&day) && !found.contains(&day);
            let is_then = |slot: &&WeekSlot| slot.weekdays().is_none_or(|days| days.into_iter().any(lacks));
            let strays = context.week_slots().iter().filter(|slot| !is_of_a_support(slot, context));
            for slot in strays.filter(is_then).filter(|_| missing).take(MOST_STRAYS) {
                finding.related(slot.entry.content.span().or(slot.entry.span), "どの援助にも当たらない第3表の枠");
            }
        }
    }
}

/// So many entries that are nobody's are named at most.
const MOST_STRAYS: usize = 3;

/// Whether an entry stands for any support line.
fn is_of_a_support(slot: &WeekSlot, context: &CheckContext) -> bool {
    context.support_lines().iter().any(|line| {
        let same_kind = line.kind.is_some_and(|kind| slot.kinds.iter().any(|hit| hit.may_be(&kind)));
        same_kind || stands_for(slot, line, context)
    })
}

fn share_slots(one: &Group, other: &Group) -> bool {
    one.slots.iter().any(|slot| other.slots.iter().any(|known| known.entry.span == slot.entry.span))
}

/// 「週4回（月・木）」: more visits than days, and no word (「朝夕」) that says how they lie.
fn is_several_a_day(line: &SupportLine) -> bool {
    let frequency = &line.frequency;
    let is_more = frequency.per_week.is_some_and(|times| usize::from(times.low) > frequency.weekdays.len());
    let says_how = frequency.per_day.is_some() || frequency.is_several_a_day || !frequency.not_understood.is_empty();
    is_more && !frequency.weekdays.is_empty() && !frequency.is_mixed && !says_how
}

/// 「週2回」 without weekdays, or 「週4回（月・木）」, and another number of entries.
pub static TIMES_A_WEEK_DIFFER_FROM_PLAN: Rule = Rule {
    id: "CP306",
    name: "times-a-week-differ-from-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」は第2表では{1}ですが、第3表の週間には週{2}回あります",
    looks_at: "第2表の頻度に曜日がなく回数だけがあるとき、または回数が曜日の数の何倍かのとき（週4回（月・木））、「週間」の同じサービスの回数が合うか。",
    why: "回数が違うと、どちらに同意したのかが分かりません。",
    wrong: "第2表: 頻度: 週3回\n第3表: {曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護}",
    right: "第2表: 頻度: 週2回（火・金）",
    fix: "第2表の頻度か、第3表の枠を直してください",
    demand: Demand::Guides,
    check: times_a_week_differ_from_plan,
};

fn times_a_week_differ_from_plan(context: &CheckContext, findings: &mut Findings) {
    let groups = groups(context);
    let is_counted =
        |group: &&Group| group.planned_days().is_none() || group.lines.iter().all(|line| is_several_a_day(line));
    for group in groups.iter().filter(|group| !group.slots.is_empty()).filter(is_counted) {
        let alone = groups.iter().filter(|other| share_slots(group, other)).count() == 1;
        let insured = group.lines.iter().all(|line| line.kind.is_some_and(|hit| hit.is_insured()));
        let times: Option<Vec<_>> = group.lines.iter().map(|line| line.frequency.per_week).collect();
        let (Some(times), Some(mut days)) = (times, group.found_days()) else { continue };
        // What the insurance does not cover stands in the week as its writer likes, but where both say the days.
        if !alone || !insured && group.planned_days().is_none() || days.is_empty() {
            continue;
        }
        let n_entries = days.len();
        days.sort_by_key(Weekday::num_days_from_monday);
        days.dedup();
        // Several lines may be one visit or several: anything between is possible.
        let least = times.iter().map(|times| times.low).max().map_or(0, usize::from);
        let most = times.iter().map(|times| usize::from(times.high)).sum::<usize>();
        let fits = |number: usize| (least..=most).contains(&number);
        if !fits(n_entries) && !fits(days.len()) {
            let first = group.first;
            let finding = findings.report(
                &TIMES_A_WEEK_DIFFER_FROM_PLAN,
                first.support.frequency.span(),
                &[&first.called(), &excerpt(first.support.frequency.text()), &n_entries],
            );
            for slot in &group.slots {
                finding.related(slot.entry.weekdays.span().or(slot.entry.span), "第3表");
            }
        }
    }
}

/// An entry of the week that is in no support line.
pub static WEEK_ENTRY_NOT_IN_PLAN: Rule = Rule {
    id: "CP307",
    name: "week-entry-not-in-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第3表の週間の「{0}」に当たる援助が、第2表に見当たりません",
    looks_at: "「週間」の枠ごとに、第2表の援助（種別・内容・事業所）に当たるものがあるか。第2表に援助のない目標や種別のない行があれば、見ない。",
    why: "第2表にないサービスは、課題や目標とのつながりがなく、計画外のサービスになります。",
    wrong: "第3表: {曜日: [水], 時間: '14:00～15:00', 内容: 訪問看護}\n第2表: （訪問看護がない）",
    right: "（第2表に訪問看護の援助を書く）",
    fix: "第2表に援助の行を書くか、この枠を消してください",
    demand: Demand::Guides,
    check: week_entry_not_in_plan,
};

fn week_entry_not_in_plan(context: &CheckContext, findings: &mut Findings) {
    if context.support_lines().is_empty() || !plan_is_complete(context) {
        return;
    }
    for slot in context.week_slots().iter().filter(|slot| !slot.entry.content.is_blank()) {
        if !is_of_a_support(slot, context) {
            let content = &slot.entry.content;
            let finding = findings.report(&WEEK_ENTRY_NOT_IN_PLAN, content.span(), &[&excerpt(content.text())]);
            // Who does it by the slips may stand in 第２表 under another kind.
            let does_it =
                |line: &&SlipLine| line.kind.is_some_and(|kind| slot.kinds.iter().any(|hit| hit.may_be(&kind)));
            let doers: Vec<&SlipLine> = context.slips().iter().flat_map(|slip| &slip.lines).filter(does_it).collect();
            let is_doer = |line: &&SupportLine| doers.iter().any(|doer| doer.provider == line.provider);
            for line in context.support_lines().iter().filter(|line| !line.provider.is_empty()).filter(is_doer) {
                finding.related(line.kind_span(), "利用票でこのサービスを行う事業所の援助");
            }
            // A kind that is nearly this one may be mistyped.
            let is_near = |line: &&SupportLine| is_nearly(line.support.kind.plain(), content.plain());
            for line in context.support_lines().iter().filter(is_near) {
                finding.related(line.kind_span(), "この援助のことなら、サービス種別に誤りがないか確かめてください");
            }
        }
    }
}
