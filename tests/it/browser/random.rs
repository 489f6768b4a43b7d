//! Random edits by hand: what the page shows, what the file holds and what a model says is the same after each.

use super::chromium::Window;
use super::edit::{click, enter, nothing_but_refusals, open, ready, settled, type_over};
use super::until;
use crate::editing::random::{Dice, PLAN, TEXTS, pruned, put, read};
use crate::watching::watch::Watch;
use serde_json::{Value, json};
use std::fs;

fn plan(watch: &Watch) -> String {
    fs::read_to_string(watch.path("plan.yaml")).unwrap()
}

/// All fields of one text, and all printed words of a choice, as the page has them now.
fn fields(page: &Window) -> Vec<Value> {
    let found = page.value(
        "state.pages.flatMap((page) => page.slots ?? []).filter((slot) => slot.parts.length === 1
            && (slot.pick ? slot.parts[0].kind === 'choice' : ['text', 'lines'].includes(slot.parts[0].kind)))
            .map((slot) => ({ path: slot.parts[0].path, kind: slot.parts[0].kind, pick: slot.pick, value: slot.parts[0].value }))",
    );
    found.as_array().unwrap().clone()
}

#[test]
fn page_file_and_model_agree_when_hands_write_at_random() {
    let Some((watch, chromium)) = ready(PLAN) else { return };
    let page = open(&chromium, &watch);
    let (mut dice, mut model, mut past) = (Dice(0x0016_ad0e), read(PLAN), Vec::new());
    for step in 0..30 {
        settled(&watch, &page);
        let before = plan(&watch);
        if step % 7 == 6 {
            let hash = page.value("state.writing.hash");
            page.value("document.getElementById('undo').click(); true");
            until(&page, &format!("state.writing.hash !== {hash}"));
            model = past.pop().unwrap();
        } else {
            let field = dice.of(&fields(&page));
            let (path, pick) = (&field["path"], field["pick"].as_str().unwrap());
            let new = match pick {
                "" => dice.of(&TEXTS).to_owned(),
                // The word that is chosen is taken back.
                pick if field["value"] == pick => String::new(),
                pick => pick.to_owned(),
            };
            if pick.is_empty() {
                type_over(&watch, &page, path, &new);
                // What is empty is not inserted: the text that was chosen is removed.
                if new.is_empty() {
                    page.call(
                        "Input.dispatchKeyEvent",
                        &json!({ "type": "keyDown", "key": "Delete", "windowsVirtualKeyCode": 46 }),
                    );
                }
                enter(&page, field["kind"] == "lines");
                // What cannot be read there stays in its box, and is given up.
                until(
                    &page,
                    "!document.querySelector('.field') || document.querySelector('.writing .note').dataset.kind === 'bad'",
                );
                if page.value("document.querySelector('.field') !== null") == true {
                    page.key("Escape");
                    until(&page, "!document.querySelector('.field')");
                    settled(&watch, &page);
                    assert_eq!(plan(&watch), before, "step {step}: refused and yet written");
                    continue;
                }
            } else {
                click(&watch, &page, path, pick);
                let chosen = json!(new);
                until(
                    &page,
                    &format!(
                        "(state.pages.flatMap((page) => page.slots ?? []).find((slot) => JSON.stringify(slot.parts[0].path) === JSON.stringify({path}))?.parts[0].value ?? '') === {chosen}"
                    ),
                );
            }
            let mut after = model.clone();
            put(&mut after, path.as_array().unwrap(), &json!(new));
            if plan(&watch) != before {
                past.push(std::mem::replace(&mut model, after));
            }
        }
        settled(&watch, &page);
        assert_eq!(pruned(&read(&plan(&watch))), pruned(&model), "step {step}");
        let shown = fields(&page).into_iter().find(|field| {
            let at = field["path"].as_array().unwrap().iter().try_fold(&model, |value, step| match step {
                Value::String(key) => value.get(key.as_str()),
                at => value.get(usize::try_from(at.as_u64()?).ok()?),
            });
            pruned(at.unwrap_or(&Value::Null)) != pruned(&field["value"]) && field["value"] != Value::Null
        });
        assert_eq!(shown, None, "step {step}: the page shows another value than the file has");
    }
    while let Some(_step) = past.pop() {
        settled(&watch, &page);
        let hash = page.value("state.writing.hash");
        page.value("document.getElementById('undo').click(); true");
        until(&page, &format!("state.writing.hash !== {hash}"));
    }
    assert_eq!(plan(&watch), PLAN);
    nothing_but_refusals(&page);
}
