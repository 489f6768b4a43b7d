//! From diagnostics and laid-out fields to what the page shows.

use crate::calendar::{Date, Month, era};
use crate::cli::args::WatchArgs;
use crate::cli::edit;
use crate::forms::{FORMS, Sheet};
use crate::press::{Checked, Pages};
use crate::preview::{ShownField, ShownFinding, ShownPage};
use crate::report::{Diagnostic, Severity};
use crate::source::{Place, Span};
use crate::typeset::Typeset;
use std::cell::LazyCell;
use std::path::Path;

/// A place of the plan as the page shows it.
struct Spot {
    path: String,
    place: String,
    file: String,
    at: Place,
}

fn spot(checked: &Checked, span: Span, plan: &Path) -> Option<Spot> {
    let file = checked.sources.file_of(span)?;
    let at = file.place(span.start);
    let root = checked.case.root.as_ref().filter(|_| span.file == checked.case.id);
    let path = root.map(|root| root.path_to(span)).unwrap_or_default();
    let folder = plan.parent().unwrap_or(Path::new(""));
    let real = if span.file == checked.case.id { plan.to_owned() } else { folder.join(file.name()) };
    let real = std::path::absolute(&real).unwrap_or(real);
    let name = Path::new(file.name()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    Some(Spot { path, place: format!("{name}:{}", at.line), file: real.display().to_string(), at })
}

/// The pages of a render, of each table the newest month or meeting first; a picture that did not change is taken from the
/// last one.
pub(super) fn pages(
    checked: &Checked,
    pages: &Pages,
    typeset: &Typeset,
    last: &[ShownPage],
    args: &WatchArgs,
) -> Vec<ShownPage> {
    let field = |page: usize, sheet: &Sheet| {
        let boxes = typeset.fields().iter().filter(move |field| field.page == page);
        boxes
            .filter_map(|field| {
                let span = sheet.texts.get(field.at)?.span;
                let Spot { path, place, file, at } = spot(checked, span, &args.plan)?;
                Some(ShownField {
                    x: field.x,
                    y: field.y,
                    w: field.w,
                    h: field.h,
                    path,
                    place,
                    file,
                    line: at.line,
                    column: at.column,
                })
            })
            .collect::<Vec<_>>()
    };
    // Once for all sheets, and never where nothing can be written: a save of `watch` does not wait for it.
    let root = LazyCell::new(|| edit::root(checked));
    let shown = pages.sheets.iter().enumerate().map(|(at, sheet)| {
        let table = FORMS.iter().find(|form| form.id == sheet.form).map_or("", |form| form.name).to_owned();
        let shown = ShownPage { table, title: sheet.title.clone(), part: part(sheet), ..ShownPage::default() };
        if args.no_serve {
            // Nobody can look: pages are only counted.
            return shown;
        }
        let hash = typeset.page_hash(at);
        let known = last.iter().find(|page| page.hash == hash);
        let picture = known.map_or_else(|| typeset.picture(at), |page| page.picture.clone());
        let (slots, week) = edit::slots(checked, &root, sheet);
        ShownPage { hash, fields: field(at, sheet), picture, slots, week, ..shown }
    });
    newest_first(shown.zip(pages.sheets.iter().map(|sheet| sheet.about)).collect())
}

/// 「令和7年10月」 or 「令和7年9月26日」: which month or meeting a sheet is of.
fn part(sheet: &Sheet) -> String {
    let monthly = FORMS.iter().any(|form| form.id == sheet.form && form.is_monthly);
    let words = |about: Date| if monthly { era::month(Month::of(about)) } else { era::long(about) };
    sheet.about.map(words).unwrap_or_default()
}

/// The tables in their order; who writes a plan looks at what is newest.
fn newest_first(pages: Vec<(ShownPage, Option<Date>)>) -> Vec<ShownPage> {
    let mut tables: Vec<String> = Vec::new();
    for (page, _) in &pages {
        if !tables.contains(&page.table) {
            tables.push(page.table.clone());
        }
    }
    let mut pages = pages;
    let place = |table: &String| tables.iter().position(|known| known == table);
    pages.sort_by_key(|(page, about)| (place(&page.table), std::cmp::Reverse(*about)));
    pages.into_iter().map(|(page, _)| page).collect()
}

/// Findings and mistakes, the gravest first within the order of the file.
pub(super) fn findings(checked: &Checked, more: &[Diagnostic], plan: &Path) -> Vec<ShownFinding> {
    let judged =
        checked.judgements.iter().filter(|judgement| judgement.waived.is_none()).map(|judgement| &judgement.diagnostic);
    let mut all: Vec<Diagnostic> = checked.told_by_reading().chain(judged).cloned().collect();
    for stop in more.iter().filter(|stop| !all.iter().any(|known| same(known, stop))).collect::<Vec<_>>() {
        match all.iter_mut().find(|known| is_reason(known, stop)) {
            // One mistake is one finding; what the stop says of it besides is kept.
            Some(known) => {
                let words = [&stop.message].into_iter().chain(&stop.notes);
                let news: Vec<String> = words.filter(|words| !says(known, words)).cloned().collect();
                known.notes.extend(news);
            }
            None => all.push(stop.clone()),
        }
    }
    all.sort_by_key(|diagnostic| (std::cmp::Reverse(diagnostic.severity), diagnostic.span.file, diagnostic.span.start));
    all.iter().map(|diagnostic| finding(checked, diagnostic, plan)).collect()
}

/// Whether a rule found the very mistake for which nothing was printed: an error at the same place, or one in whose words the stop's stand.
fn is_reason(known: &Diagnostic, stop: &Diagnostic) -> bool {
    let here = known.span == stop.span && !stop.span.is_detached();
    let errors = known.severity == Severity::Error && stop.severity == Severity::Error;
    errors && stop.code.is_empty() && (here || known.message.contains(&stop.message))
}

fn says(known: &Diagnostic, words: &str) -> bool {
    known.message.contains(words) || known.notes.iter().any(|note| note == words)
}

fn finding(checked: &Checked, diagnostic: &Diagnostic, plan: &Path) -> ShownFinding {
    let spot = spot(checked, diagnostic.span, plan);
    let path = spot.as_ref().map(|spot| spot.path.clone()).unwrap_or_default();
    let key = path.split(['.', '[']).next().unwrap_or_default();
    let table = if key.starts_with('第') { key.to_owned() } else { String::new() };
    ShownFinding {
        severity: diagnostic.severity.word().to_owned(),
        printed: diagnostic.severity.printed().to_owned(),
        rule: diagnostic.code.to_owned(),
        message: diagnostic.message.clone(),
        notes: diagnostic.notes.clone(),
        table,
        path,
        place: spot.as_ref().map(|spot| spot.place.clone()).unwrap_or_default(),
        file: spot.as_ref().map(|spot| spot.file.clone()).unwrap_or_default(),
        line: spot.as_ref().map_or(0, |spot| spot.at.line),
        column: spot.as_ref().map_or(0, |spot| spot.at.column),
        fix: diagnostic.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default(),
    }
}

/// Whether two diagnostics tell the same.
fn same(left: &Diagnostic, right: &Diagnostic) -> bool {
    left.code == right.code && left.span == right.span && left.message == right.message
}
