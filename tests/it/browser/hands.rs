//! What hands do on the sheets: pointer, touch, keys; rows, days, blocks, buttons.

use super::chromium::Window;
use super::edit::{click, enter, holds, open, place, ready, sample, says, settled, type_over};
use super::{nothing_amiss, until};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;

pub(super) fn plan(watch: &Watch) -> String {
    fs::read_to_string(watch.path("plan.yaml")).unwrap()
}

/// Clicks the middle of what an expression gives.
pub(super) fn press(page: &Window, expression: &str) {
    until(page, &format!("Boolean({expression})"));
    let at = page.value(&format!(
        "(() => {{ const one = {expression}; one.scrollIntoView({{ block: 'nearest' }}); const box = one.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2]; }})()"
    ));
    page.mouse(at[0].as_f64().expect("a button"), at[1].as_f64().unwrap());
}

/// Presses the pointer at a place, draws it to another and lets it go.
pub(super) fn stroke(page: &Window, from: (f64, f64), to: (f64, f64)) {
    pointer(page, "mousePressed", from, false);
    pointer(page, "mouseMoved", to, false);
    pointer(page, "mouseReleased", to, false);
}

pub(super) fn button(words: &str) -> String {
    format!(
        "[...document.querySelectorAll('header button, .menu button')].find((one) => one.textContent === '{words}')"
    )
}

pub(super) fn pointer(page: &Window, kind: &str, (x, y): (f64, f64), right: bool) {
    let (button, buttons) = if right { ("right", 2) } else { ("left", 1) };
    let pressed = kind == "mousePressed" || kind == "mouseMoved";
    page.call(
        "Input.dispatchMouseEvent",
        &json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": if pressed { buttons } else { 0 }, "clickCount": 1 }),
    );
}

/// Takes back all steps.
fn all_back(watch: &Watch, page: &Window) {
    for _ in 0..200 {
        settled(watch, page);
        if page.value("document.getElementById('undo').disabled") == true {
            return;
        }
        let hash = page.value("state.writing.hash");
        page.value("document.getElementById('undo').click()");
        until(page, &format!("state.writing.hash !== {hash}"));
    }
    panic!("there was always one more step");
}

#[test]
fn a_day_is_one_then_two_then_nothing() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    for (row, empty) in [("予定", "予定: [2, 9, 16, 23, 30]"), ("実績", "")] {
        let key = json!(["第6表", 0, "サービス", 0, row]).to_string();
        for (uses, said) in [(1, "21"), (2, "21: 2"), (0, empty)] {
            settled(&watch, &page);
            let (x, y) = place(&page, &key, 20.5 / 31.0);
            page.mouse(x, y);
            until(
                &page,
                &format!(
                    "[...document.querySelectorAll('.slot')].find((one) => one.dataset.key === {}).own.parts[0].counts[20] === {uses} && !state.writing.is_draft",
                    json!(key)
                ),
            );
            assert!(plan(&watch).contains(said), "{row} {uses}: {}", plan(&watch));
        }
    }
    assert!(!plan(&watch).contains("実績"), "nothing marked is nothing written");
    nothing_amiss(&page);
}

#[test]
fn a_block_is_drawn_and_its_edge_is_dragged() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    let at = |day: usize, hour: f64| {
        let place = page.value(&format!(
            "(() => {{ const page = [...document.querySelectorAll('.page')].find((page) => page.model.week);
                page.scrollIntoView({{ block: 'center' }});
                const box = page.getBoundingClientRect(), week = page.model.week;
                return [box.left + (week.columns[{day}] + 3) / 297 * box.width, box.top + (week.top + {hour} * week.hour) / 210 * box.height]; }})()"
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    };
    let draw = |from, to| stroke(&page, from, to);
    // Drawn by mistake: nothing is written.
    let before = plan(&watch);
    draw(at(1, 17.0), at(2, 18.0));
    until(&page, "document.querySelector('.card') !== null");
    until(&page, "state.writing.is_draft");
    page.key("Escape");
    until(&page, "document.querySelector('.card') === null && !state.writing.is_draft");
    assert_eq!(plan(&watch), before);
    // Drawn and filled in.
    draw(at(1, 17.0), at(2, 18.5));
    until(&page, "!!document.activeElement?.closest('.card')");
    page.call("Input.insertText", &json!({ "text": "夕方の訪問" }));
    enter(&page, true);
    until(&page, "document.querySelector('.card') === null");
    says(&watch, "    - {曜日: [火, 水], 時間: 17:00～18:30, 内容: 夕方の訪問}\n");
    // Its lower edge is drawn down by an hour.
    settled(&watch, &page);
    let edge = page.value(
        "(() => { const one = [...document.querySelectorAll('.slot')].find((one) => one.own.parts.some((part) => part.value === '夕方の訪問'));
            one.scrollIntoView({ block: 'center' });
            const box = one.getBoundingClientRect(), page = one.page.getBoundingClientRect();
            return [box.left + 10, box.bottom - 2, one.page.model.week.hour / 210 * page.height]; })()",
    );
    let (x, y, hour) = (edge[0].as_f64().unwrap(), edge[1].as_f64().unwrap(), edge[2].as_f64().unwrap());
    draw((x, y), (x, y + hour + 2.0));
    says(&watch, "    - {曜日: [火, 水], 時間: 17:00～19:30, 内容: 夕方の訪問}\n");
    all_back(&watch, &page);
    assert_eq!(plan(&watch), before);
    nothing_amiss(&page);
}

