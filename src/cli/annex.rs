//! `careplan annex`: 別表 of one month, in the terminal or for programs.

use super::aligned::aligned;
use super::args::{AnnexArgs, AnnexFormat};
use super::load::{codes, load};
use super::status::Failure;
use super::{Status, Terminal};
use crate::billing::{Annex, BillingInput, Row, annex, annexes_json};
use crate::calendar::era;
use crate::press::{Checked, Stop, no_slip, no_slip_of};
use crate::report::{Diagnostic, Severity};
use crate::source::thousands;
use anyhow::Result;

/// Prints the annex.
pub(super) fn run(args: &AnnexArgs, terminal: &mut Terminal) -> Result<Status> {
    let checked = Checked::unasked(load(&args.plan)?, None);
    if let Err(stop) = checked.whole("計算しませんでした") {
        return Ok(terminal.stopped(&checked.sources, &stop));
    }
    let case = &checked.case.file;
    if BillingInput::of(case, args.month).next().is_none() {
        terminal.say(format_args!("careplan: {}", no_slip(&args.plan.display().to_string(), case, args.month)));
        return Ok(Status::Refused);
    }
    let asked = |input: &BillingInput| args.insurer.as_deref().is_none_or(|number| input.held.is_of_insurer(number));
    let inputs: Vec<BillingInput> = BillingInput::of(case, args.month).filter(asked).collect();
    if inputs.is_empty() {
        let slips = BillingInput::of(case, args.month).map(|input| input.held);
        let why = no_slip_of(args.insurer.as_deref().unwrap_or_default(), slips);
        return Ok(terminal.stopped(&checked.sources, &Stop::content(Vec::new(), why)));
    }
    let mut annexes = Vec::new();
    for input in &inputs {
        if let Some(path) = &args.codes {
            for warning in codes(path)?.check(input.month) {
                let diagnostic = Diagnostic::new(Severity::Warning, warning.span, warning.message);
                terminal.diagnostic(&checked.sources, &diagnostic);
            }
        }
        match annex(input, args.reckoning.mode(), args.reckoning.options()) {
            Ok(annex) => annexes.push((input.held, annex)),
            Err(refusal) => return Ok(terminal.stopped(&checked.sources, &Stop::refusal(refusal))),
        }
    }
    for warning in annexes.iter().flat_map(|(_, annex)| &annex.warnings) {
        let diagnostic = Diagnostic::new(Severity::Warning, warning.span, warning.message.clone());
        terminal.diagnostic(&checked.sources, &diagnostic);
    }
    match args.format {
        AnnexFormat::Human => {
            // Two slips of a month are told apart by their insurers.
            let several = annexes.len() > 1;
            let tables = annexes.iter().map(|(held, annex)| {
                let insurer = held.insurer_number().filter(|_| several).map(|number| number.text().trim());
                let head = insurer.map(|number| format!("保険者番号 {number}\n")).unwrap_or_default();
                format!("{head}{}", table(annex))
            });
            terminal.words(tables.collect::<Vec<_>>().join("\n\n").trim_end());
        }
        AnnexFormat::Json => {
            let json = annexes_json(&annexes);
            let text = serde_json::to_string_pretty(&json).map_err(|error| Failure::Internal(error.to_string()))?;
            terminal.result(text);
        }
    }
    Ok(Status::Done)
}

/// The columns of the terminal's table: heading, and whether it holds figures.
const COLUMNS: [(&str, bool); 14] = [
    ("事業所", false),
    ("サービス内容", false),
    ("コード", false),
    ("単位数", true),
    ("回数", true),
    ("サービス単位", true),
    ("種類超", true),
    ("区分超", true),
    ("区分内", true),
    ("単価", true),
    ("費用総額", true),
    ("請求額", true),
    ("利用者負担", true),
    ("全額負担", true),
];

/// The annex as a table for people.
fn table(annex: &Annex) -> String {
    let rows: Vec<[String; 14]> = annex.rows.iter().map(cells).collect();
    // A column that says nothing in this month is left out; the printed form keeps it.
    let shown: Vec<usize> =
        (0..COLUMNS.len()).filter(|&column| rows.iter().any(|row| !row[column].is_empty())).collect();
    let mut table: Vec<Vec<&str>> = vec![shown.iter().map(|&column| COLUMNS[column].0).collect()];
    table.extend(rows.iter().map(|row| shown.iter().map(|&column| row[column].as_str()).collect()));
    let mut lines = vec![format!("{} サービス利用票別表", era::month(annex.month))];
    let table = aligned(&table, "  ", |at| COLUMNS[shown[at]].1);
    lines.extend(table.iter().map(|line| line.trim_end().to_owned()));
    let excess = if annex.excess > 0 { format!("、超過 {} 単位", thousands(annex.excess)) } else { String::new() };
    lines.push(format!("区分支給限度基準額 {} 単位{excess}", thousands(annex.limit)));
    for kind in &annex.kinds {
        lines.push(format!(
            "種類支給限度基準額 {}：{} 単位、合計 {} 単位、超過 {} 単位",
            kind.kind,
            thousands(kind.limit),
            thousands(kind.total),
            thousands(kind.over)
        ));
    }
    let stay = annex.short_stay;
    if stay.cumulative > 0 {
        lines.push(format!(
            "短期入所利用日数 前月まで {} 日、当月 {} 日、累積 {} 日",
            stay.before, stay.current, stay.cumulative
        ));
    }
    lines.join("\n")
}

fn cells(row: &Row) -> [String; 14] {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    // Parentheses as on the printed form: what the total does not add.
    let figure = |name: &str, value: Option<i64>| match value.map(thousands) {
        Some(figure) if row.kind.has_parenthesised(name) => format!("({figure})"),
        figure => figure.unwrap_or_default(),
    };
    [
        text(&row.provider),
        text(&row.content),
        text(&row.code),
        figure("単位数", row.units),
        figure("回数", row.uses),
        figure("サービス単位", row.service_units),
        figure("種類超", row.kind_over),
        figure("区分超", row.over),
        figure("区分内", row.within),
        row.price.map(|price| price.to_string()).unwrap_or_default(),
        figure("費用総額", row.total_cost),
        figure("請求額", row.insurer_share),
        figure("利用者負担", row.client_share),
        figure("全額負担", row.self_paid),
    ]
}
