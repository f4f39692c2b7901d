//! The commands: each brings settings, capabilities and a report together.

pub(crate) mod build;
pub(crate) mod check;
mod completions;
pub(crate) mod events;
pub(crate) mod explain;
mod functions;
mod invoke;
mod man;
pub(crate) mod optimize;
mod paired;
pub(crate) mod profile;
pub(crate) mod project;
pub(crate) mod report;
mod running;
mod target;
pub(crate) mod tune;
pub(crate) mod verify;
pub(crate) mod witnessed;

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap::Parser;
use tempfile::TempDir;

use crate::args::{Cli, Command};
use crate::exit::{OutputError, Status};

/// Reads the command line and does what it says.
pub(crate) fn run() -> anyhow::Result<Status> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return refuse(&told),
    };
    match cli.command {
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
        Command::Check(args) => check::run(*args),
        Command::Explain(args) => explain::run(&args),
        Command::Functions(args) => functions::run(args),
        Command::Events(args) => events::run(*args),
        Command::Optimize(args) => optimize::run(*args),
        Command::Invoke(args) => invoke::run(*args),
        Command::Profile(args) => profile::run(*args),
        Command::Build(args) => build::run(*args),
        Command::Verify(args) => verify::run(*args),
        Command::Report(args) => report::run(args),
        Command::Tune(args) => tune::run(*args),
    }
}

/// Writes what a user should know of how the work was done, each line after a word for its weight.
fn tell(weight: &str, notes: &[String]) {
    let mut stderr = io::stderr().lock();
    for note in notes {
        // A failure to write to standard error cannot be told anywhere.
        let _ = writeln!(stderr, "{weight}: {note}");
    }
}

/// Makes a folder for what a run needs while it lasts; it goes with the run.
fn scratch(state_folder: &Path, prefix: &str) -> anyhow::Result<TempDir> {
    let made = std::fs::create_dir_all(state_folder).and_then(|()| {
        tempfile::Builder::new()
            .prefix(prefix)
            .tempdir_in(state_folder)
    });
    made.with_context(|| format!("could not make a folder in `{}`", state_folder.display()))
}

/// Writes what the parser has to say: help and version, or what is wrong with the flags.
fn refuse(told: &clap::Error) -> anyhow::Result<Status> {
    let text = told.render().to_string();
    if told.use_stderr() {
        // A failure to write to standard error cannot be told anywhere.
        let _ = io::stderr().write_all(text.as_bytes());
        return Ok(Status::Failed);
    }
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    Ok(Status::Good)
}
