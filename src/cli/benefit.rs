//! `careplan benefit`: 給付管理票 of everybody's month as a list: what was planned, what was entered, and the sums.
//!
//! The figures are those of [`BenefitManagement`], which the sheet prints. A plan that cannot be read or computed is a line
//! that says so: a client who is missing here is not paid for, and of one who is here twice it is told.

use super::aligned::aligned;
use super::args::{BenefitArgs, BoardFormat};
use super::chain::Chains;
use super::names::unnumbered;
use super::status::Failure;
use super::{Status, Terminal, csv, load, plans, workers};
use crate::billing::{AnnexOptions, BenefitManagement, BillingInput, Mode, Refusal, annex};
use crate::calendar::era;
use crate::press::Checked;
use crate::rules::CheckContext;
use crate::rules::readings::{Entered, entered};
use crate::source::{Span, thousands};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A client's line: a sheet.
struct Line {
    file: PathBuf,
    insurer: String,
    number: String,
    name: String,
    level: String,
    limit: Option<i64>,
    /// Units of 予定 and of 実績; none where they are not known.
    planned: Option<BenefitManagement>,
    entered: Option<BenefitManagement>,
    /// Why something is not known, or what is to be looked at.
    note: String,
    /// What the list ends with where the file could not be read at all.
    failed: Option<Status>,
}

impl Line {
    fn total(report: Option<&BenefitManagement>) -> Option<i64> {
        report.map(BenefitManagement::total)
    }

    /// Whether it is a sheet that can be told from others by its number.
    fn has_numbered_sheet(&self) -> bool {
        !self.number.is_empty() && self.note != NO_MONTH
    }

    /// 実績 less 予定.
    fn difference(&self) -> Option<i64> {
        Some(Self::total(self.entered.as_ref())? - Self::total(self.planned.as_ref())?)
    }
}

/// Shows the list.
pub(super) fn run(args: &BenefitArgs, terminal: &mut Terminal) -> Result<Status> {
    args.format.takes_excel(args.excel)?;
    plans::tell_near(&args.plans, args.no_names, terminal);
    plans::exist(&args.plans)?;
    let mut plans = plans::find(&args.plans)?;
    let chains = Chains::find(&plans);
    let left_out = chains.left_out(args.month);
    let mut told = left_out.iter();
    plans.retain(|_| told.next().is_some_and(Option::is_none));
    let left_out: Vec<_> = left_out.iter().flatten().collect();
    plans::tell_each(&left_out, args.no_names, &mut |line| terminal.inform(line), |n| {
        format!("ほかの計画書の月なので数えなかった計画書が {n} あります")
    });
    let strangers: Vec<String> = chains.told_of_strangers();
    plans::tell_each(&strangers, args.no_names, &mut |line| terminal.say(line), |n| {
        format!("「前の計画」に別の利用者の計画書が書かれた計画書が {n} あります")
    });
    let broken = |path: &Path, place: String| vec![unread(path, args, format!("プログラムの不具合です（{place}）"))];
    let lines = workers::each(&plans, args.jobs, &|path| of_plan(path, args), &broken)?;
    let mut lines: Vec<Line> = lines.into_iter().flatten().collect();
    if lines.is_empty() {
        return Err(Failure::NoPlans.into());
    }
    lines.sort_by(|a, b| (&a.number, &a.insurer, &a.file).cmp(&(&b.number, &b.insurer, &b.file)));
    let n_again = tell_twins(&mut lines, args);
    match args.format {
        BoardFormat::Human => human(&lines, n_again, args, terminal),
        BoardFormat::Json => {
            let list: Vec<Value> = lines.iter().map(|line| object(line, args)).collect();
            terminal.result(serde_json::to_string_pretty(&list)?);
        }
        BoardFormat::Csv => table(&lines, args, terminal),
    }
    // Whoever sends the sheets must not take a list with holes for a whole one.
    let whole = lines.iter().all(|line| line.planned.is_some() || line.limit.is_some() || line.note == NO_MONTH);
    let failed = lines.iter().filter_map(|line| line.failed).max();
    Ok(failed.unwrap_or(if whole && n_again == 0 { Status::Done } else { Status::Refused }))
}

const HEADINGS: [&str; 8] = ["被保険者番号", "氏名", "要介護", "限度額", "予定", "実績", "差", "備考"];

const NO_MONTH: &str = "この月の利用票がありません";

fn unread(file: &Path, args: &BenefitArgs, note: String) -> Line {
    Line {
        file: file.to_owned(),
        insurer: String::new(),
        // Whose line it is must be seen where the name may not.
        number: if args.no_names { unnumbered(&file.to_string_lossy()) } else { String::new() },
        name: String::new(),
        level: String::new(),
        limit: None,
        planned: None,
        entered: None,
        note,
        failed: None,
    }
}

