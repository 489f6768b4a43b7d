//! From a plan's text to a [`Case`], with every mistake of the file.

mod beheaded;
mod behind_open;
mod behind_remark;
mod between;
mod both_ends;
mod certain;
mod colons;
pub(crate) mod comments;
mod conflict;
mod corners;
mod doubled;
mod fused;
mod gap;
mod goes_on;
mod headless;
mod hidden;
mod joined;
mod links;
mod look;
mod meant;
mod named;
mod odd_line;
mod opened;
mod owners;
mod planted;
mod quotes;
mod relaid;
mod rows_in_text;
mod run_on;
mod severed;
mod slid;
mod strays;
mod swapped;
mod tabs;
mod torn;
mod tried;
mod twins;
mod unbracketed;
mod unheaded;
mod unopened;
mod unsure;
mod withheld;
mod wrapped;

use super::waiver::{self, Waiver};
use super::{CaseFile, MonthlyService, OfficeFile};
use crate::source::parse::decode;
use crate::source::yaml::{self, Kind, Node};
use crate::source::{FileId, Problem, ProblemCode, Read, Reader, SourceFile, Sources, Span};
use look::Look;

/// A plan as it was read: what was understood, the tree it came from, and what was wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Everything that was understood.
    pub file: CaseFile,
    /// The tree of the plan's own file, for paths of places.
    pub root: Option<Node>,
    /// Which file the plan itself is.
    pub id: FileId,
    /// Whether the file only writes down an office and its providers: no client in it. Of one that is no YAML its keys say so.
    pub is_office: bool,
    /// Whether a syntax error hid the rest of the file.
    pub broken: bool,
    /// All mistakes of reading, in the order of the file.
    pub problems: Vec<Problem>,
    /// What could be read, but perhaps not as it was meant ([`ProblemCode::is_remark`]), in the order of the file.
    pub remarks: Vec<Problem>,
    /// Rules that the writer sets aside.
    pub waivers: Vec<Waiver>,
    /// Names of the other files that the plan points at, as written.
    pub links: Vec<String>,
}

/// How a named file is fetched: from its name as written in the plan to its bytes, or a sentence that says why not.
pub type Fetch<'f> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'f;

impl Case {
    /// Whether the plan may say more than what was read of it. It is not judged then.
    #[must_use]
    pub fn has_gaps(&self) -> bool {
        self.broken || self.problems.iter().any(Problem::leaves_gaps)
    }

    /// Why something stands in the file that was not read, in words: behind a syntax error everything would look deleted, and of
    /// a key that is written twice one value is hidden. Who compares two plans asks this before.
    #[must_use]
    pub fn hidden(&self, sources: &Sources) -> Option<String> {
        if self.broken || self.root.is_none() {
            return Some("YAMLとして読めません".to_owned());
        }
        let twice = self.problems.iter().find(|problem| problem.code == ProblemCode::DuplicateKey)?;
        let line = sources.get(self.id).map_or(0, |file| file.line_of(twice.span.start));
        Some(format!("{line}行目：{}", twice.message))
    }
}

