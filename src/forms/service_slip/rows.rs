//! The lines of the slip's grid: which days are marked, how often, and what the line's total is.

use crate::billing::uses::{Mode, days_of};
use crate::calendar::Month;
use crate::case::ServiceLine;
use crate::case::days::DayCounts;
use crate::service_kind;

/// 「予定・実績の一組」 one pair of rows.
#[derive(Clone, Debug)]
pub(super) struct SlipRow<'a> {
    pub(super) line: &'a ServiceLine,
    /// Whether it is the self-paid part of a short stay, on a pair of its own.
    pub(super) past_30_days: bool,
    pub(super) planned: Marks,
    pub(super) actual: Marks,
}

/// 「予定」 or 「実績」 of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Uses on each day that is marked by a figure.
    pub(super) days: DayCounts,
    /// First and last day (from 0) of what lasts: an arrow.
    pub(super) arrows: Vec<(usize, usize)>,
    /// 「合計回数」; none prints blank.
    pub(super) total: Option<u32>,
}

impl Marks {
    /// Days in a row as arrows; a day that stands alone keeps its figure.
    fn lasting(mut self) -> Self {
        for day in (0..self.days.len()).filter(|day| self.days[*day] > 0) {
            match self.arrows.last_mut() {
                Some((_, last)) if *last + 1 == day => *last = day,
                _ => self.arrows.push((day, day)),
            }
        }
        self.arrows.retain(|(first, last)| first < last);
        for (first, last) in &self.arrows {
            self.days[*first..=*last].fill(0);
        }
        self
    }

    /// The marks on some of the days, by their numbers.
    fn part(&self, belongs: impl Fn(u32) -> bool) -> Self {
        let mut days = self.days;
        for (number, uses) in (1..).zip(&mut days) {
            if !belongs(number) {
                *uses = 0;
            }
        }
        let total = self.total.map(|_| days.iter().copied().map(u32::from).sum());
        Self { days, arrows: Vec::new(), total }
    }
}

/// The pairs of rows that a month's lines make.
pub(super) fn rows<'a>(lines: &[&'a ServiceLine], month: Option<Month>) -> Vec<SlipRow<'a>> {
    let has_uses = |line: &ServiceLine, mode: Mode| {
        month.map_or(!mode.written(line).is_missing(), |month| days_of(line, month, mode).iter().any(|uses| *uses > 0))
    };
    let mut rows = Vec::new();
    for &line in lines {
        // A percent addition is taken with its base: once the base is used, so is the addition.
        let is_base = |base: &&&ServiceLine| {
            base.addition_rate.is_blank() && base.provider.plain() == line.provider.plain() && kind(base) == kind(line)
        };
        let bases: Vec<_> = lines.iter().filter(is_base).collect();
        let taken = |mode| bases.iter().any(|base| has_uses(base, mode));
        let planned = marks(line, Mode::Planned, month, bases.is_empty() || taken(Mode::Planned));
        let actual = marks(line, Mode::Actual, month, taken(Mode::Actual));
        if line.past_30_days.days.is_empty() || line.is_unplanned() {
            rows.push(SlipRow { line, past_30_days: false, planned, actual });
            continue;
        }
        for past_30_days in [false, true] {
            let belongs = |day| line.past_30_days.has(day) == past_30_days;
            let row = SlipRow { line, past_30_days, planned: planned.part(belongs), actual: actual.part(belongs) };
            if row.planned.total.is_some_and(|total| total > 0) || row.actual.total.is_some_and(|total| total > 0) {
                rows.push(row);
            }
        }
    }
    rows
}

/// The first two characters of the service code: the kind of service.
pub(super) fn kind(line: &ServiceLine) -> &str {
    line.code.text().get(..2).unwrap_or_default()
}

/// 福祉用具貸与: one use a month however many days are marked.
fn is_rental(line: &ServiceLine) -> bool {
    service_kind::of_service_code(line.code.text()).is_some_and(|kind| kind.rental)
}

fn marks(line: &ServiceLine, mode: Mode, month: Option<Month>, taken: bool) -> Marks {
    let is_percent = !line.addition_rate.is_blank();
    if mode.written(line).is_missing() {
        return Marks { total: (is_percent && taken).then_some(1), ..Marks::default() };
    }
    let days = month.map(|month| days_of(line, month, mode)).unwrap_or_default();
    let sum: u32 = days.iter().copied().map(u32::from).sum();
    let once = Marks { days, arrows: Vec::new(), total: Some(sum.min(1)) };
    match (is_rental(line), is_percent) {
        (true, _) => once.lasting(),
        (false, true) => once,
        (false, false) => Marks { total: Some(sum), ..once },
    }
}
