//! A month on its way to paper: what is made for the print, what is told of it, and that no row goes out empty unseen.

use super::dsl::{Case, Done, outside};
use careplan::press::{Checked, Loaded, Wish, pages};

const PLAN: &str = "sanuki-haru.yaml";
const DAYS: &str = "単位数: 387, 予定: [2, 9, 16, 23, 30]";

/// The sample whose first line has other days.
fn with_days(days: &str) -> Case {
    Case::empty().patched("sanuki-haru", DAYS, &format!("単位数: 387{days}"))
}

/// The three commands that print a slip.
const PRINTS: [&[&str]; 3] = [
    &["render", PLAN, "-o", "out.pdf"],
    &["packet", PLAN, "--for", "利用者", "-o", "out.pdf"],
    &["batch", PLAN, "--month", "2025-06", "-o", "out"],
];

#[test]
fn a_line_that_says_no_day_is_refused_by_all_alike() {
    for days in [", 予定: \"\"", ", 予定:", "", ", 予定: \"\", 実績: [2]"] {
        for args in PRINTS {
            let done = with_days(days).run_all(args).ends_with(1);
            let all = done.stdout() + &done.stderr();
            assert!(all.contains("令和7年6月の「身体介護２」の予定が書かれていません"), "{days} {args:?}\n{all}");
            assert!(all.contains(&format!("{PLAN}:")), "the line is named: {all}");
            assert!(!done.path("out.pdf").exists() && !done.path("out/0001234567_2025-06_利用票.pdf").exists());
        }
    }
    // 実績 only is an urgent visit; 追加 is a day; an empty list says that there is none.
    for days in [", 実績: [2]", ", 追加: [3]", ", 予定: []"] {
        for args in PRINTS {
            with_days(days).run_all(args).succeeds();
        }
    }
    // Tables without the month are not held up, nor is who gets none of it.
    with_days("").run(["render", PLAN, "--table", "1,2,3"]).succeeds();
    with_days("").run(["render", PLAN, "--table", "提供票"]).ends_with(1);
    with_days("").run(["render", PLAN, "--table", "7"]).ends_with(1);
}

#[test]
fn empty_lines_are_printed_as_such_when_asked() {
    for (args, pdf) in PRINTS.into_iter().zip(["out.pdf", "out.pdf", "out/0001234567_2025-06_利用票.pdf"]) {
        let done = with_days(", 予定: \"\"").run_all(&[args, &["--allow-empty"]].concat()).succeeds();
        let Some(text) = outside("pdftotext", &["-layout", done.path(pdf).to_str().unwrap(), "-"]) else { return };
        let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
        assert!(text.contains("予定未記入"), "{args:?}\n{text}");
    }
}

#[test]
fn a_named_day_that_is_not_counted_is_told_with_its_line() {
    for (days, told) in [
        (", 予定: [2, 9], 振替: {9: 25}, 終了: 令和7年6月20日", "振替の25日は終了（令和7年6月20日）より後"),
        (", 予定: [2, 9], 追加: [25], 終了: 令和7年6月20日", "追加の25日は終了（令和7年6月20日）より後"),
        (", 予定: [2], 開始: 令和7年6月9日", "予定の2日は開始（令和7年6月9日）より前"),
        (", 予定: [2, 9], 振替: {10: 11}", "振替の元の10日に予定がない"),
    ] {
        let slip: &[&str] = &["render", PLAN, "--table", "6", "-o", "slip.pdf"];
        for args in PRINTS.into_iter().chain([slip, &["annex", PLAN, "--month", "2025-06"]]) {
            let notes = with_days(days).run_all(args).succeeds().stderr();
            assert_eq!(notes.matches(told).count(), 1, "{args:?}\n{notes}");
            assert!(notes.contains(&format!("{PLAN}:249:")), "{args:?}\n{notes}");
        }
    }
    let done = with_days(", 予定: [9], 開始: 令和7年6月9日, 終了: 令和7年6月3日").run(["render", PLAN]).ends_with(1);
    done.says("終了（令和7年6月3日）が開始（令和7年6月9日）より前です");
}

