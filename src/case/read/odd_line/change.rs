//! How a line, alone or with what stands below it, may have been meant to begin, and what is said when that is so.

use super::super::look::Look;
use super::outline::{begins, blanks, dash, down, ends, indent, inner, is_blank, is_dash_of_row, up, word};
use crate::source::problem::{Fix, Problem, ProblemCode};
use crate::source::{SourceFile, Span, to_u32};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// How far a line is thought to have been moved,
const MAX_MOVE: usize = 8;
/// unless it lost all of its blanks.
const MAX_INDENT: usize = 40;
/// Of how many lines a selection is thought that was moved and is no part.
const MAX_LINES: usize = 60;

/// What is said where nothing else is wrong with the plan then.
pub(super) const OTHERS: &str = "（ほかの行はそのままで読めます）";

/// Another beginning of a line, and the lines below it that are moved with it.
#[derive(Clone)]
pub(super) struct Change {
    pub(super) line: usize,
    /// The last of the lines that are moved.
    pub(super) last: usize,
    /// What stands before the words of the first: blanks, and a dash where it is an item; none for a line that is not there.
    head: Option<String>,
}

/// Every line in every column in which another one begins; a dash over its row not away from that.
pub(super) fn moves(file: &SourceFile, suspects: &BTreeSet<usize>) -> Vec<Change> {
    moved(file, suspects, |line, column| {
        let leaves_row = column < indent(file.line(line)) && is_dash_of_row(file, line);
        BTreeSet::from_iter((!leaves_row).then_some(line))
    })
}

/// The same with what stands below it; `told` are the lines of which something is told.
pub(super) fn blocks(file: &SourceFile, suspects: &BTreeSet<usize>, told: &[usize]) -> Vec<Change> {
    moved(file, suspects, |line, column| {
        let mut ends = ends(file, line, column);
        ends.extend(told.iter().copied().filter(|told| *told > line).max());
        ends
    })
}

/// Every line in every column, down to each of some others.
fn moved(
    file: &SourceFile,
    suspects: &BTreeSet<usize>,
    lasts: impl Fn(usize, usize) -> BTreeSet<usize>,
) -> Vec<Change> {
    let columns = columns(file);
    let moved = |line: usize, column: usize| {
        let head = [&" ".repeat(column), dash(file.line(line))].concat();
        lasts(line, column).into_iter().map(move |last| Change { line, last, head: Some(head.clone()) })
    };
    // Where no other line begins, nobody typed it there one blank after the other.
    let is_alone = |column: usize| file.text().lines().filter(|line| indent(line) == column).nth(1).is_none();
    let near = |line: usize| {
        let column = indent(file.line(line));
        columns.range(if is_alone(column) { 0 } else { column.saturating_sub(MAX_MOVE) }..=most(column)).copied()
    };
    let all = suspects.iter().flat_map(|line| near(*line).flat_map(move |column| moved(*line, column)));
    all.filter(|change| change.is_one(file)).collect()
}

/// Every line with a dash that it has not, without the one that it has, and with one too few.
pub(super) fn dashes(file: &SourceFile, suspects: &BTreeSet<usize>) -> Vec<Change> {
    let columns = columns(file);
    let all_dashes: BTreeSet<&str> =
        file.text().lines().map(dash).filter(|dash| n_dashes(dash) == 1 && dash.len() > 1).collect();
    let heads = |line: usize| -> Vec<String> {
        let now = dash(file.line(line));
        let mut dashes: Vec<&str> = if now.is_empty() { Vec::new() } else { vec![""] };
        if n_dashes(now) != 1 {
            dashes.extend(&all_dashes);
        }
        let at = |column: usize| dashes.iter().map(move |dash| [&" ".repeat(column), *dash].concat());
        // With its own dash, a line may have more or fewer blanks behind it.
        let other = all_dashes.iter().filter(|dash| n_dashes(now) == 1 && **dash != now);
        let own = other.map(|dash| [&" ".repeat(indent(file.line(line))), *dash].concat());
        near(&columns, indent(file.line(line))).flat_map(at).chain(own).collect()
    };
    let change = |line: usize, head: String| Change { line, last: line, head: Some(head) };
    let all = suspects.iter().flat_map(|line| heads(*line).into_iter().map(|head| change(*line, head)));
    all.filter(|change| change.is_one(file)).collect()
}

/// The columns in which something begins.
fn columns(file: &SourceFile) -> BTreeSet<usize> {
    let lines = file.text().lines().filter(|line| !is_blank(line));
    let mut columns: BTreeSet<usize> = lines.clone().flat_map(|line| [indent(line), inner(line)]).chain([0]).collect();
    // A dash, too, stands where its words then begin in such a column.
    let dashes: BTreeSet<usize> = lines.map(|line| dash(line).len()).filter(|length| *length > 1).collect();
    let before: Vec<usize> =
        columns.iter().flat_map(|column| dashes.iter().filter_map(|dash| column.checked_sub(*dash))).collect();
    columns.extend(before);
    columns
}

/// How many items a beginning begins.
fn n_dashes(head: &str) -> usize {
    head.matches('-').count()
}

