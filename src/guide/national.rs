//! 「国の記載要領（令和3年）」

use super::Guide;

/// The guide.
pub static GUIDE: Guide = Guide { name: "国令和3年", cited_as: "国 記載要領", source: "介護保険最新情報 Vol.958（令和3年3月31日）", clauses: &[], strictness: &[] };
