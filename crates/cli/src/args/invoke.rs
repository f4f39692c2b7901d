//! Flags of `warmfront invoke`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::Args;

use super::{FormatArgs, LogArg, TargetArgs, number};

const LONG_ABOUT: &str = "\
Runs a function on this machine as Lambda would, cold or warm.

Prints the function's log with the platform's own lines, the response, and where the time went: \
the phases of the cold start, warm durations, memory and cost. Without --cold and --warm, each \
event is handled once, cold. A variable that stands behind a flag sets it too.";

const AFTER_HELP: &str = "\
Examples:
  warmfront invoke                                   once, cold, with the events beside the function
  warmfront invoke --event order.json                the event of a file
  echo '{\"id\": 7}' | warmfront invoke --event -      the event of standard input
  warmfront invoke Orders --cold 10 --warm 100       cold starts and warm invocations, measured
  warmfront invoke --memory 512 --warm 200 --concurrency 8
  warmfront invoke --quiet --format json | jq .statistics

Exit status: 0 good; 1 an invocation failed, timed out or was throttled; 2 warmfront failed.";

/// Runs a function on this machine as Lambda would, cold or warm.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct InvokeArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) plan: PlanArgs,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// How often the function is run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Runs")]
pub(crate) struct PlanArgs {
    /// Cold starts per event [default: 1].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) cold: Option<usize>,
    /// Warm invocations per event, on environments made warm before [default: 0].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) warm: Option<usize>,
    /// Warm invocations in flight at a time [default: 1].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) concurrency: Option<usize>,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ReportArgs {
    /// Form of the platform's log lines [default: as the function is configured] [env: WARMFRONT_LOG].
    #[arg(long, value_name = "FORM")]
    pub(crate) log: Option<LogArg>,
    /// Leave out the log and the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Write the last response to a file too, byte for byte.
    #[arg(long, value_name = "FILE")]
    pub(crate) response: Option<PathBuf>,
}
