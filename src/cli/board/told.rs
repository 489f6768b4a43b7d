//! The board as a table in the terminal, as JSON, as CSV for spreadsheets.

use super::View;
use super::columns::{COLUMNS, in_words, is_end};
use super::row::{Other, Role, Row, Urgency};
use crate::calendar::era;
use crate::case::certification::{ENDS_SOON, RENEWED_BEFORE};
use crate::cli::aligned::aligned;
use crate::cli::status::Failure;
use crate::cli::{Terminal, csv};
use crate::rules::steps::{State, What};
use serde_json::{Value, json};
use std::borrow::Borrow;
use std::collections::BTreeMap;

/// One line a client, what is late in words behind it, and the totals.
pub(super) fn human(rows: &[Row], all: usize, view: View, terminal: &mut Terminal) {
    let who = if view.no_names { "被保険者番号" } else { "氏名" };
    let headings = [who, "要介護"].into_iter().chain(COLUMNS.iter().map(|column| column.heading));
    let mut table: Vec<Vec<String>> = vec![headings.map(str::to_owned).collect()];
    for row in rows {
        let mut cells = vec![row.who(view), row.level.clone()];
        // Of a plan that is read only in part the steps would lie.
        let steps =
            COLUMNS.iter().map(|column| if row.problem.is_some() { String::new() } else { column.short(row, view) });
        cells.extend(steps);
        table.push(cells);
    }
    let table = aligned(&table, " ", |_| false);
    terminal.result(format_args!(
        "{} 現在（今月：{}）　済＝記録あり　要＝これから　遅＝点検の規則が「ない」と言うもの　－＝見ないもの",
        era::short(view.as_of),
        era::month(view.month)
    ));
    terminal.result(format_args!("{} 指摘（誤・注・情）", table[0]));
    for (row, line) in rows.iter().zip(&table[1..]) {
        terminal.words(format_args!("{line} {}", behind(row, view)).to_string().trim_end());
    }
    for line in totals(rows, all, view) {
        terminal.result(line);
    }
}

/// What stands behind the signs: findings, what is late, the file.
fn behind(row: &Row, view: View) -> String {
    let mut parts = Vec::new();
    match row.problem(view) {
        Some(problem) => parts.push(format!("読めません：{problem}")),
        None => parts.push(row.findings.map(|n| n.to_string()).join("・")),
    }
    if row.draft {
        parts.push("原案".to_owned());
    }
    let late: Vec<String> = if row.problem.is_some() {
        Vec::new()
    } else {
        row.in_state(State::Late)
            .map(|step| {
                step.what.called() + &if step.note.is_empty() { String::new() } else { format!("（{}）", step.note) }
            })
            .collect()
    };
    if !late.is_empty() {
        parts.push(format!("遅れ：{}", late.join("、")));
    }
    parts.push(row.shown_file(view));
    parts.extend(others(row, view));
    parts.retain(|part| !part.is_empty());
    parts.join("　")
}

/// The client's plans that do not hold on the day, each with its file and what was found in it.
fn others(row: &Row, view: View) -> Vec<String> {
    let said = |other: &Other| {
        let mut said = vec![other.role.printed().to_owned()];
        if !view.no_names {
            said.push(other.file.display().to_string());
        }
        let from = other.begins_on.filter(|_| other.role == Role::Next);
        said.extend(from.map(|day| format!("{}から", era::short(day))));
        if other.draft {
            said.push("原案".to_owned());
        }
        said.push(other.findings.map(|n| n.to_string()).join("・"));
        format!("（{}）", said.join(" "))
    };
    row.others.iter().map(said).collect()
}

/// The foot of the board.
pub(super) fn totals<R: Borrow<Row>>(rows: &[R], all: usize, view: View) -> Vec<String> {
    let rows: Vec<&Row> = rows.iter().map(Borrow::borrow).collect();
    let n = |wanted: Urgency| rows.iter().filter(|row| row.urgency(view) == wanted).count();
    let mut late: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut soon, mut near) = (0, 0);
    for row in rows.iter().filter(|row| row.problem.is_none()) {
        for column in COLUMNS {
            let steps = column.steps(row, view);
            if super::columns::Column::state(&steps) == State::Late {
                *late.entry(column.heading).or_default() += 1;
            }
        }
        let left = row.steps.iter().find(|step| step.what == What::Certification).and_then(|step| step.on);
        match left.map(|end| (end - view.as_of).num_days()) {
            Some(left) if left < 0 => {}
            Some(left) if left <= ENDS_SOON => soon += 1,
            Some(left) if left <= RENEWED_BEFORE => near += 1,
            _ => {}
        }
    }
    let of = if rows.len() == all { format!("{all} 人") } else { format!("{all} 人のうち {} 人", rows.len()) };
    let mut lines = vec![format!(
        "{of}：認定切れ {}、{ENDS_SOON}日以内に終わる {soon}、{RENEWED_BEFORE}日以内に終わる {near}、ほかに遅れのある人 {}、読めない計画書 {}",
        n(Urgency::Expired),
        n(Urgency::Late),
        n(Urgency::Broken)
    )];
    let by_column =
        COLUMNS.iter().filter_map(|column| Some(format!("{} {}", column.heading, late.get(column.heading)?)));
    let by_column: Vec<String> = by_column.collect();
    if !by_column.is_empty() {
        lines.push(format!("遅れの内訳（人）：{}", by_column.join("、")));
    }
    lines
}

