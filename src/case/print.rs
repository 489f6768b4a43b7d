//! 「印字」 what an office chooses about the printed sheet.

use crate::source::Field;
use crate::{choice, record};

choice! {
    /// 「敬称」 the word behind the client's name on 第１～５表.
    pub enum Honorific, "敬称" {
        /// 殿
        Dono = "殿",
        /// 様
        Sama = "様",
    }
}

choice! {
    /// 「同意欄」 the consent line of 第１表.
    pub enum ConsentLine, "同意欄" {
        /// No line: consent is documented elsewhere.
        None = "なし",
        /// A line for the signature.
        Signature = "署名",
        /// A line for signature and seal.
        SignatureAndSeal = "署名と押印",
    }
}

record! {
    /// 「印字」 事業所が選ぶ、紙の上の書き方。
    pub struct PrintOptions {
        /// 「敬称」 第１表～第５表の利用者名に付ける。殿（書かないとき）または 様。
        "敬称" => honorific: Field<Honorific>,
        /// 「同意欄」 香川県の様式の第１表の欄：署名（書かないとき）、署名と押印、なし（別の文書で同意を確かめられるとき）。
        "同意欄" => consent_line: Field<ConsentLine>,
    }
}
