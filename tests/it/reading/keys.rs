//! Keys that are not known, and values of the wrong kind.

use super::{advises, mended, tells};
use careplan::case::read::from_text;
use careplan::case::read_case;
use careplan::source::Sources;

#[test]
fn the_nearest_key_is_offered() {
    for (section, written, meant) in [
        ("利用者", "ふりがな", "フリガナ"),
        ("利用者", "利用者氏名", "氏名"),
        ("利用者", "生年月", "生年月日"),
        ("利用者", "被保険者番合", "被保険者番号"),
        ("利用者", "電話番号", "電話"),
        ("認定", "有効期限", "有効期間"),
        ("認定", "要介護度状態区分", "要介護状態区分"),
        ("第1表", "援助方針", "援助の方針"),
        ("第3表", "週単位以外のサービス", "週単位以外"),
    ] {
        let yaml = format!("{section}:\n  {written}: x\n");
        tells(&yaml, &[&format!("2:3 YML003 「{written}」という項目はここにはありません")]);
        advises(&yaml, &[&format!("「{meant}」の書き誤りではありませんか")]);
    }
    advises("第一表: {}\n第弐表: {}\n", &["「第1表」の書き誤り", "「第1表」の書き誤り"]);
    advises("第2表:\n  ニーズ:\n    - 長期目票: []\n", &["「長期目標」の書き誤り"]);
    advises("第5表:\n  - サービス内溶: x\n", &["ここに書ける項目：年月日、時刻、項目、内容、記載者"]);
}

/// Of two keys as near the one that was typed but for its end; and the one that is not written yet.
#[test]
fn of_two_near_keys_the_one_that_is_missing() {
    let yaml = "第4表:\n  - 開催場: 自宅\n    結論: 続ける\n";
    advises(yaml, &["「開催場所」の書き誤りではありませんか"]);
    assert_eq!(mended(yaml), ["第4表:\n  - 開催場所: 自宅\n    結論: 続ける\n"]);
    advises("第4表:\n  - 開催日: 令和7年5月27日\n    開催所: 自宅\n", &["「開催場所」の書き誤り"]);
    advises("利用者:\n  被保険者番号: '0001234567'\n  保検者番号: '379991'\n", &["「保険者番号」の書き誤り"]);
    // Typed wrong it is still that one, where nothing else is near.
    advises("第1表:\n  区分: [初回]\n  区文: [初回]\n", &["「区分」の書き誤り"]);
}

#[test]
fn the_part_where_a_key_belongs_is_named() {
    advises("氏名: 讃岐\n", &["「氏名」は「利用者」「家族」「主治医」「緊急連絡先」などの中に書く項目です"]);
    advises("ニーズ: []\n", &["「ニーズ」は「第2表」の中に書く項目です"]);
    advises("利用者:\n  短期目標: []\n", &["「短期目標」は「第2表の長期目標」の中に書く項目です"]);
    advises(
        "第2表:\n  ニーズ:\n    - 課題: x\n      目標: y\n",
        &["「目標」は「第2表の長期目標」「第2表の短期目標」の中に書く項目です"],
    );
}

#[test]
fn a_value_of_the_wrong_kind_is_told_once() {
    tells("認定: [あ, い]\n", &["1:6 YML005 ここにはまとまり", "1:9 YML005 ここにはまとまり"]);
    tells("認定: 要介護2\n", &["1:5 YML005 ここにはまとまり"]);
    tells("第4表:\n  開催日: x\n  知らない: y\n", &["2:3 YML005 ここには一覧"]);
    tells("第5表: 訪問\n", &["1:6 YML005 ここには一覧"]);
    tells("利用者:\n  氏名: [讃岐]\n", &["2:7 YML005 ここには一つの文字"]);
    tells("利用者:\n  生年月日: {年: 1}\n", &["2:9 YML005 ここには一つの日付"]);
    advises("第4表:\n  開催日: x\n", &["一つだけのときも、初めの項目の前に「- 」を"]);
    advises("利用者:\n  氏名: [讃岐]\n", &["全体を '…' で囲みます"]);
}

#[test]
fn nothing_is_no_mistake() {
    tells(
        "利用者:\n認定: ~\n第1表: {}\n第4表: []\n第5表:\n第6表: null\n居宅介護支援事業所:\nサービス事業所:\n印字:\n例外:\n",
        &[],
    );
    tells(
        "利用者: {氏名: '', 性別: '', 生年月日: , 保険者番号: ~}\n第1表: {区分: [], 生活援助中心型の算定理由: ''}\n",
        &[],
    );
}

