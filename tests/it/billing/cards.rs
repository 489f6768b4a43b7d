//! What a new month takes over when 被保険者証 is another one than that of the month before: its limits, the slip of its insurer.

use super::expand::{laid, month};
use careplan::billing::expand::MonthBlock;

/// July 2025 from June; the head of the plan and June's slips, each with its own keys.
fn july(insurer: &str, certifications: &str, slips: &[&str]) -> MonthBlock {
    const LINE: &str =
        "{サービス内容: 身体介護２, サービスコード: '111211', 事業所: あ, 単位数: 387, 予定: [2, 9, 16, 23, 30]}";
    let slip = |keys: &&str| format!("  - 年月: 2025-06\n    {keys}\n    サービス:\n      - {LINE}\n");
    let slips = slips.iter().map(slip).collect::<Vec<_>>().concat();
    let yaml = format!(
        "利用者: {{氏名: 架空 札, 保険者番号: '{insurer}', 被保険者番号: '0000000071'}}\n認定: [{certifications}]\n給付率: 90\n第6表:\n{slips}"
    );
    laid(&yaml, month(2025, 7))
}

fn entry<'b>(block: &'b MonthBlock, key: &str) -> Option<&'b str> {
    block.entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value.as_str())
}

fn told(block: &MonthBlock) -> String {
    block.notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>().join("\n")
}

const LIMITS: &str = "種類支給限度基準額: {訪問介護: 1000}\n    区分支給限度基準額: 19000";
const BOTH: [&str; 2] = ["種類支給限度基準額", "区分支給限度基準額"];
const ONE: &str = "{有効期間: 令和6年8月1日 ～ 令和8年7月31日, 要介護状態区分: 要介護2}";

/// A level until the day before another begins.
fn change(last: &str, first: &str, level: &str) -> String {
    format!(
        "{{有効期間: 令和6年8月1日 ～ {last}, 要介護状態区分: 要介護2}}, {{有効期間: {first} ～ 令和9年6月30日, 要介護状態区分: {level}}}"
    )
}

#[test]
fn no_limit_of_another_card_is_carried_without_a_word() {
    for (insurer, certifications, what) in [
        ("379991", change("令和7年6月30日", "令和7年7月1日", "要介護4"), "認定"),
        ("379991", change("令和7年6月30日", "令和7年7月1日", "要介護2"), "認定"),
        ("379991", change("令和7年6月14日", "令和7年6月15日", "要介護4"), "認定"),
        ("379991", change("令和7年7月14日", "令和7年7月15日", "要介護4"), "認定"),
        ("379992", ONE.to_owned(), "保険者"),
    ] {
        let block = july(insurer, &certifications, &[&format!("保険者番号: '379991'\n    {LIMITS}")]);
        let told = told(&block);
        for key in BOTH {
            assert_eq!(entry(&block, key), None, "{certifications}");
            assert!(told.contains(&format!("{what}が変わったので、{key}")), "{key}: {told}");
        }
        assert!(told.contains("（訪問介護: 1000）"), "what it was is told: {told}");
    }
}

#[test]
fn the_limits_of_the_same_card_go_on() {
    let block = july("379991", ONE, &[LIMITS]);
    assert_eq!(BOTH.map(|key| entry(&block, key)), [Some("{訪問介護: 1000}"), Some("19000")]);
    assert!(!told(&block).contains("変わったので"), "{}", told(&block));
}

#[test]
fn of_two_slips_of_a_month_that_of_the_present_insurer_goes_on() {
    let stays = |insurer: &str, days: u8| format!("保険者番号: '{insurer}'\n    前月までの短期入所利用日数: {days}");
    let (own, other) = (stays("379992", 7), stays("379991", 5));
    for slips in [[&*own, &*other], [&*other, &*own]] {
        let block = july("379992", ONE, &slips);
        assert_eq!(entry(&block, "前月までの短期入所利用日数"), Some("7"));
        assert!(!told(&block).contains("保険者番号は"), "{}", told(&block));
    }
    // Where no slip is of that insurer, or the plan names none, the last one.
    for insurer in ["379993", ""] {
        assert_eq!(entry(&july(insurer, ONE, &[&own, &other]), "前月までの短期入所利用日数"), Some("5"));
    }
}
