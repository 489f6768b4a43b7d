//! What can be typed behind `careplan diff`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// 前の計画書（YAML）。git に記録した版は「plan.yaml@HEAD~1」
    #[arg(value_name = "前の計画書", required_unless_present = "text")]
    pub old: Option<PathBuf>,
    /// 新しい計画書（YAML）
    #[arg(value_name = "新しい計画書", required_unless_present = "text")]
    pub new: Option<PathBuf>,
    /// 表し方
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: DiffFormat,
    /// PDF（新旧対照表）の出力先（--format pdf のとき）
    #[arg(short, long, value_name = "出力先", required_if_eq("format", "pdf"))]
    pub output: Option<PathBuf>,
    /// 計画書を、1行に1つの値の文にします（git の textconv が呼びます）
    #[arg(long, value_name = "計画書", conflicts_with_all = ["old", "new", "format", "output", "force"])]
    pub text: Option<PathBuf>,
    /// 別の種類のファイルが同じ名前であっても置き換えます（読んでいる計画書などは、付けても置き換えません）
    #[arg(long)]
    pub force: bool,
}

/// How differences are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// 人が読む文
    #[default]
    Human,
    /// 1つの JSON
    Json,
    /// 新旧対照表（-o が要ります）
    Pdf,
}
