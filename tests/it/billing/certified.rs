//! Months around the end of a certification, with several of them, and of two insurers.

use super::expand::{laid, month};
use super::{compute, plan};
use careplan::billing::expand::{MonthBlock, next_month};
use careplan::billing::{AnnexOptions, Mode, RefusalKind, kept};
use careplan::case::InMonth;

const RAIL: &str = "{サービス内容: 手すり貸与, サービスコード: \"171007\", 事業所: 用, 単位数: 300, 予定: 毎日}";
const VISIT: &str =
    "{サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: う, 単位数: 387, 予定: [5, 12, 19, 26]}";

fn card(period: &str, level: &str) -> String {
    format!("  - {{有効期間: {period}, 要介護状態区分: {level}}}\n")
}

/// A plan with these certifications and one slip: its month with further keys, and its lines.
fn slip(cards: &str, month: &str, lines: &[&str]) -> String {
    let lines = lines.iter().fold(String::new(), |all, line| all + "      - " + line + "\n");
    format!(
        "認定:\n{cards}給付率: 90\nサービス事業所: {{う: {{地域区分: 7級地}}, 用: {{地域区分: 7級地}}}}\n第6表:\n  - 年月: {month}\n    サービス:\n{lines}"
    )
}

fn told(block: &MonthBlock) -> String {
    block.notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_month_cut_at_a_certifications_end_says_so_and_the_rental_outlives_the_renewal() {
    let old = card("令和6年8月1日 ～ 令和7年6月14日", "要介護3");
    let june = laid(&slip(&old, "2025-05", &[VISIT, RAIL]), month(2025, 6));
    assert_eq!(june.lines[0].get("予定"), Some("[2, 9]"));
    assert_eq!(june.lines[1].get("終了"), Some("令和7年6月14日"));
    let words = told(&june);
    assert!(words.contains("認定の有効期間が令和7年6月14日までなので、その後の日には予定を置いていません"), "{words}");

    let ended = RAIL.replace("毎日", "毎日, 終了: 令和7年6月14日");
    let new = card("令和7年6月15日 ～ 令和9年6月30日", "要介護3");
    let july = laid(&slip(&(old.clone() + &new), "2025-06", &[&ended]), month(2025, 7));
    assert_eq!((july.lines[0].get("予定"), july.lines[0].get("終了")), (Some("毎日"), None));
    assert!(told(&july).contains("前の認定の有効期間の終わりなので、続くものとして写しました"), "{}", told(&july));
    // One that ended on another day has ended.
    let before = RAIL.replace("毎日", "毎日, 終了: 令和7年6月13日");
    let july = laid(&slip(&(old + &new), "2025-06", &[&before, VISIT]), month(2025, 7));
    assert_eq!(july.lines.len(), 1);
    assert!(told(&july).contains("令和7年6月13日に終わった"), "{}", told(&july));
}

#[test]
fn patterns_outlive_the_renewal_and_the_half_month_is_told() {
    let weekly = VISIT.replace("[5, 12, 19, 26]", "{曜日: [月, 木]}, 終了: 令和7年6月14日");
    let ended = RAIL.replace("毎日", "毎日, 終了: 令和7年6月14日");
    let lines = [weekly.as_str(), ended.as_str()];
    let (old, new) =
        (card("令和6年8月1日 ～ 令和7年6月14日", "要介護3"), card("令和7年6月15日 ～ 令和9年6月30日", "要介護3"));
    let half = |cards: &str| {
        let case = plan(&slip(cards, "2025-06", &lines));
        let told = kept::told(&InMonth::new(&case, &case.months[0]));
        told.iter().filter(|warning| warning.message.contains("「終了」を消して")).count()
    };
    // While the renewal is not known nothing is wrong with it.
    assert_eq!(half(&old), 0);
    // Both cards, and the old one written over.
    for cards in [old.clone() + &new, new.clone()] {
        let block = laid(&slip(&cards, "2025-06", &lines), month(2025, 7));
        let days: Vec<_> = block.lines.iter().map(|line| line.get("予定").unwrap_or_default()).collect();
        assert_eq!(days, ["{曜日: [月, 木]}", "毎日"], "{}", told(&block));
        assert!(block.lines.iter().all(|line| line.get("終了").is_none()));
        assert_eq!(half(&cards), 2);
    }
    // Another line goes on from the next day: the first one has ended.
    let heir = VISIT.replace("[5, 12, 19, 26]", "{曜日: [月, 木]}, 開始: 令和7年6月15日");
    let cards = old + &new;
    let case = plan(&slip(&cards, "2025-06", &[&weekly, &heir]));
    let told = kept::told(&InMonth::new(&case, &case.months[0]));
    assert!(!told.iter().any(|warning| warning.message.contains("「終了」を消して")), "{told:?}");
    assert_eq!(laid(&slip(&cards, "2025-06", &[&weekly, &heir]), month(2025, 7)).lines.len(), 1);
}

#[test]
fn where_nothing_goes_on_it_is_said_why() {
    let ended = RAIL.replace("毎日", "毎日, 終了: 令和7年6月20日");
    let case = plan(&slip(&card("令和6年8月1日 ～ 令和9年7月31日", "要介護3"), "2025-06", &[&ended]));
    let refusal = next_month(&case, month(2025, 7)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::NothingToLay);
    assert!(
        refusal.message.contains("「手すり貸与」は令和7年6月20日に終わったので写していません"),
        "{}",
        refusal.message
    );
}

#[test]
fn a_month_from_第2表_alone_says_so() {
    let support = "{保険給付: ○, サービス種別: 訪問介護, サービス内容: 身体介護, 事業所: う, 頻度: 週1回（月）}";
    let plan_2 = format!("第2表:\n  ニーズ:\n    - 長期目標: [{{短期目標: [{{援助: [{support}]}}]}}]\n");
    let words = told(&laid(&format!("給付率: 90\n{plan_2}"), month(2025, 6)));
    assert!(words.contains("第2表の援助から作りました") && !words.contains("週間サービス計画表"), "{words}");
    let week = "第3表:\n  週間: [{曜日: [月], 時間: \"10:00～11:00\", 内容: 訪問介護, 事業所: う}]\n";
    let case = careplan::case::read::from_text("plan.yaml", &format!("給付率: 90\n{plan_2}{week}")).0.file;
    let words = told(&next_month(&case, month(2025, 6)).unwrap());
    assert!(words.contains("週間サービス計画表から作りました"), "{words}");
}

#[test]
fn of_three_levels_in_a_month_the_heaviest_has_the_limit() {
    let cards = |between: &str, last: &str| {
        card("令和6年8月1日 ～ 令和7年6月4日", "要介護2")
            + &card("令和7年6月5日 ～ 令和7年6月14日", between)
            + &card("令和7年6月15日 ～ 令和9年6月30日", last)
    };
    let limit = |cards: &str, month: &str| {
        compute(&slip(cards, month, &[VISIT]), Mode::Planned, AnnexOptions::default()).unwrap().limit
    };
    assert_eq!(limit(&cards("要介護4", "要介護1"), "2025-06"), 30_938);
    assert_eq!(limit(&cards("要介護4", "要介護2"), "2025-06"), 30_938);
    assert_eq!(limit(&cards("要介護1", "要介護3"), "2025-06"), 27_048);
    // As `month` writes it, and as somebody decided it against 認定.
    let written = "2025-06\n    要介護状態区分: 要介護2\n    変更後要介護状態区分: 要介護1\n    変更日: 令和7年6月15日";
    assert_eq!(limit(&cards("要介護4", "要介護1"), written), 30_938);
    assert_eq!(limit(&cards("要介護4", "要介護3"), written), 19_705);
    // The months beside it have one level.
    assert_eq!(limit(&cards("要介護4", "要介護1"), "2025-05"), 19_705);
    assert_eq!(limit(&cards("要介護4", "要介護1"), "2025-07"), 16_765);
}

#[test]
fn the_slip_of_the_present_insurer_goes_on() {
    let slips = |first: (&str, &str), then: (&str, &str)| {
        let block = |(number, line): (&str, &str)| {
            format!("  - 年月: 2025-06\n    保険者番号: \"{number}\"\n    サービス:\n      - {line}\n")
        };
        format!(
            "利用者: {{保険者番号: \"379992\"}}\n認定: {{有効期間: 令和6年8月1日 ～ 令和9年7月31日, 要介護状態区分: 要介護2}}\n給付率: 90\nサービス事業所: {{う: {{地域区分: 7級地}}, 用: {{地域区分: 7級地}}}}\n第6表:\n{}{}",
            block(first),
            block(then)
        )
    };
    let (own, other) = (("379992", RAIL), ("379991", VISIT));
    for yaml in [slips(own, other), slips(other, own)] {
        let block = laid(&yaml, month(2025, 7));
        assert_eq!(block.lines[0].get("サービスコード"), Some("\"171007\""), "{yaml}");
    }
}

#[test]
fn a_code_by_the_day_is_told_in_the_next_month() {
    let by_day = "{サービス内容: 小規模多機能14・日割, サービスコード: \"732141\", 事業所: う, 単位数: 812, 予定: 毎日, 開始: 2025-06-15}";
    let block = laid(&slip(&card("令和6年8月1日 ～ 令和9年7月31日", "要介護3"), "2025-06", &[by_day]), month(2025, 7));
    assert!(told(&block).contains("日割りのサービスコードと単位数（812）のまま写しました"), "{}", told(&block));
}

#[test]
fn a_visit_of_its_own_rhythm_outlives_a_change_of_level() {
    let cards =
        card("令和6年8月1日 ～ 令和7年6月14日", "要介護2") + &card("令和7年6月15日 ～ 令和9年6月30日", "要介護3");
    let monday = VISIT.replace("[5, 12, 19, 26]", "{第: [1], 曜日: 月}");
    let wednesday =
        "{サービス内容: 生活援助２, サービスコード: \"117211\", 事業所: う, 単位数: 179, 予定: {第: [4], 曜日: 水}}";
    let block = laid(&slip(&cards, "2025-06", &[&monday, wednesday]), month(2025, 7));
    assert_eq!(block.lines.len(), 2, "{}", told(&block));
}
