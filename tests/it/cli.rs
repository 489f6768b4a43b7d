//! The program as a user meets it: what it prints, says, leaves behind, and how it ends.

use super::dsl::{Case, sample_path};

#[test]
fn render_writes_a_pdf_named_after_the_plan_and_prints_its_path() {
    let done = Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml"]).succeeds().prints("sanuki-haru.pdf");
    let done = done.leaves(["sanuki-haru.pdf", "sanuki-haru.yaml"]);
    assert!(done.bytes("sanuki-haru.pdf").starts_with(b"%PDF-1.7"));
}

#[test]
fn render_puts_the_file_where_it_is_told() {
    let case = Case::sample("ayagawa-masao");
    let case = case.run(["render", "ayagawa-masao.yaml", "-o", "out/"]).succeeds().prints("ayagawa-masao.pdf").again();
    let case = case.run(["render", "ayagawa-masao.yaml", "-o", "out/x.pdf"]).succeeds().again();
    let done = case.run(["render", "ayagawa-masao.yaml", "-o", "-"]).succeeds();
    assert!(done.stdout_bytes().starts_with(b"%PDF-"));
    let done = done.leaves(["ayagawa-masao.yaml", "out/ayagawa-masao.pdf", "out/x.pdf"]);
    assert_eq!(done.bytes("out/x.pdf"), done.stdout_bytes());
}

#[test]
fn pictures_are_one_file_a_page() {
    let case = Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml", "--table", "1,3", "--format", "svg"]);
    let case = case.succeeds().leaves(["sanuki-haru-01.svg", "sanuki-haru-02.svg", "sanuki-haru.yaml"]).again();
    let done = case.run(["render", "sanuki-haru.yaml", "--table", "第1表", "--format", "png", "-o", "p/"]).succeeds();
    assert!(done.bytes("p/sanuki-haru-01.png").starts_with(b"\x89PNG"));
}

#[test]
fn blank_sheets_need_no_plan() {
    let done = Case::empty().run(["render", "--blank"]).succeeds().leaves(["blank.pdf"]);
    assert!(done.bytes("blank.pdf").len() > 10_000);
    // A plan beside it would be left out without a word; so would a rule beside --coverage.
    let done = Case::sample("sanuki-haru").run(["render", "--blank", "sanuki-haru.yaml"]).ends_with(2);
    done.leaves(["sanuki-haru.yaml"]);
    Case::empty().run(["rules", "CP214", "--coverage", "香川県令和4年"]).ends_with(2);
}

#[test]
fn an_existing_file_is_replaced_whole_and_nothing_else_is_left() {
    let case =
        Case::sample("ayagawa-masao").file("ayagawa-masao.pdf", [&b"%PDF-1.7\n"[..], &vec![b'x'; 5_000_000]].concat());
    let done =
        case.run(["render", "ayagawa-masao.yaml"]).succeeds().leaves(["ayagawa-masao.pdf", "ayagawa-masao.yaml"]);
    let bytes = done.bytes("ayagawa-masao.pdf");
    assert!(bytes.starts_with(b"%PDF") && bytes.len() < 2_000_000 && !bytes.ends_with(b"x"));
}

#[test]
fn a_mistake_stops_the_print_and_touches_no_file() {
    let case = Case::empty()
        .patched("sanuki-haru", "フリガナ: サヌキ ハル", "ふりがな: サヌキ ハル")
        .file("sanuki-haru.pdf", "old");
    let done = case
        .run(["render", "sanuki-haru.yaml"])
        .ends_with(1)
        .says("YML003")
        .says("sanuki-haru.yaml:6:3")
        .says("フリガナ");
    assert_eq!(done.bytes("sanuki-haru.pdf"), b"old");
    done.leaves(["sanuki-haru.pdf", "sanuki-haru.yaml"]);
}

#[test]
fn a_missing_field_prints_a_draft() {
    Case::empty()
        .patched("sanuki-haru", "  住所: 香川県高松市架空町一丁目2番3号 コーポ青空102号\n", "")
        .run(["render", "sanuki-haru.yaml"])
        .succeeds();
}

#[test]
fn a_character_no_font_has_is_named_with_its_place() {
    let case = Case::empty().patched("sanuki-haru", "氏名: 讃岐 ハル", "氏名: 讃岐 🦜");
    let done = case.run(["render", "sanuki-haru.yaml"]).ends_with(1).says("U+1F99C").says("sanuki-haru.yaml:5:");
    done.leaves(["sanuki-haru.yaml"]);
}

