//! What the engine adds to a cold start: its own beside the same interpreter with the same
//! bootstrap, started by hand.

use std::io::Read as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use warmfront_engine::{Engine, Observation, RuntimeClient, Setup};
use warmfront_model::invocation::ColdStart;
use warmfront_stats::bootstrap;
use warmfront_stats::probability::Confidence;
use warmfront_stats::quantile::Sample;

use super::SEED;
use crate::bench::Bench;
use crate::bench::contender::{request, setup};

const N_PAIRS: usize = 40;

/// Starts in pairs, in an order that alternates.
pub(super) fn compare(bench: &Bench<'_>) -> anyhow::Result<()> {
    let setup = setup(bench, RuntimeClient::Embedded, Vec::new());
    let mut engine = Engine::start(setup.clone())?;
    engine_start(&mut engine)?;
    let bootstrap = newest_bootstrap(&setup.cache_folder)?;
    let mut added = Vec::with_capacity(N_PAIRS);
    let (mut ours, mut theirs, mut prepared) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..N_PAIRS {
        let (cold, hand) = if pair % 2 == 0 {
            let cold = engine_start(&mut engine)?;
            (cold, start_by_hand(&setup, &bootstrap)?)
        } else {
            let hand = start_by_hand(&setup, &bootstrap)?;
            (engine_start(&mut engine)?, hand)
        };
        added.push(millis(cold.init.wall) - millis(hand));
        ours.push(cold.init.wall);
        theirs.push(hand);
        prepared.push(cold.preparation);
    }
    let added = bootstrap::median(&Sample::new(added)?, Confidence::P95, SEED)?;
    println!("\ncold start of the same function, {N_PAIRS} pairs");
    println!(
        "  by hand, until the first request   p50 {:>7.3} ms",
        Sample::from_durations(theirs)?.median()
    );
    println!(
        "  engine, init                       p50 {:>7.3} ms",
        Sample::from_durations(ours)?.median()
    );
    println!(
        "  the engine adds, pair by pair      p50 {:>7.3} ms [{:.3}, {:.3}]",
        added.estimate, added.lower, added.upper
    );
    println!(
        "  ahead of it, for the environment   p50 {:>7.3} ms",
        Sample::from_durations(prepared)?.median()
    );
    Ok(())
}

fn engine_start(engine: &mut Engine) -> anyhow::Result<ColdStart> {
    engine.retire();
    let mut seen = None;
    engine.invoke(request(b"{}"), &mut |observation| {
        if let Observation::Completed(completed) = observation {
            seen = completed.cold_start;
        }
    })?;
    seen.context("the function failed")
}

/// Starts the bootstrap against a server that only listens; returns when its first request is there.
fn start_by_hand(setup: &Setup, bootstrap: &Path) -> anyhow::Result<Duration> {
    let server = TcpListener::bind("127.0.0.1:0")?;
    let begun = Instant::now();
    let mut child = Command::new(&setup.interpreter.program)
        .arg(bootstrap)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", server.local_addr()?.to_string())
        .env(
            "AWS_EXECUTION_ENV",
            format!("AWS_Lambda_python{}", setup.interpreter.version),
        )
        .env("_HANDLER", &setup.function.handler)
        .env("LAMBDA_TASK_ROOT", &setup.function.code)
        .env("WARMFRONT_PATH_FIRST", &setup.function.code)
        .env("WARMFRONT_NO_BYTECODE", "1")
        .env("LANG", "en_US.UTF-8")
        .current_dir(&setup.function.code)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    let (mut connection, _) = server.accept()?;
    let read = connection.read(&mut [0; 4096])?;
    let taken = begun.elapsed();
    child.kill()?;
    child.wait()?;
    ensure!(read > 0, "the bootstrap asked for nothing");
    Ok(taken)
}

/// Returns the bootstrap that the engine has just compiled.
fn newest_bootstrap(cache: &Path) -> anyhow::Result<PathBuf> {
    let entries = fs_err::read_dir(cache.join("bootstrap"))?;
    let programs = entries
        .flatten()
        .map(|entry| entry.path().join("bootstrap.pyc"));
    let dated = programs.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)));
    dated
        .max()
        .map(|(_, path)| path)
        .context("the engine compiled no bootstrap")
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
