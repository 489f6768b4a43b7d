//! Twelve months of three clients, made one after the other as an office makes them: laid out, completed by hand where they say so,
//! 実績 entered; and read through at the end, after the next card has come.
//!
//! One has a stay each month, one's level changes in September, one starts on the 9th and loses a provider in November. Their
//! figures of three months are reckoned by hand in `tests/billing/23-a-year.md`.

use super::plan;
use careplan::billing::expand::{actual_block, insert_actual, insert_block, insert_pins, next_month, pins};
use careplan::billing::{AnnexOptions, BillingInput, Mode, annex, annex_json, kept};
use careplan::calendar::{Datelike, Month};
use careplan::case::{CaseFile, InMonth};
use serde_json::Value;

const APRIL: (i32, u32) = (2025, 4);

fn april() -> Month {
    Month::new(APRIL.0, APRIL.1).unwrap()
}

/// April of a client: head, and lines as they are typed.
fn client(certification: &str, lines: &[&str]) -> String {
    let lines = lines.iter().map(|line| format!("      - {{{line}}}")).collect::<Vec<_>>().join("\n");
    format!(
        "利用者: {{氏名: 架空 暦, 被保険者番号: '0000000061', 保険者番号: '379991', 保険者名: 架空市}}\n認定: {certification}\n給付率: 90\nサービス事業所:\n  里: {{事業所番号: '3799900012', 地域区分: 7級地}}\n  杜: {{事業所番号: '3799900015', 地域区分: 7級地}}\n  海: {{事業所番号: '3799900011', 地域区分: 7級地}}\n  用具: {{事業所番号: '3799900013', 地域区分: 7級地}}\n第6表:\n  - 年月: 2025-04\n    作成年月日: 2025-03-27\n    届出年月日: 2025-03-27\n    前月までの短期入所利用日数: 0\n    サービス:\n{lines}\n"
    )
}

const DAY: &str =
    "提供時間帯: 9:30～16:30, サービス内容: 通所介護Ⅰ５２, サービスコード: '152442', 事業所: 里, 単位数: 777";
const DAY_RATE: &str = "サービス内容: 通所介護処遇改善加算Ⅰ, サービスコード: '156108', 事業所: 里, 加算率: 9.2%";

/// The annexes of all months by 実績.
fn annexes(case: &CaseFile) -> Vec<Value> {
    let annexes = case.months.iter().map(|block| {
        let annex = annex(&BillingInput::new(case, block), Mode::Actual, AnnexOptions::default());
        annex_json(&annex.unwrap_or_else(|refusal| panic!("{:?}: {}", block.month.value(), refusal.message)))
    });
    annexes.collect()
}

/// Makes the year: `complete` does by hand what a new month asks for and what happened in it.
fn year(first: &str, complete: impl Fn(&str, Month) -> String) -> (String, Vec<Value>) {
    let mut text = first.to_owned();
    let mut seen = Vec::new();
    let mut month = april();
    for number in 0..12 {
        if number > 0 {
            let block =
                next_month(&plan(&text), month).unwrap_or_else(|refusal| panic!("{month}: {}", refusal.message));
            text = insert_block(&text, &block).unwrap();
        }
        let day = month.previous().last_day();
        text = text.replace("    作成年月日:\n", &format!("    作成年月日: {day}\n"));
        text = complete(&text, month);
        text = insert_pins(&text, &pins(&plan(&text), Some(month))).unwrap();
        text = insert_actual(&text, &actual_block(&plan(&text), month).unwrap()).unwrap();
        let case = plan(&text);
        // No empty row: each has days, or a rate with something to count.
        let block = case.months.iter().find(|block| block.month.value() == Some(month)).unwrap();
        for line in &block.lines {
            let used = !line.planned.is_missing() && !line.actual.is_missing() || !line.addition_rate.is_blank();
            assert!(used, "{month}: {}", line.content.text());
        }
        seen = annexes(&case);
        month = month.next();
    }
    (text, seen)
}

