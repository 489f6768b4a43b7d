//! What rules found, as facts; the prose stands in the rule, who demands it is joined later.

use super::Rule;
use crate::source::Span;

/// One thing that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static Rule,
    /// The place to underline.
    pub primary: Span,
    /// The values that the message names, in its order.
    pub facts: Vec<String>,
    /// Other places that belong to it, with a few words each.
    pub related: Vec<(Span, String)>,
}

impl Finding {
    /// Adds another place.
    pub fn related(&mut self, span: Span, words: impl Into<String>) -> &mut Self {
        if !span.is_detached() && span != self.primary {
            self.related.push((span, words.into()));
        }
        self
    }

    /// Adds other places, with words for each.
    pub fn related_all<'r>(&mut self, places: impl IntoIterator<Item = &'r (Span, String)>) -> &mut Self {
        places.into_iter().fold(self, |finding, (span, words)| finding.related(*span, words.as_str()))
    }

    /// The message: the rule's sentence with the facts in their places. Facts are the writer's words: braces in them stay.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = String::new();
        let mut rest = self.rule.message;
        while let Some((before, after)) = rest.split_once('{') {
            let fact =
                after.split_once('}').and_then(|(at, after)| Some((self.facts.get(at.parse::<usize>().ok()?)?, after)));
            message.push_str(before);
            let (words, after) = fact.map_or(("{", after), |(fact, after)| (fact.as_str(), after));
            message.push_str(words);
            rest = after;
        }
        message + rest
    }
}

/// Gathers findings.
#[derive(Debug, Default)]
pub struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    /// Reports a finding at `primary` with the facts that the rule's message names.
    pub fn report(&mut self, rule: &'static Rule, primary: Span, facts: &[&dyn std::fmt::Display]) -> &mut Finding {
        let facts = facts.iter().map(ToString::to_string).collect();
        self.found.push(Finding { rule, primary, facts, related: Vec::new() });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// The rules that have reported anything, each once.
    pub(super) fn rules(&self) -> Vec<&'static Rule> {
        let mut rules: Vec<&'static Rule> = self.found.iter().map(|finding| finding.rule).collect();
        rules.dedup_by_key(|rule| rule.id);
        rules
    }

    /// Whether the same is found here.
    pub(super) fn have(&self, other: &Finding) -> bool {
        let same = |one: &Finding| one.rule.id == other.rule.id && one.primary == other.primary;
        self.found.iter().any(|one| same(one) && one.facts == other.facts)
    }

    /// Adds a place to some of the findings.
    pub(super) fn point_to(&mut self, place: Span, why: &str, is_meant: impl Fn(&Finding) -> bool) {
        for finding in self.found.iter_mut().filter(|finding| is_meant(finding)) {
            if !finding.related.iter().any(|(other, _)| *other == place) {
                finding.related(place, why);
            }
        }
    }

    /// All findings in the order of their places, then of their rules.
    #[must_use]
    pub fn sorted(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| (finding.primary.file, finding.primary.start, finding.rule.id));
        self.found.dedup_by(|a, b| a.rule.id == b.rule.id && a.primary == b.primary && a.facts == b.facts);
        self.found
    }
}
