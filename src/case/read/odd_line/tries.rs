//! Which changes mend a file, found by reading copies of it, as long as that is quick.

use super::super::look::{Look, Told, is_of_structure, places};
use super::change::Change;
use super::outline::{self, begins, dash, down, indent, inner, is_dash_of_row, is_lone_dash, text_of, ways, word};
use crate::source::yaml::{self, Kind, Node};
use crate::source::{SourceFile, to_u32};
use std::collections::{BTreeSet, VecDeque};

/// How many bytes the tries of one kind may read: some fifty times a plan.
const MAX_READ: usize = 1 << 20;
/// How many bytes are looked through for the place where YAML stops, which is quicker.
const MAX_LOOKED_THROUGH: usize = 1 << 22;
/// So many lines are looked for, one after the other, that were moved together and are no part.
const MAX_RUN: usize = 12;
/// How many lines behind those that were moved YAML may stop because the next was moved, too.
const NEAR: usize = 3;
/// A change of so many times the lines of another that does the same is not what happened,
const MANY_TIMES: usize = 2;
/// unless it spares at least so many ways of standing in each other.
const WORTH: usize = 2;

/// A change after which the plan can be read, or more of it.
pub(super) struct Found {
    pub(super) change: Change,
    /// What is left of the mistakes then.
    pub(super) left: Vec<Told>,
    /// Whether what looks like an entry becomes a line of a text by it.
    into_text: bool,
    /// Whether one row becomes two by it.
    pub(super) tears: bool,
    /// How many ways of standing in each other the lines have then: what one hand typed has few.
    pub(super) ways: usize,
    pub(super) n_lines: usize,
    is_of_dash: bool,
}

impl Found {
    /// How much speaks against it, whatever else was found.
    fn doubt(&self) -> (usize, bool, bool) {
        (self.left.len(), self.into_text, self.tears)
    }
}

/// Trying changes of a file.
pub(super) struct Tries<'t> {
    pub(super) look: &'t Look<'t>,
    /// How many bytes were read.
    read_through: usize,
    /// How many were looked through.
    looked_through: usize,
}

/// The mistake that is to be mended, in the file as it stands.
pub(super) struct Mistake<'m> {
    pub(super) file: &'m SourceFile,
    /// All mistakes.
    pub(super) told: &'m [Told],
    /// The one that must be gone.
    pub(super) first: Told,
    /// Whether it is told of a value that runs on, or has parts below it: how the lines stand says more.
    pub(super) is_vague: bool,
    /// The lines that may have to do with it.
    pub(super) suspects: &'m BTreeSet<usize>,
}

impl<'t> Tries<'t> {
    pub(super) fn new(look: &'t Look<'t>) -> Self {
        Self { look, read_through: 0, looked_through: 0 }
    }

