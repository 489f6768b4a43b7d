//! What a document says about itself: title, date, identity, colours, bookmarks. Never a client's name unasked.

use pdf_writer::types::OutputIntentSubtype;
use pdf_writer::{Date, Filter, Finish, Name, Pdf, Ref, TextStr};
use xmp_writer::{DateTime, LangId, Timezone, XmpWriter};

use super::super::export::{CREATOR, Options};
use super::Bookmark;
use super::pack::{ONCE, deflate};
use chrono::Datelike;

/// The colours that black on white is meant in: sRGB, from «Compact ICC Profiles» (public domain, CC0).
const SRGB: &[u8] = include_bytes!("sRGB-v4.icc");

/// Writes metadata and output intent; their numbers. The date is the job's; `content` is a hash of what the pages say.
pub(super) fn write(pdf: &mut Pdf, next: &mut Ref, options: &Options, content: u128) -> (Ref, Ref) {
    let [info, metadata, intents, intent, profile] = [(); 5].map(|()| next.bump());
    let (year, month, day) = (options.date.year(), options.date.month(), options.date.day());
    let (year, month) = (u16::try_from(year).unwrap_or_default(), u8::try_from(month).unwrap_or(1));
    let day = u8::try_from(day).unwrap_or(1);
    let date =
        Date::new(year).month(month).day(day).hour(0).minute(0).second(0).utc_offset_hour(0).utc_offset_minute(0);
    pdf.document_info(info)
        .title(TextStr(&options.title))
        .creator(TextStr(CREATOR))
        .creation_date(date)
        .modified_date(date);

    let identity = format!("{:032x}", typst::utils::hash128(&options.ident));
    let bytes = format!("{content:032x}");
    let mut xmp = XmpWriter::new();
    let date = DateTime {
        year,
        month: Some(month),
        day: Some(day),
        hour: Some(0),
        minute: Some(0),
        second: Some(0),
        timezone: Some(Timezone::Utc),
    };
    xmp.title([(None, options.title.as_str())]).creator_tool(CREATOR).language([LangId("ja-JP")]);
    xmp.modify_date(date).create_date(date).format("application/pdf").document_id(&identity);
    xmp.pdfa_part(2).pdfa_conformance("U");
    let xmp = xmp.finish(None);
    pdf.stream(metadata, xmp.as_bytes()).pair(Name(b"Type"), Name(b"Metadata")).pair(Name(b"Subtype"), Name(b"XML"));
    pdf.set_file_id((identity.into_bytes(), bytes.into_bytes()));

    pdf.indirect(intents).array().item(intent);
    pdf.indirect(intent)
        .start::<pdf_writer::writers::OutputIntent>()
        .subtype(OutputIntentSubtype::PDFA)
        .output_condition(TextStr("sRGB"))
        .output_condition_identifier(TextStr("Custom"))
        .registry_name(TextStr(""))
        .info(TextStr("sRGB v4.2"))
        .dest_output_profile(profile);
    let packed = deflate(SRGB, ONCE);
    let mut icc = pdf.icc_profile(profile, &packed);
    icc.n(3).range([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    icc.filter(Filter::FlateDecode);
    icc.finish();
    (metadata, intents)
}

/// Writes the bookmarks, if there are any, in the order of their pages; `tops` are the heights of the pages.
pub(super) fn outline(
    pdf: &mut Pdf,
    root: Ref,
    next: &mut Ref,
    pages: &[Ref],
    bookmarks: &[Bookmark],
    tops: &[f32],
) -> bool {
    let marks: Vec<_> =
        bookmarks.iter().filter_map(|mark| Some((mark, *pages.get(mark.page)?, *tops.get(mark.page)?))).collect();
    let numbers: Vec<Ref> = marks.iter().map(|_| next.bump()).collect();
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return false };
    pdf.outline(root).first(*first).last(*last).count(i32::try_from(numbers.len()).unwrap_or(i32::MAX));
    for (index, (mark, page, top)) in marks.iter().enumerate() {
        let mut item = pdf.outline_item(numbers[index]);
        item.title(TextStr(&mark.title)).parent(root);
        if let Some(previous) = index.checked_sub(1) {
            item.prev(numbers[previous]);
        }
        if let Some(following) = numbers.get(index + 1) {
            item.next(*following);
        }
        item.dest().page(*page).xyz(0.0, *top, None);
    }
    true
}
