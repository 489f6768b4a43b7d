//! 「変更」 a change of the plan that is in force: when, what and why.

use super::values::YesNo;
use crate::calendar::Date;
use crate::record;
use crate::source::Field;

record! {
    /// 「変更」 一件。
    pub struct PlanChange {
        /// 「変更した日」 見え消しに印字する。
        "日付" => changed_on: Field<Date>,
        /// 「変更の内容」 何を何に変えたか。
        "内容" => content: Field<String>,
        /// 「軽微な変更」 会議などを開かない軽微な変更なら「はい」。
        "軽微" => minor: Field<YesNo>,
        /// 「理由」 なぜ変えたか。軽微な変更なら、そう判断した根拠。
        "理由" => reason: Field<String>,
    }
}