    /// Those of the changes and of what was found before after which the least is wrong.
    pub(super) fn best(&mut self, mistake: &Mistake, mut best: Vec<Found>, changes: Vec<Change>) -> Vec<Found> {
        (self.read_through, self.looked_through) = (0, 0);
        // What makes the plan much less regular than it is mends nothing.
        let most = ways(mistake.file) + 1;
        let mut copies: Vec<(usize, usize, Change, SourceFile)> = changes
            .into_iter()
            .map(|change| (change.made(mistake.file), change))
            .map(|(copy, change)| (ways(&copy), change.n_lines(mistake.file), change, copy))
            .filter(|(ways, ..)| *ways <= most)
            .collect();
        copies.sort_by_key(|(ways, n_lines, ..)| (*ways, *n_lines));
        let mut copies = VecDeque::from(copies);
        while let Some((ways, n_lines, change, copy)) = copies.pop_front() {
            // One with far fewer lines may be what happened, though it leaves the plan less regular.
            let is_better = |best: &Found| best.ways + WORTH <= ways && best.n_lines < n_lines * MANY_TIMES;
            if best.iter().any(|best| best.doubt() == (0, false, false) && is_better(best)) {
                continue;
            }
            if let Some(stop) = self.stops_before(&copy, mistake.first.1.max(change.last + NEAR)) {
                // One of the next lines is the odd one now: they may have been moved along.
                let more = change
                    .with_next(mistake.file)
                    .filter(|more| (more.last..change.last + 1 + NEAR).contains(&stop) && n_lines < MAX_RUN);
                copies.extend(
                    more.map(|more| (more.made(mistake.file), more))
                        .map(|(copy, more)| (outline::ways(&copy), n_lines + 1, more, copy)),
                );
                continue;
            }
            let Some((root, left)) = self.read(&copy) else { break };
            if let Some(more) = longer(&change, mistake, &copy, &left) {
                let copy = more.made(mistake.file);
                copies.push_back((outline::ways(&copy), more.n_lines(mistake.file), more, copy));
            }
            if !mistake.is_mended(&change, &left) || self.hides_a_line(mistake, &change, &copy, root.as_ref()) {
                continue;
            }
            let into_text = self.puts_into_text(&change, mistake.file, &copy);
            if into_text && (n_lines > 1 || !is_above_its_text(&change, mistake.file, &copy)) {
                continue;
            }
            let is_of_dash = change.is_of_dash(mistake.file);
            // A dash at the place that is told may part its row as well, where other lines were moved.
            let at_mistake = down(&copy, mistake.first.1).take(2).filter(|line| !dash(copy.line(*line)).is_empty());
            let mut lines = std::iter::once(change.line).chain(at_mistake);
            let tears = root.as_ref().is_some_and(|root| lines.any(|line| tears(root, line, &copy)));
            best.push(Found { change, left, into_text, tears, ways, n_lines, is_of_dash });
        }
        if let Some(least) = best.iter().map(Found::doubt).min() {
            best.retain(|one| one.doubt() == least);
        }
        best
    }

    /// What is left when a line is not there; none when that mends nothing.
    pub(super) fn without(&mut self, mistake: &Mistake, line: usize) -> Option<Vec<Told>> {
        let nothing = Change::nothing(line);
        let (_, left) = self.read(&nothing.made(mistake.file))?;
        mistake.is_mended(&nothing, &left).then_some(left)
    }

    /// What is left when the line that is told has another value; none when that mends nothing.
    pub(super) fn with_other_value(&mut self, mistake: &Mistake) -> Option<Vec<Told>> {
        let (file, (_, number)) = (mistake.file, mistake.first);
        let line = file.line(number);
        let words = begins(line);
        let value = line[words..].find(": ").map_or(words, |colon| words + colon + 2);
        let is_one = value > words || !dash(line).is_empty();
        let start = file.line_start(number) as usize;
        let written = line[value..].trim();
        let is_other = |other: &&str| match *other {
            "x" => true,
            "" => matches!(written, "|" | "|-" | ">" | ">-" | "~" | "\"\"" | "''"),
            brackets => written.starts_with(&brackets[..1]),
        };
        let others = ["x", "{}", "[]", ""].into_iter().filter(|other| is_one && is_other(other));
        others.into_iter().find_map(|other| {
            let mut text = file.text().to_owned();
            text.replace_range(start + value..start + line.trim_end().len().max(value), other);
            let (_, left) = self.read(&SourceFile::new(file.name(), text))?;
            mistake.is_mended(&Change::nothing(number), &left).then_some(left)
        })
    }

    /// A dash that stands alone, without which all can be read: one that begins nothing, or any.
    pub(super) fn stray_dash(&mut self, mistake: &Mistake, begins_row: bool) -> Option<Found> {
        let file = mistake.file;
        // Where no other row begins so, none does.
        let is_usual = file.text().lines().filter(|line| is_lone_dash(line)).count() > 1;
        let is_of_row = |line: usize| is_usual && is_dash_of_row(file, line);
        let is_one = |line: &usize| is_lone_dash(file.line(*line)) && is_of_row(*line) == begins_row;
        mistake.suspects.iter().copied().filter(is_one).find_map(|line| {
            let left = self.without(mistake, line)?;
            let change = Change::nothing(line);
            let ways = ways(&change.made(file));
            Some(Found { change, left, into_text: false, tears: false, ways, n_lines: 1, is_of_dash: true })
        })
    }

