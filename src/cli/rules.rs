//! `careplan rules`: the list, one rule explained, and a guide's ledger.

use super::args::RulesArgs;
use super::status::Failure;
use super::{Status, Terminal};
use crate::guide::{GUIDES, Guide, Verdict};
use crate::rules::{self, Demand, Rule};
use anyhow::Result;

/// Lists or explains.
pub(super) fn run(args: &RulesArgs, terminal: &mut Terminal) -> Result<Status> {
    let text = match (&args.id, &args.coverage) {
        (_, Some(name)) => coverage(guide(name)?),
        (Some(id), None) => explain(rules::find(id).ok_or_else(|| unknown(id))?),
        (None, None) => list(),
    };
    terminal.result(text.trim_end());
    Ok(Status::Done)
}

/// What is told of a rule that does not exist.
pub(super) fn unknown(id: &str) -> Failure {
    let near = rules::all().min_by_key(|rule| strsim::damerau_levenshtein(&id.to_ascii_uppercase(), rule.id));
    let near = near.map(|rule| format!("。「{}」ではありませんか", rule.id)).unwrap_or_default();
    Failure::Usage(format!("「{id}」という規則はありません{near}（一覧は careplan rules）"))
}

fn guide(name: &str) -> Result<&'static Guide> {
    Guide::named(name).ok_or_else(|| {
        let names = GUIDES.iter().map(|guide| guide.name).collect::<Vec<_>>().join("、");
        Failure::Usage(format!("「{name}」という手引きはありません（{names}）")).into()
    })
}

/// One line a rule.
fn list() -> String {
    let mut lines: Vec<String> = rules::all()
        .map(|rule| {
            format!(
                "{}  {}  {}  {}（{}）",
                rule.id,
                rule.severity.printed(),
                rule.certainty.printed(),
                rule.looks_at.trim_end_matches('。'),
                rule.name
            )
        })
        .collect();
    lines.push(format!("{} 件。「careplan rules 番号」で一つずつ説明します", rules::all().count()));
    lines.join("\n")
}

/// Everything about one rule.
#[must_use]
pub(super) fn explain(rule: &Rule) -> String {
    let mut text = format!("{} {}（{}・{}）\n", rule.id, rule.name, rule.severity.printed(), rule.certainty.printed());
    for (heading, body) in [
        ("伝えること", rule.message),
        ("何を見るか", rule.looks_at),
        ("なぜ", rule.why),
        ("誤った例", rule.wrong),
        ("正しい例", rule.right),
        ("直し方", rule.fix),
    ] {
        let body: String = body.lines().flat_map(|line| ["  ", line, "\n"]).collect();
        text.extend(["\n", heading, "\n", &body]);
    }
    text.push_str("\n根拠\n");
    let cited: Vec<String> = GUIDES
        .iter()
        .filter_map(|guide| {
            guide.clause_of(rule).map(|clause| format!("  {} {}：{}\n", guide.cited_as, clause.at, clause.says))
        })
        .collect();
    text.extend(cited);
    if let Demand::Own(reason) = rule.demand {
        text.extend(["  ", reason, "\n"]);
    }
    text
}

/// Every sentence of a guide with its verdict.
fn coverage(guide: &Guide) -> String {
    let mut lines = vec![format!("{}（{}）", guide.name, guide.source)];
    for clause in guide.sentences() {
        let verdict = match clause.verdict {
            Verdict::Rules(ids) => format!("規則 {}", ids.join("、")),
            Verdict::ByForm(how) => format!("様式：{how}"),
            Verdict::Reminder(what) => format!("人が確認：{what}"),
            Verdict::NotApplicable(why) => format!("対象外：{why}"),
            Verdict::Open(why) => format!("未定：{why}"),
        };
        lines.push(format!("{}  {}\n    → {verdict}", clause.at, clause.says));
    }
    let open = guide.sentences().filter(|clause| matches!(clause.verdict, Verdict::Open(_))).count();
    lines.push(format!("{} 文、未定 {open}", guide.sentences().count()));
    lines.join("\n")
}
