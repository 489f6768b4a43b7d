//! A folder in a real browser: the board, the clients' pages behind it, and somebody new.

use super::edit::{sample, settled, type_over};
use super::{chromium::Chromium, chromium::Window, nothing_amiss, seen, until};
use crate::dsl::outside;
use crate::watching::watch::Watch;
use serde_json::json;
use std::fs;

const NAMES: [&str; 4] = ["讃岐 ハル", "架空 ナツ", "架空 アキ", "架空 フユ"];

fn ready(command: &str, more: &[&str]) -> Option<(Watch, Chromium)> {
    outside("chromium", &["--version"])?;
    let chromium = Chromium::start().expect("the browser starts");
    let plan =
        |at: usize| sample().replace("讃岐 ハル", NAMES[at]).replace("0001234567", &format!("000123456{}", 7 - at));
    // One whose certification has ended, one with an unreadable day, and one that is no YAML.
    let plans = [
        plan(0),
        plan(1).replace("令和8年4月30日", "令和7年5月31日"),
        plan(2).replacen("計画作成日:", "計画作成日: 令和7年2月30日 #", 1),
    ];
    let files =
        [("haru.yaml", &plans[0][..]), ("natsu.yaml", &plans[1]), ("aki.yaml", &plans[2]), ("x.yaml", "利用者: [")];
    let watch = Watch::folder(command, &files, &[&["--as-of", "2025-06-25"], more].concat());
    Some((watch, chromium))
}

fn open<'a>(chromium: &'a Chromium, watch: &Watch) -> Window<'a> {
    let window = chromium.window(1500, 800, "");
    window.call("Log.enable", &json!({}));
    window.open(&watch.address);
    until(
        &window,
        "document.documentElement?.dataset.drawn > 0 && document.querySelectorAll('#lines tr').length === 4",
    );
    window
}

const SHOWN: &str =
    "[...document.querySelectorAll('#lines tr:not([hidden]) a')].map((link) => link.textContent).join()";

fn click(page: &Window, selector: &str) {
    let at = page.value(&format!(
        "(() => {{ const box = document.querySelector({selector:?}).getBoundingClientRect();
         return [box.left + box.width / 2, box.top + box.height / 2]; }})()"
    ));
    page.mouse(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
}

#[test]
fn a_save_moves_the_line_and_leaves_the_reader_in_place() {
    let Some((watch, chromium)) = ready("watch", &[]) else { return };
    let page = open(&chromium, &watch);
    let first = page.value(SHOWN);
    // Who reads by keyboard stands on the second line; another one changes and moves.
    page.key("ArrowDown");
    page.key("ArrowDown");
    let held = page.value("document.activeElement.textContent");
    page.value("[...document.querySelectorAll('#lines tr')].forEach((row) => { row.old = true; }); true");
    watch.save("natsu.yaml", sample().replace("讃岐 ハル", "架空 ナツ"));
    until(&page, &format!("{SHOWN} !== {first}"));
    assert_eq!(page.value("document.activeElement.textContent"), held);
    assert_eq!(
        page.value("[...document.querySelectorAll('#lines tr')].filter((row) => !row.old).length"),
        0,
        "rows stay"
    );
    let news = page.value("document.getElementById('news').textContent");
    assert!(news.as_str().unwrap().contains("架空 ナツの行"), "{news}");
    assert_eq!(page.value("rows.size"), 4);
    // The order is that of the board as it would be shown afresh.
    let again = open(&chromium, &watch);
    assert_eq!(page.value(SHOWN), again.value(SHOWN));
    fs::remove_file(watch.path("aki.yaml")).unwrap();
    until(&page, "document.querySelectorAll('#lines tr').length === 3");
    nothing_amiss(&page);
}

#[test]
fn filters_keep_who_is_looked_for_and_who_cannot_be_read() {
    let Some((watch, chromium)) = ready("watch", &[]) else { return };
    let page = open(&chromium, &watch);
    let type_in = |text: &str| {
        page.value("$('words').focus(); $('words').select(); true");
        page.call("Input.insertText", &json!({ "text": text }));
    };
    page.key("/");
    assert_eq!(page.value("document.activeElement.id"), "words");
    type_in("ナ　ツ");
    assert_eq!(page.value(SHOWN), "架空 ナツ");
    assert_eq!(page.value("$('status').textContent"), "4 人のうち 1 人");
    type_in("０００１２３４５６７");
    assert_eq!(page.value(SHOWN), "讃岐 ハル");
    type_in("いない人");
    assert!(seen(&page, "#none"));
    page.key("Escape");
    assert_eq!(page.value("[...document.querySelectorAll('#lines tr')].every((row) => !row.hidden)"), true);
    let choose = |id: &str, value: &str| {
        page.value(&format!(
            "$('{id}').value = '{value}'; $('{id}').dispatchEvent(new Event('input', {{ bubbles: true }})); true"
        ));
    };
    choose("due", "late");
    let late = page.value(SHOWN);
    assert!(late.as_str().unwrap().contains("架空 ナツ") && late.as_str().unwrap().contains("架空 アキ"), "{late}");
    choose("due", "");
    choose("found", "error");
    let wrong = page.value("[...document.querySelectorAll('#lines tr')].every((row) => row.hidden === !(row.line.findings[0] > 0 || row.line.problem))");
    assert_eq!(wrong, true);
    // What is looked for is still looked for when one comes back from a client.
    choose("found", "");
    choose("due", "due");
    type_in("讃岐ハル");
    click(&page, "#lines tr:not([hidden]) a");
    until(&page, "location.pathname.startsWith('/clients/') && document.querySelectorAll('.page path').length > 100");
    page.value("history.back()");
    until(
        &page,
        "location.pathname === '/' && document.documentElement?.dataset.drawn > 0 && $('words').value === '讃岐ハル'",
    );
    assert_eq!(page.value("$('due').value"), "due");
    nothing_amiss(&page);
}

