//! `warmfront completions`.

use std::io::{self, Write};

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs};
use crate::exit::{OutputError, Status};

/// Writes the completion script of a shell.
pub(super) fn run(args: &CompletionsArgs) -> anyhow::Result<Status> {
    // Written in one piece: the generator itself panics where its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "warmfront", &mut script);
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(&script)
        .and_then(|()| stdout.flush())
        .map_err(OutputError::from)?;
    Ok(Status::Good)
}
