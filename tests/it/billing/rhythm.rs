//! What of a month's days recurs: by the line's own pattern, the days, 第3表, 第2表; what is told; what does not go on.

use super::expand::{SAMPLE, laid, month};
use careplan::billing::expand::MonthBlock;
use careplan::calendar::Month;

/// A line of the slip: its head by a short name, and its days.
fn line(what: &str, days: &str) -> String {
    let (content, code, provider, units) = match what {
        "訪問" => ("身体介護２", "111211", "う", "単位数: 387"),
        "生活" => ("身体１生活２", "114211", "う", "単位数: 374"),
        "通所" => ("通所介護Ⅰ５２", "152442", "デ", "単位数: 777"),
        "入浴" => ("通所介護入浴介助加算Ⅰ", "155301", "デ", "単位数: 40"),
        "口腔" => ("通所介護口腔機能向上加算Ⅰ", "155606", "デ", "単位数: 150"),
        "処遇" => ("通所介護処遇改善加算Ⅰ", "156108", "デ", "加算率: 9.2%"),
        "短期" => ("併設短期生活Ⅱ２", "212142", "し", "単位数: 672"),
        "送迎" => ("短期生活送迎加算", "219200", "し", "単位数: 184"),
        "薬剤" => ("薬剤師居宅療養Ⅱ１", "311223", "や", "単位数: 518"),
        "初回" => ("訪問介護初回加算", "114001", "う", "単位数: 200"),
        "用具" => ("車いす貸与", "171001", "用", "単位数: 500"),
        other => panic!("{other}"),
    };
    format!("{{サービス内容: {content}, サービスコード: \"{code}\", 事業所: {provider}, {units}, {days}}}")
}

/// A plan with a week, supports and one month.
fn plan_of(week: &[&str], supports: &[&str], from: &str, lines: &[(&str, &str)]) -> String {
    let joined = |items: Vec<String>| items.join("");
    let week = joined(week.iter().map(|entry| format!("    - {{{entry}}}\n")).collect());
    let support = |support: &&str| format!("                - {{サービス内容: あ, 保険給付: ○, {support}}}\n");
    let supports = joined(supports.iter().map(support).collect());
    let lines = joined(lines.iter().map(|(what, days)| format!("      - {}\n", line(what, days))).collect());
    format!(
        "認定: {{有効期間: 令和6年1月1日 ～ 令和12年12月31日, 要介護状態区分: 要介護2}}\n第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 期間: 令和7年5月27日 ～ 令和7年12月31日\n              援助:\n{supports}第3表:\n  週間:\n{week}第6表:\n  - 年月: {from}\n    サービス:\n{lines}"
    )
}

fn planned(block: &MonthBlock) -> Vec<&str> {
    block.lines.iter().map(|line| line.get("予定").unwrap_or("-")).collect()
}

fn told(block: &MonthBlock) -> String {
    block.notes.iter().map(|note| note.message.clone()).collect::<Vec<_>>().join("\n")
}

fn said(block: &MonthBlock) -> String {
    block.ways.iter().map(|note| note.message.clone()).collect::<Vec<_>>().join("\n")
}

const JULY: (i32, u32) = (2025, 7);

fn to(of: (i32, u32)) -> Month {
    month(of.0, of.1)
}

/// One line of home help with that week and those supports: July from June.
fn july(week: &[&str], supports: &[&str], days: &str) -> MonthBlock {
    laid(&plan_of(week, supports, "2025-06", &[("訪問", days)]), to(JULY))
}

