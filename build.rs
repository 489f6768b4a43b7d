//! Turns the program's own tables, written for people in TOML, into JSON, which a process reads five times as quickly. A table
//! with a mistake of syntax stops the build with its name and line.

#![expect(clippy::disallowed_methods, reason = "files are what a build script is for")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The folders under `src` with tables: `…/limits.toml` becomes `OUT_DIR/…/limits.json`.
const FOLDERS: [&str; 4] = ["billing", "frequency", "rules", "service_kind"];

/// The sizes of all fields: of these each section is a text of its own, for a process needs few of them.
const MEASURES: &str = "templates/measures.json";

fn main() {
    let to = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to"));
    fs::write(to.join("measures.json"), sections(Path::new(MEASURES))).expect("the measures can be written");
    for folder in FOLDERS {
        let from = Path::new("src").join(folder);
        println!("cargo:rerun-if-changed={}", from.display());
        fs::create_dir_all(to.join(folder)).expect("a folder for the tables");
        for file in fs::read_dir(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
            let file = file.expect("an entry of a folder").path();
            if file.extension().is_some_and(|extension| extension == "toml") {
                let name = file.with_extension("json");
                let name = name.file_name().expect("a file has a name");
                fs::write(to.join(folder).join(name), json(&file)).expect("a table can be written");
            }
        }
    }
}

fn json(file: &Path) -> String {
    let text = read(file);
    let table: serde_json::Value = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    table.to_string()
}

fn sections(file: &Path) -> String {
    println!("cargo:rerun-if-changed={}", file.display());
    let text = read(file);
    let sections: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let sections: BTreeMap<String, String> =
        sections.into_iter().map(|(name, section)| (name, section.to_string())).collect();
    serde_json::to_string(&sections).expect("texts are JSON")
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
