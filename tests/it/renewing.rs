//! `careplan renew`: the next plan begins where this one ends, and this one stays as it is.

use super::dsl::{Case, Done, sample_path};
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

/// Of a key that stands twice one value is hidden: neither check nor month takes the plan before for what is left of it.
#[test]
fn a_plan_before_with_a_key_that_stands_twice_is_not_compared_in_silence() {
    let args = ["renew", NAME, "--from", "R8.5.1", "--valid", "R8.5.1～R11.4.30"];
    let case = Case::sample("sanuki-haru").run(args).succeeds().again();
    let whole = case.run(["check", NEW, "--format", "short"]);
    assert!(!whole.stdout().contains("CP150"));
    let before = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let name = before.lines().position(|line| line == "  氏名: 讃岐 ハル").unwrap();
    let doubled = before.replacen("  氏名: 讃岐 ハル\n", "  氏名: 讃岐 ハル\n  氏名: 讃岐 ハル\n", 1);
    let line = name + 2;
    let case = whole.again().file(NAME, doubled);
    let done = case.run(["check", NEW, "--format", "short"]);
    let told = done.stdout();
    assert!(told.contains("CP150") && told.contains(&format!("{line}行目")), "{told}");
    done.again().run(["month", NEW, "--month", "2026-05"]).says("その利用票からは写していません");
}

/// A plan without a record has no day: nobody is 26 years old in 1970, and nothing has days left from then on.
#[test]
fn a_plan_without_a_record_is_looked_at_on_no_day() {
    let args = ["renew", NAME, "--from", "R8.5.1", "--valid", "36か月"];
    let done = Case::sample("sanuki-haru").run(args).succeeds();
    let text = String::from_utf8(done.bytes(NEW)).unwrap();
    let told = done.again().run(["check", NEW, "--format", "short"]).stdout();
    assert!(!told.contains("昭和45年") && !told.contains("CP018"), "{told}");
    // A wrong era is still told, as of the day on which the certification begins.
    let wrong = text.replace("昭和18年3月12日", "平成18年3月12日");
    assert_ne!(wrong, text);
    let told = Case::empty().file(NAME, "").file(NEW, wrong).run(["check", NEW, "--format", "short"]).stdout();
    assert!(told.contains("CP018") && told.contains("令和8年5月1日に20歳です"), "{told}");
    // A plan that `new` began and of which nothing but the birth is written: of no day, no age.
    let done = Case::empty().run(["new", "n.yaml"]).succeeds();
    let text = String::from_utf8(done.bytes("n.yaml")).unwrap();
    let born = text.replacen("生年月日:", "生年月日: 昭和50年3月12日", 1);
    assert_ne!(born, text);
    let told = Case::empty().file("n.yaml", born).run(["check", "n.yaml", "--format", "short"]).stdout();
    assert!(!told.contains("CP018"), "{told}");
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
    // What lies in a folder with a dot is compared with, and is nobody's second plan for a run over the folder.
    let case = done.again();
    std::fs::rename(case.path("r7"), case.path(".r7")).unwrap();
    let text = std::fs::read_to_string(case.path("plan.yaml")).unwrap().replace("前の計画: r7/", "前の計画: .r7/");
    let case = case.file("plan.yaml", text);
    let done = case.run(["check", "."]).ends_with(1).prints("1 件の計画書");
    assert!(!done.stdout().contains("CP150"));
    let case = done.again();
    std::fs::rename(case.path(".r7"), case.path("r7")).unwrap();
    let text = std::fs::read_to_string(case.path("plan.yaml")).unwrap().replace("前の計画: .r7/", "前の計画: r7/");
    let done = case.file("plan.yaml", text).run(["render", "plan.yaml", "--table", "1"]);
    // The rules read it there; once it is away they say so, and it keeps nobody from printing.
    let done = done.again().run(["check", "plan.yaml"]);
    assert!(!done.stdout().contains("CP150") && !done.stderr().contains("CP150"));
    let case = done.again();
    std::fs::remove_file(case.path("r7/plan.yaml")).unwrap();
    let done = case.run(["check", "plan.yaml"]);
    assert!(format!("{}{}", done.stdout(), done.stderr()).contains("CP150"));
    done.again().run(["render", "plan.yaml", "--table", "1"]).succeeds();
}

