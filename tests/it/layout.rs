//! What stands where on the printed pages of the samples and of the blank sheets.

use super::dsl::sample_path;
use super::snapshot;
use careplan::calendar::Date;
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use careplan::forms::measures::Measures;
use careplan::forms::{Context, FORMS, Form, Sheet};
use careplan::profile::{PROFILES, Profile};
use careplan::typeset::{Engine, Job, Typeset};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Sheets of a form as the program makes them.
pub fn sheets(form: &Form, case: &CaseFile, profile: &Profile, blank: bool) -> Vec<Sheet> {
    let options = profile.form_options(case);
    let context = Context { blank, ..Context::new(case, &options, Measures::embedded().unwrap()) };
    (form.sheets)(&context).unwrap()
}

/// Lays out sheets; the audit must find nothing.
#[track_caller]
pub fn typeset(sheets: &[Sheet]) -> Typeset {
    static ENGINE: OnceLock<Mutex<Engine>> = OnceLock::new();
    let engine = ENGINE.get_or_init(|| Mutex::new(Engine::new(None).unwrap()));
    let engine = engine.lock().unwrap_or_else(PoisonError::into_inner);
    let date = Date::from_ymd_opt(2025, 5, 27).unwrap();
    let job = Job { sheets, title: "試験", date, accessible: false, ident: "test" };
    engine.typeset(&job).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn sample(name: &str) -> CaseFile {
    let text = std::fs::read_to_string(sample_path(name)).unwrap();
    let (case, _) = from_text("plan.yaml", &text);
    assert!(case.problems.is_empty(), "{:?}", case.problems);
    case.file
}

/// The snapshots that exist for a set of sheets: the view's words and the frames' texts and rules.
fn check(set: &str, case: &CaseFile, profile: &Profile, blank: bool) -> Vec<String> {
    let mut names = Vec::new();
    for form in FORMS.iter().filter(|form| blank || (form.has_data)(case)) {
        let sheets = sheets(form, case, profile, blank);
        let views: Vec<_> = sheets.iter().map(|sheet| &sheet.data).collect();
        let laid_out = typeset(&sheets);
        let name = |kind: &str| format!("{set}/{}.{kind}", form.id);
        snapshot::check(&name("view.json"), &(serde_json::to_string_pretty(&views).unwrap() + "\n"));
        snapshot::check(&name("frames.txt"), &laid_out.dump());
        names.extend([name("view.json"), name("frames.txt")]);
        if blank {
            snapshot::check(&name("rules.txt"), &laid_out.rules_dump());
            names.push(name("rules.txt"));
        }
    }
    names
}

#[test]
fn samples_and_blanks_look_as_they_did() {
    let mut names = check("sanuki-haru", &sample("sanuki-haru"), &PROFILES[0], false);
    names.extend(check("ayagawa-masao", &sample("ayagawa-masao"), Profile::named("香川県令和4年").unwrap(), false));
    for profile in PROFILES {
        names.extend(check(&format!("blank-{}", profile.name), &CaseFile::default(), profile, true));
    }
    names.sort();
    let stale: Vec<_> = snapshot::names().into_iter().filter(|name| !names.contains(name)).collect();
    assert!(stale.is_empty(), "snapshots that nothing makes any more: {stale:?}");
}
