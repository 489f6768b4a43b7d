//! How a month, or its 実績, is added to a plan's text: everything else stays byte for byte.

use super::expand::{SAMPLE, laid, month};
use super::{compute, plan};
use careplan::billing::expand::{actual_block, insert_actual, insert_block, month_text};
use careplan::billing::{AnnexOptions, Mode, RefusalKind};

/// What a plan may look like around the month.
#[test]
fn everything_else_stays_byte_for_byte() {
    let head = "# 初めの注記\n給付率: 90 # 1割\n";
    let item = "  - 年月: 令和7年6月 # 六月\n    サービス:\n      - {サービス内容: い, 予定: 毎日} # 行の注記\n";
    let tail = "\n# 終わりの注記\n様式: 香川県令和7年\n";
    let block = laid(&format!("{head}第6表:\n{item}"), month(2025, 7));
    let july = "  - 年月: 令和7年7月\n";
    let plans = [
        ("block list, keys after it", format!("{head}第6表:\n{item}{tail}")),
        ("block list at the end", format!("{head}第6表:\n{item}")),
        ("dashes at the margin", format!("{head}第6表:\n- 年月: 令和7年6月\n  サービス: []\n{tail}")),
        ("a comment after the list", format!("{head}第6表:\n{item}# 次の月は\n  # まだ\n\n{tail}")),
        ("missing", format!("{head}様式: 香川県令和7年\n")),
        ("missing, a long text last", format!("{head}様式: |-\n  一行目\n  二行目\n")),
        ("empty", format!("{head}第6表:\n{tail}")),
        ("empty with a comment", format!("{head}第6表: # まだない\n{tail}")),
        ("tilde", format!("{head}第6表: ~\n{tail}")),
        ("null with a comment", format!("{head}第6表: null  # まだない\n{tail}")),
        ("empty brackets", format!("{head}第6表: []\n{tail}")),
        ("empty brackets with a comment", format!("{head}第6表: [ ] # まだない\n{tail}")),
        ("flow list", format!("{head}第6表: [{{年月: 令和7年6月, サービス: []}}] # 流\n{tail}")),
        (
            "flow list on lines",
            format!(
                "{head}第6表: [\n    {{年月: 令和7年6月, サービス: [\n      {{サービス内容: い, 予定: 毎日}}]}}, # 注\n  ]\n{tail}"
            ),
        ),
        ("all in braces", "{給付率: 90, 第6表: [], 様式: 香川県令和7年}\n".to_owned()),
        ("all in braces, missing", "{\"給付率\": \"90\",\n \"様式\": \"香川県令和7年\"\n}\n".to_owned()),
        ("all in braces, null", "{給付率: 90, 第6表: , 様式: 香川県令和7年}\n".to_owned()),
        ("a document's end", format!("---\n{head}様式: 香川県令和7年\n...\n")),
        (
            "a later month",
            format!("{head}第6表:\n{item}  # 八月の注記\n  - 年月: 令和7年8月\n    サービス: []\n{tail}"),
        ),
        ("only comments", "# まだ何もない\n".to_owned()),
        ("nothing", String::new()),
        ("a dash on its own line", format!("{head}第6表:\n  -\n    年月: 令和7年6月\n    サービス: []\n{tail}")),
    ];
    for (what, plan_text) in plans {
        for line_end in ["\n", "\r\n", "\r"] {
            for ending in [true, false] {
                for mark in ["", "\u{feff}"] {
                    let mut text = plan_text.clone();
                    if !ending {
                        text = text.trim_end_matches('\n').to_owned();
                    }
                    text = text.replace('\n', line_end);
                    let text = format!("{mark}{text}");
                    let new =
                        insert_block(&text, &block).unwrap_or_else(|refusal| panic!("{what}: {}", refusal.message));
                    // One piece was put in; the only thing that may have gone is a word that says 「none」.
                    let (before, after) = common_ends(&text, &new);
                    let gone = &text[before..text.len() - after];
                    assert!(
                        matches!(gone.trim(), "" | "~" | "null" | "[]" | "[ ]")
                            || gone.trim_start_matches(['~', '[', ' ', ']']).starts_with("# まだない")
                            || gone.trim_start().starts_with("null  #"),
                        "{what}: «{gone}»\n{new}"
                    );
                    for comment in
                        text.split(['\r', '\n']).filter_map(|line| line.split_once('#').map(|(_, comment)| comment))
                    {
                        assert!(new.contains(comment), "{what}: {comment}");
                    }
                    if text.contains(line_end) {
                        let strange = new.replace(line_end, "");
                        assert!(!strange.contains(['\r', '\n']), "{what}: line ends\n{new:?}");
                    }
                    if !text.is_empty() && !text.trim_end_matches('\u{feff}').is_empty() {
                        assert_eq!(new.ends_with(line_end), text.ends_with(line_end), "{what}: last line end\n{new}");
                    }
                    // Twice adds nothing.
                    assert_eq!(insert_block(&new, &block).unwrap(), new, "{what}");
                    let read = plan(new.trim_start_matches('\u{feff}'));
                    assert!(
                        read.months
                            .iter()
                            .any(|found| found.month.value() == Some(month(2025, 7)) && found.lines.len() == 1),
                        "{what}\n{new}"
                    );
                    if what == "block list, keys after it" && line_end == "\n" && ending {
                        assert!(new.contains(&format!("行の注記\n{july}")) && new.ends_with(tail), "{new}");
                    }
                    if what == "a later month" && line_end == "\n" {
                        assert!(new.contains("予定: 毎日}\n  # 八月の注記"), "{new}");
                    }
                }
            }
        }
    }
}

