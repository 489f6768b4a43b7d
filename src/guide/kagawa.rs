//! 「香川県 居宅サービス計画作成の手引き（令和4年11月）」 and the flow sheet handed out with it, sentence by sentence.
//!
//! The sentences are in the project's own short words; `at` is the place in the guide, table and number as printed there.

mod flow;
mod plan;
mod records;
mod slip;

use super::{Clause, Guide};

/// The guide.
pub static GUIDE: Guide = Guide {
    name: "香川県令和4年",
    cited_as: "香川県 手引き",
    source: "香川県健康福祉部長寿社会対策課 居宅サービス計画作成の手引き（令和4年11月修正）、ケアマネジメントの流れとその内容",
    clauses: &[
        plan::TABLE_1,
        plan::TABLE_2,
        plan::TABLE_3,
        records::TABLE_4,
        records::TABLE_5,
        slip::TABLE_6,
        slip::TABLE_7,
        flow::FLOW,
    ],
    strictness: &[],
};

/// A part of the guide.
type Part = &'static [Clause];
