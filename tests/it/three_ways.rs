//! Plans that somebody is still writing, or has written wrongly, in all three ways of output: set without Typst's layout,
//! laid out by Typst, and tagged for those who listen. What reads must print, whatever is missing in it.
//!
//! `CAREPLAN_CASES=10000` makes a long run of the random ones.

mod odd;

use crate::sheets::{Words, sample_path};
use careplan::calendar::Date;
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, NoticeKind, Selection, Sheet};
use careplan::profile::PROFILES;
use careplan::typeset::{Engine, Fault, Job, Overlay, Typeset};
use proptest::prelude::*;
use std::sync::{Mutex, OnceLock, PoisonError};

/// How many random cases: few for every day, as many as asked for in a long run.
pub(crate) fn cases(usual: u32) -> u32 {
    std::env::var("CAREPLAN_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

/// Every form and copy of a plan.
pub(crate) fn all_sheets(case: &CaseFile, blank: bool) -> Vec<Sheet> {
    let options = PROFILES[0].form_options(case);
    let select = Selection { blank, ..Selection::default() };
    let context = Context { select, ..Context::new(case, &options, Measures::embedded()) };
    // A form that refuses says why, in the words of another test.
    FORMS.iter().filter_map(|form| (form.sheets)(&context).ok()).flatten().collect()
}

/// The three ways of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Set, and written by our own writer.
    Set,
    /// Laid out and written by Typst, whose exporter is asked wherever a template was brought: here our own.
    Typst,
    /// Tagged.
    Accessible,
}

fn typeset(sheets: &[Sheet], way: Way) -> Result<Typeset, Vec<Fault>> {
    static ENGINES: [OnceLock<Mutex<Engine>>; 2] = [OnceLock::new(), OnceLock::new()];
    let brought = || {
        let mut own = Overlay::default();
        own.insert("main.typ", include_bytes!("../../templates/main.typ").to_vec());
        own
    };
    let by_typst = way == Way::Typst;
    let engine = || Mutex::new(Engine::new(by_typst.then(brought)).unwrap());
    let engine = ENGINES[usize::from(by_typst)].get_or_init(engine);
    let date = Date::from_ymd_opt(2025, 5, 27).unwrap();
    let accessible = way == Way::Accessible;
    let job = Job { sheets, title: "試験", date, accessible, ident: "test", bookmarks: &[] };
    engine.lock().unwrap_or_else(PoisonError::into_inner).typeset(&job)
}

/// Prints in all three ways: each has every text, and writes its file.
#[track_caller]
fn assert_prints(sheets: &[Sheet], about: &str) {
    for way in [Way::Set, Way::Typst, Way::Accessible] {
        let typeset = typeset(sheets, way).unwrap_or_else(|faults| panic!("{way:?} of {about}: {faults:#?}"));
        assert_eq!(typeset.pages(), sheets.len(), "{way:?} of {about}");
        typeset.pdf().unwrap_or_else(|faults| panic!("the PDF by {way:?} of {about}: {faults:#?}"));
    }
}

#[test]
fn blank_forms_print_in_every_way() {
    for profile in PROFILES {
        let case = CaseFile::default();
        let options = profile.form_options(&case);
        let select = Selection { blank: true, ..Selection::default() };
        let context = Context { select, ..Context::new(&case, &options, Measures::embedded()) };
        for form in FORMS {
            assert_prints(&(form.sheets)(&context).unwrap(), &format!("the blank {} of {}", form.name, profile.name));
        }
    }
}

/// A month as it stands after the rhythm was laid on the calendar: no numbers of providers, no units, no limit.
const DRAFTED: &str = "\
利用者: {氏名: 架空 花子, 被保険者番号: '0009999999'}
認定: {要介護状態区分: 要介護2}
第6表:
  - 年月: 令和7年7月
    サービス:
      - {サービス内容: 通所介護, 事業所: 架空デイ, 予定: {曜日: [月]}}
      - {サービス内容: 福祉用具貸与, 用具名称: 手すり, 予定: {日: [1-31]}}
";

#[test]
fn a_drafted_month_prints_in_every_way() {
    for plan in
        [DRAFTED.to_owned(), DRAFTED[..DRAFTED.find("      -").unwrap()].replace("サービス:\n", "サービス: []\n")]
    {
        let (case, _) = from_text("plan.yaml", &plan);
        assert_prints(&all_sheets(&case.file, false), &plan);
    }
}

/// What is done to a plan, line by line and value by value.
#[derive(Clone, Debug)]
enum Change {
    Drop(usize, usize),
    Double(usize),
    Swap(usize, usize),
    Empty(usize),
    Say(usize, String),
    Number(usize, i64),
}

fn change() -> impl Strategy<Value = Change> {
    let line = || 0_usize..1000;
    prop_oneof![
        4 => (line(), 1_usize..4).prop_map(|(at, n)| Change::Drop(at, n)),
        1 => line().prop_map(Change::Double),
        1 => (line(), line()).prop_map(|(a, b)| Change::Swap(a, b)),
        4 => line().prop_map(Change::Empty),
        2 => (line(), words()).prop_map(|(at, words)| Change::Say(at, words)),
        2 => (line(), prop_oneof![0_i64..40, 0_i64..2_000_000_000]).prop_map(|(at, n)| Change::Number(at, n)),
    ]
}

/// Words of any length, with what copied text brings along.
fn words() -> impl Strategy<Value = String> {
    let long = (1_usize..400).prop_map(|n| Words::default().take(n).collect::<String>());
    let odd = prop::sample::select(vec![
        "ガ",
        "か\u{3099}",
        "葛\u{E0100}城",
        "𠮷",
        "ｶﾞｷﾞ",
        "①㈱",
        "é e\u{301}",
        "0",
        "-1",
        "10:00",
        "　空き　",
    ]);
    prop_oneof![long, "[ぁ-んァ-ヶー一-龠々、。（）「」]{1,12}", odd.prop_map(str::to_owned)]
}

/// Gives the entry on a line another value.
fn say(lines: &mut [String], at: usize, value: &str) {
    let n = lines.len().max(1);
    if let Some(line) = lines.get_mut(at % n)
        && let Some(colon) = line.find(": ")
    {
        line.replace_range(colon + 2.., value);
    }
}

fn changed(plan: &str, changes: &[Change]) -> String {
    let mut lines: Vec<String> = plan.lines().map(str::to_owned).collect();
    for change in changes {
        let n = lines.len().max(1);
        match change {
            Change::Drop(at, count) => drop(lines.drain(at % n..(at % n + count).min(lines.len()))),
            Change::Double(at) => {
                if let Some(line) = lines.get(at % n).cloned() {
                    lines.insert(at % n, line);
                }
            }
            Change::Swap(a, b) if !lines.is_empty() => lines.swap(a % n, b % n),
            Change::Swap(..) => {}
            Change::Empty(at) => say(&mut lines, *at, ""),
            Change::Say(at, words) => say(&mut lines, *at, &crate::sheets::quoted(words)),
            Change::Number(at, number) => say(&mut lines, *at, &number.to_string()),
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), ..ProptestConfig::default() })]

    #[test]
    fn any_plan_that_reads_prints_in_every_way(
        sample in prop::sample::select(vec!["sanuki-haru", "ayagawa-masao"]),
        changes in proptest::collection::vec(change(), 1..12),
    ) {
        let plan = changed(&std::fs::read_to_string(sample_path(sample)).unwrap(), &changes);
        let (case, _) = from_text("plan.yaml", &plan);
        let sheets = all_sheets(&case.file, false);
        // What no font has is refused before anything is printed.
        let unprintable = |sheet: &Sheet| sheet.notices.iter().any(|notice| matches!(notice.kind, NoticeKind::Unprintable(_)));
        prop_assume!(!sheets.iter().any(unprintable));
        assert_prints(&sheets, &plan);
    }
}
