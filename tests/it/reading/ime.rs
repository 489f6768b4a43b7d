//! Signs that the keyboard gives for YAML's own in Japanese, among texts that hold the same signs.

use super::{read, tells};
use careplan::case::read::from_text;

#[test]
fn the_comma_before_a_key_is_meant_and_not_those_of_the_text() {
    let log = |content: &str| {
        format!("第5表:\n  - {{年月日: 令和7年5月9日, 項目: 訪問（自宅）, 内容: {content}、記載者: 栗林}}\n")
    };
    for content in ["本人、長女と面接。「膝が痛い、つらい」", "契約、説明", "契約"] {
        let yaml = log(content);
        let line = yaml.lines().nth(1).unwrap();
        let column = line[..line.rfind('、').unwrap()].chars().count() + 1;
        tells(&yaml, &[&format!("2:{column} YML008 全角の「、」")]);
    }
    // Of a text that runs into a key nothing proposes to throw the text away.
    let (plan, _) = from_text("p.yaml", "第5表:\n  - {年月日: 令和7年5月9日, 説明、項目: 訪問（自宅）}\n");
    let unknown = plan.problems.iter().find(|problem| problem.code.code() == "YML003").expect("an unknown key");
    assert!(unknown.fix.is_none(), "{unknown:?}");
}

#[test]
fn a_colon_before_a_bracket_is_blamed_and_not_the_bracket() {
    for (colon, place) in [("：", "2:5"), (" ：", "2:6")] {
        let week = format!("第3表:\n  週間{colon}[{{曜日: [月], 時間: '9:00～15:30', 内容: 通所介護}}]\n");
        tells(&week, &[&format!("{place} YML008 全角の「：」")]);
    }
    tells("第5表:\n  - 内容: [重要]見守り\n", &["2:9 YML001 「[」で始まる文"]);
}

#[test]
fn a_bullet_is_no_dash() {
    tells("第5表:\n・年月日: 令和7年5月27日\n  項目: 訪問（自宅）\n", &["2:1 YML008 全角の「・」"]);
    let item = "{曜日: [木], 時間: '9:00～10:00', 内容: 甲}";
    tells(&format!("第3表:\n  週間:\n    ・{item}\n    - {item}\n"), &["3:5 YML008 全角の「・」"]);
    // In a text it is a sign like any other.
    let plan = read("第1表:\n  援助の方針: |-\n    ・転倒を防ぐ：手すり\n    ・見守る\n");
    assert!(plan.problems.is_empty(), "{:?}", plan.problems);
}

#[test]
fn a_dash_before_a_bracket_wants_its_blank() {
    let people = |first: &str, second: &str| {
        format!(
            "第4表:\n  - 出席者:\n    {first}{{職種: 本人, 氏名: 讃岐 ハル}}\n    {second}{{職種: 長女, 氏名: 山田 咲}}\n"
        )
    };
    tells(&people("- ", "-"), &["4:5 YML001 「-」の後に半角の空白がありません"]);
    tells(&people("-", "- "), &["3:5 YML001 「-」の後に半角の空白がありません"]);
}
