//! 「予定」 as it is written: 第n and 最終, day numbers and their range.

use super::plan;
use careplan::billing::{Mode, days_of};
use careplan::calendar::{Date, Month};
use careplan::case::days::DayNumber;
use careplan::case::read::from_text;
use careplan::source::read::Scalar;

fn days(month: &str, planned: &str) -> Vec<usize> {
    let case =
        plan(&format!("第6表:\n  - 年月: {month}\n    サービス:\n      - {{サービス内容: あ, 予定: {planned}}}\n"));
    let block = &case.months[0];
    let counts = days_of(&block.lines[0], block.month.value().unwrap(), Mode::Planned);
    counts.iter().enumerate().filter(|(_, uses)| **uses > 0).map(|(at, _)| at + 1).collect()
}

#[test]
fn the_last_weekday_of_a_month() {
    // 2025-06: Fridays 6, 13, 20, 27; 2025-08 has five of them; 2028-02 ends on Tuesday the 29th.
    for (month, planned, expected) in [
        ("2025-06", "{第: [最終], 曜日: 金}", &[27][..]),
        ("2025-06", "{第: 最終, 曜日: 金}", &[27]),
        ("2025-06", "{第: 最後, 曜日: [金]}", &[27]),
        ("2025-08", "{第: [最終], 曜日: 金}", &[29]),
        ("2025-08", "{第: [4, 最終], 曜日: 金}", &[22, 29]),
        ("2025-08", "{第: [5], 曜日: 金}", &[29]),
        ("2025-06", "{第: [5], 曜日: 金}", &[]),
        ("2025-06", "{第: [1, 最終], 曜日: [月, 金]}", &[2, 6, 27, 30]),
        ("2028-02", "{第: [最終], 曜日: 火}", &[29]),
        ("2027-02", "{第: [最終], 曜日: 日}", &[28]),
        ("2025-12", "{第: [最終], 曜日: 水}", &[31]),
    ] {
        assert_eq!(days(month, planned), expected, "{month} {planned}");
    }
    // Whether it stands fourth or fifth, it is the month's last.
    for month in (2024..2031).flat_map(|year| (1..=12).filter_map(move |month| Month::new(year, month))) {
        let found = days(&month.to_string(), "{第: [最終], 曜日: 金}");
        assert!(matches!(found[..], [day] if day + 7 > month.n_days() as usize), "{month}: {found:?}");
    }
    for bad in ["{第: [6], 曜日: 金}", "{第: [0], 曜日: 金}", "{第: [終わり], 曜日: 金}"] {
        let text = format!("第6表:\n  - 年月: 2025-06\n    サービス:\n      - {{予定: {bad}}}\n");
        assert!(!from_text("plan.yaml", &text).0.problems.is_empty(), "{bad}");
    }
}

#[test]
fn a_day_number_is_1_to_31() {
    for number in 0..400 {
        let day = DayNumber::new(number);
        assert_eq!(day.map(|day| u32::from(day.get())), (1..=31).contains(&number).then_some(number));
    }
    assert_eq!(DayNumber::new(u32::MAX), None);
    assert_eq!(DayNumber::new(256 + 5), None, "no number wraps round");
    for (text, expected) in [("1", 1), ("31", 31), ("３１日", 31), (" 7日 ", 7), ("05", 5)] {
        assert_eq!(DayNumber::parse(text).map(DayNumber::get).ok(), Some(expected), "{text}");
    }
    for bad in ["0", "32", "-1", "1.5", "", "日", "31日目", "一", "99999999999"] {
        assert!(DayNumber::parse(bad).is_err(), "{bad}");
    }
    for day in Date::from_ymd_opt(2028, 1, 1).unwrap().iter_days().take(366) {
        assert_eq!(u32::from(DayNumber::of(day).get()), chrono::Datelike::day(&day));
    }
}

fn line_days(planned: &str) -> Vec<(usize, u8)> {
    let case =
        plan(&format!("第6表:\n  - 年月: 2025-06\n    サービス:\n      - {{サービス内容: あ, 予定: {planned}}}\n"));
    let counts = days_of(&case.months[0].lines[0], Month::new(2025, 6).unwrap(), Mode::Planned);
    counts.iter().enumerate().filter(|(_, uses)| **uses > 0).map(|(at, uses)| (at + 1, *uses)).collect()
}

