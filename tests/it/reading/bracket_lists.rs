//! Lists in brackets over several lines: the line with the slip is told, not a row beside it nor the bracket that opens all.

use super::{mended, names, tells, told, with_line};

const PLAN: &str = "\
第3表:
  週間: [
    {曜日: [月], 内容: 訪問介護},
    {曜日: [木], 内容: 通所介護},
    {曜日: [金], 内容: 配食}
  ]
  日常生活: [
    {時刻: '7:30', 内容: 朝食},
    {時刻: '9:00', 内容: 水やり}
  ]
  週単位以外: 福祉用具貸与
";

/// The plan with a line of it written otherwise, or with lines more.
fn with(number: usize, line: &str) -> String {
    with_line(PLAN, number, line)
}

/// The commas of a list above are none too many, whatever is wrong below it.
#[test]
fn the_item_below_a_list() {
    tells(PLAN, &[]);
    tells(&with(11, "  週単位以外：福祉用具貸与"), &["11:8 YML008 全角の「：」"]);
    tells(&with(11, "  週単位以外 福祉用具貸与"), &["11:3 YML001"]);
    tells(&with(11, "  > 週単位以外: なし"), &["11:3 YML001"]);
    tells(&with(8, "    ｛時刻: '7:30', 内容: 朝食},"), &["8:5 YML008 全角の「｛」"]);
    tells(&with(6, "  ],"), &["6:4 YML001 この行の終わりの「]」の後に、余分な「,」"]);
}

#[test]
fn the_bracket_that_opens_all() {
    tells(&with(2, "  週間:"), &["2:3 YML001 この行で始まるはずの括弧"]);
    tells(&with(2, "  週間: ［"), &["2:7 YML008 全角の「［」"]);
    for other in ["【", "「", "（", "("] {
        tells(&with(2, &format!("  週間: {other}")), &["2:7 YML001 ここの括弧"]);
    }
}

#[test]
fn the_bracket_that_closes_all() {
    tells(&with(6, "  ］"), &["6:3 YML008 全角の「］」"]);
    tells(&with(6, "  }"), &["6:3 YML001 この行の閉じ括弧が、開いた括弧と違います"]);
    for other in ["】", "」", "）", ")"] {
        tells(&with(10, &format!("  {other}")), &["10:3 YML001 ここの括弧"]);
    }
}

#[test]
fn a_blank_before_a_bracket() {
    for blank in ['\u{3000}', '\u{a0}'] {
        tells(&with(4, &format!("   {blank}{{曜日: [木], 内容: 通所介護}},")), &["4:4 YML008 値や括弧の外に"]);
    }
    // As deep as it looks.
    assert_eq!(mended(&PLAN.replace("    {曜日: [木]", "　　{曜日: [木]")), [PLAN]);
}

#[test]
fn a_line_that_went_astray() {
    let row = "{曜日: [木], 内容: 通所介護},";
    tells(&with(4, &format!("//    {row}")), &["4:7 YML001"]);
    tells(&with(4, &format!("12\t    {row}")), &["4:"]);
    tells(&with(4, &format!("\"    {row}\"")), &["4:1 YML001"]);
    for stray in ["あとで直す", "<<<<<<< HEAD"] {
        tells(&with(4, &format!("{stray}\n    {row}")), &["4:1 YML001"]);
    }
}

/// The bracket that closes all may stand below the rows, or behind the last.
#[test]
fn other_places_of_the_bracket_that_closes_all() {
    for plan in [PLAN.replace("\n  ]", "\n    ]"), PLAN.replace("\n  ]", "]")] {
        tells(&plan, &[]);
        tells(&plan.replace("週間: [", "週間:"), &["2:3 YML001 この行で始まるはずの括弧"]);
        tells(&plan.replace("週間: [", "週間: 「"), &["2:7 YML001 ここの括弧"]);
    }
    let below = PLAN.replace("\n  ]", "\n    ]").replace("週間: [", "週間: {");
    tells(&below, &["2:7 YML001 この行の開き括弧「{」が、中身とも閉じ括弧とも合いません"]);
}

/// A row in full-width braces is told once, and both are mended together; the rows around it are innocent.
#[test]
fn a_row_in_full_width_braces() {
    let slip = with(4, "    ｛曜日: [木], 内容: 通所介護｝,");
    tells(&slip, &["4:5 YML008 全角の「｛」"]);
    assert_eq!(mended(&slip), [PLAN]);
    let dashed =
        PLAN.replace("週間: [", "週間:").replace("    {曜日", "    - {曜日").replace("},\n    - {曜", "}\n    - {曜");
    let dashed = dashed.replacen("\n  ]", "", 1);
    tells(&dashed, &[]);
    let slip = dashed.replace("{曜日: [木], 内容: 通所介護}", "｛曜日: [木], 内容: 通所介護｝");
    tells(&slip, &["4:7 YML008 全角の「｛」"]);
    assert_eq!(mended(&slip), [dashed]);
}

