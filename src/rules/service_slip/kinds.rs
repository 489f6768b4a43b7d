//! CP614, CP634: whether a line's service code is of the kind that its name, 第２表 and the level say.

use super::{Rule, is_of_this_plan};
use crate::billing::Mode;
use crate::calendar::era;
use crate::case::{CareLevel, InMonth};
use crate::report::Severity;
use crate::rules::context::{Doer, SlipLine, SlipMonth, SupportLine};
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::service_kind::{self, KindHit, ServiceKind};
use crate::source::{Field, Span};

/// A code of a 介護予防 service for a client of 要介護.
pub static PREVENTIVE_CODE_FOR_CARE_LEVEL: Rule = Rule {
    id: "CP614",
    name: "preventive-code-for-care-level",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の「{1}」のサービスコード {2} は、要支援の方の{3}のものですが、要介護状態区分は{4}です",
    looks_at: "利用票のサービスコードの初めの2桁が介護予防サービスの種類のとき、その月の要介護状態区分（変更後も）に要支援があるか。申請中の月と、区分の分からない月は見ない。",
    why: "要介護の方に介護予防サービスは算定できず、そのまま請求すると返されます。",
    wrong: "認定: {要介護状態区分: 要介護2}\n第6表: サービス内容: 訪看Ⅰ３、サービスコード: \"631211\"",
    right: "第6表: サービス内容: 訪看Ⅰ３、サービスコード: \"131211\"",
    fix: "サービスコード表で、コードの初めの2桁（種類）を確かめてください",
    demand: Demand::Guides,
    check: preventive_code_for_care_level,
};

fn preventive_code_for_care_level(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        for line in &slip.lines {
            let Some((kind, level)) = preventive_for_care(context, slip, line) else { continue };
            let Some(printed) = level.value().map(CareLevel::printed) else { continue };
            let facts: [&dyn std::fmt::Display; 5] =
                [&era::month(slip.month), &line.called(), &line.code, &kind.called(), &printed];
            findings
                .report(&PREVENTIVE_CODE_FOR_CARE_LEVEL, line.line.code.span(), &facts)
                .related(level.span(), "要介護状態区分");
        }
    }
}

/// The preventive kind of a line's code, where all levels of the month are 要介護, with the first of them.
fn preventive_for_care<'c>(
    context: &CheckContext<'c>,
    slip: &SlipMonth<'c>,
    line: &SlipLine,
) -> Option<(&'static ServiceKind, &'c Field<CareLevel>)> {
    let kind = service_kind::kind(line.kind_code()).filter(|kind| kind.is_preventive())?;
    let held = InMonth::new(context.case, slip.block);
    let is_pending = held.certification().is_some_and(|certification| !certification.is_settled());
    let changed = held.change().map(|change| change.level);
    let passed = held.passed_levels().map(|certification| certification.level.value());
    let mut levels = [held.level()].into_iter().chain(changed).chain(passed);
    let all_care = levels.all(|level| level.is_some_and(|level| level.care_number().is_some()));
    Some((kind, held.level_field()?)).filter(|_| all_care && !is_pending)
}

/// A service code of one kind beside the name of another, or beside 第２表.
pub static SERVICE_CODE_DIFFERS_FROM_CONTENT: Rule = Rule {
    id: "CP634",
    name: "service-code-differs-from-content",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}「{1}」と、サービスコード {2}（{3}）の種類が違います",
    looks_at: "サービス内容がサービスの種類の名前や略称を含むとき、コードの初めの2桁の種類と合うか。含まないときは、第2表の同じ事業所の援助と合うか。同じ名前の種類の行が同じ事業所にあるのに、一行だけ近い種類のコードでないか。訪問介護と夜間対応型訪問介護、通所介護と認知症対応型通所介護、短期入所生活介護と短期入所療養介護は別の種類とする（地域密着型通所介護は通所介護と呼んでよい）。介護予防かどうかは要介護状態区分で見る。総合事業のコードも見る。",
    why: "コードを写し誤ると、別のサービスとして請求されます。",
    wrong: "サービス内容: 通所介護Ⅰ５２\nサービスコード: \"162442\"",
    right: "サービス内容: 通所介護Ⅰ５２\nサービスコード: \"152442\"",
    fix: "サービスコード表で、コードと略称を確かめてください",
    demand: Demand::Guides,
    check: service_code_differs_from_content,
};

fn service_code_differs_from_content(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        // What takes a line out of the annex is told as that (CP701).
        let refused = slip.annex(Mode::Planned).err().map(|refusal| refusal.span);
        for line in slip.lines.iter().filter(|line| refused != Some(line.line.code.span())) {
            let (Some(kind), Some(other)) =
                (service_kind::kind(line.kind_code()), other_kind_said(context, slip, line))
            else {
                continue;
            };
            let facts: [&dyn std::fmt::Display; 4] = [&other.place, &other.words, &line.code, &kind.called()];
            findings
                .report(&SERVICE_CODE_DIFFERS_FROM_CONTENT, line.line.code.span(), &facts)
                .related(other.span, other.place);
        }
    }
}

