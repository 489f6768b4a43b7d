//! Whatever is typed: reading never panics, and texts arrive.

use super::samples;
use careplan::case::read::from_text;
use careplan::case::read_case;
use careplan::report::human::{Style, write};
use careplan::source::Sources;
use codespan_reporting::term::termcolor::Buffer;
use proptest::prelude::*;

/// Reads and shows everything that is told.
fn survives(bytes: &[u8]) {
    let mut sources = Sources::default();
    let case = read_case("plan.yaml", bytes, &mut sources, &|_| Err(String::new()));
    let mut out = Buffer::no_color();
    for problem in &case.problems {
        write(&mut out, &sources, &problem.into(), Style::default()).expect("shown");
        let file = sources.file_of(problem.span).expect("a file");
        assert!(
            problem.span.end as usize <= file.text().len() && problem.span.start <= problem.span.end,
            "{problem:?}"
        );
        assert!(file.text().get(problem.span.start as usize..problem.span.end as usize).is_some(), "{problem:?}");
    }
}

/// Japanese prose with the characters that mean something to YAML.
fn prose() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        6 => prop::char::range('ぁ', 'ん'),
        6 => prop::char::range('一', '龠'),
        1 => prop::sample::select(vec!['：', '、', '。', '　', '「', '」', '（', '）', '～', '○', '①', '𠮷', 'ｶ', '\u{e0100}']),
        1 => prop::sample::select(vec![':', '#', '-', '[', ']', '{', '}', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', ',', '?', '\\', '0', ' ']),
    ];
    prop::collection::vec(character, 0..200).prop_map(|characters| characters.into_iter().collect())
}

/// Pieces of YAML as people mistype it.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "利用者",
        "氏名",
        "第1表",
        "第5表",
        "ニーズ",
        "年月日",
        "予定",
        "毎日",
        "令和7年5月27日",
        ":",
        ": ",
        "：",
        "\n",
        "\n  ",
        "\n    ",
        "\n\t",
        "　",
        "- ",
        "-",
        "－",
        "[",
        "]",
        "{",
        "}",
        "［",
        "］",
        "、",
        ", ",
        "#",
        " #",
        "# ",
        "|",
        "|-\n",
        ">",
        "'",
        "\"",
        "\\",
        "&a ",
        "*a",
        "!",
        "!!str ",
        "---",
        "...",
        "%",
        "@",
        "~",
        "<<: ",
        "? ",
        "1",
        "\r",
        "\0",
        "\u{feff}",
        "あ",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(piece(), 0..60)) {
        survives(pieces.concat().as_bytes());
    }

    #[test]
    fn mutated_samples(at in any::<prop::sample::Index>(), length in 0..30usize, pieces in prop::collection::vec(piece(), 0..4)) {
        for (_, text) in samples() {
            let mut characters: Vec<char> = text.chars().collect();
            let start = at.index(characters.len());
            let end = (start + length).min(characters.len());
            characters.splice(start..end, pieces.concat().chars());
            survives(characters.into_iter().collect::<String>().as_bytes());
        }
    }

    #[test]
    fn cut_samples(at in any::<prop::sample::Index>()) {
        for (_, text) in samples() {
            survives(&text.as_bytes()[..at.index(text.len())]);
        }
    }

    #[test]
    fn texts_arrive(lines in prop::collection::vec(prose(), 1..5)) {
        let text = lines.join("\n");
        let text = text.trim_matches(['\n', ' ']);
        let block: String = text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }).collect();
        let single = format!("'{}'", text.replace('\'', "''").replace('\n', "\n\n    "));
        let double = serde_json::to_string(text).expect("a JSON string");
        for yaml in [format!("|-\n{block}"), single, double] {
            let (case, _) = from_text("plan.yaml", &format!("第1表:\n  援助の方針: {yaml}\n  区分: [初回]\n"));
            prop_assert!(case.problems.is_empty(), "{:?}\n{yaml}", case.problems);
            let plan = case.file.plan_1.expect("第1表");
            // On one line, blanks in a row are one.
            let printed = if case.remarks.is_empty() { text.to_owned() } else { careplan::source::plain(text) };
            let arrived = if case.remarks.is_empty() { plan.policy.text().to_owned() } else { careplan::source::plain(plan.policy.text()) };
            if !yaml.starts_with('\'') || lines.len() == 1 {
                prop_assert_eq!(arrived, printed);
            }
            prop_assert_eq!(plan.occasions.len(), 1);
        }
    }
}
