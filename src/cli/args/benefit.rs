//! What can be typed behind `careplan benefit`.

use super::{BoardFormat, month};
use crate::calendar::Month;
use clap::Args;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Options of `benefit`.
#[derive(Clone, Debug, Args)]
pub struct BenefitArgs {
    /// 計画書（YAML）、または計画書の入ったフォルダー
    #[arg(value_name = "計画書", required = true)]
    pub plans: Vec<PathBuf>,
    /// 対象の月（2025-07、令和7年7月 など）
    #[arg(long, value_name = "年月", value_parser = month)]
    pub month: Month,
    /// 結果の形式
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: BoardFormat,
    /// CSVの番号を、Excelで開いても頭の0が落ちない書き方（="0001234567"）にします
    #[arg(long)]
    pub excel: bool,
    /// 氏名を出しません（被保険者番号だけ）
    #[arg(long)]
    pub no_names: bool,
    /// 同時に働く数（書かなければコンピューターのコアの数）
    #[arg(long, value_name = "数")]
    pub jobs: Option<NonZeroUsize>,
}
