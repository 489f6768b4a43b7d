//! What can be typed behind `careplan check`.

use super::{AsOf, Deny, as_of};
use crate::profile::PROFILES;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// 計画書（YAML）、または計画書の入ったフォルダー
    #[arg(value_name = "計画書", required = true)]
    pub plans: Vec<PathBuf>,
    /// 出力の形式
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: CheckFormat,
    /// 点検の基準日（初めの値は、計画書の記録の最も新しい日）。today は今日
    #[arg(long, value_name = "日付", value_parser = as_of)]
    pub as_of: Option<AsOf>,
    /// この重さ以上の指摘があれば終了コード1
    #[arg(long, value_enum, default_value = "error", value_name = "重さ")]
    pub deny: Deny,
    /// 様式の版（計画書の「様式」より優先）
    #[arg(long, value_name = "様式", value_parser = PossibleValuesParser::new(PROFILES.iter().map(|profile| profile.name)))]
    pub profile: Option<String>,
    /// サービスコードの一覧（CSV：コード、名称、単位数、算定単位、対象区分、適用開始、適用終了）と照らします
    #[arg(long, value_name = "CSV")]
    pub codes: Option<PathBuf>,
    /// 同意を得る前の原案として点検します（同意・会議・交付など、後の段階を求める規則は待ちます）
    #[arg(long)]
    pub draft: bool,
    /// 計画書の行（個人の情報）を表示しません
    #[arg(long)]
    pub no_source: bool,
}

/// How findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// 人が読む形（計画書の行と下線つき）
    #[default]
    Human,
    /// 1行に1件（エディターや grep が読む形）
    Short,
    /// JSON の配列
    Json,
    /// SARIF 2.1.0
    Sarif,
}
