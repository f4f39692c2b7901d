//! Joins what the agent recorded with what the engine measured, to one profile.

use std::path::PathBuf;

use warmfront_model::invocation::Completed;

use crate::agent::Mode;
use crate::document::{Profile, SCHEMA, Subject};
use crate::recording::Recording;

/// One environment that was run.
#[derive(Debug, Clone)]
pub struct Run {
    /// How closely the agent looked; absent where there was none.
    pub mode: Option<Mode>,
    /// Its invocations, in order; the first one waited for the init.
    pub invocations: Vec<Handled>,
    /// What the agent recorded; absent where there was none.
    pub recording: Option<Recording>,
}

/// One event handled.
#[derive(Debug, Clone)]
pub struct Handled {
    /// Which of the subject's events.
    pub event: usize,
    /// What the engine measured.
    pub completed: Completed,
    /// Bytes of log lines.
    pub log_bytes: u64,
}

/// Where things are, to tell the user's own code from packages and packages from each other.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Task root.
    pub task_root: PathBuf,
    /// Layers.
    pub layers: Vec<PathBuf>,
    /// Folders of installed packages beside the task root.
    pub site_packages: Vec<PathBuf>,
}

/// Returns the profile of what was run.
#[must_use]
pub fn explain(subject: Subject, _runs: Vec<Run>, _places: &Places) -> Profile {
    Profile {
        schema: SCHEMA.to_owned(),
        subject,
        environments: Vec::new(),
        invocations: Vec::new(),
        modules: Vec::new(),
        edges: Vec::new(),
        distributions: Vec::new(),
        calls: Vec::new(),
        stacks: crate::document::Stacks::default(),
        functions: Vec::new(),
        findings: Vec::new(),
        account: crate::document::Account::default(),
    }
}
