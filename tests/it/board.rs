//! The board: nobody is missing, the most urgent stand first, names stay where they belong, nothing runs in a spreadsheet.

use super::dsl::{Case, Done, sample_path};
use serde_json::Value;

const DAY: &str = "2025-06-25";

/// Samples, one plan that is no YAML, one with an unreadable value and an office's file.
fn office() -> Case {
    let sample = |name: &str| std::fs::read_to_string(sample_path(name)).unwrap();
    let haru = sample("sanuki-haru");
    let bad = haru.replacen("計画作成日:", "計画作成日: 令和7年2月30日 #", 1).replacen("讃岐 ハル", "架空 ウメ", 1);
    Case::empty()
        .file("c/haru.yaml", &haru)
        .file("c/masao.yaml", sample("ayagawa-masao"))
        .file("c/架空ウメ.yaml", bad)
        .file("c/broken.yaml", "利用者: {氏名: 壊れ\n")
        .file("c/jimusho.yaml", "居宅介護支援事業所: {名称: 架空}\n")
}

fn board(case: Case, args: &[&str]) -> Done {
    let done = case.run_all(&[&["board", "c", "--as-of", DAY], args].concat());
    let said = done.stdout();
    let has_broken = ["読めません", "\"broken\"", "\"読めない\""].iter().any(|words| said.contains(words));
    if has_broken { done.ends_with(1) } else { done.ends_with(0) }
}

fn list(done: &Done) -> Vec<Value> {
    serde_json::from_str(&done.stdout()).unwrap()
}

#[test]
fn nobody_is_missing_and_who_cannot_be_read_stands_first() {
    let done = board(office(), &["--format", "json"]);
    let list = list(&done);
    assert_eq!(list.len(), 4, "{}", done.stdout());
    assert_eq!(list[0]["urgency"], "broken");
    assert_eq!(list[1]["urgency"], "broken");
    assert!(list.iter().all(|client| client["problem"].is_null() == (client["urgency"] != "broken")));
    let human = board(office(), &[]);
    assert_eq!(human.stdout().matches("読めません").count(), 2, "{}", human.stdout());
    assert!(human.stdout().contains("4 人"), "{}", human.stdout());
    assert!(human.stdout().contains("読めない計画書 2"), "{}", human.stdout());
}

#[test]
fn each_step_has_its_day_and_each_receiver_its_own_delivery() {
    let done = board(office(), &["--format", "json"]);
    let list = list(&done);
    let haru = list.iter().find(|client| client["name"] == "讃岐 ハル").unwrap();
    let step = |id: &str| {
        let steps = haru["steps"].as_array().unwrap();
        steps.iter().filter(|step| step["id"] == id).cloned().collect::<Vec<_>>()
    };
    assert_eq!(step("consent")[0]["date"], "2025-05-27");
    assert_eq!(step("consent")[0]["state"], "done");
    assert_eq!(step("given-to-provider").len(), 4, "{:?}", step("given-to-provider"));
    assert!(step("given-to-provider").iter().all(|step| step["state"] == "done"));
    assert_eq!(step("visit")[0]["state"], "done");
    assert_eq!(step("slip-made").iter().map(|step| &step["state"]).collect::<Vec<_>>(), ["done", "due"]);
}

#[test]
fn filters_keep_what_is_urgent_and_what_nobody_can_read() {
    let all = list(&board(office(), &["--format", "json"]));
    let late = list(&board(office(), &["--format", "json", "--late"]));
    assert!(late.len() < all.len() && late.iter().all(|one| one["urgency"] != "due" && one["urgency"] != "none"));
    let hers = list(&board(office(), &["--format", "json", "--care-manager", "だれでもない"]));
    assert_eq!(hers.len(), 2, "whose a plan is that cannot be read nobody knows");
}

#[test]
fn no_names_means_no_names_anywhere() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    for format in ["human", "json", "csv"] {
        let case = office().file("c/讃岐ハル.yaml", sample.replacen("0001234567", "0001234568", 1));
        let done = board(case, &["--no-names", "--format", format]);
        for name in ["讃岐", "ハル", "綾川", "ウメ", "栗林", "壊れ", ".yaml"] {
            assert!(!done.stdout().contains(name), "{format}: {name}\n{}", done.stdout());
        }
        assert!(done.stdout().contains("0001234567"), "{format}");
    }
}

