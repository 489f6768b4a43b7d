//! 「週間サービス計画表」 Cooperates with `templates/forms/weekly-schedule.typ`.
//!
//! One sheet: the week as a grid with each service at its time ([`blocks`] on [`grid`]), the day as it goes ([`daily`]),
//! 週単位以外のサービス, and under it the list of what no box could hold ([`notes`]). What that list, the day or the lower
//! box cannot hold stands on a 別紙 ([`appendix`]); nothing is cut.

pub mod appendix;
pub mod blocks;
pub mod daily;
pub mod grid;
pub mod notes;

use serde_json::{Value, json};

use super::lines::{self, Fitted};
use super::measures::{FieldMeasure, MeasureFault};
use super::writable::WeekSurface;
use super::{Context, Form, FormFault, NoticeKind, Page, Sheet};
use crate::case::WeeklySchedule;
use crate::case::delivery::TableName;
use crate::case::week::Activity;
use crate::source::Span;
use appendix::Item;
use blocks::Block;
use grid::Grid;
use notes::Note;

/// 「第3表」
pub const FORM: Form = Form {
    has_data: |case, _| case.week.is_some(),
    issued_on: |case, _| case.week.as_ref()?.issued_on.value(),
    sheets,
    ..Form::plan("weekly-schedule", TableName::Week.printed(), "週間サービス計画表")
};

const NAME_ON: &str = "利用者名（続き）";
const ACTIVITIES_ON: &str = "主な日常生活上の活動（続き）";
const NON_WEEKLY_ON: &str = "週単位以外のサービス（続き）";
const NOTES: &str = "サービスの内容（番号は表の枠の番号）";
const NOTES_ON: &str = "サービスの内容（番号は表の枠の番号）（続き）";
const APPENDIX: &str = "別紙";

fn sheets(context: &Context) -> Result<Vec<Sheet>, FormFault> {
    let week = context.case.week.as_ref().filter(|_| !context.select.blank);
    let (mut page, name_rest) = page("", context, week)?;
    let mut items: Vec<Item> = Vec::new();
    if let (Some(text), Some(client)) = (name_rest, &context.case.client) {
        page.note(client.name.span(), NoticeKind::Continued(APPENDIX));
        items.push(Item::wide(NAME_ON, text, client.name.span()));
    }
    let empty = WeeklySchedule::default();
    let week_or_empty = week.unwrap_or(&empty);
    let usual = Grid::read(context.measures)?;
    let tall = Grid::without_notes(context.measures)?;
    let noted = blocks::lay_out(week_or_empty, &tall, context.measures)?.numbered;
    // Rows are as high as the sheet has room: notes under the table need some of it.
    let grid = if notes::notes(week_or_empty, &noted).is_empty() { tall } else { usual.clone() };
    page.set("row", round(grid.hour() * 2.0));
    page.set("below", round(grid.bottom() - usual.bottom()));
    services(&mut page, week_or_empty, &grid, context, &mut items)?;
    activities(&mut page, week_or_empty, &grid, context, &mut items)?;
    non_weekly(&mut page, week_or_empty, context, &mut items)?;
    let mut sheets = vec![page.finish()];
    sheets.extend(appendix::sheets(items, context, week)?);
    Sheet::number(&mut sheets);
    Ok(sheets)
}

/// A page with the form's head, and what the name's field could not hold; `suffix` goes behind the title.
fn page(
    suffix: &str,
    context: &Context,
    week: Option<&WeeklySchedule>,
) -> Result<(Page, Option<String>), MeasureFault> {
    let mut page = Page::of_plan(context, FORM.id, &format!("第３表 {}", FORM.title), suffix);
    page.be_writable(context, &[]);
    let rest = page.head(context, week.map(|week| &week.issued_on))?;
    Ok((page, rest))
}

impl Item {
    fn wide(section: &'static str, text: String, span: Span) -> Self {
        Self { section, mark: String::new(), when: String::new(), when_span: Span::DETACHED, text, span }
    }
}

