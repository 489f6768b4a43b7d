//! Arguments of `careplan fix`.

use clap::{Args, ValueHint};
use std::path::PathBuf;

/// Arguments of `fix`.
#[derive(Debug, Args)]
pub struct FixArgs {
    /// 計画書のYAMLファイルまたはフォルダー（- は標準入力）
    #[arg(required = true, value_name = "計画書", value_hint = ValueHint::AnyPath)]
    pub plans: Vec<PathBuf>,
    /// この番号の規則だけを直します（例 CP214、YML003）。何度でも書けます
    #[arg(long, value_name = "規則")]
    pub rule: Vec<String>,
    /// 案（書いた人に確かめたい直し方）も当てはめます
    #[arg(long)]
    pub suggested: bool,
    /// 書き換えず、違いを表示します
    #[arg(long)]
    pub diff: bool,
    /// サービスコードの一覧（CSV）。check の --codes と同じもの
    #[arg(long, value_name = "ファイル", value_hint = ValueHint::FilePath)]
    pub codes: Option<PathBuf>,
    /// 元のファイルを「計画書.yaml~」として残しません
    #[arg(long)]
    pub no_backup: bool,
}
