//! 「週間サービス計画表」

use crate::calendar::{Date, TimeOfDay, TimeRange, Weekday};
use crate::case::values::Units;
use crate::record;
use crate::source::{Field, List};

record! {
    /// 「週間サービス計画表」 第３表。
    pub struct WeeklySchedule {
        /// 「作成年月日」 この表を作成した日。
        "作成年月日" => issued_on: Field<Date>,
        /// 「月～日の枠」 毎週のサービスと支援。保険給付の内外を問わず、医療・地域・家族の支援、夜間や土日の支援も全て書く。
        "週間" => entries: List<WeekEntry>,
        /// 「主な日常生活上の活動」 起床・就寝・食事・排泄（夜間も）・入浴・昼寝や介護者の帰宅時間など、平均的な一日の過ごし方。サービスを利用しない日や夜間の状況もわかるように。
        "日常生活" => activities: List<Activity>,
        /// 「週単位以外のサービス」 居宅療養管理指導、短期入所、福祉用具、通院、地域の活動など、隔週や月単位のもの。ないときは「なし」と書く。
        "週単位以外" => non_weekly_services: Field<String>,
    }
}

record! {
    /// 「週間のサービス」 一つの枠。
    pub struct WeekEntry {
        /// 「曜日」 [月, 木] のように。
        "曜日" => weekdays: List<Field<Weekday>>,
        /// 「時間」 9:30～16:30。日をまたぐときは 22:00～翌6:00。
        "時間" => time: Field<TimeRange>,
        /// 「内容」 サービスの種類と内容（調理、入浴介助など）。内容まで書くと利用者にわかりやすい。
        "内容" => content: Field<String>,
        /// 「事業所名」 利用票を作るときに使う（書かなくてもよい）。
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
        /// 「時刻」 '6:30' のように。
        "時刻" => time: Field<TimeOfDay>,
        /// 「内容」 起床、朝食、服薬 など。
        "内容" => content: Field<String>,
    }
}