#[test]
fn a_first_month_with_a_missed_day_is_carried_as_meant() {
    // 6/2, 6/5, 6/3, 6/6 are before the start on the 9th.
    let yaml = SAMPLE
        .replace("[2, 9, 16, 23, 30]", "[9, 16, 23, 30]")
        .replace("[5, 12, 19, 26]", "[12, 19, 26]")
        .replace("[3, 6, 10, 13, 17, 20, 24, 27]", "[10, 13, 17, 20, 24, 27]");
    assert!(yaml.contains("[9, 16, 23, 30]") && yaml.contains("[12, 19, 26]") && yaml.contains("[10, 13, 17"));
    let block = laid(&yaml, to(JULY));
    let tuesdays_and_fridays = "[1, 4, 8, 11, 15, 18, 22, 25, 29]";
    assert_eq!(
        planned(&block),
        [
            "[7, 14, 21, 28]",
            "[3, 10, 17, 24, 31]",
            "-",
            tuesdays_and_fridays,
            tuesdays_and_fridays,
            "-",
            "毎日",
            "毎日"
        ]
    );
    let told = told(&block);
    assert!(told.contains("「身体介護２」：2日は、始まりまたは終わりの欠けとみました"), "{told}");
    assert!(told.contains("「身体１生活２」：5日は、"), "{told}");
    assert!(told.contains("「通所介護Ⅰ５２」：3日、6日は、"), "{told}");
    assert!(!told.contains("第2表") && !told.contains("第3表"), "the tables agree: {told}");
    let said = said(&block);
    assert!(said.contains("「身体介護２」の予定は、6月の予定の日（月曜）から置きました"), "{said}");
    assert!(said.contains("「通所介護入浴介助加算Ⅰ」の予定は、基本のサービスと同じ日に置きました"), "{said}");
}

#[test]
fn a_gap_is_explained_by_the_week_or_the_plan_or_by_nothing() {
    const EVERY: &str = "[7, 14, 21, 28]";
    let gap = "予定: [2, 9, 23, 30]";
    assert_eq!(planned(&july(&[], &[], gap)), [""]);
    let by_week = july(&["曜日: [月, 木], 内容: 訪問介護"], &[], gap);
    assert_eq!(planned(&by_week), [EVERY]);
    assert!(told(&by_week).contains("16日は予定にありませんでした"), "{}", told(&by_week));
    assert!(told(&by_week).contains("曜日は利用票では月、第3表では月・木です"), "{}", told(&by_week));
    // The same by 第2表, which has one line to speak of.
    let plan = "サービス種別: 訪問介護, 事業所: う, 頻度: 週1回（月）";
    assert_eq!(planned(&july(&[], &[plan], gap)), [EVERY]);
    // A choice of days explains no gap: the week that shows both would make every visit two.
    let choice = "サービス種別: 訪問介護, 事業所: う, 頻度: 月または木";
    let open = july(&["曜日: [月, 木], 内容: 訪問介護"], &[choice], "予定: [2, 12, 19, 23]");
    assert_eq!(planned(&open), [""]);
    assert!(told(&open).contains("「月または木」"), "{}", told(&open));
    // Of another provider, or of another day, it explains nothing.
    assert_eq!(planned(&july(&[], &["サービス種別: 訪問介護, 事業所: 他, 頻度: 週1回（月）"], gap)), [""]);
    let other_day =
        july(&["曜日: [水], 内容: 訪問介護"], &["サービス種別: 訪問介護, 事業所: う, 頻度: 週1回（木）"], gap);
    assert_eq!(planned(&other_day), [""]);
    let told = told(&other_day);
    assert!(told.contains("「身体介護２」の予定は") && told.contains("月曜の日のうち16日が抜けていて"), "{told}");
}

#[test]
fn a_single_day_recurs_only_where_a_table_says_so() {
    assert_eq!(planned(&july(&[], &[], "予定: [30], 開始: 2025-06-28")), [""]);
    let week = ["曜日: [月, 木], 内容: 訪問介護"];
    assert_eq!(planned(&july(&week, &[], "予定: [30], 開始: 2025-06-28")), ["[7, 14, 21, 28]"]);
}

