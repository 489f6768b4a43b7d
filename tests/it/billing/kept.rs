//! A month keeps what it was computed with: 認定 with its history, 給付率 by month, the box of short stays, two insurers.

use super::{compute, plan};
use careplan::billing::expand::{actual_block, insert_actual, insert_block, insert_pins, next_month, pins};
use careplan::billing::{About, AnnexOptions, BillingInput, Mode, RefusalKind, ShortStay, annex, annexes_json, kept};
use careplan::calendar::Month;
use careplan::case::CareLevel::{Care1, Care2, Care3};
use careplan::case::read::from_text;
use careplan::case::{CareLevel, CaseFile, InMonth};

const OLD: &str = "{要介護状態区分: 要介護2, 有効期間: 2024-08-01 ～ 2025-07-31}";
const NEW: &str = "{要介護状態区分: 要介護3, 有効期間: 2025-08-01 ～ 2026-07-31}";

fn month(year: i32, number: u32) -> Month {
    Month::new(year, number).unwrap()
}

/// A day service on every day but Sunday: 27 × 777 = 20,979 units, 1,274 over the limit of 要介護2.
fn renewed(certification: &str, rate: &str, head: &str) -> String {
    format!(
        "利用者: {{氏名: 架空 一, 被保険者番号: '0000000053', 保険者番号: '379991', 保険者名: 架空市}}\n認定: {certification}\n給付率: {rate}\nサービス事業所:\n  デイ: {{事業所番号: '3799900012', 地域区分: 7級地}}\n第6表:\n  - 年月: 2025-07\n    作成年月日: 2025-06-27\n    届出年月日: 2024-04-01\n{head}    サービス:\n      - {{提供時間帯: 9:30～16:30, サービス内容: 通所介護Ⅰ５２, サービスコード: '152442', 事業所: デイ, 単位数: 777, 予定: {{曜日: [月, 火, 水, 木, 金, 土]}}, 実績: {{曜日: [月, 火, 水, 木, 金, 土]}}}}\n"
    )
}

fn told(case: &CaseFile) -> Vec<(About, String)> {
    let told = case.months.iter().flat_map(|block| kept::told(&InMonth::new(case, block)));
    told.map(|warning| (warning.about, warning.message)).collect()
}

/// The share of the client in the only month of a plan.
fn share(yaml: &str) -> Option<i64> {
    compute(yaml, Mode::Actual, AnnexOptions { allot_largest: true, ..AnnexOptions::default() })
        .unwrap()
        .total()
        .and_then(|total| total.client_share)
}

#[test]
fn a_month_before_the_present_certification_is_told() {
    let yaml = renewed(NEW, "90", "");
    let told = told(&plan(&yaml));
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, About::NotKept);
    for part in [
        "令和7年7月は認定の有効期間（令和7年8月1日～令和8年7月31日）の外",
        "要介護状態区分・給付率・保険者番号・被保険者番号",
        "要介護3、給付率90％",
    ] {
        assert!(told[0].1.contains(part), "{part}: {}", told[0].1);
    }
    // Computed all the same, and the annex tells it too.
    let annex = compute(&yaml, Mode::Actual, AnnexOptions::default()).unwrap();
    assert!(annex.warnings.iter().any(|warning| warning.about == About::NotKept));
}

#[test]
fn the_history_and_the_block_give_back_the_level_and_rate_of_then() {
    for yaml in [
        renewed(&format!("[{OLD}, {NEW}]"), "{2024-08: 90, 2025-08: 80}", ""),
        renewed(
            NEW,
            "80",
            "    保険者番号: '379991'\n    被保険者番号: '0000000053'\n    要介護状態区分: 要介護2\n    給付率: 90\n",
        ),
    ] {
        assert_eq!(told(&plan(&yaml)), []);
        let refusal = compute(&yaml, Mode::Actual, AnnexOptions::default()).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Excess { over: 1274 });
        // 19,705 × 10.14 = 199,808; 10 % of it.
        assert_eq!(share(&yaml), Some(19_981));
    }
}

