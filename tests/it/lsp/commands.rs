//! 「印刷」 and 「画面」 of the real server: what they write, where, and what the editor is told of it.

use super::talk::Talk;
use crate::dsl::sample_path;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A folder with the plan, and another one in which the editor was started; each has a plan.pdf.
struct Desk {
    folder: tempfile::TempDir,
}

const ANOTHERS: &str = "%PDF-1.7\n% what somebody else's plan was printed to\n";

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        for name in ["own", "started"] {
            std::fs::create_dir(desk.path(name)).unwrap();
        }
        std::fs::write(desk.path("started/plan.pdf"), ANOTHERS).unwrap();
        std::fs::copy(sample_path("sanuki-haru"), desk.path("own/plan.yaml")).unwrap();
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// An editor's server, on a machine without a browser.
    fn talk(&self) -> Talk {
        let mut server = Command::new(env!("CARGO_BIN_EXE_careplan"));
        Talk::with(server.current_dir(self.path("started")).env("PATH", self.folder.path()))
    }

    /// What the editor is told of a command on the plan.
    fn told(&self, talk: &mut Talk, command: &str) -> Result<String, String> {
        let uri = format!("file://{}", self.path("own/plan.yaml").display());
        let asked = json!({ "id": 7, "method": "workspace/executeCommand", "params": { "command": command, "arguments": [uri] } });
        let (mut answer, mut message) = (talk.ask(&asked), String::new());
        while answer["id"] != 7 {
            if answer["method"] == "window/showMessage" {
                answer["params"]["message"].as_str().unwrap().clone_into(&mut message);
            }
            answer = talk.answer();
        }
        match answer.get("error") {
            Some(error) => Err(error["message"].as_str().unwrap().to_owned()),
            None => Ok(message),
        }
    }
}

fn appears(path: &Path) -> bool {
    let begun = Instant::now();
    while !path.exists() && begun.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(20));
    }
    path.exists()
}

/// The folder that the editor was started in has a client's print of the same name.
#[test]
fn the_pdf_lies_beside_its_plan_wherever_the_editor_was_started() {
    for command in ["careplan.watch", "careplan.print"] {
        let desk = Desk::new();
        let mut talk = desk.talk();
        let told = desk.told(&mut talk, command).unwrap();
        assert!(!told.is_empty());
        assert!(appears(&desk.path("own/plan.pdf")), "{command}: {told}");
        assert_eq!(std::fs::read_to_string(desk.path("started/plan.pdf")).unwrap(), ANOTHERS, "{command}");
        talk.end();
    }
}

#[test]
fn what_cannot_be_shown_or_printed_is_no_success() {
    for command in ["careplan.watch", "careplan.print"] {
        let desk = Desk::new();
        let mut talk = desk.talk();
        std::fs::write(desk.path("own/plan.pdf"), "memo").unwrap();
        let told = desk.told(&mut talk, command).unwrap_err();
        assert!(told.contains("plan.pdf") && !told.starts_with("careplan: "), "{command}: {told}");
        assert_eq!(std::fs::read_to_string(desk.path("own/plan.pdf")).unwrap(), "memo", "{command}");
        // Two plans that are printed to one name.
        std::fs::rename(desk.path("own/plan.pdf"), desk.path("own/memo")).unwrap();
        std::fs::copy(desk.path("own/plan.yaml"), desk.path("own/plan.yml")).unwrap();
        let told = desk.told(&mut talk, command).unwrap_err();
        assert!(told.contains("plan.yml"), "{command}: {told}");
        assert!(!desk.path("own/plan.pdf").exists(), "{command}");
        talk.end();
    }
}
