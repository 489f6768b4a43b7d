//! Rules of The whole file.

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[];
