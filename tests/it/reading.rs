//! Reading: every mistake of a file at its line and column, and texts that arrive as they were typed.

mod blocks;
mod both_ends;
mod bracket_lists;
mod bytes;
mod constructs;
mod ended;
mod far;
mod gap;
mod goes_on;
mod ime;
mod joined;
mod json;
mod keys;
mod lines;
mod lone_dash;
mod named;
mod numbers;
mod odd_line;
mod odd_run;
mod prose;
mod random;
mod report;
mod rows;
mod signs;
mod silent;
mod slid;
mod strays;
mod syntax;
mod torn;
mod unasked;
mod unsure;
mod values;
mod whole;
mod wide_signs;
mod wrapped;

use careplan::case::Case;
use careplan::case::read::from_text;
use careplan::source::{Fix, Problem, SourceFile};

/// What reading tells, one string a mistake: `2:5 YML008 全角の…`.
fn told(yaml: &str) -> Vec<String> {
    let (case, sources) = from_text("plan.yaml", yaml);
    let line = |problem: &Problem| {
        let place = sources.file_of(problem.span).expect("a file").place(problem.span.start);
        format!("{}:{} {} {}", place.line, place.column, problem.code.code(), problem.message)
    };
    case.problems.iter().chain(&case.remarks).map(line).collect()
}

/// Every fix that is offered, made: the file as it is afterwards, one a mistake or remark. The same whatever ends its lines.
#[track_caller]
fn mended(yaml: &str) -> Vec<String> {
    let made = mended_as_it_is(yaml);
    if !yaml.contains('\r') {
        let windows = |text: &str| text.replace('\n', "\r\n");
        let expected: Vec<String> = made.iter().map(|text| windows(text)).collect();
        assert_eq!(mended_as_it_is(&windows(yaml)), expected, "\n{yaml}\nwith CR LF");
    }
    made
}

fn mended_as_it_is(yaml: &str) -> Vec<String> {
    let (case, _) = from_text("plan.yaml", yaml);
    let apply = |fix: &Fix| {
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = yaml.to_owned();
        for (span, new) in edits {
            text.replace_range(span.start as usize..span.end as usize, &new);
        }
        text
    };
    case.problems.iter().chain(&case.remarks).filter_map(|problem| problem.fix.as_deref()).map(apply).collect()
}

/// Checks that exactly these mistakes are told, each given by the beginning of its line of [`told`].
#[track_caller]
fn tells(yaml: &str, expected: &[&str]) {
    let told = told(yaml);
    let same =
        told.len() == expected.len() && told.iter().zip(expected).all(|(told, expected)| told.starts_with(expected));
    assert!(same, "\n{yaml}\n  told:     {told:#?}\n  expected: {expected:#?}");
    // Windows ends lines otherwise, and means the same.
    if !yaml.contains('\r') {
        assert_eq!(self::told(&yaml.replace('\n', "\r\n")), told, "\n{yaml}\nwith CR LF");
    }
}

/// Checks that a mistake at a line names another beside its own.
#[track_caller]
fn names(yaml: &str, told: usize, other: usize) {
    let (case, sources) = from_text("plan.yaml", yaml);
    let line = |span| sources.file_of(span).expect("a file").line_of(span.start);
    let mut found = case.problems.iter().chain(&case.remarks).filter(|problem| line(problem.span) == told);
    let is_named = found.any(|problem| problem.related.iter().any(|(span, _)| line(*span) == other));
    assert!(is_named, "\n{yaml}\n{:#?}", case.problems);
}

/// Checks the sentences that say how to mend: a part of each.
#[track_caller]
fn advises(yaml: &str, expected: &[&str]) {
    let (case, _) = from_text("plan.yaml", yaml);
    let all = case.problems.iter().chain(&case.remarks);
    let advice: Vec<String> = all.map(|problem| problem.help.clone().unwrap_or_default()).collect();
    let same = advice.len() == expected.len()
        && advice.iter().zip(expected).all(|(advice, expected)| advice.contains(expected));
    assert!(same, "\n{yaml}\n  advice:   {advice:#?}\n  expected: {expected:#?}");
}

/// A plan with a line of it written otherwise, or with lines more in its place.
fn with_line(plan: &str, number: usize, line: &str) -> String {
    let lines: Vec<&str> =
        plan.lines().enumerate().map(|(at, old)| if at + 1 == number { line } else { old }).collect();
    lines.join("\n") + "\n"
}

/// Reads a text without mistakes.
#[track_caller]
fn read(yaml: &str) -> Case {
    tells(yaml, &[]);
    from_text("plan.yaml", yaml).0
}

/// The sample plans, with their names.
#[expect(clippy::disallowed_methods, reason = "a test reads the samples")]
fn samples() -> Vec<(String, String)> {
    let mut samples: Vec<_> = std::fs::read_dir("samples")
        .expect("samples/")
        .map(|entry| entry.expect("a sample").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a text")))
        .collect();
    samples.sort();
    samples
}

#[test]
fn samples_are_read_without_a_word() {
    for (name, text) in samples() {
        assert_eq!(told(&text), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn places_know_their_path() {
    let (_, text) = samples().into_iter().find(|(name, _)| name.contains("sanuki")).expect("the sample");
    let (case, sources) = from_text("plan.yaml", &text);
    let goal = &case.file.plan_2.as_ref().expect("第2表").needs[0].goals[0].goals[0];
    let root = case.root.as_ref().expect("a tree");
    assert_eq!(root.path_to(goal.period.span()), "第2表.ニーズ[0].長期目標[0].短期目標[0].期間");
    // A list of one item has the place of its item.
    assert_eq!(root.path_to(case.file.meetings[0].span), "第4表[0]");
    let file = sources.file_of(goal.period.span()).expect("a file");
    assert_eq!(file.slice(goal.period.span()), goal.period.text());
}

#[test]
fn a_character_is_found_on_its_line_of_a_block() {
    let yaml = "第1表:\n  援助の方針: |-\n    一行目\n    二行目に𠮷がある\n";
    let (case, sources) = from_text("plan.yaml", yaml);
    let policy = &case.file.plan_1.as_ref().expect("第1表").policy;
    let file: &SourceFile = sources.file_of(policy.span()).expect("a file");
    let found = file.find(policy.span(), "𠮷").expect("the character");
    assert_eq!((file.place(found.start).line, file.place(found.start).column), (4, 9));
}
