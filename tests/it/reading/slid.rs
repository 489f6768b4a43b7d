//! A heading, or a bracket alone on its line, where it does not belong: told there, and not at the lines that are read wrong for it.

use super::{mended, names, samples, tells, told};

fn sanuki() -> String {
    samples().into_iter().find(|(name, _)| name.contains("sanuki")).expect("the sample").1
}

/// The number of the line that is this one.
fn number(text: &str, line: &str) -> usize {
    text.lines().position(|one| one == line).expect("a line") + 1
}

/// A text with a line put before another one, by the numbers that they have.
fn moved(text: &str, from: usize, to: usize) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let line = lines.remove(from - 1);
    lines.insert(if to > from { to - 2 } else { to - 1 }, line);
    lines.join("\n") + "\n"
}

/// Checks that a heading is told where it stands now, and is put back unasked by nobody.
#[track_caller]
fn told_there(plan: &str, slip: &str, line: usize) {
    tells(slip, &[&format!("{line}:1 YML001 「")]);
    assert!(told(slip)[0].contains("の見出しの場所がずれているので"), "{:?}", told(slip));
    let back = mended(slip).pop().expect("a fix");
    let words = |text: &str| text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&back), words(plan));
}

#[test]
fn a_heading_that_slipped_up_or_down() {
    let plan = sanuki();
    let first = number(&plan, "第1表:");
    for down in [2, 3, 4] {
        let slip = moved(&plan, first, first + down + 1);
        told_there(&plan, &slip, first + down);
        names(&slip, first + down, first);
    }
    let second = number(&plan, "第2表:");
    told_there(&plan, &moved(&plan, second, second - 3), second - 3);
    // Past the heading of the next part.
    told_there(&plan, &moved(&plan, first, second + 1), second);
}

/// Between a key and its text, whose words with a colon are then no slip of their own.
#[test]
fn a_heading_that_slipped_into_a_text() {
    let plan = "認定:\n  審査会意見: なし\n第1表:\n  作成年月日: 令和7年11月14日\n  区分: [初回]\n  意向と課題分析: |-\n    本人は歩きたい。\n    分析結果：歩ける。\n";
    tells(plan, &[]);
    told_there(plan, &moved(plan, 3, 7), 6);
}

/// Moved below it, the heading would let the line without its colon vanish in what is above.
#[test]
fn the_first_line_below_a_heading_that_lost_its_colon() {
    let plan = |colon: &str, indent: &str| {
        format!(
            "様式: 香川県令和7年\n利用者:\n{indent}氏名{colon}琴平 修\n{indent}性別: 男\n認定:\n{indent}状況: 認定済\n"
        )
    };
    for colon in [" ", "", "　", "= ", " ： ", "- "] {
        for indent in ["  ", "    "] {
            let slip = plan(colon, indent);
            let told = told(&slip);
            assert!(told.iter().all(|one| one.starts_with("3:")) && !told.is_empty(), "{colon:?}: {told:#?}");
            assert!(mended(&slip).iter().all(|one| one.contains("利用者:\n") && one.lines().count() == 6), "{slip}");
        }
    }
    assert_eq!(mended(&plan(" ", "  ")), [plan(": ", "  ")]);
    tells(
        "第1表:\n  区分: [初回]\n認定:\n  状況 認定済\n  認定日: 令和7年7月1日\n",
        &["4:3 YML001 「状況」の後にコロン「:」がありません"],
    );
}

/// Words that stand below a heading and are no entry: neither they nor what is left of an entry go with the value above it.
#[test]
fn words_below_a_heading_that_are_no_entry() {
    for words in ["※要確認", "変更なし", "氏名", "琴平 修"] {
        let slip = format!("様式: 香川県令和7年\n利用者:\n  {words}\n  性別: 男\n認定:\n  状況: 認定済\n");
        let told = told(&slip);
        assert!(told.iter().all(|one| one.starts_with("3:")) && !told.is_empty(), "{words}: {told:#?}");
    }
}

#[test]
fn a_heading_in_brackets_that_slipped_down() {
    let plan = "{\n  \"第1表\": {\n    \"計画作成日\": \"令和7年5月27日\",\n    \"区分\": [\"初回\"],\n    \"同意\": {\n      \"署名\": \"讃岐 ハル\"\n    }\n  }\n}\n";
    let slip = moved(plan, 2, 5);
    tells(&slip, &["4:3 YML001 「第1表」の見出しの場所がずれている"]);
    assert_eq!(mended(&slip), [plan]);
}

#[test]
fn a_heading_that_was_put_among_lines_of_a_part() {
    let plan = "第1表:\n  計画作成日: 令和7年5月27日\nサービス事業所:\n  区分: [初回]\n";
    tells(plan, &["3:1 YML001 「サービス事業所」の見出しがここにあるため、前後の行を正しく読めません"]);
    assert_eq!(mended(plan), ["第1表:\n  計画作成日: 令和7年5月27日\n  区分: [初回]\n"]);
}

#[test]
fn a_bracket_alone_on_its_line_far_above() {
    let plan = sanuki();
    let line = number(&plan, "  性別: 女");
    for sign in ["{", "[", "  ["] {
        let mut lines: Vec<&str> = plan.lines().collect();
        lines.insert(line, sign);
        let slip = lines.join("\n") + "\n";
        let told = told(&slip);
        let is_told = told.len() == 1 && told[0].starts_with(&format!("{}:", line + 1)) && told[0].contains(" YML001 ");
        assert!(is_told, "{sign}: {told:#?}");
    }
    let mut lines: Vec<&str> = plan.lines().collect();
    lines.splice(line..line, ["  [", "  ["]);
    let slip = lines.join("\n") + "\n";
    tells(&slip, &[&format!("{}:3 YML001 この行から{}行目までの記号のため", line + 1, line + 2)]);
}

/// The first row below a heading is too deep: moved away, the heading would let it vanish in the text above.
#[test]
fn a_row_too_deep_below_a_heading_is_not_the_headings_slip() {
    let plan = "第3表:\n  週単位以外: |-\n    通院\n第4表:\n  - 作成年月日: 令和7年5月27日\n    開催日: 令和7年5月27日\n第5表:\n  - {年月日: 令和7年5月1日, 項目: 電話}\n  - {年月日: 令和7年5月2日, 項目: 訪問}\n";
    tells(plan, &[]);
    for deep in ["    ", "      "] {
        tells(
            &plan.replace("  - 作成", &format!("{deep}- 作成")),
            &[&format!("5:{} YML001 この行の字下げ", deep.len() + 1)],
        );
    }
}
