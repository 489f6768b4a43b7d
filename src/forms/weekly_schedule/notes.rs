//! 「番号の内容」 the list under the grid: services whose text no box could hold, and entries without weekday or time.
//!
//! The list runs down its columns. A note stays whole; from the first that finds no place on, all go to the 別紙.

use super::super::lines::{self, Line};
use super::super::measures::FieldMeasure;
use super::blocks::circled;
use crate::calendar::WEEKDAYS;
use crate::case::WeeklySchedule;
use crate::case::week::WeekEntry;
use crate::source::{Field, Span, struck};

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which entry of the week.
    pub entry: usize,
    /// 「①」, or 「・」 for an entry that has no box.
    pub mark: String,
    /// 「月・水 11:30～12:00」
    pub when: String,
    /// The content.
    pub text: String,
    /// The place in the plan.
    pub span: Span,
}

/// A note in its place.
#[derive(Clone, Debug)]
pub struct PlacedNote<'a> {
    /// The note.
    pub note: &'a Note,
    /// Column of the list.
    pub column: usize,
    /// Top, mm.
    pub y: f64,
    /// Height, mm.
    pub h: f64,
    /// Time and content, broken for the column.
    pub lines: Vec<Line>,
}

/// The list, filled.
#[derive(Clone, Debug, Default)]
pub struct List<'a> {
    /// Size, points.
    pub size: f64,
    /// What stands on the sheet.
    pub placed: Vec<PlacedNote<'a>>,
    /// What goes to the 別紙.
    pub rest: &'a [Note],
}

/// The notes of a week: the numbered ones, then the entries that have no place in the grid.
#[must_use]
pub fn notes(week: &WeeklySchedule, numbered: &[usize]) -> Vec<Note> {
    let marked = numbered.iter().enumerate().map(|(i, &entry)| note(entry, &week.entries[entry], circled(i + 1)));
    let homeless = week.entries.iter().enumerate().filter(|(_, entry)| !has_place(entry) && !is_blank(entry));
    marked.chain(homeless.map(|(at, entry)| note(at, entry, "・".to_owned()))).collect()
}

fn has_place(entry: &WeekEntry) -> bool {
    entry.time.value().is_some() && entry.weekdays.iter().any(|day| day.value().is_some())
}

fn is_blank(entry: &WeekEntry) -> bool {
    entry.time.is_blank() && entry.content.is_blank() && entry.weekdays.iter().all(Field::is_blank)
}

fn note(at: usize, entry: &WeekEntry, mark: String) -> Note {
    let days = days(entry);
    let days = if days.is_empty() { "（曜日の記載なし）".to_owned() } else { days };
    let time = match entry.time.value() {
        Some(time) => time.to_string(),
        None if entry.time.is_blank() => "（時間の記載なし）".to_owned(),
        None => entry.time.text().to_owned(),
    };
    let first_day = entry.weekdays.first().map_or(Span::DETACHED, Field::span);
    let span = entry.content.span().or(entry.time.span()).or(first_day);
    let when = format!("{days} {time}");
    let when = if struck::is_gone(entry.content.text()) { struck::gone(&when) } else { when };
    Note { entry: at, mark, when, text: entry.content.text().to_owned(), span }
}

/// 「月・水」 in the order of the week, 「毎日」 for all seven; a weekday that was not understood as written.
fn days(entry: &WeekEntry) -> String {
    let read: Vec<_> = entry.weekdays.iter().filter_map(Field::value).collect();
    let mut words: Vec<&str> =
        WEEKDAYS.iter().filter(|(day, _)| read.contains(day)).map(|(_, letter)| *letter).collect();
    if words.len() == WEEKDAYS.len() {
        words = vec!["毎日"];
    }
    words.extend(entry.weekdays.iter().filter(|day| day.value().is_none() && !day.is_blank()).map(Field::text));
    words.join("・")
}

impl Note {
    /// Time and content on one line of the list.
    #[must_use]
    pub fn whole(&self) -> String {
        if self.text.trim().is_empty() { self.when.clone() } else { format!("{}　{}", self.when, self.text) }
    }
}

/// Pours the notes into `columns` columns of the list: the biggest size at which all fit, else the smallest.
#[must_use]
pub fn pour<'a>(notes: &'a [Note], field: &FieldMeasure, columns: usize) -> List<'a> {
    let mut list = List::default();
    for &size in &field.sizes {
        list = pour_at(notes, field, size, columns);
        if list.rest.is_empty() {
            break;
        }
    }
    list
}

fn pour_at<'a>(notes: &'a [Note], field: &FieldMeasure, size: f64, columns: usize) -> List<'a> {
    let room = lines::capacity(field.h, size, field.pitch);
    let mut list = List { size, ..List::default() };
    let (mut column, mut used) = (0, 0);
    for (i, note) in notes.iter().enumerate() {
        let lines = lines::lines_at(&note.whole(), field, size);
        if used + lines.len() > room {
            (column, used) = (column + 1, 0);
        }
        if column >= columns || lines.len() > room {
            list.rest = &notes[i..];
            break;
        }
        let y = field.y + lines::height(used, size, field.pitch);
        let h = lines::height(lines.len(), size, field.pitch);
        used += lines.len();
        list.placed.push(PlacedNote { note, column, y, h, lines });
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::measures::Measures;

    fn list(n: usize, text: &str) -> Vec<Note> {
        let note = |i| Note {
            entry: i,
            mark: circled(i),
            when: "月 8:00～8:30".to_owned(),
            text: text.to_owned(),
            span: Span::DETACHED,
        };
        (1..=n).map(note).collect()
    }

    #[test]
    fn notes_stay_whole_and_in_order() {
        let field = Measures::embedded().field(super::super::FORM.id, "note").expect("field");
        for (n, text) in
            [(1, "訪問介護"), (10, "訪問介護（調理）"), (30, "訪問介護（調理）"), (3, "長い説明。".repeat(60).as_str())]
        {
            let notes = list(n, text);
            let poured = pour(&notes, field, 2);
            assert_eq!(poured.placed.len() + poured.rest.len(), n, "{text}");
            for pair in poured.placed.windows(2) {
                let (a, b) = (&pair[0], &pair[1]);
                assert!(a.column < b.column || (a.column == b.column && a.y + a.h <= b.y + 0.01));
            }
            assert!(poured.placed.iter().all(|note| note.y + note.h <= field.y + field.h + 0.01));
        }
        assert!(!pour(&list(30, "訪問介護"), field, 2).rest.is_empty());
    }

    #[test]
    fn numbers_are_circled_up_to_fifty() {
        assert_eq!([1, 20, 21, 35, 36, 50, 51].map(circled), ["①", "⑳", "㉑", "㉟", "㊱", "㊿", "51"]);
    }
}
