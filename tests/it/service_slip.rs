//! 第６表 and 提供票: which marks stand in the grid, how lines fill pages, and that no text is lost.

use crate::layout;
use crate::sheets::sample_path;
use crate::sheets::{Words, sheets, texts};
use careplan::calendar::Month;
use careplan::case::print::{ConsentLine, Honorific};
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::service_slip::{self, Copy, CopyKind};
use careplan::forms::{Context, FormOptions, NoticeKind, Selection, Sheet};
use serde_json::{Value, json};
use std::fmt::Write;

const OPTIONS: FormOptions = FormOptions {
    honorific: Honorific::Dono,
    consent_line: ConsentLine::Signature,
    equipment_columns: true,
    insurer_seal: false,
    footnotes: ["", ""],
};

/// The slips of a copy.
fn copies(plan: &str, copy: Copy, options: &FormOptions) -> Vec<Sheet> {
    let (case, _) = from_text("plan.yaml", plan);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    let context = Context::new(&case.file, options, Measures::embedded());
    service_slip::sheets(&context, &copy).expect("sheets")
}

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).expect("the sample")
}

/// A plan with one month and these lines.
fn month(head: &str, lines: &[String]) -> String {
    let mut yaml = format!("第6表:\n  - {head}\n    サービス:\n");
    for line in lines {
        let _ = writeln!(yaml, "      - {{{line}}}");
    }
    yaml
}

/// A text of a sheet by its number in one of its lists.
fn text(sheet: &Sheet, list: &str, number: &Value) -> String {
    let at = number.as_u64().and_then(|number| sheet.view()[list][usize::try_from(number).ok()?][0].as_u64());
    at.and_then(|at| usize::try_from(at).ok()).map(|at| sheet.texts[at].text.clone()).unwrap_or_default()
}

fn line<'a>(sheet: &'a Sheet, index: usize, row: &str) -> &'a Value {
    &sheet.data["lines"][index][row]
}

fn run(sheet: &Sheet, index: usize, row: &str) -> String {
    text(sheet, "runs", &line(sheet, index, row)["run"])
}

fn total(sheet: &Sheet, index: usize, row: &str) -> String {
    text(sheet, "texts", &line(sheet, index, row)["total"])
}

fn n_lines(sheet: &Sheet) -> usize {
    sheet.data["lines"].as_array().expect("lines").len()
}

#[test]
fn a_blank_slip_is_ruled_to_its_end() {
    let sheets = sheets("第6表", "{}");
    assert_eq!(sheets.len(), 1);
    let data = &sheets[0].data;
    assert_eq!((&data["ruled"], n_lines(&sheets[0])), (&json!(17), 0));
    assert_eq!((&data["days"], &data["weekdays"], &data["page"]), (&json!(31), &json!(""), &Value::Null));
    assert_eq!(text(&sheets[0], "texts", &data["head"]["month"]), "令和　　年　　月分");
    assert_eq!(text(&sheets[0], "texts", &data["head"]["limit_period"]), "　　　年　　月から　　　年　　月まで");
}

#[test]
fn the_month_of_the_sample_is_marked_day_by_day() {
    let sheets = sheets("第6表", &sample());
    let [sheet] = sheets.as_slice() else { panic!("one page") };
    assert_eq!(sheet.data["days"], 30);
    assert_eq!(sheet.data["sundays"], json!([0, 7, 14, 21, 28]));
    assert_eq!(run(sheet, 0, "planned"), "　１　　　　　　１　　　　　　１　　　　　　１　　　　　　１");
    let totals: Vec<_> = (0..n_lines(sheet)).map(|index| total(sheet, index, "planned")).collect();
    assert_eq!(totals, ["5", "4", "1", "8", "8", "1", "1", "1"]);
    assert_eq!(sheet.data["arrows"], json!([[12, 0, 29], [14, 0, 29]]), "every day of the month, in one arrow");
    assert!((0..n_lines(sheet)).all(|index| total(sheet, index, "actual").is_empty()), "not written: blank");
    let head = |key: &str| text(sheet, "texts", &sheet.data["head"][key]);
    assert_eq!((head("limit").as_str(), head("days_before").as_str()), ("19,705", "0"));
    assert_eq!((head("born_on").as_str(), &sheet.data["born_in"]), ("18年3月12日", &json!("昭和")));
}

