//! A piece of a file, in bytes.

/// Which file of a [`super::Sources`] a span points into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u16);

/// A piece of a file: byte offsets, end exclusive. Values that no file holds are [`Span::DETACHED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// No place: words of the program's own, or a value born from code.
    pub const DETACHED: Self = Self { file: FileId(u16::MAX), start: 0, end: 0 };

    /// A piece of `file` from byte `start` up to `end`.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// Whether this points nowhere.
    #[must_use]
    pub const fn is_detached(self) -> bool {
        self.file.0 == u16::MAX
    }

    /// This span, or `other` when this one points nowhere.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_detached() { other } else { self }
    }

    /// Whether `inner` lies inside this span of the same file.
    #[must_use]
    pub fn contains(self, inner: Self) -> bool {
        self.file == inner.file && self.start <= inner.start && inner.end <= self.end
    }
}

impl Default for Span {
    fn default() -> Self {
        Self::DETACHED
    }
}
