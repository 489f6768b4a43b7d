//! What the buttons of the page do: what the commands of the same names do, to this plan.

use super::desk::{Desk, hash, refusal};
use super::sight::Sight;
use crate::billing::{Refusal, Warning};
use crate::calendar::{Month, era};
use crate::case::CaseFile;
use crate::cli::files::{Content, Door};
use crate::cli::load::{self, from_bytes};
use crate::cli::month::{actual as begun, followed, planned};
use crate::cli::plans;
use crate::press::{self, Checked, Offer, Stop, Wish as Order};
use crate::preview::Answer;
use crate::source::Span;
use crate::source::edit::{Path, TextEdit, Value, apply};
use crate::writing::{Wish, write};
use serde_json::{Value as Json, json};

fn read(desk: &Desk, text: &str) -> Checked {
    Checked::new(from_bytes(&desk.plan, text.as_bytes()), None, None)
}

/// The plan, for one item more in one of its lists. Who presses twice, or in another window, has not seen the item that came first.
fn for_one_more(desk: &Desk, body: &Json, list: &str, n_items: fn(&CaseFile) -> usize) -> Result<String, Answer> {
    let Sight { base, now } = desk.sight_of_writer(&mut desk.state(), body)?;
    let n_in = |text: &str| n_items(&from_bytes(&desk.plan, text.as_bytes()).case.file);
    if base != now && n_in(&base) != n_in(&now) {
        return Err(refusal(
            409,
            format!(
                "{list}の数が、画面で見えていたものと変わったので、加えませんでした。いまの画面を見て、まだ要るときは、もう一度押してください"
            ),
        ));
    }
    Ok(now)
}

/// Writes the PDF beside the plan.
pub(super) fn print(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let text = desk.now(body)?;
    let checked = read(desk, &text);
    // A plan that is one marks its slips, too; of one that the client has agreed to this says nothing.
    let pdf = press::pdf(&checked, &Order { draft: true, ..Order::default() }).map_err(|stop| stopped(&stop))?;
    let path = desk.plan.with_extension("pdf");
    plans::own_name(&desk.plan, &path)?;
    Door::firm(load::inputs(&desk.plan, &checked.case.links)).write(&path, Content::Pdf, &pdf)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    desk.preview.attach_pdf(pdf.into(), &hash(&text));
    Ok(Answer { status: 200, body: json!({ "message": format!("「{name}」に印刷しました") }) })
}

/// The slip of the month after the last one; without one, of this month.
pub(super) fn month(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let text = for_one_more(desk, body, "第6表の月", |case| case.months.len())?;
    let checked = read(desk, &text);
    let case = whole(&checked)?;
    let last = case.months.iter().filter_map(|month| month.month.value()).max();
    let month = last.map_or_else(|| Month::of(chrono::Local::now().date_naive()), Month::next);
    if let Some(told) = followed(&desk.plan, month) {
        return Err(refusal(422, told));
    }
    let made = planned(month, None, case, &text).map_err(|refused| because(&refused))?;
    with_notes(desk.give(body, &text, &made.whole, &made.what)?, &format!("{}を作りました", made.what), &made.notes)
}

/// 実績 from 予定, of the month that is named, else of the last one.
pub(super) fn actual(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let text = desk.sight_of_writer(&mut desk.state(), body)?.now;
    let checked = read(desk, &text);
    let case = whole(&checked)?;
    let mut months = case.months.iter().filter_map(|month| month.month.value());
    let month = match body["month"].as_str() {
        Some(asked) => months.find(|month| era::month(*month) == asked),
        None => months.max(),
    };
    let month = month.ok_or_else(|| refusal(422, "計画書に第6表がありません。先に「次の月」で作ってください"))?;
    let made = begun(month, case, &text).map_err(|refused| because(&refused))?;
    let what = if made.whole == text {
        "はもう書かれています"
    } else {
        "を予定から書き起こしました。違う日を直してください"
    };
    with_notes(desk.give(body, &text, &made.whole, &made.what)?, &format!("{}{what}", made.what), &made.ways)
}

