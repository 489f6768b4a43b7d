//! Plans in brackets whose lines stand nowhere in particular: what is lost comes to light far below, and is told where it was all the same.

use super::{mended, read, samples, tells};
use careplan::case::read::from_text;
use careplan::source::{Problem, SourceFile, Span};

/// The layouts that say nothing by their indentation: JSON without any, JSON below the keys at the margin, filled lines.
fn bare_layouts(yaml: &str) -> [String; 3] {
    let plan: serde_json::Value = serde_yaml::from_str(yaml).expect("a plan");
    let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).expect("JSON");
    let bare = |text: &str, blank: &str| -> Vec<String> {
        text.lines().map(|line| format!("{blank}{}\n", line.trim_start())).collect()
    };
    let parts = plan.as_object().expect("parts");
    let below = parts.iter().map(|(key, part)| format!("{key}: {}", bare(&pretty(part), " ").concat().trim_start()));
    [bare(&pretty(&plan), "").concat(), below.collect(), filled(&plan.to_string())]
}

/// JSON on lines of a hundred characters or so, ended where a comma stands between two entries.
fn filled(json: &str) -> String {
    const WIDTH: usize = 100;
    let (mut text, mut width, mut in_quotes, mut is_escaped) = (String::new(), 0, false, false);
    for c in json.chars() {
        text.push(c);
        width += 1;
        in_quotes ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        if c == ',' && !in_quotes && width > WIDTH {
            text.push('\n');
            width = 0;
        }
    }
    text + "\n"
}

/// The brackets of a text that stand in no quotes.
fn brackets(text: &str) -> Vec<usize> {
    let (mut in_quotes, mut is_escaped, mut found) = (false, false, Vec::new());
    for (at, c) in text.char_indices() {
        in_quotes ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        if !in_quotes && matches!(c, '{' | '}' | '[' | ']') {
            found.push(at);
        }
    }
    found
}

/// Whether a mistake sends to a line: by its place, one beside it, what it proposes, or the lines that its words name.
fn sends_to(file: &SourceFile, problem: &Problem, line: usize) -> bool {
    let is_there = |span: Span| (file.line_of(span.start)..=file.line_of(span.end)).contains(&line);
    let help = problem.help.as_deref().unwrap_or_default();
    let named = help.split_once("行目から").is_some_and(|(before, behind)| {
        let first = before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|first| first.parse().ok());
        let last = behind.split("行目").next().and_then(|last| last.parse().ok());
        first.zip(last).is_some_and(|(first, last)| (first..=last).contains(&line))
    });
    let edits = problem.fix.iter().flat_map(|fix| &fix.edits).map(|(span, _)| *span);
    named || is_there(problem.span) || problem.related.iter().map(|(span, _)| *span).chain(edits).any(is_there)
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}

/// Which of the brackets, each lost or of another kind, nothing that is told sends to; every `step`th is tried.
fn told_elsewhere(text: &str, step: usize, new: impl Fn(&str) -> &'static str) -> Vec<String> {
    let is_missed = |at: &usize| {
        let mut slip = text.to_owned();
        let line = line_of(text, *at);
        slip.replace_range(at..&(at + 1), new(&text[*at..=*at]));
        let (case, sources) = from_text("plan.yaml", &slip);
        let file = sources.get(case.id).expect("the plan");
        // Of a line with nothing left on it, the words below are told.
        let lines = line..=line + usize::from(file.line(line).trim().is_empty());
        !case.problems.iter().any(|one| lines.clone().any(|line| sends_to(file, one, line)))
    };
    let tried = brackets(text).into_iter().step_by(step).filter(is_missed);
    tried.map(|at| format!("{}: {}", line_of(text, at), &text[at..=at])).collect()
}

#[test]
fn a_bracket_is_missed_where_it_was() {
    for (name, yaml) in samples() {
        for (at, text) in bare_layouts(&yaml).iter().enumerate() {
            read(text);
            let lost = told_elsewhere(text, 5, |_| "");
            assert!(lost.is_empty(), "{name}, layout {at}, lost: {lost:?}");
            let other = |sign: &str| match sign {
                "{" => "[",
                "[" => "{",
                "}" => "]",
                _ => "}",
            };
            let other = told_elsewhere(text, 5, other);
            assert!(other.is_empty(), "{name}, layout {at}, of another kind: {other:?}");
        }
    }
}

/// A line that was moved is missed in its gap or told where it is now, though no one place explains both.
#[test]
fn a_line_that_was_moved_far_is_told() {
    const STEP: usize = 9;
    const FAR: usize = 17;
    for (name, yaml) in samples() {
        let [.., text] = bare_layouts(&yaml);
        let lines: Vec<&str> = text.lines().collect();
        let mut n_back = 0;
        for from in (1..lines.len() - FAR).step_by(STEP) {
            let mut moved = lines.clone();
            let line = moved.remove(from);
            moved.insert(from + FAR, line);
            let slip = moved.join("\n") + "\n";
            let (case, sources) = from_text("plan.yaml", &slip);
            let file = sources.get(case.id).expect("the plan");
            // Rows of one list may stand in any order.
            let is_told = [from, from + 1, from + FAR + 1, from + FAR + 2]
                .iter()
                .any(|line| case.problems.iter().any(|one| sends_to(file, one, *line)));
            assert!(is_told || case.problems.is_empty(), "{name}, line {}: {:?}", from + 1, case.problems);
            if case.problems.iter().any(|one| one.message.contains("ここには入りません")) {
                n_back += 1;
                let is_plan = |text: &String| from_text("plan.yaml", text).0.problems.is_empty();
                assert!(mended(&slip).iter().any(is_plan), "{name}, line {}", from + 1);
            }
        }
        assert!(n_back > 0, "{name}: where it was, nobody says");
    }
}

#[test]
fn what_cannot_follow_is_told_with_the_lines_that_may_be_meant() {
    // The row's end is lost: the next one begins within its value.
    let plan = "{\"第5表\": [\n{\"年月日\": \"令和7年6月2日\",\n\"内容\": \"訪問\"\n,\n{\"年月日\": \"令和7年6月3日\",\n\"内容\": \"電話\"\n}\n]}\n";
    tells(plan, &["4:1 YML001"]);
}

#[test]
fn a_line_that_ends_the_text_within_brackets() {
    for mark in ["...", "---"] {
        let right = "{\n\"第6表\": [\n{\n\"サービス\": [\n{\n\"予定\": [\n28,\n31\n]\n}\n]\n}\n]\n}\n";
        let plan = right.replace("31\n", &format!("31\n{mark}\n"));
        tells(&plan, &[&format!("9:1 YML001 この行の「{mark}」は計画書の終わりの印")]);
        assert_eq!(mended(&plan), [right]);
    }
    // As the last line, too.
    tells("{\n\"第5表\": [\n...", &["3:1 YML001"]);
}

/// Where a line of blanks ends the file, there is a place to point at all the same.
#[test]
fn a_file_that_ends_with_blanks() {
    for text in ["{\n  ", "[\n ", "- {\n\t\n ", "{\"第5表\": [\n   \n"] {
        let (case, sources) = from_text("plan.yaml", text);
        let file = sources.get(case.id).expect("the plan");
        assert!(!case.problems.is_empty(), "{text:?}");
        for one in &case.problems {
            assert!(one.span.start <= one.span.end && one.span.end as usize <= file.text().len(), "{text:?}: {one:?}");
        }
    }
}
