//! The settings of `warmfront tune`.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use warmfront_model::units::MemorySize;
use warmfront_tune::plan::{DEFAULT_BUDGET, DEFAULT_COLD_SHARE, DEFAULT_TOLERANCE, Strategy};

use super::{SettingsError, Target, Variables, width};
use crate::args::{
    GoalArgs, OutputFormat, StrategyArg, TrafficArg, TuneArgs, TuneFormat, TuneReportArgs,
    WeightArg,
};

/// Most invocations that can be asked for: more is a slip of the finger.
pub(super) const MOST_BUDGET: usize = 100_000;

/// Sizes that are worth a look: steps of a third to a half of the size below, those at which a vCPU
/// is complete, and Lambda's largest.
const RUNGS: [u32; 21] = [
    128, 192, 256, 384, 512, 768, 1024, 1280, 1536, 1769, 2048, 2560, 3072, 3538, 4096, 5307, 6144,
    7076, 8192, 8845, 10240,
];

/// Largest size that is looked at unless another range is wanted.
const LARGEST: u32 = 3072;

/// The sizes to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sizes {
    /// These, and the present one.
    AndPresent(Vec<MemorySize>),
    /// These.
    Only(Vec<MemorySize>),
}

/// A file with the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TuneFile {
    pub(crate) path: PathBuf,
    pub(crate) format: TuneFormat,
}

/// Whether the chosen size is written into the file that declares the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applying {
    Wanted,
    Unwanted,
}

/// What is wanted of a size.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Goal {
    pub(crate) sizes: Sizes,
    pub(crate) strategy: Strategy,
    pub(crate) weights: Vec<WeightArg>,
    pub(crate) cold_share: f64,
    pub(crate) tolerance: f64,
    pub(crate) traffic: Option<TrafficArg>,
    pub(crate) speed_ratio: Option<f64>,
}

/// Everything that `warmfront tune` goes by, decided.
#[derive(Debug)]
pub(crate) struct TuneSettings {
    pub(crate) target: Target,
    pub(crate) goal: Goal,
    pub(crate) budget: usize,
    pub(crate) seed: u64,
    /// Log of the deployed function.
    pub(crate) calibrate: Option<PathBuf>,
    pub(crate) format: TuneFormat,
    pub(crate) files: Vec<TuneFile>,
    pub(crate) applying: Applying,
    pub(crate) quiet: bool,
    /// Cells of a line of text.
    pub(crate) width: usize,
}

impl Sizes {
    /// Returns those that are worth a look in most functions.
    pub(crate) fn usual() -> Self {
        Self::AndPresent(sizes(RUNGS.into_iter().filter(|size| *size <= LARGEST)))
    }
}

impl TuneSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: TuneArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let budget = args.runs.budget.unwrap_or(DEFAULT_BUDGET);
        if !(1..=MOST_BUDGET).contains(&budget) {
            return Err(SettingsError::Budget { given: budget });
        }
        let target = Target::resolve(args.target, None, variables)?;
        let stdin = Path::new("-");
        let is_event = target.events.iter().any(|event| event == stdin);
        if is_event && args.runs.calibrate.as_deref() == Some(stdin) {
            return Err(SettingsError::StdinTwice);
        }
        Ok(Self {
            target,
            goal: goal(args.goal)?,
            budget,
            seed: args.runs.seed.unwrap_or_default(),
            calibrate: args.runs.calibrate,
            format: format(&args.report, variables)?,
            files: args
                .report
                .output
                .into_iter()
                .map(file)
                .collect::<Result<_, _>>()?,
            applying: if args.report.apply {
                Applying::Wanted
            } else {
                Applying::Unwanted
            },
            quiet: args.report.quiet || variables.switch("WARMFRONT_QUIET")?,
            width: width::of(variables),
        })
    }
}

fn goal(args: GoalArgs) -> Result<Goal, SettingsError> {
    let strategy = match (args.strategy, args.slo) {
        (Some(StrategyArg::Slo), None) => return Err(SettingsError::SloMissing),
        (Some(StrategyArg::Slo) | None, Some(slo)) => Strategy::Slo {
            quantile: slo.quantile,
            limit: slo.limit,
        },
        (Some(_), Some(_)) => return Err(SettingsError::SloBesideStrategy),
        (Some(StrategyArg::Cost) | None, None) => Strategy::Cost,
        (Some(StrategyArg::Speed), None) => Strategy::Speed,
        (Some(StrategyArg::Balanced), None) => Strategy::Balanced { cost: 0.5 },
    };
    if let Some(given) = args.speed_ratio
        && (!given.is_finite() || given <= 0.0)
    {
        return Err(SettingsError::SpeedRatio { given });
    }
    let sizes = match args.range {
        Some(range) => Sizes::Only(rungs(range.least, range.most)),
        None if args.sizes.is_empty() => Sizes::usual(),
        None => Sizes::Only(args.sizes),
    };
    Ok(Goal {
        sizes,
        strategy,
        weights: args.weights,
        cold_share: args.cold_share.unwrap_or(DEFAULT_COLD_SHARE),
        tolerance: args.tolerance.unwrap_or(DEFAULT_TOLERANCE),
        traffic: args.traffic,
        speed_ratio: args.speed_ratio,
    })
}

/// Returns the sizes worth a look within a range, its ends among them.
fn rungs(least: MemorySize, most: MemorySize) -> Vec<MemorySize> {
    let within = |size: &u32| (least.megabytes()..=most.megabytes()).contains(size);
    let mut all = sizes(RUNGS.into_iter().filter(within));
    all.extend([least, most]);
    all.sort_unstable();
    all.dedup();
    all
}

fn sizes(megabytes: impl Iterator<Item = u32>) -> Vec<MemorySize> {
    let sizes = megabytes.map(|size| MemorySize::new(size.into()));
    sizes.map(|size| size.expect("a rung is a size")).collect()
}

fn format(args: &TuneReportArgs, variables: &Variables) -> Result<TuneFormat, SettingsError> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let format: Option<OutputFormat> = variables.word("WARMFRONT_FORMAT")?;
    Ok(match format {
        Some(OutputFormat::Json) => TuneFormat::Json,
        Some(OutputFormat::Text) | None => TuneFormat::Text,
    })
}

fn file(path: PathBuf) -> Result<TuneFile, SettingsError> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let format = match ending {
        Some("txt") => Some(TuneFormat::Text),
        Some("htm") => Some(TuneFormat::Html),
        Some(ending) => TuneFormat::from_str(ending, true).ok(),
        None => None,
    };
    match format {
        Some(format) => Ok(TuneFile { path, format }),
        None => Err(SettingsError::Ending {
            ending: Path::new(&path)
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
        }),
    }
}

#[cfg(test)]
mod tests;
