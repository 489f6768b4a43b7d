//! Names of services that end in the level of care (通所介護Ⅰ５２, 併設短期生活Ⅰ３), of another level than the month's: the figure was mistyped,
//! or the level. Knows the few names of which this is certain.

use super::Tell;
use crate::case::{CareLevel, Certification, InMonth};
use crate::rules::CheckContext;

/// What stands before the figures, and how many there are; the last is the level.
const NAMES: &[(&str, usize)] = &[("通所介護", 2), ("通所リハ", 2), ("短期生活", 1)];

pub(super) fn tell(context: &CheckContext, tell: &mut Tell) {
    for slip in context.slips() {
        let held = InMonth::new(context.case, slip.block);
        let is_one = held.change().is_none() && held.passed_levels().next().is_none();
        let is_settled = context.case.certifications.of_month(slip.month).is_some_and(Certification::is_settled);
        let Some(field) = held.level_field().filter(|_| is_one && is_settled) else { continue };
        let Some((level, number)) = field.value().and_then(|level| Some((level, level.care_number()?))) else {
            continue;
        };
        let named: Vec<_> =
            slip.block.lines.iter().filter_map(|line| Some((line, level_of(line.content.plain())?))).collect();
        let other = |named: u8| format!("要介護{named}");
        // Where several names agree with each other, it is the level that is odd.
        if let [(_, first), _, ..] = named.as_slice()
            && *first != number
            && named.iter().all(|(_, own)| own == first)
            && named.iter().any(|(line, _)| line.content.plain() != named[0].0.content.plain())
        {
            let places: Vec<_> = named.iter().map(|(line, _)| (line.content.span(), "区分で終わる名前")).collect();
            tell("要介護状態区分", field, &format!("サービスの名前の区分（{}）", other(*first)), &places);
            continue;
        }
        for (line, own) in named.into_iter().filter(|(_, own)| *own != number) {
            let what = format!("{}のサービスの名前（最後の数字は{}）", CareLevel::printed(level), other(own));
            tell("サービス内容", &line.content, &what, &[(field.span(), "要介護状態区分")]);
        }
    }
}

/// The level with which a name ends: 2 of 「通所介護Ⅰ５２・定超」.
fn level_of(content: &str) -> Option<u8> {
    let content = content.split('・').next()?;
    let name = content.trim_end_matches(|c: char| c.is_ascii_digit());
    let figures = &content[name.len()..];
    let bare = name.trim_end_matches(['I', 'Ⅰ', 'Ⅱ', 'Ⅲ']);
    let is_known = |(word, n): &(&str, usize)| {
        let is_whole = if *n == 1 { bare.ends_with(word) } else { bare == *word };
        is_whole && bare.len() < name.len() && figures.len() == *n
    };
    NAMES.iter().any(is_known).then_some(())?;
    figures
        .chars()
        .next_back()?
        .to_digit(10)
        .and_then(|level| u8::try_from(level).ok())
        .filter(|level| (1..=5).contains(level))
}

#[cfg(test)]
mod tests {
    use super::level_of;
    use crate::source::plain;

    #[test]
    fn names_end_in_their_level() {
        for (name, level) in [
            ("通所介護Ⅰ５２", Some(2)),
            ("通所リハⅠ４３", Some(3)),
            ("併ユ短期生活Ⅰ３", Some(3)),
            ("単独短期生活Ⅱ５", Some(5)),
            ("通所介護Ⅲ５５・定超", Some(5)),
            ("通所介護入浴介助加算Ⅰ", None),
            ("通所介護処遇改善加算Ⅰ", None),
            ("身体介護２", None),
            ("訪看Ⅰ４", None),
            ("身体１生活２", None),
            ("通所型独自サービス１１", None),
            ("通所介護Ⅰ５６", None),
            ("通所介護", None),
        ] {
            assert_eq!(level_of(&plain(name)), level, "{name}");
        }
    }
}
