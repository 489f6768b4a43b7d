//! 「給付管理票」 on paper, of one plan and of everybody.

use super::batch::{batch, manifest, office, outputs};
use super::dsl::{Case, outside};

fn text(path: &std::path::Path) -> Option<String> {
    let output = outside("pdftotext", &["-layout", path.to_str().unwrap(), "-"])?;
    Some(String::from_utf8(output.stdout).unwrap().chars().filter(|c| !c.is_whitespace()).collect())
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
    assert!(rows.iter().all(|row| row["status"] == "refused"), "{rows:?}");
    actual.ends_with(1);
}
