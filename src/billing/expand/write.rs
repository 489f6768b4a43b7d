//! A month's block as YAML text, in the style of the sample plans: one line of the slip on one line of the file.

use super::{MonthBlock, PlannedLine};
use crate::calendar::{Nth, Weekday, weekday_letter};
use crate::case::days::{DayNumber, DayPattern};
use crate::source::edit;
use std::fmt::Write;

impl MonthBlock {
    /// The block as a text of its own, with the key 第6表 above it.
    #[must_use]
    pub fn yaml(&self) -> String {
        format!("第6表:\n{}", self.item(2, "\n"))
    }

    /// The block as one item of a list in block style whose dashes stand in column `indent`; ends with a line end.
    pub(super) fn item(&self, indent: usize, eol: &str) -> String {
        let (dash, inner, deeper) = (" ".repeat(indent), " ".repeat(indent + 2), " ".repeat(indent + 4));
        let mut text = String::new();
        for (at, (key, value)) in self.entries.iter().enumerate() {
            let lead = if at == 0 { format!("{dash}- ") } else { inner.clone() };
            let _ = write!(text, "{lead}{key}:{}{value}{eol}", if value.is_empty() { "" } else { " " });
        }
        if self.lines.is_empty() {
            let _ = write!(text, "{inner}サービス: []{eol}");
        } else {
            let _ = write!(text, "{inner}サービス:{eol}");
        }
        for line in &self.lines {
            let _ = write!(text, "{deeper}- {}{eol}", line.flow());
        }
        text
    }
}

impl PlannedLine {
    /// `{サービス内容: 身体介護２, …}`
    fn flow(&self) -> String {
        let entries: Vec<String> = self.entries.iter().map(|(key, value)| entry(key, value)).collect();
        format!("{{{}}}", entries.join(", "))
    }
}

/// An empty value inside braces is written as an empty text, so that a comma may follow.
fn entry(key: &str, value: &str) -> String {
    format!("{key}: {}", if value.is_empty() { "\"\"" } else { value })
}

/// A text as a scalar that may stand inside braces: plain where nothing in it could be taken for YAML's own signs.
pub(super) fn scalar(text: &str) -> String {
    let text = text.trim();
    if edit::is_plain(text, true) { text.to_owned() } else { edit::double(text) }
}

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    edit::double(text)
}

/// 「予定」 as it is written.
pub(super) fn pattern(pattern: &DayPattern) -> String {
    let weekdays = |days: &[Weekday]| days.iter().map(|day| weekday_letter(*day)).collect::<Vec<_>>().join(", ");
    match pattern {
        DayPattern::None => String::new(),
        DayPattern::Daily => "毎日".to_owned(),
        DayPattern::Weekly(days) => format!("{{曜日: [{}]}}", weekdays(days)),
        DayPattern::Nth(nths, days) => {
            let nths = nths.iter().map(Nth::to_string).collect::<Vec<_>>().join(", ");
            match days.as_slice() {
                [day] => format!("{{第: [{nths}], 曜日: {}}}", weekday_letter(*day)),
                _ => format!("{{第: [{nths}], 曜日: [{}]}}", weekdays(days)),
            }
        }
        DayPattern::Days(days) => day_numbers(days),
    }
}

/// `[2, 9]`, or `{2: 2, 9: 1}` when a day has more than one use.
pub(super) fn day_numbers(days: &[(DayNumber, u8)]) -> String {
    if days.iter().all(|(_, uses)| *uses == 1) {
        return format!("[{}]", days.iter().map(|(day, _)| day.get().to_string()).collect::<Vec<_>>().join(", "));
    }
    format!("{{{}}}", days.iter().map(|(day, uses)| format!("{}: {uses}", day.get())).collect::<Vec<_>>().join(", "))
}
