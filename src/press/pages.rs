//! From a checked plan to pages, and from pages to a document.

use super::questions::{self, permit};
use super::reckoned::Months;
use super::{Against, Checked, Pages, Stop, Wish, covers};
use crate::billing::{Reckoned, RefusalKind};
use crate::calendar::Date;
use crate::case::CaseFile;
use crate::changes;
use crate::forms::measures::{MeasureFault, Measures};
use crate::forms::{Context, FORMS, Form, FormFault, LeftOut, NoticeKind, Sheet, unprintable};
use crate::profile::Profile;
use crate::report::{Diagnostic, Label, Severity};
use crate::rules::service_slip::SLIP_AFTER_SUPPORT_ENDED;
use crate::source::{Sources, Span};
use crate::typeset::{Engine, Job, Overlay, Typeset};
use std::borrow::Cow;

/// Decides the pages of a plan. `overlay` holds the user's own templates, of which the forms ask the measures.
///
/// # Errors
/// What the questions ask, a form that cannot be made, a character that no font has.
pub fn pages(checked: &Checked, wish: &Wish, overlay: Option<&Overlay>) -> Result<Pages, Stop> {
    let (case, forms) = questions::ask(checked, wish)?;
    let wish = &Wish { provider: questions::named_provider(wish, case)?, ..wish.clone() };
    questions::unplanned(wish, case, &forms)?;
    let months = Months::of(wish, case, &forms);
    let mut not_on_paper = questions::without_figures(checked, wish, &months)?;
    permit(checked, wish, &forms)?;
    let profile = checked.profile;
    let undone = "第7表を計算できないため、印刷しませんでした";
    let made = sheets(wish, case, checked.against.as_ref(), profile, &forms, &months.reckoned, overlay);
    let (sheets, undrawn) = made.map_err(|fault| Stop::form(fault, undone, overlay.is_some()))?;
    let (unused_days, mut left_out) = months.told();
    // That a table is missing is told where many are printed, too; one that has nothing to report is not missed.
    let (missing, idle) = undrawn.into_iter().partition::<Vec<_>, _>(|told| told.severity == Severity::Warning);
    not_on_paper.extend(missing.iter().cloned());
    left_out.extend(idle);
    // A packet goes on with its other tables.
    if sheets.is_empty() && !wish.lenient {
        let names = forms.iter().map(|form| form.name).collect::<Vec<_>>().join("、");
        return Err(Stop::content(
            [missing, left_out].concat(),
            format!("{names}に書くものがないため、印刷しませんでした"),
        ));
    }
    not_on_paper.extend(unused_days);
    not_on_paper.extend(after_support_ended(checked, wish, &forms));
    not_on_paper.extend(without_field(wish, case, profile, &forms).map_err(|fault| Stop::form(fault, undone, false))?);
    let mut told = if wish.blank { Vec::new() } else { checked.remarks.clone() };
    told.extend(not_on_paper.iter().cloned());
    told.extend(notices(&sheets, &checked.sources)?);
    told.extend(left_out);
    told.extend(checked.against.iter().flat_map(|against| against.not_struck(&sheets, &forms)));
    let title = forms.iter().map(|form| form.title).collect::<Vec<_>>().join("、");
    let date = newest_date(case, wish, &forms).unwrap_or_else(|| profile.date());
    Ok(Pages { sheets, title, date, told, not_on_paper })
}

impl Checked {
    /// The same with the characters that no font has, in all tables and on all covers, among its mistakes: printing
    /// would refuse them, and who only checks the plan shall know it before. Where something else could not be read, that comes
    /// first. What does not fit on a cover is a remark: only packets have one.
    #[must_use]
    pub fn with_unprintable(mut self) -> Self {
        if self.case.broken || !self.mistakes.is_empty() {
            return self;
        }
        let measures = Measures::embedded();
        let (covers, too_long) = covers::covers(&self.case.file, self.profile, measures);
        self.remarks.extend(too_long);
        if !unprintable::stands_in(&self.sources) {
            return self;
        }
        let wish = Wish { lenient: true, ..Wish::default() };
        let case = &self.case.file;
        let forms = FORMS.iter().filter(|form| (form.has_data)(case, &wish.selection(case)));
        let made = |form: &'static Form| sheets(&wish, case, None, self.profile, &[form], &[], None);
        // A form that cannot be made says so when it is printed.
        let made = forms.filter_map(|form| made(form).ok()).flat_map(|(sheets, _)| sheets);
        // Of the letters of a batch only this is asked: they are made once the glance has seen something.
        let letters = covers::letters(case, measures);
        let made: Vec<Sheet> = made.chain(covers).chain(letters).collect();
        let unprintable = unprintable::problems(&made, &self.sources);
        self.mistakes.extend(unprintable.iter().map(Diagnostic::from));
        self
    }
}

