//! Fixes of rules, tried on every example of every rule: each leads to a plan that reads, that is told less, and that differs
//! only where the fix says.

use crate::rules::{Example, code_list, examples};
use careplan::billing::codes::CodeList;
use careplan::case::Case;
use careplan::case::read::from_text;
use careplan::fixes;
use careplan::report::Severity;
use careplan::rules::{self, CheckContext, Finding};
use careplan::source::Span;
use careplan::source::edit::{TextEdit, apply};
use std::collections::BTreeSet;
use std::fmt::Write;

fn told(text: &str, example: &Example, codes: &CodeList) -> (Case, Vec<Finding>) {
    let (case, _) = from_text("plan.yaml", text);
    let context = CheckContext::new(&case.file, example.as_of).with_codes(Some(codes));
    let found = rules::check(&context);
    (case, found)
}

/// The places at which something is told; several with one cause are told as one. What says 基準日 is no such place.
fn places(finding: &Finding) -> usize {
    let is_place = |(_, words): &&(Span, String)| !words.starts_with("基準日");
    1 + finding.related.iter().filter(is_place).count()
}

/// The places at which a rule is told.
fn count(found: &[Finding], rule: &str) -> usize {
    found.iter().filter(|finding| finding.rule.id == rule).map(places).sum()
}

/// How much is told, the gravest first.
fn wrongs(found: &[Finding]) -> [usize; 3] {
    [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| found.iter().filter(|finding| finding.rule.severity == severity).map(places).sum())
}

#[test]
fn fixes_of_rules_stand_in_order_and_name_rules() {
    let ids: Vec<&str> = fixes::RULES.iter().map(|fix| fix.rule).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let unknown: Vec<_> = ids.iter().filter(|id| rules::find(id).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let rules: BTreeSet<&str> = ids.into_iter().collect();
    assert!(rules.len() >= 40, "{} rules have a fix", rules.len());
}

/// 「1回」 would only silence what is told of an addition of the month.
#[test]
fn no_fix_counts_an_addition_of_the_month_by_use() {
    let codes = code_list();
    let all = examples();
    let of_month =
        all.iter().filter(|example| example.name.starts_with("CP709") && example.text.contains("科学的介護"));
    let mut told_of = 0;
    for example in of_month {
        let (case, found) = told(&example.text, example, &codes);
        let context = CheckContext::new(&case.file, example.as_of).with_codes(Some(&codes));
        for finding in found.iter().filter(|finding| finding.rule.id == "CP709") {
            told_of += 1;
            let fixes = fixes::Finder::new(&case, &context, &example.text).of_finding("CP709", finding.primary);
            assert!(fixes.is_empty(), "{}: {}", example.name, fixes[0].title);
        }
    }
    assert!(told_of > 0);
}

/// What stands in the plan and is not read, as a comment or in the text above it, is no value that is missing.
#[test]
fn nothing_is_written_beside_what_stands_unread() {
    let plan = |last: &str| {
        format!(
            "様式: 香川県令和7年\n第4表:\n  - 作成年月日: 令和7年5月1日\n    結論: |-\n      続ける。\n{last}第5表: []\n"
        )
    };
    let offered = |last: &str| {
        let text = plan(last);
        let (case, _) = from_text("plan.yaml", &text);
        let context = CheckContext::new(&case.file, None);
        let found = rules::check(&context);
        let finding = found.iter().find(|finding| finding.rule.id == "CP425").expect(last);
        fixes::Finder::new(&case, &context, &text).of_finding("CP425", finding.primary).len()
    };
    assert_eq!(offered(""), 1);
    assert_eq!(offered("    # 残りは次回に\n"), 1);
    for unread in ["    #残された課題: 歩く量\n", "    # 残された課題： 歩く量\n", "      残された課題: 歩く量\n"]
    {
        assert_eq!(offered(unread), 0, "{unread}");
    }
}

#[test]
fn every_fix_mends_its_finding_and_breaks_nothing() {
    let (codes, mut failures, mut used) = (code_list(), String::new(), BTreeSet::new());
    for example in examples() {
        let (case, found) = told(&example.text, &example, &codes);
        let context = CheckContext::new(&case.file, example.as_of).with_codes(Some(&codes));
        for finding in &found {
            let rule = finding.rule.id;
            for fix in fixes::Finder::new(&case, &context, &example.text).of_finding(rule, finding.primary) {
                let edits: Vec<TextEdit> = fix.edits.iter().map(TextEdit::from).collect();
                let new = apply(&example.text, &edits).unwrap();
                let (after, left) = told(&new, &example, &codes);
                let mut fault = |what: String| {
                    let _ = writeln!(
                        failures,
                        "{} {rule} {}: {what}\n    {:?}",
                        example.name,
                        fix.title,
                        fix.edits.iter().map(|(_, text)| text).collect::<Vec<_>>()
                    );
                };
                if after.problems.len() > case.problems.len() {
                    fault(format!("mistakes of reading: {:?}", after.problems));
                } else if count(&left, rule) >= count(&found, rule) {
                    fault("still told".to_owned());
                // What the list of codes says is right, whatever that brings to light.
                } else if rule != "CP713" && wrongs(&left) >= wrongs(&found) {
                    let new = left.iter().map(|finding| finding.rule.id);
                    let new: BTreeSet<_> = new.filter(|id| count(&left, id) > count(&found, id)).collect();
                    fault(format!("something else is told instead: {new:?}"));
                } else {
                    used.insert(rule);
                }
            }
        }
    }
    let unused = fixes::RULES.iter().map(|fix| fix.rule).filter(|id| !used.contains(id));
    // Found where findings are judged, not from a plan alone.
    let unused: Vec<&str> = unused.filter(|id| !id.starts_with("CP09")).collect();
    assert!(failures.is_empty() && unused.is_empty(), "\n{failures}\nno example is mended: {unused:?}");
}
