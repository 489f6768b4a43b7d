//! The next month from the last one or from the week.

use super::plan;
use careplan::billing::expand::{MonthBlock, insert_block, next_month};
use careplan::billing::{AnnexOptions, Mode, RefusalKind};
use careplan::calendar::Month;
use std::fmt::Write as _;

pub(super) const SAMPLE: &str = include_str!("../../../samples/sanuki-haru.yaml");

pub(super) fn month(year: i32, month: u32) -> Month {
    Month::new(year, month).expect("a month")
}

pub(super) fn laid(yaml: &str, at: Month) -> MonthBlock {
    next_month(&plan(yaml), at).unwrap_or_else(|refusal| panic!("{}", refusal.message))
}

/// A plan with one month whose lines are given.
fn with_lines(at: &str, lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        let _ = writeln!(
            text,
            "      - {{サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: う, 単位数: 387, {line}}}"
        );
    }
    format!(
        "認定: {{有効期間: 令和7年1月1日 ～ 令和10年12月31日, 要介護状態区分: 要介護2}}\n給付率: 90\nサービス事業所: {{う: {{地域区分: 7級地}}}}\n第6表:\n  - 年月: {at}\n    サービス:\n{text}"
    )
}

/// The 予定 of the first line carried over.
fn carried(from: &str, line: &str, to: Month) -> String {
    laid(&with_lines(from, &[line]), to).lines[0].get("予定").unwrap_or("（なし）").to_owned()
}

