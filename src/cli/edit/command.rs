//! Buttons that run a command of the program: the same words, the same code, and what it tells goes to the page.

use super::desk::{Desk, refusal};
use crate::cli::{self, Status, Terminal};
use crate::preview::Answer;
use serde_json::{Value as Json, json};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// For whom a packet can be made by a button; the words are those of `packet --for`.
const RECEIVERS: [&str; 5] = ["利用者", "事業所", "主治医", "保険者", "控"];

/// What a command writes, kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn lines(&self) -> Vec<String> {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
    }
}

/// Runs a command: how it ended, its results and what it told besides, line by line.
fn command(words: &[OsString]) -> (Status, Vec<String>, Vec<String>) {
    let (out, err) = (Kept::default(), Kept::default());
    let mut terminal = Terminal::to(Box::new(out.clone()), Box::new(err.clone()));
    let status = cli::run(std::iter::once("careplan".into()).chain(words.iter().cloned()), &mut terminal);
    (status, out.lines(), err.lines())
}

/// The plan by a name that no option is taken for, and its folder.
fn place(desk: &Desk) -> Result<(PathBuf, PathBuf), Answer> {
    let plan = std::path::absolute(&desk.plan).map_err(|error| refusal(500, error.to_string()))?;
    let folder = plan.parent().unwrap_or(Path::new("")).join("");
    Ok((plan, folder))
}

/// 「交付」 the packet of one kind of receiver, or of everybody with the list of who got what, beside the plan.
pub(super) fn packet(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let (plan, folder) = place(desk)?;
    desk.now(body)?; // it is still the plan that the page shows
    let wanted = body["for"].as_str().unwrap_or_default();
    let mut words: Vec<OsString> = vec!["packet".into(), plan.into()];
    match RECEIVERS.iter().find(|known| **known == wanted) {
        Some(known) => words.extend(["--for".into(), (*known).into()]),
        None if wanted == "全員" => words.push("--all".into()),
        None => return Err(refusal(400, "だれに渡す一組か、分かりません")),
    }
    if body["draft"] == true {
        words.push("--draft".into());
    }
    words.extend(["-o".into(), folder.into()]);
    let (status, results, told) = command(&words);
    if status != Status::Done {
        let why = told.last().cloned().unwrap_or_else(|| "一組を作れませんでした".to_owned());
        return Err(Answer { status: 422, body: json!({ "message": why, "lines": told }) });
    }
    let files: Vec<String> = results
        .iter()
        .map(|path| Path::new(path).file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    let message = format!("計画書のそばに{}個のファイルを書きました", files.len());
    Ok(Answer { status: 200, body: json!({ "message": message, "files": files, "lines": told }) })
}

/// 「点検」 what `check` tells of the plan as it lies on the disk.
pub(super) fn check(desk: &Desk) -> Result<Answer, Answer> {
    let (plan, _) = place(desk)?;
    let (status, lines, told) = command(&["check".into(), "--no-source".into(), plan.into()]);
    let sum = lines.last().cloned().unwrap_or_default();
    if status == Status::Impossible {
        return Err(refusal(422, told.last().cloned().unwrap_or_else(|| "点検できませんでした".to_owned())));
    }
    // What stands in the list of findings is not told twice: the sums, and what was set aside and why.
    let set_aside: Vec<&String> = lines.iter().filter(|line| line.starts_with("例外 ")).collect();
    let message = match sum.split_once('：') {
        Some((_, counts)) if status == Status::Done => format!("点検しました：{counts}"),
        _ => format!("点検しました：直すところがあります（{}）", sum.split('：').next_back().unwrap_or_default()),
    };
    Ok(Answer { status: 200, body: json!({ "message": message, "lines": set_aside }) })
}
