//! Cold starts of two setups by turns: what one costs against the other.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::Context;
use bytes::Bytes;
use warmfront_engine::{Engine, Observation, Request, RunError, Setup};
use warmfront_model::invocation::Completed;
use warmfront_stats::compare::Pairs;
use warmfront_stats::decision::Decision;
use warmfront_stats::probability::Confidence;

use crate::exit::Interrupted;

/// Differences below this part make none.
const MARGIN: f64 = 0.01;

/// Pairs at a time, at most. They disturb each other's elapsed time, which nothing is decided by.
const MOST_AT_ONCE: usize = 2;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Pairs after which nothing more is tried.
    pub(super) most_pairs: usize,
}

/// What a comparison of cold starts came to.
#[derive(Debug, Clone)]
pub(super) struct Compared {
    /// CPU time of init and first invocation, second over first.
    pub(super) cpu: Pairs,
    /// What can be said of CPU time.
    pub(super) decision: Decision,
}

impl Compared {
    /// Returns the median ratio, or one where nothing was measured.
    pub(super) fn ratio(&self) -> f64 {
        self.cpu.ratios().map_or(1.0, |ratios| ratios.median())
    }
}

/// Compares the cold starts of two setups on the same requests by turns, until CPU time decides.
///
/// CPU time is what a function is billed for where it has one vCPU or less, and other work on this
/// machine disturbs it least.
pub(super) fn compare(
    setups: [&Setup; 2],
    requests: &[Request],
    effort: Effort,
) -> anyhow::Result<Compared> {
    let comparison = Comparison {
        setups,
        requests,
        effort,
        next: AtomicUsize::new(0),
        compared: Mutex::new(Compared {
            cpu: Pairs::default(),
            decision: Decision::Undecided,
        }),
    };
    let n_lanes = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..n_lanes.min(MOST_AT_ONCE))
            .map(|_| scope.spawn(|| comparison.lane()))
            .collect();
        lanes.into_iter().try_for_each(|lane| {
            let done = lane.join();
            done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    })?;
    let compared = comparison.compared.into_inner();
    Ok(compared.unwrap_or_else(PoisonError::into_inner))
}

/// A comparison that several threads work on.
struct Comparison<'a> {
    setups: [&'a Setup; 2],
    requests: &'a [Request],
    effort: Effort,
    next: AtomicUsize,
    compared: Mutex<Compared>,
}

impl Comparison<'_> {
    /// Measures one pair after the other until there is a decision.
    fn lane(&self) -> anyhow::Result<()> {
        let start =
            |setup: &Setup| Engine::start(setup.clone()).context("could not start the engine");
        let mut engines = [start(self.setups[0])?, start(self.setups[1])?];
        loop {
            let pair = self.next.fetch_add(1, Ordering::Relaxed);
            if pair >= self.effort.most_pairs {
                return Ok(());
            }
            let request = &self.requests[pair / 2 % self.requests.len()];
            let mut spent = [0.0; 2];
            // Whoever is first finds the machine as the other left it: take turns.
            for turn in [pair % 2, (pair + 1) % 2] {
                spent[turn] = cold_start(&mut engines[turn], request)?;
            }
            let mut compared = self.compared.lock().unwrap_or_else(PoisonError::into_inner);
            if compared.decision != Decision::Undecided {
                return Ok(());
            }
            compared.cpu.add(spent[0], spent[1])?;
            compared.decision = compared.cpu.decision(MARGIN, Confidence::P95);
        }
    }
}

/// Returns the seconds of CPU that init and the first invocation took in a new environment.
fn cold_start(engine: &mut Engine, request: &Request) -> anyhow::Result<f64> {
    let completed = handle(engine, request)?;
    engine.retire();
    let init = completed.cold_start.map(|cold| cold.init.cpu);
    Ok((init.unwrap_or_default() + completed.cpu).as_secs_f64())
}

/// Has a new environment handle one event, and returns its number.
pub(super) fn once(setup: Setup, request: &Request) -> anyhow::Result<u32> {
    let mut engine = Engine::start(setup).context("could not start the engine")?;
    Ok(handle(&mut engine, request)?.environment)
}

/// Makes a request of an event.
pub(super) fn request(payload: Bytes) -> Request {
    Request {
        payload,
        client_context: None,
        cognito_identity: None,
    }
}

fn handle(engine: &mut Engine, request: &Request) -> anyhow::Result<Completed> {
    let mut completed = None;
    let ran = engine.invoke(request.clone(), &mut |observation| {
        if let Observation::Completed(done) = observation {
            completed = Some(*done);
        }
    });
    match ran {
        Ok(()) => {}
        Err(RunError::Interrupted) => return Err(Interrupted.into()),
        Err(error) => return Err(error).context("could not run the function"),
    }
    completed.context("the engine refused the event")
}
