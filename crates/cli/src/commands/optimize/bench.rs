//! Measures two forms of a function by turns: a cold start each, and warm invocations after it.

use std::time::Duration;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use warmfront_engine::{Engine, Request, Setup};
use warmfront_model::invocation::{Completed, Outcome, Status};
use warmfront_optimize::figures::{Figures, Time};
use warmfront_optimize::laboratory::Measured;

use crate::commands::paired;

/// Warm invocations after a cold start, at least and at most.
const LEAST_WARM: u32 = 4;
const MOST_WARM: u32 = 20;

/// Time that warm invocations may take, over that of the cold start before them.
const WARM_OVER_COLD: f64 = 0.3;

/// Most characters of a failure that are told.
const LONGEST: usize = 160;

/// How many warm invocations follow a cold start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Pace {
    pub(super) n_warm: u32,
    /// What a cold start takes as it is shipped, in milliseconds.
    pub(super) cold_ms: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            n_warm: LEAST_WARM,
            cold_ms: 0.0,
        }
    }
}

impl Pace {
    /// Finds a pace at which warm invocations take no more time than they are worth.
    pub(super) fn find(setup: &Setup, requests: &[Request]) -> anyhow::Result<Self> {
        let mut side = Side::new(setup, requests, Self::default())?;
        let Ok(figures) = side.environment(0)? else {
            return Ok(Self::default());
        };
        let cold = figures.init.wall + figures.first.wall;
        let warm: f64 = figures.warm.iter().map(|time| time.wall).sum();
        let each = warm / f64::from(LEAST_WARM);
        let n_warm = (cold * WARM_OVER_COLD / each.max(1e-3)).min(f64::from(MOST_WARM));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a handful, and not negative"
        )]
        let n_warm = n_warm as u32;
        Ok(Self {
            n_warm: n_warm.max(LEAST_WARM),
            cold_ms: cold,
        })
    }
}

/// Measures so many pairs.
pub(super) fn measure(
    setups: [&Setup; 2],
    requests: &[Request],
    (pace, n_pairs): (Pace, usize),
) -> anyhow::Result<Measured> {
    let mut sides = [
        Side::new(setups[0], requests, pace)?,
        Side::new(setups[1], requests, pace)?,
    ];
    let mut pairs = Vec::new();
    for pair in 0..n_pairs {
        let mut figures = [None, None];
        // Whoever is first finds the machine as the other left it: take turns.
        for turn in [pair % 2, (pair + 1) % 2] {
            match sides[turn].environment(pair)? {
                Ok(measured) => figures[turn] = Some(measured),
                Err(failure) => return Ok(Measured::Unfit(failure)),
            }
        }
        if let [Some(before), Some(after)] = figures {
            pairs.push([before, after]);
        }
    }
    Ok(Measured::Pairs(pairs))
}

/// One form of the function.
struct Side<'r> {
    engine: Engine,
    requests: &'r [Request],
    pace: Pace,
}

impl<'r> Side<'r> {
    fn new(setup: &Setup, requests: &'r [Request], pace: Pace) -> anyhow::Result<Self> {
        let engine = Engine::start(setup.clone()).context("could not start the engine")?;
        Ok(Self {
            engine,
            requests,
            pace,
        })
    }

    /// Runs a new environment, which begins with another event each time; or tells what failed.
    fn environment(&mut self, number: usize) -> anyhow::Result<Result<Figures, String>> {
        let request = |n: usize| &self.requests[n % self.requests.len()];
        let cold = paired::handle(&mut self.engine, request(number))?;
        if let Some(failure) = failure(&cold) {
            return Ok(Err(failure));
        }
        let init = cold.cold_start.unwrap_or_default().init;
        let mut figures = Figures {
            init: time(init.wall, init.cpu),
            first: of(&cold),
            warm: Vec::new(),
            max_memory_mb: cold.report.max_memory_used_mb,
            memory_size_mb: cold.report.memory_size.megabytes(),
        };
        for warm in 1..=self.pace.n_warm as usize {
            let completed = paired::handle(&mut self.engine, request(number + warm))?;
            if let Some(failure) = failure(&completed) {
                return Ok(Err(failure));
            }
            figures.warm.push(of(&completed));
            let used = completed.report.max_memory_used_mb;
            figures.max_memory_mb = figures.max_memory_mb.max(used);
        }
        self.engine.retire();
        Ok(Ok(figures))
    }
}

fn of(completed: &Completed) -> Time {
    time(completed.report.duration, completed.cpu)
}

fn time(wall: Duration, cpu: Duration) -> Time {
    Time {
        wall: wall.as_secs_f64() * 1e3,
        cpu: cpu.as_secs_f64() * 1e3,
    }
}

/// Returns how an invocation failed, if it did.
fn failure(completed: &Completed) -> Option<String> {
    if completed.report.status == Status::Timeout {
        return Some("the function's time ran out".to_owned());
    }
    match &completed.outcome {
        Outcome::Success { .. } => None,
        Outcome::FunctionError {
            error_type,
            payload,
        } => {
            let text = String::from_utf8_lossy(payload);
            let text: String = text.chars().take(LONGEST).collect();
            Some(format!("the function failed with {error_type}: {text}"))
        }
    }
}
