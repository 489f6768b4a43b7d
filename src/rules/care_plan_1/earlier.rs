//! CP150–CP154: the plan beside the one before it (「前の計画」), where that can be read.

use crate::case::{CaseFile, Need};
use crate::changes::{are_versions, share_of_words};
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::{Field, Span};

/// From this share on (of 1000) a text speaks of a need.
const MENTIONED: u32 = 500;

/// A predecessor that is named and cannot be read.
pub static EARLIER_PLAN_UNREAD: Rule = Rule {
    id: "CP150",
    name: "earlier-plan-unread",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "前の計画「{0}」を読めないため、前の計画とは比べていません（{1}）",
    looks_at: "「前の計画」に書かれたファイルを読めたか。",
    why: "前の計画と比べる点検（CP151、CP152、CP550、CP552）は、前の計画書があるときだけできます。",
    wrong: "前の計画: 移したファイル.yaml",
    right: "前の計画: plan-r7.yaml",
    fix: "前の計画書があるかを確かめ、あれば「careplan check」で点検して直してください。動かしたのなら計画書と同じフォルダー（またはその下）に戻し、前の計画がないときだけ「前の計画」の行を消してください",
    demand: Demand::Own("黙って比べないでいると、比べて問題がなかったように見えるため"),
    check: earlier_plan_unread,
};

fn earlier_plan_unread(context: &CheckContext, findings: &mut Findings) {
    let earlier = &context.case.earlier;
    if let Some(why) = &earlier.why_unread {
        findings.report(&EARLIER_PLAN_UNREAD, earlier.name.span(), &[&earlier.name.text().trim(), why]);
    }
}

/// The analysis word for word as before, although the level or the services are others.
pub static TEXT_AS_IN_EARLIER_PLAN: Rule = Rule {
    id: "CP151",
    name: "text-as-in-earlier-plan",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}が前の計画と変わったのに、「意向と課題分析」が前の計画と同じ文のままです",
    looks_at: "「前の計画」を読めるとき、要介護状態区分か第2表のサービス種別が変わっているのに、第1表の「意向と課題分析」が一字も変わっていないか。",
    why: "計画を変えるときは、改めてアセスメントを行い、その結果を計画に反映させます。",
    wrong: "意向と課題分析: （要介護2のときの文のまま）",
    right: "意向と課題分析: （今回のアセスメントの結果）",
    fix: "今回のアセスメントの結果を書いてください",
    demand: Demand::Own("前の計画の文の写しは、運営指導で課題分析をしていないと見られるため"),
    check: text_as_in_earlier_plan,
};

fn text_as_in_earlier_plan(context: &CheckContext, findings: &mut Findings) {
    let Some(before) = context.case.earlier.plan.as_deref() else { return };
    let (Some(old), Some(new)) = (&before.plan_1, &context.case.plan_1) else { return };
    let text = new.assessment.plain();
    if text.is_empty() || text != old.assessment.plain() {
        return;
    }
    let mut changed = Vec::new();
    let level = |case: &CaseFile| case.printed_certification().and_then(|certification| certification.level.value());
    if let (Some(old), Some(new)) = (level(before), level(context.case))
        && old != new
    {
        changed.push(format!("要介護状態区分（{} → {}）", old.printed(), new.printed()));
    }
    let (old_kinds, new_kinds) = (kinds(before), kinds(context.case));
    let only = |these: &[(String, String)], others: &[(String, String)]| {
        these
            .iter()
            .filter(|(kind, _)| !others.iter().any(|(other, _)| other == kind))
            .map(|(_, said)| said.clone())
            .collect::<Vec<_>>()
    };
    let (gone, come) = (only(&old_kinds, &new_kinds), only(&new_kinds, &old_kinds));
    if !gone.is_empty() || !come.is_empty() {
        let sign =
            |sign: &str, names: Vec<String>| names.into_iter().map(|name| format!("{sign}{name}")).collect::<Vec<_>>();
        let both = [sign("－", gone), sign("＋", come)].concat();
        changed.push(format!("サービス種別（{}）", said::list(&both)));
    }
    if !changed.is_empty() {
        let finding = findings.report(&TEXT_AS_IN_EARLIER_PLAN, new.assessment.span(), &[&changed.join("と")]);
        finding.related(old.assessment.span(), "前の計画");
    }
}

/// The kinds of insured services of a plan, plain and as written, each once.
pub(in crate::rules) fn kinds(case: &CaseFile) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for support in case.supports().filter(|support| support.is_covered()) {
        let kind = support.kind.plain();
        if !kind.is_empty() && !found.iter().any(|(other, _)| *other == kind) {
            found.push((kind.to_owned(), support.kind.text().trim().to_owned()));
        }
    }
    found
}

fn needs(case: &CaseFile) -> impl Iterator<Item = &Need> {
    case.plan_2.iter().flat_map(|plan| plan.needs.iter())
}