/// How many bytes two texts share at their beginnings and ends.
fn common_ends(old: &str, new: &str) -> (usize, usize) {
    let before = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let after = old.bytes().rev().zip(new.bytes().rev()).take_while(|(a, b)| a == b).count().min(old.len() - before);
    let floor = (0..=before).rev().find(|at| old.is_char_boundary(*at)).unwrap_or(0);
    let ceil = (0..=after).rev().find(|at| old.is_char_boundary(old.len() - *at)).unwrap_or(0);
    (floor, ceil)
}

#[test]
fn a_broken_plan_is_left_alone() {
    let block = laid(SAMPLE, month(2025, 7));
    for text in ["第6表: [\n", "a: b: c\n", "第6表: *x\n", "第6表: まだ\n", "第6表: {年月: 令和7年6月}\n"]
    {
        assert_eq!(insert_block(text, &block).unwrap_err().kind, RefusalKind::Unreadable, "{text}");
    }
}

#[test]
fn the_sample_grows_by_one_piece() {
    let block = laid(SAMPLE, month(2025, 7));
    let new = insert_block(SAMPLE, &block).unwrap();
    let at = SAMPLE.find("\n給付率: 90").unwrap();
    let piece = block.yaml().trim_start_matches("第6表:\n").to_owned();
    assert_eq!(new, format!("{}{piece}{}", &SAMPLE[..at], &SAMPLE[at..]));
    assert_eq!(month_text(&new, month(2025, 7)).unwrap(), block.yaml());
    // Month after month.
    let mut text = new;
    for at in [month(2025, 8), month(2025, 9), month(2025, 10)] {
        text = insert_block(&text, &laid(&text, at)).unwrap();
    }
    let case = plan(&text);
    assert_eq!(case.months.len(), 5);
    // 2025-10: Mondays 6, 13, 20, 27 – nothing was lost on the way.
    assert_eq!(case.months[4].lines[0].planned.counts(month(2025, 10)).iter().filter(|uses| **uses > 0).count(), 4);
}

#[test]
fn actual_begins_as_planned() {
    let june = month(2025, 6);
    let flow = "第6表:\n  - 年月: 2025-06\n    サービス:\n      - {サービス内容: い, サービスコード: \"111211\", 予定: {曜日: [月]}, 休み: [9]} # 注\n      - {サービス内容: ろ, サービスコード: \"171007\", 予定: 毎日}\n      - {サービス内容: は, サービスコード: \"116275\", 加算率: 24.5%}\n      - {サービス内容: に, 予定: [3], 実績: [4]}\n      - {サービス内容: ほ, 予定: {5: 2}, 実績: }\n      - {サービス内容: へ}\n";
    let block = actual_block(&plan(flow), june).unwrap();
    let new = insert_actual(flow, &block).unwrap();
    let expected = flow
        .replace("予定: {曜日: [月]}, 休み", "予定: {曜日: [月]}, 実績: [2, 16, 23, 30], 休み")
        .replace("予定: 毎日}", "予定: 毎日, 実績: 毎日}")
        .replace("実績: }", "実績: {5: 2}}");
    assert_eq!(new, expected);
    let again = actual_block(&plan(&new), june).unwrap();
    assert_eq!(again.lines, []);
    assert_eq!(insert_actual(&new, &again).unwrap(), new);

    let lines = "第6表:\r\n  - 年月: 2025-06\r\n    サービス:\r\n      - サービス内容: い\r\n        予定: [2, 9] # 月\r\n        単位数: 1\r\n      - 予定:\r\n          - 3\r\n          - 10\r\n        サービス内容: ろ\r\n      - サービス内容: は\r\n        予定: 毎日";
    let new = insert_actual(lines, &actual_block(&plan(lines), june).unwrap()).unwrap();
    let all = (1..=30).map(|day| day.to_string()).collect::<Vec<_>>().join(", ");
    let expected = lines
        .replace("予定: [2, 9] # 月\r\n", "予定: [2, 9] # 月\r\n        実績: [2, 9]\r\n")
        .replace("- 10\r\n", "- 10\r\n        実績: [3, 10]\r\n")
        + &format!("\r\n        実績: [{all}]");
    assert_eq!(new, expected);
    assert!(actual_block(&plan(lines), month(2025, 7)).is_err());
    assert!(month_text(&new, june).unwrap().contains("実績: [2, 9]"));
}

/// The whole round: week or month laid out, 実績 begun, both annexes the same.
#[test]
fn actual_as_planned_costs_as_planned() {
    let june = month(2025, 6);
    let new = insert_actual(SAMPLE, &actual_block(&plan(SAMPLE), june).unwrap()).unwrap();
    let options = AnnexOptions::default();
    let (planned, actual) =
        (compute(&new, Mode::Planned, options).unwrap(), compute(&new, Mode::Actual, options).unwrap());
    assert_eq!(planned.rows, actual.rows);
}
