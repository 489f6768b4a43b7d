//! A small language for tests: a folder of its own, the program run in it, and what it must have said and left behind.

pub use crate::sheets::sample_path;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A run to be made: files in a fresh folder, then the program with arguments.
pub struct Case {
    folder: tempfile::TempDir,
    stdin: Option<Vec<u8>>,
}

impl Case {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder"), stdin: None }
    }

    /// A folder with a sample plan, copied under its own name.
    pub fn sample(name: &str) -> Self {
        let text = std::fs::read(sample_path(name)).expect("the sample");
        Self::empty().file(&format!("{name}.yaml"), text)
    }

    /// Adds a file.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, content).expect("written");
        // A plan that was saved a moment ago is waited for before it is changed.
        let file = std::fs::File::options().append(true).open(path).expect("its file");
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_mins(1)).expect("older");
        self
    }

    /// Adds a sample with one piece of its text replaced.
    pub fn patched(self, name: &str, from: &str, to: &str) -> Self {
        let text = std::fs::read_to_string(sample_path(name)).expect("the sample");
        assert!(text.contains(from), "the sample {name} has no «{from}»");
        self.file(&format!("{name}.yaml"), text.replacen(from, to, 1))
    }

    /// What comes through standard input.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program.
    pub fn run<const N: usize>(self, args: [&str; N]) -> Done {
        self.run_all(&args)
    }

    /// Runs the program with any number of arguments.
    pub fn run_all(self, args: &[&str]) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_careplan"));
        command.current_dir(self.folder.path()).args(args).env("NO_COLOR", "1");
        command
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut pipe = child.stdin.take().expect("a pipe");
        // A program that refuses before reading closes its end: that is its right.
        let _ = std::io::Write::write_all(&mut pipe, self.stdin.as_deref().unwrap_or_default());
        drop(pipe);
        Done { output: child.wait_with_output().expect("the program ends"), case: self }
    }
}

/// The files below a folder by their names there, sorted.
pub fn files_below(folder: impl AsRef<Path>) -> Vec<String> {
    let mut found = Vec::new();
    list(folder.as_ref(), folder.as_ref(), &mut found);
    found.sort();
    found
}

/// A run that was made.
pub struct Done {
    output: Output,
    case: Case,
}

impl Done {
    /// It must end with 0.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        self.ends_with(0)
    }

    /// It must end with this code.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout(), self.stderr());
        self
    }

    /// Its stdout must hold these words.
    #[track_caller]
    pub fn prints(self, words: &str) -> Self {
        assert!(self.stdout().contains(words), "stdout lacks «{words}»:\n{}", self.stdout());
        self
    }

    /// Its stderr must hold these words.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.stderr().contains(words), "stderr lacks «{words}»:\n{}", self.stderr());
        self
    }

    /// Its stderr must be empty.
    #[track_caller]
    pub fn stays_silent(self) -> Self {
        assert!(self.output.stderr.is_empty(), "stderr:\n{}", self.stderr());
        self
    }

    /// The folder must hold exactly these files, sorted.
    #[track_caller]
    pub fn leaves<const N: usize>(self, names: [&str; N]) -> Self {
        assert_eq!(files_below(self.case.folder.path()), names);
        self
    }

    /// The bytes of a file that it left.
    #[track_caller]
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.case.path(name)).expect("the file is there")
    }

    /// Where a file that it left lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.case.path(name)
    }

    /// What it printed.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// The bytes that it printed.
    pub fn stdout_bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    /// What it said.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// The folder again, for another run.
    pub fn again(self) -> Case {
        self.case
    }
}

fn list(root: &Path, folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            list(root, &path, found);
        } else {
            found.push(path.strip_prefix(root).expect("inside").to_string_lossy().into_owned());
        }
    }
}

/// Runs an outside program on a file; without it the test says aloud that it is skipped, or fails where it is required.
pub fn outside(program: &str, args: &[&str]) -> Option<Output> {
    match Command::new(program).args(args).output() {
        Ok(output) => Some(output),
        Err(error) => {
            let required = std::env::var_os("CAREPLAN_REQUIRE_TOOLS").is_some_and(|value| value == "1");
            assert!(!required, "{program} is required (CAREPLAN_REQUIRE_TOOLS=1) but cannot be run: {error}");
            eprintln!("SKIPPED: {program} is not installed; what it would have checked is unchecked");
            None
        }
    }
}
