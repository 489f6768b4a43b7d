//! The annex: its shape, the limit to the unit, and that nothing in it is a float.

mod cards;
mod certified;
#[cfg(feature = "print")]
mod commands;
mod days;
mod expand;
mod first_month;
mod insert;
mod kept;
#[cfg(feature = "print")]
mod kept_commands;
mod left_over;
mod management;
mod properties;
mod rentals;
mod replaced;
mod rhythm;
mod rhythm_properties;
mod stays;
mod worked;
mod year;

use careplan::billing::{Annex, AnnexOptions, BillingInput, Mode, Refusal, annex, annex_json};
use careplan::case::CaseFile;
use careplan::case::read::from_text;

/// Reads a plan and computes the annex of its only month.
fn compute(yaml: &str, mode: Mode, options: AnnexOptions) -> Result<Annex, Refusal> {
    let case = plan(yaml);
    annex(&BillingInput::new(&case, &case.months[0]), mode, options)
}

fn plan(yaml: &str) -> CaseFile {
    let (case, _) = from_text("plan.yaml", yaml);
    assert!(case.problems.is_empty(), "{:#?}\n{yaml}", case.problems);
    case.file
}

#[test]
fn json_has_the_keys_in_their_order() {
    let yaml = "認定: {要介護状態区分: 要介護2}\n給付率: 90\nサービス事業所: {う: {事業所番号: \"1\", 地域区分: 7級地}}\n第6表:\n  - 年月: 2025-06\n    種類支給限度基準額: {訪問介護: 1000}\n    サービス:\n      - {サービス内容: 身体, サービスコード: \"111211\", 事業所: う, 単位数: 387, 割引後率: 95, 予定: [2, 9]}\n      - {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: \"116275\", 事業所: う, 加算率: 24.5%}\n";
    let annex = compute(yaml, Mode::Planned, AnnexOptions::default()).unwrap();
    // 368 × 2 = 736 × 10.21 = 7,514.56; 736 × 24.5% = 180.32 → 180 × 10.21 = 1,837.80.
    let expected = concat!(
        r#"{"年月":"2025-06","行":["#,
        r#"{"種別":"明細・小計","事業所":"う","事業所番号":"1","サービス内容":"身体","サービスコード":"111211","単位数":387,"割引後率":95,"割引後単位数":368,"回数":2,"#,
        r#""サービス単位":736,"給付管理単位数":736,"種類内":736,"区分内":736,"単価":"10.21","費用総額":7514,"給付率":90,"請求額":6762,"利用者負担":752},"#,
        r#"{"種別":"対象外","事業所":"う","事業所番号":"1","サービス内容":"訪問介護処遇改善加算Ⅰ","サービスコード":"116275","サービス単位":180,"区分内":180,"単価":"10.21","費用総額":1837,"給付率":90,"請求額":1653,"利用者負担":184},"#,
        r#"{"種別":"合計","サービス単位":736,"給付管理単位数":736,"種類内":736,"区分内":736,"費用総額":9351,"請求額":8415,"利用者負担":936}],"#,
        r#""区分支給限度基準額":19705,"超過":0,"短期入所":{"前月まで":0,"当月":0,"累積":0},"#,
        r#""種類別":[{"サービス種類":"訪問介護","種類支給限度基準額":1000,"合計単位数":736,"種類超":0}]}"#,
    );
    assert_eq!(annex_json(&annex).to_string(), expected);
}

