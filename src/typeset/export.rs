//! From laid-out pages to bytes. The same pages give the same bytes: date and identity come from the job.

use chrono::{Datelike, NaiveDate};
use typst::diag::SourceResult;
use typst::foundations::{Datetime, Smart};
use typst::utils::Scalar;
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use typst_render::RenderOptions;
use typst_svg::SvgOptions;

use super::Job;

/// The program's name in a PDF's metadata.
pub(super) const CREATOR: &str = "careplan";

/// What a PDF says about itself.
pub(super) struct Options {
    pub(super) title: String,
    pub(super) ident: String,
    pub(super) date: NaiveDate,
    accessible: bool,
}

impl Options {
    pub(super) fn new(job: &Job<'_>) -> Self {
        Self { title: job.title.to_owned(), ident: job.ident.to_owned(), date: job.date, accessible: job.accessible }
    }
}

/// PDF/A-2u without tags; PDF/UA-1 with PDF/A-2a and tags when it is to be accessible.
pub(super) fn pdf(document: &PagedDocument, options: &Options) -> SourceResult<Vec<u8>> {
    let standards: &[PdfStandard] =
        if options.accessible { &[PdfStandard::Ua_1, PdfStandard::A_2a] } else { &[PdfStandard::A_2u] };
    let options = PdfOptions {
        ident: Smart::Custom(options.ident.clone()),
        creator: Smart::Custom(Some(CREATOR.to_owned())),
        timestamp: midnight(options.date).map(Timestamp::new_utc),
        page_ranges: None,
        // The two lists are fixed, and both are combinations that exist.
        standards: PdfStandards::new(standards).unwrap_or_default(),
        tagged: options.accessible,
        pretty: false,
    };
    typst_pdf::pdf(document, &options)
}

fn midnight(date: NaiveDate) -> Option<Datetime> {
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    Datetime::from_ymd_hms(date.year(), month, day, 0, 0, 0)
}

pub(super) fn svg(page: &Page) -> String {
    typst_svg::svg(page, &SvgOptions { render_bleed: false, pretty: false })
}

pub(super) fn png(page: &Page, dpi: f64) -> Option<Vec<u8>> {
    let options = RenderOptions { pixel_per_pt: Scalar::new(dpi / 72.0), render_bleed: false };
    typst_render::render(page, &options).encode_png().ok()
}
