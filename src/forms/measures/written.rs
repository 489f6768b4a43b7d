//! A measures file as it is written: which sections it has, and what each says, also on sheets that go by FAX.
//!
//! A section is looked into when somebody asks for it: a plan needs two or three of them, and who only checks it few.
//! What an entry means (a field, a number) is not known here.

use super::{FAX_LEAST, MeasureFault};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What stands behind the name of a section that holds for FAX only.
const FOR_FAX: &str = "@fax";

/// The section whose 「face」 all fields without one of their own have on a sheet that goes by FAX.
const PAGE: &str = "page";

/// What a section says, by key.
pub(super) type Entries = Map<String, Value>;

/// The sections of a file, each with what says it: a later one lies over an earlier.
#[derive(Clone, Debug)]
pub(super) struct Written {
    sections: BTreeMap<String, Vec<Entries>>,
    pub(super) is_for_fax: bool,
}

impl Written {
    /// The file as it is.
    ///
    /// # Errors
    /// Not JSON, or no object of objects.
    pub(super) fn read(text: &str) -> Result<Self, MeasureFault> {
        let sections: BTreeMap<String, Entries> = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
        let sections = sections.into_iter().map(|(name, said)| (name, vec![said])).collect();
        Ok(Self { sections, is_for_fax: false })
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
    pub(super) fn section(&self, name: &str) -> Entries {
        let mut entries: Entries = self.laid(name).map(|(key, entry)| (key.clone(), entry.clone())).collect();
        if self.is_for_fax {
            let face = self.laid(PAGE).filter(|(key, _)| *key == "face").map(|(_, face)| face).last();
            entries.values_mut().filter_map(Value::as_object_mut).for_each(|entry| thicken(entry, face));
        }
        entries
    }

    /// The entries of a section, those that lie over others behind them.
    fn laid(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.sections.get(name).into_iter().flatten().flatten()
    }

    /// The whole file as one text.
    ///
    /// # Errors
    /// None that is known: what was read can be written.
    pub(super) fn text(&self) -> Result<String, MeasureFault> {
        let sections: BTreeMap<&str, Entries> = self.names().map(|name| (name, self.section(name))).collect();
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
