//! A line that was indented otherwise is told at that line, wherever YAML stops.

use super::{advises, mended, names, samples, tells, told};
use careplan::case::read::from_text;
use proptest::prelude::*;

#[test]
fn of_two_entries_the_one_that_stands_otherwise_than_those_of_other_parts() {
    let plan = |date: &str, needs: &str| {
        format!("認定:\n  状況: 認定済\n第2表:\n{date}作成年月日: R7.5.27\n{needs}ニーズ:\n    - 課題: 膝\n")
    };
    tells(&plan("  ", "  "), &[]);
    tells(&plan("   ", "  "), &["4:4 YML001 この行の字下げ（半角3文字）がずれている"]);
    tells(&plan("    ", "  "), &["4:5 YML001 この行の字下げ（半角4文字）がずれている"]);
    tells(&plan(" ", "  "), &["4:2 YML001 この行の字下げ（半角1文字）がずれている"]);
    assert_eq!(mended(&plan("    ", "  ")), [plan("  ", "  ")]);
    // Where all else is as irregular, nobody can say which of the two it was: both are named.
    let (case, _) = from_text("plan.yaml", "第2表:\n   作成年月日: R7.5.27\n  ニーズ: []\n");
    let told = &case.problems[0];
    assert!(case.problems.len() == 1 && told.message.contains("そろっていません"), "{told:#?}");
    assert_eq!(told.related.len(), 1, "{told:#?}");
}

/// Reading stops at the line below the one that was moved: that one is right.
#[test]
fn the_first_line_of_a_block() {
    let stands = |line: &str, columns: usize| format!("{line} YML001 この行の字下げ（半角{columns}文字）がずれている");
    tells("利用者:\n 氏名: 讃岐\n  性別: 女\n  住所: 香川県\n", &[&stands("2:2", 1)]);
    tells("利用者:\n   氏名: 讃岐\n  性別: 女\n  住所: 香川県\n", &[&stands("2:4", 3)]);
    let item = |indent: &str| format!("第5表:\n{indent}- 項目: 訪問\n    内容: あ\n    年月日: 令和7年5月27日\n");
    tells(&item(" "), &[&stands("2:2", 1)]);
    tells(&item("   "), &[&stands("2:4", 3)]);
    advises(&item(" "), &["字下げを半角2文字にしてください"]);
    advises(&item("   "), &["字下げを半角2文字にしてください"]);
    // Nothing is taken away but blanks; that no plan begins with a row is said first.
    tells("- 項目: 訪問\n内容: あ\n年月日: い\n", &["1:1 YML005 計画書の全体が一覧"]);
    let list = |indent: &str| format!("第5表:\n{indent}- {{項目: 訪問}}\n  - {{項目: 電話}}\n  - {{項目: 訪問}}\n");
    tells(&list(" "), &[&stands("2:2", 1)]);
    tells(&list("   "), &[&stands("2:4", 3)]);
    // The plan's very first line, too.
    tells(" 様式: 香川県令和7年\n利用者:\n  氏名: 讃岐\n認定:\n  状況: 認定済\n", &[&stands("1:2", 1)]);
}

/// The keys of an item stand in one column, and its dash before the first of them.
#[test]
fn a_dash_too_many_and_one_too_few() {
    let log = |second: &str, third: &str| {
        format!(
            "第5表:\n  - 年月日: R7.5.9\n{second}項目: 訪問\n    内容: あ\n{third}年月日: R7.5.20\n    項目: 電話\n"
        )
    };
    tells(&log("    ", "  - "), &[]);
    let told = told(&log("    - ", "  - "));
    assert!(told.len() == 1 && told[0].starts_with("3:"), "{told:#?}");
    tells(&log("  ", "  - "), &["3:3 YML001 この行の字下げ（半角2文字）"]);
    tells(&log("    ", "    "), &["5:5 YML001 この行の初めに「- 」がない"]);
    let list = |first: &str| format!("家族:\n{first}氏名: 一\n    続柄: 子\n  - 氏名: 二\n    続柄: 子\n");
    tells(&list("  - "), &[]);
    tells(&list("    "), &["2:5 YML001 この行の初めに「- 」がない"]);
    assert_eq!(mended(&list("    ")), [list("  - ")]);
}

