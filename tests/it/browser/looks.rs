//! What is written is written in view of what was looked at, however long a hand takes and whatever arrives meanwhile.

use super::chromium::Window;
use super::edit::{click, enter, open, place, ready, sample, says, settled};
use super::hands::{button, plan, pointer, press};
use super::{nothing_amiss, until};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::Duration;

fn save(watch: &Watch, from: &str, to: &str) {
    let text = plan(watch);
    assert!(text.contains(from), "{from}");
    watch.save("plan.yaml", text.replacen(from, to, 1));
}

/// Presses the other button on a place, and lets it go.
fn ask(page: &Window, at: (f64, f64)) {
    pointer(page, "mousePressed", at, true);
    pointer(page, "mouseReleased", at, true);
}

fn days() -> String {
    json!(["第6表", 0, "サービス", 0, "予定"]).to_string()
}

const DAYS: &str = "予定: [2, 9, 16, 23, 30]";

/// The sheet shows the draft before a hand lets go of the button.
#[test]
fn a_day_is_written_however_long_it_is_pressed() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let at = place(&page, &days(), 20.5 / 31.0);
    pointer(&page, "mousePressed", at, false);
    until(&page, "state.writing.is_draft");
    sleep(Duration::from_millis(200));
    pointer(&page, "mouseReleased", at, false);
    says(&watch, "予定: [2, 9, 16, 21, 23, 30]");
    // Drawn over several days, slowly.
    settled(&watch, &page);
    let (from, to) = (place(&page, &days(), 9.5 / 31.0), place(&page, &days(), 11.5 / 31.0));
    pointer(&page, "mousePressed", from, false);
    until(&page, "state.writing.is_draft");
    pointer(&page, "mouseMoved", to, false);
    sleep(Duration::from_millis(300));
    pointer(&page, "mouseReleased", to, false);
    says(&watch, "予定: [2, 9, 10, 11, 12, 16, 21, 23, 30]");
    nothing_amiss(&page);
}

#[test]
fn days_that_are_drawn_by_keys_are_written_when_the_row_is_left() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let (x, y) = place(&page, &days(), 8.5 / 31.0);
    // Three presses, and the day says what it said.
    for said in ["9: 2", "予定: [2, 16, 23, 30]", DAYS] {
        page.mouse(x, y);
        says(&watch, said);
        settled(&watch, &page);
    }
    let shift = |kind: &str, key: &str, code: i32| {
        page.call(
            "Input.dispatchKeyEvent",
            &json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 }),
        );
    };
    shift("rawKeyDown", "Shift", 16);
    shift("rawKeyDown", "ArrowRight", 39);
    shift("keyUp", "ArrowRight", 39);
    until(&page, "state.writing.is_draft");
    page.value("document.activeElement.blur()");
    shift("keyUp", "Shift", 16);
    says(&watch, "予定: [2, 9, 10, 16, 23, 30]");
    nothing_amiss(&page);
}

/// A sheet more in front of it takes the very row away on which the hand still lies.
#[test]
fn days_are_written_though_the_sheets_move_on_under_the_hand() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    for (drawn, said) in [(false, "予定: [2, 9, 16, 21, 23, 30]"), (true, "予定: [2, 9, 12, 13, 16, 21, 23, 30]")] {
        settled(&watch, &page);
        let day = |day: f64| place(&page, &days(), (day - 0.5) / 31.0);
        let (from, to) = if drawn { (day(12.0), day(13.0)) } else { (day(21.0), day(21.0)) };
        pointer(&page, "mousePressed", from, false);
        pointer(&page, "mouseMoved", to, false);
        until(&page, "state.writing.is_draft");
        let pages = page.value("state.pages.length").as_u64().unwrap();
        let more = "とても長い文です。".repeat(60 * usize::try_from(pages).unwrap());
        save(&watch, "  週単位以外: ", &format!("  週単位以外: {more}"));
        until(&page, &format!("state.pages.length > {pages}"));
        pointer(&page, "mouseReleased", to, false);
        says(&watch, said);
        assert!(plan(&watch).contains(&more));
        until(
            &page,
            &format!(
                "!state.writing.is_draft && {} === '[]'",
                "JSON.stringify([...document.querySelectorAll('.refused')])"
            ),
        );
    }
    // A press of which no click can come is told.
    settled(&watch, &page);
    let mark = json!(["第2表", "ニーズ", 0, "長期目標", 0, "短期目標", 0, "援助", 0, "保険給付"]).to_string();
    let at = place(&page, &mark, 0.5);
    pointer(&page, "mousePressed", at, false);
    page.value("[...document.querySelectorAll('.slot')].forEach((one) => { const twin = one.cloneNode(); one.replaceWith(twin); }); true");
    pointer(&page, "mouseReleased", at, false);
    until(&page, "document.getElementById('toast').textContent.includes('もう一度')");
    nothing_amiss(&page);
}

