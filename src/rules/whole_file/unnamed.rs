//! CP030: one of several people who has no name.

use crate::report::Severity;
use crate::rules::{Certainty, CheckContext, Demand, Findings, Rule};
use crate::source::{Field, Span};

/// A row of 「家族」 or 「出席者」 without 「氏名」, where another row has one.
pub static PERSON_UNNAMED: Rule = Rule {
    id: "CP030",
    name: "person-unnamed",
    severity: Severity::Info,
    certainty: Certainty::Exact,
    message: "{0}の{1}番目に、氏名が書かれていません",
    looks_at: "「家族」と第4表の「出席者」で、氏名の書かれた人がほかにいるのに、続柄・所属・職種だけで氏名のない行がないか。「出席者」の本人・家族の行は見ない。",
    why: "氏名が消えたままになっているのかもしれません。",
    wrong: "家族:\n  - {氏名: 讃岐 一郎, 続柄: 長男}\n  - {続柄: 長女, 同居: いいえ}",
    right: "家族:\n  - {氏名: 讃岐 一郎, 続柄: 長男}\n  - {氏名: 高松 洋子, 続柄: 長女, 同居: いいえ}",
    fix: "氏名を書いてください。書かないことにしているのなら、そのままで構いません",
    demand: Demand::Own("一行だけ氏名がないのは、消えたのに気付かないことが多いため"),
    check: person_unnamed,
};

/// A row: its name, whether it says anything else, and where it stands.
type Person<'a> = (&'a Field<String>, bool, Span);

fn person_unnamed(context: &CheckContext, findings: &mut Findings) {
    let family = context.case.family.iter().map(|one| (&one.name, !one.relationship.is_blank(), one.span));
    tell("家族", &family.collect::<Vec<_>>(), findings);
    for meeting in &context.case.meetings {
        let attendees = meeting.attendees.iter().map(|one| {
            let is_of_client = [&one.role, &one.affiliation].iter().any(|word| {
                let is_kin = !context.words.family_in(word.text()).is_empty();
                is_kin || ["本人", "利用者", "家族"].contains(&word.plain())
            });
            let says = !one.affiliation.is_blank() || !one.role.is_blank();
            (&one.name, says && !is_of_client, one.span)
        });
        tell("会議出席者", &attendees.collect::<Vec<_>>(), findings);
    }
}

fn tell(called: &str, people: &[Person], findings: &mut Findings) {
    if people.iter().all(|(name, ..)| name.is_blank()) {
        return;
    }
    for (at, (name, says, span)) in people.iter().enumerate() {
        if name.is_blank() && *says {
            findings.report(&PERSON_UNNAMED, name.span().or(*span), &[&called, &(at + 1)]);
        }
    }
}