#[test]
fn levels_that_these_sheets_do_not_cover_are_told_plainly() {
    let case = Case::empty().patched("sanuki-haru", "要介護状態区分: 要介護2", "要介護状態区分: 要支援1");
    case.run(["render", "sanuki-haru.yaml"]).ends_with(1).says("対象ではありません").leaves(["sanuki-haru.yaml"]);
}

#[test]
fn an_unknown_profile_in_the_plan_is_a_mistake_at_its_line() {
    let case = Case::empty().patched("sanuki-haru", "様式: 香川県令和7年", "様式: 香川県令和9年");
    case.run(["render", "sanuki-haru.yaml"]).ends_with(1).says("sanuki-haru.yaml:3:5").says("国令和3年");
}

#[test]
fn the_option_wins_over_the_plans_profile() {
    let case = Case::empty().patched("sanuki-haru", "様式: 香川県令和7年", "様式: 香川県令和9年");
    case.run(["render", "sanuki-haru.yaml", "--profile", "国令和7年"]).succeeds();
}

#[test]
fn a_month_that_the_plan_lacks_is_told_instead_of_printed_empty() {
    let done = Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml", "--month", "2025-09"]).ends_with(1);
    let command = "careplan month sanuki-haru.yaml --month 2025-09 --write";
    let done = done.says("令和7年9月").says(command).leaves(["sanuki-haru.yaml"]);
    done.again().run(["render", "sanuki-haru.yaml", "--month", "2025-09", "--table", "1"]).succeeds();
}

/// Nobody is sent to a command that would refuse.
#[test]
fn a_month_that_would_not_be_made_is_told_with_the_reason() {
    let words: [&[&str]; 3] = [
        &["render", "sanuki-haru.yaml", "--month", "2026-06"],
        &["annex", "sanuki-haru.yaml", "--month", "2026-06"],
        &["packet", "sanuki-haru.yaml", "--for", "利用者", "--month", "2026-06"],
    ];
    for words in words {
        let done = Case::sample("sanuki-haru").run_all(words).ends_with(1).says("令和8年6月").says("認定の有効期間");
        assert!(!done.stderr().contains("careplan month"), "{}", done.stderr());
    }
    // Nor to one that nobody may need.
    let ended = "第5表:\n  - {年月日: 令和7年7月10日, 項目: 終了, 内容: 死亡により支援を終了}\n";
    let case = Case::empty().patched("sanuki-haru", "第5表:\n", ended);
    let done = case.run(["annex", "sanuki-haru.yaml", "--month", "2025-09"]).ends_with(1).says("支援の終了");
    assert!(!done.stderr().contains("careplan month"), "{}", done.stderr());
}

#[test]
fn what_cannot_be_done_ends_with_two() {
    Case::empty().run(["render", "nope.yaml"]).ends_with(2).says("「nope.yaml」を読めません");
    Case::empty().run(["render"]).ends_with(2);
    Case::empty().run(["rendr"]).ends_with(2).says("「render」ではありませんか");
    Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml", "--table", "9"]).ends_with(2).says("第1表");
    Case::sample("sanuki-haru")
        .run(["render", "sanuki-haru.yaml", "-o", "no/such/x.pdf"])
        .ends_with(2)
        .says("書けません");
    Case::sample("sanuki-haru")
        .run(["render", "sanuki-haru.yaml", "--profile", "東京"])
        .ends_with(2)
        .says("香川県令和7年");
}

#[test]
fn a_broken_template_of_the_users_own_is_their_fault() {
    let case = Case::sample("sanuki-haru").file("my/forms/care-plan-1.typ", "#let oops(");
    case.run(["render", "sanuki-haru.yaml", "--templates", "my"])
        .ends_with(2)
        .says("care-plan-1.typ")
        .leaves(["my/forms/care-plan-1.typ", "sanuki-haru.yaml"]);
}

#[test]
fn standard_input_is_a_plan_too() {
    let text = std::fs::read(sample_path("sanuki-haru")).unwrap();
    Case::empty()
        .stdin(text)
        .run(["render", "-", "--table", "1"])
        .succeeds()
        .prints("careplan.pdf")
        .leaves(["careplan.pdf"]);
}

