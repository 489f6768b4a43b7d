//! What can be typed: clap types, nothing else.

mod batch;
mod benefit;
mod board;
mod check;
mod diff;
mod fix;
mod live;
mod month;
mod packet;
mod render;
mod renew;
mod values;

pub use batch::{BatchArgs, BatchFormat, DealtBy, ManifestCommand, ManifestMergeArgs, Merge, Partition};
pub use benefit::BenefitArgs;
pub use board::{BoardArgs, BoardFormat};
pub use check::{CheckArgs, CheckFormat};
pub use diff::{DiffArgs, DiffFormat};
pub use fix::FixArgs;
pub use live::{EditArgs, LspArgs, WatchArgs, WatchFormat};
pub use month::{Allot, AnnexArgs, AnnexFormat, Expanding, MonthArgs, Reckoning};
pub use packet::{For, PacketArgs};
pub use render::{Format, RenderArgs};
pub use renew::{RenewArgs, Valid};
pub use values::AsOf;

use crate::calendar::{Date, Month};
use crate::forms::{FORMS, Form};
use crate::press::{Which, Wish};
use crate::profile::PROFILES;
use crate::report::Severity;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroU8;
use std::path::PathBuf;
use values::{as_of, day, month, months, table, which_meeting, which_month};

/// 居宅サービス計画（ケアプラン）のYAMLから、第1表〜第7表の様式を印刷します
#[derive(Debug, Parser)]
#[command(name = "careplan", version, disable_help_subcommand = true)]
pub struct Program {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// 色を付けるか
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "いつ", display_order = 900)]
    pub color: Color,
    /// お知らせ（文字の縮小や続紙など）を表示しません
    #[arg(long, short, global = true, display_order = 901)]
    pub quiet: bool,
}

/// When to colour messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// 端末のときだけ
    #[default]
    Auto,
    /// いつも
    Always,
    /// 付けない
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 計画書を様式に印刷します（PDF・SVG・PNG）
    #[command(after_help = "例：
  careplan render samples/sanuki-haru.yaml              全ての表を sanuki-haru.pdf に
  careplan render plan.yaml --table 1,2 -o out/         第1・2表だけを out フォルダーに
  careplan render plan.yaml --month 2025-06 --table 6,7 令和7年6月の利用票と別表
  careplan render plan.yaml --month 2025-06 --table 7 --actual  実績から計算した別表
  careplan render plan.yaml --against old.yaml          軽微な変更を見え消しで（日付は「変更」から）
  careplan render --blank -o blank.pdf                  書き込み用の白紙")]
    Render(RenderArgs),
    /// 計画書を手引きに照らして点検します
    #[command(after_help = "例：
  careplan check plan.yaml                     一人分を点検
  careplan check clients/ --deny warning       フォルダーの全員を点検（注意でも終了コード1）
  careplan check plan.yaml --as-of today       今日の時点で期限切れなどを点検
  careplan check plan.yaml --codes codes.csv   サービスコードを手元の一覧と照らす
  careplan check clients/ --format json        他のプログラム向け")]
    Check(CheckArgs),
    /// 次の期間の計画書を、今の計画書から作り始めます（今の計画書は変えません）
    #[command(after_help = "例：
  careplan renew plan.yaml --from R8.5.1 --valid 'R8.5.1～R11.4.30' --level 要介護3
  careplan renew plan.yaml --from 2026-05-01                 認定の結果を待つ間（有効期間は空けておきます）
  careplan renew plan.yaml --from R8.5.1 --valid 36か月 -o plan-r8.yaml --keep 第4表

