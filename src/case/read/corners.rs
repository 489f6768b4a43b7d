//! 「11:00」 where a time, number, code or name stands: the corner brackets were meant as quotes and are printed. In texts they
//! are a client's words, but in JSON no text stands without its quotes.

use crate::source::read::quoted;
use crate::source::yaml::{Entry, Kind, Node};
use crate::source::{Fix, Problem, ProblemCode, SourceFile};

/// Keys of values in which nobody quotes anything.
const KEYS: [&str; 33] = [
    "時刻",
    "開催時間",
    "開催回数",
    "頻度",
    "電話",
    "FAX",
    "氏名",
    "フリガナ",
    "記載者",
    "職種",
    "所属",
    "続柄",
    "名称",
    "所在地",
    "住所",
    "法人",
    "事業所",
    "医療機関",
    "介護支援専門員",
    "介護支援専門員番号",
    "保険者名",
    "常勤換算",
    "サービス種別",
    "サービス種類",
    "サービスコード",
    "TAISコード",
    "届出コード",
    "用具名称",
    "敬称",
    "日付欄",
    "写しの表示",
    "題名",
    "開催場所",
];

const CORNERS: [(char, char); 2] = [('「', '」'), ('『', '』')];

/// Tells such values of a plan.
pub(super) fn tell(root: &Node, file: &SourceFile, problems: &mut Vec<Problem>) {
    match &root.kind {
        Kind::Map(entries) => {
            for entry in entries {
                problems.extend(told(entry, file));
                tell(&entry.value, file, problems);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| tell(item, file, problems)),
        Kind::Null | Kind::Scalar(_) => {}
    }
}

fn told(entry: &Entry, file: &SourceFile) -> Option<Problem> {
    let Kind::Scalar(text) = &entry.value.kind else { return None };
    let inner = CORNERS.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(*open)?.strip_suffix(*close)?;
        (!inner.trim().is_empty() && !inner.contains([*open, *close, '\n', '"', '\\'])).then_some(inner)
    })?;
    // Where the key is in quotes, as in JSON, the value would be.
    let is_meant_so = || KEYS.contains(&entry.key.as_str()) || file.slice(entry.key_span).starts_with('"');
    let is_bare = file.slice(entry.value.span) == text && is_meant_so();
    is_bare.then(|| {
        let message = format!("{}の値のかぎ括弧は、そのまま印字されます", quoted(&entry.key));
        Problem::new(ProblemCode::PrintedQuotes, entry.value.span, message)
            .help("引用符のつもりなら、半角の引用符に直すか消してください")
            .fix(Fix::likely("半角の引用符に直す", entry.value.span, format!("\"{inner}\"")))
    })
}
