//! Worked months: `tests/billing/*.md` hold plans and every printed cell of their annex, reckoned by hand.
//!
//! A file has one ```` ```yaml 共通 ```` block that every section begins with (a key that the section writes itself wins), then sections: a plan, the
//! reckoning in words, the table of rows, and a list of what else is expected (限度, 超過, 短期入所, 種類別, 警告, 拒否).
//! 「（実績）」 and 「（--allot largest）」 in a heading choose how the annex is made.

mod expand;

use careplan::billing::{Annex, AnnexOptions, BillingInput, Mode, Refusal, Row, RowKind, annex, annex_json};
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use proptest::prelude::*;
use std::fmt::Write as _;

const WORKED_MONTHS: [(&str, &str); 16] = [
    ("01-codes", include_str!("../billing/01-codes.md")),
    ("02-discount", include_str!("../billing/02-discount.md")),
    ("03-three-providers", include_str!("../billing/03-three-providers.md")),
    ("04-excess", include_str!("../billing/04-excess.md")),
    ("05-area-additions", include_str!("../billing/05-area-additions.md")),
    ("06-same-building", include_str!("../billing/06-same-building.md")),
    ("07-large-day-service", include_str!("../billing/07-large-day-service.md")),
    ("08-kind-limit", include_str!("../billing/08-kind-limit.md")),
    ("09-flat-share", include_str!("../billing/09-flat-share.md")),
    ("10-short-stay", include_str!("../billing/10-short-stay.md")),
    ("11-level-change", include_str!("../billing/11-level-change.md")),
    ("12-equipment", include_str!("../billing/12-equipment.md")),
    ("13-benefit-rates-and-prices", include_str!("../billing/13-benefit-rates-and-prices.md")),
    ("14-actual", include_str!("../billing/14-actual.md")),
    ("15-refusals-and-warnings", include_str!("../billing/15-refusals-and-warnings.md")),
    ("16-days", include_str!("../billing/16-days.md")),
];

/// One section of a file of worked months.
#[derive(Debug, Default)]
struct Worked {
    title: String,
    yaml: String,
    table: Vec<Vec<String>>,
    expectations: Vec<(String, String)>,
}

fn sections(text: &str) -> Vec<Worked> {
    let mut common = String::new();
    let mut found: Vec<Worked> = Vec::new();
    let mut block: Option<(bool, String)> = None;
    for line in text.lines() {
        if let Some((is_common, yaml)) = &mut block {
            if line == "```" {
                match (*is_common, found.last_mut()) {
                    (true, _) => common.clone_from(yaml),
                    (false, Some(section)) => section.yaml = merged(&common, yaml),
                    (false, None) => panic!("a plan before the first heading"),
                }
                block = None;
            } else {
                yaml.push_str(line);
                yaml.push('\n');
            }
        } else if let Some(rest) = line.strip_prefix("```yaml") {
            block = Some((rest.trim() == "共通", String::new()));
        } else if let Some(title) = line.strip_prefix("## ") {
            found.push(Worked { title: title.to_owned(), ..Worked::default() });
        } else if let Some(row) = line.strip_prefix("| ") {
            let cells = row.trim_end_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
            found.last_mut().expect("a table after a heading").table.push(cells);
        } else if let Some((key, value)) = line.strip_prefix("- ").and_then(|rest| rest.split_once(": ")) {
            found.last_mut().expect("a list after a heading").expectations.push((key.to_owned(), value.to_owned()));
        }
    }
    found
}

/// The common keys, less those that the section writes itself, then the section.
fn merged(common: &str, own: &str) -> String {
    let keys: Vec<&str> = own
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
        .filter(|key| !key.starts_with([' ', '-']))
        .collect();
    let mut text = String::new();
    let mut kept = true;
    for line in common.lines() {
        if !line.starts_with(' ') {
            kept = !keys.iter().any(|key| line.starts_with(&format!("{key}:")));
        }
        if kept {
            text.push_str(line);
            text.push('\n');
        }
    }
    text + own
}

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

