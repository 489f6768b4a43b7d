//! Which kind a word may mean that names none but for its spelling: 訪介問護, 祉用具貸与, 住宅修改.
//!
//! Only a cell that must name a kind of the insurance is asked: words of daily life are near to many names.

use super::spoken::{kinds_in, spoken_names};
use super::{ServiceKind, kinds};
use crate::source::plain;
use crate::text::{Spoken, without_parentheses};
use strsim::damerau_levenshtein;

/// A word shorter than this is near to too much.
const LEAST_LETTERS: usize = 4;

/// From so many letters on two of them may be wrong.
const TWO_LETTERS_FROM: usize = 6;

/// The names of kinds of the insurance that a text is nearest to that is written as none; empty where it names something, or is
/// near to nothing. What stands in parentheses is not looked at.
#[must_use]
pub fn misspelt(text: &(impl Spoken + ?Sized)) -> Vec<&'static str> {
    let whole = text.spoken();
    let outside = without_parentheses(&whole);
    let is_name = |name: &str| without_marks(&plain(name)) == without_marks(&outside);
    if outside.chars().count() + 1 < LEAST_LETTERS || kinds().iter().flat_map(spoken_names).any(is_name) {
        return Vec::new();
    }
    let insured = || kinds().iter().filter(|kind| kind.insured);
    let names = || insured().map(ServiceKind::called);
    // 「福祉用具貸予」 has a word of the kind in it, and so has 「福祉用具貸与等」, which is no slip.
    if !kinds_in(outside.as_str()).is_empty() {
        return names().find(|name| is_slip(&outside, &plain(name))).into_iter().collect();
    }
    // What is explained in parentheses may be called as one likes.
    let most = |letters: usize| if letters < TWO_LETTERS_FROM || whole != outside { 1 } else { 2 };
    let near = |name: &'static str, most: usize| {
        let distance = damerau_levenshtein(&outside, &plain(name));
        (name.chars().count() >= LEAST_LETTERS && distance <= most).then_some((distance, name))
    };
    let named = names().filter_map(|name| near(name, most(name.chars().count())));
    let said = insured().flat_map(|kind| spoken_names(kind).filter_map(|word| near(word, 1)));
    let found: Vec<(usize, &str)> = named.chain(said).collect();
    let Some(least) = found.iter().map(|(distance, _)| *distance).min() else { return Vec::new() };
    let mut nearest: Vec<&str> = Vec::new();
    for (_, name) in found.into_iter().filter(|(distance, _)| *distance == least) {
        if !nearest.contains(&name) {
            nearest.push(name);
        }
    }
    nearest
}

/// A name without what is written or left out as one likes: 小規模多機能居宅介護, 定期巡回随時対応型…, ショートスティ.
fn without_marks(name: &str) -> String {
    let large = |c: char| match c {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        _ => c,
    };
    // One of these between two letters was hit by mistake; what stands at an end is told of every text.
    let is_mistake = |c: char| matches!(c, ';' | ':' | '=' | '@' | '_' | '*');
    let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
    bare.chars().filter(|c| *c != '型' && (c.is_alphanumeric() || is_mistake(*c))).map(large).collect()
}

/// Whether a text is a name but for one letter: lost, other, out of its place or doubled. Another letter beside the whole name is
/// something added (福祉用具貸与等), but for one of another name (福祉用具貸与護).
fn is_slip(text: &str, name: &str) -> bool {
    let doubled = || {
        let letters: Vec<char> = text.chars().collect();
        letters.windows(2).any(|two| matches!(two, [one, other] if one == other))
    };
    let is_of_a_name = |c: char| c != '型' && kinds().iter().any(|kind| kind.insured && kind.called().contains(c));
    let is_of_names = || text.replacen(name, "", 1).chars().all(is_of_a_name);
    let figures = |text: &str| text.chars().any(|c| c.is_ascii_alphanumeric());
    damerau_levenshtein(text, name) == 1 && !figures(text) && (!text.contains(name) || doubled() || is_of_names())
}

#[cfg(test)]
mod tests {
    use super::misspelt;

    #[test]
    fn a_letter_lost_doubled_swapped_or_other() {
        for (slip, meant) in [
            ("訪介問護", "訪問介護"),
            ("訪介護", "訪問介護"),
            ("祉用具貸与", "福祉用具貸与"),
            ("通通所介護", "通所介護"),
            ("住宅修改", "住宅改修"),
            ("福祉用具貸予", "福祉用具貸与"),
            ("訪介護（生活援助）", "訪問介護"),
            ("居宅療養管理;指導（薬剤師）", "居宅療養管理指導"),
            ("福祉用具貸与護", "福祉用具貸与"),
            ("通所リハビリテション", "通所リハビリテーション"),
            ("短期入所生活介獲", "短期入所生活介護"),
            ("居宅療養管理指尊（薬剤師）", "居宅療養管理指導"),
        ] {
            assert!(misspelt(slip).contains(&meant), "{slip}: {:?}", misspelt(slip));
        }
    }

    #[test]
    fn another_way_to_write_it_is_none() {
        for right in [
            "通所介護（地域密着型）",
            "デイ",
            "訪問介護（生活援助）",
            "在宅サービス（訪問介護）",
            "福祉用具の貸与",
            "福祉用具貸与等",
            "小規模多機能居宅介護",
            "訪問理容",
            "訪問型サービス",
            "通所介護２",
            "配食サービス",
            "通院",
            "介護予防訪問看護",
            "短期入所療養介護（老健）",
            "定期巡回・随時対応型訪問介護看護",
            "家族（長女）",
            "居宅サービス",
            "訪問介護・通所介護",
            "訪看",
            "訪リハ",
            "通所介護（デイサービス）",
            "福祉用具 貸与",
            "住宅改修（手すりの設置）",
            "定期巡回・随時対応サービス",
            "ショートスティ",
            "訪問マッサージ",
            "訪問歯科衛生指導",
            "訪問栄養食事指導",
            "居宅介護支援",
            "通所型サービスＡ",
            "介護老人福祉施設",
            "見守りの新しい事業",
            "",
        ] {
            assert!(misspelt(right).is_empty(), "{right}: {:?}", misspelt(right));
        }
    }
}
