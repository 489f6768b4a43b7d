//! Whole items of lists, as other tables of the plan suggest them: entries of the week, people at the meeting, lines of the slip.

use super::Proposal;
use super::known::supports;
use crate::calendar::{Date, WEEKDAYS, weekday_letter};
use crate::case::CaseFile;
use crate::fixes::week;
use crate::lsp::blanks::PLACE;
use crate::lsp::document::Document;
use crate::rules::CheckContext;
use crate::rules::context::SupportLine;
use crate::source::edit::{double, is_plain};

/// Items for the list at a path, each with its dash.
pub(super) fn rows(document: &Document, path: &[String], today: Date) -> Vec<Proposal> {
    let case = &document.good().file;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match path[..] {
        ["第3表", "週間"] => week(case),
        ["第3表", "日常生活"] => day(),
        ["第4表", "出席者"] => people(case),
        ["第6表", "サービス"] => slip(case),
        ["第5表"] => records(case, today),
        _ => Vec::new(),
    }
}

/// A text inside braces.
fn flow(text: &str) -> String {
    if text.is_empty() {
        PLACE.to_string()
    } else if is_plain(text, true) {
        text.to_owned()
    } else {
        double(text)
    }
}

/// 「週間」 what 第２表 says of every week.
fn week(case: &CaseFile) -> Vec<Proposal> {
    let context = CheckContext::new(case, None);
    let entry = |row: week::Row| {
        let days = row.weekdays.iter().map(|day| weekday_letter(*day)).collect::<Vec<_>>();
        let shown = if days.is_empty() { PLACE.to_string() } else { days.join(", ") };
        let insert = format!("- {{曜日: [{shown}], 時間: {}, 内容: {}}}", flow(&row.time), flow(&row.content));
        let label =
            format!("{}（{}）", row.content, if days.is_empty() { "曜日なし".to_owned() } else { days.join("・") });
        Proposal::yaml(label, insert, "第2表の毎週の援助")
    };
    week::rows(&context).into_iter().map(entry).collect()
}

/// 「日常生活」 what every day has.
fn day() -> Vec<Proposal> {
    ["起床・洗面", "朝食", "昼食", "昼寝", "夕食", "入浴", "就寝", "夜間の排泄"]
        .map(|what| Proposal::yaml(what, format!("- {{時刻: '{PLACE}', 内容: {what}}}"), "主な日常生活上の活動"))
        .to_vec()
}

/// 「出席者」 the client, the family, the care manager, each provider of 第２表 and the doctors.
fn people(case: &CaseFile) -> Vec<Proposal> {
    let mut people: Vec<(String, String, String)> = Vec::new();
    let none = String::new;
    people.extend(case.client.iter().map(|client| (none(), "本人".to_owned(), client.name.text().trim().to_owned())));
    let family = case.family.iter();
    people
        .extend(family.map(|member| {
            (none(), member.relationship.text().trim().to_owned(), member.name.text().trim().to_owned())
        }));
    people.extend(case.office.get().into_iter().map(|office| {
        let (name, manager) = (office.name.text().trim(), office.care_manager.text().trim());
        (name.to_owned(), "介護支援専門員".to_owned(), manager.to_owned())
    }));
    for support in supports(case) {
        let name = support.provider.text().trim();
        if !name.is_empty() && !people.iter().any(|(affiliation, ..)| affiliation == name) {
            people.push((name.to_owned(), none(), none()));
        }
    }
    people.extend(case.physicians.iter().map(|doctor| {
        (doctor.institution.text().trim().to_owned(), "医師".to_owned(), doctor.name.text().trim().to_owned())
    }));
    let entry = |(affiliation, role, name): (String, String, String)| {
        let label = [&affiliation, &role, &name].into_iter().filter(|text| !text.is_empty()).cloned();
        let begin = if affiliation.is_empty() { String::new() } else { format!("所属: {}, ", flow(&affiliation)) };
        let insert = format!("- {{{begin}職種: {}, 氏名: {}}}", flow(&role), flow(&name));
        Proposal::yaml(label.collect::<Vec<_>>().join(" "), insert, "会議出席者")
    };
    people.into_iter().map(entry).collect()
}