/// Reads a plan. `name` is its path as the user typed it; `fetch` brings the files that it names.
pub fn read_case(name: &str, bytes: &[u8], sources: &mut Sources, fetch: &Fetch) -> Case {
    let id = next_id(sources);
    let (file, undecodable) = decoded(name, bytes, id);
    let tree = if undecodable.is_some() { yaml::Tree::default() } else { tree(id, &file) };
    let is_office = if tree.broken { has_offices_keys(file.text()) } else { tree.root.as_ref().is_some_and(is_office) };
    sources.add(file);
    let mut case =
        Case { id, broken: tree.broken || undecodable.is_some(), problems: tree.problems, ..Case::default() };
    case.problems.extend(undecodable);
    let mut reader = Reader::knowing(super::schema::homes).with_common_key(waiver::KEY);
    match &tree.root {
        Some(root) if matches!(root.kind, Kind::Map(_)) => case.file = CaseFile::read(root, &mut reader),
        Some(root) if !matches!(root.kind, Kind::Null) => no_plan(root, &mut reader),
        Some(_) | None if case.problems.is_empty() => case.problems.push(
            Problem::new(ProblemCode::Empty, Span::new(id, 0, 0), "ファイルに何も書かれていません")
                .help("「careplan new ファイル名」で、書き込み用の計画書を作れます"),
        ),
        Some(_) | None => {}
    }
    check_days(&case.file, &mut reader);
    links::link(&mut case, &mut reader, sources, fetch);
    links::link_earlier(&mut case, sources, fetch);
    super::spelling::one_name_of_a_provider(&mut case.file);
    case.is_office = is_office;
    case.root = tree.root;
    case.waivers = waiver::read_all(&mut reader);
    case.problems.append(&mut reader.problems);
    in_order(&mut case.problems);
    quotes::keep(&mut case.problems, sources);
    if let Some(file) = sources.get(id) {
        let reading = meant::reading(id, |root, reader| drop(CaseFile::read(root, reader)));
        tell_more(&mut case, &Look::new(file, id, &meant::FORMAT, &reading));
    }
    case.remarks = case.problems.extract_if(.., |problem| problem.code.is_remark()).collect();
    case
}

/// How many mistakes a plan's text has before it is asked what was meant by them: quick to say, and steady where several slips hide
/// one another.
#[must_use]
pub fn n_at_first_sight(text: &str) -> usize {
    let reading = meant::reading(FileId::default(), |root, reader| drop(CaseFile::read(root, reader)));
    reading(&SourceFile::new("", text)).1.len()
}

/// Tells what was meant by the lines that were read otherwise, and what could be read and was hardly meant.
fn tell_more(case: &mut Case, look: &Look) {
    case.broken |= meant::tell(look, &mut case.problems);
    let Some(root) = &case.root else { return };
    if !case.broken {
        case.broken = torn::tell(root, look.file, &mut case.problems);
        in_order(&mut case.problems);
    }
    headless::tell_once(root, look.file, &mut case.problems);
    withheld::take_back(look, &mut case.problems);
    if !case.broken {
        twins::tell(root, &mut case.problems);
        hardly_meant(root, look, &mut case.problems);
    }
    in_order(&mut case.problems);
}

/// Tells what was hardly meant in a plan or an office's file.
fn hardly_meant(root: &Node, look: &Look, problems: &mut Vec<Problem>) {
    owners::name(root, look.file, problems);
    named::tell(root, problems);
    goes_on::tell(root, look, problems);
    corners::tell(root, look.file, problems);
    hidden::tell(look, problems);
    behind_remark::tell(root, look, problems);
    rows_in_text::tell(look, problems);
}

/// Reads a tree that was made from plans without a mistake (見え消し).
#[must_use]
pub fn read_tree(root: &Node) -> CaseFile {
    let mut reader = Reader::knowing(super::schema::homes).with_common_key(waiver::KEY);
    CaseFile::read(root, &mut reader)
}

/// A file's text; of one that is too large, what a plan's size is.
fn decoded(name: &str, bytes: &[u8], id: FileId) -> (SourceFile, Option<Problem>) {
    let (file, problem) = decode(name, bytes, id);
    let of_plan = |problem: Problem| match problem.code {
        ProblemCode::TooLarge => {
            problem.help("一人分の計画書は普通20 KBほどです。別のファイルを指定していないか確かめてください")
        }
        _ => problem,
    };
    (file, problem.map(of_plan))
}

/// A file's tree, its keys in the spelling of the format.
pub(crate) fn tree(id: FileId, file: &SourceFile) -> yaml::Tree {
    let mut tree = yaml::parse(id, file);
    if let Some(root) = &mut tree.root {
        root.spell_keys(&meant::is_key, &mut tree.problems);
    }
    tree
}

