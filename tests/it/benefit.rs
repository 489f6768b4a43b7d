//! 「給付管理票」 on paper, of one plan and of everybody.

use super::batch::{batch, manifest, office, outputs};
use super::dsl::{Case, Done, outside, sample_path};
use serde_json::Value;

fn text(path: &std::path::Path) -> Option<String> {
    let output = outside("pdftotext", &["-layout", path.to_str().unwrap(), "-"])?;
    Some(String::from_utf8(output.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect())
}

/// Its sheet stands upright among others that lie: the line with the page's number is at the foot of each.
#[test]
fn in_a_packet_it_is_numbered_at_its_own_foot() {
    use careplan::forms::measures::Measures;
    use careplan::forms::packet_cover::number_pages;
    use careplan::forms::{Context, FORMS};
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let (case, _) = careplan::case::read::from_text("plan.yaml", &text);
    let options = careplan::profile::PROFILES[0].form_options(&case.file);
    let measures = Measures::embedded();
    let context = Context::new(&case.file, &options, measures);
    let forms = FORMS.iter().filter(|form| ["第1表", "給付管理票"].contains(&form.name));
    let mut sheets: Vec<_> = forms.flat_map(|form| (form.sheets)(&context).unwrap()).collect();
    number_pages(&mut sheets, &careplan::source::Field::default(), measures).unwrap();
    let mut heights: Vec<(f64, f64)> = Vec::new();
    for line in crate::layout::typeset(&sheets).dump().lines().filter(|line| line.ends_with("/2")) {
        let place: Vec<f64> =
            line.split_whitespace().skip(1).take(2).map(|tenths| tenths.parse::<f64>().unwrap() / 10.0).collect();
        heights.push((place[0], place[1]));
    }
    let [(_, lying), (across, upright)] = heights[..] else { panic!("{heights:?}") };
    assert!((195.0..210.0).contains(&lying), "{heights:?}");
    assert!((280.0..297.0).contains(&upright) && (90.0..120.0).contains(&across), "{heights:?}");
}

#[test]
fn the_sheet_says_what_the_annex_holds_inside_the_limit() {
    let case = Case::sample("sanuki-haru");
    let done = case.run(["render", "sanuki-haru.yaml", "--table", "給付管理票", "-o", "k.pdf"]).succeeds();
    let Some(text) = text(&done.path("k.pdf")) else { return };
    for words in [
        "給付管理票（令和7年6月分）",
        "様式第十一",
        "0001234567",
        "讃岐ハル",
        "19,705単位／月",
        "3799900011",
        "通所介護",
        "福祉用具貸与",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Outside the limit and never on it.
    assert!(!text.contains("居宅療養") && !text.contains("処遇改善"), "{text}");
    let size = outside("pdfinfo", &[done.path("k.pdf").to_str().unwrap()]).unwrap();
    assert!(String::from_utf8_lossy(&size.stdout).contains("595.276 x 841.89"), "A4 upright");
}

#[test]
fn everybodys_are_made_by_a_batch_from_plan_or_from_what_happened() {
    let done = batch(office(2), &["--copies", "利用票,給付管理票"]).succeeds();
    assert_eq!(outputs(&done.path("out")).len(), 2);
    let actual = batch(done.again(), &["--copies", "給付管理票", "--actual"]);
    let (rows, _) = manifest(&actual.path("out/manifest.jsonl"));
    // Nothing is entered in the sample: there is nothing to report, and nobody prints a sheet of zeros.
    // (What the first batch made is remembered behind them.)
    assert!(rows[..2].iter().all(|row| row["status"] == "refused"), "{rows:?}");
    actual.ends_with(1);
}

/// The example with all of June's 実績 as planned but one visit, a plan without June and one that cannot be read.
fn three() -> Case {
    let case = Case::sample("sanuki-haru");
    let case =
        case.run(["month", "sanuki-haru.yaml", "--month", "2025-06", "--actual", "--write", "--no-backup"]).succeeds();
    let entered = String::from_utf8(case.bytes("sanuki-haru.yaml")).unwrap();
    let at = entered.find("実績: [").unwrap() + "実績: [".len();
    let (first, rest) = entered[at..].split_once(", ").unwrap();
    assert!(first.chars().all(|c| c.is_ascii_digit()), "{first}");
    let missed = format!("{}{rest}", &entered[..at]);
    let other = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap().replace("0001234567", "0001234568");
    let without = other.split("第6表:").next().unwrap().to_owned();
    let broken = other.replace("0001234568", "0001234569").replace("給付率: 90", "給付率: きゅう");
    Case::empty().file("c/a.yaml", missed).file("c/b.yaml", without).file("c/c.yaml", broken)
}

fn list(args: &[&str]) -> (Done, Vec<Value>) {
    let all = [&["benefit", "c", "--month", "2025-06", "--format", "json"], args].concat();
    let done = three().run_all(&all);
    let rows = serde_json::from_str(&done.stdout()).unwrap();
    (done, rows)
}

#[test]
fn the_list_of_the_month_sets_what_was_planned_beside_what_was_entered() {
    let (done, rows) = list(&[]);
    // A list with holes is not taken for a whole one.
    let done = done.ends_with(1);
    assert_eq!(rows.len(), 3, "{rows:?}");
    let [whole, without, broken] = &rows[..] else { panic!("{rows:?}") };
    let total = |of: &str| whole[of]["total"].as_i64().unwrap();
    assert_eq!(whole["limit"], 19_705);
    for of in ["planned", "actual"] {
        let lines = whole[of]["lines"].as_array().unwrap();
        assert_eq!(lines.iter().map(|line| line["units"].as_i64().unwrap()).sum::<i64>(), total(of));
        assert!(lines.iter().all(|line| line["kind"] != "31"), "居宅療養管理指導 is outside the limit");
    }
    assert!(total("actual") < total("planned"));
    assert_eq!(whole["difference"].as_i64().unwrap(), total("actual") - total("planned"));
    // The same sums as the annex of the plan prints.
    let args = ["annex", "c/a.yaml", "--month", "2025-06", "--actual", "--format", "json"];
    let annex = done.again().run(args).succeeds();
    assert!(annex.stdout().contains(&total("actual").to_string()), "{}", annex.stdout());
    assert_eq!(without["note"], "この月の利用票がありません");
    assert!(broken["note"].as_str().unwrap().starts_with("読めません："), "{broken}");
    assert!(broken["planned"].is_null() && broken["actual"].is_null());
}

#[test]
fn the_list_is_a_table_for_people_and_spreadsheets_and_hides_names() {
    for format in ["human", "csv", "json"] {
        let done = three().run(["benefit", "c", "--month", "R7.6", "--no-names", "--format", format]).ends_with(1);
        assert!(!done.stdout().contains("讃岐") && !done.stdout().contains("ハル"), "{}", done.stdout());
        assert!(done.stdout().contains("0001234567"), "{}", done.stdout());
    }
    let done = three().run(["benefit", "c", "--month", "2025-06"]).ends_with(1);
    let done = done.prints("合計 3 人").prints("15 通所介護：予定 ").prints("この月の利用票がありません");
    done.again().run(["benefit", "none", "--month", "2025-06"]).ends_with(2);
    let csv = three().run(["benefit", "c", "--month", "2025-06", "--format", "csv"]).ends_with(1).stdout();
    assert!(csv.starts_with('\u{FEFF}') && csv.matches("\r\n").count() == 4, "{csv}");
}

#[cfg(unix)]
#[test]
fn names_are_hidden_where_a_plan_cannot_be_read_or_reckoned() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let number = if sample.contains("\"0001234567\"") { "\"0001234567\"" } else { "'0001234567'" };
    let wrong = sample.replacen(number, "讃岐ハル", 1);
    assert_ne!(wrong, sample);
    // A row whose provider is nobody's: the refusal quotes it.
    let at = sample.find("第6表:").unwrap();
    let row = sample[at..].replacen("事業所: ヘルパーステーションうみかぜ", "事業所: 讃岐ハル", 1);
    assert_ne!(row, sample[at..]);
    let refused = format!("{}{row}", &sample[..at]).replacen("0001234567", "0001234568", 1);
    for format in ["human", "csv", "json"] {
        let case = Case::empty().file("讃岐/a.yaml", &wrong).file("讃岐/b.yaml", &refused).file("讃岐/c.yaml~", "");
        assert!(std::process::Command::new("mkfifo").arg(case.path("讃岐/ハル.yaml")).status().unwrap().success());
        // A file that cannot be read is no content that forbids a sheet: the code is that of check.
        let done = case.run_all(&["benefit", "讃岐", "--month", "R7.6", "--no-names", "--format", format]).ends_with(2);
        let said = done.stdout() + &done.stderr();
        assert!(!said.contains("讃岐") && !said.contains("ハル"), "{format}: {said}");
        assert!(said.contains("番号なし-") && said.contains("予定を計算できません："), "{format}: {said}");
        assert!(said.contains("読めません：普通のファイルではありません"), "{format}: {said}");
    }
}

#[test]
fn a_mistake_in_the_offices_file_is_told_there() {
    let args = ["benefit", "c", "--month", "2025-06"];
    let office = || super::board::with_a_mistake_of_the_office("c");
    office().run(args).ends_with(1).prints("jimusho.yaml」の2行目 YML006");
    office().run_all(&[&args[..], &["--no-names"]].concat()).ends_with(1).prints("事業所のファイルの2行目 YML006");
}

/// The office's own file with a broken line is nobody's plan: it is told where the plans name it.
#[test]
fn an_offices_file_that_cannot_be_read_is_no_client() {
    let case = super::board::with_a_mistake_of_the_office("c");
    let office = std::fs::read_to_string(case.path("c/jimusho.yaml")).unwrap();
    let case = case.file("c/jimusho.yaml", office + "  いらない: [1\n");
    let done = case.run(["benefit", "c", "--month", "2025-06"]).ends_with(1).prints("合計 1 人");
    let done = done.prints("jimusho.yaml」の").again();
    let done = done.run(["board", "c", "--as-of", "2025-06-20", "--format", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&done.stdout()).unwrap().as_array().unwrap().len(),
        1,
        "{}",
        done.stdout()
    );
    let done = done.again().run(["batch", "c", "--month", "2025-06", "-o", "out"]);
    assert_eq!(manifest(&done.path("out/manifest.jsonl")).0.len(), 1);
    // Without a plan that names it, nobody else would tell it.
    std::fs::remove_file(done.path("c/p.yaml")).unwrap();
    let done = done.again().run(["check", "c"]).ends_with(1);
    assert!(done.stdout().contains("jimusho.yaml") && !done.stdout().contains("1人"), "{}", done.stdout());
}

#[test]
fn of_a_renewed_plan_and_the_one_before_it_one_has_the_month() {
    let case = Case::empty().file("c/a.yaml", std::fs::read(sample_path("sanuki-haru")).unwrap());
    let case = case.run(["renew", "c/a.yaml", "--from", "R8.5.1", "--valid", "36か月"]).succeeds().again();
    let done = case.run(["benefit", "c", "--month", "2025-06", "--format", "json"]).succeeds();
    let rows: Vec<Value> = serde_json::from_str(&done.stdout()).unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["limit"], 19_705);
    done.says(
        "「c/a-2026-05-01.yaml」は次の計画（令和8年5月1日から）なので、令和7年6月分は前の計画「c/a.yaml」で作ります",
    );
}

