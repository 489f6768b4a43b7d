//! What a date of a wrong year makes wrong elsewhere.

use super::{Placed, check, folder, shown};

/// A mistyped year is the day that a plan is looked at on: whatever that day makes wrong names it.
#[test]
fn what_a_strayed_day_makes_wrong_points_to_it() {
    let path = folder().join("../../samples/sanuki-haru.yaml");
    let sample = std::fs::read_to_string(path).expect("a sample");
    let strayed = sample.replace("    作成年月日: 令和7年5月27日\n    ", "    作成年月日: 令和17年5月27日\n    ");
    let only_slip = "利用者: {氏名: 架空 花子}\n認定: {要介護状態区分: 要介護1, 有効期間: 令和7年4月1日 ～ 令和8年3月31日}\n第6表:\n  - 年月: 令和7年6月\n    作成年月日: 令和17年5月27日\n    サービス:\n      - {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: 甲, 単位数: 387, 予定: [2]}\n";
    for (plan, ids) in [(strayed.as_str(), ["CP012", "CP530", "CP644"].as_slice()), (only_slip, &["CP012", "CP644"])] {
        let found = check("plan.yaml", plan, None).found;
        for id in ids.iter().chain(&["CP028"]) {
            let told: Vec<_> = found.iter().filter(|placed| placed.finding.rule.id == *id).collect();
            assert!(!told.is_empty(), "{id}\n{}", shown(&found));
            let points =
                |placed: &&Placed| placed.finding.related.iter().any(|(_, why)| why == "基準日になっている日付");
            assert!(*id == "CP028" || told.iter().any(points), "{id}");
        }
    }
}
