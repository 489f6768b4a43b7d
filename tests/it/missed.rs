//! What is missed in one place because of another line: that line is named, and what only follows from it is not told.

mod parts;

use super::dsl::Case;
use serde_json::Value;

/// What was told: the rule, its line and the lines that it names.
type Told = (String, u64, Vec<u64>);

/// What `check` tells of the sample with one of its lines written otherwise, and which line that is.
fn told(line: &str, slip: &str) -> (usize, Vec<Told>) {
    told_of("samples/sanuki-haru.yaml", line, slip)
}

/// The same of any plan of the repository.
fn told_of(plan: &str, line: &str, slip: &str) -> (usize, Vec<Told>) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(plan);
    let text = std::fs::read_to_string(path).expect("the plan");
    let at = text.find(line).unwrap_or_else(|| panic!("{plan} has no «{line}»"));
    let number = text[..at].matches('\n').count() + 1;
    let case = Case::empty().file("plan.yaml", text.replacen(line, slip, 1));
    let done = case.run(["check", "plan.yaml", "--format", "json"]);
    let found: Value = serde_json::from_str(&done.stdout()).expect("JSON");
    let found = found.as_array().expect("a list").iter().filter(|one| one["severity"] != "info");
    let line = |one: &Value| one["line"].as_u64().expect("a line");
    let found = found.map(|one| {
        let named = one["related"].as_array().expect("a list").iter().map(line).collect();
        (one["rule"].as_str().expect("a rule").to_owned(), line(one), named)
    });
    (number, found.collect())
}

/// Checks that a rule tells of a slip, and every time at its line or naming it.
#[track_caller]
fn told_or_named(line: &str, slip: &str, rule: &str) {
    let (number, found) = told(line, slip);
    let of_rule: Vec<_> = found.iter().filter(|(found, ..)| found == rule).collect();
    assert!(!of_rule.is_empty(), "{slip}: {found:?}");
    let names = |(_, line, named): &(String, u64, Vec<u64>)| *line == number as u64 || named.contains(&(number as u64));
    assert!(of_rule.iter().all(|one| names(one)), "{slip}, line {number}: {found:?}");
}

#[test]
fn a_misspelt_key_is_told_once() {
    for (line, slip) in [
        ("要介護状態区分: 要介護2", "要介護状熊区分: 要介護2"),
        ("\n給付率: 90", "\n給府率: 90"),
        ("    限度額適用期間:", "    限度額摘用期間:"),
        ("    サービス:\n", "    サービズ:\n"),
        ("\nサービス事業所:", "\nサービス事務所:"),
        ("          短期目標:\n", "          短期標目:\n"),
        ("所属: ヘルパーステーションうみかぜ", "所蔵: ヘルパーステーションうみかぜ"),
    ] {
        let (number, found) = told(line, slip);
        let number = number as u64 + u64::from(line.starts_with('\n'));
        let rules: Vec<(&str, u64)> = found.iter().map(|(rule, line, _)| (rule.as_str(), *line)).collect();
        assert_eq!(rules, [("YML003", number)], "{slip}");
    }
}

#[test]
fn an_empty_key_or_a_comment_is_named() {
    for (line, slip, rule) in [
        ("    限度額適用期間: 令和7年4月 ～ 令和8年4月", "    限度額適用期間:", "CP609"),
        ("  同意: {日付: 令和7年5月27日, 署名: 讃岐 ハル}", "  同意:", "CP140"),
        ("  生活援助中心型の算定理由: 一人暮らし", "  生活援助中心型の算定理由:", "CP131"),
        ("    - 課題: 薬を飲み忘れず", "    - #課題: 薬を飲み忘れず", "CP204"),
    ] {
        told_or_named(line, slip, rule);
    }
}

#[test]
fn a_wrong_month_is_named_beside_what_rests_on_it() {
    let (number, found) = told("  - 年月: 令和7年6月\n", "  - 年月: 令和7年4月\n");
    for rule in ["CP025", "CP606"] {
        let one = found.iter().find(|(found, ..)| found == rule).expect("told");
        assert!(one.2.contains(&(number as u64)), "{one:?}");
    }
}

