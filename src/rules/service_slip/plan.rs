//! CP620–CP622: the services of the slip are those of 第２表, by the same offices, and the reverse.

use super::kinds::has_doubtful_code;
use super::{Rule, is_of_this_plan};
use crate::calendar::{Datelike, Month, era};
use crate::report::Severity;
use crate::rules::context::{Doer, SlipLine, SlipMonth, SupportLine};
use crate::rules::{Certainty, CheckContext, Demand, Findings};

/// The support lines that may be the same kind of service as a line of the slip.
fn same_kind<'c, 'a>(context: &'c CheckContext<'a>, line: &SlipLine) -> Vec<&'c SupportLine<'a>> {
    let Some(kind) = line.kind else { return Vec::new() };
    context
        .support_lines()
        .iter()
        .filter(|support| support.doer == Doer::Other && support.kind.is_some_and(|hit| hit.may_be(&kind)))
        .collect()
}

/// The support lines of a slip's line's provider, of whatever kind.
fn of_provider<'c, 'a>(context: &'c CheckContext<'a>, line: &SlipLine) -> impl Iterator<Item = &'c SupportLine<'a>> {
    context.support_lines().iter().filter(|support| !line.provider.is_empty() && support.provider == line.provider)
}

/// The support line whose provider is spelt the most like a slip's line's, if it is but for a letter or two; else the first.
fn most_alike<'c, 'a>(supports: &[&'c SupportLine<'a>], line: &SlipLine) -> Option<&'c SupportLine<'a>> {
    let distance = |support: &&SupportLine| strsim::damerau_levenshtein(&support.provider, &line.provider);
    let is_near = |support: &&SupportLine| {
        let letters = support.provider.chars().count().min(line.provider.chars().count());
        distance(support) <= 1 + letters / 6
    };
    let near = supports.iter().copied().filter(is_near).min_by_key(distance);
    near.or_else(|| supports.first().copied())
}

/// The lines of insured kinds, each kind and office once.
fn insured<'s, 'a>(slip: &'s SlipMonth<'a>) -> Vec<&'s SlipLine<'a>> {
    let mut lines: Vec<&SlipLine> = Vec::new();
    for line in slip.lines.iter().filter(|line| line.kind.is_some_and(|hit| hit.is_insured())) {
        if !lines.iter().any(|other| other.goes_with(line)) {
            lines.push(line);
        }
    }
    lines
}

/// A service on the slip that is not in 第２表.
pub static SLIP_SERVICE_NOT_IN_PLAN: Rule = Rule {
    id: "CP620",
    name: "slip-service-not-in-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」（{2}）に当たる援助が、第2表に見当たりません",
    looks_at: "利用票の介護保険のサービスの種類（サービスコードの初めの2桁、なければサービス内容）が、第2表のサービス種別にあるか。計画より前の月は見ない。",
    why: "計画にないサービスは、利用票だけを変えて提供せず、計画を変更して作り直します。",
    wrong: "第6表: サービス内容: 訪問看護Ⅰ３、サービスコード: \"131211\"\n第2表: （訪問看護がない）",
    right: "第2表: サービス種別: 訪問看護",
    fix: "計画を変更して第2表に援助を書くか、利用票の行を消してください",
    demand: Demand::Guides,
    check: slip_service_not_in_plan,
};

fn slip_service_not_in_plan(context: &CheckContext, findings: &mut Findings) {
    if context.support_lines().is_empty() {
        return;
    }
    for slip in context.slips().iter().filter(|slip| is_of_this_plan(context, slip)) {
        for line in insured(slip).into_iter().filter(|line| same_kind(context, line).is_empty()) {
            let kind = line.kind.map_or("", |hit| hit.name);
            let finding = findings.report(
                &SLIP_SERVICE_NOT_IN_PLAN,
                line.content_span(),
                &[&era::month(slip.month), &line.called(), &kind],
            );
            finding.related(line.line.code.span(), "サービスコード");
            for support in of_provider(context, line) {
                finding.related(support.kind_span(), "同じ事業所の援助");
            }
        }
    }
}

/// A service of the plan by another office.
pub static SLIP_PROVIDER_NOT_IN_PLAN: Rule = Rule {
    id: "CP621",
    name: "slip-provider-not-in-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の「{1}」の事業所（{2}）が、第2表の事業所（{3}）と違います",
    looks_at: "利用票の行と同じ種類の第2表の援助に、同じ名前の事業所があるか。名前は空白と全角・半角の違いを除いて比べる。第2表に事業所のない行があれば見ない。",
    why: "事業所を変えるときは、計画を変更して同意を得ます。",
    wrong: "第2表: 事業所: ヘルパーステーションうみかぜ\n第6表: 事業所: ヘルパーステーションやまかぜ",
    right: "第6表: 事業所: ヘルパーステーションうみかぜ",
    fix: "第2表と利用票の事業所を同じ名前にするか、計画を変更してください",
    demand: Demand::Guides,
    check: slip_provider_not_in_plan,
};

