//! Where the cursor is, by the indents of the lines above it: also in a file that YAML cannot read at the moment.

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
}

struct Line<'t> {
    /// Where the text behind dashes begins.
    column: usize,
    /// Where the first dash or the text begins.
    indent: usize,
    key: Option<&'t str>,
    blank: bool,
}

fn look(line: &str) -> Line<'_> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mut body = &line[indent..];
    let mut column = indent;
    while let Some(rest) = body.strip_prefix("- ") {
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        column += 2 + blank;
        body = &rest[blank..];
    }
    let blank = body.is_empty() || body.starts_with('#');
    let key = body.split_once(':').filter(|(key, rest)| {
        !key.is_empty() && !key.contains(['{', '[', '#', '"']) && (rest.is_empty() || rest.starts_with([' ', '\r']))
    });
    Line { column, indent, key: key.map(|(key, _)| key.trim()), blank }
}

/// Looks around a byte.
#[must_use]
pub(super) fn around(file: &SourceFile, offset: u32) -> Around {
    let number = file.line_of(offset);
    let text = file.line(number);
    let at = (offset - file.line_start(number)) as usize;
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = look(text);
    let mut found = Around { column: line.column, ..Around::default() };
    if line.blank {
        found.column = before.len();
    }
    found.key = line.key.map(str::to_owned);
    found.in_value = line.key.is_some() && before.contains(':');
    // Lines above: the map's own keys, then what it hangs on.
    let mut column = found.column;
    let mut in_own_map = true;
    let mut own_item = text[..line.column.min(text.len())].contains('-');
    for above in (1..number).rev() {
        let line = look(file.line(above));
        if line.blank {
            continue;
        }
        let dashed = line.indent < line.column;
        if line.column < column || dashed && line.indent < column && line.column > column {
            if let Some(key) = line.key.filter(|_| line.column < column) {
                found.path.insert(0, key.to_owned());
            }
            in_own_map = false;
            column = column.min(line.column);
        } else if line.column == column && in_own_map && !own_item {
            found.beside.extend(line.key.map(str::to_owned));
            own_item = dashed;
        }
        if column == 0 && !in_own_map {
            break;
        }
    }
    // Lines below, of the same map.
    for below in number + 1..number + 200 {
        let line = look(file.line(below));
        if line.blank && !file.line(below).is_empty() {
            continue;
        }
        if line.column < found.column
            || line.indent < line.column && line.column == found.column
            || file.line_start(below) == 0
        {
            break;
        }
        if line.column == found.column {
            found.beside.extend(line.key.map(str::to_owned));
        }
    }
    in_braces(before, &mut found);
    found
}

/// Inside `{…}` on the cursor's line the keys before the cursor stand beside it.
fn in_braces(before: &str, found: &mut Around) {
    let Some(open) = before.rfind('{').filter(|open| !before[*open..].contains('}')) else { return };
    if let Some(key) = found.key.take() {
        found.path.push(key);
    }
    let parts: Vec<&str> = before[open + 1..].split(',').collect();
    let (last, earlier) = parts.split_last().map_or(("", &[][..]), |(last, earlier)| (*last, earlier));
    let key = |part: &str| part.split_once(':').map(|(key, _)| key.trim().to_owned());
    found.beside = earlier.iter().filter_map(|part| key(part)).collect();
    found.key = key(last);
    found.in_value = found.key.is_some();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Around {
        let offset = text.find('|').unwrap_or_default();
        around(&SourceFile::new("", text.replace('|', "")), u32::try_from(offset).unwrap_or_default())
    }

    #[test]
    fn indents_tell_the_path() {
        let text = "利用者:\n  氏名: 山田\n第2表:\n  ニーズ:\n    - 課題: x\n      長期目標:\n        - 目標: y\n          |\n";
        let found = at(text);
        assert_eq!(found.path, ["第2表", "ニーズ", "長期目標"]);
        assert_eq!(found.beside, ["目標"]);
        let found = at("利用者:\n  |\n  氏名: 山田\n認定:\n");
        assert_eq!((found.path, found.beside), (vec!["利用者".to_owned()], vec!["氏名".to_owned()]));
        let found = at("認定:\n  状況: |\n");
        assert_eq!((found.key.as_deref(), found.in_value), (Some("状況"), true));
        let found = at("第6表:\n  - 年月: 令和7年6月\n    サービス:\n      - {サービス内容: 身体２, |\n");
        assert_eq!(found.path, ["第6表", "サービス"]);
        assert_eq!(found.beside, ["サービス内容"]);
        assert_eq!(at("|").path, Vec::<String>::new());
    }
}
