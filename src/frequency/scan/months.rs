//! Months of the year: 「6月」「7～9月」「6月から8月まで」「8月まで」「12月15日」「令和7年6月」.

use super::{Scanner, Times};

impl Scanner<'_> {
    /// What stands behind the number of a month, or of two; `through` says that the two are the ends of a run.
    pub(super) fn months(&mut self, times: Times, through: bool) -> Option<()> {
        let (first, mut last) = (month(times.low)?, month(times.high)?);
        self.month_and_day()?;
        let mut through = through;
        // 「6月～8月」
        if let Some(end) = self.attempt(|scanner| {
            let end = (scanner.eat_any(&["~", "-", "から"])).then(|| scanner.number()).flatten().and_then(month)?;
            scanner.month_and_day().map(|()| end)
        }) {
            (last, through) = (end, true);
        }
        let found = &mut self.found;
        if !through {
            found.months.extend([first, last]);
        } else if first <= last {
            found.months.extend(first..=last);
        } else {
            found.months.extend((first..=12).chain(1..=last));
        }
        found.months.dedup();
        if self.eat("まで") {
            self.found.until_month = (!through).then_some(last);
        } else if self.eat_any(&["から", "より", "以降", "開始", "~"]) {
            self.found.from_month = Some(first);
        }
        Some(())
    }

    /// 「令和7年6月に1回」: a month of one year; which years have none the calendar cannot be told.
    pub(super) fn of_one_year(&mut self) -> bool {
        let before = self.rest;
        let is_year = self.attempt(|scanner| {
            scanner.eat("令和").then_some(())?;
            (scanner.eat("元") || scanner.number().is_some()).then_some(())?;
            (scanner.eat("年") && scanner.rest.starts_with(|c: char| c.is_ascii_digit())).then_some(())
        });
        let year = &before[..before.len() - self.rest.len()];
        self.found.limits.extend(is_year.map(|()| year.to_owned()));
        is_year.is_some()
    }

    /// 「月」, and a day of it.
    fn month_and_day(&mut self) -> Option<()> {
        self.eat("月").then_some(())?;
        self.attempt(|scanner| scanner.number().filter(|_| scanner.eat("日")));
        Some(())
    }
}

fn month(number: u16) -> Option<u8> {
    u8::try_from(number).ok().filter(|month| (1..=12).contains(month))
}
