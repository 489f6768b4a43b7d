//! Rules of 第６表.

use super::Rule;

/// In the order of their ids.
pub const RULES: &[&Rule] = &[];
