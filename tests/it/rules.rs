//! Every rule fires where it must and stays silent in a near miss: `tests/rules/CPnnn.md`, one file a rule.
//!
//! A file is a heading (id and name), a line of prose and YAML blocks. Each block is a list of patches on the valid plan
//! `tests/rules/base.yaml` (see [`patch`]); the expectation stands as a comment on the line whose value is to be blamed:
//!
//! ````text
//! ```yaml patch
//! 第2表.ニーズ[0].長期目標[0].短期目標[0].期間: 令和7年5月27日 ～ 令和9年5月31日  # CP214
//! ```
//! ```yaml patch なし
//! 第2表.ニーズ[0].長期目標[0].短期目標[0].期間: 令和7年5月27日 ～ 令和8年4月30日
//! ```
//! ````
//!
//! A block without 「なし」 must give exactly the findings of the file's own rule that its comments name; a block with 「なし」
//! none. `# CP214@第2表.作成年月日` names another place than the line's own; a deleted key is blamed at the map it was in.
//! Other rules may be named too, and must then be found. Words after `patch`: `基準日=令和7年9月1日` looks at the plan on
//! that day, `読めない値` allows mistakes of reading. `UPDATE=1` writes the comments anew.

#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures, and writes them anew when asked")]

mod beside;
mod office;
mod patch;
mod strayed;

use careplan::billing::codes::CodeList;
use careplan::calendar::{Date, read};
use careplan::case::read::read_case;
use careplan::report::Severity;
use careplan::rules::{self, CheckContext, Finding, Rule};
use careplan::source::Sources;
use careplan::source::yaml::Node;
use patch::{Block, Patch, Path};
use serde_yaml::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

const BASE: &str = include_str!("../rules/base.yaml");

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn base() -> Value {
    serde_yaml::from_str(BASE).expect("base.yaml")
}

/// A finding with the path of its place, e.g. `第2表.ニーズ[0].課題`.
struct Placed {
    finding: Finding,
    path: String,
}

/// A plan that was read and checked.
struct Checked {
    found: Vec<Placed>,
    /// Mistakes of reading.
    problems: Vec<String>,
    root: Option<Node>,
}

impl Checked {
    /// Whether a finding lies at a path. A list of one and its one item have the same place: either path will do.
    fn is_at(&self, placed: &Placed, path: &str) -> bool {
        let same_span =
            || self.root.as_ref().and_then(|root| patch::span_at(root, path)) == Some(placed.finding.primary);
        placed.path == path || same_span()
    }
}

/// Reads and checks a plan; a rule's own examples beside the list of service codes.
fn check(name: &str, text: &str, as_of: Option<Date>) -> Checked {
    let codes = code_list();
    let codes = Some(&codes).filter(|_| name.starts_with("CP"));
    // 「前の計画: base.yaml」 is the valid plan itself.
    let fetch = |other: &str| match other {
        "base.yaml" => Ok(BASE.as_bytes().to_vec()),
        _ => Err("ほかのファイルは読みません".to_owned()),
    };
    let case = read_case(name, text.as_bytes(), &mut Sources::default(), &fetch);
    let context = CheckContext::new(&case.file, as_of).with_codes(codes);
    let path = |finding: &Finding| case.root.as_ref().map_or(String::new(), |root| root.path_to(finding.primary));
    let found = rules::check(&context).into_iter().map(|finding| Placed { path: path(&finding), finding }).collect();
    let problems = case.problems.iter().map(|problem| problem.message.clone()).collect();
    Checked { found, problems, root: case.root }
}

fn shown(found: &[Placed]) -> String {
    let mut shown = String::new();
    for Placed { finding, path } in found {
        let _ = writeln!(shown, "  {} {} @{path}", finding.rule.severity.word(), finding.rule.id);
        let _ = writeln!(shown, "    {}", finding.message());
    }
    shown
}

/// The errors and warnings among findings.
fn grave(found: Vec<Placed>) -> Vec<Placed> {
    found.into_iter().filter(|placed| placed.finding.rule.severity > Severity::Info).collect()
}

#[test]
fn the_base_plan_is_valid() {
    let Checked { found, problems, .. } = check("base.yaml", BASE, None);
    assert!(problems.is_empty(), "{problems:?}");
    let found = grave(found);
    assert!(found.is_empty(), "\n{}", shown(&found));
}

