//! Plans as care managers write them, in `tests/plans/`: other clients, other words, long prose. They were written before the
//! rules were asked and are clean by a careful reader's judgement; a rule that accuses one of them is wrong.

use careplan::case::read::from_text;
use careplan::profile::{Judgement, Profile};
use careplan::report::Severity;
use careplan::rules::{self, CheckContext};

/// The plans by name.
pub fn plans() -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans");
    let mut plans: Vec<_> = std::fs::read_dir(folder)
        .expect("tests/plans")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a plan"))
        })
        .collect();
    plans.sort();
    plans
}

#[test]
fn plans_as_care_managers_write_them_are_not_accused() {
    let plans = plans();
    assert!(plans.len() >= 10, "{} plans", plans.len());
    let mut accused = String::new();
    for (name, text) in &plans {
        let (case, _) = from_text(name, text);
        let profile = Profile::of(&case.file).expect("a profile");
        let judged = profile.judge(rules::check(&CheckContext::new(&case.file, None)), &case.waivers, &case.problems);
        let of = |severity| judged.iter().filter(move |told| told.counts(severity));
        let said = |told: &Judgement| format!("{name}: {} {}\n", told.rule.id, told.diagnostic.message);
        if !case.problems.is_empty() || of(Severity::Error).next().is_some() || of(Severity::Warning).count() > 1 {
            accused.extend(case.problems.iter().map(|problem| format!("{name}: {}\n", problem.message)));
            accused.extend(of(Severity::Warning).map(said));
        }
        assert!(case.waivers.is_empty(), "{name}: nothing is set aside");
    }
    assert!(accused.is_empty(), "\n{accused}");
}