/// Draws pages; `brought` says whether the engine has templates of the user's.
///
/// # Errors
/// A template that does not compile, or pages that do not stand up to the audit.
pub fn draw(engine: &Engine, pages: &Pages, wish: &Wish, brought: bool) -> Result<Typeset, Stop> {
    let Pages { sheets, title, date, .. } = pages;
    let job = Job { sheets, title, date: *date, accessible: wish.accessible, ident: title, bookmarks: &[] };
    engine.typeset(&job).map_err(|faults| Stop::faults(&faults, brought))
}

/// 「作成年月日」 the newest one that is printed.
pub fn newest_date(case: &CaseFile, wish: &Wish, forms: &[&Form]) -> Option<Date> {
    let select = wish.selection(case);
    forms.iter().filter(|_| !wish.blank).filter_map(|form| (form.issued_on)(case, &select)).max()
}

fn sheets(
    wish: &Wish,
    case: &CaseFile,
    against: Option<&Against>,
    profile: &Profile,
    forms: &[&Form],
    reckoned: &[Reckoned],
    overlay: Option<&Overlay>,
) -> Result<(Vec<Sheet>, Vec<Diagnostic>), FormFault> {
    let measures = &*measures(overlay)?;
    let options = profile.form_options(case);
    let context = Context {
        select: wish.selection(case),
        annex: wish.annex,
        mode: wish.mode,
        reckoned,
        writable: wish.writable,
        ..Context::new(case, &options, measures)
    };
    let context = if wish.fax { context.for_fax() } else { context };
    let (mut sheets, mut told) = (Vec::new(), Vec::new());
    for form in forms {
        let case = against.filter(|_| Against::strikes(form)).map_or(case, |against| &against.case);
        match form.pages(&Context { case, ..context }) {
            // A month without anything to report has no such sheet (給付管理票).
            Ok(made) if made.is_empty() => {
                let words = format!("{}に書くものがないため、作りません", form.name);
                told.push(Diagnostic::new(Severity::Info, Span::DETACHED, words));
            }
            Ok(made) => {
                sheets.extend(made);
                // The slip went without its annex.
                let refused = reckoned.iter().filter(|_| form.has_annex).filter_map(|month| month.annex().err());
                let refused = refused.filter(|refusal| refusal.kind == RefusalKind::PublicExpense);
                told.extend(
                    refused.map(|why| {
                        not_printed(&format!("{}の別表", form.name), &why.message, why.span, why.help.clone())
                    }),
                );
            }
            // What is not computed here is left out beside others, and told; asked for alone, it is refused.
            Err(FormFault::Refused { message, help, span, others_print: true, .. })
                if wish.lenient || wish.tables.is_empty() || forms.len() > 1 =>
            {
                told.push(not_printed(form.name, &message, span, help));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok((sheets, told))
}

/// Slips of somebody whose support has ended: they look like any other, and who prints everybody's would send them out.
fn after_support_ended(checked: &Checked, wish: &Wish, forms: &[&Form]) -> Vec<Diagnostic> {
    if wish.blank || !forms.iter().any(|form| form.is_monthly) {
        return Vec::new();
    }
    let case = &checked.case.file;
    let printed: Vec<Span> = wish.selection(case).months(case).map(|block| block.month.span()).collect();
    checked.found_by(&SLIP_AFTER_SUPPORT_ENDED, &printed)
}

fn not_printed(what: &str, why: &str, span: Span, help: Option<String>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(Severity::Warning, span, format!("{what}は印刷しません：{why}"));
    diagnostic.notes.extend(help);
    diagnostic
}

/// Texts of the plan that the printed forms have no field for in this edition: each kind once, at its first place.
fn without_field(
    wish: &Wish,
    case: &CaseFile,
    profile: &Profile,
    forms: &[&Form],
) -> Result<Vec<Diagnostic>, FormFault> {
    if wish.blank {
        return Ok(Vec::new());
    }
    let (measures, options) = (&*measures(None)?, profile.form_options(case));
    let context = Context { select: wish.selection(case), ..Context::new(case, &options, measures) };
    let mut told: Vec<(&str, Diagnostic)> = Vec::new();
    for LeftOut { what, span } in forms.iter().flat_map(|form| (form.left_out)(&context)) {
        if let Some((_, first)) = told.iter_mut().find(|(known, _)| *known == what) {
            let message = "ここも印字しません".to_owned();
            let known = first.span == span || first.related.iter().any(|label| label.span == span);
            first.related.extend((!known).then_some(Label { span, message }));
        } else {
            let message = format!("{what}は、様式「{}」のこの紙に欄がないので、印字しません", profile.name);
            told.push((what, Diagnostic::new(Severity::Info, span, message)));
        }
    }
    Ok(told.into_iter().map(|(_, diagnostic)| diagnostic).collect())
}

/// The sizes of fields: the user's own, or the embedded ones.
///
/// # Errors
/// The file is not what it should be.
pub fn measures(overlay: Option<&Overlay>) -> Result<Cow<'static, Measures>, MeasureFault> {
    match overlay.and_then(|overlay| overlay.text("measures.json")) {
        Some(text) => Measures::read(text).map(Cow::Owned),
        None => Ok(Cow::Borrowed(Measures::embedded())),
    }
}

/// Refuses words of an old plan, to be printed beside a new one's, when they cannot be printed: with their places in the old.
///
/// # Errors
/// A character that cannot be printed.
pub fn printable(old: &Checked, words: impl IntoIterator<Item = impl AsRef<str>>) -> Result<(), Stop> {
    if !words.into_iter().any(|words| unprintable::stands_in_text(words.as_ref())) {
        return Ok(());
    }
    let root = changes::whole(&old.case, &old.sources);
    let problems = root.map(|root| unprintable::in_texts(&root, &old.sources)).unwrap_or_default();
    if problems.is_empty() {
        // They are the new plan's, in the name of a place that both have.
        return Ok(());
    }
    let summary = format!("前の計画書に印刷できない文字が {} 種類あるため、印刷しませんでした", problems.len());
    Err(Stop::content(problems.iter().map(Diagnostic::from).collect(), summary))
}

/// What happened to texts on their way.
///
/// # Errors
/// A character that cannot be printed.
pub fn notices(sheets: &[Sheet], sources: &Sources) -> Result<Vec<Diagnostic>, Stop> {
    let unprintable: Vec<Diagnostic> = unprintable::problems(sheets, sources).iter().map(Diagnostic::from).collect();
    if !unprintable.is_empty() {
        let summary = format!("印刷できない文字が {} 種類あるため、印刷しませんでした", unprintable.len());
        return Err(Stop::content(unprintable, summary));
    }
    let info = |(span, words)| Diagnostic::new(Severity::Info, span, words);
    let mut told: Vec<Diagnostic> = unprintable::replaced(sources).into_iter().map(info).collect();
    for (sheet, notice) in sheets.iter().flat_map(|sheet| sheet.notices.iter().map(move |notice| (sheet, notice))) {
        let words = match &notice.kind {
            NoticeKind::Shrunk(size) => {
                format!("{}：この欄は文字が多いため、{size}ポイントに縮めて印刷します", sheet.title)
            }
            NoticeKind::Continued(place) => {
                format!("{}：この欄は入りきらないため、{place}に続けて印刷します", sheet.title)
            }
            NoticeKind::Unprintable(_) | NoticeKind::Struck(_) => continue,
        };
        told.push(Diagnostic::new(Severity::Info, notice.span, words));
    }
    Ok(told)
}
