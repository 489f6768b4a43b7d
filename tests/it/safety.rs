//! What the program promises about the user's files, about what it says, and about what it takes: `docs/reliability.md`.

mod bounded;
mod changed;
mod done;
mod figures;
mod nodes;
mod overwritten;
mod personal;

use crate::dsl::Case;
use std::collections::BTreeMap;
use std::path::Path;

/// Every file below a folder with its bytes; links by what they point at.
pub fn holdings(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(&current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().display().to_string(), std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// A plan that names an office file, and another client's plan.
fn two_clients() -> Case {
    let plan = "様式: 香川県令和4年\n居宅介護支援事業所: office.yaml\n利用者:\n  氏名: 架空 一子\n  被保険者番号: '0001234567'\n第1表:\n  援助の方針: 架空\n";
    Case::empty()
        .file("p.yaml", plan)
        .file("q.yaml", plan.replace("一子", "二子").replace("67", "75"))
        .file("office.yaml", "居宅介護支援事業所:\n  名称: 架空居宅介護支援事業所\n")
        .file("note.pdf", "大事なメモ\n")
}
