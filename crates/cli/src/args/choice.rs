//! Flags whose value is one of a few words, and the types those words stand for.

use clap::ValueEnum;
use warmfront_engine::{InitCpu, LimitsWanted, PageCache, RuntimeClient};
use warmfront_model::function::{Architecture, LogFormat};

/// Value of `--arch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ArchArg {
    #[value(name = "x86_64")]
    X86_64,
    Arm64,
}

impl From<ArchArg> for Architecture {
    fn from(word: ArchArg) -> Self {
        match word {
            ArchArg::X86_64 => Self::X86_64,
            ArchArg::Arm64 => Self::Arm64,
        }
    }
}

/// Value of `--log`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogArg {
    Text,
    Json,
}

impl From<LogArg> for LogFormat {
    fn from(word: LogArg) -> Self {
        match word {
            LogArg::Text => Self::Text,
            LogArg::Json => Self::Json,
        }
    }
}

/// Value of `--ric`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RicArg {
    /// Warmfront's own bootstrap.
    Embedded,
    /// AWS's runtime interface client, from the function's packages.
    Awslambdaric,
}

impl From<RicArg> for RuntimeClient {
    fn from(word: RicArg) -> Self {
        match word {
            RicArg::Embedded => Self::Embedded,
            RicArg::Awslambdaric => Self::Awslambdaric,
        }
    }
}

/// Value of `--init-cpu`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InitCpuArg {
    /// Un-throttled, as observed on Lambda.
    Full,
    /// The share of the memory size.
    Share,
}

impl From<InitCpuArg> for InitCpu {
    fn from(word: InitCpuArg) -> Self {
        match word {
            InitCpuArg::Full => Self::Full,
            InitCpuArg::Share => Self::Share,
        }
    }
}

/// Value of `--limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LimitsArg {
    /// Control groups where they can be had, else the model.
    Auto,
    /// The analytic model.
    Modelled,
}

impl From<LimitsArg> for LimitsWanted {
    fn from(word: LimitsArg) -> Self {
        match word {
            LimitsArg::Auto => Self::Auto,
            LimitsArg::Modelled => Self::Modelled,
        }
    }
}

/// Value of `--page-cache`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PageCacheArg {
    /// Files stay cached between cold starts.
    Keep,
    /// Files are read from the disk at each cold start.
    Drop,
}

impl From<PageCacheArg> for PageCache {
    fn from(word: PageCacheArg) -> Self {
        match word {
            PageCacheArg::Keep => Self::Keep,
            PageCacheArg::Drop => Self::Drop,
        }
    }
}
