//! Lines that another has taken the place of within the month.

use super::expand::{laid, month};

const DAY: &str = "提供時間帯: \"9:30～16:30\", 単位数: 777, サービス内容: 通所介護";

/// A plan with June 2025 (its Tuesdays are 3, 10, 17, 24, its Fridays 6, 13, 20, 27) and its certifications.
fn june(certifications: &str, lines: &[&str]) -> String {
    let lines = lines.iter().fold(String::new(), |all, line| all + "      - {" + line + "}\n");
    format!(
        "認定: [{certifications}]\n給付率: 90\n第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 援助:\n                - {{保険給付: ○, サービス種別: 通所介護, 事業所: あ, 頻度: 週2回（火・金）}}\nサービス事業所: {{あ: {{地域区分: 7級地}}, い: {{地域区分: 7級地}}}}\n第6表:\n  - 年月: 2025-06\n    サービス:\n{lines}"
    )
}

const ONE: &str = "{有効期間: 令和7年1月1日 ～ 令和10年12月31日, 要介護状態区分: 要介護2}";

/// What July has of each line, and what is told.
fn july(certifications: &str, lines: &[&str]) -> (Vec<(String, String)>, String) {
    let block = laid(&june(certifications, lines), month(2025, 7));
    let get = |line: &careplan::billing::expand::PlannedLine, key| line.get(key).unwrap_or_default().to_owned();
    let days = block.lines.iter().map(|line| (get(line, "サービスコード"), get(line, "予定"))).collect();
    (days, block.notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>().join("\n"))
}

const WHOLE: &str = "[1, 4, 8, 11, 15, 18, 22, 25, 29]";

fn line(code: &str, provider: &str, days: &str) -> String {
    format!("{DAY}, サービスコード: \"{code}\", 事業所: {provider}, 予定: [{days}]")
}

#[test]
fn the_code_of_the_level_before_goes() {
    let changed = |on: u32| {
        format!(
            "{{有効期間: 令和6年8月1日 ～ 令和7年6月{}日, 要介護状態区分: 要介護2}}, {{有効期間: 令和7年6月{on}日 ～ 令和9年6月30日, 要介護状態区分: 要介護3}}",
            on - 1
        )
    };
    for (on, before, after) in [
        (16, "3, 6, 10, 13", "17, 20, 24, 27"),
        (19, "3, 6, 10, 13, 17", "20, 24, 27"),
        (26, "3, 6, 10, 13, 17, 20, 24", "27"),
    ] {
        let bath = "サービス内容: 入浴介助加算, サービスコード: \"155301\", 単位数: 40, 事業所: あ, 予定: [3, 6, 10, 13, 17, 20, 24, 27]";
        let (days, told) = july(&changed(on), &[&line("152442", "あ", before), &line("152443", "あ", after), bath]);
        let expected = [("\"152443\"".to_owned(), WHOLE.to_owned()), ("\"155301\"".to_owned(), WHOLE.to_owned())];
        assert_eq!(days, expected, "{on}: {told}");
        assert!(told.contains("に替わったので写していません"), "{told}");
    }
}

#[test]
fn the_provider_before_goes() {
    let (days, told) = july(ONE, &[&line("152442", "い", "3, 6, 10, 13"), &line("152442", "あ", "17, 20, 24, 27")]);
    assert_eq!(days, [("\"152442\"".to_owned(), WHOLE.to_owned())]);
    assert!(told.contains("（い）は令和7年6月13日までで"), "{told}");
}

#[test]
fn a_provider_that_第2表_does_not_name_is_told() {
    let (days, told) = july(ONE, &[&line("152442", "い", "3, 6, 10, 13, 17, 20, 24, 27")]);
    assert_eq!(days.len(), 1);
    assert!(told.contains("の事業所「い」は、第2表のこのサービスの事業所（あ）にありません"), "{told}");
    let (_, told) = july(ONE, &[&line("152442", "あ", "3, 6, 10, 13, 17, 20, 24, 27")]);
    assert!(!told.contains("第2表のこのサービスの事業所"), "{told}");
}

#[test]
fn an_exchanged_rental_goes_and_another_stays() {
    let rental = |code: &str, days: &str| {
        format!("サービス内容: 車いす貸与, サービスコード: \"{code}\", 単位数: 600, 事業所: あ, 予定: [{days}]")
    };
    let (first, then) = (
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        "11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30",
    );
    assert_eq!(july(ONE, &[&rental("171001", first), &rental("171001", then)]).0.len(), 1);
    assert_eq!(july(ONE, &[&rental("171001", first), &rental("171003", then)]).0.len(), 2);
}

#[test]
fn visits_beside_each_other_stay() {
    for (one, other) in [("3", "17"), ("3, 17", "10, 24"), ("3, 10, 17", "24"), ("3, 10", "20, 27")] {
        let (days, told) = july(ONE, &[&line("152442", "あ", one), &line("152443", "あ", other)]);
        assert_eq!(days.len(), 2, "{one} / {other}: {told}");
    }
}

const CHANGED: &str = "{有効期間: 令和6年8月1日 ～ 令和7年6月14日, 要介護状態区分: 要介護2}, {有効期間: 令和7年6月15日 ～ 令和8年6月30日, 要介護状態区分: 要介護4}";

/// Home help at its hours on its days.
fn visit(hours: &str, code: &str, days: &str) -> String {
    format!(
        "提供時間帯: \"{hours}\", サービス内容: 訪問介護, サービスコード: \"{code}\", 単位数: 300, 事業所: あ, 予定: {days}"
    )
}

#[test]
fn a_visit_that_the_change_of_level_only_happens_to_lie_between_stays() {
    for (one, other) in [
        ("{第: [1], 曜日: 月}", "{第: [4], 曜日: 水}"),
        ("{第: [1], 曜日: 月}", "[18, 25]"),
        ("{第: [1, 2], 曜日: 月}", "{第: [3, 4], 曜日: 月}"),
        ("[2, 9]", "{第: [4], 曜日: 水}"),
        ("[2]", "[25]"),
    ] {
        for hours in ["14:00～14:45", "9:00～10:00"] {
            let lines = [visit("9:00～10:00", "111211", one), visit(hours, "117211", other)];
            if hours == "9:00～10:00" && !one.contains('第') && !other.contains('第') {
                continue;
            }
            let (days, told) = july(CHANGED, &[&lines[0], &lines[1]]);
            assert_eq!(days.len(), 2, "{one} / {other}: {told}");
            assert!(!told.contains("替わった"), "{told}");
        }
    }
    // Without hours the codes say it.
    let bare = |code, days| visit("", code, days).replace("提供時間帯: \"\", ", "");
    assert_eq!(july(CHANGED, &[&bare("111211", "[2]"), &bare("117211", "[25]")]).0.len(), 2);
    assert_eq!(july(CHANGED, &[&line("152442", "あ", "3"), &line("152444", "あ", "24")]).0.len(), 1);
    let pattern = |code, days: &str| line(code, "あ", "").replace("[]", days);
    let ends = pattern("152442", "{第: [1, 2], 曜日: 火}, 終了: 2025-06-14");
    let begins = pattern("152444", "{第: [3, 4], 曜日: 火}, 開始: 2025-06-15");
    assert_eq!(july(CHANGED, &[&ends, &begins]).0.len(), 1);
}
