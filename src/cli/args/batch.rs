//! What can be typed after `batch` and `manifest`.

use super::{Allot, Expanding, PacketArgs, Printing, month};
use crate::calendar::Month;
use crate::cli::names::Template;
use crate::cli::status::Failure;
use crate::forms::{FORMS, Form, Printed};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Args, Command as Cmd, Subcommand, ValueEnum};
use std::ffi::OsStr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Options of `batch`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct BatchArgs {
    /// 計画書（YAML）、または計画書の入ったフォルダー
    #[arg(value_name = "計画書", required = true)]
    pub plans: Vec<PathBuf>,
    /// 利用票の月（2025-07、令和7年7月 など）
    #[arg(long, value_name = "年月", value_parser = month)]
    pub month: Month,
    /// 出力先のフォルダー（なければ作ります）
    #[arg(short, long, value_name = "フォルダー")]
    pub output: PathBuf,
    /// 印刷するもの（コンマで区切る）。書かなければ 利用票,別表
    #[arg(long, value_delimiter = ',', value_name = "控え", value_parser = CopyNames)]
    pub copies: Vec<&'static Form>,
    /// 同時に働く数（書かなければコンピューターのコアの数）
    #[arg(long, value_name = "数", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// 手引きに反する計画書が一人でもあれば、だれの分も印刷しません
    #[arg(long)]
    pub strict: bool,
    /// --strict でも、反していない人の分は印刷します
    #[arg(long, requires = "strict")]
    pub keep_going: bool,
    /// Months that are not there yet.
    #[command(flatten)]
    pub expanding: Expanding,
    /// 予定ではなく、実績から計算します（別表、控・提供票の別表、給付管理票）
    #[arg(long, conflicts_with = "expand")]
    pub actual: bool,
    /// 予定の書かれていない行、計算できない別表のある人の分も、「予定未記入」、空欄で印刷します。付けなければ印刷しません
    #[arg(long)]
    pub allow_empty: bool,
    /// 原案（同意を得る前）の人の分も、「（原案）」と印字して印刷します。付けなければ印刷しません
    #[arg(long)]
    pub draft: bool,
    /// FAXで読める大きさ（8ポイント以上）の字で組みます（「送付方法: FAX」の事業所の提供票は、付けなくてもそうします）
    #[arg(long)]
    pub fax: bool,
    /// 前回と変わらない人の分は、作り直しません
    #[arg(long)]
    pub resume: bool,
    /// 何台かで分けるときの受け持ち：slice:1/4（1番目から順に配る）、hash:1/4（被保険者番号で配る）
    #[arg(long, value_name = "受け持ち", value_parser = Partition::parse)]
    pub partition: Option<Partition>,
    /// 一人ずつではなく、まとめたPDFにします（500人を超えると分冊）
    #[arg(long, value_enum, value_name = "単位", conflicts_with = "partition")]
    pub merge: Option<Merge>,
    /// ファイルの名前の型：{被保険者番号} {保険者番号} {年月} {控え} {氏名} {フリガナ} {計画書}、--merge per-provider では {事業所名} {事業所番号} {年月} {控え}
    #[arg(long, default_value = Template::DEFAULT, value_name = "型", value_parser = Template::parse)]
    pub name: Template,
    /// 割り振りのない超過の扱い（第7表）
    #[arg(long, value_enum, value_name = "方法")]
    pub allot: Option<Allot>,
    /// もうどの利用者のものでもない前回のPDF（番号を直した、計画書をなくした）を消します。記録で確かめられるものだけです
    #[arg(long)]
    pub prune: bool,
    /// 結果の形式
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: BatchFormat,
    /// What all that print ask alike.
    #[command(flatten)]
    pub printing: Printing,
}

impl BatchArgs {
    /// The batch that makes everybody's packets.
    ///
    /// # Errors
    /// Our own template of names is none.
    pub fn of_packets(packets: &PacketArgs, month: Month, output: PathBuf) -> Result<Self, Failure> {
        Ok(Self {
            plans: vec![packets.plan.clone()],
            month,
            output,
            copies: Vec::new(),
            jobs: packets.jobs,
            strict: packets.strict,
            // One whose plan is refused keeps nobody from getting a packet.
            keep_going: packets.strict,
            expanding: packets.expanding,
            actual: false,
            allow_empty: packets.allow_empty,
            draft: packets.draft,
            fax: packets.fax,
            resume: packets.resume,
            partition: None,
            merge: None,
            // 「被保険者番号」 stands with the insurer's before it there, and nobody can choose another.
            name: Template::parse("{被保険者番号}_{年月}").map_err(Failure::Internal)?,
            allot: packets.allot,
            prune: packets.prune,
            format: BatchFormat::Human,
            printing: packets.printing.clone(),
        })
    }

