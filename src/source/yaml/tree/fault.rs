//! Where reading stopped, and what it had seen until then.

use serde_saphyr::granit_parser::{ErrorKind, ScalarStyle};
use std::ops::Range;

/// Where and why reading stopped, in places of the text that was read.
#[derive(Debug)]
pub(in crate::source::yaml) struct Fault {
    pub(in crate::source::yaml) kind: FaultKind,
    pub(in crate::source::yaml) at: usize,
    /// Lists and maps that were open, outermost first.
    pub(in crate::source::yaml) open: Vec<Open>,
    /// The list or map that was closed last, when nothing came after it.
    pub(in crate::source::yaml) closed: Option<Open>,
    /// The text read last.
    pub(in crate::source::yaml) last: Option<LastScalar>,
    /// The comment read last.
    pub(in crate::source::yaml) comment: Option<Range<usize>>,
    /// Where the last event ended.
    pub(in crate::source::yaml) done: usize,
}

/// Why reading stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source::yaml) enum FaultKind {
    /// The reader does not understand the text.
    Syntax(ErrorKind),
    /// The file asks for too much.
    TooMuch,
    /// A second document begins.
    SecondDocument,
}

/// A list or map.
#[derive(Clone, Debug)]
pub(in crate::source::yaml) struct Open {
    pub(in crate::source::yaml) flow: bool,
    pub(in crate::source::yaml) start: usize,
    pub(in crate::source::yaml) end: usize,
}

/// A text that was read.
#[derive(Clone, Debug)]
pub(in crate::source::yaml) struct LastScalar {
    pub(in crate::source::yaml) range: Range<usize>,
    pub(in crate::source::yaml) style: ScalarStyle,
    pub(in crate::source::yaml) is_key: bool,
}
