//! What can be changed, as far as the search needs to know.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Name of a change, the same in every run: `code/client-in-handler/app.py:12`, `package/bytecode`,
/// `memory/512`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeId(pub String);

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that may make the function better.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Its name.
    pub id: ChangeId,
    /// Where it comes from.
    pub source: Source,
    /// What it does, in one line: "keep the DynamoDB client between invocations (app.py:12)".
    pub title: String,
    /// Part of the goal that it is expected to save, 0 to 1, where somebody knows.
    pub expected: Option<f64>,
    /// What it must do to be kept.
    pub keeps: Keeps,
}

/// Where a change comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A fix of the user's own code.
    Code,
    /// A pass over the package.
    Package,
    /// Imports that are deferred.
    Imports,
    /// A setting of the interpreter or of a library at start-up.
    Startup,
    /// The memory size.
    Memory,
    /// Nothing at all: it shows how often the search is fooled.
    Placebo,
}

/// What a change must do to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeps {
    /// It must be measured to help.
    IfBetter,
    /// It helps otherwise, by a smaller package say: it must not be measured to do harm.
    UnlessWorse,
}
