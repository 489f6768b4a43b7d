//! A comma that ends a value of `{ }` although it was typed as part of it: `{単位数: 1,266}`, `{内容: 血圧120, 80}`.

use crate::source::Span;
use crate::source::problem::{Fix, Problem, ProblemCode, quoted};
use crate::source::yaml::mend::Mending;
use crate::source::yaml::slips::{Doubts, Stray};
use crate::source::yaml::{Entry, Kind, Node};

/// How many bytes a text may have whose commas are explained.
const MOST: u32 = 2000;

/// Notes on a key without a colon what it is rather, which is told when the key is not known: where it begins its line, an entry that
/// lost its colon, for the comma at the end of the line above parts entries; behind another word, the end of the value before it.
pub(super) fn stray(
    entries: &mut [Entry],
    key: &str,
    key_span: Span,
    value: &mut Node,
    mending: &Mending,
    begins_line: bool,
) {
    let mut note = |stray: Stray| {
        value.doubts = Some(Box::new(Doubts { stray: Some(stray), ..Doubts::default() }));
    };
    if begins_line && !entries.is_empty() {
        let problem = Problem::new(ProblemCode::Syntax, key_span, no_colon(key))
            .help("「項目: 値」の形で書いてください。前の行の文の続きなら、その文の全体を '…' で囲んでください");
        return note(Stray::Alone(problem));
    }
    let lone = entries.iter().rposition(|entry| entry.value.stray().is_some_and(|one| matches!(one, Stray::Alone(_))));
    if let Some(lone) = lone.filter(|lone| entries[lone + 1..].iter().all(is_stray)) {
        if lone + 1 < entries.len() {
            return note(Stray::Part);
        }
        let name = &entries[lone];
        let comma = Span { start: name.key_span.end, end: key_span.start, ..key_span };
        let problem =
            Problem::new(ProblemCode::Syntax, Span { end: key_span.end, ..name.key_span }, no_colon(&name.key))
                .help(format!("「{}: 値」の形で書いてください", name.key))
                .fix(Fix::likely(format!("「{}: 」に直す", name.key), comma, ": "));
        return note(Stray::Behind(problem));
    }
    let Some((at, first)) = entries.iter().enumerate().rev().find(|(_, entry)| !is_stray(entry)) else {
        return note(Stray::Bare);
    };
    let Kind::Scalar(text) = &first.value.kind else { return };
    let whole = Span { end: key_span.end, ..first.value.span };
    if whole.end.saturating_sub(whole.start) > MOST {
        return;
    }
    let written = mending.written(whole);
    if written.starts_with(['\'', '"']) {
        return;
    }
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let number = digits(text) && entries.len() == at + 1 && key.len() == 3 && digits(key);
    let message = format!("{}のコンマ「,」は、次の項目との区切りと読まれます", quoted(written));
    let problem = Problem::new(ProblemCode::Syntax, whole, message);
    let problem = if number {
        let bare = format!("{text}{key}");
        problem.help(format!("数字にはコンマを付けず、「{bare}」と書いてください")).fix(Fix::certain(
            format!("「{bare}」に直す"),
            whole,
            bare,
        ))
    } else if written.contains('\'') {
        problem.help("文の全体を \"…\" で囲むか、全角の「、」を使ってください")
    } else {
        problem.help("文の全体を '…' で囲むか、全角の「、」を使ってください").fix(Fix::likely(
            "文の全体を '…' で囲む",
            whole,
            format!("'{written}'"),
        ))
    };
    // Of several such commas one is told, with all of the text.
    for entry in &mut entries[at + 1..] {
        entry.value.doubts = Some(Box::new(Doubts { stray: Some(Stray::Part), ..Doubts::default() }));
    }
    value.doubts = Some(Box::new(Doubts { stray: Some(Stray::Told(problem)), ..Doubts::default() }));
}

fn is_stray(entry: &Entry) -> bool {
    entry.value.stray().is_some()
}

fn no_colon(key: &str) -> String {
    format!("{}の後にコロン「:」がありません", quoted(key))
}
