//! CP801–CP806: what only all plans of an office show.

use careplan::case::read::from_text;
use careplan::rules::CheckContext;
use careplan::rules::office::{Office, OfficeFinding, Place, Seen};
use careplan::source::Span;
use std::fmt::Write;

/// What an office of these plans is told; plans set nothing aside.
fn told(plans: &[String]) -> Vec<OfficeFinding> {
    let mut office = Office::default();
    for (n, text) in plans.iter().enumerate() {
        let (case, _) = from_text("p.yaml", text);
        assert_eq!(case.problems, [], "{text}");
        let name = format!("{n}.yaml");
        let line = |offset: u32| text[..offset as usize].matches('\n').count() + 1;
        let place = |span: Span| Place { file: name.clone(), line: line(span.start) };
        office.add(Seen::of(&name, &CheckContext::new(&case.file, None), &|_| false, &place));
    }
    office.findings()
}

fn ids(plans: &[String]) -> Vec<&'static str> {
    told(plans).iter().map(|finding| finding.rule.id).collect()
}

/// Where a finding stands, and the other place.
fn places(found: &OfficeFinding) -> [String; 2] {
    let place = |place: &Option<Place>| place.as_ref().map_or(String::new(), |at| format!("{}:{}", at.file, at.line));
    [place(&found.place), place(&found.other)]
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
    assert_eq!(places(&found[0]), ["2.yaml:3", "0.yaml:3"]);
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
    // What one plan of a client has not, the one that follows it may have.
    let of_one = |text: String| format!("利用者: {{被保険者番号: '0001234567'}}\n{text}");
    let next = of_one(months(&["2025-07"], "152441", "デイ", ""));
    assert_eq!(missing(&[both(), both(), both(), of_one(late.clone()), next.clone()]), 0);
    assert_eq!(missing(&[both(), both(), both(), next, of_one(late.clone())]), 0);
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

/// A client's plan with these providers and the ends of their numbers.
fn with_providers(client: usize, providers: &[(&str, &str)]) -> String {
    let mut text = format!("利用者: {{氏名: 甲, 被保険者番号: '{client:010}'}}\nサービス事業所:\n");
    for (name, end) in providers {
        let _ = writeln!(text, "  {name}: {{事業所番号: '37999010{end}'}}");
    }
    text
}

/// The plans of as many clients as there are lists of providers.
fn with_all_providers(clients: &[&[(&str, &str)]]) -> Vec<String> {
    clients.iter().enumerate().map(|(n, providers)| with_providers(n + 1, providers)).collect()
}

#[test]
fn a_number_that_the_other_plans_do_not_give_to_a_provider_is_told_with_both_lines() {
    // Names are compared without blanks and widths.
    let plans = with_all_providers(&[
        &[("デイ えがお", "00"), ("ナギサ", "00")],
        &[("デイ　えがお", "00"), ("ナギサ", "05")],
        &[("ﾅｷﾞｻ", "05")],
    ]);
    let found = told(&plans);
    assert_eq!(found.iter().map(|found| found.rule.id).collect::<Vec<_>>(), ["CP806"]);
    assert_eq!(places(&found[0]), ["0.yaml:4", "1.yaml:4"]);
    assert_eq!(
        found[0].message(),
        "「ナギサ」の事業所番号が 3799901000 ですが、「1.yaml」（4行目）など2人の計画書では 3799901005 です。3799901000 は、「0.yaml」（3行目）では「デイ えがお」の番号です"
    );
    // A number that is nobody's is one that others do not know, too.
    let nobodys = told(&with_all_providers(&[&[("ナギサ", "05")], &[("ナギサ", "95")], &[("ナギサ", "05")]]));
    assert_eq!(places(&nobodys[0]), ["1.yaml:3", "0.yaml:3"]);
    assert!(nobodys[0].message().ends_with("では 3799901005 です"), "{}", nobodys[0].message());
}

#[test]
fn one_number_of_several_kinds_of_service_and_a_number_that_changed_are_nothing_to_ask() {
    let kinds: &[&[(&str, &str)]] = &[&[("デイ架空", "00"), ("訪問介護架空", "00")], &[("訪問介護架空", "00")]];
    assert!(ids(&with_all_providers(kinds)).is_empty());
    // Two plans of one client say a thing once: against them stand two clients.
    let copied = [1, 1, 1, 2, 3].map(|client| with_providers(client, &[("甲", if client == 1 { "01" } else { "02" })]));
    assert_eq!(places(&told(&copied)[0]), ["0.yaml:3", "3.yaml:3"]);
    // Where as many say so, it is the number that is another's.
    let even = with_all_providers(&[&[("甲", "01")], &[("乙", "01")], &[("甲", "02")]]);
    assert_eq!(places(&told(&even)[0]), ["0.yaml:3", "2.yaml:3"]);
}
