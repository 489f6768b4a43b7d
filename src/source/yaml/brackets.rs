//! Brackets over several lines, as JSON has them. YAML sees only that something does not fit, often at the bracket that opens all or far
//! below; but each of these lines says something whole, and how deep they stand tells what belongs together. So each is looked at
//! for itself, and then how they open and close each other; what was told of other lines came of that.

mod line;

use super::{Tree, slips};
use crate::source::problem::{Problem, ProblemCode, quoted};
use crate::source::{FileId, Fix, SourceFile, Span, to_u32};
use line::{Line, Odd};
use std::ops::RangeInclusive;

/// With more odd lines than this it is no text of this kind.
const MAX_ODD: usize = 3;
/// Nobody looks at more.
const MAX_LINES: usize = 20_000;

/// Tells which lines between brackets are odd, in the place of what came of them.
pub(super) fn blame(id: FileId, file: &SourceFile, tree: &mut Tree) {
    let of_structure = |problem: &Problem| matches!(problem.code, ProblemCode::Syntax | ProblemCode::FullWidth);
    // A full-width mark is told where it stands.
    let told = tree.problems.iter().filter(|problem| problem.code == ProblemCode::Syntax);
    let mut regions: Vec<RangeInclusive<usize>> =
        told.filter_map(|problem| region(file, file.line_of(problem.span.start))).collect();
    regions.dedup();
    for region in regions {
        let odd = odd_lines(file, region.clone());
        if odd.is_empty() {
            continue;
        }
        // What is told of such a line says it better than how the lines stand, but not which line it is.
        let is_odd = |line: usize| odd.iter().any(|(odd, what)| *odd == line && !what.is_of_others());
        let line_of = |problem: &Problem| file.line_of(problem.span.start);
        let is_told = |line: usize| tree.problems.iter().any(|one| of_structure(one) && line_of(one) == line);
        let new: Vec<Problem> = odd
            .iter()
            .filter(|(line, what)| what.is_of_others() || !is_told(*line))
            .map(|(line, what)| problem(id, file, *line, what))
            .collect();
        let before = tree.problems.len();
        tree.problems.retain(|one| !of_structure(one) || !region.contains(&line_of(one)) || is_odd(line_of(one)));
        if before > tree.problems.len() || !new.is_empty() {
            // What was read past such a line is not what stands there.
            tree.root = None;
        }
        tree.problems.extend(new);
        tree.broken = true;
    }
}

/// The lines of brackets that are open over several lines around a place: the whole file, or those that stand deeper than the line where
/// they begin, which ends with a bracket, and the line that closes them.
fn region(file: &SourceFile, at: usize) -> Option<RangeInclusive<usize>> {
    let last = file.line_of(to_u32(file.text().trim_end().len()));
    if last > MAX_LINES {
        return None;
    }
    if file.text().trim_start().starts_with(['{', '[']) {
        let first = (1..=last).find(|line| says(file, *line))?;
        return (first < last).then_some(first..=last);
    }
    let column = |line: usize| file.line(line).len() - file.line(line).trim_start_matches(' ').len();
    let mut least = usize::MAX;
    let mut found = None;
    for line in (1..=at).rev().filter(|line| says(file, *line)) {
        let (column, text) = (column(line), file.line(line).trim());
        if column < least || line == at {
            let begins = text.trim_start_matches("- ");
            let opens = text.ends_with(['[', '{']) && (begins.contains(": ") || begins.len() == 1);
            if opens {
                found = Some(line);
            }
            if !text.starts_with([']', '}']) {
                least = column;
            }
            if column == 0 {
                break;
            }
        }
    }
    let first = found?;
    let inside = |line: &usize| {
        !says(file, *line)
            || column(*line) > column(first)
            || column(*line) == column(first) && file.line(*line).trim().starts_with([']', '}'])
    };
    let end = (first + 1..=last).take_while(inside).filter(|line| says(file, *line)).last()?;
    let rows = || (first + 1..=end).map(|line| file.line(line).trim()).filter(|line| !line.is_empty());
    // Entries of a list or a part that a bracket was typed before: they have no commas.
    let n_commas = rows().filter(|row| row.ends_with([',', '{', '[']) || row.starts_with(['{', '[', '}', ']'])).count();
    (rows().count() > 1 && n_commas * 2 >= rows().count() && !rows().any(|row| row.starts_with("- ")))
        .then_some(first..=end)
}

