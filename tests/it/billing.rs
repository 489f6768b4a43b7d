//! Worked months.