#[test]
fn what_was_done_stands_under_what_was_planned() {
    let line = |rest: &str| format!("サービスコード: '111111', 事業所: う, {rest}");
    let plan = month(
        "年月: 令和7年6月",
        &[
            line("予定: [2, 9], 実績: {2: 12, 9: 1}"),
            line("加算率: 24.5%"),
            line("予定: [3], 実績: []"),
            "サービスコード: '171007', 事業所: ふ, 予定: 毎日, 開始: 令和7年6月10日, 休み: [20, 22], 実績: [5]"
                .to_owned(),
            "サービスコード: '151111', 事業所: う, 加算率: 9.2%".to_owned(),
        ],
    );
    let sheets = sheets("第6表", &plan);
    let sheet = &sheets[0];
    let actual: Vec<_> = (0..5).map(|index| total(sheet, index, "actual")).collect();
    assert_eq!(actual, ["13", "1", "0", "1", ""], "a percent addition follows its base; an empty list is none at all");
    assert_eq!(run(sheet, 0, "actual"), "　　　　　　　　１");
    let wide = line_of(sheet, 0, "actual", "wide");
    assert_eq!((&wide[0][0], text(sheet, "texts", &wide[0][1])), (&json!(1), "12".to_owned()));
    assert_eq!(sheet.data["arrows"], json!([[6, 9, 18], [6, 22, 29]]));
    assert_eq!(run(sheet, 3, "planned").trim_start_matches('　'), "１", "a day that stands alone keeps its figure");
    assert_eq!(run(sheet, 3, "actual"), "　　　　１");
}

fn line_of<'a>(sheet: &'a Sheet, index: usize, row: &str, key: &str) -> &'a Value {
    &line(sheet, index, row)[key]
}

#[test]
fn days_past_thirty_stand_on_a_pair_of_their_own() {
    let line =
        "サービス内容: 短期生活, サービスコード: '211123', 事業所: 杜, 30日超: [3], 予定: [1, 2, 3, 4]".to_owned();
    let sheets = sheets("第6表", &month("年月: 令和7年6月", &[line]));
    let sheet = &sheets[0];
    assert_eq!((total(sheet, 0, "planned"), total(sheet, 1, "planned")), ("3".to_owned(), "1".to_owned()));
    assert_eq!((run(sheet, 0, "planned").as_str(), run(sheet, 1, "planned").as_str()), ("１１　１", "　　１"));
    assert_eq!(text(sheet, "texts", &sheet.data["lines"][1]["words"][1]), "30日超　短期生活");
}

#[test]
fn the_columns_for_equipment_are_those_of_the_month() {
    let columns = |month_of: &str, equipment_columns| {
        let options = FormOptions { equipment_columns, ..OPTIONS };
        let plan = month(&format!("年月: {month_of}"), &["用具名称: 手すり".to_owned()]);
        copies(&plan, Copy::of(CopyKind::Client), &options)[0].data["equipment"] == true
    };
    assert!(!columns("令和7年3月", true));
    assert!(columns("令和7年4月", true));
    assert!(!columns("令和7年4月", false));
}

#[test]
fn a_level_that_changes_in_the_month_has_the_heavier_limit() {
    let plan = month(
        "年月: 令和7年6月\n    要介護状態区分: 要介護2\n    変更後要介護状態区分: 要介護3\n    変更日: 令和7年6月15日",
        &[],
    );
    let sheets = sheets("第6表", &plan);
    let data = &sheets[0].data;
    assert_eq!((&data["level"], &data["changed_level"]), (&json!(2), &json!(3)));
    assert_eq!(text(&sheets[0], "texts", &data["head"]["limit"]), "27,048");
    assert_eq!(text(&sheets[0], "texts", &data["head"]["changed_on"]), "令和7年6月15日");
}

