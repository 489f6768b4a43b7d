//! What of a plan each receiver gets, decided to the last word.

use super::receivers::{file_names, file_start, outside_insurance, receivers};
use crate::billing::AnnexOptions;
use crate::calendar::{Date, Month, era};
use crate::case::{CaseFile, InMonth};
use crate::cli::args::{AsOf, PacketArgs};
use crate::forms::delivery_list::{self, Delivered};
use crate::forms::measures::Measures;
use crate::forms::packet_cover::{self, Cover, Document};
use crate::forms::{Context, Form, FormFault, FormOptions, Selection, Sheet, by_default};
use crate::press::{self, Checked, Pages, Stop, Which, Wish};
use crate::profile::Receiver;
use crate::report::{Diagnostic, Severity};
use crate::rules::CheckContext;
use crate::rules::context::SupportLine;
use crate::source::Field;
use crate::typeset::Overlay;
use std::path::Path;

/// What is to be drawn: each packet with the name of its file, and what is to be told.
#[derive(Default)]
pub(in crate::cli) struct Decided {
    pub(in crate::cli) packets: Vec<(String, Pages)>,
    pub(super) told: Vec<Diagnostic>,
    pub(super) notes: Vec<String>,
}

impl Decided {
    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    fn tell(&mut self, told: Vec<Diagnostic>) {
        for diagnostic in told {
            if !self.told.contains(&diagnostic) {
                self.told.push(diagnostic);
            }
        }
    }
}

/// Decides all packets that were asked for; the names of their files begin with `start`, or as the plan says.
pub(in crate::cli) fn decide(
    args: &PacketArgs,
    checked: &Checked,
    overlay: Option<&Overlay>,
    start: Option<&str>,
) -> Result<Decided, Stop> {
    let case = &checked.case.file;
    let wish = Wish {
        accessible: args.accessible,
        annex: AnnexOptions { allot_largest: args.allot.is_some(), ..AnnexOptions::default() },
        lenient: true,
        allow_empty: args.allow_empty,
        with_figures: !args.allow_empty,
        strict: args.strict.then(|| args.printing.deny.severity()),
        meeting: args.meeting,
        log_since: args.log_since,
        draft: args.draft,
        fax: args.fax,
        ..Wish::default()
    };
    press::permit(checked, &wish, &by_default().collect::<Vec<_>>())?;
    let mut decided = Decided::default();
    let month = match args.month {
        Some(Which::This(month)) => press::missing_month(checked, month).map_or(Ok(Some(month)), Err)?,
        Some(Which::Latest) | None => newest_month(case, &mut decided),
    };
    let measures = press::measures(overlay).map_err(|fault| Stop::measures(&fault, overlay.is_some()))?;
    let options = checked.profile.form_options(case);
    let maker = Maker {
        args,
        checked,
        overlay,
        month,
        wish: Wish { month: month.map(Which::This), ..wish },
        measures: &measures,
        options,
    };
    let stem = args.plan.file_stem().filter(|_| args.plan != Path::new("-")).unwrap_or("careplan".as_ref());
    let own = || file_start(case, &stem.to_string_lossy(), month);
    let start = start.map_or_else(own, str::to_owned);

    let all = receivers(case, month, args.receiver.as_ref())?;
    if let Some(receiver) = all.iter().find(|receiver| case.is_draft() && !args.draft && receiver.waits_for_consent()) {
        return Err(draft_refused(checked, receiver.kind()));
    }
    if args.all && has_medical_service(case) && !all.iter().any(|receiver| matches!(receiver, Receiver::Physician(_))) {
        let how = "「主治医: [{氏名: …, 医療機関: …}]」と書くと作ります";
        decided.note(format!(
            "医療系のサービスがありますが、計画書に「主治医」がないため、主治医の一組は作りません。{how}"
        ));
    }
    let names = file_names(case, &start, &all);
    let mut list = Vec::new();
    for (receiver, name) in all.iter().zip(names) {
        let (pages, documents) = maker.packet(*receiver, &mut decided)?;
        if documents.is_empty() {
            let note = format!("{}に渡す表がないため、一組を作りませんでした", receiver.kind());
            if !args.all {
                return Err(Stop::content(decided.told, note));
            }
            decided.note(note);
            continue;
        }
        let (kind, to) = (receiver.kind(), receiver.addressee(case));
        list.push(Delivered { kind, to, documents, sheets: pages.sheets.len() });
        decided.packets.push((name, pages));
    }
    if list.is_empty() {
        let note = "計画書に渡す表が一つもないため、一組を作りませんでした";
        return Err(Stop::content(decided.told, note.to_owned()));
    }
    if args.all {
        list.extend(outside_insurance(case, month).into_iter().map(|name| {
            let receiver = Receiver::Provider(name);
            Delivered { kind: "そのほか", to: receiver.addressee(case), documents: Vec::new(), sheets: 0 }
        }));
        let pages = maker.list(&list, &mut decided)?;
        decided.packets.push((format!("{start}_交付先一覧"), pages));
    }
    Ok(decided)
}

