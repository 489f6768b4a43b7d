//! CP801–CP805: what only all plans of an office show.

use careplan::case::read::from_text;
use careplan::rules::CheckContext;
use careplan::rules::office::{Office, OfficeFinding, Seen};
use std::fmt::Write;

/// What an office of these plans is told; plans set nothing aside.
fn told(plans: &[String]) -> Vec<OfficeFinding> {
    let mut office = Office::default();
    for (n, text) in plans.iter().enumerate() {
        let (case, _) = from_text("p.yaml", text);
        assert_eq!(case.problems, [], "{text}");
        let line = |offset: u32| text[..offset as usize].matches('\n').count() + 1;
        office.add(Seen::of(&format!("{n}.yaml"), &CheckContext::new(&case.file, None), &|_| false, &line));
    }
    office.findings()
}

fn ids(plans: &[String]) -> Vec<&'static str> {
    told(plans).iter().map(|finding| finding.rule.id).collect()
}

fn with_policy(name: &str, policy: &str) -> String {
    format!("利用者: {{氏名: {name}}}\n第1表:\n  援助の方針: {policy}\n")
}

const POLICY: &str = "甲野 花子さんが自宅の風呂に一人で入れるように、3つの事業所が毎月の様子を知らせ合って支える。足の痛みが強くなったときは、すぐに主治医へ連絡し、訪問の回数を見直す。";

#[test]
fn a_text_of_another_client_is_told_with_both_places() {
    let copied = POLICY.replace("甲野 花子", "乙川 太郎").replace('3', "4");
    let own = "庭の手入れを続けられるように、週に一度の運動を行い、歩く力を保つことを皆で支えていく。息子の休みの日に合わせて買い物へ出かけ、人と会う楽しみを取り戻す。";
    let plans = [with_policy("甲野 花子", POLICY), with_policy("丙", own), with_policy("乙川 太郎", &copied)];
    let found = told(&plans);
    assert_eq!(found.len(), 1);
    let place = |place: &Option<careplan::rules::office::Place>| place.as_ref().map(|at| (at.file.clone(), at.line));
    assert_eq!(place(&found[0].place), Some(("2.yaml".to_owned(), 3)));
    assert_eq!(place(&found[0].other), Some(("0.yaml".to_owned(), 3)));
    assert!(found[0].message().contains("「0.yaml」（3行目）"), "{}", found[0].message());
    assert!(ids(&plans[..2]).is_empty());
    // One sentence in common is everybody's.
    let half = format!("{}。{own}", POLICY.split('。').next().unwrap());
    assert!(ids(&[with_policy("甲", POLICY), with_policy("乙", &half)]).is_empty());
}

/// A client with months of a service, by its provider and code.
fn months(months: &[&str], code: &str, provider: &str, more: &str) -> String {
    let mut text = format!(
        "{more}認定: {{要介護状態区分: 要介護1}}\n給付率: 90\nサービス事業所:\n  {provider}: {{事業所番号: '3799900001', 法人: 架空会, 地域区分: 7級地}}\n  外: {{事業所番号: '3799900002', 地域区分: 7級地}}\n第6表:\n"
    );
    for month in months {
        let days = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]";
        let line =
            format!("{{サービス内容: 甲, サービスコード: '{code}', 事業所: {provider}, 単位数: 1000, 予定: {days}}}");
        let _ = writeln!(text, "  - 年月: {month}\n    サービス:\n      - {line}");
    }
    text
}

#[test]
fn a_client_without_the_offices_month_is_told_unless_the_records_say_why() {
    let both = || months(&["2025-06", "2025-07"], "152441", "デイ", "");
    let late = months(&["2025-06"], "152441", "デイ", "");
    let ended =
        format!("{late}第5表:\n  - {{年月日: 2025-06-28, 項目: 電話（受信）, 内容: 長男より。施設に入所した。}}\n");
    let missing = |plans: &[String]| ids(plans).into_iter().filter(|id| *id == "CP805").count();
    assert_eq!(missing(&[both(), both(), both(), late.clone()]), 1);
    assert_eq!(missing(&[both(), both(), both(), ended]), 0);
    // Where only one is ahead, nobody is late.
    assert_eq!(missing(&[both(), late.clone(), late.clone()]), 0);
}

#[test]
fn shares_of_the_limit_and_of_corporations_are_told_of_an_office() {
    let help = || months(&["2025-07"], "111211", "ヘルパー", "");
    let found = ids(&[help(), help(), help()]);
    assert_eq!(found, ["CP802", "CP803"]);
    let day = || months(&["2025-07"], "152441", "ほか", "");
    // Without a corporation nothing is said of corporations.
    let without = day().replace("法人: 架空会, ", "");
    assert!(ids(&[without.clone(), without]).is_empty());
}

#[test]
fn too_many_clients_are_told_where_the_staff_is_known() {
    let client = |staff: &str| {
        months(&["2025-07"], "152441", "ほか", &format!("居宅介護支援事業所: {{名称: 甲, 常勤換算: {staff}}}\n"))
            .replace("法人: 架空会, ", "")
    };
    let many = |n: usize, staff: &str| ids(&vec![client(staff); n]);
    assert_eq!(many(45, "'1.0'"), ["CP804"]);
    assert!(many(44, "'1.0'").is_empty() && many(90, "'2.1'").is_empty());
}
