//! Exit codes.

use crate::press::Cause;
use crate::typeset::{Fault, FaultKind};

/// How the program ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// 0: done.
    #[default]
    Done,
    /// 1: the plan's content forbids it (unreadable values, a character no font has, findings under `--strict`).
    Refused,
    /// 2: the job could not be done (usage, a file that cannot be read or written, the user's own templates).
    Impossible,
    /// 3: our own fault (a template of ours, a failed audit).
    Internal,
    /// 4: some outputs could not be made, and another try may mend it (disk full, a file that vanished).
    Unfinished,
    /// 130: interrupted (Ctrl-C).
    Interrupted,
}

impl Status {
    /// All of them, with what help and docs/exit-codes.md say about each.
    pub const ALL: &[(Self, &str)] = &[
        (Self::Done, "終わりました"),
        (Self::Refused, "計画書の内容のため、できません（読めない値、印刷できない文字、--strict での指摘など）"),
        (Self::Impossible, "仕事ができません（使い方の誤り、ファイルの読み書きなど）"),
        (Self::Internal, "プログラムの不具合です（ひな形の誤り、印刷前の検査の失敗）"),
        (
            Self::Unfinished,
            "書き出せなかったものがあります。もう一度実行すれば済むかもしれません（batch と、フォルダーの packet。ディスクがいっぱいなど）",
        ),
        (Self::Interrupted, "途中で止められました（Ctrl-C）"),
    ];

    /// The number that the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Impossible => 2,
            Self::Internal => 3,
            Self::Unfinished => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Cause> for Status {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Plan => Self::Refused,
            Cause::Templates | Cause::Machine => Self::Impossible,
            Cause::Program => Self::Internal,
        }
    }
}

/// Why the world would not let us work: told in one line, with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file could not be read.
    #[error("「{path}」を読めません：{why}")]
    Read {
        /// The path as typed.
        path: String,
        /// The reason.
        why: String,
    },
    /// A file could not be written.
    #[error("「{path}」に書けません：{why}")]
    Write {
        /// The path as typed.
        path: String,
        /// The reason.
        why: String,
    },
    /// A plan was written by somebody else while it was being changed.
    #[error("「{path}」に書けません：読んでいる間に、ほかで書き換えられました。もう一度実行してください")]
    Changed {
        /// The path as typed.
        path: String,
    },
    /// The arguments do not make sense together.
    #[error("{0}")]
    Usage(String),
    /// There is no plan in what was named.
    #[error("計画書（.yaml）が見つかりません")]
    NoPlans,
    /// Our own fault.
    #[error("プログラムの不具合です：{0}")]
    Internal(String),
}

impl Failure {
    /// An option was typed that does nothing without another one: who typed it would wait for what it says.
    pub(super) fn idle(option: &str, without: &str) -> Self {
        Self::Usage(format!("{option} は、{without} と一緒に使います。{without} を付けるか、{option} を取ってください"))
    }

    /// The exit code it leads to.
    #[must_use]
    pub const fn status(&self) -> Status {
        match self {
            Self::Internal(_) => Status::Internal,
            Self::Read { .. } | Self::Write { .. } | Self::Changed { .. } | Self::Usage(_) | Self::NoPlans => {
                Status::Impossible
            }
        }
    }
}

/// Why there is no engine.
impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        match fault.kind {
            FaultKind::Machine => Self::Usage(fault.message),
            _ => Self::Internal(fault.message),
        }
    }
}

/// What the operating system says, in Japanese.
#[must_use]
pub fn why(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let words = match error.kind() {
        Kind::NotFound => "そのファイルまたはフォルダーはありません",
        Kind::PermissionDenied => "読み書きが許されていません",
        Kind::IsADirectory => "フォルダーです（ファイルを指定してください）",
        Kind::NotADirectory => "途中の名前がフォルダーではありません",
        Kind::StorageFull => "ディスクがいっぱいです",
        Kind::FileTooLarge => "ファイルの大きさの上限（ulimit やディスクの割り当て）を超えます",
        Kind::QuotaExceeded => "ディスクの割り当てを使い切っています",
        Kind::ReadOnlyFilesystem => "書き込めないディスクです",
        Kind::InvalidFilename => "使えない文字があるか、名前が長すぎます",
        Kind::AlreadyExists => "同じ名前のものが既にあります",
        Kind::ResourceBusy => "ほかで使われていて、置き換えられません",
        Kind::BrokenPipe => "書き出し先が閉じられました",
        Kind::OutOfMemory => "メモリーが足りません",
        // What the machine says of a thread that it does not give: it could be had another time.
        Kind::WouldBlock => "このコンピューターで同時に動かせる数の上限に達しています",
        _ if is_link_loop(error) => "リンクが互いを指していて、ファイルに行き着きません",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// ELOOP, which the standard library has no stable name for.
fn is_link_loop(error: &std::io::Error) -> bool {
    cfg!(unix) && error.raw_os_error() == Some(if cfg!(target_os = "linux") { 40 } else { 62 })
}