/// A row as the cells of the tables.
fn cells(row: &Row) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut cells = vec![
        ("種別", row.kind.printed().to_owned()),
        ("サービス内容", text(&row.content)),
        ("サービスコード", text(&row.code)),
    ];
    for (name, number) in row.numbers() {
        let printed = match name {
            "単価" => row.price.map(|price| price.to_string()),
            _ => number.map(|number| number.to_string()),
        };
        cells.push((name, printed.unwrap_or_default()));
    }
    cells
}

#[test]
fn worked_months() {
    let mut wrong: Vec<String> = Vec::new();
    let mut count = 0;
    for (file, text) in WORKED_MONTHS {
        for section in sections(text) {
            count += 1;
            let place = format!("{file}「{}」", section.title);
            let mode = if section.title.contains("（実績）") { Mode::Actual } else { Mode::Planned };
            let options = AnnexOptions {
                allot_largest: section.title.contains("（--allot largest）"),
                ..AnnexOptions::default()
            };
            let result = compute(&section.yaml, mode, options);
            let refused = section.expectations.iter().find(|(key, _)| key == "拒否").map(|(_, words)| words);
            match (result, refused) {
                (Ok(annex), None) => compare(&place, &section, &annex, &mut wrong),
                (Ok(_), Some(words)) => wrong.push(format!("{place}: not refused ({words})")),
                (Err(refusal), Some(words)) if refusal.message.contains(words.as_str()) => {}
                (Err(refusal), _) => wrong.push(format!("{place}: refused: {}", refusal.message)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 80, "{count}");
}

fn compare(place: &str, section: &Worked, annex: &Annex, wrong: &mut Vec<String>) {
    let (head, rows) = section.table.split_first().unwrap_or_else(|| panic!("{place}: no table"));
    if rows.len() != annex.rows.len() {
        wrong.push(format!("{place}: {} rows, expected {}", annex.rows.len(), rows.len()));
    }
    for (at, (expected, row)) in rows.iter().zip(&annex.rows).enumerate() {
        assert_eq!(expected.len(), head.len(), "{place} row {}", at + 1);
        for ((name, found), (column, wanted)) in cells(row).into_iter().zip(head.iter().zip(expected)) {
            assert_eq!(name, column);
            if found != *wanted {
                wrong.push(format!("{place} row {}: {name} is 「{found}」, expected 「{wanted}」", at + 1));
            }
        }
    }
    let stay = annex.short_stay;
    let mut warnings = annex.warnings.iter();
    for (key, wanted) in &section.expectations {
        let found = match key.as_str() {
            "限度" => annex.limit.to_string(),
            "超過" => annex.excess.to_string(),
            "短期入所" => format!("{} + {} = {}", stay.before, stay.current, stay.cumulative),
            "種類別" => annex
                .kinds
                .iter()
                .map(|row| format!("{} {} {} {}", row.kind, row.limit, row.total, row.over))
                .collect::<Vec<_>>()
                .join(" / "),
            "警告" if wanted == "なし" => {
                annex.warnings.first().map_or_else(|| "なし".to_owned(), |warning| warning.message.clone())
            }
            "警告" => match warnings.find(|warning| warning.message.contains(wanted.as_str())) {
                Some(_) => wanted.clone(),
                None => format!("{:?}", annex.warnings),
            },
            _ => panic!("{place}: {key}?"),
        };
        if found != *wanted {
            wrong.push(format!("{place}: {key} is {found}, expected {wanted}"));
        }
    }
}

/// The figures of example A, as the work order states them.
#[test]
fn example_a() {
    let case = plan(&sections(WORKED_MONTHS[2].1)[0].yaml);
    let annex = annex(&BillingInput::new(&case, &case.months[0]), Mode::Planned, AnnexOptions::default()).unwrap();
    let costs: Vec<i64> =
        annex.rows.iter().filter(|row| row.kind != RowKind::Total).filter_map(|row| row.total_cost).collect();
    assert_eq!(costs, [35_030, 8_586, 66_275, 6_094, 5_500]);
    let total = annex.total().unwrap();
    assert_eq!((total.service_units, total.total_cost), (Some(10_517), Some(121_485)));
    assert_eq!((total.insurer_share, total.client_share, total.self_paid), (Some(109_335), Some(12_150), None));
    let subtotals: Vec<_> =
        annex.rows.iter().filter(|row| row.kind == RowKind::Subtotal).map(|row| row.content.clone().unwrap()).collect();
    assert_eq!(subtotals, ["訪問介護合計", "通所介護合計", "福祉用具貸与合計"]);
    assert_eq!(annex.warnings, []);
    // The lines that a row comes from can be found again.
    assert_eq!(annex.rows[2].lines.iter().map(|line| line.at).collect::<Vec<_>>(), [0, 1]);
    let (own, others) = annex.of_provider("架空用具");
    assert_eq!((own.len(), others.service_units, others.total_cost), (3, Some(9_967), Some(115_985)));
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

/// A line of a random month.
#[derive(Clone, Debug)]
struct RandomLine {
    provider: usize,
    kind: usize,
    code: u32,
    units: i64,
    days: Vec<u32>,
}

fn count(length: usize) -> i64 {
    i64::try_from(length).expect("a small number")
}

const KINDS: [&str; 4] = ["11", "15", "13", "21"];

fn random_lines() -> impl Strategy<Value = Vec<RandomLine>> {
    let days = proptest::collection::btree_set(1_u32..=30, 1..8).prop_map(|days| days.into_iter().collect());
    // The units follow from the code, as in the official list.
    let line = (0_usize..3, 0_usize..4, 0_u32..3, days).prop_map(|(provider, kind, code, days)| RandomLine {
        provider,
        kind,
        code,
        units: i64::from(150 + code * 137) + 10 * count(kind),
        days,
    });
    proptest::collection::vec(line, 1..14)
}

fn random_plan(lines: &[RandomLine], benefit_rate: u8, head: &str) -> String {
    let mut yaml = format!(
        "認定: {{要介護状態区分: 要介護1}}\n給付率: {benefit_rate}\nサービス事業所:\n  P0: {{事業所番号: \"0\", 地域区分: 1級地}}\n  P1: {{事業所番号: \"1\", 地域区分: 5級地}}\n  P2: {{事業所番号: \"2\", 地域区分: 7級地}}\n第6表:\n  - 年月: 2025-06\n{head}    サービス:\n"
    );
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        let (kind, days) = (KINDS[line.kind], line.days.iter().map(u32::to_string).collect::<Vec<_>>().join(", "));
        let _ = writeln!(
            yaml,
            "      - {{サービス内容: 行{kind}{}, サービスコード: \"{kind}100{}\", 事業所: P{}, 単位数: {}, 予定: [{days}]}}",
            line.code, line.code, line.provider, line.units
        );
        if !groups.contains(&(line.provider, line.kind)) {
            groups.push((line.provider, line.kind));
        }
    }
    for (provider, kind) in groups {
        let kind = KINDS[kind];
        let _ = writeln!(
            yaml,
            "      - {{サービス内容: 処遇改善加算, サービスコード: \"{kind}6108\", 事業所: P{provider}, 加算率: 18.1%}}"
        );
        let _ = writeln!(
            yaml,
            "      - {{サービス内容: 同一建物減算, サービスコード: \"{kind}4114\", 事業所: P{provider}, 加算率: -10%}}"
        );
    }
    yaml
}

/// Allots whatever is over to the largest rows, several if one is not enough.
fn allotted(lines: &[RandomLine], benefit_rate: u8) -> Result<Annex, Refusal> {
    let plain = random_plan(lines, benefit_rate, "");
    let Err(refusal) = compute(&plain, Mode::Planned, AnnexOptions::default()) else {
        return compute(&plain, Mode::Planned, AnnexOptions::default());
    };
    let careplan::billing::RefusalKind::Excess { over } = refusal.kind else { return Err(refusal) };
    let mut sums: Vec<((usize, usize), i64)> = Vec::new();
    for line in lines {
        let units = line.units * count(line.days.len());
        match sums.iter_mut().find(|(group, _)| *group == (line.provider, line.kind)) {
            Some((_, sum)) => *sum += units,
            None => sums.push(((line.provider, line.kind), units)),
        }
    }
    sums.sort_by_key(|(group, sum)| (-sum, *group));
    let (mut left, mut entries) = (over, Vec::new());
    for ((provider, kind), sum) in sums {
        let part = left.min(sum);
        left -= part;
        if part > 0 {
            entries.push(format!("{{事業所: P{provider}, サービス種類: \"{}\", 単位数: {part}}}", KINDS[kind]));
        }
    }
    compute(
        &random_plan(lines, benefit_rate, &format!("    超過の割り振り: [{}]\n", entries.join(", "))),
        Mode::Planned,
        AnnexOptions::default(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// 負担 + 請求 = 費用 on every row; sums; the limit is kept; nothing is negative but reductions.
    #[test]
    fn rows_add_up(lines in random_lines(), rate in prop_oneof![Just(90_u8), Just(80), Just(70), Just(60)]) {
        let annex = allotted(&lines, rate).expect("an annex");
        for row in &annex.rows {
            prop_assert_eq!(row.insurer_share.unwrap_or(0) + row.client_share.unwrap_or(0), row.total_cost.unwrap_or(0));
            let reduction = row.content.as_deref() == Some("同一建物減算");
            if row.kind != RowKind::Total && !reduction {
                prop_assert!(row.numbers().iter().all(|(_, number)| number.unwrap_or(0) >= 0), "{:?}", row);
            }
            if row.kind.is_managed_money() {
                prop_assert_eq!(row.within.unwrap() + row.over.unwrap_or(0), row.service_units.unwrap());
            }
        }
        let total = annex.total().unwrap();
        let sum = |cell: fn(&Row) -> Option<i64>, managed: bool| -> i64 {
            annex.rows.iter().filter(|row| row.kind != RowKind::Total && (!managed || row.kind.is_managed_money())).filter_map(cell).sum()
        };
        prop_assert_eq!(total.within, Some(sum(|row| row.within, true)));
        prop_assert_eq!(total.over.unwrap_or(0), annex.excess);
        prop_assert!(total.within.unwrap() <= annex.limit);
        prop_assert_eq!(total.total_cost, Some(sum(|row| row.total_cost, false)));
        prop_assert_eq!(total.insurer_share, Some(sum(|row| row.insurer_share, false)));
        prop_assert_eq!(total.client_share, Some(sum(|row| row.client_share, false)));
        prop_assert_eq!(total.self_paid.unwrap_or(0), sum(|row| row.self_paid, false));
    }

    /// The order of the lines changes no total.
    #[test]
    fn order_changes_no_total(lines in random_lines(), seed in any::<u64>()) {
        let mut shuffled = lines.clone();
        let len = shuffled.len() as u64;
        for at in 0..shuffled.len() {
            shuffled.swap(at, usize::try_from((seed >> (at % 32)) % len).unwrap());
        }
        let (a, b) = (allotted(&lines, 90).unwrap(), allotted(&shuffled, 90).unwrap());
        prop_assert_eq!(a.total(), b.total());
        prop_assert_eq!(a.short_stay, b.short_stay);
    }

    /// A line cut in two by its days changes nothing at all.
    #[test]
    fn splitting_changes_no_units(lines in random_lines(), at in any::<prop::sample::Index>()) {
        let at = at.index(lines.len());
        let mut split = lines.clone();
        let moved = split[at].days.split_off(lines[at].days.len() / 2);
        split.insert(at + 1, RandomLine { days: moved, ..lines[at].clone() });
        split.retain(|line| !line.days.is_empty());
        let (a, b) = (allotted(&lines, 70).unwrap(), allotted(&split, 70).unwrap());
        let strip = |annex: &Annex| annex.rows.iter().map(|row| Row { lines: Vec::new(), ..row.clone() }).collect::<Vec<_>>();
        prop_assert_eq!(strip(&a), strip(&b));
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

/// Whatever a slip says, there is an annex or a sentence.
fn odd_line() -> impl Strategy<Value = String> {
    let code = prop_oneof![
        Just("111211"),
        Just("152441"),
        Just("171007"),
        Just("212142"),
        Just("A41001"),
        Just("311111"),
        Just("9Z0000"),
        Just("118000")
    ];
    let name = prop_oneof![
        Just("身体"),
        Just("処遇改善加算Ⅰ"),
        Just("特別地域加算"),
        Just("中山間地域等提供加算"),
        Just("同一建物減算"),
        Just("サービス提供体制加算")
    ];
    let amount = prop_oneof![
        (-999_999_i32..=999_999).prop_map(|units| format!("単位数: {units}")),
        (-1000_i32..=1000).prop_map(|rate| format!("加算率: {}.{}", rate / 10, (rate % 10).abs())),
        Just("単位数: 0".to_owned()),
        Just("単位数: ''".to_owned()),
    ];
    let extra = proptest::sample::subsequence(
        vec![
            "対象外: true",
            "対象外: false",
            "割引後率: 1",
            "給付管理単位数: 700",
            "定額: 99999999",
            "30日超: [1, 2]",
            "算定対象: ['111211', '118000']",
            "実績: [3]",
            "祝日: 休み",
        ],
        0..4,
    );
    let days = prop_oneof![
        Just("予定: 毎日"),
        Just("予定: {1: 255, 2: 255}"),
        Just("予定: []"),
        Just("予定: {曜日: [月]}"),
        Just("予定: {第: 5, 曜日: 日}")
    ];
    (code, name, 0..3_u8, amount, extra, days).prop_map(|(code, name, provider, amount, extra, days)| {
        format!(
            "      - {{サービス内容: {name}, サービスコード: '{code}', 事業所: P{provider}, {amount}, {days}, {}}}\n",
            extra.join(", ")
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(lines in proptest::collection::vec(odd_line(), 0..8), largest in any::<bool>(), actual in any::<bool>(), head in 0..4_u8, units in -5_i32..99_999) {
        let head = match head {
            0 => String::new(),
            1 => format!("    超過の割り振り: [{{事業所: P0, サービス種類: '11', 単位数: {units}}}]\n"),
            2 => format!("    種類支給限度基準額: {{訪問介護: {}}}\n    種類超過の割り振り: [{{事業所: P0, サービス種類: 訪問介護, 単位数: {units}}}]\n", units.abs()),
            _ => format!("    区分支給限度基準額: {}\n    超過の割り振り: [{{事業所: P1, サービスコード: '152441', 回数: {}}}]\n", units.abs(), units.abs() % 40),
        };
        let yaml = format!("認定: {{要介護状態区分: 要介護1}}\n給付率: 70\nサービス事業所: {{P0: {{地域区分: 1級地}}, P1: {{単価: 10.99}}, P2: {{単価: {{A4: 10, 通所介護: '10.68'}}, 地域区分: その他}}}}\n第6表:\n  - 年月: 2025-06\n{head}    サービス:\n{}", lines.concat());
        let mode = if actual { Mode::Actual } else { Mode::Planned };
        // A key written twice is told by the reader; the annex is computed from the first.
        let (case, _) = from_text("plan.yaml", &yaml);
        let options = AnnexOptions { allot_largest: largest, medical_guidance: largest };
        match annex(&BillingInput::new(&case.file, &case.file.months[0]), mode, options) {
            Ok(annex) => {
                for row in &annex.rows {
                    prop_assert_eq!(row.insurer_share.unwrap_or(0) + row.client_share.unwrap_or(0), row.total_cost.unwrap_or(0), "{:?}", row);
                }
                prop_assert_eq!(annex.total().unwrap().over.unwrap_or(0) >= 0, true);
            }
            Err(refusal) => prop_assert!(!refusal.message.is_empty()),
        }
    }
}