fn near(columns: &BTreeSet<usize>, column: usize) -> impl Iterator<Item = usize> + use<'_> {
    columns.range(column.saturating_sub(MAX_MOVE)..=most(column)).copied()
}

/// The furthest column to which a line is moved.
const fn most(column: usize) -> usize {
    if column == 0 { MAX_INDENT } else { column + MAX_MOVE }
}

impl Change {
    /// A line that is not there.
    pub(super) const fn nothing(line: usize) -> Self {
        Self { line, last: line, head: None }
    }

    /// Whether anything is changed, and every line can be moved as far.
    fn is_one(&self, file: &SourceFile) -> bool {
        let line = file.line(self.line);
        let is_other = self.head.as_deref() != Some(&line[..begins(line)]);
        let can_move = |line: &str| {
            line.trim().is_empty()
                || line[..blanks(line)].bytes().all(|blank| blank == b' ')
                    && blanks(line).checked_add_signed(self.shift(file)).is_some()
        };
        is_other && (self.last == self.line || self.lines().all(|line| can_move(file.line(line))))
    }

    /// Whether the line gets a dash or loses one.
    pub(super) fn is_of_dash(&self, file: &SourceFile) -> bool {
        n_dashes(self.head.as_deref().unwrap_or_default()) != n_dashes(dash(file.line(self.line)))
    }

    /// The same with the next line that says something, where that can be moved as far.
    pub(super) fn with_next(&self, file: &SourceFile) -> Option<Self> {
        let more = Self { last: down(file, self.last + 1).next()?, ..self.clone() };
        (self.head.is_some() && more.shift(file) != 0 && more.is_one(file)).then_some(more)
    }

    /// The same with all lines down to another, where those can be moved as far.
    pub(super) fn down_to(&self, file: &SourceFile, last: usize) -> Option<Self> {
        let more = Self { last, ..self.clone() };
        let is_run = self.head.is_some() && more.shift(file) != 0 && more.n_lines(file) <= MAX_LINES;
        (is_run && more.is_one(file)).then_some(more)
    }

    /// The lines that are moved.
    pub(super) const fn lines(&self) -> RangeInclusive<usize> {
        self.line..=self.last
    }

    /// How many lines are moved that say something.
    pub(super) fn n_lines(&self, file: &SourceFile) -> usize {
        down(file, self.line).take_while(|line| *line <= self.last).count()
    }

    /// The pieces of the file that are replaced, and by what.
    fn edits(&self, file: &SourceFile) -> Vec<(std::ops::Range<usize>, String)> {
        let first = file.line(self.line);
        let words = if self.head.is_some() { begins(first) } else { first.len() };
        let mut edits = vec![(self.line, words, self.head.clone().unwrap_or_default())];
        let shift = self.shift(file);
        edits.extend((self.line + 1..=self.last).filter(|line| !file.line(*line).trim().is_empty()).map(|line| {
            let now = blanks(file.line(line));
            (line, now, " ".repeat(now.saturating_add_signed(shift)))
        }));
        let place = |(line, length, text): (usize, usize, String)| {
            let start = file.line_start(line) as usize;
            (start..start + length, text)
        };
        edits.into_iter().map(place).collect()
    }

    /// The file with it.
    pub(super) fn made(&self, file: &SourceFile) -> SourceFile {
        let mut text = file.text().to_owned();
        for (place, head) in self.edits(file).into_iter().rev() {
            text.replace_range(place, &head);
        }
        SourceFile::new(file.name(), text)
    }

    /// By how many columns the line is moved to the right.
    pub(super) fn shift(&self, file: &SourceFile) -> isize {
        let columns = |columns: usize| isize::try_from(columns).unwrap_or_default();
        columns(self.wanted()) - columns(indent(file.line(self.line)))
    }

    /// In which column the line begins then.
    fn wanted(&self) -> usize {
        let head = self.head.as_deref().unwrap_or_default();
        head.len() - head.trim_start_matches(' ').len()
    }

    /// What is told about the line.
    pub(super) fn word(&self, look: &Look) -> Problem {
        let Look { file, id, .. } = *look;
        let line = file.line(self.line);
        let code = match line[..blanks(line)].chars().find(|c| *c != ' ') {
            None => ProblemCode::Syntax,
            Some('\t') => ProblemCode::Tab,
            Some(_) => ProblemCode::FullWidth,
        };
        let Some(_) = self.head else { return self.word_of_dash(look) };
        let (what, to_do) = if self.last > self.line { self.said_of_all(file) } else { self.said(line, code) };
        let title = to_do.replace("してください", "する").replace("付けてください", "付ける");
        let span = |place: std::ops::Range<usize>| Span::new(id, to_u32(place.start), to_u32(place.end));
        let edits = self.edits(file).into_iter().map(|(place, text)| (span(place), text)).collect();
        let fix = Fix { title, edits, certain: false };
        let told = Problem {
            fix: Some(Box::new(fix)).filter(|_| !self.begins_otherwise(file)),
            ..Problem::new(code, look.words(self.line), format!("{what}ので、前後の行を正しく読めません"))
        }
        .help(format!("{to_do}{OTHERS}"));
        match self.row_put_before(file) {
            Some(row) => told.related(look.words(row), "ここからの行が、途中に入ったのかもしれません"),
            None => told,
        }
    }

