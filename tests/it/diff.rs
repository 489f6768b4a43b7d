//! `careplan diff` as a user meets it: what it says, how it ends, and what git remembers.

use super::dsl::{Case, sample_path};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const NAME: &str = "sanuki-haru.yaml";

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

/// A folder with the sample as it was, and as it became.
fn two() -> Case {
    let new = sample().replacen("要介護状態区分: 要介護2", "要介護状態区分: 要介護3", 1).replacen(
        "週2回（月・木）",
        "週3回（月・木・土）",
        1,
    );
    Case::sample("sanuki-haru").file("new.yaml", new)
}

#[test]
fn it_tells_what_changed_and_what_a_month_comes_to() {
    let done = two().run(["diff", NAME, "new.yaml"]).ends_with(1);
    let told = done.stdout();
    let wanted = "認定
  要介護状態区分：要介護2 → 要介護3
第2表
  ニーズ2 短期目標1 訪問介護（ヘルパーステーションうみかぜ） 頻度：週2回（月・木） → 週3回（月・木・土）（週1回増）
1か月の目安（計画書の最も新しい月の、予定から）
  要介護状態区分：要介護2 → 要介護3
  区分支給限度基準額：19,705単位 → 27,048単位
違い 2 件
";
    assert_eq!(told, wanted);
    done.again().run(["diff", NAME, NAME]).succeeds().prints("違いはありません");
}

#[test]
fn programs_get_json_with_places() {
    let done = two().run(["diff", NAME, "new.yaml", "--format", "json"]).ends_with(1);
    let told: Value = serde_json::from_str(&done.stdout()).unwrap();
    assert_eq!(told["same"], false);
    assert_eq!(told["changes"][1]["before"]["text"], "週2回（月・木）");
    assert_eq!(told["changes"][1]["place"][0]["key"], "第2表");
    let line = sample().lines().position(|line| line.contains("週2回（月・木）")).unwrap() + 1;
    assert_eq!(told["changes"][1]["before"]["line"], line);
    assert_eq!(told["months"]["after"]["limit"], 27_048);
    assert_eq!(told["months"]["before"]["client_share_yen"], 12_150);
}

/// A character of a font of one's own (外字) that the new plan no longer has is the old plan's.
#[test]
fn what_cannot_be_printed_is_told_in_the_plan_where_it_stands() {
    let row = "                - サービス内容: 献立を考え、できる調理を続ける\n                  サービス種別: 本人\n                  頻度: 毎日\n";
    assert!(sample().contains(row));
    let old = sample().replace("献立を考え", "献立を\u{E000}考え").replace("要介護2", "要介護3");
    let line = old.lines().position(|line| line.contains('\u{E000}')).unwrap() + 1;
    let case = Case::empty().file("old.yaml", old).file("new.yaml", sample().replace(row, ""));
    let place = format!("old.yaml:{line}:");
    let done = case.run(["diff", "old.yaml", "new.yaml", "--format", "pdf", "-o", "out.pdf"]).ends_with(2);
    let done = done.says(&place).says("前の計画書に印刷できない文字が 1 種類");
    let done = done.again().run(["render", "new.yaml", "--against", "old.yaml", "-o", "out.pdf"]).ends_with(1);
    done.says(&place).says("前の計画書に印刷できない文字が 1 種類").leaves(["new.yaml", "old.yaml"]);
}

#[test]
fn a_table_of_old_and_new_is_printed_and_no_plan_is_written_over() {
    let done = two().run(["diff", NAME, "new.yaml", "--format", "pdf", "-o", "out.pdf"]).ends_with(1).prints("out.pdf");
    assert!(done.bytes("out.pdf").starts_with(b"%PDF-"));
    let done = done.again().run(["diff", NAME, "new.yaml", "--format", "pdf"]).ends_with(2);
    let done = done.again().run(["diff", NAME, "new.yaml", "--format", "pdf", "-o", "new.yaml"]).ends_with(2);
    done.says("いま読んでいるファイルそのものです").leaves(["new.yaml", "out.pdf", NAME]);
}

