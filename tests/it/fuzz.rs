//! The machine that keeps the promises: plans bent and broken by a mutator that knows their structure, and what must hold
//! of each. A fresh seed every run, printed; a failure says how to have it again and leaves what it was given.
//!
//! `CAREPLAN_FUZZ_CASES=1000000` makes a long run of the targets that are named on the command line,
//! `CAREPLAN_FUZZ_SEED=7` one that was made before. What was found once stands in `tests/fuzz/` and is tried first.

mod mutate;
mod programs;
mod requests;
mod targets;

use crate::random::Random;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

/// Plans that others are made of: the samples, a few of `bench-data`, and what was found.
static CORPUS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut plans = found();
    plans.extend(
        ["sanuki-haru", "ayagawa-masao"].map(|name| std::fs::read_to_string(crate::dsl::sample_path(name)).unwrap()),
    );
    let folder = tempfile::tempdir().unwrap();
    programs::run(folder.path(), &["bench-data", "6", "c/"]);
    for entry in std::fs::read_dir(folder.path().join("c")).unwrap() {
        plans.push(std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    plans.sort();
    plans
});

/// Plans that once broke something.
fn found() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let plans = entries.filter(|path| path.extension().is_some_and(|end| end == "yaml"));
    plans.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Tries `usual` cases, or as many as the environment asks for: what `make` makes must hold.
fn fuzz(name: &str, usual: u64, make: impl Fn(&mut Random) -> String, holds: impl Fn(&str)) {
    let asked = |name: &str| std::env::var(name).ok().and_then(|number| number.parse::<u64>().ok());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let seed = asked("CAREPLAN_FUZZ_SEED").unwrap_or(u64::try_from(now & u128::from(u32::MAX)).unwrap());
    let cases = asked("CAREPLAN_FUZZ_CASES").unwrap_or(usual);
    // Past the test's own capture: a seed that nobody sees is no seed.
    let _ = writeln!(std::io::stderr(), "fuzz {name}: {cases} cases, CAREPLAN_FUZZ_SEED={seed}");
    for plan in found() {
        tries(&plan, "one that was found", &holds);
    }
    for case in 0..cases {
        let input = make(&mut Random::of(seed, case));
        tries(&input, &format!("case {case} of CAREPLAN_FUZZ_SEED={seed}"), &holds);
        if case % 100_000 == 99_999 {
            let _ = writeln!(std::io::stderr(), "fuzz {name}: {} cases hold", case + 1);
        }
    }
}

fn tries(input: &str, which: &str, holds: &impl Fn(&str)) {
    if let Err(cause) = catch_unwind(AssertUnwindSafe(|| holds(input))) {
        let path = std::env::temp_dir().join(format!("careplan-fuzz-{}.yaml", std::process::id()));
        std::fs::write(&path, input).unwrap();
        eprintln!("{which} does not hold; it is in {}", path.display());
        std::panic::resume_unwind(cause);
    }
}