#[test]
fn a_renewed_card_leaves_written_months_alone() {
    let before = renewed(OLD, "90", "");
    let july = share(&before);
    let pinned = insert_pins(&before, &pins(&plan(&before), None)).unwrap();
    assert!(pinned.contains("要介護状態区分: 要介護2"), "{pinned}");
    let after = pinned.replace(OLD, NEW).replacen("\n給付率: 90", "\n給付率: 80", 1);
    assert_ne!(after, pinned);
    assert_eq!(share(&after), july);
    assert_eq!(told(&plan(&after)), []);
}

#[test]
fn pins_are_added_once_and_nothing_is_invented() {
    let yaml = renewed(&format!("[{OLD}, {NEW}]"), "{2024-08: 90, 2025-08: 80}", "");
    let once = insert_pins(&yaml, &pins(&plan(&yaml), None)).unwrap();
    let head = "    届出年月日: 2024-04-01\n    保険者番号: '379991'\n    保険者名: 架空市\n    被保険者番号: '0000000053'\n    要介護状態区分: 要介護2\n    給付率: 90\n";
    let digits = |text: &str| text.replace(['\'', '"'], "");
    assert!(digits(&once).contains(&digits(head)), "{once}");
    assert_eq!(insert_pins(&once, &pins(&plan(&once), None)).unwrap(), once);
    // What the plan does not say of that month is not written, and told.
    let unknown = renewed(NEW, "90", "");
    let pinned = pins(&plan(&unknown), None);
    let keys: Vec<&str> = pinned.blocks.iter().flat_map(|(_, entries)| entries).map(|(key, _)| *key).collect();
    assert_eq!(keys, ["保険者番号", "保険者名", "被保険者番号"]);
    let notes: Vec<&str> = pinned.notes.iter().map(|note| note.message.as_str()).collect();
    assert!(notes.iter().any(|note| note.contains("令和7年7月に有効な認定が「認定」にない")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("令和7年7月の給付率がわからない")), "{notes:?}");
    // A rate without a date is today's: August lies between.
    let later = format!("{}  - 年月: 2025-09\n    サービス: []\n", renewed(OLD, "90", ""));
    let notes = pins(&plan(&later), Some(month(2025, 7))).notes;
    assert!(notes.iter().any(|note| note.message.contains("8月に変わっていないか")), "{notes:?}");
}

#[test]
fn a_new_month_takes_its_values_from_the_card_and_not_from_the_month_before() {
    let head = "    要介護状態区分: 要介護1\n    給付率: 70\n";
    let yaml = renewed(&format!("[{OLD}, {NEW}]"), "{2024-08: 90, 2025-08: 80}", head);
    let block = next_month(&plan(&yaml), month(2025, 8)).unwrap();
    for entry in [
        ("要介護状態区分", "要介護3"),
        ("給付率", "80"),
        ("保険者番号", "\"379991\""),
        ("被保険者番号", "\"0000000053\""),
    ] {
        assert!(block.entries.contains(&(entry.0, entry.1.to_owned())), "{entry:?}: {:?}", block.entries);
    }
    let notes: Vec<&str> = block.notes.iter().map(|note| note.message.as_str()).collect();
    assert!(notes.contains(&"要介護状態区分は、認定の要介護3としました（前の利用票は要介護1）"), "{notes:?}");
    assert!(notes.contains(&"給付率は、計画の80％としました（前の利用票は70％）"), "{notes:?}");
    assert!(notes.iter().any(|note| note.starts_with("8月は負担割合証が")), "{notes:?}");
}

