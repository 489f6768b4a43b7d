//! Where the cursor is, by the indents of the lines above it: also in a file that YAML cannot read at the moment.

use super::typing::{Frame, typing};
use crate::source::SourceFile;

/// What surrounds a byte of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Around {
    /// The keys that lead to the map or list in which the cursor is, lists passed over.
    pub(super) path: Vec<String>,
    /// The key of the cursor's line, when a colon stands behind it.
    pub(super) key: Option<String>,
    /// Whether the cursor is behind that colon.
    pub(super) in_value: bool,
    /// Keys that stand beside: in the same map.
    pub(super) beside: Vec<String>,
    /// The column in which keys of this map stand.
    pub(super) column: usize,
    /// Whether a dash begins this map: it is an item of a list.
    pub(super) in_item: bool,
    /// Whether it is inside braces or brackets.
    pub(super) in_flow: bool,
    /// Whether the cursor is in a comment or in a text of several lines, where nothing is to be completed.
    pub(super) in_text: bool,
    /// The byte at which the word that is being typed begins, behind an opening quote.
    pub(super) word: u32,
    /// The quote in which the word stands.
    pub(super) quote: Option<char>,
}

/// A line of a file, by its signs alone.
pub(super) struct Line<'t> {
    /// Where the text behind dashes begins.
    pub(super) column: usize,
    /// Where the first dash or the text begins.
    pub(super) indent: usize,
    /// The key before a colon.
    pub(super) key: Option<&'t str>,
    blank: bool,
    /// Whether a text of several lines begins: `|`, `>`.
    opens_text: bool,
}

/// Looks at a line.
pub(super) fn look(line: &str) -> Line<'_> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mut body = &line[indent..];
    let mut column = indent;
    while let Some(rest) = body.strip_prefix("- ") {
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        column += 2 + blank;
        body = &rest[blank..];
    }
    if body.trim_end() == "-" {
        column += 2;
        body = "";
    }
    let blank = body.is_empty() || body.starts_with('#');
    let key = body.split_once(':').filter(|(key, rest)| {
        !key.is_empty() && !key.contains(['{', '[', '#', '"']) && (rest.is_empty() || rest.starts_with([' ', '\r']))
    });
    let value = key.map_or(body, |(_, rest)| rest.trim());
    let opens_text = value.starts_with(['|', '>']) && value.trim_end().len() <= 3;
    Line { column, indent, key: key.map(|(key, _)| key.trim()), blank: blank && column == indent, opens_text }
}

/// Looks around a byte.
#[must_use]
pub(super) fn around(file: &SourceFile, offset: u32) -> Around {
    let number = file.line_of(offset);
    let text = file.line(number);
    let start = file.line_start(number);
    let at = (offset - start) as usize;
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = look(text);
    let mut found = Around { column: line.column, ..Around::default() };
    if line.blank || text.trim().is_empty() {
        found.column = column_of_item(file, number).filter(|column| *column < before.len()).unwrap_or(before.len());
    }
    found.key = line.key.map(str::to_owned);
    found.in_item = line.column > line.indent;
    above(file, number, &mut found);
    below(file, number, line.column > line.indent, &mut found);
    let typed = typing(before, line.column.min(before.len()).min(found.column));
    found.in_value = typed.key.is_some();
    found.in_text |= typed.in_comment;
    found.quote = typed.quote;
    // Blanks that an editor put in go with what is put in their place.
    let word = if before.trim().is_empty() { found.column.min(before.len()) } else { typed.word };
    found.word = start + u32::try_from(word).unwrap_or_default();
    in_brackets(&typed.frames, text.get(before.len()..).unwrap_or_default(), &mut found);
    found
}

/// Where an item goes on below one in braces: editors indent such a line as if keys of the item could follow.
fn column_of_item(file: &SourceFile, number: usize) -> Option<usize> {
    let above = (1..number).rev().map(|above| file.line(above)).find(|line| !look(line).blank)?;
    let line = look(above);
    (line.indent < line.column && above[line.column..].starts_with(['{', '['])).then_some(line.indent)
}

/// Lines above: the map's own keys, then what it hangs on.
fn above(file: &SourceFile, number: usize, found: &mut Around) {
    let (mut column, mut in_own_map) = (found.column, true);
    let mut own_item = found.in_item;
    for above in (1..number).rev() {
        let line = look(file.line(above));
        if line.blank {
            continue;
        }
        let dashed = line.indent < line.column;
        if line.column < column || dashed && line.indent < column && line.column > column {
            found.in_text |= line.opens_text && line.column < column;
            if let Some(key) = line.key.filter(|_| line.column < column) {
                found.path.insert(0, key.to_owned());
            }
            in_own_map = false;
            column = column.min(line.column);
        } else if line.column == column && in_own_map && !own_item {
            found.beside.extend(line.key.map(str::to_owned));
            own_item = dashed;
            found.in_item |= dashed;
        }
        if column == 0 && !in_own_map {
            break;
        }
    }
}

/// Lines below, of the same map.
fn below(file: &SourceFile, number: usize, begins_item: bool, found: &mut Around) {
    for below in number + 1..number + 200 {
        let line = look(file.line(below));
        if file.line_start(below) == 0 {
            break;
        }
        if line.blank {
            continue;
        }
        let another_item = line.indent < line.column && line.column == found.column;
        if line.column < found.column || another_item && (found.in_item || begins_item) {
            break;
        }
        if line.column == found.column {
            found.beside.extend(line.key.map(str::to_owned));
        }
    }
}

