//! A line that is no mistake in itself and lets another be told: it is named beside that.

use super::{tells, told, unasked::unasked};
use careplan::case::read::from_text;
use careplan::source::Problem;

/// The lines that each mistake stands at or names, also those among which its words say that it is.
pub(super) fn lines(yaml: &str) -> Vec<Vec<usize>> {
    let (case, sources) = from_text("plan.yaml", yaml);
    let line = |span| sources.file_of(span).expect("a file").place(span.start).line;
    let range = |help: &str| {
        let (head, tail) = help.split_once("行目から").unwrap_or_default();
        let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0usize);
        number(head.rsplit(|c: char| !c.is_ascii_digit()).next())..=number(tail.split("行目").next())
    };
    let of = |one: &Problem| {
        let places = one.related.iter().map(|(span, _)| *span).chain([one.span]).map(line);
        places.chain(one.help.iter().flat_map(|help| range(help))).collect()
    };
    case.problems.iter().map(of).collect()
}

/// A heading pasted over another: what stands below it is not at fault.
#[test]
fn a_heading_that_stands_twice() {
    let plan = |heading: &str| {
        format!(
            "{heading}:\n  氏名: 甲\n  住所: 香川県\n第2表:\n  ニーズ:\n    - 課題: 歩きたい\n第6表:\n  - 年月: 令和7年6月\n    サービス: []\n"
        )
    };
    tells(&plan("利用者"), &[]);
    for twin in ["第2表", "第6表"] {
        let plan = plan(twin);
        let all = lines(&plan);
        assert!(all.len() > 1 && all.iter().all(|lines| lines.contains(&1)), "{all:?} {:#?}", told(&plan));
    }
}

/// Of a row some lines are comments, and what is left of it cannot be read.
#[test]
fn comments_beside_what_cannot_be_read() {
    let plan = "第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - サービス内容: 通所介護\n        サービスコード: '152442'\n  - 年月: 令和7年7月\n    作成年月日: 令和7年6月27日\n    サービス:\n      - サービス内容: 通所介護\n        サービスコード: '152442'\n";
    tells(plan, &[]);
    let slip = plan.replace(
        "        サービスコード: '152442'\n  - 年月: 令和7年7月",
        "#       サービスコード: '152442'\n# - 年月: 令和7年7月",
    );
    let all = lines(&slip);
    assert!(!all.is_empty() && all.iter().all(|lines| lines.contains(&6)), "{all:?} {:#?}", told(&slip));
}

/// The last line of a text behind a `#`: it ends the text, and nothing else says so. A remark of its own has one blank.
#[test]
fn the_end_of_a_text_made_a_comment() {
    let plan = |line: &str| format!("第4表:\n  - 検討内容: |-\n      一 入浴\n{line}\n    結論: 続ける\n");
    for line in ["#      二 家事", "  #    二 家事", "#      二 家事\n#      三 服薬"] {
        let column = line.find('#').unwrap_or_default() + 1;
        tells(&plan(line), &[&format!("4:{column} YML014 「#")]);
    }
    for line in ["# 二は次回", "    # 二は次回", "#"] {
        tells(&plan(line), &[]);
    }
}

/// In a row in braces that goes over lines a comma parts its entries, whatever is wrong elsewhere.
#[test]
fn entries_of_a_row_over_lines_are_no_joined_lines() {
    let plan = "第1表:\n  同意: {\n      日付: '令和7年4月28日', 署名: '甲'\n    }\n第6表:\n  作成年月日: '令和7年4月24日'\n  ニーズ: []\n";
    assert!(!told(plan).iter().any(|one| one.contains("改行が失われ")), "{:#?}", told(plan));
}

/// A sign before a value in quotes is one too many, and no part of it.
#[test]
fn a_sign_before_quotes_is_not_put_into_them() {
    for sign in ["*", "&", "@", "%"] {
        let plan = format!("第2表:\n  作成年月日: {sign}\"令和7年5月27日\"\n");
        assert_eq!(unasked(&plan), plan);
    }
}
