//! Flags of `warmfront invoke`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use warmfront_model::units::MemorySize;

use super::{
    ArchArg, EnvArg, FormatArgs, InitCpuArg, LimitsArg, LogArg, PageCacheArg, ProjectArgs, RicArg,
    duration, memory, number,
};

const LONG_ABOUT: &str = "\
Runs a function on this machine as Lambda would, cold or warm.

Prints the function's log with the platform's own lines, the response, and where the time went: \
the phases of the cold start, warm durations, memory and cost. Without --cold and --warm, each \
event is handled once, cold. Every flag whose help names a WARMFRONT_ variable can be set by it.";

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
    /// Function to run, by name; needed when the project has several.
    pub(crate) function: Option<String>,
    #[command(flatten)]
    pub(crate) events: EventArgs,
    #[command(flatten)]
    pub(crate) configuration: FunctionArgs,
    #[command(flatten)]
    pub(crate) machine: MachineArgs,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// What the function is given, and how often.
#[derive(Debug, Args)]
#[command(next_help_heading = "Events")]
pub(crate) struct EventArgs {
    /// Event as JSON: a file, - for standard input, or a folder of .json files; repeatable.
    ///
    /// Without it, the events that lie beside the function are used, or else `{}`.
    #[arg(short, long = "event", value_name = "FILE|-|DIR")]
    pub(crate) events: Vec<PathBuf>,
    /// Cold starts per event [default: 1].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) cold: Option<usize>,
    /// Warm invocations per event, on environments made warm before [default: 0].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) warm: Option<usize>,
    /// Warm invocations in flight at a time [default: 1].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) concurrency: Option<usize>,
    /// Client context of the invocations, as JSON.
    #[arg(long, value_name = "JSON")]
    pub(crate) client_context: Option<String>,
    /// Cognito identity of the invocations, as JSON.
    #[arg(long, value_name = "JSON")]
    pub(crate) cognito_identity: Option<String>,
}

/// What applies instead of the function's own configuration.
#[derive(Debug, Args)]
#[command(next_help_heading = "Function")]
pub(crate) struct FunctionArgs {
    /// Memory size, which sets the CPU share too (`WARMFRONT_MEMORY`).
    #[arg(short, long, value_name = "MB", value_parser = memory)]
    pub(crate) memory: Option<MemorySize>,
    /// Instruction set to price for (`WARMFRONT_ARCH`).
    #[arg(long, value_name = "ARCH")]
    pub(crate) arch: Option<ArchArg>,
    /// Timeout in seconds (`WARMFRONT_TIMEOUT`).
    #[arg(long, value_name = "S", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
    /// Variables for the function: a .env file, or SAM's JSON (`WARMFRONT_ENV_FILE`).
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// Variable for the function; without a value it is taken over from the environment; repeatable.
    #[arg(long, value_name = "NAME[=VALUE]")]
    pub(crate) env: Vec<EnvArg>,
    /// AWS region to run as (`WARMFRONT_REGION`, `AWS_REGION`).
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Start from a snapshot, as `SnapStart` does (`WARMFRONT_SNAPSTART`).
    #[arg(long)]
    pub(crate) snapstart: bool,
}

/// What the function runs on here.
#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub(crate) struct MachineArgs {
    /// Interpreter: a path, a command or a version such as 3.12 (`WARMFRONT_PYTHON`).
    #[arg(long, value_name = "PYTHON")]
    pub(crate) python: Option<String>,
    /// Runtime interface client that talks to the function [default: embedded] (`WARMFRONT_RIC`).
    #[arg(long, value_name = "CLIENT")]
    pub(crate) ric: Option<RicArg>,
    /// CPU during init [default: full] (`WARMFRONT_INIT_CPU`).
    #[arg(long, value_name = "CPU")]
    pub(crate) init_cpu: Option<InitCpuArg>,
    /// How memory and CPU are limited [default: auto] (`WARMFRONT_LIMITS`).
    #[arg(long, value_name = "LIMITS")]
    pub(crate) limits: Option<LimitsArg>,
    /// The package's files in the page cache at a cold start [default: keep] (`WARMFRONT_PAGE_CACHE`).
    #[arg(long, value_name = "CACHE")]
    pub(crate) page_cache: Option<PageCacheArg>,
    /// Install no dependencies; use what is there (`WARMFRONT_NO_INSTALL`).
    #[arg(long)]
    pub(crate) no_install: bool,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ReportArgs {
    /// Form of the platform's log lines [default: as the function is configured] (`WARMFRONT_LOG`).
    #[arg(long, value_name = "FORM")]
    pub(crate) log: Option<LogArg>,
    /// Leave out the log and the progress (`WARMFRONT_QUIET`).
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Write the last response to a file too, byte for byte.
    #[arg(long, value_name = "FILE")]
    pub(crate) response: Option<PathBuf>,
    /// Prices that replace the built-in ones (`WARMFRONT_PRICES`).
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
}
