//! 第７表 and 提供票別表: the printed figures of the sample's month, pages, copies, drafts and refusals.

use crate::layout;
use crate::sheets::sample_path;
use crate::sheets::{sheets, texts};
use careplan::billing::AnnexOptions;
use careplan::case::print::{ConsentLine, Honorific};
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::service_slip::{Copy, CopyKind};
use careplan::forms::{Context, FormFault, FormOptions, Sheet, slip_annex};
use serde_json::{Value, json};
use std::fmt::Write;

fn made(plan: &str, copy: Copy) -> Result<Vec<Sheet>, FormFault> {
    let (case, _) = from_text("plan.yaml", plan);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    let options = FormOptions {
        honorific: Honorific::Dono,
        consent_line: ConsentLine::Signature,
        equipment_columns: true,
        insurer_seal: false,
        footnotes: ["", ""],
    };
    let context = Context::new(&case.file, &options, Measures::embedded());
    slip_annex::sheets(&context, &copy)
}

fn sample() -> String {
    std::fs::read_to_string(sample_path("sanuki-haru")).expect("the sample")
}

fn text(sheet: &Sheet, number: &Value) -> String {
    let at = number.as_u64().and_then(|number| sheet.view()["texts"][usize::try_from(number).ok()?][0].as_u64());
    at.and_then(|at| usize::try_from(at).ok()).map(|at| sheet.texts[at].text.clone()).unwrap_or_default()
}

/// The content and the figures of each row.
fn rows(sheet: &Sheet) -> Vec<String> {
    let lines = sheet.data["lines"].as_array().expect("lines");
    let row = |line: &Value| {
        let figures = text(sheet, &line["figures"]["run"]);
        [vec![text(sheet, &line["words"][2])], words(&figures)].concat().join(" ")
    };
    lines.iter().map(row).collect()
}

fn words(run: &str) -> Vec<String> {
    run.split_whitespace().map(str::to_owned).collect()
}

fn total(sheet: &Sheet) -> String {
    words(&text(sheet, &sheet.data["total"]["figures"]["run"])).join(" ")
}

#[test]
fn the_month_of_the_sample_comes_out_to_the_yen() {
    let sheets = sheets("第7表", &sample());
    let [sheet] = sheets.as_slice() else { panic!("one page") };
    assert_eq!(
        rows(sheet),
        [
            "身体介護２ 387 5 1,935 1,935",
            "身体１生活２ 374 4 1,496 1,496",
            "訪問介護合計 (3,431) (3,431) 3,431 10.21 35,030 90 31,527 3,503",
            "訪問介護処遇改善加算Ⅰ (841) (841) 10.21 8,586 90 7,727 859",
            "通所介護Ⅰ５２ 777 8 6,216 6,216",
            "通所介護入浴介助加算Ⅰ 40 8 320 320",
            "通所介護合計 (6,536) (6,536) 6,536 10.14 66,275 90 59,647 6,628",
            "通所介護処遇改善加算Ⅰ (601) (601) 10.14 6,094 90 5,484 610",
            "手すり貸与 300 1 300 300",
            "歩行器貸与 250 1 250 250",
            "福祉用具貸与合計 (550) (550) 550 10.00 5,500 90 4,950 550",
        ]
    );
    assert_eq!(total(sheet), "10,517 10,517 10,517 121,485 109,335 12,150");
    assert_eq!(text(sheet, &sheet.data["total"]["limit"]), "19,705");
    let days: Vec<_> = sheet.data["lower"]["days"].as_array().expect("days").iter().map(|n| text(sheet, n)).collect();
    assert_eq!(days, ["0", "0", "0"]);
    let items: Vec<_> = [8, 9, 10].map(|row| text(sheet, &sheet.data["lines"][row]["words"][4])).into();
    assert_eq!(items, ["置き型手すり", "屋外用歩行車", ""]);
}

#[test]
fn a_blank_annex_is_the_official_blank() {
    let sheets = sheets("第7表", "{}");
    let [sheet] = sheets.as_slice() else { panic!("one page") };
    assert_eq!((&sheet.data["ruled"], &sheet.data["totals"]), (&json!(15), &json!(true)));
    assert!(!sheet.data["lower"].is_null());
    assert_eq!(texts(sheet), ["作成年月日　　　　年　　月　　日", "令和　　年　　月分"]);
}

/// A plan with one provider and `n` lines of different codes.
fn long_plan(n: usize, units: u32, uses: u32) -> String {
    let mut plan = String::from(
        "給付率: 90\nサービス事業所:\n  架空: {事業所番号: '3799900011', 単価: 10.21}\n第6表:\n  - 年月: 令和7年6月\n    \
         区分支給限度基準額: 999999\n    サービス:\n",
    );
    for index in 0..n {
        let _ = writeln!(
            plan,
            "      - {{サービス内容: 通所{index}, サービスコード: '15{index:04}', 事業所: 架空, 単位数: {units}, 予定: {{1: {uses}}}}}"
        );
    }
    plan
}

