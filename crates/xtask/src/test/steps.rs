//! What each step of `cargo xtask test` runs.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, ensure};
use warmfront_testkit::python::{self, Interpreter};

use super::tally::Tally;
use crate::environments::{self, Environments};
use crate::workspace::Workspace;
use crate::{fuzz, process, tidy};

pub(super) fn setup(workspace: &Workspace) -> anyhow::Result<Tally> {
    println!("{}", environments::ready(workspace)?.summary());
    Ok(Tally::default())
}

pub(super) fn fmt(workspace: &Workspace) -> anyhow::Result<Tally> {
    process::run(cargo(workspace).args(["fmt", "--all", "--check"]))?;
    let mut fuzz = cargo(workspace);
    fuzz.current_dir(workspace.root.join("fuzz"));
    process::run(fuzz.args(["fmt", "--check"]))?;
    Ok(Tally::default())
}

pub(super) fn clippy(workspace: &Workspace) -> anyhow::Result<Tally> {
    let command = &mut cargo(workspace);
    command.args(["clippy", "--quiet", "--workspace", "--all-targets"]);
    process::run(command.args(["--", "--deny", "warnings"]))?;
    Ok(Tally::default())
}

pub(super) fn tidy(workspace: &Workspace) -> anyhow::Result<Tally> {
    tidy::run(workspace)?;
    Ok(Tally::default())
}

/// Every Rust test but those in documentation.
pub(super) fn nextest(workspace: &Workspace) -> anyhow::Result<Tally> {
    let environments = environments::ready(workspace)?;
    let mut command = cargo(workspace);
    command.envs(environments.variables());
    if !process::has_subcommand("nextest") {
        println!("cargo-nextest is not installed: running `cargo test`");
        command.args(["test", "--quiet", "--workspace", "--no-fail-fast"]);
        command.args(["--lib", "--bins", "--tests"]);
        let mut tally = Tally::default();
        let status = process::follow(command, |line| {
            tally += Tally::of_cargo_test(line).unwrap_or_default();
        })?;
        return Ok(tally.with_status(status.success()));
    }
    command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    // Half of the time the engine's tests wait for a deadline or a process that starts.
    let threads = 2 * thread::available_parallelism().map_or(1, usize::from);
    command.args(["--test-threads", &threads.to_string()]);
    command.args(["--cargo-quiet", "--no-tests", "pass"]);
    command.args(["--status-level", "slow", "--final-status-level", "fail"]);
    let mut tally = Tally::default();
    let status = process::follow(command, |line| {
        // The last one counts: a test may print such a line too.
        tally = Tally::of_nextest(line).unwrap_or(tally);
    })?;
    Ok(tally.with_status(status.success()))
}

/// The documentation's links and its tests.
pub(super) fn doc(workspace: &Workspace) -> anyhow::Result<Tally> {
    let mut links = cargo(workspace);
    links.args([
        "doc",
        "--quiet",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    process::run(links.env("RUSTDOCFLAGS", "--deny warnings"))?;
    let mut tests = cargo(workspace);
    tests.args(["test", "--quiet", "--workspace", "--doc", "--no-fail-fast"]);
    // Most crates have none, and say so at length.
    let (status, text) = process::gather(tests)?;
    let mut tally = Tally::default();
    for counted in text.lines().filter_map(Tally::of_cargo_test) {
        tally += counted;
    }
    if !status.success() {
        println!("{text}");
    }
    Ok(tally.with_status(status.success()))
}

/// The unit tests of embedded Python, of every crate under every interpreter.
pub(super) fn python(workspace: &Workspace) -> anyhow::Result<Tally> {
    let environments = environments::ready(workspace)?;
    let suites = workspace.python_folders("tests");
    let jobs: Vec<_> = suites
        .iter()
        .flat_map(|suite| {
            environments
                .interpreters
                .iter()
                .map(move |found| (suite, found))
        })
        .collect();
    let next = AtomicUsize::new(0);
    let total = Mutex::new(Ok(Tally::default()));
    let work = || {
        while let Some((suite, interpreter)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let tally = unittest(workspace, &environments, suite, interpreter);
            let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
            match (&mut *total, tally) {
                (Ok(total), Ok(tally)) => *total += tally,
                (Ok(_), Err(failure)) => *total = Err(failure),
                (Err(_), _) => {}
            }
        }
    };
    // These, too, wait half of the time for processes that they start.
    let n_threads = 2 * thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(work);
        }
    });
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Checks that fuzz targets still build; they are no part of the workspace.
pub(super) fn fuzz(workspace: &Workspace) -> anyhow::Result<Tally> {
    fuzz::check(workspace)?;
    Ok(Tally::default())
}

fn cargo(workspace: &Workspace) -> Command {
    let mut command = process::cargo();
    command.current_dir(&workspace.root);
    command
}

fn unittest(
    workspace: &Workspace,
    environments: &Environments,
    suite: &Path,
    interpreter: &Interpreter,
) -> anyhow::Result<Tally> {
    let mut command = interpreter.command();
    command.current_dir(&workspace.root);
    command
        .args(["-m", "unittest", "discover", "-s"])
        .arg(suite);
    command.envs(environments.variables());
    if let Some(place) = environments.awslambdaric(interpreter) {
        command.env(python::AWSLAMBDARIC, place);
    }
    let (status, text) = process::gather(command)?;
    let shown = suite.strip_prefix(&workspace.root).unwrap_or(suite);
    let tally = Tally::of_unittest(&text)
        .with_context(|| format!("{text}\n{} broke under {interpreter}", shown.display()))?
        .with_status(status.success());
    ensure!(
        tally != Tally::default(),
        "{} holds no test that runs under {interpreter}",
        shown.display()
    );
    if tally.failed > 0 {
        println!("{text}");
    }
    println!("{interpreter}, {}: {tally}", shown.display());
    Ok(tally)
}
