//! Where a colon may be one of a text, or what has none no key of ours: nobody changes that unasked, or at all.

use super::CaseFile;
use super::look::words;
use super::meant::is_key;
use crate::source::{FileId, Fix, Problem, ProblemCode, SourceFile, Span, indent, to_u32, yaml};
use std::collections::BTreeSet;

/// A key with more behind it and no colon has a value: what mends the key keeps it (「職種妻」: `職種: 妻`).
pub(super) fn of_values(problems: &mut [Problem], id: FileId, file: &SourceFile) {
    let of_keys = |one: &&mut Problem| one.code == ProblemCode::UnknownKey && one.span.file == id;
    for problem in problems.iter_mut().filter(of_keys) {
        let span = problem.span;
        let Some(fix) = problem.fix.as_deref_mut() else { continue };
        let [(place, key)] = fix.edits.as_slice() else { continue };
        let value = file.slice(span).strip_prefix(key.as_str()).filter(|value| *place == span && !value.is_empty());
        let has_colon = file.text().get(span.end as usize..).is_some_and(|rest| rest.trim_start().starts_with(':'));
        if let (Some(value), false) = (value, has_colon) {
            let behind = span.end - to_u32(value.len());
            let title = format!("「{key}: {value}」に直す");
            *fix = Fix::likely(title, Span { start: behind, end: behind, ..span }, ": ");
        }
    }
}

/// A full-width colon behind a word that is no key there may be one of a text (「本人：…」): nobody changes it unasked.
pub(super) fn of_texts(problems: &mut [Problem], id: FileId, file: &SourceFile) {
    let unknown: Vec<u32> = problems
        .iter()
        .filter(|one| one.code == ProblemCode::UnknownKey && one.span.file == id)
        .map(|one| one.span.end)
        .collect();
    let word = |line: &str, colon| -> bool {
        line.split_once(colon).is_some_and(|(before, _)| is_key(before.trim_start_matches([' ', '-', '{', '　'])))
    };
    // 「本人」 is a key of another part, too: what stands below a `|`, with no entry between, is of its text.
    let is_below_text = |line: usize| {
        let entry = (1..line).rev().map(|above| file.line(above)).find(|above| word(above, ':'));
        entry.is_some_and(|entry| entry.trim_end().trim_end_matches(['-', '+']).ends_with(['|', '>']))
    };
    let is_of_text = |span: Span| {
        let line = file.line_of(span.start);
        // At the margin only a table's name is a key.
        let is_astray =
            file.line(line).split_once('：').is_some_and(|(key, _)| is_key(key) && !CaseFile::KEYS.contains(&key));
        let is_no_key =
            unknown.contains(&span.start) || !word(file.line(line), '：') || is_below_text(line) || is_astray;
        file.slice(span) == "：" && is_no_key
    };
    let colons = problems.iter_mut().filter(|one| one.code == ProblemCode::FullWidth && one.span.file == id);
    for fix in colons.filter(|one| is_of_text(one.span)).filter_map(|one| one.fix.as_mut()) {
        fix.certain = false;
    }
    // 「日付: 令和7年5月27日, 署名: 甲」 between brackets that are none: of several entries nobody makes one text.
    let is_of_entry = |problem: &Problem| {
        let place = problem.span;
        let line = file.line(file.line_of(place.start));
        let colon = (place.start - file.line_start(file.line_of(place.start))) as usize;
        let before = line.get(..colon).unwrap_or_default();
        let key = before.rsplit([' ', ',', '、', '，', '　', '{', '[', '（', '(', '【']).next().unwrap_or_default();
        let apart = before[..before.len() - key.len()].trim_end_matches([' ', '　']);
        let is_apart = apart.ends_with([',', '、', '，', '（', '(', '【', '「', ':']);
        yaml::is_colon_in_text(problem) && is_apart && is_key(key)
    };
    for problem in problems.iter_mut().filter(|one| one.span.file == id) {
        if is_of_entry(problem) {
            problem.fix.iter_mut().for_each(|fix| fix.certain = false);
        }
    }
    // A line that goes on with a text may be just that.
    for problem in problems.iter_mut().filter(|one| one.span.file == id && yaml::is_of_text(one)) {
        problem.fix.iter_mut().for_each(|fix| fix.certain = false);
    }
}

