//! The pictures of the documents: `UPDATE=1 cargo test --release -- browser::pictures` takes them anew; without it the test
//! makes sure that what they show can still be brought about.

use super::edit::{click, drag, enter, holds, open, place, ready, sample, settled, type_over};
use super::until;
use serde_json::json;
use std::path::Path;

#[test]
fn documents_show_the_page_as_it_is() {
    let Some((watch, chromium)) = ready(&sample()) else { return };
    let page = open(&chromium, &watch);
    let keep = |name: &str| {
        // What was just exchanged is tinted for a moment.
        until(&page, "document.querySelectorAll('.tint').length === 0");
        let shot = page.call("Page.captureScreenshot", &json!({ "format": "png" }));
        if std::env::var_os("UPDATE").is_none() {
            return;
        }
        let data = shot["data"].as_str().expect("a picture");
        let bytes = decoded(data);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
    };
    // A text in its place.
    type_over(&watch, &page, &json!(["第1表", "計画作成日"]), "R7.6.10");
    until(&page, "document.querySelector('.note')?.textContent === '令和7年6月10日（火）'");
    keep("edit-date.png");
    page.key("Escape");
    until(&page, "!document.querySelector('.field')");
    // A service of 第2表.
    let content = json!(["第2表", "ニーズ", 0, "長期目標", 0, "短期目標", 0, "援助", 0, "サービス内容"]);
    type_over(
        &watch,
        &page,
        &content,
        "浴槽のまたぎの見守りと背中の洗身の介助、立ち座り訓練と筋力訓練。膝の痛みが強い日は、椅子に座ったままできる体操にする",
    );
    until(&page, "state.writing.is_draft");
    keep("edit-text.png");
    enter(&page, true);
    holds(
        &watch,
        &content,
        "浴槽のまたぎの見守りと背中の洗身の介助、立ち座り訓練と筋力訓練。膝の痛みが強い日は、椅子に座ったままできる体操にする",
    );
    // A block of 第3表.
    let block = json!(["第3表", "週間", 1, "内容"]);
    click(&watch, &page, &block, "");
    until(&page, "document.querySelector('.card') !== null");
    keep("edit-week.png");
    page.key("Escape");
    until(&page, "!document.querySelector('.card')");
    // Days of 第6表.
    settled(&watch, &page);
    let days = json!(["第6表", 0, "サービス", 0, "予定"]).to_string();
    drag(&page, place(&page, &days, 20.5 / 31.0), place(&page, &days, 22.5 / 31.0));
    settled(&watch, &page);
    until(&page, "document.querySelector('.slot[data-kind=days]')?.own.parts[0].counts[20] === 1");
    keep("edit-days.png");
}

/// Base64 as the browser gives it.
fn decoded(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let sextets = text.bytes().filter_map(|letter| LETTERS.iter().position(|known| *known == letter));
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for sextet in sextets {
        held = held << 6 | u32::try_from(sextet).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 255).unwrap());
        }
    }
    bytes
}
