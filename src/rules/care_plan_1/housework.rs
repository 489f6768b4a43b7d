//! CP130–CP134: 「生活援助中心型の算定理由」 ⇔ 生活援助.

use crate::case::plan::HouseworkChoice;
use crate::report::Severity;
use crate::rules::context::SupportLine;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::service_kind::ServiceKind;
use crate::source::{Field, Span};

/// A service code of 生活援助中心型.
fn is_housework_code(code: &Field<String>) -> bool {
    code.plain().starts_with("117")
}

/// The first 生活援助中心型 by its code, in 第６表 or in the week.
fn by_code(context: &CheckContext) -> Option<Span> {
    let slips = context.case.months.iter().flat_map(|month| month.lines.iter()).map(|line| &line.code);
    let week = context.case.week.iter().flat_map(|week| week.entries.iter()).map(|entry| &entry.code);
    slips.chain(week).find(|code| is_housework_code(code)).map(Field::span)
}

/// The first support line of 訪問介護 that names 生活援助.
fn by_words(context: &CheckContext) -> Option<Span> {
    let lines = context
        .support_lines()
        .iter()
        .filter(|line| line.kind.is_some_and(|hit| hit.kind.is_some_and(ServiceKind::is_home_help)));
    let mut said = lines.flat_map(|line| [&line.support.kind, &line.support.content]);
    said.find(|field| field.plain().contains("生活援助")).map(Field::span)
}

/// Whether anything may be housework: a code or a name of 生活援助 or 身体n生活n, or household work in a line of 訪問介護.
fn may_be_housework(context: &CheckContext) -> bool {
    let words = context.words;
    let of_home_help = context
        .support_lines()
        .iter()
        .filter(|line| line.kind.is_some_and(|hit| hit.kind.is_some_and(ServiceKind::is_home_help)));
    let in_plan =
        of_home_help.map(|line| &line.support.content).any(|content| words.found("housework", content).is_some());
    let in_slips = context
        .case
        .months
        .iter()
        .flat_map(|month| month.lines.iter())
        .any(|line| words.found("housework", &line.content).is_some());
    let of_week = context.case.week.iter().flat_map(|week| week.entries.iter()).map(|entry| &entry.content);
    let in_week = of_week
        .filter(|content| words.kinds_in(content).iter().any(|hit| hit.kind.is_some_and(ServiceKind::is_home_help)))
        .any(|content| words.found("housework", content).is_some());
    by_code(context).is_some() || by_words(context).is_some() || in_plan || in_slips || in_week
}

/// 生活援助中心型 by its code, and no reason.
pub static HOUSEWORK_REASON_MISSING: Rule = Rule {
    id: "CP130",
    name: "housework-reason-missing",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "生活援助中心型の訪問介護（サービスコード117…）がありますが、第1表の算定理由に○がありません",
    looks_at: "第6表か第3表にサービスコード117で始まる行があるとき、第1表の「生活援助中心型の算定理由」が書かれているか。",
    why: "生活援助中心型は、一人暮らしか、家族等が家事を行えないときに算定します。",
    wrong: "第1表:\n  生活援助中心型の算定理由: ''\n第6表: サービスコード: \"117211\"",
    right: "第1表:\n  生活援助中心型の算定理由: 一人暮らし",
    fix: "一人暮らし、家族等が障害、疾病等、{その他: 事情} のどれかを書いてください",
    demand: Demand::Guides,
    check: housework_reason_missing,
};

/// Where the reason is missing: its key, or the sheet.
fn missing_reason(context: &CheckContext) -> Option<Span> {
    let plan = context.case.plan_1.as_ref()?;
    plan.housework_reason.span.is_detached().then_some(plan.span)
}

fn housework_reason_missing(context: &CheckContext, findings: &mut Findings) {
    let Some(place) = missing_reason(context) else { return };
    if let Some(code) = by_code(context) {
        findings.report(&HOUSEWORK_REASON_MISSING, place, &[]).related(code, "生活援助中心型");
    }
}

/// 生活援助 by its words, and no reason.
pub static HOUSEWORK_REASON_MISSING_BY_WORDS: Rule = Rule {
    id: "CP131",
    name: "housework-reason-missing-by-words",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第2表の訪問介護に「生活援助」とありますが、第1表の算定理由に○がありません",
    looks_at: "第2表の訪問介護の行に「生活援助」の言葉があるとき、第1表の「生活援助中心型の算定理由」が書かれているか。",
    why: "生活援助中心型は、一人暮らしか、家族等が家事を行えないときに算定します。",
    wrong: "サービス内容: 浴室とトイレの掃除（生活援助）\n第1表:\n  生活援助中心型の算定理由: ''",
    right: "第1表:\n  生活援助中心型の算定理由: 一人暮らし",
    fix: "生活援助中心型で算定するときは、理由を書いてください",
    demand: Demand::Guides,
    check: housework_reason_missing_by_words,
};