#[test]
fn everything_gone_fills_pages_and_loses_no_character() {
    let long = "長い言葉です。".repeat(900);
    let case = Case::sample("sanuki-haru").file("new.yaml", format!("利用者: {{氏名: 讃岐 ハル, 住所: {long}}}\n"));
    // The audit stops a print that lost a character.
    case.run(["diff", NAME, "new.yaml", "--format", "pdf", "-o", "out.pdf"]).ends_with(1).prints("out.pdf");
}

#[test]
fn a_plan_that_cannot_be_read_is_not_compared() {
    let case =
        Case::sample("sanuki-haru").file("new.yaml", "利用者: {氏名: 讃岐 ハル\n第1表: [\n").file("empty.yaml", "");
    let done = case.run(["diff", NAME, "new.yaml"]).ends_with(2).says("new.yaml").says("比べませんでした");
    let done = done.again().run(["diff", NAME, "empty.yaml"]).ends_with(2).says("比べませんでした");
    // A text or list is no plan that lost everything.
    let done =
        done.again().file("text.yaml", "x").run(["diff", "text.yaml", NAME]).ends_with(2).says("比べませんでした");
    done.again().run(["diff", NAME, "none.yaml"]).ends_with(2).says("none.yaml");
}

/// What one plan has and its reading drops is no „no difference“.
#[test]
fn what_reading_would_drop_is_told_or_refused() {
    let doubled =
        sample().replacen("  要介護状態区分: 要介護2\n", "  要介護状態区分: 要介護2\n  要介護状態区分: 要介護5\n", 1);
    assert_ne!(doubled, sample());
    for words in
        [&["diff", NAME, "new.yaml"][..], &["diff", "new.yaml", NAME], &["diff", NAME, "new.yaml", "--format", "json"]]
    {
        let case = Case::sample("sanuki-haru").file("new.yaml", doubled.as_str());
        let done = case.run_all(words).ends_with(2).says("二度書かれています").says("比べませんでした");
        assert_eq!(done.stdout(), "");
    }
    // A map in the place of a list was not read either: its only item lost its dash.
    let undashed = sample().replacen("        - 目標: 自宅の浴室で", "          目標: 自宅の浴室で", 1);
    assert_ne!(undashed, sample());
    let case = Case::sample("sanuki-haru").file("new.yaml", undashed.as_str());
    let told = case.run(["diff", NAME, "new.yaml"]).ends_with(1).stdout();
    assert!(told.contains("長期目標"), "{told}");
    let case = Case::sample("sanuki-haru").file("new.yaml", doubled.as_str());
    let text = case.run(["diff", "--text", "new.yaml"]).succeeds().stdout();
    assert!(text.contains("要介護5"), "git sees both: {text}");
    let case = Case::sample("sanuki-haru").file("new.yaml", doubled.as_str());
    let told = case.run(["render", "new.yaml", "--against", NAME]).ends_with(1).stderr();
    assert!(!told.contains("違いはありません") && told.contains("二度"), "{told}");
    let days = "予定: [2, 9, 16, 23, 30]";
    for odd in [
        "予定: [2, 9, 16, 23, 30, あ]",
        "予定: [2, 9, 16, 23, 30, 31]",
        "予定: [2, 9, 16, 23, 30, 32]",
        "予定: [2, 2, 9, 16, 23, 30]",
        "予定: [2, 9, 16, 23, 30, []]",
        "予定: [0, 2, 9, 16, 23, 30]",
        "予定: {曜日: [月, 本]}",
        "予定: {曜日: 月, 謎: 1}",
        "予定: {2: 1, 9: 1, 16: 1, 23: 1, 30: 1, 31: 1}",
    ] {
        let new = sample().replacen(days, odd, 1);
        assert_ne!(new, sample());
        let told = Case::sample("sanuki-haru")
            .file("new.yaml", new.as_str())
            .run(["diff", NAME, "new.yaml"])
            .ends_with(1)
            .stdout();
        assert!(told.contains("予定：") && told.contains("違い 1 件"), "{odd}: {told}");
        Case::sample("sanuki-haru").file("new.yaml", new).run(["diff", "new.yaml", "new.yaml"]).succeeds();
    }
    // A blank in a list is no Sunday.
    let weekdays = |week: &str| sample().replacen("曜日: [月]", week, 1);
    let (one, other) = (weekdays("曜日: [月, 日]"), weekdays("曜日: [月, ]"));
    assert_ne!(one, sample());
    for blank in ["曜日: [月, \"\"]", "曜日: [月, ~]"] {
        let case = Case::empty().file("a.yaml", one.as_str()).file("b.yaml", weekdays(blank));
        case.run(["diff", "a.yaml", "b.yaml"]).ends_with(1);
    }
    Case::empty().file("a.yaml", sample()).file("b.yaml", other).run(["diff", "a.yaml", "b.yaml"]).succeeds();
    let same = sample().replacen(days, "予定: {曜日: [月]}", 1);
    Case::sample("sanuki-haru").file("new.yaml", same).run(["diff", NAME, "new.yaml"]).succeeds();
}

