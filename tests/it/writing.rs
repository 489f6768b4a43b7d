//! What is written on a form, as changes of the plan's text: places that do not exist yet, days, rows.

use careplan::forms::writable::Kind;
use careplan::source::edit::{Path, Value};
use careplan::writing::{Done, History, Wish, actual_path, said, value_at, write};

fn path(text: &str) -> Path {
    Path::parse(text).unwrap()
}

fn set(text: &str, at: &str, value: &str) -> String {
    write(text, &[Wish::Set { path: path(at), value: Value::text(value) }])
        .unwrap_or_else(|refused| panic!("{at}: {}", refused.message))
}

fn days(text: &str, at: &str, marked: &[(usize, u8)]) -> Result<String, String> {
    let mut counts = [0; 31];
    for (day, uses) in marked {
        counts[day - 1] = *uses;
    }
    write(text, &[Wish::Days { path: path(at), counts }]).map_err(|refused| refused.message)
}

#[test]
fn what_is_missing_on_the_way_comes_into_being_in_the_order_of_the_form() {
    let mut text = String::new();
    for (at, value) in [
        ("利用者.住所", "高松市"),
        ("利用者.氏名", "甲"),
        ("第1表.援助の方針", "一行目\n二行目"),
        ("認定.要介護状態区分", "要介護2"),
        ("第2表.ニーズ[0].長期目標[0].短期目標[0].援助[0].サービス内容", "見守り"),
        ("第2表.ニーズ[0].課題", "歩きたい"),
        ("第5表[0].内容", "訪問した"),
        ("第5表[0].年月日", "令和7年5月9日"),
        ("第1表.生活援助中心型の算定理由", "一人暮らし"),
        ("第1表.生活援助中心型の算定理由.その他", "介護疲れ"),
    ] {
        text = set(&text, at, value);
        assert_eq!(value_at(&text, &path(at)), Value::text(value), "{at}\n{text}");
    }
    let order = ["利用者:", "  氏名:", "  住所:", "認定:", "第1表:", "第2表:", "第5表:"];
    let places: Vec<usize> =
        order.iter().map(|key| text.find(key).unwrap_or_else(|| panic!("{key}\n{text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("|-\n"), "{text}");
    assert!(!text.contains("一人暮らし"), "{text}");
    // A blank value of a key that is not there is nothing to write.
    assert_eq!(set(&text, "利用者.電話", ""), text);
}

#[test]
fn rows_are_written_as_their_neighbours_are() {
    let text = "第3表:\n  日常生活:\n    - {時刻: '6:30', 内容: 起床}   # 朝\n第5表:\n  - 年月日: 令和7年5月9日\n    内容: 訪問\n";
    let text = set(text, "第3表.日常生活[1].内容", "朝食");
    assert!(text.contains("# 朝\n    - {内容: 朝食}\n"), "{text}");
    let text = write(&text, &[Wish::Copy { item: path("第5表[0]") }]).unwrap();
    assert_eq!(text.matches("  - 年月日: 令和7年5月9日\n    内容: 訪問\n").count(), 2, "{text}");
    let text = write(&text, &[Wish::Remove { path: path("第5表[0]") }]).unwrap();
    assert_eq!(text.matches("訪問").count(), 1, "{text}");
    let linked = "居宅介護支援事業所: office.yaml\n";
    let refused = write(linked, &[Wish::Set { path: path("居宅介護支援事業所.電話"), value: Value::text("1") }]);
    assert!(refused.unwrap_err().message.contains("office.yaml"));
}

const MONTH: &str = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - {サービス内容: 通所, 予定: {曜日: [火, 金]}}\n      - {サービス内容: 訪問, 予定: [2, 9]}\n";
const RULE: &str = "第6表[0].サービス[0].予定";
const LIST: &str = "第6表[0].サービス[1].予定";

#[test]
fn days_keep_the_rule_of_their_line() {
    // June 2025: Tuesdays 3, 10, 17, 24 and Fridays 6, 13, 20, 27.
    let all = [3, 6, 10, 13, 17, 20, 24, 27].map(|day| (day, 1));
    let without: Vec<_> = all.iter().copied().filter(|(day, _)| *day != 17).collect();
    let text = days(MONTH, RULE, &without).unwrap();
    assert!(text.contains("予定: {曜日: [火, 金]}, 休み: [17]"), "{text}");
    let more: Vec<_> = without.iter().copied().chain([(18, 1)]).collect();
    let text = days(&text, RULE, &more).unwrap();
    assert!(text.contains("休み: [17]") && text.contains("追加: [18]"), "{text}");
    assert_eq!(days(&text, RULE, &all).unwrap(), MONTH, "and back again");
    let twice = days(MONTH, RULE, &[(3, 2), (6, 1), (10, 1), (13, 1), (17, 1), (20, 1), (24, 1), (27, 1)]).unwrap();
    assert!(twice.contains("追加: [3]"), "{twice}");
}

#[test]
fn days_are_written_out_where_there_is_no_rule() {
    assert!(days(MONTH, LIST, &[(2, 1), (9, 1), (16, 1)]).unwrap().contains("予定: [2, 9, 16]"));
    assert!(days(MONTH, LIST, &[(2, 1), (9, 2)]).unwrap().contains("予定: {2: 1, 9: 2}"));
    assert!(!days(MONTH, LIST, &[]).unwrap().contains("訪問, 予定"));
    assert!(days(MONTH, "第6表[0].サービス[1].実績", &[(2, 1)]).unwrap().contains("実績: [2]"));
    let new = days(MONTH, "第6表[0].サービス[2].予定", &[(5, 1)]).unwrap();
    assert!(new.contains("- {予定: [5]}"), "{new}");
    assert!(days(MONTH, LIST, &[(31, 1)]).unwrap_err().contains("31日はありません"));
    assert!(days("第6表:\n  - サービス: []\n", LIST, &[(1, 1)]).unwrap_err().contains("年月"));
    let ended = MONTH.replace("予定: [2, 9]", "予定: [2, 9], 終了: 令和7年6月10日");
    assert!(days(&ended, LIST, &[(2, 1), (20, 1)]).unwrap_err().contains("20日"));
}

#[test]
fn a_typed_value_says_what_it_means() {
    assert_eq!(said(Kind::Date, "R7.5.27").words, "令和7年5月27日（火）");
    assert_eq!(said(Kind::Date, "R7.5.27").iso, "2025-05-27");
    assert!(said(Kind::Date, "").ok && said(Kind::Text, "何でも").ok);
    assert!(!said(Kind::Date, "あした").ok);
    assert!(said(Kind::Period, "R7.5.27～R7.8.31").words.ends_with("令和7年8月31日（日）"));
}

/// 「認定」 as a history: what a sheet prints is what it writes.
#[test]
fn the_card_that_a_sheet_prints_is_the_one_that_is_written() {
    let of = |text: &str, nth: Option<usize>| {
        actual_path(&value_at(text, &Path::default()), &path("認定.要介護状態区分"), nth).to_string()
    };
    let history = "認定: [{要介護状態区分: 要介護1}, {要介護状態区分: 要介護2}, {要介護状態区分: 要介護3}]";
    assert_eq!(of(history, Some(1)), path("認定[1].要介護状態区分").to_string());
    assert_eq!(of(history, None), path("認定[2].要介護状態区分").to_string());
    assert_eq!(of("認定: {要介護状態区分: 要介護1}", Some(1)), path("認定.要介護状態区分").to_string());
}

/// Others may have saved before and behind what was done here, between one step and the next.
#[test]
fn every_step_goes_back_beside_what_others_saved() {
    let first = "利用者:\n  氏名: 甲\n  電話: 1\n第1表:\n  援助の方針: 一\n第5表:\n  - {内容: い}\n  - {内容: ろ}\n";
    let (mut now, mut history) = (first.to_owned(), History::default());
    let mut step = |now: &mut String, from: &str, to: &str| {
        let after = now.replace(from, to);
        assert_ne!(after, *now, "{from}");
        history.push(Done {
            before: now.as_str().into(),
            after: after.as_str().into(),
            label: String::new(),
            by: String::new(),
        });
        *now = after;
    };
    step(&mut now, "方針: 一", "方針: 二");
    now = now.replace("電話: 1", "電話: 23");
    step(&mut now, "方針: 二", "方針: 三");
    now = now.replace("内容: い", "内容: 今日");
    for policy in ["二", "一"] {
        now = history.back(&now).unwrap_or_else(|refused| panic!("{policy}: {}", refused.message));
        history.went_back("");
        assert!(now.contains(&format!("方針: {policy}\n")), "{now}");
    }
    let theirs = first.replace("電話: 1", "電話: 23").replace("内容: い", "内容: 今日");
    assert_eq!(now, theirs);
    for policy in ["二", "三"] {
        now = history.forth(&now).unwrap_or_else(|refused| panic!("{policy}: {}", refused.message));
        history.went_forth("");
        assert!(now.contains(&format!("方針: {policy}\n")), "{now}");
    }
    // What they wrote in the very place is not taken back.
    let same = now.replace("方針: 三", "方針: 三つ");
    assert!(history.back(&same).is_err());
}