/// Lines that two rows have in common are none too much where one of the rows lost its dash.
#[test]
fn a_row_that_lost_its_dash_loses_no_line_to_fix() {
    let slip = |second: &str| {
        format!(
            "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - 事業所: 甲\n        サービス内容: 入浴\n        祝日: 通常\n{second}事業所: 甲\n        サービス内容: 体操\n        単位数: 40\n"
        )
    };
    tells(&slip("      - "), &[]);
    tells(&slip("        "), &["7:9 YML001 この行の初めに「- 」がない"]);
    assert_eq!(mended(&slip("        ")), [slip("      - ")]);
    // Where nothing tells the line, nothing is deleted either.
    let all = mended("利用者: {氏名: 甲, 性別: 女, 住所: 乙}\n家族: [{氏名: 甲, 続柄: 子, 氏名: 乙, 続柄: 子}]\n");
    assert_eq!(all, Vec::<String>::new());
}

/// 「本人：…」 is no key: where such a line of a text stands too little deep, its colon stays.
#[test]
fn a_line_of_a_text_with_a_colon_is_moved_and_not_made_a_key() {
    let plan = |blanks: &str| {
        format!(
            "認定:\n  状況: 認定済\n第1表:\n  意向と課題分析: |-\n{blanks}本人：「歩きたい」\n    長女：「心配」\n  援助の方針: |-\n    続ける\n  区分: [初回]\n"
        )
    };
    tells(&plan("    "), &[]);
    for (blanks, what) in [("", "がずれている"), ("  ", "がずれている"), ("\t", "字下げにタブ")] {
        let told = told(&plan(blanks));
        assert!(told.len() == 1 && told[0].starts_with("5:") && told[0].contains(what), "{told:#?}");
        assert_eq!(mended(&plan(blanks)), [plan("    ")]);
    }
    // A key of the format with such a colon is a slip like any other.
    tells("利用者:\n  氏名：讃岐\n", &["2:5 YML008 全角の「：」"]);
}

/// What was pasted between the lines of a plan is told, and nothing of what it brings about.
#[test]
fn a_line_that_is_none_of_a_plan() {
    let plan = |pasted: &str| {
        format!(
            "第5表:\n  - 年月日: R7.5.9\n    内容: あ\n{pasted}  - 年月日: R7.5.20\n    内容: い\n認定:\n  状況: 認定済\n"
        )
    };
    for pasted in ["訪問介護\t月\t10:00\n", "あとで書く\n"] {
        let told = told(&plan(pasted));
        assert!(told.iter().all(|told| told.starts_with("4:")) && !told.is_empty(), "{told:#?}");
    }
}

#[test]
fn a_part_that_was_moved_into_the_one_above() {
    let plan = |certified: &str| {
        format!(
            "利用者:\n  氏名: 讃岐\n{certified}認定:\n  状況: 認定済\n  認定日: R7.4.7\n  要介護状態区分: 要介護2\n"
        )
    };
    tells(&plan(""), &[]);
    // Its own entries are no entries of the client.
    tells(&plan("  "), &["3:3 YML001 この行の字下げ（半角2文字）がずれている"]);
    tells(&plan("   "), &["3:4 YML001 この行の字下げ（半角3文字）がずれている"]);
    tells(&plan("\t"), &["3:2 YML007 この行の字下げ（タブ）がずれている"]);
    assert_eq!(mended(&plan("  ")), [plan("")]);
}

#[test]
fn a_key_of_one_part_stays_told_as_that() {
    tells(
        "利用者:\n  氏名: 讃岐\n  認定日: R7.4.7\n認定:\n  状況: 認定済\n  性別: 女\n",
        &["3:3 YML003 「認定日」", "6:3 YML003 「性別」"],
    );
    tells("利用者:\n  氏名: 讃岐\n  氏名ら: あ\n  住処: い\n", &["3:3 YML003 「氏名ら」", "4:3 YML003 「住処」"]);
}