#[test]
fn a_change_within_the_month_is_filled_in_and_kept() {
    let at = |old_end: &str, new_start: &str, head: &str| {
        let history = format!(
            "[{{要介護状態区分: 要介護2, 有効期間: 2024-08-01 ～ {old_end}}}, {{要介護状態区分: 要介護3, 有効期間: {new_start} ～ 2026-07-31}}]"
        );
        plan(&renewed(&history, "90", head))
    };
    let held = |case: &CaseFile| {
        let held = InMonth::new(case, &case.months[0]);
        let change = held.change().map(|change| (change.level.unwrap(), change.day.unwrap().to_string()));
        (held.level().unwrap(), change, held.limit_level().unwrap())
    };
    // On the last day, on the 1st, after the month, before it.
    let last = at("2025-07-30", "2025-07-31", "");
    assert_eq!(held(&last), (Care2, Some((Care3, "2025-07-31".to_owned())), Care3));
    assert_eq!(held(&at("2025-06-30", "2025-07-01", "")), (Care3, None, Care3));
    assert_eq!(held(&at("2025-07-31", "2025-08-01", "")), (Care2, None, Care2));
    // The block wins: what it says of the change, and what level it begins with.
    let own = at("2025-07-14", "2025-07-15", "    変更後要介護状態区分: 要介護3\n    変更日: 2025-07-20\n");
    assert_eq!(held(&own), (Care2, Some((Care3, "2025-07-20".to_owned())), Care3));
    assert_eq!(told(&own)[0].0, About::Change);
    assert_eq!(
        held(&at("2025-07-14", "2025-07-15", "    要介護状態区分: 要介護1\n")),
        (Care1, Some((Care3, "2025-07-15".to_owned())), Care3)
    );
    // A renewal with the same level is no change.
    assert_eq!(held(&at("2025-07-14", "2025-07-15", "    要介護状態区分: 要介護3\n")), (Care3, None, Care3));
    // What is laid out keeps it.
    let yaml = renewed(
        "[{要介護状態区分: 要介護2, 有効期間: 2024-08-01 ～ 2025-08-19}, {要介護状態区分: 要介護3, 有効期間: 2025-08-20 ～ 2026-07-31}]",
        "90",
        "",
    );
    let block = next_month(&plan(&yaml), month(2025, 8)).unwrap();
    let with_august = insert_block(&yaml, &block).unwrap();
    assert!(with_august.contains("変更後要介護状態区分: 要介護3\n    変更日: 令和7年8月20日\n"), "{with_august}");
}

