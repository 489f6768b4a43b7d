//! A measures file as it is written: which sections it has, and what each says, also on sheets that go by FAX.
//!
//! A section is looked into when somebody asks for it: a plan needs two or three of them, and who only checks it few.
//! What an entry means (a field, a number) is not known here.

use super::{FAX_LEAST, MeasureFault};
use crate::embedded::table;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What stands behind the name of a section that holds for FAX only.
const FOR_FAX: &str = "@fax";

/// The section whose 「face」 all fields without one of their own have on a sheet that goes by FAX.
const PAGE: &str = "page";

/// What a section says, by key.
pub(super) type Entries = Map<String, Value>;

/// The sections of a file, each with the texts that say it: a later one lies over an earlier.
#[derive(Clone, Debug)]
pub(super) struct Written {
    sections: BTreeMap<String, Vec<String>>,
    pub(super) is_for_fax: bool,
}

impl Written {
    /// The embedded file, whose sections are told apart when the program is built.
    pub(super) fn embedded() -> Self {
        Self::of(table!("measures"))
    }

    /// The file as it is.
    ///
    /// # Errors
    /// Not JSON, or no object.
    pub(super) fn read(text: &str) -> Result<Self, MeasureFault> {
        let sections: BTreeMap<String, Value> = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
        Ok(Self::of(sections.into_iter().map(|(name, section)| (name, section.to_string())).collect()))
    }

    fn of(sections: BTreeMap<String, String>) -> Self {
        let sections = sections.into_iter().map(|(name, text)| (name, vec![text])).collect();
        Self { sections, is_for_fax: false }
    }

    /// The same for sheets that go by FAX: what the sections 「…@fax」 say stands over the others, no size is below
    /// [`FAX_LEAST`], and the thin strokes of the usual face give way to those of 「page@fax」.
    pub(super) fn for_fax(&self) -> Self {
        let is_over = |(name, _): &(String, _)| name.ends_with(FOR_FAX);
        let (over, mut sections): (BTreeMap<_, _>, BTreeMap<_, _>) =
            self.sections.clone().into_iter().partition(is_over);
        for (name, said) in over {
            sections.entry(name.trim_end_matches(FOR_FAX).to_owned()).or_default().extend(said);
        }
        Self { sections, is_for_fax: true }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// What a section says; nothing where the file has no such section.
    ///
    /// # Errors
    /// A section that is no object.
    pub(super) fn section(&self, name: &str) -> Result<Entries, MeasureFault> {
        let mut entries = self.laid(name)?;
        if self.is_for_fax {
            let face = self.laid(PAGE)?.remove("face");
            entries.values_mut().filter_map(Value::as_object_mut).for_each(|entry| thicken(entry, face.as_ref()));
        }
        Ok(entries)
    }

    /// The texts of a section, laid one over the other.
    fn laid(&self, name: &str) -> Result<Entries, MeasureFault> {
        let mut entries = Entries::new();
        for text in self.sections.get(name).into_iter().flatten() {
            let said: Entries = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
            entries.extend(said);
        }
        Ok(entries)
    }

    /// The whole file as one text.
    ///
    /// # Errors
    /// A section that is no object.
    pub(super) fn text(&self) -> Result<String, MeasureFault> {
        let sections = self.names().map(|name| Ok((name, self.section(name)?)));
        let sections: BTreeMap<&str, Entries> = sections.collect::<Result<_, MeasureFault>>()?;
        serde_json::to_string(&sections).map_err(|error| unreadable(&error))
    }
}

/// A field as it is on a sheet that goes by FAX; other objects stay as they are.
fn thicken(entry: &mut Entries, face: Option<&Value>) {
    if !entry.contains_key("sizes") {
        return;
    }
    if let Some(face) = face {
        entry.entry("face").or_insert_with(|| face.clone());
    }
    if let Some(sizes) = entry.get_mut("sizes").and_then(Value::as_array_mut) {
        sizes.retain(|size| size.as_f64().is_some_and(|size| size >= FAX_LEAST));
        if sizes.is_empty() {
            sizes.push(FAX_LEAST.into());
        }
    }
}

fn unreadable(error: &serde_json::Error) -> MeasureFault {
    MeasureFault::Unreadable(error.to_string())
}
