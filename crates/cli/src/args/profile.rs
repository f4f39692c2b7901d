//! Flags of `warmfront profile`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::Args;
use warmfront_profile::export::{self, Format};

use super::{FormatArgs, TargetArgs, number, percent, seconds};

const LONG_ABOUT: &str = "\
Shows where every millisecond of a cold start and of an invocation goes, and what of it is waste.

Runs the function with its events several times: without being watched, for its true times; with a \
light agent inside, for imports, calls to other services and functions; and once with a close look, \
for what is used by whom. Prints phases, the costliest imports, calls, and what to change, by the \
money it saves. A variable that stands behind a flag sets it too.";

const AFTER_HELP: &str = "\
Examples:
  warmfront profile                                   the function of this folder, with its events
  warmfront profile Orders --event order.json --html report.html
  warmfront profile --export speedscope=profile.speedscope.json --export pstats=profile.pstats
  warmfront profile -o before.json                    keep it
  warmfront profile --compare before.json             profile again and say what changed
  warmfront profile --compare before.json after.json  compare two that were kept
  warmfront profile --from before.json --html report.html

Exit status: 0 good; 1 an invocation failed or timed out; 2 warmfront failed.";

/// Shows where every millisecond of a cold start and of an invocation goes.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct ProfileArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) runs: ProfileRunsArgs,
    #[command(flatten)]
    pub(crate) kept: KeptArgs,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
    #[command(flatten)]
    pub(crate) report: ProfileReportArgs,
}

/// How often the function is run, and how closely it is watched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Runs")]
pub(crate) struct ProfileRunsArgs {
    /// Cold starts per event, watched and unwatched each [default: 3, more while there is time].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) cold: Option<usize>,
    /// Warm invocations per event [default: as many as the samples need].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) warm: Option<usize>,
    /// Time after which no further run is begun, in seconds [default: 45].
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub(crate) budget: Option<Duration>,
    /// Time between two samples of the stacks, in milliseconds; 0 takes none [default: 5].
    #[arg(long, value_name = "MS", value_parser = number::<u32>)]
    pub(crate) sample_interval: Option<u32>,
    /// Leave out the close look: what is used, by whom, with which values.
    #[arg(long)]
    pub(crate) no_survey: bool,
    /// Sample native frames of warm invocations too, with py-spy from PyPI.
    #[arg(long)]
    pub(crate) native: bool,
    /// Share of invocations that are cold starts, in percent, for costs [default: 1].
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) cold_share: Option<f64>,
}

/// Profiles that were kept.
#[derive(Debug, Args)]
#[command(next_help_heading = "Kept profiles")]
pub(crate) struct KeptArgs {
    /// Show a profile that was kept, instead of running the function.
    #[arg(long, value_name = "FILE", conflicts_with = "compare")]
    pub(crate) from: Option<PathBuf>,
    /// Say what changed since a profile was kept, in a new run or in a second file.
    #[arg(long, value_names = ["OLD", "NEW"], num_args = 1..=2)]
    pub(crate) compare: Vec<PathBuf>,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ProfileReportArgs {
    /// Write a report to look at with a browser: one file that needs nothing else.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write another tool's format; repeatable.
    #[arg(long, value_name = "FORMAT=FILE", long_help = export_help())]
    pub(crate) export: Vec<ExportArg>,
    /// Keep the profile, for --from, --compare and other commands.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Leave out the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// A format and the file that is written in it.
#[derive(Debug, Clone)]
pub(crate) struct ExportArg {
    /// The format.
    pub(crate) format: Format,
    /// The file.
    pub(crate) path: PathBuf,
}

impl FromStr for ExportArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let names: Vec<_> = export::ALL.iter().map(|format| format.name).collect();
        let names = names.join(", ");
        let Some((name, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err(format!("it is FORMAT=FILE, with a format of {names}"));
        };
        let format = export::ALL.iter().find(|format| format.name == name);
        let format = format.ok_or_else(|| format!("`{name}` is no format of {names}"))?;
        Ok(Self {
            format: *format,
            path: path.into(),
        })
    }
}

fn export_help() -> String {
    let formats = export::ALL
        .iter()
        .map(|format| format!("  {:<13} {}", format.name, format.about));
    let formats: Vec<_> = formats.collect();
    format!(
        "Write another tool's format; repeatable.\n\nFormats:\n{}",
        formats.join("\n")
    )
}