#[test]
fn a_day_that_another_program_saves_while_one_is_pressed_stays() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let at = place(&page, &days(), 19.5 / 31.0);
    pointer(&page, "mousePressed", at, false);
    until(&page, "state.writing.is_draft");
    save(&watch, DAYS, "予定: [2, 9, 16, 23, 25, 30]");
    settled(&watch, &page);
    pointer(&page, "mouseReleased", at, false);
    until(&page, "document.getElementById('toast').textContent.includes('もう一度')");
    assert!(plan(&watch).contains("予定: [2, 9, 16, 23, 25, 30]"), "{}", plan(&watch));
}

#[test]
fn a_menu_acts_on_the_row_that_it_was_opened_on_or_not_at_all() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let second = json!(["第4表", 0, "出席者", 1, "氏名"]).to_string();
    let at = place(&page, &second, 0.5);
    ask(&page, at);
    until(&page, "document.querySelector('.menu') !== null");
    save(&watch, "    出席者:\n", "    出席者:\n      - {所属: 新しい人, 職種: 家族, 氏名: 先頭 太郎}\n");
    settled(&watch, &page);
    let before = plan(&watch);
    press(&page, &button("この出席者を消す"));
    until(&page, "document.getElementById('toast').textContent.includes('もう一度')");
    assert_eq!(plan(&watch), before);
}

#[test]
fn two_clicks_at_once_are_both_written() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let at = |day: f64| place(&page, &days(), day / 31.0);
    let (first, second) = (at(19.5), at(20.5));
    page.mouse(first.0, first.1);
    page.mouse(second.0, second.1);
    says(&watch, "予定: [2, 9, 16, 20, 21, 23, 30]");
    nothing_amiss(&page);
}

#[test]
fn what_is_typed_on_the_way_to_the_next_field_arrives_there() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    click(&watch, &page, &json!(["利用者", "住所"]), "");
    page.call("Input.insertText", &json!({ "text": "甲" }));
    // Tab, and on without waiting.
    page.call(
        "Input.dispatchKeyEvent",
        &json!({ "type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 }),
    );
    for letter in ["a", "b"] {
        let event = json!({ "type": "keyDown", "key": letter, "text": letter, "windowsVirtualKeyCode": 65 });
        page.call("Input.dispatchKeyEvent", &event);
    }
    until(&page, "document.querySelector('textarea.field')?.value.endsWith('ab')");
    says(&watch, "コーポ青空102号甲\n");
    page.key("Escape");
    until(&page, "document.querySelector('textarea.field') === null");
    // On a field that has the focus, typing begins.
    page.call(
        "Input.dispatchKeyEvent",
        &json!({ "type": "keyDown", "key": "c", "text": "c", "windowsVirtualKeyCode": 67 }),
    );
    until(&page, "document.querySelector('textarea.field')?.value.endsWith('c')");
    nothing_amiss(&page);
}

/// Each letter goes where the cursor was when its key was pressed, however many fields it is ahead of the program.
#[test]
fn hands_that_are_faster_than_the_program_lose_no_letter() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let three = page.value(
        "(() => { const all = [...document.querySelectorAll('.slot')].filter((one) => one.tabIndex === 0);
            const is = (one) => one && ['text', 'lines'].includes(one.dataset.kind) && one.own.parts.length === 1;
            const at = all.findIndex((one, at) => [0, 1, 2].every((by) => is(all[at + by])) && JSON.parse(one.dataset.key)[0] === '第2表');
            return all.slice(at, at + 3).map((one) => JSON.parse(one.dataset.key)); })()",
    );
    let paths = three.as_array().unwrap().clone();
    assert_eq!(paths.len(), 3, "{paths:?}");
    let was: Vec<String> = paths.iter().map(|path| said_at(&page, path)).collect();
    click(&watch, &page, &paths[0], "");
    let press = |key: &str, code: i32| {
        let is_letter = key.chars().count() == 1;
        let mut event = json!({ "type": if is_letter { "keyDown" } else { "rawKeyDown" }, "key": key, "windowsVirtualKeyCode": code });
        if is_letter {
            event["text"] = json!(key);
        }
        page.call("Input.dispatchKeyEvent", &event);
        page.call("Input.dispatchKeyEvent", &json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code }));
    };
    for (key, code) in
        [("a", 65), ("Tab", 9), ("b", 66), ("x", 88), ("Backspace", 8), ("Tab", 9), ("c", 67), ("d", 68), ("Tab", 9)]
    {
        press(key, code);
    }
    for (at, typed) in ["a", "b", "cd"].into_iter().enumerate() {
        let wanted = json!(format!("{}{typed}", was[at]));
        until(&page, &format!("{} === {wanted}", value_of(&paths[at])));
    }
    page.key("Escape");
    // No box is skipped by two Tabs in a row.
    click(&watch, &page, &paths[0], "");
    for (key, code) in [("e", 69), ("Tab", 9), ("Tab", 9), ("f", 70), ("Tab", 9)] {
        press(key, code);
    }
    for (at, typed) in ["ae", "b", "cdf"].into_iter().enumerate() {
        let wanted = json!(format!("{}{typed}", was[at]));
        until(&page, &format!("{} === {wanted}", value_of(&paths[at])));
    }
    nothing_amiss(&page);
}

