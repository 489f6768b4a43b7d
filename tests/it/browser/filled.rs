//! A whole plan from blank sheets, by clicks and keys alone, until `check` is clean; then compared with one written by hand.
//!
//! What is to be written is read from the plan that was written by hand, value by value, and each is written as a person
//! would who sees only the sheets: a click on its field, a card, a printed word, days of a row, a row more from the menu.
//! A value that no click leads to fails the test: the page would have a hole there.

use super::edit::{click, enter, holds, open, place, says, settled, type_over};
use super::hands::{button, press, stroke};
use super::{nothing_amiss, until};
use crate::dsl::{Case, outside};
use crate::watching::watch::Watch;
use careplan::forms::writable::Kind;
use careplan::source::edit::Path;
use careplan::writing::kind_at;
use serde_json::{Value, json};
use std::fs;

use super::chromium::{Chromium, Window};

const BY_HAND: &str = include_str!("filled.yaml");

/// A value of the plan that is to be written, with its path as the page has it.
#[derive(Clone, Debug)]
struct Wanted {
    path: Value,
    kind: Kind,
    value: Value,
}

/// The values of a plan in its own order, each as one field takes it.
fn values(value: &Value, path: &Path, found: &mut Vec<Wanted>) {
    let kind = kind_at(path);
    let whole = matches!(kind, Some(Kind::Days | Kind::Choices(_) | Kind::List));
    match value {
        Value::Object(entries) if !whole => {
            entries.iter().for_each(|(key, value)| values(value, &path.key(key), found));
        }
        Value::Array(items) if !whole => {
            items.iter().enumerate().for_each(|(at, item)| values(item, &path.item(at), found));
        }
        value => {
            let kind = kind.unwrap_or_else(|| panic!("no field of any form writes {path}"));
            let value = if let Value::Number(number) = value { json!(number.to_string()) } else { value.clone() };
            found.push(Wanted { path: careplan::writing::path_to_json(path), kind, value });
        }
    }
}

/// The field that writes a path: how many values it has, and whether a click chooses it.
fn field(page: &Window, path: &Value) -> Option<(usize, bool, Value)> {
    let found = page.value(&format!(
        "(() => {{
            const key = JSON.stringify({path});
            const fields = state.pages.flatMap((page) => page.slots ?? []);
            const field = fields.find((one) => one.parts.some((part) => JSON.stringify(part.path) === key));
            return field ? [field.parts.length, field.pick !== '', field.parts[0].path] : null;
        }})()"
    ));
    let parts = usize::try_from(found[0].as_u64()?).unwrap();
    Some((parts, found[1] == true, found[2].clone()))
}

/// Adds the row that a path needs, from the menu of the row before it.
fn add_row(watch: &Watch, page: &Window, path: &Value) {
    let steps = path.as_array().unwrap();
    // The innermost list whose row before is there.
    let at = (0..steps.len()).rev().find(|at| {
        steps[*at].as_u64().is_some_and(|n| n > 0) && {
            let mut before = steps[..=*at].to_vec();
            before[*at] = json!(steps[*at].as_u64().unwrap() - 1);
            slot_in(page, &json!(before)).is_some()
        }
    });
    let at = at.unwrap_or_else(|| panic!("no field leads to {path}, and no row to which one could be added"));
    let mut before = steps[..=at].to_vec();
    before[at] = json!(steps[at].as_u64().unwrap() - 1);
    let (key, inside) = slot_in(page, &json!(before)).unwrap();
    settled(watch, page);
    let (x, y) = place(page, &key, 0.5);
    for kind in ["mousePressed", "mouseReleased"] {
        let buttons = if kind == "mousePressed" { 2 } else { 0 };
        page.call(
            "Input.dispatchMouseEvent",
            &json!({ "type": kind, "x": x, "y": y, "button": "right", "buttons": buttons, "clickCount": 1 }),
        );
    }
    until(page, "document.querySelector('.menu') !== null");
    let hash = page.value("state.writing.hash");
    // Rows around the field, the innermost first.
    press(
        page,
        &format!(
            "[...document.querySelectorAll('.menu button')].filter((one) => one.textContent.startsWith('下に'))[{inside}]"
        ),
    );
    until(page, &format!("state.writing.hash !== {hash}"));
}

