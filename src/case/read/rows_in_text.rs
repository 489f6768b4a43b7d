//! Rows and entries of another part that were put into a text (`|-`): they are printed as its lines, and nothing is missed where they
//! were copied from. A text may say 「本人: …」 and 「家族: …」; a row in braces, or several keys of the format below each other, of which
//! one is no word of daily speech, it does not.

use super::gap::key_of;
use super::look::Look;
use super::odd_line::{begins_text, inner};
use crate::source::problem::{Problem, ProblemCode, quoted};
use crate::source::{Span, indent, to_u32};
use std::collections::BTreeSet;

/// Keys with which a line of a text may begin as well.
const IN_TEXTS: [&str; 22] = [
    "本人",
    "家族",
    "内容",
    "項目",
    "目的",
    "課題",
    "目標",
    "期間",
    "頻度",
    "時間",
    "時刻",
    "場所",
    "日付",
    "年月日",
    "備考",
    "結論",
    "理由",
    "欠席",
    "氏名",
    "続柄",
    "電話",
    "住所",
];

/// What a line of a text is, seen as a line of the plan.
enum Seen<'l> {
    /// A row in braces, or a key over a text of its own.
    Row(&'l str),
    /// An entry with its key.
    Entry(&'l str),
    Text,
}

/// Tells each run of such lines once, at its first.
pub(super) fn tell(look: &Look, problems: &mut Vec<Problem>) {
    let file = look.file;
    if file.is_in_brackets() {
        return;
    }
    let last = file.last_line();
    let mut line = 1;
    while line <= last {
        let heading = line;
        line += 1;
        let text = file.line(heading);
        if text.trim_start().starts_with('#') || !begins_text(text) {
            continue;
        }
        let mut run: Vec<usize> = Vec::new();
        while line <= last && (file.line(line).trim().is_empty() || indent(file.line(line)) > inner(text)) {
            if matches!(seen(look, file.line(line)), Seen::Text) {
                problems.extend(told(look, heading, &run, problems));
                run.clear();
            } else {
                run.push(line);
            }
            line += 1;
        }
        problems.extend(told(look, heading, &run, problems));
    }
}

/// Whether a line is plainly one of the plan, and none of a text.
pub(super) fn is_row(look: &Look, line: &str) -> bool {
    match seen(look, line) {
        Seen::Row(_) => true,
        Seen::Entry(key) => !IN_TEXTS.contains(&key),
        Seen::Text => false,
    }
}

fn seen<'l>(look: &Look, line: &'l str) -> Seen<'l> {
    let body = line.trim().trim_start_matches("- ").trim_start();
    if let Some(row) = body.strip_prefix('{').filter(|row| row.ends_with(['}', ',', ']'])) {
        let mut keys =
            row.split([',', '{']).filter_map(|entry| key_of(entry.trim_start())).filter(|key| look.is_key(key));
        return match (keys.next(), keys.next()) {
            (Some(first), Some(_)) => Seen::Row(first),
            _ => Seen::Text,
        };
    }
    match key_of(body).filter(|key| look.is_key(key)) {
        Some(key) if begins_text(body) => Seen::Row(key),
        Some(key) => Seen::Entry(key),
        None => Seen::Text,
    }
}

/// What is told of a run of lines, unless they may be words of the text or are told already.
fn told(look: &Look, heading: usize, run: &[usize], problems: &[Problem]) -> Option<Problem> {
    let file = look.file;
    let (first, last) = (*run.first()?, *run.last()?);
    let mut entries: BTreeSet<&str> = BTreeSet::new();
    let mut has_row = false;
    let mut first_key = "";
    for line in run {
        let key = match seen(look, file.line(*line)) {
            Seen::Row(key) => {
                has_row = true;
                key
            }
            Seen::Entry(key) => {
                entries.insert(key);
                key
            }
            Seen::Text => continue,
        };
        first_key = if first_key.is_empty() { key } else { first_key };
    }
    let are_entries = entries.len() > 1 && entries.iter().any(|key| !IN_TEXTS.contains(key));
    let is_told = problems.iter().filter(|one| one.span.file == look.id).any(|one| {
        let line = file.line_of(one.span.start);
        line == heading || (first..=last).contains(&line)
    });
    if is_told || !(has_row || are_entries) {
        return None;
    }
    let start = file.line_start(first) + to_u32(file.line(first).find(first_key)?);
    let place = Span::new(look.id, start, start + to_u32(first_key.len()));
    let lines = if last > first { format!("この行から{last}行目まで") } else { "この行".to_owned() };
    let message = format!("{lines}は項目の行に見えますが、上の文の一部と読まれ、その欄に印字されます");
    let name = quoted(file.line(heading).trim_start_matches([' ', '-']).split(':').next().unwrap_or_default());
    let problem = Problem::new(ProblemCode::SwallowedKey, place, message)
        .help("項目の行なら、元の所に移すか、消してください。文なら、全角の「：」で書いてください")
        .related(look.words(heading), format!("この{name}の文の中です"));
    Some(if last > first { problem.related(look.words(last), "この行までです") } else { problem })
}
