//! What the page shows, and how it changes with a save.

use super::{nothing_amiss, open, ready, seen, shows, until};
use crate::dsl::{Case, sample_path};
use crate::watching::watch::Watch;
use serde_json::json;
use std::fs;

#[test]
fn a_save_changes_what_it_changed_and_nothing_else() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    assert_eq!(page.value("document.title"), "plan.yaml — careplan");
    assert_eq!(page.value("document.querySelectorAll('.page').length"), 2);
    let tables = "[...document.querySelectorAll('#tables button')].map((button) => button.textContent).join()";
    assert_eq!(page.value(tables), "第1表,第3表");
    assert!(!seen(&page, "#banner"));
    // The place where somebody reads, and the pieces that stand there.
    page.value("document.querySelector('[data-zoom=\"150\"]').click()");
    page.value("document.getElementById('pages').scrollTo(200, 700); true");
    page.value("document.querySelectorAll('.page path').forEach((piece) => { piece.old = true; }); true");
    let place = "[...['scrollLeft', 'scrollTop'].map((side) => document.getElementById('pages')[side]),
                  document.getElementById('pages').dataset.zoom].join()";
    let before = page.value(place);
    assert_eq!(before, "200,700,150");
    page.value(
        "window.tints = [];
         new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((mark) => {
             if (mark.className === 'tint') tints.push(parseFloat(mark.style.width));
         }))).observe(document.body, { childList: true, subtree: true });",
    );
    watch.save("plan.yaml", Watch::named("讃岐 ナツ"));
    watch.until(true);
    shows(&page, &watch);
    assert_eq!(page.value(place), before);
    until(&page, "tints.length > 0");
    assert_eq!(page.value("tints.every((width) => width < 50)"), true, "only what changed is tinted, not the page");
    let fresh = page.value("[...document.querySelectorAll('.page path')].filter((piece) => !piece.old).length");
    let all = page.value("document.querySelectorAll('.page path').length");
    assert!(fresh.as_u64().unwrap() > 0 && fresh.as_u64() < all.as_u64(), "{fresh} of {all} pieces are new");
    until(&page, "document.querySelectorAll('.tint').length === 0");
    nothing_amiss(&page);
}

#[test]
fn patched_pages_are_the_same_as_whole_ones() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    let text = fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let saves = [
        text.replace("なし\n", "なし。ただし、様子を見る。\n"),
        text.replace("本人：「膝が痛くて立ち仕事がつらい。", "本人：「"),
        text.replace("  日常生活:\n", "  日常生活:\n    - {時刻: '2:00', 内容: 目が覚める}\n"),
        text.replace("第3表:\n", "第9表:\n"),
        text.clone(),
    ];
    for save in saves {
        watch.save("plan.yaml", save);
        watch.line();
        shows(&page, &watch);
        let same = "Promise.all(state.pages.map(async (model, at) => {
            const whole = read(await (await fetch(`pages/${model.hash}.svg`)).text());
            const pieces = (picture) => [...picture.children].map((piece) => document.importNode(piece, true).outerHTML).join('');
            return pieces(whole) === pieces(document.querySelectorAll('.page > svg')[at]);
        })).then((same) => same.join())";
        assert_eq!(page.value(same), "true,true");
    }
}