/// A list with one object a client.
pub(super) fn json(rows: &[Row], view: View, terminal: &mut Terminal) -> Result<(), Failure> {
    let list: Vec<Value> = rows.iter().map(|row| object(row, view)).collect();
    let text = serde_json::to_string_pretty(&list).map_err(|error| Failure::Internal(error.to_string()))?;
    terminal.result(text);
    Ok(())
}

fn object(row: &Row, view: View) -> Value {
    let step = |step: &crate::rules::steps::Step| {
        json!({
            "id": step.what.id(),
            "number": step.what.number(),
            "name": step.what.called(),
            "state": step.state.word(),
            "date": step.on.map(|day| day.to_string()),
            "days_left": step.on.filter(|_| is_end(&step.what)).map(|end| (end - view.as_of).num_days()),
            "note": step.note,
        })
    };
    let named = |text: &str| (!view.no_names).then(|| text.to_owned());
    json!({
        "file": named(&row.file.display().to_string()),
        "insured_number": row.number,
        "insurer_number": row.insurer,
        "name": named(&row.name),
        "kana": named(&row.kana),
        "care_manager": named(&row.care_manager),
        "level": row.level,
        "draft": row.draft,
        "as_of": view.as_of.to_string(),
        "month": view.month.to_string(),
        "urgency": row.urgency(view).word(),
        "problem": row.problem(view),
        "steps": row.steps.iter().map(step).collect::<Vec<_>>(),
        "findings": { "error": row.findings[0], "warning": row.findings[1], "info": row.findings[2] },
        "other_plans": row.others.iter().map(|other| json!({
            "role": other.role.word(),
            "file": named(&other.file.display().to_string()),
            "begins": other.begins_on.map(|day| day.to_string()),
            "draft": other.draft,
            "findings": { "error": other.findings[0], "warning": other.findings[1], "info": other.findings[2] },
        })).collect::<Vec<_>>(),
    })
}

/// A table for spreadsheets.
pub(super) fn csv(rows: &[Row], view: View, excel: bool, terminal: &mut Terminal) {
    let who = if view.no_names {
        &["被保険者番号"][..]
    } else {
        &["氏名", "フリガナ", "被保険者番号", "担当"]
    };
    let headings = who.iter().copied().chain(["要介護", "急ぐもの", "認定の残り日数"]);
    let headings = headings.chain(COLUMNS.iter().map(|column| column.heading));
    let headings = headings.chain(["誤り", "注意", "情報", "遅れ", "読めない訳", "ファイル", "ほかの計画書"]);
    let mut table: Vec<Vec<String>> = vec![headings.map(str::to_owned).collect()];
    for row in rows {
        let end = row.steps.iter().find(|step| step.what == What::Certification).and_then(|step| step.on);
        let left = end.map(|end| (end - view.as_of).num_days().to_string()).unwrap_or_default();
        let mut cells = if view.no_names {
            vec![row.who(view)]
        } else {
            vec![row.name.clone(), row.kana.clone(), row.number.clone(), row.care_manager.clone()]
        };
        cells.extend([row.level.clone(), row.urgent(view).to_owned(), left]);
        let partly = row.problem.is_some();
        cells.extend(COLUMNS.iter().map(|column| if partly { String::new() } else { column.long(row, view) }));
        cells.extend(row.findings.map(|n| n.to_string()));
        let late = row.in_state(State::Late).filter(|_| !partly).map(in_words).collect::<Vec<_>>().join("、");
        cells.extend([
            late,
            row.problem(view).unwrap_or_default().to_owned(),
            row.shown_file(view),
            others(row, view).concat(),
        ]);
        table.push(cells);
    }
    terminal.bytes(csv::table(table, excel).as_bytes());
}
