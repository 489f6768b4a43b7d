//! The files that Typst sees: the embedded templates, and an office's own laid over them.
//!
//! All of them stand a second time below `/fax`, where the measures are those of sheets that go by FAX: the same templates
//! draw both kinds, and a job may have some of each. All of it lies in memory; the data of a job is [`super::world`]'s.

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::FileId;
use typst_kit::files::FileLoader;

use super::Overlay;
use crate::forms::measures;

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

/// Where all templates stand a second time, with the measures of sheets that go by FAX.
const FAX: &str = "/fax";

impl FileLoader for Templates {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get().vpath().get_with_slash();
        match path.strip_prefix(FAX) {
            Some(of) => self.plain(of).and_then(|content| for_fax(of, &content)),
            None => self.plain(path),
        }
    }
}

/// A template for sheets that go by FAX: it reads the others that do.
fn for_fax(path: &str, content: &Bytes) -> FileResult<Bytes> {
    let text = std::str::from_utf8(content).map_err(|_| FileError::InvalidUtf8)?;
    if path == "/measures.json" {
        let text = measures::text_for_fax(text).map_err(|fault| FileError::Other(Some(fault.to_string().into())))?;
        return Ok(Bytes::from_string(text));
    }
    let own = ["/kit/", "/forms/", "/measures.json"];
    Ok(Bytes::from_string(
        own.iter().fold(text.to_owned(), |text, path| text.replace(&format!("\"{path}"), &format!("\"{FAX}{path}"))),
    ))
}

impl Templates {
    fn plain(&self, path: &str) -> FileResult<Bytes> {
        if let Some(content) = self.overlay.files.get(path) {
            return Ok(Bytes::new(content.clone()));
        }
        let embedded = EMBEDDED.iter().find(|(name, _)| *name == path);
        let (_, text) = embedded.ok_or_else(|| FileError::NotFound(path.into()))?;
        Ok(Bytes::from_string(*text))
    }
}
