//! The documents say what is: their blocks parse and run, their tables are made from the registries.

use super::dsl::{Case, sample_path};
use super::snapshot::updating;
use careplan::cli::Status;
use careplan::forms::by_default;
use careplan::profile::PROFILES;
use careplan::rules;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The documents for users: both READMEs and all of `docs/`.
fn documents() -> Vec<String> {
    let mut found = vec!["README.md".to_owned(), "README.ja.md".to_owned()];
    let pages =
        std::fs::read_dir(path("docs")).unwrap().map(|entry| PathBuf::from("docs").join(entry.unwrap().file_name()));
    found.extend(
        pages.filter(|page| page.extension().is_some_and(|end| end == "md")).map(|page| page.display().to_string()),
    );
    found.sort();
    found
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

/// Fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split_once("```").map(|(block, _)| block.to_owned())).collect()
}

/// The tables that are made from the registries.
fn tables(japanese: bool) -> [(&'static str, String); 4] {
    let head = |english: &str, own: &str| {
        let words = if japanese { own } else { english };
        format!("| {} |\n|{}\n", words.replace(',', " | "), "---|".repeat(words.split(',').count()))
    };
    let mut forms = head("form,title", "様式,題名");
    for form in by_default() {
        writeln!(forms, "| {} | {} |", form.name, form.title).unwrap();
    }
    let mut profiles = head("name,source", "名前,出典");
    for profile in PROFILES {
        writeln!(profiles, "| `{}` | {} |", profile.name, profile.source).unwrap();
    }
    let mut all = head("rules,errors,warnings,told,about", "規則,誤り,注意,情報,対象");
    for (name, prefix) in [
        ("全体", "CP0"),
        ("第1表", "CP1"),
        ("第2表", "CP2"),
        ("第3表", "CP3"),
        ("第4表", "CP4"),
        ("第5表", "CP5"),
        ("第6表", "CP6"),
        ("第7表", "CP7"),
        ("事業所の全員", "CP8"),
    ] {
        let of_table: Vec<_> = rules::all().filter(|rule| rule.id.starts_with(prefix)).collect();
        let count = |word: &str| of_table.iter().filter(|rule| rule.severity.word() == word).count();
        writeln!(
            all,
            "| {} | {} | {} | {} | {name} |",
            of_table.len(),
            count("error"),
            count("warning"),
            count("info")
        )
        .unwrap();
    }
    let mut status = head("code,meaning", "番号,意味");
    for (code, meaning) in Status::ALL {
        writeln!(status, "| {} | {meaning} |", code.code()).unwrap();
    }
    [("forms", forms), ("profiles", profiles), ("rules", all), ("status", status)]
}

/// The document with the tables that it asks for filled in, and their names.
fn filled(text: &str, japanese: bool) -> (String, Vec<&'static str>) {
    let mut text = text.to_owned();
    let mut names = Vec::new();
    for (name, table) in tables(japanese) {
        let mark = format!("<!-- {name} -->\n");
        let Some(at) = text.find(&mark) else { continue };
        names.push(name);
        let start = at + mark.len();
        let end = start
            + text[start..]
                .split_inclusive('\n')
                .take_while(|line| line.trim().is_empty() || line.starts_with('|'))
                .map(str::len)
                .sum::<usize>();
        text.replace_range(start..end, &format!("\n{table}\n"));
        // A table may be the last of its page.
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    (text, names)
}

#[test]
fn tables_are_made_from_the_registries() {
    let mut shown = BTreeSet::new();
    for name in documents() {
        let (text, japanese) = (read(&name), name.ends_with(".ja.md"));
        let (wanted, tables) = filled(&text, japanese);
        shown.extend(tables.into_iter().map(|table| (table, japanese)));
        if updating() {
            std::fs::write(path(&name), wanted).unwrap();
        } else {
            assert!(text == wanted, "{name}: a table is out of date (UPDATE=1 rewrites it)");
        }
    }
    for japanese in [false, true] {
        for (table, _) in tables(japanese) {
            assert!(shown.contains(&(table, japanese)), "no page has the table «{table}»");
        }
    }
}

#[test]
fn every_page_has_its_twin_and_is_pointed_to() {
    for name in documents() {
        let twin = match name.strip_suffix(".ja.md") {
            Some(stem) => format!("{stem}.md"),
            None => format!("{}.ja.md", name.trim_end_matches(".md")),
        };
        assert!(path(&twin).exists(), "{name} has no {twin}");
        if let Some(page) = name.strip_prefix("docs/") {
            let readme = read(if name.ends_with(".ja.md") { "README.ja.md" } else { "README.md" });
            assert!(readme.contains(&format!("](docs/{page})")), "the README does not point to {name}");
        }
    }
}

#[test]
fn every_dependency_is_told() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let told = read("docs/dependencies.md");
    for section in ["dependencies", "dev-dependencies"] {
        for name in manifest[section].as_table().unwrap().keys() {
            assert!(told.contains(name), "docs/dependencies.md does not say what {name} is for");
        }
    }
}

#[test]
fn every_command_runs() {
    for name in documents() {
        let text = read(&name);
        let mut case = Case::empty();
        for sample in ["sanuki-haru", "ayagawa-masao"] {
            case = case.file(&format!("samples/{sample}.yaml"), std::fs::read(sample_path(sample)).unwrap());
        }
        for block in blocks(&text, "console") {
            let mut lines = block.lines().peekable();
            while let Some(line) = lines.next() {
                let Some(command) = line.strip_prefix("$ ") else { continue };
                let words =
                    command.strip_prefix("cargo run --release -- ").or_else(|| command.strip_prefix("careplan "));
                // The test command is the one that runs this test; a watch never ends.
                let Some(words) = words.filter(|words| !words.starts_with("watch")) else { continue };
                let words: Vec<&str> = words.split_whitespace().collect();
                let done = case.run_all(&words).succeeds();
                let printed: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| !line.starts_with('$'))).collect();
                for expected in printed {
                    assert!(done.stdout().contains(expected), "{name}: `{command}` does not print «{expected}»");
                }
                case = done.again();
            }
        }
    }
}

#[test]
fn every_plan_in_the_documents_is_read_without_a_mistake() {
    for name in documents() {
        let text = read(&name);
        for block in blocks(&text, "yaml") {
            let office = "居宅介護支援事業所: {名称: 甲}\nサービス事業所: {乙: {地域区分: 7級地}}\n";
            let mut sources = careplan::source::Sources::default();
            let case = careplan::case::read_case("readme.yaml", block.as_bytes(), &mut sources, &|_| Ok(office.into()));
            assert!(case.problems.is_empty(), "{name}: {:?}\n{block}", case.problems);
        }
    }
}

#[test]
fn every_link_leads_somewhere() {
    let more = ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "fonts/README.md"];
    for name in documents().into_iter().chain(more.map(str::to_owned)) {
        let text = read(&name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)) {
            if !link.starts_with("http") && !link.starts_with('#') {
                let file = link.split('#').next().unwrap();
                let folder = path(&name).parent().unwrap().to_owned();
                assert!(folder.join(file).exists(), "{name}: {link}");
            }
        }
    }
}
