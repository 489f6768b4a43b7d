//! What can be written, as the page shows it: receipts of the sheets with what stands in the plan.

use super::Desk;
use crate::billing::uses::{Mode, days_of};
use crate::case::CaseFile;
use crate::forms::Sheet;
use crate::forms::measures::Align;
use crate::forms::writable::{Kind, SETTINGS, Slot, Writable};
use crate::press::Checked;
use crate::preview::{ShownPart, ShownSlot, ShownWeek, Writing};
use crate::service_kind;
use crate::source::edit::{Path, Step, Value};
use crate::writing::{actual_path, path_to_json, to_json};
use serde_json::{Value as Json, json};
use std::cell::LazyCell;
use std::collections::BTreeSet;

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
    let (size, pitch) = (slot.size, (slot.pitch * 100.0).round() / 100.0);
    let pick = slot.pick.unwrap_or_default();
    ShownSlot { x, y, w, h, size, pitch, align, field: slot.writes.field, pick, parts: vec![part] }
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
pub(in crate::cli) fn writing(checked: &Checked, desk: &Desk, hash: String, is_draft: bool) -> Writing {
    let root = root(checked);
    let file = &checked.case.file;
    let settings = SETTINGS.iter().filter_map(|line| Some(part(file, &root, line, &line.at(&[])?, None))).collect();
    let (undo, redo) = desk.labels();
    Writing { hash, is_draft, undo, redo, settings, words: words(file), blocked: String::new() }
}

/// Words that this plan uses already, by the key that they are for.
fn words(case: &CaseFile) -> Json {
    let mut providers: BTreeSet<&str> = BTreeSet::new();
    providers.extend(case.providers.get().into_iter().flat_map(|all| all.iter().map(|(name, _)| name.text())));
    let months = case.months.iter().flat_map(|month| &month.lines).map(|line| line.provider.text());
    providers.extend(months);
    let supports = case.plan_2.iter().flat_map(|plan| &plan.needs).flat_map(|need| &need.goals);
    let supports: Vec<_> = supports.flat_map(|goal| &goal.goals).flat_map(|goal| &goal.supports).collect();
    providers.extend(supports.iter().map(|support| support.provider.text()));
    let mut kinds: BTreeSet<&str> = service_kind::kinds().iter().map(service_kind::ServiceKind::called).collect();
    kinds.extend(supports.iter().map(|support| support.kind.text()));
    let means: BTreeSet<&str> = case.log.iter().map(|entry| entry.means.text()).collect();
    let means: BTreeSet<&str> =
        means.into_iter().chain(["訪問（自宅）", "電話（受信）", "電話（送信）", "FAX（送信）", "会議"]).collect();
    let some = |words: BTreeSet<&str>| -> Vec<String> {
        words.into_iter().filter(|word| !word.trim().is_empty()).map(str::to_owned).collect()
    };
    json!({ "事業所": some(providers), "サービス種別": some(kinds), "項目": some(means) })
}
