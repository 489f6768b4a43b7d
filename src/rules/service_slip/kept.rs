//! CP660–CP665, CP669: whether a month keeps what it was computed with, what 認定 says of it, services without figures, and days
//! that come to nothing.

use super::Rule;
use crate::billing::About;
use crate::billing::kept::pin_command;
use crate::calendar::{Period, era};
use crate::case::InMonth;
use crate::report::Severity;
use crate::rules::context::SlipMonth;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Finding, Findings};
use crate::service_kind;
use crate::source::{Field, Span};

/// What billing tells of a slip's own values, one kind of it.
fn told<'c>(
    context: &'c CheckContext,
    about: About,
) -> impl Iterator<Item = (&'c SlipMonth<'c>, &'c str, crate::source::Span)> {
    context.slips().iter().flat_map(move |slip| {
        let told = slip.told().iter().filter(move |warning| warning.about == about);
        told.map(move |warning| (slip, warning.message.as_str(), warning.span))
    })
}

/// Names 「有効期間」 of the certifications that a month is judged by.
fn name_validity(context: &CheckContext, slip: &SlipMonth, finding: &mut Finding) {
    let certifications = &context.case.certifications;
    let own = InMonth::new(context.case, slip.block).certification();
    let ends = [slip.month.first_day(), slip.month.last_day()].map(|day| certifications.in_force(day));
    let mut places: Vec<Span> =
        own.into_iter().chain(ends.into_iter().flatten()).map(|one| one.valid_period.span()).collect();
    places.sort_unstable_by_key(|span| span.start);
    places.dedup();
    for span in places {
        finding.related(span, "認定の有効期間");
    }
}

/// A month outside all certifications that does not say itself with what it was computed.
pub static SLIP_KEEPS_NOTHING: Rule = Rule {
    id: "CP660",
    name: "slip-keeps-nothing",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}",
    looks_at: "月か、その月の予定・実績の日が、どの認定の有効期間にも入らない利用票に、要介護状態区分・給付率・保険者番号・被保険者番号が書かれているか。申請中のときと、認定の終わった後の月（CP607）は見ない。",
    why: "「認定」「給付率」を書き直すと、書かれていない月は新しい値で計算されます。前の月の実績の利用者負担が、請求と違ってしまいます。",
    wrong: "認定: {要介護状態区分: 要介護3, 有効期間: 令和7年8月1日 ～ 令和8年7月31日}\n第6表:\n  - 年月: 令和7年7月",
    right: "第6表:\n  - 年月: 令和7年7月\n    要介護状態区分: 要介護2\n    給付率: 90",
    fix: concat!(
        "「認定」に前の認定を並べて書くか、その月の値を利用票に書いてください。有効な認定のある月には「",
        pin_command!(),
        "」で書き加えられます"
    ),
    demand: Demand::Own(
        "手引きは紙の利用票を前提にし、後から値が変わることを考えていません。データでは認定を書き直した日に過ぎた月が黙って変わるので、先に知らせます",
    ),
    check: slip_keeps_nothing,
};

fn slip_keeps_nothing(context: &CheckContext, findings: &mut Findings) {
    // Days before a first plan's certification are told as such.
    let first = context.slips().iter().map(|slip| slip.month).min().filter(|_| context.is_first_plan());
    let certifications = &context.case.certifications;
    // A month after the last certification is told as such.
    let end = certifications.newest().and_then(|newest| newest.valid_period.value()).and_then(Period::end);
    for (slip, message, span) in told(context, About::NotKept) {
        let after = end.is_some_and(|end| end < slip.month.first_day());
        if !after && (first != Some(slip.month) || certifications.of_month(slip.month).is_none()) {
            name_validity(context, slip, findings.report(&SLIP_KEEPS_NOTHING, span, &[&message]));
        }
    }
}

/// A change of level that the slip and 認定 tell differently, or that the next card would take away.
pub static LEVEL_CHANGE_DIFFERS: Rule = Rule {
    id: "CP661",
    name: "level-change-differs",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}",
    looks_at: "月の途中に始まる認定があり、利用票に変更後の区分と変更日が書かれているとき、区分と日が認定と同じか。書かれていないときは、前の認定が「認定」に残っているか。月の途中に認定が二度以上変わらないか、申請中にならないか。",
    why: "月の途中で区分が変わると、限度額も短期入所の日数の数え方も変わります。",
    wrong: "認定:\n  - {要介護状態区分: 要介護2, 有効期間: 令和7年4月7日 ～ 令和7年6月14日}\n  - {要介護状態区分: 要介護3, 有効期間: 令和7年6月15日 ～ 令和8年4月30日}\n第6表: {変更後要介護状態区分: 要介護3, 変更日: 令和7年6月20日}",
    right: "第6表: {変更後要介護状態区分: 要介護3, 変更日: 令和7年6月15日}",
    fix: "被保険者証を確かめ、認定か利用票を直してください",
    demand: Demand::Own("同じことが二つの欄に書かれるときの食い違いです。どちらかが誤りで、限度額と日数が変わります"),
    check: level_change_differs,
};

