//! Encodings, line ends, sizes and characters that no file should have.

use super::{read, tells};
use careplan::case::{Case, read_case};
use careplan::source::Sources;

const PLAN: &str = "利用者:\n  氏名: 讃岐 ハル\n  フリガナ: サヌキ ハル\n";

fn from_bytes(bytes: &[u8]) -> (Case, Vec<String>) {
    let mut sources = Sources::default();
    let case = read_case("plan.yaml", bytes, &mut sources, &|_| Err(String::new()));
    let told = case.problems.iter().map(|problem| careplan::report::human::short(&sources, &problem.into())).collect();
    (case, told)
}

#[test]
fn other_encodings_are_named() {
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(PLAN);
    let (euc, _, _) = encoding_rs::EUC_JP.encode(PLAN);
    let (jis, _, _) = encoding_rs::ISO_2022_JP.encode(PLAN);
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { PLAN.encode_utf16().flat_map(bytes).collect() };
    let with = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
    for (bytes, name) in [
        (shift_jis.to_vec(), "Shift_JISで保存されています"),
        (euc.to_vec(), "EUC-JPで保存されています"),
        (jis.to_vec(), "ISO-2022-JP（JIS）で保存されています"),
        (with(b"\xff\xfe", utf_16(u16::to_le_bytes)), "UTF-16で保存されています"),
        (with(b"\xfe\xff", utf_16(u16::to_be_bytes)), "UTF-16で保存されています"),
    ] {
        let (case, told) = from_bytes(&bytes);
        assert_eq!(told, [format!("plan.yaml:1:1: error[YML002]: 文字コードがUTF-8ではありません（{name}）")]);
        assert!(case.broken);
    }
    let broken = [PLAN.as_bytes(), b"  \xff: x\n"].concat();
    assert_eq!(
        from_bytes(&broken).1,
        ["plan.yaml:4:3: error[YML002]: 文字コードがUTF-8ではありません（UTF-8として壊れた文字が含まれています）"]
    );
    let (late, _, _) = encoding_rs::SHIFT_JIS.encode("# plan\nx: あ\n");
    assert!(from_bytes(&late).1[0].starts_with("plan.yaml:2:4: error[YML002]"));
}

#[test]
fn marks_and_line_ends_are_accepted() {
    for text in
        [format!("\u{feff}{PLAN}"), PLAN.replace('\n', "\r\n"), PLAN.replace('\n', "\r"), PLAN.trim_end().to_owned()]
    {
        let (case, told) = from_bytes(text.as_bytes());
        assert_eq!((told.len(), case.file.client.expect("利用者").kana.text()), (0, "サヌキ ハル"), "{text:?}");
    }
    let block = "第1表:\r\n  援助の方針: |-\r\n    一\r\n    二\r\n  区分: [初会]\r\n";
    let (case, told) = from_bytes(block.as_bytes());
    assert_eq!(case.file.plan_1.expect("第1表").policy.text(), "一\n二");
    assert!(told[0].starts_with("plan.yaml:5:8: error[YML006]"), "{told:?}");
    tells("様式: x\r給付率: 高い\r", &["2:6 YML006"]);
}

#[test]
fn a_file_may_have_one_mebibyte() {
    let padding = |size: usize| format!("{PLAN}#{}\n", "x".repeat(size - PLAN.len() - 2));
    assert_eq!(from_bytes(padding(1 << 20).as_bytes()).1.len(), 0);
    let (_, told) = from_bytes(padding((1 << 20) + 1).as_bytes());
    assert!(
        told[0].starts_with("plan.yaml:1:1: error[YML010]: ファイルが大きすぎます（1,024 KB を超えています）"),
        "{told:?}"
    );
}

#[test]
fn control_characters_are_told_with_their_code_point() {
    tells(
        "様式: あ\0い\0う\n給付率: \u{1b}[31m90\n",
        &["1:6 YML013 使えない制御文字（U+0000）", "2:6 YML013 使えない制御文字（U+001B）"],
    );
    tells("様式: \"あ\\x07い\"\n", &["1:5 YML013 印刷できない制御文字（U+0007）"]);
    tells("様式: \"あ\\N\"\n", &["1:5 YML013 印刷できない制御文字（U+0085）"]);
    tells("様式: x\u{7f}\n", &["1:6 YML013 使えない制御文字（U+007F）"]);
    assert_eq!(read("様式: |-\n  あ\tい\n").file.profile.text(), "あ\tい");
}

#[test]
fn a_next_line_character_is_told_where_it_stands() {
    tells("第1表:\n  援助の方針: |-\n    一行目\n    二行\u{85}目\n", &["4:7 YML013"]);
}
