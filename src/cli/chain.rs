//! 「前の計画」 among the plans of a run: a renewed plan and the one before it may lie in one folder, and one of them holds.
//!
//! A plan names the one before it; where both are among the plans they are one client's, and a run that makes one thing of each
//! client takes the one in force. A plan of somebody else is never the one before, whatever name a slip of the pen wrote. What is not taken is told by its file, never dropped in silence. Plans that name each
//! other in any other way (two that follow one, a circle) stay what they are: several plans under one number.

use super::{files, load};
use crate::calendar::{Date, Month, era};
use crate::case::{CaseFile, Identity, read_case};
use crate::source::Sources;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What a plan says of its place in the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Link {
    path: PathBuf,
    /// The file that it names as the one before it.
    named: Option<PathBuf>,
    /// The number of the plan before it.
    before: Option<usize>,
    /// The number of the plan that follows it.
    next: Option<usize>,
    begins_on: Option<Date>,
    draft: bool,
    /// The months of its 第６表; known of plans in a chain only.
    months: Vec<Month>,
    /// Whose plan it is; known like the months.
    client: Identity,
    /// Whether the file that it names is a plan of the run, and another client's.
    names_another: bool,
}

/// All plans of a run, with who follows whom.
#[derive(Debug, Default)]
pub(super) struct Chains(Vec<Link>);

impl Chains {
    /// Looks for plans that name another one of them. Only those that speak of 「前の計画」 are read whole.
    pub(super) fn find(plans: &[PathBuf]) -> Self {
        Self::find_among(plans, |_| true)
    }

    /// The same for who has looked at the files already: `may_speak` says of which of them [`may_speak`] is true.
    pub(super) fn find_among(plans: &[PathBuf], may_speak: impl Fn(usize) -> bool) -> Self {
        let link = |(at, path): (usize, &PathBuf)| if may_speak(at) { Link::read(path) } else { Link::at(path) };
        let mut links: Vec<Link> = plans.iter().enumerate().map(link).collect();
        let named = names(&links);
        for before in named.iter().copied().flatten() {
            if links[before].named.is_none()
                && let Some(case) = read(&links[before].path)
            {
                let (months, client) = (months(&case), case.identity());
                links[before] = Link { months, client, ..Link::at(&links[before].path) };
            }
        }
        Self::join(links, named)
    }

    /// Joins what plans say of their place, each under its number here.
    pub(super) fn of(links: Vec<Link>) -> Self {
        let named = names(&links);
        Self::join(links, named)
    }

