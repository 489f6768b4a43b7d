//! What can be odd about a line between brackets.

use super::super::slips::Slip;

/// What is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Odd {
    /// A quote at a place that has no other.
    Quote(usize, char),
    /// A sign in full width.
    Slip(Slip),
    /// A blank that is none of YAML's, outside of quotes, and how long the blanks are.
    Blank(usize, usize),
    /// A round bracket in the place of another.
    Round(usize, char, char),
    /// A line that is neither a key with its value nor a bracket.
    Stray,
    /// The beginning of a row that has no dash, but perhaps another sign.
    NoDash(usize),
    /// A sign where none can stand.
    Sign(usize),
    /// A dash before a line of a row, where it stands and how long it is with its blanks.
    Dash(usize, usize),
    /// Words without a key before the bracket that closes.
    BeforeClosing,
    /// A key without quotes and a bracket behind its colon with no blank between them; where the key stands, and its colon.
    Glued(usize, usize),
    /// Something before a key in quotes; where it stands, and the key.
    BeforeKey(usize, usize),
    /// A value that follows another without a comma or colon.
    Between(usize),
    /// A bracket that is closed by another.
    Mismatch(usize, char, char),
    /// More is closed than is open; where what was closed last was opened.
    TooManyClosed(Option<usize>),
    /// More is opened than the line closes that is told.
    TooManyOpened(usize),
    /// What that line closes was not opened.
    NotOpened(usize),
    /// What that line closes was not opened before this one.
    NotOpenedBefore(usize),
    /// What that line closes was not opened between this one and the line above; whether it was a brace alone.
    LostBefore(usize, bool),
    /// What that line closes was opened by another bracket: which stands here, and which should.
    OtherOpening(usize, char, char),
    /// What that line opened is closed by another bracket.
    OtherBracket(usize),
    /// What that line opened is never closed.
    NotClosed(usize),
    /// The next line does not stand where the open brackets let it.
    Unbalanced(usize),
    /// Of a line that should be whole, the brackets do not close each other; where a comment ends it.
    Unpaired(Option<usize>),
    /// The bracket that opens all has become a comment; which line closes it.
    Hidden(usize),
    /// Its value is a list that has lost both brackets; where the second of its rows begins.
    NoList(usize),
    /// It begins with a bracket where a key should stand.
    NoKey,
    /// No comma stands before the next line.
    NoComma,
    /// No value stands before the next line, which has a key of its own.
    NoValue,
    /// An entry that stands between two rows, and in none; which line closes the row above.
    OutOfRow(usize),
}

impl Odd {
    /// Whether it is seen only beside other lines.
    pub(super) const fn is_of_others(&self) -> bool {
        !matches!(
            self,
            Self::Quote(..)
                | Self::Slip(_)
                | Self::Blank(..)
                | Self::Round(..)
                | Self::Stray
                | Self::NoDash(_)
                | Self::Sign(_)
                | Self::Dash(..)
                | Self::BeforeClosing
                | Self::Glued(..)
                | Self::BeforeKey(..)
                | Self::Between(_)
                | Self::Mismatch(..)
                | Self::Unpaired(_)
                | Self::Hidden(_)
                | Self::NoList(_)
                | Self::NoKey
                | Self::NoComma
                | Self::NoValue
                | Self::OutOfRow(_)
        )
    }
}