    /// What is printed, in the order of printing.
    #[must_use]
    pub fn copies(&self) -> Vec<&'static Form> {
        let asked = |form: &&Form| match (self.merge, &self.copies[..]) {
            (Some(Merge::PerProvider), _) => form.per_provider,
            (_, []) => form.is_monthly && form.printed == Printed::ByDefault,
            (_, copies) => copies.iter().any(|copy| copy.name == form.name),
        };
        FORMS.iter().filter(asked).collect()
    }
}

/// The forms that a batch prints, by the names that the registry gives them.
#[derive(Clone)]
struct CopyNames;

impl CopyNames {
    fn all() -> impl Iterator<Item = (&'static str, &'static Form)> {
        FORMS.iter().filter_map(|form| Some((form.batch_name?, form)))
    }
}

impl TypedValueParser for CopyNames {
    type Value = &'static Form;

    fn parse_ref(&self, command: &Cmd, arg: Option<&Arg>, value: &OsStr) -> Result<Self::Value, clap::Error> {
        let named = PossibleValuesParser::new(Self::all().map(|(name, _)| name)).parse_ref(command, arg, value)?;
        Self::all()
            .find(|(name, _)| *name == named)
            .map(|(_, form)| form)
            .ok_or_else(|| clap::Error::new(clap::error::ErrorKind::InvalidValue).with_cmd(command))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Self::all().map(|(name, form)| PossibleValue::new(name).help(form.title))))
    }
}

/// What is joined into one PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Merge {
    /// 居宅介護支援事業所ごと：印刷用に、一人ずつ奇数ページから
    PerOffice,
    /// サービス事業所ごと：全ての利用者の提供票と別表
    PerProvider,
}

/// How the result is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BatchFormat {
    /// 人が読むまとめ
    Human,
    /// 一人に1つの JSON と、まとめの JSON
    Json,
}

/// Which of the clients this run takes, one of `of` equal runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// How clients are dealt out.
    pub by: DealtBy,
    /// Which part this is, from 1.
    pub part: u64,
    /// How many parts there are.
    pub of: u64,
}

/// How clients are dealt out to parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DealtBy {
    /// In turns, in the order of the list.
    Slice,
    /// By a hash of the client's number: the part stays the same when others come and go.
    Hash,
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "1以上の数を書いてください".to_owned())
}

impl Partition {
    fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let (by, fraction) = text.split_once(':')?;
            let by = match by {
                "slice" => DealtBy::Slice,
                "hash" => DealtBy::Hash,
                _ => return None,
            };
            let (part, of) = fraction.split_once('/')?;
            Some(Self { by, part: part.parse().ok()?, of: of.parse().ok()? })
        };
        let help = "slice:1/4 または hash:1/4 のように書いてください（1から数えます）";
        read().filter(|read| (1..=read.of).contains(&read.part)).ok_or_else(|| help.to_owned())
    }
}

impl std::fmt::Display for Partition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let by = if self.by == DealtBy::Slice { "slice" } else { "hash" };
        write!(f, "{by}:{}/{}", self.part, self.of)
    }
}

/// What to do with manifests.
#[derive(Debug, Subcommand)]
pub enum ManifestCommand {
    /// 分けて印刷した記録をつなぎ、欠けている人を調べます
    #[command(after_help = "例：
  careplan manifest merge out/manifest-hash-*.jsonl -o out/manifest.jsonl
  careplan manifest merge part1/manifest-hash-1-of-2.jsonl part2/manifest-hash-2-of-2.jsonl --plans clients/ -o all.jsonl")]
    Merge(ManifestMergeArgs),
}

/// Options of `manifest merge`.
#[derive(Debug, Args)]
pub struct ManifestMergeArgs {
    /// つなぐ記録（manifest-….jsonl）
    #[arg(value_name = "記録", required = true)]
    pub parts: Vec<PathBuf>,
    /// つないだ記録を書くファイル
    #[arg(short, long, value_name = "ファイル")]
    pub output: PathBuf,
    /// 全員の計画書、またはそのフォルダー。欠けている人をファイル名で示します
    #[arg(long, value_name = "計画書", num_args = 1..)]
    pub plans: Vec<PathBuf>,
    /// 別の種類のファイルが同じ名前であっても置き換えます（読んでいる計画書などは、付けても置き換えません）
    #[arg(long)]
    pub force: bool,
}