#[test]
fn the_good_samples_are_clean() {
    for name in ["sanuki-haru", "ayagawa-masao"] {
        let path = folder().join(format!("../../samples/{name}.yaml"));
        let text = std::fs::read_to_string(path).expect("a sample");
        let Checked { found, problems, .. } = check(name, &text, None);
        assert!(problems.is_empty(), "{problems:?}");
        let found = grave(found);
        assert!(found.is_empty(), "{name}\n{}", shown(&found));
    }
}

/// What the plan that breaks many rules must be told.
const EXPECTED: &str = "CP002 CP003 CP005 CP006 CP009 CP014 CP024 CP103 CP104 CP111 CP114 CP120 CP122 CP132 CP133 \
    CP206 CP207 CP212 CP213 CP214 CP221 CP222 CP223 CP226 CP232 CP234 CP237 CP241 CP243 CP244 \
    CP245 CP249 CP305 CP310 CP315 CP320 CP323 CP324 CP404 CP410 CP412 CP417 CP423 CP424 CP425 \
    CP504 CP506 CP508 CP509 CP510 CP511 CP513 CP514 CP520 CP531 CP541 CP603 CP604 CP605 CP609";

#[test]
fn the_bad_sample_is_told_everything() {
    let text = std::fs::read_to_string(folder().join("broken.yaml")).expect("broken.yaml");
    let found = check("broken.yaml", &text, None).found;
    let told: BTreeSet<&str> = found.iter().map(|placed| placed.finding.rule.id).collect();
    let missing: Vec<_> = EXPECTED.split_whitespace().filter(|id| !told.contains(id)).collect();
    assert!(missing.is_empty(), "not told: {missing:?}; told: {told:?}");
}

#[test]
fn every_rule_has_a_file_and_every_file_a_rule() {
    let files: BTreeSet<String> = fixtures().into_iter().map(|(id, _)| id).collect();
    // Rules about 例外 make their findings where findings are judged, not from a plan alone.
    let ids: BTreeSet<String> = rules::all()
        .filter(|rule| !rule.id.starts_with("CP09") && !rule.id.starts_with("CP8"))
        .map(|rule| rule.id.to_owned())
        .collect();
    let without: Vec<_> = ids.difference(&files).collect();
    let stale: Vec<_> = files.difference(&ids).collect();
    assert!(
        without.is_empty() && stale.is_empty(),
        "rules without tests/rules/*.md: {without:?}; files without a rule: {stale:?}"
    );
}

/// A plan of the rules' own examples.
pub(crate) struct Example {
    /// `CP214.md:8`, whose block it is.
    pub(crate) name: String,
    /// The plan.
    pub(crate) text: String,
    /// The day on which it is looked at.
    pub(crate) as_of: Option<Date>,
}

/// The plans of all rules' examples, for tests that try what can be done with findings.
pub(crate) fn examples() -> Vec<Example> {
    let of_file = |(id, path): (String, std::path::PathBuf)| {
        let blocks = patch::blocks(&std::fs::read_to_string(path).expect("a fixture"));
        blocks.into_iter().map(move |block| {
            let mut plan = base();
            block.patches.iter().for_each(|patch| drop(patch.apply(&mut plan)));
            let as_of = block.as_of.as_deref().and_then(|text| read::date(text).ok());
            Example {
                name: format!("{id}.md:{}", block.line),
                text: serde_yaml::to_string(&plan).expect("YAML"),
                as_of,
            }
        })
    };
    fixtures().into_iter().flat_map(of_file).collect()
}

/// The list of service codes that the examples are read beside.
pub(crate) fn code_list() -> CodeList {
    CodeList::read(include_str!("../rules/codes.csv")).expect("codes.csv")
}

fn fixtures() -> Vec<(String, std::path::PathBuf)> {
    let mut found: Vec<_> = std::fs::read_dir(folder())
        .expect("tests/rules")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    found.sort();
    found
}

