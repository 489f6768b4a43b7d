//! A value that ends on its own line (`""`, `'なし'`, `[]`), with a text or parts below it that then belong to nothing: the line of
//! the value is wrong, whatever YAML stumbles over below it.

use super::super::mend::Mend;
use super::{Diagnosis, Explainer, PARTS_BELOW};
use crate::source::line_end_of;
use crate::source::problem::quoted;
use std::ops::Range;

/// A value, and what stands below its line.
struct Ended<'t> {
    key: &'t str,
    value: Range<usize>,
    written: &'t str,
    /// The first line below, without its indentation.
    below: Range<usize>,
    /// How deep that is.
    indent: usize,
    is_item: bool,
    is_entry: bool,
}

impl Explainer<'_> {
    /// What is told where reading stopped below such a value.
    pub(super) fn below_value(&self) -> Option<Diagnosis> {
        let ended = self.ended()?;
        if ended.is_item || ended.is_entry {
            return self.before_parts(&ended);
        }
        let Ended { key, value, written, below, .. } = ended;
        let inside = inside(written)?;
        let message = format!("「{key}」は、この行の{written}で終わっていますが、その下に文が続いています");
        let help =
            format!("下の行も「{key}」の文なら、「{key}: |-」にして、文はすべて次の行から字下げして書いてください");
        let first_line = if inside.is_empty() {
            String::new()
        } else {
            format!("{}{}{inside}", line_end_of(self.text), " ".repeat(ended.indent))
        };
        let mend = Mend::likely(value.start, value.len(), format!("|-{first_line}"));
        // 「○」 is whole: below it stands a note.
        let may_go_on = inside.chars().count() != 1;
        let mend = Some(mend).filter(|_| may_go_on);
        Some(Diagnosis::new(value, message, help).related(below, "この行からの文です").mend(mend))
    }

    /// Names such a value beside a line that stands too deep: either may be wrong.
    pub(super) fn or_value_above(&self, diagnosis: Diagnosis) -> Diagnosis {
        match self.ended().filter(|ended| !ended.key.is_empty()) {
            Some(ended) => {
                let words = format!("この行の{}がなければ、下の行は「{}」の中身と読まれます", ended.written, ended.key);
                diagnosis.related(ended.value, &words)
            }
            None => diagnosis,
        }
    }

    /// 「出席者: ""」 over 「- 所属: …」: as for a word behind such a key, one entry that stands too deep is another matter.
    fn before_parts(&self, ended: &Ended) -> Option<Diagnosis> {
        let inner = self.indent_of(ended.value.start);
        let goes_on = self.indent_after(ended.below.start) >= ended.indent && ended.indent >= inner + 2;
        (ended.is_item || goes_on).then(|| self.value_and_parts(ended.key, ended.value.clone(), ended.below.clone()))
    }

    /// What is told of a value and of parts below it that both look like what a key has.
    pub(super) fn value_and_parts(&self, key: &str, value: Range<usize>, below: Range<usize>) -> Diagnosis {
        let (key, written) = (key.trim_end(), &self.text[value.clone()]);
        let is_nothing =
            matches!(written, "~" | "null" | "|" | "|-" | ">" | ">-") || inside(written).is_some_and(str::is_empty);
        let said = if inside(written).is_some() { written.to_owned() } else { quoted(written) };
        let message = format!("「{key}:」の後の{said}と、下に並ぶ項目とが、どちらも「{key}」の中身に見えます");
        let help = if is_nothing {
            format!("下の項目が「{key}」の中身なら、{said}を消してください")
        } else {
            format!(
                "「{key}:」の後には何も書かず、{said}は下の当てはまる項目に書いてください。下の行が{said}の続きの文なら、「{key}: |-」にして、文を次の行から書いてください"
            )
        };
        let mend = Mend::likely(value.start, value.len(), "");
        Diagnosis::new(value, message, help).related(below, PARTS_BELOW).mend(is_nothing.then_some(mend))
    }

    /// The value over the line where reading stopped, where that is less deep.
    fn ended(&self) -> Option<Ended<'_>> {
        let start = self.line_start(self.fault.at);
        let above = self.text[..start].trim_end().len();
        let line = self.line_start(above);
        let entry = self.text[line..above].trim_start_matches([' ', '-']);
        let (key, behind) = entry.split_once(": ")?;
        let written = behind.trim_start();
        let in_brackets = self.fault.open.last().is_some_and(|open| open.flow);
        if in_brackets || key.starts_with(['#', '"', '\'', '{', '[']) || self.indent_of(start) <= self.indent_of(above)
        {
            return None;
        }
        let end = self.rest_of_line(start).end;
        let first = end - self.text[start..end].trim_start_matches(' ').len();
        let body = &self.text[first..end];
        let is_item = body.starts_with("- ") || body == "-";
        let is_entry = body.contains(": ") || body.ends_with(':');
        // A word goes on in the line below, unless that is an item in the column of the key.
        let is_word = !written.starts_with(['&', '*', '!', '#', '"', '\'', '[', '{']);
        let is_item_of_key = is_item && first - start <= self.indent_of(above);
        // A line of a text that stands too little deep is rather that, unless it has a key or is a dash alone.
        let is_text = written.starts_with(['|', '>']) && !is_entry && body != "-";
        let ends = if is_word { is_item_of_key && !is_text } else { is_closed(written) };
        let value = above - written.len()..above;
        ends.then_some(Ended { key, value, written, below: first..end, indent: first - start, is_item, is_entry })
    }
}

/// Whether a value in quotes or brackets ends with them.
fn is_closed(value: &str) -> bool {
    let brackets = [('[', ']'), ('{', '}')];
    inside(value).is_some() || brackets.iter().any(|(open, close)| value.starts_with(*open) && value.ends_with(*close))
}

/// What stands in a value that ends with its quotes or empty brackets, where it would stand so in a text, too.
fn inside(value: &str) -> Option<&str> {
    let quotes = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    let brackets = || matches!(value, "[]" | "{}").then_some("");
    quotes.or_else(brackets).filter(|inside| !inside.contains(['"', '\'', '\\']))
}