    /// The same, when it is known which plan each of them names.
    fn join(mut links: Vec<Link>, named: Vec<Option<usize>>) -> Self {
        for (at, before) in named.into_iter().enumerate() {
            let another = before.filter(|before| links[at].client.is_other_than(&links[*before].client));
            // Somebody else's plan is never the one before: of each its own is made.
            links[at].names_another = another.is_some();
            links[at].before = before.filter(|_| another.is_none());
        }
        let mut followers: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, link) in links.iter().enumerate() {
            followers.entry(link.before.unwrap_or(usize::MAX)).or_default().push(at);
        }
        for at in 0..links.len() {
            let Some(before) = links[at].before else { continue };
            // Of two plans that follow one nobody can say which is the next.
            if followers[&before].len() == 1 {
                links[before].next = Some(at);
            } else {
                links[at].before = None;
            }
        }
        let mut chains = Self(links);
        chains.cut_circles();
        chains
    }

    /// Plans that follow themselves follow nobody.
    fn cut_circles(&mut self) {
        for at in 0..self.0.len() {
            let mut here = at;
            for _ in 0..self.0.len() {
                let Some(before) = self.0[here].before else { break };
                here = before;
                if here == at {
                    self.0[at].before = None;
                    for link in &mut self.0 {
                        link.next = link.next.filter(|next| *next != at);
                    }
                    break;
                }
            }
        }
    }

    /// The first day of the plan that follows one, once that is no draft: from then on the other one holds.
    pub(super) fn followed_on(&self, at: usize) -> Option<Date> {
        let next = &self.0[self.0[at].next?];
        next.begins_on.filter(|_| !next.draft)
    }

    /// Whether a plan is its client's on a day: it has begun, and none that follows it has. The oldest has always begun.
    pub(super) fn holds(&self, at: usize, day: Date) -> bool {
        let has_begun = |at: usize| {
            let link = &self.0[at];
            link.before.is_none() || !link.draft && link.begins_on.is_none_or(|begins| begins <= day)
        };
        let follower_has = std::iter::successors(self.0[at].next, |next| self.0[*next].next).any(has_begun);
        has_begun(at) && !follower_has
    }

    /// The number of the plan that holds on a day, of the client whose plan has this number.
    pub(super) fn in_force(&self, at: usize, day: Date) -> usize {
        let oldest = std::iter::successors(Some(at), |at| self.0[*at].before).last().unwrap_or(at);
        let all = std::iter::successors(Some(oldest), |at| self.0[*at].next);
        all.filter(|at| self.holds(*at, day)).last().unwrap_or(at)
    }

    /// Whether a plan comes somewhere before another one of its client.
    pub(super) fn is_before(&self, at: usize, other: usize) -> bool {
        std::iter::successors(self.0[at].next, |next| self.0[*next].next).any(|next| next == other)
    }

    /// The first day of a plan, where it is known.
    pub(super) fn begins_on(&self, at: usize) -> Option<Date> {
        self.0[at].begins_on
    }

    /// The number of the plan from which a month is made: the one in force at its end; where the plan changes within the month and
    /// only the one before has the month, that one.
    pub(super) fn of_month(&self, at: usize, month: Month) -> usize {
        let last = self.in_force(at, month.last_day());
        let holds_too = |next: &usize| self.0[*next].begins_on.is_some_and(|begins| begins > month.first_day());
        let of_month = std::iter::successors(Some(last), |at| self.0[*at].before.filter(|_| holds_too(at)));
        of_month.into_iter().find(|at| self.0[*at].months.contains(&month)).unwrap_or(last)
    }

    /// Why a plan is left out, where another one is taken; `what` is what is made of that one.
    pub(super) fn told(&self, at: usize, taken: usize, what: &str) -> Option<String> {
        if at == taken {
            return None;
        }
        let [own, other] = [at, taken].map(|at| self.0[at].path.display());
        let since = |at: usize| {
            let link = &self.0[at];
            let from = link.begins_on.map(|day| format!("{}から", era::long(day))).unwrap_or_default();
            if link.draft { format!("{from}、原案") } else { from }
        };
        Some(if self.is_before(at, taken) {
            format!("「{own}」は前の計画なので、{what}は「{other}」（{}）で作ります", since(taken))
        } else {
            format!("「{own}」は次の計画（{}）なので、{what}は前の計画「{other}」で作ります", since(at))
        })
    }

    /// Of every plan that names another client's as the one before it, that it is not taken so.
    pub(super) fn strangers(&self, called: &impl Fn(&Path) -> String) -> Vec<(&Path, String)> {
        let strangers = self.0.iter().filter(|link| link.names_another);
        let told = strangers.map(|link| {
            let before = link.named.as_deref().and_then(Path::file_name).unwrap_or_default().display();
            let words = format!(
                "「{}」の「前の計画」に書かれた「{before}」は、別の利用者の計画書です。続きの計画とは見ませんでした。「前の計画」を直してください",
                called(&link.path)
            );
            (link.path.as_path(), words)
        });
        told.collect()
    }

    /// The same, the files called as they were named.
    pub(super) fn told_of_strangers(&self) -> Vec<String> {
        self.strangers(&|path| path.display().to_string()).into_iter().map(|(_, words)| words).collect()
    }

    /// Of every plan of which nothing is made in a month, why.
    pub(super) fn left_out(&self, month: Month) -> Vec<Option<String>> {
        let what = format!("{}分", era::month(month));
        (0..self.0.len()).map(|at| self.told(at, self.of_month(at, month), &what)).collect()
    }
}

/// Of every plan the number of the one that it names, where that is among them.
fn names(links: &[Link]) -> Vec<Option<usize>> {
    // In most folders nobody names another: no file is asked for its true name.
    if links.iter().all(|link| link.named.is_none()) {
        return vec![None; links.len()];
    }
    let numbers: HashMap<PathBuf, usize> = links.iter().enumerate().map(|(at, link)| (place(&link.path), at)).collect();
    links.iter().map(|link| link.named.as_ref().and_then(|named| numbers.get(named)).copied()).collect()
}

/// A plan as it stands in its file; none where it cannot be read, which whoever reads it for its own sake tells.
fn read(path: &Path) -> Option<CaseFile> {
    let bytes = files::read(path).ok()?;
    Some(read_case("", &bytes, &mut Sources::default(), &|_| Err(String::new())).file)
}

fn months(case: &CaseFile) -> Vec<Month> {
    case.months.iter().filter_map(|block| block.month.value()).collect()
}

/// A file, whatever it is called.
fn place(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Whether a file's bytes may speak of 「前の計画」: a glance before its text is looked at.
pub(super) fn may_speak(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, "前の計画".as_bytes()).is_some()
}

/// Whether a plan may have the key 「前の計画」. `new` writes it as a comment into every plan: no key stands behind `#` alone.
fn speaks_of_the_one_before(text: &str) -> bool {
    let is_comment = |line: &str| line.trim_start_matches([' ', '\t']).starts_with('#');
    text.split(['\n', '\r']).any(|line| line.contains("前の計画") && !is_comment(line))
}