fn level_change_differs(context: &CheckContext, findings: &mut Findings) {
    for (slip, message, span) in told(context, About::Change) {
        name_validity(context, slip, findings.report(&LEVEL_CHANGE_DIFFERS, span, &[&message]));
    }
}

/// Days between two certifications.
pub static CERTIFICATION_GAP: Rule = Rule {
    id: "CP662",
    name: "certification-gap",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "認定の有効期間の間に、どの認定にも入らない日があります（{0}）",
    looks_at: "「認定」に二つ以上並べたとき、前の有効期間の終わりの次の日から、次の有効期間が始まるか。",
    why: "間の日のサービスは、保険から給付されません。日付の書き誤りで、その月の区分がわからなくなります。",
    wrong: "認定:\n  - {有効期間: 令和6年4月1日 ～ 令和7年3月31日}\n  - {有効期間: 令和7年5月1日 ～ 令和8年4月30日}",
    right: "認定:\n  - {有効期間: 令和6年4月1日 ～ 令和7年4月30日}\n  - {有効期間: 令和7年5月1日 ～ 令和8年4月30日}",
    fix: "被保険者証の有効期間を確かめてください。間の認定があれば書き足し、本当に切れていたのなら「例外」に理由を書いてください",
    demand: Demand::Own("認定を並べて書けるのはこのプログラムの形式なので、手引きには書かれていません"),
    check: certification_gap,
};

fn certification_gap(context: &CheckContext, findings: &mut Findings) {
    for (days, span) in context.case.certifications.gaps() {
        findings.report(&CERTIFICATION_GAP, span, &[&said::period(days)]);
    }
}

/// 「前月までの短期入所利用日数」 of the certification before a change of level.
pub static STAY_DAYS_OF_EARLIER_CERTIFICATION: Rule = Rule {
    id: "CP663",
    name: "stay-days-of-earlier-certification",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}",
    looks_at: "月の途中で区分が変わった利用票の「前月までの短期入所利用日数」が0か空か。",
    why: "短期入所の累積日数は認定の有効期間ごとに数えます。区分が変わると新しい認定なので、前の日数は数えません（介護保険最新情報Vol.116）。",
    wrong: "変更日: 令和7年9月20日\n前月までの短期入所利用日数: 45",
    right: "変更日: 令和7年9月20日\n前月までの短期入所利用日数: 0",
    fix: "「前月までの短期入所利用日数」を0にしてください（印刷と計算は、もう0としています）",
    demand: Demand::Own(
        "別表の欄の数え方はQ&Aにあり、手引きには書かれていません。書かれた数を印字しないので、必ず知らせます",
    ),
    check: stay_days_of_earlier_certification,
};

fn stay_days_of_earlier_certification(context: &CheckContext, findings: &mut Findings) {
    for (_, message, span) in told(context, About::StayDays) {
        findings.report(&STAY_DAYS_OF_EARLIER_CERTIFICATION, span, &[&message]);
    }
}

/// A service that begins by law and has no figures yet.
pub static SERVICE_WITHOUT_FIGURES: Rule = Rule {
    id: "CP664",
    name: "service-without-figures",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "「{0}」は{1}に始まるサービスで、額がまだ公表されていません。利用票・別表の額は計算できません（{2}）",
    looks_at: "第2表に、法律で決まっていて額が公表されていないサービス（登録施設介護支援、特定地域居宅サービス等）の行があるか。",
    why: "サービスコードも単位数もまだないので、書かれた数で計算した別表は正しいとは言えません。",
    wrong: "- {サービス種別: 特定地域居宅サービス, 保険給付: ○}",
    right: "（額が公表されてから、このプログラムの新しい版で作る）",
    fix: "市町村に確かめ、額が公表されてからこのプログラムの新しい版で作ってください",
    demand: Demand::Own(
        "法律の後に作られた手引きはまだありません。額のないサービスの別表を正しいものとして渡さないように知らせます",
    ),
    check: service_without_figures,
};

fn service_without_figures(context: &CheckContext, findings: &mut Findings) {
    for line in context.support_lines() {
        let texts = [&line.support.kind, &line.support.content];
        let named = texts.into_iter().find_map(|text| Some((text, service_kind::coming(text.text())?)));
        if let Some((text, coming)) = named {
            let facts: [&dyn std::fmt::Display; 3] = [&coming.name, &era::month(coming.from), &coming.source];
            findings.report(&SERVICE_WITHOUT_FIGURES, text.span(), &facts);
        }
    }
}