/// The key of a field inside a row, and how many rows of inner lists the field is in.
fn slot_in(page: &Window, row: &Value) -> Option<(String, usize)> {
    let found = page.value(&format!(
        "(() => {{
            const row = {row};
            const inside = (path) => row.every((step, at) => path[at] === step);
            const field = [...document.querySelectorAll('.slot')].find((one) => !one.own.pick && inside(one.own.parts[0].path));
            if (!field) return null;
            return [field.dataset.key, field.own.parts[0].path.slice(row.length).filter((step) => typeof step === 'number').length];
        }})()"
    ));
    Some((found[0].as_str()?.to_owned(), usize::try_from(found[1].as_u64()?).unwrap()))
}

/// Adds a block of the week: the first is drawn on its hours, others begin with the key that does it without a pointer.
fn add_block(page: &Window, all: &[Wanted], done: &mut Vec<Value>) {
    let row = all[0].path[2].clone();
    let block: Vec<Wanted> = all.iter().filter(|one| one.path[1] == "週間" && one.path[2] == row).cloned().collect();
    if row == 0 {
        let at = |hour: f64| {
            let place = page.value(&format!(
                "(() => {{ const page = [...document.querySelectorAll('.page')].find((page) => page.model.week);
                    page.scrollIntoView({{ block: 'center' }});
                    const box = page.getBoundingClientRect(), week = page.model.week;
                    return [box.left + (week.columns[0] + 3) / 297 * box.width, box.top + (week.top + {hour} * week.hour) / 210 * box.height]; }})()"
            ));
            (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
        };
        stroke(page, at(9.0), at(10.0));
    } else {
        page.value("document.querySelector('.surface').focus(); true");
        page.key("Enter");
    }
    until(page, "!!document.activeElement?.closest('.card')");
    fill_card(page, &block);
    until(page, &format!("state.pages.some((page) => page.week?.n === {})", row.as_u64().unwrap() + 1));
    done.extend(block.into_iter().map(|one| one.path));
}

/// Fills a card that is open: of its values those that are wanted.
fn fill_card(page: &Window, wanted: &[Wanted]) {
    until(page, "document.querySelector('.card') !== null");
    page.value("document.querySelectorAll('.card details').forEach((more) => { more.open = true; }); true");
    for one in wanted {
        let row = format!(
            "[...document.querySelectorAll('.card .row')].find((row) => row.dataset.key === {}).children[1]",
            json!(one.path.to_string())
        );
        match one.kind {
            Kind::Choices(_) => {
                let pressed = page.value(&format!(
                    "[...{row}.querySelectorAll('[aria-pressed=true]')].map((one) => one.textContent)"
                ));
                let (now, wanted) = (pressed.as_array().unwrap(), one.value.as_array().unwrap());
                let off = now.iter().filter(|word| !wanted.contains(word));
                for word in off.chain(wanted.iter().filter(|word| !now.contains(word))) {
                    press(
                        page,
                        &format!("[...{row}.querySelectorAll('button')].find((one) => one.textContent === {word})"),
                    );
                }
            }
            Kind::Choice(_) => {
                page.value(&format!("{row}.focus(); true"));
                for _ in 0..20 {
                    if page.value(&format!("{row}.value")) == one.value {
                        break;
                    }
                    for kind in ["keyDown", "keyUp"] {
                        let event = json!({ "type": kind, "key": "ArrowDown", "windowsVirtualKeyCode": 40 });
                        page.call("Input.dispatchKeyEvent", &event);
                    }
                }
                assert_eq!(page.value(&format!("{row}.value")), one.value);
            }
            _ => {
                page.value(&format!("{row}.focus(); {row}.select(); true"));
                let text = match &one.value {
                    Value::Array(words) => json!(words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、")),
                    text => text.clone(),
                };
                page.call("Input.insertText", &json!({ "text": text }));
            }
        }
    }
    press(page, "document.querySelector('.card .main')");
    until(
        page,
        "document.querySelector('.card') === null || document.querySelector('.card .note').dataset.kind === 'bad'",
    );
    let told = page.value("document.querySelector('.card')?.innerText");
    assert_eq!(told, Value::Null, "a card was not written: {wanted:?}");
}

/// Marks the days of a row: the odd ones by click, the even ones by key.
fn mark_days(watch: &Watch, page: &Window, one: &Wanted) {
    let key = one.path.to_string();
    for (n, day) in one.value.as_array().unwrap().iter().enumerate() {
        settled(watch, page);
        let day = day.as_u64().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "days of a month")]
        let share = (day as f64 - 0.5) / 31.0;
        let (x, y) = place(page, &key, share);
        if n % 2 == 0 {
            page.mouse(x, y);
        } else {
            page.value(&format!(
                "[...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {}).focus(); true",
                json!(key)
            ));
            page.key("Home");
            (1..day).for_each(|_| page.key("ArrowRight"));
            page.key("1");
        }
        until(
            page,
            &format!(
                "[...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {})?.own.parts[0].counts[{}] === 1 && !state.writing.is_draft",
                json!(key),
                day - 1
            ),
        );
    }
}

