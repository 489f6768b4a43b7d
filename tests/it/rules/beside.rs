//! Two lines that cannot both be right: the one is told, the other named beside it.

use super::{Placed, check, shown};

const CLIENT: &str = "利用者: {氏名: 架空 花子, 被保険者番号: '0001234567', 保険者番号: '379999'}\n認定: {要介護状態区分: 要介護1, 有効期間: 令和7年4月1日 ～ 令和8年3月31日}\n給付率: 90\nサービス事業所:\n  甲: {事業所番号: '3799900012', 地域区分: その他}\n  丙: {事業所番号: '3799900013', 地域区分: その他}\n";

#[test]
fn the_other_line_is_named() {
    let slip = |rows: &str| {
        format!("{CLIENT}第6表:\n  - 年月: 令和7年6月\n    作成年月日: 令和7年5月27日\n    サービス:\n{rows}")
    };
    let visit =
        "      - {サービス内容: 通所介護Ⅰ５２, サービスコード: \"152442\", 事業所: 甲, 単位数: 777, 予定: [10]}\n";
    let stay = "      - {サービス内容: 短期入所生活介護, サービスコード: \"212111\", 事業所: 乙, 単位数: 600, 予定: [9, 10, 11]}\n";
    let much = "      - {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: 丙, 単位数: 38700, 予定: [2]}\n";
    let bed = "      - {サービス内容: 特殊寝台貸与, サービスコード: \"171003\", 事業所: 丁, 単位数: 900, 予定: 毎日}\n";
    for (id, plan, beside, why) in [
        ("CP652", slip(&format!("{visit}{stay}")), "[9, 10, 11]", "短期入所の予定"),
        ("CP702", slip(&format!("{visit}{much}")), "{サービス内容: 身体介護２", "単位数のいちばん多い行です"),
        ("CP654", slip(bed), "要介護1", "要介護状態区分"),
    ] {
        let found = check("plan.yaml", &plan, None).found;
        let told: Vec<&Placed> = found.iter().filter(|placed| placed.finding.rule.id == id).collect();
        assert_eq!(told.len(), 1, "{id}\n{}", shown(&found));
        let place = u32::try_from(plan.find(beside).expect(beside)).unwrap();
        let names = |(span, words): &(careplan::source::Span, String)| span.start == place && words.contains(why);
        assert!(told[0].finding.related.iter().any(names), "{id}: {:?}", told[0].finding.related);
    }
}
