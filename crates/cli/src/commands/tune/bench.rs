//! The function at any memory size: what the search measures with.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::Context;
use serde_json::Value;
use warmfront_engine::{Engine, Observation, Refusal, Request as Invocation, Setup};
use warmfront_model::invocation::{Completed, Outcome, Status};
use warmfront_model::units::MemorySize;
use warmfront_tune::run::{End, Environment, Request, Run};

use crate::commands::running;
use crate::report::progress::Progress;

/// Environments of different sizes that wait for the next request, at most: each holds its memory.
const MOST_KEPT: usize = 4;

/// Longest message of an error that is kept, in characters.
const LONGEST_MESSAGE: usize = 200;

/// The function at any memory size.
pub(super) struct Bench<'a> {
    setup: &'a Setup,
    requests: Vec<Invocation>,
    /// Engines by size; the one that was used last is the last.
    engines: Vec<(MemorySize, Engine)>,
    /// Digests of the different responses to each event.
    responses: Vec<BTreeSet<u64>>,
    progress: Progress,
}

impl<'a> Bench<'a> {
    /// Makes a bench for a function and its events.
    pub(super) fn new(setup: &'a Setup, requests: Vec<Invocation>, progress: Progress) -> Self {
        Self {
            setup,
            responses: vec![BTreeSet::new(); requests.len()],
            requests,
            engines: Vec::new(),
            progress,
        }
    }

    /// Makes the invocations that are asked for, until one ends its environment for good.
    pub(super) fn measure(&mut self, request: &Request) -> anyhow::Result<Vec<Run>> {
        let index = self.ready(request.size)?;
        let engine = &mut self.engines[index].1;
        if request.environment == Environment::New {
            engine.retire();
        }
        let mut runs = Vec::new();
        for _ in 0..request.n {
            let (run, is_over) = invoke(engine, &self.requests[request.event], |response| {
                self.responses[request.event].insert(response);
            })?;
            runs.push(run);
            self.progress.advance();
            if is_over {
                break;
            }
        }
        Ok(runs)
    }

    /// Returns the events whose responses differ from one invocation to the next.
    pub(super) fn vary(&self) -> impl Iterator<Item = usize> {
        let varying = self.responses.iter().enumerate();
        varying.filter_map(|(event, responses)| (responses.len() > 1).then_some(event))
    }

    /// Returns which engine runs at a size, and starts it where there is none.
    fn ready(&mut self, size: MemorySize) -> anyhow::Result<usize> {
        let known = self.engines.iter().position(|(known, _)| *known == size);
        let entry = if let Some(index) = known {
            self.engines.remove(index)
        } else {
            let mut setup = self.setup.clone();
            setup.function.memory_size = size;
            let engine = Engine::start(setup).context("could not start the engine")?;
            if self.engines.len() >= MOST_KEPT {
                self.engines.remove(0).1.stop();
            }
            (size, engine)
        };
        self.engines.push(entry);
        Ok(self.engines.len() - 1)
    }
}

/// Makes one invocation; tells a digest of its response, and whether the environment is gone.
fn invoke(
    engine: &mut Engine,
    request: &Invocation,
    mut respond: impl FnMut(u64),
) -> anyhow::Result<(Run, bool)> {
    let mut told = None;
    let ran = engine.invoke(request.clone(), &mut |observation| match observation {
        Observation::Completed(completed) => {
            if let Outcome::Success { payload } = &completed.outcome {
                respond(digest(payload));
            }
            told = Some((run(&completed), completed.ended_its_environment()));
        }
        Observation::Refused(refusal) => told = Some((refused(&refusal), true)),
        Observation::Event(_) => {}
    });
    running::finished(ran)?;
    told.context("the engine did not tell how an invocation ended")
}

fn run(completed: &Completed) -> Run {
    Run {
        init: completed.cold_start.map(|cold| cold.init),
        wall: completed.report.duration,
        cpu: completed.cpu,
        max_memory_mb: completed.report.max_memory_used_mb,
        end: end(completed),
    }
}

fn refused(refusal: &Refusal) -> Run {
    Run {
        init: None,
        wall: std::time::Duration::ZERO,
        cpu: std::time::Duration::ZERO,
        max_memory_mb: 0,
        end: End::Failed {
            kind: "refused".to_owned(),
            message: refusal.to_string(),
        },
    }
}

fn end(completed: &Completed) -> End {
    let platform = completed.report.error_type.as_deref();
    match &completed.outcome {
        _ if completed.report.status == Status::Timeout => End::TimedOut,
        Outcome::Success { .. } => End::Finished,
        // Where memory is watched and not limited, the interpreter finds the limit first.
        Outcome::FunctionError { error_type, .. }
            if platform == Some("Runtime.OutOfMemory") || error_type == "MemoryError" =>
        {
            End::OutOfMemory
        }
        Outcome::FunctionError {
            error_type,
            payload,
        } => End::Failed {
            kind: error_type.clone(),
            message: message(payload),
        },
    }
}

/// Returns the message of an error document.
fn message(payload: &[u8]) -> String {
    let document: Option<Value> = serde_json::from_slice(payload).ok();
    let message = document
        .as_ref()
        .and_then(|document| document.get("errorMessage"));
    let message = message.and_then(Value::as_str).unwrap_or_default();
    let line = message.lines().next().unwrap_or_default();
    line.chars().take(LONGEST_MESSAGE).collect()
}

fn digest(payload: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    payload.hash(&mut hasher);
    hasher.finish()
}
