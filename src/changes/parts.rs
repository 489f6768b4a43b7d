//! By what the items of each list are known again from one plan to the next.

use crate::source::yaml::{Kind, Node};

/// How the items of a list are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    /// The key of the list.
    key: &'static str,
    /// The keys of an item that tell which one it is, the weightiest first.
    pub(super) known_by: &'static [&'static str],
    /// Whether they must be the same (a date) rather than alike (a sentence).
    pub(super) is_exact: bool,
    /// Whether what is known by them is the item itself: another month is another slip, however alike.
    pub(super) is_identity: bool,
    /// Whether the order of the items says something (needs stand by priority).
    pub(super) is_ordered: bool,
}

const fn alike(key: &'static str, known_by: &'static [&'static str]) -> Part {
    Part { key, known_by, is_exact: false, is_identity: false, is_ordered: false }
}

const fn exact(key: &'static str, known_by: &'static [&'static str]) -> Part {
    Part { key, known_by, is_exact: true, is_identity: false, is_ordered: false }
}

const fn identity(part: Part) -> Part {
    Part { is_identity: true, ..part }
}

const fn ordered(part: Part) -> Part {
    Part { is_ordered: true, ..part }
}

/// A list that none of the others is.
static OTHER: Part = alike("", &[]);

static PARTS: &[Part] = &[
    ordered(alike("ニーズ", &["課題"])),
    ordered(alike("長期目標", &["目標"])),
    ordered(alike("短期目標", &["目標"])),
    alike("援助", &["サービス種別", "事業所", "サービス内容"]),
    alike("週間", &["内容", "事業所", "時間", "曜日"]),
    alike("日常生活", &["内容", "時刻"]),
    exact("第4表", &["開催日"]),
    alike("出席者", &["氏名", "所属", "職種"]),
    exact("第5表", &["年月日", "時刻"]),
    identity(exact("第6表", &["年月", "保険者番号"])),
    alike("サービス", &["サービスコード", "事業所", "サービス内容", "提供時間帯"]),
    alike("家族", &["氏名", "続柄"]),
    alike("主治医", &["氏名", "医療機関"]),
    alike("緊急連絡先", &["氏名", "続柄"]),
    exact("認定", &["有効期間"]),
    identity(exact("例外", &["規則"])),
    alike("変更", &["日付", "内容"]),
    alike("超過の割り振り", &["事業所", "サービス種類", "サービスコード"]),
    alike("種類超過の割り振り", &["事業所", "サービス種類", "サービスコード"]),
    alike("実績の超過の割り振り", &["事業所", "サービス種類", "サービスコード"]),
];

/// The part of a list's key.
pub(super) fn of(key: &str) -> &'static Part {
    PARTS.iter().find(|part| part.key == key).unwrap_or(&OTHER)
}

/// Whether the lists hold items to be matched, and not plain values (曜日, 区分) that are compared as a whole.
pub(super) fn has_items(key: &str, old: &[Node], new: &[Node]) -> bool {
    let is_map = |node: &Node| matches!(node.kind, Kind::Map(_));
    PARTS.iter().any(|part| part.key == key) || old.iter().chain(new).any(is_map)
}

/// Where one plan writes 認定 as a list and the other the one alone (before and after a renewal): both as lists. Of another list a
/// map is no item: it is not read.
pub(super) fn both_lists(one: &Node, other: &Node, key: &str) -> Option<(Node, Node)> {
    let listed = |node: &Node| {
        let mut list = node.clone();
        list.kind = Kind::Seq(vec![node.clone()]);
        list
    };
    match (&one.kind, &other.kind) {
        _ if key != "認定" => None,
        (Kind::Map(_), Kind::Seq(_)) => Some((listed(one), other.clone())),
        (Kind::Seq(_), Kind::Map(_)) => Some((one.clone(), listed(other))),
        _ => None,
    }
}

/// Whether a map under this key is one value with several ways of writing it.
pub(super) fn is_one_value(key: &str) -> bool {
    matches!(key, "予定" | "実績" | "振替" | "生活援助中心型の算定理由" | "給付率" | "地域区分" | "単価")
}

/// Whether a map under this key is a part of the plan, whose keys are told one by one when the whole appears or goes.
pub(super) fn is_table(key: &str) -> bool {
    key.is_empty() || key.starts_with('第') || matches!(key, "利用者" | "認定" | "同意" | "印字" | "出席")
}

/// Whether days of a month stand under this key.
pub(super) fn is_days(key: &str) -> bool {
    matches!(key, "予定" | "実績")
}
