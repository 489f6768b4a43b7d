//! 「居宅介護支援経過」

use crate::calendar::Date;
use crate::record;
use crate::source::Field;

record! {
    /// 「第５表」 居宅介護支援経過の一件。
    pub struct LogEntry {
        /// 「年月日」 曜日は自動で印字する。
        "年月日" => day: Field<Date>,
        /// 「時刻」 10:30 のように（書かなくてもよい）。
        "時刻" => time: Field<String>,
        /// 「項目」 情報収集の手段。訪問は訪問先、電話・FAX・メールは送信か受信かがわかるように：訪問（自宅）、電話（受信）、FAX（送信）、会議 など。
        "項目" => means: Field<String>,
        /// 「内容」 利用者・家族の発言、事業者との調整、判断とその根拠を、主語と述語を明確に、略語や曖昧な表現を避けて簡潔に書く。計画書の交付は、いつ・誰に・どのように（事業所ごと）。軽微な変更は根拠と判断。「別紙参照」だけにせず、概要も書く。
        "内容" => content: Field<String>,
        /// 「記載者」 内容の終わりに（ ）で印字する。
        "記載者" => recorder: Field<String>,
    }
}