/// The boxes, day by day, and the list under the grid.
fn services(
    page: &mut Page,
    week: &WeeklySchedule,
    grid: &Grid,
    context: &Context,
    items: &mut Vec<Item>,
) -> Result<(), MeasureFault> {
    let laid = blocks::lay_out(week, grid, context.measures)?;
    if page.is_writable() {
        let columns = (0..7).map(|day| grid.day(day).0).chain([grid.day(6).0 + grid.day(6).1]).collect();
        page.week(WeekSurface { columns, top: grid.top(), hour: grid.hour() });
        let field = context.measures.field(FORM.id, "block")?;
        for block in &laid.boxes {
            let [x, y, w, h] = block.all;
            page.writes("block", &[block.entry], &FieldMeasure { x, y, w, h, ..field.clone() });
        }
    }
    let mut days = vec![Vec::new(); 7];
    for block in &laid.boxes {
        let service = &week.entries[block.entry];
        let span = service.content.span().or(service.time.span());
        let text = if block.text.lines.is_empty() { Value::Null } else { page.place(&block.text, span) };
        let [x, y, w, h] = rounded(block.inner);
        let pitch = round(block.pitch);
        days[block.day].push(json!({ "x": x, "y": y, "w": w, "h": h, "pitch": pitch, "text": text }));
    }
    page.set("days", days.into_iter().map(Value::Array).collect::<Vec<_>>());
    let of_all = |shapes: &dyn Fn(&Block) -> Vec<[f64; 4]>| -> Vec<Value> {
        laid.boxes.iter().flat_map(shapes).map(|shape| json!(rounded(shape))).collect()
    };
    page.set("white", of_all(&|block| vec![block.all]));
    page.set("solid", of_all(&Block::solid));
    page.set("dashed", of_all(&Block::dashed));
    page.set("bars", of_all(&|block| vec![block.bar()]));

    let all = notes::notes(week, &laid.numbered);
    let field = context.measures.field(FORM.id, "note")?;
    let columns = context.measures.numbers(FORM.id, "note_columns")?;
    let list = notes::pour(&all, field, columns.len());
    let placed: Vec<Value> = list
        .placed
        .into_iter()
        .map(|placed| {
            let span = placed.note.span;
            page.note(span, NoticeKind::Continued("表の下の注記"));
            let fitted = Fitted { size: list.size, lines: placed.lines, rest: None, shrunk: false };
            let text = page.place(&fitted, span);
            let x = columns[placed.column];
            page.writes("block", &[placed.note.entry], &FieldMeasure { x, ..field.moved(placed.y, placed.h) });
            json!({ "x": x, "y": round(placed.y), "h": round(placed.h), "mark": placed.note.mark, "text": text })
        })
        .collect();
    page.set("note_size", list.size);
    page.set("notes", placed);
    page.set("notes_go_on", !list.rest.is_empty());
    for note in list.rest {
        page.note(note.span, NoticeKind::Continued(APPENDIX));
    }
    let section = if list.rest.len() < all.len() { NOTES_ON } else { NOTES };
    items.extend(list.rest.iter().map(|note| note.item(section)));
    Ok(())
}

impl Note {
    fn item(&self, section: &'static str) -> Item {
        let (mark, when) = (self.mark.clone(), self.when.clone());
        Item { section, mark, when, when_span: self.span, text: self.text.clone(), span: self.span }
    }
}

