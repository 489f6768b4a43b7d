//! CP315–CP319: 「主な日常生活上の活動」.

use crate::calendar::TimeOfDay;
use crate::case::week::{Activity, WeeklySchedule};
use crate::report::Severity;
use crate::rules::context::Doer;
use crate::rules::order;
use crate::rules::said;
use crate::rules::words::{Words, person_places, plain};
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

/// 「主な日常生活上の活動」 is blank.
pub static DAILY_ACTIVITIES_MISSING: Rule = Rule {
    id: "CP315",
    name: "daily-activities-missing",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "第3表の「主な日常生活上の活動」が書かれていません",
    looks_at: "第3表の「日常生活」に一つでも活動があるか。",
    why: "平均的な一日の過ごし方が分からないと、サービスの時間が合っているかを判断できません。",
    wrong: "日常生活: []",
    right: "日常生活:\n  - {時刻: '6:30', 内容: 起床・洗面}\n  - {時刻: '7:30', 内容: 朝食・服薬}",
    fix: "起床から就寝まで（夜間の排泄も）、平均的な一日を書いてください",
    demand: Demand::Guides,
    check: daily_activities_missing,
};

fn daily_activities_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    if week.activities.iter().all(|activity| activity.content.is_blank()) {
        findings.report(&DAILY_ACTIVITIES_MISSING, week.activities.span().or(week.span), &[]);
    }
}

/// Something of an ordinary day is missing.
pub static DAILY_ACTIVITIES_INCOMPLETE: Rule = Rule {
    id: "CP316",
    name: "daily-activities-incomplete",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「主な日常生活上の活動」に、{0}が見当たりません",
    looks_at: "「日常生活」に、起床、朝食・昼食・夕食、排泄（夜間も）、入浴、就寝が書かれているか。夜間の排泄は、21時から6時までの活動か「夜間」の言葉で見る。",
    why: "サービスを利用しない日や夜間も含めた一日の様子を、皆が知るためです。",
    wrong: "日常生活:\n  - {時刻: '7:30', 内容: 朝食}\n  - {時刻: '12:00', 内容: 昼食}",
    right: "日常生活:\n  - {時刻: '1:00', 内容: トイレ（自分で）}\n  - {時刻: '6:30', 内容: 起床}\n  # …\n  - {時刻: '21:30', 内容: 就寝}",
    fix: "見当たらないものを書いてください",
    demand: Demand::Guides,
    check: daily_activities_incomplete,
};

fn daily_activities_incomplete(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    let written: Vec<_> = week.activities.iter().filter(|activity| !activity.content.is_blank()).collect();
    if written.is_empty() {
        return;
    }
    let words = context.words;
    let has = |list: &str| written.iter().any(|activity| words.found(list, &activity.content).is_some());
    let meal = |list: &str, hours: std::ops::Range<u16>| {
        has(list) || written.iter().any(|activity| is_meal(activity, &hours, words))
    };
    let parts = [
        ("起床", has("day_wake")),
        ("朝食", meal("day_breakfast", 4..11)),
        ("昼食", meal("day_lunch", 11..16)),
        ("夕食", meal("day_dinner", 16..22)),
        ("排泄", has("day_toilet")),
        ("夜間の排泄", !has("day_toilet") || written.iter().any(|activity| is_toilet_by_night(activity, words))),
        ("入浴", has("day_bath")),
        ("就寝", has("day_bed")),
    ];
    let missing: Vec<_> = parts.iter().filter(|(_, there)| !there).map(|(name, _)| *name).collect();
    if !missing.is_empty() {
        let place = week.activities.span().or(week.span);
        let finding = findings.report(&DAILY_ACTIVITIES_INCOMPLETE, place, &[&said::list(&missing)]);
        for activity in written.iter().filter(|activity| is_like_one(activity, &missing, words)) {
            finding.related(activity.content.span(), "この活動のことなら、書き方を確かめてください");
        }
    }
}