/// Writes one value, and those that share its card.
fn write(watch: &Watch, page: &Window, all: &[Wanted], done: &mut Vec<Value>) {
    let one = &all[0];
    if done.contains(&one.path) {
        return;
    }
    settled(watch, page);
    let in_settings = page.value(&format!(
        "state.writing.settings.some((part) => part.path.length < 2 && JSON.stringify(part.path) === JSON.stringify({}))",
        one.path
    ));
    if in_settings == true || one.path == json!(["居宅介護支援事業所", "事業所番号"]) {
        press(page, "[...document.querySelectorAll('#tools button')].find((one) => one.textContent === '設定')");
        fill_card(page, std::slice::from_ref(one));
        done.push(one.path.clone());
        return;
    }
    let Some((parts, is_pick, first)) = field(page, &one.path) else {
        if one.path[1] == "週間" {
            add_block(page, all, done);
            return;
        }
        add_row(watch, page, &one.path);
        return write(watch, page, all, done);
    };
    match one.kind {
        _ if is_pick => {
            let words = one.value.as_array().cloned().unwrap_or_else(|| vec![one.value.clone()]);
            for word in words {
                click(watch, page, &one.path, word.as_str().unwrap());
            }
        }
        Kind::Mark => click(watch, page, &one.path, ""),
        Kind::Days => mark_days(watch, page, one),
        _ if parts > 1 || matches!(one.kind, Kind::Choice(_) | Kind::Choices(_) | Kind::List) => {
            let card: Vec<Wanted> = all
                .iter()
                .filter(|other| field(page, &other.path).is_some_and(|(_, _, other)| other == first))
                .cloned()
                .collect();
            click(watch, page, &first, "");
            fill_card(page, &card);
            done.extend(card.into_iter().map(|one| one.path));
            return;
        }
        kind => {
            type_over(watch, page, &one.path, one.value.as_str().unwrap());
            enter(page, matches!(kind, Kind::Lines));
            until(page, "!document.querySelector('.field')");
            // Figures are figures in the file.
            if !matches!(kind, Kind::Number) {
                holds(watch, &one.path, one.value.as_str().unwrap());
            }
        }
    }
    done.push(one.path.clone());
}

