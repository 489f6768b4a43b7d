//! `careplan board`: everybody of an office with what is done, due and late, the most urgent first.
//!
//! What counts as done is read by [`crate::rules::steps`], which the rules ask as well; here the plans are found and read, one
//! line of each is kept ([`row`]), and the lines are shown ([`columns`], [`told`], [`paper`]). A plan that cannot be read is a line that
//! says so: on a list of what is due, nobody may be missing.

mod columns;
mod live;
mod paper;
mod row;
mod told;

use super::args::{BoardArgs, BoardFormat};
use super::chain::Chains;
use super::status::Failure;
use super::{Status, Terminal, files, load, plans, workers};
use crate::calendar::{Date, Month};
use crate::case::certification::ENDS_SOON;
use crate::press::{Checked, Loaded};
use crate::rules::steps::Step;
use anyhow::Result;
use row::{Role, Urgency};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

pub(super) use live::{frame, line, sorted};
pub(super) use row::Row;

/// What the board looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    as_of: Date,
    month: Month,
    no_names: bool,
    /// 「--due」: days within which something is near.
    near: i64,
}

impl View {
    /// The day that the board is of.
    pub(super) const fn day(self) -> Date {
        self.as_of
    }

    /// Whether nobody may be named.
    pub(super) const fn hides_names(self) -> bool {
        self.no_names
    }

    /// The board of a day; the month that counts as this one is that of the day.
    pub(super) fn on(as_of: Date, no_names: bool) -> Self {
        Self { as_of, month: Month::of(as_of), no_names, near: NEAR }
    }

    /// Whether the day of a step comes within the days that count as near.
    fn is_near(self, step: &Step) -> bool {
        step.on.is_none_or(|day| (day - self.as_of).num_days() <= self.near)
    }
}

/// Within how many days something is urgent, unless the user says so.
const NEAR: i64 = ENDS_SOON;

/// Shows the board. It ends with 0 whatever is due, and as `check` does where a plan cannot be read.
pub(super) fn run(args: &BoardArgs, terminal: &mut Terminal) -> Result<Status> {
    args.format.takes_excel(args.excel)?;
    if args.pdf.as_deref().is_some_and(files::is_stdout) {
        let message = "標準出力には一覧を出すので、--pdf にはファイルの名前を指定してください（例：--pdf board.pdf）";
        return Err(Failure::Usage(message.to_owned()).into());
    }
    let as_of = args.as_of.date();
    let month = args.month.unwrap_or_else(|| Month::of(as_of));
    let view = View { as_of, month, no_names: args.no_names, near: args.due.map_or(NEAR, i64::from) };
    plans::exist(&args.plans)?;
    plans::tell_near(&args.plans, args.no_names, terminal);
    let (all, told) = rows(args, view)?;
    plans::tell_each(&told, args.no_names, &mut |line| terminal.say(line), |n| {
        format!("確かめる計画書が {n} 組あります（--no-names を付けないと、名前が出ます）")
    });
    if all.is_empty() {
        return Err(Failure::NoPlans.into());
    }
    let n_all = all.len();
    let is_unread = all.iter().any(|row| row.problem.is_some());
    let shown: Vec<Row> = all.into_iter().filter(|row| is_wanted(args, view, row)).collect();
    if let Some(path) = &args.pdf {
        for line in paper::write(path, args, &shown, n_all, view)? {
            terminal.say(line);
        }
        terminal.inform(format_args!("「{}」に書きました", path.display()));
    }
    match args.format {
        BoardFormat::Human => told::human(&shown, n_all, view, terminal),
        BoardFormat::Json => told::json(&shown, view, terminal)?,
        BoardFormat::Csv => told::csv(&shown, view, args.excel, terminal),
    }
    Ok(if is_unread { Status::Refused } else { Status::Done })
}

/// Every client's line, the most urgent first, and what is told of plans that do not go together. Of each plan only its line is kept.
fn rows(args: &BoardArgs, view: View) -> Result<(Vec<Row>, Vec<String>), Failure> {
    let plans = plans::find(&args.plans)?;
    let chains = Chains::find(&plans);
    let numbers: HashMap<&Path, usize> = plans.iter().enumerate().map(|(at, path)| (path.as_path(), at)).collect();
    let look = |path: &Path| (path.to_owned(), read(path, chains.followed_on(numbers[path]), args, view));
    let broken = |path: &Path, place: String| (path.to_owned(), Some(Row::failed(path, &place)));
    let mut seen = workers::each(&plans, args.jobs, &look, &broken)?;
    seen.sort_by_key(|(path, _)| numbers[path.as_path()]);
    let rows = seen.into_iter().map(|(_, row)| row.map(Cow::Owned)).collect();
    let mut rows: Vec<Row> = in_force(rows, &chains, view).into_iter().flatten().map(Cow::into_owned).collect();
    let mut told = chains.told_of_strangers();
    told.extend(twins(rows.iter(), &|path| path.display().to_string()).into_iter().map(|(_, words)| words));
    rows.sort_by_cached_key(|row| row.order(view));
    Ok((rows, told))
}

