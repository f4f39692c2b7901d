//! Flags of `warmfront optimize`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::goal::TrafficArg;
use super::{TargetArgs, number, percent};

const LONG_ABOUT: &str = "\
Tries everything that may make a function start faster or cost less, and keeps what is proven.

Measures the function as it would be shipped, and then each change on top of those that are kept: \
fixes of costly code, passes over its package, imports that wait until they are used, start-up \
settings, another memory size. A change is kept when pairs of runs show that it helps and the function \
behaves with it as before. Writes a patch of the sources and the template, a package that is ready to \
be deployed, and the whole journey with every change that was tried, what it gained, and why it was \
dropped.

What was measured is kept: a run that was interrupted goes on where it was, and the same run again \
only repeats its result.";

const AFTER_HELP: &str = "\
Examples:
  warmfront optimize                                   the function of this folder
  warmfront optimize Orders --events events --goal cost --traffic 20M/month
  warmfront optimize --budget 3m -o journey.html       have a look in three minutes
  git apply .warmfront/optimize/Orders/changes.patch   take the changes of the sources over
  warmfront optimize --apply --commits                 have it do so, with one commit for each change

Exit status: 0 something is kept and proven, or everything was tried and nothing is left to be gained; \
1 nothing is kept and changes are left undecided or untried, or what is kept could not be proven; \
2 warmfront failed.";

/// Tries everything that may make a function faster or cheaper, and keeps what is proven.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct OptimizeArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    #[command(flatten)]
    pub(crate) goal: OptimizeGoalArgs,
    #[command(flatten)]
    pub(crate) runs: OptimizeRunsArgs,
    #[command(flatten)]
    pub(crate) report: OptimizeReportArgs,
}

/// What is wanted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Goal")]
pub(crate) struct OptimizeGoalArgs {
    /// What is to be less [default: balanced].
    #[arg(long, value_name = "GOAL")]
    pub(crate) goal: Option<OptimizeGoalArg>,
    /// Invocations, such as 1M/month or 20/second, to say what it costs [default: 1M/month].
    #[arg(long, value_name = "N/TIME")]
    pub(crate) traffic: Option<TrafficArg>,
    /// Share of invocations that are cold starts, in percent [default: 2].
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(crate) cold_share: Option<f64>,
}

/// Value of `--goal`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OptimizeGoalArg {
    /// The cost per invocation, cold starts in their share.
    Cost,
    /// The time of init and the first invocation.
    ColdStart,
    /// The 95th percentile of warm invocations.
    P95,
    /// Cost and cold start alike.
    Balanced,
}

/// How much is run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Runs")]
pub(crate) struct OptimizeRunsArgs {
    /// Time that it may take, such as 90s, 10m or 1h [default: 10m].
    #[arg(long, value_name = "TIME")]
    pub(crate) budget: Option<BudgetArg>,
    /// Kinds of changes to try, separated by commas [default: all of them].
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    pub(crate) only: Vec<KindArg>,
    /// Measure everything anew: leave alone what earlier runs measured.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Also try so many changes that do nothing, to see how often the search is fooled [default: 0].
    #[arg(long, value_name = "N", value_parser = number::<usize>)]
    pub(crate) placebos: Option<usize>,
}

/// A kind of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// Fixes of the function's own code.
    Code,
    /// Passes over the package.
    Package,
    /// Imports that wait until they are used.
    Imports,
    /// Start-up settings.
    Startup,
    /// Another memory size.
    Memory,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OptimizeReportArgs {
    /// Make the kept changes in the sources and the template too; the git tree must be clean.
    #[arg(long)]
    pub(crate) apply: bool,
    /// With --apply, one commit for each change.
    #[arg(long, requires = "apply")]
    pub(crate) commits: bool,
    /// Folder of the results [default: .warmfront/optimize/NAME].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Format of what is printed [default: text] [env: WARMFRONT_FORMAT].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OptimizeFormat>,
    /// Write the report to a file too, in the format of its ending: .html, .md, .json or .txt;
    /// repeatable.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
    /// Leave out the progress [env: WARMFRONT_QUIET].
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// A format of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OptimizeFormat {
    /// For people.
    #[default]
    Text,
    /// One document, for programs.
    Json,
    /// For a pull request.
    Markdown,
    /// A page to look at with a browser: one file that needs nothing else.
    Html,
}

/// Longest budget that can be asked for: more is a slip of the finger.
const MOST_SECONDS: f64 = 86_400.0;

/// Time that a search may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BudgetArg {
    pub(crate) time: Duration,
}

impl FromStr for BudgetArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || format!("`{text}` is not of the form 90s, 10m or 1h");
        let units = [("s", 1.0), ("m", 60.0), ("h", 3600.0)];
        let (number, seconds) = units
            .iter()
            .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))
            .ok_or_else(refused)?;
        let number: f64 = number.trim_end().parse().map_err(|_| refused())?;
        let seconds = number * seconds;
        if !(1.0..=MOST_SECONDS).contains(&seconds) {
            return Err(format!("`{text}` is outside 1s to 24h"));
        }
        let time = Duration::try_from_secs_f64(seconds).map_err(|_| refused())?;
        Ok(Self { time })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::BudgetArg;

    #[test]
    fn a_budget_names_its_unit() {
        let seconds = |text: &str| {
            text.parse::<BudgetArg>()
                .map(|budget| budget.time.as_secs())
        };
        assert_eq!(seconds("90s"), Ok(90));
        assert_eq!(seconds("10m"), Ok(600));
        assert_eq!(seconds("1.5h"), Ok(5400));
        for text in [
            "",
            "m",
            "10",
            "-1m",
            "0s",
            "25h",
            "NaNs",
            "infm",
            "10 minutes",
        ] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<BudgetArg>();
        }
    }
}