#[test]
fn totals_and_lower_blocks_stand_on_the_last_page_only() {
    let sheets = sheets("第7表", &long_plan(40, 100, 2));
    assert_eq!(sheets.iter().map(|sheet| rows(sheet).len()).collect::<Vec<_>>(), [22, 17, 2]);
    let of = |key: &str| sheets.iter().map(|sheet| sheet.data[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("totals"), [json!(false), json!(false), json!(true)]);
    assert_eq!(of("goes_on"), [json!(true), json!(true), json!(false)]);
    assert_eq!(of("page"), [json!("（1/3）"), json!("（2/3）"), json!("（3/3）")]);
    assert_eq!(sheets.iter().map(|sheet| sheet.data["lower"].is_null()).collect::<Vec<_>>(), [true, true, false]);
    assert!(total(&sheets[2]).starts_with("8,000 8,000 8,000"));
    layout::typeset(&sheets);
}

#[test]
fn figures_of_any_length_are_printed_whole() {
    let plan = long_plan(20, 999_999, 99).replace("区分支給限度基準額: 999999", "区分支給限度基準額: 999999\n    超過の割り振り: [{事業所: 架空, サービス種類: 通所介護, 単位数: 1979_000_000}]");
    let excess = 20 * 999_999 * 99 - 999_999;
    // The excess is more than the plan may write: let the largest take it.
    let (case, _) =
        from_text("plan.yaml", &plan.replace("[{事業所: 架空, サービス種類: 通所介護, 単位数: 1979_000_000}]", "[]"));
    let options = FormOptions {
        honorific: Honorific::Dono,
        consent_line: ConsentLine::Signature,
        equipment_columns: true,
        insurer_seal: false,
        footnotes: ["", ""],
    };
    let largest = AnnexOptions { allot_largest: true, ..AnnexOptions::default() };
    let measures = Measures::embedded();
    let context = Context { annex: largest, ..Context::new(&case.file, &options, measures) };
    let sheets = slip_annex::sheets(&context, &Copy::of(CopyKind::Client)).expect("sheets");
    let last = sheets.last().expect("a page");
    let alone = last.data["total"]["figures"]["apart"].as_array().expect("figures apart");
    let figures: Vec<_> = alone.iter().map(|pair| text(last, &pair[1]).replace(',', "")).collect();
    assert!(figures.contains(&excess.to_string()), "{figures:?}");
    layout::typeset(&sheets);
}

#[test]
fn a_providers_annex_has_the_others_in_one_row() {
    let copy = Copy { kind: CopyKind::Provider, provider: Some("ヘルパーステーションうみかぜ") };
    let sheets = made(&sample(), copy).expect("sheets");
    let [sheet] = sheets.as_slice() else { panic!("one page") };
    assert_eq!(sheet.title, "サービス提供票別表");
    let rows = rows(sheet);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[4], "他事業所合計 7,086 7,086 7,086 77,869 70,081 7,788");
    assert_eq!(total(sheet), "10,517 10,517 10,517 121,485 109,335 12,150");
    assert_eq!(made(&sample(), Copy::of(CopyKind::Provider)).expect("sheets").len(), 3);
}

#[test]
fn kinds_with_a_limit_fill_the_lower_block() {
    let limits = "区分支給限度基準額: 999999\n    種類支給限度基準額: {通所介護: 9000, 訪問介護: 500}";
    let sheets = sheets("第7表", &long_plan(2, 100, 2).replace("区分支給限度基準額: 999999", limits));
    let lower = &sheets[0].data["lower"];
    let kind = |n: usize| {
        let figures = lower["kinds"][n]["figures"].as_array().expect("figures");
        [vec![text(&sheets[0], &lower["kinds"][n]["name"])], figures.iter().map(|f| text(&sheets[0], f)).collect()]
            .concat()
    };
    assert_eq!(kind(0), ["通所介護", "9,000", "400", ""]);
    assert_eq!(kind(1), ["訪問介護", "500", "0", ""]);
}

#[test]
fn a_draft_prints_and_says_that_it_is_not_computed() {
    let plan = long_plan(2, 100, 2).replace("給付率: 90\n", "");
    let sheets = sheets("第7表", &plan);
    let [sheet] = sheets.as_slice() else { panic!("one page") };
    let remark = text(sheet, &sheet.data["head"]["remark"]);
    assert!(remark.starts_with("※　計算していません：給付率"), "{remark}");
    assert_eq!(rows(sheet), ["通所0 100", "通所1 100"]);
    assert_eq!(total(sheet), "");
}

#[test]
fn an_excess_that_nobody_carries_is_refused() {
    let plan = long_plan(1, 999_999, 2);
    match made(&plan, Copy::of(CopyKind::Client)) {
        Err(FormFault::Refused { message, help, .. }) => {
            assert!(message.contains("999,999"), "{message}");
            assert!(help.is_some());
        }
        other => panic!("{other:?}"),
    }
}
