//! What can be typed behind `careplan packet`.

use super::{Allot, AsOf, Expanding, Printing, as_of, day, which_meeting, which_month};
use crate::calendar::{Date, Month};
use crate::press::Which;
use clap::Args;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Options of `packet`.
#[derive(Clone, Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct PacketArgs {
    /// 計画書（YAML）。--all のときは、計画書の入ったフォルダーでもよい（全員の分を作ります）
    #[arg(value_name = "計画書")]
    pub plan: PathBuf,
    /// 交付先：利用者、事業所（=名前または番号）、主治医（=名前）、保険者、控
    #[arg(long = "for", value_name = "交付先", value_parser = receiver, required_unless_present = "all", conflicts_with = "all")]
    pub receiver: Option<For>,
    /// 全ての交付先の分と、交付先一覧を作ります（-o にフォルダーを指定）
    #[arg(long, requires = "output")]
    pub all: bool,
    /// 出力先のファイル、フォルダー（終わりに /）、または「-」（標準出力）
    #[arg(short, long, value_name = "出力先")]
    pub output: Option<PathBuf>,
    /// 利用票・提供票の月（書かなければ、または latest なら、計画書の最も新しい月）
    #[arg(long, value_name = "年月", value_parser = which_month)]
    pub month: Option<Which<Month>>,
    /// A month that is not there yet.
    #[command(flatten)]
    pub expanding: Expanding,
    /// 第4表の会議を開いた日。latest は、最も新しい会議（書かなければ全て）
    #[arg(long, value_name = "日付", value_parser = which_meeting)]
    pub meeting: Option<Which<Date>>,
    /// 第5表は、この日からの記録だけ
    #[arg(long, value_name = "日付", value_parser = day)]
    pub log_since: Option<Date>,
    /// 同意を得る前の原案の一組を作ります（これを付けないと、事業所・主治医・保険者には原案を渡しません）
    #[arg(long)]
    pub draft: bool,
    /// FAXで読める大きさ（8ポイント以上）の字で組みます（「送付方法: FAX」の事業所の分は、付けなくてもそうします）
    #[arg(long)]
    pub fax: bool,
    /// 送付状の交付年月日（書かなければ、手で書く空欄）。today は今日
    #[arg(long, value_name = "日付", value_parser = as_of)]
    pub date: Option<AsOf>,
    /// 割り振りのない超過の扱い（第7表）
    #[arg(long, value_enum, value_name = "方法")]
    pub allot: Option<Allot>,
    /// 読み上げに対応したPDF（PDF/UA-1）にします
    #[arg(long)]
    pub accessible: bool,
    /// 予定の書かれていない行、計算できない別表があっても、「予定未記入」、空欄で印字した一組を作ります。付けなければ作りません
    #[arg(long)]
    pub allow_empty: bool,
    /// 手引きに反する計画書は印刷しません
    #[arg(long)]
    pub strict: bool,
    /// フォルダーの全員の分を作るとき、同時に働く数（書かなければコンピューターのコアの数）
    #[arg(long, value_name = "数", requires = "all")]
    pub jobs: Option<NonZeroUsize>,
    /// フォルダーの全員の分を作るとき、前回と変わらない人の分は作り直しません
    #[arg(long, requires = "all")]
    pub resume: bool,
    /// フォルダーの全員の分を作るとき、もうだれのものでもない前回のPDFを消します（記録で確かめられるものだけ）
    #[arg(long, requires = "all")]
    pub prune: bool,
    /// What all that print ask alike.
    #[command(flatten)]
    pub printing: Printing,
}

/// For whom a packet is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum For {
    /// 利用者
    Client,
    /// 事業所; all that get a packet without a name: of the month's slip, and who serves without one.
    Provider(Option<String>),
    /// 主治医; all of them without a name.
    Physician(Option<String>),
    /// 保険者
    Insurer,
    /// 控
    Office,
}

fn receiver(text: &str) -> Result<For, String> {
    let (kind, name) = text.split_once(['=', '＝']).map_or((text, None), |(kind, name)| (kind, Some(name.trim())));
    // An empty name (a script's empty variable) must not become everybody.
    if name.is_some_and(str::is_empty) {
        return Err("「=」の後に名前がありません。全ての分なら「=」を書かないでください".to_owned());
    }
    let name = name.map(str::to_owned);
    match (kind.trim(), name) {
        ("利用者", None) => Ok(For::Client),
        ("事業所", name) => Ok(For::Provider(name)),
        ("主治医", name) => Ok(For::Physician(name)),
        ("保険者", None) => Ok(For::Insurer),
        ("控", None) => Ok(For::Office),
        _ => Err("利用者、事業所、事業所=名前、主治医、主治医=名前、保険者、控 のどれかを書いてください".to_owned()),
    }
}
