//! 「交付」 who gets which tables of the plan: written by the profile for all, by an office for itself.
//!
//! The same words in both places ([`crate::profile`] keeps its own in the same format), so that an office changes a key by
//! copying its line. A key that is missing leaves what stands before it; an empty one takes it away.

use crate::source::read::Named;
use crate::source::{Field, List};
use crate::{choice, record};

choice! {
    /// 「表」 what can be put into a packet, by the names that the command line uses.
    pub enum TableName, "表" {
        /// 居宅サービス計画書（１）
        Plan1 = "第1表" | "1",
        /// 居宅サービス計画書（２）
        Plan2 = "第2表" | "2",
        /// 週間サービス計画表
        Week = "第3表" | "3",
        /// サービス担当者会議の要点
        Meetings = "第4表" | "4",
        /// 居宅介護支援経過
        Log = "第5表" | "5",
        /// サービス利用票
        Slip = "第6表" | "6",
        /// サービス利用票別表
        Annex = "第7表" | "7",
        /// 利用票と別表の、事業所の控え
        OfficeCopy = "控",
        /// 提供票と別表。事業所へは、その事業所の分だけ
        ProviderSlip = "提供票",
        /// 給付管理票（様式第十一）
        BenefitManagement = "給付管理票",
    }
}

choice! {
    /// 「署名欄」 what the receiver does on the cover sheet.
    pub enum SigningPlace, "署名欄" {
        /// Nothing: it is signed elsewhere, or not at all.
        None = "なし",
        /// Date and signature.
        Signature = "署名",
        /// Date, signature and seal.
        SignatureAndSeal = "署名と押印",
        /// A box for the stamp of the office that receives it.
        ReceiptStamp = "受付印",
    }
}

record! {
    /// 「交付する書類」 一つの交付先に渡すもの。書かない項目は、様式の版が決めているとおりになる。
    pub struct Contents {
        /// 「表」 渡す順に書く：第1表～第7表、提供票（別表つき）、控（利用票と別表の控え）、給付管理票。[] なら交付しない。
        "表" => tables: List<Field<TableName>>,
        /// 「題名」 送付状の題名。
        "題名" => title: Field<String>,
        /// 「敬称」 送付状の宛名に付ける：様、御中 など。空なら付けない。
        "敬称" => honorific: Field<String>,
        /// 「写しの表示」 全ての用紙の下に、ページ番号とともに印字する：利用者交付用、写し など。空なら番号だけ。
        "写しの表示" => mark: Field<String>,
        /// 「添え書き」 送付状の文。
        "添え書き" => note: Field<String>,
        /// 「日付欄」 送付状の日付の名前：交付年月日、提出年月日 など。空なら日付の欄を置かない。
        "日付欄" => date_label: Field<String>,
        /// 「署名欄」 送付状に置く欄：なし、署名、署名と押印、受付印。
        "署名欄" => signing: Field<SigningPlace>,
        /// 「確認文」 署名欄の前に印字する文。
        "確認文" => statement: Field<String>,
    }
}

record! {
    /// 「交付」 誰に、どの表を、どの順で渡すか。書いた項目だけが、様式の版が決めているものに代わる。
    pub struct Delivery {
        /// 「利用者」
        "利用者" => client: Option<Contents>,
        /// 「事業所」 サービス事業所のどこにも同じように渡すもの。
        "事業所" => provider: Option<Contents>,
        /// 「主治医」
        "主治医" => physician: Option<Contents>,
        /// 「保険者」 届け出る書類は市町村ごとに違う。
        "保険者" => insurer: Option<Contents>,
        /// 「控」 事業所に残すもの。
        "控" => office: Option<Contents>,
        /// 「事業所別」 事業所の名前ごとに、「事業所」と違うところだけを書く。
        "事業所別" => by_provider: Named<Contents>,
        /// 「保険者別」 保険者の名前または番号ごとに、「保険者」と違うところだけを書く。
        "保険者別" => by_insurer: Named<Contents>,
    }
}