fn providers(case: &CaseFile, month: Month) -> Vec<String> {
    let block = case.months.iter().find(|block| block.month.value() == Some(month)).unwrap();
    let mut names: Vec<String> = block.lines.iter().map(|line| line.provider.text().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// The next card: another level, another rate, as they are written over the old ones.
fn renewed(text: &str, certification: &str, rate: &str) -> String {
    let new = text
        .replace(certification, "{要介護状態区分: 要介護5, 有効期間: 2026-04-01 ～ 2028-03-31}")
        .replace(&format!("\n給付率: {rate}\n"), "\n給付率: 70\n");
    assert_ne!(new, text);
    new
}

/// Nothing that was signed has changed, and nothing is told of it.
fn stays_as_it_was(text: &str, seen: &[Value]) {
    let case = plan(text);
    assert_eq!(case.months.len(), 12);
    assert_eq!(annexes(&case), seen);
    for block in &case.months {
        let told = kept::told(&InMonth::new(&case, block));
        assert_eq!(told, [], "{:?}", block.month.value());
    }
}

fn figures(annex: &Value) -> [i64; 4] {
    let total = annex["行"].as_array().unwrap().last().unwrap();
    ["サービス単位", "費用総額", "請求額", "利用者負担"].map(|key| total[key].as_i64().unwrap())
}

/// The second Saturday with the two days after it: Saturday, Sunday, Monday.
fn stay(month: Month) -> String {
    let saturday = (8..=14).find(|day| month.day(*day).unwrap().weekday() == careplan::calendar::Weekday::Sat).unwrap();
    format!("[{saturday}, {}, {}]", saturday + 1, saturday + 2)
}

#[test]
fn a_year_with_a_stay_each_month() {
    let certification = "{要介護状態区分: 要介護2, 有効期間: 2025-04-01 ～ 2026-03-31}";
    let lines = [
        &format!("{DAY}, 予定: [1, 4, 8, 11, 15, 18, 22, 25, 29]"),
        DAY_RATE,
        "サービス内容: 単独短期生活Ⅰ２, サービスコード: '211129', 事業所: 杜, 単位数: 645, 予定: [12, 13, 14]",
        "サービス内容: 短期生活処遇改善加算Ⅰ, サービスコード: '216108', 事業所: 杜, 加算率: 14.0%",
    ];
    let (text, seen) = year(&client(certification, &lines), |text, month| {
        // The days of a stay are nobody's weekdays: they are empty until they are agreed on.
        assert_eq!(text.matches("予定: \"\"").count(), usize::from(month != april()), "{month}\n{text}");
        text.replace("予定: \"\"", &format!("予定: {}", stay(month)))
    });
    let case = plan(&text);
    for (at, block) in case.months.iter().enumerate() {
        let days = i64::try_from(at).unwrap() * 3;
        assert_eq!(seen[at]["短期入所"], serde_json::json!({ "前月まで": days, "当月": 3, "累積": days + 3 }));
        assert_eq!(providers(&case, block.month.value().unwrap()), ["杜", "里"]);
    }
    assert_eq!(figures(&seen[1]), [8_928, 99_863, 89_876, 9_987]);
    stays_as_it_was(&renewed(&text, certification, "90"), &seen);
}

#[test]
fn a_year_with_a_change_of_level_in_september() {
    let old = "{要介護状態区分: 要介護2, 有効期間: 2024-10-01 ～ 2025-09-30}";
    let new = "{要介護状態区分: 要介護3, 有効期間: 2025-09-15 ～ 2026-09-30}";
    let lines = [
        &format!("{DAY}, 予定: {{曜日: [月, 水, 金]}}"),
        DAY_RATE,
        "サービス内容: 特殊寝台貸与, サービスコード: '171003', 事業所: 用具, 単位数: 900, 用具名称: ベッド, 予定: 毎日",
    ];
    let (text, seen) = year(&client(old, &lines), |text, month| match month.month() {
        // The new 負担割合証 is written over the old rate when it comes, in July.
        7 => text.replace("\n給付率: 90\n", "\n給付率: 80\n"),
        // So is the card. The old code ends on the day before, the new one begins.
        9 => {
            let (before, september) = text.split_at(text.rfind("年月: 令和7年9月").unwrap());
            let row = september.lines().find(|line| line.contains("152442")).unwrap();
            let ends = row.replace('}', "").replace("曜日: [月, 水, 金]", "曜日: [月, 水, 金]}, 終了: 2025-09-14}");
            let begins = row
                .replace("通所介護Ⅰ５２", "通所介護Ⅰ５３")
                .replace("152442", "152443")
                .replace("777", "900")
                .replace('}', "")
                .replace("曜日: [月, 水, 金]", "曜日: [月, 水, 金]}, 開始: 2025-09-15}");
            format!("{}{}", before.replace(old, new), september.replacen(row, &format!("{ends}\n{begins}"), 1))
        }
        _ => text.to_owned(),
    });
    let case = plan(&text);
    for (at, block) in case.months.iter().enumerate() {
        assert_eq!(providers(&case, block.month.value().unwrap()), ["用具", "里"]);
        assert_eq!(seen[at]["区分支給限度基準額"], if at < 5 { 19_705 } else { 27_048 }, "{at}");
        let rate = block.benefit_rate.value().map(|rate| rate.0);
        assert_eq!(rate, Some(if at < 4 { 90 } else { 80 }), "{at}");
        let codes: Vec<&str> =
            block.lines.iter().map(|line| line.code.text()).filter(|code| code.starts_with("15244")).collect();
        let expected: &[&str] = match at {
            0..5 => &["152442"],
            5 => &["152442", "152443"],
            _ => &["152443"],
        };
        assert_eq!(codes, expected, "{at}");
    }
    assert_eq!(figures(&seen[5]), [11_862, 130_385, 104_307, 26_078]);
    stays_as_it_was(&renewed(&text, new, "80"), &seen);
}
