//! CP301–CP303, CP323, CP324: the sheet's date, and entries of the week by themselves.

use crate::calendar::Weekday;
use crate::case::week::WeekEntry;
use crate::report::Severity;
use crate::rules::context::{SupportLine, WeekSlot};
use crate::rules::said::excerpt;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::ServiceKind;
use crate::source::Span;
use crate::source::read::Field;

/// 第３表の「作成年月日」 is blank.
pub static WEEK_UNDATED: Rule = Rule {
    id: "CP301",
    name: "week-undated",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "第3表の作成年月日が書かれていません",
    looks_at: "第3表の「作成年月日」が書かれているか。",
    why: "どの時点の計画かが分からないと、第1表・第2表と突き合わせられません。",
    wrong: "第3表:\n  作成年月日: ''",
    right: "第3表:\n  作成年月日: 令和7年5月27日",
    fix: "第3表を作成した日を書いてください",
    demand: Demand::Guides,
    check: week_undated,
};

fn week_undated(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    if week.issued_on.is_blank() {
        findings.report(&WEEK_UNDATED, week.issued_on.span().or(week.span), &[]);
    }
}

/// 第２表 has services of every week, and the week is empty.
pub static WEEK_EMPTY: Rule = Rule {
    id: "CP302",
    name: "week-empty",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第3表の週間の表に何も書かれていません",
    looks_at: "第2表に援助があるとき、第3表の「週間」に一つでも枠があるか。毎週の援助が一つもない計画では見ない。",
    why: "第2表の援助を、保険給付の内外を問わず週間の表に全て書きます。",
    wrong: "第3表:\n  週間: []",
    right: "第3表:\n  週間:\n    - {曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護（入浴・機能訓練）}",
    fix: "毎週のサービスと支援を「週間」に書いてください",
    demand: Demand::Guides,
    check: week_empty,
};

fn week_empty(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    if week.entries.is_empty() && context.support_lines().iter().any(SupportLine::belongs_in_week) {
        findings.report(&WEEK_EMPTY, week.entries.span().or(week.span), &[]);
    }
}

/// An entry without weekday, time or content.
pub static WEEK_ENTRY_INCOMPLETE: Rule = Rule {
    id: "CP303",
    name: "week-entry-incomplete",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "週間の{0}番目の枠に{1}が書かれていません",
    looks_at: "第3表の「週間」の枠ごとに、曜日・時間・内容があるか。",
    why: "いつ、何が行われるのかが分からず、表のどこにも印字できません。",
    wrong: "- {曜日: [火, 金], 時間: '', 内容: 通所介護（入浴・機能訓練）}",
    right: "- {曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護（入浴・機能訓練）}",
    fix: "曜日、時間、内容を書いてください",
    demand: Demand::Guides,
    check: week_entry_incomplete,
};

fn week_entry_incomplete(context: &CheckContext, findings: &mut Findings) {
    for (at, entry) in context.case.week.iter().flat_map(|week| week.entries.iter()).enumerate() {
        let parts = [
            ("曜日", has_no_weekday(entry), entry.weekdays.span()),
            ("時間", entry.time.is_blank(), entry.time.span()),
            ("内容", entry.content.is_blank(), entry.content.span()),
        ];
        let missing: Vec<_> = parts.iter().filter(|(_, blank, _)| *blank).collect();
        if let [(name, _, span)] = missing[..] {
            findings.report(&WEEK_ENTRY_INCOMPLETE, span.or(entry.span), &[&(at + 1), name]);
        } else if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|(name, ..)| *name).collect();
            findings.report(&WEEK_ENTRY_INCOMPLETE, entry.span, &[&(at + 1), &names.join("・")]);
        }
    }
}

/// Whether no weekday is written, or nothing but empty places for them.
fn has_no_weekday(entry: &WeekEntry) -> bool {
    entry.weekdays.iter().all(Field::is_blank)
}

/// The place where an entry lacks a part.
pub(in crate::rules) fn lacking_part(entry: &WeekEntry) -> Option<Span> {
    let parts = [
        (has_no_weekday(entry), entry.weekdays.span()),
        (entry.time.is_blank(), entry.time.span()),
        (entry.content.is_blank(), entry.content.span()),
    ];
    parts.into_iter().find(|(blank, _)| *blank).map(|(_, span)| span.or(entry.span))
}

/// Nothing stands on Saturday and Sunday.
pub static WEEKEND_WITHOUT_SUPPORT: Rule = Rule {
    id: "CP323",
    name: "weekend-without-support",
    severity: Severity::Info,
    certainty: Certainty::Reminder,
    message: "土曜日・日曜日のサービスや支援が第3表にありません。なくてよいかを確かめてください",
    looks_at: "第3表の「週間」に、土曜日か日曜日の枠が一つでもあるか。",
    why: "夜間や土曜日・日曜日のサービスや支援についても、適切かどうかを考えます。",
    wrong: "（月曜日から金曜日の枠だけの週間の表）",
    right: "- {曜日: [日], 時間: '10:00～12:00', 内容: 長女の訪問（浴室の点検・話し相手）}",
    fix: "家族や地域の支援も含めて、土曜日・日曜日の支援があれば書いてください",
    demand: Demand::Guides,
    check: weekend_without_support,
};

fn weekend_without_support(context: &CheckContext, findings: &mut Findings) {
    let Some(week) = &context.case.week else { return };
    let weekend = |day: Option<Weekday>| day.is_none_or(|day| matches!(day, Weekday::Sat | Weekday::Sun));
    if !week.entries.is_empty()
        && !week.entries.iter().any(|entry| entry.weekdays.iter().any(|day| weekend(day.value())))
    {
        findings.report(&WEEKEND_WITHOUT_SUPPORT, week.entries.span().or(week.span), &[]);
    }
}

/// 「訪看」 the name of the service and nothing of what is done.
pub static WEEK_ENTRY_WITHOUT_CONTENT: Rule = Rule {
    id: "CP324",
    name: "week-entry-without-content",
    severity: Severity::Info,
    certainty: Certainty::Heuristic,
    message: "週間の「{0}」に、何をするのか（調理、入浴介助など）が書かれていません",
    looks_at: "第3表の「週間」の内容に、サービスの名前のほかに何をするのかが書かれているか。",
    why: "サービスの内容を書くと、利用者に分かりやすくなります。",
    wrong: "内容: 訪看",
    right: "内容: 訪問看護（血圧・服薬・皮膚の観察）",
    fix: "（ ）の中に、することを書き添えてください",
    demand: Demand::Guides,
    check: week_entry_without_content,
};

fn week_entry_without_content(context: &CheckContext, findings: &mut Findings) {
    // 「訪問入浴」 says what is done.
    let says_itself = |slot: &WeekSlot| slot.kinds.iter().any(|hit| hit.kind.is_some_and(ServiceKind::is_home_bath));
    for slot in context.week_slots().iter().filter(|slot| slot.is_insured() && !says_itself(slot)) {
        let mut rest = slot.entry.content.plain().to_owned();
        for line in context.support_lines().iter().filter(|line| slot.names(&line.provider)) {
            rest = rest.replace(&line.provider, "");
        }
        for word in context.words.kinds_in(&rest).iter().map(|hit| hit.word.to_owned()).collect::<Vec<_>>() {
            rest = rest.replacen(&word, "", 1);
        }
        for word in context.words.candidates("not_content", &rest.clone()) {
            rest = rest.replace(word, "");
        }
        if rest.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            findings.report(
                &WEEK_ENTRY_WITHOUT_CONTENT,
                slot.entry.content.span(),
                &[&excerpt(slot.entry.content.text())],
            );
        }
    }
}
