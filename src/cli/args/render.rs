//! What can be typed behind `careplan render`.

use super::{Expanding, Part, Printing, Reckoning};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `render`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct RenderArgs {
    /// 計画書（YAML）。「-」は標準入力
    #[arg(value_name = "計画書", required_unless_present = "blank")]
    pub plan: Option<PathBuf>,
    /// 出力先のファイル、フォルダー（終わりに /）、または「-」（標準出力）
    #[arg(short, long, value_name = "出力先")]
    pub output: Option<PathBuf>,
    /// What of the plan.
    #[command(flatten)]
    pub part: Part,
    /// 提供票を印刷する事業所（--table 提供票 のとき。書かなければ全ての事業所）
    #[arg(long, value_name = "事業所")]
    pub provider: Option<String>,
    /// A month that is not there yet.
    #[command(flatten)]
    pub expanding: Expanding,
    /// How 第７表 is computed.
    #[command(flatten)]
    pub reckoning: Reckoning,
    /// 前の計画書との違いを、見え消し（二重線で消し、隣に新しい内容）で印刷します（第1〜3表）。「plan.yaml@HEAD~1」も使えます
    #[arg(long, value_name = "前の計画書", conflicts_with = "blank")]
    pub against: Option<PathBuf>,
    /// 出力の形式
    #[arg(long, value_enum, default_value = "pdf", value_name = "形式")]
    pub format: Format,
    /// 白紙の様式を印刷します（計画書は指定しません）
    #[arg(long, conflicts_with = "plan")]
    pub blank: bool,
    /// 読み上げに対応したPDF（PDF/UA-1）にします
    #[arg(long)]
    pub accessible: bool,
    /// 予定の書かれていない行があっても、「予定未記入」と印字して印刷します。付けなければ印刷しません
    #[arg(long)]
    pub allow_empty: bool,
    /// 手引きに反する計画書は印刷しません
    #[arg(long)]
    pub strict: bool,
    /// What all that print ask alike.
    #[command(flatten)]
    pub printing: Printing,
}

/// What `render` writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// PDF/A（1つのファイル）
    #[default]
    Pdf,
    /// SVG（1ページに1つのファイル）
    Svg,
    /// PNG（1ページに1つのファイル、144 dpi）
    Png,
}
