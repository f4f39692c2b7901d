//! Flags of `warmfront events`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::Args;

use super::{FormatArgs, FunctionArgs, MachineArgs, ProjectArgs};

const LONG_ABOUT: &str = "\
Makes plausible events for a function that has none, and writes them beside it.

Their shape comes from what triggers the function in its template, their values from what its code \
reads. Each is run once, and those are kept that reach different paths. They are guesses: look at \
them, and replace them by what your function is really given. While they are tried, the function \
gets no credentials of AWS, unless AWS_ENDPOINT_URL leads its calls elsewhere.";

const AFTER_HELP: &str = "\
Examples:
  warmfront events                         into events/ of the project
  warmfront events Orders -o tests/events
  warmfront events --force                 also over files that are there

Exit status: 0 good; 1 the function failed on every event; 2 warmfront failed.";

/// Makes plausible events for a function that has none.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct EventsArgs {
    /// Function to make events for, by name; needed when the project has several.
    pub(crate) function: Option<String>,
    #[command(flatten)]
    pub(crate) output: EventsOutputArgs,
    #[command(flatten)]
    pub(crate) configuration: FunctionArgs,
    #[command(flatten)]
    pub(crate) machine: MachineArgs,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// Where the events go.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct EventsOutputArgs {
    /// Folder for the events [default: events beside the template or code, in a folder of the
    /// function's name where there are several functions].
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Write over files that are there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Leave out the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
