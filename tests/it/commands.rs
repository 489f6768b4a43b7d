//! The commands around a month and around the rules, as a user meets them.

use super::dsl::{Case, sample_path};
use serde_json::Value;

#[test]
fn the_annex_of_the_sample_is_right_to_the_yen() {
    let done = Case::sample("sanuki-haru").run(["annex", "sanuki-haru.yaml", "--month", "2025-06", "--format", "json"]);
    let annex: Value = serde_json::from_str(&done.succeeds().stdout()).unwrap();
    let rows = annex["行"].as_array().unwrap();
    let total = rows.last().unwrap();
    assert_eq!(total["種別"], "合計");
    assert_eq!(total["区分内"], 10_517);
    assert_eq!(total["費用総額"], 35_030 + 8_586 + 66_275 + 6_094 + 5_500);
    assert_eq!(total["請求額"], 109_335);
    assert_eq!(total["利用者負担"], 12_150);
    assert_eq!(annex["区分支給限度基準額"], 19_705);
    let table = Case::sample("sanuki-haru").run(["annex", "sanuki-haru.yaml", "--month", "R7.6"]).succeeds();
    table.prints("訪問介護合計").prints("121,485").prints("12,150");
}

#[test]
fn a_refused_annex_prints_nothing() {
    let case = Case::empty().patched("sanuki-haru", "届出年月日: 令和7年5月12日", "区分支給限度基準額: 10000");
    let done = case.run(["annex", "sanuki-haru.yaml", "--month", "2025-06"]).ends_with(1).says("517");
    assert_eq!(done.stdout(), "");
    let done = done.again().run(["render", "sanuki-haru.yaml"]).ends_with(1);
    let done =
        done.leaves(["sanuki-haru.yaml"]).again().run(["render", "sanuki-haru.yaml", "--table", "1,6"]).succeeds();
    let done = done.again().run(["annex", "sanuki-haru.yaml", "--month", "2025-06", "--allot", "largest"]).succeeds();
    done.prints("517");
}

#[test]
fn a_month_is_added_once_and_everything_else_stays() {
    let before = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let shown = Case::sample("sanuki-haru").run(["month", "sanuki-haru.yaml", "--month", "2025-07"]).succeeds();
    let shown = shown.prints("年月: 令和7年7月").prints("[7, 14, 21, 28]");
    assert_eq!(shown.bytes("sanuki-haru.yaml"), before.as_bytes());
    let done = shown.again().run(["month", "sanuki-haru.yaml", "--month", "2025-07", "--write"]).succeeds();
    let after = String::from_utf8(done.bytes("sanuki-haru.yaml")).unwrap();
    let kept: String = before.chars().filter(|c| *c != '\n').collect();
    let (head, tail) = (before.split("給付率: 90").next().unwrap(), before.split("給付率: 90").nth(1).unwrap());
    assert!(after.starts_with(head.trim_end()) && after.ends_with(tail), "the rest of the plan changed");
    assert!(after.len() > kept.len());
    let again = done.again().run(["month", "sanuki-haru.yaml", "--month", "2025-07", "--write"]).succeeds();
    assert_eq!(again.bytes("sanuki-haru.yaml"), after.as_bytes());
    again.again().run(["render", "sanuki-haru.yaml", "--month", "2025-07", "--table", "6,7"]).succeeds();
}

#[test]
fn actual_days_begin_as_the_planned_ones() {
    let case =
        Case::sample("sanuki-haru").run(["month", "sanuki-haru.yaml", "--month", "2025-06", "--actual", "--write"]);
    let done = case.succeeds().again().run(["annex", "sanuki-haru.yaml", "--month", "2025-06", "--actual"]).succeeds();
    done.prints("121,485");
    Case::sample("sanuki-haru").run(["annex", "sanuki-haru.yaml", "--month", "2025-06", "--actual"]).ends_with(1);
}

#[test]
fn every_provider_gets_its_own_slip() {
    let done = Case::sample("sanuki-haru").run([
        "render",
        "sanuki-haru.yaml",
        "--table",
        "提供票",
        "--format",
        "svg",
        "-o",
        "p/",
    ]);
    assert_eq!(done.succeeds().stdout().lines().count(), 6);
    let one = [
        "render",
        "sanuki-haru.yaml",
        "--table",
        "提供票",
        "--provider",
        "ヘルパーステーションうみかぜ",
        "--format",
        "svg",
        "-o",
        "p/",
    ];
    assert_eq!(Case::sample("sanuki-haru").run(one).succeeds().stdout().lines().count(), 2);
    let nobody = ["render", "sanuki-haru.yaml", "--table", "提供票", "--provider", "誰か"];
    Case::sample("sanuki-haru").run(nobody).ends_with(1).says("ヘルパーステーションうみかぜ");
}

