//! 「送付状」 before the slips of many clients that one provider gets. Cooperates with `templates/forms/provider-cover.typ`.
//!
//! It goes by FAX before anything else does: clients stand on it by their numbers, never by their names.

use super::measures::Measures;
use super::packet_cover::Part;
use super::service_slip::whole;
use super::{FormFault, Page, Sheet};
use crate::calendar::{Month, era};
use crate::case::{Office, Provider};
use crate::source::Span;
use serde_json::json;

/// The form's id.
pub const ID: &str = "provider-cover";

/// 「送付状」 what is printed on it.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// To whom, by its name in the plans.
    pub to: &'a str,
    /// What the plans know of it.
    pub provider: Option<&'a Provider>,
    /// From whom.
    pub from: Option<&'a Office>,
    /// Of which month.
    pub month: Month,
    /// 「被保険者番号」 of each client with the number of its sheets, in their order.
    pub clients: &'a [(String, usize)],
}

/// The pages of the cover.
///
/// # Errors
/// The measures lack something, or a name is longer than its place.
pub fn sheets(measures: &Measures, batch: &Batch) -> Result<Vec<Sheet>, FormFault> {
    let room = whole(measures.number(ID, "rows")?) * whole(measures.number(ID, "groups")?);
    let n = batch.clients.len().div_ceil(room).max(1);
    (0..n).map(|index| page(measures, batch, index, n, room)).collect()
}

fn page(measures: &Measures, batch: &Batch, index: usize, n: usize, room: usize) -> Result<Sheet, FormFault> {
    let mut page = Page::new(ID, "送付状");
    let mut part = Part { page: &mut page, measures, section: ID };
    let mut put = |key: &str, words: &str, span: Span| part.put(key, words, span);
    let of = |label: &str, text: &str| {
        let text = text.trim();
        if text.is_empty() { String::new() } else { format!("{label}{text}") }
    };
    put("to", batch.to.trim(), Span::DETACHED)?;
    let provider = batch.provider;
    let number = provider.map(|provider| of("事業所番号 ", provider.number.text())).unwrap_or_default();
    let fax = provider.map(|provider| of("FAX ", provider.fax.text())).unwrap_or_default();
    put(
        "to_number",
        &[number, fax].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　"),
        Span::DETACHED,
    )?;
    let office = batch.from;
    put(
        "from_name",
        office.map_or("", |office| office.name.text().trim()),
        office.map_or(Span::DETACHED, |office| office.name.span()),
    )?;
    put(
        "from_address",
        office.map_or("", |office| office.address.text().trim()),
        office.map_or(Span::DETACHED, |office| office.address.span()),
    )?;
    let phones = office.map(|office| [of("電話 ", office.phone.text()), of("FAX ", office.fax.text())]);
    let phones: Vec<String> = phones.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    put("from_phone", &phones.join("　"), Span::DETACHED)?;
    let sheets: usize = batch.clients.iter().map(|(_, sheets)| sheets).sum();
    let subject = format!("{}分　サービス提供票・別表　{} 人分", era::month(batch.month), batch.clients.len());
    put("subject", &subject, Span::DETACHED)?;
    put("total", &format!("{} 枚（この送付状 {n} 枚を含む）", sheets + n), Span::DETACHED)?;
    let mut rows = Vec::new();
    let first = index * room;
    for (at, (number, sheets)) in batch.clients.iter().enumerate().skip(first).take(room) {
        rows.push(json!([
            part.whole("cell", &(at + 1).to_string(), Span::DETACHED)?,
            part.whole("client", number, Span::DETACHED)?,
            part.whole("cell", &sheets.to_string(), Span::DETACHED)?,
        ]));
    }
    page.set("rows", rows);
    page.set("page", if n > 1 { json!(format!("（{}/{n}）", index + 1)) } else { serde_json::Value::Null });
    Ok(page.finish())
}