/// The row below it is none too many.
#[test]
fn a_comment_behind_the_bracket_of_a_row() {
    let plan = |sign: &str| {
        format!(
            "家族: [\n  {{氏名: 甲, 続柄: 子}},\n  {{{sign}氏名: 乙, 続柄: 孫}},\n  {{氏名: 丙, 続柄: 孫}}\n]\n利用者: {{氏名: 丁}}\n"
        )
    };
    tells(&plan(""), &[]);
    for sign in [" # ", " #"] {
        let told = told(&plan(sign));
        assert!(told.len() == 1 && told[0].starts_with("3:"), "{told:#?}");
    }
}

const OFFICE: &str = "\
居宅介護支援事業所: {
    \"名称\": \"架空会\",
    \"電話\": \"087-000-0000\"
  }
サービス事業所: {
    \"甲\": {
      \"事業所番号\": \"3799901003\",
      \"地域区分\": \"7級地\"
    },
    \"乙\": {
      \"事業所番号\": \"3799901006\",
      \"地域区分\": \"7級地\"
    }
  }
";

/// JSON beneath the keys of a file: what closes it deeper than its key is no bracket lost at the first of its rows.
#[test]
fn the_last_bracket_typed_twice_below_a_key() {
    tells(OFFICE, &[]);
    let slip = format!("{OFFICE}  }}\n");
    tells(&slip, &["15:1 YML001 この行に余分な「}」がある"]);
    assert_eq!(mended(&slip), [OFFICE]);
    names(&slip, 15, 14);
}

/// The first heading stands where headings do.
#[test]
fn the_second_heading_moved_with_lines_below_it() {
    let slip = OFFICE.replace("サービス事業所: {\n    \"甲\": {", "  サービス事業所: {\n      \"甲\": {");
    tells(&slip, &["5:3 YML001 この行の字下げ（半角2文字）がずれている"]);
    let alone = OFFICE.replace("サービス事業所", "  サービス事業所");
    tells(&alone, &["5:3 YML001 この行の字下げ（半角2文字）がずれている"]);
}

/// Rows that hug each other, over more lines than a row that somebody types: the slip is told where it is, or with where the rows begin.
#[test]
fn a_slip_far_down_in_rows_that_hug_each_other() {
    let row =
        |day: u32| format!("  年月日: 令和7年6月{day}日,\n  項目: 電話,\n  内容: 様子を聞いた,\n  記載者: 栗林\n");
    let rows: Vec<String> = (1..=28).map(row).collect();
    let plan = format!("第5表: [{{\n{}}}]\n", rows.join("}, {\n"));
    tells(&plan, &[]);
    // The row of the 20th ends on line 101.
    let between = "令和7年6月21日";
    let comma = plan.replace(&format!("}}, {{\n  年月日: {between}"), &format!("}} {{\n  年月日: {between}"));
    tells(&comma, &["101:3 YML001"]);
    let bracket = plan.replace("第5表: [{", "第5表: {");
    let (said, last) = (told(&bracket), bracket.lines().count());
    assert!(said.len() == 1 && (said[0].starts_with("1:") || said[0].starts_with(&format!("{last}:"))), "{said:#?}");
    if !said[0].starts_with("1:") {
        names(&bracket, last, 1);
    }
}

/// A key of a row whose list goes over lines ends with that list: the line that lost its dash is told, not the list above it.
#[test]
fn a_dash_lost_before_a_list_over_lines() {
    let row = |day: &str| {
        format!("    - 曜日: [\n        {day}\n      ]\n      時間: '10:00～11:00'\n      内容: 訪問介護\n")
    };
    let plan = format!("第3表:\n  週間:\n{}{}{}", row("月"), row("水"), row("金"));
    tells(&plan, &[]);
    let slip = plan.replace("    - 曜日: [\n        水", "      曜日: [\n        水");
    assert!(told(&slip).iter().all(|one| one.starts_with("8:")), "{:#?}", told(&slip));
    assert!(!told(&slip).is_empty());
}

/// `[氏名: 山田, {続柄: 妻}]` are two rows to YAML: the first line of a row that was moved above its bracket, or the last below it, is
/// printed as a row of its own.
#[test]
fn a_value_that_slipped_out_of_its_row() {
    let json = "{\n  \"家族\": [\n    {\n      \"氏名\": \"山田 咲\",\n      \"続柄\": \"妻\"\n    },\n    {\n      \"氏名\": \"山田 緑\"\n    }\n  ]\n}\n";
    tells(json, &[]);
    let (open, name) = ("    {\n", "      \"氏名\": \"山田 咲\",\n");
    let above = json.replacen(&[open, name].concat(), &[name, open].concat(), 1);
    tells(&above, &["3:7 YML001 この行と次の行が、逆の順に書かれています"]);
    let far = json.replacen(&[open, name].concat(), open, 1).replacen(
        open,
        &["      \"電話\": \"なし\",\n", open].concat(),
        1,
    );
    tells(
        &far.replace("\"電話\": \"なし\",", "\"電話\": \"なし\",\n"),
        &["3:7 YML005 「電話」がどの行の { } の中にもない"],
    );
    tells("家族: [{氏名: 山田 咲}, 電話: なし, {氏名: 山田 緑}]\n", &["1:18 YML005 「電話」がどの行の"]);
    // Where no row has braces, each is meant so.
    tells("家族: [氏名: 山田 咲, 氏名: 山田 緑]\n", &[]);
}
