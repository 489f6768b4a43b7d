//! The board on paper: A4 landscape, by the engine and fonts of the forms.

use super::View;
use super::columns::{COLUMNS, Column};
use super::row::Row;
use super::told::totals;
use crate::calendar::era;
use crate::cli::args::BoardArgs;
use crate::cli::files::{Content, Door};
use crate::cli::status::Failure;
use crate::forms::board::{self, Board, GivenWay, Line};
use crate::press::{self, Pages, Wish};
use crate::rules::steps::State;
use crate::typeset::Engine;
use std::path::Path;

/// Writes the board to a file, whole or not at all. Tells what stands on it in another's place.
pub(super) fn write(
    path: &Path,
    args: &BoardArgs,
    rows: &[Row],
    all: usize,
    view: View,
) -> Result<Vec<String>, Failure> {
    let internal = |why: String| Failure::Internal(why);
    // No plan that was read is written over.
    let door = Door::new(rows.iter().map(|row| row.file.clone()).collect(), args.force).towards(Some(path));
    door.permit(path, Content::Pdf)?;
    let measures = press::measures(None).map_err(|fault| internal(fault.to_string()))?;
    let pinned = board::sheets(&measures, &board(rows, all, view)).map_err(|fault| internal(fault.to_string()))?;
    let pages = Pages {
        sheets: pinned.sheets,
        title: "利用者の一覧".to_owned(),
        date: view.as_of,
        told: Vec::new(),
        not_on_paper: Vec::new(),
    };
    let engine = Engine::new(None)?;
    let drawn = press::draw(&engine, &pages, &Wish::default(), false).map_err(|stop| internal(stop.summary))?;
    let bytes = drawn
        .pdf()
        .map_err(|faults| internal(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("、")))?;
    door.write(path, Content::Pdf, &bytes)?;
    let told = |GivenWay { who, what, instead }: &GivenWay| {
        format!("{who}：{what}は、印刷できない文字があるか欄に入らないため、{instead}で出しました")
    };
    Ok(pinned.given_way.iter().map(told).collect())
}

fn board(rows: &[Row], all: usize, view: View) -> Board {
    let who = if view.no_names { "被保険者番号" } else { "氏名" };
    let headings =
        [who, "要介護"].into_iter().chain(COLUMNS.iter().map(|column| column.heading)).chain(["指摘\n誤・注・情"]);
    Board {
        subject: format!(
            "{} 現在（今月：{}）　済＝記録あり　要＝これから（日付まで）　太枠の「遅」＝点検の規則が「ない」と言うもの　－＝見ないもの",
            era::long(view.as_of),
            era::month(view.month)
        ),
        headings: headings.map(narrow).collect(),
        lines: rows.iter().map(|row| line(row, view)).collect(),
        totals: totals(rows, all, view),
    }
}

/// A heading in two lines where it is long.
fn narrow(heading: &str) -> String {
    match heading {
        "⑧モニタリング" => "⑧モニタ\nリング".to_owned(),
        "今月の利用票" => "今月の\n利用票".to_owned(),
        "次月の利用票" => "次月の\n利用票".to_owned(),
        "②課題分析" => "②課題\n分析".to_owned(),
        other => other.to_owned(),
    }
}

fn line(row: &Row, view: View) -> Line {
    let cell = |column: &Column| {
        let late = Column::state(&column.steps(row, view)) == State::Late;
        (column.short(row, view), late)
    };
    let level = row.level.replace("要介護", "介護").replace("要支援", "支援");
    let findings = row.findings.map(|n| n.to_string()).join("・");
    let cells = [(level, false)].into_iter().chain(COLUMNS.iter().map(cell)).chain([(findings, false)]);
    let number = Row::who(row, View { no_names: true, ..view });
    Line {
        who: row.who(view),
        number,
        cells: if row.problem.is_some() { Vec::new() } else { cells.collect() },
        problem: row.problem(view).map(|problem| format!("計画書を読めません：{problem}")),
    }
}
