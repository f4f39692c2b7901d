//! Native frames of warm invocations, sampled from outside by py-spy.
//!
//! py-spy is provided as a program, from `PyPI`, like a function's own dependencies: it reads the
//! memory of another process, and pays 0.5 ms and more for each sample, so it never watches an init.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};
use warmfront_engine::Request;
use warmfront_profile::document::Stacks;
use warmfront_profile::native;

use super::watched::Watched;

/// What is installed.
pub(super) const PACKAGE: &str = "py-spy==0.4.3";

/// How long it samples.
const DURATION: Duration = Duration::from_secs(3);

/// Samples per second.
const RATE: u32 = 100;

/// More invocations than this cannot be under way while it samples.
const MOST_INVOCATIONS: usize = 100_000;

/// What is sampled, and with what.
pub(super) struct Task<'a> {
    /// Folders in one of which py-spy was installed.
    pub(super) tools: &'a [PathBuf],
    /// Folder for what it writes.
    pub(super) folder: &'a Path,
    /// Gives a request of the event in turn.
    pub(super) request: &'a dyn Fn(usize) -> (usize, Request),
}

/// Samples invocations of an environment that is warm, and adds what was seen.
pub(super) fn sample(
    engine: &mut Watched,
    task: &Task<'_>,
    stacks: &mut Stacks,
) -> anyhow::Result<()> {
    let mut programs = task.tools.iter().map(|folder| folder.join("bin/py-spy"));
    let program = programs.find(|program| program.is_file());
    let program = program.context("py-spy was installed without its program")?;
    let raw = task.folder.join("native");
    let mut spy: Option<anyhow::Result<Spy>> = None;
    engine.warm((task.request)(0), &mut |process, n_handled| {
        let attached = spy.get_or_insert_with(|| attach(&program, process, &raw));
        let Ok(Spy(child)) = attached else {
            return None;
        };
        let running = matches!(child.try_wait(), Ok(None)) && n_handled < MOST_INVOCATIONS;
        running.then(|| (task.request)(n_handled).1)
    })?;
    let mut spy = spy.context("the environment ended before it could be sampled")??;
    let mut said = String::new();
    if let Some(mut stderr) = spy.0.stderr.take() {
        stderr
            .read_to_string(&mut said)
            .context("could not hear py-spy")?;
    }
    let status = spy.0.wait().context("could not wait for py-spy")?;
    let said = said.lines().last().unwrap_or("it said nothing");
    ensure!(
        status.success(),
        "py-spy could not sample the function: {said}"
    );
    native::add(stacks, &fs_err::read(&raw)?, Duration::from_secs(1) / RATE);
    Ok(())
}

/// A running py-spy, which does not outlive the work.
struct Spy(Child);

impl Drop for Spy {
    fn drop(&mut self) {
        // Where it has ended on its own there is nothing left to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn attach(program: &Path, process: u32, raw: &Path) -> anyhow::Result<Spy> {
    let mut command = Command::new(program);
    command.args(["record", "--native", "--format", "raw"]);
    command.args(["--rate", &RATE.to_string()]);
    command.args(["--duration", &DURATION.as_secs().to_string()]);
    command
        .args(["--pid", &process.to_string(), "--output"])
        .arg(raw);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let child = command.spawn();
    let child = child.with_context(|| format!("could not start `{}`", program.display()))?;
    Ok(Spy(child))
}
