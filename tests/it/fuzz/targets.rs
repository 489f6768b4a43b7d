//! What must hold of any plan in the library: it is read, checked, laid out and given a month.

use super::mutate::mutate;
use super::{CORPUS, fuzz};
use crate::random::Random;
use careplan::billing::RefusalKind;
use careplan::billing::expand::{insert_block, next_month};
use careplan::calendar::{Date, Month};
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, NoticeKind, Selection, Sheet};
use careplan::profile::PROFILES;
use careplan::report::human::{self, Style};
use careplan::report::{Diagnostic, json};
use careplan::rules::{self, CheckContext};
use careplan::source::Sources;
use careplan::typeset::{Engine, Job};
use codespan_reporting::term::termcolor::Buffer;
use std::sync::Mutex;

fn plan(random: &mut Random) -> String {
    mutate(random, &CORPUS, false)
}

fn gentle(random: &mut Random) -> String {
    mutate(random, &CORPUS, true)
}

/// It can be shown, and points at characters that are there.
fn told(sources: &Sources, diagnostic: &Diagnostic) {
    assert!(!diagnostic.message.trim().is_empty());
    let spans = diagnostic.related.iter().map(|label| label.span).chain([diagnostic.span]);
    for span in spans.filter(|span| !span.is_detached()) {
        let file = sources.file_of(span).expect("a file");
        assert!(file.text().get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?}");
    }
    human::write(&mut Buffer::no_color(), sources, diagnostic, Style::default()).unwrap();
    assert!(json::object(sources, diagnostic)["message"].is_string());
}

#[test]
fn any_plan_is_read_and_checked() {
    fuzz("check", 4_000, plan, |text| {
        let (case, sources) = from_text("plan.yaml", text);
        for problem in &case.problems {
            told(&sources, &problem.into());
        }
        let findings = rules::check(&CheckContext::new(&case.file, None));
        for judgement in PROFILES[0].judge(findings, &case.waivers, &case.problems) {
            told(&sources, &judgement.diagnostic);
        }
    });
}

#[test]
fn any_readable_plan_is_laid_out_and_passes_the_audit() {
    let engine = Mutex::new(Engine::new(None).unwrap());
    fuzz("pages", 250, gentle, |text| {
        let (case, _) = from_text("plan.yaml", text);
        if !case.problems.is_empty() {
            return;
        }
        let options = PROFILES[0].form_options(&case.file);
        let context = Context::new(&case.file, &options, Measures::embedded());
        let all = Selection::default();
        let forms = FORMS.iter().filter(|form| (form.has_data)(&case.file, &all));
        // What is refused is refused in words, form by form.
        let sheets: Vec<Sheet> = forms.filter_map(|form| (form.sheets)(&context).ok()).flatten().collect();
        let unprintable =
            |sheet: &Sheet| sheet.notices.iter().any(|notice| matches!(notice.kind, NoticeKind::Unprintable(_)));
        if sheets.is_empty() || sheets.len() > 60 || sheets.iter().any(unprintable) {
            return;
        }
        let date = Date::from_ymd_opt(2025, 5, 27).unwrap();
        let job = Job { sheets: &sheets, title: "試験", date, accessible: false, ident: "test", bookmarks: &[] };
        let engine = engine.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let typeset = engine.typeset(&job).unwrap_or_else(|faults| panic!("{faults:#?}"));
        assert_eq!(typeset.pages(), sheets.len());
        assert!(typeset.pdf().unwrap_or_else(|faults| panic!("{faults:#?}")).starts_with(b"%PDF-"));
    });
}

#[test]
fn a_month_leaves_every_other_byte() {
    let month = Month::new(2025, 8).unwrap();
    fuzz("month", 1_500, gentle, |text| {
        let (case, _) = from_text("plan.yaml", text);
        if !case.problems.is_empty() {
            return;
        }
        let Ok(block) = next_month(&case.file, month) else { return };
        let Ok(whole) = insert_block(text, &block) else { return };
        let ahead = text.bytes().zip(whole.bytes()).take_while(|(one, other)| one == other).count();
        let room = text.len() - ahead;
        let behind =
            text.bytes().rev().zip(whole.bytes().rev()).take(room).take_while(|(one, other)| one == other).count();
        let replaced = &text.as_bytes()[ahead..text.len() - behind];
        assert!(
            replaced.iter().all(|byte| b"[]~nul ,\r\n".contains(byte)),
            "lost: {:?}",
            String::from_utf8_lossy(replaced)
        );
        let (again, _) = from_text("plan.yaml", &whole);
        assert!(again.problems.is_empty(), "{:?}\n{whole}", again.problems);
        let months = |case: &careplan::case::Case| {
            case.file.months.iter().filter_map(|block| block.month.value()).collect::<Vec<_>>()
        };
        let mut wanted = months(&case);
        wanted.push(month);
        wanted.sort_unstable();
        let mut found = months(&again);
        found.sort_unstable();
        assert_eq!(found, wanted);
        let refused = next_month(&again.file, month).unwrap_err();
        assert_eq!(refused.kind, RefusalKind::MonthExists);
    });
}
