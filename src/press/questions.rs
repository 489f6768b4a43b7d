//! In which order a plan is asked before it is printed: the one place that decides it.
//!
//! 1. Was it read without a mistake ([`Checked::whole`])? What seems missing may only be misspelt.
//! 2. Has it the month, the tables, the provider that were asked for?
//! 3. Does every line of the months that are printed say its days? An empty row on a signed slip is nobody's plan.
//! 4. Can 第７表 be computed? One without a figure is nobody's account; a draft of it is told.
//! 5. Are these sheets for its level, and does the guide allow it, where that is asked (`--strict`)?

use super::reckoned::Months;
use super::{Checked, Stop, Which, Wish};
use crate::billing::RefusalKind;
use crate::billing::expand::next_month;
use crate::calendar::{Month, era};
use crate::case::delivery::TableName;
use crate::case::{CareLevel, CaseFile, InMonth};
use crate::forms::{Form, Selection, by_default};
use crate::report::{Diagnostic, Severity};
use crate::rules::CheckContext;
use crate::rules::readings::has_ended;
use crate::source::{ProblemCode, plain};

/// What is not done where something stands in the way.
const UNDONE: &str = "印刷しませんでした";

/// The plan and the forms to print of it.
pub(super) fn ask<'a>(checked: &'a Checked, wish: &Wish) -> Result<(&'a CaseFile, Vec<&'static Form>), Stop> {
    let case = checked.whole(UNDONE)?;
    let missing = unknown_month(checked, wish, case)
        .or_else(|| unknown_insurer(wish, case))
        .or_else(|| unknown_meeting(wish, case))
        .or_else(|| no_log(wish, case));
    missing.map_or(Ok(()), Err)?;
    let forms = choose_forms(wish, case)?;
    named_provider(wish, case)?;
    Ok((case, forms))
}

/// A line that says no day: for `batch`, `packet` and `render` alike, whatever of the month they print.
pub(super) fn unplanned(wish: &Wish, case: &CaseFile, forms: &[&Form]) -> Result<(), Stop> {
    if wish.blank || wish.allow_empty || !forms.iter().any(|form| form.is_monthly) {
        return Ok(());
    }
    let select = wish.selection(case);
    let mut empty: Vec<Diagnostic> = Vec::new();
    for block in select.months(case) {
        let month = block.month.value().map(era::month).unwrap_or_default();
        if month.is_empty() && !block.lines.is_empty() {
            let message = "第6表の年月（何月分か）が書かれていないので、予定の日を置けません";
            let diagnostic = Diagnostic::new(Severity::Error, block.month.span().or(block.span), message);
            empty.push(diagnostic.note("「年月: 令和7年6月」のように書いてください"));
            continue;
        }
        for line in block.lines.iter().filter(|line| line.is_unplanned()) {
            let message = format!("{month}の{}の予定が書かれていません", line.called());
            let diagnostic = Diagnostic::new(Severity::Error, line.planned.span.or(line.span), message);
            empty.push(diagnostic.note("利用する日を書いてください。使わない行なら行ごと消し、臨時の利用なら「予定」を消して実績だけを書いてください"));
        }
    }
    let n = empty.len();
    let summary = format!(
        "予定の決まらない行が {n} 件あるため、{UNDONE}（render・batch・packet は、--allow-empty を付けると「予定未記入」と印字して印刷します）"
    );
    if n == 0 { Ok(()) } else { Err(Stop::content(empty, summary)) }
}

/// The months whose 第７表 has no figures because something that it needs is not written: for those who hand it on a reason to
/// print nothing, for others, and for a month that was laid out for this print, what is told of the draft.
pub(super) fn without_figures(checked: &Checked, wish: &Wish, months: &Months) -> Result<Vec<Diagnostic>, Stop> {
    let (mut told, mut refused) = (Vec::new(), Vec::new());
    for month in months.reckoned.iter().filter(|_| months.has_annex) {
        let Err(refusal) = month.annex() else { continue };
        if refusal.kind != RefusalKind::Missing && !wish.writable {
            continue;
        }
        let of = month.input.month.month.value();
        let printed = of.map(era::month).unwrap_or_default();
        let message = format!("{printed}の別表（第7表）を計算できません：{}", refusal.message);
        let mut diagnostic =
            Diagnostic::new(Severity::Warning, refusal.span, message).with_related(refusal.related.clone());
        diagnostic.notes.extend(refusal.help.clone());
        if wish.with_figures && (of.is_none() || of != checked.made) {
            refused.push(Diagnostic { severity: Severity::Error, ..diagnostic });
        } else {
            told.push(diagnostic.note("別表の単位数と額は空欄で印刷します"));
        }
    }
    let summary = format!(
        "別表を計算できないため、{UNDONE}（batch・packet は、--allow-empty を付けると、単位数と額を空欄にして印刷します）"
    );
    if refused.is_empty() { Ok(told) } else { Err(Stop::content(refused, summary)) }
}