目標の期間を新しい認定に移し、同意・第4表・第5表・第6表は引き継ぎません。何を移したかは画面に出ます")]
    Renew(RenewArgs),
    /// 二つの計画書の違いを、様式の言葉で示します（終了コード：違いがなければ0、あれば1、比べられなければ2）
    #[command(after_help = "例：
  careplan diff old.yaml plan.yaml                          前の計画書と比べる
  careplan diff plan.yaml@HEAD~1 plan.yaml                  git に記録した一つ前の版と比べる
  careplan diff old.yaml plan.yaml --format pdf -o diff.pdf 新旧対照表にして印刷
  careplan diff --text plan.yaml                            git の textconv のための文")]
    Diff(DiffArgs),
    /// 一通りにしか読めない書き誤りを直し、ほかの直し方を案として示します
    #[command(after_help = "例：
  careplan fix plan.yaml                  書き誤りを直します（元のファイルは plan.yaml~）
  careplan fix plan.yaml --diff           書き換えず、違いを見ます
  careplan fix plan.yaml --rule CP214 --suggested   この規則の案を当てはめます")]
    Fix(FixArgs),
    /// エディターの入力補助（Language Server）として動きます
    #[command(after_help = "エディターから起動します。設定は docs/editors.ja.md")]
    Lsp(LspArgs),
    /// 保存するたびに印刷し、ブラウザーに表示します
    #[command(after_help = "例：
  careplan watch plan.yaml --open             ブラウザーで見ながら書く
  careplan watch plan.yaml --table 1,2 -o a.pdf
  careplan watch plan.yaml --poll             変更の知らせが来ないドライブで
  careplan watch clients/ --open              全員の一覧。押すと、その人の画面（保存すると一覧も変わります）

画面のアドレスの終わりに &editor=vscode を付けると、欄のクリックでエディターのその行が開きます")]
    Watch(WatchArgs),
    /// 様式の画面に直接書き込みます（計画書のYAMLは自動で書き換わります）
    #[command(after_help = "例：
  careplan edit plan.yaml                     ブラウザーで様式に書き込む（なければ新しく作ります）
  careplan edit plan.yaml --no-open           ブラウザーは自分で開く
  careplan edit clients/                      全員の一覧から一人を選んで書き込む。「新しい利用者」も

書き込めるのは、このパソコンのブラウザーからだけです。始める前の計画書は plan.yaml~ に残ります")]
    Edit(EditArgs),
    /// 交付先（利用者・事業所・主治医・保険者・控）に渡す一組を、送付状とページ番号を付けて作ります
    #[command(after_help = "例：
  careplan packet plan.yaml --for 利用者 --month 2025-06          利用者に渡す一組
  careplan packet plan.yaml --for 事業所=うみかぜ -o umikaze.pdf  その事業所の分だけ
  careplan packet plan.yaml --for 事業所 -o out/                  全ての事業所に、一組ずつ
  careplan packet plan.yaml --all -o out/                         全ての交付先と、交付先一覧
  careplan packet clients/ --all --month 2025-07 -o out/          フォルダーの全員の、全ての交付先

何をどの順で渡すかは、事業所のファイルの「交付」で変えられます")]
    Packet(PacketArgs),
    /// 次の月の利用票（第6表）を、前の月または週間サービス計画表から作ります
    #[command(after_help = "例：
  careplan month plan.yaml --month 2025-07             画面に出します
  careplan month plan.yaml --month 2025-07 --write     計画書に書き加えます（ほかは1文字も変えません）
  careplan month plan.yaml --month 2025-06 --actual --write   予定から実績を書き起こします")]
    Month(MonthArgs),
    /// 全員について、期限・済んだこと・遅れていることを一人1行で一覧にします
    #[command(after_help = "例：
  careplan board clients/                           今日の時点で、急ぐ人から順に
  careplan board clients/ --due 14                  遅れのある人と、14日以内に期限の来る人だけ
  careplan board clients/ --as-of 2025-07-20 --month 2025-07
  careplan board clients/ --format csv > board.csv  表計算ソフトで開く一覧
  careplan board clients/ --pdf board.pdf           掲示用（A4横）
  careplan board clients/ --no-names                氏名の代わりに被保険者番号

何があっても終了コードは0です（一人もいないときなどを除く）。①～⑧は「ケアマネジメントの流れ」の番号です")]
    Board(BoardArgs),
    /// 給付管理票の一覧：全員の一か月の計画単位数と、実績からの単位数、その合計
    #[command(after_help = "例：
  careplan benefit clients/ --month 2025-07                予定と実績、差、サービス種類ごとの合計
  careplan benefit clients/ --month 2025-07 --format csv > kyufu.csv
  careplan batch clients/ --month 2025-07 -o out/ --copies 給付管理票 --actual   用紙の印刷")]
    Benefit(BenefitArgs),
    /// 全員の一か月分を、まとめて印刷します（利用票と別表、提供票）
    #[command(after_help = "例：
  careplan batch clients/ --month 2025-07 -o out/                       一人に1つのPDF（利用票と別表）
  careplan batch clients/ --month 2025-07 -o out/ --expand              7月の利用票のまだない人の分は作って印刷
  careplan batch clients/ --month 2025-07 -o out/ --resume              変わった人の分だけ印刷し直す
  careplan batch clients/ --month 2025-07 -o out/ --strict              誤りのある人がいれば、だれの分も印刷しない
  careplan batch clients/ --month 2025-07 -o print/ --merge per-office  事業所ごとに1つのPDF（両面印刷用）
  careplan batch clients/ --month 2025-07 -o send/ --merge per-provider サービス事業所ごとに、送付状と提供票・別表
  careplan batch clients/ --month 2025-07 -o kyufu/ --copies 給付管理票 --actual  実績から、給付管理票

