//! The live page in a real Chromium. Without one the tests say aloud that they are skipped, or fail where it is required.

pub mod chromium;
mod edit;
mod filled;
mod folder;
mod hands;
mod looks;
mod moving;
mod own;
mod page;
mod pictures;
mod places;
mod random;
mod untouched;
mod windows;

use crate::dsl::outside;
use crate::watching::watch::Watch;
use chromium::{Chromium, Window};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A browser, and a watch that has shown its first pages.
fn ready(more: &[&str]) -> Option<(Watch, Chromium)> {
    outside("chromium", &["--version"])?;
    let chromium = Chromium::start().expect("the browser starts");
    let watch = Watch::start(more);
    watch.until(true);
    Some((watch, chromium))
}

/// Opens the page and waits until it shows the plan.
fn open<'a>(chromium: &'a Chromium, watch: &Watch, more: &str) -> Window<'a> {
    let window = chromium.window(1400, 900, "");
    window.call("Log.enable", &json!({}));
    window.open(&format!("{}{more}", watch.address));
    shows(&window, watch);
    window
}

/// Waits until an expression is true in a page.
#[track_caller]
fn until(window: &Window<'_>, expression: &str) {
    until_it_is(window, || expression.to_owned());
}

/// Waits until a page is as it should be now: what it should be may change while it is waited for, and is asked anew.
#[track_caller]
fn until_it_is(window: &Window<'_>, expression: impl Fn() -> String) {
    let start = Instant::now();
    loop {
        let expression = expression();
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(1) {
            if window.value(&expression) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(start.elapsed() < Duration::from_secs(30), "never became true: {expression}");
    }
}

/// Waits until a page shows the newest state of the watch, every picture of it.
#[track_caller]
fn shows(window: &Window<'_>, watch: &Watch) {
    until_it_is(window, || {
        let state = watch.state();
        let pages = state["pages"].as_array().expect("pages");
        let hashes: Vec<&str> = pages.iter().filter_map(|page| page["hash"].as_str()).collect();
        let generation = &state["generation"];
        format!(
            "document.documentElement?.dataset.drawn === '{generation}' &&
             [...document.querySelectorAll('.page')].map((page) => page.drawn).join() === '{}'",
            hashes.join(",")
        )
    });
}

/// Whether what an expression gives can be seen.
fn seen(window: &Window<'_>, selector: &str) -> bool {
    window.value(&format!("document.querySelector({selector:?})?.checkVisibility() === true")) == true
}

/// Nothing was refused by the browser and no script failed.
#[track_caller]
fn nothing_amiss(window: &Window<'_>) {
    window.value("1");
    for name in ["Runtime.exceptionThrown", "Log.entryAdded"] {
        let events: Vec<Value> = window.events(name);
        let bad: Vec<&Value> = events.iter().filter(|event| event["entry"]["level"] != "info").collect();
        assert!(bad.is_empty(), "{bad:?}");
    }
}