/// A day that a line names and that comes to nothing.
pub static SLIP_DAY_NOT_USED: Rule = Rule {
    id: "CP665",
    name: "slip-day-not-used",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "{0}",
    looks_at: "利用票の行に一日ずつ書かれた予定・追加・振替の日が、開始から終了までに入り、祝日の休みに当たらないか。振替の元の日、休みの日に予定があるか。曜日などで書いた予定が、開始・終了や祝日の休みで、またはその月に当たる日（第5水など）がなくて、一日もなくならないか。",
    why: "数えない日は、利用票にも別表にもありません。日か開始・終了の写し誤りだと、利用と額が違ってしまいます。",
    wrong: "- {サービス内容: 身体介護２, 予定: [2, 9], 開始: 令和7年6月9日}  # 2日は数えない",
    right: "- {サービス内容: 身体介護２, 予定: [9, 16], 開始: 令和7年6月9日}",
    fix: "予定・追加・振替・休みの日か、開始・終了を直してください",
    demand: Demand::Own(
        "手引きは日を一つずつ書いた紙の利用票を前提にしています。データでは、書いた日が開始・終了・祝日との組み合わせで数えられないことがあるので、必ず知らせます",
    ),
    check: slip_day_not_used,
};

fn slip_day_not_used(context: &CheckContext, findings: &mut Findings) {
    for (slip, message, span) in told(context, About::Days) {
        findings.report(&SLIP_DAY_NOT_USED, span, &[&message]).related(slip.block.month.span(), "この利用票の年月");
    }
}

/// The number of a town or of the insured that a month keeps, which can only be the client's, mistyped.
pub static SLIP_NUMBER_DIFFERS_FROM_CLIENT: Rule = Rule {
    id: "CP669",
    name: "slip-number-differs-from-client",
    severity: Severity::Warning,
    certainty: Certainty::Heuristic,
    message: "{0}の利用票の{1}（{2}）が、利用者の{1}（{3}）と違います：{4}",
    looks_at: "その月のただ一つの利用票に書かれた保険者番号が利用者と違うとき、保険者名が同じでないか（保険者名がなければ、一桁だけ違うのでないか）。保険者が同じとき、被保険者番号が一桁だけ違うのでないか。同じ月の利用票が二つあれば（月の途中の転居）見ない。",
    why: "利用票・給付管理票に印字される番号です。写し誤ると、ない市町村や別の人の番号で請求されます。",
    wrong: "利用者: {保険者番号: '379991', 保険者名: 架空市}\n第6表:\n  - {年月: 令和7年6月, 保険者番号: '379981', 保険者名: 架空市}",
    right: "第6表:\n  - {年月: 令和7年6月, 保険者番号: '379991', 保険者名: 架空市}",
    fix: "被保険者証で確かめ、違う方を直してください",
    demand: Demand::Own(
        "番号を月ごとに残すのはこの形式だけで、手引きにはありません。書き誤った番号は給付管理票にそのまま印字されるので知らせます",
    ),
    check: slip_number_differs_from_client,
};

fn slip_number_differs_from_client(context: &CheckContext, findings: &mut Findings) {
    let Some(client) = &context.case.client else { return };
    let is_alone = |slip: &&SlipMonth| context.slips().iter().filter(|other| other.month == slip.month).count() == 1;
    for slip in context.slips().iter().filter(is_alone) {
        let block = slip.block;
        let insurers = (block.insurer_number.plain(), client.insurer_number.plain());
        let insured = (block.insured_number.plain(), client.insured_number.plain());
        let [of_block, of_client] = [&block.insurer_name, &client.insurer_name].map(Field::plain);
        let same_name = !of_block.is_empty() && of_block == of_client;
        let (what, numbers, (own, known), why) = if differ(insurers) {
            if !(same_name || of_block.is_empty() && is_one_digit_off(insurers)) {
                continue;
            }
            let why = if same_name { "保険者名は同じです" } else { ONE_DIGIT };
            ("保険者番号", insurers, (block.insurer_number.span(), client.insurer_number.span()), why)
        } else if is_one_digit_off(insured) {
            ("被保険者番号", insured, (block.insured_number.span(), client.insured_number.span()), ONE_DIGIT)
        } else {
            continue;
        };
        let facts: [&dyn std::fmt::Display; 5] = [&era::month(slip.month), &what, &numbers.0, &numbers.1, &why];
        findings.report(&SLIP_NUMBER_DIFFERS_FROM_CLIENT, own, &facts).related(known, "利用者");
    }
}

const ONE_DIGIT: &str = "一桁だけ違います";

fn differ((one, other): (&str, &str)) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}

fn is_one_digit_off((one, other): (&str, &str)) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count() == 1
}
