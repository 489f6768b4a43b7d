//! What a date of a wrong year makes wrong elsewhere.

use super::{BASE, Placed, check, folder, shown};
use careplan::calendar::{Date, read};

/// A mistyped year is the day that a plan is looked at on: whatever that day makes wrong names it.
#[test]
fn what_a_strayed_day_makes_wrong_points_to_it() {
    let path = folder().join("../../samples/sanuki-haru.yaml");
    let sample = std::fs::read_to_string(path).expect("a sample");
    let strayed = sample.replace("    作成年月日: 令和7年5月27日\n    ", "    作成年月日: 令和17年5月27日\n    ");
    let only_slip = "利用者: {氏名: 架空 花子}\n認定: {要介護状態区分: 要介護1, 有効期間: 令和7年4月1日 ～ 令和8年3月31日}\n第6表:\n  - 年月: 令和7年6月\n    作成年月日: 令和17年5月27日\n    サービス:\n      - {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: 甲, 単位数: 387, 予定: [2]}\n";
    for (plan, ids) in [(strayed.as_str(), ["CP012", "CP530", "CP644"].as_slice()), (only_slip, &["CP012", "CP644"])] {
        let found = check("plan.yaml", plan, None).found;
        for id in ids.iter().chain(&["CP028"]) {
            let told: Vec<_> = found.iter().filter(|placed| placed.finding.rule.id == *id).collect();
            assert!(!told.is_empty(), "{id}\n{}", shown(&found));
            let points =
                |placed: &&Placed| placed.finding.related.iter().any(|(_, why)| why == "基準日になっている日付");
            assert!(*id == "CP028" || told.iter().any(points), "{id}");
        }
    }
}

/// The places beside a rule's findings, as the text that stands there, with what is said of each.
fn beside<'t>(plan: &'t str, rule: &str, as_of: Option<Date>) -> Vec<(&'t str, String)> {
    let found = check("plan.yaml", plan, as_of).found;
    assert!(found.iter().any(|placed| placed.finding.rule.id == rule), "{rule}\n{}", shown(&found));
    let of_rule = found.into_iter().filter(|placed| placed.finding.rule.id == rule);
    let places = of_rule.flat_map(|placed| placed.finding.related);
    places.map(|(span, why)| (&plan[span.start as usize..span.end as usize], why)).collect()
}

/// Three months are no 300 days, and yet a record is missing only because of them.
#[test]
fn what_rests_on_the_day_of_a_record_names_that_record() {
    let strayed = BASE.replace("第3表:\n  作成年月日: 令和7年5月27日", "第3表:\n  作成年月日: 令和7年8月27日");
    assert_ne!(strayed, BASE);
    let day = ("令和7年8月27日", "基準日になっている日付".to_owned());
    for rule in ["CP530", "CP219"] {
        assert!(beside(&strayed, rule, None).contains(&day), "{rule}");
    }
    // What is wrong on any day does not rest on it, and a day that was asked for is nobody's slip.
    let unnamed = strayed.replace("サービス内容: 身体介護２, ", "");
    assert!(!beside(&unnamed, "CP630", None).contains(&day));
    assert!(!beside(&strayed, "CP530", read::date("令和7年8月27日").ok()).contains(&day));
}

/// A 年月 that was mistyped makes every row of its slip wrong.
#[test]
fn what_follows_from_a_mistyped_month_names_it() {
    let strayed = BASE.replace("  - 年月: 令和7年6月\n", "  - 年月: 令和7年7月\n");
    for rule in ["CP623", "CP624"] {
        let places = beside(&strayed, rule, None);
        let month = places.iter().find(|(text, _)| *text == "令和7年7月").expect(rule);
        assert!(month.1.contains("令和7年6月なら"), "{month:?}");
    }
    let late = BASE.replace("  - 年月: 令和7年6月\n", "  - 年月: 令和7年9月\n");
    assert!(beside(&late, "CP218", None).iter().any(|(text, _)| *text == "令和7年9月"));
    // One row on another weekday says nothing of the month.
    let one = BASE.replace("予定: [2, 9, 16, 23, 30]", "予定: [2, 9, 17, 23, 30]");
    let places = beside(&one, "CP623", None);
    assert!(places.contains(&("令和7年6月", "この利用票の年月".to_owned())), "{places:?}");
    // A day that the month lacks.
    let day = late.replace("予定: [2, 9, 16, 23, 30]", "予定: [2, 9, 16, 23, 31]");
    let (case, _) = careplan::case::read::from_text("plan.yaml", &day);
    let told = case.problems.iter().find(|problem| problem.message.contains("31日はありません")).expect("YML006");
    assert!(told.related.iter().any(|(span, _)| &day[span.start as usize..span.end as usize] == "令和7年9月"));
}

/// A rate whose services stand under codes of another kind is not the line to take away.
#[test]
fn a_rate_names_the_codes_that_took_its_services_away() {
    let strayed = BASE.replace("\"111211\"", "\"711211\"").replace("\"114211\"", "\"714211\"");
    let places = beside(&strayed, "CP705", None);
    let codes: Vec<&str> = places.iter().map(|(text, _)| text.trim_matches('"')).collect();
    assert_eq!(codes, ["711211", "714211", "令和7年6月"]);
}