/// Mends a finding as its button says. The page names it by its rule, its line and the words of the button: what these
/// mean is looked up in the plan as it is now.
pub(super) fn fix(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let text = desk.sight_of_writer(&mut desk.state(), body)?.now;
    let checked = read(desk, &text);
    let said = |key: &str| body[key].as_str().unwrap_or_default();
    let line = |span: Span| checked.sources.file_of(span).map_or(0, |file| file.place(span.start).line as u64);
    let meant = |offer: &Offer| {
        offer.code == said("rule") && offer.fix.title == said("fix") && body["line"] == line(offer.span)
    };
    let offer = checked.offers(None).into_iter().find(meant);
    let offer = offer.ok_or_else(|| refusal(409, "計画書が変わったので、直せませんでした。もう一度押してください"))?;
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let edits = offer.fix.edits.into_iter();
    let edits: Vec<TextEdit> =
        edits.map(|(span, new)| TextEdit::replace(span.start as usize + mark..span.end as usize + mark, new)).collect();
    let new = apply(&text, &edits).ok_or_else(|| refusal(422, "この計画書の書き方では直せません"))?;
    with_message(desk.give(body, &text, &new, &offer.fix.title)?, &format!("直しました：{}", offer.fix.title))
}

/// One meeting more.
pub(super) fn meeting(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let text = for_one_more(desk, body, "第4表の会議", |case| case.meetings.len())?;
    let checked = read(desk, &text);
    let today = era::long(chrono::Local::now().date_naive());
    let n = checked.case.file.meetings.len();
    let value = Value::map([
        ("作成年月日", Value::text(&today)),
        ("開催日", Value::text(&today)),
        ("開催場所", Value::text("")),
        ("開催時間", Value::text("")),
        ("開催回数", Value::text(format!("第{}回", n + 1))),
        ("出席者", Value::List(Vec::new())),
        ("検討した項目", Value::text("")),
        ("検討内容", Value::text("")),
        ("結論", Value::text("")),
        ("残された課題", Value::text("")),
    ]);
    add(desk, body, &text, "第4表", n, value, "会議を加えました（第4表）")
}

/// One entry of the log more, with today's date and who writes it.
pub(super) fn log(desk: &Desk, body: &Json) -> Result<Answer, Answer> {
    let text = for_one_more(desk, body, "第5表の記録", |case| case.log.len())?;
    let checked = read(desk, &text);
    let case = &checked.case.file;
    let manager = case.office.get().map(|office| office.care_manager.text().to_owned()).unwrap_or_default();
    let now = chrono::Local::now();
    let value = Value::map([
        ("年月日", Value::text(era::long(now.date_naive()))),
        ("時刻", Value::text(now.format("%-H:%M").to_string())),
        ("項目", Value::text("")),
        ("内容", Value::text("")),
        ("記載者", Value::text(manager)),
    ]);
    add(desk, body, &text, "第5表", case.log.len(), value, "記録を加えました（第5表の終わり）")
}

fn add(
    desk: &Desk,
    body: &Json,
    text: &str,
    list: &str,
    at: usize,
    value: Value,
    message: &str,
) -> Result<Answer, Answer> {
    let new = write(text, &[Wish::Add { list: Path::default().key(list), at, value }])?;
    with_message(desk.give(body, text, &new, message)?, message)
}

fn whole(checked: &Checked) -> Result<&CaseFile, Answer> {
    checked.whole("作りませんでした").map_err(|stop| stopped(&stop))
}

/// Why the press stopped, with the first of its reasons: the page has one line for it.
fn stopped(stop: &Stop) -> Answer {
    let first = stop.diagnostics.first().map(|first| format!("：{}", first.message)).unwrap_or_default();
    refusal(422, format!("{}{first}", stop.summary))
}

fn because(refusal_: &Refusal) -> Answer {
    let help = refusal_.help.as_ref().map(|help| format!("。{help}")).unwrap_or_default();
    refusal(422, format!("{}{help}", refusal_.message))
}

/// What was done, and line by line what is to be looked at: too much for a sentence that passes.
fn with_notes(mut answer: Answer, message: &str, notes: &[Warning]) -> Result<Answer, Answer> {
    answer.body["lines"] = notes.iter().map(|note| note.message.as_str()).collect();
    with_message(answer, message)
}

#[expect(clippy::unnecessary_wraps, reason = "the last step of answers that may be refused")]
fn with_message(mut answer: Answer, message: &str) -> Result<Answer, Answer> {
    answer.body["message"] = message.into();
    Ok(answer)
}
