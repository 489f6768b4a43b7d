//! 「一覧」 everybody's lines as pages show them. Whoever reads the plans publishes them all; a page is sent the lines that
//! changed since what it has, and those that are gone.

use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// A client's line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownLine {
    /// The address of the client's page; opaque.
    pub id: String,
    /// The name, or where names may not be seen the number.
    pub who: String,
    /// フリガナ; empty where names may not be seen.
    pub kana: String,
    /// 被保険者番号
    pub number: String,
    /// 要介護状態区分
    pub level: String,
    /// 担当
    pub manager: String,
    /// 「原案」
    pub draft: bool,
    /// broken, expired, late, due, none.
    pub urgency: &'static str,
    /// The same in words: 認定切れ.
    pub urgent: &'static str,
    /// The columns; empty where the plan cannot be read.
    pub cells: Vec<ShownCell>,
    /// Errors, warnings, infos.
    pub findings: [usize; 3],
    /// What is late and what is due soon, in words.
    pub words: String,
    /// The client's plans that do not hold today: the one before, the next.
    pub others: Vec<ShownOther>,
    /// Why the plan cannot be read; empty when it can.
    pub problem: String,
    /// The file's name below the folder; empty where names may not be seen.
    pub file: String,
}

/// Another plan of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownOther {
    /// The address of its page.
    pub id: String,
    /// 「前の計画」, 「次の計画（R8.5.1から）」
    pub words: String,
}

/// How far a step is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownCell {
    /// late, due, done, none.
    pub state: &'static str,
    /// In few signs: 「要R8.7.31」.
    pub short: String,
    /// In full: every step with its day.
    pub long: String,
}

/// What stands over and under the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The folder's name.
    pub name: String,
    /// The day that is looked at and the month that counts as this one, in words.
    pub day: String,
    /// What the first column is called.
    pub who: &'static str,
    /// The columns' headings.
    pub columns: Vec<&'static str>,
    /// The foot.
    pub totals: Vec<String>,
    /// Why not everything can be shown, a sentence; empty when it is.
    pub banner: String,
    /// How many plans are still to be read.
    pub waiting: usize,
    /// Whether somebody new can be begun here.
    pub writes: bool,
    /// The files of offices that a new plan can name.
    pub offices: Vec<String>,
    /// What all plans show together.
    pub told: Vec<ShownTold>,
}

/// What no plan shows alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ShownTold {
    /// The address of the client's page; empty where it is of nobody alone.
    pub id: String,
    /// 「注意」, 「情報」
    pub printed: &'static str,
    /// The rule's id; empty where it is none's.
    pub rule: &'static str,
    /// What, and what to do.
    pub words: String,
    /// The file below the folder, with the line where there is one.
    pub place: String,
}

/// What a page is sent: all lines, or those that changed.
#[derive(Debug, Serialize)]
pub struct Change<'a> {
    /// Counts from 1.
    pub generation: u64,
    /// Whether these are all lines there are.
    pub whole: bool,
    /// What stands over and under them.
    #[serde(flatten)]
    pub frame: &'a Frame,
    /// The lines from top to bottom, each with the id of the one above it.
    pub lines: Vec<(&'a str, &'a ShownLine)>,
    /// The ids of those that are gone.
    pub gone: Vec<&'a str>,
}

/// The board's state, shared by who reads the plans and the server.
#[derive(Debug)]
pub struct Board {
    state: Mutex<State>,
    generation: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct State {
    generation: u64,
    frame: Frame,
    /// From top to bottom, each with the generation that it is of.
    lines: Vec<(u64, Arc<ShownLine>)>,
    /// Who went, and when.
    gone: Vec<(u64, String)>,
}

impl Default for Board {
    fn default() -> Self {
        Self { state: Mutex::default(), generation: watch::Sender::new(0) }
    }
}

impl Board {
    /// Shows the lines, from top to bottom. Gives the generation.
    pub fn publish(&self, frame: Frame, lines: Vec<Arc<ShownLine>>) -> u64 {
        let mut state = self.state();
        let generation = state.generation + 1;
        let mut old: BTreeMap<String, (usize, u64, Arc<ShownLine>)> = BTreeMap::new();
        for (at, (since, line)) in std::mem::take(&mut state.lines).into_iter().enumerate() {
            old.insert(line.id.clone(), (at, since, line));
        }
        let mut last = None;
        for line in lines {
            let known = old.remove(&line.id);
            // One that stands elsewhere among those that stayed has changed, too.
            let since = match known {
                Some((at, since, known)) if known == line && last.is_none_or(|last| last < at) => {
                    last = Some(at);
                    since
                }
                _ => generation,
            };
            state.lines.push((since, line));
        }
        let State { lines, gone, .. } = &mut *state;
        gone.retain(|(_, id)| !lines.iter().any(|(_, line)| line.id == *id));
        state.gone.extend(old.into_keys().map(|id| (generation, id)));
        state.frame = frame;
        state.generation = generation;
        drop(state);
        self.generation.send_replace(generation);
        generation
    }