    /// Whether a line that lacks its dash begins with another key than the rows of its list, which begin alike: the row lost its first
    /// line, or that stands elsewhere.
    fn begins_otherwise(&self, file: &SourceFile) -> bool {
        let own = file.line(self.line);
        let wanted = self.wanted();
        let lacks_dash = self.head.as_deref().is_some_and(|head| n_dashes(head) > n_dashes(dash(own)));
        let is_row = |line: &str| indent(line) == wanted && !dash(line).is_empty();
        let is_inside = |line: &usize| indent(file.line(*line)) > wanted || is_row(file.line(*line));
        let rows = up(file, self.line).take_while(is_inside).chain(down(file, self.line + 1).take_while(is_inside));
        let rows = rows.map(|line| file.line(line)).filter(|line| is_row(line));
        let keys: Vec<&str> = rows.map(word).collect();
        lacks_dash && keys.len() > 1 && keys.iter().all(|key| *key == keys[0]) && keys[0] != word(own)
    }

    /// Where the row above begins, of a line that lacks its dash: somebody may have put that row into the one that goes on here.
    fn row_put_before(&self, file: &SourceFile) -> Option<usize> {
        let own = file.line(self.line);
        let lacks_dash = n_dashes(self.head.as_deref()?) > n_dashes(dash(own));
        let holds = |above: &usize| inner(file.line(*above)) <= begins(own);
        up(file, self.line).filter(|_| lacks_dash).find(|above| !dash(file.line(*above)).is_empty() && holds(above))
    }

    /// What is told about a dash that stands alone and begins nothing.
    fn word_of_dash(&self, look: &Look) -> Problem {
        let Look { file, id, .. } = *look;
        let start = file.line_start(self.line);
        let end = file.text()[start as usize..].find('\n').map_or(file.text().len(), |end| start as usize + end + 1);
        let line = Span::new(id, start, to_u32(end));
        Problem::new(ProblemCode::Syntax, look.words(self.line), "この行は「-」だけなので、前後の行を正しく読めません")
            .help(format!("「-」だけの行を消してください{OTHERS}"))
            .fix(Fix {
                title: "「-」だけの行を消す".to_owned(), edits: vec![(line, String::new())], certain: false
            })
    }

    /// What is wrong with a line, and what is to do.
    fn said(&self, line: &str, code: ProblemCode) -> (String, String) {
        let (wanted, has) = (self.wanted(), n_dashes(self.head.as_deref().unwrap_or_default()));
        match code {
            _ if has > n_dashes(dash(line)) => (
                "この行の初めに「- 」がない".to_owned(),
                format!("字下げを半角{wanted}文字にして、「- 」を付けてください"),
            ),
            _ if has < n_dashes(dash(line)) => (
                "この行の初めの「- 」が余分な".to_owned(),
                if has == 0 {
                    format!("「- 」を取り、字下げを半角{wanted}文字にしてください")
                } else {
                    "「- 」を一つにしてください".to_owned()
                },
            ),
            ProblemCode::Syntax if wanted == indent(line) => {
                let wanted = self.head.as_deref().map_or(0, |head| head.len() - head.trim_end().len());
                (
                    "「-」の後の空白の数がほかの行とずれている".to_owned(),
                    format!("「-」の後を半角の空白{wanted}文字にしてください"),
                )
            }
            ProblemCode::Tab => (
                "この行の字下げ（タブ）がずれている".to_owned(),
                format!("字下げを半角の空白{wanted}文字にしてください"),
            ),
            ProblemCode::FullWidth => (
                "この行の字下げ（全角の空白）がずれている".to_owned(),
                format!("字下げを半角の空白{wanted}文字にしてください"),
            ),
            _ => (
                format!("この行の字下げ（半角{}文字）がずれている", indent(line)),
                format!("字下げを半角{wanted}文字にしてください"),
            ),
        }
    }

    /// The same of a line and what was moved with it.
    fn said_of_all(&self, file: &SourceFile) -> (String, String) {
        let by = self.shift(file);
        let (columns, deeper) = (by.unsigned_abs(), if by > 0 { "深く" } else { "浅く" });
        (
            format!("この行から{}行目までの字下げがずれている", self.last),
            format!("{}行とも、字下げを半角{columns}文字{deeper}してください", self.n_lines(file)),
        )
    }
}

/// What is told of a heading that stands in another part, though its own part stands elsewhere.
pub(super) fn again(look: &Look, line: usize, other: usize) -> Problem {
    let file = look.file;
    let message = format!("「{}」が二度書かれていて、前後の行を正しく読めません", word(file.line(line)));
    Problem::new(ProblemCode::DuplicateKey, look.words(line), message)
        .help(format!("この行が余分なら、消してください{OTHERS}"))
        .related(look.words(other), "もう一つはここです")
}