    /// The line where YAML stops, where that is no later than another; the other where nobody looks any more. That is known before
    /// all is read.
    fn stops_before(&mut self, copy: &SourceFile, line: usize) -> Option<usize> {
        self.looked_through += copy.text().len();
        if self.looked_through > MAX_LOOKED_THROUGH {
            return Some(0);
        }
        yaml::stops_at(copy).map(|at| copy.line_of(at)).filter(|at| *at <= line)
    }

    fn read(&mut self, copy: &SourceFile) -> Option<(Option<Node>, Vec<Told>)> {
        self.read_through += copy.text().len();
        (self.read_through <= MAX_READ).then(|| {
            let (root, problems) = self.look.read(copy);
            let left = places(copy, problems.iter().filter(|problem| is_of_structure(problem.code)));
            (root, left)
        })
    }

    /// Whether a line that looks like an entry or an item vanishes in a text that begins above it.
    fn hides_a_line(&self, mistake: &Mistake, change: &Change, copy: &SourceFile, root: Option<&Node>) -> bool {
        let starts = root.map(starts).unwrap_or_default();
        let told = mistake.told.iter().map(|(_, line)| *line).take(3);
        let lines: BTreeSet<usize> =
            mistake.suspects.iter().copied().chain(told).chain([change.line, change.last]).collect();
        lines.into_iter().any(|number| {
            let line = copy.line(number);
            // What is put elsewhere must not go on a text either, whatever it looks like.
            let looks_like_part = number == change.line || !dash(line).is_empty() || self.look.is_key(word(line));
            looks_like_part && !starts.contains(&word_at(copy, number)) && text_of(copy, number).is_none()
        })
    }

    /// Whether a line becomes one of a text that looks like an item, or an entry with its colon: one of those that are moved, or the next,
    /// and all that stand below it then.
    fn puts_into_text(&self, change: &Change, file: &SourceFile, copy: &SourceFile) -> bool {
        change.lines().chain(down(copy, change.last + 1).next()).any(|number| {
            let line = copy.line(number);
            let rest = &line[begins(line) + word(line).len()..];
            let is_entry = (rest.starts_with(": ") || rest == ":") && self.look.is_key(word(line));
            (is_entry || !dash(line).is_empty()) && text_of(copy, number).is_some() && text_of(file, number).is_none()
        })
    }
}

/// The best of changes of which as much speaks against one as against the other, and the lines that may be meant as well. A change
/// that makes the plan more regular is better, unless another does it with far fewer lines.
pub(super) fn choice(found: Vec<Found>) -> (Vec<Found>, BTreeSet<usize>) {
    // What leaves it much less regular than another does is no measure for that.
    let least_ways = found.iter().map(|one| one.ways).min().unwrap_or_default();
    let regular = found.iter().filter(|one| one.ways <= least_ways + WORTH);
    let fewest = regular.map(|one| one.n_lines).min().unwrap_or_default();
    let is_small = |one: &Found| one.n_lines < fewest * MANY_TIMES;
    // A dash is lost or typed less often than a blank, and several lines are moved less often than one.
    let cost = |one: &Found| {
        let more = if is_small(one) { 0 } else { WORTH } + usize::from(one.is_of_dash);
        (one.ways + more, one.is_of_dash, one.n_lines > 1)
    };
    let least = found.iter().map(cost).min().unwrap_or_default();
    let (best, others): (Vec<Found>, Vec<Found>) = found.into_iter().partition(|one| cost(one) == least);
    // Which of two parts was moved is seen less well than which of two lines; a larger one that leaves all as regular may be it,
    // and one that leaves it more so whatever was moved.
    let ways = best.iter().map(|one| one.ways).min().unwrap_or_default();
    let is_near = |one: &&Found| {
        let is_as_regular = one.ways < ways || least.2 && one.ways == ways;
        !one.is_of_dash && (is_as_regular || least.2 && is_small(one) && one.ways <= least.0 + WORTH)
    };
    let near = others.iter().filter(is_near).map(|one| one.change.line).collect();
    (best, near)
}