/// What leaves a 別表 without a figure: a piece of the sample, what stands there instead, and what is told.
const UNRECKONED: [(&str, &str, &str); 4] = [
    (
        "事業所: デイサービスセンター架空の里, 単位数: 40",
        "事業所: 存在しない里, 単位数: 40",
        "「存在しない里」がサービス事業所にありません",
    ),
    ("\n給付率: 90\n", "\n", "給付率が書かれていません"),
    ("単位数: 374, ", "", "「身体１生活２」に単位数も加算率もありません"),
    ("  要介護状態区分: 要介護2\n", "", "要介護状態区分も区分支給限度基準額もわかりません"),
];

#[test]
fn an_annex_without_a_figure_is_handed_to_nobody_and_told_in_a_draft() {
    let [_, packet, batch] = PRINTS;
    let all: &[&str] = &["packet", PLAN, "--all", "-o", "out"];
    let merged: &[&str] = &["batch", PLAN, "--month", "2025-06", "--merge", "per-provider", "-o", "out"];
    for (from, to, told) in UNRECKONED {
        let case = || Case::empty().patched("sanuki-haru", from, to);
        for args in [packet, batch, all, merged] {
            let done = case().run_all(args).ends_with(1);
            let said = done.stdout() + &done.stderr();
            assert!(said.contains(&format!("別表（第7表）を計算できません：{told}")), "{args:?}\n{said}");
            assert!(said.contains(&format!("{PLAN}:2")) || said.contains(&format!("{PLAN}:1")), "the line: {said}");
            assert!(super::dsl::files_below(done.path("")).iter().all(|file| !file.contains(".pdf")), "{args:?}");
            let done = case().run_all(&[args, &["--allow-empty"]].concat()).succeeds();
            assert!((done.stdout() + &done.stderr()).contains(told), "asked for, it is told all the same: {args:?}");
        }
        // A draft is printed, and says so with its line; without 別表 there is nothing to say.
        for more in [&[][..], &["--table", "7"], &["--table", "提供票"]] {
            let done = case().run_all(&[&["render", PLAN, "-o", "out.pdf"], more].concat()).succeeds();
            assert_eq!(done.stderr().matches(told).count(), 1, "{more:?}\n{}", done.stderr());
        }
        let slip: &[&str] = &["batch", PLAN, "--month", "2025-06", "--copies", "利用票", "-o", "out"];
        let done = case().run_all(slip).succeeds();
        assert!(!done.stderr().contains(told), "{}", done.stderr());
    }
}

#[test]
fn a_text_without_a_field_in_an_edition_is_told() {
    let rentals = ["福祉用具の用具名称は、", "福祉用具のTAISコードは、"];
    let consent = ["第1表の同意の日付は、", "第1表の同意の署名は、"];
    for (edition, told) in [
        ("香川県令和7年", vec![]),
        ("香川県令和4年", rentals.to_vec()),
        ("国令和3年", [rentals, consent].concat()),
        ("国令和7年", consent.to_vec()),
    ] {
        let case = || Case::empty().patched("sanuki-haru", "様式: 香川県令和7年", &format!("様式: {edition}"));
        let render: &[&str] = &["render", PLAN, "-o", "out.pdf"];
        let packet: &[&str] = &["packet", PLAN, "--all", "-o", "out"];
        for args in [render, packet] {
            let notes = case().run_all(args).succeeds().stderr();
            for text in [rentals, consent].concat() {
                assert_eq!(notes.matches(text).count(), usize::from(told.contains(&text)), "{edition} {text}\n{notes}");
            }
        }
        let done = case().run(["batch", PLAN, "--month", "2025-06", "-o", "out"]).succeeds();
        for text in rentals {
            assert_eq!(done.stderr().matches(text).count(), usize::from(told.contains(&text)), "{}", done.stderr());
        }
    }
    // 「同意欄: なし」 is an office's wish, and a month before the columns were made has none.
    let unsigned = "様式: 香川県令和7年\n印字: {同意欄: なし}";
    let done = Case::empty().patched("sanuki-haru", "様式: 香川県令和7年", unsigned).run(["render", PLAN]).succeeds();
    done.says(consent[0]).says(consent[1]);
    let done = Case::empty().patched("sanuki-haru", "年月: 令和7年6月", "年月: 令和7年3月").run(["render", PLAN]);
    done.succeeds().says(rentals[0]);
}

