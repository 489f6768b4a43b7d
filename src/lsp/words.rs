//! Names and words that this plan knows, for every place that proposes them: an editor's completion and the page that is
//! written on.

use super::completion::known;
use crate::calendar::{Date, Period, era};
use crate::case::CaseFile;
use crate::case::read::Case;
use crate::rules::CheckContext;
use crate::service_kind;
use crate::source::yaml::Node;
use std::collections::BTreeSet;

/// A word that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub word: String,
    /// What it is: サービス事業所, 家族, 今日.
    pub what: &'static str,
}

impl Word {
    fn new(word: impl Into<String>, what: &'static str) -> Self {
        Self { word: word.into(), what }
    }
}

/// Words for the value of a key under a path of keys, each once; `today` is the machine's day. Words of a closed set are
/// not among them: the schema has these.
#[must_use]
pub fn words(case: &Case, path: &[String], key: &str, today: Date) -> Vec<Word> {
    let file = &case.file;
    let in_table = |table: &str| path.first().is_some_and(|first| first == table);
    let mut found = match key {
        "事業所" => providers(file),
        "サービス種別" => kinds(file),
        "項目" if in_table("第5表") => means(file),
        "期間" | "当初期間" => periods(file, today),
        "氏名" | "記載者" if !in_table("利用者") => persons(file),
        _ => Vec::new(),
    };
    let written = ["課題", "目標", "サービス内容", "頻度", "所属", "職種", "内容", "サービスコード", "用具名称"];
    if written.contains(&key) {
        found.extend(case.root.iter().flat_map(|root| already(root, path.first(), key)));
    }
    let mut seen = BTreeSet::new();
    found.retain(|found| !found.word.trim().is_empty() && seen.insert(found.word.clone()));
    found
}

fn providers(case: &CaseFile) -> Vec<Word> {
    known::provider_names(case).map(|name| Word::new(name, "サービス事業所")).collect()
}

fn kinds(case: &CaseFile) -> Vec<Word> {
    let used = known::supports(case).map(|support| support.kind.text().trim().to_owned());
    let known = service_kind::kinds().iter().map(|kind| kind.name.clone());
    let helpers = ["本人", "家族"].map(str::to_owned);
    used.chain(helpers).chain(known).map(|name| Word::new(name, "サービス種別")).collect()
}

fn means(case: &CaseFile) -> Vec<Word> {
    let used = case.log.iter().map(|entry| entry.means.text().trim());
    let usual = ["訪問（自宅）", "電話（発信）", "電話（受信）", "FAX（送信）", "会議", "来所", "メール（送信）"];
    used.chain(usual).map(|word| Word::new(word, "手段")).collect()
}

fn persons(case: &CaseFile) -> Vec<Word> {
    let client = case.client.iter().map(|client| (client.name.text(), "利用者"));
    let family = case.family.iter().map(|member| (member.name.text(), "家族"));
    let doctors = case.physicians.iter().map(|doctor| (doctor.name.text(), "主治医"));
    let office = case.office.get().into_iter().map(|office| (office.care_manager.text(), "介護支援専門員"));
    let writers = case.log.iter().map(|entry| (entry.recorder.text(), "記載者"));
    let attendees = case.meetings.iter().flat_map(|meeting| meeting.attendees.iter());
    let attendees = attendees.map(|attendee| (attendee.name.text(), "出席者"));
    let all = client.chain(family).chain(doctors).chain(office).chain(writers).chain(attendees);
    all.map(|(name, what)| Word::new(name.trim(), what)).collect()
}

fn periods(case: &CaseFile, today: Date) -> Vec<Word> {
    let valid =
        CheckContext::new(case, None).certification().and_then(|certification| certification.valid_period.value());
    let long = case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    let mut found: Vec<Word> = long
        .filter(|goal| goal.period.value().is_some())
        .map(|goal| Word::new(goal.period.text().trim(), "長期目標の期間"))
        .collect();
    if let Some(end) = valid.and_then(Period::end) {
        let start = case.plan_1.as_ref().and_then(|plan| plan.planned_on.value()).unwrap_or(today);
        found.push(Word::new(format!("{} ～ {}", era::long(start), era::long(end)), "計画作成日から認定の終わりまで"));
    }
    found
}

/// Texts that the same table already has under the same key.
fn already(root: &Node, table: Option<&String>, key: &str) -> Vec<Word> {
    let top = table.and_then(|table| root.get(table)).map_or(root, |entry| &entry.value);
    known::texts_under(top, key).into_iter().map(|text| Word::new(text, "この計画書の言葉")).collect()
}
