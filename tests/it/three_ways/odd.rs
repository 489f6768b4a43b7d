//! What other programs leave in texts, in every field that is printed: tabs, unseen hyphens, any combining mark, letters
//! taken apart, variants of kanji, half-width kana. It prints in all three ways, or is refused as what it is.

use super::{all_sheets, assert_prints, cases};
use crate::sheets::{quoted, sample_path};
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use careplan::fonts::{self, Face, marks};
use careplan::forms::lines::clean;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, NoticeKind, Sheet};
use careplan::profile::PROFILES;
use careplan::source::ProblemCode;
use careplan::source::unseen::is_unseen;
use proptest::prelude::*;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// The sample and where free text stands in it.
static SAMPLE: LazyLock<(String, Vec<Site>)> = LazyLock::new(|| {
    let plan = std::fs::read_to_string(sample_path("sanuki-haru")).unwrap();
    let free = |site: &Site| {
        let (case, _) = from_text("plan.yaml", &filled(&plan, std::slice::from_ref(site), &["言葉".to_owned()]));
        case.problems.is_empty() && no_form_refuses(&case.file)
    };
    let sites: Vec<Site> = sites(&plan).into_iter().filter(free).collect();
    assert!(sites.len() > 150, "{} fields", sites.len());
    (plan, sites)
});

/// A value of the plan.
#[derive(Clone, Debug)]
struct Site {
    at: Range<usize>,
    /// Whether it is a line of a block of text, which has no quotes.
    raw: bool,
}

/// Every value: behind a colon, in a map of one line, and the lines of texts of several.
fn sites(plan: &str) -> Vec<Site> {
    let mut sites = Vec::new();
    let (mut start, mut block) = (0, None);
    for line in plan.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let end = start + line.trim_end().len();
        block = block.filter(|outer| indent > *outer || line.trim().is_empty());
        if block.is_some() {
            sites.extend((start + indent < end).then_some(Site { at: start + indent..end, raw: true }));
        } else if line.trim_end().ends_with(['|', '-']) && line.contains(": |") {
            block = Some(indent);
        } else {
            for (colon, _) in line.match_indices(": ") {
                let rest = &line[colon + 2..];
                let stop = if line.contains('{') { rest.find([',', '}']) } else { None };
                let value = rest[..stop.unwrap_or(rest.len())].trim_end();
                let from = start + colon + 2;
                let plain = !value.is_empty() && !value.starts_with(['{', '[', '"', '\'', '|', '&', '*']);
                sites.extend(plain.then_some(Site { at: from..from + value.len(), raw: false }));
            }
        }
        start += line.len();
    }
    sites
}

/// The plan with other words at its sites, one after the other.
fn filled(plan: &str, sites: &[Site], words: &[String]) -> String {
    let mut filled = plan.to_owned();
    for (at, site) in sites.iter().enumerate().rev() {
        let word = &words[at % words.len()];
        filled.replace_range(site.at.clone(), &if site.raw { word.clone() } else { quoted(word) });
    }
    filled
}

fn no_form_refuses(case: &CaseFile) -> bool {
    let options = PROFILES[0].form_options(case);
    let context = Context::new(case, &options, Measures::embedded());
    FORMS.iter().filter(|form| form.has_annex).all(|form| (form.sheets)(&context).is_ok())
}

/// Pieces of text as other programs leave them.
fn piece() -> impl Strategy<Value = String> {
    static MARKS: LazyLock<Vec<char>> =
        LazyLock::new(|| ('\u{300}'..'\u{1F000}').filter(|ch| marks::is_mark(*ch)).collect());
    let mark = || prop::sample::select(MARKS.as_slice()).prop_map(String::from);
    let common = prop::sample::select(vec!['\u{301}', '\u{302}', '\u{304}', '\u{308}', '\u{3099}', '\u{309A}']);
    let variant = "[一-龠][\u{E0100}-\u{E0110}]";
    prop_oneof![
        3 => "[ぁ-んァ-ヶー一-龠、。（）「」]{1,6}",
        2 => "[が-ぼガ-ボパ-ポ]{1,3}".prop_map(|text| text.nfd().collect()),
        2 => "[ｱ-ﾝ][ﾞﾟ]?",
        2 => "[a-zA-Zé0-9 ]{1,5}",
        2 => variant,
        1 => Just("\t".to_owned()),
        1 => Just("\u{AD}".to_owned()),
        2 => mark(),
        3 => common.prop_map(String::from),
        1 => prop::sample::select(fonts::marks::joined().collect::<Vec<_>>()).prop_map(str::to_owned),
    ]
}

fn word() -> impl Strategy<Value = String> {
    ("[一-龠ア-ン]", prop::collection::vec(piece(), 0..6)).prop_map(|(first, pieces)| first + &pieces.concat())
}

fn unprintable(sheets: &[Sheet]) -> Vec<fonts::Unprintable> {
    let notices = sheets.iter().flat_map(|sheet| &sheet.notices);
    notices.filter_map(|notice| if let NoticeKind::Unprintable(it) = notice.kind { Some(it) } else { None }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(12), ..ProptestConfig::default() })]

    #[test]
    fn odd_text_prints_in_every_field_or_is_refused(words in prop::collection::vec(word(), 1..40)) {
        let (plan, sites) = &*SAMPLE;
        let sheets_of = |words: &[String]| {
            let (case, _) = from_text("plan.yaml", &filled(plan, sites, words));
            let odd = |code: ProblemCode| code != ProblemCode::Unseen;
            assert!(!case.problems.iter().any(|problem| odd(problem.code)), "{:?}", case.problems);
            all_sheets(&case.file, false)
        };
        // What is not seen is told and not printed.
        let seen = |word: &String| word.chars().filter(|&ch| !is_unseen(ch)).collect::<String>();
        let missing = |word: &String| fonts::unprintable(&clean(&seen(word)), Face::Mincho);
        for found in unprintable(&sheets_of(&words)) {
            // A tab before a mark is a blank of this or that width.
            let same = |it: &fonts::Unprintable| {
                it.selector == found.selector && (it.ch == found.ch || it.ch.is_whitespace() && found.ch.is_whitespace())
            };
            let known = words.iter().flat_map(missing).any(|it| same(&it));
            prop_assert!(known, "{found:?} of {words:?}");
        }
        let good: Vec<String> = words.into_iter().filter(|word| missing(word).is_empty()).collect();
        prop_assume!(!good.is_empty());
        let sheets = sheets_of(&good);
        prop_assert_eq!(unprintable(&sheets), []);
        assert_prints(&sheets, &format!("{good:?}"));
    }
}