#[test]
fn rows_of_every_list_are_added_repeated_moved_and_removed() {
    let first = sample();
    let Some((watch, chromium)) = ready(&first) else { return };
    let page = open(&chromium, &watch);
    let need = json!(["第2表", "ニーズ", 0]);
    let below = |row: &Value, more: Value| -> Value {
        row.as_array().unwrap().iter().cloned().chain(more.as_array().unwrap().iter().cloned()).collect()
    };
    let rows = [
        ("ニーズ", below(&need, json!(["課題"]))),
        ("長期目標", below(&need, json!(["長期目標", 0, "目標"]))),
        ("短期目標", below(&need, json!(["長期目標", 0, "短期目標", 0, "目標"]))),
        ("援助内容", below(&need, json!(["長期目標", 0, "短期目標", 0, "援助", 0, "サービス内容"]))),
        ("枠", json!(["第3表", "週間", 0, "内容"])),
        ("活動", json!(["第3表", "日常生活", 0, "時刻"])),
        ("会議", json!(["第4表", 0, "開催場所"])),
        ("出席者", json!(["第4表", 0, "出席者", 0, "所属"])),
        ("記録", json!(["第5表", 0, "内容"])),
        ("行", json!(["第6表", 0, "サービス", 0, "サービス内容"])),
    ];
    for (name, path) in rows {
        let menu = |words: &str| {
            settled(&watch, &page);
            let at = place(&page, &path.to_string(), 0.5);
            pointer(&page, "mousePressed", at, true);
            pointer(&page, "mouseReleased", at, true);
            let hash = page.value("state.writing.hash");
            press(&page, &button(words));
            until(&page, &format!("state.writing.hash !== {hash}"));
        };
        let list = |text: &str| -> Vec<Value> {
            let plan: Value = serde_yaml::from_str(text).unwrap();
            let steps = path.as_array().unwrap();
            let at = steps.iter().rposition(Value::is_u64).unwrap();
            let list = steps[..at].iter().fold(&plan, |value, step| match step {
                Value::String(key) => &value[key.as_str()],
                at => &value[usize::try_from(at.as_u64().unwrap()).unwrap()],
            });
            list.as_array().unwrap().clone()
        };
        let before = list(&plan(&watch));
        menu(&format!("この{name}をもう一つ"));
        let twice = list(&plan(&watch));
        assert_eq!((twice.len(), &twice[0], &twice[1]), (before.len() + 1, &before[0], &before[0]), "{name}");
        menu(&format!("この{name}を消す"));
        assert_eq!(list(&plan(&watch)), before, "{name}");
        if name == "枠" {
            // A block is filled in before it is there.
            all_back(&watch, &page);
            continue;
        }
        menu(&format!("下に{name}を加える"));
        let more = list(&plan(&watch));
        assert_eq!((more.len(), &more[0]), (before.len() + 1, &before[0]), "{name}");
        // The new row is on the sheet, to be written on.
        let mut row = path.as_array().unwrap().clone();
        let at = row.iter().rposition(Value::is_u64).unwrap();
        row[at] = json!(1);
        let row = json!(row[..=at]);
        until(
            &page,
            &format!(
                "[...document.querySelectorAll('.slot')].some((one) => {row}.every((step, at) => one.own.parts[0].path[at] === step))"
            ),
        );
        menu(&format!("この{name}を下へ"));
        let moved = list(&plan(&watch));
        assert_eq!((&moved[1], &moved[0]), (&before[0], &more[1]), "{name}");
        all_back(&watch, &page);
        assert_eq!(plan(&watch), first, "{name}");
    }
    // The quiet handle under the pointer opens the same menu.
    settled(&watch, &page);
    let (x, y) = place(&page, &json!(["第5表", 0, "内容"]).to_string(), 0.5);
    page.call(
        "Input.dispatchMouseEvent",
        &json!({ "type": "mouseMoved", "x": x, "y": y, "button": "none", "buttons": 0 }),
    );
    press(&page, "document.querySelector('.handle')");
    until(&page, "document.querySelector('.menu') !== null");
    page.key("Escape");
    until(&page, "document.querySelector('.menu') === null");
    nothing_amiss(&page);
}

