//! Diagnostics as SARIF 2.1.0, the format that code hosts and editors read.

use super::{Diagnostic, Severity};
use crate::source::{Fix, Sources, Span};
use serde_json::{Value, json};
use std::fmt::Write;

/// What SARIF says about a rule.
#[derive(Clone, Debug)]
pub struct RuleInfo {
    /// Id, e.g. CP214.
    pub id: String,
    /// Name, e.g. short-goal-outside-long-goal.
    pub name: String,
    /// One sentence.
    pub summary: String,
    /// Why, and how to mend it.
    pub help: String,
    /// Its usual severity.
    pub severity: Severity,
}

/// One result: a diagnostic, the files it points into, and the reason when it was set aside.
pub struct SarifResult<'a> {
    /// What is told.
    pub diagnostic: &'a Diagnostic,
    /// The files it points into.
    pub sources: &'a Sources,
    /// The writer's reason for setting it aside.
    pub waived: Option<&'a str>,
}

/// The whole log around its results: what stands before and behind the elements of the array, which are written one by one
/// between ([`object`]), eight blanks in.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn frame(rules: &[RuleInfo]) -> serde_json::Result<(String, String)> {
    const RESULTS: &str = "\"results\": [";
    let log = serde_json::to_string_pretty(&empty_log(rules))?;
    // They are the last thing in the log; the words about rules stand before.
    let at = log.rfind(RESULTS).map_or(log.len(), |at| at + RESULTS.len());
    Ok((log[..at].to_owned(), log[at..].to_owned()))
}

fn empty_log(rules: &[RuleInfo]) -> Value {
    let descriptors = rules.iter().map(|rule| {
        json!({
            "id": rule.id,
            "name": rule.name,
            "shortDescription": { "text": rule.summary },
            "help": { "text": rule.help },
            "defaultConfiguration": { "level": level(rule.severity) },
        })
    });
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "careplan",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": descriptors.collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": [],
        }],
    })
}

/// One result as an object of the log.
#[must_use]
pub fn object(rules: &[RuleInfo], result: &SarifResult) -> Value {
    let diagnostic = result.diagnostic;
    let mut object = json!({
        "ruleId": diagnostic.code,
        "level": level(diagnostic.severity),
        "message": { "text": diagnostic.message },
        "locations": location(result.sources, diagnostic.span, None).into_iter().collect::<Vec<_>>(),
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == diagnostic.code) {
        object["ruleIndex"] = index.into();
    }
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .filter_map(|label| location(result.sources, label.span, Some(&label.message)))
        .collect();
    if !related.is_empty() {
        object["relatedLocations"] = related.into();
    }
    if let Some(fix) = &diagnostic.fix {
        object["fixes"] = json!([fixed(result.sources, fix)]);
    }
    if let Some(reason) = result.waived {
        object["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
    }
    object
}

/// A change of a file in SARIF's terms.
fn fixed(sources: &Sources, fix: &Fix) -> Value {
    let replacement = |(span, text): &(Span, String)| {
        let place = location(sources, *span, None)?;
        Some(json!({
            "deletedRegion": place["physicalLocation"]["region"],
            "insertedContent": { "text": text },
        }))
    };
    let file = fix.edits.first().and_then(|(span, _)| location(sources, *span, None));
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": file.map(|file| file["physicalLocation"]["artifactLocation"].clone()),
            "replacements": fix.edits.iter().filter_map(replacement).collect::<Vec<_>>(),
        }],
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn location(sources: &Sources, span: Span, message: Option<&str>) -> Option<Value> {
    let file = sources.file_of(span)?;
    let (start, end) = (file.place(span.start), file.place(span.end));
    let mut location = json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(file.path()) },
        "region": { "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column },
    } });
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    Some(location)
}

/// A path as a relative reference: everything but unreserved characters and `/` percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
