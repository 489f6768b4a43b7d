//! 短期入所 over months: which days are insured, and how they are counted on.

use super::expand::{laid, month};
use super::plan;
use careplan::billing::expand::{MonthBlock, insert_block, next_month};
use careplan::billing::{AnnexOptions, Mode, RowKind};

/// A plan with a short stay over a month's end.
fn stay(from: &str, start: &str, end: &str) -> String {
    format!(
        "認定: {{有効期間: 令和7年1月1日 ～ 令和7年12月31日, 要介護状態区分: 要介護2}}\n給付率: 90\nサービス事業所: {{し: {{地域区分: 7級地}}}}\n第6表:\n  - 年月: {from}\n    前月までの短期入所利用日数: 3\n    サービス:\n      - {{サービス内容: 併設短期生活Ⅱ２, サービスコード: \"212142\", 事業所: し, 単位数: 672, 予定: 毎日, 開始: {start}, 終了: {end}}}\n"
    )
}

#[test]
fn the_31st_day_of_a_stay_is_found_over_the_months_end() {
    // 3/20–4/19: 12 + 19 = 31 days, the last self-paid.
    let yaml = stay("2025-03", "2025-03-20", "2025-04-19");
    let block = laid(&yaml, month(2025, 4));
    assert_eq!(block.lines[0].get("30日超"), Some("[19]"));
    assert_eq!(block.entries.iter().find(|(key, _)| *key == "前月までの短期入所利用日数").unwrap().1, "15");
    let text = insert_block(&yaml, &block).unwrap();
    let case = plan(&text);
    let input = careplan::billing::BillingInput::of(&case, month(2025, 4)).next().unwrap();
    let annex = careplan::billing::annex(&input, Mode::Planned, AnnexOptions::default()).unwrap();
    assert_eq!((annex.rows[0].uses, annex.rows[1].kind), (Some(18), RowKind::PastThirtyDays));
    assert_eq!((annex.short_stay.before, annex.short_stay.current, annex.short_stay.cumulative), (15, 18, 33));
    // 3/20–4/18 and 6/20–7/19 are 30 days: none.
    assert_eq!(laid(&stay("2025-03", "2025-03-20", "2025-04-18"), month(2025, 4)).lines[0].get("30日超"), None);
    assert_eq!(laid(&stay("2025-06", "2025-06-20", "2025-07-19"), month(2025, 7)).lines[0].get("30日超"), None);
    // A stay over three months: 31 days of May end at 5/31; the count begins anew.
    let may = stay("2025-05", "2025-05-01", "2025-07-31");
    let june = insert_block(&may, &laid(&may, month(2025, 6))).unwrap();
    assert_eq!(laid(&june, month(2025, 7)).lines[0].get("30日超"), Some("[1]"));
}

#[test]
fn a_run_that_began_before_the_first_slip_is_counted_from_its_written_30日超() {
    // The stay began in May, of which there is no slip; 6/10 was its 31st day. 6/11–7/10 are 30 days.
    let june = stay("2025-06", "2025-06-01", "2025-08-31").replace("予定: 毎日", "予定: 毎日, 30日超: [10]");
    assert_eq!(laid(&june, month(2025, 7)).lines[0].get("30日超"), Some("[11]"));
    // A run that the slips have whole is counted by them, whatever is written: 5/10–6/8 are 30 days.
    let may = stay("2025-05", "2025-05-10", "2025-08-31").replace("予定: 毎日", "予定: 毎日, 30日超: [31]");
    assert_eq!(laid(&may, month(2025, 6)).lines[0].get("30日超"), Some("[9]"));
}

/// 「30日超」 An addition that is counted once a month belongs to the month's insured days.
#[test]
fn what_counts_once_a_month_is_insured_beside_a_self_paid_day() {
    let addition = "      - {サービス内容: 短期生活機能向上連携加算Ⅰ, サービスコード: \"214001\", 事業所: し, 算定単位: 1月, 単位数: 100, 予定: [1]}\n";
    let june = stay("2025-06", "2025-06-01", "2025-08-31") + addition;
    let july = laid(&june, month(2025, 7));
    assert_eq!([july.lines[0].get("30日超"), july.lines[1].get("30日超")], [Some("[1]"), None]);
    let written = |stay: &str| {
        let annexed = |line: &str| {
            let yaml = format!(
                "{}      - {{サービス内容: 短期, サービスコード: \"212142\", 事業所: し, 単位数: 672, {stay}, 30日超: [1]}}\n{line}",
                &june[..june.find("      - ").unwrap()]
            );
            let annex = super::compute(&yaml, Mode::Planned, AnnexOptions::default()).unwrap();
            annex
                .rows
                .iter()
                .filter(|row| row.code.as_deref() == Some("214001"))
                .map(|row| row.kind)
                .collect::<Vec<_>>()
        };
        [annexed(addition), annexed(&addition.replace("予定: [1]", "予定: [1], 30日超: [1]"))]
    };
    for rows in written("予定: [1, 2]") {
        assert!(rows.len() == 1 && rows[0] != RowKind::PastThirtyDays, "{rows:?}");
    }
    // A month whose only day is self-paid.
    assert_eq!(written("予定: [1]")[1], [RowKind::PastThirtyDays]);
}