/// A plan that the client has not agreed to goes to nobody who would act on it.
fn draft_refused(checked: &Checked, kind: &str) -> Stop {
    let place =
        Diagnostic::new(Severity::Error, checked.case.file.draft.span(), "この計画書は原案（同意を得る前）です")
            .note("同意を得たら「原案」の行を消してください。原案のまま渡すときは --draft を付けてください");
    Stop::content(vec![place], format!("原案のため、{kind}に渡す一組を作りませんでした"))
}

/// Whether 第２表 has a service for which a doctor is asked and gets the plan.
fn has_medical_service(case: &CaseFile) -> bool {
    let context = CheckContext::new(case, None);
    context.support_lines().iter().any(SupportLine::is_medical)
}

/// The newest month of the plan; which one it is, is told where there are several.
fn newest_month(case: &CaseFile, decided: &mut Decided) -> Option<Month> {
    let newest = case.months.iter().filter_map(|block| block.month.value()).max()?;
    if case.months.len() > 1 {
        decided.note(format!("{}分で作ります（ほかの月は --month で）", era::month(newest)));
    }
    Some(newest)
}

/// What all packets of a run share.
struct Maker<'a> {
    args: &'a PacketArgs,
    checked: &'a Checked,
    overlay: Option<&'a Overlay>,
    month: Option<Month>,
    wish: Wish,
    measures: &'a Measures,
    options: FormOptions,
}

