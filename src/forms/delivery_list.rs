//! 「交付先一覧」 who gets what of a plan, to tick. Cooperates with `templates/forms/delivery-list.typ`.
//!
//! It stays in the office. Day and way of each delivery are written in by hand, as 第５表 asks for them afterwards.

use super::packet_cover::{Addressee, Document, Part};
use super::{Context, FormFault, Page, Sheet, service_slip};
use crate::calendar::Month;
use crate::source::Span;
use serde_json::json;

/// The form's id.
pub const ID: &str = "delivery-list";

/// 「交付先」 a row of the list.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// 「利用者」「事業所」: which kind of receiver.
    pub kind: &'static str,
    /// Who.
    pub to: Addressee,
    /// What.
    pub documents: Vec<Document>,
    /// How many sheets, the cover among them.
    pub sheets: usize,
}

/// The pages of the list.
///
/// # Errors
/// The measures lack something, or a name is longer than its place.
pub fn sheets(context: &Context, month: Option<Month>, all: &[Delivered]) -> Result<Vec<Sheet>, FormFault> {
    let room = service_slip::whole(context.measures.number(ID, "rows")?);
    let chunks = all.chunks(room).enumerate();
    chunks.map(|(index, chunk)| page(context, month, index * room, chunk)).collect()
}

fn page(context: &Context, month: Option<Month>, before: usize, rows: &[Delivered]) -> Result<Sheet, FormFault> {
    let mut page = Page::new(ID, "交付先一覧");
    let mut part = Part { page: &mut page, measures: context.measures, section: ID };
    part.client(context, month)?;
    let office = context.case.office.get();
    let from = office.map(|office| format!("{}　{}", office.name.text(), office.care_manager.text()));
    let span = office.map_or(Span::DETACHED, |office| office.name.span());
    part.put("from", from.unwrap_or_default().trim(), span)?;
    let mut printed = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let who = [row.to.above.text(), row.to.name.text()].map(str::trim).join("　");
        // The office's copy goes to nobody.
        let receiver =
            if who.trim().is_empty() { row.kind.to_owned() } else { format!("{}　{}", row.kind, who.trim()) };
        let names: Vec<&str> = row.documents.iter().map(|document| document.name).collect();
        // Whoever helps outside the insurance gets what the care manager and the client decide.
        let documents = if names.is_empty() { "（必要に応じて）".to_owned() } else { names.join("、") };
        let sheets = if names.is_empty() { String::new() } else { row.sheets.to_string() };
        printed.push(json!({
            "number": part.whole("cell", &(before + index + 1).to_string(), Span::DETACHED)?,
            "receiver": part.whole("receiver", &receiver, row.to.name.span())?,
            "documents": part.whole("documents", &documents, Span::DETACHED)?,
            "sheets": part.whole("cell", &sheets, Span::DETACHED)?,
        }));
    }
    page.set("rows", printed);
    Ok(page.finish())
}
