//! `careplan lsp`: the language server on stdin and stdout, and what it asks of the machine.

use super::args::LspArgs;
use super::status::{Failure, why};
use super::{Status, Terminal, load, month, plans, rules};
use crate::billing::codes::CodeList;
use crate::calendar::{Date, Month};
use crate::lsp::{Host, serve, transport};
use crate::rules::Rule;
use anyhow::{Result, anyhow};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Serves one editor.
pub(super) fn run(args: &LspArgs, _: &mut Terminal) -> Result<Status> {
    let codes = args.codes.as_deref().map(load::codes).transpose()?;
    // What a fault of ours would say might quote a plan, and an editor keeps what it hears in a log.
    std::panic::set_hook(Box::new(|_| ()));
    let (connection, threads) = transport::over(BufReader::new(io::stdin()), io::stdout())
        .map_err(|error| Failure::Usage(format!("仕事を始められません：{}", why(&error))))?;
    let mut machine = Machine::default();
    machine.codes = codes;
    let served = serve(&connection, &machine);
    drop(connection);
    // A pipe that broke is what the threads know; the server only sees that nobody is there any more.
    threads.join()?;
    served.map_err(|_| anyhow!("エディターとのやりとりが途切れました"))?;
    Ok(Status::Done)
}

/// What the folders of pages begin with.
const PAGES: &str = "careplan-rules-";

/// How old a folder of pages must be to be taken for one that a killed server left behind. One that lives makes itself another.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// Removes what killed servers left behind; what is another user's stays.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PAGES)) {
        let there = std::fs::symlink_metadata(entry.path()).ok().filter(std::fs::Metadata::is_dir);
        let age = there.and_then(|there| there.modified().ok()?.elapsed().ok());
        if age.is_some_and(|age| age > LEFT_BEHIND) {
            // Another's, or just removed by another server.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// This machine.
#[derive(Default)]
struct Machine {
    /// The user's own list of service codes.
    codes: Option<CodeList>,
    /// Where the pages of rules lie as long as the server runs, and which have been written.
    pages: RefCell<Option<TempDir>>,
    written: RefCell<BTreeSet<&'static str>>,
    /// Pages that are shown as long as the server runs.
    watching: RefCell<Vec<Child>>,
}

impl Drop for Machine {
    fn drop(&mut self) {
        for child in self.watching.get_mut() {
            // One that has ended by itself is gone already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Host for Machine {
    fn beside(&self, plan: &str, name: &str) -> Result<Vec<u8>, String> {
        load::beside(Path::new(plan).parent().unwrap_or(Path::new("")), name)
    }

    fn plans_beside(&self, plan: &str) -> Vec<String> {
        let own = Path::new(plan);
        let folder = own.parent().unwrap_or(Path::new(""));
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let others =
            entries.filter(|path| plans::is_yaml(path) && path.is_file() && path.file_name() != own.file_name());
        let mut names: Vec<String> =
            others.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
        names.sort();
        names
    }

    fn is_followed(&self, plan: &str, month: Month) -> bool {
        month::followed(Path::new(plan), month).is_some()
    }

    fn today(&self) -> Date {
        chrono::Local::now().date_naive()
    }

    fn codes(&self) -> Option<&CodeList> {
        self.codes.as_ref()
    }

    fn page(&self, rule: &'static Rule) -> Option<String> {
        let mut pages = self.pages.borrow_mut();
        // The machine may have cleaned up under a server that runs for days.
        if !pages.as_ref().is_some_and(|pages| pages.path().is_dir()) {
            sweep(&std::env::temp_dir());
            *pages = tempfile::Builder::new().prefix(PAGES).tempdir().ok();
            self.written.borrow_mut().clear();
        }
        let path = pages.as_ref()?.path().join(format!("{}.txt", rule.id));
        if !self.written.borrow().contains(rule.id) {
            std::fs::write(&path, rules::explain(rule)).ok()?;
            self.written.borrow_mut().insert(rule.id);
        }
        Some(path.to_string_lossy().into_owned())
    }

    fn run(&self, command: &str, plan: &str) -> Result<String, String> {
        let program = std::env::current_exe().map_err(|error| format!("careplan を起動できません：{error}"))?;
        // Beside the plan: the folder that the editor was started in is nobody's.
        let pdf = Path::new(plan).with_extension("pdf");
        plans::own_name(Path::new(plan), &pdf).map_err(|failure| failure.to_string())?;
        // The server's own pipes belong to the editor.
        let mut child = Command::new(program);
        child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if command == "careplan.watch" {
            child.args(["watch", plan, "--open", "--format", "json", "-o"]).arg(&pdf);
            self.watching.borrow_mut().push(shown(&mut child)?);
            return Ok("様式をブラウザーに表示します（保存するたびに新しくなります）".to_owned());
        }
        let done = child.args(["render", plan, "-o"]).arg(&pdf).output();
        let done = done.map_err(|error| format!("印刷できません：{error}"))?;
        if done.status.success() {
            return Ok(format!("保存してある計画書を印刷しました：{}", pdf.display()));
        }
        Err(said(&done.stderr).unwrap_or_else(|| "印刷できませんでした".to_owned()))
    }
}

/// A page that is there: its address is the first thing that it says.
fn shown(command: &mut Command) -> Result<Child, String> {
    let mut child = command.spawn().map_err(|error| format!("画面を開けません：{error}"))?;
    let (mut out, mut err) = (child.stdout.take().map(BufReader::new), child.stderr.take());
    let mut address = String::new();
    // What cannot be read was not said.
    let _ = out.as_mut().map(|out| out.read_line(&mut address));
    if address.is_empty() {
        let mut told = Vec::new();
        let _ = err.as_mut().map(|err| err.read_to_end(&mut told));
        let _ = child.wait();
        return Err(said(&told).unwrap_or_else(|| "画面を開けませんでした".to_owned()));
    }
    // What it says later reaches nobody: it works on when its pipes are closed.
    Ok(child)
}

/// Why a command did nothing. Notices come first; the reason stands in the program's own line, where it is not a mistake of the plan.
fn said(stderr: &[u8]) -> Option<String> {
    let said = String::from_utf8_lossy(stderr);
    let own = said.lines().find_map(|line| line.strip_prefix("careplan: "));
    own.or_else(|| said.lines().find(|line| !line.trim().is_empty())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{LEFT_BEHIND, PAGES, sweep};
    use std::fs::{self, File, FileTimes};
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_a_killed_server_left_behind_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - LEFT_BEHIND - Duration::from_mins(1);
        for name in [format!("{PAGES}old"), format!("{PAGES}new"), "another".to_owned()] {
            let path = folder.path().join(&name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("CP101.txt"), "").unwrap();
            if !name.ends_with("new") {
                File::open(&path).unwrap().set_times(FileTimes::new().set_modified(old)).unwrap();
            }
        }
        let file = folder.path().join(format!("{PAGES}file"));
        File::create(&file).unwrap().set_times(FileTimes::new().set_modified(old)).unwrap();
        sweep(folder.path());
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        left.sort();
        assert_eq!(left, ["another".to_owned(), format!("{PAGES}file"), format!("{PAGES}new")]);
    }
}