#[test]
fn two_lines_of_one_service_are_never_joined() {
    // 第2表 names both days for both lines; a gap in one of them is not explained by it.
    let plan = ["サービス種別: 訪問介護, 事業所: う, 頻度: 週2回（月・木）"];
    let lines = [("訪問", "予定: [2, 9, 23, 30]"), ("生活", "予定: [5, 12, 19, 26]")];
    let block = laid(&plan_of(&[], &plan, "2025-06", &lines), to(JULY));
    assert_eq!(planned(&block), ["", "[3, 10, 17, 24, 31]"]);
    // Whole, each keeps its own, and the tables agree with both together.
    let lines = [("訪問", "予定: [2, 9, 16, 23, 30]"), ("生活", "予定: [5, 12, 19, 26]")];
    let block = laid(&plan_of(&[], &plan, "2025-06", &lines), to(JULY));
    assert_eq!(planned(&block), ["[7, 14, 21, 28]", "[3, 10, 17, 24, 31]"]);
    assert!(!told(&block).contains("第2表"), "{}", told(&block));
    // By their hours 第3表 tells them apart; a line with other hours gets none of theirs.
    let week = ["曜日: [月], 時間: '9:00～10:00', 内容: 訪問介護", "曜日: [木], 時間: '10:00～11:30', 内容: 訪問介護"];
    let lines = [
        ("訪問", "提供時間帯: 9:00～10:00, 予定: [2, 9, 23, 30]"),
        ("生活", "提供時間帯: 10:00～11:30, 予定: [5, 19]"),
        ("訪問", "提供時間帯: 18:00～18:30, 予定: [9]"),
    ];
    let block = laid(&plan_of(&week, &[], "2025-06", &lines), to(JULY));
    assert_eq!(planned(&block), ["[7, 14, 21, 28]", "[3, 10, 17, 24, 31]", ""]);
}

#[test]
fn what_recurs_beyond_the_week_comes_from_the_plan_alone() {
    // 11 and 25 are the second and fourth Wednesdays; any days are some 第n days.
    let drugs = |plan: &[&str], days: &str| {
        let block = laid(&plan_of(&[], plan, "2025-06", &[("薬剤", days)]), to(JULY));
        (planned(&block)[0].to_owned(), told(&block))
    };
    assert_eq!(drugs(&[], "予定: [11, 25]").0, "");
    let plan = ["サービス種別: 居宅療養管理指導（薬剤師）, 事業所: や, 頻度: 月2回（第2・第4水）"];
    assert_eq!(drugs(&plan, "予定: [11, 25]").0, "{第: [2, 4], 曜日: 水}");
    // One of them moved by hand: what does not fit is told.
    let (days, told) = drugs(&plan, "予定: [11, 26]");
    assert_eq!(days, "{第: [2, 4], 曜日: 水}");
    assert!(
        told.contains("26日は第2表の「月2回（第2・第4水）」に当たらない") && told.contains("25日は予定に"),
        "{told}"
    );
    assert_eq!(drugs(&plan, "予定: [4, 18]").0, "");
    // Every other week from the goal's first day (5/27): 6/4, 6/18, 7/2, 7/16, 7/30, although 第3表 has the Wednesday.
    let plan = ["サービス種別: 訪問介護, 事業所: う, 頻度: 隔週（水）"];
    let block = july(&["曜日: [水], 内容: 訪問介護"], &plan, "予定: [11, 25]");
    assert_eq!(planned(&block), ["[9, 23]"]);
    assert_eq!(planned(&july(&[], &["サービス種別: 訪問介護, 事業所: う, 頻度: 隔月（第2水）"], "予定: [11]")), [""]);
    // The last Friday.
    let plan = ["サービス種別: 訪問介護, 事業所: う, 頻度: 月1回（最終金曜）"];
    assert_eq!(planned(&july(&[], &plan, "予定: [27]")), ["{第: [最終], 曜日: 金}"]);
    assert_eq!(planned(&july(&[], &[], "予定: {第: [最終], 曜日: 金}")), ["{第: [最終], 曜日: 金}"]);
}

