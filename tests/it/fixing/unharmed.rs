//! What `fix --suggested` must not do: take a sign of a text, keep a stray one and print it, change a line that is right, or leave a plan
//! that cannot be read where it could be.

use super::{SAMPLE, read};
use careplan::press::mend;

const HOME: &str = include_str!("../../plans/end-of-life-home.yaml");

/// The text with every proposal made; what no proposal mends stays. Windows' line ends change nothing.
#[track_caller]
pub(super) fn suggested(text: &str) -> String {
    let made = |text: &str| mend(&read, None, &|_| true, read(text)).text;
    let new = made(text);
    let windows = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(made(&windows(text)), windows(&new), "with CR LF");
    new
}

/// A plan with one piece written otherwise.
#[track_caller]
pub(super) fn with(plan: &str, piece: &str, slip: &str) -> String {
    assert!(plan.contains(piece), "the plan has no «{piece}»");
    plan.replacen(piece, slip, 1)
}

/// What the slip becomes is the plan as it was, with a cut-out of what differs where it is not.
#[track_caller]
pub(super) fn is(plan: &str, wanted: &str) {
    let differs = || similar::TextDiff::from_lines(wanted, plan).unified_diff().context_radius(0).to_string();
    assert!(plan == wanted, "{}", differs().chars().take(600).collect::<String>());
}

/// Proposals leave a slip as it is.
#[track_caller]
pub(super) fn stays(slip: &str) {
    is(&suggested(slip), slip);
}

/// Proposals mend a slip of a piece of a plan.
#[track_caller]
pub(super) fn mends(plan: &str, piece: &str, slip: &str) {
    is(&suggested(&with(plan, piece, slip)), plan);
}

/// A sign in a name of 第２表 hides that other tables have it: no second row comes of it.
#[test]
fn a_sign_in_a_name_adds_no_row_elsewhere() {
    let provider = "                  事業所: デイサービスセンター架空の里\n";
    for sign in ["、", "\"", ";", "」"] {
        mends(SAMPLE, provider, &provider.replace('\n', &format!("{sign}\n")));
    }
    let quoted = |kind: &str| with(HOME, "サービス種別: 訪問入浴介護\n", &format!("サービス種別: {kind}\n"));
    for mark in ['\'', '"'] {
        let slip = quoted(&format!("訪{mark}問入浴介護{mark}"));
        is(&suggested(&slip), &quoted(&format!("{mark}訪問入浴介護{mark}")));
    }
}

/// A colon that was lost behind a comma makes no text of two fields, and nothing is missed that stands on the line.
#[test]
fn a_lost_colon_behind_a_comma_comes_back() {
    let row = "{所属: 通所介護ゆずの里, 職種: 生活相談員, 氏名: 垂水 葵}";
    let plan = |row: &str| format!("様式: 国令和3年\n利用者: {{氏名: 架空 花子}}\n第4表:\n- 出席者:\n  - {row}\n");
    for (slip, mark) in [("職種 生", ""), ("職種; 生", ";"), ("職種→生", "→")] {
        let slip = plan(&row.replace("職種: 生", slip));
        let new = suggested(&slip);
        assert!(new.contains(row), "{mark}: {new}");
    }
    let date = "  同意: {日付: 令和7年5月27日, 署名: 讃岐 ハル}";
    mends(SAMPLE, date, &date.replace("署名: ", "署名→"));
}

/// A guess after which the line cannot be read, or nobody knows its key, is none.
#[test]
fn what_leaves_a_line_unreadable_is_not_done() {
    for (piece, slip) in [
        ("第2表:\n", "第2表:’\n"),
        ("    予定:\n", "    予定:]\n"),
        ("第3表:\n", "第3表://メモ\n"),
        ("  同意: {", "  -同意: {"),
    ] {
        if SAMPLE.contains(piece) {
            stays(&with(SAMPLE, piece, slip));
        }
    }
    let row =
        |key: &str| format!("第2表:\n  ニーズ: [\n    {{\n      {key}: 歩きたい,\n      長期目標: []\n    }}\n  ]\n");
    let slip = row("課:題");
    assert!(!suggested(&slip).contains("課: 題"), "{}", suggested(&slip));
}