/// The limit ±1: one unit over is an excess of 1, at and below it there is none.
#[test]
fn around_the_limit() {
    let levels = [
        ("要支援1", 5_032),
        ("要支援2", 10_531),
        ("要介護1", 16_765),
        ("要介護2", 19_705),
        ("要介護3", 27_048),
        ("要介護4", 30_938),
        ("要介護5", 36_217),
    ];
    for (level, limit) in levels {
        for (units, over) in [(limit - 1, 0), (limit, 0), (limit + 1, 1), (limit + 2, 2)] {
            for allotted in 0..=3 {
                let allotment = if allotted == 0 {
                    String::new()
                } else {
                    format!("    超過の割り振り: [{{事業所: う, サービス種類: 訪問介護, 単位数: {allotted}}}]\n")
                };
                let yaml = format!(
                    "認定: {{要介護状態区分: {level}}}\n給付率: 90\nサービス事業所: {{う: {{地域区分: 7級地}}}}\n第6表:\n  - 年月: 2025-06\n{allotment}    サービス:\n      - {{サービス内容: 身体, サービスコード: \"111211\", 事業所: う, 単位数: {units}, 予定: [2]}}\n"
                );
                let result = compute(&yaml, Mode::Planned, AnnexOptions::default());
                // Without an excess an allotment stands as written; with one it must be exactly that.
                let fits = over == 0 || allotted == over;
                assert_eq!(result.is_ok(), fits, "{level} {units} {allotted}: {result:?}");
                if let Ok(annex) = result {
                    assert_eq!((annex.excess, annex.rows[0].within), (over, Some(units - allotted)));
                    assert_eq!(annex.rows[0].over, (allotted > 0).then_some(allotted));
                }
            }
        }
    }
}

/// No floating point in billing.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads the sources")]
fn no_floats() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/billing");
    let mut files = vec![folder.with_extension("rs")];
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        files.push(entry.path());
    }
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs")) {
        let text = String::from_utf8(std::fs::read(file).unwrap()).unwrap();
        assert!(!text.contains("f64") && !text.contains("f32"), "{}", file.display());
    }
}

/// 1月につき of 600, 500, 750, 40 units, marked as if it were of every day: the figure is that of the marks (annex 8a), and it is told.
#[test]
fn an_addition_of_the_month_that_is_marked_on_several_days_is_told() {
    let months = |line: &str| {
        let head = "認定: {要介護状態区分: 要介護1}\n給付率: 90\nサービス事業所: {あ: {地域区分: その他}}\n第6表:\n  - 年月: 2025-06\n    サービス:\n";
        let case = plan(&format!("{head}      - {{事業所: あ, {line}}}\n"));
        let annex = annex(&BillingInput::new(&case, &case.months[0]), Mode::Planned, AnnexOptions::default()).unwrap();
        let told: Vec<String> = annex.warnings.iter().map(|warning| warning.message.clone()).collect();
        (annex.rows[0].uses, told.iter().filter(|message| message.contains("1月につき")).count())
    };
    for addition in [
        "サービス内容: 緊急時訪問看護加算Ⅰ１, サービスコード: '133100', 単位数: 600",
        "サービス内容: 訪問看護特別管理加算Ⅱ, サービスコード: '134001', 単位数: 250",
        "サービス内容: 定期巡回サービス提供体制加算Ⅰ, サービスコード: '766100', 単位数: 750",
        "サービス内容: 定期巡回総合マネジメント体制強化加算Ⅰ, サービスコード: '766140', 単位数: 1200",
        "サービス内容: 通所介護科学的介護推進体制加算, サービスコード: '156361', 単位数: 40",
    ] {
        assert_eq!(months(&format!("{addition}, 予定: 毎日")), (Some(30), 1), "{addition}");
        assert_eq!(months(&format!("{addition}, 予定: [1]")), (Some(1), 0), "{addition}");
        assert_eq!(months(&format!("{addition}, 算定単位: 1月, 予定: 毎日")), (Some(1), 0), "{addition}");
        assert_eq!(months(&format!("{addition}, 算定単位: 1回, 予定: 毎日")), (Some(30), 0), "{addition}");
    }
    // Of the use, or of the day.
    for addition in [
        "サービス内容: 通所介護サービス提供体制加算Ⅰ, サービスコード: '156099', 単位数: 22",
        "サービス内容: 通所介護入浴介助加算Ⅰ, サービスコード: '155301', 単位数: 40",
        "サービス内容: 定期巡回サービス提供体制加算Ⅰ・日割, サービスコード: '766101', 単位数: 25",
    ] {
        assert_eq!(months(&format!("{addition}, 予定: 毎日")), (Some(30), 0), "{addition}");
    }
}
