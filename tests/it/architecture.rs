//! Imports point one way, every file says what it is for, and documents that say so are true.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Module → the modules it may import. The same table stands in ARCHITECTURE.md.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("embedded", &[]),
    ("calendar", &["source"]),
    ("text", &["source"]),
    ("frequency", &["embedded", "source", "calendar"]),
    ("fonts", &["source"]),
    ("case", &["source", "calendar"]),
    ("service_kind", &["embedded", "source", "calendar", "text", "case"]),
    ("report", &["source"]),
    ("billing", &["embedded", "source", "calendar", "text", "frequency", "case", "service_kind"]),
    ("renewal", &["source", "calendar", "case"]),
    ("changes", &["source", "calendar", "frequency", "case", "billing"]),
    (
        "rules",
        &[
            "embedded",
            "source",
            "calendar",
            "text",
            "frequency",
            "case",
            "service_kind",
            "billing",
            "changes",
            "report",
        ],
    ),
    ("forms", &["embedded", "source", "calendar", "fonts", "case", "service_kind", "billing"]),
    ("guide", &["rules", "report"]),
    ("typeset", &["source", "fonts", "forms", "report"]),
    ("profile", &["source", "calendar", "case", "forms", "rules", "guide", "report"]),
    ("fixes", &["source", "calendar", "text", "case", "service_kind", "billing", "rules"]),
    (
        "press",
        &[
            "source", "calendar", "case", "billing", "changes", "rules", "fixes", "forms", "typeset", "profile",
            "report",
        ],
    ),
    ("preview", &["source", "fonts", "report", "typeset", "forms"]),
    (
        "lsp",
        &[
            "source",
            "calendar",
            "frequency",
            "case",
            "service_kind",
            "billing",
            "rules",
            "guide",
            "profile",
            "fixes",
            "press",
            "report",
        ],
    ),
];

/// Outside crates that only one module may name, and why it matters.
const ONLY_IN: &[(&str, &str)] = &[
    ("typst", "typeset"),
    ("serde_saphyr", "source"),
    ("clap", "cli"),
    ("ttf_parser", "fonts"),
    ("axum", "preview"),
    ("lsp_types", "lsp"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Each module's files with their texts, comments left out.
fn modules() -> BTreeMap<String, Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let mut modules: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let first =
            path.strip_prefix(root().join("src")).unwrap().iter().next().unwrap().to_string_lossy().into_owned();
        modules.entry(first.trim_end_matches(".rs").to_owned()).or_default().push((path, code));
    }
    modules
}

/// What is special of a kind of service is a column of `kinds.toml`: no other code knows a kind by its number.
#[test]
fn no_code_but_the_table_knows_a_kind_by_its_number() {
    let mut named = Vec::new();
    for (path, text) in modules().into_values().flatten() {
        let place = path.strip_prefix(root()).unwrap().display().to_string();
        // Invented clients are of certain kinds, and a test shows what the table does.
        let aside = ["src/service_kind", "src/cli/bench_data", "tests.rs"].iter().any(|part| place.contains(part));
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().filter(|_| !aside) {
            let texts = line.split('"').skip(1).step_by(2);
            let is_kind = |text: &&str| text.len() == 2 && careplan::service_kind::kind(text).is_some();
            if let Some(code) = texts.into_iter().find(is_kind).filter(|_| !line.contains("割負担")) {
                named.push(format!("{place}: {code}: {}", line.trim()));
            }
        }
    }
    assert!(named.is_empty(), "{named:#?}");
}

/// The days of a renewal (60) and of an end that is near (30) have one name each; nobody writes the numbers again.
#[test]
fn the_days_before_an_end_stand_once() {
    let mut named = Vec::new();
    for (path, text) in modules().into_values().flatten() {
        let path = path.display();
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for written in ["i64 = 60;", "i64 = 30;", "..=60)", "..=30)", "-60..", "<= 60", "<= 30 "] {
                if line.contains(written) {
                    named.push(format!("{path}:{}: {}", at + 1, line.trim()));
                }
            }
        }
    }
    let days = |line: &String| ["rules/", "cli/board", "case/", "changes/"].iter().any(|part| line.contains(part));
    named.retain(days);
    assert_eq!(named.len(), 2, "{named:#?}");
    assert!(named.iter().all(|line| line.contains("case/certification/history.rs")), "{named:#?}");
}

