//! A thousand random edits against a model: page, file and model agree after each, and no byte outside the place that was
//! written is another than before.

use super::text;
use crate::watching::watch::Watch;
use careplan::source::edit::{Path, Step};
use careplan::source::yaml::{Kind, Node};
use careplan::writing::{to_json, tree, value_at};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Numbers that look random and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    pub fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }
}

pub const PLAN: &str = include_str!("../browser/filled.yaml");

/// Texts that YAML, or a careless writer of it, would stumble over.
pub const TEXTS: [&str; 14] = [
    "見守り",
    "「引用」: # と、",
    "- 行",
    "'\"\\",
    "〜",
    "𠮷野家 葛󠄁",
    "1",
    "0012",
    "true",
    "a: b",
    "~",
    "{x}",
    "&a *b !c %d @e `f",
    "",
];

const DATES: [&str; 6] = ["令和7年6月10日", "R7.6.10", "2025-06-10", "令和7年7月1日", "昭和18年3月12日", ""];

/// A value of a kind, as somebody would type it.
fn value(dice: &mut Dice, part: &Value) -> Value {
    let words: Vec<Value> = part["words"].as_array().cloned().unwrap_or_default();
    match part["kind"].as_str().unwrap() {
        "text" => json!(dice.of(&TEXTS)),
        "lines" => {
            let n = 1 + dice.below(3);
            let lines: Vec<&str> = (0..n).map(|_| dice.of(&TEXTS)).filter(|line| !line.is_empty()).collect();
            json!(lines.join("\n"))
        }
        "date" => json!(dice.of(&DATES)),
        "period" => {
            json!(dice.of(&["令和7年5月27日 ～ 令和8年4月30日", "R7.6.1～R7.8.31", "2025-06-01 ～ 2025-08-31"]))
        }
        "month" => json!(dice.of(&["令和7年6月", "2025-08", "R7.9"])),
        "time" => json!(dice.of(&["9:30～16:30", "10:00～11:00", "13:00〜14:30"])),
        "number" => json!(dice.of(&["387", "90", "1000", "5"])),
        "mark" => json!(dice.of(&["○", ""])),
        "choice" => dice.of(&words),
        "choices" => words.into_iter().filter(|_| dice.below(2) == 0).collect(),
        "list" => json!(["3", "10"]),
        other => panic!("{other}"),
    }
}

/// What stands at a path of a model.
fn at<'v>(value: &'v Value, path: &[Value]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, step| match step {
        Value::String(key) => value.get(key.as_str()),
        at => value.get(usize::try_from(at.as_u64()?).ok()?),
    })
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// Writes a value into a model; what is missing on the way comes into being.
pub fn put(value: &mut Value, path: &[Value], new: &Value) {
    let Some((step, rest)) = path.split_first() else {
        *value = new.clone();
        return;
    };
    match step {
        Value::String(key) => {
            if !value.is_object() {
                *value = json!({});
            }
            put(&mut value[key.as_str()], rest, new);
        }
        at => {
            if !value.is_array() {
                *value = json!([]);
            }
            let rows = value.as_array_mut().unwrap();
            let at = usize::try_from(at.as_u64().unwrap()).unwrap().min(rows.len());
            if at == rows.len() {
                rows.push(Value::Null);
            }
            put(&mut rows[at], rest, new);
        }
    }
}

/// A model without blank values: whether a blank one has a key is a matter of style.
pub fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(entries) => {
            let kept = entries.iter().map(|(key, value)| (key.clone(), pruned(value)));
            Value::Object(kept.filter(|(_, value)| !is_blank(value)).collect())
        }
        Value::Array(items) => items.iter().map(pruned).collect(),
        other => other.clone(),
    }
}

/// The bytes of the value at a path, its key included; those of the nearest part around it where it is not there.
fn region(text: &str, path: &Path) -> (usize, usize) {
    let root = tree(text).expect("a plan");
    let (mut node, mut start): (&Node, usize) = (&root, 0);
    for step in &path.0 {
        let next = match (&node.kind, step) {
            (Kind::Seq(items), Step::Item(at)) => items.get(*at).map(|item| (item, item.span.start as usize)),
            (Kind::Map(_), Step::Key(key)) => node.get(key).map(|entry| (&entry.value, entry.key_span.start as usize)),
            _ => None,
        };
        let Some((next, begins)) = next else { break };
        (node, start) = (next, begins);
    }
    (start, node.span.end as usize)
}