一人ずつの記録は、出力先の manifest.jsonl に残ります")]
    Batch(BatchArgs),
    /// careplan batch の記録（manifest.jsonl）をつなぎます
    #[command(subcommand)]
    Manifest(ManifestCommand),
    /// 別表（第7表）を計算して表示します
    #[command(after_help = "例：
  careplan annex plan.yaml --month 2025-06                  予定から
  careplan annex plan.yaml --month 2025-06 --actual         実績から
  careplan annex plan.yaml --month 2025-06 --format json    他のプログラム向け")]
    Annex(AnnexArgs),
    /// 点検の規則を一覧・説明します
    #[command(after_help = "例：
  careplan rules                            一覧
  careplan rules CP214                      一つの規則の説明
  careplan rules --coverage 香川県令和4年   手引きの全ての文と、その扱い")]
    Rules(RulesArgs),
    /// 書き込み用の計画書（YAML）を作ります
    #[command(after_help = "例：
  careplan new plan.yaml              説明付きの計画書と、入力を助ける careplan.schema.json
  careplan new --example rei.yaml     書き方の例：第1〜第7表を全て書いた計画書（架空の利用者）
  careplan new --office jimusho.yaml  事業所のことを一度だけ書くファイル")]
    New(NewArgs),
    /// 計画書の形式を JSON Schema で出します（エディターの入力補助用）
    #[command(after_help = "例：
  careplan schema -o careplan.schema.json
  careplan schema --office")]
    Schema(SchemaArgs),
    /// 試し刷りや計測のための、架空の利用者の計画書を作ります
    #[command(after_help = "例：
  careplan bench-data 95 clients/                       95人分を clients フォルダーに
  careplan bench-data 1000 clients/ --seed 7 --month 2025-10
  careplan bench-data 95 clients/ --months 3            3か月の経過（更新・変更・遅れ）のある事業所に

人物・事業所・番号はすべて架空です。同じ人数・--seed・--month からは、いつも同じファイルができます")]
    BenchData(BenchDataArgs),
    /// シェルの入力補完を出します
    #[command(after_help = "例：
  careplan completions bash > ~/.local/share/bash-completion/completions/careplan")]
    Completions(CompletionsArgs),
    /// マニュアル（man ページ）を出します
    #[command(after_help = "例：
  careplan man | man -l -")]
    Man,
}

/// What all that print ask alike: `render`, `packet`, `batch`.
#[derive(Clone, Debug, Args)]
pub struct Printing {
    /// 様式の版（計画書の「様式」より優先）
    #[arg(long, value_name = "様式", value_parser = PossibleValuesParser::new(PROFILES.iter().map(|profile| profile.name)))]
    pub profile: Option<String>,
    /// --strict で印刷をやめる重さ
    #[arg(long, value_enum, default_value = "error", value_name = "重さ", requires = "strict")]
    pub deny: Deny,
    /// 点検の基準日（初めの値は、計画書の記録の最も新しい日）。today は今日
    #[arg(long, value_name = "日付", value_parser = as_of)]
    pub as_of: Option<AsOf>,
    /// 様式のひな形を差し替えるフォルダー
    #[arg(long, value_name = "フォルダー")]
    pub templates: Option<PathBuf>,
    /// 別の種類のファイルが同じ名前であっても置き換えます（読んでいる計画書などは、付けても置き換えません）
    #[arg(long)]
    pub force: bool,
}

