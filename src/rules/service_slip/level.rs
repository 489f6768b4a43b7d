//! CP611–CP613: 要介護状態区分 on the slip, its change within the month, and the limit that follows from it.

use super::Rule;
use crate::billing::{BillingInput, tariff};
use crate::calendar::{Month, era};
use crate::case::{CareLevel, InMonth};
use crate::report::Severity;
use crate::rules::said;
use crate::rules::{Certainty, CheckContext, Demand, Findings};
use crate::source::Field;

/// The slip bears another level than the certification.
pub static SLIP_LEVEL_DIFFERS: Rule = Rule {
    id: "CP611",
    name: "slip-level-differs",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の要介護状態区分（{1}）が、認定の要介護状態区分（{2}）と違います",
    looks_at: "月の初日に有効な認定がある利用票に要介護状態区分が書かれているとき、それか変更後の区分が認定と同じか。申請中のときは見ない。",
    why: "要介護状態区分によって、区分支給限度基準額とサービスの単位数が変わります。",
    wrong: "認定: {要介護状態区分: 要介護2}\n第6表: 要介護状態区分: 要介護1",
    right: "第6表: 要介護状態区分: 要介護2",
    fix: "被保険者証を確かめ、どちらかを直してください。月の途中で変わったときは、変更後の区分と変更日を書いてください",
    demand: Demand::Guides,
    check: slip_level_differs,
};

fn slip_level_differs(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let held = InMonth::new(context.case, slip.block);
        let Some((own, certified)) = held.level_beside_certified() else { continue };
        let printed = |level: &Field<CareLevel>| level.value().map_or("空", CareLevel::printed);
        let facts: [&dyn std::fmt::Display; 3] = [&era::month(slip.month), &printed(own), &printed(certified)];
        findings.report(&SLIP_LEVEL_DIFFERS, own.span(), &facts).related(certified.span(), "認定");
    }
}

/// A change of level without the new level, without its day, or on a day of another month.
pub static LEVEL_CHANGE_INCOMPLETE: Rule = Rule {
    id: "CP612",
    name: "level-change-incomplete",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の区分の変更が整っていません：{1}",
    looks_at: "「変更後要介護状態区分」と「変更日」が揃っているか。変更日がその月の中にあるか。",
    why: "月の途中で区分が変わると、その月は重い方の区分の限度額になります。",
    wrong: "- 年月: 令和7年6月\n  変更後要介護状態区分: 要介護3",
    right: "- 年月: 令和7年6月\n  変更後要介護状態区分: 要介護3\n  変更日: 令和7年6月15日",
    fix: "変更後の区分と変更日を、被保険者証のとおりに書いてください",
    demand: Demand::Guides,
    check: level_change_incomplete,
};

fn level_change_incomplete(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let (level, day) = (&slip.block.changed_level, &slip.block.level_changed_on);
        let month = era::month(slip.month);
        match (level.is_blank(), day.is_blank()) {
            (false, true) => {
                findings.report(&LEVEL_CHANGE_INCOMPLETE, level.span(), &[&month, &"変更日がありません"]);
            }
            (true, false) => {
                findings.report(&LEVEL_CHANGE_INCOMPLETE, day.span(), &[&month, &"変更後要介護状態区分がありません"]);
            }
            (false, false) => {
                if let Some(changed) = day.value().filter(|changed| Month::of(*changed) != slip.month) {
                    let what = format!("変更日（{}）がこの月の中にありません", said::day(changed));
                    findings.report(&LEVEL_CHANGE_INCOMPLETE, day.span(), &[&month, &what]);
                }
            }
            (true, true) => {}
        }
    }
}

/// A limit that is not the table's.
pub static LIMIT_DIFFERS_FROM_TABLE: Rule = Rule {
    id: "CP613",
    name: "limit-differs-from-table",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "{0}の利用票の区分支給限度基準額（{1}単位）が、{2}の{3}単位と違います",
    looks_at: "利用票に区分支給限度基準額が書かれているとき、要介護状態区分（月の途中で変わったときは重い方）の表の値と同じか。",
    why: "限度額を誤ると、利用者の負担額を誤ります。",
    wrong: "認定: {要介護状態区分: 要介護2}\n第6表: 区分支給限度基準額: 16765",
    right: "第6表: 区分支給限度基準額: 19705  # 書かなければ表の値が印字される",
    fix: "区分支給限度基準額を消す（表の値になる）か、書き直してください。市町村が条例で別の額を定めているときは、例外にその理由を書いてください",
    demand: Demand::Guides,
    check: limit_differs_from_table,
};

fn limit_differs_from_table(context: &CheckContext, findings: &mut Findings) {
    for slip in context.slips() {
        let Some(written) = slip.block.limit.value().map(|units| i64::from(units.0)) else { continue };
        let unreadable = !slip.block.changed_level.is_blank() && slip.block.changed_level.value().is_none();
        let Some(level) = BillingInput::new(context.case, slip.block).limit_level().filter(|_| !unreadable) else {
            continue;
        };
        let Some(table) = tariff::limit(level, slip.month) else { continue };
        if table.known && table.value != written {
            let facts: [&dyn std::fmt::Display; 4] =
                [&era::month(slip.month), &written, &level.printed(), &table.value];
            findings.report(&LIMIT_DIFFERS_FROM_TABLE, slip.block.limit.span(), &facts);
        }
    }
}