#[test]
fn moved_days_that_touch_lose_no_use() {
    for (moves, expected) in [
        ("{17: 18, 18: 19}", &[(18, 1), (19, 1)][..]),
        ("{18: 19, 17: 18}", &[(18, 1), (19, 1)]),
        ("{17: 18, 18: 17}", &[(17, 1), (18, 1)]),
        ("{17: 18}", &[(18, 2)]),
        ("{17: 20, 18: 20}", &[(20, 2)]),
        ("{17: 17}", &[(17, 1), (18, 1)]),
    ] {
        assert_eq!(line_days(&format!("[17, 18], 振替: {moves}")), expected, "{moves}");
    }
    assert_eq!(line_days("{17: 2, 18: 1}, 振替: {17: 18, 18: 19}"), [(18, 2), (19, 1)]);
}

proptest::proptest! {
    /// Moving takes no use away and makes none, in whatever order the moves are written.
    #[test]
    fn moving_keeps_the_number_of_uses(
        uses in proptest::collection::btree_map(1_u32..=30, 1_u8..4, 1..20),
        moves in proptest::collection::btree_map(1_u32..=30, 1_u32..=30, 1..20),
    ) {
        let listed = |pairs: Vec<String>| format!("{{{}}}", pairs.join(", "));
        let planned = listed(uses.iter().map(|(day, uses)| format!("{day}: {uses}")).collect());
        let moves: Vec<String> = moves.iter().map(|(from, to)| format!("{from}: {to}")).collect();
        let backwards: Vec<String> = moves.iter().rev().cloned().collect();
        let laid = line_days(&format!("{planned}, 振替: {}", listed(moves)));
        let total = |days: &[(usize, u8)]| days.iter().map(|(_, uses)| u32::from(*uses)).sum::<u32>();
        proptest::prop_assert_eq!(total(&laid), uses.values().map(|uses| u32::from(*uses)).sum::<u32>());
        proptest::prop_assert_eq!(laid, line_days(&format!("{planned}, 振替: {}", listed(backwards))));
    }
}

#[test]
fn a_line_that_ends_before_it_begins_is_a_mistake() {
    let text = |dates: &str| {
        format!("第6表:\n  - 年月: 2025-06\n    サービス:\n      - {{サービス内容: あ, 予定: [9], {dates}}}\n")
    };
    let problems =
        |dates: &str| from_text("plan.yaml", &text(dates)).0.problems.into_iter().map(|problem| problem.message);
    let found: Vec<String> = problems("開始: 令和7年6月9日, 終了: 令和7年6月3日").collect();
    assert_eq!(found, ["終了（令和7年6月3日）が開始（令和7年6月9日）より前です"]);
    assert_eq!(problems("開始: 令和7年6月9日, 終了: 令和7年6月9日").count(), 0);
}

#[test]
fn half_a_rule_is_no_day_and_no_empty_month() {
    let block =
        |days: &str| format!("第6表:\n  - 年月: 2025-06\n    サービス:\n      - {{サービス内容: あ, {days}}}\n");
    for days in
        ["{曜日: }", "{曜日: ''}", "{曜日: []}", "{第: 2}", "{第: , 曜日: 月}", "{第: 2, 曜日: }", "{}", "['']", "''"]
    {
        let (case, _) = from_text("plan.yaml", &block(&format!("予定: {days}")));
        assert!(case.file.months[0].lines[0].is_unplanned(), "{days}");
    }
    let (case, _) = from_text("plan.yaml", &block("予定: []"));
    assert!(!case.file.months[0].lines[0].is_unplanned(), "no day this month is a plan");
    for days in ["予定: {2: }", "予定: [2, '']", "予定: [9], 振替: {9: }", "予定: [9], 休み: [9, '']"] {
        let (case, _) = from_text("plan.yaml", &block(days));
        assert_eq!(case.problems.len(), 1, "{days}: {:?}", case.problems);
    }
}