#[test]
fn a_slip_that_does_not_say_its_month_is_printed_by_nobody() {
    for month in ["", "年月: ''\n    "] {
        let case = || Case::empty().patched("sanuki-haru", "年月: 令和7年6月\n    ", month);
        for args in [PRINTS[0], PRINTS[1], &["packet", PLAN, "--all", "-o", "out"]] {
            case().run_all(args).ends_with(1).says("第6表の年月（何月分か）が書かれていない");
        }
        case().run(["check", PLAN]).ends_with(1).prints("CP666");
        case().run(["render", PLAN, "--table", "1,2,3"]).succeeds();
    }
}

#[test]
fn every_paper_of_a_month_has_the_numbers_of_its_own_card() {
    let card = "年月: 令和7年6月\n    保険者番号: '379999'\n    保険者名: 旧市\n    被保険者番号: '0009999999'";
    let case = || Case::empty().patched("sanuki-haru", "年月: 令和7年6月", card);
    let copies: &[&str] = &["batch", PLAN, "--month", "2025-06", "-o", "out", "--copies", "給付管理票"];
    let merged: &[&str] = &["batch", PLAN, "--month", "2025-06", "-o", "out", "--merge", "per-provider"];
    let packet: &[&str] = &["packet", PLAN, "--for", "利用者", "-o", "out/packet.pdf"];
    for args in [copies, merged, packet] {
        let done = case().file("out/.keep", "").run_all(args).succeeds();
        for pdf in super::dsl::files_below(done.path("out")).iter().filter(|file| file.contains(".pdf")) {
            let pdf = done.path("out").join(pdf);
            let Some(text) = outside("pdftotext", &[pdf.to_str().unwrap(), "-"]) else { return };
            let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
            assert!(text.contains("09999999"), "{args:?} {text}");
            assert!(!text.contains("01234567"), "{args:?} {text}");
        }
    }
    let done = case().run(["benefit", PLAN, "--month", "2025-06"]).succeeds();
    assert!(done.stdout().contains("0009999999") && !done.stdout().contains("0001234567"), "{}", done.stdout());
    // What is for the insurer is for the insurer of the month: the present one gets no slip of another town.
    let done = case().run(["packet", PLAN, "--all", "-o", "out"]).succeeds();
    done.says("保険者 379999（旧市）のものは、今の保険者への一組に入れません");
}

#[test]
fn the_live_page_shows_what_a_print_refuses() {
    let plan = String::from_utf8(with_days(", 予定: \"\"").run(["check", PLAN]).bytes(PLAN)).unwrap();
    let checked = Checked::new(Loaded::read("plan.yaml", plan.as_bytes(), &|_| Err(String::new())), None, None);
    assert!(pages(&checked, &Wish::default(), None).is_err());
    assert!(pages(&checked, &Wish { allow_empty: true, ..Wish::default() }, None).is_ok());
}

fn july(case: Case, more: &[&str]) -> Done {
    case.run_all(&[&["batch", PLAN, "--month", "2025-07", "-o", "out", "--expand"], more].concat())
}

#[test]
fn what_was_noted_of_a_made_month_reaches_who_prints() {
    let first = || with_days(", 予定: [9, 16, 23, 30]");
    for more in [&[][..], &["--quiet"], &["--strict"], &["--merge", "per-office"]] {
        let done = july(first(), more).succeeds();
        let notes = done.stderr();
        let told = notes.lines().filter(|line| line.contains("「身体介護２」：2日は、始まりまたは終わりの欠け"));
        let told: Vec<&str> = told.collect();
        assert_eq!(told.len(), 1, "{more:?}\n{notes}");
        assert!(told[0].starts_with(&format!("{PLAN}:249:")) || told[0].starts_with(&format!("{PLAN}:")), "{notes}");
    }
    // Whatever cannot be said is told and not printed.
    let done = july(without_mondays(with_days(", 予定: [2, 9, 23, 30]")), &[]).ends_with(1);
    assert!(done.stderr().contains("「身体介護２」の予定は曜日からは決まらないので空です"), "{}", done.stderr());
    assert!(done.stdout().contains("令和7年7月の「身体介護２」の予定が書かれていません"), "{}", done.stdout());
    july(done.again(), &["--allow-empty"]).succeeds();
}

#[test]
fn month_writes_what_it_cannot_say_and_tells() {
    let case = without_mondays(with_days(", 予定: [2, 9, 23, 30]"));
    let done = case.run(["month", PLAN, "--month", "2025-07", "--write", "--quiet"]).succeeds();
    let done = done.says("「身体介護２」の予定は曜日からは決まらないので空です");
    let text = String::from_utf8(done.bytes(PLAN)).unwrap();
    assert!(text.contains("単位数: 387, 予定: \"\"}"), "{text}");
    done.again()
        .run(["render", PLAN, "--month", "2025-07", "--table", "6"])
        .ends_with(1)
        .says("予定が書かれていません");
}

