//! Hours between the first and the last day of a stay (「第3金15:00～日10:00」, 「金の夕方から日の午後まで」): they say when it begins and ends,
//! not on which days it is, and without them the days are one stretch.

use super::scan::weekday_at;

/// Words for a part of the day, the longest first.
const PARTS: [&str; 14] =
    ["早朝", "夕食後", "昼食後", "朝食後", "夕方", "深夜", "午前中", "午前", "午後", "朝", "昼", "夕", "夜", "晩"];

/// The text without such hours.
pub(super) fn without(text: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(next) = rest.chars().next() {
        // 「1日9:00」 is a day of the month.
        let before = kept.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_date = matches!(next, '日' | '月') && before.len() < kept.len() && !before.ends_with('第');
        if let Some((days, length)) = stretch(rest).filter(|_| !is_date) {
            kept.push_str(&days);
            rest = &rest[length..];
        } else {
            kept.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    kept
}

/// Two weekdays with hours at the beginning of a text, as 「金~日」, and how long they are with them.
fn stretch(text: &str) -> Option<(String, usize)> {
    let (_, behind) = weekday_at(text)?;
    let from = &text[..text.len() - behind.len()];
    let after = hours(behind);
    let to = ["~", "-", "から"].iter().find_map(|sign| after.strip_prefix(sign))?;
    let (_, behind) = weekday_at(to)?;
    let last = &to[..to.len() - behind.len()];
    let end = hours(behind);
    let has_hours = after.len() < text[from.len()..].len() || end.len() < behind.len();
    // 「月15:00~水16:00~」 is two visits.
    let is_stretch = has_hours && !end.starts_with(['~', '-']);
    let end = end.strip_prefix("まで").unwrap_or(end);
    is_stretch.then(|| (format!("{from}~{last}"), text.len() - end.len()))
}

/// What stands behind the hours with which a text begins, in parentheses or not.
fn hours(text: &str) -> &str {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let open = inner.len() < text.len();
    let words = inner.strip_prefix('の').unwrap_or(inner);
    let part = PARTS.iter().find_map(|part| words.strip_prefix(part));
    let rest = part.unwrap_or(words);
    let clock = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '時' | '分' | '半' | '頃'));
    let is_clock = rest[..rest.len() - clock.len()].contains([':', '時']);
    let rest = if is_clock { clock } else { rest };
    if part.is_none() && !is_clock {
        return text;
    }
    if open { rest.strip_prefix(')').unwrap_or(text) } else { rest }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn hours_of_a_stay_are_no_days() {
        for (text, kept) in [
            ("月1回(第3金15:00~日10:00)", "月1回(第3金~日)"),
            ("月1回(第3金曜10時~日曜16時)", "月1回(第3金曜~日曜)"),
            ("第3金曜日(9:30)~日曜日(15:30)", "第3金曜日~日曜日"),
            ("第3金夕~日朝", "第3金~日"),
            ("第3金の夕方から日の午後まで", "第3金~日"),
            ("金午後3時~日", "金~日"),
        ] {
            assert_eq!(without(text), kept);
        }
        for text in [
            "火10:00~11:00",
            "月~金",
            "第3金~日",
            "月15:00~、水16:00~",
            "月15:00~水16:00~",
            "1日9:00~土",
            "週2回(火・金)",
            "月朝・金夕",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