/// Tells that the file's top is a list or a text.
fn no_plan(root: &Node, reader: &mut Reader) {
    if !reader.slip(root) {
        let found = if matches!(root.kind, Kind::Seq(_)) { "一覧" } else { "文" };
        let problem = Problem::new(ProblemCode::WrongKind, root.first_line_span(), format!("計画書の全体が{found}になっています"))
            .help("行の初めから「利用者:」「認定:」のような項目を並べてください。「careplan new ファイル名」で、書き込み用の計画書を作れます");
        reader.problems.push(problem);
    }
}

/// More mistakes than this are no list that a person works through.
const MAX_PROBLEMS: usize = 1000;

/// By place; what one mistake brought up twice (at a reference and where it is defined) is told once.
fn in_order(problems: &mut Vec<Problem>) {
    problems.sort_by_key(|problem| (problem.span.file, problem.span.start));
    problems.dedup_by(|a, b| a.span == b.span && a.code == b.code && a.message == b.message);
    // A value with a control character in it has been told; that it cannot be read is no news.
    let controls: Vec<Span> =
        problems.iter().filter(|problem| problem.code == ProblemCode::Control).map(|problem| problem.span).collect();
    if let Some(first_left_out) = problems.get_mut(MAX_PROBLEMS) {
        let message = "誤りが1,000件を超えました。ここから先は示しません";
        *first_left_out = Problem::new(ProblemCode::TooLarge, first_left_out.span, message)
            .help("計画書のファイルを指定しているか、確かめてください");
        let mut number = 0;
        problems.retain(|problem| {
            number += 1;
            number <= MAX_PROBLEMS || problem.code == ProblemCode::TooLarge
        });
    }
    problems.retain(|problem| {
        problem.code != ProblemCode::BadValue || !controls.iter().any(|control| problem.span.contains(*control))
    });
}

/// Reads a file that holds only an office and its providers.
pub fn read_office_file(name: &str, bytes: &[u8], sources: &mut Sources) -> (OfficeFile, Vec<Problem>) {
    let id = next_id(sources);
    let (file, undecodable) = decoded(name, bytes, id);
    let tree = if undecodable.is_some() { yaml::Tree::default() } else { tree(id, &file) };
    sources.add(file);
    let mut reader = Reader::knowing(super::schema::homes).with_common_key(waiver::KEY);
    let office = tree.root.as_ref().map(|root| OfficeFile::read(root, &mut reader)).unwrap_or_default();
    let mut problems = tree.problems;
    problems.extend(undecodable);
    // What an office file sets aside holds nowhere; how it is written is told all the same.
    waiver::read_all(&mut reader);
    problems.append(&mut reader.problems);
    in_order(&mut problems);
    quotes::keep(&mut problems, sources);
    if let Some(file) = sources.get(id) {
        let reading = meant::reading(id, |root, reader| drop(OfficeFile::read(root, reader)));
        let look = Look::new(file, id, &meant::FORMAT, &reading);
        meant::tell(&look, &mut problems);
        if let Some(root) = &tree.root {
            headless::tell_once(root, file, &mut problems);
            hardly_meant(root, &look, &mut problems);
            in_order(&mut problems);
        }
    }
    (office, problems)
}

fn next_id(sources: &Sources) -> FileId {
    FileId(u16::try_from(sources.iter().count()).unwrap_or(u16::MAX))
}