#[test]
fn a_click_opens_the_client_and_what_is_written_there_stands_on_the_board() {
    let Some((watch, chromium)) = ready("edit", &[]) else { return };
    let board = open(&chromium, &watch);
    let page = open(&chromium, &watch);
    page.key("ArrowDown");
    page.value(
        "rows.get([...rows].find(([, row]) => row.line.who === '讃岐 ハル')[0]).querySelector('.level').click(); true",
    );
    until(&page, "document.querySelectorAll('.slot').length > 100");
    let watch = watch.client("讃岐 ハル");
    let file = fs::read_to_string(watch.path("haru.yaml")).unwrap();
    settled(&watch, &page);
    type_over(&watch, &page, &json!(["利用者", "氏名"]), "讃岐 ハルコ");
    super::edit::enter(&page, false);
    until(&board, "[...rows.values()].some((row) => row.line.who === '讃岐 ハルコ')");
    assert_eq!(
        fs::read_to_string(watch.path("haru.yaml")).unwrap(),
        file.replace("氏名: 讃岐 ハル\n", "氏名: 讃岐 ハルコ\n")
    );
    settled(&watch, &page);
    page.value("document.getElementById('board').click()");
    until(&page, "location.pathname === '/' && document.querySelectorAll('#lines tr').length === 4");
    nothing_amiss(&page);
    nothing_amiss(&board);
}

#[test]
fn somebody_new_is_begun_and_written_by_clicks_and_keys() {
    let Some((watch, chromium)) = ready("edit", &[]) else { return };
    let page = open(&chromium, &watch);
    let write = |text: &str| page.call("Input.insertText", &json!({ "text": text }));
    click(&page, "#new");
    until(&page, "document.activeElement?.id === 'begin-name'");
    write("新田 サクラ");
    page.key("Tab");
    write("ニッタ サクラ");
    page.key("Tab");
    write("0001234567");
    until(&page, "$('begin-hint').textContent.includes('もうあります')");
    page.value("$('begin-number').select(); true");
    write("0001234599");
    page.value("$('begin-file').focus(); true");
    write("haru");
    click(&page, "dialog .main");
    until(&page, "$('begin-note').textContent.includes('既にあります')");
    page.value("$('begin-file').select(); true");
    write("sakura");
    click(&page, "dialog .main");
    until(&page, "location.pathname.startsWith('/clients/') && document.querySelectorAll('.slot').length > 100");
    let mut watch = watch;
    watch.root = page.value("location.pathname").as_str().unwrap().to_owned();
    assert!(fs::read_to_string(watch.path("sakura.yaml")).unwrap().contains("氏名: 新田 サクラ"));
    page.value("document.querySelector(\".slot\").scrollIntoView(); true");
    settled(&watch, &page);
    type_over(&watch, &page, &json!(["利用者", "住所"]), "高松市架空町9番");
    super::edit::enter(&page, false);
    until(&page, "state.writing.undo !== ''");
    assert!(fs::read_to_string(watch.path("sakura.yaml")).unwrap().contains("住所: 高松市架空町9番"));
    // What was refused stands in the browser's log; no script failed.
    assert_eq!(page.events("Runtime.exceptionThrown"), Vec::<serde_json::Value>::new());
}

/// A hidden window holds no connection: seven windows of one browser would leave none for the eighth.
#[test]
fn who_is_not_looked_at_does_not_listen_and_catches_up() {
    let Some((watch, chromium)) = ready("watch", &[]) else { return };
    let page = open(&chromium, &watch);
    let hide = |hidden: bool| {
        page.value(&format!(
            "Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }});
             document.dispatchEvent(new Event('visibilitychange')); true"
        ));
    };
    hide(true);
    watch.save("natsu.yaml", sample().replace("讃岐 ハル", "架空 ナツコ"));
    watch.until(true);
    assert_eq!(page.value("[...rows.values()].some((row) => row.line.who === '架空 ナツコ')"), false);
    hide(false);
    until(&page, "[...rows.values()].some((row) => row.line.who === '架空 ナツコ')");
    nothing_amiss(&page);
}

