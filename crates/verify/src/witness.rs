//! The witness: Python that records, inside the interpreter, what a function does that others can
//! see.
//!
//! `python/warmfront_witness.py` says what each module is for.

use std::collections::BTreeSet;

use serde::Serialize;

/// A module's name beside its source.
macro_rules! source {
    ($name:literal) => {
        ($name, include_str!(concat!("../python/", $name, ".py")))
    };
}

/// Modules of the witness by name, the first of which is started; the others are loaded by it.
pub const SOURCES: &[(&str, &str)] = &[
    source!("warmfront_witness"),
    source!("warmfront_witness_audit"),
    source!("warmfront_witness_calls"),
    source!("warmfront_witness_calls_aiohttp"),
    source!("warmfront_witness_calls_botocore"),
    source!("warmfront_witness_calls_http"),
    source!("warmfront_witness_calls_httpx"),
    source!("warmfront_witness_calls_psycopg2"),
    source!("warmfront_witness_calls_sql"),
    source!("warmfront_witness_calls_stores"),
    source!("warmfront_witness_files"),
    source!("warmfront_witness_globals"),
    source!("warmfront_witness_imports"),
    source!("warmfront_witness_logs"),
    source!("warmfront_witness_patches"),
    source!("warmfront_witness_phases"),
    source!("warmfront_witness_recorder"),
    source!("warmfront_witness_seen"),
    source!("warmfront_witness_state"),
    source!("warmfront_witness_tape"),
    source!("warmfront_witness_touched"),
    source!("warmfront_witness_values"),
    source!("warmfront_witness_wire"),
];

/// What the witness is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Options {
    /// Folder of the user's own code, as the function sees it.
    pub task_root: String,
    /// Top-level names of the function's own modules, whose globals are looked at; those of
    /// [`own_modules`](crate::own::own_modules) of the reference, for both sides.
    pub own_modules: BTreeSet<String>,
    /// File with recorded calls, from which calls to other services are answered; without it they
    /// are made.
    pub tape: Option<String>,
    /// Whether files touched and modules loaded are recorded.
    pub touched: bool,
}

impl Options {
    /// Returns them as the witness reads them: one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_module_is_embedded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
        let mut names: Vec<_> = fs_err::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".py").map(str::to_owned))
            .collect();
        names.sort();
        let embedded: Vec<_> = SOURCES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, embedded);
    }
}
