//! Several keys in a row that all belong in one other part: what is wrong is not each of them, but that their heading is gone or
//! that they stand in the wrong column. Told once, at the first of them.

use super::PROVIDERS;
use crate::case::{CaseFile, schema};
use crate::source::edit::Step;
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Problem, ProblemCode, SourceFile, Span};
use std::collections::BTreeSet;

/// Said of what is told at the first of its kind.
const SAME: &str = "この項目も同じです";

/// Tells each such run at its first key, the others beside it. The problems stand in the order of the file.
pub(super) fn tell_once(root: &Node, file: &SourceFile, problems: &mut Vec<Problem>) {
    let mut told: Vec<Problem> = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    for problem in problems.drain(..) {
        let Some(stray) = stray(root, &problem) else {
            told.push(problem);
            continue;
        };
        let homes = runs.last().and_then(|run| run.homes_with(&stray));
        if let (Some(homes), Some(run)) = (homes, runs.last_mut()) {
            run.first.homes = homes;
            run.more.push((problem, stray.key));
        } else {
            runs.push(Run { at: told.len(), first: stray, more: Vec::new() });
            told.push(problem);
        }
    }
    let dropped = join_of_lost_part(root, &mut runs, &mut told);
    // One key alone may have strayed for itself.
    for run in runs.into_iter().filter(|run| !run.more.is_empty()) {
        run.tell(root, file, &mut told);
    }
    let kept = told.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at));
    let mut told: Vec<Problem> = kept.map(|(_, problem)| problem).collect();
    told.dedup_by(|next, one| is_same_below(file, one, next));
    *problems = told;
}

/// Joins runs that all belong in one part which the plan has not: its heading is gone with what stood between them. Gives which of what
/// is told goes with the run before.
fn join_of_lost_part(root: &Node, runs: &mut Vec<Run>, told: &mut [Problem]) -> BTreeSet<usize> {
    let mut dropped = BTreeSet::new();
    let mut kept: Vec<Run> = Vec::new();
    for run in runs.drain(..) {
        let lost = kept.last().is_some_and(|last| {
            let parts = parts(&run.first.homes);
            parts.intersection(&self::parts(&last.first.homes)).any(|part| root.get(part).is_none())
        });
        match kept.last().filter(|_| lost) {
            Some(last) => {
                let more = run.more.iter().map(|(problem, _)| problem.span);
                let spans: Vec<Span> = std::iter::once(told[run.at].span).chain(more).collect();
                told[last.at].related.extend(spans.into_iter().map(|span| (span, SAME.to_owned())));
                dropped.insert(run.at);
            }
            None => kept.push(run),
        }
    }
    *runs = kept;
    dropped
}

/// The parts of a plan in which homes of keys are.
fn parts(homes: &[String]) -> BTreeSet<&'static str> {
    let is_in = |part: &str, home: &String| {
        home.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('の'))
    };
    CaseFile::KEYS.iter().copied().filter(|part| homes.iter().any(|home| is_in(part, home))).collect()
}

/// Rows of a list that are all of another kind than its rows are one mistake: the next is put beside the one above.
fn is_same_below(file: &SourceFile, one: &mut Problem, next: &Problem) -> bool {
    let line_of = |span: Span| file.line_of(span.start);
    let last = one.related.last().filter(|(_, words)| words == SAME).map_or(one.span, |(span, _)| *span);
    let is_same = one.code == ProblemCode::WrongKind && next.code == one.code && next.message == one.message;
    let is_below = is_same && line_of(next.span) == line_of(last) + 1 && one.fix.is_none() && next.fix.is_none();
    if is_below {
        one.related.push((next.span, SAME.to_owned()));
    }
    is_below
}

/// An unknown key that is known in other parts of a plan.
struct Stray {
    key: String,
    /// The keys of the parts that it stands in.
    part: Vec<String>,
    homes: Vec<String>,
}

/// A key and those behind it that belong in the same part.
struct Run {
    /// Which problem the first one is.
    at: usize,
    first: Stray,
    more: Vec<(Problem, String)>,
}

impl Run {
    /// The homes that all keys share with the next one; none where that stands in another part or belongs elsewhere.
    fn homes_with(&self, next: &Stray) -> Option<Vec<String>> {
        let shared = self.first.homes.iter().filter(|home| next.homes.contains(home));
        let shared: Vec<String> = shared.cloned().collect();
        (self.first.part == next.part && !shared.is_empty()).then_some(shared)
    }