/// The page draws its pictures itself: they must be what Typst would have drawn.
#[test]
fn pictures_are_those_of_the_form() {
    let Some((watch, chromium)) = ready(&["--table", "2,4,5,6,7"]) else { return };
    let page = open(&chromium, &watch, "");
    let done = Case::sample("sanuki-haru").run(["render", "sanuki-haru.yaml", "--format", "svg", "-o", "out.svg"]);
    let done = done.succeeds();
    for number in 1..=7 {
        let typst = String::from_utf8(done.bytes(&format!("out-{number:02}.svg"))).unwrap();
        let different = page.value(&format!(
            "(async () => {{
                const paint = async (markup) => {{
                    const image = new Image();
                    image.src = 'data:image/svg+xml,' + encodeURIComponent(markup);
                    await image.decode();
                    const canvas = new OffscreenCanvas(1188, 840), brush = canvas.getContext('2d');
                    brush.fillStyle = '#fff';
                    brush.fillRect(0, 0, 1188, 840);
                    brush.drawImage(image, 0, 0, 1188, 840);
                    return brush.getImageData(0, 0, 1188, 840).data;
                }};
                const sized = (text) => text.replace('<svg ', '<svg width=\"1188\" height=\"840\" ');
                const response = await fetch(`pages/${{state.pages[{number} - 1].hash}}.svg`);
                const [ours, theirs] = [await paint(sized(await response.text())), await paint({})];
                const ink = theirs.filter((value, at) => at % 4 === 0 && value < 128).length;
                const different = theirs.filter((value, at) => Math.abs(value - ours[at]) > 64).length;
                return [different, ink];
            }})()",
            serde_json::to_string(&typst).unwrap()
        ));
        let (different, ink) = (different[0].as_u64().unwrap(), different[1].as_u64().unwrap());
        assert!(ink > 5000, "page {number} is blank");
        assert_eq!(different, 0, "page {number} is drawn otherwise than Typst draws it ({ink} dark points)");
    }
}

#[test]
fn a_mistake_dims_the_pages_and_goes_away() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    let dimmed = "getComputedStyle(document.querySelector('.page')).opacity";
    assert_eq!(page.value(dimmed), "1");
    let broken = Watch::named("讃岐 アキ").replace("フリガナ:", "ふりがな:").replace("  性別: 女\n", "  性別: ?\n");
    watch.save("plan.yaml", broken);
    watch.until(false);
    shows(&page, &watch);
    assert!(seen(&page, "#banner"));
    let words = page.value("document.getElementById('banner').textContent");
    assert!(words.as_str().unwrap().contains("直前の画面を残しています"), "{words}");
    until(&page, &format!("{dimmed} < 0.6"));
    assert_eq!(page.value("document.querySelectorAll('.page path').length > 100"), true);
    let list = page.value("document.getElementById('findings').innerText");
    assert!(list.as_str().unwrap().contains("plan.yaml:6"), "{list}");
    watch.save("plan.yaml", Watch::named("讃岐 アキ"));
    watch.until(true);
    shows(&page, &watch);
    assert!(!seen(&page, "#banner"));
    until(&page, &format!("{dimmed} === '1'"));
    nothing_amiss(&page);
}

#[test]
fn the_pdf_stands_beside_the_pages_and_on_paper_stand_only_sheets() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    let printed = page.call("Page.printToPDF", &json!({ "preferCSSPageSize": true }))["data"].clone();
    let printed = page.value(&format!("atob({printed}).match(/\\/Type \\/Page\\b(?!s)/g).length"));
    assert_eq!(printed, 2, "one page a sheet");
    page.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    for part in ["header", "nav", "aside", "#toast"] {
        assert!(!seen(&page, part), "{part} is printed");
    }
    page.call("Emulation.setEmulatedMedia", &json!({ "media": "" }));
    until(&page, "state.printed === 1");
    page.value("document.getElementById('tab-pdf').click()");
    assert!(seen(&page, "#pdf iframe") && !seen(&page, "#pages"));
    watch.save("plan.yaml", Watch::named("讃岐 フユ"));
    watch.until(true);
    until(&page, "document.querySelector('#pdf iframe')?.src.endsWith('current.pdf?2')");
    let length =
        page.value("fetch('current.pdf').then((answer) => answer.arrayBuffer()).then((pdf) => pdf.byteLength)");
    assert_eq!(length, fs::metadata(watch.path("plan.pdf")).unwrap().len());
    page.value("document.getElementById('tab-pages').click()");
    assert!(seen(&page, "#pages") && !seen(&page, "#pdf"));
}
