//! 「直し方」 what can be mended in a plan, and mending it: one fix after the other, each kept only where the plan is the better
//! for it.
//!
//! Every fix that is kept lowers the number of what is told, so mending ends, and what was mended once stays as it is. Files
//! and wishes are the caller's: it reads, and says which fixes are wanted. Start at [`mend`].

mod offers;
mod wrongs;

use super::Checked;
use crate::billing::codes::CodeList;
use crate::case::n_at_first_sight;
use crate::source::edit::{TextEdit, apply};
use crate::source::{Fix, SourceFile, Span};
use std::collections::HashSet;

/// From so many fixes of one kind on they are tried together: one after the other, each reads the whole plan anew, and a table that a
/// script wrote with one wrong heading has hundreds.
const MANY: usize = 8;

/// So many certain fixes are tried at once, in a file of so many bytes: more come to light one after the other.
const MAX_AT_ONCE: usize = 200;
const MAX_TYPED: usize = 1 << 17;

/// The key of the edition, which stands for a code where the key is missing.
pub const EDITION: &str = "様式";

/// 「直し方」 a change that mends what is told at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it mends: `YML003`, `CP214`.
    pub code: &'static str,
    /// Where that is told; detached where a whole plan lacks something.
    pub span: Span,
    /// The change.
    pub fix: Fix,
}

/// What mending made of a plan.
#[derive(Debug)]
pub struct Mended {
    /// The new text.
    pub text: String,
    /// The plan as it is now.
    pub checked: Checked,
    /// What was done, in its order: the line and column at that moment, and the fix.
    pub done: Vec<(usize, usize, Offer)>,
}

/// Applies one wanted fix after the other, reading the plan anew after each, until none is left that makes it better. `read`
/// is how this plan is read and checked. What is `wanted` is asked before each try: a caller that waits no longer wants nothing more.
#[must_use]
pub fn mend(
    read: &dyn Fn(&str) -> Checked,
    codes: Option<&CodeList>,
    wanted: &dyn Fn(&Offer) -> bool,
    checked: Checked,
) -> Mended {
    let mut mended = Mended { text: checked.text().to_owned(), checked, done: Vec::new() };
    // The kinds of which not all could be meant.
    let mut apart = HashSet::new();
    // What is missed because of a slip in a name, or in a row that only came to be by a guess, nobody fills in along with it.
    let mut is_guessed = false;
    let writes =
        |offer: &Offer| offer.code.starts_with("CP") && offer.fix.edits.iter().all(|(span, _)| span.start == span.end);
    let mut least = usize::MAX;
    while let Some((text, checked, offers)) = {
        let is_unsure = is_guessed || mended.checked.has_odd_name();
        at_once(&mended, read, wanted, &mut least).or_else(|| {
            better(&mended, read, codes, &|offer| wanted(offer) && !(is_unsure && writes(offer)), &mut apart)
        })
    } {
        is_guessed |= mended.checked.case.broken && offers.iter().any(is_guess);
        let file = SourceFile::new("", mended.text.as_str());
        mended.done.extend(offers.into_iter().map(|offer| {
            let place = file.place(if offer.span.is_detached() { 0 } else { offer.span.start });
            (place.line, place.column, offer)
        }));
        (mended.text, mended.checked) = (text, checked);
    }
    mended
}

/// Whether a fix guesses what was meant by signs.
fn is_guess(offer: &Offer) -> bool {
    !offer.fix.certain && offer.code.starts_with("YML")
}

/// All that is certain of what was read, as far as each leaves fewer mistakes at first sight. What is said of lines between several
/// slips changes with each that is mended, so how much is wrong is no measure there. `least` is what was left of them before: fewer are
/// left each time.
fn at_once(
    mended: &Mended,
    read: &dyn Fn(&str) -> Checked,
    wanted: &dyn Fn(&Offer) -> bool,
    least: &mut usize,
) -> Option<(String, Checked, Vec<Offer>)> {
    let before = &mended.checked;
    let certain = before.mistakes.iter().filter(|told| told.span.file == before.case.id && !told.span.is_detached());
    let certain = certain.filter_map(|told| {
        let fix = told.fix.as_deref().filter(|fix| fix.certain)?.clone();
        // What is deleted is no mistake at first sight any more, whatever it was: that is weighed with all that is told then.
        if fix.edits.iter().any(|(_, text)| text.is_empty()) {
            return None;
        }
        Some(Offer { code: told.code, span: told.span, fix })
    });
    let mut certain: Vec<Offer> = certain.filter(wanted).collect();
    certain.sort_by_key(|offer| offer.span.start);
    certain.dedup_by(|one, other| one.fix.edits == other.fix.edits);
    // A caller that waits no longer is asked once more before they are tried.
    certain.retain(|offer| wanted(offer));
    if certain.is_empty() || certain.len() > MAX_AT_ONCE || mended.text.len() > MAX_TYPED {
        return None;
    }
    let with = |offers: &[Offer]| {
        let edits = offers.iter().flat_map(|offer| offer.fix.edits.iter().map(TextEdit::from));
        let text = apply(&mended.text, &edits.collect::<Vec<_>>()).filter(|text| *text != mended.text)?;
        let left = n_at_first_sight(&text);
        Some((text, left))
    };
    let n_before = n_at_first_sight(&mended.text);
    let mut made = with(&certain).filter(|(_, left)| left + certain.len() <= n_before);
    if made.is_none() {
        let mut kept: Vec<Offer> = Vec::new();
        let mut n_left = n_before;
        for offer in std::mem::take(&mut certain) {
            kept.push(offer);
            match with(&kept).filter(|(_, left)| *left < n_left) {
                Some(better) => {
                    n_left = better.1;
                    made = Some(better);
                }
                None => drop(kept.pop()),
            }
        }
        certain = kept;
    }
    let (text, left) = made.filter(|(_, left)| left < least)?;
    let after = read(&text);
    if after.case.broken && !before.case.broken {
        return None;
    }
    *least = left;
    Some((text, after, certain))
}

