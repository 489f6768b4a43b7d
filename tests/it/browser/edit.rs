//! Writing on the form in a real browser: by click, by key, by drag, while Japanese is composed, and beside others.

use super::{chromium::Chromium, chromium::Window, nothing_amiss, shows, until, until_it_is};
use crate::dsl::{outside, sample_path};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

pub(super) fn ready(plan: &str) -> Option<(Watch, Chromium)> {
    outside("chromium", &["--version"])?;
    let chromium = Chromium::start().expect("the browser starts");
    let watch = Watch::edit(plan);
    watch.until(true);
    Some((watch, chromium))
}

pub(super) fn sample() -> String {
    fs::read_to_string(sample_path("sanuki-haru")).unwrap()
}

pub(super) fn open<'a>(chromium: &'a Chromium, watch: &Watch) -> Window<'a> {
    let window = chromium.window(1400, 900, "");
    window.call("Log.enable", &json!({}));
    window.open(&watch.address);
    until(&window, "document.querySelectorAll('.slot').length > 100");
    settled(watch, &window);
    window
}

/// Waits until a page shows the plan as it lies on the disk. Nothing may be typed meanwhile.
pub(super) fn settled(watch: &Watch, page: &Window) {
    // What is refused tells the hash of what is there.
    let nothing = json!({ "hash": "", "edits": [{ "set": ["なにも書かない"], "value": "" }] });
    until_it_is(page, || {
        let hash = watch.post("edit", &nothing).1["hash"].clone();
        format!(
            "state.writing?.hash === {hash} && !state.writing.is_draft &&
             document.documentElement.dataset.drawn === String(state.generation)"
        )
    });
}

/// Waits until a page shows what is being typed, every picture of it: what is pressed before may stand elsewhere in a moment.
#[track_caller]
pub(super) fn drawn(page: &Window) {
    until(page, "state.writing.is_draft && document.documentElement.dataset.drawn === String(state.generation)");
}

/// A place of a field in the window, by its path (and the printed word): a share of its width and height.
pub(super) fn place(page: &Window, key: &str, share: f64) -> (f64, f64) {
    let at = page.value(&format!(
        "((key) => {{
            const field = [...document.querySelectorAll('.slot')].find((one) => one.dataset.key === key);
            field.scrollIntoView({{ block: 'center' }});
            const box = field.getBoundingClientRect();
            return [box.left + box.width * {share}, box.top + box.height / 2];
        }})({})",
        json!(key)
    ));
    (at[0].as_f64().expect("a field"), at[1].as_f64().expect("a field"))
}

pub(super) fn click(watch: &Watch, page: &Window, path: &Value, word: &str) {
    settled(watch, page);
    let (x, y) = place(page, &format!("{path}{word}"), 0.5);
    page.mouse(x, y);
}

/// Opens a field and types instead of what stands there.
pub(super) fn type_over(watch: &Watch, page: &Window, path: &Value, text: &str) {
    click(watch, page, path, "");
    until(page, "document.activeElement?.classList.contains('field')");
    page.value("document.activeElement.select(); true");
    page.call("Input.insertText", &json!({ "text": text }));
}

pub(super) fn enter(page: &Window, control: bool) {
    for kind in ["keyDown", "keyUp"] {
        let modifiers = if control { 2 } else { 0 };
        page.call(
            "Input.dispatchKeyEvent",
            &json!({ "type": kind, "key": "Enter", "windowsVirtualKeyCode": 13, "modifiers": modifiers }),
        );
    }
}

/// Drags over days, and waits in between until what is dragged is drawn.
pub(super) fn drag(page: &Window, from: (f64, f64), to: (f64, f64)) {
    let event = |kind: &str, (x, y): (f64, f64), buttons: u8| {
        let button = if kind == "mouseMoved" && buttons == 0 { "none" } else { "left" };
        page.call(
            "Input.dispatchMouseEvent",
            &json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1 }),
        );
    };
    event("mouseMoved", from, 0);
    event("mousePressed", from, 1);
    until(page, "state.writing.is_draft");
    event("mouseMoved", to, 1);
    event("mouseReleased", to, 0);
}