/// A client's lines, one a sheet (two insurers in a month: two); none for a file of an office.
fn of_plan(path: &Path, args: &BenefitArgs) -> Vec<Line> {
    let loaded = match load::load(path) {
        Ok(loaded) => loaded,
        Err(failure) => {
            let note = match &failure {
                Failure::Read { why, .. } if args.no_names => format!("読めません：{why}"),
                _ => failure.to_string(),
            };
            return vec![Line { failed: Some(failure.status()), ..unread(path, args, note) }];
        }
    };
    if loaded.case.is_office {
        return Vec::new();
    }
    let checked = Checked::unasked(loaded, None);
    let case = &checked.case.file;
    let client = case.client.as_ref();
    let line = |note: String| {
        let unread = unread(path, args, note);
        // What cannot be read as a number may be a name.
        let number = client.and_then(|client| client.insured_number.get()).map(|number| number.0.clone());
        let number = number.filter(|number| !number.is_empty()).unwrap_or_else(|| unread.number.clone());
        let insurer = client.map_or("", |client| client.insurer_number.plain()).to_owned();
        Line { insurer, number, name: client.map_or("", |client| client.name.text().trim()).to_owned(), ..unread }
    };
    let line_of = |span: Span| plans::line_of(&checked, span, args.no_names);
    // The words of a refusal may quote the plan.
    let because = |refusal: &Refusal| match line_of(refusal.span) {
        Some(line) if args.no_names => line,
        None if args.no_names => "計画書を見てください".to_owned(),
        _ => refusal.message.clone(),
    };
    if let Some(mistake) = checked.mistakes.first() {
        let place = line_of(mistake.span).unwrap_or_default();
        return vec![line(format!("読めません：{place} {}", mistake.code))];
    }
    let context = CheckContext::new(case, None);
    let how = context.slips().iter().find(|slip| slip.month == args.month).map(entered);
    let of_input = |input: BillingInput| {
        let mut line = line(String::new());
        // The number of the month's own card, as on the sheet.
        let number = input.held.insured_number().map(|number| number.plain().to_owned());
        line.number = number.unwrap_or(line.number);
        let insurer = input.held.insurer_number().map(|number| number.plain().to_owned());
        line.insurer = insurer.unwrap_or(line.insurer);
        reckon(&input, how, &because, &mut line);
        line
    };
    let lines: Vec<Line> = BillingInput::of(case, args.month).map(of_input).collect();
    if lines.is_empty() { vec![line(NO_MONTH.to_owned())] } else { lines }
}

/// Both columns of a sheet.
fn reckon(input: &BillingInput, how: Option<Entered>, because: &dyn Fn(&Refusal) -> String, line: &mut Line) {
    let report = |mode| annex(input, mode, AnnexOptions::default()).map(|annex| BenefitManagement::of(input, &annex));
    match report(Mode::Planned) {
        Ok(planned) => {
            planned.level.map_or("", |level| level.printed()).clone_into(&mut line.level);
            line.limit = Some(planned.limit);
            line.planned = Some(planned);
        }
        Err(refusal) => line.note = format!("予定を計算できません：{}", because(&refusal)),
    }
    match how {
        Some(Entered::Nothing) | None => add(&mut line.note, "実績は入力されていません"),
        Some(how) => {
            match report(Mode::Actual) {
                Ok(entered) => line.entered = Some(entered),
                Err(refusal) => add(&mut line.note, &format!("実績を計算できません：{}", because(&refusal))),
            }
            if how == Entered::Partly {
                add(&mut line.note, "実績のない行があります");
            }
        }
    }
}

/// Tells at each line that another plan has a sheet of the same number, too; gives how many lines are there again. The lines
/// are in the order of their numbers.
fn tell_twins(lines: &mut [Line], args: &BenefitArgs) -> usize {
    let is_one = |a: &Line, b: &Line| a.number == b.number && a.insurer == b.insurer;
    let has_sheet = Line::has_numbered_sheet;
    let mut n_again = 0;
    for twins in lines.chunk_by_mut(is_one) {
        let files: Vec<PathBuf> = twins.iter().filter(|line| has_sheet(line)).map(|line| line.file.clone()).collect();
        n_again += files.len().saturating_sub(1);
        for line in twins.iter_mut().filter(|line| files.len() > 1 && has_sheet(line)) {
            let others = files.iter().filter(|file| **file != line.file);
            let others: Vec<String> = others.map(|file| format!("「{}」", file.display())).collect();
            let whose = if args.no_names { "ほかの計画書".to_owned() } else { others.concat() };
            add(&mut line.note, &format!("{whose}と被保険者番号が同じです"));
        }
    }
    n_again
}