/// A sign between the colon and the blank is none of the value: with a blank of its own it would be printed before the name.
#[test]
fn a_sign_between_colon_and_blank_gets_no_blank_unasked() {
    let certain = |offer: &careplan::press::Offer| offer.fix.certain;
    for sign in ["～", "・", "※", "０", "\\", "」"] {
        let slip = with(SAMPLE, "  氏名: 讃岐", &format!("  氏名:{sign} 讃岐"));
        is(&mend(&read, None, &certain, read(&slip)).text, &slip);
    }
    for note in ["//メモ", "]", "^"] {
        let slip = with(SAMPLE, "第3表:\n", &format!("第3表:{note}\n"));
        is(&mend(&read, None, &certain, read(&slip)).text, &slip);
    }
    // A value over entries of its own is none: with its blank, the plan could still not be read.
    let slip = "利用者:讃岐 ハル\n  フリガナ: サヌキ ハル\n";
    is(&mend(&read, None, &certain, read(slip)).text, slip);
}

/// Where a text was split, or pasted at the margin, its signs stay.
#[test]
fn a_text_that_goes_on_below_loses_no_sign() {
    let slip = with(SAMPLE, "  援助の方針: |-\n", "  援助の方針: |-\n    朝の家事は続けたいが、\n膝が痛む。\n");
    assert!(suggested(&slip).contains("続けたいが、\n"), "{}", suggested(&slip).lines().nth(39).unwrap_or_default());
    let row = "    内容: 面接し、課題分析を行った。\n";
    let plan = format!(
        "様式: 国令和3年\n利用者: {{氏名: 架空 花子}}\n第5表:\n  - 年月日: 令和7年5月20日\n{row}    記載者: 栗林\n"
    );
    let slip = plan.replace("面接し、", "面接し、\n");
    assert!(suggested(&slip).contains("面接し、\n"), "{}", suggested(&slip));
    // A line of a text over entries is no heading.
    let pasted = plan.replace("  - 年月日", "    【緊急時】呼びかけに応えないときは、119番へ。\n  - 年月日");
    assert!(suggested(&pasted).contains("119番へ。\n"), "{}", suggested(&pasted));
}

/// A line that begins a row and stands twice, or for itself, goes with all it says: no empty row is left.
#[test]
fn a_brace_that_begins_nothing_leaves_no_row() {
    let row = "  - {\n      年月日: 令和7年5月20日,\n      項目: 電話,\n      内容: 様子を聞いた。\n    }\n";
    let plan = format!("様式: 国令和3年\n利用者: {{氏名: 架空 花子}}\n第5表:\n{row}{row}第6表: []\n")
        .replacen("20日", "19日", 1);
    let second = plan.rfind("  - {\n").unwrap_or_default();
    for at in [plan.find("  - {\n").unwrap_or_default(), second, plan.rfind("第6表").unwrap_or_default()] {
        let slip = format!("{}  - {{\n{}", &plan[..at], &plan[at..]);
        is(&suggested(&slip), &plan);
    }
}

/// Signs in the place of 「|-」, of a closing or an opening quote, and one over the indentation of a text.
#[test]
fn a_stray_sign_is_not_kept_and_printed() {
    let head = "  意向と課題分析: |-\n";
    for slip in ["-|", "l-", "I-", "1-", "/-", "l"] {
        mends(SAMPLE, head, &head.replace("|-", slip));
    }
    let name = "  氏名: 讃岐 ハル\n";
    let quoted = with(SAMPLE, name, "  氏名: '讃岐 ハル'\n");
    mends(&quoted, "ハル'\n", "ハル\"\"\n");
    let line = SAMPLE.find(head).map(|at| &SAMPLE[at + head.len()..]).and_then(|text| text.lines().next());
    let line = line.unwrap_or_default();
    for sign in [":", ";", "、"] {
        mends(SAMPLE, line, &format!("{sign}{line}"));
    }
    let json = "{\"様式\": \"国令和3年\", \"利用者\": {\"氏名\": \"架空 花子\"}, \"第5表\": [{\"項目\": \"電話\", \"記載者\": \"栗林\"}]}\n";
    is(&suggested(&json.replace("\"電話", "　電話")), json);
}

/// A sign behind the comma of a row, and a heading that lost its colon and its blank.
#[test]
fn signs_at_a_line_s_end_get_no_comma_and_no_colon_behind_them() {
    let plan = "様式: 国令和3年\n利用者: {\n  \"氏名\": \"架空 花子\"\n}\n第3表: {\n  \"週間\": [\n    {\"曜日\": [\"月\"], \"内容\": \"訪問介護\"},\n    {\"曜日\": [\"火\"], \
                \"内容\": \"通所介護\"}\n  ]\n}\n";
    for sign in [";", "、", "。"] {
        is(&suggested(&plan.replace("訪問介護\"},", &format!("訪問介護\"}},{sign}"))), plan);
    }
    is(&suggested(&plan.replace("第3表: {", "第3表{")), plan);
}