/// A part of a name that only one provider has is that provider; a part that several have is none of them.
#[test]
fn a_part_of_a_providers_name_is_enough_where_it_is_unambiguous() {
    let plan = || Case::sample("sanuki-haru");
    let render = |name: &'static str| {
        plan().run(["render", "sanuki-haru.yaml", "--table", "提供票", "--provider", name, "-o", "p.pdf"])
    };
    let whole = render("ヘルパーステーションうみかぜ").succeeds().bytes("p.pdf");
    assert_eq!(render("うみかぜ").succeeds().bytes("p.pdf"), whole);
    let several = render("架空").ends_with(1).says("いくつもあります").says("架空福祉用具 高松店");
    several.says("デイサービスセンター架空の里").leaves(["sanuki-haru.yaml"]);
    render("").ends_with(1).leaves(["sanuki-haru.yaml"]);
    let packet = |receiver: &'static str| {
        plan().run(["packet", "sanuki-haru.yaml", "--for", receiver, "--month", "2025-06", "-o", "p.pdf"])
    };
    let whole = packet("事業所=ヘルパーステーションうみかぜ").succeeds().bytes("p.pdf");
    assert_eq!(packet("事業所=うみかぜ").succeeds().bytes("p.pdf"), whole);
    // The empty variable of a script is not everybody.
    packet("事業所=").ends_with(2).says("「=」の後に名前がありません").leaves(["sanuki-haru.yaml"]);
    packet("事業所=架空").ends_with(1).says("いくつもあります").leaves(["sanuki-haru.yaml"]);
}

#[test]
fn the_samples_give_no_error_and_no_warning() {
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let plan = format!("{name}.yaml");
        let done = Case::sample(name).run(["check", &plan, "--deny", "warning"]).succeeds();
        done.prints("1 件の計画書：誤り 0、注意 0");
    }
}

#[test]
fn strict_prints_nothing_that_breaks_the_guide() {
    let broken = ("期間: 令和7年5月27日 ～ 令和7年8月31日", "期間: 令和7年5月27日 ～ 令和8年12月31日");
    let case = Case::empty().patched("sanuki-haru", broken.0, broken.1).file("sanuki-haru.pdf", "%PDF-old");
    let done =
        case.run(["render", "sanuki-haru.yaml", "--strict"]).ends_with(1).says("CP214").says("根拠: 香川県 手引き");
    assert_eq!(done.bytes("sanuki-haru.pdf"), b"%PDF-old");
    let done = done.again().run(["render", "sanuki-haru.yaml"]).succeeds().says("誤り");
    let done = done.again().run(["check", "sanuki-haru.yaml"]).ends_with(1).prints("CP214");
    let short = done.again().run(["check", "sanuki-haru.yaml", "--format", "short"]).ends_with(1).stdout();
    assert!(
        short.lines().any(|line| line.starts_with("sanuki-haru.yaml:50:") && line.contains(": error[CP214]: ")),
        "{short}"
    );
}

#[test]
fn a_waiver_with_a_reason_lifts_a_rule_and_is_listed() {
    let broken = ("期間: 令和7年5月27日 ～ 令和7年8月31日", "期間: 令和7年5月27日 ～ 令和8年12月31日");
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap().replacen(broken.0, broken.1, 1);
    let waived = format!("例外: [{{規則: CP214, 理由: 試験}}, {{規則: CP221, 理由: 試験}}]\n{text}");
    let done = Case::empty().file("a.yaml", waived).run(["check", "a.yaml"]);
    assert!(done.stdout().contains("例外 CP214 a.yaml:51:"), "{}", done.stdout());
    let unused = format!(
        "例外: [{{規則: CP999, 理由: 試験}}, {{規則: CP301}}]\n{}",
        std::fs::read_to_string(sample_path("sanuki-haru")).unwrap()
    );
    Case::empty().file("a.yaml", unused).run(["check", "a.yaml"]).ends_with(1).prints("CP093").prints("CP092");
}