    fn tell(self, root: &Node, file: &SourceFile, told: &mut [Problem]) {
        let heading = heading_above(root, told[self.at].span, &self.first.homes);
        let Self { at, first, more } = self;
        told[at].fix = None;
        if let Some(heading) = heading {
            let own = std::mem::replace(&mut told[at].span, heading.key_span);
            told[at].message = format!("「{}」の中に書く項目が、この行と同じ字下げで並んでいます", heading.key);
            told[at].help = Some("この行の字下げを浅くするか、中の項目を半角2文字深くしてください".to_owned());
            told[at].related.push((own, "ここからです".to_owned()));
            return;
        }
        let last = more.last().map_or(first.key.as_str(), |(_, key)| key);
        let n = more.len() + 1;
        let homes: String = first.homes.iter().flat_map(|home| ["「", home, "」"]).collect();
        told[at].message = if more.iter().all(|(_, key)| *key == first.key) {
            format!("「{last}」という項目（{n}か所）は、ここに書く項目ではありません")
        } else {
            format!("「{}」から「{last}」までの{n}項目は、ここに書く項目ではありません", first.key)
        };
        told[at].help =
            Some(format!("{homes}の中に書く項目です。見出しの行が抜けていないか、字下げを確かめてください"));
        if let Some(heading) = heading_of(root, told[at].span) {
            told[at].related.push((heading, "いまは、この見出しの中にあります".to_owned()));
        }
        // Of a row on one line, once.
        let mut lines = BTreeSet::from([file.line_of(told[at].span.start)]);
        let others = more.into_iter().map(|(problem, _)| problem.span);
        let others = others.filter(|span| lines.insert(file.line_of(span.start)));
        told[at].related.extend(others.map(|span| (span, SAME.to_owned())));
    }
}

/// The key of one of the homes that has nothing in it and stands directly above a stray.
fn heading_above<'r>(root: &'r Node, stray: Span, homes: &[String]) -> Option<&'r Entry> {
    match &root.kind {
        Kind::Map(entries) => match entries.iter().position(|entry| entry.key_span == stray) {
            Some(at) => {
                let above = entries.get(at.checked_sub(1)?)?;
                (matches!(above.value.kind, Kind::Null) && homes.contains(&above.key)).then_some(above)
            }
            None => entries.iter().find_map(|entry| heading_above(&entry.value, stray, homes)),
        },
        Kind::Seq(items) => items.iter().find_map(|item| heading_above(item, stray, homes)),
        Kind::Null | Kind::Scalar(_) => None,
    }
}

/// The innermost key whose value a place stands in.
fn heading_of(node: &Node, place: Span) -> Option<Span> {
    let around = |span: Span| span.file == place.file && span.start <= place.start && place.start < span.end;
    match &node.kind {
        Kind::Map(entries) => {
            let entry = entries.iter().find(|entry| around(entry.value.span) && entry.value.span != place)?;
            heading_of(&entry.value, place).or(Some(entry.key_span))
        }
        Kind::Seq(items) => heading_of(items.iter().find(|item| around(item.span))?, place),
        Kind::Null | Kind::Scalar(_) => None,
    }
}

/// What strayed, of a mistake about a key that belongs elsewhere.
fn stray(root: &Node, problem: &Problem) -> Option<Stray> {
    let mut steps = root.steps_to(problem.span);
    let Some(Step::Key(key)) = steps.0.pop() else { return None };
    let known = |key: &str| schema::homes().iter().find(|(known, _)| known == key).map(|(_, homes)| homes.clone());
    let homes = match problem.code {
        _ if problem.fix.is_some() => None,
        ProblemCode::UnknownKey => known(&key).or_else(|| homes_of_provider(entry_at(root, problem.span)?)),
        // Among providers, whose names are keys, a value that is no part.
        ProblemCode::WrongKind if steps.0.last() == Some(&Step::Key(PROVIDERS.to_owned())) => known(&key),
        _ => None,
    }?;
    // The rows of one list are one part.
    let keys = steps.0.into_iter().filter_map(|step| if let Step::Key(key) = step { Some(key) } else { None });
    Some(Stray { key, part: keys.collect(), homes })
}

/// The home of a provider: its name is the key, and all below it are keys of one.
fn homes_of_provider(entry: &Entry) -> Option<Vec<String>> {
    let Kind::Map(entries) = &entry.value.kind else { return None };
    let is_of_one = |key: &str| {
        schema::homes().iter().any(|(known, homes)| known == key && homes.iter().any(|home| home == PROVIDERS))
    };
    (!entries.is_empty() && entries.iter().all(|entry| is_of_one(&entry.key))).then(|| vec![PROVIDERS.to_owned()])
}

/// The entry whose key or value stands at a place.
fn entry_at(node: &Node, place: Span) -> Option<&Entry> {
    match &node.kind {
        Kind::Map(entries) => entries.iter().find_map(|entry| {
            if entry.key_span == place || entry.value.span == place {
                return Some(entry);
            }
            entry_at(&entry.value, place)
        }),
        Kind::Seq(items) => items.iter().find_map(|item| entry_at(item, place)),
        Kind::Null | Kind::Scalar(_) => None,
    }
}
