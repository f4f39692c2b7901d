//! What a command writes: one description of the work, rendered as text or as JSON.
//!
//! Reports are told what happens as it happens; nothing is measured or decided here.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod diff;
mod digits;
pub(crate) mod events;
mod figures;
pub(crate) mod file;
pub(crate) mod html;
pub(crate) mod json;
mod log;
pub(crate) mod manual;
pub(crate) mod optimize;
pub(crate) mod profile;
pub(crate) mod progress;
pub(crate) mod response;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod tune;
pub(crate) mod verify;

use std::io;

use warmfront_engine::{Interpreter, Refusal, RuntimeClient};
use warmfront_model::event::Event;
use warmfront_model::function::Function;
use warmfront_model::invocation::{Completed, Outcome, Status};

pub(crate) use log::LogLines;
use summary::Summary;

/// What runs, on what.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// The function as it runs, with everything that overrides its configuration.
    pub(crate) function: Function,
    /// The interpreter.
    pub(crate) interpreter: Interpreter,
    /// The runtime interface client.
    pub(crate) runtime_client: RuntimeClient,
    /// The region it believes itself in.
    pub(crate) region: String,
    /// How limits are put into force.
    pub(crate) limits: String,
    /// What is not as it is on Lambda.
    pub(crate) notes: Vec<String>,
    /// Names of the events.
    pub(crate) events: Vec<String>,
}

/// A function as the project declares it.
#[derive(Debug, Clone)]
pub(crate) struct Listed<'a> {
    /// The function.
    pub(crate) function: &'a Function,
    /// Where it is declared.
    pub(crate) source: &'a str,
    /// What a reader should know of it.
    pub(crate) notes: &'a [String],
}

/// Why an invocation was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// To measure a cold start.
    Cold,
    /// To have a warm environment; not measured.
    WarmUp,
    /// To measure a warm invocation.
    Warm,
}

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// An environment handled it.
    Completed(Box<Completed>),
    /// No environment saw it.
    Refused(Refusal),
}

/// One invocation of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// Which event it handled.
    pub(crate) event: usize,
    /// Why it was made.
    pub(crate) role: Role,
    /// How it ended.
    pub(crate) ended: Ended,
}

impl Invocation {
    /// Returns what went wrong, as one word or error type.
    pub(crate) fn failure(&self) -> Option<&str> {
        match &self.ended {
            Ended::Refused(Refusal::Throttled { .. }) => Some("throttled"),
            Ended::Refused(Refusal::RequestTooLarge { .. }) => Some("request too large"),
            Ended::Completed(completed) if completed.report.status == Status::Timeout => {
                Some("timeout")
            }
            Ended::Completed(completed) => match &completed.outcome {
                Outcome::Success { .. } => None,
                Outcome::FunctionError { error_type, .. } => Some(error_type),
            },
        }
    }

    /// Returns the figures, if an environment handled it.
    pub(crate) fn completed(&self) -> Option<&Completed> {
        match &self.ended {
            Ended::Completed(completed) => Some(completed),
            Ended::Refused(_) => None,
        }
    }
}

/// One rendering of a run of invocations.
pub(crate) trait Report {
    /// Takes a lifecycle event.
    fn event(&mut self, event: &Event);

    /// Takes a finished invocation.
    fn invocation(&mut self, invocation: Invocation);

    /// Tells whether writing failed, so that more work would be for nothing.
    fn is_broken(&self) -> bool;

    /// Writes what stands at the end. The first failure to write surfaces here.
    fn finish(self: Box<Self>, subject: &Subject, summary: &Summary) -> io::Result<()>;
}