#[test]
fn findings_for_programs_have_the_promised_shape() {
    let case = || Case::empty().patched("sanuki-haru", "  フリガナ: サヌキ ハル", "  ふりがな: サヌキ ハル");
    let done = case().run(["check", "sanuki-haru.yaml", "--format", "json"]).ends_with(1);
    let all: Value = serde_json::from_str(&done.stdout()).unwrap();
    let first = &all[0];
    assert_eq!(first["rule"], "YML003");
    assert_eq!((&first["line"], &first["column"]), (&Value::from(6), &Value::from(3)));
    let keys: Vec<&str> = first.as_object().unwrap().keys().map(String::as_str).collect();
    let promised = [
        "rule",
        "name",
        "severity",
        "certainty",
        "message",
        "file",
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "guides",
        "related",
        "fix",
        "fixes",
        "waived",
    ];
    assert_eq!(keys, promised);
    let sarif: Value =
        serde_json::from_str(&case().run(["check", "sanuki-haru.yaml", "--format", "sarif"]).ends_with(1).stdout())
            .unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "YML003");
    let secret = Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", "氏名達: 讃岐 ハル");
    let done = secret.run(["check", "sanuki-haru.yaml", "--no-source"]).ends_with(1);
    assert!(!done.stdout().contains("讃岐"), "{}", done.stdout());
}

#[test]
fn folders_are_searched_and_office_files_are_no_plans() {
    let plan = std::fs::read(sample_path("sanuki-haru")).unwrap();
    let case = Case::empty()
        .file("c/a.yaml", &plan)
        .file("c/d/b.yml", &plan)
        .file("c/office.yaml", "サービス事業所: {甲: {地域区分: 7級地}}\n");
    let case = case.run(["check", "c"]).succeeds().prints("2 件の計画書").again();
    case.run(["check", "c", "nope.yaml"]).ends_with(2).says("nope.yaml");
}

#[test]
fn rules_are_listed_and_explained() {
    Case::empty().run(["rules"]).succeeds().prints("CP214").prints("CP092");
    let done = Case::empty().run(["rules", "CP214"]).succeeds();
    for heading in ["何を見るか", "なぜ", "誤った例", "正しい例", "直し方", "根拠", "香川県 手引き 第2表 4-③"]
    {
        assert!(done.stdout().contains(heading), "{heading}");
    }
    Case::empty().run(["rules", "CP21"]).ends_with(2).says("ではありませんか");
    let ledger = Case::empty().run(["rules", "--coverage", "香川県令和4年"]).succeeds().prints("未定 0");
    assert!(ledger.stdout().lines().count() > 250);
}

#[test]
fn the_schema_beside_the_samples_is_the_programs_own() {
    let wanted = Case::empty().run(["schema"]).succeeds().stdout();
    let path = sample_path("sanuki-haru").with_file_name("careplan.schema.json");
    if super::snapshot::updating() {
        std::fs::write(&path, &wanted).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), wanted, "UPDATE=1 rewrites it");
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let text = std::fs::read_to_string(sample_path(name)).unwrap();
        assert!(text.starts_with("# yaml-language-server: $schema=careplan.schema.json\n"), "{name}");
    }
}

#[test]
fn without_public_assistance_computed_the_other_tables_still_print() {
    let case = || Case::empty().patched("sanuki-haru", "被保険者番号: '0001234567'", "被保険者番号: H001234567");
    case().run(["annex", "sanuki-haru.yaml", "--month", "2025-06"]).ends_with(1);
    case().run(["render", "sanuki-haru.yaml", "--table", "7"]).ends_with(1);
    let done = case()
        .run(["render", "sanuki-haru.yaml", "--format", "svg", "-o", "p/"])
        .succeeds()
        .says("第7表は印刷しません");
    assert_eq!(done.stdout().lines().count(), 6);
}

#[test]
fn codes_are_compared_with_the_users_own_list() {
    let list = "コード,名称,単位数,算定単位,対象区分,適用開始,適用終了\n111211,身体介護２,388,1回,,2024-04,\n114211,身体１生活２,374,1回,,2024-04,\n";
    let run = |list: &[u8]| {
        let case = Case::sample("sanuki-haru").file("codes.csv", list);
        case.run(["annex", "sanuki-haru.yaml", "--month", "2025-06", "--codes", "codes.csv"])
    };
    run(list.as_bytes()).succeeds().says("388").prints("121,485");
    run(&encoding_rs::SHIFT_JIS.encode(list).0).succeeds().says("388");
    let case =
        Case::sample("sanuki-haru").run(["annex", "sanuki-haru.yaml", "--month", "2025-06", "--codes", "no.csv"]);
    case.ends_with(2).says("no.csv");
}