#[test]
fn a_care_manager_who_changed_in_the_offices_file_changed_in_the_plan() {
    let plan = |office: &str| {
        sample().replace(
        "居宅介護支援事業所:\n  名称: 社会福祉法人架空会 居宅介護支援事業所ひだまり\n  所在地: 香川県高松市架空町四丁目5番6号\n  電話: 087-000-0000\n  事業所番号: '3799900001'\n  介護支援専門員: 栗林 みどり\n",
        &format!("居宅介護支援事業所: {office}\n"),
    )
    };
    let office = |name: &str| format!("居宅介護支援事業所:\n  名称: ひだまり\n  介護支援専門員: {name}\n");
    let case = Case::empty().file("a.yaml", plan("a-office.yaml")).file("b.yaml", plan("b-office.yaml"));
    let case = case.file("a-office.yaml", office("栗林 みどり")).file("b-office.yaml", office("屋島 ミナ"));
    let done = case.run(["diff", "a.yaml", "b.yaml"]).ends_with(1);
    assert_eq!(done.stdout(), "居宅介護支援事業所\n  介護支援専門員：栗林 みどり → 屋島 ミナ\n違い 1 件\n");
}

fn git(folder: &Path, args: &[&str]) -> bool {
    let quiet = ["-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false"];
    let run = Command::new("git").current_dir(folder).args(quiet).args(args).output();
    run.is_ok_and(|output| output.status.success())
}

#[test]
fn git_remembers() {
    let case = Case::sample("sanuki-haru").file("office.yaml", "サービス事業所: {}\n");
    let folder = case.path("");
    if !git(&folder, &["init", "-q"]) {
        assert!(std::env::var_os("CAREPLAN_REQUIRE_TOOLS").is_none(), "git is needed");
        eprintln!("SKIPPED: git is not installed; what it would have checked is unchecked");
        return;
    }
    assert!(git(&folder, &["add", "."]) && git(&folder, &["commit", "-qm", "one"]));
    let case = case.patched("sanuki-haru", "給付率: 90", "給付率: 80");
    let done = case.run(["diff", "sanuki-haru.yaml@HEAD", NAME]).ends_with(1).prints("給付率").prints("90 → 80");
    let done = done.again().run(["diff", "sanuki-haru.yaml@HEAD~7", NAME]).ends_with(2).says("HEAD~7").says("git log");
    let done = done.again().run(["diff", "other.yaml@HEAD", NAME]).ends_with(2).says("まだありません");
    let done =
        done.again().run(["diff", "sanuki-haru.yaml@--output=x", NAME]).ends_with(2).says("版の名前ではありません");
    // A file of that very name is a file.
    let case = done.again().file("sanuki-haru.yaml@HEAD", std::fs::read(sample_path("sanuki-haru")).unwrap());
    case.run(["diff", "sanuki-haru.yaml@HEAD", NAME]).ends_with(1).prints("90 → 80");
}

