//! Sheets that move on under the hand: what is meant is a field, and not the place where it was.

use super::edit::{open, place, ready, sample, says, settled, type_over};
use super::hands::{plan, pointer};
use super::{nothing_amiss, until};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::Duration;

/// A value of a service of 第2表.
fn support(need: u32, row: u32, key: &str) -> Value {
    json!(["第2表", "ニーズ", need, "長期目標", 0, "短期目標", 0, "援助", row, key])
}

/// Another program makes the first need so long that all behind it goes onto other sheets.
fn grow(watch: &Watch) -> String {
    let text = plan(watch);
    let grown = text.replacen("- 課題: ", &format!("- 課題: {}", "とても長い文です。".repeat(90)), 1);
    watch.save("plan.yaml", &grown);
    grown
}

const TOLD: &str = "document.getElementById('toast').textContent.includes('もう一度')";

#[test]
fn a_press_is_of_the_field_that_it_began_on() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    for row in [0, 1] {
        settled(&watch, &page);
        let at = place(&page, &support(1, row, "保険給付").to_string(), 0.5);
        pointer(&page, "mousePressed", at, false);
        let grown = grow(&watch);
        settled(&watch, &page);
        pointer(&page, "mouseReleased", at, false);
        until(&page, TOLD);
        sleep(Duration::from_millis(300));
        assert_eq!(plan(&watch), grown, "what stands there now was not meant");
        page.value("document.getElementById('toast').replaceChildren(); true");
    }
    nothing_amiss(&page);
}

#[test]
fn the_cursor_goes_with_its_field() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let field = json!(support(1, 2, "事業所").to_string());
    page.value(&format!(
        "[...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {field}).focus(); true"
    ));
    let sheet = page.value("document.activeElement.page.id");
    let grown = grow(&watch);
    settled(&watch, &page);
    assert_eq!(page.value("document.activeElement.dataset.key"), field);
    assert_ne!(page.value("document.activeElement.page.id"), sheet);
    for kind in ["rawKeyDown", "keyUp"] {
        page.call("Input.dispatchKeyEvent", &json!({ "type": kind, "key": "Delete", "windowsVirtualKeyCode": 46 }));
    }
    until(&page, "state.writing.undo !== ''");
    let gone: Vec<&str> = grown.lines().filter(|line| !plan(&watch).contains(line)).collect();
    assert_eq!(gone, ["                  事業所: 架空市社会福祉協議会"]);
    nothing_amiss(&page);
}

/// What was typed moves the next rows to another sheet at the very moment in which somebody clicks on one.
#[test]
fn a_click_behind_what_is_typed_opens_the_field_that_was_clicked() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    page.value(
        "addEventListener('pointerdown', ({ target }) => { window.pressed = target.closest('.slot')?.ariaLabel ?? ''; }, true); true",
    );
    let long = "足した長い文です。".repeat(60);
    let mut opened_once = false;
    for (round, wait) in [0, 50, 100, 150, 200, 300].into_iter().enumerate() {
        let (typed, clicked) = (support(0, 4, "サービス内容"), support(1, 0, "事業所"));
        let words = if round % 2 == 0 { &long } else { "短い文" };
        type_over(&watch, &page, &typed, words);
        let at = place(&page, &clicked.to_string(), 0.5);
        sleep(Duration::from_millis(wait));
        pointer(&page, "mousePressed", at, false);
        let pressed = page.value("window.pressed").as_str().unwrap().to_owned();
        sleep(Duration::from_millis(120));
        pointer(&page, "mouseReleased", at, false);
        says(&watch, words);
        until(&page, "!(document.querySelector('.field')?.ariaLabel ?? '').includes('援助5')");
        sleep(Duration::from_millis(600));
        let opened = page.value("document.querySelector('.field')?.ariaLabel ?? ''").as_str().unwrap().to_owned();
        if !opened.is_empty() {
            opened_once = true;
            assert!(pressed.starts_with(&opened), "«{pressed}» was pressed, «{opened}» opened");
            page.key("Escape");
            until(&page, "document.querySelector('.field') === null");
        }
        settled(&watch, &page);
    }
    assert!(opened_once);
    nothing_amiss(&page);
}