#[test]
fn a_line_whose_value_stands_in_braces() {
    let plan = |blanks: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n{blanks}長期目標: [{{目標: 歩く}}]\n    - 課題: 腰\n第5表:\n  - {{項目: 訪問, 内容: あ}}\n"
        )
    };
    tells(&plan("      "), &[]);
    for blanks in ["    ", "  ", "   ", "        "] {
        tells(&plan(blanks), &[&format!("4:{} YML001", blanks.len() + 1)]);
    }
}

#[test]
fn the_first_line_of_a_text() {
    let plan = |first: &str| {
        format!("第1表:\n  援助の方針: |-\n{first}一行目\n    二行目：続き\n    三行目\n認定:\n  状況: 認定済\n")
    };
    tells(&plan("     "), &["3:6 YML001 この行の字下げ（半角5文字）がずれている"]);
    assert_eq!(mended(&plan("      ")), [plan("    ")]);
    // No word of a text is taken for a key because of it.
    tells(
        "第4表:\n  - 結論: |-\n        様子を見る\n      次回：八月\n    備考: なし\n  - 結論: |-\n      あ\n    備考: い\n",
        &["3:9 YML001 この行の字下げ（半角8文字）がずれている"],
    );
}

/// A row, pasted elsewhere, stands otherwise as a whole.
#[test]
fn a_row_that_was_moved_with_all_that_stands_below_it() {
    let row = |blanks: &str, content: &str| {
        format!("{blanks}- 年月日: R7.5.9\n{blanks}  項目: 訪問\n{blanks}  内容: {content}\n{blanks}  記載者: 高松\n")
    };
    let log = |second: &str| {
        format!("第5表:\n{}{}{}{}", row("  ", "一"), row("  ", "二"), row(second, "三"), row("  ", "四"))
    };
    tells(&log("  "), &[]);
    for (blanks, columns) in [("      ", "4文字浅く"), ("   ", "1文字浅く"), ("", "2文字深く"), (" ", "1文字深く")]
    {
        let place = format!("10:{} YML001 この行から13行目までの字下げがずれている", blanks.len() + 1);
        tells(&log(blanks), &[&place]);
        advises(&log(blanks), &[columns]);
        assert_eq!(mended(&log(blanks)), [log("  ")]);
    }
    // The part of a file that begins it.
    tells(
        " 利用者:\n    氏名: 讃岐\n    性別: 女\n認定:\n  状況: 認定済\n第2表:\n  作成年月日: R7.5.27\n第3表:\n  作成年月日: R7.5.27\n",
        &["1:2 YML001 この行の字下げ（半角1文字）がずれている"],
    );
}

/// A slip that is told where it is keeps nobody from finding the next.
#[test]
fn two_slips_far_apart_are_two() {
    let plan = |provider: &str, blanks: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n      長期目標:\n        - 目標: 歩く\n          短期目標:\n            - 援助:\n                - {provider}\n第6表:\n  - 年月: 令和7年6月\n    前月までの短期入所利用日数: 0\n    サービス:\n      - 事業所: 甲\n{blanks}サービス内容: 入浴\n      - 事業所: 乙\n        サービス内容: 体操\n"
        )
    };
    tells(&plan("事業所: 自治会", "        "), &[]);
    let odd = "14:3 YML001 この行の字下げ（半角2文字）";
    tells(&plan("事業所: 自治会", "  "), &[odd]);
    tells(&plan("事業所:自治会", "  "), &["8:22 YML001 「:」の後に半角の空白がありません", odd]);
}

