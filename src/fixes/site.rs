//! The place of a finding, as fixes look at it.

use crate::calendar::{Date, Period, era};
use crate::case::meeting::ServiceMeeting;
use crate::case::plan::{LongTermGoal, ShortTermGoal};
use crate::case::{Case, CaseFile};
use crate::rules::CheckContext;
use crate::source::Span;
use crate::source::edit::{Change, Path, Step, Value};
use crate::source::yaml::{Kind, Node};

/// Where a finding is, and what is known about the plan around it.
pub struct Site<'a> {
    /// The plan.
    pub case: &'a CaseFile,
    /// What the rules saw.
    pub context: &'a CheckContext<'a>,
    root: &'a Node,
    /// Where the finding is.
    pub span: Span,
    /// The path of the finding's place: of a value, or of the part that lacks one.
    pub path: Path,
}

impl<'a> Site<'a> {
    /// The place of a finding; none outside the plan's own file, and in a plan that could not be read whole.
    pub(super) fn new(case: &'a Case, context: &'a CheckContext<'a>, span: Span) -> Option<Self> {
        let root = case.root.as_ref().filter(|_| !case.broken)?;
        let path = if span.is_detached() { Path::default() } else { root.steps_to(span) };
        (span.is_detached() || span.file == case.id).then_some(Self { case: &case.file, context, root, span, path })
    }

    /// The path of a part of the plan.
    pub(super) fn at(&self, span: Span) -> Path {
        self.root.steps_to(span)
    }

    /// All goals of 第２表: each long-term goal alone, and with each of its short-term goals.
    pub(super) fn goals(&self) -> impl Iterator<Item = (&'a LongTermGoal, Option<&'a ShortTermGoal>)> + use<'a> {
        let longs = self.case.plan_2.iter().flat_map(|plan| plan.needs.iter()).flat_map(|need| need.goals.iter());
        longs.flat_map(|long| {
            std::iter::once((long, None)).chain(long.goals.iter().map(move |short| (long, Some(short))))
        })
    }

    /// The innermost goal around the finding.
    pub(super) fn goal(&self) -> Option<(&'a LongTermGoal, Option<&'a ShortTermGoal>)> {
        let around = |(long, short): &(&LongTermGoal, Option<&ShortTermGoal>)| {
            short.map_or(long.span, |short| short.span).contains(self.span)
        };
        self.goals().filter(around).last()
    }

    /// The meeting around the finding.
    pub(super) fn meeting(&self) -> Option<&'a ServiceMeeting> {
        self.case.meetings.iter().find(|meeting| meeting.span.contains(self.span))
    }

    /// The path up to an item of the list under a key, and the item's number: `第6表[1]` of `第6表[1].サービス[0].予定`.
    pub(super) fn item_of(&self, list: &str) -> Option<(Path, usize)> {
        let at = self.path.0.iter().position(|step| *step == Step::Key(list.to_owned()))?;
        match self.path.0.get(at + 1)? {
            Step::Item(number) => Some((Path(self.path.0[..=at + 1].to_vec()), *number)),
            Step::Key(_) => None,
        }
    }

    /// The text at a path.
    pub(super) fn text(&self, path: &Path) -> Option<&'a str> {
        match &self.node(path)?.kind {
            Kind::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The node at a path.
    pub(super) fn node(&self, path: &Path) -> Option<&'a Node> {
        let mut node = self.root;
        for step in &path.0 {
            node = match (&node.kind, step) {
                (Kind::Seq(items), Step::Item(at)) => items.get(*at)?,
                (Kind::Map(_), Step::Key(key)) => &node.get(key)?.value,
                _ => return None,
            };
        }
        Some(node)
    }

    /// A date as this plan writes dates: 令和8年4月1日, unless the neighbour writes R8.4.1 or 2026-04-01.
    pub(super) fn date(&self, day: Date) -> Value {
        Value::text(self.written(day))
    }

    /// A period as this plan writes dates.
    pub(super) fn period(&self, period: Period) -> Value {
        let end = period.end().map(|end| self.written(end)).unwrap_or_default();
        Value::text(format!("{} ～ {end}", self.written(period.start())).trim_end().to_owned())
    }

    fn written(&self, day: Date) -> String {
        let sample = self.case.plan_1.as_ref().map(|plan| plan.planned_on.text().trim().to_owned()).unwrap_or_default();
        if sample.starts_with(|c: char| c.is_ascii_digit()) && sample.contains('-') {
            day.format("%Y-%m-%d").to_string()
        } else if sample.starts_with(|c: char| c.is_ascii_alphabetic()) {
            era::short(day)
        } else {
            era::long(day)
        }
    }
}

/// One value set, its key where the form wants it.
#[expect(clippy::unnecessary_wraps, reason = "what a fix is: most of them end with it")]
pub(super) fn set(path: Path, value: Value, order: &[&str]) -> Option<Vec<Change>> {
    Some(vec![Change::put(path, value, order)])
}
