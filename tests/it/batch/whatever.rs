//! Whatever happens to an office's plans and its folder of outputs, at the end it holds what an empty folder would hold: plans
//! are corrected, broken, moved, added and removed at random, while batches of several kinds run, in parts, for one client alone,
//! or are killed. Meanwhile no client who cannot be printed loses an output.

use super::{outputs, plan};
use crate::dsl::Case;
use crate::three_ways::cases;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What can be asked for; of the first three, also parts.
const ORDERS: [&[&str]; 6] = [
    &["batch", "--copies", "別表"],
    &["batch", "--copies", "控"],
    &["batch", "--name", "{計画書}_{年月}"],
    &["batch", "--merge", "per-provider"],
    &["batch", "--merge", "per-office", "--copies", "別表"],
    &["packet", "--all"],
];

/// How the folder of the plans can be named.
const NAMED: [&str; 4] = ["c", "./c", "c//", "c/../c"];

#[derive(Clone, Debug)]
struct Plan {
    number: usize,
    provider: usize,
    broken: bool,
}

#[derive(Clone, Debug)]
enum Deed {
    Correct,
    OtherProvider,
    Break,
    Mend,
    Move,
    Remove,
    Add,
}

#[derive(Clone, Debug)]
struct Step {
    deeds: Vec<(Deed, prop::sample::Index)>,
    order: usize,
    named: usize,
    /// `--prune`, `--resume`, in two parts, for one client alone.
    flags: [bool; 4],
    killed_after: Option<u64>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    use Deed::{Add, Break, Correct, Mend, Move, OtherProvider, Remove};
    let deed = prop::sample::select(vec![Correct, Correct, OtherProvider, Break, Mend, Move, Remove, Add]);
    let deeds = vec((deed, any::<prop::sample::Index>()), 0..3);
    let killed = prop::option::weighted(0.2, 0_u64..200);
    let step = (deeds, 0..ORDERS.len(), 0..NAMED.len(), any::<[bool; 4]>(), killed);
    let step =
        step.prop_map(|(deeds, order, named, flags, killed_after)| Step { deeds, order, named, flags, killed_after });
    vec(step, 3..8)
}

/// The office: its plans by their files, and the next number that is free.
struct Office {
    plans: BTreeMap<String, Plan>,
    next: usize,
}

impl Office {
    fn does(&mut self, deed: &Deed, which: prop::sample::Index) {
        let file = which.get(&self.plans.keys().cloned().collect::<Vec<_>>()).clone();
        self.next += 1;
        let next = self.next;
        let of = self.plans.get_mut(&file).unwrap();
        match deed {
            Deed::Correct => of.number = next,
            Deed::OtherProvider => of.provider = 13 + next % 3,
            Deed::Break => of.broken = true,
            Deed::Mend => of.broken = false,
            Deed::Remove if self.plans.len() > 1 => drop(self.plans.remove(&file)),
            Deed::Remove => {}
            Deed::Move => {
                let plan = self.plans.remove(&file).unwrap();
                self.plans.insert(format!("c/{}{next}.yaml", if next.is_multiple_of(2) { "sub/" } else { "" }), plan);
            }
            Deed::Add => {
                let plan = Plan { number: next, provider: 13, broken: false };
                self.plans.insert(format!("c/{next}.yaml"), plan);
            }
        }
    }

    fn write(&self, mut case: Case) -> Case {
        let _ = std::fs::remove_dir_all(case.path("c"));
        for (file, Plan { number, provider, broken }) in &self.plans {
            let text = plan(*number).replace("3799900013", &format!("37999000{provider}"));
            case = case.file(file, if *broken { text.replace("第6表:", "第6表x:") } else { text });
        }
        case
    }
}

/// Runs a batch; one that was killed ends as it likes.
fn run(case: &Case, order: &[&str], plans: &str, out: &str, more: &[&str], killed_after: Option<u64>) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_careplan"));
    run.current_dir(case.path("")).arg(order[0]).arg(plans).args(&order[1..]).args(more);
    run.args(["--month", "2025-06", "-o", out, "--quiet"]).stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = run.stderr(Stdio::piped()).spawn().unwrap();
    if let Some(after) = killed_after {
        std::thread::sleep(Duration::from_millis(after));
        child.kill().unwrap();
        child.wait().unwrap();
        return;
    }
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(matches!(done.status.code(), Some(0 | 1)), "{order:?} {plans} {more:?}: {said}");
}

fn held(case: &Case) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(case.path("out")).into_iter().flatten().map(|entry| entry.unwrap().path());
    let pdfs = entries.filter(|path| path.extension().is_some_and(|end| end == "pdf"));
    pdfs.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(4), max_shrink_iters: 30, failure_persistence: None, ..ProptestConfig::default() })]

    /// `CAREPLAN_CASES=200` for a long run.
    #[test]
    fn the_folder_holds_at_the_end_what_an_empty_one_would(steps in steps()) {
        let plans = (1..=3).map(|number| (format!("c/{number}.yaml"), Plan { number, provider: 13, broken: false }));
        let mut office = Office { plans: plans.collect(), next: 100 };
        let mut case = Case::empty();
        for step in &steps {
            for (deed, which) in &step.deeds {
                office.does(deed, *which);
            }
            case = office.write(case);
            let before = held(&case);
            let [prune, resume, parts, alone] = step.flags;
            let mut more = Vec::new();
            more.extend(prune.then_some("--prune"));
            more.extend(resume.then_some("--resume"));
            let order = ORDERS[step.order];
            let first = office.plans.keys().next().unwrap();
            let plans = if alone && order[0] == "batch" { first.as_str() } else { NAMED[step.named] };
            if parts && step.order < 3 {
                for part in ["hash:1/2", "hash:2/2"] {
                    run(&case, order, plans, "out", &[&more[..], &["--partition", part]].concat(), step.killed_after);
                }
            } else {
                run(&case, order, plans, "out", &more, step.killed_after);
            }
            let after = held(&case);
            for name in before.keys().filter(|name| !after.contains_key(*name)) {
                let of_broken = |plan: &Plan| plan.broken && name.starts_with(&format!("{:010}_", plan.number));
                prop_assert!(!office.plans.values().any(of_broken), "{} was its client's last", name);
            }
        }
        office.plans.values_mut().for_each(|plan| plan.broken = false);
        let case = office.write(case);
        let mut used: Vec<usize> = steps.iter().map(|step| step.order).collect();
        used.sort_unstable();
        used.dedup();
        for order in used {
            run(&case, ORDERS[order], "c", "fresh", &[], None);
            run(&case, ORDERS[order], "c", "out", &["--prune", "--resume"], None);
        }
        let (found, wanted) = (outputs(&case.path("out")), outputs(&case.path("fresh")));
        let names = |of: &BTreeMap<String, Vec<u8>>| of.keys().cloned().collect::<Vec<_>>();
        prop_assert_eq!(names(&found), names(&wanted));
        prop_assert!(found == wanted, "an output is not what it should be");
    }
}
