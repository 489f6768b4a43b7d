//! 「送付状・交付書類一覧」 the first page of a packet. Cooperates with `templates/forms/packet-cover.typ`.
//!
//! Says what is inside, to whom and from whom, and has a place to sign where the receiver signs nowhere else. What a
//! receiver gets is decided by the profile and the office; here it is only printed. [`number_pages`] puts n/m at the foot
//! of every page, outside the official frame.

use super::measures::Measures;
use super::placed::ink;
use super::{Context, Form, FormFault, Notice, NoticeKind, Page, PlacedText, Sheet, lines, text};
use crate::calendar::{Date, Month, era};
use crate::case::delivery::SigningPlace;
use crate::fonts::{self, Face};
use crate::source::{Field, Span};
use serde_json::{Value, json};

/// The form's id.
pub const ID: &str = "packet-cover";

/// 「送付状の言葉」 what profile and office chose for a receiver's cover sheet.
#[derive(Clone, Debug)]
pub struct Wording {
    /// 「題名」
    pub title: Field<String>,
    /// 「敬称」 behind the receiver's name.
    pub honorific: Field<String>,
    /// 「写しの表示」 at the foot of every page, before its number.
    pub mark: Field<String>,
    /// 「添え書き」
    pub note: Field<String>,
    /// 「日付欄」 the name of the day on which it is handed over; without one there is no line for it.
    pub date_label: Field<String>,
    /// 「署名欄」
    pub signing: SigningPlace,
    /// 「確認文」 before the signing place.
    pub statement: Field<String>,
}

/// 「交付先」 as the cover addresses it.
#[derive(Clone, Debug, Default)]
pub struct Addressee {
    /// A line above the name: a doctor's 医療機関.
    pub above: Field<String>,
    /// The name.
    pub name: Field<String>,
    /// 「事業所番号 …」, or nothing.
    pub number: String,
}

/// 「書類」 a row of the list: one table with all its sheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Whether it is of a month.
    pub is_monthly: bool,
    /// The name by which it is asked for: 第1表, 提供票.
    pub name: &'static str,
    /// What the list says.
    pub title: String,
    /// 「作成年月日」 of the table.
    pub issued_on: Option<Date>,
    /// How many sheets it has.
    pub sheets: usize,
}

impl Document {
    /// A table of a packet.
    #[must_use]
    pub fn of(form: &Form, sheets: &[Sheet], issued_on: Option<Date>) -> Self {
        let mut titles: Vec<&str> = Vec::new();
        for title in sheets.iter().map(|sheet| sheet.title.trim_end_matches("（続き）")) {
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        let title = titles.join("・") + form.mark;
        Self { is_monthly: form.is_monthly, name: form.name, title, issued_on, sheets: sheets.len() }
    }
}

/// 「送付状」 what is printed on it.
#[derive(Clone, Copy, Debug)]
pub struct Cover<'a> {
    /// The chosen words.
    pub wording: &'a Wording,
    /// To whom; the office's own copy goes to nobody.
    pub to: Option<&'a Addressee>,
    /// What is inside, in order.
    pub documents: &'a [Document],
    /// The month of the slips, if there are any inside.
    pub month: Option<Month>,
    /// 「交付年月日」; without one it is filled in by hand.
    pub handed_on: Option<Date>,
}

/// The cover sheets: one, and as many more as 「添え書き」 needs.
///
/// # Errors
/// The measures lack something, or a name or sentence is longer than its place.
pub fn sheets(context: &Context, cover: &Cover) -> Result<Vec<Sheet>, FormFault> {
    let notes = note_by_pages(&cover.wording.note, context.measures)?;
    (0..notes.len()).map(|index| sheet(context, cover, &notes, index)).collect()
}

/// 「添え書き」 as it stands from each page on; the first is empty where there is none.
fn note_by_pages(note: &Field<String>, measures: &Measures) -> Result<Vec<String>, FormFault> {
    let mut parts = vec![note.text().to_owned()];
    let mut rest = lines::fit(note.text(), measures.field(ID, "note")?).rest;
    while let Some(words) = rest {
        rest = lines::fit(&words, measures.field(ID, NOTE_MORE)?).rest;
        // A field that takes nothing would never end.
        if rest.as_ref().is_some_and(|more| more.len() >= words.len()) {
            return Err(too_long(note.text(), note.span()));
        }
        parts.push(words);
    }
    Ok(parts)
}

