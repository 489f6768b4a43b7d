//! Where no one line can be found that explains all, nobody is sent to a wrong one: the lines are named among which it is, and what
//! comes of it stands beside it. What is another slip is told for itself.

use super::{named::lines, tells, told, with_line};

const PLAN: &str = "\
利用者:
  氏名: 甲
第4表:
  - 開催日: 令和7年5月27日
    出席: {
        本人: ○,
        家族: ○
      }
    備考: 主治医は欠席
    出席者:
      - {所属: 甲荘,
         職種: 介護支援専門員,
         氏名: 乙}
      - {所属: 乙荘,
         職種: 看護師,
         氏名: 丙}
    結論: 続ける
";

/// Checks that every mistake names the line, at its place, beside it or among the lines in its words.
#[track_caller]
fn names(yaml: &str, line: usize) {
    let all = lines(yaml);
    assert!(
        !all.is_empty() && all.iter().all(|lines| lines.contains(&line)),
        "{line}: {all:?} {:#?}\n{yaml}",
        told(yaml)
    );
}

/// A line of another part within a row, or another line in its place.
#[test]
fn a_line_from_elsewhere_within_a_row() {
    tells(PLAN, &[]);
    for other in
        ["    備考: 主治医は欠席", "第6表:", "      - {所属: 丁荘, 氏名: 丁}", "給付率: 90", "            頻度: 毎日"]
    {
        for line in [12, 15] {
            names(&with_line(PLAN, line, other), line);
        }
    }
    names(&with_line(&with_line(PLAN, 8, "    備考: 主治医は欠席"), 9, "      }"), 8);
}

/// A bracket that closes less deep than its rows and deeper than its key is none of the lines below it.
#[test]
fn a_line_moved_below_a_row_that_is_closed() {
    names(&with_line(PLAN, 9, "        備考: 主治医は欠席"), 9);
}

/// What is of no part takes what it took in with it, and its bracket.
#[test]
fn a_block_that_belongs_nowhere() {
    let office = "サービス事業所:\n  デイ:\n    事業所番号: '3799900012'\n  ヘルパー:\n    事業所番号: '3799900032'\n";
    let put = office.replace("  デイ", "メモ:\n  - 手すりの件: 未\n  - 薬の件: 済\n  デイ");
    tells(&put, &["2:1 YML003 「メモ」という項目はここにはありません"]);
    let plan = "第2表:\n  作成年月日: 令和7年5月27日\n  ニーズ: [\n    {課題: 歩きたい},\n    {課題: 食べたい}\n  ]\n給付率: 90\n";
    tells(plan, &[]);
    tells(
        &plan.replace("ニーズ: [", "検討した項目: |-"),
        &["3:3 YML003 「検討した項目」という項目はここにはありません"],
    );
}

/// Two lines that came from elsewhere are named both.
#[test]
fn a_key_and_its_value_from_elsewhere() {
    let put = with_line(PLAN, 9, "    備考: 主治医は欠席\n氏名:\n1");
    names(&put, 11);
    names(&put, 10);
}

/// Two slips that are mended each for itself stay two.
#[test]
fn two_slips_beside_each_other_are_two() {
    let plan = with_line(&with_line(PLAN, 2, "  氏名：甲"), 4, "  - 開催日：令和7年5月27日");
    tells(&plan, &["2:5 YML008", "4:8 YML008"]);
}