#[test]
fn an_office_may_be_written_down_once() {
    let office = "居宅介護支援事業所:\n  名称: 架空会 居宅介護支援事業所ひかり\n  所在地: 高松市\n";
    let plan = "利用者: {氏名: 甲 乙}\n居宅介護支援事業所: jimusho.yaml\n第1表: {作成年月日: R7.5.27}\n";
    let case = Case::empty().file("jimusho.yaml", office).file("a.yaml", plan);
    case.run(["render", "a.yaml", "-o", "a.pdf"]).succeeds();
    let missing = Case::empty()
        .file("a.yaml", plan)
        .run(["render", "a.yaml"])
        .ends_with(1)
        .says("a.yaml:2:12")
        .says("jimusho.yaml");
    missing.leaves(["a.yaml"]);
    let outside = plan.replace("jimusho.yaml", "../../etc/passwd");
    Case::empty().file("a.yaml", outside).run(["render", "a.yaml"]).ends_with(1).says("同じフォルダー");
}

#[test]
fn quiet_silences_what_is_only_told() {
    let long = "長い文。".repeat(400);
    let plan = format!("第1表: {{援助の方針: {long}}}\n");
    let told = Case::empty().file("a.yaml", &plan).run(["render", "a.yaml"]).succeeds().says("a.yaml:1:");
    assert!(told.stderr().contains("縮めて") || told.stderr().contains("続けて"));
    Case::empty().file("a.yaml", &plan).run(["render", "a.yaml", "--quiet"]).succeeds().stays_silent();
}

#[test]
fn a_new_plan_is_a_draft_that_prints() {
    let case = Case::empty().run(["new", "plan.yaml"]).succeeds().leaves(["careplan.schema.json", "plan.yaml"]).again();
    let case = case.run(["render", "plan.yaml"]).succeeds().again();
    // Nearly all that is found is that nothing is written yet: the sum says so.
    let told = case.run(["check", "plan.yaml", "--no-source"]);
    let sum = told.stdout().lines().last().unwrap_or_default().to_owned();
    assert!(sum.contains("（うち、まだ空の欄について 2"), "{sum}");
    let case = told.again();
    let case = case.run(["new", "plan.yaml"]).ends_with(2).says("既にあります").again();
    case.run(["new", "--office", "office.yaml"]).succeeds().prints("careplan.office.schema.json");
}

#[test]
fn help_is_japanese_and_every_command_has_an_example() {
    let help = Case::empty().run(["--help"]).succeeds().prints("使い方").prints("終了コード").stdout();
    for (status, said) in careplan::cli::Status::ALL {
        assert!(help.contains(&format!("  {}  {said}\n", status.code())), "{said}: {help}");
    }
    for command in ["render", "new", "schema", "completions", "man"] {
        assert!(help.contains(command));
        let help = Case::empty().run([command, "--help"]).succeeds().prints("例：").stdout();
        for english in ["Usage", "Options", "Arguments", "Print help", "possible values", "default:"] {
            assert!(!help.contains(english), "{command}: {english}\n{help}");
        }
    }
}

#[test]
fn completions_and_the_man_page_are_written() {
    Case::empty().run(["completions", "bash"]).succeeds().prints("careplan");
    Case::empty().run(["man"]).succeeds().prints(".TH careplan");
}

/// One plan takes no more than it needs: what a feature of the allocator decides, and nobody may lose it on the way.
#[test]
fn a_plan_is_printed_in_little_memory() {
    // Where the system gives huge pages to everybody, it is not for a program to say.
    let huge = std::fs::read_to_string("/sys/kernel/mm/transparent_hugepage/enabled").unwrap_or_default();
    if !cfg!(target_os = "linux") || huge.contains("[always]") {
        eprintln!("SKIPPED: this system gives huge pages unasked; the memory of a process is unchecked");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // A shell between: what is told of a process that we start ourselves includes what we were when we started it.
    let done = std::process::Command::new("sh")
        .args(["-c", "\"$0\" render \"$1\" -o out.pdf; exit $?", env!("CARGO_BIN_EXE_careplan")])
        .arg(crate::dsl::sample_path("sanuki-haru"))
        .current_dir(folder.path())
        .env("MIMALLOC_SHOW_STATS", "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    let peak = told.split("peak rss: ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<f64>().ok());
    assert!(peak.is_some_and(|peak| peak < 90.0), "{peak:?} MiB\n{told}");
}
