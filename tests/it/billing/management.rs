//! 「給付管理票」: what of the annex it reports, in which order, from 予定 and from 実績.

use super::plan;
use careplan::billing::{Annex, AnnexOptions, BenefitManagement, BillingInput, Mode, annex};
use careplan::case::CareLevel;

const MONTH: &str = "認定: {要介護状態区分: 要介護1}\n給付率: 90\nサービス事業所:\n  うみ: {事業所番号: \"3799900022\", 地域区分: 7級地}\n  やま: {事業所番号: \"3799900011\", 地域区分: 7級地}\n第6表:\n  - 年月: 2025-07\n    超過の割り振り: [{事業所: やま, サービス種類: 通所介護, 単位数: 1235}]\n    サービス:\n      - {サービス内容: 通所介護Ⅰ５１, サービスコード: \"152441\", 事業所: やま, 単位数: 900, 予定: [1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23, 24, 25, 28], 実績: [1, 2, 3]}\n      - {サービス内容: 通所介護サービス提供体制加算Ⅰ, サービスコード: \"156099\", 事業所: やま, 単位数: 22, 予定: [1], 実績: [1]}\n      - {サービス内容: 通所介護処遇改善加算Ⅰ, サービスコード: \"156108\", 事業所: やま, 加算率: 9.2%}\n      - {サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: うみ, 単位数: 0, 予定: [29], 実績: [29]}\n      - {サービス内容: 身体介護１, サービスコード: \"111111\", 事業所: やま, 単位数: 0, 予定: [29]}\n";

fn sheet(yaml: &str, mode: Mode) -> (BenefitManagement, Annex) {
    let case = plan(yaml);
    let input = BillingInput::new(&case, &case.months[0]);
    let annex = annex(&input, mode, AnnexOptions::default()).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    (BenefitManagement::of(&input, &annex), annex)
}

fn lines(sheet: &BenefitManagement) -> Vec<(&str, &str, i64)> {
    let number = |line| -> &str { Option::as_deref(line).unwrap_or("") };
    sheet.lines.iter().map(|line| (&*line.kind_code, number(&line.provider_number), line.units)).collect()
}

#[test]
fn a_line_is_a_provider_and_kind_inside_the_limit() {
    let yaml = MONTH.replace("単位数: 0", "単位数: 100").replace("1235", "1435");
    let (sheet, annex) = sheet(&yaml, Mode::Planned);
    // 900 × 20 = 18,000 and twice 100: 18,200 − 16,765 = 1,435 over, all of the day service; additions outside are not reported.
    assert_eq!(lines(&sheet), [("11", "3799900011", 100), ("11", "3799900022", 100), ("15", "3799900011", 16_565)]);
    assert_eq!((sheet.total(), Some(sheet.total())), (16_765, annex.total().and_then(|total| total.within)));
    assert!(sheet.total() <= sheet.limit);
    assert_eq!((sheet.level, sheet.limit), (Some(CareLevel::Care1), 16_765));
    assert_eq!(sheet.lines[2].kind().map(|kind| kind.name.as_str()), Some("通所介護"));
}

#[test]
fn a_line_of_nothing_is_dropped() {
    let (sheet, _) = sheet(MONTH, Mode::Planned);
    assert_eq!(lines(&sheet), [("15", "3799900011", 16_765)]);
}

#[test]
fn after_the_month_it_is_made_from_what_happened() {
    let (sheet, _) = sheet(MONTH, Mode::Actual);
    assert_eq!(lines(&sheet), [("15", "3799900011", 2_700)]);
}

/// 大規模型 and 30日超: the units that insurance pays for, not those that the limit counts.
#[test]
fn what_is_paid_counts() {
    let large = "認定: {要介護状態区分: 要介護1}\n給付率: 90\nサービス事業所:\n  しま: {事業所番号: \"3799900033\", 地域区分: 7級地}\n第6表:\n  - 年月: 2025-07\n    サービス:\n      - {サービス内容: 通所介護Ⅱ, サービスコード: \"152551\", 事業所: しま, 単位数: 629, 給付管理単位数: 658, 予定: [1, 2]}\n      - {サービス内容: 単独短期生活Ⅰ１, サービスコード: \"211111\", 事業所: しま, 単位数: 645, 予定: [3, 4], 30日超: [4]}\n      - {サービス内容: 居宅療養管理指導, サービスコード: \"311111\", 事業所: しま, 単位数: 515, 予定: [5]}\n";
    let (sheet, _) = sheet(large, Mode::Planned);
    assert_eq!(lines(&sheet), [("15", "3799900033", 1_258), ("21", "3799900033", 645)]);
}

/// The heavier level of a month in which it changed.
#[test]
fn the_heavier_level() {
    let changed = MONTH
        .replace("    超過", "    変更後要介護状態区分: 要介護2\n    変更日: 2025-07-10\n    超過")
        .replace("1235", "0");
    let (sheet, _) = sheet(&changed, Mode::Planned);
    assert_eq!((sheet.level, sheet.limit, sheet.total()), (Some(CareLevel::Care2), 19_705, 18_000));
}

/// One 事業所番号 under two names is two lines of the sheet: that is told, unless the kinds are two.
#[test]
fn one_number_of_two_names_is_told() {
    let told = |code: &str| {
        let yaml = format!(
            "認定: {{要介護状態区分: 要介護3}}\n給付率: 90\nサービス事業所:\n  しま: {{事業所番号: \"3799900033\", 地域区分: 7級地}}\n  しま 南: {{事業所番号: \"3799900033\", 地域区分: 7級地}}\n第6表:\n  - 年月: 2025-07\n    サービス:\n      - {{サービス内容: 身体介護２, サービスコード: \"111211\", 事業所: しま, 単位数: 387, 予定: [1, 2]}}\n      - {{サービス内容: あ, サービスコード: \"{code}\", 事業所: しま 南, 単位数: 567, 予定: [3]}}\n"
        );
        let annex = super::compute(&yaml, Mode::Planned, AnnexOptions::default()).unwrap();
        annex
            .warnings
            .iter()
            .any(|warning| warning.message.contains("事業所番号（3799900033）もサービス種類（訪問介護）も同じ"))
    };
    assert!(told("111311"));
    assert!(!told("152442"));
}
