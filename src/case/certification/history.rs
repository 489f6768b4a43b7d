//! 「認定」 one, or one after the other: which of them is in force on a day, in a month, for the plan.
//!
//! [`Certifications::in_force`] is the only place that answers this; forms, rules and billing ask it.

use super::{CareLevel, Certification, CertificationStatus};
use crate::calendar::{Date, Month, Period, era};
use crate::source::schema::SchemaBuilder;
use crate::source::yaml::{Kind, Node};
use crate::source::{Problem, ProblemCode, Read, Reader, Span};
use chrono::Days;
use serde_json::{Value, json};

/// All certifications that a plan knows, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Certifications {
    all: Vec<Certification>,
    span: Span,
}

impl Certifications {
    /// All of them, the oldest first.
    #[must_use]
    pub fn all(&self) -> &[Certification] {
        &self.all
    }

    /// The newest.
    #[must_use]
    pub fn newest(&self) -> Option<&Certification> {
        self.all.last()
    }

    /// Where the key stands; detached when it is missing.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The certification whose period holds the day. One without a period (an application, a draft) holds from the end of the
    /// others on; alone it holds always.
    #[must_use]
    pub fn in_force(&self, day: Date) -> Option<&Certification> {
        let dated =
            self.all.iter().rev().find(|one| one.valid_period.value().is_some_and(|period| period.contains(day)));
        dated.or_else(|| {
            let over = self
                .all
                .iter()
                .filter_map(|one| one.valid_period.value())
                .all(|period| period.end().is_some_and(|end| end < day));
            self.newest().filter(|newest| over && newest.valid_period.value().is_none())
        })
    }

    /// Whether a certification is in force on the day; where none is written at all, nothing can be said against it.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.all.is_empty() || self.in_force(day).is_some()
    }

    /// The certification of a month: in force on its first day, else the first that begins in it.
    #[must_use]
    pub fn of_month(&self, month: Month) -> Option<&Certification> {
        self.in_force(month.first_day())
            .or_else(|| self.all.iter().find(|one| one.start().is_some_and(|start| Month::of(start) == month)))
    }

    /// The certification that the plan is made for: the only one; else the one in force on 「計画作成日」; else the newest begun by
    /// the reference day.
    ///
    /// A renewal's plan is made up to [`RENEWED_BEFORE`] days before the new period: its goals reach beyond the old one.
    #[must_use]
    pub fn of_plan(&self, planned: Option<Date>, reference: Option<Date>, goals: &[Period]) -> Option<&Certification> {
        if let [only] = self.all.as_slice() {
            return Some(only);
        }
        let at_making = planned.and_then(|day| Some((day, self.in_force(day)?)));
        if let Some((day, old)) = at_making {
            return self.renewal(day, old, goals).or(Some(old));
        }
        let begun = |one: &&Certification| reference.is_none_or(|day| one.start().is_none_or(|start| start <= day));
        self.all.iter().rev().find(begun).or(self.all.first())
    }

    /// The next certification, for which a plan was made while the old one was in force.
    fn renewal(&self, planned: Date, old: &Certification, goals: &[Period]) -> Option<&Certification> {
        let old_end = old.valid_period.value()?.end()?;
        let next = self.all.iter().find(|one| one.start().is_some_and(|start| start > old_end))?;
        let soon = (next.start()? - planned).num_days() <= RENEWED_BEFORE;
        let beyond = |goal: &Period| goal.end().is_some_and(|end| end > old_end);
        (soon && goals.iter().any(beyond)).then_some(next)
    }

    /// The settled certification that begins within a month, after its first day: the last one.
    #[must_use]
    pub fn begun_within(&self, month: Month) -> Option<(&Certification, Date)> {
        let within = |one: &Certification| {
            one.start().filter(|start| Month::of(*start) == month && *start > month.first_day() && one.is_settled())
        };
        self.all.iter().rev().find_map(|one| Some((one, within(one)?)))
    }

    /// The one whose values are used for a month that none covers: the last that began before it, else the first.
    #[must_use]
    pub fn nearest(&self, month: Month) -> Option<&Certification> {
        let begun = |one: &&Certification| one.start().is_none_or(|start| start <= month.last_day());
        self.of_month(month).or_else(|| self.all.iter().rev().find(begun)).or(self.all.first())
    }

    /// The stretches of days between two periods that no certification covers.
    pub fn gaps(&self) -> impl Iterator<Item = (Period, Span)> + '_ {
        self.all.windows(2).filter_map(|pair| {
            let (old, new) = (pair[0].valid_period.value()?, pair[1].valid_period.value()?);
            let from = old.end()?.checked_add_days(Days::new(1))?;
            let until = new.start().checked_sub_days(Days::new(1))?;
            Some((Period::new(from, Some(until)).filter(|_| from <= until)?, pair[1].valid_period.span()))
        })
    }

    /// Tells periods that overlap, or do not stand in their order: which one holds could not be said.
    fn tell_disorder(&self, reader: &mut Reader) {
        for pair in self.all.windows(2) {
            let (Some(old), Some(new)) = (pair[0].valid_period.value(), pair[1].valid_period.value()) else { continue };
            let place = pair[1].valid_period.span();
            let problem = if new.start() < old.start() {
                Problem::new(ProblemCode::BadValue, place, "認定が、有効期間の古い順に並んでいません")
                    .help("古い認定を上に、新しい認定を下に書いてください")
            } else if old.end().is_none_or(|end| new.start() <= end) {
                let message = format!(
                    "認定の有効期間が重なっています：前の認定が終わる前に、{}から次の認定が始まっています",
                    era::long(new.start())
                );
                Problem::new(ProblemCode::BadValue, place, message).help(
                    "区分変更のときは、前の認定の有効期間の終わりを、新しい認定の始まりの前の日に書き直してください",
                )
            } else {
                continue;
            };
            reader.problems.push(problem.related(pair[0].valid_period.span(), "一つ前に書かれた認定の有効期間"));
        }
    }
}

/// How long before a certification's end its renewal can be asked for (介護保険法施行規則 第39条), in days; so long before the next
/// one begins its plan may be made.
pub const RENEWED_BEFORE: i64 = 60;

/// How many days before its end the end of a certification or a goal is told as near: its last month.
pub const ENDS_SOON: i64 = 30;

impl Certification {
    /// The first day of its period.
    #[must_use]
    pub fn start(&self) -> Option<Date> {
        self.valid_period.value().map(Period::start)
    }

    /// Whether it is not only applied for.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.status.value() != Some(CertificationStatus::Applied)
    }

    /// The level of a certification that is settled.
    #[must_use]
    pub fn settled_level(&self) -> Option<CareLevel> {
        self.level.value().filter(|_| self.is_settled())
    }
}

impl Read for Certifications {
    fn read(node: &Node, reader: &mut Reader) -> Self {
        let all = match &node.kind {
            Kind::Null => Vec::new(),
            Kind::Seq(items) => items.iter().map(|item| Certification::read(item, reader)).collect(),
            Kind::Map(_) | Kind::Scalar(_) => vec![Certification::read(node, reader)],
        };
        let certifications = Self { all, span: node.span };
        certifications.tell_disorder(reader);
        certifications
    }

    fn schema(builder: &mut SchemaBuilder) -> Value {
        let one = Certification::schema(builder);
        json!({ "anyOf": [one, { "type": "array", "items": one, "description": "認定が更新・変更されたとき、前の認定も残す。古いものから順に。" }] })
    }
}
