//! 「利用者の一覧」 everybody of an office with what is done, due and late: a sheet to pin up. Cooperates with
//! `templates/forms/board.typ`.
//!
//! It is no official form. What stands in its cells is decided by who asks; here it is fitted and divided into pages. A name
//! that has no room or no glyph gives way to the client's number: one name never keeps the others off the wall.

use super::measures::Measures;
use super::service_slip::whole;
use super::{FormFault, Page, Sheet};
use crate::fonts::{self, Face};
use crate::source::Span;
use serde_json::{Value, json};

/// The form's id.
pub const ID: &str = "board";

/// 「利用者の一覧」
#[derive(Clone, Debug)]
pub struct Board {
    /// Above the table: of which day, and what the signs mean.
    pub subject: String,
    /// The headings of the columns.
    pub headings: Vec<String>,
    /// One a client.
    pub lines: Vec<Line>,
    /// Under the last line.
    pub totals: Vec<String>,
}

/// One client's line.
#[derive(Clone, Debug)]
pub struct Line {
    /// The name, or the number where names may not be seen.
    pub who: String,
    /// What stands for a name that cannot be printed.
    pub number: String,
    /// The cells behind the name, each with whether it is late.
    pub cells: Vec<(String, bool)>,
    /// Why there are none: the plan cannot be read.
    pub problem: Option<String>,
}

/// The pages of the board.
///
/// # Errors
/// The measures lack something.
pub fn sheets(measures: &Measures, board: &Board) -> Result<Vec<Sheet>, FormFault> {
    let room = whole(measures.number(ID, "rows")?);
    let chunks: Vec<&[Line]> = if board.lines.is_empty() { vec![&[]] } else { board.lines.chunks(room).collect() };
    let n = chunks.len();
    let sheet = |(index, lines): (usize, &&[Line])| {
        let mut page = Page::new(ID, "利用者の一覧");
        page.set("page", if n > 1 { json!(format!("（{}/{n}）", index + 1)) } else { Value::Null });
        let subject = fitted(&mut page, measures, "subject", &board.subject, "")?;
        page.set("subject", subject);
        page.set("headings", board.headings.clone());
        let mut rows = Vec::new();
        for line in *lines {
            let mut cells = Vec::new();
            for (words, late) in &line.cells {
                cells.push(json!({ "field": fitted(&mut page, measures, "cell", words, "…")?, "late": late }));
            }
            let problem = match &line.problem {
                Some(words) => fitted(&mut page, measures, "problem", words, "careplan check で確かめてください")?,
                None => Value::Null,
            };
            rows.push(json!({
                "who": fitted(&mut page, measures, "who", &line.who, &line.number)?,
                "cells": cells,
                "problem": problem,
            }));
        }
        page.set("rows", rows);
        let last = if index + 1 == n { board.totals.join("\n") } else { String::new() };
        let totals = fitted(&mut page, measures, "totals", &last, board.totals.first().map_or("", String::as_str))?;
        page.set("totals", totals);
        Ok(page.finish())
    };
    chunks.iter().enumerate().map(sheet).collect()
}

/// Fits a text, or what stands for it where it has no room or a character without a glyph.
fn fitted(page: &mut Page, measures: &Measures, key: &str, words: &str, other: &str) -> Result<Value, FormFault> {
    let field = measures.field(ID, key)?;
    let printable = fonts::unprintable(words, Face::Mincho).is_empty();
    let fits = |words: &str| super::lines::fit(words, field).rest.is_none();
    let chosen = if printable && fits(words) { words } else { other };
    Ok(page.fitted(chosen, Span::DETACHED, field).0)
}
