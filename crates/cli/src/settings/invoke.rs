//! The settings of `warmfront invoke`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::de::IgnoredAny;
use warmfront_engine::{InitCpu, LimitsWanted, PageCache, RuntimeClient};
use warmfront_model::event::InitializationType;
use warmfront_model::function::{Architecture, Function, LogFormat};
use warmfront_model::units::MemorySize;

use super::env_file::{EnvFile, EnvFileError};
use super::variables::BadVariable;
use super::{Place, Variables};
use crate::args::{
    ArchArg, EnvArg, EventArgs, FunctionArgs, InitCpuArg, InvokeArgs, LimitsArg, LogArg,
    MachineArgs, OutputFormat, PageCacheArg, RicArg, duration, memory,
};

/// Lambda's default for the concurrent executions of an account, and the most that runs here.
const MOST_CONCURRENT: usize = 1000;

/// Most cold starts, and most warm invocations, per event: more is a slip of the finger.
const MOST_INVOCATIONS: usize = 1_000_000;

/// Settings that cannot be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("nothing to run: `--cold 0` without `--warm`")]
    NothingToRun,
    #[error("{given} invocations per event are more than {MOST_INVOCATIONS}")]
    TooMany { given: usize },
    #[error("`--concurrency` of {given} is outside 1 to {MOST_CONCURRENT}")]
    Concurrency { given: usize },
    #[error("`--concurrency` applies to warm invocations, and `--warm` is not given")]
    ConcurrencyWithoutWarm,
    #[error("`{flag}` is not JSON")]
    NotJson {
        flag: &'static str,
        source: serde_json::Error,
    },
    #[error("`--env {name}` takes over a variable that is not set")]
    NotSet { name: String },
    #[error(transparent)]
    Variable(#[from] BadVariable),
    #[error(transparent)]
    EnvFile(#[from] EnvFileError),
}

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

/// Whether missing dependencies are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Installing {
    Allowed,
    Refused,
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
    pub(crate) function: Option<String>,
    pub(crate) place: Place,
    pub(crate) events: Vec<PathBuf>,
    pub(crate) plan: Plan,
    pub(crate) client_context: Option<String>,
    pub(crate) cognito_identity: Option<String>,
    pub(crate) overrides: Overrides,
    /// What the function gets although its configuration does not name it.
    pub(crate) passed_on: BTreeMap<String, String>,
    pub(crate) initialization_type: InitializationType,
    pub(crate) machine: Machine,
    pub(crate) format: OutputFormat,
    pub(crate) log: LogShown,
    pub(crate) response: Option<PathBuf>,
    pub(crate) prices: Option<PathBuf>,
}

/// What the function runs on here.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) python: Option<String>,
    pub(crate) runtime_client: RuntimeClient,
    pub(crate) init_cpu: InitCpu,
    pub(crate) limits: LimitsWanted,
    pub(crate) page_cache: PageCache,
    pub(crate) installing: Installing,
}

/// What applies instead of the function's own configuration.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    memory_size: Option<MemorySize>,
    architecture: Option<Architecture>,
    timeout: Option<Duration>,
    log_format: Option<LogFormat>,
    env_file: EnvFile,
    env: Vec<(String, String)>,
}

impl Overrides {
    /// Applies them to a function.
    pub(crate) fn apply(&self, function: &mut Function) {
        if let Some(memory_size) = self.memory_size {
            function.memory_size = memory_size;
        }
        if let Some(architecture) = self.architecture {
            function.architecture = architecture;
        }
        if let Some(timeout) = self.timeout {
            function.timeout = timeout;
        }
        if let Some(log_format) = self.log_format {
            function.log_format = log_format;
        }
        for (name, value) in self.env_file.of(&function.name) {
            function
                .environment
                .insert(name.to_owned(), value.to_owned());
        }
        function.environment.extend(self.env.iter().cloned());
    }
}

