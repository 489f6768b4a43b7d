//! What can be written, as the page shows it: receipts of the sheets with what stands in the plan.

use super::Desk;
use crate::billing::uses::{Mode, days_of};
use crate::case::CaseFile;
use crate::forms::measures::{Align, Valign};
use crate::forms::writable::{Kind, SETTINGS, Slot, Writable};
use crate::forms::{NoticeKind, Sheet};
use crate::press::Checked;
use crate::preview::{ShownFate, ShownPart, ShownSlot, ShownWeek, Writing};
use crate::source::edit::{Path, Step, Value};
use crate::writing::{actual_path, path_to_json, to_json};
use serde_json::Value as Json;
use std::cell::LazyCell;

/// The plan as values.
pub(in crate::cli) fn root(checked: &Checked) -> Value {
    checked.case.root.as_ref().map_or(Value::Null, Value::from)
}

/// The fields of a sheet; those at one place with one name are one field of several values.
pub(in crate::cli) fn slots(
    checked: &Checked,
    root: &LazyCell<Value, impl FnOnce() -> Value>,
    sheet: &Sheet,
) -> (Vec<ShownSlot>, Option<ShownWeek>) {
    let mut shown: Vec<ShownSlot> = Vec::new();
    let mut last: Option<&Slot> = None;
    let nth = certification_of(&checked.case.file, &sheet.slots);
    for slot in &sheet.slots {
        let part = part(&checked.case.file, root, slot.writes, &slot.path, nth);
        let together = |last: &Slot| last.number == slot.number;
        match shown.last_mut().filter(|_| last.is_some_and(together)) {
            Some(field) => field.parts.push(part),
            None => shown.push(field(slot, part)),
        }
        last = Some(slot);
    }
    let n = checked.case.file.week.as_ref().map_or(0, |week| week.entries.len());
    let week = sheet.week.as_ref();
    let week = week.map(|week| ShownWeek { columns: week.columns.clone(), top: week.top, hour: week.hour, n });
    (shown, week)
}

fn field(slot: &Slot, part: ShownPart) -> ShownSlot {
    let [x, y, w, h] = slot.rect.map(|mm| (mm * 100.0).round() / 100.0);
    let align = match slot.align {
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    };
    let valign = match slot.valign {
        Valign::Top => "top",
        Valign::Middle => "middle",
        Valign::Bottom => "bottom",
    };
    let (size, pitch) = (slot.size, (slot.pitch * 100.0).round() / 100.0);
    let pick = slot.pick.unwrap_or_default();
    ShownSlot {
        x,
        y,
        w,
        h,
        size,
        pitch,
        align,
        valign,
        pad: slot.pad,
        field: slot.writes.field,
        pick,
        parts: vec![part],
    }
}

/// Which entry of 「認定」 a sheet prints: that of its month, else that of the plan.
fn certification_of(case: &CaseFile, slots: &[Slot]) -> Option<usize> {
    let month = slots.iter().find_map(|slot| match slot.path.0.as_slice() {
        [Step::Key(key), Step::Item(at), ..] if key == "第6表" => case.months.get(*at)?.month.value(),
        _ => None,
    });
    let printed = match month {
        Some(month) => case.certifications.nearest(month),
        None => case.printed_certification(),
    }?;
    case.certifications.all().iter().position(|one| std::ptr::eq(one, printed))
}

fn part(case: &CaseFile, root: &Value, writes: &'static Writable, path: &Path, nth: Option<usize>) -> ShownPart {
    let path = actual_path(root, path, nth);
    let value = root.at(&path.0).map_or(Json::Null, to_json);
    let counts = matches!(writes.kind, Kind::Days).then(|| counts(case, &path));
    ShownPart {
        path: path_to_json(&path),
        kind: writes.kind.word(),
        label: writes.label,
        value,
        words: writes.kind.words(),
        counts,
    }
}

/// The uses on each day of a row, as printed.
fn counts(case: &CaseFile, path: &Path) -> Vec<u8> {
    let [Step::Key(_), Step::Item(month), Step::Key(_), Step::Item(line), Step::Key(row)] = path.0.as_slice() else {
        return Vec::new();
    };
    let Some(block) = case.months.get(*month) else { return Vec::new() };
    let Some(month) = block.month.value() else { return Vec::new() };
    let mode = if row == "実績" { Mode::Actual } else { Mode::Planned };
    let n = usize::try_from(month.n_days()).unwrap_or(31).min(31);
    block.lines.get(*line).map_or_else(|| vec![0; n], |line| days_of(line, month, mode)[..n].to_vec())
}

/// What the page must know besides.
pub(in crate::cli) fn writing(
    checked: &Checked,
    desk: &Desk,
    hash: String,
    is_draft: bool,
    fates: Vec<ShownFate>,
) -> Writing {
    let root = root(checked);
    let file = &checked.case.file;
    let settings = of_the_panel(file, &root);
    let (undo, redo) = desk.labels();
    Writing { hash, is_draft, undo, redo, settings, fates, blocked: String::new() }
}

/// The values of the panel: of a list each row that there is, and a blank one to be written into.
fn of_the_panel(case: &CaseFile, root: &Value) -> Vec<ShownPart> {
    let mut parts = Vec::new();
    let mut lines = SETTINGS.iter().peekable();
    while let Some(first) = lines.next() {
        let Some((list, _)) = first.path.split_once("[]") else {
            parts.extend(first.at(&[]).map(|path| part(case, root, first, &path, None)));
            continue;
        };
        let mut row = vec![first];
        while let Some(next) = lines.next_if(|line| line.path.split_once("[]").is_some_and(|(other, _)| other == list))
        {
            row.push(next);
        }
        let n = match root.at(&[Step::Key(list.to_owned())]) {
            Some(Value::List(items)) => items.len(),
            _ => 0,
        };
        for at in 0..=n {
            let paths = row.iter().filter_map(|line| Some((*line, line.at(&[Step::Item(at)])?)));
            parts.extend(paths.map(|(line, path)| part(case, root, line, &path, None)));
        }
    }
    parts
}

/// What becomes of texts that do not fit as they are, a line a place.
pub(in crate::cli) fn fates(checked: &Checked, sheets: &[Sheet]) -> Vec<ShownFate> {
    let mut fates: Vec<ShownFate> = Vec::new();
    let Some(root) = &checked.case.root else { return fates };
    for notice in sheets.iter().flat_map(|sheet| &sheet.notices).filter(|notice| notice.span.file == checked.case.id) {
        let (size, goes_on) = match &notice.kind {
            NoticeKind::Shrunk(size) => (Some(*size), ""),
            NoticeKind::Continued(place) => (None, *place),
            NoticeKind::Unprintable(_) | NoticeKind::Struck(_) => continue,
        };
        let path = root.path_to(notice.span);
        let known = fates.iter().position(|fate| fate.path == path).unwrap_or_else(|| {
            fates.push(ShownFate { path, size: None, goes_on: String::new() });
            fates.len() - 1
        });
        let fate = &mut fates[known];
        fate.size = fate.size.or(size);
        if fate.goes_on.is_empty() {
            goes_on.clone_into(&mut fate.goes_on);
        }
    }
    fates
}
