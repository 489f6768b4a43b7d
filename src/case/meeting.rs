//! 「サービス担当者会議の要点」

use crate::calendar::Date;
use crate::record;
use crate::source::{Field, List};

record! {
    /// 「第４表」 サービス担当者会議の要点
    pub struct ServiceMeeting {
        /// 「作成年月日」
        "作成年月日" => issued_on: Field<Date>,
        /// 「開催日」
        "開催日" => held_on: Field<Date>,
        /// 「開催場所」 自宅、事業所名、オンラインなど具体的に。
        "開催場所" => venue: Field<String>,
        /// 「開催時間」 14:00～15:00 のように。
        "開催時間" => time: Field<String>,
        /// 「開催回数」 第1回 のように。
        "開催回数" => ordinal: Field<String>,
        /// 「利用者・家族の出席」
        "出席" => attendance: Option<Attendance>,
        /// 「※備考」 欠席の理由など。
        "備考" => remarks: Field<String>,
        /// 「会議出席者」 欠席者は欠席の理由とともに書く。
        "出席者" => attendees: List<Attendee>,
        /// 「検討した項目」 目的を簡潔に書き、項目に番号をつける。
        "検討した項目" => topics: Field<String>,
        /// 「検討内容」 項目の番号に対応させる。方法・留意点・頻度・時間数・担当者。医療系サービスは主治医の意見も。
        "検討内容" => discussion: Field<String>,
        /// 「結論」
        "結論" => conclusion: Field<String>,
        /// 「残された課題（次回の開催時期）」
        "残された課題" => open_issues: Field<String>,
    }
}

record! {
    /// 「利用者・家族の出席」
    pub struct Attendance {
        /// 「本人」 出席なら ○。
        "本人" => client: Field<String>,
        /// 「家族」 出席なら ○。
        "家族" => family: Field<String>,
        /// 「続柄」
        "続柄" => relationship: Field<String>,
    }
}

record! {
    /// 「会議出席者」 一人。
    pub struct Attendee {
        /// 「所属」
        "所属" => affiliation: Field<String>,
        /// 「職種」
        "職種" => role: Field<String>,
        /// 「氏名」
        "氏名" => name: Field<String>,
        /// 「欠席」 欠席の理由。出席した人には書かない。
        "欠席" => absence: Field<String>,
    }
}
