//! Values and keys on their way into the list or map that is open: keys that stand twice and what `<<` takes in.

use super::{Builder, Content, FaultKind, Frame, Key, MAX_ENTRIES, MAX_NODES, Open, commas};
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Span, edit};
use std::ops::Range;

impl Builder<'_> {
    /// Puts a value where it belongs: under the waiting key, into the list, or at the root. Lists and maps as keys are told.
    pub(super) fn value(&mut self, node: Node, place: &Range<usize>) -> Result<(), FaultKind> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(FaultKind::TooMuch);
        }
        match self.frames.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::Seq(items)) => items.push(node),
            Some(Content::Map { key, .. }) => {
                if let Some(key) = key.take() {
                    return self.entry(key, node);
                }
                if matches!(node.kind, Kind::Seq(_) | Kind::Map(_)) {
                    self.tell(
                        place,
                        "項目名は文字で書きます。[ ] や { } は項目名になりません",
                        "括弧の前の「項目名: 」が抜けていないかを確かめてください。文として書くときは、全体を '…' で囲んでください",
                    );
                }
                let text = if let Kind::Scalar(text) = node.kind { Some(text) } else { None };
                return self.key(Key { text, range: place.clone(), plain: false });
            }
        }
        Ok(())
    }

    pub(super) fn key(&mut self, new: Key) -> Result<(), FaultKind> {
        if let Some(Frame { content: Content::Map { entries, key, .. }, .. }) = self.frames.last_mut() {
            if entries.len() >= MAX_ENTRIES {
                return Err(FaultKind::TooMuch);
            }
            *key = Some(new);
        }
        Ok(())
    }

    fn entry(&mut self, key: Key, value: Node) -> Result<(), FaultKind> {
        let key_span = self.mending.span(self.id, key.range.start, key.range.end);
        let Some(text) = key.text else { return Ok(()) };
        let Some(Frame { content: Content::Map { entries, merged, .. }, open: Open { flow, .. }, .. }) =
            self.frames.last_mut()
        else {
            return Ok(());
        };
        let flow = *flow;
        if text == "<<" && key.plain {
            let maps = if let Kind::Seq(items) = value.kind { items } else { vec![value] };
            for map in maps {
                if let Kind::Map(more) = map.kind {
                    merged.extend(more);
                } else {
                    self.tell(
                        &key.range,
                        "「<<」の値は、まとまりへの参照（*名前）だけです",
                        "取り込むまとまりに「&名前」を付けてください",
                    );
                    break;
                }
            }
            return if self.merged_entries() > MAX_ENTRIES { Err(FaultKind::TooMuch) } else { Ok(()) };
        }
        let mut value = value;
        if flow && matches!(value.kind, Kind::Null) && !self.text[key.range.end..].trim_start().starts_with(':') {
            let begins_line =
                self.text[..key.range.start].rsplit('\n').next().is_some_and(|before| before.trim().is_empty());
            commas::stray(entries, &text, key_span, &mut value, self.mending, begins_line);
        }
        if let Some(first) = entries.iter().find(|other| other.key == text) {
            let problem =
                Problem::new(ProblemCode::DuplicateKey, key_span, format!("{}が二度書かれています", quoted(&text)))
                    .help("どちらか一方にまとめてください")
                    .related(first.key_span, "最初に書かれたところ");
            let same = edit::Value::from(&first.value).same(&edit::Value::from(&value));
            let line = Some(&key.range).filter(|_| same && !flow).and_then(|key| self.only_line(key.start, &value));
            self.problems.push(match line {
                Some(line) => problem.fix(Fix::certain("同じ内容の行を消す", line, "")),
                None => problem,
            });
        } else {
            entries.push(Entry { key: text, key_span, value });
        }
        Ok(())
    }

    /// The whole line of an entry that has it for itself, in the file.
    fn only_line(&self, key: usize, value: &Node) -> Option<Span> {
        let start = self.text[..key].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = self.text[start..].split_inclusive('\n').next()?;
        let span = self.mending.span(self.id, start, start + line.len());
        let alone = self.text[start..key].trim().is_empty() && line.ends_with('\n') && !line.contains('#');
        (alone && span.contains(value.span) && matches!(value.kind, Kind::Scalar(_))).then_some(span)
    }

    fn merged_entries(&self) -> usize {
        self.frames
            .last()
            .map_or(0, |frame| if let Content::Map { merged, .. } = &frame.content { merged.len() } else { 0 })
    }

    /// Where keys of a map stand twice with other values among them, a second row has lost its dash: what it has in common with
    /// the first is no line too much.
    pub(super) fn keep_rows_apart(&mut self, content: &Content) {
        let Content::Map { entries, .. } = content else { return };
        let is_here = |problem: &Problem| {
            let first = problem.related.first().filter(|_| problem.code == ProblemCode::DuplicateKey);
            first.is_some_and(|(first, _)| entries.iter().any(|entry| entry.key_span == *first))
        };
        if self.problems.iter().any(|problem| problem.fix.is_none() && is_here(problem)) {
            self.problems.iter_mut().filter(|problem| is_here(problem)).for_each(|problem| problem.fix = None);
        }
    }
}
