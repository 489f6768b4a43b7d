//! The sizes of every field, typed, from `templates/measures.json`: the one place with millimetres.
//!
//! The templates read the same file, so what is fitted here is what they draw. The file is checked whole when it is
//! read; a form that asks for a key it does not have gets a [`MeasureFault`] naming both, never a panic. An office may
//! lay its own file over the embedded one (`--templates`).

mod written;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde_json::Value;

use crate::fonts::Face;
use written::Written;

/// The embedded file.
pub const EMBEDDED: &str = include_str!("../../templates/measures.json");

/// Millimetres of one point.
pub const MM_PER_PT: f64 = 25.4 / 72.0;

/// The smallest type of a sheet that goes by FAX, pt: at 98 lines an inch less cannot be read.
pub const FAX_LEAST: f64 = 8.0;

/// A count of rows or lines, to be reckoned with millimetres.
#[expect(clippy::cast_precision_loss, reason = "counts on a sheet are small")]
#[must_use]
pub fn count(n: usize) -> f64 {
    n as f64
}

/// 「寸法」 all sections of a measures file: one per form, and `page` and `sheet` which they share.
#[derive(Clone, Debug)]
pub struct Measures {
    written: Written,
    sections: BTreeMap<String, OnceLock<Result<Section, MeasureFault>>>,
    /// Those of sheets that go by FAX, once somebody has asked for them.
    fax: OnceLock<Box<Measures>>,
}

/// The entries of a section, by key.
type Section = BTreeMap<String, Entry>;

#[derive(Clone, Debug)]
enum Entry {
    Field(FieldMeasure),
    Number(f64),
    Numbers(Vec<f64>),
    Other,
}

/// 「欄の寸法」 rectangle and type of one field. Millimetres from the page's top left corner; sizes in points.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldMeasure {
    /// Left edge, mm.
    pub x: f64,
    /// Top edge, mm; 0 where rows vary and the form computes it.
    #[serde(default)]
    pub y: f64,
    /// Width, mm.
    pub w: f64,
    /// Height, mm; 0 where rows vary and the form computes it.
    #[serde(default)]
    pub h: f64,
    /// The sizes it may shrink through, pt, biggest first.
    pub sizes: Vec<f64>,
    /// Line pitch as a multiple of the size; the text stands in the middle of its line box.
    #[serde(default = "default_pitch")]
    pub pitch: f64,
    /// Horizontal alignment of each line.
    #[serde(default)]
    pub align: Align,
    /// Vertical alignment of all lines.
    #[serde(default)]
    pub valign: Valign,
    /// The field's own face.
    #[serde(default, deserialize_with = "face")]
    pub face: FieldFace,
    /// Padding left and right inside the rectangle, mm.
    #[serde(default)]
    pub pad: f64,
}

/// Horizontal alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// 左寄せ
    #[default]
    Left,
    /// 中央
    Center,
    /// 右寄せ
    Right,
}

/// Vertical alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Valign {
    /// 上寄せ
    #[default]
    Top,
    /// 中央
    Middle,
    /// 下寄せ
    Bottom,
}

/// The face of a field: one that has a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldFace(pub Face);

impl Default for FieldFace {
    fn default() -> Self {
        Self(Face::Mincho)
    }
}

fn default_pitch() -> f64 {
    1.4
}

fn face<'de, D: serde::Deserializer<'de>>(source: D) -> Result<FieldFace, D::Error> {
    match String::deserialize(source)?.as_str() {
        "mincho" => Ok(FieldFace(Face::Mincho)),
        "gothic" => Ok(FieldFace(Face::Gothic)),
        "gothic-bold" => Ok(FieldFace(Face::GothicBold)),
        other => Err(serde::de::Error::unknown_variant(other, &["mincho", "gothic", "gothic-bold"])),
    }
}

/// A measures file that is wrong or lacks what a form needs: a fault of the templates, not of the plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureFault {
    /// The file is not what it should be.
    #[error("measures.json を読めません: {0}")]
    Unreadable(String),
    /// A key is missing, or has another kind of value.
    #[error("measures.json の {section} に「{key}」({kind})がありません")]
    Missing {
        /// The form or shared section.
        section: String,
        /// The key.
        key: String,
        /// What was asked for.
        kind: &'static str,
    },
}

