//! Flags, environment and files brought together: flag before environment before file before
//! default, decided once, before any work.
//!
//! What a project's files say of a function arrives with the function, from `warmfront-project`.

mod build;
mod check;
mod dotenv;
mod env_file;
mod events;
mod folders;
mod functions;
mod invoke;
mod optimize;
mod place;
mod profile;
mod report;
mod target;
mod tune;
mod variables;
mod verify;
mod width;

pub(crate) use build::{BuildSettings, Destination, Functions, Several, Sharing};
pub(crate) use check::{CheckSettings, Fixing};
pub(crate) use env_file::EnvFileError;
pub(crate) use events::{EventsSettings, Existing};
pub(crate) use folders::Folders;
pub(crate) use functions::FunctionsSettings;
pub(crate) use invoke::{InvokeSettings, LogShown, Plan};
pub(crate) use optimize::{Earlier, OptimizeSettings, Taking};
pub(crate) use place::{ACCOUNT, Place};
pub(crate) use profile::{ProfileRuns, ProfileSettings, Source};
pub(crate) use report::ReportSettings;
pub(crate) use target::{Installing, Machine, Target};
pub(crate) use tune::{Applying, Sizes, TuneFile, TuneSettings};
pub(crate) use variables::Variables;
pub(crate) use verify::{Calls, VerifyRuns, VerifySettings};

use invoke::{MOST_CONCURRENT, MOST_INVOCATIONS};
use tune::MOST_BUDGET;
use variables::BadVariable;

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
    #[error("a profile needs at least one cold start per event")]
    NoColdStart,
    #[error("`{given}` is no pass of {known}")]
    NoSuchPass { given: String, known: String },
    #[error("several functions do not fit into one archive")]
    SeveralInZip,
    #[error("`--repeat` of {given} shows nothing: it is at least 2")]
    Repeat { given: usize },
    #[error("with `--ric awslambdaric` a function cannot be watched")]
    ForeignClient,
    #[error("`--native` needs py-spy, which `--no-install` keeps from being installed")]
    NativeWithoutInstall,
    #[error("`--sample-interval` of {given} ms is over {most} ms")]
    SampleInterval { given: u32, most: u32 },
    #[error("`--budget` of {given} is outside 1 to {MOST_BUDGET}")]
    Budget { given: usize },
    #[error("`--strategy slo` without a limit")]
    SloMissing,
    #[error("standard input is both an event and a log, and can be read once")]
    StdinTwice,
    #[error("`--slo` beside another `--strategy`")]
    SloBesideStrategy,
    #[error("`--speed-ratio` of {given} is not a positive number")]
    SpeedRatio { given: f64 },
    #[error("`--placebos` of {given} is more than {}", optimize::MOST_PLACEBOS)]
    Placebos { given: usize },
    #[error("no report is known by the ending of `{ending}`")]
    ReportEnding { ending: String },
    #[error("no format is known by the ending of `{ending}`")]
    Ending { ending: String },
    #[error("`{flag}` is not JSON")]
    NotJson {
        flag: &'static str,
        source: serde_json::Error,
    },
    #[error("`--env {name}` takes over a variable that is not set")]
    NotSet { name: String },
    #[error(transparent)]
    Selector(#[from] warmfront_check::UnknownSelector),
    #[error(transparent)]
    Table(#[from] warmfront_project::FileError),
    #[error(transparent)]
    Variable(#[from] BadVariable),
    #[error(transparent)]
    EnvFile(#[from] EnvFileError),
}
