//! The first month from 第3表: a week that 第2表 says more of than weekdays.

use super::expand::{laid, month};

/// A plan of 訪問介護 whose 第2表 and 第3表 are given, without a slip.
fn first(frequencies: &[&str], week: &[(&str, &str)]) -> String {
    let support = |frequency: &&str| {
        format!(
            "                - {{サービス内容: 掃除, 保険給付: ○, サービス種別: 訪問介護, 事業所: 架空ケア, 頻度: {frequency}}}\n"
        )
    };
    let entry = |(days, content): &(&str, &str)| {
        format!("    - {{曜日: [{days}], 時間: \"10:00～11:00\", 内容: {content}, 事業所: 架空ケア}}\n")
    };
    format!(
        "第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            - 期間: 令和7年5月1日 ～ 令和8年4月30日\n              援助:\n{}第3表:\n  週間:\n{}",
        frequencies.iter().map(support).collect::<String>(),
        week.iter().map(entry).collect::<String>()
    )
}

/// 予定 and 祝日 of each line in September 2025 (it begins on a Monday), and what is told.
fn september(frequencies: &[&str], week: &[(&str, &str)]) -> (Vec<(String, bool)>, String) {
    let block = laid(&first(frequencies, week), month(2025, 9));
    let lines = block.lines.iter().map(|line| (line.get("予定").unwrap().to_owned(), line.get("祝日") == Some("休み")));
    let told: Vec<&str> = block.notes.iter().map(|note| note.message.as_str()).collect();
    (lines.collect(), told.join("\n"))
}

const VISIT: &str = "訪問介護";

#[test]
fn what_第2表_says_more_than_weekdays_is_laid_or_told() {
    for (frequency, days) in [
        ("第2・4水", "{第: [2, 4], 曜日: 水}"),
        ("隔週（水）", "[10, 24]"),
        ("1日2回（水）", "{3: 2, 10: 2, 17: 2, 24: 2}"),
        ("週1回（水）", "{曜日: [水]}"),
        ("毎日", "{曜日: [水]}"),
        ("週1回", "{曜日: [水]}"),
        ("週1回（火または水）", "{曜日: [水]}"),
    ] {
        assert_eq!(september(&[frequency], &[("水", VISIT)]).0, [(days.to_owned(), false)], "{frequency}");
    }
    for frequency in ["月2回（水）", "8月まで水", "10月から水", "月末の水", "必要時"] {
        let (lines, told) = september(&[frequency], &[("水", VISIT)]);
        assert_eq!(lines, [(String::new(), false)], "{frequency}");
        assert!(told.contains(&format!("「{frequency}」")), "{frequency}: {told}");
    }
    assert_eq!(september(&["火（祝日は休み）"], &[("火", VISIT)]).0, [("{曜日: [火]}".to_owned(), true)]);
}

/// Which of the days that a plan leaves a choice of they are, 第3表 says where it shows no more of them; else nobody does.
#[test]
fn a_choice_of_weekdays_is_laid_only_where_the_week_decides_it() {
    let both = [("月", VISIT), ("木", VISIT)];
    for choice in [
        "月または木",
        "毎週月または木",
        "月か木",
        "月曜日か木曜日",
        "月もしくは木",
        "月又は木",
        "月or木",
        "月（または木）",
        "週1回（月）または（木）",
        "週1回（月曜か木曜）",
        "週1回（月・木のいずれか）",
        "週1回 月/木",
        "週1回（月・木）",
        "火または木",
    ] {
        let (lines, told) = september(&[choice], &both);
        assert!(lines.iter().all(|(days, _)| days.is_empty()), "{choice}: {lines:?}");
        assert!(told.contains(choice) && told.contains("どの日かが決められない"), "{choice}: {told}");
    }
    let days = |frequencies: &[&str], week: &[(&str, &str)]| -> Vec<String> {
        september(frequencies, week).0.into_iter().map(|(days, _)| days).collect()
    };
    assert_eq!(days(&["月または木"], &[("木", VISIT)]), ["{曜日: [木]}"]);
    assert_eq!(days(&["週2回（月・水・木のうち）"], &both), ["{曜日: [月]}", "{曜日: [木]}"]);
    assert_eq!(days(&["週2回（月・木）"], &both), ["{曜日: [月]}", "{曜日: [木]}"]);
    // What another support says of a day holds.
    assert_eq!(
        days(&["月または木", "週1回（火）"], &[("月", VISIT), ("木", VISIT), ("火", VISIT)]),
        ["", "", "{曜日: [火]}"]
    );
    assert_eq!(days(&["月または木", "月または木"], &both), ["", ""]);
    assert_eq!(days(&["月または水", "木または金"], &both), ["{曜日: [月]}", "{曜日: [木]}"]);
}