/// A need of the plan before that is gone, and nothing says why.
pub static NEED_DROPPED_SILENTLY: Rule = Rule {
    id: "CP152",
    name: "need-dropped-silently",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "前の計画のニーズ「{0}」がなくなりましたが、そのことが第4表にも第5表にも見当たりません",
    looks_at: "「前の計画」を読めるとき、前の第2表のニーズに似た（文字の組の4割以上が同じ）ニーズが今の第2表になく、その言葉の半分以上が出てくる文も、第4表・第5表・「変更」にないか。",
    why: "計画を変えるときは、前の計画の目標がどうなったかを評価し、記録します。",
    wrong: "（前の計画にあった「安心して入浴したい」が、何も書かれずになくなった）",
    right: "検討内容: 「安心して入浴したい」は、一人で入浴できるようになり達成したため終了とする。",
    fix: "そのニーズをどうしたか（達成、継続しない理由など）を、第4表または第5表に書いてください",
    demand: Demand::Own("何も書かれずになくなったニーズは、評価しないまま落としたように見えるため"),
    check: need_dropped_silently,
};

fn need_dropped_silently(context: &CheckContext, findings: &mut Findings) {
    let Some(before) = context.case.earlier.plan.as_deref() else { return };
    let Some(plan) = &context.case.plan_2 else { return };
    let place = plan.needs.iter().next().map_or(plan.span, |need| need.statement.span()).or(plan.span);
    let records = records(context.case);
    let later = before.log.iter().map(|entry| entry.content.text());
    for need in needs(before).filter(|need| !need.statement.is_blank()) {
        let words = need.statement.text();
        if needs(context.case).any(|other| are_versions(words, other.statement.text())) {
            continue;
        }
        let is_spoken_of =
            records.iter().copied().chain(later.clone()).any(|text| share_of_words(words, text) >= MENTIONED);
        if !is_spoken_of {
            let finding = findings.report(&NEED_DROPPED_SILENTLY, place, &[&said::excerpt(words)]);
            finding.related(need.statement.span().or(Span::DETACHED), "前の計画のニーズ");
        }
    }
}

/// The texts in which it can be told what became of a need.
fn records(case: &CaseFile) -> Vec<&str> {
    let meetings = case.meetings.iter().flat_map(|meeting| {
        [&meeting.topics, &meeting.discussion, &meeting.conclusion, &meeting.open_issues].map(Field::text)
    });
    let log = case.log.iter().map(|entry| entry.content.text());
    let changes = case.changes.iter().flat_map(|change| [change.content.text(), change.reason.text()]);
    meetings.chain(log).chain(changes).collect()
}

/// A plan of somebody else, named as the one before.
pub static EARLIER_PLAN_OF_ANOTHER_CLIENT: Rule = Rule {
    id: "CP153",
    name: "earlier-plan-of-another-client",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "前の計画「{0}」は、別の利用者の計画書です",
    looks_at: "「前の計画」を読めるとき、被保険者番号（保険者番号とも）も氏名も違う人の計画書でないか。番号か氏名が同じなら同じ人と見る（氏名だけが同じで、生年月日が違えば別の人）。",
    why: "前の計画は、同じ利用者の一つ前の計画書です。別の人の計画書とは比べず、利用票も引き継ぎません。",
    wrong: "前の計画: となりの利用者.yaml",
    right: "前の計画: この利用者の去年の計画.yaml",
    fix: "この利用者の前の計画書の名前に直すか、「前の計画」の行を消してください",
    demand: Demand::Own("別の人の計画の続きにすると、その人の帳票が作られず、記録が混ざるため"),
    check: earlier_plan_of_another_client,
};

fn earlier_plan_of_another_client(context: &CheckContext, findings: &mut Findings) {
    let earlier = &context.case.earlier;
    if earlier.of_another {
        findings.report(&EARLIER_PLAN_OF_ANOTHER_CLIENT, earlier.name.span(), &[&earlier.name.text().trim()]);
    }
}

/// A plan that names itself as the one before.
pub static EARLIER_PLAN_IS_ITSELF: Rule = Rule {
    id: "CP154",
    name: "earlier-plan-is-itself",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "前の計画「{0}」は、この計画書自身です",
    looks_at: "「前の計画」に書かれたファイルが、この計画書そのものでないか。",
    why: "前の計画は、同じ利用者の一つ前の計画書です。自身を書くと、前の計画書とつながらず、比べることもできません。",
    wrong: "前の計画: この計画.yaml",
    right: "前の計画: この利用者の去年の計画.yaml",
    fix: "前の計画書の名前に直すか、「前の計画」の行を消してください",
    demand: Demand::Own("前の計画書とつながらないと、一人の計画が二つのまま数えられるため"),
    check: earlier_plan_is_itself,
};

fn earlier_plan_is_itself(context: &CheckContext, findings: &mut Findings) {
    let earlier = &context.case.earlier;
    if earlier.is_itself {
        findings.report(&EARLIER_PLAN_IS_ITSELF, earlier.name.span(), &[&earlier.name.text().trim()]);
    }
}
