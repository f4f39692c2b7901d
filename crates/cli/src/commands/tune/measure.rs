//! The search at work, once, and once more where the deployed function's log changes the question.

use warmfront_tune::TuneError;
use warmfront_tune::calibration::Calibration;
use warmfront_tune::plan::Plan;
use warmfront_tune::run::{Request, Run};
use warmfront_tune::tuning::Tuning;

use super::bench::Bench;
use super::deployed::{self, Deployed, Taken};
use crate::commands::running;
use crate::commands::target::Prepared;
use crate::report::progress::{Audience, Progress};
use crate::settings::Target;

/// What is measured.
pub(in crate::commands) struct Task<'a> {
    pub(in crate::commands) plan: &'a Plan,
    pub(in crate::commands) prepared: &'a Prepared,
    pub(in crate::commands) target: &'a Target,
    pub(in crate::commands) audience: Audience,
}

/// What came of it.
pub(in crate::commands) struct Measured {
    /// The result, scaled where there is something to scale by.
    pub(in crate::commands) tuning: Tuning,
    /// What it is scaled by.
    pub(in crate::commands) calibration: Option<Calibration>,
    /// What a reader should know of the runs.
    pub(in crate::commands) notes: Vec<String>,
}

/// Runs the search, and scales what comes of it.
pub(in crate::commands) fn measure(
    task: &Task<'_>,
    log: Option<Deployed>,
) -> anyhow::Result<Measured> {
    let events = task.prepared.events.iter();
    let requests = events.map(|event| running::request(task.target, event.payload.clone()));
    let progress = Progress::new(task.audience, "invocations", task.plan.budget);
    let mut bench = Bench::new(&task.prepared.setup, requests.collect(), progress);
    let mut taken = Taken::default();
    let mut tuning = tune(task.plan, |request| {
        let runs = bench.measure(request)?;
        taken.keep(request, &runs);
        Ok(runs)
    })?;
    let mut notes = Vec::new();
    let mut calibration = None;
    if let Some(mut log) = log {
        calibration = log.calibrate(task.plan, &tuning);
        let again = calibration
            .as_ref()
            .and_then(|one| deployed::again(task.plan, one));
        if let Some(plan) = again {
            tuning = tune(&plan, |request| match taken.replay(request) {
                Some(runs) => Ok(runs),
                None => bench.measure(request),
            })?;
        }
        if let Some(calibration) = &calibration {
            deployed::scale(&mut tuning, task.plan, calibration);
        }
        notes = log.notes;
    }
    notes.extend(bench.vary().map(|event| {
        let name = &task.prepared.events[event].name;
        format!("responses to {name} differ from one invocation to the next")
    }));
    Ok(Measured {
        tuning,
        calibration,
        notes,
    })
}

fn tune(
    plan: &Plan,
    mut measure: impl FnMut(&Request) -> anyhow::Result<Vec<Run>>,
) -> anyhow::Result<Tuning> {
    let tuned = warmfront_tune::tune(plan, &mut measure, &mut |_| {});
    tuned.map_err(|error| match error {
        TuneError::Measure(error) => error,
        TuneError::Plan(error) => error.into(),
    })
}