#[test]
fn every_birthday_and_number_prints() {
    let of = |client: &str| sheets("第6表", &format!("利用者: {{{client}}}\n")).remove(0);
    for (day, era, printed) in [
        ("平成2年3月4日", json!("平成"), "2年3月4日"),
        ("大正元年8月1日", json!("大正"), "元年8月1日"),
        ("令和2年3月4日", Value::Null, "令和2年3月4日"),
    ] {
        let sheet = of(&format!("生年月日: {day}"));
        assert_eq!(sheet.data["born_in"], era);
        assert_eq!(text(&sheet, "texts", &sheet.data["head"]["born_on"]), printed);
    }
    let sheet = of("被保険者番号: H001234567, 保険者番号: '123'");
    assert_eq!(text(&sheet, "digits", &sheet.data["numbers"]["insured_number"]), "H001234567");
    assert_eq!(text(&sheet, "digits", &sheet.data["numbers"]["insurer_number"]), "123");
    let sheet = of("被保険者番号: '01234567890123456789'");
    assert_eq!(
        text(&sheet, "texts", &sheet.data["head"]["insured_number"]),
        "01234567890123456789",
        "across the boxes"
    );
}

#[test]
fn a_providers_copy_has_its_own_lines_and_no_place_to_sign() {
    let all = copies(&sample(), Copy::of(CopyKind::Provider), &OPTIONS);
    assert_eq!(all.iter().map(n_lines).collect::<Vec<_>>(), [3, 3, 2]);
    let copy = Copy { kind: CopyKind::Provider, provider: Some("デイサービスセンター架空の里") };
    let one = copies(&sample(), copy, &OPTIONS);
    let [sheet] = one.as_slice() else { panic!("one page") };
    assert_eq!((sheet.title.as_str(), &sheet.data["badge"]), ("サービス提供票", &Value::Null));
    assert_eq!(sheet.data["direction"], "居宅介護支援事業者→サービス事業者");
    assert_eq!(sheet.data["confirmed"], false);
    let office = copies(&sample(), Copy::of(CopyKind::Office), &OPTIONS);
    assert_eq!((office[0].title.as_str(), n_lines(&office[0])), ("第６表 サービス利用票（兼居宅サービス計画）", 8));
    assert_eq!(office[0].data["direction"], "居宅介護支援事業者（控）");
}

#[test]
fn an_empty_rate_is_no_rate() {
    let rate = "サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: '116275', 事業所: ア, 加算率: 24.5%";
    let slip = |of: &str| {
        let base = format!(
            "サービス内容: 身体介護２, サービスコード: '111211', 事業所: ア, 単位数: 387{of}, 予定: [2], 実績: [2]"
        );
        let plan = month("年月: 令和7年6月", &[base, rate.to_owned()]);
        copies(&plan, Copy::of(CopyKind::Office), &OPTIONS)[0].view().to_string()
    };
    assert_eq!(slip(""), slip(", 加算率: ''"));
}

#[test]
fn a_providers_copy_has_its_lines_however_they_spell_it() {
    let line = |name: &str, day: u8| {
        format!("サービス内容: 身体介護{day}, サービスコード: '111211', 事業所: {name}, 単位数: 387, 予定: [{day}]")
    };
    // Both spellings are written under サービス事業所: no reader can say which is meant.
    let plan = month("年月: 令和7年6月", &[line("ア 社", 2), line("ア　社", 3), line("イ社", 4)])
        + "サービス事業所:\n  ア 社: {地域区分: 7級地}\n  ア　社: {地域区分: 7級地}\n";
    let sheets = copies(&plan, Copy::of(CopyKind::Provider), &OPTIONS);
    assert_eq!(sheets.len(), 2);
    let words = |sheet: &Sheet| sheet.texts.iter().map(|text| text.text.clone()).collect::<Vec<_>>().join(" ");
    for (at, content, is_there) in
        [(0, "身体介護2", true), (0, "身体介護3", true), (0, "身体介護4", false), (1, "身体介護4", true)]
    {
        assert_eq!(words(&sheets[at]).contains(content), is_there, "{at} {content}");
    }
}

