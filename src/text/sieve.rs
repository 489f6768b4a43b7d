//! A quick answer to "can this word stand in that text?", so that most words need not be looked for.

/// A set of characters, kept by the last eight bits of their numbers: what it has not, the text has not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sieve([u64; 4]);

impl Sieve {
    /// The characters of a text.
    pub fn of(text: &str) -> Self {
        let mut sieve = Self::default();
        for c in text.chars() {
            sieve.add(c);
        }
        sieve
    }

    fn add(&mut self, c: char) {
        let (part, bit) = Self::place(c);
        self.0[part] |= bit;
    }

    fn place(c: char) -> (usize, u64) {
        let number = u32::from(c);
        ((number >> 6 & 3) as usize, 1 << (number & 63))
    }

    /// Whether a character may be in it.
    pub fn may_have(&self, c: char) -> bool {
        let (part, bit) = Self::place(c);
        self.0[part] & bit != 0
    }

    /// Whether a text with the characters of `other` may be a part of the text with these.
    pub fn may_hold(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).fold(0, |missing, (these, others)| missing | (others & !these)) == 0
    }
}

impl<'a> FromIterator<&'a char> for Sieve {
    fn from_iter<I: IntoIterator<Item = &'a char>>(chars: I) -> Self {
        let mut sieve = Self::default();
        chars.into_iter().for_each(|c| sieve.add(*c));
        sieve
    }
}