/// No change counts for which another line must vanish in the text above it.
#[test]
fn a_line_with_another_mark_for_its_colon_is_no_part_of_the_one_above() {
    for dash in ["- ", "-  ", "-   "] {
        let keys = " ".repeat(12 + dash.len());
        let plan = format!(
            "第2表:\n  ニーズ:\n    - 長期目標:\n        - 短期目標:\n            {dash}援助:\n{keys}- サービス内容: 見守り\n{keys}  事業所: 甲\n{keys}  頻度; 月1回\n"
        );
        let told = told(&plan);
        assert!(told.len() == 1 && told[0].starts_with("8:") && !told[0].contains("字下げ"), "{told:#?}");
    }
}

#[test]
fn a_line_with_a_blank_for_its_colon_is_no_item() {
    let plan = |colon: &str| {
        format!(
            "第4表:\n  - 出席者:\n         -  所属: 甲\n            氏名: 一\n         -  所属: 乙\n            職種: 医師\n            氏名{colon}善通 大\n         -  所属: 丙\n            氏名: 三\n"
        )
    };
    tells(&plan(": "), &[]);
    for colon in ["  ", " ", "　"] {
        let told = told(&plan(colon));
        assert!(told.len() == 1 && told[0].starts_with("7:13 YML001"), "{told:#?}");
    }
}

/// 「本人」 is a key of 出席, too: below a `|` nobody changes its colon unasked, whatever else is wrong with the plan.
#[test]
fn a_colon_of_a_text_is_no_certain_fix() {
    let plan = "第1表:\n  意向と課題分析: |-\n本人：「歩きたい。」\n    長女：「心配。」\n  区分: [初回\n第2表:\n  ニーズ:\n    - 課題： 膝\n      長期目標：\n        - 目標： 歩く\n";
    let (case, _) = from_text("plan.yaml", plan);
    for problem in &case.problems {
        let fix = problem.fix.as_ref().filter(|fix| fix.certain);
        let is_of_text = fix.is_some_and(|fix| {
            fix.edits
                .iter()
                .any(|(span, _)| (span.start as usize) < plan.find("区分").unwrap_or_default() && span.start > 30)
        });
        assert!(!is_of_text, "{problem:#?}");
    }
}

/// A heading that was pasted with a line too much.
#[test]
fn a_heading_in_the_midst_of_another_part() {
    let plan = |pasted: &str| {
        format!(
            "第2表:\n  ニーズ:\n    - 課題: 膝\n{pasted}      長期目標:\n        - 目標: 歩く\n    - 課題: 腰\n第4表:\n  - 結論: 続ける\n"
        )
    };
    tells(&plan(""), &[]);
    tells(&plan("第4表:\n"), &["4:1 YML001 「第4表」の見出しがここにあるため、前後の行を正しく読めません"]);
}

#[test]
fn one_dash_too_many_in_a_row() {
    for dash in ["- ", "-   "] {
        let row = |dashes: &str| {
            let blanks = " ".repeat(2 + dash.len());
            format!("家族:\n  {dash}氏名: 一\n{blanks}続柄: 子\n  {dashes}氏名: 二\n{blanks}続柄: 子\n")
        };
        tells(&row(dash), &[]);
        tells(&row(&format!("- {dash}")), &["4:3 YML001 この行の初めの「- 」が余分な"]);
        assert_eq!(mended(&row(&format!("- {dash}"))), [row(dash)]);
    }
}

/// A weekday is one word: what goes on below it is a line that lost its place.
#[test]
fn an_item_that_is_read_as_the_rest_of_the_one_above() {
    let week = |second: &str| {
        format!(
            "第3表:\n  週間:\n    - 曜日:\n        - 月\n      時間: 10:00～11:00\n    - 曜日:\n        - 火\n{second}      時間: 9:00～10:00\n"
        )
    };
    tells(&week("        - 金\n"), &[]);
    for second in ["         - 金\n", "          - 金\n", "          金\n"] {
        let told = told(&week(second));
        assert!(told.len() == 1 && told[0].starts_with("8:"), "{told:#?}");
        assert_eq!(mended(&week(second)), [week("        - 金\n")]);
    }
    // The first of several that stand in line.
    let all = |first: &str| format!("第3表:\n  週間:\n    - 曜日:\n{first}- 火\n        - 金\n        - 土\n");
    let told = told(&all("      "));
    assert!(told.len() == 1 && told[0].starts_with("4:"), "{told:#?}");
}

