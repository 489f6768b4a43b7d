//! From a checked plan to pages, for every command that prints: one order of questions, one set of refusals.

use super::args::Table;
use super::check::Checked;
use super::status::{Failure, Status, why};
use crate::billing::{self, AnnexOptions, BillingInput, Mode};
use crate::calendar::{Date, Month, era};
use crate::case::{CareLevel, CaseFile};
use crate::forms::measures::{MeasureFault, Measures};
use crate::forms::{COPIES, Context, FORMS, Form, FormFault, NoticeKind, Sheet, all_forms};
use crate::forms::{service_slip, slip_annex, unprintable};
use crate::profile::Profile;
use crate::report::{Diagnostic, Severity};
use crate::source::{ProblemCode, Sources, Span};
use crate::typeset::{Engine, Fault, Job, Overlay, Typeset};
use std::borrow::Cow;
use std::path::Path;

/// What is wanted of a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    /// The tables; all that the plan has data for when empty.
    pub(super) tables: Vec<Table>,
    /// Only this month of 第６・７表.
    pub(super) month: Option<Month>,
    /// The blank sheets.
    pub(super) blank: bool,
    /// PDF/UA.
    pub(super) accessible: bool,
    /// Of 提供票: only this provider's.
    pub(super) provider: Option<String>,
    /// How 第７表 is computed.
    pub(super) annex: AnnexOptions,
    /// 「予定」 or 「実績」: what 第７表 is computed from.
    pub(super) mode: Mode,
    /// Leaves out a named table that is not computed here (公費), and tells it, as of a whole plan.
    pub(super) lenient: bool,
    /// Refuses what the guide forbids, from this severity on.
    pub(super) strict: Option<Severity>,
}

/// Pages, decided to the last word and not yet drawn.
pub(super) struct Pages {
    /// The pages.
    pub(super) sheets: Vec<Sheet>,
    /// The title of the document: names of forms.
    pub(super) title: String,
    /// The document's date.
    pub(super) date: Date,
    /// What is worth telling: shrunken and continued fields.
    pub(super) told: Vec<Diagnostic>,
}

/// Why nothing was drawn.
#[derive(Debug)]
pub(super) struct Stop {
    /// How the program ends.
    pub(super) status: Status,
    /// What to show, each at its line.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What it comes to, one sentence.
    pub(super) summary: String,
}

impl Stop {
    pub(super) fn content(diagnostics: Vec<Diagnostic>, summary: String) -> Self {
        Self { status: Status::Refused, diagnostics, summary }
    }
}

/// Decides the pages of a plan.
pub(super) fn pages(checked: &Checked, wish: &Wish, overlay: Option<&Overlay>) -> Result<Pages, Stop> {
    let case = &checked.case.file;
    let forms = choose_forms(wish, case)?;
    if let Some(stop) = unknown_month(wish, case, &forms).or_else(|| unknown_provider(wish, case)) {
        return Err(stop);
    }
    permit(checked, wish, &forms)?;
    let profile = checked.profile;
    let (sheets, left_out) =
        sheets(wish, case, profile, &forms, overlay).map_err(|fault| form_stop(fault, overlay.is_some()))?;
    let mut told = if wish.blank { Vec::new() } else { checked.remarks.clone() };
    told.extend(notices(&sheets, &checked.sources)?);
    told.extend(left_out);
    let title = forms.iter().map(|form| form.title).collect::<Vec<_>>().join("、");
    let date = newest_date(case, wish, &forms).unwrap_or_else(|| profile.date());
    Ok(Pages { sheets, title, date, told })
}

/// Whether a plan may be printed at all: no mistakes, a level that these sheets are for, and what `--strict` asks.
pub(super) fn permit(checked: &Checked, wish: &Wish, forms: &[&Form]) -> Result<(), Stop> {
    let mut mistakes = checked.mistakes.clone();
    mistakes.extend(not_covered(&checked.case.file, wish, forms));
    if !mistakes.is_empty() {
        let summary = format!("{} 件の誤りがあるため、印刷しませんでした", mistakes.len());
        return Err(Stop::content(mistakes, summary));
    }
    if let Some(least) = wish.strict.filter(|least| checked.has(*least)) {
        let refusing = checked.judgements.iter().filter(|judgement| judgement.counts(least));
        let refusing: Vec<Diagnostic> = refusing.map(|judgement| judgement.diagnostic.clone()).collect();
        let summary = format!("{} 件の指摘があるため、印刷しませんでした（--strict）", refusing.len());
        return Err(Stop::content(refusing, summary));
    }
    Ok(())
}