#[test]
fn weekdays_are_not_laid_where_the_plan_says_more() {
    let plan = |often: &str| format!("サービス種別: 訪問介護, 事業所: う, 頻度: {often}");
    let laid = |week: &[&str], often: &str, days: &str| {
        let block = july(week, &[&plan(often)], days);
        (planned(&block)[0].to_owned(), told(&block))
    };
    let wednesday = ["曜日: [水], 内容: 訪問介護"];
    let every_other: Vec<String> = (1..30).step_by(2).map(|day: u32| day.to_string()).collect();
    let every_other = format!("予定: [{}]", every_other.join(", "));
    for (week, often, days) in [
        (&[][..], "2日に1回", every_other.as_str()),
        (&[], "月・第3水", "予定: [18]"),
        (&[], "月末の水曜", "予定: [25]"),
        // Although 第3表 has the Wednesday.
        (&wednesday, "月末の水曜", "予定: [25]"),
        (&wednesday, "3週に1回（水）", "予定: [4, 25]"),
        (&wednesday, "月1回（第3水）", "予定: [4]"),
    ] {
        let (laid, told) = laid(week, often, days);
        assert_eq!(laid, "", "{often}: {told}");
        assert!(told.contains(&format!("第2表では「{often}」です")), "{often}: {told}");
    }
    assert_eq!(laid(&[], "月の最後の水曜", "予定: [25]").0, "{第: [最終], 曜日: 水}");
    // June 2025 has four Wednesdays, July a fifth.
    assert_eq!(laid(&[], "毎週水曜（第5週は休み）", "予定: [4, 11, 18, 25]").0, "[2, 9, 16, 23]");
    assert_eq!(laid(&wednesday, "毎週水（第2水を除く）", "予定: [4, 18, 25]").0, "[2, 16, 23, 30]");
    let weekdays = "予定: [2, 3, 4, 5, 6, 7, 8, 14, 15, 21, 22]";
    assert_eq!(
        laid(&[], "土日を除く毎日", weekdays).0,
        "[1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28, 29, 30, 31]"
    );
}

#[test]
fn what_the_plan_says_besides_weekdays_is_told() {
    for often in ["月1回（第3水）", "週1回（水、8月まで）", "水曜（7～9月）", "毎週水（年末年始休み）"]
    {
        let plan = format!("サービス種別: 訪問介護, 事業所: う, 頻度: {often}");
        let block = july(&[], &[&plan], "予定: [4, 11, 18, 25]");
        assert_eq!(planned(&block), ["[2, 9, 16, 23, 30]"], "{often}");
        assert!(told(&block).contains(&format!("第2表では「{often}」です")), "{often}: {}", told(&block));
    }
    let plain = ["サービス種別: 訪問介護, 事業所: う, 頻度: 週1回（水）"];
    assert!(!told(&july(&[], &plain, "予定: [4, 11, 18, 25]")).contains("第2表では"));
}

#[test]
fn holidays_that_the_plan_leaves_out_are_left_out() {
    // 21 July 2025 is a Monday and a holiday.
    let plan = ["サービス種別: 訪問介護, 事業所: う, 頻度: 月曜（祝日は休み）"];
    let days = "予定: [2, 9, 16, 23, 30]";
    let block = july(&[], &plan, days);
    assert_eq!((planned(&block)[0], block.lines[0].get("祝日")), ("[7, 14, 28]", Some("休み")));
    assert!(told(&block).contains("祝日を休みにしました：21日") && said(&block).contains("「祝日: 休み」としました"));
    // What the line says itself stands.
    assert_eq!(planned(&july(&[], &plan, &format!("祝日: 通常, {days}"))), ["[7, 14, 21, 28]"]);
}

#[test]
fn a_stay_excuses_the_days_it_took_and_recurs_by_the_plan_alone() {
    let lines = [
        ("通所", "予定: [3, 6, 10, 24, 27]"),
        ("入浴", "予定: [3, 6, 10, 24, 27]"),
        ("短期", "予定: [12, 13, 14, 15, 16, 17, 18, 19, 20, 21]"),
        ("送迎", "予定: [12, 21]"),
    ];
    let block = laid(&plan_of(&[], &[], "2025-06", &lines), to(JULY));
    let days = "[1, 4, 8, 11, 15, 18, 22, 25, 29]";
    assert_eq!(planned(&block), [days, days, "", ""]);
    assert!(told(&block).contains("13日、17日、20日は短期入所として飛ばしました"), "{}", told(&block));
    assert!(told(&block).contains("「短期生活送迎加算」の予定は"), "{}", told(&block));
    // A fortnight of running days is no daily service.
    let days: Vec<String> = (10..=28).map(|day| day.to_string()).collect();
    let long = format!("予定: [{}]", days.join(", "));
    assert_eq!(planned(&laid(&plan_of(&[], &[], "2025-06", &[("短期", &long)]), to(JULY))), [""]);
    // 第3金から2泊3日: 6/20–22, 7/18–20, with the rides there and back.
    let plan = ["サービス種別: 短期入所生活介護, 事業所: し, 頻度: 月1回（第3金から2泊3日）"];
    let lines = [("短期", "予定: [20, 21, 22]"), ("送迎", "予定: [20, 22]")];
    let block = laid(&plan_of(&[], &plan, "2025-06", &lines), to(JULY));
    assert_eq!(planned(&block), ["[18, 19, 20]", "[18, 20]"]);
}

