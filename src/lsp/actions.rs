//! What can be done at a keystroke: fixes, waivers, the next month, another way of writing.

mod fill;

use super::document::Document;
use crate::billing::codes::CodeList;
use crate::billing::expand::{insert_block, next_month};
use crate::calendar::{Date, Month, era};
use crate::case::CaseFile;
use crate::case::week::WeeklySchedule;
use crate::fixes::week;
use crate::rules::CheckContext;
use crate::source::edit::{self, Change, Path, TextEdit, Value};
use crate::source::read::Scalar;
use crate::source::yaml::{self, Kind, Node};
use crate::source::{SourceFile, Span};

/// One action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Action {
    /// What it does.
    pub(super) title: String,
    /// Its kind, in the protocol's words.
    pub(super) kind: &'static str,
    /// Whether it is the obvious one.
    pub(super) preferred: bool,
    /// The code and place that it mends.
    pub(super) mends: Option<(&'static str, Span)>,
    /// The edits.
    pub(super) edits: Vec<TextEdit>,
}

impl Action {
    fn rewrite(title: impl Into<String>, edits: Vec<TextEdit>) -> Option<Self> {
        let some = !edits.is_empty();
        some.then(|| Self { title: title.into(), kind: "refactor.rewrite", preferred: false, mends: None, edits })
    }
}

/// The actions for a piece of the plan; `is_followed` knows whether the plan that follows it holds in a month.
#[must_use]
pub(super) fn actions(
    document: &Document,
    codes: Option<&CodeList>,
    is_followed: &dyn Fn(Month) -> bool,
    start: u32,
    end: u32,
) -> Vec<Action> {
    // Whoever stands on a line means what is told there, wherever on it the cursor is.
    let (start, end) = document.whole_lines(start, end);
    let touches = |span: Span| {
        !span.is_detached() && span.file == document.checked.case.id && span.start <= end && start <= span.end
    };
    let mut actions: Vec<Action> = document
        .offers(codes, &|span| touches(span) || span.is_detached() && start == 0)
        .into_iter()
        .map(|offer| Action {
            title: offer.fix.title,
            kind: "quickfix",
            preferred: offer.fix.certain,
            mends: Some((offer.code, offer.span)),
            edits: offer.fix.edits.iter().map(TextEdit::from).collect(),
        })
        .collect();
    let told = document
        .checked
        .judgements
        .iter()
        .filter(|judgement| judgement.waived.is_none() && touches(judgement.diagnostic.span));
    actions.extend(told.filter_map(|judgement| waiver(document, judgement.rule.id, judgement.diagnostic.span)));
    actions.extend(fill::fill(document, start));
    actions.extend(week(document, start));
    actions.extend(block_text(document, &touches));
    actions.extend(next(document, is_followed, start));
    actions.extend(dates(document, true));
    actions.extend(dates(document, false));
    actions
}

fn edited(document: &Document, changes: &[Change]) -> Vec<TextEdit> {
    edit::edit(document.file().text(), changes).map(|edited| edited.edits).unwrap_or_default()
}

/// 「例外」 in the innermost part around a finding, with a place for the reason.
fn waiver(document: &Document, rule: &'static str, span: Span) -> Option<Action> {
    let root = document.checked.case.root.as_ref()?;
    let mut path = root.steps_to(span);
    while !matches!(node_at(root, &path)?.kind, Kind::Map(_)) {
        path.0.pop()?;
    }
    let item = Value::map([("規則", Value::text(rule)), ("理由", Value::text(""))]).flow();
    let at = node_at(root, &path.key("例外"))
        .map_or(0, |node| if let Kind::Seq(items) = &node.kind { items.len() } else { 0 });
    let edits = edited(document, &[Change::InsertItem { list: path.key("例外"), at, value: item }]);
    let some = !edits.is_empty();
    some.then(|| Action {
        title: format!("{rule} の例外を書く（理由を書いてください）"),
        kind: "quickfix",
        preferred: false,
        mends: Some((rule, span)),
        edits,
    })
}

