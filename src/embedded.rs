//! The program's own tables: TOML files beside the modules that ask them, embedded as JSON (see `build.rs`).
//!
//! What a table says is known to its module alone.

use serde::de::DeserializeOwned;

/// The table of a TOML file, by its path under `src` without the ending: `table!("billing/limits")`.
macro_rules! table {
    ($name:literal) => {
        $crate::embedded::read($name, include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")))
    };
}

pub(crate) use table;

/// Reads a table that is part of the program.
///
/// # Panics
/// The table is not what its reader asks for: a mistake of ours, which the first test that asks it finds.
pub(crate) fn read<T: DeserializeOwned>(name: &str, json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("src/{name}.toml: {error}"))
}
