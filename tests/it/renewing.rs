//! `careplan renew`: the next plan begins where this one ends, and this one stays as it is.

use super::dsl::{Case, sample_path};
use careplan::calendar::read;
use careplan::case::read::from_text;

const NAME: &str = "sanuki-haru.yaml";
const NEW: &str = "sanuki-haru-2026-05-01.yaml";

#[test]
fn the_next_plan_has_its_periods_moved_and_the_records_left_behind() {
    let before = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let args = ["renew", NAME, "--from", "R8.5.1", "--valid", "R8.5.1～R11.4.30", "--level", "要介護3"];
    let done = Case::sample("sanuki-haru").run(args).succeeds().prints(NEW).leaves([NEW, NAME]);
    assert_eq!(done.bytes(NAME), before.as_bytes(), "the plan before stays");
    let done = done.says("短期目標「薬の飲み忘れが週1回以下になる」の期間：令和7年5月27日 ～ 令和7年8月31日 → 令和8年5月1日 ～ 令和8年7月31日");
    let done = done
        .says("要介護状態区分：要介護2 → 要介護3")
        .says("同意、第4表、第5表、第6表は引き継いでいません")
        .says("審査会意見は空けました");
    let text = String::from_utf8(done.bytes(NEW)).unwrap();
    assert!(text.contains("# 例A：初回の計画"), "comments stay:\n{text}");
    let (case, _) = from_text("new.yaml", &text);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    let file = &case.file;
    let certification = file.certifications.newest().unwrap();
    let period = |text: &str| read::period(text).ok();
    assert_eq!(certification.valid_period.value(), period("R8.5.1～R11.4.30"));
    assert_eq!(certification.level.text(), "要介護3");
    let plan = file.plan_1.as_ref().unwrap();
    assert!(plan.planned_on.is_blank() && plan.issued_on.is_blank() && plan.consent.is_none());
    assert_eq!(plan.first_planned_on.text(), "令和7年5月27日");
    assert_eq!(plan.occasions.iter().map(careplan::source::Field::text).collect::<Vec<_>>(), ["継続"]);
    assert!(file.meetings.is_empty() && file.log.is_empty() && file.months.is_empty());
    assert_eq!(file.earlier.name.text(), NAME);
    for need in &*file.plan_2.as_ref().unwrap().needs {
        for long in &*need.goals {
            assert_eq!(long.period.value(), period("R8.5.1～R11.4.30"));
            assert_eq!(long.first_period.value(), period("R7.5.27～R8.4.30"));
            for short in &*long.goals {
                assert_eq!(short.period.value(), period("R8.5.1～R8.7.31"));
            }
        }
    }
    // A second time nothing is written over.
    let done = done.again().run(args).ends_with(2).says("上書きはしません");
    assert_eq!(done.bytes(NEW), text.as_bytes());
    // What it says of the renewed plan reads like a summary; the plan prints.
    let done = done.again().run(["diff", NAME, NEW]).ends_with(1).prints("要介護状態区分：要介護2 → 要介護3");
    done.again().run(["render", NEW]).succeeds();
}

#[test]
fn what_is_not_known_yet_is_left_empty_and_told() {
    let done = Case::sample("sanuki-haru").run([
        "renew",
        NAME,
        "--from",
        "2026-05-01",
        "-o",
        "next.yaml",
        "--keep",
        "4,第6表",
    ]);
    let done = done
        .succeeds()
        .says("--valid で書き入れられます")
        .says("被保険者証を確かめてください")
        .says("同意、第5表は引き継いでいません");
    let (case, _) = from_text("next.yaml", &String::from_utf8(done.bytes("next.yaml")).unwrap());
    assert!(case.file.certifications.newest().unwrap().valid_period.is_blank());
    assert!(
        case.file
            .plan_2
            .as_ref()
            .unwrap()
            .needs
            .iter()
            .all(|need| need.goals.iter().all(|goal| goal.period.is_blank()))
    );
    assert_eq!((case.file.meetings.len(), case.file.log.len(), case.file.months.len()), (1, 0, 1));
}

#[test]
fn months_make_a_period_as_certifications_do() {
    let done = Case::sample("sanuki-haru")
        .run(["renew", NAME, "--from", "R8.4.7", "--valid", "12か月", "-o", "next.yaml"])
        .succeeds();
    done.says("認定の有効期間：令和7年4月7日 ～ 令和8年4月30日 → 令和8年4月7日 ～ 令和9年4月30日");
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_written() {
    let refused = |args: &[&str], words: &str| {
        let all: Vec<&str> = ["renew", NAME].iter().chain(args).copied().collect();
        Case::sample("sanuki-haru").run_all(&all).ends_with(2).says(words).leaves([NAME]);
    };
    refused(&["--from", "R8.5.1", "--valid", "R8.6.1～R11.5.31"], "有効期間の中にありません");
    refused(&["--from", "R8.5.1", "--valid", "60か月"], "48か月");
    refused(&["--from", "R8.5.1", "--valid", "R8.5.1～"], "終わりの日");
    refused(&["--from", "R8.5.1", "--level", "要介護6"], "要介護6");
    refused(&["--from", "R8.5.1", "--keep", "第3表"], "引き継げません");
    refused(&["--from", "R8.5.1", "-o", "next.pdf"], ".yaml");
    refused(&["--from", "R8.5.1", "-o", NAME], "上書きはしません");
    let broken = Case::empty().patched("sanuki-haru", "給付率: 90", "給付率: きゅう");
    broken.run(["renew", NAME, "--from", "R8.5.1"]).ends_with(1).says("給付率").leaves([NAME]);
}

#[test]
fn a_plan_in_another_folder_is_no_predecessor_that_can_be_named() {
    let case = Case::sample("sanuki-haru").file("r8/x.txt", "");
    let done = case.run(["renew", NAME, "--from", "R8.5.1", "-o", "r8/next.yaml"]).succeeds().says("フォルダーの外");
    assert!(!String::from_utf8(done.bytes("r8/next.yaml")).unwrap().contains("前の計画"));
    // Below its folder it can.
    let case = Case::empty().file("r7/plan.yaml", std::fs::read(sample_path("sanuki-haru")).unwrap());
    let done = case.run(["renew", "r7/plan.yaml", "--from", "R8.5.1", "-o", "plan.yaml"]).succeeds();
    assert!(String::from_utf8(done.bytes("plan.yaml")).unwrap().contains("前の計画: r7/plan.yaml\n"));
    // The rules read it there; once it is away they say so, and it keeps nobody from printing.
    let done = done.again().run(["check", "plan.yaml"]);
    assert!(!done.stdout().contains("CP150") && !done.stderr().contains("CP150"));
    let case = done.again();
    std::fs::remove_file(case.path("r7/plan.yaml")).unwrap();
    let done = case.run(["check", "plan.yaml"]);
    assert!(format!("{}{}", done.stdout(), done.stderr()).contains("CP150"));
    done.again().run(["render", "plan.yaml", "--table", "1"]).succeeds();
}
