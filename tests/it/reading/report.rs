//! How mistakes are shown: to people, to editors, to programs.

use careplan::case::read::from_text;
use careplan::report::human::{Style, short, write};
use careplan::report::{Diagnostic, json};
use careplan::source::Sources;
use codespan_reporting::term::termcolor::Buffer;
use unicode_width::UnicodeWidthStr;

fn read(yaml: &str) -> (Vec<Diagnostic>, Sources) {
    let (case, sources) = from_text("plan.yaml", yaml);
    (case.problems.iter().map(Diagnostic::from).collect(), sources)
}

fn shown(yaml: &str, style: Style) -> String {
    let (diagnostics, sources) = read(yaml);
    let mut out = Buffer::no_color();
    for diagnostic in &diagnostics {
        write(&mut out, &sources, diagnostic, style).expect("written");
    }
    String::from_utf8(out.into_inner()).expect("a text")
}

#[test]
fn people_read_japanese_with_the_line_and_the_place() {
    let expected = "\
誤り[YML003]: 「ふりがな」という項目はここにはありません
  --> plan.yaml:3:3
  |
3 |   ふりがな: サヌキ
  |   ^^^^^^^^
  |
  → 「フリガナ」の書き誤りではありませんか

誤り[YML004]: 「氏名」が二度書かれています
  --> plan.yaml:4:3
  |
2 |   氏名: 讃岐 ハル
  |   ---- 最初に書かれたところ
3 |   ふりがな: サヌキ
4 |   氏名: 山田
  |   ^^^^
  |
  → どちらか一方にまとめてください

";
    assert_eq!(shown("利用者:\n  氏名: 讃岐 ハル\n  ふりがな: サヌキ\n  氏名: 山田\n", Style::default()), expected);
}

#[test]
fn the_plan_can_be_left_out() {
    let expected = "plan.yaml:2:9: 誤り[YML006]: 「昨日」は日付として読めません\n  → 「令和7年5月27日」「R7.5.27」「2025-05-27」のように書いてください\n\n";
    assert_eq!(shown("利用者:\n  生年月日: 昨日\n", Style { without_source: true }), expected);
}

#[test]
fn editors_read_one_line() {
    let (diagnostics, sources) = read("利用者:\n  生年月日: 昨日\n");
    assert_eq!(short(&sources, &diagnostics[0]), "plan.yaml:2:9: error[YML006]: 「昨日」は日付として読めません");
    let (diagnostics, sources) = read("利用者:\n  生年月日: |-\n    昨\n    \u{202e}日\n");
    assert!(!short(&sources, &diagnostics[0]).contains('\n'));
}

#[test]
fn programs_read_objects() {
    let (diagnostics, sources) = read("利用者:\n  氏名: 讃岐\n  氏名: 山田\n");
    let object = json::object(&sources, &diagnostics[0]);
    assert_eq!((&object["line"], &object["column"], &object["end_column"]), (&3.into(), &3.into(), &5.into()));
    assert_eq!((object["rule"].as_str(), object["severity"].as_str()), (Some("YML004"), Some("error")));
    assert_eq!(object["related"][0]["line"], 2);
}

/// The underline stands under the place: as many columns before it as the text before the place takes.
#[test]
fn the_underline_stands_under_full_width_text() {
    for before in
        ["", "あ", "ｱ", "a漢字ｶﾅ", "①～", "葛\u{e0100}", "𠮷", "👨‍👩‍👧".chars().next().map_or("", |_| "👨"), "（「」）、。"]
    {
        let yaml = format!("利用者:\n  住所: {before}理由: 膝\n");
        let report = shown(&yaml, Style::default());
        let lines: Vec<&str> = report.lines().collect();
        let (source, carets) =
            (lines[3].split_once("| ").expect("a line").1, lines[4].split_once("| ").expect("carets").1);
        let colon = source.rfind(": ").expect("the colon");
        assert_eq!(carets, format!("{}^", " ".repeat(width(&source[..colon]))), "{report}");
    }
}

/// As terminals (and codespan) count: character by character.
fn width(text: &str) -> usize {
    text.chars().map(|c| c.to_string().width()).sum()
}

#[test]
fn a_long_line_is_cut_around_the_place() {
    let long = "膝が痛くて立ち仕事がつらい。".repeat(20);
    let report = shown(&format!("利用者:\n  住所: {long}理由: {long}\n"), Style::default());
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines[1], "  --> plan.yaml:2:289");
    assert!(lines[3].starts_with("2 | …") && lines[3].ends_with('…') && width(lines[3]) <= 104, "{report}");
    let column = width(&lines[3][..lines[3].find(": 膝").expect("the colon")]);
    assert_eq!(lines[4].find('^'), Some(column), "{report}");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let report = shown("利用者:\n  住所: \u{1b}[31m赤\u{7}\n", Style::default());
    assert!(!report.contains(['\u{1b}', '\u{7}']), "{report:?}");
}
