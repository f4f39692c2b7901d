//! The settings of `warmfront invoke`.

use std::path::PathBuf;

use super::{SettingsError, Target, Variables};
use crate::args::{InvokeArgs, OutputFormat, PlanArgs};

/// Lambda's default for the concurrent executions of an account, and the most that runs here.
pub(super) const MOST_CONCURRENT: usize = 1000;

/// Most cold starts, and most warm invocations, per event: more is a slip of the finger.
pub(super) const MOST_INVOCATIONS: usize = 1_000_000;

/// What is run, per event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Cold starts, one after the other.
    pub(crate) cold: usize,
    /// Warm invocations.
    pub(crate) warm: usize,
    /// Warm invocations in flight at a time.
    pub(crate) concurrency: usize,
}

/// Whether the log is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogShown {
    Shown,
    Hidden,
}

/// Everything that `warmfront invoke` goes by, decided.
#[derive(Debug)]
pub(crate) struct InvokeSettings {
    pub(crate) target: Target,
    pub(crate) plan: Plan,
    pub(crate) format: OutputFormat,
    pub(crate) log: LogShown,
    pub(crate) response: Option<PathBuf>,
}

impl InvokeSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: InvokeArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let plan = plan(&args.plan)?;
        let quiet = args.report.quiet || variables.switch("WARMFRONT_QUIET")?;
        let format: Option<OutputFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        Ok(Self {
            target: Target::resolve(args.target, args.report.log, variables)?,
            plan,
            format: format.unwrap_or_default(),
            log: if quiet {
                LogShown::Hidden
            } else {
                LogShown::Shown
            },
            response: args.report.response,
        })
    }
}

fn plan(args: &PlanArgs) -> Result<Plan, SettingsError> {
    let warm = args.warm.unwrap_or(0);
    let cold = args.cold.unwrap_or(1);
    let concurrency = args.concurrency.unwrap_or(1);
    if cold == 0 && warm == 0 {
        return Err(SettingsError::NothingToRun);
    }
    if let Some(given) = [cold, warm].into_iter().find(|n| *n > MOST_INVOCATIONS) {
        return Err(SettingsError::TooMany { given });
    }
    if !(1..=MOST_CONCURRENT).contains(&concurrency) {
        return Err(SettingsError::Concurrency { given: concurrency });
    }
    if concurrency > 1 && warm == 0 {
        return Err(SettingsError::ConcurrencyWithoutWarm);
    }
    Ok(Plan {
        cold,
        warm,
        concurrency,
    })
}

#[cfg(test)]
mod tests;