/// Waits until the plan on the disk says so.
#[track_caller]
pub(super) fn says(watch: &Watch, words: &str) {
    let start = Instant::now();
    while !fs::read_to_string(watch.path("plan.yaml")).unwrap().contains(words) {
        assert!(start.elapsed() < Duration::from_secs(20), "the plan never said {words}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until the plan on the disk has a value at a path.
#[track_caller]
pub(super) fn holds(watch: &Watch, path: &Value, wanted: &str) {
    let start = Instant::now();
    loop {
        let text = fs::read_to_string(watch.path("plan.yaml")).unwrap();
        let plan: Value = serde_yaml::from_str(&text).unwrap();
        let steps = path.as_array().unwrap();
        let found = steps.iter().fold(&plan, |value, step| match step {
            Value::String(key) => &value[key.as_str()],
            at => &value[usize::try_from(at.as_u64().unwrap()).unwrap()],
        });
        if found == wanted {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{path} never became {wanted}: {found}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn fields_of_every_kind_are_written_and_taken_back_to_the_first_byte() {
    let first = sample();
    let Some((watch, chromium)) = ready(&first) else { return };
    let page = open(&chromium, &watch);
    // A line, by Enter; a text of several lines, by leaving it.
    type_over(&watch, &page, &json!(["利用者", "住所"]), "高松市架空町9番");
    enter(&page, false);
    says(&watch, "住所: 高松市架空町9番\n");
    type_over(&watch, &page, &json!(["第1表", "援助の方針"]), "一行目\n二行目");
    until(&page, "state.writing.is_draft");
    assert!(!fs::read_to_string(watch.path("plan.yaml")).unwrap().contains("二行目"), "a draft is never written");
    enter(&page, true);
    says(&watch, "  援助の方針: |-\n    一行目\n    二行目\n");
    // A date in any form, with its weekday; Tab goes on to the next field of the form.
    type_over(&watch, &page, &json!(["第1表", "計画作成日"]), "R7.6.10");
    until(&page, "document.querySelector('.note')?.textContent === '令和7年6月10日（火）'");
    page.key("Tab");
    says(&watch, "計画作成日: R7.6.10");
    until(&page, "document.querySelector('.field')?.getAttribute('aria-label').includes('初回')");
    page.key("Escape");
    until(&page, "!document.querySelector('.field')");
    // A refused value stays in its box, with the reason.
    type_over(&watch, &page, &json!(["第1表", "計画作成日"]), "R7.13.10");
    enter(&page, false);
    until(&page, "document.querySelector('.note')?.dataset.kind === 'bad'");
    assert_eq!(page.value("document.querySelector('.field').value"), "R7.13.10");
    // A key that comes before the refusal was seen gives nothing up.
    for _ in 0..100 {
        if page.value("document.querySelector('.field') === null") == true {
            break;
        }
        page.key("Escape");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    until(&page, "!document.querySelector('.field')");
    says(&watch, "計画作成日: R7.6.10");
    // Printed words and marks.
    click(&watch, &page, &json!(["第1表", "区分"]), "継続");
    says(&watch, "区分: [初回, 継続]");
    click(&watch, &page, &json!(["認定", "要介護状態区分"]), "要介護3");
    says(&watch, "要介護状態区分: 要介護3");
    let covered = json!(["第2表", "ニーズ", 0, "長期目標", 0, "短期目標", 0, "援助", 3, "保険給付"]);
    click(&watch, &page, &covered, "");
    holds(&watch, &covered, "○");
    // Days: a drag writes the same on all of them.
    let days = json!(["第6表", 0, "サービス", 0, "予定"]).to_string();
    drag(&page, place(&page, &days, 20.5 / 31.0), place(&page, &days, 22.5 / 31.0));
    says(&watch, "予定: [2, 9, 16, 21, 22, 23, 30]");
    nothing_but_refusals(&page);
    // All of it back, also after the page is loaded again. It asks who goes while an answer is on its way, and the disk says so first.
    until(&page, "dispatchEvent(new Event('beforeunload', { cancelable: true }))");
    page.value("window.before = true");
    page.open(&watch.address);
    until(&page, "window.before === undefined && typeof state !== 'undefined' && state.writing !== undefined");
    for _ in 0..20 {
        until(&page, "document.getElementById('undo') !== null");
        if page.value("document.getElementById('undo').disabled") == true {
            break;
        }
        let hash = page.value("state.writing.hash");
        page.value("document.getElementById('undo').click()");
        until(&page, &format!("state.writing.hash !== {hash}"));
    }
    assert_eq!(fs::read_to_string(watch.path("plan.yaml")).unwrap(), first);
    assert_eq!(fs::read_to_string(watch.path("plan.yaml~")).unwrap(), first);
}

/// A refused edit is an answer like any other, though the browser notes it.
pub(super) fn nothing_but_refusals(page: &Window) {
    let failed: Vec<Value> = page.events("Runtime.exceptionThrown");
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn composing_is_never_interrupted() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    click(&watch, &page, &json!(["第1表", "援助の方針"]), "");
    until(&page, "document.activeElement?.classList.contains('field')");
    page.value(
        "document.activeElement.select(); document.activeElement.mine = true; window.ends = 0;
                document.activeElement.addEventListener('compositionend', () => { ends += 1; }); true",
    );
    for part in ["か", "かい", "かいご"] {
        let length = part.chars().count();
        page.call(
            "Input.imeSetComposition",
            &json!({ "text": part, "selectionStart": length, "selectionEnd": length }),
        );
        // Somebody else saves while it is composed: the sheets are drawn again, the box is left alone.
        let other =
            fs::read_to_string(watch.path("plan.yaml")).unwrap().replace("讃岐", "讃　岐").replace("讃　岐", "讃岐");
        watch.save("plan.yaml", format!("{other}# {part}\n"));
        watch.until(true);
        shows(&page, &watch);
        assert_eq!(page.value("document.activeElement.mine && document.activeElement.value"), part);
    }
    // Enter belongs to the composing.
    page.call("Input.dispatchKeyEvent", &json!({ "type": "keyDown", "key": "Process", "windowsVirtualKeyCode": 229 }));
    assert_eq!(page.value("ends"), 0);
    page.call("Input.insertText", &json!({ "text": "介護" }));
    assert_eq!(page.value("document.activeElement.value"), "介護");
    enter(&page, true);
    holds(&watch, &json!(["第1表", "援助の方針"]), "介護");
    nothing_amiss(&page);
}

#[test]
fn a_field_changed_by_others_shows_both_texts() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    type_over(&watch, &page, &json!(["利用者", "住所"]), "自分の住所");
    let other = sample().replace("住所: 香川県高松市架空町一丁目2番3号 コーポ青空102号", "住所: ほかの住所");
    assert_ne!(other, sample());
    watch.save("plan.yaml", other);
    enter(&page, false);
    until(&page, "document.querySelector('.choice pre')?.textContent === 'ほかの住所'");
    assert_eq!(page.value("document.querySelector('.field').value"), "自分の住所");
    says(&watch, "住所: ほかの住所");
    page.value("document.querySelector('.choice button').click()");
    says(&watch, "住所: 自分の住所");
    until(&page, "!document.querySelector('.field')");

    // Two windows: what one writes the other shows, and a field that one has open is kept.
    let second = open(&chromium, &watch);
    type_over(&watch, &second, &json!(["利用者", "氏名"]), "讃岐 ナツ");
    type_over(&watch, &page, &json!(["第1表", "援助の方針"]), "窓の文");
    enter(&page, true);
    holds(&watch, &json!(["第1表", "援助の方針"]), "窓の文");
    assert_eq!(second.value("document.querySelector('.field').value"), "讃岐 ナツ");
    enter(&second, false);
    says(&watch, "氏名: 讃岐 ナツ");
    holds(&watch, &json!(["第1表", "援助の方針"]), "窓の文");
}

#[test]
fn a_blank_plan_is_filled_by_clicks_and_keys() {
    let Some((watch, chromium)) = ready("利用者:\n  氏名: ''\n") else { return };
    let page = open(&chromium, &watch);
    assert_eq!(page.value("[...document.querySelectorAll('#tables button')].length"), 7);
    let fields = [
        (json!(["利用者", "氏名"]), "甲野 花子"),
        (json!(["第1表", "意向と課題分析"]), "家で暮らしたい"),
        (json!(["第2表", "ニーズ", 0, "課題"]), "歩きたい"),
        (json!(["第2表", "ニーズ", 0, "長期目標", 0, "目標"]), "外出できる"),
        (json!(["第4表", 0, "開催日"]), "令和7年5月27日"),
        (json!(["第5表", 0, "項目"]), "訪問（自宅）"),
        (json!(["第6表", 0, "年月"]), "令和7年6月"),
    ];
    for (path, text) in &fields {
        type_over(&watch, &page, path, text);
        enter(&page, true);
        holds(&watch, path, text);
        until(&page, "!document.querySelector('.field')");
    }
    click(&watch, &page, &json!(["認定", "状況"]), "認定済");
    says(&watch, "状況: 認定済");
    // A card: several values of one field.
    click(&watch, &page, &json!(["第4表", 0, "出席者", 0, "所属"]), "");
    until(&page, "document.querySelector('.card') !== null");
    page.call("Input.insertText", &json!({ "text": "架空医院" }));
    enter(&page, true);
    says(&watch, "所属: 架空医院");
    // A row more, from its menu.
    page.value("document.querySelector('.slot[data-key=\\'[\"第5表\",0,\"項目\"]\\']').dispatchEvent(new MouseEvent('contextmenu', { bubbles: true })); true");
    until(&page, "document.querySelector('.menu') !== null");
    page.value("[...document.querySelectorAll('.menu button')].find((one) => one.textContent.startsWith('この記録をもう一つ')).click()");
    until(
        &page,
        "state.pages.some((page) => page.slots?.some((slot) => JSON.stringify(slot.parts[0].path) === '[\"第5表\",1,\"項目\"]' && slot.parts[0].value === '訪問（自宅）'))",
    );
    nothing_amiss(&page);
}

#[test]
fn every_field_has_a_name_and_none_stands_in_the_way_of_another() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let unnamed = page.value(
        "[...document.querySelectorAll('button, input, textarea, select')].filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length)).length",
    );
    assert_eq!(unnamed, 0);
    let names =
        page.value("[...document.querySelectorAll('#page-1 .slot')].map((one) => one.getAttribute('aria-label'))");
    for name in ["第1表　利用者名：讃岐 ハル", "第1表　初回・紹介・継続：初回", "第1表　総合的な援助の方針："]
    {
        assert!(
            names.as_array().unwrap().iter().any(|known| known.as_str().unwrap().starts_with(name)),
            "{name}: {names}"
        );
    }
    let covered = page.value(
        "[...document.querySelectorAll('.page')].slice(0, 2).flatMap((page) => {
            page.scrollIntoView({ block: 'start' });
            return [...page.querySelectorAll('.slot')].filter((one) => {
                const box = one.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
                return y > 60 && y < innerHeight - 4 && document.elementFromPoint(x, y) !== one;
            }).map((one) => one.getAttribute('aria-label'));
        })",
    );
    assert_eq!(covered, json!([]), "fields under others");
}

#[test]
fn a_finding_is_mended_by_its_button() {
    let plan = sample().replace("期間: 令和7年5月27日 ～ 令和8年4月30日", "期間: 令和7年5月27日 ～ 令和8年5月31日");
    assert_ne!(plan, sample());
    let Some((watch, chromium)) = ready(&plan) else { return };
    let page = open(&chromium, &watch);
    let fixes = "document.querySelectorAll('#findings .fix').length";
    let before = page.value(fixes).as_u64().unwrap();
    assert!(before > 0, "{}", page.value("document.getElementById('findings').innerText"));
    let hash = page.value("state.writing.hash");
    page.value("document.querySelector('#findings .fix').click()");
    until(&page, &format!("state.writing.hash !== {hash}"));
    assert_ne!(fs::read_to_string(watch.path("plan.yaml")).unwrap(), plan);
    nothing_amiss(&page);
}

/// axe-core from npm, where it is (`CAREPLAN_AXE`, or where `.ci/run` puts it): it knows what screen readers need.
pub(super) fn axe() -> Option<String> {
    let home = std::env::var("HOME").unwrap_or_default();
    let path = std::env::var("CAREPLAN_AXE").unwrap_or(format!("{home}/.cache/careplan-axe/package/axe.min.js"));
    let axe = fs::read_to_string(&path).ok();
    if axe.is_none() {
        eprintln!("SKIPPED: axe-core is not at {path} (npm pack axe-core); what it would have checked is unchecked");
    }
    axe
}

/// What axe finds, in words.
pub(super) const VIOLATIONS: &str = "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] }).then((result) => result.violations.map((one) => `${one.id}: ${one.help} ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 200))}`))";

#[test]
fn axe_finds_nothing() {
    let Some(axe) = axe() else { return };
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    page.value(&format!("{axe}; true"));
    let violations = VIOLATIONS;
    assert_eq!(page.value(violations), json!([]), "the page");
    click(&watch, &page, &json!(["第1表", "援助の方針"]), "");
    until(&page, "document.activeElement?.classList.contains('field')");
    assert_eq!(page.value(violations), json!([]), "a field that is written");
    page.key("Escape");
    until(&page, "!document.querySelector('.field')");
    click(&watch, &page, &json!(["第3表", "週間", 0, "内容"]), "");
    until(&page, "document.querySelector('.card') !== null");
    assert_eq!(page.value(violations), json!([]), "a card");
    page.key("Escape");
    page.value("document.documentElement.dataset.theme = 'dark'");
    assert_eq!(page.value(violations), json!([]), "in the dark");
}