/// A plan without what is blank in it.
fn without_blanks(value: &Value) -> Value {
    let is_blank = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    };
    match value {
        Value::Object(entries) => {
            let kept = entries.iter().map(|(key, value)| (key.clone(), without_blanks(value)));
            Value::Object(kept.filter(|(_, value)| !is_blank(value)).collect())
        }
        Value::Array(items) => items.iter().map(without_blanks).collect(),
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

#[test]
fn a_whole_plan_is_written_from_blank_sheets_by_clicks_and_keys() {
    if outside("chromium", &["--version"]).is_none() {
        return;
    }
    let chromium = Chromium::start().expect("the browser starts");
    let watch = Watch::edit("利用者:\n  氏名: 讃岐 ナツ\n");
    watch.until(true);
    let page = open(&chromium, &watch);
    let by_hand: Value = serde_yaml::from_str(BY_HAND).unwrap();
    let mut wanted = Vec::new();
    values(&by_hand, &Path::default(), &mut wanted);
    assert!(wanted.len() > 120, "{} values", wanted.len());
    let mut done = vec![json!(["利用者", "氏名"])];
    for at in 0..wanted.len() {
        write(&watch, &page, &wanted[at..], &mut done);
    }
    settled(&watch, &page);
    let text = fs::read_to_string(watch.path("plan.yaml")).unwrap();
    if let Some(keep) = std::env::var_os("CAREPLAN_KEEP") {
        fs::write(keep, &text).unwrap();
    }
    let written: Value = serde_yaml::from_str(&text).unwrap();
    assert_eq!(without_blanks(&written), without_blanks(&by_hand));
    assert_eq!(text, BY_HAND, "a person would have written it so");
    Case::empty().file("plan.yaml", text).run(["check", "plan.yaml"]).succeeds();
    assert_eq!(page.value("state.findings.length"), 0);
    goes_on(&watch, &page);
    nothing_amiss(&page);
}

/// The rest of the way: the packet that the client signs, next month's slip, and this month's 実績.
fn goes_on(watch: &Watch, page: &Window) {
    press(page, &button("点検"));
    until(page, "document.getElementById('toast').textContent.startsWith('点検しました')");
    press(page, &button("交付"));
    press(page, &button("利用者の一組（説明と署名に）"));
    until(page, "document.querySelector('.report li') !== null");
    let name = page.value("document.querySelector('.report li').textContent");
    assert!(fs::read(watch.path(name.as_str().unwrap())).unwrap().starts_with(b"%PDF"), "{name}");
    page.key("Escape");
    press(page, &button("次の月"));
    says(watch, "  - 年月: 令和7年7月\n");
    until(page, "state.pages.some((page) => page.table === '第6表' && page.part === '令和7年7月')");
    // What is to be looked at stays until it is closed.
    until(page, "document.querySelector('.report')?.textContent.includes('作成年月日は空です')");
    page.key("Escape");
    let july = fs::read_to_string(watch.path("plan.yaml")).unwrap();
    let july = july.split_once("年月: 令和7年7月").unwrap().1;
    for days in ["[3, 7, 10, 14, 17, 21, 24, 28, 31]", "[1, 4, 8, 11, 15, 18, 22, 25, 29]"] {
        assert!(july.contains(days), "{days}: {july}");
    }
    settled(watch, page);
    press(page, &button("実績"));
    press(page, &button("令和7年6月"));
    says(watch, "実績: [2, 5, 9, 12, 16, 19, 23, 26, 30]");
    // One visit was cancelled.
    let actual = json!(["第6表", 0, "サービス", 0, "実績"]).to_string();
    for _ in 0..2 {
        settled(watch, page);
        let (x, y) = place(page, &actual, 4.5 / 31.0);
        page.mouse(x, y);
        until(page, "!state.writing.is_draft");
    }
    says(watch, "実績: [2, 9, 12, 16, 19, 23, 26, 30]");
    let text = fs::read_to_string(watch.path("plan.yaml")).unwrap();
    let billed = Case::empty().file("plan.yaml", &text).run(["annex", "plan.yaml", "--month", "2025-06", "--actual"]);
    assert!(billed.succeeds().stdout().contains("3,096"), "eight visits of 387 units");
}