    /// What a page must be sent that has the state of this generation (0: nothing), and the generation that it has then.
    pub fn since<T>(&self, seen: u64, take: impl FnOnce(&Change<'_>) -> T) -> (u64, T) {
        let state = self.state();
        let above = std::iter::once("").chain(state.lines.iter().map(|(_, line)| line.id.as_str()));
        let change = Change {
            generation: state.generation,
            whole: seen == 0,
            frame: &state.frame,
            lines: above
                .zip(&state.lines)
                .filter(|(_, (since, _))| *since > seen)
                .map(|(above, (_, line))| (above, &**line))
                .collect(),
            gone: state.gone.iter().filter(|(when, _)| *when > seen).map(|(_, id)| id.as_str()).collect(),
        };
        let taken = take(&change);
        (state.generation, taken)
    }

    /// Wakes whenever there is a newer state.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.generation.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, words: &str) -> ShownLine {
        ShownLine { id: id.to_owned(), words: words.to_owned(), ..ShownLine::default() }
    }

    fn publish(board: &Board, lines: Vec<ShownLine>) {
        board.publish(Frame::default(), lines.into_iter().map(Arc::new).collect());
    }

    /// What a page has that was sent these changes, one after the other.
    fn apply(page: &mut Vec<String>, change: &Change<'_>) {
        if change.whole {
            page.clear();
        }
        page.retain(|shown| !change.gone.contains(&shown.split(' ').next().unwrap()));
        for (above, line) in &change.lines {
            page.retain(|shown| shown.split(' ').next().unwrap() != line.id);
            let at = page.iter().position(|shown| shown.split(' ').next().unwrap() == *above).map_or(0, |at| at + 1);
            page.insert(at, format!("{} {}", line.id, line.words));
        }
    }

    /// Whatever is published, and however many states a page slept through, it has the lines in their order.
    #[test]
    fn a_page_that_skips_states_has_the_newest_lines_in_their_order() {
        let (board, mut random) = (Board::default(), 1_u64);
        let mut next = |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) % below
        };
        let (mut seen, mut page) = (0, Vec::new());
        for _ in 0..500 {
            let mut lines: Vec<ShownLine> = Vec::new();
            for id in 0..8 {
                if next(4) > 0 {
                    let at = usize::try_from(next(lines.len() as u64 + 1)).unwrap();
                    let at = if next(3) > 0 { lines.len() } else { at };
                    lines.insert(at, line(&id.to_string(), &next(3).to_string()));
                }
            }
            let wanted: Vec<String> = lines.iter().map(|line| format!("{} {}", line.id, line.words)).collect();
            publish(&board, lines);
            if next(3) == 0 {
                seen = board.since(seen, |change| apply(&mut page, change)).0;
                assert_eq!(page, wanted);
            }
        }
    }

    #[test]
    fn a_line_that_stays_is_not_sent_again() {
        let board = Board::default();
        publish(&board, vec![line("a", ""), line("b", ""), line("c", "")]);
        let (seen, all) = board.since(0, |change| change.lines.len());
        assert_eq!(all, 3);
        publish(&board, vec![line("a", ""), line("b", "遅"), line("c", "")]);
        let (_, sent) = board.since(seen, |change| format!("{:?}", change.lines));
        assert!(sent.contains("(\"a\", ShownLine { id: \"b\"") && !sent.contains("id: \"c\""), "{sent}");
    }
}