/// A finding that has nothing to do with the slip waits too, and is told when the slip is mended; a waiver is not called idle
/// meanwhile.
#[test]
fn a_plan_with_gaps_is_not_judged_and_says_so() {
    let unasked = ("審査会意見: なし", "審査会意見:");
    for gap in ["開催日: 令和7年13月27日", "開催臼: 令和7年5月27日"] {
        let case = Case::empty().patched("sanuki-haru", unasked.0, unasked.1);
        let text = std::fs::read_to_string(case.path("sanuki-haru.yaml")).expect("the plan");
        let waived = text.replace("  審査会意見:", "  例外: [{規則: CP120, 理由: 通知に記載なし}]\n  審査会意見:");
        let slip = waived.replacen("開催日: 令和7年5月27日", gap, 1);
        assert_ne!(slip, waived);
        let done = case.file("plan.yaml", slip).run(["check", "plan.yaml"]).ends_with(1);
        let told = done.stdout();
        assert_eq!(told.matches("[CP").count(), 0, "{told}");
        assert_eq!(told.matches("ガイドの規則は、読み取れない所を直した後に調べます").count(), 1, "{told}");
        let done = done.again().file("plan.yaml", waived).run(["check", "plan.yaml"]).ends_with(0);
        assert!(done.stdout().contains("例外 CP120"), "{}", done.stdout());
    }
}

/// The place of a finding is where it shows, and that may be an innocent line: the slip is told itself or named beside it.
#[test]
fn a_value_that_a_finding_rests_on_is_named_beside_it() {
    for (line, slip, rules) in [
        // Values of the same row or record.
        ("頻度: 週2回（水・土）", "頻度: 月2回（水・土）", ["CP311"].as_slice()),
        (
            "保険給付: ○\n                  サービス種別: 通所介護",
            "保険給付: ×\n                  サービス種別: 通所介護",
            &["CP232"],
        ),
        ("サービス種別: 通所介護", "サービス種別: 本人", &["CP233", "CP307", "CP620"]),
        ("- 年月日: 令和7年5月28日", "- 年月日: 令和7年5月27日", &["CP504"]),
        ("事業所: 架空福祉用具 高松店", "事業所: 架空福祉用品 高松店", &["CP622"]),
        // Another row of the same service.
        ("頻度: 週2回（月・木）", "頻度: 過2回（月・木）", &["CP305", "CP311"]),
        ("サービスコード: \"114211\"", "サービスコード: \"l14211\"", &["CP624"]),
        (
            "\"111211\", 事業所: ヘルパーステーションうみかぜ",
            "\"111211\", 事業所: ヘルパーステーシヨンうみかぜ",
            &["CP624"],
        ),
        ("予定: [2, 9, 16, 23, 30]", "予定: []", &["CP624"]),
        // Dates that others are compared with.
        ("計画作成日: 令和7年5月27日", "計画作成日: 令和7年5月29日", &["CP520"]),
        ("計画作成日: 令和7年5月27日", "計画作成日: 令和77年5月27日", &["CP028", "CP520"]),
        ("有効期間: 令和7年4月7日 ～", "有効期間: 令和7年7月4日 ～", &["CP660"]),
    ] {
        let (number, found) = told(line, slip);
        for rule in rules {
            let of_rule: Vec<_> = found.iter().filter(|(found, ..)| found == rule).collect();
            assert!(!of_rule.is_empty(), "{slip}: {rule} of {found:?}");
            let names =
                |(_, line, named): &(String, u64, Vec<u64>)| *line == number as u64 || named.contains(&(number as u64));
            assert!(of_rule.iter().all(|one| names(one)), "{slip}, line {number}: {of_rule:?}");
        }
    }
}

