//! Flags of `warmfront tune`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use warmfront_model::units::MemorySize;

use super::goal::{SizesArg, SloArg, TrafficArg, WeightArg};
use super::{TargetArgs, memory, number, percent};

const LONG_ABOUT: &str = "\
Chooses a memory size from a handful of runs.

Memory is the dial that sets a function's speed and its price together. Runs the function at a few \
sizes, chosen as it learns, predicts the others, and stops when more runs would not change the \
choice, or at the budget. Says how sure it is, which size is the least that is safe, what the \
neighbours would lose, and what it saves. A size at which memory or time runs out is a fact about \
that size.";

const AFTER_HELP: &str = "\
Examples:
  warmfront tune                                     the cheapest size, by the events beside the function
  warmfront tune Orders --strategy speed             the fastest that is worth its price
  warmfront tune --slo p95=200ms --traffic 2M/month  the cheapest that is fast enough, and what it saves
  warmfront tune -o curve.html -o samples.csv        the curve to look at, and every sample
  warmfront tune --apply                             write the size into the template

Exit status: 0 decided; 1 undecided, or no size can be chosen; 2 warmfront failed.";

/// Chooses a memory size from a handful of runs.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct TuneArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) goal: GoalArgs,
    #[command(flatten)]
    pub(crate) runs: TuneRunsArgs,
    #[command(flatten)]
    pub(crate) report: TuneReportArgs,
}

/// What is wanted of a size.
#[derive(Debug, Args)]
#[command(next_help_heading = "Goal")]
pub(crate) struct GoalArgs {
    /// Sizes to choose from in MB, separated by commas [default: 13 from 128 to 3072, and the present one].
    #[arg(long, value_name = "MB,…", value_delimiter = ',', value_parser = memory, conflicts_with = "range")]
    pub(crate) sizes: Vec<MemorySize>,
    /// Sizes to choose from, as a range such as 128..10240.
    #[arg(long, value_name = "MB..MB")]
    pub(crate) range: Option<SizesArg>,
    /// What is best [default: cost, or slo with --slo].
    #[arg(long, value_name = "STRATEGY")]
    pub(crate) strategy: Option<StrategyArg>,
    /// Longest duration that is good enough, such as p95=200ms; the cheapest such size is chosen.
    #[arg(long, value_name = "pN=TIME")]
    pub(crate) slo: Option<SloArg>,
    /// How often an event occurs relative to the others, such as order.json=5 [default: 1]; repeatable.
    #[arg(long = "weight", value_name = "EVENT=N")]
    pub(crate) weights: Vec<WeightArg>,
    /// Share of invocations that are cold starts, in percent [default: 1].
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) cold_share: Option<f64>,
    /// Loss that does not matter, in percent: up to it a faster size is taken [default: 1].
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) tolerance: Option<f64>,
    /// Invocations, such as 1M/month, to say what is saved.
    #[arg(long, value_name = "N/TIME")]
    pub(crate) traffic: Option<TrafficArg>,
    /// How long the other architecture takes, over this one, to compare both by time too.
    #[arg(long, value_name = "RATIO")]
    pub(crate) speed_ratio: Option<f64>,
}

/// Value of `--strategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StrategyArg {
    /// The lowest cost.
    Cost,
    /// The shortest median duration.
    Speed,
    /// Both alike, each relative to its largest value.
    Balanced,
    /// The lowest cost within the limit that --slo gives.
    Slo,
}

/// How much is run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Runs")]
pub(crate) struct TuneRunsArgs {
    /// Most invocations that are made [default: 30].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) budget: Option<usize>,
    /// Seed of everything random [default: 0].
    #[arg(long, value_name = "N", value_parser = number::<u64>)]
    pub(crate) seed: Option<u64>,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct TuneReportArgs {
    /// Format of what is printed [default: text] [env: WARMFRONT_FORMAT].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<TuneFormat>,
    /// Write a file too, in the format of its ending: .html, .svg, .csv, .json or .txt; repeatable.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Write the chosen size into the file that declares the function.
    #[arg(long)]
    pub(crate) apply: bool,
    /// Leave out the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// A format of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TuneFormat {
    /// For people.
    #[default]
    Text,
    /// One document, for programs.
    Json,
    /// Every sample, for spreadsheets.
    Csv,
    /// A page to look at with a browser: one file that needs nothing else.
    Html,
    /// The curve as a picture.
    Svg,
}
