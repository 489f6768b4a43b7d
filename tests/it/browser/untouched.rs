//! What stands in a plan in another form than a box can hold: opening a card and leaving it must not write it anew.

use super::edit::{click, enter, open, ready, sample, says, settled};
use super::hands::{button, press};
use super::{nothing_amiss, until};
use crate::browser::chromium::Window;
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;

/// A plan whose values stand in forms of their own: rates by month, a name in two lines, a day without brackets, days with blanks.
fn plan() -> String {
    let changed = |plan: String, from: &str, to: &str| {
        let new = plan.replacen(from, to, 1);
        assert_ne!(new, plan, "{from}");
        new
    };
    let plan = changed(sample(), "\n給付率: 90\n", "\n給付率: {2024-08: 90, 2025-08: 80}\n");
    let plan = changed(plan, "  週間:\n", "  週間:\n    - {曜日: 月, 時間: '19:00～20:00', 内容: 夕食の支度}\n");
    let office = plan.lines().find(|line| line.starts_with("  名称: ")).expect("an office").to_owned();
    changed(plan, &format!("{office}\n"), "  名称: |-\n    社会福祉法人 架空会\n    居宅介護支援事業所 試験\n")
}

fn text(watch: &Watch) -> String {
    fs::read_to_string(watch.path("plan.yaml")).unwrap()
}

const CARD: &str = "document.querySelector('.card') !== null";

/// Leaves the card as most do: by a click beside it.
fn leave(watch: &Watch, page: &Window) {
    page.value("document.querySelector('#pages').dispatchEvent(new MouseEvent('mousedown', { bubbles: true })); true");
    until(page, &format!("!({CARD})"));
    settled(watch, page);
}

#[test]
fn a_card_that_is_opened_and_left_writes_nothing() {
    let first = plan();
    let Some((watch, chromium)) = ready(&first) else { return };
    let page = open(&chromium, &watch);
    for words in ["設定", "関係者"] {
        press(&page, &button(words));
        until(&page, CARD);
        leave(&watch, &page);
        assert_eq!(text(&watch), first, "{words}");
    }
    // Every card of every table, one after the other.
    let cards = page.value("[...document.querySelectorAll('.slot')].map((one, at) => [at, one]).filter(([, one]) => !one.own.pick && one.own.parts.length > 1).map(([at]) => at)");
    let cards: Vec<u64> = cards.as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    assert!(cards.len() > 20, "{cards:?}");
    for at in cards {
        page.value(&format!("document.querySelectorAll('.slot')[{at}].click(); true"));
        until(&page, CARD);
        leave(&watch, &page);
        let name = page.value(&format!("document.querySelectorAll('.slot')[{at}].getAttribute('aria-label')"));
        assert_eq!(text(&watch), first, "{name}");
    }
    nothing_amiss(&page);
}

#[test]
fn rates_by_month_are_shown_and_stay_while_another_value_of_the_card_is_written() {
    let Some((watch, chromium)) = ready(&plan()) else { return };
    let page = open(&chromium, &watch);
    press(&page, &button("設定"));
    until(&page, CARD);
    let shown = page.value("document.querySelector('.card output').textContent");
    assert_eq!(shown, "2024-08：90、2025-08：80");
    page.value("[...document.querySelectorAll('.card .row')].find((row) => row.dataset.key.includes('FAX')).querySelector('input').focus(); true");
    page.call("Input.insertText", &json!({ "text": "087-000-1234" }));
    enter(&page, true);
    says(&watch, "FAX: 087-000-1234");
    says(&watch, "給付率: {2024-08: 90, 2025-08: 80}\n");
    nothing_amiss(&page);
}

#[test]
fn a_name_in_two_lines_keeps_them_beside_what_is_typed() {
    let Some((watch, chromium)) = ready(&plan()) else { return };
    let page = open(&chromium, &watch);
    click(&watch, &page, &json!(["居宅介護支援事業所", "名称"]), "");
    until(&page, CARD);
    page.value("document.querySelector('.card .row:nth-of-type(3) input').select(); true");
    page.call("Input.insertText", &json!({ "text": "087-000-5678" }));
    enter(&page, true);
    says(&watch, "電話: 087-000-5678");
    says(&watch, "  名称: |-\n    社会福祉法人 架空会\n    居宅介護支援事業所 試験\n");
    nothing_amiss(&page);
}

#[test]
fn a_day_without_brackets_is_pressed_and_stays_beside_another() {
    let Some((watch, chromium)) = ready(&plan()) else { return };
    let page = open(&chromium, &watch);
    click(&watch, &page, &json!(["第3表", "週間", 0, "内容"]), "");
    until(&page, CARD);
    let pressed = "[...document.querySelectorAll('.card .choices [aria-pressed=true]')].map((one) => one.textContent)";
    assert_eq!(page.value(pressed), json!(["月"]));
    page.value(
        "[...document.querySelectorAll('.card .choices button')].find((one) => one.textContent === '火').click(); true",
    );
    enter(&page, true);
    until(&page, &format!("!({CARD})"));
    says(&watch, "曜日: [月, 火]");
    nothing_amiss(&page);
}

/// Whoever presses 「書き込む」 again, with another row in the place by now, writes nothing into that one.
#[test]
fn a_card_of_a_row_that_was_moved_is_not_written_into_another_however_often() {
    let Some((watch, chromium)) = ready(&plan()) else { return };
    let page = open(&chromium, &watch);
    click(&watch, &page, &json!(["第3表", "週間", 0, "内容"]), "");
    until(&page, CARD);
    page.value("document.querySelector('.card .row input[type=text], .card .row textarea').select(); true");
    page.call("Input.insertText", &json!({ "text": "19:30～20:30" }));
    let row = "    - {曜日: 日, 時間: '8:00～9:00', 内容: ほかの人が加えた行}\n";
    let other = plan().replacen("  週間:\n", &format!("  週間:\n{row}"), 1);
    watch.save("plan.yaml", &other);
    for _ in 0..3 {
        page.value("document.querySelector('.card').lastChild.textContent = ''; true");
        enter(&page, true);
        until(&page, "!document.querySelector('.card')?.lastChild.textContent.match(/^$/)");
        assert_eq!(text(&watch), other);
    }
}