/// A plan is a person, whatever number of insurers its month has; a plan with another's number is nobody more, whether or not
/// it has the month.
fn n_people(lines: &[Line]) -> usize {
    let mut holders: BTreeMap<(&str, &str), &Path> = BTreeMap::new();
    let (mut people, mut again) = (BTreeSet::new(), BTreeSet::new());
    for line in lines {
        let file = line.file.as_path();
        people.insert(file);
        if !line.number.is_empty() && *holders.entry((&line.number, &line.insurer)).or_insert(file) != file {
            again.insert(file);
        }
    }
    people.difference(&again).count()
}

fn add(note: &mut String, words: &str) {
    if !note.is_empty() {
        note.push('、');
    }
    note.push_str(words);
}

/// Units by kind of service, planned and entered.
fn by_kind(lines: &[Line]) -> BTreeMap<(String, String), [i64; 2]> {
    let mut sums: BTreeMap<(String, String), [i64; 2]> = BTreeMap::new();
    for line in lines {
        for (column, report) in [&line.planned, &line.entered].into_iter().enumerate() {
            for row in report.iter().flat_map(|report| &report.lines) {
                let kind = row.kind().map_or("", |kind| kind.name.as_str()).to_owned();
                sums.entry((row.kind_code.clone(), kind)).or_default()[column] += row.units;
            }
        }
    }
    sums
}

fn figure(value: Option<i64>) -> String {
    value.map(thousands).unwrap_or_default()
}

fn human(lines: &[Line], n_again: usize, args: &BenefitArgs, terminal: &mut Terminal) {
    let mut rows: Vec<Vec<String>> = vec![HEADINGS.map(str::to_owned).into()];
    for line in lines {
        rows.push(vec![
            line.number.clone(),
            if args.no_names { String::new() } else { line.name.clone() },
            line.level.clone(),
            figure(line.limit),
            figure(Line::total(line.planned.as_ref())),
            figure(Line::total(line.entered.as_ref())),
            figure(line.difference()),
            line.note.clone(),
        ]);
    }
    let sum = |of: &dyn Fn(&Line) -> Option<i64>| {
        let known: Vec<i64> = lines.iter().filter_map(of).collect();
        figure((!known.is_empty()).then(|| known.iter().sum()))
    };
    rows.push(vec![
        format!("合計 {} 人", n_people(lines)),
        String::new(),
        String::new(),
        sum(&|line| line.limit),
        sum(&|line| Line::total(line.planned.as_ref())),
        sum(&|line| Line::total(line.entered.as_ref())),
        sum(&Line::difference),
        if n_again > 0 {
            format!("同じ番号の行が {n_again} 重なっているので、合計は正しくありません")
        } else {
            String::new()
        },
    ]);
    terminal.result(format_args!("給付管理票の一覧　{}分（単位）", era::month(args.month)));
    for line in aligned(&rows, "  ", |column| (3..7).contains(&column)) {
        terminal.words(line.trim_end());
    }
    for ((code, kind), [planned, entered]) in by_kind(lines) {
        terminal.words(format_args!("{code} {kind}：予定 {}、実績 {}", thousands(planned), thousands(entered)));
    }
}

fn object(line: &Line, args: &BenefitArgs) -> Value {
    let report = |report: &Option<BenefitManagement>| {
        report.as_ref().map(|report| {
            let lines = report.lines.iter().map(|row| {
                json!({ "provider": row.provider, "provider_number": row.provider_number, "kind": row.kind_code, "units": row.units })
            });
            json!({ "total": report.total(), "lines": lines.collect::<Vec<_>>() })
        })
    };
    json!({
        "file": (!args.no_names).then(|| line.file.display().to_string()),
        "insured_number": line.number,
        "name": (!args.no_names).then_some(&line.name),
        "month": args.month.to_string(),
        "level": line.level,
        "limit": line.limit,
        "planned": report(&line.planned),
        "actual": report(&line.entered),
        "difference": line.difference(),
        "note": line.note,
    })
}

fn table(lines: &[Line], args: &BenefitArgs, terminal: &mut Terminal) {
    let mut rows: Vec<Vec<String>> = vec![HEADINGS.map(str::to_owned).into()];
    let plain = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    for line in lines {
        rows.push(vec![
            line.number.clone(),
            if args.no_names { String::new() } else { line.name.clone() },
            line.level.clone(),
            plain(line.limit),
            plain(Line::total(line.planned.as_ref())),
            plain(Line::total(line.entered.as_ref())),
            plain(line.difference()),
            line.note.clone(),
        ]);
    }
    terminal.bytes(csv::table(rows, args.excel).as_bytes());
}