#[test]
fn without_a_repository_it_says_so() {
    let case = Case::sample("sanuki-haru");
    if Command::new("git").arg("--version").output().is_err() {
        case.run(["diff", "sanuki-haru.yaml@HEAD", NAME]).ends_with(2).says("git が見つかりません");
        return;
    }
    case.run(["diff", "sanuki-haru.yaml@HEAD", NAME]).ends_with(2).says("git で管理されていません");
}

#[test]
fn textconv_gets_a_line_a_value_and_never_nothing() {
    let done = Case::sample("sanuki-haru").file("broken.yaml", "利用者: [\n").run(["diff", "--text", NAME]).succeeds();
    let done = done.prints("第2表 ニーズ2 長期目標1 短期目標1 援助1 頻度：週2回（月・木）");
    let done = done.again().run(["diff", "--text", "broken.yaml"]).succeeds();
    assert_eq!(done.stdout(), "利用者: [\n");
}

#[test]
fn a_renewed_plan_is_summed_up_as_its_care_manager_would() {
    let case = Case::sample("sanuki-haru");
    let case = case.run(["renew", NAME, "--from", "R8.5.1", "--valid", "36か月", "-o", "new.yaml"]).succeeds().again();
    let done = case.run(["diff", NAME, "new.yaml"]).ends_with(1);
    let done =
        done.prints("  長期目標4件の期間：令和7年5月27日 ～ 令和8年4月30日 → 令和8年5月1日 ～ 令和11年4月30日\n");
    let done = done.prints("  短期目標4件の期間：令和7年5月27日 ～ 令和7年8月31日 → 令和8年5月1日 ～ 令和8年7月31日\n");
    let done = done.prints("第5表\n  記録8件（令和7年5月9日～令和7年6月24日）は前の計画のものです\n");
    done.prints("1か月の目安（計画書の最も新しい月の、予定から）\n  月：令和7年6月 → （第6表なし）\n違い ");
}

/// Files of old Macs, and of whoever wants to write on somebody's terminal.
#[test]
fn no_sign_of_a_plan_moves_the_cursor() {
    let plan = "利用者:\n  氏名: 架空 一子\n第1表:\n  援助の方針: |-\n    一行目\n    二行目\n";
    let case = Case::empty()
        .file("lf.yaml", plan)
        .file("cr.yaml", plan.replace('\n', "\r").replace("二行目", "三行目"))
        .file("broken.yaml", "利用者: [\r第1表:\r\n  あ\n")
        .file(
            "odd.yaml",
            "利用者:\n  氏名: \"架空\\r\\e[2J 一子\"\n第1表:\n  援助の方針: \"一\\r\\n二\\r三\\e[31m\\x9b1m\"\n",
        );
    let mut done = case.run(["diff", "--text", "broken.yaml"]).succeeds();
    assert_eq!(done.stdout(), "利用者: [\n第1表:\n  あ\n");
    done = done.again().run(["diff", "--text", "odd.yaml"]).succeeds();
    for (line, words) in ["利用者 氏名：架空", "第1表 援助の方針：一", "第1表 援助の方針：二", "第1表 援助の方針：三"]
        .iter()
        .enumerate()
        .map(|(at, words)| (if at == 0 { 0 } else { at + 1 }, words))
    {
        assert!(done.stdout().lines().nth(line).unwrap().starts_with(words), "{}", done.stdout());
    }
    for command in [
        &["diff", "lf.yaml", "cr.yaml"][..],
        &["diff", "lf.yaml", "odd.yaml"],
        &["diff", "lf.yaml", "odd.yaml", "--format", "json"],
        &["diff", "--text", "cr.yaml"],
        &["diff", "--text", "odd.yaml"],
        &["check", "odd.yaml"],
        &["board", "."],
    ] {
        done = done.again().run_all(command);
        let said = done.stdout() + &done.stderr();
        let moves = |c: char| c.is_control() && c != '\n' && (c != '\u{9b}' || !command.contains(&"json"));
        assert!(!said.contains(moves), "{command:?}: {said:?}");
    }
    assert!(done.again().run(["diff", "lf.yaml", "cr.yaml"]).ends_with(1).stdout().contains("三行目"));
}