/// That of a plan's text only what belongs to a path is another, and all comments are there.
fn nothing_else_changed(before: &str, after: &str, path: &Path) {
    let (start, end) = region(before, path);
    // A list or an entry that comes or goes takes its mark and its line with it.
    let line_start = before[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = before[end..].find('\n').map_or(before.len(), |at| end + at + 1);
    let head = before.bytes().zip(after.bytes()).take_while(|(old, new)| old == new).count();
    let tail = before.bytes().rev().zip(after.bytes().rev()).take_while(|(old, new)| old == new).count();
    assert!(
        head >= line_start.saturating_sub(1) && before.len() - tail.min(before.len()) <= line_end.max(head),
        "{path}: bytes outside {line_start}..{line_end} are others now ({head}, {})\n--- before\n{before}\n--- after\n{after}",
        before.len() - tail
    );
    let notes = |text: &str| text.matches("# 覚え").count();
    assert_eq!(notes(before), notes(after), "{path}: a comment is gone");
}

struct Run {
    watch: Watch,
    dice: Dice,
    model: Value,
    past: Vec<Value>,
    hash: String,
    /// The state of the page that belongs to it, once it was asked for.
    seen: Value,
    refused: usize,
}

impl Run {
    /// The state of the page, once it shows what was written last.
    fn state(&mut self) -> Value {
        let start = Instant::now();
        if !self.hash.is_empty() && self.seen["writing"]["hash"] == self.hash.as_str() {
            return self.seen.clone();
        }
        loop {
            let state = self.watch.state();
            if self.hash.is_empty() || state["writing"]["hash"] == self.hash.as_str() {
                self.seen = state;
                return self.seen.clone();
            }
            assert!(start.elapsed() < Duration::from_secs(30), "the page never showed what was written");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// What a random hand does next: the edit, the path that it is about, and the model after it.
    fn choose(&mut self, state: &Value) -> (Value, Vec<Value>, Option<Value>) {
        let pages = state["pages"].as_array().unwrap();
        loop {
            let page = &pages[self.dice.below(pages.len())];
            let Some(slots) = page["slots"].as_array().filter(|slots| !slots.is_empty()) else { continue };
            let slot = &slots[self.dice.below(slots.len())];
            let parts = slot["parts"].as_array().unwrap();
            let part = &parts[self.dice.below(parts.len())];
            let path = part["path"].as_array().unwrap().clone();
            let mut model = self.model.clone();
            let rows: Vec<usize> = (1..path.len()).filter(|at| path[*at].is_u64()).collect();
            let roll = self.dice.below(20);
            if roll < 4 && !rows.is_empty() {
                let at_row = self.dice.of(&rows);
                let (list, n) = (path[..at_row].to_vec(), usize::try_from(path[at_row].as_u64().unwrap()).unwrap());
                let Some(Value::Array(mut items)) = at(&model, &list).cloned() else { continue };
                if n >= items.len() {
                    continue;
                }
                let edit = match roll {
                    0 => {
                        items.insert(n + 1, items[n].clone());
                        json!({ "copy": path[..=at_row] })
                    }
                    1 => {
                        items.remove(n);
                        json!({ "remove": path[..=at_row] })
                    }
                    2 => {
                        let to = self.dice.below(items.len());
                        let item = items.remove(n);
                        items.insert(to, item);
                        json!({ "move": list, "from": n, "to": to })
                    }
                    _ => {
                        items.insert(n + 1, json!({}));
                        json!({ "add": list, "at": n + 1, "value": {} })
                    }
                };
                put(&mut model, &list, &Value::Array(items));
                return (edit, list, Some(model));
            }
            if part["kind"] == "days" {
                let n = part["counts"].as_array().map_or(0, Vec::len);
                if n == 0 {
                    continue;
                }
                let counts: Vec<usize> = (0..n).map(|_| [0, 0, 1, 0, 2][self.dice.below(5)]).collect();
                let line = path[..path.len() - 1].to_vec();
                return (json!({ "days": path, "counts": counts }), line, None);
            }
            let pick = slot["pick"].as_str().filter(|pick| !pick.is_empty() && part["kind"] == "choice");
            let new = pick.map_or_else(|| value(&mut self.dice, part), |pick| json!(pick));
            if !is_blank(&new) || at(&model, &path).is_some() {
                put(&mut model, &path, &new);
            }
            return (json!({ "set": path, "value": new }), path, Some(model));
        }
    }

    fn step(&mut self, number: usize) {
        let state = self.state();
        let before = text(&self.watch);
        if self.dice.below(25) == 0 && !self.past.is_empty() {
            let (status, said) = self.watch.post("undo", &json!({ "hash": self.hash }));
            assert_eq!(status, 200, "step {number}: {said}");
            self.model = self.past.pop().unwrap();
            said["hash"].as_str().unwrap().clone_into(&mut self.hash);
            assert_eq!(pruned(&read(&text(&self.watch))), pruned(&self.model), "step {number}: back");
            return;
        }
        let (edit, about, model) = self.choose(&state);
        let hash = state["writing"]["hash"].clone();
        let (status, said) = self.watch.post("edit", &json!({ "hash": hash, "edits": [edit] }));
        let after = text(&self.watch);
        if status == 422 {
            assert_eq!(after, before, "step {number}: refused and yet written: {edit}");
            self.refused += 1;
            return;
        }
        assert_eq!(status, 200, "step {number}: {edit}: {said}");
        said["hash"].as_str().unwrap().clone_into(&mut self.hash);
        let path = Path(about.iter().map(step_of).collect());
        nothing_else_changed(&before, &after, &path);
        let on_disk = read(&after);
        // Days may be written by a rule, by hand, or as more or less than the rule says: the page tells what they mean.
        let model = model.unwrap_or_else(|| {
            let mut model = self.model.clone();
            put(&mut model, &about, at(&on_disk, &about).unwrap_or(&Value::Null));
            model
        });
        assert_eq!(pruned(&on_disk), pruned(&model), "step {number}: {edit}\n{after}");
        if before != after {
            self.past.push(std::mem::replace(&mut self.model, model));
        }
        self.page_shows(number, &edit);
    }

    /// The page has the value that was written, in every field of its path.
    fn page_shows(&mut self, number: usize, edit: &Value) {
        let state = self.state();
        let (path, is_days) = (edit.get("set").or_else(|| edit.get("days")), edit.get("days").is_some());
        let Some(path) = path else { return };
        let slots = state["pages"].as_array().unwrap().iter().flat_map(|page| page["slots"].as_array().unwrap());
        let parts = slots.flat_map(|slot| slot["parts"].as_array().unwrap()).filter(|part| part["path"] == *path);
        for part in parts {
            if is_days {
                assert_eq!(part["counts"], edit["counts"], "step {number}: {edit}");
                continue;
            }
            let wanted = at(&self.model, path.as_array().unwrap()).unwrap_or(&Value::Null);
            assert_eq!(pruned(&part["value"]), pruned(wanted), "step {number}: {edit}");
        }
    }
}

fn step_of(step: &Value) -> Step {
    match step {
        Value::String(key) => Step::Key(key.clone()),
        at => Step::Item(usize::try_from(at.as_u64().unwrap()).unwrap()),
    }
}

/// The plan as the program reads it: every scalar as it was typed.
pub fn read(text: &str) -> Value {
    to_json(&value_at(text, &Path::default()))
}

#[test]
fn page_file_and_model_agree_after_each_of_a_thousand_edits() {
    // Comments that must outlive every edit, at the top and between the tables, where no edit touches what they stand at.
    let noted = PLAN.replace("利用者:\n", "# 覚え：先頭\n利用者:\n").replace("\n給付率", "\n# 覚え：給付\n給付率");
    let watch = Watch::edit(&noted);
    watch.until(true);
    let seed = std::env::var("CAREPLAN_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x5eed_1616);
    let mut run = Run {
        watch,
        dice: Dice(seed),
        model: read(&noted),
        past: Vec::new(),
        hash: String::new(),
        seen: Value::Null,
        refused: 0,
    };
    let steps = 1000;
    (0..steps).for_each(|number| run.step(number));
    assert!(run.refused < steps / 5, "{} refused", run.refused);
    while !run.past.is_empty() {
        let (status, said) = run.watch.post("undo", &json!({ "hash": run.hash }));
        assert_eq!(status, 200, "{said}");
        said["hash"].as_str().unwrap().clone_into(&mut run.hash);
        run.past.pop();
    }
    assert_eq!(text(&run.watch), noted, "back to the first byte");
}