fn housework_reason_missing_by_words(context: &CheckContext, findings: &mut Findings) {
    let Some(place) = missing_reason(context).filter(|_| by_code(context).is_none()) else { return };
    if let Some(line) = by_words(context) {
        findings.report(&HOUSEWORK_REASON_MISSING_BY_WORDS, place, &[]).related(line, "生活援助");
    }
}

/// 「３．その他」 without its words.
pub static HOUSEWORK_REASON_WITHOUT_WORDS: Rule = Rule {
    id: "CP132",
    name: "housework-reason-without-words",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "生活援助中心型の算定理由が「3．その他」ですが、事情が書かれていません",
    looks_at: "算定理由が「その他」のとき、事情が書かれているか。",
    why: "「その他」の時は、その事情の内容について簡潔明瞭に記載します。",
    wrong: "生活援助中心型の算定理由: {その他: ''}",
    right: "生活援助中心型の算定理由: {その他: 家族が介護疲れで共倒れのおそれがあるため}",
    fix: "事情を簡潔に書いてください",
    demand: Demand::Guides,
    check: housework_reason_without_words,
};

fn housework_reason_without_words(context: &CheckContext, findings: &mut Findings) {
    let Some(reason) = context.case.plan_1.as_ref().map(|plan| &plan.housework_reason) else { return };
    if reason.choice == Some(HouseworkChoice::Other) && reason.other.is_blank() {
        findings.report(&HOUSEWORK_REASON_WITHOUT_WORDS, reason.other.span().or(reason.span), &[]);
    }
}

/// A reason, and no housework anywhere.
pub static HOUSEWORK_REASON_WITHOUT_SERVICE: Rule = Rule {
    id: "CP133",
    name: "housework-reason-without-service",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "生活援助中心型の算定理由がありますが、生活援助に当たる訪問介護が{0}に見当たりません",
    looks_at: "算定理由に○があるとき、第2表・第3表・第6表に生活援助（掃除・洗濯・調理・買い物などの訪問介護、身体n生活n、サービスコード117…）があるか。",
    why: "該当する場合だけ○を付けます。前の計画の○が残っているかもしれません。",
    wrong: "生活援助中心型の算定理由: 一人暮らし\n# 訪問介護がない",
    right: "生活援助中心型の算定理由: ''",
    fix: "生活援助がなければ、算定理由を消してください",
    demand: Demand::Guides,
    check: housework_reason_without_service,
};

fn housework_reason_without_service(context: &CheckContext, findings: &mut Findings) {
    let Some(reason) = context.case.plan_1.as_ref().map(|plan| &plan.housework_reason) else { return };
    let can_see = !context.support_lines().is_empty();
    if reason.choice.is_some() && can_see && !may_be_housework(context) {
        let finding = findings.report(&HOUSEWORK_REASON_WITHOUT_SERVICE, reason.span, &[&"第2表・第3表・第6表"]);
        let home_help =
            |line: &&SupportLine| line.kind.is_some_and(|hit| hit.kind.is_some_and(ServiceKind::is_home_help));
        for line in context.support_lines().iter().filter(home_help) {
            finding.related(line.support.content.span().or(line.kind_span()), "生活援助と読めない訪問介護");
        }
    }
}

/// 一人暮らし, and somebody lives with the client.
pub static LIVES_ALONE_WITH_FAMILY: Rule = Rule {
    id: "CP134",
    name: "lives-alone-with-family",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "生活援助中心型の算定理由が「1．一人暮らし」ですが、{0}とあります",
    looks_at: "算定理由が一人暮らしのとき、「家族」に同居の人がいないか、利用者の「独居」が「いいえ」でないか。",
    why: "同居の家族がいるときは、その家族が家事を行えない理由が要ります。",
    wrong: "家族:\n  - {続柄: 妻, 同居: はい}\n第1表:\n  生活援助中心型の算定理由: 一人暮らし",
    right: "第1表:\n  生活援助中心型の算定理由: 家族等が障害、疾病等",
    fix: "算定理由か、家族の同居の別を直してください",
    demand: Demand::Guides,
    check: lives_alone_with_family,
};

fn lives_alone_with_family(context: &CheckContext, findings: &mut Findings) {
    let Some(reason) = context.case.plan_1.as_ref().map(|plan| &plan.housework_reason) else { return };
    if reason.choice != Some(HouseworkChoice::LivesAlone) {
        return;
    }
    if let Some(member) =
        context.case.family.iter().find(|member| member.lives_together.value().is_some_and(|together| together.0))
    {
        let who = if member.relationship.is_blank() { &member.name } else { &member.relationship };
        let says = format!("{}が同居している", who.text().trim());
        findings.report(&LIVES_ALONE_WITH_FAMILY, reason.span, &[&says]).related(member.lives_together.span(), "同居");
    } else if let Some(alone) = context
        .case
        .client
        .as_ref()
        .map(|client| &client.lives_alone)
        .filter(|alone| alone.value().is_some_and(|alone| !alone.0))
    {
        findings
            .report(&LIVES_ALONE_WITH_FAMILY, reason.span, &[&"利用者の「独居」に「いいえ」"])
            .related(alone.span(), "独居");
    }
}
