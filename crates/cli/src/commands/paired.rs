//! Cold starts of two setups by turns: what one costs against the other.

use std::time::{Duration, Instant};

use anyhow::Context;
use warmfront_engine::{Engine, Observation, Request, Setup};
use warmfront_model::invocation::Completed;
use warmfront_stats::compare::Pairs;
use warmfront_stats::decision::Decision;
use warmfront_stats::probability::Confidence;

use super::running;

/// Differences below this part make none.
const MARGIN: f64 = 0.01;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Pairs after which nothing more is tried.
    pub(super) most_pairs: usize,
    /// Time after which no further pair is begun, once there are enough for an answer.
    pub(super) budget: Duration,
}

/// Pairs that are run whatever time they take.
const LEAST_PAIRS: usize = 8;

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
/// machine disturbs it least. One pair at a time all the same: beside another, threads that wait for
/// work in a loop get less of a processor, and what they waste does not show.
pub(super) fn compare(
    setups: [&Setup; 2],
    requests: &[Request],
    effort: Effort,
) -> anyhow::Result<Compared> {
    let start = |setup: &Setup| Engine::start(setup.clone()).context("could not start the engine");
    let mut engines = [start(setups[0])?, start(setups[1])?];
    let mut cpu = Pairs::default();
    let mut decision = Decision::Undecided;
    let begun = Instant::now();
    for pair in 0..effort.most_pairs {
        if pair >= LEAST_PAIRS && begun.elapsed() > effort.budget {
            break;
        }
        let request = &requests[pair % requests.len()];
        let mut spent = [Duration::ZERO; 2];
        // Whoever is first finds the machine as the other left it: take turns.
        for turn in [pair % 2, (pair + 1) % 2] {
            spent[turn] = cold_start(&mut engines[turn], request)?;
        }
        cpu.add(spent[0].as_secs_f64(), spent[1].as_secs_f64())?;
        decision = cpu.decision(MARGIN, Confidence::P95);
        if decision != Decision::Undecided {
            break;
        }
    }
    Ok(Compared { cpu, decision })
}

/// Returns the CPU time that init and the first invocation took in a new environment.
fn cold_start(engine: &mut Engine, request: &Request) -> anyhow::Result<Duration> {
    let completed = handle(engine, request)?;
    engine.retire();
    let init = completed.cold_start.map(|cold| cold.init.cpu);
    Ok(init.unwrap_or_default() + completed.cpu)
}

/// Has one event handled, and returns what was measured of it.
pub(super) fn handle(engine: &mut Engine, request: &Request) -> anyhow::Result<Completed> {
    let mut completed = None;
    let ran = engine.invoke(request.clone(), &mut |observation| {
        if let Observation::Completed(done) = observation {
            completed = Some(*done);
        }
    });
    running::finished(ran)?;
    completed.context("the engine refused the event")
}

/// Has a new environment handle one event, and returns its number.
pub(super) fn once(setup: Setup, request: &Request) -> anyhow::Result<u32> {
    let mut engine = Engine::start(setup).context("could not start the engine")?;
    Ok(handle(&mut engine, request)?.environment)
}
