//! 「週間サービス計画表」

use crate::calendar::{Date, TimeOfDay, TimeRange, Weekday};
use crate::case::values::Units;
use crate::record;
use crate::source::{Field, List};

record! {
    /// 「第３表」 週間サービス計画表
    pub struct WeeklySchedule {
        /// 「作成年月日」
        "作成年月日" => issued_on: Field<Date>,
        /// 「週間」 毎週のサービスと支援。保険給付の内外を問わず全て書く。
        "週間" => entries: List<WeekEntry>,
        /// 「主な日常生活上の活動」 起床・食事・排泄（夜間も）・入浴・昼寝・就寝、介護者の帰宅時間など、平均的な一日。
        "日常生活" => activities: List<Activity>,
        /// 「週単位以外のサービス」 隔週・月単位のサービス。ないときは「なし」と書く。
        "週単位以外" => non_weekly_services: Field<String>,
    }
}

record! {
    /// 「週間のサービス」 一つの枠。
    pub struct WeekEntry {
        /// 「曜日」 月 火 水 木 金 土 日 の一覧。
        "曜日" => weekdays: List<Field<Weekday>>,
        /// 「時間」 9:30～16:30。日をまたぐときは 22:00～翌6:00。
        "時間" => time: Field<TimeRange>,
        /// 「内容」 サービスの種類と内容（調理、入浴介助など）。
        "内容" => content: Field<String>,
        /// 「事業所」 利用票を作るときに使う（書かなくてもよい）。
        "事業所" => provider: Field<String>,
        /// 「サービスコード」 利用票を作るときに使う（書かなくてもよい）。
        "サービスコード" => code: Field<String>,
        /// 「単位数」 利用票を作るときに使う（書かなくてもよい）。
        "単位数" => units: Field<Units>,
    }
}

record! {
    /// 「主な日常生活上の活動」 一つの活動。
    pub struct Activity {
        /// 「時刻」
        "時刻" => time: Field<TimeOfDay>,
        /// 「内容」
        "内容" => content: Field<String>,
    }
}