impl Link {
    fn read(path: &Path) -> Self {
        // What cannot be read is told by whoever reads it for its own sake; a pipe can be read once only, and not here.
        let speaks = path
            .is_file()
            .then(|| files::read(path).ok())
            .flatten()
            .filter(|bytes| may_speak(bytes) && std::str::from_utf8(bytes).is_ok_and(speaks_of_the_one_before));
        match speaks {
            Some(bytes) => {
                Self::of(path, &read_case("", &bytes, &mut Sources::default(), &|_| Err(String::new())).file)
            }
            None => Self::at(path),
        }
    }

    /// A file that names no other.
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    /// What a plan that was read says of its place.
    pub(super) fn of(path: &Path, case: &CaseFile) -> Self {
        let name = case.earlier.name.text().trim().to_owned();
        let before = load::inputs(path, std::slice::from_ref(&name)).pop().filter(|_| !name.is_empty());
        Self {
            named: before.map(|before| place(&before)).filter(|before| *before != place(path)),
            begins_on: case.begins_on(),
            draft: case.is_draft(),
            months: months(case),
            client: case.identity(),
            path: path.to_owned(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        crate::calendar::read::date(text).unwrap()
    }

    fn plan(folder: &Path, name: &str, before: &str, begins: &str, draft: bool) -> PathBuf {
        let path = folder.join(name);
        let draft = if draft { "原案: はい\n" } else { "" };
        let before = if before.is_empty() { String::new() } else { format!("前の計画: {before}\n") };
        std::fs::write(&path, format!("{draft}{before}第1表: {{計画作成日: {begins}}}\n")).unwrap();
        path
    }

    #[test]
    fn the_newest_that_has_begun_holds() {
        let folder = tempfile::tempdir().unwrap();
        let plans = [
            plan(folder.path(), "c.yaml", "b.yaml", "R7.9.1", true),
            plan(folder.path(), "a.yaml", "", "R6.7.1", false),
            plan(folder.path(), "b.yaml", "a.yaml", "R7.7.1", false),
            plan(folder.path(), "x.yaml", "", "R7.7.1", false),
        ];
        let chains = Chains::find(&plans);
        let holding = |on: &str| (0..4).filter(|at| chains.holds(*at, day(on))).collect::<Vec<_>>();
        assert_eq!(holding("R7.6.30"), [1, 3]);
        assert_eq!(holding("R7.7.1"), [2, 3]);
        // A draft never holds, however late it is.
        assert_eq!(holding("R8.7.1"), [2, 3]);
        assert_eq!((0..4).map(|at| chains.in_force(at, day("R7.8.1"))).collect::<Vec<_>>(), [2, 2, 2, 3]);
        assert_eq!(chains.followed_on(1), Some(day("R7.7.1")));
        assert_eq!(chains.followed_on(2), None);
        let told = chains.left_out(Month::new(2025, 8).unwrap());
        assert!(told[1].as_ref().unwrap().contains("前の計画なので"), "{told:?}");
        assert!(told[0].as_ref().unwrap().contains("次の計画（令和7年9月1日から、原案）"), "{told:?}");
        assert_eq!([&told[2], &told[3]], [&None, &None]);
    }

    #[test]
    fn a_month_in_which_the_plan_changes_is_made_from_the_one_that_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let old = plan(folder.path(), "a.yaml", "", "R6.7.1", false);
        let new = plan(folder.path(), "b.yaml", "a.yaml", "R7.8.15", false);
        let mut text = std::fs::read_to_string(&old).unwrap();
        text.push_str("第6表: [{年月: 令和7年8月}, {年月: 令和7年9月}]\n");
        std::fs::write(&old, text).unwrap();
        let chains = Chains::find(&[old, new]);
        let of = |month: u32| chains.of_month(0, Month::new(2025, month).unwrap());
        // September's slip of a plan that has ended is none.
        assert_eq!([of(7), of(8), of(9)], [0, 0, 1]);
    }

    #[test]
    fn two_that_follow_one_and_circles_are_no_chain() {
        let folder = tempfile::tempdir().unwrap();
        let plans = [
            plan(folder.path(), "a.yaml", "", "R6.7.1", false),
            plan(folder.path(), "b.yaml", "a.yaml", "R7.7.1", false),
            plan(folder.path(), "c.yaml", "a.yaml", "R7.7.1", false),
            plan(folder.path(), "d.yaml", "e.yaml", "R7.7.1", false),
            plan(folder.path(), "e.yaml", "d.yaml", "R7.7.1", false),
            plan(folder.path(), "f.yaml", "f.yaml", "R7.7.1", false),
        ];
        let chains = Chains::find(&plans);
        for at in [0, 1, 2, 5] {
            assert!(chains.holds(at, day("R7.8.1")), "{at}");
        }
        // Somebody is left of a circle.
        assert!([3, 4].into_iter().any(|at| chains.holds(at, day("R7.8.1"))));
    }
}