#[test]
fn an_office_file_that_is_named_is_checked_by_itself() {
    let office = "居宅介護支援事業所:\n  名称: ひだまり\nサービス事業所:\n  うみかぜ: {地域区分: 9級地}\n";
    let done = Case::empty().file("jimusho.yaml", office).run(["check", "jimusho.yaml"]).ends_with(1);
    done.prints("誤り[YML006]").prints("1 件の事業所のファイル：誤り 1、注意 0、情報 0");
    // In a folder it is no plan.
    Case::empty().file("x/jimusho.yaml", office).run(["check", "x"]).succeeds().prints("0 件の計画書");
    // Where there is no file at all, the wrong folder was named.
    Case::empty().file("x/plan.txt", office).run(["check", "x"]).ends_with(2).says("見つかりません");
}

#[test]
fn an_office_file_in_another_encoding_is_the_only_mistake() {
    let (office, _, _) = encoding_rs::SHIFT_JIS.encode("居宅介護支援事業所: {名称: ひだまり}\nサービス事業所: {}\n");
    let plan = "利用者: {氏名: 架空 太郎}\n居宅介護支援事業所: jimusho.yaml\nサービス事業所: jimusho.yaml\n第1表: {}\n";
    let done = Case::empty().file("p.yaml", plan).file("jimusho.yaml", &office).run(["check", "p.yaml"]).ends_with(1);
    let told = done.stdout();
    assert!(told.starts_with("誤り[YML002]: 文字コードがUTF-8ではありません（Shift_JISで保存されています）"), "{told}");
    assert!(told.ends_with("1 件の計画書：誤り 1、注意 0、情報 0\n"), "{told}");
}

#[test]
fn what_is_wrong_in_the_file_of_one_of_two_offices_is_told_where_it_lies() {
    let plan = "利用者: {氏名: 架空 太郎}\n居宅介護支援事業所: ./jimusho.yaml\nサービス事業所: ./jimusho.yaml\n";
    let office = |grade: &str| {
        format!("居宅介護支援事業所:\n  名称: ひだまり\nサービス事業所:\n  うみかぜ: {{地域区分: {grade}}}\n")
    };
    let two = Case::empty().file("a/p.yaml", plan).file("b/p.yaml", plan);
    let two = two.file("a/jimusho.yaml", office("7級地")).file("b/jimusho.yaml", office("9級地"));
    let mut done = two.run(["check", "a/p.yaml", "b/p.yaml", "--format", "short"]).ends_with(1);
    done = done.prints("\nb/jimusho.yaml:4:").prints("a/p.yaml:");
    assert!(!done.stdout().contains("b/p.yaml:"), "not judged by what could not be read: {}", done.stdout());
    for (format, words) in [
        ("human", "--> b/jimusho.yaml:4:"),
        ("json", "\"file\": \"b/jimusho.yaml\""),
        ("sarif", "\"uri\": \"b/jimusho.yaml\""),
    ] {
        done = done.again().run(["check", "b", "--format", format]).ends_with(1).prints(words);
        let bare = [" jimusho.yaml", "\"jimusho.yaml", "./jimusho.yaml"];
        assert!(!bare.iter().any(|bare| done.stdout().contains(bare)), "{format}: {}", done.stdout());
    }
    done = done.again().run(["board", "b"]);
    assert!(format!("{}{}", done.stdout(), done.stderr()).contains("「b/jimusho.yaml」の4行目"), "{}", done.stdout());
    let whole = done.path("b/p.yaml");
    let whole = whole.to_str().unwrap();
    let found = format!("{}:4:", whole.replace("p.yaml", "jimusho.yaml"));
    done.again().run(["check", whole, "--format", "short"]).ends_with(1).prints(&found);
}

#[test]
fn a_second_plan_is_no_option() {
    let done = Case::empty().run(["render", "a.yaml", "b.yaml"]).ends_with(2);
    done.says("「b.yaml」は余分です。このコマンドに渡せる計画書は一つだけです");
}