#[test]
fn dates_in_any_form_and_from_the_calendar() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let path = json!(["第1表", "計画作成日"]);
    for (typed, said) in [
        ("R7.6.10", "令和7年6月10日（火）"),
        ("2025/6/11", "令和7年6月11日（水）"),
        ("2025-06-12", "令和7年6月12日（木）"),
        ("令和7年6月13日", "令和7年6月13日（金）"),
        ("令和７年６月１４日", "令和7年6月14日（土）"),
        ("S63.12.1", "昭和63年12月1日（木）"),
    ] {
        type_over(&watch, &page, &path, typed);
        until(&page, &format!("document.querySelector('.note')?.textContent === '{said}'"));
        enter(&page, false);
        holds(&watch, &path, typed);
        until(&page, "!document.querySelector('.field')");
    }
    type_over(&watch, &page, &path, "R7.6.10");
    until(&page, "document.querySelector('.note')?.textContent.startsWith('令和7年')");
    press(&page, "document.querySelector('.writing .day')");
    until(&page, "document.querySelector('.calendar strong')?.textContent === '令和7年6月'");
    assert_eq!(page.value("document.querySelector('.calendar [aria-current]').textContent"), "10");
    press(&page, "[...document.querySelectorAll('.calendar button')].find((one) => one.textContent === '▶')");
    until(&page, "document.querySelector('.calendar strong')?.textContent === '令和7年7月'");
    press(&page, "[...document.querySelectorAll('.calendar .days button')].find((one) => one.textContent === '15')");
    until(&page, "document.querySelector('.note')?.textContent === '令和7年7月15日（火）'");
    enter(&page, false);
    holds(&watch, &path, "令和7年7月15日");
    nothing_amiss(&page);
}

#[test]
fn fingers_write_too() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    page.call("Emulation.setTouchEmulationEnabled", &json!({ "enabled": true, "maxTouchPoints": 2 }));
    page.call(
        "Emulation.setDeviceMetricsOverride",
        &json!({ "width": 820, "height": 1180, "deviceScaleFactor": 1, "mobile": true }),
    );
    settled(&watch, &page);
    let touch = |kind: &str, points: &[(f64, f64)]| {
        let points: Vec<Value> = points.iter().map(|(x, y)| json!({ "x": x, "y": y })).collect();
        page.call("Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points }));
    };
    let tap = |at: (f64, f64)| {
        touch("touchStart", &[at]);
        touch("touchEnd", &[]);
    };
    // A text.
    let policy = json!(["第1表", "援助の方針"]);
    tap(place(&page, &policy.to_string(), 0.5));
    until(&page, "document.activeElement?.classList.contains('field')");
    page.value("document.activeElement.select(); true");
    page.call("Input.insertText", &json!({ "text": "指で書いた方針" }));
    // Leaving it by a tap elsewhere writes it.
    tap(place(&page, &json!(["利用者", "住所"]).to_string(), 0.5));
    holds(&watch, &policy, "指で書いた方針");
    until(&page, "document.activeElement?.classList.contains('field')");
    page.key("Escape");
    until(&page, "!document.querySelector('.field')");
    // A printed word.
    settled(&watch, &page);
    tap(place(&page, &format!("{}要介護3", json!(["認定", "要介護状態区分"])), 0.5));
    holds(&watch, &json!(["認定", "要介護状態区分"]), "要介護3");
    // Days: a finger that is drawn over them.
    settled(&watch, &page);
    let days = json!(["第6表", 0, "サービス", 0, "予定"]).to_string();
    let (from, to) = (place(&page, &days, 20.5 / 31.0), place(&page, &days, 22.5 / 31.0));
    touch("touchStart", &[from]);
    until(&page, "state.writing.is_draft");
    touch("touchMove", &[to]);
    touch("touchEnd", &[]);
    says(&watch, "予定: [2, 9, 16, 21, 22, 23, 30]");
    // Free hours of 第3表.
    settled(&watch, &page);
    let free = page.value(
        "(() => { const page = [...document.querySelectorAll('.page')].find((page) => page.model.week);
            page.scrollIntoView({ block: 'center' });
            const box = page.getBoundingClientRect(), week = page.model.week;
            return [box.left + (week.columns[2] + 3) / 297 * box.width, box.top + (week.top + 18 * week.hour) / 210 * box.height]; })()",
    );
    tap((free[0].as_f64().unwrap(), free[1].as_f64().unwrap()));
    until(&page, "!!document.activeElement?.closest('.card')");
    page.call("Input.insertText", &json!({ "text": "夕食の支度" }));
    press(&page, "document.querySelector('.card .main')");
    says(&watch, "- {曜日: [水], 時間: 18:00～19:00, 内容: 夕食の支度}");
    assert_eq!(page.value("document.documentElement.scrollWidth"), 820, "nothing is wider than the tablet");
    nothing_amiss(&page);
}