#[test]
fn an_entry_is_laid_by_the_support_that_names_its_weekdays() {
    let days = |frequencies: &[&str], week: &[(&str, &str)]| -> Vec<String> {
        september(frequencies, week).0.into_iter().map(|(days, _)| days).collect()
    };
    let both = [("水", VISIT), ("木", VISIT)];
    assert_eq!(days(&["隔週（水）", "週1回（木）"], &both), ["[10, 24]", "{曜日: [木]}"]);
    assert_eq!(days(&["毎週水・木", "必要時"], &both), ["{曜日: [水]}", "{曜日: [木]}"]);
    // Which of the two is every other week, nobody says.
    assert_eq!(days(&["隔週（水・木）"], &both), ["", ""]);
    // One visit of two supports, and a visit that the week cannot have.
    assert_eq!(days(&["隔週（水）", "隔週（水）"], &[("水", VISIT)]), ["[10, 24]"]);
    assert_eq!(days(&["週1回（水）", "月1回（第3土）"], &[("水", VISIT)]), ["{曜日: [水]}", "{第: [3], 曜日: 土}"]);
    // Two visits a day are two entries of the week.
    assert_eq!(days(&["毎日2回"], &[("水", VISIT), ("水", VISIT)]), ["{曜日: [水]}", "{曜日: [水]}"]);
    assert_eq!(days(&["毎日朝夕"], &[("水", VISIT), ("水", VISIT)]), ["{曜日: [水]}", "{曜日: [水]}"]);
    assert_eq!(days(&["水曜朝夕"], &[("水", VISIT)]), [""]);
    // 第3表 itself says that it is not every week.
    assert_eq!(days(&["週1回（水）"], &[("水", "訪問介護（隔週）")]), [""]);
    assert_eq!(days(&["週1回（水）"], &[("水", "訪問介護（身体介護）")]), ["{曜日: [水]}"]);
}

#[test]
fn tables_that_differ_are_told() {
    let told = |frequencies: &[&str], week: &[(&str, &str)]| september(frequencies, week).1;
    assert!(told(&["週1回（木）"], &[("水", VISIT)]).contains("第3表では水、第2表では木です"));
    assert!(told(&["週2回（火・金）"], &[("火", VISIT)]).contains("第3表では火、第2表では火・金です"));
    assert!(!told(&["週2回（火・金）"], &[("火", VISIT), ("金", VISIT)]).contains("第2表では"));
    assert!(!told(&["週1回（水）", "月1回（第3土）"], &[("水", VISIT)]).contains("第3表では"));
    assert!(!told(&["週1回（火または水）"], &[("水", VISIT)]).contains("第3表では"));
    assert!(told(&["第2・4木"], &[("水", VISIT)]).contains("第3表では水、第2表では木です"));
    // What the week has no entry for is not lost without a word.
    let beside = told(&["週1回（月）", "月1回"], &[("月", VISIT)]);
    assert!(beside.contains("「月1回」は第3表にない"), "{beside}");
}

#[test]
fn what_the_insurance_does_not_pay_for_stands_on_no_slip() {
    let week = [
        ("水", VISIT),
        ("金", "訪問介護（自費・草取り）"),
        ("土", "重度訪問介護（見守り）"),
        ("月", "訪問看護（医療）"),
        ("日", "配食サービス"),
    ];
    let (lines, told) = september(&["週1回（水）"], &week);
    assert_eq!(lines, [("{曜日: [水]}".to_owned(), false)], "{told}");
    assert!(!told.contains('金') && !told.contains('土'), "{told}");
}
