//! The board as a page shows it ([`crate::preview::Board`]): the same columns, words and order as everywhere.

use super::View;
use super::columns::{COLUMNS, Column, in_words};
use super::row::{Other, Role, Row};
use super::told::totals;
use crate::calendar::era;
use crate::preview::{Frame, ShownCell, ShownLine, ShownOther};
use crate::rules::steps::State;
use std::path::Path;

/// A client's line; `id` gives the address of a plan. The file is named as it lies below the folder.
pub(in crate::cli) fn line(id: &impl Fn(&Path) -> String, row: &Row, folder: &Path, view: View) -> ShownLine {
    let seen = |text: &str| if view.no_names { String::new() } else { text.to_owned() };
    let cells =
        if row.problem.is_some() { Vec::new() } else { COLUMNS.iter().map(|column| cell(column, row, view)).collect() };
    let other = |other: &Other| ShownOther { id: id(&other.file), words: other.called() };
    ShownLine {
        id: id(&row.file),
        who: row.who(view),
        kana: seen(&row.kana),
        number: row.number.clone(),
        level: row.level.clone(),
        manager: seen(&row.care_manager),
        draft: row.draft,
        urgency: row.urgency(view).word(),
        urgent: row.urgent(view),
        cells,
        findings: row.findings,
        words: words(row, view),
        others: row.others.iter().map(other).collect(),
        problem: row.problem(view).unwrap_or_default().to_owned(),
        file: seen(&row.file.strip_prefix(folder).unwrap_or(&row.file).to_string_lossy()),
    }
}

fn cell(column: &Column, row: &Row, view: View) -> ShownCell {
    let state = Column::state(&column.steps(row, view));
    ShownCell { state: state.word(), short: column.short(row, view), long: column.long(row, view) }
}

/// What is late, and what is due within the days that count as near.
fn words(row: &Row, view: View) -> String {
    if row.problem.is_some() {
        return String::new();
    }
    let late = row.in_state(State::Late);
    late.chain(row.in_state(State::Due).filter(|step| view.is_near(step))).map(in_words).collect::<Vec<_>>().join("、")
}

/// The rows in the order of the board.
pub(in crate::cli) fn sorted<'r>(rows: impl Iterator<Item = &'r Row>, view: View) -> Vec<&'r Row> {
    let mut rows: Vec<&Row> = rows.collect();
    rows.sort_by_cached_key(|row| row.order(view));
    rows
}

/// What stands over and under the lines of these rows.
pub(in crate::cli) fn frame(rows: &[&Row], view: View) -> Frame {
    Frame {
        day: format!("{} 現在（今月：{}）", era::long(view.as_of), era::month(view.month)),
        who: if view.no_names { "被保険者番号" } else { "氏名" },
        columns: COLUMNS.iter().map(|column| column.heading).collect(),
        totals: totals(rows, rows.len(), view),
        ..Frame::default()
    }
}

impl Other {
    /// 「次の計画（R8.5.1から、原案）」
    fn called(&self) -> String {
        let from = self.begins_on.filter(|_| self.role == Role::Next).map(|day| format!("{}から", era::short(day)));
        let draft = self.draft.then(|| "原案".to_owned());
        let more: Vec<String> = from.into_iter().chain(draft).collect();
        let more = if more.is_empty() { String::new() } else { format!("（{}）", more.join("、")) };
        format!("{}{more}", self.role.printed())
    }
}

impl Row {
    /// The client's page is called so where no name may be seen.
    pub(in crate::cli) fn called(&self, view: View) -> Option<String> {
        view.no_names.then(|| self.who(view))
    }

    /// Whether it has other plans of the client in it.
    pub(in crate::cli) fn is_joined(&self) -> bool {
        !self.others.is_empty()
    }

    /// 被保険者番号; empty where there is none.
    pub(in crate::cli) fn number(&self) -> &str {
        &self.number
    }

    /// The file.
    pub(in crate::cli) fn file(&self) -> &Path {
        &self.file
    }

    /// Whether nothing of it could be read, as in the middle of a save.
    pub(in crate::cli) fn is_broken(&self) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.whole)
    }
}