#[test]
fn on_paper_stands_the_table_alone_and_no_name_where_none_may_be_seen() {
    let Some((watch, chromium)) = ready("edit", &["--no-names"]) else { return };
    let page = open(&chromium, &watch);
    let words = page.value("document.documentElement.outerHTML + document.title");
    for name in ["讃岐", "ハル", "ナツ", "アキ", "サヌキ", "栗林", "natsu", "haru", ".yaml</td>"] {
        assert!(!words.as_str().unwrap().contains(name), "{name}");
    }
    page.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    for part in ["#filters", "#new", "#theme", "#paper"] {
        assert!(!seen(&page, part), "{part} is printed");
    }
    assert!(seen(&page, "#board") && seen(&page, "#totals"));
    // A part of the list says on paper, too, that it is one.
    assert_eq!(page.value("document.getElementById('part').innerText"), "");
    page.value("$('found').value = 'error'; $('found').dispatchEvent(new Event('input', { bubbles: true })); true");
    until(&page, "document.getElementById('part').innerText.includes('4 人のうち')");
    assert!(seen(&page, "#part"));
    page.value("$('all').click(); true");
    until(&page, "document.getElementById('part').innerText === ''");
    // A name of one long word stays in its cell.
    page.value("document.querySelector('#lines a').textContent = 'Abcdefghij'.repeat(6); true");
    let inside =
        "(() => { const cell = document.querySelector('#lines th'); return cell.scrollWidth <= cell.clientWidth; })()";
    assert_eq!(page.value(inside), true);
    page.call("Emulation.setEmulatedMedia", &json!({ "media": "" }));
    assert!(!seen(&page, "#part"));
    let printed = page.call("Page.printToPDF", &json!({ "preferCSSPageSize": true }))["data"].clone();
    let printed = page.value(&format!("atob({printed}).match(/\\/Type \\/Page\\b(?!s)/g).length"));
    assert_eq!(printed, 1);
}

#[test]
fn axe_finds_nothing_on_the_board() {
    let Some(axe) = super::edit::axe() else { return };
    let Some((watch, chromium)) = ready("edit", &[]) else { return };
    let page = open(&chromium, &watch);
    page.value(&format!("{axe}; true"));
    let violations = super::edit::VIOLATIONS;
    assert_eq!(page.value(violations), json!([]), "the board");
    page.value("document.documentElement.dataset.theme = 'dark'");
    assert_eq!(page.value(violations), json!([]), "in the dark");
    click(&page, "#new");
    until(&page, "document.activeElement?.id === 'begin-name'");
    assert_eq!(page.value(violations), json!([]), "somebody new");
    // The table says to a screen reader what stands where.
    assert_eq!(page.value("[...document.querySelectorAll('#headings th')].every((one) => one.scope === 'col')"), true);
    assert_eq!(
        page.value("[...document.querySelectorAll('#lines tr')].every((row) => row.firstChild.scope === 'row')"),
        true
    );
}

/// What all plans show together stands above the lines, folded away; a number that is there is asked about once more.
#[test]
fn what_plans_show_together_is_told_and_a_number_is_taken_knowingly() {
    let Some((watch, chromium)) = ready("edit", &[]) else { return };
    let page = open(&chromium, &watch);
    let summary = page.value("document.querySelector('#told summary').textContent");
    assert!(summary.as_str().unwrap().contains("計画書どうしを比べた指摘"), "{summary}");
    assert_eq!(page.value("document.getElementById('told').open"), false);
    click(&page, "#told summary");
    let told = page.value("[...document.querySelectorAll('#told li')].map((line) => line.textContent)");
    assert!(told.to_string().contains("情報 CP801 natsu.yaml:"), "{told}");
    let link = page.value("document.querySelector('#told a').getAttribute('href')");
    assert!(watch.get(&format!("/{}", link.as_str().unwrap())).starts_with("HTTP/1.1 200"));
    page.key("n");
    until(&page, "document.getElementById('begin').open");
    let fill = |name: &str, value: &str| {
        page.value(&format!(
            "(() => {{ const one = document.getElementById('begin-{name}'); one.value = {value:?};
             one.dispatchEvent(new Event('input', {{ bubbles: true }})); return true; }})()"
        ));
    };
    fill("name", "架空 ハル");
    fill("number", "0001234567");
    fill("file", "another");
    click(&page, "#begin .main");
    until(&page, "document.getElementById('begin-note').textContent.includes('もうあります')");
    assert!(!watch.path("another.yaml").exists());
    // What is typed anew is asked anew; who presses once more means it.
    fill("file", "third");
    click(&page, "#begin .main");
    until(&page, "!document.querySelector('#begin .main').disabled");
    assert!(!watch.path("third.yaml").exists());
    click(&page, "#begin .main");
    until(&page, "location.pathname.startsWith('/clients/')");
    assert!(watch.path("third.yaml").exists());
}
