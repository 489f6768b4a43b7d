//! CP245–CP248: 福祉用具: why it is needed, whether it still is, and the choice between renting and buying.

use crate::case::plan::Occasion;
use crate::report::Severity;
use crate::rules::context::{SupportLine, texts_of};
use crate::rules::said::excerpt;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};

const RENTAL: &str = "福祉用具貸与";
const PURCHASE: &str = "特定福祉用具販売";

fn lines_of<'c, 'a>(context: &'c CheckContext<'a>, kind: &'static str) -> impl Iterator<Item = &'c SupportLine<'a>> {
    context.support_lines().iter().filter(move |line| line.kind.is_some_and(|hit| hit.name == kind))
}

/// Whether the line, or the need in words about the equipment, says why.
fn has_reason(line: &SupportLine, context: &CheckContext) -> bool {
    let words = context.words;
    let need = line.need.statement.plain();
    let in_need = words.found_in_plain("equipment", need).is_some()
        && ["ため", "ので", "理由", "から、", "なくて"].iter().any(|word| need.contains(word));
    in_need || words.found("reasons", &line.support.content).is_some()
}

/// 「車いす」 rented without a reason.
pub static RENTAL_WITHOUT_REASON: Rule = Rule {
    id: "CP245",
    name: "rental-without-reason",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "福祉用具貸与「{0}」に、必要な理由が書かれていません",
    looks_at: "福祉用具貸与の行の「サービス内容」に理由（「理由：」「～のため」「～を防ぐ」など）があるか。課題の文に用具の名前と理由があってもよい。",
    why: "福祉用具を位置付けるときは、必要とする理由が明らかになるように書きます。",
    wrong: "- サービス内容: 車いす\n  サービス種別: 福祉用具貸与",
    right: "- サービス内容: 車いすを使う。理由：長く歩くと膝が痛み、通院に付き添いだけでは足りないため\n  サービス種別: 福祉用具貸与",
    fix: "「サービス内容」に「理由：…のため」と書き添えてください",
    demand: Demand::Guides,
    check: rental_without_reason,
};

fn rental_without_reason(context: &CheckContext, findings: &mut Findings) {
    for line in lines_of(context, RENTAL).filter(|line| !line.support.content.is_blank() && !has_reason(line, context))
    {
        findings.report(&RENTAL_WITHOUT_REASON, line.support.content.span(), &[&excerpt(line.support.content.text())]);
    }
}

/// 「入浴用いす」 bought without a reason.
pub static PURCHASE_WITHOUT_REASON: Rule = Rule {
    id: "CP246",
    name: "purchase-without-reason",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "特定福祉用具販売「{0}」に、必要な理由が書かれていません",
    looks_at: "特定福祉用具販売の行の「サービス内容」に理由（「理由：」「～のため」「～を防ぐ」など）があるか。課題の文に用具の名前と理由があってもよい。",
    why: "福祉用具を位置付けるときは、必要とする理由が明らかになるように書きます。",
    wrong: "- サービス内容: 入浴用いす\n  サービス種別: 特定福祉用具販売",
    right: "- サービス内容: 入浴用いすを購入する。理由：低い姿勢からの立ち上がりが難しく、転倒を防ぐため\n  サービス種別: 特定福祉用具販売",
    fix: "「サービス内容」に「理由：…のため」と書き添えてください",
    demand: Demand::Guides,
    check: purchase_without_reason,
};

fn purchase_without_reason(context: &CheckContext, findings: &mut Findings) {
    for line in
        lines_of(context, PURCHASE).filter(|line| !line.support.content.is_blank() && !has_reason(line, context))
    {
        findings.report(
            &PURCHASE_WITHOUT_REASON,
            line.support.content.span(),
            &[&excerpt(line.support.content.text())],
        );
    }
}

/// A plan that was changed keeps a rental, and the meeting says nothing about it.
pub static RENTAL_NOT_RECONSIDERED: Rule = Rule {
    id: "CP247",
    name: "rental-not-reconsidered",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "福祉用具貸与を続けますが、担当者会議（第4表）で必要性を検討した記録が見当たりません",
    looks_at: "継続の計画に福祉用具貸与があるとき、いちばん新しい第4表の文に、福祉用具や用具の名前（第2表に書いた品物の名前でもよい）が出てくるか。",
    why: "貸与を続けるときは、必要な理由を会議で検証し、計画に書きます。",
    wrong: "検討内容: ① 短期入所の使い方を確認した。",
    right: "検討内容: ② 特殊寝台・付属品と手すりは、起き上がりと夜間の移動に引き続き必要である。",
    fix: "会議で検討した内容（続ける理由）を第4表に書いてください",
    demand: Demand::Guides,
    check: rental_not_reconsidered,
};

