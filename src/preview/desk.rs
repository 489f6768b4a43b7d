//! 「机」 where what is written on the page goes. The server hands over what a request says and gives back the answer; what
//! it means, and every file, is the business of whoever sits at the desk.

use serde::Serialize;
use serde_json::Value;

/// The answer to what was written: 200 done, 409 somebody else wrote the same, 422 it can't be written, 500 the file can't.
#[derive(Clone, Debug)]
pub struct Answer {
    /// As HTTP has it.
    pub status: u16,
    /// What the page needs to know.
    pub body: Value,
}

/// Who writes. Answers may take as long as a disk takes: the server asks on a thread of its own.
pub trait Desk: Send + Sync {
    /// What a request of this name asks for, with what it says.
    fn answer(&self, name: &str, body: &Value) -> Answer;
}

/// What the page must know to write: absent where it may only look.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Writing {
    /// Hash of the plan that the pages show: as it lies on the disk, or as it would be with what is being typed.
    pub hash: String,
    /// Whether the pages show what is being typed.
    pub is_draft: bool,
    /// What would be taken back, in a few words; empty when nothing can be.
    pub undo: String,
    /// What would be done again.
    pub redo: String,
    /// What is printed nowhere as such.
    pub settings: Vec<ShownPart>,
    /// What becomes of texts that do not fit as they are.
    pub fates: Vec<ShownFate>,
    /// Why nothing can be written now, a sentence; empty when it can.
    pub blocked: String,
}

/// What becomes of a text that does not fit as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownFate {
    /// Path of keys, as in [`super::ShownField`].
    pub path: String,
    /// The size to which it shrinks, pt; none where it keeps its own.
    pub size: Option<f64>,
    /// Where it goes on; empty where it does not.
    pub goes_on: String,
}

/// A field that can be written, with all that it writes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownSlot {
    /// Left edge, mm.
    pub x: f64,
    /// Top edge, mm.
    pub y: f64,
    /// Width, mm.
    pub w: f64,
    /// Height, mm.
    pub h: f64,
    /// Size of the type, pt.
    pub size: f64,
    /// Line pitch as a multiple of it.
    pub pitch: f64,
    /// left, center, right.
    pub align: &'static str,
    /// top, middle, bottom.
    pub valign: &'static str,
    /// Room left and right inside it, mm.
    pub pad: f64,
    /// The form's name for the field.
    pub field: &'static str,
    /// The printed word that a click chooses; empty for a field that takes any value.
    pub pick: &'static str,
    /// What it writes.
    pub parts: Vec<ShownPart>,
}

/// A value of the plan that a field writes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownPart {
    /// Keys and positions.
    pub path: Value,
    /// text, lines, date …
    pub kind: &'static str,
    /// How it is called.
    pub label: &'static str,
    /// What stands in the plan.
    pub value: Value,
    /// The words that it may be, where they are few.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub words: &'static [&'static str],
    /// Uses on each day of the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<u8>>,
}

/// The week on which services are drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShownWeek {
    /// Edges of the seven columns, mm.
    pub columns: Vec<f64>,
    /// The upper line, mm.
    pub top: f64,
    /// Height of an hour, mm.
    pub hour: f64,
    /// How many entries there are.
    pub n: usize,
}
