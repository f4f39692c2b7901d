//! The witness: Python that records, inside the interpreter, what a function does that others can
//! see.

use serde::Serialize;

/// Modules of the witness by name, the first of which is started.
pub const SOURCES: &[(&str, &str)] = &[];

/// What the witness is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Options {
    /// Folder of the user's own code, as the function sees it.
    pub task_root: String,
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
