//! Flags of `warmfront verify`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::Args;
use warmfront_verify::plan::{Allowed, PARTS};

use super::target::{EventArgs, FunctionArgs, MachineArgs};
use super::{FormatArgs, ProjectArgs, number};

const LONG_ABOUT: &str = "\
Tells whether package B behaves as package A on the same events.

Runs both with each event alone in a fresh environment, with all events in sequence and in other \
orders, and with events made from the shapes of the given ones, such as one with a key missing. \
Compares results, errors, output, log records, files, calls to other services with their \
arguments, and what is left for the next invocation. What is not deterministic is found by running \
A against itself, masked, and said. Calls to other services are made once and answered from the \
recording after that.

A and B are folders or zip archives: a project, the code of a function, or a package that is built.";

const AFTER_HELP: &str = "\
Examples:
  warmfront verify . dist/package.zip               is the built package still the same function?
  warmfront verify ../main . --function Orders      did this branch change what it does?
  warmfront verify . dist --events events --record calls
  warmfront verify . dist --events events --replay calls      without any network
  warmfront verify . mended --live --allow calls              other calls, but what else is the same?

Exit status: 0 same; 1 different, or too little could be judged; 2 warmfront failed.";

/// Tells whether two packages of a function behave the same.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct VerifyArgs {
    /// The package that is right by definition: a folder or a zip archive.
    #[arg(value_name = "A")]
    pub(crate) reference: PathBuf,
    /// The package that is judged: a folder or a zip archive.
    #[arg(value_name = "B")]
    pub(crate) candidate: PathBuf,
    /// Function to run, by name; needed when the project has several.
    #[arg(long, value_name = "NAME")]
    pub(crate) function: Option<String>,
    #[command(flatten)]
    pub(crate) events: EventArgs,
    /// A difference that is meant: a part, such as calls, or a place in it as reports write it, such
    /// as state:$.variables.TZ; `*` stands for anything. May be given several times.
    #[arg(long, value_name = "PART[:PATH]", value_parser = allowed)]
    pub(crate) allow: Vec<Allowed>,
    #[command(flatten)]
    pub(crate) plan: VerifyPlanArgs,
    #[command(flatten)]
    pub(crate) configuration: FunctionArgs,
    #[command(flatten)]
    pub(crate) machine: MachineArgs,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
    #[command(flatten)]
    pub(crate) report: VerifyReportArgs,
}

/// How much is run, and what answers calls to other services.
#[derive(Debug, Args)]
#[command(next_help_heading = "Runs")]
pub(crate) struct VerifyPlanArgs {
    /// Most events that are made from the shapes of the given ones [default: 12].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) generate: Option<usize>,
    /// Runs of A that show what is not deterministic, at least 2 [default: 2].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) repeat: Option<usize>,
    /// Seed of the orders and of the events that are made [default: 0].
    #[arg(long, value_name = "N", value_parser = number::<u64>)]
    pub(crate) seed: Option<u64>,
    /// Keep the calls to other services that A makes, with their answers, in this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "replay")]
    pub(crate) record: Option<PathBuf>,
    /// Answer calls to other services from this folder; none is made.
    #[arg(long, value_name = "DIR")]
    pub(crate) replay: Option<PathBuf>,
    /// Make every call to other services, in every run; for a stand-in that may be written to.
    #[arg(long, conflicts_with_all = ["record", "replay"])]
    pub(crate) live: bool,
}

/// What is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct VerifyReportArgs {
    /// Leave out the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Reads a difference that is meant.
fn allowed(text: &str) -> Result<Allowed, String> {
    let (part, path) = text.split_once(':').unwrap_or((text, "$"));
    let Some(part) = PARTS.iter().find(|known| **known == part) else {
        return Err(format!("`{part}` is none of {}", PARTS.join(", ")));
    };
    if !path.starts_with('$') {
        return Err(format!("`{path}` does not begin with `$`"));
    }
    Ok(Allowed {
        part,
        path: path.to_owned(),
        why: "allowed by --allow".to_owned(),
    })
}