fn says(file: &SourceFile, line: usize) -> bool {
    let text = file.line(line).trim();
    !text.is_empty() && !text.starts_with('#')
}

/// The lines that are odd by themselves; where none is, the first that does not fit those around it.
fn odd_lines(file: &SourceFile, region: RangeInclusive<usize>) -> Vec<(usize, Odd)> {
    let first = *region.start();
    let is_whole = file.text().trim_start().starts_with(['{', '[']);
    let numbers: Vec<usize> = region.filter(|line| says(file, *line)).collect();
    let lines: Vec<Result<Line, Odd>> = numbers
        .iter()
        .map(|number| {
            let text = file.line(*number);
            let key =
                if *number == first && !is_whole { text.trim_start_matches([' ', '-']) } else { text.trim_start() };
            let begins = text.len() - key.len();
            let width = |c: char| if c == '\u{3000}' { 2 } else { 1 };
            Line::of(key.trim_end(), begins, text[..begins].chars().map(width).sum())
        })
        .collect();
    let odd: Vec<(usize, Odd)> = numbers
        .iter()
        .zip(&lines)
        .filter_map(|(number, line)| line.as_ref().err().map(|odd| (*number, odd.clone())))
        .collect();
    if !odd.is_empty() {
        return if odd.len() <= MAX_ODD { odd } else { Vec::new() };
    }
    let lines: Vec<(usize, Line)> = numbers.into_iter().zip(lines.into_iter().flatten()).collect();
    misfit(&lines).into_iter().collect()
}

/// The first line that does not fit the brackets around it.
fn misfit(lines: &[(usize, Line)]) -> Option<(usize, Odd)> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let is_laid_out = lines.iter().any(|(_, line)| line.column > lines[0].1.column);
    for (nth, (number, line)) in lines.iter().enumerate() {
        let above = nth.checked_sub(1).map(|above| &lines[above]);
        let opened = |at: usize| &lines[at].1;
        if line.n_first_closed > 1 && open.last().is_some_and(|(_, at)| opened(*at).opened.len() < line.n_first_closed)
        {
            return Some((*number, Odd::TooManyClosed));
        }
        if let Some((_, at)) = open.last().filter(|_| is_laid_out)
            && let Some((above_number, before)) = above
        {
            let (column, depth) = (line.column, opened(*at).column);
            if line.n_first_closed > 0 && column > depth {
                let is_twice = before.n_first_closed > 0 && before.column == column;
                if before.closed.len() > before.n_first_closed || is_twice {
                    return Some((*above_number, Odd::Unbalanced(*number)));
                }
                // The line that should have opened what is closed here stands in the same column.
                let begins = lines[..nth].iter().rposition(|(_, before)| before.column <= column)?;
                let is_heading = lines[begins].1.column == column && lines[begins].1.closed.is_empty();
                return Some(if is_heading {
                    (lines[begins].0, Odd::NotOpened(*number))
                } else {
                    (lines[begins + 1].0, Odd::NotOpenedBefore(*number))
                });
            }
            if line.n_first_closed > 0 && column < depth || line.n_first_closed == 0 && column <= depth {
                return Some((*above_number, Odd::Unbalanced(*number)));
            }
            if line.n_first_closed > 0 && opened(*at).opened.len() > line.n_first_closed.max(1) && !line.closes_more() {
                return Some((lines[*at].0, Odd::TooManyOpened(*number)));
            }
        }
        // What was closed too often lets the next line stand in no bracket, or deeper than those beside it.
        if let Some((above_number, before)) = above
            && is_laid_out
            && before.closed.len() > before.n_first_closed
            && line.n_first_closed == 0
            && line.column > open.last().map_or(0, |(_, at)| opened(*at).inner.get().unwrap_or(line.column))
        {
            return Some((*above_number, Odd::Unbalanced(*number)));
        }
        if open.is_empty() && nth > 0 {
            let (above, _) = above?;
            return Some((*above, Odd::Unbalanced(*number)));
        }
        if let Some((above, before)) = above
            && line.begins_value
            && before.ends_value()
        {
            return Some((*above, Odd::NoComma));
        }
        if let Some((above, before)) = above
            && line.begins_key
            && before.ends_colon()
        {
            return Some((*above, Odd::NoValue));
        }
        if line.n_first_closed == 0
            && let Some((_, at)) = open.last()
            && opened(*at).inner.get().is_none()
        {
            opened(*at).inner.set(Some(line.column));
        }
        for close in &line.closed {
            let Some((bracket, at)) = open.pop() else { return Some((*number, Odd::TooManyClosed)) };
            if (bracket == '[') != (*close == ']') {
                return Some((*number, Odd::OtherBracket(lines[at].0)));
            }
        }
        open.extend(line.opened.iter().map(|bracket| (*bracket, nth)));
    }
    let (_, at) = open.last()?;
    Some((lines.last()?.0, Odd::NotClosed(lines[*at].0)))
}

