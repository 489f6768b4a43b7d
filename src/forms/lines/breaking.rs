//! Where lines end: first where a word ends, as long as that costs no line.
//!
//! A paragraph is cut at the places that Unicode allows so that it takes as few lines as it can; among all such cuts the
//! one with the least [`tears`] and the least empty room is taken. So 「ケアショップまるがめ」 breaks behind ケアショップ, and
//! no line of a long paragraph depends on what stands far behind it.

use super::tears::{self, Tears};
use super::{Line, segment};
use crate::fonts::{self, Face, UNITS_PER_EM};
use crate::source::struck;

/// Lines of a paragraph that are chosen together. A longer one is cut into such pieces.
pub(super) const TOGETHER: usize = 12;

/// What a line costs: more than all that can be gained by ending lines elsewhere.
const LINE: u32 = 1_000_000;

/// What an empty em at the end of a line costs, in the unit of [`tears`].
const EMPTY_EM: u32 = 8;

/// What it costs that a line is an em longer or shorter than its neighbours, where all shall be even.
const UNEVEN_EM: u32 = 4;

/// What it costs that the last line of a paragraph is one sign, closing brackets and full stops aside.
const LONE_SIGN: u32 = 60;

/// What a hyphen that stands alone on a line costs.
const LONE_HYPHEN: u32 = 900;

/// How much room at the end of a piece of a long paragraph may stay empty, ems.
const STEP_BACK: u32 = 4;

/// 「行の揃え」 what the lines of a paragraph look like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Each as full as it can be: prose.
    Filled,
    /// All about equally long: a name in a narrow cell.
    Even,
}

/// A text measured once, to be broken for several widths.
pub(super) struct Prepared<'a> {
    text: &'a str,
    face: Face,
    clusters: Vec<Cluster>,
    tears: Tears,
}

#[derive(Clone, Copy)]
struct Cluster {
    start: usize,
    advance: u32,
    kind: Kind,
    /// Whether a line may begin with this cluster.
    may_begin: bool,
    /// Whether it is a hyphen, which gets no line of its own.
    is_hyphen: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ink,
    Space,
    LineEnd,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(text: &'a str, face: Face) -> Self {
        let mut breaks = segment(text).peekable();
        let mut before = None;
        let clusters = fonts::clusters(text)
            .map(|(start, cluster)| {
                while breaks.next_if(|&at| at < start).is_some() {}
                let allowed = breaks.peek() == Some(&start);
                // A dot that begins an item stands at the beginning of a line like any sign of a list.
                let is_bullet = cluster == "・" && matches!(before, Some(' ' | '　'));
                let may_begin =
                    (allowed || is_bullet) && !cluster.starts_with(tears::NEVER_FIRST) && before != Some('～');
                let is_hyphen = cluster == "-";
                if cluster.starts_with(struck::is_mark) {
                    // It has no room of its own, and stays with what is before it.
                    return Cluster { start, advance: 0, kind: Kind::Space, may_begin: false, is_hyphen: false };
                }
                before = cluster.chars().next_back();
                let (advance, kind) = match cluster {
                    "\n" => (0, Kind::LineEnd),
                    " " | "　" => (fonts::cluster_advance(cluster, face), Kind::Space),
                    _ => (fonts::cluster_advance(cluster, face), Kind::Ink),
                };
                Cluster { start, advance, kind, may_begin, is_hyphen }
            })
            .collect();
        Self { text, face, clusters, tears: Tears::default() }
    }

    /// Whether the text takes more than `n` lines even where each is as full as it can be: no choice of their ends helps then.
    pub(super) fn needs_more_than(&self, n: usize, width: u32) -> bool {
        let (mut first, mut lines) = (0, 0);
        while first < self.clusters.len() && lines <= n {
            let mut start = first;
            first = self.end_of_paragraph(first);
            while start < first && lines <= n {
                start = self.line_end(start, first, width);
                lines += 1;
            }
            first += 1;
        }
        lines > n
    }

    /// The line end that ends the paragraph that begins with a cluster, or the end of the text.
    fn end_of_paragraph(&self, first: usize) -> usize {
        let rest = &self.clusters[first..];
        rest.iter().position(|cluster| cluster.kind == Kind::LineEnd).map_or(self.clusters.len(), |at| first + at)
    }

    /// Breaks the text into lines of at most `width`.
    pub(super) fn lines(&self, width: u32, look: Look) -> Vec<Line> {
        let mut lines = Vec::new();
        let n = self.clusters.len();
        let mut first = 0;
        while first < n {
            let end = self.end_of_paragraph(first);
            self.paragraph(first, end, width, look, &mut lines);
            first = end + 1;
            if first == n {
                // `clean` takes line ends off the end of the text; be right without it too.
                lines.push(self.line(n, n));
            }
        }
        lines
    }

    fn paragraph(&self, first: usize, end: usize, width: u32, look: Look, lines: &mut Vec<Line>) {
        let mut first = first;
        loop {
            let mut ends = self.greedy(first, end, width);
            let mut last = ends.last().copied().unwrap_or(end);
            if last < end {
                last = self.step_back(ends.iter().rev().nth(1).copied().unwrap_or(first), last);
            }
            if ends.len() > 1
                && let Some(better) = self.best(first, last, width, look, ends.len())
            {
                ends = better;
            } else if let Some(ending) = ends.last_mut() {
                *ending = last;
            }
            for end in ends {
                lines.push(self.line(first, end));
                first = end;
            }
            if first >= end {
                return;
            }
        }
    }