/// Where a line was deleted or moved, those that are right stay as they are.
#[test]
fn lines_beside_one_that_is_gone_stay() {
    // Its text went to the line above.
    let meeting = "第4表:\n  - 出席者:\n      - 所属: 架空歯科\n        欠席: 訪問診療中\n          ・病状と見通し\n          ・入浴\n";
    let new = suggested(&format!("様式: 国令和3年\n利用者: {{氏名: 架空 花子}}\n{meeting}"));
    assert!(new.contains("欠席: 訪問診療中\n"), "{new}");
    // A row that lost its first line begins with no other one.
    let row = |day: u8| format!("- 年月日: 令和7年5月{day}日\n  時刻: '10:00'\n  項目: 電話\n  記載者: 栗林\n");
    let plan = format!("様式: 国令和3年\n利用者:\n  氏名: 架空 花子\n第5表:\n{}{}{}", row(20), row(21), row(22));
    stays(&with(&plan, "- 年月日: 令和7年5月21日\n", ""));
    // A pair of another row, pasted between two, is no activity that belongs elsewhere.
    let hour = |time: &str| format!("    {{\"時刻\": \"{time}\", \"内容\": \"食事\"}}");
    let hours = [hour("8:00"), "    \"時刻\": \"19:00\"".to_owned(), hour("12:00"), hour("19:00")].join(",\n");
    stays(&format!(
        "{{\n  \"様式\": \"国令和3年\",\n  \"利用者\": {{\"氏名\": \"架空 花子\"}},\n  \"第3表\": {{\"日常生活\": [\n{hours}\n  ], \"週単位以外\": \"なし\"}}\n}}\n"
    ));
}

/// What a row is that lacks its 「サービス種別」 nobody writes into another table.
#[test]
fn a_service_without_its_kind_is_written_nowhere() {
    let plan = include_str!("../../plans/living-alone-dementia.yaml");
    stays(&with(plan, "                  サービス種別: 居宅療養管理指導（薬剤師）\n", ""));
}

/// A name that is mistyped in one of two places: neither gets a row of its own in the list of who attended.
#[test]
fn nobody_attends_twice_under_a_mistyped_name() {
    let provider = "                  事業所: デイサービスセンター架空の里\n";
    mends(SAMPLE, provider, &provider.replace('\n', "@\n"));
    for other in ["デイ架空", "デイサービス #センター架空の里", ""] {
        let row = "- {所属: デイサービスセンター架空の里, 職種: 生活相談員";
        let slip = with(SAMPLE, row, &format!("- {{所属: \"{other}\", 職種: 生活相談員"));
        assert!(!suggested(&slip).contains("職種: \"\""), "{other}");
    }
}

/// A note that was typed below a value that is no text, or behind a row: no proposal makes it a part of them.
#[test]
fn a_note_becomes_no_part_of_a_value_or_a_row() {
    let covered = "                  保険給付: ○\n";
    stays(&with(SAMPLE, covered, &format!("{covered}                    // 済\n")));
    let row = |day: u32| format!("  {{年月日: 令和7年6月{day}日, 項目: 電話, 内容: 様子を聞いた, 記載者: 栗林}}");
    for note in ["（要確認）", " // 済"] {
        stays(&format!("利用者: {{氏名: 架空 花子}}\n第5表: [\n{},{note}\n{}\n]\n", row(1), row(2)));
    }
}

/// The last line of a row and the first of the next in each other's place: the line that stands twice is the row's above.
#[test]
fn a_line_that_the_row_above_lacks_is_not_deleted() {
    let (last, first) = ("    記載者: 栗林\n", "  - 年月日: 令和7年5月20日\n");
    let slip = SAMPLE.replacen(&format!("{last}{first}"), &format!("{first}{last}"), 1);
    if slip != SAMPLE {
        stays(&slip);
    }
    let row = |day: u32| format!("  - 年月日: 令和7年6月{day}日\n    項目: 電話\n    記載者: 栗林\n");
    let plan = format!("様式: 国令和3年\n利用者:\n  氏名: 架空 花子\n第5表:\n{}{}{}", row(1), row(2), row(3));
    let swapped =
        plan.replace("    記載者: 栗林\n  - 年月日: 令和7年6月2日\n", "  - 年月日: 令和7年6月2日\n    記載者: 栗林\n");
    assert_ne!(swapped, plan);
    assert_eq!(suggested(&swapped).matches("記載者: 栗林").count(), 3);
}

