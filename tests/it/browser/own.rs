//! What one's own hand wrote or drew is no other's: nobody is blamed for it, and it goes with its window.

use super::chromium::Window;
use super::edit::{click, drawn, enter, holds, open, place, ready, sample, says, settled, type_over};
use super::hands::{button, plan, press};
use super::{nothing_amiss, until};
use serde_json::{Value, json};

fn days(row: usize) -> Value {
    json!(["第6表", 0, "サービス", row, "予定"])
}

fn told(page: &Window) -> String {
    page.value("document.getElementById('toast').textContent").as_str().unwrap().to_owned()
}

/// Whether the sheets show a mark.
fn marked(path: &Value, mark: &str) -> String {
    let key = json!(path.to_string());
    format!(
        "([...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {key})?.own.parts[0].value ?? '') === '{mark}'"
    )
}

/// A press leaves the box or the card that is open, which is written first: beside it, in the same row.
#[test]
fn a_press_beside_what_is_being_typed_is_written() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let support = |key: &str| json!(["第2表", "ニーズ", 0, "長期目標", 0, "短期目標", 0, "援助", 3, key]);
    // Pressed before what is typed is drawn, when it is, and when more has been typed than is drawn.
    for (whole, more, mark) in [("本人と家族", None, "○"), ("本人", None, ""), ("家族", Some("と知人"), "○")]
    {
        type_over(&watch, &page, &support("事業所"), whole);
        if mark.is_empty() || more.is_some() {
            drawn(&page);
        }
        let (x, y) = place(&page, &support("保険給付").to_string(), 0.5);
        if let Some(more) = more {
            page.call("Input.insertText", &json!({ "text": more }));
        }
        page.mouse(x, y);
        holds(&watch, &support("事業所"), &format!("{whole}{}", more.unwrap_or_default()));
        until(&page, &format!("!state.writing.is_draft && ({})", marked(&support("保険給付"), mark)));
        settled(&watch, &page);
        assert_eq!(told(&page), "");
    }
    // Days beside the card of their row.
    let service = json!(["第6表", 0, "サービス", 0, "サービス内容"]);
    click(&watch, &page, &service, "");
    until(&page, "!!document.activeElement?.closest('.card')");
    page.value("document.activeElement.select(); true");
    page.call("Input.insertText", &json!({ "text": "架空の訪問" }));
    drawn(&page);
    let (x, y) = place(&page, &days(0).to_string(), 20.5 / 31.0);
    page.mouse(x, y);
    holds(&watch, &service, "架空の訪問");
    says(&watch, "予定: [2, 9, 16, 21, 23, 30]");
    assert!(!told(&page).contains("ほか"), "{}", told(&page));
}

#[test]
fn what_was_taken_back_is_pressed_again() {
    let first = sample();
    let Some((watch, chromium)) = ready(&first) else { return };
    let page = open(&chromium, &watch);
    for _ in 0..2 {
        click(&watch, &page, &json!(["認定", "要介護状態区分"]), "要介護3");
        says(&watch, "要介護状態区分: 要介護3");
        settled(&watch, &page);
        press(&page, "document.getElementById('undo')");
        says(&watch, "要介護状態区分: 要介護2");
        assert_eq!(plan(&watch), first);
    }
    nothing_amiss(&page);
}

/// Twice in one window; another one that shows what came of it adds the next.
#[test]
fn what_is_pressed_twice_is_added_once() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let (page, other) = (open(&chromium, &watch), open(&chromium, &watch));
    let months = || plan(&watch).matches("  - 年月: ").count();
    let before = months();
    settled(&watch, &page);
    let twice = format!("(() => {{ const one = {}; one.click(); one.click(); return true; }})()", button("次の月"));
    page.value(&twice);
    until(&page, "document.querySelector('.report') !== null");
    settled(&watch, &page);
    assert_eq!(months(), before + 1, "{}", told(&page));
    assert!(told(&page).contains("7月"), "what was done is told, not a refusal: {}", told(&page));
    settled(&watch, &other);
    press(&other, &button("次の月"));
    until(&other, "document.querySelector('.report') !== null");
    assert_eq!(months(), before + 2, "{}", told(&other));
}

/// What cannot be printed keeps the sheets as they were: what was written since is on none of them.
#[test]
fn nobody_else_is_blamed_for_what_the_sheets_cannot_show() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    type_over(&watch, &page, &json!(["利用者", "フリガナ"]), "サヌキ \u{F0000}");
    enter(&page, false);
    until(&page, "!document.querySelector('.field') && !state.current");
    let day = |day: f64| {
        let (x, y) = place(&page, &days(1).to_string(), (day - 0.5) / 31.0);
        page.mouse(x, y);
    };
    let before = plan(&watch);
    day(4.0);
    until(&page, "dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    let once = plan(&watch);
    assert_ne!(once, before);
    // The sheet does not have the first day, so with the second one it would be lost.
    day(5.0);
    until(&page, "document.getElementById('toast').textContent.includes('画面に出ているのはその前のもの')");
    assert!(!told(&page).contains("ほか"), "{}", told(&page));
    assert_eq!(plan(&watch), once);
}

