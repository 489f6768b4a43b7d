//! 「実績」 begun from 予定, for correction: only lines that have none are filled.

use super::insert::{KEY, cannot_add, changed, line_value, month_items, month_of, read};
use super::write::day_numbers;
use crate::billing::uses::{Mode, days_of};
use crate::billing::{Refusal, RefusalKind};
use crate::calendar::{Month, era};
use crate::case::days::{DayNumber, DayPattern};
use crate::case::{CaseFile, ServiceLine};
use crate::service_kind;
use crate::source::Span;
use crate::source::edit::{Change, Path};
use crate::source::yaml::Kind;

/// The 実績 of a month's lines, as they are to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActualBlock {
    /// The month.
    pub month: Month,
    /// Position among the plan's months and among that month's lines, and the days as YAML writes them.
    pub lines: Vec<(usize, usize, String)>,
}

/// That the plan has a slip of a month.
///
/// # Errors
/// When it has none.
pub fn require_slip(case: &CaseFile, month: Month) -> Result<(), Refusal> {
    if case.months.iter().any(|block| block.month.value() == Some(month)) {
        return Ok(());
    }
    let message = format!("{}の利用票がありません", era::month(month));
    Err(Refusal::new(RefusalKind::Missing, Span::DETACHED, message).help("先に予定の利用票を作ってください"))
}

/// What 実績 would be if everything went as planned, for the lines without one.
///
/// # Errors
/// When the plan has no slip for the month.
pub fn actual_block(case: &CaseFile, month: Month) -> Result<ActualBlock, Refusal> {
    require_slip(case, month)?;
    let blocks = case.months.iter().enumerate().filter(|(_, block)| block.month.value() == Some(month));
    let open =
        |line: &ServiceLine| line.actual.is_missing() && line.addition_rate.is_blank() && !line.planned.is_missing();
    let lines = blocks
        .flat_map(|(of, block)| block.lines.iter().enumerate().map(move |(at, line)| (of, at, line)))
        .filter(|(_, _, line)| open(line))
        .map(|(of, at, line)| (of, at, days_text(line, month)))
        .collect();
    Ok(ActualBlock { month, lines })
}

/// The planned days as they came out, one by one; a rental of the whole month stays 毎日.
fn days_text(line: &ServiceLine, month: Month) -> String {
    let counts = days_of(line, month, Mode::Planned);
    let days: Vec<(DayNumber, u8)> = (1..)
        .zip(counts)
        .filter(|(_, uses)| *uses > 0)
        .filter_map(|(day, uses)| Some((DayNumber::new(day)?, uses)))
        .collect();
    let equipment = service_kind::of_service_code(line.code.text()).is_some_and(|kind| kind.rental);
    if equipment
        && line.planned.pattern == DayPattern::Daily
        && u32::try_from(days.len()).is_ok_and(|days| days == month.n_days())
    {
        return "毎日".to_owned();
    }
    day_numbers(&days)
}

/// The same for one line of one of the plan's months, as a change of the plan; none where it has 実績 already or needs none.
#[must_use]
pub fn actual_change(case: &CaseFile, month: usize, line: usize) -> Option<Change> {
    let block = actual_block(case, case.months.get(month)?.month.value()?).ok()?;
    let (.., days) = block.lines.iter().find(|(of, at, _)| (*of, *at) == (month, line))?;
    let path = Path::default().key(KEY).item(month).key("サービス").item(line).key("実績");
    Some(Change::put(path, line_value(days)?, &["予定", "実績"]))
}

/// Writes them into a plan's text; every other byte stays.
///
/// # Errors
/// When the text cannot be read, or a line cannot be filled without touching anything else.
pub fn insert_actual(original: &str, block: &ActualBlock) -> Result<String, Refusal> {
    let Some(root) = read(original)? else { return Err(cannot_add()) };
    let mut changes = Vec::new();
    for (of, at, days) in &block.lines {
        let month = month_items(&root).get(*of).filter(|item| month_of(item) == Some(block.month));
        let lines = month.and_then(|month| month.get("サービス")).map(|entry| &entry.value.kind);
        let Some(Kind::Seq(lines)) = lines else { return Err(cannot_add()) };
        let path = Path::default().key(KEY).item(*of);
        let line = lines.get(*at).ok_or_else(cannot_add)?;
        let blank = line.get("実績").is_none_or(|entry| match &entry.value.kind {
            Kind::Null => true,
            Kind::Scalar(text) => text.trim().is_empty(),
            Kind::Seq(_) | Kind::Map(_) => false,
        });
        if blank && line.get("予定").is_some() {
            let value = line_value(days).ok_or_else(cannot_add)?;
            changes.push(Change::put(path.key("サービス").item(*at).key("実績"), value, &["予定", "実績"]));
        }
    }
    changed(original, &changes)
}
