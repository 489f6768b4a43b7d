//! 「居宅介護支援経過」

use crate::calendar::Date;
use crate::record;
use crate::source::Field;

record! {
    /// 「第５表」 居宅介護支援経過の一件。
    pub struct LogEntry {
        /// 「年月日」
        "年月日" => day: Field<Date>,
        /// 「時刻」
        "時刻" => time: Field<String>,
        /// 「項目」 情報収集の手段：訪問（自宅）、電話（受信）、FAX（送信）、メール（送信）、会議 など。
        "項目" => means: Field<String>,
        /// 「内容」 事実と判断の根拠を、誰もが理解できるように書く。
        "内容" => content: Field<String>,
        /// 「記載者」
        "記載者" => recorder: Field<String>,
    }
}