/// Neither gets a colon what the format does not know, with nothing below it (a row of a table, a mark of git), nor loses a text its
/// own where the line that began it is lost.
pub(super) fn of_strangers(problems: &mut Vec<Problem>, id: FileId, file: &SourceFile) {
    let is_deeper = |line: usize| {
        let below = file.line(line + 1);
        !below.trim().is_empty() && indent(below) > indent(file.line(line))
    };
    let line_of = |problem: &Problem| file.line(file.line_of(problem.span.start));
    let is_stranger = |problem: &Problem| {
        let word = || line_of(problem).split('：').next().unwrap_or_default();
        yaml::is_of_text(problem) && !is_key(word().trim_start_matches([' ', '-', '　']))
    };
    // One of them shows what the lines beside it are.
    let texts: BTreeSet<usize> =
        problems.iter().filter(|one| is_stranger(one)).map(|one| indent(line_of(one))).collect();
    for problem in problems.iter_mut().filter(|one| one.span.file == id) {
        let gets_colon = |fix: &Fix| {
            let [(place, colon)] = &fix.edits[..] else { return false };
            if place.start != problem.span.end || colon.trim() != ":" || is_key(file.slice(problem.span).trim()) {
                return false;
            }
            let behind = file.text()[place.end as usize..].lines().next().unwrap_or_default();
            let is_word = file.slice(problem.span).contains(char::is_alphanumeric);
            let heads = is_word && behind.trim().is_empty() && is_deeper(file.line_of(place.start))
                || behind.trim_start().starts_with(['{', '[']);
            !heads
        };
        let is_of_text = yaml::is_of_text(problem) && texts.contains(&indent(line_of(problem)));
        problem.fix = problem.fix.take().filter(|fix| !is_of_text && !gets_colon(fix));
    }
    join_lines_of_one_text(problems, id, file, &is_stranger);
}

/// Lines of one text that lost the line that began it are one mistake: told at the first, the others beside it.
fn join_lines_of_one_text(
    problems: &mut Vec<Problem>,
    id: FileId,
    file: &SourceFile,
    is_stranger: &dyn Fn(&Problem) -> bool,
) {
    // A line may begin with a word that is a key elsewhere (「本人：」).
    let of_text: Vec<usize> =
        (0..problems.len()).filter(|at| problems[*at].span.file == id && yaml::is_of_text(&problems[*at])).collect();
    let line_of = |problem: &Problem| file.line_of(problem.span.start);
    let goes_on = |one: &usize, next: &usize| {
        let (first, last) = (line_of(&problems[*one]), line_of(&problems[*next]));
        (first..=last).all(|line| file.indent(line) == file.indent(first))
    };
    let texts: Vec<Vec<usize>> = of_text
        .chunk_by(goes_on)
        .filter(|text| text.iter().any(|at| is_stranger(&problems[*at])))
        .map(<[usize]>::to_vec)
        .collect();
    for text in &texts {
        let others: Vec<Span> = text[1..].iter().map(|at| problems[*at].span).collect();
        let others = others.into_iter().map(|span| (span, "この行も同じです".to_owned()));
        problems[text[0]].related.extend(others);
    }
    let gone: Vec<usize> = texts.iter().flat_map(|text| text[1..].iter().copied()).collect();
    let mut at = 0;
    problems.retain(|_| {
        at += 1;
        !gone.contains(&(at - 1))
    });
    // Where the text begins, its heading may be gone.
    for problem in problems.iter_mut().filter(|one| one.span.file == id && is_stranger(one)) {
        let line = file.line_of(problem.span.start);
        let is_of_text = |above: &usize| {
            let text = file.line(*above);
            text.trim().is_empty()
                || file.indent(*above) == file.indent(line) && !text.contains(": ") && !text.ends_with(':')
        };
        let says = |above: &usize| !file.line(*above).trim().is_empty();
        if let Some(first) = (1..line).rev().take_while(is_of_text).filter(says).last() {
            problem.related.push((words(file, id, first), "文は、ここから始まります".to_owned()));
        }
    }
}
