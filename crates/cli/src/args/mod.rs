//! The command line: flags, their help, and nothing of what they lead to.
//!
//! A value that a flag gives is still only one of several sources; `settings` decides.

mod build;
mod check;
mod choice;
mod completions;
mod events;
mod explain;
mod functions;
mod goal;
mod invoke;
mod man;
mod optimize;
mod profile;
mod target;
mod tune;
mod value;
mod verify;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use build::BuildArgs;
pub(crate) use check::{CheckArgs, CheckFormat, FixArgs, RuleArgs};
pub(crate) use choice::{ArchArg, InitCpuArg, LimitsArg, LogArg, PageCacheArg, RicArg};
pub(crate) use completions::CompletionsArgs;
pub(crate) use events::EventsArgs;
pub(crate) use explain::ExplainArgs;
pub(crate) use functions::FunctionsArgs;
pub(crate) use goal::{TrafficArg, WeightArg};
pub(crate) use invoke::{InvokeArgs, PlanArgs};
pub(crate) use man::{ManArgs, ManFormat};
pub(crate) use optimize::{
    KindArg, OptimizeArgs, OptimizeFormat, OptimizeGoalArg, OptimizeReportArgs,
};
pub(crate) use profile::{ExportArg, ProfileArgs, ProfileRunsArgs};
pub(crate) use target::{EventArgs, FunctionArgs, MachineArgs, TargetArgs};
pub(crate) use tune::{GoalArgs, StrategyArg, TuneArgs, TuneFormat, TuneReportArgs};
pub(crate) use value::{EnvArg, duration, is_variable_name, memory, number, percent, seconds};
pub(crate) use verify::{VerifyArgs, VerifyPlanArgs};

const AFTER_HELP: &str = "\
Examples:
  warmfront optimize                       try everything, keep what is proven, and write it down
  warmfront invoke                         run the function of this folder once, cold
  warmfront invoke --cold 5 --warm 50      measure it
  warmfront profile --html report.html     see where its time goes
  warmfront build -o package.zip           package it: smaller, faster to start, proven the same
  warmfront verify . package.zip           tell whether a package still does the same
  warmfront tune                           choose a memory size, from a handful of runs
  warmfront check                          find costly code, configuration and packaging
  warmfront functions                      list the functions of this folder
  warmfront events                         make plausible events for a function that has none

Exit status: 0 good, 1 the function failed, 2 warmfront failed.";

/// Makes Python serverless functions start fast.
#[derive(Debug, Parser)]
#[command(name = "warmfront", version, after_help = AFTER_HELP, max_term_width = 100)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Optimize(Box<OptimizeArgs>),
    Invoke(Box<InvokeArgs>),
    Profile(Box<ProfileArgs>),
    Build(Box<BuildArgs>),
    Verify(Box<VerifyArgs>),
    Tune(Box<TuneArgs>),
    Check(Box<CheckArgs>),
    Explain(ExplainArgs),
    Functions(FunctionsArgs),
    Events(Box<EventsArgs>),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

/// Where the functions are looked for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Project")]
pub(crate) struct ProjectArgs {
    /// Folder of the project, in which functions are looked for [default: the current folder].
    ///
    /// Functions come from warmfront.toml, template.yaml, serverless.yml, cdk.out and the like, or
    /// from a lone handler.py, app.py or main.py.
    #[arg(short = 'C', long, value_name = "DIR")]
    pub(crate) directory: Option<PathBuf>,
}

/// Format of what is written to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document, for programs.
    Json,
}

/// How the result is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct FormatArgs {
    #[expect(clippy::doc_markdown, reason = "this is the help that users read")]
    /// Format of the result: text for people, json for programs [default: text] [env: WARMFRONT_FORMAT].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