/// What a finding rests on may stand in quite another table: the day, the mark, the name or the figure is named beside it.
#[test]
fn a_value_of_another_table_is_named_beside_it() {
    for (plan, line, slip, rules) in [
        // 区分, the day of consent and that of a record.
        ("tests/plans/end-of-life-home.yaml", "区分: [継続]", "区分: [初回]", ["CP602"].as_slice()),
        ("tests/plans/after-discharge.yaml", "同意: {日付: 令和7年5月26日", "同意: {日付: 令和6年5月26日", &["CP603"]),
        ("tests/plans/after-discharge.yaml", "{年月日: 令和7年5月29日", "{年月日: 昭和7年5月29日", &["CP532"]),
        ("tests/plans/after-discharge.yaml", "{年月日: 令和7年5月27日", "{年月日: 大正7年5月27日", &["CP250", "CP522"]),
        ("tests/plans/end-of-life-home.yaml", "計画作成日: 令和7年10月3日", "計画作成日: 令和7年10月8日", &["CP250"]),
        // A provider and a kind of 第２表.
        ("tests/plans/several-short-stays.yaml", "事業所: 老健ことひき", "事業所: 老健こひとき", &["CP621"]),
        (
            "tests/plans/dialysis.yaml",
            "サービス種別: 訪問介護\n                  事業所: ヘルパーステーション中津",
            "サービス種別: 訪場介護\n                  事業所: ヘルパーステーション中津",
            &["CP242", "CP305", "CP621"],
        ),
        // A doctor's name, the units of a row.
        ("tests/plans/dialysis.yaml", "職種: 医師, 氏名: 綾歌 真理", "職種: 医師, 氏名: 綾歌歌 真理", &["CP427"]),
        (
            "tests/plans/intractable-disease.yaml",
            "単位数: 900, 用具名称: 体位",
            "単位数: 9000, 用具名称: 体位",
            &["CP702"],
        ),
        // Two values in each other's place.
        (
            "samples/sanuki-haru.yaml",
            "サービスコード: \"111211\", 事業所: ヘルパーステーションうみかぜ",
            "サービスコード: ヘルパーステーションうみかぜ, 事業所: \"111211\"",
            &["CP621", "CP624"],
        ),
        (
            "samples/sanuki-haru.yaml",
            "項目: 訪問（自宅）\n    内容: 居宅サービス計画書（第1～3表、第6・7表）を説明し、同意を得て本人に交付した。",
            "項目: 居宅サービス計画書（第1～3表、第6・7表）を説明し、同意を得て本人に交付した。\n    内容: 訪問（自宅）",
            &["CP521"],
        ),
        // The month with which the service begins.
        ("samples/sanuki-haru.yaml", "- 年月: 令和7年6月", "- 年月: 令和7年4月", &["CP530"]),
    ] {
        let (number, found) = told_of(plan, line, slip);
        for rule in rules {
            let of_rule: Vec<_> = found.iter().filter(|(found, ..)| found == rule).collect();
            assert!(!of_rule.is_empty(), "{slip}: {rule} of {found:?}");
            let names = |(_, line, named): &Told| *line == number as u64 || named.contains(&(number as u64));
            assert!(of_rule.iter().all(|one| names(one)), "{slip}, line {number}: {of_rule:?}");
        }
    }
}

/// 「開始」 on a line of its own, not only the 「予定」 of its row.
#[test]
fn the_start_of_a_rental_is_named() {
    let row = "TAISコード: 00002-000012, 予定: 毎日, 開始: 令和7年9月16日";
    let (number, found) = told_of(
        "tests/plans/end-stage-cancer.yaml",
        row,
        "TAISコード: 00002-000012, 予定: 毎日,\n         開始: 平成7年9月16日",
    );
    for rule in ["CP025", "CP606"] {
        let one = found.iter().find(|(found, ..)| found == rule).expect("told");
        assert!(one.2.contains(&(number as u64 + 1)), "line {number}: {one:?}");
    }
}

/// What is told to be no code gives no kind of service, and nothing is concluded from one.
#[test]
fn a_code_that_is_none_gives_no_kind() {
    for slip in ["\"2442\"", "\"2142442\""] {
        let (number, found) = told("\"152442\"", slip);
        let rules: Vec<(&str, u64)> = found.iter().map(|(rule, line, _)| (rule.as_str(), *line)).collect();
        assert_eq!(rules, [("CP632", number as u64)], "{slip}");
    }
}

/// 計画作成日 that lies far from all other dates is told once, and not at each of those.
#[test]
fn one_day_far_from_all_others_is_told_itself() {
    let (number, found) = told("計画作成日: 令和7年5月27日", "計画作成日: 令和77年5月27日");
    let far: Vec<u64> = found.iter().filter(|(rule, ..)| rule == "CP028").map(|(_, line, _)| *line).collect();
    assert_eq!(far, [number as u64], "{found:?}");
}

/// Where a mistyped value lets a rule accuse another line of its row, or of a row that it is compared with, the value's own line is
/// named there.
#[test]
fn what_is_told_of_the_same_row_is_named() {
    // The row with its values on lines of their own, 加算率 and 事業所 apart.
    let row = "      - {サービス内容: 通所介護処遇改善加算Ⅰ, サービスコード: \"156108\", 事業所: デイサービスセンター架空の里, 加算率: 9.2%}\n";
    let lines = "      - サービス内容: 通所介護処遇改善加算Ⅰ\n        サービスコード: \"156108\"\n        事業所: デイサービスセンター架空里\n        加算率: 9.2%\n";
    let (number, found) = told(row, lines);
    let guilty = number as u64 + 2;
    for (rule, line, named) in &found {
        assert!(*line == guilty || named.contains(&guilty), "{rule} at {line} names {named:?}, not {guilty}");
    }
    assert!(found.iter().any(|(_, line, _)| *line == guilty), "{found:?}");
}