/// Weekdays written twice, days that their month does not have, a line that ends before it begins, and one month written twice.
fn check_days(case: &CaseFile, reader: &mut Reader) {
    for entry in case.week.iter().flat_map(|week| week.entries.iter()) {
        super::days::tell_odd(&entry.weekdays, reader);
    }
    for (at, block) in case.months.iter().enumerate() {
        let Some(month) = block.month.value() else { continue };
        let same = |other: &&MonthlyService| other.month.value() == Some(month) && !other.is_beside(block);
        if let Some(first) = case.months[..at].iter().find(same) {
            let message = format!("{}の利用票が二度書かれています", crate::calendar::era::month(month));
            let help = "一つにまとめるか、年月を直してください。月の途中で保険者が変わったときは、両方の利用票に「保険者番号」（番号だけが変わったときは「被保険者番号」も）を書いてください";
            let problem = Problem::new(ProblemCode::BadValue, block.month.span(), message).help(help);
            reader.problems.push(problem.related(first.month.span(), "最初に書かれたところ"));
        }
        for line in &block.lines {
            let listed = [&line.off_days, &line.extra_days, &line.past_30_days];
            let listed = listed.into_iter().flat_map(|list| list.days.iter().copied());
            let moved = line.moved_days.moves.iter().flat_map(|(from, to, span)| [(*from, *span), (*to, *span)]);
            let outside = line.planned.days_outside(month).chain(line.actual.days_outside(month));
            for (day, span) in
                outside.chain(listed.chain(moved).filter(|(day, _)| u32::from(day.get()) > month.n_days()))
            {
                let message = format!("{}に{}日はありません", crate::calendar::era::month(month), day.get());
                let problem = Problem::new(ProblemCode::BadValue, span, message);
                reader.problems.push(problem.related(block.month.span(), "この利用票の年月"));
            }
            if let (Some(start), Some(end)) = (line.starts_on.value(), line.ends_on.value())
                && end < start
            {
                let long = crate::calendar::era::long;
                let message = format!("終了（{}）が開始（{}）より前です", long(end), long(start));
                let problem = Problem::new(ProblemCode::BadValue, line.ends_on.span(), message)
                    .help("この行のサービスを始める日を「開始」に、終える日を「終了」に書いてください");
                reader.problems.push(problem.related(line.starts_on.span(), "開始"));
            }
        }
    }
}

/// Reads a whole plan from text alone: files that it names are not fetched. For tests and for other programs.
#[must_use]
pub fn from_text(name: &str, text: &str) -> (Case, Sources) {
    let mut sources = Sources::default();
    let case = read_case(name, text.as_bytes(), &mut sources, &|_| Err("ほかのファイルは読みません".to_owned()));
    (case, sources)
}

/// The part in which the names of providers are keys.
pub(crate) const PROVIDERS: &str = "サービス事業所";

/// The keys of an office's file.
const OF_OFFICE: [&str; 3] = ["居宅介護支援事業所", PROVIDERS, waiver::KEY];

fn is_office(root: &Node) -> bool {
    let Kind::Map(entries) = &root.kind else { return false };
    !entries.is_empty() && entries.iter().all(|entry| OF_OFFICE.contains(&entry.key.as_str()))
}

/// The same of a text that is no YAML: a key of an office stands at the margin, and none that only a plan has. What else stands
/// there may be the mistake.
fn has_offices_keys(text: &str) -> bool {
    let keys = || text.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key);
    keys().any(|key| OF_OFFICE.contains(&key)) && !keys().any(is_of_plan)
}

/// Whether a file that is named as an office's is a plan: its first keys are a plan's.
fn is_plan(name: &str, bytes: &[u8], sources: &Sources) -> bool {
    const SEVERAL: usize = 2;
    let (file, _) = decoded(name, bytes, next_id(sources));
    if let Some(Kind::Map(entries)) = tree(next_id(sources), &file).root.map(|root| root.kind) {
        return entries.iter().filter(|entry| is_of_plan(&entry.key)).count() >= SEVERAL;
    }
    let keys = file.text().lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key);
    keys.filter(|key| is_of_plan(key)).count() >= SEVERAL
}

/// Whether only a plan has such a key.
fn is_of_plan(key: &str) -> bool {
    CaseFile::KEYS.contains(&key) && !OF_OFFICE.contains(&key)
}
