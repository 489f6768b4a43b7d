//! The process's own two outputs, where the shell opened files for them (`>>`, `1<>`): none may be a plan, or a file that is read.

use super::door::is_text_of_plan;
use crate::cli::plans::is_yaml;
use crate::cli::status::Failure;
use same_file::Handle;
use std::fs::File;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Why a file is not read.
pub(super) const IS_OUTPUT: &str =
    "出力の行き先（>> など）が、いま読むファイルそのものです。別のファイルへ出してください";

/// Those of the outputs that go to a file.
static OUTPUTS: LazyLock<Vec<Handle>> = LazyLock::new(|| {
    let outputs = [Handle::stdout(), Handle::stderr()].into_iter().flatten();
    outputs.filter(|output| output.as_file().metadata().is_ok_and(|there| there.is_file())).collect()
});

/// Whether what is written to an output goes to an open file.
pub(super) fn is_output(file: &File) -> bool {
    let handle = || file.try_clone().and_then(Handle::from_file);
    !OUTPUTS.is_empty() && handle().is_ok_and(|file| OUTPUTS.contains(&file))
}

/// Whether stdin is the file that an output goes to.
pub(super) fn is_input_an_output() -> bool {
    !OUTPUTS.is_empty() && Handle::stdin().is_ok_and(|input| OUTPUTS.contains(&input))
}

/// Asked before anything is said.
///
/// # Errors
/// When an output goes to a plan; with it, whether that may be said on stderr.
pub(in crate::cli) fn spare_plans() -> Result<(), (Failure, bool)> {
    let behind = [1, 2].map(plan_behind);
    let Some(plan) = behind.iter().flatten().next() else { return Ok(()) };
    let why = "出力の行き先（>> など）が計画書です。別のファイルへ出してください".to_owned();
    Err((Failure::Write { path: plan.display().to_string(), why }, behind[1].is_none()))
}

/// The plan that a descriptor leads to, where the system tells names of open files.
fn plan_behind(descriptor: u8) -> Option<PathBuf> {
    let path = std::fs::read_link(format!("/proc/self/fd/{descriptor}")).ok()?;
    let is_plan = || std::fs::read(&path).is_ok_and(|bytes| is_text_of_plan(&bytes));
    (is_yaml(&path) && path.is_file() && is_plan()).then_some(path)
}