/// 「前月までの短期入所利用日数」 The 実績 of a visit do not say that nobody stayed.
#[test]
fn a_stay_without_actual_days_counts_by_its_planned_ones() {
    let visit =
        "      - {サービス内容: 身体, サービスコード: \"111211\", 事業所: う, 単位数: 387, 予定: [30], 実績: [30]}\n";
    let june = stay("2025-06", "2025-06-01", "2025-08-31") + visit;
    let days = |block: &MonthBlock| {
        let before = block.entries.iter().find(|(key, _)| *key == "前月までの短期入所利用日数").unwrap();
        (before.1.clone(), block.lines[0].get("30日超").map(str::to_owned))
    };
    let told = |block: &MonthBlock| block.notes.iter().any(|note| note.message.contains("短期入所に実績がない"));
    let july = laid(&june, month(2025, 7));
    assert_eq!(days(&july), ("33".to_owned(), Some("[1]".to_owned())));
    assert!(told(&july));
    // 「実績: []」 says it: nobody stayed.
    let none = laid(&june.replace("予定: 毎日", "予定: 毎日, 実績: []"), month(2025, 7));
    assert_eq!(days(&none), ("3".to_owned(), Some("[31]".to_owned())));
    assert!(!told(&none));
}

/// 第3表 is a week: 第2・4水 of the old slip and of the new 第2表 is not every Wednesday.
#[test]
fn days_of_stay_that_are_not_written_stay_empty() {
    let blank = stay("2025-06", "2025-06-01", "2025-06-03").replace("    前月までの短期入所利用日数: 3\n", "");
    let days = |yaml: &str| {
        let block = laid(yaml, month(2025, 7));
        let told = block.notes.iter().any(|note| note.message.contains("前月までの短期入所利用日数は空です"));
        (block.entries.iter().find(|(key, _)| *key == "前月までの短期入所利用日数").unwrap().1.clone(), told)
    };
    assert_eq!(days(&blank.replace("終了: 2025-06-03", "終了: 2025-12-03")), (String::new(), true));
    let new = blank
        .replace("有効期間: 令和7年1月1日", "有効期間: 令和7年6月1日")
        .replace("終了: 2025-06-03", "終了: 2025-12-03");
    assert_eq!(days(&new), ("30".to_owned(), false));
    // 別表 counts what is empty as 0, and says so.
    let told = |yaml: &str| {
        let annex = super::compute(yaml, Mode::Planned, AnnexOptions::default()).unwrap();
        annex.warnings.iter().any(|warning| warning.message.contains("空なので、0日として"))
    };
    assert!(told(&blank) && !told(&stay("2025-06", "2025-06-01", "2025-06-03")));
}

#[test]
fn a_stay_runs_on_over_a_renewal() {
    let renewed = |before: &str| {
        let week = "第2表: {ニーズ: [{課題: 家族が休む, 長期目標: [{目標: あ, 短期目標: [{目標: い, 援助: [{保険給付: ○, サービス種別: 短期入所生活介護, 事業所: し, 頻度: 毎日}]}]}]}]}\n";
        let new = before[..before.find("第6表").unwrap()].to_owned() + week;
        let mut case = plan(&new);
        case.earlier.plan = Some(Box::new(plan(before)));
        next_month(&case, month(2025, 7)).unwrap_or_else(|refusal| panic!("{}", refusal.message))
    };
    // 6/1–6/30 are 30 days of the plan before; 7/1 is the 31st.
    assert_eq!(renewed(&stay("2025-06", "2025-06-01", "2025-12-31")).lines[0].get("30日超"), Some("[1]"));
    assert_eq!(renewed(&stay("2025-06", "2025-06-16", "2025-12-31")).lines[0].get("30日超"), Some("[16]"));
}

#[test]
fn the_count_of_stay_days_begins_anew_with_a_certification() {
    let before = |valid: &str| {
        let yaml = stay("2025-03", "2025-03-20", "2025-03-31")
            .replacen("令和7年1月1日 ～ 令和7年12月31日", valid, 1)
            .replacen("終了: 2025-03-31", "終了: 2025-04-02", 1);
        laid(&yaml, month(2025, 4))
            .entries
            .iter()
            .find(|(key, _)| *key == "前月までの短期入所利用日数")
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(before("令和7年1月1日 ～ 令和7年12月31日"), "15");
    assert_eq!(before("令和7年3月30日 ～ 令和8年3月31日"), "2");
    assert_eq!(before("令和7年4月1日 ～ 令和8年3月31日"), "0");
}

#[test]
fn what_counts_once_a_month_outlasts_a_stay_and_an_addition_of_a_use_goes_with_its_visit() {
    let line = |content: &str, code: &str| {
        format!(
            "      - {{サービス内容: {content}, サービスコード: \"{code}\", 事業所: 巡, 単位数: 500, 予定: {{第: 3, 曜日: 土}}}}\n"
        )
    };
    let visits = [
        line("定期巡回随時Ⅰ１３", "761113"),
        line("訪問看護Ⅰ３", "131311"),
        line("訪問看護特別管理加算Ⅰ", "134000"),
        line("訪問看護サービス提供体制加算Ⅰ１", "136101"),
    ];
    // Saturday 7/19 lies in the middle of 7/18–20.
    let june = stay("2025-06", "2025-06-20", "2025-06-22")
        .replace("予定: 毎日, 開始: 2025-06-20, 終了: 2025-06-22", "予定: {第: 3, 曜日: [金, 土, 日]}");
    let july = laid(&(june + &visits.concat()), month(2025, 7));
    let off: Vec<_> = july.lines.iter().map(|line| line.get("休み")).collect();
    assert_eq!(off, [None, None, Some("[19]"), None, Some("[19]")]);
    let told = |what: &str| july.notes.iter().any(|note| note.message.contains(what));
    assert!(told("「定期巡回随時Ⅰ１３」は、短期入所の途中の19日に置いたままです"), "{:?}", july.notes);
    assert!(told("「訪問看護サービス提供体制加算Ⅰ１」は、短期入所の途中の19日には置いていません"), "{:?}", july.notes);
}