#[test]
fn a_plan_that_was_copied_is_told_and_not_one_more_person() {
    let done = Case::empty().run(["bench-data", "2", "k"]).succeeds();
    std::fs::copy(done.path("k/0001.yaml"), done.path("k/0001 - コピー.yaml")).unwrap();
    let done = done.again().run(["benefit", "k", "--month", "2025-07"]).ends_with(1);
    assert!(done.stdout().contains("合計 2 人"), "{}", done.stdout());
    for words in ["「k/0001.yaml」と被保険者番号が同じです", "合計は正しくありません"] {
        assert!(done.stdout().contains(words), "{words}: {}", done.stdout());
    }
    let done = done.again().run(["benefit", "k", "--month", "2025-07", "--no-names", "--format", "json"]).ends_with(1);
    assert!(
        done.stdout().contains("ほかの計画書と被保険者番号が同じです") && !done.stdout().contains("コピー"),
        "{}",
        done.stdout()
    );
    let done = done.again().run(["board", "k", "--as-of", "2025-07-20"]).succeeds();
    assert!(done.stderr().contains("被保険者番号が同じです"), "{}", done.stderr());
}

/// Digits of another width are the same number: for `benefit` as for the batch.
#[test]
fn a_number_in_wide_digits_is_no_other_person() {
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let wide = text.replace("0001234567", "０００１２３４５６７");
    assert_ne!(wide, text);
    let case = Case::empty().file("k/a.yaml", text).file("k/b.yaml", wide);
    let done = case.run(["benefit", "k", "--month", "2025-06"]);
    for words in ["被保険者番号が同じです", "合計は正しくありません"] {
        assert!(done.stdout().contains(words), "{words}: {}", done.stdout());
    }
}

/// A client whose plans are not joined (「前の計画」 names the wrong file) is still one.
#[test]
fn a_plan_that_names_itself_is_told_and_its_client_counts_once() {
    let text = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let older = text.replace("年月: 令和7年6月", "年月: 令和7年5月");
    assert_ne!(older, text);
    for (named, rule) in [("b.yaml", "CP154"), ("./b.yaml", "CP154"), ("none.yaml", "CP150")] {
        let newer = format!("前の計画: {named}\n{text}");
        let case = Case::empty().file("k/a.yaml", older.clone()).file("k/b.yaml", newer);
        let done = case.run(["benefit", "k", "--month", "2025-06"]).prints("合計 1 人");
        done.again().run(["check", "k/b.yaml"]).prints(rule);
    }
}