/// Loads the page again, whatever it asks.
#[track_caller]
fn load_anew(page: &Window) {
    page.value("window.before = true; setTimeout(() => location.reload())");
    assert_eq!(page.event("Page.javascriptDialogOpening")["type"], "beforeunload");
    page.call("Page.handleJavaScriptDialog", &json!({ "accept": true }));
    until(page, "window.before === undefined && document.querySelectorAll('.slot').length > 100");
    until(page, "!state.writing.is_draft");
}

#[test]
fn a_draft_goes_with_its_window() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    type_over(&watch, &page, &json!(["利用者", "住所"]), "消える住所");
    until(&page, "state.writing.is_draft");
    load_anew(&page);
    assert_eq!(plan(&watch), sample());
    // What a page asks while it goes may be lost.
    type_over(&watch, &page, &json!(["利用者", "住所"]), "消える住所");
    until(&page, "state.writing.is_draft");
    page.value(
        "window.fetch = ((before) => (where, how) => how?.keepalive ? new Promise(() => {}) : before(where, how))(window.fetch); true",
    );
    load_anew(&page);
    assert_eq!(plan(&watch), sample());
    // Days that are drawn by keys: what is not written is asked about, too.
    settled(&watch, &page);
    let (x, y) = place(&page, &days(0).to_string(), 8.5 / 31.0);
    page.mouse(x, y);
    says(&watch, "9: 2");
    settled(&watch, &page);
    for (key, code) in [("Shift", 16), ("ArrowRight", 39)] {
        page.call(
            "Input.dispatchKeyEvent",
            &json!({ "type": "rawKeyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 8 }),
        );
    }
    until(&page, "state.writing.is_draft");
    load_anew(&page);
    settled(&watch, &page);
    let fields = "[...document.querySelectorAll('.slot')]";
    let key = json!(days(0).to_string());
    let shown = page.value(&format!("{fields}.find((one) => one.dataset.key === {key}).own.parts[0].counts[9]"));
    // Left by the question they may be written; the sheet says what the plan says.
    assert_eq!(shown, if plan(&watch).contains("10: 2") { 2 } else { 0 });
}

/// The disk is slow, the hand is not: what is typed into a card while it is written stays in it.
#[test]
fn what_is_typed_into_a_card_that_is_being_written_is_kept() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let service = json!(["第6表", 0, "サービス", 0, "サービス内容"]);
    click(&watch, &page, &service, "");
    until(&page, "!!document.activeElement?.closest('.card')");
    page.value("document.activeElement.select(); true");
    page.call("Input.insertText", &json!({ "text": "架空の" }));
    page.value(
        "window.answers = 0; window.fetch = ((before) => async (...all) => {
            const is = (name) => String(all[0]).endsWith(name), { hash } = JSON.parse(all[1]?.body ?? '{}');
            if (is('do/edit')) window.seen ??= hash;
            if (is('do/draft') && window.seen && hash && hash !== window.seen) window.again = true;
            const answer = await before(...all);
            if (is('do/edit') && !window.answers++) await new Promise((go) => { window.go = go; });
            return answer; })(window.fetch); true",
    );
    enter(&page, true);
    until(&page, "Boolean(window.go)");
    page.call("Input.insertText", &json!({ "text": "訪問" }));
    page.value("window.go(); true");
    until(&page, "document.querySelector('.card input')?.value === '架空の訪問' || !document.querySelector('.card')");
    // While the first one is written a press says nothing new: what was typed since is drawn on the new plan when that has ended.
    until(&page, "Boolean(window.again) || !document.querySelector('.card')");
    enter(&page, true);
    holds(&watch, &service, "架空の訪問");
    until(&page, "!document.querySelector('.card')");
    nothing_amiss(&page);
}

/// Who prints from the tab prints what lies there: it says when that is not the plan any more.
#[test]
fn the_pdf_says_when_the_plan_has_changed_since() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let says_of_pdf = |words: &str| {
        until(&page, &format!("(document.querySelector('#pdf p')?.textContent ?? '').includes('{words}')"));
    };
    press(&page, "document.getElementById('tab-pdf')");
    says_of_pdf("まだ印刷していません");
    assert_eq!(page.value("document.querySelector('#pdf iframe')"), Value::Null);
    press(&page, &button("印刷"));
    until(&page, "document.querySelector('#pdf iframe') !== null && document.querySelector('#pdf p').hidden");
    press(&page, "document.getElementById('tab-pages')");
    type_over(&watch, &page, &json!(["利用者", "氏名"]), "架空 花子");
    enter(&page, false);
    says(&watch, "架空 花子");
    settled(&watch, &page);
    press(&page, "document.getElementById('tab-pdf')");
    says_of_pdf("計画書が変わりました");
    // Taken back it is that plan again, and printed anew it is the newest.
    press(&page, "document.getElementById('undo')");
    until(&page, "document.querySelector('#pdf p').hidden");
    press(&page, "document.getElementById('redo')");
    says_of_pdf("計画書が変わりました");
    press(&page, &button("印刷"));
    until(&page, "document.querySelector('#pdf p').hidden");
    nothing_amiss(&page);
}
