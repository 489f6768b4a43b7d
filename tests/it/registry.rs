//! What every rule and every guide must have.

use careplan::guide::{GUIDES, Verdict};
use careplan::report::Severity;
use careplan::rules::{self, Certainty, Demand};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn ids_are_unique_sorted_and_belong_to_their_table() {
    let ids: Vec<&str> = rules::all().map(|rule| rule.id).collect();
    assert!(ids.len() >= 90, "{} rules", ids.len());
    for pair in ids.windows(2) {
        assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
    }
    for table in rules::TABLES {
        assert!(table.is_sorted_by_key(|rule| rule.id), "a table's rules stand in the order of their ids");
    }
    for id in ids {
        assert!(id.len() == 5 && id.starts_with("CP") && id[2..].chars().all(|c| c.is_ascii_digit()), "{id}");
    }
}

#[test]
fn names_say_the_defect() {
    let mut names = BTreeSet::new();
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
        for text in [rule.message, rule.looks_at, rule.why, rule.fix] {
            assert!(!text.contains("  "), "{}: two spaces", rule.id);
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

/// A rule that guides demand is cited by one; a rule of our own is cited by none and says why it is there.
#[test]
fn every_rule_says_who_demands_it() {
    for rule in rules::all() {
        let cited = GUIDES.iter().any(|guide| guide.clause_of(rule).is_some());
        match rule.demand {
            Demand::Guides => assert!(cited, "{}: no guide cites it", rule.id),
            Demand::Own(reason) => {
                assert!(!cited, "{}: a guide cites it", rule.id);
                assert!(reason.chars().count() >= 20 && !reason.is_ascii(), "{}: why?", rule.id);
            }
        }
    }
}

/// Every id that a rule ever had, with its name: `tests/rules/ids.txt`. An id keeps its meaning or is retired with a
/// reason; it never comes back as something else. `UPDATE=1` adds new ids and takes none away.
#[test]
fn ids_are_never_reused() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/ids.txt");
    let remembered = std::fs::read_to_string(&file).unwrap_or_default();
    let mut ever: BTreeMap<&str, &str> = remembered.lines().filter_map(|line| line.split_once(' ')).collect();
    for (id, name) in &ever {
        let retired = rules::RETIRED.iter().any(|(gone, _)| gone == id);
        match rules::find(id) {
            Some(rule) => assert_eq!(rule.name, *name, "{id} meant {name}: give the new rule a new id"),
            None => assert!(retired, "{id} {name} is gone: say why in RETIRED"),
        }
    }
    for (id, reason) in rules::RETIRED {
        assert!(rules::find(id).is_none(), "{id} is retired and living");
        assert!(ever.contains_key(id), "{id} never was");
        assert!(reason.chars().count() >= 10 && !reason.is_ascii(), "{id}: why?");
    }
    assert!(rules::RETIRED.is_sorted(), "in the order of ids");
    for rule in rules::all() {
        ever.insert(rule.id, rule.name);
    }
    let text: String = ever.iter().flat_map(|(id, name)| [*id, " ", *name, "\n"]).collect();
    if crate::snapshot::updating() {
        std::fs::write(&file, &text).expect("written");
    } else {
        assert!(text == remembered, "tests/rules/ids.txt lacks a rule: UPDATE=1 writes it");
    }
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
