//! Several windows, late ones, and ones that were away.

use super::{nothing_amiss, open, ready, shows, until};
use crate::watching::watch::Watch;
use serde_json::json;

#[test]
fn every_window_shows_the_newest_pages_whenever_it_was_opened() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let first = open(&chromium, &watch, "");
    watch.save("plan.yaml", Watch::named("讃岐 一"));
    watch.until(true);
    let late = open(&chromium, &watch, "");
    for name in ["讃岐 二", "讃岐 三"] {
        watch.save("plan.yaml", Watch::named(name));
        watch.until(true);
        shows(&first, &watch);
        shows(&late, &watch);
    }
    nothing_amiss(&first);
    nothing_amiss(&late);
}

#[test]
fn a_window_that_was_away_catches_up() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    let connection = |offline: bool| {
        page.call("Network.enable", &json!({}));
        let slow = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        page.call("Network.emulateNetworkConditions", &slow);
    };
    connection(true);
    until(&page, "fetch('state').then(() => false, () => true)");
    // Its event source is cut too, or told nothing: what was saved meanwhile reaches it afterwards either way.
    for name in ["讃岐 四", "讃岐 五", "讃岐 六"] {
        watch.save("plan.yaml", Watch::named(name));
        watch.until(true);
    }
    connection(false);
    shows(&page, &watch);
}

#[test]
fn two_plans_are_watched_in_one_browser() {
    let Some((watch, chromium)) = ready(&[]) else { return };
    let first = open(&chromium, &watch, "");
    let other = Watch::start(&[]);
    other.until(true);
    let second = open(&chromium, &other, "");
    watch.save("plan.yaml", Watch::named("讃岐 七"));
    watch.until(true);
    first.open(&format!("http://127.0.0.1:{}/", watch.port()));
    shows(&first, &watch);
    shows(&second, &other);
}

#[test]
fn a_page_of_a_watch_that_has_ended_says_so() {
    let Some((mut watch, chromium)) = ready(&[]) else { return };
    let page = open(&chromium, &watch, "");
    watch.child.kill().unwrap();
    watch.child.wait().unwrap();
    until(&page, "/つなが/.test(document.getElementById('status').textContent)");
    assert_eq!(page.value("document.querySelectorAll('.page path').length > 100"), true, "the pages stay");
}
