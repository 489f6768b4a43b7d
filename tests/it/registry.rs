//! What every rule and every guide must have.

use careplan::guide::{GUIDES, Verdict};
use careplan::report::Severity;
use careplan::rules::{self, Certainty};
use std::path::Path;

#[test]
fn ids_are_unique_sorted_and_belong_to_their_table() {
    let ids: Vec<&str> = rules::all().map(|rule| rule.id).collect();
    assert!(ids.len() >= 90, "{} rules", ids.len());
    for pair in ids.windows(2) {
        assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
    }
    for id in ids {
        assert!(id.len() == 5 && id.starts_with("CP") && id[2..].chars().all(|c| c.is_ascii_digit()), "{id}");
    }
}

#[test]
fn names_say_the_defect() {
    let mut names = std::collections::BTreeSet::new();
    for rule in rules::all() {
        let kebab = rule.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && rule.name.contains('-');
        assert!(kebab, "{}: {}", rule.id, rule.name);
        for word in ["check-", "invalid-", "must-", "disallow-", "no-no"] {
            assert!(!rule.name.starts_with(word), "{}: {}", rule.id, rule.name);
        }
        assert!(names.insert(rule.name), "{} is used twice", rule.name);
        assert_eq!(rules::find(rule.id).map(|found| found.id), Some(rule.id));
        assert_eq!(rules::find(rule.name).map(|found| found.id), Some(rule.id));
    }
}

#[test]
fn every_rule_is_documented() {
    for rule in rules::all() {
        for text in [rule.message, rule.looks_at, rule.why, rule.wrong, rule.right, rule.fix] {
            assert!(!text.trim().is_empty(), "{} lacks a text", rule.id);
        }
        assert!(!rule.looks_at.is_ascii(), "{}: Japanese", rule.id);
    }
}

#[test]
fn what_rests_on_wording_is_no_error() {
    for rule in rules::all() {
        match rule.certainty {
            Certainty::Exact => {}
            Certainty::Heuristic => assert!(rule.severity <= Severity::Warning, "{} rests on wording", rule.id),
            Certainty::Reminder => assert_eq!(rule.severity, Severity::Info, "{} cannot be decided", rule.id),
        }
    }
    for guide in GUIDES {
        for strictness in guide.strictness {
            let rule = rules::find(strictness.rule).expect("a rule");
            assert!(rule.certainty == Certainty::Exact || strictness.severity <= Severity::Warning, "{}", rule.id);
        }
    }
}

#[test]
fn every_rule_has_an_example_file() {
    // Findings about 例外 are made where findings are judged: tests/it/commands.rs looks at them.
    for rule in rules::all().filter(|rule| !rule.id.starts_with("CP09")) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/rules/{}.md", rule.id));
        assert!(file.exists(), "tests/rules/{}.md is missing", rule.id);
    }
}

#[test]
fn every_rule_is_cited_by_a_guide() {
    // Rules about 例外 are the program's own: no guide knows of waivers. Characters are a matter of the national data exchange.
    let own = |id: &str| id.starts_with("CP09") || rules::find(id).is_some_and(|rule| rule.covers.contains("TXT"));
    let uncited: Vec<&str> = rules::all()
        .filter(|rule| !own(rule.id) && GUIDES.iter().all(|guide| guide.clause_of(rule).is_none()))
        .map(|rule| rule.id)
        .collect();
    assert!(uncited.is_empty(), "no guide cites {uncited:?}");
}

#[test]
fn no_sentence_of_a_guide_stays_open() {
    for guide in GUIDES {
        for clause in guide.sentences() {
            assert!(!matches!(clause.verdict, Verdict::Open(_)), "{} {}", guide.name, clause.at);
            if let Verdict::Rules(ids) = clause.verdict {
                assert!(!ids.is_empty());
                for id in ids {
                    assert!(rules::find(id).is_some(), "{} {} cites {id}, which does not exist", guide.name, clause.at);
                }
            }
        }
    }
    let kagawa = GUIDES.iter().find(|guide| guide.name == "香川県令和4年").unwrap();
    for table in ["第1表", "第2表", "第3表", "第4表", "第5表", "第6表", "第7表", "流れ"] {
        assert!(kagawa.sentences().filter(|clause| clause.at.starts_with(table)).count() >= 4, "{table}");
    }
}