/// What the sheets say of a field, once they show the plan as it is written.
fn value_of(path: &Value) -> String {
    let key = json!(path.to_string());
    format!(
        "(!state.writing.is_draft && [...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {key})?.own.parts[0].value)"
    )
}

fn said_at(page: &Window, path: &Value) -> String {
    page.value(&value_of(path)).as_str().unwrap_or_default().to_owned()
}

/// A block that is drawn and not written shifts those behind it: what is done in that moment is done to none of them.
#[test]
fn a_new_block_that_is_given_up_moves_nothing_under_the_pointer() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let other = open(&chromium, &watch);
    settled(&watch, &page);
    let before = plan(&watch);
    let block = |at: usize| json!(["第3表", "週間", at, "内容"]).to_string();
    let at = place(&page, &block(0), 0.5);
    ask(&page, at);
    press(&page, &button("下に枠を加える"));
    until(&page, "document.querySelector('.card') !== null && state.writing.is_draft");
    // Another window shows the draft, too, and does not act on rows by where they stand in it.
    until(&other, "state.writing.is_draft");
    let there = place(&other, &block(3), 0.5);
    ask(&other, there);
    press(&other, &button("この枠を消す"));
    until(&other, "document.getElementById('toast').textContent.includes('もう一度')");
    assert_eq!(plan(&watch), before);
    // The click that gives the new block up does no more. (What was refused took the draft away; the card is still there.)
    let there = place(&page, &block(3), 0.5);
    ask(&page, there);
    until(&page, "document.querySelector('.card') === null && !state.writing.is_draft");
    assert_eq!(page.value("document.querySelector('.menu')"), Value::Null);
    let there = place(&page, &block(2), 0.5);
    ask(&page, there);
    press(&page, &button("この枠を消す"));
    until(&page, "state.writing.undo !== ''");
    let gone = before.lines().filter(|line| !plan(&watch).contains(line)).count();
    assert_eq!(gone, 1);
    assert!(!plan(&watch).contains("通所介護（入浴・機能訓練）"), "{}", plan(&watch));
}

/// Whatever stops the reckoning: the sheets are those of the plan, and all of it can be written.
#[test]
fn a_plan_over_the_limit_is_shown_and_written() {
    let over = sample().replace("単位数: 777, 予定: [3, 6, 10, 13, 17, 20, 24, 27]", "単位数: 777, 予定: 毎日");
    let Some((watch, chromium)) = ready(&over) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    assert!(page.value("state.pages.length").as_u64() > Some(6), "{}", page.value("state.banner"));
    assert!(
        page.value("state.findings.some((one) => one.message.includes('区分支給限度基準額'))") == Value::Bool(true)
    );
    click(&watch, &page, &json!(["利用者", "氏名"]), "");
    for letters in ["甲", "乙"] {
        page.call("Input.insertText", &json!({ "text": letters }));
        enter(&page, false);
        until(&page, "document.querySelector('textarea.field') === null");
        settled(&watch, &page);
        click(&watch, &page, &json!(["利用者", "氏名"]), "");
    }
    says(&watch, "氏名: 讃岐 ハル甲乙\n");
}
