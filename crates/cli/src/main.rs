//! The `warmfront` command: arguments, settings, composition and reports.
//!
//! It computes nothing that a capability could: it brings capabilities together and prints.

mod args;
mod commands;
mod exit;
mod hint;
mod report;
mod settings;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let status = match commands::run() {
        Ok(status) => status,
        Err(error) => exit::failure(&error, &mut io::stderr().lock()),
    };
    status.into()
}
