//! What can be typed behind `careplan month` and `careplan annex`.

use super::{AsOf, day, month};
use crate::billing::{AnnexOptions, Mode};
use crate::calendar::{Date, Month};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `month`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct MonthArgs {
    /// 計画書（YAML）
    #[arg(value_name = "計画書")]
    pub plan: PathBuf,
    /// 月（2025-07、令和7年7月 など）。next は来月
    #[arg(long, value_name = "年月", value_parser = month_to_make, required_unless_present = "pin")]
    pub month: Option<Month>,
    /// 計画書に書き加えます（書かなければ画面に出します）
    #[arg(long)]
    pub write: bool,
    /// 書き加える前の計画書を、控え（plan.yaml~）に残しません
    #[arg(long, requires = "write")]
    pub no_backup: bool,
    /// 作成年月日（利用者等が同意した日）。書かなければ空欄
    #[arg(long, value_name = "日付", value_parser = day, conflicts_with_all = ["actual", "pin"])]
    pub issued_on: Option<Date>,
    /// その月の実績を、予定から書き起こします
    #[arg(long)]
    pub actual: bool,
    /// これまでの月の利用票に、要介護状態区分・給付率・保険者番号・被保険者番号を書き加えます（--month でその月だけ）
    #[arg(long, conflicts_with = "actual")]
    pub pin: bool,
}

/// A month that a plan does not have, laid out for the print: for `render`, `packet` and `batch`.
#[derive(Clone, Copy, Debug, Args)]
pub struct Expanding {
    /// その月の利用票がなければ、careplan month と同じように作って印刷します（計画書には書きません）
    #[arg(long, requires = "month")]
    pub expand: bool,
    /// --expand で作る利用票の作成年月日（利用者等が同意した日）。書かなければ、手で書く空欄
    #[arg(long, value_name = "日付", value_parser = day, requires = "expand")]
    pub issued_on: Option<Date>,
}

/// Options of `annex`.
#[derive(Debug, Args)]
pub struct AnnexArgs {
    /// 計画書（YAML）
    #[arg(value_name = "計画書")]
    pub plan: PathBuf,
    /// 月（2025-06、令和7年6月 など）
    #[arg(long, value_name = "年月", value_parser = month)]
    pub month: Month,
    /// 月の途中で保険者が変わって利用票が二つある月の、どちらか（保険者番号）
    #[arg(long, value_name = "保険者番号")]
    pub insurer: Option<String>,
    /// How it is computed.
    #[command(flatten)]
    pub reckoning: Reckoning,
    /// サービスコードの一覧（CSV：コード、名称、単位数、算定単位、対象区分、適用開始、適用終了）と照らします
    #[arg(long, value_name = "CSV")]
    pub codes: Option<PathBuf>,
    /// 出力の形式
    #[arg(long, value_enum, default_value = "human", value_name = "形式")]
    pub format: AnnexFormat,
}

/// How 第７表 is computed: for `annex`, and for `render` with its copies.
#[derive(Clone, Copy, Debug, Args)]
pub struct Reckoning {
    /// 第7表（控・提供票の別表も）を、予定ではなく実績から計算します
    #[arg(long)]
    pub actual: bool,
    /// 割り振りのない超過の扱い（第7表）
    #[arg(long, value_enum, value_name = "方法")]
    pub allot: Option<Allot>,
}

impl Reckoning {
    /// From what it is computed.
    #[must_use]
    pub const fn mode(self) -> Mode {
        if self.actual { Mode::Actual } else { Mode::Planned }
    }

    /// What is done with an excess.
    #[must_use]
    pub fn options(self) -> AnnexOptions {
        AnnexOptions { allot_largest: self.allot.is_some(), ..AnnexOptions::default() }
    }
}

/// What to do with an excess that the plan allots to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Allot {
    /// 単位数の最も多い事業所・サービス種類に割り振る
    Largest,
}

/// How the annex is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum AnnexFormat {
    /// 人が読む表
    #[default]
    Human,
    /// JSON
    Json,
}

/// A month, or the one after that in which the program runs.
fn month_to_make(text: &str) -> Result<Month, String> {
    match text {
        "next" | "来月" => Ok(Month::of(AsOf::Today.date()).next()),
        text => month(text),
    }
}