/// Whether a plan may be printed at all: no mistakes, a level that these sheets are for, and what `--strict` asks.
///
/// # Errors
/// All that forbids it, each at its place.
pub fn permit(checked: &Checked, wish: &Wish, forms: &[&Form]) -> Result<(), Stop> {
    let case = checked.whole(UNDONE)?;
    if let Some(other_sheets) = not_covered(case, wish, forms) {
        return Err(Stop::content(vec![other_sheets], format!("1 件の誤りがあるため、{UNDONE}")));
    }
    if let Some(least) = wish.strict.filter(|least| checked.has(*least)) {
        let refusing = checked.judgements.iter().filter(|judgement| judgement.counts(least));
        let refusing: Vec<Diagnostic> = refusing.map(|judgement| judgement.diagnostic.clone()).collect();
        let summary = format!("{} 件の指摘があるため、{UNDONE}（--strict）", refusing.len());
        return Err(Stop::content(refusing, summary));
    }
    Ok(())
}

/// The tables asked for, or all that the plan has data for.
fn choose_forms(wish: &Wish, case: &CaseFile) -> Result<Vec<&'static Form>, Stop> {
    if !wish.tables.is_empty() {
        return Ok(wish.tables.clone());
    }
    let select = wish.selection(case);
    let forms: Vec<&Form> = by_default().filter(|form| wish.blank || (form.has_data)(case, &select)).collect();
    if forms.is_empty() {
        let summary = "計画書に第1表〜第7表のどれもありません。白紙は「careplan render 計画書 --table 1」のように表を指定すると印刷できます";
        return Err(Stop::content(Vec::new(), summary.to_owned()));
    }
    Ok(forms)
}

/// A month that the plan does not have would print an empty slip, or none, and nobody would notice.
fn unknown_month(checked: &Checked, wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let needed = wish.tables.is_empty() || wish.tables.iter().any(|form| form.is_monthly);
    match wish.month.filter(|_| needed && !wish.blank)? {
        Which::This(month) => missing_month(checked, month),
        // Of a whole plan the slip may be missing; named, it would be printed blank.
        Which::Latest if case.months.is_empty() && !wish.tables.is_empty() => {
            Some(Stop::content(Vec::new(), "計画書に第6表がありません".to_owned()))
        }
        Which::Latest => None,
    }
}

/// An insurer that no slip of the month is of would print an empty slip, or none.
fn unknown_insurer(wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let asked = wish.insurer.as_deref().filter(|_| !wish.blank)?;
    if wish.selection(case).months(case).next().is_some() {
        return None;
    }
    let all = Selection { insurer: None, ..wish.selection(case) };
    Some(Stop::content(Vec::new(), no_slip_of(asked, all.months(case).map(|block| InMonth::new(case, block)))))
}

/// Says that no slip is of an insurer, and of whom there are.
pub fn no_slip_of<'c>(insurer: &str, slips: impl Iterator<Item = InMonth<'c>>) -> String {
    let mut known: Vec<&str> = slips.filter_map(|slip| Some(slip.insurer_number()?.text().trim())).collect();
    known.dedup();
    format!("保険者番号「{insurer}」の利用票はありません（あるのは {}）", known.join("、"))
}

/// Whether a table is printed: named, or nothing is named.
fn is_wanted(wish: &Wish, name: TableName) -> bool {
    wish.tables.is_empty() || wish.tables.iter().any(|form| form.name == name.printed())
}

/// A meeting that the plan does not have would print a blank sheet, or none.
fn unknown_meeting(wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let asked = wish.meeting.filter(|_| is_wanted(wish, TableName::Meetings) && !wish.blank)?;
    let days: Vec<_> = case.meetings.iter().filter_map(|meeting| meeting.held_on.value()).collect();
    let summary = match asked {
        Which::This(day) if !days.contains(&day) => {
            let known: Vec<String> = days.iter().map(|day| era::long(*day)).collect();
            let known = if known.is_empty() {
                "開催日の書かれた会議はありません".to_owned()
            } else {
                known.join("、")
            };
            format!("計画書に{}の会議（第4表）がありません（{known}）", era::long(day))
        }
        Which::Latest if days.is_empty() && !(case.meetings.is_empty() && wish.tables.is_empty()) => {
            "計画書に、開催日の書かれた会議（第4表）がありません".to_owned()
        }
        _ => return None,
    };
    Some(Stop::content(Vec::new(), summary))
}

