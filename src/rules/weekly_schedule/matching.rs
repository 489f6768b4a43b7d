//! Which support line of 第２表 and which entry of the week mean the same: by the kind of service, the office, or shared words.

use crate::rules::CheckContext;
use crate::rules::context::{Doer, SupportLine, WeekSlot};

/// Whether an entry stands for a support line.
///
/// An insured kind must be named, by any of its words, or its provider; everything else is matched by any shared word.
pub(super) fn stands_for(slot: &WeekSlot, line: &SupportLine, context: &CheckContext) -> bool {
    let same_kind = line.kind.is_some_and(|kind| slot.kinds.iter().any(|hit| hit.may_be(&kind)));
    if same_kind || slot.names(&line.provider) {
        return !names_another_provider(slot, line, context);
    }
    let insured = line.doer == Doer::Other && line.kind.is_some_and(|hit| hit.is_insured());
    if insured {
        // 「調理・服薬確認」 without a name may be the home help; a daughter's visit is not.
        let unnamed = slot.kinds.is_empty() && !slot.is_person;
        return unnamed && context.words.said(&line.support.content).shares(&slot.said);
    }
    if slot.is_insured() {
        // 「訪問看護（血圧の観察）」 is not the client's own 「血圧を測る」; 「通所介護（妻が送り出す）」 is the wife's part too.
        return line.who.shares_person(&slot.said);
    }
    // A daughter's visit is not the neighbour's, though both are for a chat.
    !line.who.names_others(&slot.said) && line.shares(&slot.said)
}

/// Whether an entry names the provider of another line of the same kind, and not this line's.
fn names_another_provider(slot: &WeekSlot, line: &SupportLine, context: &CheckContext) -> bool {
    let same_kind = |other: &SupportLine| matches!((other.kind, line.kind), (Some(a), Some(b)) if a.may_be(&b));
    let another =
        |other: &SupportLine| same_kind(other) && other.provider != line.provider && slot.names(&other.provider);
    !slot.names(&line.provider) && context.support_lines().iter().any(another)
}