/// The field in which 「添え書き」 goes on, on sheets without a list.
const NOTE_MORE: &str = "note_more";

fn sheet(context: &Context, cover: &Cover, notes: &[String], index: usize) -> Result<Sheet, FormFault> {
    let Wording { title, honorific, note, date_label, signing, statement, .. } = cover.wording;
    let goes_on = index > 0;
    let mut page = Page::new(ID, if goes_on { "送付状・交付書類一覧（続き）" } else { "送付状・交付書類一覧" });
    let mut part = Part { page: &mut page, measures: context.measures, section: ID };
    part.field("title", title)?;
    let day = text::date_or_blank(cover.handed_on);
    let handed_on = if date_label.is_blank() { String::new() } else { format!("{}　{day}", date_label.text().trim()) };
    part.put("handed_on", &handed_on, date_label.span())?;
    let nobody = Addressee::default();
    let to = cover.to.unwrap_or(&nobody);
    part.field("to_above", &to.above)?;
    part.field("to", &to.name)?;
    part.field("to_honorific", honorific)?;
    part.words("to_number", &to.number)?;
    part.office(context)?;
    part.client(context, cover.month)?;
    let key = if goes_on { NOTE_MORE } else { "note" };
    // What does not stand here is the next sheet's.
    let (value, _) = part.page.fitted(&notes[index], note.span(), part.measures.field(ID, key)?);
    part.page.set(key, value);
    if index == 0 && notes.len() > 1 {
        part.page.note(note.span(), NoticeKind::Continued("次の用紙"));
    }
    let signing = if goes_on { SigningPlace::None } else { *signing };
    part.documents(if goes_on { None } else { Some(cover.documents) }, notes.len())?;
    let is_signed = matches!(signing, SigningPlace::Signature | SigningPlace::SignatureAndSeal);
    part.field("statement", if signing == SigningPlace::None { &BLANK } else { statement })?;
    part.words("signed_on", if is_signed { "　　　　年　　月　　日" } else { "" })?;
    part.words("fax", if context.fax { FINE_MODE } else { "" })?;
    page.set("addressed", cover.to.is_some());
    page.set("signing", signing.printed());
    Ok(Sheet { fax: context.fax, ..page.finish() })
}

/// What the one who sends it has to do: at the usual resolution every second line of a letter is lost.
const FINE_MODE: &str = "FAX送信票　ファインモード（高画質）で送信してください";

/// No words.
static BLANK: std::sync::LazyLock<Field<String>> = std::sync::LazyLock::new(Field::default);

/// Puts 「写し　3/9」 at the foot of every sheet of a packet.
///
/// # Errors
/// The measures lack the foot, or the mark is too long for it.
pub fn number_pages(sheets: &mut [Sheet], mark: &Field<String>, measures: &Measures) -> Result<(), FormFault> {
    let n = sheets.len();
    for (index, sheet) in sheets.iter_mut().enumerate() {
        let words = format!("{}　{}/{n}", mark.text().trim(), index + 1);
        let measures = if sheet.fax { measures.for_fax() } else { measures };
        // An upright form has a place of its own.
        let field = measures.field(sheet.form, "foot").or_else(|_| measures.field("sheet", "foot"))?;
        let fitted = lines::fit(words.trim_start(), field);
        if fitted.rest.is_some() {
            return Err(too_long(mark.text(), mark.span()));
        }
        for unprintable in fonts::unprintable(&words, Face::Mincho) {
            sheet.notices.push(Notice { span: mark.span(), kind: NoticeKind::Unprintable(unprintable) });
        }
        sheet.foot = Some(ink(&fitted, sheet.texts.len(), field));
        sheet.texts.push(PlacedText { text: fitted.text(), span: mark.span() });
    }
    Ok(())
}

/// How much of a text a message shows.
const EXCERPT: usize = 30;

/// Nothing is ever cut, and names and numbers do not go on behind.
fn too_long(words: &str, span: Span) -> FormFault {
    let words = words.trim();
    let n = words.chars().count();
    let one_line: String = words.chars().take(EXCERPT).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let shown = if n > EXCERPT { format!("{one_line}…」（{n} 字）") } else { format!("{one_line}」") };
    let (why, help) = if words.contains('\n') {
        ("改行が多いか長い", "改行を減らすか、短くしてください")
    } else {
        ("長い", "短くしてください")
    };
    FormFault::Refused {
        message: format!("「{shown}が{why}ため、送付状の欄に入りません"),
        help: Some(help.to_owned()),
        span,
        related: Vec::new(),
        others_print: false,
    }
}

