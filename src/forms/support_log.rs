//! 「居宅介護支援経過」 Cooperates with `templates/forms/support-log.typ`.
//!
//! A running record: one size of type, no shrinking; what is longer goes on in the next column or on the next sheet.
//! [`flow`] decides which entry stands where. Start reading at [`sheets`].

mod flow;

use serde_json::{Value, json};

use super::lines::{self, Fitted, Line};
use super::measures::{FieldMeasure, count};
use super::text;
use super::{Context, Form, FormFault, NoticeKind, Page, Sheet};
use crate::calendar::{Datelike, era, weekday_letter};
use crate::case::LogEntry;
use crate::case::delivery::TableName;
use crate::source::{Field, Span};
use flow::{Entry, Flowing, LINE, Part};

/// 「第5表」
pub const FORM: Form = Form {
    has_data: |case, select| select.log(case).next().is_some(),
    issued_on: |case, select| {
        let days = select.log(case).filter_map(|entry| entry.day.value());
        days.chain(case.log_issued_on.value()).max()
    },
    sheets,
    ..Form::plan("support-log", TableName::Log.printed(), "居宅介護支援経過")
};

/// Groups of columns side by side on a sheet.
const GROUPS: usize = 2;

/// The three columns of a group.
struct Columns<'m> {
    day: &'m FieldMeasure,
    means: &'m FieldMeasure,
    content: &'m FieldMeasure,
    /// Units in a column.
    room: usize,
    /// Height of a unit, mm.
    unit: f64,
}

/// All sheets of the log; without entries one sheet of blank rows.
fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let columns = columns(context)?;
    let log = context.select.log(context.case);
    let all = &context.case.log;
    let at = |entry: &LogEntry| all.iter().position(|known| std::ptr::eq(known, entry));
    let mut entries: Vec<Entry> = log.map(|entry| broken(at(entry), entry, &columns)).collect();
    entries.extend(rests(context, &columns)?);
    let mut filled = flow::columns(entries, columns.room);
    while filled.is_empty() || !filled.len().is_multiple_of(GROUPS) {
        filled.push(Vec::new());
    }
    let top = context.measures.number(FORM.id, "top")?;
    let groups_x = context.measures.numbers(FORM.id, "groups")?;
    let mut groups = filled.into_iter();
    let mut told = None;
    let mut sheets = Vec::new();
    while let (Some(left), Some(right)) = (groups.next(), groups.next()) {
        let mut page = Page::new(FORM.id, "第５表 居宅介護支援経過");
        page.be_writable(context, &[]);
        // What the fields of the head cannot hold is in the table, see `rests`.
        let name_rest = page.head(context, Some(&context.case.log_issued_on))?;
        let creator = office(context).map(|office| &office.care_manager);
        let creator_field = context.measures.field(FORM.id, "creator")?;
        page.writes("creator", &[], creator_field);
        let creator_rest = creator.and_then(|name| page.put_field("creator", name, creator_field));
        if sheets.is_empty() {
            let client = context.case.client.as_ref().map(|client| &client.name);
            for (name, _) in [(client, name_rest), (creator, creator_rest)].iter().filter(|(_, rest)| rest.is_some()) {
                let span = name.map_or(Span::DETACHED, Field::span);
                page.note(span, NoticeKind::Continued("表の終わりの行"));
            }
        }
        page.set("line", columns.unit * count(LINE));
        page.set("pad", columns.unit / 2.0);
        // An entry that goes on over several sheets is told of once.
        if let Some(part) = right.last().filter(|part| part.continues && told != Some(part.content.span)) {
            told = Some(part.content.span);
            page.note(part.content.span, NoticeKind::Continued("次の用紙"));
        }
        for (group, (key, parts)) in [("left", left), ("right", right)].into_iter().enumerate() {
            let place =
                Group { top, x: groups_x.get(group).copied().unwrap_or_default() - columns.day.x, next: all.len() };
            let rows = rows(&mut page, parts, &columns, &place);
            page.set(key, rows);
        }
        sheets.push(page.finish());
    }
    Sheet::number(&mut sheets);
    Ok(sheets)
}

fn columns<'m>(context: &Context<'m>) -> Result<Columns<'m>, FormFault> {
    let field = |key| context.measures.field(FORM.id, key);
    let words = field("content")?;
    let height = context.measures.number(FORM.id, "bottom")? - context.measures.number(FORM.id, "top")?;
    let unit = lines::height(1, size(words), words.pitch) / count(LINE);
    // Whole units from the top: a column that is not a multiple of them ends a little above the bottom.
    let room = (1..10_000).take_while(|&units| count(units) * unit <= height + 0.01).count();
    Ok(Columns { day: field("day")?, means: field("means")?, content: words, room, unit })
}

fn office<'a>(context: &Context<'a>) -> Option<&'a crate::case::Office> {
    context.case.office.get().filter(|_| !context.select.blank)
}