#[test]
fn a_made_month_needs_no_date_and_takes_one() {
    // The sample's plan is clean: without the rule on 作成年月日 a made July is, too, on whatever day it is looked at.
    for as_of in ["2025-06-20", "2025-07-01", "2025-07-20"] {
        july(Case::sample("sanuki-haru"), &["--strict", "--as-of", as_of]).succeeds();
    }
    // Written, it is asked for from the 1st on.
    let written = || {
        let args = ["month", PLAN, "--month", "2025-07", "--write"];
        Case::sample("sanuki-haru").run(args).succeeds().says("作成年月日は空です").again()
    };
    let strict = |case: Case, as_of: &str| {
        case.run(["batch", PLAN, "--month", "2025-07", "-o", "out", "--strict", "--as-of", as_of])
    };
    strict(written(), "2025-06-30").succeeds();
    strict(written(), "2025-07-01").ends_with(1).prints("CP601");
    // Given, it is in the block and on the slip.
    let args = ["month", PLAN, "--month", "2025-07", "--write", "--issued-on", "2025-06-25"];
    let done = Case::sample("sanuki-haru").run(args).succeeds();
    assert!(!done.stderr().contains("作成年月日は空です"), "{}", done.stderr());
    let text = String::from_utf8(done.bytes(PLAN)).unwrap();
    assert!(text.contains("- 年月: 令和7年7月\n    作成年月日: 令和7年6月25日\n"), "{text}");
    let written = strict(done.again(), "2025-07-01").succeeds().bytes("out/0001234567_2025-07_利用票.pdf");
    let made = july(Case::sample("sanuki-haru"), &["--issued-on", "2025-06-25"]).succeeds();
    assert!(made.bytes("out/0001234567_2025-07_利用票.pdf") == written, "made is not what is written");
    july(Case::sample("sanuki-haru"), &["--issued-on", "令和7年13月1日"]).ends_with(2);
    Case::sample("sanuki-haru")
        .run(["batch", PLAN, "--month", "2025-06", "-o", "out", "--issued-on", "2025-06-25"])
        .ends_with(2);
}

#[test]
fn a_provider_that_left_gets_nothing_any_more() {
    let line = "予定: [3, 6, 10, 13, 17, 20, 24, 27]";
    let ended = || {
        Case::empty().patched(
            "sanuki-haru",
            &format!("単位数: 777, {line}"),
            &format!("単位数: 777, {line}, 終了: 2025-06-27"),
        )
    };
    let done = ended().run(["month", PLAN, "--month", "2025-07", "--write"]).succeeds();
    let done = done
        .says("「通所介護処遇改善加算Ⅰ」は、デイサービスセンター架空の里の基本のサービスが続かないので写していません");
    let all = done.again().run(["packet", PLAN, "--all", "--month", "2025-07", "-o", "out/"]).succeeds();
    let names: Vec<String> = std::fs::read_dir(all.path("out"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().any(|name| name.contains("3799900011")), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("3799900012")), "a packet for a provider that left: {names:?}");
}

/// What an older version wrote: the rate of a provider whose service had ended goes on alone.
#[test]
fn what_is_left_over_of_a_provider_is_printed_for_nobody() {
    let text = std::fs::read_to_string(super::dsl::sample_path("sanuki-haru")).unwrap();
    let is_day = |line: &str| line.contains("架空の里") && (line.contains("152442") || line.contains("155301"));
    let left: String = text
        .lines()
        .filter(|line| !(line.trim_start().starts_with("- {") && is_day(line)))
        .map(|line| line.to_owned() + "\n")
        .collect();
    assert!(left.contains("通所介護処遇改善加算Ⅰ") && !left.contains("152442"));
    let case = || Case::empty().file(PLAN, &left);
    let sentence = "率をかけるデイサービスセンター架空の里の基本のサービスがこの月にない";
    for table in ["6", "7", "6,7,控,提供票"] {
        let done = case().run(["render", PLAN, "--table", table, "-o", "out.pdf"]).succeeds();
        assert_eq!(done.stderr().matches(sentence).count(), 1, "{table}\n{}", done.stderr());
        let Some(text) = outside("pdftotext", &["-layout", done.path("out.pdf").to_str().unwrap(), "-"]) else {
            return;
        };
        let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
        assert!(!text.contains("架空の里"), "{table}\n{text}");
    }
    case().run(["render", PLAN, "--table", "提供票", "--provider", "架空の里"]).ends_with(1).says("事業所はありません");
    let done = case().run(["batch", PLAN, "--month", "2025-06", "-o", "out", "--merge", "per-provider"]).succeeds();
    assert!(done.path("out/3799900011_2025-06_提供票.pdf").exists());
    assert!(!done.path("out/3799900012_2025-06_提供票.pdf").exists());
    case().run(["check", PLAN]).prints("CP705");
}

