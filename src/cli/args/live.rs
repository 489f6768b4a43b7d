//! What can be typed behind `careplan watch`, `edit` and `lsp`: the commands that go on until they are stopped.

use super::{AsOf, Part, as_of};
use crate::profile::PROFILES;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `watch`.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[expect(clippy::option_option, reason = "an option that may stand without its value")]
pub struct WatchArgs {
    /// 計画書（YAML）、または計画書の入ったフォルダー（一覧と、一人ずつの画面）
    #[arg(value_name = "計画書")]
    pub plan: PathBuf,
    /// PDFの出力先のファイル、またはフォルダー（終わりに /）
    #[arg(short, long, value_name = "出力先")]
    pub output: Option<PathBuf>,
    /// 画面のポート番号（書かなければ空いている番号）
    #[arg(long, value_name = "番号", num_args = 0..=1)]
    pub serve: Option<Option<u16>>,
    /// 画面を出さず、PDFだけを書きます
    #[arg(long, conflicts_with_all = ["serve", "open", "host"])]
    pub no_serve: bool,
    /// ブラウザーを開きます
    #[arg(long)]
    pub open: bool,
    /// エディター（VS Code など）の中にも表示できるようにします
    #[arg(long, conflicts_with = "host")]
    pub embed: bool,
    /// このパソコンの外からも見られるアドレス。同じネットワークの人に計画書が見えるおそれがあります
    #[arg(long, value_name = "アドレス")]
    pub host: Option<std::net::IpAddr>,
    /// 変更の知らせを待たず、一定の間隔（ミリ秒）でファイルを見ます
    #[arg(long, value_name = "ミリ秒", num_args = 0..=1, value_parser = clap::value_parser!(u64).range(20..=60_000))]
    pub poll: Option<Option<u64>>,
    /// What of the plan.
    #[command(flatten)]
    pub part: Part,
    /// 様式の版（計画書の「様式」より優先）
    #[arg(long, value_name = "様式", value_parser = PossibleValuesParser::new(PROFILES.iter().map(|profile| profile.name)))]
    pub profile: Option<String>,
    /// 手引きに反する計画書は印刷しません
    #[arg(long)]
    pub strict: bool,
    /// 点検の基準日
    #[arg(long, value_name = "日付", value_parser = as_of)]
    pub as_of: Option<AsOf>,
    /// 様式のひな形を差し替えるフォルダー
    #[arg(long, value_name = "フォルダー")]
    pub templates: Option<PathBuf>,
    /// 知らせの形式
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: WatchFormat,
    /// フォルダーの一覧に氏名を出さず、被保険者番号で示します（ファイルの名前も出しません）
    #[arg(long)]
    pub no_names: bool,
    /// 別の種類のファイルが同じ名前であっても置き換えます（読んでいる計画書などは、付けても置き換えません）
    #[arg(long)]
    pub force: bool,
}

/// Options of `lsp`.
#[derive(Debug, Args)]
pub struct LspArgs {
    /// サービスコード表（CSV）。コード・名称・単位数の入力補助と点検に使います
    #[arg(long, value_name = "ファイル")]
    pub codes: Option<PathBuf>,
}

/// Options of `edit`.
#[derive(Clone, Debug, Args)]
#[expect(clippy::option_option, reason = "an option that may stand without its value")]
pub struct EditArgs {
    /// 計画書（YAML）。なければ新しく作ります。フォルダーなら、一覧から一人を選んで書きます
    #[arg(value_name = "計画書")]
    pub plan: PathBuf,
    /// 画面のポート番号（書かなければ空いている番号）
    #[arg(long, value_name = "番号")]
    pub serve: Option<u16>,
    /// ブラウザーを開きません
    #[arg(long)]
    pub no_open: bool,
    /// 変更の知らせを待たず、一定の間隔（ミリ秒）でファイルを見ます
    #[arg(long, value_name = "ミリ秒", num_args = 0..=1, value_parser = clap::value_parser!(u64).range(20..=60_000))]
    pub poll: Option<Option<u64>>,
    /// 点検の基準日
    #[arg(long, value_name = "日付", value_parser = as_of)]
    pub as_of: Option<AsOf>,
    /// フォルダーの一覧に氏名を出さず、被保険者番号で示します（ファイルの名前も出しません）
    #[arg(long)]
    pub no_names: bool,
    /// 知らせを JSON で出します
    #[arg(long)]
    pub json: bool,
    /// 断るためだけにある：書き込みは、このパソコンの中だけ
    #[arg(long, hide = true, value_name = "アドレス")]
    pub host: Option<std::net::IpAddr>,
}

/// How each render is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum WatchFormat {
    /// 人が読む1行
    #[default]
    Human,
    /// 印刷ごとに1つの JSON
    Json,
}