/// What of a plan is printed: for `render` and `watch`.
#[derive(Clone, Debug, Default, Args)]
pub struct Part {
    /// 印刷する表：1〜7、第1表 など、控、提供票（コンマで区切る）
    #[arg(long, value_name = "表", value_delimiter = ',', value_parser = table)]
    pub table: Vec<&'static Form>,
    /// 第6・7表の月（2025-06、令和7年6月 など）。latest は、計画書の最も新しい月
    #[arg(long, value_name = "年月", value_parser = which_month)]
    pub month: Option<Which<Month>>,
    /// 月の途中で保険者が変わって利用票が二つある月の、どちらか（保険者番号）
    #[arg(long, value_name = "保険者番号")]
    pub insurer: Option<String>,
    /// 第4表の会議を開いた日。latest は、最も新しい会議
    #[arg(long, value_name = "日付", value_parser = which_meeting)]
    pub meeting: Option<Which<Date>>,
    /// 第5表は、この日からの記録だけ
    #[arg(long, value_name = "日付", value_parser = day)]
    pub log_since: Option<Date>,
    /// 同意を得る前の原案として印刷します（計画書の「原案: はい」と同じ。第6・7表にも「（原案）」と印字）
    #[arg(long)]
    pub draft: bool,
    /// FAXで読める大きさ（8ポイント以上）の字で組みます。用紙は増えます
    #[arg(long)]
    pub fax: bool,
}

impl Part {
    /// The wish for it.
    pub fn wish(&self) -> Wish {
        let Self { mut table, month, insurer, meeting, log_since, draft, fax } = self.clone();
        // In the order of the forms and each once, however they were typed.
        table.sort_by_key(|form| FORMS.iter().position(|known| known.name == form.name));
        table.dedup_by_key(|form| form.name);
        Wish { tables: table, month, insurer, meeting, log_since, draft, fax, ..Wish::default() }
    }
}

/// From which severity on findings refuse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// 誤り
    #[default]
    Error,
    /// 注意と誤り
    Warning,
    /// 情報も
    Info,
}

impl Deny {
    /// The severity.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

/// Options of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// 規則の番号（CP214）または名前
    #[arg(value_name = "規則")]
    pub id: Option<String>,
    /// 手引きの全ての文と、その扱いを出します
    #[arg(long, value_name = "手引き", conflicts_with = "id")]
    pub coverage: Option<String>,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// 作るファイル
    #[arg(value_name = "ファイル")]
    pub file: PathBuf,
    /// 計画書ではなく、事業所のファイルを作ります
    #[arg(long)]
    pub office: bool,
    /// 全ての表を書いた、説明付きの例（架空の利用者）を作ります
    #[arg(long, conflicts_with = "office")]
    pub example: bool,
    /// 同じ名前の別の JSON Schema があっても、入力補助のファイルを置き換えます（計画書は置き換えません）
    #[arg(long)]
    pub force: bool,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// 出力先（書かなければ標準出力）
    #[arg(short, long, value_name = "ファイル")]
    pub output: Option<PathBuf>,
    /// 事業所のファイルの形式を出します
    #[arg(long)]
    pub office: bool,
    /// 別の種類のファイルが同じ名前であっても置き換えます（読んでいる計画書などは、付けても置き換えません）
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// Options of `bench-data`.
#[derive(Debug, Args)]
pub struct BenchDataArgs {
    /// 利用者の人数
    #[arg(value_name = "人数", value_parser = clap::value_parser!(u32).range(1..=999_999))]
    pub clients: u32,
    /// 作るフォルダー（空であること）
    #[arg(value_name = "フォルダー")]
    pub folder: PathBuf,
    /// 乱数の種
    #[arg(long, value_name = "番号", default_value_t = 1)]
    pub seed: u64,
    /// 第6・7表の月
    #[arg(long, value_name = "年月", value_parser = month, default_value = "2025-07")]
    pub month: Month,
    /// 何か月分の経過を作るか。2以上なら、更新・変更・遅れ・終了・新規のある事業所の、終わりの月の20日の姿になります
    #[arg(long, value_name = "月数", default_value = "1", value_parser = months)]
    pub months: NonZeroU8,
    /// 事業所の数（書かなければ、利用者95人に40か所の割合）
    #[arg(long, value_name = "数", value_parser = clap::value_parser!(u16).range(8..=1000))]
    pub providers: Option<u16>,
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// シェル
    #[arg(value_enum, value_name = "シェル")]
    pub shell: clap_complete::Shell,
}