/// `--expand` of one plan is what `month --write` and then the print come to, and the plan stays as it was.
#[test]
fn one_plan_is_expanded_as_a_batch_is() {
    let prints: [&[&str]; 3] = [
        &["render", PLAN, "--table", "6,7", "--month", "2025-07", "-o", "out.pdf"],
        &["packet", PLAN, "--for", "利用者", "--month", "2025-07", "-o", "out.pdf"],
        &["packet", PLAN, "--for", "事業所=ヘルパーステーションうみかぜ", "--month", "2025-07", "-o", "out.pdf"],
    ];
    let first = || with_days(", 予定: [9, 16, 23, 30]");
    let month = ["month", PLAN, "--month", "2025-07", "--write", "--no-backup"];
    for args in prints {
        let before = first().run(["check", PLAN]).bytes(PLAN);
        let done = first().run_all(&[args, &["--expand"]].concat()).succeeds();
        let done = done.says("「身体介護２」：2日は、始まりまたは終わりの欠け").says("作成年月日は空欄です");
        assert!(done.stderr().contains(&format!("{PLAN}:")), "{}", done.stderr());
        assert_eq!(done.bytes(PLAN), before, "the plan was touched");
        let made = done.bytes("out.pdf");
        let written = done.again().run(month).succeeds().again().run_all(&[args, &["--force"]].concat()).succeeds();
        assert!(written.bytes("out.pdf") == made, "{args:?}: made is not what is written");
        // Dated, it says so.
        let dated = [args, &["--expand", "--issued-on", "2025-06-25"]].concat();
        let dated = first().run_all(&dated).succeeds();
        assert!(dated.bytes("out.pdf") != made && !dated.stderr().contains("作成年月日は空欄"), "{}", dated.stderr());
        first().run_all(args).ends_with(1).says("careplan month");
        // What cannot be said is refused, at the line of the user's own file.
        let odd = || without_mondays(with_days(", 予定: [2, 9, 23, 30]"));
        let done = odd().run_all(&[args, &["--expand"]].concat()).ends_with(1);
        let done = done
            .says("の予定は曜日からは決まらないので空です")
            .says("令和7年7月の「身体介護２」の予定が書かれていません");
        assert!(!done.path("out.pdf").exists());
    }
    // Everybody's packets, too.
    let all = ["packet", PLAN, "--all", "--month", "2025-07", "--expand", "-o", "out/"];
    assert!(first().run(all).succeeds().path("out/379991-0001234567_2025-07_利用者.pdf").exists());
    let folder = ["packet", ".", "--all", "--month", "2025-07", "--expand", "-o", "out/"];
    let done = first().run(folder).succeeds().says("欠けとみました");
    assert!(done.path("out/379991-0001234567_2025-07_利用者.pdf").exists());
    // Which month, is not guessed; and a month beyond the certification is refused.
    for args in [["--month", "latest"], ["--issued-on", "2025-06-25"]] {
        first().run_all(&[&["render", PLAN, "--expand"], &args[..]].concat()).ends_with(2);
    }
    let beyond = ["render", PLAN, "--month", "2030-07", "--expand"];
    first().run(beyond).ends_with(1).says("認定の有効期間の外です");
}

/// Without the entry of 第3表 that explains Mondays.
fn without_mondays(case: Case) -> Case {
    let text = std::fs::read_to_string(case.path(PLAN)).unwrap();
    let entry = "{曜日: [月], 時間: '10:00～11:00', 内容: 訪問介護";
    assert!(text.contains(entry));
    case.file(PLAN, text.replace(entry, "{曜日: [水], 時間: '10:00～11:00', 内容: 訪問介護"))
}