/// The lines of an entry.
fn broken(at: Option<usize>, entry: &LogEntry, columns: &Columns) -> Entry {
    let day = entry.day.value();
    let date = day.map(era::short).unwrap_or_default();
    let weekday = day.map(|day| format!("（{}）", weekday_letter(day.weekday()))).unwrap_or_default();
    Entry {
        at,
        day: flowing(lines_of(&date, columns.day), entry.day.span()),
        time: flowing(time(&weekday, entry.time.text(), columns.day), entry.time.span().or(entry.day.span())),
        means: flowing(text::narrow_lines(entry.means.text(), columns.means, size(columns.means)), entry.means.span()),
        content: flowing(content(entry, columns.content), entry.content.span().or(entry.recorder.span())),
    }
}

/// 「（火）14:00」; a longer time has lines of its own under the weekday.
fn time(weekday: &str, time: &str, field: &FieldMeasure) -> Vec<Line> {
    let together = lines_of(&format!("{weekday}{time}"), field);
    let apart = lines_of(&format!("{weekday}\n{time}"), field);
    if together.len() > 1 && apart.len() <= together.len() && !weekday.is_empty() { apart } else { together }
}

/// 「内容」 with the recorder in brackets at its end, the brackets on one line where they can be.
fn content(entry: &LogEntry, field: &FieldMeasure) -> Vec<Line> {
    let words = entry.content.text().trim_end();
    if entry.recorder.is_blank() {
        return lines_of(words, field);
    }
    let recorder = format!("（{}）", entry.recorder.text().trim());
    let together = lines_of(&format!("{words}{recorder}"), field);
    let whole = together.last().is_some_and(|last| last.text().ends_with(&recorder));
    if whole || words.is_empty() { together } else { lines_of(&format!("{words}\n{recorder}"), field) }
}

/// What the fields of the head cannot hold, as entries behind the last one.
fn rests(context: &Context, columns: &Columns) -> Result<Vec<Entry>, FormFault> {
    let client = context.case.client.as_ref().filter(|_| !context.select.blank).map(|client| &client.name);
    let creator = office(context).map(|office| &office.care_manager);
    let fields = [
        ("利用者名", client, context.measures.field("sheet", "name")?),
        ("作成者氏名", creator, context.measures.field(FORM.id, "creator")?),
    ];
    let rest = |(label, name, field): (&str, Option<&Field<String>>, &FieldMeasure)| {
        let name = name?;
        let rest = lines::fit(name.text(), field).rest?;
        Some(Entry {
            at: None,
            day: flowing(Vec::new(), Span::DETACHED),
            time: flowing(Vec::new(), Span::DETACHED),
            means: flowing(lines_of(&format!("{label}\n（続き）"), columns.means), Span::DETACHED),
            content: flowing(lines_of(&rest, columns.content), name.span()),
        })
    };
    Ok(fields.into_iter().filter_map(rest).collect())
}

fn flowing(lines: Vec<Line>, span: Span) -> Flowing {
    Flowing { lines, span }
}

fn size(field: &FieldMeasure) -> f64 {
    field.sizes.first().copied().unwrap_or_default()
}

fn lines_of(text: &str, field: &FieldMeasure) -> Vec<Line> {
    lines::lines_at(text, field, size(field))
}

/// A group of columns on its sheet.
struct Group {
    /// Under the header, mm.
    top: f64,
    /// How far right of the first group, mm.
    x: f64,
    /// The entry that a blank row takes.
    next: usize,
}

impl Group {
    /// Receipts for a row.
    fn write(&self, page: &mut Page, entry: usize, columns: &Columns, y: f64, h: f64) {
        for (key, field) in [("day", columns.day), ("means", columns.means), ("content", columns.content)] {
            page.writes(key, &[entry], &FieldMeasure { x: field.x + self.x, ..field.moved(y, h) });
        }
    }
}

/// The rows of a group as the template draws them, blank ones to its end.
fn rows(page: &mut Page, mut parts: Vec<Part>, columns: &Columns, group: &Group) -> Vec<Value> {
    let mut y = group.top;
    let used: usize = parts.iter().map(|part| part.height).sum();
    let free = columns.room.saturating_sub(used);
    let n_blank = flow::blank_rows(free);
    if n_blank == 0 {
        flow::spread(&mut parts, free);
    }
    let mut rows = Vec::new();
    for part in parts {
        let height = count(part.height) * columns.unit;
        if let Some(entry) = part.at {
            group.write(page, entry, columns, y, height);
        }
        y += height;
        rows.push(json!({
            "height": height,
            "day": place(page, part.day, columns.day),
            "mark": part.continued,
            "time": place(page, part.time, columns.day),
            "means": place(page, part.means, columns.means),
            "content": place(page, part.content, columns.content),
        }));
    }
    let height = count(free) * columns.unit / count(n_blank);
    for at in 0..n_blank {
        group.write(page, group.next, columns, y + count(at) * height, height);
    }
    let blank = json!({ "height": height, "day": null, "mark": false, "time": null, "means": null, "content": null });
    rows.extend(std::iter::repeat_n(blank, n_blank));
    rows
}

fn place(page: &mut Page, text: Flowing, field: &FieldMeasure) -> Value {
    if text.lines.is_empty() {
        return Value::Null;
    }
    page.place(&Fitted { size: size(field), lines: text.lines, rest: None, shrunk: false }, text.span)
}