    /// Ends of the next lines, each as full as it can be: all of the paragraph's, or as many as are chosen together.
    fn greedy(&self, first: usize, end: usize, width: u32) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut start = first;
        while ends.len() < TOGETHER {
            start = self.line_end(start, end, width);
            ends.push(start);
            if start >= end {
                break;
            }
        }
        ends
    }

    /// Index of the cluster after the fullest line that begins with cluster `first`.
    fn line_end(&self, first: usize, end: usize, width: u32) -> usize {
        let mut total = 0;
        let mut allowed = None;
        for (i, cluster) in self.clusters.iter().enumerate().take(end).skip(first) {
            let alone = i == first + 1 && self.clusters[first].is_hyphen;
            if i > first && cluster.may_begin && !alone {
                allowed = Some(i);
            }
            total += cluster.advance;
            // Spaces may hang over the edge: nobody sees them, but none is lost.
            if total > width && cluster.kind == Kind::Ink {
                // A word wider than the field is cut where it must be, and no hyphen is left alone behind it.
                let cut = if cluster.is_hyphen && i > first + 1 { i - 1 } else { i.max(first + 1) };
                return allowed.unwrap_or(cut);
            }
        }
        end
    }

    /// A better end than `end` for the last line of a piece that begins with cluster `first`, a few ems before it.
    fn step_back(&self, first: usize, end: usize) -> usize {
        let (mut best, mut least, mut empty) = (end, self.tear(end), 0);
        for at in (first + 1..end).rev() {
            empty += self.clusters[at].advance;
            if empty > STEP_BACK * UNITS_PER_EM {
                break;
            }
            let cost = self.tear(at) + empty * EMPTY_EM / UNITS_PER_EM;
            if self.clusters[at].may_begin && cost < least {
                (best, least) = (at, cost);
            }
        }
        best
    }

    /// The best ends of the lines of a piece: of the fewest lines, with the fewest tears. None where a word must be cut.
    fn best(&self, first: usize, end: usize, width: u32, look: Look, n: usize) -> Option<Vec<usize>> {
        let piece = &self.clusters[first..end];
        let mut sums = Vec::with_capacity(piece.len() + 1);
        // Where the ink of the clusters before each place ends.
        let mut ink = Vec::with_capacity(piece.len() + 1);
        let (mut sum, mut inked) = (0, 0);
        sums.push(0);
        ink.push(0);
        for cluster in piece {
            sum += cluster.advance;
            if cluster.kind == Kind::Ink {
                inked = sum;
            }
            sums.push(sum);
            ink.push(inked);
        }
        let even = inked / u32::try_from(n).unwrap_or(1).max(1);
        let mut best: Vec<Option<(u32, usize)>> = vec![None; piece.len() + 1];
        best[0] = Some((0, 0));
        for at in 1..=piece.len() {
            let is_last = at == piece.len();
            if !is_last && !piece[at].may_begin {
                continue;
            }
            let tear = if is_last { 0 } else { self.tear(first + at) };
            for from in (0..at).rev() {
                let filled = ink[at].saturating_sub(sums[from]);
                if filled > width {
                    break;
                }
                let Some((before, _)) = best[from] else { continue };
                let off = match look {
                    Look::Filled if is_last => 0,
                    Look::Filled => (width - filled) * EMPTY_EM,
                    Look::Even => filled.abs_diff(even) * UNEVEN_EM,
                };
                let alone = match at - from {
                    1 if piece[from].is_hyphen => LONE_HYPHEN,
                    _ if is_last && from > 0 && self.is_lone(first + from, first + at) => LONE_SIGN,
                    _ => 0,
                };
                let cost = before + LINE + tear + off / UNITS_PER_EM + alone;
                if best[at].is_none_or(|(least, _)| cost < least) {
                    best[at] = Some((cost, from));
                }
            }
        }
        let mut ends = Vec::new();
        let mut at = piece.len();
        while at > 0 {
            ends.push(first + at);
            (_, at) = best[at]?;
        }
        ends.reverse();
        Some(ends)
    }

    /// Whether a line is one sign, but for what closes it: 「護」, 「助）」.
    fn is_lone(&self, first: usize, end: usize) -> bool {
        let offset = |i: usize| self.clusters.get(i).map_or(self.text.len(), |cluster| cluster.start);
        let closing = |ch: char| "）」』】〉》］｝。、．， 　)]".contains(ch);
        fonts::clusters(self.text[offset(first)..offset(end)].trim_end_matches(closing)).take(2).count() <= 1
    }

    /// What it costs to begin a line with a cluster.
    fn tear(&self, at: usize) -> u32 {
        let starts = || self.clusters.iter().map(|cluster| cluster.start);
        self.tears.before(self.text, at, starts)
    }

    fn line(&self, first: usize, end: usize) -> Line {
        let offset = |i: usize| self.clusters.get(i).map_or(self.text.len(), |cluster| cluster.start);
        let text = super::from(self.text, offset(first), offset(end));
        Line { text, face: self.face, start: offset(first) }
    }
}
