//! Annexes computed a second, on one core: `cargo bench --bench annex`.

use careplan::billing::{AnnexOptions, BillingInput, Mode, annex};
use careplan::case::read::from_text;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A month with three providers, percent additions and an excess.
const PLAN: &str = r#"認定: {要介護状態区分: 要介護1}
給付率: 90
サービス事業所:
  うみかぜ: {事業所番号: "3799900011", 地域区分: 7級地}
  架空の里: {事業所番号: "3799900012", 地域区分: 7級地}
  架空用具: {事業所番号: "3799900013", 地域区分: 7級地}
第6表:
  - 年月: 令和7年6月
    超過の割り振り: [{事業所: うみかぜ, サービス種類: 訪問介護, 単位数: 1435}]
    サービス:
      - {サービス内容: 身体介護２, サービスコード: "111211", 事業所: うみかぜ, 単位数: 387, 予定: {2: 5, 9: 5, 16: 5, 23: 5}}
      - {サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: "116275", 事業所: うみかぜ, 加算率: 24.5%}
      - {サービス内容: 通所介護Ⅰ５１, サービスコード: "152441", 事業所: 架空の里, 単位数: 658, 予定: [3, 5, 6, 10, 12, 13, 17, 19, 20, 24, 26, 27, 28, 29, 30]}
      - {サービス内容: 通所介護入浴介助加算Ⅰ, サービスコード: "155301", 事業所: 架空の里, 単位数: 40, 予定: {曜日: [火, 金]}}
      - {サービス内容: 通所介護処遇改善加算Ⅰ, サービスコード: "156108", 事業所: 架空の里, 加算率: 9.2%}
      - {サービス内容: 手すり貸与, サービスコード: "171007", 事業所: 架空用具, 単位数: 20, 予定: 毎日}
      - {サービス内容: 歩行器貸与, サービスコード: "171009", 事業所: 架空用具, 単位数: 250, 予定: 毎日}
"#;

fn main() {
    let (case, _) = from_text("plan.yaml", PLAN);
    let input = BillingInput::new(&case.file, &case.file.months[0]);
    let compute = || annex(black_box(&input), Mode::Planned, AnnexOptions::default());
    assert!(compute().is_ok(), "{:?}", compute().err());
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < Duration::from_secs(2) {
        for _ in 0..100 {
            let _ = black_box(compute());
        }
        count += 100;
    }
    let per_second = f64::from(count) / start.elapsed().as_secs_f64();
    report(per_second);
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn report(per_second: f64) {
    println!("annexes/s: {per_second:.0}");
}
