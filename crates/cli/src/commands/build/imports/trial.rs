//! Trials: a package handles each event once, and what its modules do meanwhile is recorded.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use warmfront_build::pass::defer::recording::{RECORDER, Recording};
use warmfront_engine::{Agent, Engine, Observation, Request, Setup};
use warmfront_model::invocation::{Completed, Outcome, Status};

use crate::commands::running;

/// How much longer than otherwise a function may take while it is recorded.
const PATIENCE: u32 = 3;

/// Environments at a time, at most: each is a process with a function's memory.
const MOST_AT_ONCE: usize = 4;

/// What became of each event, in an environment of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trial {
    pub(super) events: Vec<Handled>,
}

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Handled {
    /// The type of error that it ended with, if it did.
    pub(super) error_type: Option<String>,
    /// What the environment loaded; empty where it was lost before it could tell.
    pub(super) recording: Recording,
}

impl Trial {
    /// Tells whether events end as in another trial.
    pub(super) fn ends_as(&self, other: &Self) -> bool {
        let ends = |trial: &Self| -> Vec<Option<String>> {
            let events = trial.events.iter();
            events.map(|handled| handled.error_type.clone()).collect()
        };
        ends(self) == ends(other)
    }

    /// Says how the first event ends that does not end as in another trial.
    pub(super) fn told_against(&self, other: &Self) -> String {
        let mut pairs = self.events.iter().zip(&other.events);
        let differing = pairs.find(|(own, other)| own.error_type != other.error_type);
        match differing.and_then(|(own, _)| own.error_type.as_deref()) {
            Some(error_type) => format!("an event ends as `{error_type}`"),
            None => "an error does not come about".to_owned(),
        }
    }

    /// Returns the modules whose bodies ran on some event.
    pub(super) fn loaded(&self) -> BTreeSet<String> {
        let events = self.events.iter();
        let bodies = events.flat_map(|handled| &handled.recording.bodies);
        bodies.map(|body| body.module.clone()).collect()
    }

    /// Returns what was loaded, event by event.
    pub(super) fn recordings(&self) -> Vec<Recording> {
        let events = self.events.iter();
        events.map(|handled| handled.recording.clone()).collect()
    }
}

/// Has a package handle all events, several at a time.
pub(super) fn run(setup: &Setup, requests: &[Request], folder: &Path) -> anyhow::Result<Trial> {
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let n_threads = n_threads.min(MOST_AT_ONCE).min(requests.len().max(1));
    let mut events: Vec<(usize, Handled)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..n_threads)
            .map(|worker| {
                let own = folder.join(format!("worker-{worker}"));
                let numbered = requests.iter().enumerate().skip(worker);
                let share: Vec<_> = numbered.step_by(n_threads).collect();
                scope.spawn(move || work(setup, &share, &own))
            })
            .collect();
        let done = workers.into_iter().map(|worker| {
            let ended = worker.join();
            ended.unwrap_or_else(|_| Err(anyhow!("a trial panicked")))
        });
        done.collect::<anyhow::Result<Vec<_>>>()
    })?
    .into_iter()
    .flatten()
    .collect();
    events.sort_by_key(|(number, _)| *number);
    let events = events.into_iter().map(|(_, handled)| handled).collect();
    Ok(Trial { events })
}

fn work(
    setup: &Setup,
    requests: &[(usize, &Request)],
    folder: &Path,
) -> anyhow::Result<Vec<(usize, Handled)>> {
    fs_err::create_dir_all(folder)?;
    let mut setup = running::patient(setup, PATIENCE);
    setup.agent = Some(Agent {
        sources: &[RECORDER],
        options: String::new(),
        recordings: folder.to_owned(),
        reads: None,
    });
    let mut engine = Engine::start(setup).context("could not start the engine")?;
    let mut events = Vec::new();
    for (number, request) in requests {
        events.push((*number, handle(&mut engine, request, folder)?));
    }
    Ok(events)
}

fn handle(engine: &mut Engine, request: &Request, folder: &Path) -> anyhow::Result<Handled> {
    let mut completed: Option<Completed> = None;
    let ran = engine.invoke((*request).clone(), &mut |observation| {
        if let Observation::Completed(done) = observation {
            completed = Some(*done);
        }
    });
    running::finished(ran)?;
    engine.retire();
    let completed = completed.context("the engine refused the event")?;
    let file = folder.join(completed.environment.to_string());
    let recorded = running::recording(&file)?;
    // The next environment has a file of its own.
    let _ = fs_err::remove_file(&file);
    Ok(Handled {
        error_type: error_type(&completed),
        // What cannot be read is a process that ended before its init did.
        recording: Recording::read(&recorded).unwrap_or_default(),
    })
}

fn error_type(completed: &Completed) -> Option<String> {
    if completed.report.status == Status::Timeout {
        return Some("Sandbox.Timedout".to_owned());
    }
    match &completed.outcome {
        Outcome::Success { .. } => None,
        Outcome::FunctionError { error_type, .. } => Some(error_type.clone()),
    }
}