/// The day's column.
fn activities(
    page: &mut Page,
    week: &WeeklySchedule,
    grid: &Grid,
    context: &Context,
    items: &mut Vec<Item>,
) -> Result<(), MeasureFault> {
    let field = context.measures.field(FORM.id, "activity")?;
    let time_field = context.measures.field(FORM.id, "activity_time")?;
    let daily = daily::lay_out(&week.activities, grid, field);
    let size = daily.size;
    let (x, right) = (time_field.x, field.x + field.w);
    let column = |y, h| FieldMeasure { x, w: right - x, sizes: vec![size], ..field.moved(y, h) };
    for placed in &daily.placed {
        let at = week.activities.iter().position(|activity| std::ptr::eq(activity, placed.activity));
        page.writes("activity", &[at.unwrap_or_default()], &column(placed.y, placed.h));
    }
    // What is free of the column takes one more: the first that is blank, and stands nowhere, or a new one.
    let blank = week.activities.iter().position(|one| one.time.is_blank() && one.content.is_blank());
    let next = blank.unwrap_or(week.activities.len());
    let mut y = grid.top();
    for (top, below) in daily.placed.iter().map(|placed| (placed.y, placed.y + placed.h)).chain([(grid.bottom(), y)]) {
        if top - y > lines::height(1, size, field.pitch) {
            page.writes("activity", &[next], &column(y, top - y));
        }
        y = below;
    }
    let rows: Vec<Value> = daily
        .placed
        .into_iter()
        .map(|placed| {
            let activity = placed.activity;
            let time = daily::time_text(activity).map(|time| {
                let fitted = lines::fit_lines(&time, time_field, size, 1);
                page.place(&Fitted { shrunk: false, ..fitted }, activity.time.span())
            });
            let text = Fitted { size, lines: placed.lines, rest: None, shrunk: false };
            let span = activity.content.span().or(activity.time.span());
            let text = if text.text().is_empty() { Value::Null } else { page.place(&text, span) };
            json!({ "y": round(placed.y), "h": round(placed.h), "time": time, "text": text })
        })
        .collect();
    page.set("activities", rows);
    page.set("activities_go_on", !daily.rest.is_empty());
    if daily.shrunk {
        page.note(week.activities.span(), NoticeKind::Shrunk(size));
    }
    if let Some(first) = daily.rest.first() {
        page.note(first.content.span().or(first.time.span()), NoticeKind::Continued(APPENDIX));
    }
    items.extend(daily.rest.into_iter().map(activity_item));
    Ok(())
}

fn activity_item(activity: &Activity) -> Item {
    let span = activity.content.span().or(activity.time.span());
    let when = daily::time_text(activity).unwrap_or_else(|| "（時刻の記載なし）".to_owned());
    let (when_span, text) = (activity.time.span(), daily::words(activity));
    Item { section: ACTIVITIES_ON, mark: String::new(), when, when_span, text, span }
}

/// The box under the grid: its text on dotted lines, which follow the text's size.
fn non_weekly(
    page: &mut Page,
    week: &WeeklySchedule,
    context: &Context,
    items: &mut Vec<Item>,
) -> Result<(), MeasureFault> {
    let field = context.measures.field(FORM.id, "non_weekly")?;
    let text = &week.non_weekly_services;
    let below = page.value("below").as_f64().unwrap_or_default();
    page.writes("non_weekly", &[], &field.moved(field.y + below, field.h));
    let fitted = if text.is_blank() { lines::fit("", field) } else { lines::fit(text.text(), field) };
    let value = if fitted.lines.is_empty() { Value::Null } else { page.place(&fitted, text.span()) };
    let pitch = lines::height(1, fitted.size, field.pitch);
    page.set("non_weekly", value);
    page.set(
        "non_weekly_lines",
        json!({ "n": lines::capacity(field.h, fitted.size, field.pitch) - 1, "pitch": round(pitch) }),
    );
    page.set("non_weekly_goes_on", fitted.rest.is_some());
    if let Some(rest) = fitted.rest {
        page.note(text.span(), NoticeKind::Continued(APPENDIX));
        items.push(Item::wide(NON_WEEKLY_ON, rest, text.span()));
    }
    Ok(())
}

/// Thousandths of a millimetre are enough, and read better than a float's tail.
fn round(mm: f64) -> f64 {
    (mm * 1000.0).round() / 1000.0
}

fn rounded(figures: [f64; 4]) -> [f64; 4] {
    figures.map(round)
}
