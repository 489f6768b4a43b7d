//! Random months: whatever a slip says, the annex adds up, and the order and the cutting of its lines change nothing.

use super::compute;
use careplan::billing::{Annex, AnnexOptions, BillingInput, Mode, Refusal, Row, RowKind, annex};
use careplan::case::read::from_text;
use proptest::prelude::*;
use std::fmt::Write as _;

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