/// Whether an activity that is none of an ordinary day may be meant for one that is missing: it has a letter of its name.
fn is_like_one(activity: &Activity, missing: &[&str], words: &Words) -> bool {
    const LISTS: [&str; 8] =
        ["day_wake", "day_breakfast", "day_lunch", "day_dinner", "day_meal", "day_toilet", "day_bath", "day_bed"];
    let text = activity.content.plain();
    let is_known = LISTS.iter().any(|list| words.found_in_plain(list, text).is_some());
    !is_known && missing.iter().any(|name| text.contains(|letter| name.contains(letter)))
}

fn hour_of(activity: &Activity) -> Option<u16> {
    activity.time.value().map(|time| time.minutes() / 60)
}

/// 「食事」 without saying which, at the hours of a meal.
fn is_meal(activity: &Activity, hours: &std::ops::Range<u16>, words: &Words) -> bool {
    hour_of(activity).is_some_and(|hour| hours.contains(&hour)) && words.found("day_meal", &activity.content).is_some()
}

fn is_toilet_by_night(activity: &Activity, words: &Words) -> bool {
    let text = activity.content.plain();
    let by_night = hour_of(activity).is_some_and(|hour| !(6..21).contains(&hour))
        || words.found_in_plain("day_night", text).is_some();
    by_night && words.found_in_plain("day_toilet", text).is_some()
}

/// Somebody who cares lives with the client, and the day says nothing of them.
pub static CARER_NOT_IN_DAY: Rule = Rule {
    id: "CP317",
    name: "carer-not-in-day",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "同居の家族（{0}）の一日の様子が、第3表に見当たりません",
    looks_at: "同居の家族（「家族」の項目か、第1表の「妻（75歳、同居）」のような書き方）が援助もしているとき、「日常生活」か「週間」にその続柄（または介護者、家族）が書かれているか。",
    why: "主な介護者の一日も把握して、家族の援助を含めて計画します。",
    wrong: "家族: [{続柄: 妻, 同居: はい}]\n# 第3表に妻のことがない",
    right: "- {時刻: '2:00', 内容: 'トイレ（妻が付き添い、5時にもう1回）'}",
    fix: "介護者の起床・就寝や帰宅の時間、介護をする時間を書いてください",
    demand: Demand::Guides,
    check: carer_not_in_day,
};

fn carer_not_in_day(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    if week.activities.is_empty() || !context.support_lines().iter().any(|line| line.doer == Doer::Family) {
        return;
    }
    let together = living_together(context);
    let helps = |name: &&String| {
        context
            .support_lines()
            .iter()
            .any(|line| line.doer == Doer::Family && same_person(line.support.kind.text(), name, context.words))
    };
    let carers: Vec<&String> = together.iter().filter(helps).collect();
    if !carers.is_empty() && !carers.iter().any(|name| is_mentioned(week, name, context.words)) {
        findings.report(&CARER_NOT_IN_DAY, week.activities.span().or(week.span), &[&said::list(&carers)]);
    }
}

/// The family members who live with the client: by 「家族」, or by 「妻（75歳、同居）」 in 第１表.
fn living_together(context: &CheckContext) -> Vec<String> {
    let listed =
        context.case.family.iter().filter(|member| member.lives_together.value().is_some_and(|together| together.0));
    let mut names: Vec<String> =
        listed.map(|member| member.relationship.plain().to_owned()).filter(|name| !name.is_empty()).collect();
    let text = context.case.plan_1.as_ref().map(|plan| plan.assessment.plain()).unwrap_or_default();
    for word in context.words.candidates("kin", text) {
        let said = person_places(text, word).any(|at| {
            let after = text[at + word.len()..].strip_prefix('(').and_then(|rest| rest.split_once(')'));
            after.is_some_and(|(inside, _)| inside.contains("同居") && !inside.contains("別居"))
        });
        if said && !names.iter().any(|name| name == word) {
            names.push(word.to_owned());
        }
    }
    names
}

fn same_person(text: &str, name: &str, words: &Words) -> bool {
    let persons = words.persons_in(name);
    plain(text).contains(&plain(name)) || words.persons_in(text).iter().any(|person| persons.contains(person))
}

fn is_mentioned(week: &WeeklySchedule, name: &str, words: &Words) -> bool {
    let texts =
        week.activities.iter().map(|activity| &activity.content).chain(week.entries.iter().map(|entry| &entry.content));
    texts.into_iter().any(|text| same_person(text.text(), name, words) || words.found("day_carer", text).is_some())
}

