//! The files that Typst sees: the embedded templates, and an office's own laid over them.
//!
//! All of it lies in memory; the data of a job is [`super::world`]'s.

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::FileId;
use typst_kit::files::FileLoader;

use super::Overlay;

macro_rules! embedded {
    ($($path:literal,)+) => {
        /// Every embedded template: path below `templates/`, and its text.
        pub(super) const EMBEDDED: &[(&str, &str)] =
            &[$((concat!("/", $path), include_str!(concat!("../../templates/", $path))),)+];
    };
}

embedded! {
    "main.typ",
    "measures.json",
    "kit/arrow.typ",
    "kit/boxes.typ",
    "kit/choice.typ",
    "kit/digits.typ",
    "kit/field.typ",
    "kit/frame.typ",
    "kit/placed.typ",
    "kit/sheet.typ",
    "kit/system.typ",
    "kit/table.typ",
    "kit/vertical.typ",
    "forms/benefit-management.typ",
    "forms/board.typ",
    "forms/care-plan-1.typ",
    "forms/care-plan-2.typ",
    "forms/change-list.typ",
    "forms/delivery-list.typ",
    "forms/meeting-summary.typ",
    "forms/packet-cover.typ",
    "forms/provider-cover.typ",
    "forms/service-slip.typ",
    "forms/slip-annex.typ",
    "forms/support-log.typ",
    "forms/weekly-schedule.typ",
    "forms/index.typ",
    "forms/layers.typ",
}

/// Loads templates: the overlay's file if it has one, else the embedded one.
pub(super) struct Templates {
    pub(super) overlay: Overlay,
}

impl FileLoader for Templates {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_with_slash();
        if let Some(content) = self.overlay.files.get(path) {
            return Ok(Bytes::new(content.clone()));
        }
        let embedded = EMBEDDED.iter().find(|(name, _)| *name == path);
        let (_, text) = embedded.ok_or_else(|| FileError::NotFound(path.into()))?;
        Ok(Bytes::from_string(*text))
    }
}
