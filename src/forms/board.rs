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

/// The board on its pages, and what gave way on them.
#[derive(Debug)]
pub struct Pinned {
    /// The pages.
    pub sheets: Vec<Sheet>,
    /// Each text that something else stands for.
    pub given_way: Vec<GivenWay>,
}

/// A text that has no room or no glyph.
#[derive(Debug)]
pub struct GivenWay {
    /// Whose it is, by the number.
    pub who: String,
    /// What it is.
    pub what: &'static str,
    /// What stands for it.
    pub instead: &'static str,
}

/// The pages of the board.
///
/// # Errors
/// The measures lack something.
pub fn sheets(measures: &Measures, board: &Board) -> Result<Pinned, FormFault> {
    let room = whole(measures.number(ID, "rows")?);
    let chunks: Vec<&[Line]> = if board.lines.is_empty() { vec![&[]] } else { board.lines.chunks(room).collect() };
    let n = chunks.len();
    let mut given_way = Vec::new();
    let mut sheet = |(index, lines): (usize, &&[Line])| {
        let mut page = Page::new(ID, "利用者の一覧");
        page.set("page", if n > 1 { json!(format!("（{}/{n}）", index + 1)) } else { Value::Null });
        let (subject, _) = fitted(&mut page, measures, "subject", &board.subject, "")?;
        page.set("subject", subject);
        page.set("headings", board.headings.clone());
        let mut rows = Vec::new();
        for line in *lines {
            let mut tell = |(field, is_own): (Value, bool), what, instead| {
                if !is_own {
                    given_way.push(GivenWay { who: line.number.clone(), what, instead });
                }
                field
            };
            let mut cells = Vec::new();
            for (words, late) in &line.cells {
                let field = tell(fitted(&mut page, measures, "cell", words, "…")?, "欄の一つ", "「…」");
                cells.push(json!({ "field": field, "late": late }));
            }
            let problem = match &line.problem {
                Some(words) => {
                    let other = "careplan check で確かめてください";
                    tell(fitted(&mut page, measures, "problem", words, other)?, "読めないわけ", "短い言葉")
                }
                None => Value::Null,
            };
            let who = tell(fitted(&mut page, measures, "who", &line.who, &line.number)?, "氏名", "番号");
            rows.push(json!({ "who": who, "cells": cells, "problem": problem }));
        }
        page.set("rows", rows);
        let last = if index + 1 == n { board.totals.join("\n") } else { String::new() };
        let (totals, _) =
            fitted(&mut page, measures, "totals", &last, board.totals.first().map_or("", String::as_str))?;
        page.set("totals", totals);
        Ok(page.finish())
    };
    let sheets: Vec<Sheet> = chunks.iter().enumerate().map(&mut sheet).collect::<Result<_, FormFault>>()?;
    Ok(Pinned { sheets, given_way })
}

/// Fits a text, or what stands for it where it has no room or a character without a glyph; and whether it is the text itself.
fn fitted(
    page: &mut Page,
    measures: &Measures,
    key: &str,
    words: &str,
    other: &str,
) -> Result<(Value, bool), FormFault> {
    let field = measures.field(ID, key)?;
    let printable = fonts::unprintable(words, Face::Mincho).is_empty();
    let fits = |words: &str| super::lines::fit(words, field).rest.is_none();
    let is_own = printable && fits(words);
    let chosen = if is_own { words } else { other };
    Ok((page.fitted(chosen, Span::DETACHED, field).0, is_own))
}
