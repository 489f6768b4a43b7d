//! 「サービス担当者会議の要点」

use crate::calendar::Date;
use crate::record;
use crate::source::{Field, List};

record! {
    /// 「サービス担当者会議の要点」 第４表。新規・更新・区分変更の認定のときと、計画を変更するときに開く。
    pub struct ServiceMeeting {
        /// 「作成年月日」 この表を作成した日。
        "作成年月日" => issued_on: Field<Date>,
        /// 「開催日」 会議を開いた日。計画への同意の日より後にならないようにする。
        "開催日" => held_on: Field<Date>,
        /// 「開催場所」 自宅、事業所名、オンラインなど具体的に。
        "開催場所" => venue: Field<String>,
        /// 「開催時間」 14:00～15:00 のように。
        "開催時間" => time: Field<String>,
        /// 「開催回数」 第1回 のように。
        "開催回数" => ordinal: Field<String>,
        /// 「利用者・家族の出席」 出席した者に ○。
        "出席" => attendance: Option<Attendance>,
        /// 「※備考」 利用者や家族が欠席した理由など。
        "備考" => remarks: Field<String>,
        /// 「会議出席者」 欠席者も、欠席の理由とともに書く。欠席者の意見は会議までに聞き、検討内容に書く。
        "出席者" => attendees: List<Attendee>,
        /// 「検討した項目」 会議の目的を簡潔に書き、検討した項目に番号をつける。会議を開かなかったときや欠席者がいるときは、その理由と意見も。
        "検討した項目" => topics: Field<String>,
        /// 「検討内容」 検討した項目の番号に対応させる。サービスの方法・留意点・頻度・時間数・担当者まで具体的に。医療系サービスがあれば主治医の意見も書く。
        "検討内容" => discussion: Field<String>,
        /// 「結論」 検討内容と分けて、項目の番号ごとに明確に書く。第三者が読んでもわかるように。
        "結論" => conclusion: Field<String>,
        /// 「残された課題（次回の開催時期）」 地域に足りない社会資源、利用者の希望で利用しなかったサービスも書く。次回の開催時期を書く。
        "残された課題" => open_issues: Field<String>,
    }
}

record! {
    /// 「利用者・家族の出席」
    pub struct Attendance {
        /// 「本人」 利用者が出席したら ○。
        "本人" => client: Field<String>,
        /// 「家族」 家族が出席したら ○。
        "家族" => family: Field<String>,
        /// 「続柄」 出席した家族の続柄。長女、妻 など。
        "続柄" => relationship: Field<String>,
    }
}

record! {
    /// 「会議出席者」 一人。
    pub struct Attendee {
        /// 「所属」 事業所や医療機関の名前。
        "所属" => affiliation: Field<String>,
        /// 「職種」 介護支援専門員、医師、本人、長女 など。
        "職種" => role: Field<String>,
        /// 「氏名」 出席者の氏名。
        "氏名" => name: Field<String>,
        /// 「欠席」 欠席の理由。（欠席：理由）と印字する。出席した人には書かない。
        "欠席" => absence: Field<String>,
    }
}