/// Who asks for a file and gets none without a word takes the work for done.
#[test]
fn an_option_that_would_do_nothing_is_refused() {
    let plan = "sanuki-haru.yaml";
    for (command, missing) in [
        (&["diff", plan, plan, "-o", "x.pdf"][..], "--format pdf"),
        (&["diff", plan, plan, "--format", "json", "-o", "new/"], "--format pdf"),
        (&["diff", plan, plan, "--force"], "--format pdf"),
        (&["diff", "--text", plan, "--format", "json"], "--text"),
        (&["render", plan, "--deny", "info"], "--strict"),
        (&["packet", plan, "--for", "控", "--deny", "warning"], "--strict"),
        (&["batch", plan, "--month", "2025-06", "-o", "out", "--deny", "info"], "--strict"),
        (&["board", plan, "--excel"], "--format csv"),
        (&["board", plan, "--force"], "--pdf"),
        (&["board", plan, "--pdf", "-"], "ファイルの名前を指定"),
        (&["benefit", plan, "--month", "2025-06", "--format", "json", "--excel"], "--format csv"),
        (&["schema", "--force"], "--output"),
    ] {
        let done = Case::sample("sanuki-haru").run_all(command).ends_with(2).says(missing);
        assert!(done.stdout().is_empty(), "{command:?}");
        done.leaves([plan]);
    }
}

#[test]
fn names_that_are_nearly_those_of_plans_are_told() {
    let plan = "利用者: {氏名: 架空 太郎}\n";
    let folder = ["x/a.YAML", "x/b.Yml", "x/c.yaml.txt", "x/d.yaml~"];
    let case = folder.into_iter().fold(Case::empty(), |case, name| case.file(name, plan));
    let done = case.run(["check", "x"]).prints("2 件の計画書");
    assert_eq!(done.stderr().lines().count(), 1, "{}", done.stderr());
    done.says("c.yaml.txt」は、名前が .yaml で終わっていないので読みませんでした");
}

/// A name from a table of another program: printed in every way with a single blank, and still the name of its provider.
#[test]
fn tabs_and_blanks_in_the_name_of_a_provider() {
    let plan = "利用者: {氏名: 架空 太郎}\n給付率: 90\n認定: {状況: 認定済, 要介護状態区分: 要介護2, 有効期間: 2025-01-01 ～ 2026-12-31}\nサービス事業所:\n  \"架空福祉用具 \\t高松店\": {事業所番号: '3799900012', 地域区分: 7級地}\n第6表:\n  - 年月: 2025-06\n    サービス:\n      - {サービス内容: 通所介護Ⅰ５２, サービスコード: '152442', 事業所: \"架空福祉用具 \\t高松店\", 単位数: 777, 予定: [3]}\n";
    for args in
        [&["render", "p.yaml"][..], &["render", "p.yaml", "--accessible"], &["render", "p.yaml", "--format", "svg"]]
    {
        Case::empty().file("p.yaml", plan).run_all(args).succeeds().says("一つの空白として印字します");
    }
    let part = ["render", "p.yaml", "--table", "提供票", "--provider", "高松"];
    Case::empty().file("p.yaml", plan).run_all(&part).succeeds();
}

#[test]
fn a_character_that_cannot_be_printed_is_told_by_check_at_its_own_line() {
    use super::dsl::Case;
    let sample = std::fs::read_to_string(super::dsl::sample_path("sanuki-haru")).expect("the sample");
    let line_of = |text: &str, key: &str| text.lines().position(|line| line.contains(key)).expect(key) + 1;
    for (from, to) in [
        ("    開催場所: ", "    開催場所: \"\\U0001F600\" #"),
        ("記載者: 栗林", "記載者: 栗丆林"),
        ("  所在地: 香川県", "  所在地: 香丆川県"),
        ("  架空福祉用具 高松店: {", "  架空福祉⽤具 高松店: {"),
    ] {
        assert!(sample.contains(from), "{from}");
        let text = sample.replacen(from, to, 1);
        let place = format!("plan.yaml:{}:", line_of(&text, to));
        for command in ["check", "render"] {
            let done = Case::empty().file("plan.yaml", &text).run([command, "plan.yaml"]).ends_with(1);
            let all = done.stdout() + &done.stderr();
            assert!(all.contains("YML015") && all.contains(&place), "{command} {to}: {place}\n{all}");
        }
    }
}