#[test]
fn every_rule_fires_and_stays_silent() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = String::new();
    for (id, path) in fixtures() {
        let text = std::fs::read_to_string(&path).expect("a fixture");
        let Some(rule) = rules::find(&id) else { continue };
        let (rewritten, complaints) = run_fixture(rule, &text, update);
        for complaint in complaints {
            let _ = writeln!(failures, "{id}.md: {complaint}");
        }
        if update && rewritten != text {
            std::fs::write(&path, rewritten).expect("written");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// Runs every block of a file; gives the file with its comments written anew, and what is wrong.
fn run_fixture(rule: &'static Rule, text: &str, update: bool) -> (String, Vec<String>) {
    let mut complaints = Vec::new();
    let heading = format!("# {} {}", rule.id, rule.name);
    if text.lines().next() != Some(&heading) {
        complaints.push(format!("the first line must be «{heading}»"));
    }
    if !text.lines().skip(1).any(|line| !line.trim().is_empty() && !line.starts_with("```")) {
        complaints.push("a line of prose is missing".to_owned());
    }
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let blocks = patch::blocks(text);
    for (what, silent) in [("firing", false), ("silent (「なし」)", true)] {
        if !blocks.iter().any(|block| block.silent == silent) {
            complaints.push(format!("no {what} block"));
        }
    }
    for block in &blocks {
        if let Err(complaint) = run_block(rule, block, update, &mut lines) {
            complaints.push(format!("line {}: {complaint}", block.line));
        }
    }
    (lines.join("\n") + "\n", complaints)
}

fn run_block(rule: &'static Rule, block: &Block, update: bool, lines: &mut [String]) -> Result<(), String> {
    let mut plan = base();
    let mut expected: Vec<(String, String)> = Vec::new();
    let mut defaults: Vec<(&Patch, String)> = Vec::new();
    for patch in &block.patches {
        let path = patch.apply(&mut plan).map_err(|complaint| format!("{}: {complaint}", patch.path))?;
        let default = if patch.deletes() { path.parent() } else { path };
        expected.extend(
            patch.expects.iter().map(|(id, place)| (id.clone(), place.clone().unwrap_or_else(|| default.to_string()))),
        );
        defaults.push((patch, default.to_string()));
    }
    let text = serde_yaml::to_string(&plan).expect("YAML");
    let as_of = block.as_of.as_deref().map(|text| read::date(text).map_err(|bad| bad.message)).transpose()?;
    let checked = check(rule.id, &text, as_of);
    let Checked { found, problems, .. } = &checked;
    if !problems.is_empty() && !block.unreadable {
        return Err(format!("cannot be read: {problems:?}"));
    }
    if let Some(loose) = found.iter().find(|placed| placed.finding.primary.is_detached()) {
        return Err(format!("{} points nowhere", loose.finding.rule.id));
    }
    if let Some(Placed { finding, .. }) = found.iter().find(|placed| !says_its_facts(&placed.finding)) {
        let Finding { rule, facts, .. } = finding;
        return Err(format!("{}: the message «{}» does not say each of {facts:?} once or more", rule.id, rule.message));
    }
    let own: Vec<&Placed> = found.iter().filter(|placed| placed.finding.rule.id == rule.id).collect();
    if update && !block.silent {
        rewrite(rule, &defaults, &own, &checked, lines);
        return if own.is_empty() { Err("a block without 「なし」 finds nothing".to_owned()) } else { Ok(()) };
    }
    let wanted: Vec<&String> = expected.iter().filter(|(id, _)| id == rule.id).map(|(_, place)| place).collect();
    if block.silent != wanted.is_empty() {
        return Err("a block either has 「なし」 or names its rule in a comment".to_owned());
    }
    let mut left = own.clone();
    let all_there = wanted.iter().all(|place| {
        let at = left.iter().position(|placed| checked.is_at(placed, place));
        at.map(|at| left.remove(at)).is_some()
    });
    if !all_there || !left.is_empty() {
        let own: Vec<_> = own.iter().map(|placed| &placed.path).collect();
        return Err(format!("expected {} at {wanted:?}, found at {own:?}; all findings:\n{}", rule.id, shown(found)));
    }
    for (id, place) in expected.iter().filter(|(id, _)| id != rule.id) {
        if !found.iter().any(|placed| placed.finding.rule.id == id && checked.is_at(placed, place)) {
            return Err(format!("expected {id} at {place} too; all findings:\n{}", shown(found)));
        }
    }
    Ok(())
}

/// Whether a rule's message has a place for each fact that was reported, and no place more.
fn says_its_facts(finding: &Finding) -> bool {
    let places: BTreeSet<&str> =
        finding.rule.message.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(at, _)| at).collect();
    let facts: BTreeSet<String> = (0..finding.facts.len()).map(|at| at.to_string()).collect();
    places.into_iter().eq(facts.iter().map(String::as_str))
}

/// Writes the comments of a block anew from what was found.
fn rewrite(rule: &Rule, defaults: &[(&Patch, String)], own: &[&Placed], checked: &Checked, lines: &mut [String]) {
    let mut own = own.to_vec();
    for (at, (patch, default)) in defaults.iter().enumerate() {
        let last = at + 1 == defaults.len();
        let mut comment: Vec<String> = Vec::new();
        if let Some(here) = own.iter().position(|placed| checked.is_at(placed, default)) {
            own.remove(here);
            comment.push(rule.id.to_owned());
        }
        if last {
            comment.extend(own.drain(..).map(|placed| format!("{}@{}", rule.id, placed.path)));
        }
        let others = patch.expects.iter().filter(|(id, _)| id != rule.id);
        comment.extend(others.map(|(id, place)| place.as_ref().map_or(id.clone(), |place| format!("{id}@{place}"))));
        if let Some(line) = lines.get_mut(patch.line - 1) {
            let bare = patch::without_comment(line).to_owned();
            *line = if comment.is_empty() { bare } else { format!("{bare}  # {}", comment.join(" ")) };
        }
    }
}

/// Every list that rules ask for by name is in `words.toml`, and every list there is asked for.
#[test]
fn word_lists_are_there_and_used() {
    let mut sources = String::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push_str(&std::fs::read_to_string(path).expect("a source"));
            }
        }
    }
    let words = careplan::rules::words::Words::embedded();
    for ask in [".list(\"", ".word_list(\"", ".candidates(\"", ".found(\"", ".found_in_plain(\""] {
        for asked in sources.split(ask).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(words.lists.contains_key(asked), "words.toml has no list «{asked}»");
        }
    }
    let unasked: Vec<_> = words.lists.keys().filter(|name| !sources.contains(&format!("\"{name}\""))).collect();
    assert!(unasked.is_empty(), "no rule asks for the lists {unasked:?}");
}