#[test]
fn mistakes_stand_in_the_order_of_the_file() {
    tells(
        "利用者:\n  指名: x\n  生年月日: 昨日\n認定: あ\n第5表:\n  - {年月日: 令和7年2月30日, 時間: x}\n利用者: {}\n",
        &["2:3 YML003", "3:9 YML006", "4:5 YML005", "6:11 YML006", "6:22 YML003", "7:1 YML004"],
    );
}

#[test]
fn full_width_and_composed_keys_are_what_they_look_like() {
    let decomposed = "フリカ\u{3099}ナ";
    for key in ["フリガナ", "ﾌﾘｶﾞﾅ", decomposed] {
        let plan = super::read(&format!(
            "利用者:\n  {key}: サヌキ\n第１表:\n  援助の方針: あ\n居宅介護支援事業所: {{ＦＡＸ: '087'}}\n"
        ));
        assert_eq!(plan.file.client.expect("利用者").kana.text(), "サヌキ", "{key}");
        assert_eq!(plan.file.plan_1.expect("第1表").policy.text(), "あ");
        assert_eq!(plan.file.office.get().expect("the office").fax.text(), "087");
    }
    tells("第1表: {}\n第１表: {}\n", &["2:1 YML004 「第1表」が二度書かれています"]);
    // A name that the writer chooses is no key of the format.
    let plan = super::read("サービス事業所:\n  ＤＳみなと: {地域区分: 7級地}\n");
    assert!(plan.file.providers.get().expect("the providers").get("ＤＳみなと").is_some());
}

#[test]
fn waivers_are_read() {
    let (case, _) = careplan::case::read::from_text(
        "plan.yaml",
        "第2表:\n  例外: [{規則: CP214, 理由: 本人の希望}]\n  ニーズ: []\n",
    );
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    assert_eq!((case.waivers[0].rule.text(), case.waivers[0].reason.text()), ("CP214", "本人の希望"));
    tells("第2表:\n  例外: CP214\n", &["2:7 YML005 ここには一覧"]);
    tells("第2表:\n  例外: [{規則: CP214, 訳: x}]\n", &["2:20 YML003 「訳」"]);
}

#[test]
fn linked_files() {
    tells("居宅介護支援事業所: office.yaml\n", &["1:12 YML012 「office.yaml」を読めません"]);
    let office =
        "居宅介護支援事業所:\n  名称: ひだまり\n  電話番号: x\nサービス事業所:\n  うみかぜ: {地域区分: 7級地}\n";
    let mut sources = Sources::default();
    let plan = "居宅介護支援事業所: office.yaml\nサービス事業所: office.yaml\n";
    let case = read_case("plan.yaml", plan.as_bytes(), &mut sources, &|name| match name {
        "office.yaml" => Ok(office.as_bytes().to_vec()),
        _ => Err("ありません".to_owned()),
    });
    assert_eq!(case.file.office.get().expect("the office").name.text(), "ひだまり");
    assert!(case.file.providers.get().expect("the providers").get("うみかぜ").is_some());
    assert_eq!(case.links, ["office.yaml"]);
    let shown: Vec<_> =
        case.problems.iter().map(|problem| careplan::report::human::short(&sources, &problem.into())).collect();
    assert_eq!(shown, ["office.yaml:3:3: error[YML003]: 「電話番号」という項目はここにはありません"]);
}

/// A proposal for a key takes away nothing that was written behind it.
#[test]
fn a_key_without_its_colon_keeps_its_value() {
    for (written, meant) in [
        ("  - 年月 令和7年6月\n    サービス: []\n", "  - 年月: 令和7年6月\n    サービス: []\n"),
        ("  - {年月 令和7年6月}\n", "  - {年月: 令和7年6月}\n"),
        ("  - {年月= 令和7年6月, サービス: []}\n", "  - {年月: 令和7年6月, サービス: []}\n"),
        ("  - {年月; '令和7年6月', サービス: []}\n", "  - {年月: '令和7年6月', サービス: []}\n"),
    ] {
        let all = mended(&format!("第6表:\n{written}"));
        assert!(all.contains(&format!("第6表:\n{meant}")), "{written}{all:?}");
        assert!(all.iter().all(|mended| mended.contains("令和7年6月")), "{written}{all:?}");
    }
    // What only resembles a key is not taken for it with all its words.
    let all = mended("第5表:\n  - 内容について電話で確かめた:\n");
    assert!(all.iter().all(|mended| mended.contains("電話で確かめた")), "{all:?}");
}