/// Draws pages.
pub(super) fn draw(engine: &Engine, pages: &Pages, wish: &Wish, brought: bool) -> Result<Typeset, Stop> {
    let Pages { sheets, title, date, .. } = pages;
    let job = Job { sheets, title, date: *date, accessible: wish.accessible, ident: title, bookmarks: &[] };
    engine.typeset(&job).map_err(|faults| fault_stop(&faults, brought))
}

/// The tables asked for, or all that the plan has data for.
fn choose_forms(wish: &Wish, case: &CaseFile) -> Result<Vec<&'static Form>, Stop> {
    if !wish.tables.is_empty() {
        let asked = |form: &&Form| wish.tables.iter().any(|table| table.0 == form.name);
        return Ok(all_forms().filter(asked).collect());
    }
    let forms: Vec<&Form> = FORMS.iter().filter(|form| wish.blank || (form.has_data)(case)).collect();
    if forms.is_empty() {
        let summary =
            "計画書に第1表〜第7表のどれもありません。白紙を印刷するときは --table 1 のように表を指定してください";
        return Err(Stop::content(Vec::new(), summary.to_owned()));
    }
    Ok(forms)
}

/// A month that the plan does not have would print an empty slip, and nobody would notice.
fn unknown_month(wish: &Wish, case: &CaseFile, forms: &[&Form]) -> Option<Stop> {
    let month = wish.month.filter(|_| !wish.blank)?;
    let needed = forms.iter().any(|form| form.id == service_slip::FORM.id || form.id == slip_annex::FORM.id);
    missing_month(case, month).filter(|_| needed)
}

/// Tells how a month's slip is made that the plan does not have.
pub(super) fn missing_month(case: &CaseFile, month: Month) -> Option<Stop> {
    let known = case.months.iter().any(|block| block.month.value() == Some(month));
    let printed = era::month(month);
    let summary =
        format!("計画書に{printed}の第6表がありません（「careplan month 計画書 --month {month} --write」で作れます）");
    (!known).then(|| Stop::content(Vec::new(), summary))
}

/// A provider that no slip names would print nothing, and nobody would notice.
fn unknown_provider(wish: &Wish, case: &CaseFile) -> Option<Stop> {
    let wanted = wish.provider.as_deref()?;
    let months = case.months.iter().filter(|block| wish.month.is_none() || block.month.value() == wish.month);
    let mut names: Vec<&str> = months.flat_map(crate::forms::service_slip::providers).collect();
    names.dedup();
    let summary = format!("利用票に「{wanted}」という事業所はありません（{}）", names.join("、"));
    (!names.contains(&wanted)).then(|| Stop::content(Vec::new(), summary))
}

/// These sheets are for 要介護１～５ only; printing others on them would lose the level.
fn not_covered(case: &CaseFile, wish: &Wish, forms: &[&Form]) -> Option<Diagnostic> {
    let level = &case.certification.as_ref().filter(|_| !wish.blank && !forms.is_empty())?.level;
    let value = level.value().filter(|level| level.care_number().is_none())?;
    let sheet = if value == CareLevel::Eligible {
        "介護予防ケアマネジメント"
    } else {
        "介護予防サービス・支援計画書"
    };
    let message = format!("{}は、この様式（居宅サービス計画書）の対象ではありません", value.printed());
    let diagnostic = Diagnostic::new(Severity::Error, level.span(), message)
        .code(ProblemCode::NotCovered.code(), ProblemCode::NotCovered.name());
    Some(diagnostic.note(format!("{sheet}の様式を使ってください")))
}