/// `source` would serve any program that must tell people where their file is wrong: it speaks of none of ours.
#[test]
fn source_knows_nothing_of_care_plans() {
    let modules = modules();
    let ours = ["CP2", "例外", "第1表", "第2表", "第6表", "計画", "居宅", "利用票", "care plan"];
    let spoken = modules["source"].iter().flat_map(|(path, code)| {
        let code = code.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        ours.iter().filter(move |word| code.contains(**word)).map(move |word| format!("{}: {word}", path.display()))
    });
    assert_eq!(spoken.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn imports_point_down_only() {
    let modules = modules();
    let mut wrong = Vec::new();
    for (module, allowed) in MAY_IMPORT {
        for (path, code) in modules.get(*module).into_iter().flatten() {
            for other in modules.keys().filter(|other| *other != module && !allowed.contains(&other.as_str())) {
                let named = code.match_indices(&format!("crate::{other}")).any(|(at, found)| {
                    let next = code[at + found.len()..].chars().next();
                    next.is_none_or(|c| !c.is_alphanumeric() && c != '_')
                });
                // `use crate::{a, b}` would hide names from this search; it is not used in this project.
                if named {
                    wrong.push(format!("{} imports {other}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files beside each other that once imported each other.
const ONE_WAY: &[(&str, &str)] = &[
    ("billing/gather.rs", "billing/price.rs"),
    ("billing/model.rs", "billing/rows.rs"),
    ("cli/watch/eyes.rs", "cli/watch/files.rs"),
    ("cli/watch/session.rs", "cli/watch/shown.rs"),
    ("report/excerpt.rs", "report/human.rs"),
    ("rules/meeting_summary/contents.rs", "rules/meeting_summary/numbers.rs"),
    ("source/read.rs", "source/schema.rs"),
    ("typeset/pdf.rs", "typeset/stencil.rs"),
];

/// Whether a file's code names its neighbour: `super::name`, `super::{…, name::…}`.
fn names_neighbour(code: &str, neighbour: &str) -> bool {
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == neighbour);
    code.split("super::").skip(1).any(|rest| match rest.strip_prefix('{') {
        Some(list) => word(list.split(';').next().unwrap_or_default()),
        None => rest.split(|c: char| !c.is_alphanumeric() && c != '_').next() == Some(neighbour),
    })
}

#[test]
fn files_beside_each_other_import_one_way() {
    let modules = modules();
    let code = |name: &str| {
        let path = root().join("src").join(name);
        let found = modules.values().flatten().find(|(other, _)| *other == path);
        let (_, code) = found.unwrap_or_else(|| panic!("{name} is gone: take it out of the list"));
        code.split("#[cfg(test)]").next().unwrap_or_default()
    };
    let stem = |name: &str| Path::new(name).file_stem().unwrap().to_string_lossy().into_owned();
    for (one, other) in ONE_WAY {
        let circle = names_neighbour(code(one), &stem(other)) && names_neighbour(code(other), &stem(one));
        assert!(!circle, "{one} and {other} import each other");
    }
}

/// Sources and crates of what is built; licences are looked at when a dependency is added (docs/dependencies.md).
#[test]
fn all_dependencies_come_from_the_registry() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let sources: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    assert!(sources.len() > 100);
    let registry = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    assert_eq!(sources.into_iter().find(|source| *source != registry), None);
    assert!(!lock.contains("name = \"serde_yml\""), "it is unsound and unmaintained");
}

#[test]
fn outside_crates_have_one_door() {
    let mut wrong = Vec::new();
    for (module, files) in modules() {
        for (path, code) in files {
            for (name, door) in ONLY_IN.iter().filter(|(_, door)| **door != module) {
                if code
                    .lines()
                    .any(|line| line.contains(&format!("use {name}")) || line.contains(&format!(" {name}::")))
                {
                    wrong.push(format!("{} names {name}, whose door is {door}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_in_the_document_is_this_one() {
    let document = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    for (module, allowed) in MAY_IMPORT {
        let words = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
        let row = format!("| `{module}` | {words} |");
        assert!(document.contains(&row), "ARCHITECTURE.md lacks the row\n{row}");
    }
    assert!(document.lines().count() <= 150, "ARCHITECTURE.md has more than 150 lines");
}

#[test]
fn every_module_says_what_it_is_for() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let silent: Vec<_> =
        files.iter().filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn forms_and_their_templates_name_each_other() {
    for form in careplan::forms::by_default() {
        let module = form.id.replace('-', "_");
        let rust = std::fs::read_to_string(root().join(format!("src/forms/{module}.rs"))).unwrap();
        let template = std::fs::read_to_string(root().join(format!("templates/forms/{}.typ", form.id))).unwrap();
        assert!(rust.contains(&format!("templates/forms/{}.typ", form.id)), "{module}.rs does not name its template");
        assert!(
            template.lines().next().is_some_and(|line| line.contains(&format!("src/forms/{module}.rs"))),
            "{}.typ",
            form.id
        );
    }
}