#[test]
fn no_names_means_no_names_in_the_wrong_line_either() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let wrong = sample.replacen("\"0001234567\"", "讃岐ハル", 1).replacen("'0001234567'", "讃岐ハル", 1);
    let wrong = wrong.replacen("'379991'", "讃岐町", 1).replacen("\"379991\"", "讃岐町", 1);
    assert_eq!(wrong.matches("讃岐ハル").count() + wrong.matches("讃岐町").count(), 2, "{}", &wrong[..400]);
    for format in ["human", "json", "csv"] {
        let case = Case::empty().file("讃岐/a.yaml", &wrong).file("讃岐/ハル.yaml.txt", &sample);
        let done = case.run_all(&["board", "讃岐", "--as-of", "R7.7.1", "--no-names", "--format", format]);
        let said = done.stdout() + &done.stderr();
        assert!(!said.contains("讃岐") && !said.contains("ハル"), "{format}: {said}");
        assert!(format == "json" || said.contains("番号なし-"), "{format}: {said}");
        assert!(said.contains("読まなかったファイルが 1 あります"), "{format}: {said}");
    }
}

/// The sample whose providers stand in the office's file, where the mistake is.
pub(super) fn with_a_mistake_of_the_office(folder: &str) -> Case {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let start = sample.find("\nサービス事業所:\n").unwrap() + 1;
    let below = start + "サービス事業所:\n".len();
    let end = below
        + sample[below..].split_inclusive('\n').take_while(|line| line.starts_with(' ')).map(str::len).sum::<usize>();
    let office = sample[start..end].replacen("地域区分: 7級地", "地域区分: 9級地", 1);
    let plan = format!("{}サービス事業所: jimusho.yaml\n{}", &sample[..start], &sample[end..]);
    Case::empty().file(&format!("{folder}/p.yaml"), plan).file(&format!("{folder}/jimusho.yaml"), office)
}

#[test]
fn a_mistake_in_the_offices_file_is_told_there() {
    for format in ["human", "csv", "json"] {
        let said = board(with_a_mistake_of_the_office("c"), &["--format", format]).stdout();
        assert!(said.contains("jimusho.yaml」の2行目"), "{said}");
        let said = board(with_a_mistake_of_the_office("c"), &["--no-names", "--format", format]).stdout();
        assert!(said.contains("事業所のファイルの2行目") && !said.contains(".yaml"), "{said}");
    }
}

#[test]
fn a_table_opens_in_a_spreadsheet_and_runs_nothing() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let case = Case::empty().file("c/p.yaml", sample.replacen("讃岐 ハル", "\"=HYPERLINK(\\\"x\\\")\"", 1));
    let done = board(case, &["--format", "csv"]);
    let text = done.stdout();
    assert!(text.starts_with('\u{FEFF}') && text.contains("\r\n"), "{text}");
    assert!(text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{text}");
    let columns = |line: &str| line.matches("\",\"").count();
    let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(columns(lines[0]), columns(lines[1]));
}

#[test]
fn two_threads_and_one_say_the_same() {
    let one = board(office(), &["--jobs", "1"]).stdout();
    assert_eq!(one, board(office(), &["--jobs", "4"]).stdout());
}

/// Nothing has ended of a certification that nobody has written yet.
#[test]
fn a_plan_that_was_just_begun_is_late_and_not_over() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let begun = "利用者: {氏名: 架空 ナツ, 被保険者番号: '0001112223'}\n認定: {状況: 認定済}\n";
    let over =
        sample.replacen("有効期間: 令和7年4月7日 ～ 令和8年4月30日", "有効期間: 令和6年4月7日 ～ 令和7年4月30日", 1);
    assert_ne!(over, sample);
    let case = Case::empty().file("c/natsu.yaml", begun).file("c/haru.yaml", over);
    let done = board(case, &["--format", "json"]);
    let of = |file: &str| {
        let list = list(&done);
        list.iter().find(|one| one["file"].as_str().unwrap().ends_with(file)).unwrap()["urgency"].clone()
    };
    assert_eq!((of("haru.yaml"), of("natsu.yaml")), ("expired".into(), "late".into()));
}

/// A name with a sign that no font has stands as a number on paper: that is told, and the other names stand.
#[test]
fn what_stands_on_paper_for_a_name_is_told() {
    let sample = |name: &str| std::fs::read_to_string(sample_path(name)).unwrap();
    let case = Case::empty()
        .file("c/haru.yaml", sample("sanuki-haru").replacen("讃岐 ハル", "讃岐 ハルก", 1))
        .file("c/masao.yaml", sample("ayagawa-masao"));
    let told = "0001234567：氏名は、印刷できない文字があるか欄に入らないため、番号で出しました";
    let done = board(case, &["--pdf", "b.pdf"]).says(told);
    assert_eq!(done.stderr().matches("番号で出しました").count(), 1, "{}", done.stderr());
    let again = board(done.again(), &["--pdf", "b.pdf", "--no-names"]);
    assert!(!again.stderr().contains("番号で出しました"), "{}", again.stderr());
}