/// 「サービス」 a line for each insured support of 第２表 that has a provider; its code and units stand in the code list.
fn slip(case: &CaseFile) -> Vec<Proposal> {
    let context = CheckContext::new(case, None);
    let insured = context.support_lines().iter().filter(|line| line.is_covered() && !line.provider.is_empty());
    let mut found: Vec<Proposal> = Vec::new();
    for line in insured {
        let provider = line.support.provider.text().trim();
        let equipment = line.kind.is_some_and(|hit| hit.is_equipment());
        let time = if equipment {
            String::new()
        } else {
            format!("提供時間帯: {}, ", flow(&hours(case, &context, line)))
        };
        let tail = if equipment { format!(", 用具名称: {PLACE}, TAISコード: {PLACE}") } else { String::new() };
        let insert = format!(
            "- {{{time}サービス内容: {PLACE}, サービスコード: '{PLACE}', 事業所: {}, 単位数: {PLACE}{tail}, 予定: {}}}",
            flow(provider),
            days(line)
        );
        let label = format!("{} {provider}", line.support.kind.text().trim());
        found.push(Proposal::yaml(label, insert, "第2表の保険給付の援助"));
    }
    found
}

/// The one time that the week has for a line's kind.
fn hours(case: &CaseFile, context: &CheckContext, line: &SupportLine) -> String {
    let Some(kind) = line.kind.filter(|_| case.week.is_some()) else { return String::new() };
    let own = context.week_slots().iter().filter(|slot| slot.kinds.iter().any(|hit| hit.may_be(&kind)));
    let mut times: Vec<&str> = own.map(|slot| slot.entry.time.text().trim()).filter(|time| !time.is_empty()).collect();
    times.dedup();
    if let [time] = times[..] { time.to_owned() } else { String::new() }
}

/// 「予定」 as 第２表 says it.
fn days(line: &SupportLine) -> String {
    if line.kind.is_some_and(|hit| hit.is_equipment()) {
        return "毎日".to_owned();
    }
    // Only what is said by its weekdays alone: several uses a day, holidays and months are the month's to lay.
    let weekdays = line.frequency.as_weekdays_alone().unwrap_or_default();
    if weekdays.len() == WEEKDAYS.len() {
        return "毎日".to_owned();
    }
    let letters: Vec<&str> = weekdays.iter().map(|day| weekday_letter(*day)).collect();
    if letters.is_empty() { PLACE.to_string() } else { format!("{{曜日: [{}]}}", letters.join(", ")) }
}

/// 「予定」 that 第２表 suggests: each rhythm once.
pub(super) fn rhythms(case: &CaseFile) -> Vec<Proposal> {
    let context = CheckContext::new(case, None);
    let line = |line: &SupportLine| {
        let what = format!("第2表の{}（{}）", line.called(), line.support.frequency.text().trim());
        Some(days(line)).filter(|days| !days.contains(PLACE)).map(|days| Proposal::word(days, what))
    };
    let lines = context.support_lines().iter().filter(|line| line.is_covered());
    lines.filter_map(line).chain([Proposal::word("毎日", "福祉用具など")]).collect()
}

/// 「第５表」 an entry of today by the care manager.
fn records(case: &CaseFile, today: Date) -> Vec<Proposal> {
    let manager = case.office.get().map(|office| office.care_manager.text().trim()).unwrap_or_default();
    let manager = if manager.is_empty() { PLACE.to_string() } else { flow(manager) };
    let day = crate::calendar::era::long(today);
    let insert =
        format!("- 年月日: {day}\n    時刻: '{PLACE}'\n    項目: {PLACE}\n    内容: {PLACE}\n    記載者: {manager}");
    vec![Proposal::yaml("今日の記録", insert, "年月日と記載者を書いた一件")]
}