/// Whether a line's code is told to be of a wrong kind.
pub(in crate::rules) fn is_of_wrong_kind(context: &CheckContext, slip: &SlipMonth, line: &SlipLine) -> bool {
    preventive_for_care(context, slip, line).is_some() || other_kind_said(context, slip, line).is_some()
}

/// Whether a line's code is told to be none (CP632), of no kind (CP633) or of a wrong one: the line may be another service than it seems.
pub(in crate::rules) fn has_doubtful_code(context: &CheckContext, slip: &SlipMonth, line: &SlipLine) -> bool {
    let is_unknown = !line.code.is_empty() && service_kind::kind(line.kind_code()).is_none();
    is_unknown || is_of_wrong_kind(context, slip, line)
}

/// What says that a line is of another kind than its code.
struct OtherKind {
    place: &'static str,
    words: String,
    span: Span,
}

fn other_kind_said(context: &CheckContext, slip: &SlipMonth, line: &SlipLine) -> Option<OtherKind> {
    let by_code = service_kind::kind(line.kind_code())?;
    let content = &line.line.content;
    let by_content = precise(content).or_else(|| context.words.kind_of(content));
    let Some(kind) = KindHit::of(by_code) else {
        // 総合事業 has 「通所介護相当」.
        let is_local = ["相当", "総合事業"].iter().any(|word| content.plain().contains(word));
        if is_local {
            return None;
        }
        let is_rental = content.plain().ends_with("貸与");
        if is_rental || by_content.is_some_and(|hit| hit.is_insured()) {
            return Some(of_content(line));
        }
        return service_of_office(context, slip, line);
    };
    // 夜間, 定期巡回 and the multifunctional kinds are made of the others.
    let is_part = |hit: &KindHit| by_code.made_of_others && !hit.may_be(&kind);
    if let Some(hit) = by_content.filter(|hit| hit.is_insured() && !is_part(hit)) {
        if !hit.may_mean(by_code) {
            return Some(of_content(line));
        }
        if !hit.is_loose() {
            return other_rows(slip, line, &hit);
        }
    }
    let of_family = |support: &&SupportLine| {
        support.doer == Doer::Other && support.is_insured_kind() && support.kind.is_some_and(|hit| hit.may_be(&kind))
    };
    let supports = context.support_lines().iter().filter(of_family).filter(|_| is_of_this_plan(context, slip));
    let (own, others): (Vec<_>, Vec<_>) = supports.partition(|support| support.provider == line.provider);
    let asked = if own.is_empty() { others } else { own };
    let means = |support: &&SupportLine| {
        precise(&support.support.kind).or(support.kind).is_some_and(|hit| hit.may_mean(by_code))
    };
    let first = asked.first().filter(|_| !asked.iter().any(means))?;
    Some(OtherKind { place: "第2表のサービス種別", words: first.called(), span: first.kind_span() })
}

/// The service of 第２表 that the office of a line of 総合事業 gives, where none of them is of 総合事業.
fn service_of_office(context: &CheckContext, slip: &SlipMonth, line: &SlipLine) -> Option<OtherKind> {
    const LOCAL: [&str; 4] = ["相当", "総合事業", "訪問型", "通所型"];
    let own = || context.support_lines().iter().filter(|support| support.provider == line.provider);
    let is_local = |support: &SupportLine| {
        let said = [support.support.kind.plain(), support.support.content.plain()];
        LOCAL.iter().any(|word| said.iter().any(|text| text.contains(word)))
    };
    let is_asked = !line.provider.is_empty() && is_of_this_plan(context, slip) && !own().any(is_local);
    let first = own().find(|support| support.kind.is_some_and(|hit| hit.is_insured())).filter(|_| is_asked)?;
    Some(OtherKind { place: "第2表のサービス種別", words: first.called(), span: first.kind_span() })
}

/// The rows of the same office, where a line that is called as they are stands alone under the code of a neighbour that may be called so
/// too: one of three rows of 通所介護 under 地域密着型.
fn other_rows(slip: &SlipMonth, line: &SlipLine, hit: &KindHit) -> Option<OtherKind> {
    let others = || slip.lines.iter().filter(|other| !std::ptr::eq(*other, line) && other.goes_with(line));
    let is_alone = others().all(|other| other.kind_code() != line.kind_code());
    let other = others().find(|other| is_alone && other.kind_code() == hit.code())?;
    Some(OtherKind { place: "同じ事業所の行", words: other.called(), span: other.line.code.span() })
}

fn of_content(line: &SlipLine) -> OtherKind {
    OtherKind { place: "サービス内容", words: line.called(), span: line.content_span() }
}

/// The kind whose whole name a text is, with what stands in parentheses: 短期入所療養介護（介護医療院）.
fn precise(text: &Field<String>) -> Option<KindHit<'static>> {
    KindHit::whole(service_kind::named(text.text())?)
}