/// The lines that are told of a file in which one line is indented otherwise.
fn blamed(lines: &[&str], at: usize, new: &str) -> Vec<String> {
    let mut moved = lines.to_vec();
    moved[at] = new;
    told(&(moved.join("\n") + "\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever line of a plan is moved, no other line is told.
    #[test]
    fn no_other_line_is_blamed(sample in any::<prop::sample::Index>(), line in any::<prop::sample::Index>(), by in -4_isize..5) {
        let all = samples();
        let (name, text) = sample.get(&all);
        let lines: Vec<&str> = text.lines().collect();
        let at = line.index(lines.len());
        let body = lines[at].trim_start_matches(' ');
        let indent = lines[at].len() - body.len();
        prop_assume!(!body.is_empty() && !body.starts_with('#'));
        let new = match indent.checked_add_signed(by) {
            Some(wanted) if by != 0 => " ".repeat(wanted) + body,
            _ => " ".repeat(indent) + "\t" + body,
        };
        let number = format!("{}:", at + 1);
        for told in blamed(&lines, at, &new) {
            prop_assert!(told.starts_with(&number), "{name}, line {} by {by}: {told}", at + 1);
        }
    }

    /// Whatever part is moved with all that stands below it, a line of it is told, or named beside.
    #[test]
    fn no_other_part_is_blamed(sample in any::<prop::sample::Index>(), line in any::<prop::sample::Index>(), by in -4_isize..5) {
        let all = samples();
        let (name, text) = sample.get(&all);
        let lines: Vec<&str> = text.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let at = line.index(lines.len());
        let is_blank = |line: &str| line.trim().is_empty();
        let first = lines[at].trim_start();
        let below = lines[at + 1..].iter().take_while(|line| is_blank(line) || indent(line) > indent(lines[at])).count();
        let part = at..at + 1 + below;
        prop_assume!(by != 0 && below > 0 && (first.starts_with("- ") || first.ends_with(':')));
        let moved = |line: &str| Some(" ".repeat(indent(line).checked_add_signed(by)?) + line.trim_start());
        let new: Option<Vec<String>> =
            lines[part.clone()].iter().map(|line| if is_blank(line) { Some(String::new()) } else { moved(line) }).collect();
        prop_assume!(new.is_some());
        let mut bent: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        bent.splice(part.clone(), new.unwrap_or_default());
        let (case, sources) = from_text("plan.yaml", &(bent.join("\n") + "\n"));
        let is_of_part = |span: careplan::source::Span| sources.get(span.file).is_some_and(|file| part.contains(&(file.line_of(span.start) - 1)));
        for problem in &case.problems {
            let is_named = is_of_part(problem.span) || problem.related.iter().any(|(span, _)| is_of_part(*span));
            prop_assert!(is_named, "{name}, line {} by {by}: {problem:?}", at + 1);
        }
    }
}

/// A row begins where the rows of its list are most alike then, also where that key is none that stands twice.
#[test]
fn a_lost_dash_is_missed_where_the_other_rows_begin() {
    let plan = "第4表:\n  - 開催日: 令和7年5月27日\n    出席者:\n      - 職種: 本人\n        氏名: 讃岐 ハル\n      - 職種: 長女\n        氏名: 山田 咲\n      - 所属: ひだまり\n        職種: 介護支援専門員\n        氏名: 栗林 みどり\n      - 所属: 架空薬局\n        職種: 薬剤師\n        氏名: 円座 礼\n";
    tells(plan, &[]);
    let slip = plan.replace("      - 所属: ひだまり", "        所属: ひだまり");
    tells(&slip, &["8:9 YML001 この行の初めに「- 」がない"]);
    assert_eq!(mended(&slip), [plan]);
    names(&slip, 8, 9);
}