/// A page with the section of the measures from which its fields come.
pub(super) struct Part<'a> {
    pub(super) page: &'a mut Page,
    pub(super) measures: &'a Measures,
    pub(super) section: &'static str,
}

impl Part<'_> {
    /// Fits what must be there whole.
    pub(super) fn whole(&mut self, key: &str, words: &str, span: Span) -> Result<Value, FormFault> {
        let (value, rest) = self.page.fitted(words, span, self.measures.field(self.section, key)?);
        if rest.is_some() { Err(too_long(words, span)) } else { Ok(value) }
    }

    /// Puts a text under its field's own key.
    pub(super) fn put(&mut self, key: &str, words: &str, span: Span) -> Result<(), FormFault> {
        let value = self.whole(key, words, span)?;
        self.page.set(key, value);
        Ok(())
    }

    fn words(&mut self, key: &str, words: &str) -> Result<(), FormFault> {
        self.put(key, words, Span::DETACHED)
    }

    fn field<T>(&mut self, key: &str, field: &Field<T>) -> Result<(), FormFault> {
        self.put(key, field.text(), field.span())
    }

    /// Whose plan it is; with the slips of a month the number too, which they print. Who gets no slip does not need it.
    pub(super) fn client(&mut self, context: &Context, month: Option<Month>) -> Result<(), FormFault> {
        let client = context.case.client.as_ref();
        self.field("client", client.map_or(&*BLANK, |client| &client.name))?;
        let number = month.map(|month| context.case.insured_numbers(month)).filter(|number| !number.is_empty());
        let number = number.map(|number| format!("被保険者番号 {number}"));
        let month = month.map(|month| format!("{}分", era::month(month)));
        self.words("subject", &month.into_iter().chain(number).collect::<Vec<_>>().join("　　"))
    }

    /// From whom: the care management office.
    fn office(&mut self, context: &Context) -> Result<(), FormFault> {
        let Some(office) = context.case.office.get() else {
            for key in ["from_name", "from_address", "from_phone", "from_manager"] {
                self.page.set(key, Value::Null);
            }
            return Ok(());
        };
        self.field("from_name", &office.name)?;
        self.field("from_address", &office.address)?;
        let numbers = [("電話 ", &office.phone), ("FAX ", &office.fax)];
        let mut parts: Vec<String> = written(&numbers);
        parts.extend(
            Some(office.number.text()).filter(|text| !text.is_empty()).map(|text| format!("事業所番号 {text}")),
        );
        self.put("from_phone", &parts.join("　"), office.phone.span())?;
        let manager = written(&[("担当　介護支援専門員　", &office.care_manager)]).concat();
        self.put("from_manager", &manager, office.care_manager.span())
    }

    /// The list of what is inside, and the number of all sheets, the covers among them; nothing where the cover goes on.
    fn documents(&mut self, documents: Option<&[Document]>, covers: usize) -> Result<(), FormFault> {
        let Some(documents) = documents else {
            self.page.set("rows", Value::Null);
            self.page.set("total", Value::Null);
            return Ok(());
        };
        let mut rows = Vec::new();
        let mut first = covers + 1;
        for (index, document) in documents.iter().enumerate() {
            let last = first + document.sheets - 1;
            let pages = if last > first { format!("{first}～{last}") } else { first.to_string() };
            let issued_on = document.issued_on.map(era::long).unwrap_or_default();
            let mut cell = |key: &str, words: &str| self.whole(key, words, Span::DETACHED);
            rows.push(json!({
                "number": cell("cell", &(index + 1).to_string())?,
                "document": cell("document", &document.title)?,
                "issued_on": cell("issued_on", &issued_on)?,
                "sheets": cell("cell", &document.sheets.to_string())?,
                "pages": cell("cell", &pages)?,
            }));
            first = last + 1;
        }
        self.page.set("rows", rows);
        let total = self.whole("cell", &(first - 1).to_string(), Span::DETACHED)?;
        self.page.set("total", total);
        Ok(())
    }
}

/// What is written of these, each behind its label.
fn written(fields: &[(&str, &Field<String>)]) -> Vec<String> {
    let there = fields.iter().filter(|(_, field)| !field.is_blank());
    there.map(|(label, field)| format!("{label}{}", field.text().trim())).collect()
}