/// The first wanted fixes that make a plan better, with what they make of it.
fn better(
    mended: &Mended,
    read: &dyn Fn(&str) -> Checked,
    codes: Option<&CodeList>,
    wanted: &dyn Fn(&Offer) -> bool,
    apart: &mut HashSet<&'static str>,
) -> Option<(String, Checked, Vec<Offer>)> {
    let before = &mended.checked;
    let wrongs = before.wrongs();
    let made = |offers: &[Offer]| {
        let edits = offers.iter().flat_map(|offer| offer.fix.edits.iter().map(TextEdit::from));
        let text = apply(&mended.text, &edits.collect::<Vec<_>>()).filter(|text| *text != mended.text)?;
        let after = read(&text);
        Some((text, after))
    };
    let offers: Vec<Offer> = before.offers(codes).into_iter().filter(wanted).collect();
    let alike = |code: &'static str| {
        let mut alike: Vec<Offer> = offers.iter().filter(|offer| offer.code == code).cloned().collect();
        alike.dedup_by_key(|offer| offer.span);
        alike
    };
    for offer in offers.iter().filter(|offer| wanted(offer)) {
        let all = if apart.contains(offer.code) { Vec::new() } else { alike(offer.code) };
        if all.len() >= MANY {
            // Together they must mend as much as each alone would; what comes to light behind them is another matter.
            let end = all.iter().map(|offer| offer.span.end as usize).max().unwrap_or_default();
            let together = made(&all).filter(|(text, after)| {
                let end_now = (end + text.len()).saturating_sub(mended.text.len());
                let (was, is) = (before.told_before(offer.code, end), after.told_before(offer.code, end_now));
                after.wrongs() < wrongs && is + all.len() <= was
            });
            if let Some((text, after)) = together {
                return Some((text, after, all));
            }
            apart.insert(offer.code);
        }
        let Some((text, after)) = made(std::slice::from_ref(offer)) else { continue };
        // A line that cannot be read then either was not mended, one that was moved to where nobody knows its key was torn out of its
        // place; and what breaks more of a plan than it mends is no guess worth making.
        let is_guess = is_guess(offer);
        if is_guess && (after.is_unread_where(offer) || after.n_unread() > before.n_unread()) {
            continue;
        }
        let fewer = after.told(offer.code) < before.told(offer.code);
        if is_guess
            && (before.moves_in_brackets(offer) || after.goes_on_where(offer) || !fewer && after.is_broken_near(offer))
        {
            continue;
        }
        // Behind one place that could not be read another one may come to light.
        if after.wrongs() < wrongs && (fewer || after.wrongs()[..3] < wrongs[..3]) {
            return Some((text, after, vec![offer.clone()]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::press::Loaded;

    /// A table that was pasted with the commas of an input method: more slips than are told at once.
    #[test]
    fn slips_that_come_to_light_one_after_the_other_are_mended_in_a_few_readings() {
        let row =
            |n: u32| format!("- {{年月日: 令和7年6月1日、項目: 電話, 内容: 様子を{n}度、聞いた、記載者: 栗林}}\n");
        let text = format!("利用者: {{氏名: 架空 花子}}\n第5表:\n{}", (0..300).map(row).collect::<String>());
        let n_read = std::cell::Cell::new(0);
        let read = |text: &str| {
            n_read.set(n_read.get() + 1);
            Checked::unasked(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None)
        };
        let first = read(&text);
        let mended = mend(&read, None, &|offer: &Offer| offer.code == "YML008", first);
        assert_eq!(mended.text, text.replace("1日、", "1日, ").replace("聞いた、", "聞いた, "));
        assert!(n_read.get() < 40, "{}", n_read.get());
    }

    /// A table that a script wrote with one wrong heading.
    #[test]
    fn one_slip_in_every_row_is_mended_in_a_few_readings() {
        let row = |day: u32| {
            format!("- {{年月日: 令和7年5月{}日, 項目: 電話, 内用: 様子を聞いた（{day}）。}}\n", day % 28 + 1)
        };
        let text = format!("利用者: {{氏名: 架空 花子}}\n第5表:\n{}", (0..200).map(row).collect::<String>());
        let n_read = std::cell::Cell::new(0);
        let read = |text: &str| {
            n_read.set(n_read.get() + 1);
            Checked::unasked(Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new())), None)
        };
        let first = read(&text);
        let mended = mend(&read, None, &|offer: &Offer| offer.code == "YML003", first);
        assert_eq!(mended.text, text.replace("内用", "内容"));
        assert_eq!(mended.done.len(), 200);
        assert!(n_read.get() < 10, "{}", n_read.get());
    }
}
