//! Whether the statements of a cell stay apart in a [`Frequency`](super::Frequency): those of 「毎週水曜、第2金曜」 do; of 「毎週金、隔週火」
//! or 「毎日2回（日曜は1回）」 nobody could tell any more which rhythm is about which days. Nothing is laid by such a cell.

use super::Scanner;
use crate::calendar::Weekday;

/// What was understood, in the order of the cell, as far as it may be about some of its days only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// 「火・金」
    Days(Vec<Weekday>),
    /// 「第2・第4水」
    Nth,
    /// 「毎日」
    Daily,
    /// 「隔週」「月2回」: a rhythm that holds for the days beside it. 「毎週」 says no more than the days do.
    Rhythm,
    /// 「週2回」
    Week,
    /// 「1日2回」, 「2回」
    Uses,
    /// 「水曜1回」: once on each of the days before it.
    Once,
    /// 「各」「それぞれ」: what follows is about each of the days before it.
    Each,
    /// 「必要時」
    Vague,
    /// 「朝」「9時」: when on the day.
    Hour,
    /// 「、」
    Break,
    /// The weekdays that follow are perhaps two lists: 「月・水・金、土は隔週」.
    PerhapsTwo,
    /// What was said before is said again, and differently.
    Contradicted,
}

/// So many weekdays beside 毎日 say which days it is (毎日（月～金）); fewer are about something else (毎日（木・金）).
const NEARLY_ALL: usize = 4;

impl Scanner<'_> {
    /// A time of the day. The end of a span (9時～10時) is none.
    pub(super) fn hour(&mut self) {
        if !self.through {
            self.parts.push(Part::Hour);
        }
    }

    /// How many weekdays stand right before, perhaps with a time of the day, and whether 「各」 is behind them; none where something else does.
    pub(super) fn days_before(&self) -> Option<(usize, bool)> {
        let mut each = false;
        for part in self.parts.iter().rev() {
            match part {
                Part::Days(days) => return Some((days.len(), each)),
                Part::Each => each = true,
                Part::Hour | Part::Break | Part::PerhapsTwo => {}
                _ => return None,
            }
        }
        None
    }

    /// Notes that what was said before is said differently, where it is.
    pub(super) fn contradicted(&mut self, is_it: bool) {
        self.parts.extend(is_it.then_some(Part::Contradicted));
    }

    /// Whether more times of a day are named than places where days are.
    pub(super) fn is_several_a_day(&self) -> bool {
        let n = |is: fn(&Part) -> bool| self.parts.iter().filter(|part| is(part)).count();
        let places = n(|part| matches!(part, Part::Days(_) | Part::Nth));
        n(|part| *part == Part::Hour) > places.max(1)
    }

    /// Whether the parts cannot be told apart any more.
    pub(super) fn is_mixed(&self) -> bool {
        let (found, parts) = (&self.found, &self.parts);
        let has = |part: &Part| parts.contains(part);
        let runs: Vec<&Vec<Weekday>> =
            parts.iter().filter_map(|part| if let Part::Days(days) = part { Some(days) } else { None }).collect();
        let away = !self.away.is_empty();
        let every_day = found.daily || found.always;
        // 「隔週火・毎週金」, 「隔週火、金を除く」
        let twice_a_month = found.per_month.is_some_and(|times| times.low == 2);
        let monthly = found.monthly && !twice_a_month || !found.nths.is_empty();
        let rounds = found.every_weeks.is_some()
            && (every_day || found.weekly || monthly || away || runs.len() > 1 || has(&Part::PerhapsTwo));
        // 「毎日（月水金は2回）」
        let within_daily = has(&Part::Daily)
            && match runs[..] {
                [] => false,
                [days] => days.len() < NEARLY_ALL || has(&Part::Uses) || has(&Part::Break),
                _ => true,
            };
        // 「第2・4水（日祝を除く）」 takes nothing away; what it would take, nobody can have meant.
        let nths_away = !found.nths.is_empty()
            && (away && !runs.is_empty()
                || found.nth_weekdays.iter().any(|day| self.away.contains(day))
                || has(&Part::Daily)
                || has(&Part::Uses) && !runs.is_empty());
        has(&Part::Contradicted) || rounds || within_daily || nths_away || self.runs_differ(&runs)
    }

    /// Whether several runs of weekdays are not one list: 「火（午前）・金（午後）」 is one, 「1日2回（火）、平日」 is not.
    fn runs_differ(&self, runs: &[&Vec<Weekday>]) -> bool {
        let of_some = self.parts.iter().any(|part| matches!(part, Part::Uses | Part::Vague));
        if runs.len() < 2 {
            return of_some && self.parts.contains(&Part::PerhapsTwo);
        }
        let is_run = |part: &Part| matches!(part, Part::Days(_));
        let first = self.parts.iter().position(is_run).unwrap_or(0);
        let last = self.parts.iter().rposition(is_run).unwrap_or(0);
        let between = self.parts[first..last].iter().any(|part| {
            !matches!(
                part,
                Part::Days(_) | Part::Hour | Part::Break | Part::PerhapsTwo | Part::Week | Part::Once | Part::Each
            )
        });
        let twice = runs
            .iter()
            .enumerate()
            .any(|(at, days)| runs[..at].iter().flat_map(|run| run.iter()).any(|day| days.contains(day)));
        between || of_some || twice
    }
}