fn sheets(
    wish: &Wish,
    case: &CaseFile,
    profile: &Profile,
    forms: &[&Form],
    overlay: Option<&Overlay>,
) -> Result<(Vec<Sheet>, Vec<Diagnostic>), FormFault> {
    let measures = &*measures(overlay)?;
    let options = profile.form_options(case);
    let context = Context {
        month: wish.month,
        blank: wish.blank,
        provider: wish.provider.as_deref(),
        annex: wish.annex,
        mode: wish.mode,
        ..Context::new(case, &options, measures)
    };
    let (mut sheets, mut told) = (Vec::new(), annex_warnings(&context, forms));
    for form in forms {
        match (form.sheets)(&context) {
            Ok(made) => sheets.extend(made),
            // What is not computed here is left out of a whole plan, and told; asked for by name, it is refused.
            Err(FormFault::Refused { message, help, span, others_print: true })
                if wish.lenient || wish.tables.is_empty() =>
            {
                let words = format!("{}は印刷しません：{message}", form.name);
                let mut diagnostic = Diagnostic::new(Severity::Warning, span, words);
                diagnostic.notes.extend(help);
                told.push(diagnostic);
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok((sheets, told))
}

/// What the annex of each printed month warns of, when 第７表 is among the tables: told once, however many copies there are.
fn annex_warnings(context: &Context, forms: &[&Form]) -> Vec<Diagnostic> {
    let has_annex = |form: &&Form| form.id == slip_annex::FORM.id || COPIES.iter().any(|copy| copy.name == form.name);
    if !forms.iter().any(has_annex) {
        return Vec::new();
    }
    // A month that is refused is told by its form.
    let annexes = service_slip::months(context)
        .into_iter()
        .filter_map(|month| billing::annex(&BillingInput::new(context.case, month), context.mode, context.annex).ok());
    annexes
        .flat_map(|annex| annex.warnings)
        .map(|warning| Diagnostic::new(Severity::Warning, warning.span, warning.message))
        .collect()
}

/// The sizes of fields: the user's own, or the embedded ones.
pub(super) fn measures(overlay: Option<&Overlay>) -> Result<Cow<'static, Measures>, MeasureFault> {
    match overlay.and_then(|overlay| overlay.text("measures.json")) {
        Some(text) => Measures::read(text).map(Cow::Owned),
        None => Measures::embedded().map(Cow::Borrowed),
    }
}

/// 「作成年月日」 the newest one that is printed.
pub(super) fn newest_date(case: &CaseFile, wish: &Wish, forms: &[&Form]) -> Option<Date> {
    if wish.blank {
        return None;
    }
    let months = case.months.iter().filter(|block| wish.month.is_none() || block.month.value() == wish.month);
    let slip = months.filter_map(|block| block.issued_on.value()).max();
    let of_form = |form: &&Form| match form.id {
        "care-plan-1" => case.plan_1.as_ref()?.issued_on.value(),
        "care-plan-2" => case.plan_2.as_ref()?.issued_on.value(),
        "weekly-schedule" => case.week.as_ref()?.issued_on.value(),
        "meeting-summary" => case.meetings.iter().filter_map(|meeting| meeting.issued_on.value()).max(),
        "support-log" => case.log.iter().filter_map(|entry| entry.day.value()).max(),
        _ => slip,
    };
    forms.iter().filter_map(of_form).max()
}

/// What happened to texts on their way; a character that cannot be printed stops everything.
pub(super) fn notices(sheets: &[Sheet], sources: &Sources) -> Result<Vec<Diagnostic>, Stop> {
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
            NoticeKind::Unprintable(_) => continue,
        };
        told.push(Diagnostic::new(Severity::Info, notice.span, words));
    }
    Ok(told)
}

fn form_stop(fault: FormFault, brought: bool) -> Stop {
    match fault {
        FormFault::Refused { message, help, span, .. } => {
            let mut diagnostic = Diagnostic::new(Severity::Error, span, message);
            diagnostic.notes.extend(help);
            Stop::content(vec![diagnostic], "第7表を計算できないため、印刷しませんでした".to_owned())
        }
        FormFault::Measure(fault) => measure_stop(&fault, brought),
    }
}

pub(super) fn measure_stop(fault: &MeasureFault, brought: bool) -> Stop {
    ours_or_theirs(vec![Diagnostic::new(Severity::Error, Span::DETACHED, fault.to_string())], brought)
}

pub(super) fn fault_stop(faults: &[Fault], brought: bool) -> Stop {
    let diagnostics = faults.iter().map(|fault| {
        let mut diagnostic = Diagnostic::new(Severity::Error, fault.span, fault.message.clone());
        diagnostic.notes.extend(fault.page.map(|page| format!("{page} ページ目")));
        diagnostic.notes.extend(fault.trace.clone());
        diagnostic
    });
    ours_or_theirs(diagnostics.collect(), brought)
}

/// A fault in templates that the user brought is not ours.
fn ours_or_theirs(diagnostics: Vec<Diagnostic>, brought: bool) -> Stop {
    let (status, summary) = if brought {
        (Status::Impossible, "差し替えたひな形（--templates）では印刷できません")
    } else {
        (
            Status::Internal,
            "印刷前の検査に通りませんでした。プログラムの不具合です。お手数ですが、個人の情報を消してお知らせください",
        )
    };
    Stop { status, diagnostics, summary: summary.to_owned() }
}

/// The user's own templates: every file below the folder, by its path.
pub(super) fn read_overlay(folder: &Path) -> Result<Overlay, Failure> {
    let failed =
        |path: &Path, error: &std::io::Error| Failure::Read { path: path.display().to_string(), why: why(error) };
    let mut overlay = Overlay::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(&current).map_err(|error| failed(&current, &error))? {
            let path = entry.map_err(|error| failed(&current, &error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(name) = path.strip_prefix(folder).ok().and_then(Path::to_str) {
                let content = std::fs::read(&path).map_err(|error| failed(&path, &error))?;
                overlay.insert(name, content);
            }
        }
    }
    Ok(overlay)
}