/// What stands in the place of a colon, a comma, a quote or 「|-」 goes with it.
#[test]
fn no_half_of_a_sign_stays() {
    for sign in ["⇒ ", "≫ ", "… "] {
        mends(SAMPLE, "  作成年月日: 令和7年5月27日\n", &format!("  作成年月日{sign}令和7年5月27日\n"));
    }
    mends(SAMPLE, "  認定日: 令和7年4月7日\n", "  認定日；令和7年4月7日\n");
    let head = "  意向と課題分析: |-\n";
    for wrapped in ["「|-", "（|-", "“|-”", "「|-」"] {
        mends(SAMPLE, head, &head.replace("|-", wrapped));
    }
    let plan = "様式: 国令和3年\n利用者:\n  氏名: 架空 花子\n第3表:\n  日常生活:\n    - {\"時刻\": \"12:00\", \"内容\": \"昼食\"}\n  週単位以外: なし\n";
    mends(plan, "\"時刻\": ", "\"時刻\"：　");
    let plan = "様式: 国令和3年\n利用者:\n  氏名: 架空 花子\n第3表:\n  週間: [\n    {\n      曜日: [月],\n      時間: 8:30～10:00,\n      \
                内容: 訪問介護\n    }\n  ]\n  週単位以外: なし\n";
    for sign in [".", "､", "・", ";"] {
        mends(plan, "10:00,\n", &format!("10:00{sign}\n"));
    }
    let code = "様式: 国令和3年\n利用者:\n  氏名: 架空 花子\n  電話: '087-000-0000'\n";
    mends(code, "'087-000-0000'", "`087-000-0000´");
}

/// A sign alone is no text, and of a key that was cut by a comment its end goes with it.
#[test]
fn a_sign_alone_and_the_end_of_a_key_are_asked() {
    let certain = |offer: &careplan::press::Offer| offer.fix.certain;
    for sign in ["*", "&", "!", "%", "@", "`"] {
        let slip = with(SAMPLE, "  氏名: 讃岐 ハル", &format!("  氏名: {sign}"));
        is(&mend(&read, None, &certain, read(&slip)).text, &slip);
        assert!(!suggested(&slip).contains(&format!("'{sign}'")), "{sign}");
    }
    let slip = with(SAMPLE, "  日常生活:\n", "  日常生 #活:\n");
    is(&mend(&read, None, &certain, read(&slip)).text, &slip);
    assert!(!suggested(&slip).contains('#') || !suggested(&slip).contains("日常生活#活"));
}

/// A heading that was pasted into a text, one joined by a comma, and a note above one.
#[test]
fn what_stands_beside_a_heading_is_no_part_of_it() {
    let plan =
        "様式: 国令和3年\n利用者:\n  氏名: 架空 花子\n第1表:\n  意向と課題分析: '家で暮らしたい。\n\n    歩きたい。'\n";
    stays(&plan.replace("。\n\n    歩", "。\n\n援助:\n    歩"));
    let name = "  デイサービスセンター架空の里:";
    let below = "\n    事業所番号: \"3799900012\"\n    地域区分: 7級地\n";
    let own = format!("{name} {{事業所番号: \"3799900012\", 地域区分: 7級地}}\n");
    let plan = with(SAMPLE, &own, &format!("{name}{below}"));
    let slip = with(&plan, name, "  架空の里:\n    地域区分: その他 , デイサービスセンター架空の里:");
    assert!(!suggested(&slip).contains("\n  その他 , "));
    stays(&with(&plan, name, &format!("  TODO\n{name}")));
}

/// The marks that git leaves become no part of a text, and the lines between them stay where they are.
#[test]
fn marks_of_a_conflict_become_no_part_of_a_text() {
    let line = "    長女（市内に別居";
    let start = SAMPLE.find(line).unwrap();
    let end = start + SAMPLE[start..].find('\n').unwrap() + 1;
    let own = &SAMPLE[start..end];
    let slip = format!("{}<<<<<<< HEAD\n{own}=======\n{own}>>>>>>> other\n{}", &SAMPLE[..start], &SAMPLE[end..]);
    stays(&slip);
    let told = read(&slip);
    assert!(format!("{:?}", told.mistakes).contains("二人が同じ所を直した"), "{:?}", told.mistakes);
}

/// A tab before the first line of a text: as deep as those below it. A sign with a line for itself goes with the line.
#[test]
fn a_text_keeps_its_depth_and_gets_no_empty_line() {
    let heading = "    検討内容: |-\n";
    let first = HOME.find(heading).unwrap() + heading.len();
    let slip = format!("{}\t{}", &HOME[..first], HOME[first..].trim_start_matches(' '));
    is(&suggested(&slip), HOME);
    let line = "    長女（市内に別居";
    is(&suggested(&with(SAMPLE, line, &format!("?\n{line}"))), SAMPLE);
}
