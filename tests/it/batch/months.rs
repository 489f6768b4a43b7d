//! Two months in a row, made for the print, with what happened in between: nobody's slip goes out with an empty row or a provider
//! who has left.

use super::{manifest, outputs};
use crate::dsl::{Case, Done, outside};
use careplan::billing::expand::next_month;
use careplan::billing::{About, Warning};
use careplan::calendar::Month;
use careplan::case::CaseFile;
use careplan::case::read::from_text;
use std::path::Path;

/// `CAREPLAN_CLIENTS=100` for the size of an office.
fn n_clients() -> usize {
    std::env::var("CAREPLAN_CLIENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(15)
}

fn read(path: &Path) -> (String, CaseFile) {
    let text = std::fs::read_to_string(path).unwrap();
    let (case, _) = from_text("plan.yaml", &text);
    assert!(case.problems.is_empty(), "{}: {:?}", path.display(), case.problems);
    (text, case.file)
}

/// July as it went: in every fifth plan the first provider left on the 15th, in the others one day was missed.
fn happened(text: &str, number: usize) -> (String, Option<String>) {
    let (before, july) = text.split_at(text.rfind("- 年月: 令和7年7月").unwrap());
    let first = july.split("事業所: ").nth(1).unwrap().split(',').next().unwrap().to_owned();
    let leaves = number.is_multiple_of(5);
    let of_first = |line: &&str| line.contains(&format!("事業所: {first},")) && line.contains("単位数");
    let mut missed = leaves;
    let lines = july.lines().map(|line| match line.find("実績: [") {
        _ if leaves && of_first(&line) => format!("{}, 終了: 2025-07-15}}", line.trim_end_matches('}')),
        Some(at) if !missed && line[at..].contains(", ") => {
            missed = true;
            let (planned, actual) = line.split_at(at);
            format!("{planned}実績: [{}", actual.split_once(", ").unwrap().1)
        }
        _ => line.to_owned(),
    });
    let july: String = lines.map(|line| line + "\n").collect();
    (format!("{before}{july}"), leaves.then_some(first))
}

#[test]
fn two_months_in_a_row_have_no_empty_row_and_no_provider_who_left() {
    let n = n_clients();
    let done = Case::empty().run(["bench-data", &n.to_string(), "c", "--month", "2025-06", "--seed", "7"]).succeeds();
    let expand = |done: Done, month: &str, out: &str| {
        let args = ["batch", "c", "--month", month, "-o", out, "--expand", "--copies", "利用票,別表,提供票"];
        done.again().run_all(&[&args[..], &["--allot", "largest"]].concat()).succeeds()
    };
    let mut done = expand(done, "2025-07", "july");
    assert_eq!(outputs(&done.path("july")).len(), n);
    let mut left = Vec::new();
    for number in 1..=n {
        let name = format!("c/{number:04}.yaml");
        let month = ["month", &name, "--month", "2025-07", "--write", "--no-backup"];
        done = done.again().run_all(&month).succeeds();
        done = done.again().run_all(&[&month[..], &["--actual"]].concat()).succeeds();
        let (text, provider) = happened(&read(&done.path(&name)).0, number);
        std::fs::write(done.path(&name), text).unwrap();
        left.extend(provider.map(|provider| (name, provider)));
    }
    let done = expand(done, "2025-08", "august");
    let (rows, _) = manifest(&done.path("august/manifest.jsonl"));
    assert!(rows.iter().all(|row| row["expanded"] == true), "{rows:?}");
    let notes = done.stderr();
    // What is the same for everybody is said once.
    assert_eq!(notes.matches("8月は負担割合証が新しくなる月です").count(), 1, "{notes}");
    for number in 1..=n {
        let name = format!("c/{number:04}.yaml");
        let (_, case) = read(&done.path(&name));
        let made = next_month(&case, Month::new(2025, 8).unwrap()).unwrap();
        let (rates, services): (Vec<_>, Vec<_>) = made.lines.iter().partition(|line| line.get("加算率").is_some());
        for line in &services {
            assert!(line.get("予定").is_some_and(|days| !matches!(days, "" | "\"\"" | "[]")), "{name}: {line:?}");
        }
        for rate in &rates {
            assert!(services.iter().any(|line| line.get("事業所") == rate.get("事業所")), "{name}: {rate:?}");
        }
        // Client and line are named for everything that is to be looked at.
        let apart = |note: &&Warning| !note.span.is_detached() && note.about != About::August;
        for note in made.notes.iter().filter(apart) {
            let told = notes.lines().any(|line| line.starts_with(&format!("{name}:")) && line.contains(&note.message));
            assert!(told, "{name}: {}\n{notes}", note.message);
        }
    }
    assert_eq!(left.len(), n / 5);
    for (name, provider) in left {
        let (_, case) = read(&done.path(&name));
        let number = case.client.unwrap().insured_number.text().trim_matches('"').to_owned();
        let pdf = done.path(&format!("august/{number}_2025-08_利用票・提供票.pdf"));
        let Some(text) = outside("pdftotext", &["-layout", pdf.to_str().unwrap(), "-"]) else { return };
        let text: String = String::from_utf8_lossy(&text.stdout).split_whitespace().collect();
        assert!(!text.is_empty() && !text.contains(&provider), "{name}: {provider}");
    }
}