#[test]
fn nobody_is_at_a_day_service_in_the_middle_of_a_stay() {
    let plan = ["サービス種別: 短期入所生活介護, 事業所: し, 頻度: 月1回（第3金から2泊3日）"];
    // Saturday 6/21 was left out for the stay; so is 7/19. Friday 7/18 is the stay's first day.
    let stay = [("短期", "予定: [20, 21, 22]"), ("送迎", "予定: [20, 22]")];
    let lines = [&[("通所", "予定: [6, 7, 13, 14, 20, 27, 28]"), ("入浴", "予定: [7, 14, 28]")], &stay[..]].concat();
    let block = laid(&plan_of(&[], &plan, "2025-06", &lines), to(JULY));
    let (days, baths) = ("[4, 5, 11, 12, 18, 25, 26]", "[5, 12, 26]");
    assert_eq!(planned(&block), [days, baths, "[18, 19, 20]", "[18, 20]"]);
    assert!(told(&block).contains("短期入所の途中の19日には置いていません"), "{}", told(&block));
    assert!(told(&block).contains("6月の21日は短期入所として飛ばしました"), "{}", told(&block));
    // A pattern stays one, and has the day off.
    let lines = [&[("通所", "予定: {曜日: [金, 土]}, 休み: [21]")], &stay[..]].concat();
    let block = laid(&plan_of(&[], &plan, "2025-06", &lines), to(JULY));
    assert_eq!((planned(&block)[0], block.lines[0].get("休み")), ("{曜日: [金, 土]}", Some("[19]")));
    // A month of nothing else is told, not left with a day that cannot be.
    let lines = [&[("通所", "予定: {第: 3, 曜日: 土}")], &stay[..]].concat();
    let block = laid(&plan_of(&[], &plan, "2025-06", &lines), to(JULY));
    assert!(told(&block).contains("予定の日がなくなったので"), "{}", told(&block));
}

#[test]
fn holidays_that_were_passed_over_are_told() {
    // 2025-05: Mondays 5, 12, 19, 26; 5/5 is a holiday. 2026-05: Mondays 4, 11, 18, 25; Tuesdays 5, 12, 19, 26; 5/4–6 are holidays.
    let from = |at: &str, days: &str, to: Month| laid(&plan_of(&[], &[], at, &[("訪問", days)]), to);
    let block = from("2026-05", "予定: [11, 12, 18, 19, 25, 26]", month(2026, 6));
    assert_eq!(planned(&block), ["[1, 2, 8, 9, 15, 16, 22, 23, 29, 30]"]);
    assert!(told(&block).contains("4日、5日は祝日として飛ばしました"), "{}", told(&block));
    // December into January: the last days of the year were left out.
    let block = from("2025-12", "予定: [2, 5, 9, 12, 16, 19, 23, 26]", month(2026, 1));
    assert_eq!(planned(&block), ["[2, 6, 9, 13, 16, 20, 23, 27, 30]"]);
    assert!(told(&block).contains("30日は、始まりまたは終わりの欠けとみました"), "{}", told(&block));
    let block = from("2025-12", "予定: [4, 11, 18, 25], 祝日: 休み", month(2026, 1));
    assert_eq!(planned(&block), ["[8, 15, 22, 29]"]);
    assert!(told(&block).contains("祝日を休みにしました：1日"), "{}", told(&block));
    // A February of 29 days.
    assert_eq!(planned(&from("2028-02", "予定: [1, 8, 15, 22, 29]", month(2028, 3))), ["[7, 14, 21, 28]"]);
    assert_eq!(planned(&from("2028-01", "予定: [8, 15, 22, 29]", month(2028, 2))), ["[5, 12, 19, 26]"]);
}

