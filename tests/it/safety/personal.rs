//! Names, addresses and telephone numbers leave a plan only for the page: a full run's logs, manifests, metadata, temporary
//! files and names of files know none of them.

use super::holdings;
use crate::dsl::{Case, outside, sample_path};
use serde_json::json;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the sample says about people.
const PERSONAL: [&str; 9] = ["讃岐", "ハル", "サヌキ", "架空町", "コーポ青空", "山田", "咲", "090-0000-0001", "栗林"];

#[track_caller]
fn knows_nobody(what: &str, text: &str) {
    for word in PERSONAL {
        assert!(!text.contains(word), "{what} has «{word}»:\n{text}");
    }
}

fn text_of(program: &str, arguments: &[&str]) -> Option<String> {
    outside(program, arguments).map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command with its temporary files in the folder and looks at what it says.
#[track_caller]
fn runs(folder: &Path, arguments: &[&str]) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
    let output = run.current_dir(folder).args(arguments).env("TMPDIR", folder.join("tmp")).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{arguments:?}: {said}");
    knows_nobody(&format!("what {arguments:?} says"), &said);
}

#[test]
fn a_full_run_tells_nobody_who_it_was_about() {
    let plan = std::fs::read(sample_path("sanuki-haru")).unwrap();
    let case = Case::empty().file("c/0001.yaml", &plan).file("tmp/.keep", "");
    let folder = case.path("");
    for arguments in [
        &["render", "c/0001.yaml", "-o", "r/"][..],
        &["render", "c/0001.yaml", "-o", "r/a.pdf", "--table", "1,6", "--accessible"],
        &["render", "c/0001.yaml", "-o", "r/", "--format", "png", "--table", "1"],
        &["packet", "c/0001.yaml", "--all", "-o", "p/"],
        &["batch", "c", "--month", "2025-06", "-o", "b/"],
        &["batch", "c", "--month", "2025-07", "-o", "b/", "--expand", "--copies", "利用票,別表,控,提供票"],
        &["batch", "c", "--month", "2025-06", "-o", "o/", "--merge", "per-office"],
        &["batch", "c", "--month", "2025-06", "-o", "s/", "--merge", "per-provider"],
        &["manifest", "merge", "b/manifest.jsonl", "-o", "all.jsonl"],
        &["month", "c/0001.yaml", "--month", "2025-07", "--write"],
        &["check", "c", "--format", "json"],
        &["check", "c", "--no-source"],
    ] {
        runs(&folder, arguments);
    }
    let mut pdfs = 0;
    for (name, bytes) in holdings(&folder) {
        knows_nobody("the name of a file", &name);
        let is = |end: &str| Path::new(&name).extension().is_some_and(|found| found == end);
        if is("pdf") {
            pdfs += 1;
            let path = folder.join(&name).display().to_string();
            // The pages have it, of course: looked at is what a reader shows before them.
            for arguments in [&[path.as_str()][..], &["-meta", &path]] {
                knows_nobody(&name, &text_of("pdfinfo", arguments).unwrap_or_default());
            }
        } else if !is("yaml") && !name.ends_with('~') {
            knows_nobody(&name, &String::from_utf8_lossy(&bytes));
        }
    }
    assert!(pdfs > 8, "only {pdfs} PDFs were looked at");
    let left: Vec<_> = std::fs::read_dir(folder.join("tmp")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".keep"], "temporary files were left");
}

/// An editor keeps what a language server says in a log: of messages that may not come first, or break off, nothing is quoted.
#[test]
fn a_message_that_cannot_be_read_is_not_quoted() {
    let plan = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let open = json!({ "uri": "file:///p.yaml", "languageId": "yaml", "version": 1, "text": plan });
    let open =
        json!({ "jsonrpc": "2.0", "id": 1, "method": "textDocument/didOpen", "params": { "textDocument": open } });
    let start = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "capabilities": {} } });
    let ready = json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} });
    let half = open.to_string().replace("讃岐 ハル", "讃岐 ハル\\ud83d");
    let cut = open.to_string().chars().take(5000).collect();
    for last in [open.to_string(), half, cut] {
        for greeting in [vec![], vec![start.to_string(), ready.to_string()]] {
            let framed = |message: &String| format!("Content-Length: {}\r\n\r\n{message}", message.len());
            let sent = greeting.iter().chain([&last]).map(framed).collect::<Vec<_>>().concat();
            for sent in [&sent[..], sent.trim_end_matches('}')] {
                let mut server = Command::new(env!("CARGO_BIN_EXE_careplan"));
                let server = server.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
                let mut server = server.spawn().unwrap();
                // It may have ended before everything was sent.
                let _ = server.stdin.take().unwrap().write_all(sent.as_bytes());
                let output = server.wait_with_output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                let whole = sent.ends_with('}') || !last.ends_with('}');
                assert_eq!(output.status.code(), Some(if whole { 0 } else { 2 }), "{said}");
                assert_eq!(said.contains("エディターからの知らせを読めません"), !whole, "{said}");
                knows_nobody("the log of the language server", &said);
            }
        }
    }
}