fn node_at<'n>(root: &'n Node, path: &Path) -> Option<&'n Node> {
    use crate::source::edit::Step;
    path.0.iter().try_fold(root, |node, step| match (&node.kind, step) {
        (Kind::Seq(items), Step::Item(at)) => items.get(*at),
        (Kind::Map(_), Step::Key(key)) => node.get(key).map(|entry| &entry.value),
        _ => None,
    })
}

/// A text of several sentences on one line, or with its line ends as signs, becomes a `|-` block, a line each.
fn block_text(document: &Document, touches: &dyn Fn(Span) -> bool) -> Option<Action> {
    let in_lines = |text: &str, span: Span| {
        let signs = document.file().slice(span).contains("\\n");
        let lines = if text.contains('\n') { text.to_owned() } else { sentences(text) };
        (lines.contains('\n') && (signs || !text.contains('\n'))).then_some((lines, span))
    };
    let mut texts = document.texts().into_iter().filter(|(_, span)| touches(*span));
    let (lines, span) = texts.find_map(|(text, span)| in_lines(text, span))?;
    let path = document.checked.case.root.as_ref()?.steps_to(span);
    // What says the same already is written otherwise only when it is written anew.
    let edits = edited(document, &[Change::set(path.clone(), Value::Null), Change::set(path, Value::text(lines))]);
    // In braces no block may stand.
    let is_block = edits.iter().any(|edit| edit.text.contains("|-"));
    Action::rewrite("文ごとに改行する（|-）", edits).filter(|_| is_block)
}