fn slip_provider_not_in_plan(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips().iter().filter(|slip| is_of_this_plan(context, slip)) {
        for line in insured(slip).into_iter().filter(|line| !line.provider.is_empty()) {
            let supports = same_kind(context, line);
            let known =
                supports.iter().all(|support| !support.provider.is_empty() && support.provider != line.provider);
            let Some(first) = most_alike(&supports, line).filter(|_| known) else { continue };
            let facts: [&dyn std::fmt::Display; 4] = [
                &era::month(slip.month),
                &line.called(),
                &line.line.provider.text().trim(),
                &first.support.provider.text().trim(),
            ];
            let finding = findings.report(&SLIP_PROVIDER_NOT_IN_PLAN, line.line.provider.span(), &facts);
            finding.related(first.support.provider.span(), "第2表の事業所");
            // The provider of another service: it may be the kind that is wrong, here or there.
            for support in of_provider(context, line) {
                finding.related(support.kind_span(), "この事業所の援助の種別");
            }
            if let Some(plan) = context.case.plan_2.as_ref().filter(|_| of_provider(context, line).next().is_none()) {
                finding.related(plan.needs.span(), "第2表のどの行にも、この事業所はありません");
            }
            if of_provider(context, line).next().is_some() || has_doubtful_code(context, slip, line) {
                finding.related(line.line.code.span(), "サービスコード");
            }
        }
    }
}

/// An insured service of 第２表 that is not on the slip.
pub static PLAN_SERVICE_NOT_ON_SLIP: Rule = Rule {
    id: "CP622",
    name: "plan-service-not-on-slip",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "第2表の「{0}」（{1}）の行が、{2}の利用票に見当たりません",
    looks_at: "第2表の介護保険のサービス（居宅療養管理指導、特定福祉用具販売、住宅改修を除く）の種類と事業所が、計画の後の月の利用票にあるか。隔月や特定の月のもの、期間の外の月、第5表に休止・中止・入院の記録がある月は見ない。",
    why: "計画に位置付けたサービスは、月ごとの利用票に記載します。",
    wrong: "第2表: サービス種別: 訪問介護\n第6表: （訪問介護の行がない）",
    right: "第6表: {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ, …}",
    fix: "利用票に行を加えてください。休むときは、その訳を第5表に書いてください",
    demand: Demand::Guides,
    check: plan_service_not_on_slip,
};

fn plan_service_not_on_slip(context: &CheckContext, findings: &mut Findings) {
    let mut told: Vec<(Month, &str, &str)> = Vec::new();
    for slip in context.slips().iter().filter(|slip| is_of_this_plan(context, slip) && !slip.lines.is_empty()) {
        for support in context.support_lines().iter().filter(|support| is_due(support, slip.month)) {
            let Some(kind) = support.kind else { continue };
            let of_kind = |line: &&SlipLine| line.kind.is_some_and(|hit| hit.may_be(&kind));
            let unknown = |line: &SlipLine| {
                line.provider.is_empty()
                    || !same_kind(context, line).iter().any(|other| other.provider == line.provider)
            };
            let stands = slip
                .lines
                .iter()
                .filter(of_kind)
                .any(|line| support.provider.is_empty() || line.provider == support.provider || unknown(line));
            let key = (slip.month, kind.family(), support.provider.as_str());
            if stands || told.contains(&key) || is_stopped(context, support, slip.month) {
                continue;
            }
            told.push(key);
            let provider =
                if support.provider.is_empty() { "事業所なし" } else { support.support.provider.text().trim() };
            let facts: [&dyn std::fmt::Display; 3] = [&support.called(), &provider, &era::month(slip.month)];
            let finding = findings.report(&PLAN_SERVICE_NOT_ON_SLIP, support.kind_span(), &facts);
            finding.related(support.support.provider.span(), "第2表の事業所");
            finding.related(slip.block.month.span(), "利用票の月");
            // The row may be there, under a code that is none or another's.
            let of_provider = slip.lines.iter().filter(|line| line.provider == support.provider);
            for line in of_provider.filter(|line| has_doubtful_code(context, slip, line)) {
                finding.related(line.line.code.span(), "同じ事業所の行のサービスコード");
            }
        }
    }
}

/// Whether a support line is of a kind that stands on a slip, and takes place in a month.
fn is_due(support: &SupportLine, month: Month) -> bool {
    let listed = support.kind.is_some_and(|hit| hit.is_insured() && !hit.is_off_slip());
    let frequency = &support.frequency;
    let every_month = frequency.has_number() && frequency.every_months.is_none() && frequency.in_all.is_none();
    let named = frequency.months.is_empty() || frequency.months.iter().any(|named| u32::from(*named) == month.month());
    let period = support.support.period.value().or(support.short.period.value());
    let inside = period.is_none_or(|period| {
        period.start() <= month.last_day() && period.end().is_none_or(|end| end >= month.first_day())
    });
    // A service that begins late in the month may have its first day in the next.
    let begins_late = period.is_some_and(|period| Month::of(period.start()) == month && period.start().day() > 20);
    listed && support.is_insured_kind() && every_month && named && inside && !begins_late && support.doer == Doer::Other
}

/// Whether the records of the month, or of the one before, say that the service, or everything, is stopped.
fn is_stopped(context: &CheckContext, support: &SupportLine, month: Month) -> bool {
    let Some(kind) = support.kind else { return false };
    context
        .case
        .log
        .iter()
        .filter(|entry| {
            entry.day.value().is_some_and(|day| Month::of(day) == month || Month::of(day) == month.previous())
        })
        .any(|entry| {
            let text = entry.content.text();
            let named = context.words.kinds_in(text).iter().any(|hit| hit.may_be(&kind));
            text.contains("入院") || named && context.words.found("service_stopped", text).is_some()
        })
}
