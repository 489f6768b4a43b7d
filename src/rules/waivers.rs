//! Rules about 「例外」, the writer's own setting aside of rules.
//!
//! They look at what other rules found, so their findings are made where findings are judged ([`crate::profile`]);
//! here stands what they say.

use super::{Certainty, Demand, Rule};
use crate::report::Severity;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[&UNUSED_WAIVER, &WAIVER_WITHOUT_REASON, &WAIVER_OF_UNKNOWN_RULE];

/// 「例外」 that sets aside what nobody found.
pub static UNUSED_WAIVER: Rule = Rule {
    id: "CP091",
    name: "unused-waiver",
    severity: Severity::Warning,
    certainty: Certainty::Exact,
    message: "例外「{0}」に当たる指摘は、ここにはありません",
    looks_at: "「例外」に書かれた規則の指摘が、その場所にあるか。",
    why: "直した後に残った例外は、後で本当の誤りを隠します。",
    wrong: "例外: [{規則: CP101, 理由: 確認中}]  # CP101の指摘はない",
    right: "（例外を消す）",
    fix: "この例外を消してください",
    demand: Demand::Own("例外はこのプログラムの仕組みで、手引きにはありません。残った例外は後の誤りを隠します"),
    check: |_, _| {},
};

/// 「例外」 without a reason.
pub static WAIVER_WITHOUT_REASON: Rule = Rule {
    id: "CP092",
    name: "waiver-without-reason",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "例外「{0}」に理由がありません。理由のない例外は効きません",
    looks_at: "「例外」の一件ごとに「理由」があるか。",
    why: "なぜ手引きによらないのかを、後で読む人（点検する人）に説明できるようにするためです。",
    wrong: "例外: [{規則: CP214}]",
    right: "例外: [{規則: CP214, 理由: 主治医の指示により期間を延ばしたため}]",
    fix: "「理由」を書いてください",
    demand: Demand::Own(
        "例外はこのプログラムの仕組みで、手引きにはありません。手引きによらない理由は、後で読む人のために書きます",
    ),
    check: |_, _| {},
};

/// 「例外」 for a rule that does not exist.
pub static WAIVER_OF_UNKNOWN_RULE: Rule = Rule {
    id: "CP093",
    name: "waiver-of-unknown-rule",
    severity: Severity::Error,
    certainty: Certainty::Exact,
    message: "「{0}」という規則はありません",
    looks_at: "「例外」の「規則」が、規則の番号か。",
    why: "書き誤った例外は効かず、直したつもりの指摘が残ります。",
    wrong: "例外: [{規則: CP9999, 理由: …}]",
    right: "例外: [{規則: CP214, 理由: …}]",
    fix: "「careplan rules」で規則の番号を確かめてください",
    demand: Demand::Own("例外はこのプログラムの仕組みで、手引きにはありません。書き誤った番号の例外は効きません"),
    check: |_, _| {},
};
