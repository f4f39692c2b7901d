//! The settings of every command that runs a function: which one, with what, on what.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::de::IgnoredAny;
use warmfront_engine::{InitCpu, LimitsWanted, PageCache, RuntimeClient};
use warmfront_model::event::InitializationType;
use warmfront_model::function::{Architecture, Function, LogFormat};
use warmfront_model::units::MemorySize;

use super::env_file::EnvFile;
use super::{Place, SettingsError, Variables};
use crate::args::{
    ArchArg, EnvArg, FunctionArgs, InitCpuArg, LimitsArg, LogArg, MachineArgs, PageCacheArg,
    RicArg, TargetArgs, duration, memory,
};

/// Whether missing dependencies are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Installing {
    Allowed,
    Refused,
}

/// Which function, with what, on what.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) function: Option<String>,
    pub(crate) place: Place,
    pub(crate) events: Vec<PathBuf>,
    pub(crate) client_context: Option<String>,
    pub(crate) cognito_identity: Option<String>,
    pub(crate) overrides: Overrides,
    /// What the function gets although its configuration does not name it.
    pub(crate) passed_on: BTreeMap<String, String>,
    pub(crate) initialization_type: InitializationType,
    pub(crate) machine: Machine,
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

impl Target {
    /// Decides every setting: flag before environment before default.
    pub(super) fn resolve(
        args: TargetArgs,
        log: Option<LogArg>,
        variables: &Variables,
    ) -> Result<Self, SettingsError> {
        let overrides = overrides(
            &args.configuration,
            log.or(variables.word("WARMFRONT_LOG")?),
            variables,
        )?;
        let snap_start = args.configuration.snapstart || variables.switch("WARMFRONT_SNAPSTART")?;
        let prices = args.configuration.prices;
        Ok(Self {
            function: args.function,
            place: Place::resolve(args.project, args.configuration.region, variables),
            events: args.events.events,
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
            prices: prices.or_else(|| variables.path("WARMFRONT_PRICES")),
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
