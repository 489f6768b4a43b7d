//! Numbers with what they count: 「週2回」, 「1回/週」, 「3か月に1回」, 「2泊3日」, 「6月」.

use super::days::weekday_at;
use super::parts::Part;
use super::{Scanner, Times};
use crate::calendar::Weekday;

impl Scanner<'_> {
    /// 「1回/週」「2/月」「2回/W」「1/M」
    pub(super) fn per_unit(&mut self) -> bool {
        self.attempt(|scanner| {
            let times = scanner.times()?;
            scanner.eat_any(&["回", "日", "度"]);
            if !scanner.eat("/") {
                return None;
            }
            let letter = |scanner: &mut Self| {
                let week = scanner.eat_any(&["W", "w"]).then_some(Unit::Week);
                let unit = week.or_else(|| scanner.eat_any(&["M", "m"]).then_some(Unit::Month))?;
                (!scanner.rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(unit)
            };
            match scanner.attempt(letter).or_else(|| scanner.unit().map(|unit| unit.0))? {
                Unit::Year => scanner.recur_every(Unit::Year, 1, None),
                unit => scanner.recur_every(unit, 1, Some(times)),
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
            // 「ひと月に2回」
            scanner.attempt(|scanner| (scanner.eat("ひと") && scanner.rest.starts_with('月')).then_some(()));
            let unit = scanner.unit()?;
            // 「1日おき」 is every second day.
            if scanner.eat("おき") {
                scanner.recur_every(unit.0, every + 1, None);
                return Some(());
            }
            // 「28日ごと」 is a rhythm by itself, 「5日」 is not.
            if unit.0 == Unit::Day && every > 1 && scanner.eat_any(&["ごとに1回", "ごと", "毎に1回", "毎"]) {
                scanner.eat("に");
                scanner.recur_every(unit.0, every, None);
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
            scanner.recur_every(unit.0, every, times);
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
        if self.midnight() {
            return true;
        }
        let got = self.attempt(|scanner| {
            let times = scanner.times()?;
            if scanner.eat("泊") {
                scanner.attempt(|scanner| scanner.number().filter(|_| scanner.eat("日")));
                let nights = scanner.found.nights.replace(times.high);
                scanner.contradicts(nights, times.high);
            } else if scanner.eat_any(&["回", "度"]) {
                // 「1回60分」 says how long.
                let length = scanner.attempt(|scanner| {
                    scanner.eat_any(&["あたり", "当たり", "につき"]);
                    scanner.number().filter(|_| scanner.eat_any(&["分間", "分", "時間"]))
                });
                if length.is_none() || times.high > 1 {
                    scanner.count(times);
                }
            } else if scanner.rest.starts_with('月') && times.low >= 1 && times.high <= 12 {
                let number = &before[..before.len() - scanner.rest.len()];
                scanner.months(times, number.contains(['~', '-']))?;
            } else if scanner.eat_any(&[":", "時"]) {
                scanner.attempt(Self::number);
                let is_length = scanner.eat("間");
                scanner.eat_any(&["分", "間"]);
                if !is_length {
                    scanner.hour();
                }
            } else if !scanner.found.nths.is_empty() && times.high > 1 && scanner.eat("日間") {
                // 「第2土曜から3日間」 is two nights.
                scanner.found.nights = Some(times.high - 1);
            } else if !scanner.found.nths.is_empty() && times.high > 0 && scanner.eat("週間") {
                scanner.found.nights = Some(times.high.saturating_mul(7) - 1);
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

    /// 「0時」「0:30」: the only number 0 that counts nothing.
    fn midnight(&mut self) -> bool {
        let got = self.attempt(|scanner| {
            let is_midnight =
                scanner.number()? == 0 && scanner.eat_any(&[":", "時"]) && !scanner.rest.starts_with('間');
            is_midnight.then_some(())
        });
        if got.is_some() {
            self.attempt(Self::number);
            self.eat("分");
            self.hour();
        }
        got.is_some()
    }

    /// 「水曜1回」「月・木 各1回」: once on each of the days before it, which the days themselves say.
    fn once_each(&mut self, times: Times) -> bool {
        let found = &self.found;
        let is_other = found.daily || found.monthly || found.every_months.is_some() || found.every_days.is_some();
        let is_all = ["のみ", "だけ", "限り", "きり", "限定"].iter().any(|word| self.rest.starts_with(word));
        if times != Times::exactly(1) || is_other || is_all || found.nights.is_some() || !found.months.is_empty() {
            return false;
        }
        let Some((n, each)) = self.days_before() else { return false };
        if found.is_choice {
            // 「月・木のうち1回」 is one of them in every week.
            self.found.weekly = true;
            self.found.per_week.get_or_insert(times);
            return true;
        }
        if n > 1 && !each && !self.rest.starts_with("ずつ") {
            // 「毎週月・木 1回」 is a number of the week. 「月・木 1回」 may be once on each of them or on one.
            if found.weekly || found.every_weeks.is_some() {
                return false;
            }
            self.found.limits.push("1回".to_owned());
        }
        self.parts.push(Part::Once);
        true
    }

    /// 「週2回（月1回・木1回）」, 「月1回・木1回」: weekdays, each once, as many as the week has visits. 月 is Monday here.
    pub(super) fn days_of_once(&mut self) -> bool {
        let of_week = self.found.per_week.filter(|times| times.low == times.high).map(|times| usize::from(times.low));
        if of_week.is_none_or(|n| n < 2) && !self.parts.is_empty() {
            return false;
        }
        let Some(days) = self.attempt(Self::ones).filter(|days| of_week.is_none_or(|n| n == days.len())) else {
            return false;
        };
        // Without the week it is Monday by what stands beside it alone: nothing is laid by that.
        if of_week.is_none() && days.contains(&Weekday::Mon) {
            self.found.limits.push("月1回".to_owned());
        }
        let is_twice = days.iter().enumerate().any(|(at, day)| days[..at].contains(day));
        self.contradicted(is_twice);
        self.parts.extend([Part::Days(days.clone()), Part::Once]);
        self.found.weekdays.extend(days);
        true
    }

    /// 「月1回・木1回」 up to the end of the brackets or of the cell; 「月1回・日1回」 is of the month and of the day.
    fn ones(&mut self) -> Option<Vec<Weekday>> {
        let mut days = Vec::new();
        loop {
            let (day, rest) = weekday_at(self.rest)?;
            self.rest = rest;
            self.eat_any(&["1回", "一回"]).then_some(())?;
            days.push(day);
            if !self.eat_any(&["・", "、", ",", "と", "/", "+", "&"]) {
                break;
            }
        }
        let ends = self.rest.is_empty() || self.rest.starts_with(')');
        let is_sure = days.iter().any(|day| !matches!(day, Weekday::Mon | Weekday::Sun));
        (ends && is_sure && days.len() > 1).then_some(days)
    }

    /// 「1回」 belongs to the rhythm before it (隔週1回, 毎月2回, 毎日2回); alone it is a number in all.
    fn count(&mut self, times: Times) {
        if self.once_each(times) {
            return;
        }
        if times.high > 1 {
            self.parts.push(Part::Uses);
        }
        let found = &mut self.found;
        if found.daily {
            let before = found.per_day.replace(times);
            self.contradicts(before, times);
            // 「毎日（朝1回・夕1回）」
            let is_another = std::mem::replace(&mut self.is_counted_daily, true);
            self.contradicted(is_another);
        } else if found.weekly && found.per_week.is_none() {
            found.per_week = Some(times);
        } else if found.monthly && found.per_month.is_none() {
            found.per_month = Some(times);
        } else if found.every_weeks.is_some() {
            let before = found.per_round.replace(times);
            self.contradicts(before, times);
        } else if found.every_months.is_none() && !found.weekly && !found.monthly && found.nths.is_empty() {
            found.in_all = Some(times);
        } else {
            // 「週3回（火1回・金2回）」: how often is that of a day, which no field keeps.
            self.contradicted(times.high > 1);
        }
    }

    /// So many times in every so many days, weeks, months or years.
    pub(super) fn recur_every(&mut self, unit: Unit, every: u16, times: Option<Times>) {
        let days = match unit {
            Unit::Day => every,
            Unit::Week => every.saturating_mul(7),
            Unit::Month | Unit::Year => 0,
        };
        let is_of_a_day = unit == Unit::Day && every == 1;
        if !is_of_a_day {
            self.parts.push(if days == 7 { Part::Week } else { Part::Rhythm });
        } else if times.is_some_and(|times| times.high > 1) {
            self.parts.push(Part::Uses);
        }
        let (field, said) = match unit {
            Unit::Day if every == 1 => (&mut self.found.per_day, times),
            Unit::Day | Unit::Week if days == 7 => return self.per_week(times),
            Unit::Month if every == 1 => {
                self.found.monthly = true;
                (&mut self.found.per_month, times)
            }
            Unit::Day | Unit::Week if days.is_multiple_of(7) => {
                let before = self.found.every_weeks.replace(days / 7);
                self.contradicts(before, days / 7);
                (&mut self.found.per_round, times)
            }
            Unit::Day | Unit::Week => {
                let before = self.found.every_days.replace(every);
                return self.contradicts(before, every);
            }
            Unit::Month | Unit::Year => {
                let months = if unit == Unit::Year { every.saturating_mul(12) } else { every };
                let before = self.found.every_months.replace(months);
                return self.contradicts(before, months);
            }
        };
        if let Some(said) = said {
            let before = field.replace(said);
            self.contradicts(before, said);
        }
    }

    /// 「週2回」; of 「週1回（火）、週2回（木・土）」, each with its own days, the sum.
    fn per_week(&mut self, times: Option<Times>) {
        self.found.weekly = true;
        let Some(now) = times else { return };
        let Some(before) = self.found.per_week.replace(now) else { return };
        let is_exact = before.low == before.high && now.low == now.high;
        let n = self.found.weekdays.len();
        let sum = before.low + now.low;
        // The days stand behind their numbers, or before them.
        if is_exact && !self.through && (n == usize::from(before.low) || n == usize::from(sum)) {
            self.found.per_week = Some(Times::exactly(sum));
        } else {
            self.contradicts(Some(before), now);
        }
    }

    /// 「週1回…、週2回…」: the second number is not that of the days of the first.
    fn contradicts<T: PartialEq + Copy>(&mut self, before: Option<T>, now: T) {
        self.contradicted(before.is_some_and(|before| before != now));
    }
}

/// What a number of times is counted by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
}