/// A log without entries from that day on would print a blank sheet, or none.
fn no_log(wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let since = wish.log_since.filter(|_| is_wanted(wish, TableName::Log) && !wish.blank)?;
    let none = wish.selection(case).log(case).next().is_none();
    let summary = format!("計画書に{}からの支援経過（第5表）の記録がありません", era::long(since));
    none.then(|| Stop::content(Vec::new(), summary))
}

/// A month that the plan has no slip of: says how it is made.
#[must_use]
pub fn missing_month(checked: &Checked, month: Month) -> Option<Stop> {
    let known = checked.case.file.months.iter().any(|block| block.month.value() == Some(month));
    let name = checked.sources.iter().next().map_or("", |(_, plan)| plan.name());
    (!known).then(|| Stop::content(Vec::new(), no_slip(name, &checked.case.file, month)))
}

/// Says that a plan has no slip of a month, with the command that makes it, ready to be run; where that would refuse, why.
#[must_use]
pub fn no_slip(plan: &str, case: &CaseFile, month: Month) -> String {
    let laid = next_month(case, month).err().map(|refused| refused.message);
    let instead = ended_before(case, month).or(laid);
    let instead = instead.unwrap_or_else(|| format!("「{}」で作れます", month_command(plan, month)));
    format!("計画書に{}の第6表がありません（{instead}）", era::month(month))
}

/// That the records know of an end before the month.
#[must_use]
pub fn ended_before(case: &CaseFile, month: Month) -> Option<String> {
    let ended = has_ended(&CheckContext::new(case, None)).filter(|ended| *ended < month)?;
    Some(format!("第5表に支援の終了（{}）の記録があります。利用票が要るか確かめてください", era::month(ended)))
}

/// The command that lays out a month of a plan; a name with a blank is quoted, as all shells do it.
#[must_use]
pub fn month_command(plan: &str, month: Month) -> String {
    let quote = if plan.contains(|c: char| c.is_whitespace() || "()&;'".contains(c)) { "\"" } else { "" };
    format!("careplan month {quote}{plan}{quote} --month {month} --write")
}

/// The provider that was asked for, by its name or a part of it that no other has. One that no slip names would print
/// nothing, and nobody would notice.
pub(super) fn named_provider(wish: &Wish, case: &CaseFile) -> Result<Option<String>, Stop> {
    let Some(wanted) = wish.provider.as_deref() else { return Ok(None) };
    let mut names: Vec<&str> = Vec::new();
    for name in wish.selection(case).months(case).flat_map(crate::forms::service_slip::providers) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.contains(&wanted) {
        return Ok(Some(wanted.to_owned()));
    }
    let part = plain(wanted);
    let alike: Vec<&str> =
        names.iter().copied().filter(|name| !part.is_empty() && plain(name).contains(&part)).collect();
    let refuse = |summary: String| Err(Stop::content(Vec::new(), summary));
    match alike.as_slice() {
        [only] => Ok(Some((*only).to_owned())),
        [] => refuse(format!("利用票に「{wanted}」という事業所はありません（{}）", names.join("、"))),
        several => refuse(format!("「{wanted}」に当たる事業所がいくつもあります（{}）", several.join("、"))),
    }
}

/// Sheets for other levels would lose the level.
fn not_covered(case: &CaseFile, wish: &Wish, forms: &[&Form]) -> Option<Diagnostic> {
    let level = &case.printed_certification().filter(|_| !wish.blank)?.level;
    let value = level.value().filter(|level| forms.iter().any(|form| !(form.covers)(*level)))?;
    let sheet = if value == CareLevel::Eligible {
        "介護予防ケアマネジメント"
    } else {
        "介護予防サービス・支援計画書"
    };
    let message = format!("{}は、この様式（居宅サービス計画書）の対象ではありません", value.printed());
    let diagnostic = Diagnostic::new(Severity::Error, level.span(), message)
        .code(ProblemCode::NotCovered.code(), ProblemCode::NotCovered.name());
    Some(diagnostic.note(format!("{sheet}の様式を使ってください")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_in_a_message_can_be_run_as_it_stands() {
        let month = Month::new(2025, 9).unwrap();
        assert_eq!(month_command("haru.yaml", month), "careplan month haru.yaml --month 2025-09 --write");
        assert_eq!(month_command("讃岐 ハル.yaml", month), "careplan month \"讃岐 ハル.yaml\" --month 2025-09 --write");
    }
}