/// Inside `{…}` and `[…]` on the cursor's line: their keys lead on, and those of the same braces stand beside.
fn in_brackets(frames: &[Frame], behind: &str, found: &mut Around) {
    let Some(last) = frames.last() else { return };
    found.in_flow = true;
    found.path.extend(found.key.take());
    found.beside.clear();
    for frame in frames {
        if frame.is_list {
            continue;
        }
        found.path.extend(found.key.take().filter(|_| !frame.keys.is_empty() || frame.key.is_some()));
        found.key.clone_from(&frame.key);
        found.beside = frame.keys.clone();
    }
    if last.is_list && found.key.is_none() {
        // `曜日: [月, …]`: the value of the key before the bracket.
        found.key = found.path.pop();
    }
    found.in_value = found.key.is_some();
    let rest = behind.split(['}', ']']).next().unwrap_or_default();
    let more = rest.split(',').filter_map(|part| part.split_once(':')).map(|(key, _)| key.trim().to_owned());
    if !last.is_list {
        found.beside.extend(more.filter(|key| !key.is_empty()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Around {
        let offset = text.find('‸').unwrap_or_default();
        around(&SourceFile::new("", text.replace('‸', "")), u32::try_from(offset).unwrap_or_default())
    }

    #[test]
    fn indents_tell_the_path() {
        let text = "利用者:\n  氏名: 山田\n第2表:\n  ニーズ:\n    - 課題: x\n      長期目標:\n        - 目標: y\n          ‸\n";
        let found = at(text);
        assert_eq!(found.path, ["第2表", "ニーズ", "長期目標"]);
        assert_eq!(found.beside, ["目標"]);
        let found = at("利用者:\n  ‸\n  氏名: 山田\n認定:\n");
        assert_eq!((found.path, found.beside), (vec!["利用者".to_owned()], vec!["氏名".to_owned()]));
        let found = at("認定:\n  状況: ‸\n");
        assert_eq!((found.key.as_deref(), found.in_value), (Some("状況"), true));
        let found = at("第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - {サービス内容: 身体２, ‸\n");
        assert_eq!(found.path, ["第6表", "サービス"]);
        assert_eq!(found.beside, ["サービス内容"]);
        assert_eq!(at("‸").path, Vec::<String>::new());
    }

    #[test]
    fn brackets_lead_on() {
        let week = "第3表:\n  週間:\n    - {曜日: [火, ‸], 時間: '9:30～16:30', 内容: x}\n";
        let found = at(week);
        assert_eq!((found.path, found.key.as_deref()), (vec!["第3表".to_owned(), "週間".to_owned()], Some("曜日")));
        assert!(found.in_value && found.in_flow && found.in_item);
        let found = at("第3表:\n  週間:\n    - {曜日: [火], 時間: '‸', 内容: x}\n");
        assert_eq!((found.key.as_deref(), found.quote), (Some("時間"), Some('\'')));
        let found = at("第3表:\n  週間:\n    - {曜日: [火], ‸, 内容: x}\n");
        assert_eq!((found.key, found.beside), (None, vec!["曜日".to_owned(), "内容".to_owned()]));
        let found = at("第1表:\n  区分: [‸]\n");
        assert_eq!((found.path, found.key.as_deref()), (vec!["第1表".to_owned()], Some("区分")));
        let found = at("第6表:\n  - サービス:\n      - {サービス内容: x, 予定: {曜日: [月, ‸\n");
        let path = ["第6表", "サービス", "予定"].map(str::to_owned).to_vec();
        assert_eq!((found.path, found.key.as_deref()), (path, Some("曜日")));
        let found = at("第1表:\n  同意: {日付: 令和7年5月27日, ‸}\n");
        let path = ["第1表", "同意"].map(str::to_owned).to_vec();
        assert_eq!((found.path, found.key, found.beside), (path, None, vec!["日付".to_owned()]));
    }

    #[test]
    fn texts_and_comments_are_left_alone() {
        assert!(at("第1表:\n  援助の方針: |-\n    一行目\n    二行目: ‸\n").in_text);
        assert!(at("第1表:\n  援助の方針: |-\n    ‸\n").in_text);
        assert!(at("認定:\n  状況: 認定済 # ‸\n").in_text);
        assert!(!at("第1表:\n  援助の方針: |-\n    一行目\n  ‸\n").in_text);
        assert!(!at("第4表:\n  - 結論: |-\n      一行目\n    ‸\n").in_text);
    }

    #[test]
    fn below_an_item_in_braces_comes_another() {
        let text = "第3表:\n  日常生活:\n    - {時刻: '6:30', 内容: 起床}\n      ‸\n";
        let found = at(text);
        assert_eq!(
            (found.path, found.in_item, found.column),
            (vec!["第3表".to_owned(), "日常生活".to_owned()], false, 4)
        );
        assert_eq!(found.word as usize, text.find('‸').unwrap_or_default() - 2);
    }

    #[test]
    fn an_item_is_opened_by_its_dash() {
        assert!(!at("第2表:\n  ニーズ:\n    ‸\n").in_item);
        assert!(at("第2表:\n  ニーズ:\n    - ‸\n").in_item);
        assert!(at("第2表:\n  ニーズ:\n    - 課題: x\n      ‸\n").in_item);
        assert!(!at("第2表:\n  ニーズ:\n    - 課題: x\n    ‸\n").in_item);
        assert_eq!(at("第2表:\n  ニーズ:\n    - 課題: x\n    ‸\n").path, ["第2表", "ニーズ"]);
    }
}
