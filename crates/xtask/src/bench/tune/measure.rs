//! Measuring every size: rounds over all functions and sizes, so that a change of the machine falls
//! on all of them.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use warmfront_engine::{Engine, Limits, Observation, Setup};
use warmfront_model::event::Record;
use warmfront_model::invocation::{Completed, Outcome, Status};
use warmfront_model::units::MemorySize;
use warmfront_testkit::python;
use warmfront_tune::run::{End, Run};

use super::SIZES;
use super::kept::{self, Environment};
use crate::bench::contender::{bare_setup, request};
use crate::bench::{Pace, load};
use crate::workspace::Workspace;

/// Environments of every function at every size.
const N_ROUNDS: usize = 5;

/// Invocations in each, the cold one included.
const N_INVOCATIONS: usize = 11;

/// Where the functions are, from the workspace's root.
const EXAMPLES: &str = "examples/tune";

/// Measures the functions and keeps what was seen.
pub(super) fn all(workspace: &Workspace, names: &[&str], pace: Pace) -> anyhow::Result<()> {
    let interpreters = python::interpreters();
    let python = interpreters.last().context("no Python")?;
    let begun = Instant::now();
    let load_before = load();
    let n_rounds = if pace == Pace::Quick { 1 } else { N_ROUNDS };
    let mut seen: Vec<Vec<Environment>> = names.iter().map(|_| Vec::new()).collect();
    for round in 0..n_rounds {
        for (name, seen) in names.iter().zip(&mut seen) {
            let code = workspace.root.join(EXAMPLES).join(name);
            let setup = bare_setup(workspace, python, &code);
            // The order alternates, so that what changes over time is in no size's favour.
            let mut sizes = SIZES;
            if round % 2 == 1 {
                sizes.reverse();
            }
            for megabytes in sizes {
                let size = MemorySize::new(megabytes)?;
                let runs = environment(&setup, size)?;
                seen.push(Environment { size, round, runs });
            }
        }
        println!(
            "round {} of {n_rounds}: {:.0} s",
            round + 1,
            begun.elapsed().as_secs_f64()
        );
    }
    let build = if cfg!(debug_assertions) {
        "unoptimised"
    } else {
        "optimised"
    };
    let how = format!("{python}, {build} engine, load {load_before} to {}", load());
    for (name, seen) in names.iter().zip(&mut seen) {
        seen.sort_by_key(|environment| (environment.size, environment.round));
        kept::write(&kept::file(workspace, name), &how, seen)?;
    }
    println!("{how}");
    Ok(())
}

/// Runs one environment; it ends early when its function cannot go on.
fn environment(setup: &Setup, size: MemorySize) -> anyhow::Result<Vec<Run>> {
    let mut setup = setup.clone();
    setup.function.memory_size = size;
    let mut engine = Engine::start(setup)?;
    ensure!(
        engine.limits() != Limits::Modelled,
        "no control groups here"
    );
    let mut runs = Vec::new();
    for _ in 0..N_INVOCATIONS {
        let run = invoke(&mut engine)?;
        let finished = run.end == End::Finished;
        runs.push(run);
        if !finished {
            break;
        }
    }
    engine.stop();
    Ok(runs)
}

fn invoke(engine: &mut Engine) -> anyhow::Result<Run> {
    let (mut done, mut out_of_memory) = (None, false);
    engine.invoke(request(b"{}"), &mut |observation| match observation {
        Observation::Completed(completed) => done = Some(*completed),
        Observation::Event(event) => {
            if let Record::Report { report, .. } = event.record {
                out_of_memory |= report.error_type.as_deref() == Some("Runtime.OutOfMemory");
            }
        }
        Observation::Refused(_) => {}
    })?;
    let done = done.context("the invocation was refused")?;
    Ok(run(done, out_of_memory))
}

fn run(done: Completed, out_of_memory: bool) -> Run {
    let end = match done.outcome {
        Outcome::Success { .. } => End::Finished,
        Outcome::FunctionError { .. } if out_of_memory => End::OutOfMemory,
        Outcome::FunctionError { .. } if done.report.status == Status::Timeout => End::TimedOut,
        Outcome::FunctionError {
            error_type: kind,
            payload,
        } => End::Failed {
            kind,
            message: String::from_utf8_lossy(&payload).into_owned(),
        },
    };
    Run {
        init: done.cold_start.map(|cold| cold.init),
        wall: done.report.duration,
        cpu: done.cpu,
        max_memory_mb: done.report.max_memory_used_mb,
        end,
    }
}
