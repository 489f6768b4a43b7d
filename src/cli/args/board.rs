//! What can be typed behind `careplan board`.

use super::{AsOf, as_of, month};
use crate::calendar::Month;
use crate::cli::status::Failure;
use crate::profile::PROFILES;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Options of `board`.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct BoardArgs {
    /// 計画書（YAML）、または計画書の入ったフォルダー
    #[arg(value_name = "計画書", required = true)]
    pub plans: Vec<PathBuf>,
    /// いつの時点で見るか（書かなければ今日）
    #[arg(long, value_name = "日付", value_parser = as_of, default_value = "today")]
    pub as_of: AsOf,
    /// 今月とする月（書かなければ、見る日の月）
    #[arg(long, value_name = "年月", value_parser = month)]
    pub month: Option<Month>,
    /// 遅れているもの、またはこの日数のうちに期限の来るもののある人だけを出します
    #[arg(long, value_name = "日数", value_parser = clap::value_parser!(u16).range(0..=3660))]
    pub due: Option<u16>,
    /// 遅れている人だけを出します
    #[arg(long, conflicts_with = "due")]
    pub late: bool,
    /// 担当の介護支援専門員の名前（一部でもよい）で絞ります
    #[arg(long, value_name = "氏名")]
    pub care_manager: Option<String>,
    /// 結果の形式
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: BoardFormat,
    /// CSVの番号を、Excelで開いても頭の0が落ちない書き方（="0001234567"）にします
    #[arg(long)]
    pub excel: bool,
    /// 掲示用のPDF（A4横）を書くファイル
    #[arg(long, value_name = "ファイル")]
    pub pdf: Option<PathBuf>,
    /// 氏名を出さず、被保険者番号で示します（ファイルの名前も出しません）
    #[arg(long)]
    pub no_names: bool,
    /// 同時に働く数（書かなければコンピューターのコアの数）
    #[arg(long, value_name = "数")]
    pub jobs: Option<NonZeroUsize>,
    /// 様式の版（計画書の「様式」より優先）
    #[arg(long, value_name = "様式", value_parser = PossibleValuesParser::new(PROFILES.iter().map(|profile| profile.name)))]
    pub profile: Option<String>,
    /// 別の種類のファイルが同じ名前であっても置き換えます（読んでいる計画書などは、付けても置き換えません）
    #[arg(long, requires = "pdf")]
    pub force: bool,
}

/// How the board is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BoardFormat {
    /// 人が読む表（一人に1行）
    Human,
    /// 一人に1つの、他のプログラム向けの一覧
    Json,
    /// 表計算ソフトで開く一覧（UTF-8、BOM付き）
    Csv,
}

impl BoardFormat {
    /// Whether 「--excel」, where it was typed, has something to do.
    ///
    /// # Errors
    /// It has not.
    pub(in crate::cli) fn takes_excel(self, typed: bool) -> Result<(), Failure> {
        if typed && self != Self::Csv { Err(Failure::idle("--excel", "--format csv")) } else { Ok(()) }
    }
}
