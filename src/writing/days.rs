//! 「予定・実績」 from the figures of a row of 第６表 to what its line says.
//!
//! A line that runs by a rule (火・金, 毎日) keeps it, for the next month is made from it: a day more or less becomes
//! 「追加」 or 「休み」. Only where that cannot say it are the days written out.

use super::{Plan, place, refused};
use crate::billing::uses::{Mode, days_of};
use crate::calendar::Month;
use crate::case::days::DayPattern;
use crate::case::read::from_text;
use crate::case::{CaseFile, ServiceLine};
use crate::source::edit::{Change, Path, Refused, Step, Value, edit};

/// The changes that put these uses on the days of a row.
pub(super) fn changes(plan: &Plan, path: &Path, counts: &[u8; 31]) -> Result<Vec<Change>, Refused> {
    let (case, _) = from_text("", plan.text);
    let case = &case.file;
    let mode = mode(path)?;
    let month = month(case, path)?;
    if let Some(day) = (month.n_days() as usize..31).find(|day| counts[*day] > 0) {
        return Err(refused(format!("この月に{}日はありません", day + 1)));
    }
    let parent = Path(path.0[..path.0.len() - 1].to_vec());
    let written_out = || {
        let mut all = match counts.iter().all(|uses| *uses == 0) {
            // Nothing marked is nothing written: a row of its own figures would print a total of 0.
            true if plan.value.at(&path.0).is_some() => vec![Change::Remove { path: path.clone() }],
            true => Vec::new(),
            false => place::set(plan, path, &written(counts))?,
        };
        let line = line(case, path);
        for key in ["休み", "追加", "振替"] {
            let path = parent.key(key);
            if mode == Mode::Planned && line.is_some() && plan.value.at(&path.0).is_some() {
                all.push(Change::Remove { path });
            }
        }
        Ok(all)
    };
    let candidates = [by_rule(plan, case, path, &parent, counts, month), Some(written_out()?)];
    let mut last = Vec::new();
    for changes in candidates.into_iter().flatten() {
        let edited = edit(plan.text, &changes)?;
        if verify(&edited.text, path, counts).is_ok() {
            return Ok(changes);
        }
        last = changes;
    }
    Ok(last)
}

/// The same by 「追加」 and 「休み」, where the line runs by a rule.
fn by_rule(
    plan: &Plan,
    case: &CaseFile,
    path: &Path,
    parent: &Path,
    counts: &[u8; 31],
    month: Month,
) -> Option<Vec<Change>> {
    let line = line(case, path)?;
    let mode = mode(path).ok()?;
    let written = mode.written(line);
    if mode == Mode::Actual || matches!(written.pattern, DayPattern::None | DayPattern::Days(_)) {
        return None;
    }
    let now = days_of(line, month, mode);
    let mut off: Vec<u8> = line.off_days.days.iter().map(|(day, _)| day.get()).collect();
    let mut extra: Vec<u8> = line.extra_days.days.iter().map(|(day, _)| day.get()).collect();
    let rule = written.counts(month);
    for (number, (now, wanted)) in (1_u8..).zip(now.iter().zip(counts)) {
        let by_rule = rule[usize::from(number) - 1];
        if now == wanted {
            continue;
        }
        off.retain(|day| *day != number);
        extra.retain(|day| *day != number);
        if *wanted < by_rule {
            off.push(number);
        }
        if (*wanted > 0 && *wanted < by_rule) || *wanted > by_rule {
            extra.push(number);
        }
    }
    let mut all = Vec::new();
    for (key, mut days, before) in [("休み", off, &line.off_days), ("追加", extra, &line.extra_days)] {
        days.sort_unstable();
        let same = before.days.iter().map(|(day, _)| day.get()).eq(days.iter().copied());
        let path = parent.key(key);
        match (same, days.is_empty()) {
            (true, _) => {}
            (_, true) => all.push(Change::Remove { path }),
            _ => all.extend(place::set(plan, &path, &list(&days)).ok()?),
        }
    }
    Some(all)
}

/// That a row says these uses.
///
/// # Errors
/// It says others: something else of the line stands against them.
pub(super) fn verify(text: &str, path: &Path, counts: &[u8; 31]) -> Result<(), Refused> {
    let (case, _) = from_text("", text);
    let mode = mode(path)?;
    let month = month(&case.file, path)?;
    let said = line(&case.file, path).map(|line| days_of(line, month, mode)).unwrap_or_default();
    if said == *counts {
        return Ok(());
    }
    let days: Vec<String> = (1..)
        .zip(said.iter().zip(counts))
        .filter(|(_, (said, wanted))| said != wanted)
        .map(|(day, _): (u32, _)| day.to_string())
        .collect();
    Err(refused(format!(
        "{}日は、この行の「開始」「終了」「祝日」のために書けません。行の「くわしく」で先に直してください",
        days.join("・")
    )))
}

/// `[2, 9]`, or `{2: 1, 9: 2}` where a day has more than one use.
fn written(counts: &[u8; 31]) -> Value {
    let used = (1_u8..).zip(counts).filter(|(_, uses)| **uses > 0);
    if counts.iter().all(|uses| *uses <= 1) {
        return list(&used.map(|(day, _)| day).collect::<Vec<_>>());
    }
    Value::map(used.map(|(day, uses)| (day.to_string(), Value::text(uses.to_string())))).flow()
}

fn list(days: &[u8]) -> Value {
    Value::List(days.iter().map(|day| Value::text(day.to_string())).collect()).flow()
}

fn mode(path: &Path) -> Result<Mode, Refused> {
    match path.0.last() {
        Some(Step::Key(key)) if key == "予定" => Ok(Mode::Planned),
        Some(Step::Key(key)) if key == "実績" => Ok(Mode::Actual),
        _ => Err(refused("予定・実績ではありません")),
    }
}

fn month(case: &CaseFile, path: &Path) -> Result<Month, Refused> {
    let block = match path.0.as_slice() {
        [Step::Key(key), Step::Item(at), ..] if key == "第6表" => case.months.get(*at),
        _ => None,
    };
    let month = block.and_then(|month| month.month.value());
    month.ok_or_else(|| refused("先に、利用票の年月（何月分か）を書いてください"))
}

fn line<'c>(case: &'c CaseFile, path: &Path) -> Option<&'c ServiceLine> {
    match path.0.as_slice() {
        [_, Step::Item(month), Step::Key(_), Step::Item(line), ..] => case.months.get(*month)?.lines.get(*line),
        _ => None,
    }
}