/// One mistyped year of the newest date: the date itself is told, and whatever is said of that day points to it.
#[test]
fn what_a_mistyped_date_makes_late_points_to_it() {
    let base = include_str!("../rules/base.yaml");
    let at = base.find("第2表:").unwrap();
    let (before, after) = base.split_at(at);
    let text = before.to_owned() + &after.replacen("作成年月日: 令和7年5月27日", "作成年月日: 令和70年5月27日", 1);
    let found = check("plan.yaml", &text, None).found;
    let place = u32::try_from(text.find("令和70年5月27日").unwrap()).unwrap();
    let strayed = found.iter().find(|placed| placed.finding.rule.id == "CP028").expect("CP028");
    assert_eq!(strayed.finding.primary.start, place);
    for id in ["CP012", "CP018"] {
        let placed = found.iter().find(|placed| placed.finding.rule.id == id).expect(id);
        let points = placed.finding.related.iter().any(|(span, why)| span.start == place && why.contains("基準日"));
        assert!(points, "{:?}", placed.finding);
    }
}

/// No plan, however broken, makes a rule panic, and whatever is found has a place: every value of the base plan in turn is
/// deleted, emptied and replaced by odd things.
#[test]
fn no_broken_plan_breaks_a_rule() {
    let odd = [
        "",
        "～",
        "令和1年1月1日",
        "令和99年12月31日 ～",
        "9999-12-31",
        "1873-01-01 ～ 9999-12-31",
        "0:00～24:00",
        "①②③",
        "週0回（第5日）",
        "{0}{1}",
        "💊𠮷\u{E0100}",
    ];
    let mut paths = Vec::new();
    patch::every_path(&base(), &Path::default(), &mut paths);
    for (at, path) in paths.iter().enumerate() {
        let mut plan = base();
        path.delete(&mut plan).expect("deleted");
        survives(&plan, path, at % 10 == 0);
        let mut plan = base();
        let value = Value::String(odd[at % odd.len()].to_owned());
        path.set(&mut plan, if at % 7 == 0 { Value::Sequence(vec![value]) } else { value }).expect("set");
        survives(&plan, path, at % 10 == 5);
    }
}

fn survives(plan: &Value, path: &Path, on_odd_days: bool) {
    let text = serde_yaml::to_string(plan).expect("YAML");
    for placed in check("broken.yaml", &text, None).found {
        assert!(!placed.finding.primary.is_detached(), "{} points nowhere when {path} is odd", placed.finding.rule.id);
        assert!(!placed.finding.message().is_empty(), "{path}");
    }
    for day in ["1873-01-01", "9999-12-31"].into_iter().filter(|_| on_odd_days) {
        check("broken.yaml", &text, read::date(day).ok());
    }
}
