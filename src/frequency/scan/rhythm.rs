//! Numbers with what they count: 「週2回」, 「1回/週」, 「3か月に1回」, 「2泊3日」, 「6月」.

use super::{Frequency, Scanner, Times};

impl Scanner<'_> {
    /// 「1回/週」「2/月」
    pub(super) fn per_unit(&mut self) -> bool {
        self.attempt(|scanner| {
            let times = scanner.times()?;
            scanner.eat_any(&["回", "日", "度"]);
            if !scanner.eat("/") {
                return None;
            }
            match scanner.unit()?.0 {
                Unit::Day => scanner.found.per_day = Some(times),
                Unit::Week => (scanner.found.weekly, scanner.found.per_week) = (true, Some(times)),
                Unit::Month => (scanner.found.monthly, scanner.found.per_month) = (true, Some(times)),
                Unit::Year => scanner.found.every_months = Some(12),
            }
            Some(())
        })
        .is_some()
    }

    /// 「週2回」「月1回」「年1回」「1日2回」「2日に1回」「2週に1回」「3か月に1回」
    pub(super) fn rhythm(&mut self) -> bool {
        self.attempt(|scanner| {
            if scanner.rest.starts_with("週末") {
                return None;
            }
            let every = scanner.attempt(Self::number).unwrap_or(1);
            let unit = scanner.unit()?;
            // 「1日おき」 is every second day.
            if scanner.eat("おき") {
                scanner.found.recur_every(unit.0, every + 1, None);
                return Some(());
            }
            scanner.eat_any(&["間に", "に", "間", "毎に", "毎", "ごとに", "ごと", "あたり"]);
            let each = scanner.rest.len();
            let times = scanner.attempt(|scanner| {
                scanner.eat_any(&["約", "およそ", "計", "合計", "各"]);
                let times = scanner.times()?;
                let counted = scanner.eat_any(&["回", "日", "度", "泊", "本", "コマ", "枠", "往復"]);
                // 「週1」「月2（水）」: the counter may be left out at the end.
                let ends =
                    scanner.rest.is_empty() || scanner.rest.starts_with(['(', ')']) || scanner.rest.starts_with("程度");
                (counted || ends && unit.0 != Unit::Day).then_some(times)
            });
            // 「6月」 is a month of the year and 「5日」 a day: without times only 2週ごと and 3か月ごと are rhythms.
            if times.is_none() && (each == 0 && every == 1 || unit.0 == Unit::Day || unit.1 && every == 1) {
                return None;
            }
            if unit.1 && (every > 1 || times.is_none()) {
                return None;
            }
            scanner.found.recur_every(unit.0, every, times);
            Some(())
        })
        .is_some()
    }

    /// The unit of a rhythm, and whether it is the bare word that could mean something else (月, 日, 年).
    fn unit(&mut self) -> Option<(Unit, bool)> {
        for (words, unit, bare) in [
            (&["週間", "週"][..], Unit::Week, false),
            (&["か月", "ヶ月", "ヵ月", "カ月", "ケ月", "ヵ月", "箇月"], Unit::Month, false),
            (&["月"], Unit::Month, true),
            (&["年間", "年"], Unit::Year, false),
            (&["日"], Unit::Day, false),
        ] {
            if self.eat_any(words) {
                return Some((unit, bare));
            }
        }
        None
    }

    /// 「2泊3日」「1回」「6月」「6月15日」「10:00～11:00」「30分」
    pub(super) fn counted(&mut self) -> bool {
        let before = self.rest;
        let got = self.attempt(|scanner| {
            let times = scanner.times()?;
            if scanner.eat("泊") {
                scanner.attempt(|scanner| scanner.number().filter(|_| scanner.eat("日")));
                scanner.found.nights = Some(times.high);
            } else if scanner.eat_any(&["回", "度"]) {
                scanner.count(times);
            } else if scanner.rest.starts_with('月') && times.low >= 1 && times.high <= 12 {
                let number = &before[..before.len() - scanner.rest.len()];
                scanner.months(times, number.contains(['~', '-']))?;
            } else if scanner.eat_any(&[":", "時"]) {
                scanner.attempt(Self::number);
                scanner.eat_any(&["分", "間"]);
            } else if !scanner.found.nths.is_empty() && times.high > 1 && scanner.eat("日間") {
                // 「第2土曜から3日間」 is two nights.
                scanner.found.nights = Some(times.high - 1);
            } else if scanner.found.monthly && scanner.eat("日") {
                // 「毎月10日」 is a day of the month.
                scanner.found.month_days.extend([times.low, times.high]);
                scanner.found.month_days.dedup();
            } else if !scanner.eat_any(&[
                "分間", "分", "時間", "日間", "週間", "か月", "ヶ月", "ヵ月", "カ月", "名", "人", "食", "個", "台",
                "本", "枚", "階", "枠", "コマ", "単位", "級",
            ]) {
                return None;
            }
            Some(())
        });
        got.is_some()
    }

    /// 「1回」 belongs to the rhythm before it (隔週1回, 毎月2回, 毎日2回); alone it is a number in all.
    fn count(&mut self, times: Times) {
        let found = &mut self.found;
        if found.daily {
            found.per_day = Some(times);
        } else if found.weekly && found.per_week.is_none() {
            found.per_week = Some(times);
        } else if found.monthly && found.per_month.is_none() {
            found.per_month = Some(times);
        } else if found.every_weeks.is_none()
            && found.every_months.is_none()
            && !found.weekly
            && !found.monthly
            && found.nths.is_empty()
        {
            found.in_all = Some(times);
        }
    }
}

impl Frequency {
    /// So many times in every so many days, weeks, months or years.
    fn recur_every(&mut self, unit: Unit, every: u16, times: Option<Times>) {
        match unit {
            Unit::Day if every == 1 => self.per_day = times.or(self.per_day),
            Unit::Day if every == 7 => (self.weekly, self.per_week) = (true, times.or(self.per_week)),
            Unit::Day if every.is_multiple_of(7) => self.every_weeks = Some(every / 7),
            Unit::Day => self.every_days = Some(every),
            Unit::Week if every == 1 => (self.weekly, self.per_week) = (true, times.or(self.per_week)),
            Unit::Week => self.every_weeks = Some(every),
            Unit::Month if every == 1 => (self.monthly, self.per_month) = (true, times.or(self.per_month)),
            Unit::Month => self.every_months = Some(every),
            Unit::Year => self.every_months = Some(every.saturating_mul(12)),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}