/// Two sides of one thing: a kind that is mistyped is missed in the week, and what stands in the week has no support.
#[test]
fn the_two_sides_of_a_mistyped_kind_name_each_other() {
    let (number, found) = told("サービス種別: 通所介護\n", "サービス種別: 通所所護\n");
    let guilty = number as u64;
    for rule in ["CP304", "CP307"] {
        let (_, line, named) = found.iter().find(|(found, ..)| found == rule).expect("told");
        assert!(*line == guilty || named.contains(&guilty), "{rule} at {line} names {named:?}, not {guilty}");
    }
}

/// The row, the day or the figure that a finding rests on without saying so.
#[test]
fn what_a_finding_rests_on_is_named() {
    for (plan, line, slip, rule) in [
        (
            "samples/sanuki-haru.yaml",
            "    限度額適用期間: 令和7年4月 ～ 令和8年4月",
            "    区分支給限度基準額: 0\n    限度額適用期間: 令和7年4月 ～ 令和8年4月",
            "CP702",
        ),
        // The other row of the service has the wrong day.
        ("tests/plans/living-alone-dementia.yaml", "予定: {曜日: [水, 日]}", "予定: {曜日: [金, 日]}", "CP624"),
        // The entry of the week says something else, or lacks a part.
        ("samples/sanuki-haru.yaml", "内容: 訪問介護（一緒に調理・服薬確認）}", "内容: 10:00～11:00}", "CP305"),
        ("tests/plans/dialysis.yaml", "内容: 訪問介護（通院等乗降介助・帰り）}", "内容: }", "CP626"),
        ("tests/plans/end-stage-cancer.yaml", "同意: {日付: 令和7年9月12日", "同意: {日付: ''", "CP603"),
        ("tests/plans/after-discharge.yaml", "  同意: {", "      同意: {", "CP603"),
        // A record that says nothing is the one that is missed.
        (
            "samples/sanuki-haru.yaml",
            "内容: 居宅サービス計画書（第1～3表、第6・7表）を説明し、同意を得て本人に交付した。長女にも写しを渡した。",
            "内容: 訪問（自宅）",
            "CP521",
        ),
    ] {
        let (number, found) = told_of(plan, line, slip);
        let of_rule: Vec<_> = found.iter().filter(|(found, ..)| found == rule).collect();
        assert!(!of_rule.is_empty(), "{slip}: {rule} of {found:?}");
        let names = |(_, line, named): &Told| *line == number as u64 || named.contains(&(number as u64));
        assert!(of_rule.iter().all(|one| names(one)), "{slip}, line {number}: {of_rule:?}");
    }
}

/// A rate that counts one code of its provider: the line of that code with one digit wrong is named, else all of the kind.
#[test]
fn the_line_of_a_code_that_a_rate_counts_is_named() {
    for code in ["111241", "114111"] {
        let rate = "サービスコード: \"116275\", ";
        let text = std::fs::read_to_string(super::dsl::sample_path("sanuki-haru")).expect("the sample");
        let counts = text.replace(rate, &format!("{rate}算定対象: [\"111211\"], "));
        let plan = counts.replacen("サービスコード: \"111211\"", &format!("サービスコード: \"{code}\""), 1);
        let line = plan.lines().position(|line| line.contains(&format!("サービスコード: \"{code}\""))).expect("it") + 1;
        let done = Case::empty().file("plan.yaml", plan).run(["check", "plan.yaml", "--format", "json"]);
        let found: Value = serde_json::from_str(&done.stdout()).expect("JSON");
        let mut found = found.as_array().expect("a list").iter();
        let one = found.find(|one| one["rule"] == "CP709").expect("told");
        let named: Vec<_> = one["related"].as_array().expect("a list").iter().map(|label| &label["line"]).collect();
        assert!(named.contains(&&Value::from(line)), "{code}, line {line}: {one}");
    }
}

#[test]
fn what_makes_the_units_too_many_is_named() {
    let units = "単位数: 777";
    let (number, found) = told(units, "単位数: 77700");
    let one = found.iter().find(|(rule, ..)| rule == "CP702").expect("told");
    assert!(one.2.contains(&(number as u64)), "{one:?}");
}