#[test]
fn additions_go_along_with_their_visits() {
    const VISITS: &str = "予定: [3, 6, 10, 13, 17, 20, 24, 27]";
    let of = |addition: &str, days: &str| {
        let lines = [("通所", VISITS), (addition, days)];
        planned(&laid(&plan_of(&[], &[], "2025-06", &lines), to(JULY)))[1].to_owned()
    };
    // Baths on Tuesdays only; the training on the first, the second, the last visit; twice a month.
    assert_eq!(of("入浴", "予定: [3, 10, 17, 24]"), "[1, 8, 15, 22, 29]");
    assert_eq!(of("口腔", "予定: [3]"), "[1]");
    assert_eq!(of("口腔", "予定: [6]"), "[4]");
    assert_eq!(of("口腔", "予定: [27]"), "[29]");
    assert_eq!(of("口腔", "予定: [3, 17]"), "[1, 15]");
    // No day of a visit: the first or the last of the month, or nothing.
    assert_eq!(of("口腔", "予定: [1]"), "[1]");
    assert_eq!(of("口腔", "予定: [30]"), "[31]");
    assert_eq!(of("口腔", "予定: [5]"), "");
    // Where the service cannot be laid, its addition cannot either.
    let lines = [("通所", "予定: [3, 10, 24]"), ("入浴", "予定: [3, 10, 24]")];
    assert_eq!(planned(&laid(&plan_of(&[], &[], "2025-06", &lines), to(JULY))), ["", ""]);
}

#[test]
fn what_is_charged_on_an_occasion_does_not_go_on() {
    let lines = [("訪問", "予定: [2, 9, 16, 23, 30]"), ("初回", "予定: [2]"), ("生活", "実績: [13]")];
    let block = laid(&plan_of(&[], &[], "2025-06", &lines), to(JULY));
    assert_eq!(planned(&block), ["[7, 14, 21, 28]"]);
    assert!(told(&block).contains("「訪問介護初回加算」はそのときだけの加算なので写していません"), "{}", told(&block));
    assert!(told(&block).contains("「身体１生活２」は実績だけの（臨時の）行なので写していません"), "{}", told(&block));
}

#[test]
fn additions_leave_with_their_service() {
    let lines = [
        ("訪問", "予定: {曜日: [月]}"),
        ("通所", "予定: {曜日: [火, 金]}, 終了: 2025-06-15"),
        ("入浴", "予定: {曜日: [火, 金]}"),
        ("処遇", "対象外: はい"),
    ];
    let block = laid(&plan_of(&[], &[], "2025-06", &lines), to(JULY));
    assert_eq!(planned(&block), ["{曜日: [月]}"]);
    let told = told(&block);
    assert!(told.contains("「通所介護処遇改善加算Ⅰ」は、デの基本のサービスが続かないので写していません"), "{told}");
    assert!(told.contains("「通所介護入浴介助加算Ⅰ」は、"), "{told}");
    // With it they go on.
    let lines = [("通所", "予定: {曜日: [火, 金]}, 終了: 2025-07-15"), ("処遇", "対象外: はい")];
    assert_eq!(laid(&plan_of(&[], &[], "2025-06", &lines), to(JULY)).lines.len(), 2);
}

#[test]
fn a_rental_is_there_every_day() {
    let of = |days: &str| planned(&laid(&plan_of(&[], &[], "2025-06", &[("用具", days)]), to(JULY)))[0].to_owned();
    assert_eq!(of("予定: [16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]"), "毎日");
    assert_eq!(of("予定: [30]"), "毎日");
    assert_eq!(of("予定: [3, 10]"), "");
}
