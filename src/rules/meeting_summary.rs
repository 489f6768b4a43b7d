//! Rules of 第４表.

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[];
