//! What older versions carried on of a service that had gone: its 処遇改善, or the line itself behind its own end.

use super::plan;
use careplan::billing::{AnnexOptions, BillingInput, Mode, annex, kept};
use careplan::case::InMonth;

/// A month with these lines; 里 is there, 旧 has gone.
fn july(lines: &[&str]) -> String {
    let here = "サービス内容: 通所介護Ⅰ５２, サービスコード: '152442', 事業所: 里, 単位数: 777, 予定: [1, 8]";
    let lines: String = [here].iter().chain(lines).map(|line| format!("      - {{{line}}}\n")).collect();
    format!(
        "認定: {{要介護状態区分: 要介護2, 有効期間: 2025-01-01 ～ 2026-12-31}}\n給付率: 90\nサービス事業所:\n  里: {{事業所番号: '3799900012', 地域区分: 7級地}}\n  旧: {{事業所番号: '3799900011', 地域区分: 7級地}}\n第6表:\n  - 年月: 2025-07\n    サービス:\n{lines}"
    )
}

const RATE: &str = "サービス内容: 訪問介護処遇改善加算Ⅰ, サービスコード: '116275', 事業所: 旧, 加算率: 24.5%";
const VISITS: &str = "サービス内容: 身体介護２, サービスコード: '111211', 事業所: 旧, 単位数: 387";

/// What is told of the month's lines, and the providers of its annex.
fn told(lines: &[&str], mode: Mode) -> (Vec<String>, Vec<String>) {
    let case = plan(&july(lines));
    let input = BillingInput::new(&case, &case.months[0]);
    let told = kept::told(&InMonth::new(&case, &case.months[0])).into_iter().map(|warning| warning.message).collect();
    let annex = annex(&input, mode, AnnexOptions::default()).unwrap();
    let mut providers: Vec<String> = annex.rows.iter().filter_map(|row| row.provider.clone()).collect();
    providers.dedup();
    (told, providers)
}

#[test]
fn a_line_of_a_service_that_has_gone_is_nobodys_and_told() {
    let ended = format!("{VISITS}, 予定: {{曜日: 水}}, 終了: 2025-06-15");
    let to_come = format!("{VISITS}, 予定: {{曜日: 水}}, 開始: 2025-08-01");
    for (lines, sentences) in [
        (vec![RATE], vec!["率をかける旧の基本のサービスがこの月にない"]),
        (
            vec![RATE, &ended],
            vec!["率をかける旧の基本のサービスがこの月にない", "終了（令和7年6月15日）がこの月より前な"],
        ),
        (vec![&to_come], vec!["開始（令和7年8月1日）がこの月より後な"]),
    ] {
        let (told, providers) = told(&lines, Mode::Planned);
        assert_eq!(told.len(), sentences.len(), "{told:?}");
        for (told, sentence) in told.iter().zip(sentences) {
            assert!(told.contains(sentence) && told.contains("要らなければ行を消して"), "{told}");
        }
        assert_eq!(providers, ["里"]);
    }
}

#[test]
fn what_is_there_or_was_there_stays() {
    // The service itself; one that ends in the month; one without days yet, or that says there are none; what was done.
    for visits in
        ["予定: [2]", "予定: {曜日: 水}, 終了: 2025-07-02", "予定: \"\"", "予定: []", "終了: 2025-06-15, 実績: [2]"]
    {
        let visits = format!("{VISITS}, {visits}");
        assert_eq!(told(&[RATE, &visits], Mode::Planned).0, [] as [String; 0], "{visits}");
    }
    let case = plan(&july(&[RATE, &format!("{VISITS}, 終了: 2025-06-15, 実績: [2]")]));
    let block = &case.months[0];
    assert!(block.lines.iter().all(|line| !block.is_left_over(line)));
    // A rate whose code is not written yet is nobody's to judge.
    let (told, _) =
        told(&["サービス内容: 処遇改善, 事業所: 里, 加算率: 9.2%, サービスコード: '156108'"], Mode::Planned);
    assert_eq!(told, [] as [String; 0]);
}
