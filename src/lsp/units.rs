//! Columns: editors count UTF-16 units (or bytes, when they offer it), we count bytes, and messages count characters.

use crate::source::{SourceFile, Span, to_u32};

/// In what an editor counts columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Units {
    /// What every editor understands.
    #[default]
    Utf16,
    /// Bytes.
    Utf8,
}

/// A place as editors say it: both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The line.
    pub(super) line: u32,
    /// The column in [`Units`].
    pub(super) column: u32,
}

impl Units {
    /// The byte at a spot; behind the end of its line the line's end.
    #[must_use]
    pub(super) fn offset(self, file: &SourceFile, spot: Spot) -> u32 {
        let number = spot.line as usize + 1;
        let (line, start) = (file.line(number), file.line_start(number));
        if number > 1 && start == 0 {
            return to_u32(file.text().len());
        }
        let mut column = 0;
        for (at, c) in line.char_indices() {
            if column >= spot.column {
                return start + to_u32(at);
            }
            column += self.width(c);
        }
        start + to_u32(line.len())
    }

    /// The spot of a byte.
    #[must_use]
    pub(super) fn spot(self, file: &SourceFile, offset: u32) -> Spot {
        let number = file.line_of(offset);
        let start = file.line_start(number) as usize;
        let before = file.text().get(start..offset as usize).unwrap_or_default();
        Spot { line: to_u32(number - 1), column: before.chars().map(|c| self.width(c)).sum() }
    }

    /// Both ends of a span.
    #[must_use]
    pub(super) fn range(self, file: &SourceFile, span: Span) -> (Spot, Spot) {
        if span.is_detached() {
            return (Spot::default(), Spot::default());
        }
        (self.spot(file, span.start), self.spot(file, span.end))
    }

    fn width(self, c: char) -> u32 {
        to_u32(match self {
            Self::Utf16 => c.len_utf16(),
            Self::Utf8 => c.len_utf8(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_of_counting() {
        // 𠮷 is two units and four bytes; 葛 with its selector is one letter, three units and seven bytes.
        let file = SourceFile::new("", "氏名: 𠮷野\r\n住所: 葛\u{e0100}城市\n終");
        let city = to_u32(file.text().find('城').unwrap_or_default());
        assert_eq!(Units::Utf16.spot(&file, city), Spot { line: 1, column: 7 });
        assert_eq!(Units::Utf8.spot(&file, city), Spot { line: 1, column: 15 });
        assert_eq!(file.place(city).column, 7);
        for units in [Units::Utf16, Units::Utf8] {
            for (at, _) in file.text().char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                assert_eq!(units.offset(&file, units.spot(&file, to_u32(at))), to_u32(at), "{units:?} {at}");
            }
            assert_eq!(units.offset(&file, Spot { line: 9, column: 0 }), to_u32(file.text().len()));
            assert_eq!(units.offset(&file, Spot { line: 0, column: 99 }), 15);
        }
    }
}