/// What is told of an odd line.
fn problem(id: FileId, file: &SourceFile, number: usize, odd: &Odd) -> Problem {
    let words = |number: usize| {
        let text = file.line(number).trim_end();
        let begins = file.line_start(number) + to_u32(text.len() - text.trim_start().len());
        Span::new(id, begins, file.line_start(number) + to_u32(text.len()))
    };
    let own = words(number);
    let from = |at: usize| Span { start: (file.line_start(number) + to_u32(at)).min(own.end), ..own };
    let tell = |span: Span, message: String, help: &str| Problem::new(ProblemCode::Syntax, span, message).help(help);
    let pairs = "括弧の対を確かめてください";
    match odd {
        Odd::Quote(at, mark) => tell(
            from(*at),
            format!("引用符「{mark}」が片方しかありません"),
            "値の初めと終わりの両方に引用符を書いてください",
        ),
        Odd::FullWidth(at, bracket) => {
            let text = bracket.to_string();
            let slip = slips::bracket(&text).or_else(|| slips::closing_bracket(&text));
            slip.map_or_else(
                || tell(from(*at), String::new(), pairs),
                |slip| slip.problem(id, file.line_start(number) + to_u32(*at)),
            )
        }
        Odd::Sign(at) => {
            let sign = file.line(number)[*at..].chars().next().map(String::from).unwrap_or_default();
            tell(
                from(*at),
                format!("ここに{}があるため、この行を「項目: 値」として読めません", quoted(&sign)),
                "余分な記号を消してください。値と値の間は半角のコンマ「, 」で、項目と値の間は「: 」で区切ります",
            )
        }
        Odd::Between(at) => tell(
            from(*at),
            "値と値の間の「, 」または項目の後の「: 」がありません".to_owned(),
            "値の間は半角のコンマと空白「, 」で、項目と値の間は「: 」で区切ってください。記号を含む値は引用符で囲んでください",
        ),
        Odd::Mismatch(at, open, close) => {
            tell(from(*at), format!("括弧「{open}」が「{close}」で閉じられています"), pairs)
        }
        Odd::TooManyClosed => {
            tell(own, "この行の閉じ括弧が多すぎます".to_owned(), "この行の閉じ括弧を一つにしてください")
        }
        Odd::TooManyOpened(closed) => tell(
            own,
            "この行の開き括弧が多すぎます".to_owned(),
            "この行の開き括弧を一つにするか、閉じる行の括弧を同じ数にしてください",
        )
        .related(words(*closed), "ここで閉じられています"),
        Odd::NotOpened(closed) => tell(own, "この行で始まるはずの括弧がありません".to_owned(), pairs)
            .related(words(*closed), "ここで閉じられています"),
        Odd::NotOpenedBefore(closed) => tell(own, "この行の前に、始まりの括弧がありません".to_owned(), pairs)
            .related(words(*closed), "ここで閉じられています"),
        Odd::OtherBracket(opened) => tell(own, "この行の閉じ括弧が、開いた括弧と違います".to_owned(), pairs)
            .related(words(*opened), "ここで開いています"),
        Odd::NotClosed(opened) => tell(own, "この行までに閉じられていない括弧があります".to_owned(), pairs)
            .related(words(*opened), "ここで開いています"),
        Odd::Unbalanced(next) => tell(
            own,
            "この行のあたりで、括弧が閉じられていないか、余分に閉じられています".to_owned(),
            "次の行とのあいだの括弧の対を確かめてください",
        )
        .related(words(*next), "この行の字下げが、開いている括弧と合いません"),
        Odd::NoValue => tell(
            own,
            "この行の項目に値がありません".to_owned(),
            "「: 」の後に値を書いてください。空なら「\"\"」と書き、行の終わりを「,」にします",
        ),
        Odd::NoComma => {
            let end = Span { start: own.end, ..own };
            let help = "値と値の間は半角のコンマ「,」で区切ってください";
            tell(own, "この行の終わりに「,」がないので、次の行を読めません".to_owned(), help)
                .fix(Fix::likely(help, end, ","))
        }
    }
}
