//! `careplan renew`: the next plan, begun from this one, which stays as it is.

use super::args::{RenewArgs, Valid};
use super::files::{self, door};
use super::load::from_bytes;
use super::status::Failure;
use super::{Status, Terminal};
use crate::calendar::{Date, Period};
use crate::press::Checked;
use crate::renewal::{self, Renewal};
use crate::source::unseen::{is_unseen, shown};
use anyhow::Result;
use chrono::{Days, Months};
use std::path::{Component, Path, PathBuf};

/// Begins the next plan.
pub(super) fn run(args: &RenewArgs, terminal: &mut Terminal) -> Result<Status> {
    let target = target(args)?;
    let bytes = files::read(&args.plan)?;
    let checked = Checked::unasked(from_bytes(&args.plan, &bytes), None);
    if let Err(stop) = checked.whole("次の計画書を作りませんでした") {
        return Ok(terminal.stopped(&checked.sources, &stop));
    }
    let Some(root) = &checked.case.root else {
        return Err(Failure::Usage(format!("「{}」には何も書かれていません", args.plan.display())).into());
    };
    let valid = valid(args)?;
    let name = (args.plan != Path::new("-")).then(|| name_from(&target, &args.plan)).flatten();
    name.as_deref().map_or(Ok(()), can_be_named)?;
    let renewal = Renewal { from: args.from, level: args.level, valid, kept: &args.keep, predecessor: name.as_deref() };
    // Reading made sure that it is UTF-8.
    let text = String::from_utf8_lossy(&bytes);
    let renewed = match renewal::renew(&text, root, &renewal) {
        Ok(renewed) => renewed,
        Err(refused) => {
            terminal.say(format_args!("careplan: 次の計画書を作れません：{}", refused.message));
            return Ok(Status::Refused);
        }
    };
    door::write_new(&target, &renewed.text)?;
    terminal.inform(format_args!("{}を作り始めました。移したもの：", renewal::title(args.from)));
    for line in &renewed.moved {
        terminal.inform(format_args!("  {line}"));
    }
    terminal.inform("確かめてください：");
    for line in &renewed.open {
        terminal.inform(format_args!("  {line}"));
    }
    terminal.file(&target);
    Ok(Status::Done)
}

/// Where the next plan goes: never where something is.
fn target(args: &RenewArgs) -> Result<PathBuf, Failure> {
    let target = match &args.output {
        Some(output) => output.clone(),
        None if args.plan == Path::new("-") => {
            return Err(Failure::Usage(
                "標準入力（-）から作るときは、-o で新しいファイルの名前を指定してください".to_owned(),
            ));
        }
        None => {
            let stem = args.plan.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            args.plan.with_file_name(format!("{stem}-{}.yaml", args.from))
        }
    };
    if !super::plans::is_yaml(&target) {
        let message = format!("「{}」：ファイルの名前は .yaml で終えてください", target.display());
        return Err(Failure::Usage(message));
    }
    Ok(target)
}

/// The new certification's period, in which the plan must begin.
fn valid(args: &RenewArgs) -> Result<Option<Period>, Failure> {
    let too_far = || Failure::Usage("有効期間が長すぎます".to_owned());
    let valid = match args.valid {
        None => return Ok(None),
        Some(Valid::Period(period)) => period,
        Some(Valid::Months(months)) => {
            let end =
                args.from.checked_add_months(Months::new(months)).and_then(|day| day.checked_sub_days(Days::new(1)));
            Period::new(args.from, Some(month_end(args.from, end.ok_or_else(too_far)?))).ok_or_else(too_far)?
        }
    };
    if valid.contains(args.from) {
        Ok(Some(valid))
    } else {
        let day = crate::calendar::era::long(args.from);
        Err(Failure::Usage(format!("--from の日（{day}）が、--valid の有効期間の中にありません")))
    }
}

/// A certification that does not begin with a month holds so many months and the rest of the first one.
fn month_end(from: Date, end: Date) -> Date {
    use crate::calendar::{Datelike, Month};
    if from.day() == 1 { end } else { Month::of(end).last_day() }
}

/// A name that a plan cannot say of another: a blank at its ends is cut by every reader, and what nobody sees nobody writes.
fn can_be_named(name: &str) -> Result<(), Failure> {
    let at_ends = name.split('/').any(|part| part.trim() != part);
    let unseen = name.chars().find(|c| is_unseen(*c) || c.is_control());
    let why = match unseen {
        Some(c) => format!("見えない文字 {}", shown(c)),
        None if at_ends => "始めか終わりに空白".to_owned(),
        None => return Ok(()),
    };
    Err(Failure::Usage(format!(
        "計画書のファイルの名前「{name}」には{why}があり、次の計画書の「前の計画」に書けません。名前を付け直してから、もう一度実行してください"
    )))
}

/// How the next plan names this one: from its own folder down, or not at all.
fn name_from(target: &Path, plan: &Path) -> Option<String> {
    let folder = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::canonicalize(folder).ok()
    };
    let below = folder(plan)?.strip_prefix(folder(target)?).ok()?.join(plan.file_name()?);
    let parts: Option<Vec<&str>> = below
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}