/// Whether a line stands less deep than the key of the text into which it is put: no neighbour of that key.
fn is_above_its_text(change: &Change, file: &SourceFile, copy: &SourceFile) -> bool {
    text_of(copy, change.line).is_some_and(|key| indent(file.line(change.line)) < inner(file.line(key)))
}

/// The change with the lines below it down to where the plan cannot be read then, where that is further on: a selection that was
/// moved may end above a text, or behind lines that can be read wherever they stand.
fn longer(change: &Change, mistake: &Mistake, copy: &SourceFile, left: &[Told]) -> Option<Change> {
    let stops = yaml::stops_at(copy).map(|at| copy.line_of(at));
    let stop = left.iter().map(|(_, line)| *line).chain(stops).filter(|line| *line > change.last).min()?;
    let above = outline::up(copy, stop).next().filter(|above| *above > change.last).unwrap_or(stop);
    (above > change.last).then(|| change.down_to(mistake.file, above)).flatten()
}

/// Where the words of a line begin, or those below its lone dash.
fn word_at(file: &SourceFile, line: usize) -> u32 {
    let said = if is_lone_dash(file.line(line)) { down(file, line + 1).next().unwrap_or(line) } else { line };
    file.line_start(said) + to_u32(begins(file.line(said)))
}

/// Whether the item that a line begins has no key in common with the row beside it: what was one row would be two.
fn tears(root: &Node, line: usize, copy: &SourceFile) -> bool {
    let at = word_at(copy, line);
    let mut to_do = vec![root];
    while let Some(node) = to_do.pop() {
        match &node.kind {
            Kind::Map(entries) => to_do.extend(entries.iter().map(|entry| &entry.value)),
            Kind::Seq(items) => {
                if let Some(own) = items.iter().position(|item| item.span.start == at) {
                    let beside = if own > 0 { items.get(own - 1) } else { items.get(1) };
                    let (own, beside) = (keys(&items[own]), beside.map(keys).unwrap_or_default());
                    return !own.is_empty() && !beside.is_empty() && own.is_disjoint(&beside);
                }
                to_do.extend(items);
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    false
}

/// The keys of a row; none of what is no map.
pub(in crate::case::read) fn keys(row: &Node) -> BTreeSet<&str> {
    match &row.kind {
        Kind::Map(entries) => entries.iter().map(|entry| entry.key.as_str()).collect(),
        _ => BTreeSet::new(),
    }
}

/// Whether a key, a value or an item begins on a line: what stands there has not sunk into a text above it.
pub(in crate::case::read) fn begins_on(root: &Node, file: &SourceFile, line: usize) -> bool {
    starts(root).into_iter().any(|start| file.line_of(start) == line)
}

/// Where keys, values and items begin.
fn starts(node: &Node) -> BTreeSet<u32> {
    let mut starts = BTreeSet::new();
    let mut to_do = vec![node];
    while let Some(node) = to_do.pop() {
        match &node.kind {
            Kind::Map(entries) => {
                starts.extend(entries.iter().flat_map(|entry| [entry.key_span.start, entry.value.span.start]));
                to_do.extend(entries.iter().map(|entry| &entry.value));
            }
            Kind::Seq(items) => {
                starts.extend(items.iter().map(|item| item.span.start));
                to_do.extend(items);
            }
            Kind::Null | Kind::Scalar(_) => {}
        }
    }
    starts
}

impl Mistake<'_> {
    /// Whether it is gone, and no new one is there; behind a place where reading stopped nobody knew any.
    fn is_mended(&self, change: &Change, left: &[Told]) -> bool {
        let stops = yaml::stops_at(self.file).is_some();
        let last = self.told.iter().map(|(_, line)| *line).chain([change.last]).max().unwrap_or_default();
        let is_known = |told: &Told| self.told.contains(told) || stops && told.1 > last + 3;
        left.iter().all(is_known) && !left.contains(&self.first)
    }
}