#[test]
fn july_2025_from_june() {
    let block = laid(SAMPLE, month(2025, 7));
    // 2025-07-01 is a Tuesday; every line of June was whole weekdays.
    let expected = "第6表:
  - 年月: 令和7年7月
    作成年月日:
    届出年月日: 令和7年5月12日
    保険者番号: \"379991\"
    保険者名: 架空市
    被保険者番号: \"0001234567\"
    要介護状態区分: 要介護2
    限度額適用期間: 令和7年4月 ～ 令和8年4月
    前月までの短期入所利用日数: 0
    給付率: 90
    サービス:
      - {提供時間帯: 10:00～11:00, サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ, 単位数: 387, 予定: [7, 14, 21, 28]}
      - {提供時間帯: 10:00～11:30, サービス内容: 身体１生活２, サービスコード: \"114211\", 事業所: ヘルパーステーションうみかぜ, 単位数: 374, 予定: [3, 10, 17, 24, 31]}
      - {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: \"116275\", 事業所: ヘルパーステーションうみかぜ, 加算率: 24.5%}
      - {提供時間帯: 9:30～16:30, サービス内容: 通所介護Ⅰ５２, サービスコード: \"152442\", 事業所: デイサービスセンター架空の里, 単位数: 777, 予定: [1, 4, 8, 11, 15, 18, 22, 25, 29]}
      - {提供時間帯: 9:30～16:30, サービス内容: 通所介護入浴介助加算Ⅰ, サービスコード: \"155301\", 事業所: デイサービスセンター架空の里, 単位数: 40, 予定: [1, 4, 8, 11, 15, 18, 22, 25, 29]}
      - {サービス内容: 通所介護処遇改善加算Ⅰ, サービスコード: \"156108\", 事業所: デイサービスセンター架空の里, 加算率: 9.2%}
      - {サービス内容: 手すり貸与, サービスコード: \"171007\", 事業所: 架空福祉用具 高松店, 単位数: 300, 用具名称: 置き型手すり, TAISコード: 00001-000010, 予定: 毎日}
      - {サービス内容: 歩行器貸与, サービスコード: \"171009\", 事業所: 架空福祉用具 高松店, 単位数: 250, 用具名称: 屋外用歩行車, TAISコード: 00001-000020, 予定: 毎日}
";
    assert_eq!(block.yaml(), expected);
    assert_eq!(block.notes.len(), 1, "{:?}", block.notes);
    // Added to the plan, it can be computed: 387 × 4 + 374 × 5 = 3,418.
    let text = insert_block(SAMPLE, &block).unwrap();
    let case = plan(&text);
    let input = careplan::billing::BillingInput::of(&case, month(2025, 7)).next().unwrap();
    let annex = careplan::billing::annex(&input, Mode::Planned, AnnexOptions::default()).unwrap();
    assert_eq!(annex.rows[2].service_units, Some(3_418));
}

#[test]
fn days_follow_the_new_calendar() {
    let (july, august, february) = (month(2025, 7), month(2025, 8), month(2028, 2));
    for (from, line, to, expected) in [
        // Patterns stay as they are.
        ("2025-06", "予定: 毎日", july, "毎日"),
        ("2025-06", "予定: {曜日: [火, 金]}", july, "{曜日: [火, 金]}"),
        ("2025-06", "予定: {第: [2, 4], 曜日: 水}", july, "{第: [2, 4], 曜日: 水}"),
        ("2025-06", "予定: {第: 1, 曜日: [火, 金]}", july, "{第: [1], 曜日: [火, 金]}"),
        // Whole weekdays.
        ("2025-06", "予定: [2, 9, 16, 23, 30]", july, "[7, 14, 21, 28]"),
        ("2025-06", "予定: [30, 23, 16, 9, 2, 5, 12, 19, 26]", july, "[3, 7, 10, 14, 17, 21, 24, 28, 31]"),
        ("2028-01", "予定: [4, 11, 18, 25]", february, "[1, 8, 15, 22, 29]"),
        // 海の日, a Monday.
        ("2025-06", "予定: [2, 9, 16, 23, 30], 祝日: 休み", july, "[7, 14, 28]"),
        ("2025-06", "予定: [2, 9, 16, 23, 30], 祝日: 通常", july, "[7, 14, 21, 28]"),
        // And on from there: 7/21 is missing because it was closed, 8/11 is 山の日.
        ("2025-07", "予定: [7, 14, 28], 祝日: 休み", august, "[4, 18, 25]"),
        // Uses that belong to the weekday.
        ("2025-06", "予定: {2: 2, 9: 2, 16: 2, 23: 2, 30: 2}", july, "{7: 2, 14: 2, 21: 2, 28: 2}"),
        ("2025-06", "予定: {2: 2, 9: 1, 16: 2, 23: 2, 30: 2}", july, ""),
        // A run before the first or after the last day is forgiven; one that the holiday took, too (7/21 is 海の日).
        ("2025-06", "予定: [9, 16, 23, 30]", july, "[7, 14, 21, 28]"),
        ("2025-06", "予定: [2, 9, 16]", july, "[7, 14, 21, 28]"),
        ("2025-07", "予定: [7, 14, 28]", august, "[4, 11, 18, 25]"),
        // Not whole: one day missing, every other week, single days, a stay.
        ("2025-06", "予定: [2, 9, 23, 30]", july, ""),
        ("2025-06", "予定: [7, 14, 28]", july, ""),
        ("2025-06", "予定: [4, 18]", july, ""),
        ("2025-06", "予定: [2]", july, ""),
        ("2025-06", "予定: [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]", july, ""),
        // What changed one day of the month is not carried.
        ("2025-06", "予定: [2, 9, 16, 23, 30], 休み: [9], 追加: [11], 振替: {16: 17}", july, "[7, 14, 21, 28]"),
        // Begun in the month, ending in the next.
        ("2025-06", "予定: [16, 23, 30], 開始: 2025-06-10", july, "[7, 14, 21, 28]"),
        ("2025-06", "予定: [2, 9, 16, 23, 30], 終了: 2025-07-20", july, "[7, 14]"),
        ("2025-06", "予定: [2, 16, 23, 30], 休み: [9]", july, "[7, 14, 21, 28]"),
        ("2025-06", "予定: [2, 10, 16, 23, 30], 振替: {9: 10}", july, "[7, 14, 21, 28]"),
        ("2025-07", "予定: [7, 14, 28], 祝日: 通常", august, ""),
        ("2025-06", "予定: [30], 開始: 2025-06-28", july, ""),
    ] {
        assert_eq!(carried(from, line, to), expected, "{line}");
    }
    // A day that a holiday took is told.
    let block = laid(&with_lines("2025-06", &["予定: [2, 9, 16, 23, 30], 祝日: 休み"]), july);
    assert!(block.notes.iter().any(|note| note.message == "「身体介護２」は祝日を休みにしました：21日"));
    // An empty 予定 is told, and one-day changes are gone.
    let block = laid(&with_lines("2025-06", &["予定: [4, 18], 休み: [4], 実績: [18]"]), july);
    assert!(block.notes.iter().any(|note| note.message.contains("予定は曜日からは決まらないので空です")));
    assert!(["休み", "実績", "追加", "振替"].iter().all(|key| block.lines[0].get(key).is_none()));
}

#[test]
fn start_and_end() {
    let lines = [
        "予定: 毎日, 終了: 2025-06-15",
        "予定: 毎日, 開始: 2025-06-10, 終了: 令和7年7月10日",
        "予定: 毎日, 開始: 2025-08-01",
    ];
    let block = laid(&with_lines("2025-06", &lines), month(2025, 7));
    let bounds: Vec<_> = block.lines.iter().map(|line| (line.get("開始"), line.get("終了"))).collect();
    assert_eq!(bounds, [(None, Some("令和7年7月10日")), (Some("2025-08-01"), None)]);
    assert!(block.notes.iter().any(|note| note.message.contains("令和7年6月15日に終わったので写していません")));
}

#[test]
fn the_certification_bounds_the_month() {
    let plan_until = |end: &str, status: &str| {
        with_lines("2025-06", &["予定: {曜日: [月]}", "予定: [2, 9, 16, 23, 30]", "予定: 毎日, 終了: 2025-07-10"])
            .replacen("令和10年12月31日", end, 1)
            .replacen("認定: {", &format!("認定: {{状況: {status}, "), 1)
    };
    let july = month(2025, 7);
    let block = laid(&plan_until("令和7年7月20日", "認定済"), july);
    assert_eq!(block.lines[0].get("終了"), Some("令和7年7月20日"));
    assert_eq!(block.lines[1].get("予定"), Some("[7, 14]"));
    assert_eq!(block.lines[2].get("終了"), Some("2025-07-10"));
    let refusal = next_month(&plan(&plan_until("令和7年6月30日", "認定済")), july).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::OutsideCertification);
    // While the renewal is pending, the old period does not bound.
    assert_eq!(laid(&plan_until("令和7年6月30日", "申請中"), july).lines[0].get("終了"), None);
}

#[test]
fn a_renewed_plan_has_what_its_第2表_says() {
    let of = |frequency: &str, planned: &str| {
        let before = with_lines("2025-06", &[planned]);
        let tables = format!(
            "第2表: {{ニーズ: [{{課題: 家事, 長期目標: [{{目標: あ, 短期目標: [{{目標: い, 援助: [{{保険給付: ○, サービス種別: 訪問介護, 事業所: う, 頻度: {frequency}}}]}}]}}]}}]}}\n第3表: {{週間: [{{曜日: [水], 内容: 訪問介護, 事業所: う}}]}}\n"
        );
        let mut case = plan(&(before[..before.find("第6表").unwrap()].to_owned() + &tables));
        case.earlier.plan = Some(Box::new(plan(&before)));
        let block = next_month(&case, month(2025, 7)).unwrap_or_else(|refusal| panic!("{}", refusal.message));
        block.lines[0].get("予定").unwrap_or_default().to_owned()
    };
    for planned in ["予定: {第: [2, 4], 曜日: 水}", "予定: [11, 25]", "予定: {曜日: [水]}"] {
        assert_eq!(of("第2・4水", planned), "{第: [2, 4], 曜日: 水}", "{planned}");
    }
    assert_eq!(of("週1回（水）", "予定: {第: [2, 4], 曜日: 水}"), "[2, 9, 16, 23, 30]");
}

/// 「前月までの短期入所利用日数」 What the month before does not say is not 0, unless its certification began with it.
#[test]
fn a_changed_level_is_carried() {
    let yaml = with_lines("2025-06", &["予定: 毎日"]).replacen(
        "    サービス:",
        "    変更後要介護状態区分: 要介護3\n    変更日: 2025-06-15\n    区分支給限度基準額: 27048\n    サービス:",
        1,
    );
    let block = laid(&yaml, month(2025, 7));
    let get = |key: &str| block.entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value.as_str());
    assert_eq!((get("要介護状態区分"), get("区分支給限度基準額"), get("変更日")), (Some("要介護3"), None, None));
    assert!(block.notes.iter().any(|note| note.message.contains("「認定」はまだ要介護2です")), "{:?}", block.notes);
    // Two months later too, although August's block before it has no change of its own.
    let with_july = insert_block(&yaml, &block).unwrap();
    let august = laid(&with_july, month(2025, 8));
    assert!(august.entries.contains(&("要介護状態区分", "要介護3".to_owned())), "{:?}", august.entries);
    // 認定 says so: it counts, whatever the slips had.
    let renewed = with_july.replacen("有効期間: 令和7年1月1日", "有効期間: 令和7年8月1日", 1);
    let august = laid(&renewed, month(2025, 8));
    assert!(august.entries.contains(&("要介護状態区分", "要介護2".to_owned())), "{:?}", august.entries);
    assert!(august.notes.iter().any(|note| note.message.contains("認定の要介護2としました（前の利用票は要介護3）")));
}

#[test]
fn the_month_is_already_there() {
    assert_eq!(next_month(&plan(SAMPLE), month(2025, 6)).unwrap_err().kind, RefusalKind::MonthExists);
    assert_eq!(next_month(&plan("給付率: 90\n"), month(2025, 6)).unwrap_err().kind, RefusalKind::NothingToLay);
}

/// The sample without its month: the week is expanded with the providers of 第2表.
#[test]
fn june_2025_from_the_week() {
    let without = SAMPLE.split("# 単位数・サービスコード").next().unwrap();
    let block = laid(without, month(2025, 6));
    let lines: Vec<String> = block
        .lines
        .iter()
        .map(|line| {
            ["提供時間帯", "サービス内容", "サービスコード", "事業所", "予定"]
                .map(|key| line.get(key).unwrap_or("-"))
                .join(" | ")
        })
        .collect();
    assert_eq!(
        lines,
        [
            "10:00～11:00 | 訪問介護 |  | ヘルパーステーションうみかぜ | {曜日: [月]}",
            "10:00～11:30 | 訪問介護 |  | ヘルパーステーションうみかぜ | {曜日: [木]}",
            "9:30～16:30 | 通所介護 |  | デイサービスセンター架空の里 | {曜日: [火, 金]}",
            "- | 福祉用具貸与 |  | 架空福祉用具 高松店 | 毎日",
            "- | 居宅療養管理指導 |  | 架空薬局 | {第: [2, 4], 曜日: 水}",
            "- | 福祉用具貸与 |  | 架空福祉用具 高松店 | 毎日",
        ]
    );
    assert!(block.notes.iter().any(|note| note.message == "「訪問介護」のサービスコード・単位数は空です"));
    // What was expanded can be read again, and is the plan's month.
    let text = insert_block(without, &block).unwrap();
    // It stands where the form has it; around it nothing changed.
    let at = text.find("第6表:").unwrap();
    assert!(without.starts_with(&text[..at]) && text.ends_with(&without[at..]), "{text}");
    assert_eq!(plan(&text).months[0].lines.len(), 6);
}

/// The week has one of two providers: the other's line comes from 第2表, and is not lost.
#[test]
fn a_provider_that_the_week_forgot_has_its_line() {
    let yaml = "第2表:
  ニーズ:
    - 長期目標:
        - 短期目標:
            - 援助:
                - {サービス内容: 入浴, 保険給付: ○, サービス種別: 訪問介護, 事業所: あおば, 頻度: 週1回（月）}
                - {サービス内容: 掃除, 保険給付: ○, サービス種別: 訪問介護, 事業所: わかば, 頻度: 週1回（木）}
第3表:
  週間:
    - {曜日: [月], 時間: 9:00～10:00, 内容: 訪問介護（入浴）, 事業所: あおば}
";
    let block = laid(yaml, month(2025, 6));
    let lines: Vec<_> = block.lines.iter().map(|line| (line.get("事業所"), line.get("予定"))).collect();
    assert_eq!(lines, [(Some("あおば"), Some("{曜日: [月]}")), (Some("わかば"), Some("{曜日: [木]}"))]);
    // Where the week names nobody and two may be meant, the line stays without a provider, told, and is not doubled.
    let block = laid(&yaml.replace(", 事業所: あおば}\n", "}\n").replace("週1回（木）", "週1回（月）"), month(2025, 6));
    assert_eq!(block.lines.len(), 1);
    assert!(block.notes.iter().any(|note| note.message.contains("事業所")), "{:?}", block.notes);
}

#[test]
fn the_week_with_codes_and_two_providers() {
    let yaml = "第1表: {同意: {日付: 令和7年6月10日}}
第2表:
  ニーズ:
    - 長期目標:
        - 短期目標:
            - 期間: 令和7年6月10日 ～ 令和7年9月30日
              援助:
                - {サービス内容: 入浴, 保険給付: ○, サービス種別: 訪問介護, 事業所: あおば, 頻度: 週1回（月）}
                - {サービス内容: 掃除, 保険給付: ○, サービス種別: 訪問介護, 事業所: わかば, 頻度: 週1回（木）}
                - {サービス内容: 休む, 保険給付: ○, サービス種別: 短期入所生活介護, 事業所: しらさぎ, 頻度: 月1回（第3金から2泊3日）}
                - {サービス内容: 体調, 保険給付: ○, サービス種別: 訪問看護, 事業所: なぎさ, 頻度: 隔週（水）}
                - {サービス内容: 通院, サービス種別: 通院（医療保険）, 頻度: 月1回}
第3表:
  週間:
    - {曜日: [月], 時間: 9:00～10:00, 内容: 訪問介護（入浴）, サービスコード: 111211, 単位数: 387}
    - {曜日: [木], 時間: 9:00～10:00, 内容: ヘルパー（掃除）}
    - {曜日: [土], 時間: 9:00～10:00, 内容: 訪問介護（買い物）}
    - {曜日: [土], 時間: 22:00～翌6:00, 内容: 長女が泊まる}
";
    let block = laid(yaml, month(2025, 6));
    let lines: Vec<String> = block
        .lines
        .iter()
        .map(|line| {
            ["サービスコード", "事業所", "単位数", "予定", "開始"].map(|key| line.get(key).unwrap_or("-")).join(" | ")
        })
        .collect();
    assert_eq!(
        lines,
        [
            "\"111211\" | あおば | 387 | {曜日: [月]} | 令和7年6月10日",
            " | わかば |  | {曜日: [木]} | 令和7年6月10日",
            // Saturday: neither provider's day.
            " |  |  | {曜日: [土]} | 令和7年6月10日",
            // The third Friday is 6/20; the day of leaving counts.
            " | しらさぎ |  | [20, 21, 22] | -",
            // Wednesdays from the goal's first day: 6/11, 6/25.
            " | なぎさ |  | [11, 25] | -",
        ]
    );
    assert!(block.notes.iter().any(|note| note.message.contains("隔週は、期間の初めの週から数えました")));
}