/// A day that was lost in last month's stay moves every 31st that follows: the row in which the count begins is named.
#[test]
fn a_wrong_count_of_running_days_names_the_row_where_it_begins() {
    let stay = "サービス内容: 併設短期生活Ⅱ１, サービスコード: '212141', 事業所: 甲, 単位数: 603";
    let days = |numbers: std::ops::RangeInclusive<u32>, but: u32| {
        numbers.filter(|day| *day != but).map(|day| day.to_string()).collect::<Vec<_>>().join(", ")
    };
    for (key, lost, says) in
        [("予定", 20, "令和7年5月19日の後"), ("実績", 20, "令和7年5月19日の後"), ("予定", 12, "5月13日から")]
    {
        let (may, june) = (format!("[{}]", days(12..=31, lost)), days(1..=30, 0));
        let plan = format!(
            "第6表:\n  - 年月: 令和7年5月\n    サービス:\n      - {{{stay}, {key}: {may}}}\n  - 年月: 令和7年6月\n    サービス:\n      - {{{stay}, 予定: [{june}], 30日超: [11]}}\n"
        );
        for rule in ["CP651", "CP653"] {
            let places = beside(&plan, rule, None);
            let named = places.iter().find(|(text, _)| *text == may).expect(rule);
            assert!(named.1.contains(says), "{rule} {named:?}");
        }
    }
}

/// What a finding rests on may stand far from the line that shows it.
#[test]
fn what_a_finding_rests_on_is_named() {
    let with = |changes: &[(&str, &str)]| {
        changes.iter().fold(BASE.to_owned(), |plan, (old, new)| {
            assert!(plan.contains(old), "{old}");
            plan.replacen(old, new, 1)
        })
    };
    let valid = "有効期間: 令和7年4月7日 ～ 令和8年4月30日, 要介護状態区分: 要介護2}";
    let history = BASE.find("認定:\n").zip(BASE.find("第1表:\n")).map(|(from, until)| &BASE[from..until]).unwrap();
    let card = |period: &str, level: &str| format!("  - {{有効期間: {period}, 要介護状態区分: {level}}}\n");
    let [old, new] = ["令和7年4月7日 ～ 令和7年7月15日", "令和7年7月16日 ～ 令和8年4月30日"];
    let two = format!("認定:\n{}{}", card(old, "要介護2"), card(new, "要介護3"));
    let other = with(&[(history, &two), ("計画作成日: 令和7年5月27日", "計画作成日: 令和7年6月27日")]);
    let changed = with(&[
        ("第1表:\n", "変更:\n  - {日付: 令和6年6月26日, 内容: 通所介護の曜日を変える。}\n第1表:\n"),
        ("予定: [2, 9, 16, 23, 30]", "予定: [3, 10, 17, 24]"),
    ]);
    let rental = with(&[("\"171007\"", "\"I71007\""), ("\"171009\"", "\"I71009\"")]);
    let weekly = with(&[("頻度: 週2回（水・土）", "頻度: 週2回（木・土）"), ("内容: 配食・安否確認", "内容: 散歩")]);
    let row = |code: &str, days: &str| {
        format!("{{サービス内容: 通所介護Ⅰ５２, サービスコード: '{code}', 事業所: 甲, 単位数: 777, 予定: [3]{days}}}")
    };
    let stays = format!(
        "認定: {{{valid}\n第6表:\n  - {{年月: 令和7年6月, 前月までの短期入所利用日数: 0, サービス: [{}]}}\n  - {{年月: 令和7年7月, 前月までの短期入所利用日数: 0, サービス: [{}]}}\n",
        row("222442", ", 実績: [3]"),
        row("152442", ""),
    );
    for (plan, rule, named) in [
        (&other, "CP212", "令和7年6月27日"),
        (&changed, "CP623", "令和6年6月26日"),
        (&rental, "CP622", "\"I71007\""),
        (&weekly, "CP304", "週2回（木・土）"),
        (&stays, "CP711", "'222442'"),
    ] {
        let places = beside(plan, rule, None);
        let is_named = |text: &str| text.trim_matches(['"', '\'']) == named.trim_matches(['"', '\'']);
        assert!(places.iter().any(|(text, _)| is_named(text)), "{rule}: {places:?}");
    }
    // All rows that are counted together.
    let (often, week) =
        ("頻度: 週2回（火・金）", "    - {曜日: [火, 金], 時間: '9:30～16:30', 内容: 通所介護（入浴・機能訓練）}\n");
    let counted = with(&[(often, "頻度: 月1回"), (week, "")]);
    assert!(beside(&counted, "CP625", None).iter().any(|(_, why)| why == "合わせて数えた行"));
}

/// A kind with two letters exchanged is missed in the week's table, and named there.
#[test]
fn an_entry_of_the_week_names_the_kind_that_is_nearly_its_own() {
    let slip = BASE
        .replace("サービス種別: 配食サービス", "サービス種別: 食配サービス")
        .replace("配食・安否確認", "配食サービス");
    assert_ne!(slip, BASE);
    let why = "この援助のことなら、サービス種別に誤りがないか確かめてください".to_owned();
    assert!(beside(&slip, "CP307", None).contains(&("食配サービス", why)));
}