impl InvokeSettings {
    /// Decides every setting: flag before environment before default.
    pub(crate) fn resolve(args: InvokeArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let plan = plan(&args.events)?;
        let overrides = overrides(
            &args.configuration,
            args.report.log.or(variables.word("WARMFRONT_LOG")?),
            variables,
        )?;
        let snap_start = args.configuration.snapstart || variables.switch("WARMFRONT_SNAPSTART")?;
        let quiet = args.report.quiet || variables.switch("WARMFRONT_QUIET")?;
        let format: Option<OutputFormat> =
            args.output.format.or(variables.word("WARMFRONT_FORMAT")?);
        Ok(Self {
            function: args.function,
            place: Place::resolve(args.project, args.configuration.region, variables),
            events: args.events.events,
            plan,
            client_context: json("--client-context", args.events.client_context)?,
            cognito_identity: json("--cognito-identity", args.events.cognito_identity)?,
            overrides,
            passed_on: variables.passed_on(),
            initialization_type: if snap_start {
                InitializationType::SnapStart
            } else {
                InitializationType::OnDemand
            },
            machine: Machine::resolve(args.machine, variables)?,
            format: format.unwrap_or_default(),
            log: if quiet {
                LogShown::Hidden
            } else {
                LogShown::Shown
            },
            response: args.report.response,
            prices: args
                .report
                .prices
                .or_else(|| variables.path("WARMFRONT_PRICES")),
        })
    }
}

impl Machine {
    fn resolve(args: MachineArgs, variables: &Variables) -> Result<Self, SettingsError> {
        let ric: Option<RicArg> = args.ric.or(variables.word("WARMFRONT_RIC")?);
        let init_cpu: Option<InitCpuArg> = args.init_cpu.or(variables.word("WARMFRONT_INIT_CPU")?);
        let limits: Option<LimitsArg> = args.limits.or(variables.word("WARMFRONT_LIMITS")?);
        let page_cache: Option<PageCacheArg> =
            args.page_cache.or(variables.word("WARMFRONT_PAGE_CACHE")?);
        let python = variables.text("WARMFRONT_PYTHON").map(str::to_owned);
        Ok(Self {
            python: args.python.or(python),
            runtime_client: ric.map(Into::into).unwrap_or_default(),
            init_cpu: init_cpu.map(Into::into).unwrap_or_default(),
            limits: limits.map(Into::into).unwrap_or_default(),
            page_cache: page_cache.map(Into::into).unwrap_or_default(),
            installing: if args.no_install || variables.switch("WARMFRONT_NO_INSTALL")? {
                Installing::Refused
            } else {
                Installing::Allowed
            },
        })
    }
}

fn plan(args: &EventArgs) -> Result<Plan, SettingsError> {
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

fn overrides(
    args: &FunctionArgs,
    log: Option<LogArg>,
    variables: &Variables,
) -> Result<Overrides, SettingsError> {
    let arch: Option<ArchArg> = args.arch.or(variables.word("WARMFRONT_ARCH")?);
    let env_file = args
        .env_file
        .clone()
        .or_else(|| variables.path("WARMFRONT_ENV_FILE"));
    Ok(Overrides {
        memory_size: args
            .memory
            .or(variables.parsed("WARMFRONT_MEMORY", memory)?),
        architecture: arch.map(Into::into),
        timeout: args
            .timeout
            .or(variables.parsed("WARMFRONT_TIMEOUT", duration)?),
        log_format: log.map(Into::into),
        env_file: match env_file {
            Some(path) => EnvFile::read(&path)?,
            None => EnvFile::default(),
        },
        env: args
            .env
            .iter()
            .map(|variable| declared(variable, variables))
            .collect::<Result<_, _>>()?,
    })
}

fn declared(variable: &EnvArg, variables: &Variables) -> Result<(String, String), SettingsError> {
    match variable {
        EnvArg::Set(name, value) => Ok((name.clone(), value.clone())),
        EnvArg::Pass(name) => match variables.exact(name) {
            Some(value) => Ok((name.clone(), value.to_owned())),
            None => Err(SettingsError::NotSet { name: name.clone() }),
        },
    }
}

fn json(flag: &'static str, text: Option<String>) -> Result<Option<String>, SettingsError> {
    if let Some(text) = &text {
        serde_json::from_str::<IgnoredAny>(text)
            .map_err(|source| SettingsError::NotJson { flag, source })?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
