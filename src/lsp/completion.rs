//! What may be typed here: keys that are missing, words that a key takes, names that this plan knows.

use super::document::Document;
use super::outline::{self, Around};
use super::shapes::Shape;

use crate::calendar::{Date, WEEKDAYS, era};
use crate::case::CaseFile;
use crate::rules::{self, CheckContext};
use crate::service_kind;

/// What kind of thing is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A key of the form.
    Key,
    /// One of a closed set of words.
    Choice,
    /// A name, date or text.
    Word,
}

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proposal {
    /// What is shown.
    pub(super) label: String,
    /// What is put in: a snippet, where `$0` is the cursor.
    pub(super) insert: String,
    /// What it means.
    pub(super) detail: String,
    /// What kind of thing it is.
    pub(super) sort: Sort,
}

impl Proposal {
    fn word(label: impl Into<String>, detail: &str) -> Self {
        let label = label.into();
        Self { insert: escaped(&label), label, detail: detail.to_owned(), sort: Sort::Word }
    }
}

/// Signs of snippets that a text may hold.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

/// Proposals at a byte; `today` is the machine's day, `files` the names of the YAML files beside the plan.
#[must_use]
pub(super) fn complete(document: &Document, offset: u32, today: Date, files: &[String]) -> Vec<Proposal> {
    let around = outline::around(document.file(), offset);
    let Some(shape) = Shape::at(&around.path) else { return Vec::new() };
    if !around.in_value {
        let mut proposals = keys(shape, &around);
        if !shape.is_map() || shape.keys().is_empty() {
            proposals.extend(values(
                document,
                shape,
                around.path.last().map_or("", String::as_str),
                &around,
                today,
                files,
            ));
        }
        return proposals;
    }
    let Some(key) = &around.key else { return Vec::new() };
    let Some(shape) = shape.key(key) else { return Vec::new() };
    values(document, shape, key, &around, today, files)
}

/// The keys that are missing, in the form's order, each with the shape of its value.
fn keys(shape: Shape, around: &Around) -> Vec<Proposal> {
    let missing = shape.keys().into_iter().filter(|(key, _)| around.beside.iter().all(|other| other != key));
    let inner = " ".repeat(around.column + 2);
    missing
        .map(|(key, shape)| {
            let insert = match (shape.is_list(), shape.is_map()) {
                (true, true) => format!("{key}:\n{inner}- $0"),
                (true, false) => format!("{key}: [$0]"),
                (false, true) => format!("{key}:\n{inner}$0"),
                (false, false) => format!("{key}: $0"),
            };
            let detail = shape.description().unwrap_or_default().to_owned();
            Proposal { label: key.to_owned(), insert, detail, sort: Sort::Key }
        })
        .collect()
}

fn values(
    document: &Document,
    shape: Shape,
    key: &str,
    around: &Around,
    today: Date,
    files: &[String],
) -> Vec<Proposal> {
    let case = &document.good().file;
    let mut proposals: Vec<Proposal> =
        shape.choices().into_iter().map(|word| Proposal { sort: Sort::Choice, ..Proposal::word(word, "") }).collect();
    let in_table = |table: &str| around.path.first().is_some_and(|first| first == table);
    match key {
        "事業所" => proposals.extend(providers(case)),
        "サービス種別" => proposals.extend(kinds(case)),
        "曜日" => proposals.extend(WEEKDAYS.iter().map(|(_, letter)| Proposal::word(*letter, "曜日"))),
        "規則" => proposals.extend(rules::all().map(|rule| Proposal::word(rule.id, rule.looks_at))),
        "項目" if in_table("第5表") => proposals.extend(
            ["訪問（自宅）", "電話（発信）", "電話（受信）", "FAX（送信）", "会議", "来所", "メール（送信）"]
                .map(|word| Proposal::word(word, "手段")),
        ),
        "居宅介護支援事業所" | "サービス事業所" => {
            proposals.extend(files.iter().map(|name| Proposal::word(name.as_str(), "計画書のそばのファイル")));
        }
        "期間" => proposals.extend(periods(document, today)),
        "氏名" | "記載者" if !in_table("利用者") => proposals.extend(persons(case)),
        _ => {}
    }
    if shape.example().is_some_and(|example| example.contains("年") && example.contains('日')) && key != "期間" {
        proposals.push(Proposal::word(era::long(today), "今日"));
        proposals.extend(dates(case).into_iter().map(|(day, what)| Proposal::word(era::long(day), what)));
    }
    if matches!(key, "課題" | "目標" | "サービス内容" | "頻度" | "所属" | "職種" | "内容" | "サービスコード")
    {
        proposals.extend(written(document, key));
    }
    let mut seen = std::collections::BTreeSet::new();
    proposals.retain(|proposal| seen.insert(proposal.label.clone()));
    proposals
}

