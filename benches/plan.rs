//! What one plan costs: a whole process from start to file, the same warm in one process, reading, checking.
//!
//! `cargo bench --bench plan` prints a table; with `typst` on the path, a page drawn by `typst compile` stands beside it.
//! Figures are medians; compare them within one run only.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the sample and writes beside it")]

use careplan::press::{Checked, Loaded, Wish, draw, pages};
use careplan::typeset::Engine;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The median of several runs, after one that does not count.
fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its table")]
fn row(what: &str, time: Duration) {
    println!("{what:<60} {:>9.2} ms", time.as_secs_f64() * 1000.0);
}

fn main() {
    let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/sanuki-haru.yaml");
    let text = std::fs::read_to_string(&plan).expect("the sample");
    let folder = tempfile::tempdir().expect("a folder");
    let program = Path::new(env!("CARGO_BIN_EXE_careplan"));
    row(
        "render, seven tables, a process from start to file",
        median(11, || {
            let mut command = Command::new(program);
            command.args(["render", "-q"]).arg(&plan).arg("-o").arg(folder.path().join("a.pdf"));
            assert!(command.output().expect("it runs").status.success());
        }),
    );
    let read = || Loaded::read("plan.yaml", text.as_bytes(), &|_| Err(String::new()));
    row(
        "reading",
        median(200, || {
            black_box(read());
        }),
    );
    row(
        "reading and rules (one core; a second has 1,000 of these ms)",
        median(200, || {
            black_box(Checked::new(read(), None, None));
        }),
    );
    let (checked, wish) = (Checked::new(read(), None, None), Wish::default());
    row(
        "forms: words, lines and pages of seven tables",
        median(100, || {
            black_box(pages(&checked, &wish, None).expect("sheets"));
        }),
    );
    let engine = Engine::new(None).expect("an engine");
    row(
        "render, seven tables, warm: forms, layout, audit, PDF",
        median(50, || {
            let pages = pages(&checked, &wish, None).expect("sheets");
            black_box(draw(&engine, &pages, &wish, false).expect("pages").pdf().expect("a PDF"));
        }),
    );
    peer(folder.path());
}

/// One page with `typst compile`, where it is installed: what another program needs for less.
fn peer(folder: &Path) {
    let source = folder.join("page.typ");
    std::fs::write(&source, "#set page(\"a4\", flipped: true)\n#table(columns: 33, ..range(33 * 24).map(n => [#n]))\n")
        .expect("written");
    let works = Command::new("typst").arg("--version").output().is_ok();
    if works {
        row(
            "typst compile, one page with a table of 24 x 33 cells",
            median(7, || {
                let done = Command::new("typst").arg("compile").arg(&source).output();
                assert!(done.expect("it runs").status.success());
            }),
        );
    }
}