/// 40 lines whose names no cell holds.
fn long_plan(length: usize) -> (String, Vec<String>) {
    let mut words = Words::default();
    let mut names = Vec::new();
    let lines: Vec<_> = (0..40)
        .map(|index| {
            let content: String = words.by_ref().take(length).collect();
            let provider: String = format!("事業所{}{}", index % 3, "の長い名前".repeat(length / 5));
            names.extend([content.clone(), provider.clone()]);
            format!("サービス内容: '{content}', 事業所: '{provider}', サービスコード: '151111', 予定: [1]")
        })
        .collect();
    (month("年月: 令和7年6月", &lines), names)
}

#[test]
fn many_lines_fill_pages_and_no_name_is_cut() {
    for length in [5, 20, 40, 200] {
        let (plan, names) = long_plan(length);
        let sheets = sheets("第6表", &plan);
        let lines: Vec<_> = sheets.iter().map(n_lines).collect();
        assert_eq!(lines[..3], [17, 17, 6]);
        assert!(lines[3..].iter().all(|n| *n == 0), "what follows is notes");
        let pages: Vec<_> = sheets.iter().map(|sheet| sheet.data["page"].as_str().expect("n/m").to_owned()).collect();
        let expected: Vec<_> = (1..=sheets.len()).map(|page| format!("（{page}/{}）", sheets.len())).collect();
        assert_eq!(pages, expected);
        let all: String = sheets.iter().flat_map(texts).collect();
        let whole = all + &sheets.iter().flat_map(notes).collect::<String>();
        for name in names {
            assert!(whole.contains(&name), "{name} in {whole}");
        }
        assert_eq!(layout::typeset(&sheets).pages(), sheets.len());
    }
}

/// The texts of a sheet's notes.
fn notes(sheet: &Sheet) -> Vec<String> {
    sheet.data["notes"].as_array().expect("notes").iter().map(|number| text(sheet, "texts", number)).collect()
}

#[test]
fn notes_stand_once_under_the_last_rows() {
    let name = "とても長い事業所の名前が続くので".repeat(4);
    let line = format!("サービス内容: 通所, 事業所: {name}, 予定: [1]");
    let sheets = sheets("第6表", &month("年月: 令和7年6月", &[line.clone(), line]));
    let [sheet] = sheets.as_slice() else { panic!("one page") };
    assert_eq!(sheet.data["ruled"], 17, "there is room for one line");
    assert_eq!(notes(sheet), [format!("※1　{name}")], "the same name is written once");
    let cell = text(sheet, "texts", &sheet.data["lines"][0]["words"][2]);
    assert!(cell.ends_with("…※1") && name.starts_with(cell.trim_end_matches("…※1")), "{cell}");
    assert!(sheet.notices.iter().any(|notice| notice.kind == NoticeKind::Continued("欄外の注")));
    let several =
        (0..4).map(|index| format!("サービス内容: 通所, 事業所: {index}{name}, 予定: [1]")).collect::<Vec<_>>();
    let sheets = self::sheets("第6表", &month("年月: 令和7年6月", &several));
    assert_eq!((sheets.len(), notes(&sheets[0]).len()), (1, 4));
    assert_eq!(sheets[0].data["ruled"], 15, "fewer ruled rows make room for more");
}

#[test]
fn only_the_month_that_is_asked_for_prints() {
    let plan = "第6表:\n  - 年月: 令和7年6月\n  - 年月: 令和7年7月\n";
    assert_eq!(sheets("第6表", plan).len(), 2);
    let (case, _) = from_text("plan.yaml", plan);
    let context = Context::new(&case.file, &OPTIONS, Measures::embedded());
    let july = Context { select: Selection { month: Month::new(2025, 7), ..Selection::default() }, ..context };
    let sheets = service_slip::sheets(&july, &Copy::of(CopyKind::Client)).expect("sheets");
    assert_eq!(sheets.len(), 1);
    assert_eq!(text(&sheets[0], "texts", &sheets[0].data["head"]["month"]), "令和7年7月分");
}