#[test]
fn buttons_write_beside_the_plan_and_say_what() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    settled(&watch, &page);
    press(&page, &button("印刷"));
    until(&page, "document.getElementById('toast').textContent === '「plan.pdf」に印刷しました'");
    assert!(fs::read(watch.path("plan.pdf")).unwrap().starts_with(b"%PDF"));
    until(&page, "document.querySelector('#pdf iframe') !== null");
    press(&page, "document.getElementById('tab-pages')");
    press(&page, &button("交付"));
    press(&page, &button("利用者の一組（説明と署名に）"));
    until(&page, "document.querySelector('.report li') !== null");
    let name = page.value("document.querySelector('.report li').textContent");
    let name = name.as_str().unwrap();
    assert!(name.contains("利用者"), "{name}");
    assert!(fs::read(watch.path(name)).unwrap().starts_with(b"%PDF"));
    page.key("Escape");
    until(&page, "document.querySelector('.report') === null");
    // Everybody, with the list of who got what.
    press(&page, &button("交付"));
    press(&page, &button("全員の一組と交付先一覧"));
    until(&page, "document.querySelectorAll('.report li').length > 4");
    let names = page.value("[...document.querySelectorAll('.report ul')][0].innerText");
    assert!(names.as_str().unwrap().contains("交付先一覧"), "{names}");
    page.key("Escape");
    press(&page, &button("点検"));
    until(&page, "document.getElementById('toast').textContent.startsWith('点検しました')");
    // 原案: the sheets say so, and a packet of a draft goes to the client as one.
    press(&page, &button("原案"));
    says(&watch, "原案: はい\n");
    until(&page, "state.pages[0].title.includes('原案')");
    assert_eq!(page.value(&format!("{}.getAttribute('aria-pressed')", button("原案"))), "true");
    settled(&watch, &page);
    press(&page, &button("原案"));
    until(&page, "!state.pages[0].title.includes('原案')");
    assert_eq!(plan(&watch), sample(), "back to the first byte");
    nothing_amiss(&page);
}

#[test]
fn a_field_tells_what_belongs_there_what_is_wrong_and_what_becomes_of_its_text() {
    let plan = sample().replace("頻度: 週2回（火・金）", "頻度: 適宜");
    let Some((watch, chromium)) = ready(&plan) else { return };
    let page = open(&chromium, &watch);
    let frequency = json!(["第2表", "ニーズ", 0, "長期目標", 0, "短期目標", 0, "援助", 0, "頻度"]);
    click(&watch, &page, &frequency, "");
    until(&page, "document.querySelectorAll('#about blockquote').length > 0");
    for words in ["頻度", "香川県", "国", "適宜"] {
        until(&page, &format!("document.getElementById('about').innerText.includes('{words}')"));
    }
    page.key("Escape");
    until(&page, "!document.querySelector('.field')");
    // Words that complete: by arrow and Enter.
    let provider = json!(["第2表", "ニーズ", 0, "長期目標", 0, "短期目標", 0, "援助", 3, "事業所"]);
    click(&watch, &page, &provider, "");
    until(&page, "document.activeElement?.classList.contains('field')");
    page.call("Input.insertText", &json!({ "text": "うみ" }));
    until(&page, "document.querySelectorAll('.words li').length === 1");
    page.key("ArrowDown");
    page.key("Enter");
    until(&page, "document.querySelector('.field')?.value === 'ヘルパーステーションうみかぜ'");
    enter(&page, true);
    holds(&watch, &provider, "ヘルパーステーションうみかぜ");
    // A text that does not fit: its size, and where it goes on. (Beside the sheets the fate of another field may still be told.)
    let policy = json!(["第1表", "援助の方針"]);
    let fate = |words: &str| format!("document.querySelector('.note.fate')?.textContent.includes('{words}')");
    type_over(&watch, &page, &policy, &"長い文を書きました。".repeat(170));
    until(&page, &fate("ポイントに縮めて"));
    page.call("Input.insertText", &json!({ "text": "もっと長い文を書きました。".repeat(160) }));
    until(&page, &fate("続けて印字します"));
    page.key("Escape");
    until(&page, "!document.querySelector('.field')");
    nothing_amiss(&page);
}