impl Measures {
    /// The embedded measures: a test makes sure that they are right, so that a section is looked into when it is asked for.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static READ: LazyLock<Measures> = LazyLock::new(|| Measures::of(Written::embedded()));
        &READ
    }

    /// Reads and checks a measures file, all its sections.
    ///
    /// # Errors
    /// Not JSON, or a field with unknown keys, no size, or sizes that do not shrink.
    pub fn read(text: &str) -> Result<Self, MeasureFault> {
        let measures = Self::of(Written::read(text)?);
        measures.check()?;
        measures.for_fax().check()?;
        Ok(measures)
    }

    /// The measures of sheets that go by FAX.
    #[must_use]
    pub fn for_fax(&self) -> &Self {
        if self.written.is_for_fax { self } else { self.fax.get_or_init(|| Box::new(Self::of(self.written.for_fax()))) }
    }

    fn of(written: Written) -> Self {
        let sections = written.names().map(|name| (name.to_owned(), OnceLock::new())).collect();
        Self { written, sections, fax: OnceLock::new() }
    }

    fn check(&self) -> Result<(), MeasureFault> {
        self.written.names().try_for_each(|name| self.section(name).map(drop))
    }

    /// A field of a form, e.g. `("care-plan-1", "assessment")`.
    ///
    /// # Errors
    /// The file has no such field.
    pub fn field(&self, section: &str, key: &str) -> Result<&FieldMeasure, MeasureFault> {
        match self.entry(section, key)? {
            Some(Entry::Field(field)) => Ok(field),
            _ => Err(missing(section, key, "欄")),
        }
    }

    /// A single number of a form, mm unless the form says otherwise.
    ///
    /// # Errors
    /// The file has no such number.
    pub fn number(&self, section: &str, key: &str) -> Result<f64, MeasureFault> {
        match self.entry(section, key)? {
            Some(Entry::Number(number)) => Ok(*number),
            _ => Err(missing(section, key, "数")),
        }
    }

    /// A list of numbers of a form, e.g. its column edges in mm.
    ///
    /// # Errors
    /// The file has no such list.
    pub fn numbers(&self, section: &str, key: &str) -> Result<&[f64], MeasureFault> {
        match self.entry(section, key)? {
            Some(Entry::Numbers(numbers)) => Ok(numbers),
            _ => Err(missing(section, key, "数の並び")),
        }
    }

    fn entry(&self, section: &str, key: &str) -> Result<Option<&Entry>, MeasureFault> {
        Ok(self.section(section)?.and_then(|entries| entries.get(key)))
    }

    fn section(&self, name: &str) -> Result<Option<&Section>, MeasureFault> {
        let Some(section) = self.sections.get(name) else { return Ok(None) };
        let section = section.get_or_init(|| {
            let entries = self.written.section(name)?.into_iter().map(|(key, value)| match entry(value) {
                Ok(entry) => Ok((key, entry)),
                Err(error) => Err(MeasureFault::Unreadable(format!("{name}.{key}: {error}"))),
            });
            entries.collect()
        });
        section.as_ref().map(Some).map_err(Clone::clone)
    }
}

/// The measures file for sheets that go by FAX, as the templates read it.
///
/// # Errors
/// The file is not what it should be.
pub fn text_for_fax(text: &str) -> Result<String, MeasureFault> {
    Written::read(text)?.for_fax().text()
}

fn missing(section: &str, key: &str, kind: &'static str) -> MeasureFault {
    MeasureFault::Missing { section: section.to_owned(), key: key.to_owned(), kind }
}

/// An object with `sizes` is a field; other values than numbers and lists of numbers are the templates' own.
fn entry(value: Value) -> Result<Entry, String> {
    match value {
        Value::Object(ref object) if object.contains_key("sizes") => {
            let field: FieldMeasure = serde_json::from_value(value).map_err(|error| error.to_string())?;
            field.check().map(|()| Entry::Field(field))
        }
        Value::Number(number) => Ok(number.as_f64().map_or(Entry::Other, Entry::Number)),
        Value::Array(items) => {
            Ok(items.iter().map(Value::as_f64).collect::<Option<_>>().map_or(Entry::Other, Entry::Numbers))
        }
        _ => Ok(Entry::Other),
    }
}

impl FieldMeasure {
    /// Width for text, mm.
    #[must_use]
    pub fn inner_width(&self) -> f64 {
        self.w - 2.0 * self.pad
    }

    /// The same field in another place: for rows whose position the form computes.
    #[must_use]
    pub fn moved(&self, y: f64, h: f64) -> Self {
        Self { y, h, ..self.clone() }
    }

    fn check(&self) -> Result<(), String> {
        let positive = self.w > 0.0 && self.h >= 0.0 && self.pad >= 0.0 && self.inner_width() > 0.0;
        if !positive {
            return Err("幅が足りません".to_owned());
        }
        if self.pitch < 1.0 {
            return Err("pitch は1以上です".to_owned());
        }
        let shrinking = self.sizes.windows(2).all(|pair| pair[0] > pair[1]);
        let printable = self.sizes.last().is_some_and(|&last| last >= 5.0);
        if shrinking && printable {
            Ok(())
        } else {
            Err("sizes は大から小へ並べ、最後も5ポイント以上にします".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_right() {
        let measures = Measures::embedded();
        Measures::read(EMBEDDED).expect("every section, also for FAX");
        assert!((measures.number("page", "w").expect("page width") - 297.0).abs() < f64::EPSILON);
    }

    #[test]
    fn kinds_are_told_apart() {
        let text = r#"{"f": {"a": {"x": 1, "y": 2, "w": 10, "h": 5, "sizes": [9, 8]}, "n": 3, "l": [1, 2.5]}}"#;
        let measures = Measures::read(text).expect("readable");
        assert_eq!(measures.field("f", "a").expect("field").face.0, Face::Mincho);
        assert_eq!(measures.numbers("f", "l").expect("list"), [1.0, 2.5]);
        let fault = measures.field("f", "n").expect_err("a number is no field");
        assert_eq!(fault.to_string(), "measures.json の f に「n」(欄)がありません");
    }

    #[test]
    fn wrong_fields_are_refused() {
        for field in [
            r#"{"x": 1, "w": 10, "sizes": []}"#,
            r#"{"x": 1, "w": 10, "sizes": [8, 9]}"#,
            r#"{"x": 1, "w": 10, "sizes": [8], "face": "serif"}"#,
            r#"{"x": 1, "w": 10, "sizes": [8], "pda": 1}"#,
            r#"{"x": 1, "w": 2, "sizes": [8], "pad": 1}"#,
        ] {
            assert!(Measures::read(&format!(r#"{{"f": {{"a": {field}}}}}"#)).is_err(), "{field}");
        }
    }
}