/// A text with a line a sentence. What is closed behind 「。」 belongs to it.
fn sentences(text: &str) -> String {
    let mut lines = vec![String::new()];
    for part in text.split_inclusive('。') {
        match lines.last_mut() {
            Some(last) if last.is_empty() || part.starts_with(['」', '』', '）', ')', '】']) => last.push_str(part),
            _ => lines.push(part.trim_start().to_owned()),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The month after the last one.
fn next(document: &Document, is_followed: &dyn Fn(Month) -> bool, at: u32) -> Option<Action> {
    let root = document.checked.case.root.as_ref()?;
    let months = root.get("第6表")?;
    let inside = months.key_span.start <= at && at <= months.value.span.end.max(months.key_span.end);
    let last = document.checked.case.file.months.iter().filter_map(|block| block.month.value()).max()?;
    // As `month` refuses it: a month beside what could not be read would be made of the rest.
    if !inside || document.checked.case.broken || !document.checked.mistakes.is_empty() {
        return None;
    }
    let block = next_month(&document.checked.case.file, last.next()).ok().filter(|_| !is_followed(last.next()))?;
    let old = document.file().text();
    let new = insert_block(old, &block).ok()?;
    let before = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let before = (0..=before).rev().find(|at| old.is_char_boundary(*at) && new.is_char_boundary(*at))?;
    let tail = old.len() - before;
    let text = new.get(before..new.len().checked_sub(tail)?)?;
    let edit = if new.ends_with(&old[before..]) {
        TextEdit::insert(before, text)
    } else {
        TextEdit::replace(0..old.len(), new)
    };
    Action::rewrite(format!("{}の利用票を作る", era::month(last.next())), vec![edit])
}

/// 「第３表」 from 第２表: its date, the entries of the week that it lacks, and what is not of every week.
fn week(document: &Document, at: u32) -> Option<Action> {
    let root = document.checked.case.root.as_ref().filter(|_| !document.checked.case.broken)?;
    let on = |table: &str| {
        root.get(table)
            .is_some_and(|entry| entry.key_span.start <= at && at <= entry.value.span.end.max(entry.key_span.end))
    };
    if !(on("第3表") || on("第2表") && root.get("第3表").is_none()) {
        return None;
    }
    let case = &document.checked.case.file;
    let context = CheckContext::new(case, None);
    let week = case.week.as_ref();
    let known = |row: &week::Row| {
        let kind = row.content.split(['（', '：']).next().unwrap_or_default();
        week.is_some_and(|week| week.entries.iter().any(|entry| entry.content.text().contains(kind)))
    };
    let rows: Vec<Value> = week::rows(&context).iter().filter(|row| !known(row)).map(week::Row::value).collect();
    let blank = |field: Option<bool>| field.unwrap_or(true);
    let path = Path::default().key("第3表");
    let mut changes = Vec::new();
    if let Some(day) = case.plan_1.as_ref().filter(|_| blank(week.map(|week| week.issued_on.is_blank()))) {
        let text = day.issued_on.text().trim();
        let put = || Change::put(path.key("作成年月日"), Value::text(text), WeeklySchedule::KEYS);
        changes.extend((!text.is_empty()).then(put));
    }
    let list = path.key("週間");
    match week.map_or(0, |week| week.entries.len()) {
        _ if rows.is_empty() => {}
        0 => changes.push(Change::put(list, Value::List(rows), WeeklySchedule::KEYS)),
        n => changes.extend((n..).zip(rows).map(|(at, value)| Change::InsertItem { list: list.clone(), at, value })),
    }
    if blank(week.map(|week| week.non_weekly_services.is_blank())) && !context.support_lines().is_empty() {
        let text = Value::text(week::beyond_week(&context));
        changes.push(Change::put(path.key("週単位以外"), text, WeeklySchedule::KEYS));
    }
    if root.get("第3表").is_none() {
        changes.insert(0, Change::put(path, Value::Null, CaseFile::KEYS));
    }
    Action::rewrite("第3表を第2表から書く", edited(document, &changes))
}

/// All dates of the plan in one calendar.
fn dates(document: &Document, japanese: bool) -> Option<Action> {
    let root = document.checked.case.root.as_ref().filter(|_| !document.checked.case.broken)?;
    let other = |text: &str| {
        let day = Date::parse(text).ok()?;
        let new = if japanese { era::long(day) } else { day.format("%Y-%m-%d").to_string() };
        let differs = japanese == text.starts_with(|c: char| c.is_ascii_digit());
        (differs && new != text).then_some(new)
    };
    let title = if japanese { "全ての日付を和暦で書く" } else { "全ての日付を西暦で書く" };
    let texts = document.texts();
    Action::rewrite(
        title,
        in_place(document, &texts, &other).unwrap_or_else(|| {
            let change =
                |(text, span): &(&str, Span)| Some(Change::set(root.steps_to(*span), Value::text(other(text)?)));
            edited(document, &texts.iter().filter_map(change).collect::<Vec<_>>())
        }),
    )
}

/// Many texts changed at once, each where it stands, and read once to see that nothing else changed; none when it did. Editors
/// ask for actions at every move of the cursor, and [`edit::edit`] reads after each change.
fn in_place(
    document: &Document,
    texts: &[(&str, Span)],
    other: &dyn Fn(&str) -> Option<String>,
) -> Option<Vec<TextEdit>> {
    let file = document.file();
    let mut edits: Vec<TextEdit> = Vec::new();
    for (text, span) in texts {
        let Some(new) = other(text) else { continue };
        let start = span.start as usize + file.slice(*span).find(text)?;
        if edits.last().is_none_or(|last| last.end <= start) {
            edits.push(TextEdit::replace(start..start + text.len(), new));
        }
    }
    if edits.is_empty() {
        return Some(edits);
    }
    let id = document.checked.case.id;
    let new = SourceFile::new("", edit::apply(file.text(), &edits)?);
    let tree = yaml::parse(id, &new);
    let wanted = texts.iter().map(|(text, _)| other(text).unwrap_or_else(|| (*text).to_owned()));
    let same = super::document::texts_of(tree.root.as_ref()?).into_iter().map(|(text, _)| text.to_owned()).eq(wanted);
    (same && !tree.broken).then_some(edits)
}