#[test]
fn the_first_month_of_the_next_plan_comes_from_the_last_slip_and_the_new_tables() {
    let case = Case::sample("sanuki-haru");
    let case = case.run(["renew", NAME, "--from", "R8.5.1", "--valid", "36か月", "-o", "new.yaml"]).succeeds().again();
    let text = std::fs::read_to_string(case.path("new.yaml")).unwrap();
    let week = text.lines().find(|line| line.contains("{曜日: [火, 金], ")).unwrap();
    let changed = text.replace(week, &week.replace("[火, 金]", "[火, 水]")).replace("（火・金）", "（火・水）");
    let done = case.file("new.yaml", changed).run(["month", "new.yaml", "--month", "2026-05"]).succeeds();
    let done = done.says("前の計画「sanuki-haru.yaml」の令和7年6月の利用票から");
    let lines: Vec<String> =
        done.stdout().lines().filter(|line| line.contains("サービスコード: \"15")).map(str::to_owned).collect();
    assert!(lines[0].contains("12, 13, 19, 20, 26, 27"), "{lines:?}");
    // Codes and units are those of the slip, and a rental stays a rental.
    assert!(done.stdout().contains("サービスコード: \"111211\""), "{}", done.stdout());
    assert!(!done.stdout().contains("サービスコード: \"\""), "{}", done.stdout());
    // In the plan before, that month is no more.
    let done = done.again().run(["month", NAME, "--month", "2026-06", "--write"]).ends_with(2);
    done.says("「./new.yaml」に続く前の計画です");
}

#[test]
fn a_list_of_certifications_gets_one_more_and_the_last_one_ends_before_it() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let start = sample.find("認定:\n").unwrap();
    let end = start + sample[start..].find("\n第1表:").unwrap() + 1;
    let list = "認定:\n  - {状況: 認定済, 認定日: R6.4.7, 有効期間: R6.4.7～R7.4.6, 要介護状態区分: 要介護1}\n  - {状況: 認定済, 認定日: R7.4.7, 有効期間: R7.4.7～R8.4.30, 要介護状態区分: 要介護2}\n";
    let plan = format!("{}{list}{}", &sample[..start], &sample[end..]);
    let case = || Case::empty().file("p.yaml", &plan);
    // From the day after the last one, and from a day within it (区分変更).
    for (from, valid, last) in [("R8.5.1", "R8.5.1～R11.4.30", "R8.4.30"), ("R7.10.1", "R7.10.1～R9.9.30", "R7.9.30")]
    {
        let args = ["renew", "p.yaml", "--from", from, "--valid", valid, "--level", "要介護3", "-o", "n.yaml"];
        let done = case().run(args).succeeds();
        let (renewed, _) = from_text("n.yaml", &String::from_utf8(done.bytes("n.yaml")).unwrap());
        assert!(renewed.problems.is_empty(), "{:?}", renewed.problems);
        let certifications = &renewed.file.certifications;
        assert_eq!(certifications.newest().unwrap().level.text(), "要介護3");
        let date = |text: &str| read::date(text).unwrap();
        let before = certifications.in_force(date(last)).unwrap();
        assert_eq!((before.level.text(), before.valid_period.value().unwrap().end()), ("要介護2", Some(date(last))));
        assert_eq!(certifications.in_force(date(from)).unwrap().level.text(), "要介護3");
        assert_eq!(certifications.in_force(date("R7.4.1")).unwrap().level.text(), "要介護1");
    }
}

#[test]
fn the_next_plan_may_begin_on_any_day_of_the_calendar() {
    for (from, valid, until) in [
        ("2028-02-29", "12か月", "2029-02-28"),
        ("2026-01-31", "1か月", "2026-02-28"),
        ("2026-12-31", "6か月", "2027-06-30"),
        ("2026-05-01", "48か月", "2030-04-30"),
    ] {
        let args = ["renew", NAME, "--from", from, "--valid", valid, "-o", "n.yaml"];
        let done = Case::sample("sanuki-haru").run(args).succeeds();
        let (renewed, _) = from_text("n.yaml", &String::from_utf8(done.bytes("n.yaml")).unwrap());
        let newest = renewed.file.certifications.newest().unwrap();
        let period = newest.valid_period.value().unwrap();
        assert_eq!((period.start(), period.end()), (read::date(from).unwrap(), read::date(until).ok()), "{from}");
        assert_eq!(renewed.file.begins_on(), read::date(from).ok(), "{from}");
        // The difference can be told of every one.
        done.again().run(["diff", NAME, "n.yaml"]).ends_with(1).prints("違い ");
    }
}