fn rental_not_reconsidered(context: &CheckContext, findings: &mut Findings) {
    let Some(meeting) = context.newest_meeting() else { return };
    let first_plan = context.is_first_plan() || !context.has_occasion(Occasion::Continued);
    let texts = texts_of(meeting);
    if first_plan || texts.iter().all(|text| text.is_blank()) {
        return;
    }
    let mentions = |list| texts.iter().any(|text| context.words.found(list, text).is_some());
    if mentions("rental_reconsidered") || mentions("equipment") {
        return;
    }
    let said = texts.map(|text| context.words.said(text));
    // The article as the plan calls it: 「エアマットで床ずれを防ぐ」.
    let discussed = |line: &&SupportLine| {
        let content = line.support.content.plain();
        let article = content.split(['を', 'で', 'の', 'に', '(', '。', ':']).next().unwrap_or_default();
        let article = context.words.said(article);
        said.iter().any(|said| article.shares_words(said))
    };
    if lines_of(context, RENTAL).any(|line| discussed(&line)) {
        return;
    }
    let mut lines = lines_of(context, RENTAL);
    let Some(first) = lines.next() else { return };
    let finding = findings.report(&RENTAL_NOT_RECONSIDERED, first.kind_span(), &[]);
    finding.related(meeting.discussion.span().or(meeting.span), "検討内容");
    for line in lines {
        finding.related(line.kind_span(), "この福祉用具貸与も");
    }
}

/// Equipment that may be rented or bought, and no record that the choice was explained.
pub static CHOICE_OF_EQUIPMENT_NOT_EXPLAINED: Rule = Rule {
    id: "CP248",
    name: "choice-of-equipment-not-explained",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」（{1}）は貸与と販売を選べる用具に当たるようですが、選択について説明し、意見を聞いた記録が見当たりません",
    looks_at: "福祉用具の行に、固定用スロープ、歩行器（車輪のないもの）、単点杖、多点杖があるとき、第4表か第5表（またはサービス内容）に、貸与と販売の選択について書かれているか。",
    why: "選べる用具では、利用者に選択について説明し、医師や専門職の意見、利用者の状態を踏まえて提案します。",
    wrong: "- サービス内容: 四点杖を使う。理由：…\n  サービス種別: 福祉用具貸与\n# 第4表・第5表に選択の記録がない",
    right: "検討内容: ② 四点杖は貸与と販売を選べることを説明した。状態の変化が見込まれるため貸与とする。",
    fix: "貸与と販売のどちらかを選べることを説明し、その内容と意見を第4表か第5表に書いてください",
    demand: Demand::Guides,
    check: choice_of_equipment_not_explained,
};

fn choice_of_equipment_not_explained(context: &CheckContext, findings: &mut Findings) {
    let words = context.words;
    if context.case.meetings.is_empty() && context.case.log.is_empty() {
        return;
    }
    let choice = |line: &SupportLine| {
        let content = line.support.content.plain();
        let is_exempt = ["choice_equipment_exempt", "choice_explained"]
            .iter()
            .any(|list| words.found_in_plain(list, content).is_some());
        words.found_in_plain("choice_equipment", content).filter(|_| !is_exempt)
    };
    let lines = lines_of(context, RENTAL).chain(lines_of(context, PURCHASE));
    let found: Vec<_> = lines.filter_map(|line| Some((line, choice(line)?))).collect();
    let texts =
        || context.case.meetings.iter().flat_map(texts_of).chain(context.case.log.iter().map(|entry| &entry.content));
    if found.is_empty() || texts().any(|text| words.found("choice_explained", text).is_some()) {
        return;
    }
    for (line, word) in found {
        let content = &line.support.content;
        findings.report(&CHOICE_OF_EQUIPMENT_NOT_EXPLAINED, content.span(), &[&excerpt(content.text()), &word]);
    }
}