/// A line that says again what its part says is too much beside its twin; elsewhere it may be the line of another row or part, which
/// lost its own, and nobody takes it away unasked.
#[test]
fn a_line_is_not_taken_for_one_too_much_where_a_heading_was_lost() {
    let certain = |yaml: &str| {
        let (case, _) = from_text("plan.yaml", yaml);
        let twice = case.problems.iter().find(|problem| problem.code.code() == "YML004").expect("told");
        twice.fix.as_ref().expect("a fix").certain
    };
    let first = "第1表:\n  作成年月日: 令和7年5月27日\n  区分: [初回]\n";
    let again = "  作成年月日: 令和7年5月27日\n";
    let with = |heading: &str| format!("{first}{heading}{again}  ニーズ:\n    - 課題: 歩きたい\n");
    tells(&with(""), &["4:3 YML001 この行の上に、見出し「第2表:」があったはずです"]);
    assert_eq!(mended(&with("")), [with("第2表:\n")]);
    // A heading that became a comment is told at its own line, and everything below it is in its place.
    tells(&with("# 第2表:\n"), &["4:1 YML001 この行が「#」でコメントになっている"]);
    assert_eq!(mended(&with("# 第2表:\n")), [with("第2表:\n")]);
    let beside = |between: &str| format!("第1表:\n{again}{between}{again}");
    assert!(certain(&beside("# 二度\n")));
    assert!(!certain(&beside("  区分: [初回]\n")));
    // The heading below it stands a line too low.
    let too_low = with("").replace("  ニーズ:", "第2表:\n  ニーズ:");
    tells(&too_low, &["5:1 YML001 「第2表」の見出しの場所がずれている"]);
    assert_eq!(mended(&too_low), [with("第2表:\n")]);
    // Beside its twin in a row: it may be that of the next one, whose first lines are lost.
    let row = |item: &str, more: &str| format!("  - 年月日: 令和7年5月1日\n{item}{more}    内容: 訪問した\n");
    let item = "    項目: 訪問\n";
    assert!(!certain(&format!("第5表:\n{}{}", row(item, item), row(item, ""))));
}

/// Which line is gone is told once, not at each key that stood below it.
#[test]
fn keys_below_a_lost_heading_are_told_together() {
    let plan =
        "利用者:\n  氏名: 架空 花子\n認定:\n  状況: 認定済\n  認定日: 令和7年4月7日\n  要介護状態区分: 要介護2\n";
    tells(plan, &[]);
    let slip = plan.replace("認定:\n", "");
    tells(&slip, &["3:3 YML001 この行の上に、見出し「認定:」があったはずです"]);
    // In a part that stands elsewhere already, it is not a heading that is gone.
    let astray = format!("{slip}認定:\n  状況: 認定済\n");
    tells(&astray, &["3:3 YML003 「状況」から「要介護状態区分」までの3項目は、ここに書く項目ではありません"]);
    // One key alone may have strayed for itself, and what another part has is no run.
    let alone = plan.replace("  氏名: 架空 花子\n", "  氏名: 架空 花子\n  課題: 膝\n  認定日: 令和7年4月7日\n");
    tells(&alone, &["3:3 YML003 「課題」", "4:3 YML003 「認定日」"]);
}

/// A key in quotes that lost its colon, with entries of its own below it.
#[test]
fn a_key_in_quotes_without_its_colon() {
    let plan = |colon: &str| {
        format!("\"サービス事業所\":\n  \"デイ\"{colon}\n    \"事業所番号\": \"3799900012\"\n\"給付率\": \"90\"\n")
    };
    tells(&plan(":"), &[]);
    tells(&plan(""), &["2:3 YML001 「\"デイ\"」の後にコロン「:」がありません"]);
    assert_eq!(mended(&plan("")), [plan(":")]);
}

/// A value in quotes that lost its key.
#[test]
fn a_row_that_begins_with_a_value_alone() {
    let plan = |key: &str| format!("第3表:\n  日常生活:\n    - {key}'12:00'\n      内容: 昼食\n");
    tells(&plan("時刻: "), &[]);
    tells(&plan(""), &["3:7 YML001 「'12:00'」の前に項目名がありません"]);
}

/// A key in quotes with another mark for its colon.
#[test]
fn a_key_in_quotes_with_another_mark() {
    let plan = |colon: &str| {
        format!(
            "\"第1表\":\n  \"生活援助中心型の算定理由\": \"一人暮らし\"\n  \"同意\"{colon}\n    \"日付\": \"令和7年5月27日\"\n    \"署名\": \"讃岐 ハル\"\n"
        )
    };
    tells(&plan(":"), &[]);
    for colon in ["：", "：　", "；", " ="] {
        tells(&plan(colon), &["3:3 YML001 「\"同意\"」の後にコロン"]);
        assert_eq!(mended(&plan(colon)), [plan(":")]);
    }
}