/// Of every two lines that have one number, that they have: nobody may take one person for two.
pub(super) fn twins<'r>(
    rows: impl Iterator<Item = &'r Row>,
    called: &impl Fn(&Path) -> String,
) -> Vec<(&'r Path, String)> {
    let mut first: HashMap<(&str, &str), &'r Row> = HashMap::new();
    let numbered = rows.filter(|row| !row.number.is_empty());
    let twins = numbered.filter_map(|row| Some((first.insert((&row.insurer, &row.number), row)?, row)));
    let told = |(one, two): (&'r Row, &'r Row)| {
        let (first, second) = (called(one.file()), called(two.file()));
        let words = format!(
            "「{first}」と「{second}」の被保険者番号が同じです。番号を直すか、更新した計画なら新しい方に「前の計画」を書くか、片方を別のフォルダーに移してください"
        );
        (two.file(), words)
    };
    twins.map(told).collect()
}

/// One line for each client: that of the plan in force, with the others of its chain taken in. The rows stand in the order of the
/// chains' numbers.
pub(super) fn in_force<'r>(
    mut rows: Vec<Option<Cow<'r, Row>>>,
    chains: &Chains,
    view: View,
) -> Vec<Option<Cow<'r, Row>>> {
    for at in 0..rows.len() {
        let taken = chains.in_force(at, view.as_of);
        // Of plans that cannot be read nobody knows what they would add: each stays a line of its own.
        let is_read = |row: &Option<Cow<Row>>| row.as_ref().is_some_and(|row| row.problem.is_none());
        if taken != at && is_read(&rows[at]) && is_read(&rows[taken]) {
            let other = rows[at].take();
            let role = if chains.is_before(at, taken) { Role::Before } else { Role::Next };
            if let (Some(row), Some(other)) = (&mut rows[taken], other) {
                row.to_mut().join(other.into_owned(), role, chains.begins_on(at));
            }
        }
    }
    rows
}

/// A client's line; none for a file of an office that was not named itself.
fn read(path: &Path, followed_on: Option<Date>, args: &BoardArgs, view: View) -> Option<Row> {
    match load::load(path) {
        Ok(loaded) => row_of(path, Loaded { followed_on, ..loaded }, args.profile.as_deref(), view),
        Err(failure) => Some(unread(path, failure)),
    }
}

/// The line of what was loaded; none for a file of an office.
fn row_of(path: &Path, loaded: Loaded, profile: Option<&str>, view: View) -> Option<Row> {
    looked_at(path, loaded, profile, view).map(|(_, row)| row)
}

/// What was loaded with its findings on the board's day, and its line; none for a file of an office.
pub(super) fn looked_at(path: &Path, loaded: Loaded, profile: Option<&str>, view: View) -> Option<(Checked, Row)> {
    if loaded.case.is_office {
        return None;
    }
    let followed_on = loaded.followed_on;
    let checked = Checked::new(loaded, profile, Some(view.as_of));
    let row = Row::of(path, &checked, followed_on, view);
    Some((checked, row))
}

/// The line of a file that could not be read.
pub(super) fn unread(path: &Path, failure: Failure) -> Row {
    match failure {
        Failure::Read { why, .. } => Row::unread(path, why),
        other => Row::unread(path, other.to_string()),
    }
}

/// Whether the user asked for a line.
fn is_wanted(args: &BoardArgs, view: View, row: &Row) -> bool {
    let plain = |name: &str| crate::rules::words::plain(name);
    let theirs = args.care_manager.as_ref().is_none_or(|name| {
        // Nobody knows whose a plan is that cannot be read.
        row.urgency(view) == Urgency::Broken || plain(&row.care_manager).contains(&plain(name))
    });
    let urgent = match (args.late, args.due) {
        (true, _) => row.urgency(view) <= Urgency::Late,
        (false, Some(_)) => row.urgency(view) <= Urgency::Near,
        (false, None) => true,
    };
    theirs && urgent
}
