//! 第１表: boxes that share the page, texts that go on on a 別紙, and what the blank form looks like.

use crate::sheets::{Options, chars, pages_of, sheets_of};
use careplan::case::print::ConsentLine;
use careplan::forms::NoticeKind;
use serde_json::Value;

fn rows(data: &Value) -> Vec<u64> {
    data["boxes"].as_array().expect("boxes").iter().map(|text| text["rows"].as_u64().expect("rows")).collect()
}

fn plan(assessment: &str, policy: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("a string");
    format!(
        "第1表:\n  意向と課題分析: {}\n  援助の方針: {}\n認定:\n  審査会意見: なし\n",
        quoted(assessment),
        quoted(policy)
    )
}

#[test]
fn the_blank_form_has_the_official_writing_lines() {
    let sheets = sheets_of("第1表", "{}\n", Options { blank: true, ..Options::default() });
    assert_eq!(sheets.len(), 1);
    assert_eq!(rows(&sheets[0].data), [8, 4, 10], "7, 3 and 9 dotted lines between the rows");
    assert!(sheets[0].data["name"].is_null());
    assert_eq!(chars(&sheets[0], &sheets[0].data["issued_on"]), "作成年月日　　　　年　　月　　日");
}

#[test]
fn rules_move_before_the_text_becomes_smaller() {
    let sheets = sheets_of("第1表", &plan(&"あ".repeat(70 * 11), ""), Options::default());
    let data = &sheets[0].data;
    assert_eq!((sheets.len(), rows(data)[0]), (1, 11));
    assert_eq!(data["boxes"][0]["text"]["size"], 9.0);
    assert!(sheets[0].notices.is_empty(), "{:?}", sheets[0].notices);
}

#[test]
fn only_the_text_that_is_too_long_is_told_about() {
    let sheets = sheets_of("第1表", &plan(&"あ".repeat(70 * 22), "短い方針"), Options::default());
    let told: Vec<_> = sheets[0].notices.iter().map(|notice| &notice.kind).collect();
    assert!(matches!(told[..], [NoticeKind::Shrunk(_)]), "{told:?}");
}

#[test]
fn no_character_is_lost_over_the_sheets() {
    for n in [1, 100, 900, 1500, 2000, 3000, 5000, 12_000] {
        let text: String = "利用者の意向。課題分析の結果、".chars().cycle().take(n).collect();
        let sheets = sheets_of("第1表", &plan(&text, &text), Options::default());
        for key in ["assessment", "policy"] {
            assert_eq!(pages_of(&sheets, key), text, "{key} of {n} characters");
        }
        for (i, sheet) in sheets.iter().enumerate() {
            let boxes = sheet.data["boxes"].as_array().expect("boxes");
            for text in boxes {
                let lower = text["y"].as_f64().expect("y") + text["h"].as_f64().expect("h");
                assert!(lower <= 200.01, "{lower}");
                let lines = text["text"]["lines"].as_array().map_or(0, Vec::len) as u64;
                let mark = u64::from(text["continued"] == true);
                assert!(lines + mark <= text["rows"].as_u64().expect("rows"));
                let later = sheets[i + 1..].iter().any(|sheet| {
                    sheet.data["boxes"].as_array().expect("boxes").iter().any(|next| next["key"] == text["key"])
                });
                assert_eq!(text["continued"], later, "the mark stands where the text goes on");
                assert_eq!(text["resumed"], i > 0);
            }
        }
        assert_eq!(sheets.len() > 1, n >= 1500, "{n}");
    }
}

#[test]
fn long_entries_of_the_head_go_on_too() {
    let address = "香川県高松市架空町".repeat(30);
    let sheets = sheets_of("第1表", &format!("利用者:\n  住所: {address}\n"), Options::default());
    assert_eq!(sheets.len(), 2);
    assert_eq!(sheets[0].data["address"]["continued"], true);
    let whole = chars(&sheets[0], &sheets[0].data["address"]) + &pages_of(&sheets[1..], "address");
    assert_eq!(whole, address);
}

#[test]
fn consent() {
    let plan = "第1表:\n  同意: {日付: 令和7年5月27日, 署名: 讃岐 ハル}\n";
    let signed = sheets_of("第1表", plan, Options::default());
    assert_eq!(chars(&signed[0], &signed[0].data["consent"]["signer"]), "讃岐 ハル");
    assert_eq!(signed[0].data["consent"]["seal"], false);
    let to_sign = sheets_of(
        "第1表",
        "第1表: {}\n",
        Options { consent_line: ConsentLine::SignatureAndSeal, ..Options::default() },
    );
    assert!(to_sign[0].data["consent"]["signer"].is_null());
    assert_eq!(to_sign[0].data["consent"]["seal"], true);
    let none = sheets_of("第1表", plan, Options { consent_line: ConsentLine::None, ..Options::default() });
    assert!(none[0].data["consent"].is_null());
    assert!(none[0].data["reason_y"].as_f64() > signed[0].data["reason_y"].as_f64(), "the boxes take the room");
}

#[test]
fn choices() {
    let sheets = sheets_of(
        "第1表",
        "第1表: {区分: [紹介, 継続], 生活援助中心型の算定理由: {その他: 家族が高齢}}\n認定: {状況: 申請中, 要介護状態区分: 要介護3}\n",
        Options::default(),
    );
    let data = &sheets[0].data;
    assert_eq!(data["occasions"], serde_json::json!([["初回", false], ["紹介", true], ["継続", true]]));
    assert_eq!((&data["status"], &data["level"], &data["reason"]), (&"申請中".into(), &3.into(), &3.into()));
    assert_eq!(chars(&sheets[0], &data["reason_other"]), "家族が高齢");
}