fn providers(case: &CaseFile) -> Vec<Proposal> {
    let listed =
        case.providers.get().map(|providers| providers.iter().map(|(name, _)| name.text().to_owned()).collect());
    let listed: Vec<String> = listed.unwrap_or_default();
    let used = supports(case).map(|support| support.provider.text().trim().to_owned()).filter(|name| !name.is_empty());
    listed.into_iter().chain(used).map(|name| Proposal::word(name, "サービス事業所")).collect()
}

fn kinds(case: &CaseFile) -> Vec<Proposal> {
    let used = supports(case).map(|support| support.kind.text().trim().to_owned()).filter(|name| !name.is_empty());
    let known = service_kind::kinds().iter().map(|kind| kind.name.clone());
    used.chain(["本人".to_owned(), "家族".to_owned()])
        .chain(known)
        .map(|name| Proposal::word(name, "サービス種別"))
        .collect()
}

fn supports(case: &CaseFile) -> impl Iterator<Item = &crate::case::plan::Support> {
    let needs = case.plan_2.iter().flat_map(|plan| plan.needs.iter());
    needs.flat_map(|need| need.goals.iter()).flat_map(|long| long.goals.iter()).flat_map(|short| short.supports.iter())
}

fn persons(case: &CaseFile) -> Vec<Proposal> {
    let client = case.client.iter().map(|client| (client.name.text(), "利用者"));
    let family = case.family.iter().map(|member| (member.name.text(), "家族"));
    let doctors = case.physicians.iter().map(|doctor| (doctor.name.text(), "主治医"));
    let office = case.office.get().into_iter().map(|office| (office.care_manager.text(), "介護支援専門員"));
    let all = client.chain(family).chain(doctors).chain(office).filter(|(name, _)| !name.trim().is_empty());
    all.map(|(name, what)| Proposal::word(name.trim(), what)).collect()
}

fn dates(case: &CaseFile) -> Vec<(Date, &'static str)> {
    let plan = case.plan_1.as_ref();
    let consent = plan.and_then(|plan| plan.consent.as_ref()).and_then(|consent| consent.signed_on.value());
    let all = [
        (plan.and_then(|plan| plan.planned_on.value()), "計画作成日"),
        (consent, "同意日"),
        (case.meetings.last().and_then(|meeting| meeting.held_on.value()), "開催日"),
    ];
    all.into_iter().filter_map(|(day, what)| Some((day?, what))).collect()
}

fn periods(document: &Document, today: Date) -> Vec<Proposal> {
    let case = &document.good().file;
    let valid =
        CheckContext::new(case, None).certification().and_then(|certification| certification.valid_period.value());
    let long = case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
    let mut found: Vec<Proposal> = long
        .filter(|goal| goal.period.value().is_some())
        .map(|goal| Proposal::word(goal.period.text().trim(), "長期目標の期間"))
        .collect();
    if let Some(end) = valid.and_then(crate::calendar::Period::end) {
        let start = case.plan_1.as_ref().and_then(|plan| plan.planned_on.value()).unwrap_or(today);
        found.push(Proposal::word(
            format!("{} ～ {}", era::long(start), era::long(end)),
            "計画作成日から認定の終わりまで",
        ));
    }
    found
}

/// Texts that this plan already has under the same key.
fn written(document: &Document, key: &str) -> Vec<Proposal> {
    let Some(root) = &document.good().root else { return Vec::new() };
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        use crate::source::yaml::Kind;
        match &node.kind {
            Kind::Seq(items) => open.extend(items),
            Kind::Map(entries) => {
                for entry in entries {
                    match &entry.value.kind {
                        Kind::Scalar(text) if entry.key == key && !text.contains('\n') && !text.trim().is_empty() => {
                            found.push(Proposal::word(text.trim(), "この計画書の言葉"));
                        }
                        _ => open.push(&entry.value),
                    }
                }
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    found.truncate(50);
    found
}
