//! Flags of every command that runs a function: which one, with what, on what.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use warmfront_model::units::MemorySize;

use super::{
    ArchArg, EnvArg, InitCpuArg, LimitsArg, PageCacheArg, ProjectArgs, RicArg, duration, memory,
};

/// Which function, with what, on what.
#[derive(Debug, Args)]
pub(crate) struct TargetArgs {
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
}

/// What the function is given.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Events")]
pub(crate) struct EventArgs {
    /// Event as JSON: a file, - for standard input, or a folder of .json files; repeatable.
    ///
    /// Without it, the events that lie beside the function are used, or else an empty object.
    #[arg(short, long = "event", alias = "events", value_name = "FILE|-|DIR")]
    pub(crate) events: Vec<PathBuf>,
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
    /// Memory size, which sets the CPU share too [env: WARMFRONT_MEMORY].
    #[arg(short, long, value_name = "MB", value_parser = memory)]
    pub(crate) memory: Option<MemorySize>,
    /// Instruction set to price for [env: WARMFRONT_ARCH].
    #[arg(long, value_name = "ARCH")]
    pub(crate) arch: Option<ArchArg>,
    /// Timeout in seconds [env: WARMFRONT_TIMEOUT].
    #[arg(long, value_name = "S", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,
    /// Variables for the function: a .env file, or SAM's JSON [env: WARMFRONT_ENV_FILE].
    #[arg(long, value_name = "FILE")]
    pub(crate) env_file: Option<PathBuf>,
    /// Variable for the function; without a value it is taken over from the environment; repeatable.
    #[arg(long, value_name = "NAME[=VALUE]")]
    pub(crate) env: Vec<EnvArg>,
    /// AWS region to run as [env: WARMFRONT_REGION, AWS_REGION].
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,
    /// Start from a snapshot, as SnapStart does [env: WARMFRONT_SNAPSTART].
    #[arg(long)]
    pub(crate) snapstart: bool,
    /// Prices that replace the built-in ones [env: WARMFRONT_PRICES].
    #[arg(long, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
}

/// What the function runs on here.
#[derive(Debug, Args)]
#[command(next_help_heading = "Machine")]
pub(crate) struct MachineArgs {
    /// Interpreter: a path, a command or a version such as 3.12 [env: WARMFRONT_PYTHON].
    #[arg(long, value_name = "PYTHON")]
    pub(crate) python: Option<String>,
    /// Runtime interface client that talks to the function [default: embedded] [env: WARMFRONT_RIC].
    #[arg(long, value_name = "CLIENT")]
    pub(crate) ric: Option<RicArg>,
    /// CPU during init [default: full] [env: WARMFRONT_INIT_CPU].
    #[arg(long, value_name = "CPU")]
    pub(crate) init_cpu: Option<InitCpuArg>,
    /// How memory and CPU are limited [default: auto] [env: WARMFRONT_LIMITS].
    #[arg(long, value_name = "LIMITS")]
    pub(crate) limits: Option<LimitsArg>,
    /// The package's files in the page cache at a cold start [default: keep] [env: WARMFRONT_PAGE_CACHE].
    #[arg(long, value_name = "CACHE")]
    pub(crate) page_cache: Option<PageCacheArg>,
    /// Install no dependencies; use what is there [env: WARMFRONT_NO_INSTALL].
    #[arg(long)]
    pub(crate) no_install: bool,
}
