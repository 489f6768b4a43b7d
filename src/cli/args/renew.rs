//! What can be typed behind `careplan renew`.

use super::day;
use crate::calendar::{Date, Period, read};
use crate::case::CareLevel;
use crate::renewal::Record;
use crate::source::read::Scalar;
use clap::Args;
use std::path::PathBuf;

/// Options of `renew`.
#[derive(Debug, Args)]
pub struct RenewArgs {
    /// 今の計画書（YAML）
    #[arg(value_name = "計画書")]
    pub plan: PathBuf,
    /// 次の計画の始まる日
    #[arg(long, value_name = "日付", value_parser = day)]
    pub from: Date,
    /// 新しい要介護状態区分（書かなければ、前のまま）
    #[arg(long, value_name = "区分", value_parser = level)]
    pub level: Option<CareLevel>,
    /// 新しい認定の有効期間：「R8.5.1～R11.4.30」、または --from からの月数「36か月」（書かなければ、空けておきます）
    #[arg(long, value_name = "期間", value_parser = valid)]
    pub valid: Option<Valid>,
    /// 新しい計画書のファイル（書かなければ、今の計画書の隣に「名前-年月日.yaml」）。同じ名前のファイルがあれば書きません
    #[arg(short, long, value_name = "ファイル")]
    pub output: Option<PathBuf>,
    /// 引き継ぐもの：同意、第4表、第5表、第6表（コンマで区切る）
    #[arg(long, value_name = "もの", value_delimiter = ',', value_parser = record)]
    pub keep: Vec<Record>,
}

/// How long the new certification holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Valid {
    /// From a day to a day.
    Period(Period),
    /// So many months from the first day of the plan.
    Months(u32),
}

fn level(text: &str) -> Result<CareLevel, String> {
    CareLevel::parse(text).map_err(|bad| bad.message)
}

fn valid(text: &str) -> Result<Valid, String> {
    let plain = crate::source::plain(text);
    let number = plain.find(|c: char| !c.is_ascii_digit()).map(|at| plain.split_at(at));
    if let Some((number, "か月" | "ヶ月" | "ヵ月" | "カ月" | "ケ月" | "月" | "箇月")) = number {
        let months = number.parse().ok().filter(|months| (1..=48).contains(months));
        return months.map(Valid::Months).ok_or_else(|| "有効期間は1か月から48か月までです".to_owned());
    }
    let period = read::period(text).map_err(|bad| bad.message)?;
    if period.end().is_none() {
        return Err("有効期間の終わりの日も書いてください（R8.5.1～R11.4.30 のように）".to_owned());
    }
    Ok(Valid::Period(period))
}

fn record(text: &str) -> Result<Record, String> {
    let plain = crate::source::plain(text);
    let named = |record: &&Record| {
        let name = record.printed();
        plain == name || plain == name.trim_start_matches('第').trim_end_matches('表')
    };
    Record::ALL
        .iter()
        .find(named)
        .copied()
        .ok_or_else(|| format!("「{text}」は引き継げません（{}）", Record::ALL.map(Record::printed).join("、")))
}
