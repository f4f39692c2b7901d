//! The engine at work: the only place that runs one.

use std::cell::Cell;
use std::iter;

use warmfront_engine::{Engine, Observation, Request};

use super::steps::{Step, steps};
use crate::commands::events::EventFile;
use crate::commands::running;
use crate::report::progress::Progress;
use crate::report::summary::Tally;
use crate::report::{Ended, Invocation, Report, Role};
use crate::settings::Plan;

/// What is run.
pub(super) struct Task<'a> {
    pub(super) plan: Plan,
    pub(super) events: &'a [EventFile],
    pub(super) client_context: Option<String>,
    pub(super) cognito_identity: Option<String>,
}

impl Task<'_> {
    /// Returns how many invocations it makes.
    pub(super) fn n_invocations(&self) -> usize {
        let steps = steps(self.plan, self.events.len());
        steps.iter().map(|step| step.n).sum()
    }

    fn request(&self, event: usize) -> Request {
        Request {
            payload: self.events[event].payload.clone(),
            client_context: self.client_context.clone(),
            cognito_identity: self.cognito_identity.clone(),
        }
    }
}

/// What hears of a run: the report, the progress, and what is kept for the end.
pub(super) struct Listener<'a> {
    pub(super) report: Box<dyn Report + 'a>,
    pub(super) progress: Progress,
    /// Figures of the invocations so far.
    pub(super) tally: Tally<'a>,
    /// Payload of the last response.
    pub(super) last: Option<Vec<u8>>,
}

impl Listener<'_> {
    fn observe(&mut self, step: Step, observation: Observation) {
        let ended = match observation {
            Observation::Event(event) => return self.report.event(&event),
            Observation::Completed(completed) => Ended::Completed(completed),
            Observation::Refused(refusal) => Ended::Refused(refusal),
        };
        self.progress.advance();
        let invocation = Invocation {
            event: step.event,
            role: step.role,
            ended,
        };
        self.last = invocation
            .completed()
            .map(|completed| completed.outcome.payload().to_vec())
            .or(self.last.take());
        self.tally.add(&invocation);
        self.report.invocation(invocation);
    }
}

/// Makes all invocations of a task.
pub(super) fn run(
    engine: &mut Engine,
    task: &Task<'_>,
    listener: &mut Listener<'_>,
) -> anyhow::Result<()> {
    for step in steps(task.plan, task.events.len()) {
        if listener.report.is_broken() {
            break;
        }
        if step.role == Role::Cold {
            engine.retire();
        }
        take(engine, task, step, listener)?;
    }
    Ok(())
}

/// Makes the invocations of one step.
fn take(
    engine: &mut Engine,
    task: &Task<'_>,
    step: Step,
    listener: &mut Listener<'_>,
) -> anyhow::Result<()> {
    let broken = Cell::new(false);
    let mut requests = iter::repeat_with(|| task.request(step.event))
        .take(step.n)
        .take_while(|_| !broken.get());
    let mut observe = |observation| {
        listener.observe(step, observation);
        broken.set(listener.report.is_broken());
    };
    running::finished(engine.invoke_all(&mut requests, step.concurrency, &mut observe))
}
