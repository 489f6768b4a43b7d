//! 「香川県 居宅サービス計画作成の手引き（令和4年11月）」 and its flow sheet, sentence by sentence.

use super::Guide;

/// The guide.
pub static GUIDE: Guide = Guide { name: "香川県令和4年", cited_as: "香川県 手引き", source: "香川県健康福祉部長寿社会対策課 居宅サービス計画作成の手引き（令和4年11月修正）とケアマネジメントの流れ", clauses: &[], strictness: &[] };