#[test]
fn certifications_in_disorder_are_mistakes() {
    let problems = |certification: &str| {
        let (case, _) = from_text("plan.yaml", &format!("認定: {certification}\n"));
        case.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(problems(&format!("[{OLD}, {NEW}]")), Vec::<String>::new());
    assert_eq!(problems(&format!("[{NEW}, {OLD}]")), ["認定が、有効期間の古い順に並んでいません"]);
    let overlapping = problems(&format!("[{OLD}, {{要介護状態区分: 要介護3, 有効期間: 2025-07-31 ～ 2026-07-31}}]"));
    assert_eq!(overlapping.len(), 1);
    assert!(overlapping[0].contains("重なっています"), "{overlapping:?}");
}

/// A stay before the change of level and one after it.
fn changed_in_september(before: &str) -> String {
    format!(
        "認定: {{状況: 認定済, 要介護状態区分: 要介護3, 有効期間: 2025-09-20 ～ 2026-09-30}}\n給付率: 80\nサービス事業所: {{杜: {{事業所番号: '3799900015', 地域区分: 7級地}}}}\n第6表:\n  - 年月: 2025-09\n    要介護状態区分: 要介護2\n    変更後要介護状態区分: 要介護3\n    変更日: 2025-09-20\n    前月までの短期入所利用日数: {before}\n    サービス:\n      - {{サービス内容: 単独短期生活Ⅰ２, サービスコード: '211129', 事業所: 杜, 単位数: 645, 予定: [13, 14]}}\n      - {{サービス内容: 単独短期生活Ⅰ３, サービスコード: '211131', 事業所: 杜, 単位数: 715, 予定: [27, 28]}}\n"
    )
}

#[test]
fn the_box_of_short_stays_belongs_to_the_new_certification() {
    for (written, n_told) in [("45", 1), ("0", 0), ("", 0)] {
        let yaml = changed_in_september(written);
        let annex = compute(&yaml, Mode::Planned, AnnexOptions::default()).unwrap();
        assert_eq!(annex.short_stay, ShortStay { before: 0, current: 2, cumulative: 2 }, "{written}");
        // Money is of all four days: 2 × 645 + 2 × 715.
        assert_eq!(annex.total().and_then(|total| total.service_units), Some(2720));
        let replaced = annex.warnings.iter().filter(|warning| warning.about == About::StayDays);
        assert_eq!(replaced.count(), n_told, "{written}");
    }
    // October goes on from there.
    let yaml = changed_in_september("45");
    let block = next_month(&plan(&yaml), month(2025, 10)).unwrap();
    assert!(block.entries.contains(&("前月までの短期入所利用日数", "2".to_owned())), "{:?}", block.entries);
    // And the month of the change, made from August's slip, says 0 itself: what `month` writes is not doubted by the annex.
    let august = yaml.replace(
        "2025-09\n    要介護状態区分: 要介護2\n    変更後要介護状態区分: 要介護3\n    変更日: 2025-09-20\n",
        "2025-08\n",
    );
    let august = august.replace("認定: {状況: 認定済, 要介護状態区分: 要介護3, 有効期間: 2025-09-20 ～ 2026-09-30}", "認定:\n  - {状況: 認定済, 要介護状態区分: 要介護2, 有効期間: 2024-10-01 ～ 2025-09-19}\n  - {状況: 認定済, 要介護状態区分: 要介護3, 有効期間: 2025-09-20 ～ 2026-09-30}");
    let block = next_month(&plan(&august), month(2025, 9)).unwrap();
    assert!(block.entries.contains(&("変更日", "令和7年9月20日".to_owned())), "{:?}", block.entries);
    assert!(block.entries.contains(&("前月までの短期入所利用日数", "0".to_owned())), "{:?}", block.entries);
    // A change on the 1st: the whole month is the new certification's, what was before is not.
    let first = yaml.replace("変更日: 2025-09-20", "変更日: 2025-09-01");
    let annex = compute(&first, Mode::Planned, AnnexOptions::default()).unwrap();
    assert_eq!(annex.short_stay, ShortStay { before: 0, current: 4, cumulative: 4 });
}

/// June with two insurers, as they are numbered.
fn moved(first: &str, second: &str) -> String {
    let line = |days: &str| {
        format!(
            "    サービス:\n      - {{サービス内容: 通所介護Ⅰ５２, サービスコード: '152442', 事業所: デイ, 単位数: 777, 予定: {days}}}\n"
        )
    };
    format!(
        "利用者: {{氏名: 架空 二, 被保険者番号: '0000000042', 保険者番号: '379992', 保険者名: 架空町}}\n認定: {{要介護状態区分: 要介護2, 有効期間: 2025-01-01 ～ 2026-12-31}}\n給付率: 90\nサービス事業所: {{デイ: {{事業所番号: '3799900012', 地域区分: 7級地}}}}\n第6表:\n  - 年月: 2025-06\n{first}{}  - 年月: 2025-06\n{second}{}",
        line("[3, 6]"),
        line("[17, 20, 24]")
    )
}

#[test]
fn two_insurers_in_a_month_are_two_slips_with_a_limit_each() {
    let yaml = moved("    保険者番号: '379991'\n", "    保険者番号: '379992'\n");
    let case = plan(&yaml);
    let inputs: Vec<BillingInput> = BillingInput::of(&case, month(2025, 6)).collect();
    let annexes: Vec<_> = inputs
        .iter()
        .map(|input| (input.held, annex(input, Mode::Planned, AnnexOptions::default()).unwrap()))
        .collect();
    let units: Vec<_> = annexes.iter().map(|(_, annex)| (annex.limit, annex.total().unwrap().service_units)).collect();
    assert_eq!(units, [(19_705, Some(1554)), (19_705, Some(2331))]);
    let json = annexes_json(&annexes);
    assert_eq!((json[0]["保険者番号"].as_str(), json[1]["保険者番号"].as_str()), (Some("379991"), Some("379992")));
    // The name of the other insurer is not printed on the slip of the first.
    let names: Vec<_> =
        inputs.iter().map(|input| input.held.insurer_name().map(|name| name.text().to_owned())).collect();
    assert_eq!(names, [None, Some("架空町".to_owned())]);
    // The next month goes on with the last, 実績 are begun on both.
    let july = next_month(&case, month(2025, 7)).unwrap();
    assert_eq!(july.lines.len(), 1, "{:?}", july.lines);
    assert!(july.entries.contains(&("保険者番号", "\"379992\"".to_owned())), "{:?}", july.entries);
    let whole = insert_block(&yaml, &july).unwrap();
    assert!(whole.find("2025-06").unwrap() < whole.rfind("2025-06").unwrap());
    assert!(whole.rfind("2025-06").unwrap() < whole.find("令和7年7月").unwrap(), "{whole}");
    let entered = insert_actual(&yaml, &actual_block(&case, month(2025, 6)).unwrap()).unwrap();
    assert!(entered.contains("実績: [3, 6]") && entered.contains("実績: [17, 20, 24]"), "{entered}");
}

#[test]
fn two_slips_of_one_insurer_are_a_mistake_that_says_how() {
    for (first, second) in [
        ("", ""),
        ("    保険者番号: '379991'\n", ""),
        ("", "    保険者番号: '379992'\n"),
        ("    保険者番号: '379991'\n", "    保険者番号: '379991'\n"),
    ] {
        let (case, _) = from_text("plan.yaml", &moved(first, second));
        let told: Vec<_> = case.problems.iter().map(|problem| (&*problem.message, problem.help.is_some())).collect();
        assert_eq!(told, [("令和7年6月の利用票が二度書かれています", true)], "{first}{second}");
        assert!(case.problems[0].help.as_deref().unwrap().contains("両方の利用票に「保険者番号」"));
    }
    // The number alone has changed.
    let of = |number: &str| format!("    保険者番号: '379992'\n    被保険者番号: '{number}'\n");
    assert_eq!(plan(&moved(&of("0000000041"), &of("0000000042"))).months.len(), 2);
}

/// A plan of first and second table alone.
fn planned(planned_on: &str, goal: &str) -> CaseFile {
    plan(&format!(
        "認定: [{OLD}, {NEW}]\n第1表: {{作成年月日: 2025-07-21, 計画作成日: {planned_on}}}\n第2表:\n  ニーズ:\n    - 課題: あ\n      長期目標:\n        - {{目標: い, 期間: {goal}}}\n"
    ))
}

#[test]
fn the_plan_is_printed_with_the_certification_that_it_is_made_for() {
    let level = |case: &CaseFile| case.printed_certification().and_then(|certification| certification.level.value());
    let old_goal = "2024-09-01 ～ 2025-07-31";
    assert_eq!(level(&planned("2024-08-20", old_goal)), Some(CareLevel::Care2));
    assert_eq!(level(&planned("2025-08-20", "2025-08-20 ～ 2026-07-31")), Some(CareLevel::Care3));
    // A renewal's plan, made before the old certification ends; one that is made long before is the old one's.
    assert_eq!(level(&planned("2025-07-20", "2025-08-01 ～ 2026-07-31")), Some(CareLevel::Care3));
    assert_eq!(level(&planned("2025-07-20", old_goal)), Some(CareLevel::Care2));
    assert_eq!(level(&planned("2025-05-20", "2025-05-20 ～ 2026-07-31")), Some(CareLevel::Care2));
    // Without a day the records say which one has begun: the new card came, and does not hold yet.
    let undated = planned("''", old_goal);
    assert_eq!(level(&undated), Some(CareLevel::Care2));
    // What is looked at may be another day; what is printed is not.
    let later = "2025-09-01".parse().unwrap();
    assert_eq!(undated.certification_of_plan(Some(later)).unwrap().level.value(), Some(CareLevel::Care3));
}

#[test]
fn a_card_written_over_the_old_one_is_told_where_only_it_knows_of_a_change() {
    let head =
        "    要介護状態区分: 要介護2\n    給付率: 90\n    保険者番号: '379991'\n    被保険者番号: '0000000053'\n";
    let yaml = renewed("{要介護状態区分: 要介護3, 有効期間: 2025-07-15 ～ 2026-07-31}", "90", head);
    let case = plan(&yaml);
    let before: Vec<_> = told(&case).into_iter().map(|(about, _)| about).collect();
    assert_eq!(before, [About::Change]);
    let pinned = insert_pins(&yaml, &pins(&case, None)).unwrap();
    assert!(pinned.contains("変更後要介護状態区分: 要介護3\n    変更日: 令和7年7月15日\n"), "{pinned}");
    assert_eq!(told(&plan(&pinned)), []);
}