impl Maker<'_> {
    fn case(&self) -> &CaseFile {
        &self.checked.case.file
    }

    fn context(&self, fax: bool) -> Context<'_> {
        let select = Selection { month: self.month, ..Selection::default() };
        let context = Context { select, ..Context::new(self.case(), &self.options, self.measures) };
        if fax { context.for_fax() } else { context }
    }

    /// Whether a receiver's packet is made for FAX.
    fn is_for_fax(&self, receiver: Receiver) -> bool {
        self.args.fax || receiver.is_sent_by_fax(self.case())
    }

    /// One receiver's pages with what is inside.
    fn packet(&self, receiver: Receiver, decided: &mut Decided) -> Result<(Pages, Vec<Document>), Stop> {
        let packet = self.checked.profile.packet(self.case(), receiver);
        for slip in self.other_insurers().filter(|_| matches!(receiver, Receiver::Insurer)) {
            let number = slip.insurer_number().map(|number| number.text().trim()).unwrap_or_default();
            let name = slip.insurer_name().map(|name| name.text().trim()).unwrap_or_default();
            decided.note(format!(
                "この月の利用票のうち保険者 {number}（{name}）のものは、今の保険者への一組に入れません。{name}に渡すものは「careplan render 計画書 --insurer {number}」で別に印刷してください"
            ));
        }
        let (mut documents, mut sheets, mut titles) = (Vec::new(), Vec::new(), vec!["交付書類一覧"]);
        let mut not_on_paper = Vec::new();
        for form in packet.tables.iter().filter_map(|name| Form::named(name)) {
            let Some(wish) = self.wish_for(form, receiver) else {
                let whom = match receiver {
                    Receiver::Provider(name) => format!("{}（{}）", receiver.kind(), name.text()),
                    _ => receiver.kind().to_owned(),
                };
                decided.note(format!("{}は計画書にないため、{whom}には入れません", form.name));
                continue;
            };
            let pages = press::pages(self.checked, &wish, self.overlay)?;
            decided.tell(pages.told);
            not_on_paper.extend(pages.not_on_paper);
            if !pages.sheets.is_empty() {
                let issued_on = press::newest_date(self.case(), &wish, &[form]);
                documents.push(Document::of(form, &pages.sheets, issued_on));
                titles.push(form.title);
                sheets.extend(pages.sheets);
            }
        }
        let to = receiver.addressed(self.case());
        let month = self.month.filter(|_| documents.iter().any(|document| document.is_monthly));
        let handed_on = self.args.date.map(AsOf::date);
        let cover = Cover { wording: &packet.wording, to: to.as_ref(), documents: &documents, month, handed_on };
        let covers = self.own(packet_cover::sheets(&self.context(self.is_for_fax(receiver)), &cover))?;
        sheets.splice(0..0, covers);
        let date = documents.iter().filter_map(|document| document.issued_on).chain(handed_on).max();
        let pages = self.finish(sheets, &packet.wording.mark, titles.join("、"), date, decided)?;
        Ok((Pages { not_on_paper, ..pages }, documents))
    }

    /// The month's slips of another insurer than the one who gets the packet.
    fn other_insurers(&self) -> impl Iterator<Item = InMonth<'_>> {
        self.month.into_iter().flat_map(|month| self.case().slips_of_other_insurers(month))
    }

    /// The wish for one table of a packet; none where the plan has nothing for it.
    fn wish_for(&self, form: &'static Form, receiver: Receiver) -> Option<Wish> {
        let provider = match receiver {
            Receiver::Provider(name) if form.per_provider => Some(name.text().to_owned()),
            _ => None,
        };
        let fax = self.is_for_fax(receiver);
        // The slip of another town is none of this one's.
        let moved = matches!(receiver, Receiver::Insurer) && self.other_insurers().next().is_some();
        let own = self.case().client.as_ref().map(|client| client.insurer_number.text().trim().to_owned());
        let insurer = own.filter(|_| moved && form.is_monthly);
        let wish = Wish { tables: vec![form], provider, insurer, fax, ..self.wish.clone() };
        (form.has_data)(self.case(), &wish.selection(self.case())).then_some(wish)
    }

    /// 「交付先一覧」
    fn list(&self, list: &[Delivered], decided: &mut Decided) -> Result<Pages, Stop> {
        let sheets = self.own(delivery_list::sheets(&self.context(false), self.month, list))?;
        let dates = list.iter().flat_map(|row| &row.documents).filter_map(|document| document.issued_on);
        self.finish(sheets, &Field::default(), "交付先一覧".to_owned(), dates.max(), decided)
    }

    /// Numbers the pages and tells what happened to their texts.
    fn finish(
        &self,
        mut sheets: Vec<Sheet>,
        mark: &Field<String>,
        title: String,
        date: Option<Date>,
        decided: &mut Decided,
    ) -> Result<Pages, Stop> {
        self.own(packet_cover::number_pages(&mut sheets, mark, self.measures))?;
        decided.tell(press::notices(&sheets, &self.checked.sources)?);
        let date = date.unwrap_or_else(|| self.checked.profile.date());
        Ok(Pages { sheets, title, date, told: Vec::new(), not_on_paper: Vec::new() })
    }

    /// A fault of the sheets that are a packet's own.
    fn own<T>(&self, made: Result<T, FormFault>) -> Result<T, Stop> {
        let undone = "送付状を作れないため、印刷しませんでした";
        made.map_err(|fault| Stop::form(fault, undone, self.overlay.is_some()))
    }
}
