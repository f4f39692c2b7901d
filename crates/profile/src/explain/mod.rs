//! Joins what the agent recorded with what the engine measured, to one profile.
//!
//! Times are those of environments with mode [`Mode::Timed`]; what is needed by whom, and what calls
//! carried, is from those with [`Mode::Survey`]. Imports are shown of one environment, that of the
//! median init, since a tree of averages is nobody's.

mod account;
mod bytecode;
mod calls;
mod clock;
mod detail;
mod distribution;
mod dominators;
mod functions;
mod imports;
mod notes;
mod origin;
mod phases;
mod retained;
mod siphash;
mod stacks;
mod survey;
mod writing;

use std::path::PathBuf;

use warmfront_model::invocation::Completed;

use crate::agent::Mode;
use crate::document::{Profile, SCHEMA, Subject};
use crate::pattern::{self, Evidence};
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
pub fn explain(subject: Subject, mut runs: Vec<Run>, places: &Places) -> Profile {
    writing::take_out(&mut runs);
    let clocks = clock::of_runs(&runs);
    let mut profile = Profile {
        schema: SCHEMA.to_owned(),
        environments: phases::environments(&runs, &clocks),
        invocations: phases::invocations(&subject, &runs, &clocks),
        subject,
        modules: Vec::new(),
        edges: Vec::new(),
        distributions: Vec::new(),
        calls: Vec::new(),
        stacks: stacks::explain(&runs, &clocks),
        functions: functions::explain(&runs),
        findings: Vec::new(),
        account: crate::document::Account::default(),
    };
    let survey = survey::gather(&runs, &mut profile.invocations);
    let shown = imports::representative(&runs);
    imports::explain(&mut profile, &runs, &clocks, shown, &survey, places);
    profile.account = account::explain(&profile, shown);
    notes::add(&mut profile, &runs, shown);
    calls::explain(&mut profile, runs, &clocks, &survey);
    profile.findings = pattern::find(&Evidence {
        profile: &profile,
        names: &survey.names_by_event(profile.subject.events.len()),
    });
    profile
}

#[cfg(test)]
mod tests;