/// From when on it is evening, in minutes of the day.
const EVENING: u16 = 20 * 60;

/// Activities that are not in the order of the day.
pub static DAILY_ACTIVITIES_OUT_OF_ORDER: Rule = Rule {
    id: "CP318",
    name: "daily-activities-out-of-order",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "「主な日常生活上の活動」の{0}が、{1}より{2}に書かれています",
    looks_at: "「日常生活」が時刻の順に並んでいるか。",
    why: "時刻の順に並んでいると、一日の流れがそのまま読めます。",
    wrong: "日常生活:\n  - {時刻: '7:30', 内容: 朝食}\n  - {時刻: '6:30', 内容: 起床}",
    right: "日常生活:\n  - {時刻: '6:30', 内容: 起床}\n  - {時刻: '7:30', 内容: 朝食}",
    fix: "時刻の順に並べ替えてください。午後の時刻を午前と書き誤っていないかも確かめてください",
    demand: Demand::Guides,
    check: daily_activities_out_of_order,
};

fn daily_activities_out_of_order(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    let timed: Vec<_> =
        week.activities.iter().filter_map(|activity| Some((activity.time.value()?, activity.time.span()))).collect();
    // A day may be written from the evening before (23:30 トイレ, 7:00 起床 … 21:00 就寝) or into the next night; it has 24 hours, so
    // that what comes last is none that its first has overtaken.
    let first_descent = timed.windows(2).position(|pair| pair[1].0 < pair[0].0);
    let over_midnight = |before: &TimeOfDay, after: &TimeOfDay| {
        let is_one_day = timed.first().zip(timed.last()).is_some_and(|((first, _), (last, _))| last <= first);
        before.minutes() >= EVENING && after.minutes() < EVENING && is_one_day
    };
    let evening = first_descent.filter(|at| over_midnight(&timed[*at].0, &timed[at + 1].0)).map_or(0, |at| at + 1);
    let keys: Vec<(bool, TimeOfDay)> = timed.iter().enumerate().map(|(at, (time, _))| (at >= evening, *time)).collect();
    for stray in order::strays(&keys) {
        let ((own, span), (other, other_span)) = (timed[stray.at], timed[stray.other]);
        let than = if stray.is_below() { "後" } else { "前" };
        findings
            .report(&DAILY_ACTIVITIES_OUT_OF_ORDER, span, &[&own, &other, &than])
            .related(other_span, if stray.is_below() { "前の活動" } else { "次の活動" });
    }
}

/// An activity without its time, or a time without an activity, where others have both.
pub static ACTIVITY_INCOMPLETE: Rule = Rule {
    id: "CP319",
    name: "activity-incomplete",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "「主な日常生活上の活動」の{0}番目に、{1}が書かれていません",
    looks_at: "第3表の「日常生活」の一件ごとに、時刻と内容があるか。どの活動にも書かれていないものは見ない。",
    why: "一日のいつのことかが分からず、その時間の所に印字できません。",
    wrong: "日常生活:\n  - {時刻: '7:30', 内容: 朝食・服薬}\n  - {時刻: '12:00', 内容: ''}",
    right: "日常生活:\n  - {時刻: '7:30', 内容: 朝食・服薬}\n  - {時刻: '12:00', 内容: 昼食}",
    fix: "時刻と内容を書いてください。要らなければ、この一件を消してください",
    demand: Demand::Own("一件だけ時刻や内容がないのは、消えたのに気付かないことが多いため"),
    check: activity_incomplete,
};

fn activity_incomplete(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    let is_written = |get: fn(&Activity) -> bool| week.activities.iter().any(|activity| !get(activity));
    let (timed, said) = (is_written(|one| one.time.is_blank()), is_written(|one| one.content.is_blank()));
    for (at, activity) in week.activities.iter().enumerate() {
        // A row in which both are blank waits to be filled in.
        let (name, span) = match (activity.time.is_blank(), activity.content.is_blank()) {
            (true, false) if timed => ("時刻", activity.time.span()),
            (false, true) if said => ("内容", activity.content.span()),
            _ => continue,
        };
        findings.report(&ACTIVITY_INCOMPLETE, span.or(activity.span), &[&(at + 1), &name]);
    }
}
