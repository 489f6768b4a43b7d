//! From a printed field to its line, from a finding to its field, and all of it without a mouse.

use super::{nothing_amiss, open, ready, seen, shows, until};
use crate::watching::watch::Watch;
use serde_json::json;

/// The middle of a field in the window.
const MIDDLE: &str = "((path) => {
    const page = [...document.querySelectorAll('.page')].find((page) => page.model.fields.some((field) => field.path === path));
    page.scrollIntoView({ block: 'start' });
    const box = page.getBoundingClientRect(), field = page.model.fields.find((field) => field.path === path);
    return [box.left + (field.x + field.w / 2) / 297 * box.width, box.top + (field.y + field.h / 2) / 210 * box.height];
})";

#[test]
fn a_click_on_a_field_gives_its_line() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let origin = format!("http://127.0.0.1:{}", watch.port());
    chromium.permit(&origin, &["clipboardReadWrite", "clipboardSanitizedWrite"]);
    let page = open(&chromium, &watch, "");
    for (path, place) in [("利用者.住所", "plan.yaml:9"), ("第3表.週単位以外", "plan.yaml:168")] {
        let at = page.value(&format!("{MIDDLE}({path:?})"));
        page.mouse(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        until(&page, "document.getElementById('toast').classList.contains('shown')");
        until(&page, &format!("document.getElementById('toast').textContent.includes('{place}（コピーしました）')"));
        assert_eq!(page.value("navigator.clipboard.readText()"), place);
    }
    assert_eq!(page.value("document.querySelectorAll('.outline.hover').length"), 1);
    nothing_amiss(&page);

    let page = open(&chromium, &watch, "&editor=vscode");
    page.value("location.href");
    let link = page.value("link(state.pages[0].fields.find((field) => field.path === '利用者.住所'))");
    let link = link.as_str().unwrap();
    assert!(link.starts_with("vscode://file//") && link.ends_with("/plan.yaml:9:7"), "{link}");
}

#[test]
fn every_field_lies_where_its_text_is_printed() {
    let Some((watch, chromium)) = ready(&["--table", "2,4,5,6,7"]) else { return };
    let page = open(&chromium, &watch, "");
    let empty = page.value(
        "[...document.querySelectorAll('.page')].flatMap((page) => {
            const inks = [...page.querySelectorAll('path:not([stroke])')].map((piece) => piece.getBoundingClientRect());
            const whole = page.getBoundingClientRect(), unit = whole.width / 297;
            const holds = (field) => inks.some((ink) => {
                const x = (ink.left + ink.width / 2 - whole.left) / unit, y = (ink.top + ink.height / 2 - whole.top) / unit;
                return ink.width > 0 && x >= field.x && x <= field.x + field.w && y >= field.y && y <= field.y + field.h;
            });
            return page.model.fields.filter((field) => !holds(field)).map((field) => `${page.id} ${field.path}`);
        })",
    );
    assert_eq!(empty, json!([]), "fields without ink");
    assert_eq!(page.value("state.pages.slice(0, 6).every((page) => page.fields.length > 5)"), true);
}

#[test]
fn a_finding_shows_its_field() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let text = Watch::named("讃岐 ハル").replace("日付: 令和7年5月27日, 署名", "日付: 令和7年4月27日, 署名");
    watch.save("plan.yaml", text);
    watch.until(true);
    let page = open(&chromium, &watch, "");
    let list = page.value("document.getElementById('findings').innerText");
    assert!(["第1表", "CP023", "plan.yaml:40"].iter().all(|words| list.as_str().unwrap().contains(words)), "{list}");
    page.value("document.querySelector('#findings button').click()");
    assert_eq!(page.value("document.querySelectorAll('#page-1 .outline.found').length"), 1);
    page.key("Escape");
    assert_eq!(page.value("document.querySelectorAll('.outline').length"), 0);
}

#[test]
fn keys_do_what_buttons_do() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    for (key, zoom) in [("1", "100"), ("2", "150"), ("0", "fit")] {
        page.key(key);
        assert_eq!(page.value("document.getElementById('pages').dataset.zoom"), zoom);
        let pressed = "document.querySelector('#zoom [aria-pressed=\"true\"]').dataset.zoom";
        assert_eq!(page.value(pressed), zoom);
    }
    page.key("g");
    assert_eq!(page.value("document.querySelectorAll('.page.mm').length"), 2);
    page.key("g");
    assert_eq!(page.value("document.querySelectorAll('.page.mm').length"), 0);
    let theme = "document.documentElement.dataset.theme ?? 'light'";
    page.key("d");
    assert_eq!(page.value(theme), "dark");
    page.key("d");
    assert_eq!(page.value(theme), "light");
    page.key("2");
    page.key("j");
    until(&page, "document.getElementById('page-2').getBoundingClientRect().top < 100");
    page.key("k");
    until(&page, "document.getElementById('page-1').getBoundingClientRect().top > 0");
    page.key("p");
    assert!(seen(&page, "#pdf") && !seen(&page, "#pages"));
    page.key("p");
    assert!(seen(&page, "#pages"));
    // Everything that can be pressed is reached with Tab, and has a name.
    let nameless = "[...document.querySelectorAll('button')].filter((button) => button.tabIndex < 0 || !button.textContent.trim()).length";
    assert_eq!(page.value(nameless), 0);
    nothing_amiss(&page);
}

#[test]
fn a_phone_shows_it_without_scrolling_sideways() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    page.size(390, 844);
    assert_eq!(page.value("document.documentElement.scrollWidth"), 390);
    watch.save("plan.yaml", Watch::named("讃岐 ハル").replace("フリガナ:", "ふりがな:"));
    watch.until(false);
    shows(&page, &watch);
    let above = "document.getElementById('findings').getBoundingClientRect().bottom
                 <= document.querySelector('.page').getBoundingClientRect().top";
    assert_eq!(page.value(above), true, "mistakes stand before the pages that they keep from being renewed");
    page.call(
        "Emulation.setEmulatedMedia",
        &json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }),
    );
    page.open(&watch.address);
    shows(&page, &watch);
    assert_eq!(page.value("document.documentElement.dataset.theme"), "dark");
}
