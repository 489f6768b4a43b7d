//! 福祉用具貸与 of a part of a month, and of a month without a day at home.

use super::expand::{laid, month};
use super::{compute, plan};
use careplan::billing::expand::insert_block;
use careplan::billing::{AnnexOptions, Mode, RefusalKind};

fn rented(at: &str, lines: &str) -> String {
    format!(
        "認定: {{有効期間: 令和7年1月1日 ～ 令和10年12月31日, 要介護状態区分: 要介護2}}\n給付率: 90\nサービス事業所: {{用: {{地域区分: 1級地}}, し: {{地域区分: 7級地}}}}\n第6表:\n  - 年月: {at}\n    サービス:\n{lines}"
    )
}

fn bed(units: u32, more: &str) -> String {
    format!("      - {{サービス内容: 特殊寝台貸与, サービスコード: \"171003\", 事業所: 用, 単位数: {units}, {more}}}\n")
}

#[test]
fn half_a_month_is_half_of_the_units() {
    let lines = [
        bed(800, "予定: 毎日, 終了: 2025-09-10, 半月: はい"),
        bed(75, "予定: 毎日, 開始: 2025-09-16, 半月: はい"),
        bed(75, "予定: 毎日, 開始: 2025-09-16, 半月: いいえ"),
        bed(500, "予定: 毎日"),
    ];
    let annex = compute(&rented("2025-09", &lines.concat()), Mode::Planned, AnnexOptions::default()).unwrap();
    // 37.5 is half up.
    let units: Vec<_> = annex.rows.iter().filter_map(|row| row.units).take(4).collect();
    assert_eq!(units, [400, 38, 75, 500]);
    let total = annex.rows.last().unwrap();
    assert_eq!((total.service_units, total.total_cost), (Some(1_013), Some(10_130)));
    let other = rented("2025-09", &bed(800, "予定: 毎日, 半月: はい").replace("171003", "111211"));
    let refusal = compute(&other, Mode::Planned, AnnexOptions::default()).unwrap_err();
    assert_eq!((refusal.kind, refusal.message.contains("半月では算定できません")), (RefusalKind::Impossible, true));
}

#[test]
fn the_next_month_is_charged_in_full_or_told() {
    let told = |block: &careplan::billing::expand::MonthBlock| {
        block.notes.iter().map(|note| note.message.clone()).collect::<Vec<_>>().join("\n")
    };
    let october = month(2025, 10);
    let half = rented("2025-09", &bed(800, "予定: 毎日, 開始: 2025-09-16, 半月: はい"));
    let block = laid(&half, october);
    assert_eq!((block.lines[0].get("半月"), block.lines[0].get("単位数")), (None, Some("800")));
    assert!(!told(&block).contains("単位数"), "{}", told(&block));
    // What was typed by hand may be the units of half a month: copied, and told with the line's name.
    for begun in ["予定: 毎日, 開始: 2025-09-16", "予定: [26, 27, 28, 29, 30]"] {
        let block = laid(&rented("2025-09", &bed(400, begun)), october);
        assert_eq!((block.lines[0].get("単位数"), block.lines[0].get("予定")), (Some("400"), Some("毎日")));
        assert!(told(&block).contains("「特殊寝台貸与」は令和7年9月"), "{}", told(&block));
        assert!(told(&block).contains("単位数（400）は書かれているとおりに写した"), "{}", told(&block));
    }
    let ending = laid(&rented("2025-09", &bed(800, "予定: 毎日, 終了: 2025-10-10")), october);
    assert!(told(&ending).contains("令和7年10月10日に終わります"), "{}", told(&ending));
    // Written out, it is half no more.
    let case = plan(&insert_block(&half, &block).unwrap());
    let input = careplan::billing::BillingInput::of(&case, october).next().unwrap();
    let annex = careplan::billing::annex(&input, Mode::Planned, AnnexOptions::default()).unwrap();
    assert_eq!(annex.rows[0].service_units, Some(800));
}

#[test]
fn a_month_without_a_day_at_home_is_told() {
    let stay = |days: &str| {
        let stay = format!(
            "      - {{サービス内容: 単独短期生活Ⅰ４, サービスコード: \"211133\", 事業所: し, 単位数: 787, 予定: {days}}}\n"
        );
        let annex = compute(
            &rented("2025-06", &(stay + &bed(800, "予定: 毎日"))),
            Mode::Planned,
            AnnexOptions { allot_largest: true, ..AnnexOptions::default() },
        );
        annex.unwrap().warnings.iter().any(|warning| warning.message.contains("在宅の日がない"))
    };
    let days = |last: u32| format!("[{}]", (1..=last).map(|day| day.to_string()).collect::<Vec<_>>().join(", "));
    assert!(stay("毎日") && stay(&days(30)));
    assert!(!stay(&days(29)));
}
