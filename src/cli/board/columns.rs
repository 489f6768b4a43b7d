//! The columns of the board, the same for terminal, table and paper: which steps stand in which.

use super::View;
use super::row::Row;
use crate::calendar::era;
use crate::rules::steps::{State, Step, What};

/// 「欄」
pub(super) struct Column {
    pub(super) heading: &'static str,
    /// Whether a step stands in it.
    holds: fn(&What, View) -> bool,
}

/// From left to right.
pub(super) const COLUMNS: &[Column] = &[
    Column { heading: "認定", holds: |what, _| matches!(what, What::Certification) },
    Column { heading: "長期目標", holds: |what, _| matches!(what, What::LongGoals) },
    Column { heading: "短期目標", holds: |what, _| matches!(what, What::ShortGoals) },
    Column { heading: "①契約", holds: |what, _| matches!(what, What::Contract) },
    Column { heading: "①届出", holds: |what, _| matches!(what, What::Notification) },
    Column { heading: "②課題分析", holds: |what, _| matches!(what, What::Assessment) },
    Column { heading: "③原案", holds: |what, _| matches!(what, What::Draft) },
    Column { heading: "④会議", holds: |what, _| matches!(what, What::Meeting) },
    Column { heading: "⑥同意", holds: |what, _| matches!(what, What::Consent) },
    Column {
        heading: "⑥交付",
        holds: |what, _| matches!(what, What::GivenToClient | What::GivenToProvider(_) | What::GivenToDoctor),
    },
    Column { heading: "⑦開始", holds: |what, _| matches!(what, What::Start) },
    Column {
        heading: "⑧モニタリング",
        holds: |what, _| matches!(what, What::Visit(_) | What::PastVisits | What::Results),
    },
    Column { heading: "今月の利用票", holds: |what, view| is_slip_of(what, view.month) },
    Column { heading: "次月の利用票", holds: |what, view| is_slip_of(what, view.month.next()) },
    Column { heading: "実績", holds: |what, _| matches!(what, What::Actual(_)) },
];

fn is_slip_of(what: &What, of: crate::calendar::Month) -> bool {
    matches!(what, What::SlipMade(month) | What::SlipAgreed(month) | What::SlipGiven(month) if *month == of)
}

impl Column {
    /// The steps of a row that stand in it.
    pub(super) fn steps<'r>(&self, row: &'r Row, view: View) -> Vec<&'r Step> {
        row.steps.iter().filter(|step| (self.holds)(&step.what, view)).collect()
    }

    /// How far they are together: what is left to do decides.
    pub(super) fn state(steps: &[&Step]) -> State {
        steps.iter().map(|step| step.state).min().unwrap_or(State::Idle)
    }

    /// In few signs: 「済」, 「要R8.7.31」, 「遅2/3」 of several.
    pub(super) fn short(&self, row: &Row, view: View) -> String {
        let steps = self.steps(row, view);
        let state = Self::state(&steps);
        let asked = steps.iter().filter(|step| step.state != State::Idle).count();
        let left = steps.iter().filter(|step| step.state == state).count();
        let day = steps.iter().filter(|step| step.state == state).filter_map(|step| step.on).min();
        let ends = steps.iter().any(|step| is_end(&step.what));
        match (state, day) {
            (State::Late | State::Due, _) if asked > 1 => format!("{}{left}/{asked}", state.sign()),
            (State::Late | State::Due, Some(day)) => format!("{}{}", state.sign(), era::short(day)),
            (State::Done, Some(day)) if ends => era::short(day),
            _ => state.sign().to_owned(),
        }
    }

    /// In full: every step that is asked for, with its day.
    pub(super) fn long(&self, row: &Row, view: View) -> String {
        self.steps(row, view)
            .into_iter()
            .filter(|step| step.state != State::Idle)
            .map(in_words)
            .collect::<Vec<_>>()
            .join("、")
    }
}

/// Whether the day of a step is that of an end.
pub(super) const fn is_end(what: &What) -> bool {
    matches!(what, What::Certification | What::LongGoals | What::ShortGoals)
}

/// 「遅 交付（うみかぜ）」, 「済 同意 R8.4.1」
pub(super) fn in_words(step: &Step) -> String {
    let day = step.on.map(|day| format!(" {}", until(step, &era::short(day)))).unwrap_or_default();
    let note = if step.note.is_empty() { String::new() } else { format!("（{}）", step.note) };
    format!("{} {}{day}{note}", step.state.sign(), step.what.called())
}

/// A day that is still to come is one until which something is to be done.
fn until(step: &Step, day: &str) -> String {
    if is_end(&step.what) || matches!(step.state, State::Due | State::Late) {
        format!("{day}まで")
    } else {
        day.to_owned()
    }
}
