//! The words that belong to each key: from the plan, from the calendar, and as such forms are usually filled.

use super::{Proposal, Surroundings, known, rows};
use crate::calendar::{Date, Month, WEEKDAYS, era};
use crate::case::CaseFile;
use crate::case::read::Case;
use crate::lsp::blanks::PLACE;
use crate::lsp::document::Document;
use crate::lsp::outline::Around;
use crate::lsp::shapes::Shape;
use crate::profile::PROFILES;
use crate::rules::{self, CheckContext};

/// Ways of writing, each with what it means.
fn usual(words: &[(&str, &str)]) -> Vec<Proposal> {
    words.iter().map(|(word, what)| Proposal::word(*word, *what)).collect()
}

const MEANS: &[(&str, &str)] = &[
    ("訪問（自宅）", "手段"),
    ("電話（発信）", "手段"),
    ("電話（受信）", "手段"),
    ("FAX（送信）", "手段"),
    ("FAX（受信）", "手段"),
    ("会議（自宅）", "手段"),
    ("来所", "手段"),
    ("メール（送信）", "手段"),
];

const OFTEN: &[(&str, &str)] = &[
    ("毎日", "毎日"),
    ("週1回（月）", "毎週、曜日を（ ）に"),
    ("週2回（火・金）", "毎週、曜日を（ ）に"),
    ("週3回（月・水・金）", "毎週、曜日を（ ）に"),
    ("隔週（水）", "2週に1回"),
    ("月1回", "曜日は決めない"),
    ("月2回（第2・第4水）", "第n曜日"),
    ("常時", "緊急通報装置など"),
    ("1回（6月）", "福祉用具の購入など"),
];

const ROLES: &[(&str, &str)] = &[
    ("本人", "利用者"),
    ("介護支援専門員", "居宅介護支援"),
    ("サービス提供責任者", "訪問介護"),
    ("生活相談員", "通所介護"),
    ("看護師", "訪問看護"),
    ("理学療法士", "リハビリテーション"),
    ("福祉用具専門相談員", "福祉用具"),
    ("医師", "主治医"),
    ("薬剤師", "居宅療養管理指導"),
];

/// Proposals for a value, at the place where an editor's cursor is.
pub(super) fn values(
    document: &Document,
    shape: Shape,
    key: &str,
    around: &Around,
    beside: &Surroundings,
) -> Vec<Proposal> {
    let path: Vec<&str> = around.path.iter().map(String::as_str).collect();
    let mut found = of_key(document.good(), shape, &path, key, beside);
    if path == ["第6表", "サービス"]
        && let Some(list) = beside.codes
    {
        found.extend(super::codes::codes(document, list, key, around));
    }
    found
}

/// The words of a key below a path of keys: the one list, for the editor and for the page that is written on.
pub(in crate::lsp) fn of_key(
    of: &Case,
    shape: Shape,
    path: &[&str],
    key: &str,
    beside: &Surroundings,
) -> Vec<Proposal> {
    let case = &of.file;
    let table = path.first().copied().unwrap_or_default();
    let mut found = match key {
        "様式" => PROFILES.iter().map(|profile| Proposal::word(profile.name, "様式の版")).collect(),
        "事業所" => known::providers(case),
        "サービス種別" => known::kinds(case),
        "曜日" => WEEKDAYS.iter().map(|(_, letter)| Proposal::word(*letter, "曜日")).collect(),
        "規則" => rules::all().map(|rule| Proposal::word(rule.id, rule.looks_at)).collect(),
        "項目" if table == "第5表" => usual(MEANS),
        "居宅介護支援事業所" | "サービス事業所" => {
            beside.files.iter().map(|name| Proposal::word(name.as_str(), "計画書のそばのファイル")).collect()
        }
        "前の計画" => {
            beside.files.iter().map(|name| Proposal::word(name.as_str(), "計画書のそばのファイル")).collect()
        }
        "期間" | "当初期間" => known::periods(case, beside.today),
        "氏名" | "記載者" | "署名" if table != "利用者" => known::persons(case),
        "審査会意見" => usual(&[("なし", "被保険者証に記載がないとき")]),
        "週単位以外" => usual(&[("なし", "隔週や月単位のサービスがないとき")]),
        "残された課題" => usual(&[("なし", "次回の開催時期も書けます")]),
        "頻度" => usual(OFTEN),
        "職種" => usual(ROLES),
        "続柄" => known::relationships(case),
        "保険給付" => usual(&[("○", "※1 保険給付の対象")]),
        "本人" | "家族" if path.last() == Some(&"出席") => usual(&[("○", "出席した")]),
        "生活援助中心型の算定理由" => {
            vec![Proposal::yaml("その他", format!("{{その他: {PLACE}}}"), "事情を簡潔に")]
        }
        "開催場所" => venues(case),
        "開催時間" => usual(&[("14:00～15:00", "時刻から時刻まで")]),
        "開催回数" => vec![Proposal::word(format!("第{}回", case.meetings.len().max(1)), "この計画の会議")],
        "年月" => months(case, beside.today),
        "限度額適用期間" => limit(case),
        "前月までの短期入所利用日数" => usual(&[("0", "短期入所を使っていないとき")]),
        "予定" if table == "第6表" => rows::rhythms(case),
        "給付率" => usual(&[("90", "1割負担"), ("80", "2割負担"), ("70", "3割負担")]),
        _ => Vec::new(),
    };
    let is_date = shape.example().is_some_and(|example| example.contains('年') && example.contains('日'));
    if is_date && !matches!(key, "期間" | "当初期間" | "有効期間" | "生年月日") {
        found.extend(known::dates(case, beside.today));
    }
    let own = matches!(
        key,
        "課題"
            | "目標"
            | "サービス内容"
            | "頻度"
            | "所属"
            | "職種"
            | "内容"
            | "サービスコード"
            | "用具名称"
            | "時間"
            | "提供時間帯"
    );
    if own {
        found.splice(0..0, known::written(of, table, key));
    }
    found
}

/// 「開催場所」
fn venues(case: &CaseFile) -> Vec<Proposal> {
    let office = case.office.get().map(|office| office.name.text().trim().to_owned()).filter(|name| !name.is_empty());
    let mut found = usual(&[("利用者の自宅", ""), ("オンライン", "テレビ電話装置等")]);
    found.extend(office.map(|name| Proposal::word(name, "居宅介護支援事業所")));
    found
}

/// 「年月」 the month after the last one, else that of the plan and the next.
fn months(case: &CaseFile, today: Date) -> Vec<Proposal> {
    let last = case.months.iter().filter_map(|block| block.month.value()).max();
    let planned = case.plan_1.as_ref().and_then(|plan| plan.planned_on.value()).unwrap_or(today);
    let first = last.map_or(Month::of(planned), Month::next);
    let name = |month: Month| Proposal::word(era::month(month), "サービスを利用する月");
    vec![name(first), name(first.next())]
}

/// 「限度額適用期間」 the months of the certification.
fn limit(case: &CaseFile) -> Vec<Proposal> {
    let context = CheckContext::new(case, None);
    let valid = context.certification().and_then(|certification| certification.valid_period.value());
    let text = valid.and_then(|valid| {
        let end = era::month(Month::of(valid.end()?));
        Some(format!("{} ～ {end}", era::month(Month::of(valid.start()))))
    });
    text.into_iter().map(|text| Proposal::word(text, "認定の有効期間の月")).collect()
}