/// Three people; the third one's plan names the second one's as the one before it, by a slip of the pen.
fn with_a_slip() -> Done {
    let done = Case::empty().run(["bench-data", "3", "k"]).succeeds();
    let text = std::fs::read_to_string(done.path("k/0003.yaml")).unwrap();
    let slipped = text.replacen("\n利用者:", "\n前の計画: 0002.yaml\n利用者:", 1);
    assert_ne!(slipped, text);
    std::fs::write(done.path("k/0003.yaml"), slipped).unwrap();
    done
}

#[test]
fn a_plan_of_somebody_else_is_never_the_one_before() {
    let done = with_a_slip();
    let numbers = ["0009000001", "0009000002", "0009000003"];
    let told = "「前の計画」に書かれた「0002.yaml」は、別の利用者の計画書です";
    let done = done.again().run(["benefit", "k", "--month", "2025-07"]).succeeds();
    assert!(
        numbers.iter().all(|number| done.stdout().contains(number)) && done.stdout().contains("合計 3 人"),
        "{}",
        done.stdout()
    );
    assert!(done.stderr().contains(told), "{}", done.stderr());
    let done = done.again().run(["board", "k", "--as-of", "2025-07-20", "--format", "csv", "--no-names"]).succeeds();
    assert!(numbers.iter().all(|number| done.stdout().contains(number)), "{}", done.stdout());
    let done =
        done.again().run(["-q", "batch", "k", "--month", "2025-07", "-o", "o", "--copies", "給付管理票"]).succeeds();
    assert_eq!(super::batch::outputs(&done.path("o")).len(), 3);
    assert!(done.stderr().contains(told), "{}", done.stderr());
    // The line is accused, and nothing is compared with the stranger's plan.
    let done = done.again().run(["check", "k/0003.yaml"]).ends_with(1);
    assert!(done.stdout().contains("CP153"), "{}", done.stdout());
    assert!(!done.stdout().contains("CP152"), "{}", done.stdout());
}

/// What nobody said is empty and told; what follows from what was said is told too.
#[test]
fn a_file_whose_name_no_plan_can_say_is_named_first() {
    let sample = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    for (name, why) in [
        (" lead.yaml", "始めか終わりに空白"),
        ("\u{3000}はる.yaml", "始めか終わりに空白"),
        ("は\u{200b}る.yaml", "見えない文字 U+200B（幅のない空白）"),
    ] {
        let name = format!("c/{name}");
        let args = ["renew", &name, "--from", "R8.5.1", "--valid", "36か月"];
        let done = Case::empty().file(&name, &sample).run(args).ends_with(2).says(why).says("名前を付け直してから");
        assert_eq!(std::fs::read_dir(done.path("c")).unwrap().count(), 1, "{name}");
    }
}

#[test]
fn the_day_of_the_certification_is_not_invented() {
    let plan = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap().replace("状況: 認定済", "状況: 申請中");
    let renew = |more: &[&str]| {
        let args = [&["renew", "p.yaml", "--from", "R8.5.1", "-o", "n.yaml"][..], more].concat();
        let done = Case::empty().file("p.yaml", &plan).run_all(&args).succeeds();
        let (renewed, _) = from_text("n.yaml", &String::from_utf8(done.bytes("n.yaml")).unwrap());
        let newest = renewed.file.certifications.newest().unwrap().clone();
        (newest.certified_on.text().to_owned(), newest.status.text().to_owned(), done.stderr() + &done.stdout())
    };
    let (day, status, told) = renew(&[]);
    assert_eq!((day.as_str(), status.as_str()), ("", "申請中"));
    assert!(told.contains("「認定日」"), "{told}");
    let (day, status, told) = renew(&["--valid", "R8.5.1～R11.4.30"]);
    assert_eq!((day.as_str(), status.as_str()), ("令和8年5月1日", "認定済"));
    assert!(told.contains("認定日：令和8年5月1日") && told.contains("認定の状況：申請中 → 認定済"), "{told}");
}
