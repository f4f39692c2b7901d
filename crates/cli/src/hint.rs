//! Advice that goes with an error: what to do about it, on a line of its own.

use warmfront_build::archive::WriteError;
use warmfront_project::dependencies::ProvideError;
use warmfront_project::edit::SetError;
use warmfront_project::functions::{DiscoverError, SelectError};
use warmfront_project::interpreter::FindError;

use crate::commands::build::{KeptManifestError, SeveralError};
use crate::commands::events::{EventError, EventsExist};
use crate::commands::explain::NoSuchRule;
use crate::commands::optimize::{GroundError, TreeError};
use crate::commands::profile::KeptError;
use crate::commands::project::Undecided;
use crate::commands::report::ResultError;
use crate::commands::tune::{LogError, NoSuchEvent};
use crate::commands::verify::PackageError;
use crate::commands::witnessed::TapeError;
use crate::settings::{EnvFileError, SettingsError};

/// Jaro similarity from which one name may be meant for another; the flags' suggestions use it too.
const ALIKE: f64 = 0.7;

/// Where the names of rules are.
const RULES: &str = "`warmfront explain` lists the rules";

/// What to do about events that are there.
const EXISTING: &str = "`--force` writes over them, `-o DIR` writes elsewhere";

/// Returns the advice for an error, if there is any.
pub(crate) fn of(error: &anyhow::Error) -> Option<String> {
    let own = error
        .downcast_ref()
        .and_then(settings)
        .or_else(|| error.downcast_ref().and_then(event))
        .or_else(|| error.downcast_ref().and_then(kept))
        .or_else(|| error.downcast_ref().and_then(package))
        .or_else(|| error.downcast_ref().and_then(tape))
        .or_else(|| error.downcast_ref().and_then(result))
        .or_else(|| error.downcast_ref().map(|_: &NoSuchRule| RULES))
        .or_else(|| error.downcast_ref().map(|_: &EventsExist| EXISTING))
        .or_else(|| error.downcast_ref().map(manifest))
        .or_else(|| error.downcast_ref().map(several))
        .or_else(|| error.downcast_ref().map(weight))
        .or_else(|| error.downcast_ref().and_then(ground))
        .or_else(|| error.downcast_ref().and_then(tree))
        .or_else(|| error.downcast_ref().and_then(log))
        .or_else(|| error.downcast_ref().and_then(WriteError::hint));
    let found = own.or_else(|| error.downcast_ref().and_then(DiscoverError::hint));
    let found = found
        .or_else(|| error.downcast_ref().and_then(SetError::hint))
        .or_else(|| error.downcast_ref().map(FindError::hint))
        .or_else(|| error.downcast_ref().and_then(ProvideError::hint));
    found.map(str::to_owned).or_else(|| {
        let undecided: &Undecided = error.downcast_ref()?;
        Some(nearest(&undecided.source).unwrap_or_else(|| undecided.source.hint()))
    })
}

/// Returns what an error lays out in lines of their own, between its line and the advice.
pub(crate) fn lines(error: &anyhow::Error) -> Option<&str> {
    let undecided: &Undecided = error.downcast_ref()?;
    undecided.table.as_deref()
}

/// Returns the name that is most like a mistyped one, if any is.
fn nearest(error: &SelectError) -> Option<String> {
    let SelectError::Unknown { given, names } = error else {
        return None;
    };
    let alike = |name: &str| strsim::jaro(&given.to_lowercase(), &name.to_lowercase());
    let best = names
        .iter()
        .max_by(|left, right| alike(left).total_cmp(&alike(right)))?;
    (alike(best) > ALIKE).then(|| format!("did you mean `{best}`?"))
}

fn settings(error: &SettingsError) -> Option<&'static str> {
    Some(match error {
        SettingsError::Selector(_) => RULES,
        SettingsError::SeveralInZip => {
            "name a folder with `-o`: each function has one of its own in it"
        }
        SettingsError::NothingToRun => "add `--warm N`, or leave `--cold` out",
        SettingsError::ConcurrencyWithoutWarm => "add `--warm N` for N warm invocations per event",
        SettingsError::ForeignClient => "the embedded client starts the agent: leave `--ric` out",
        SettingsError::SloMissing => "add `--slo p95=200ms`, or whatever is fast enough",
        SettingsError::SloBesideStrategy => "leave one of them out: `--slo` is a strategy",
        SettingsError::Ending { ending } if is_picture(ending) => {
            "write .html: the page saves its curve as a PNG picture; or .svg"
        }
        SettingsError::ReportEnding { .. } => "the endings are .html, .md, .json and .txt",
        SettingsError::Ending { .. } => "the endings are .html, .svg, .csv, .json and .txt",
        SettingsError::NotSet { .. } => "give it a value with `--env NAME=VALUE`",
        SettingsError::EnvFile(EnvFileError::Line { .. }) => {
            "each line is `NAME=VALUE`, with quotes around a value that has `#` or line ends"
        }
        SettingsError::EnvFile(EnvFileError::Json { .. } | EnvFileError::Value { .. }) => {
            "SAM's form is `{\"FunctionName\": {\"NAME\": \"value\"}}`"
        }
        _ => return None,
    })
}

/// Tells whether a file is named as a picture of pixels.
fn is_picture(name: &str) -> bool {
    let ending = std::path::Path::new(name).extension();
    ending.is_some_and(|ending| {
        ["png", "jpg", "jpeg", "webp"]
            .iter()
            .any(|one| ending.eq_ignore_ascii_case(one))
    })
}

fn event(error: &EventError) -> Option<&'static str> {
    Some(match error {
        EventError::Missing { path } if path.to_string_lossy().trim_start().starts_with('{') => {
            "`--event` takes a file; for JSON on the spot: `echo '{}' | warmfront invoke --event -`"
        }
        EventError::Empty { .. } => "an event without content is `{}` or `null`",
        _ => return None,
    })
}

fn kept(error: &KeptError) -> Option<&'static str> {
    match error {
        KeptError::Read { .. } => Some("`warmfront profile -o FILE` keeps a profile"),
        KeptError::Unusable { source, .. } => source.hint(),
    }
}

fn package(error: &PackageError) -> Option<&'static str> {
    match error {
        PackageError::NoFunction { .. } => {
            Some("`-C DIR` names the project whose template declares it")
        }
        PackageError::Missing { .. } | PackageError::Neither { .. } => None,
    }
}

fn tape(error: &TapeError) -> Option<&'static str> {
    match error {
        TapeError::Nothing { .. } => Some("`warmfront verify … --record DIR` makes it"),
        TapeError::Read { .. } | TapeError::Faulty { .. } => None,
    }
}

fn log(error: &LogError) -> Option<&'static str> {
    match error {
        LogError::NoReports { .. } => Some(
            "`aws logs filter-log-events --log-group-name /aws/lambda/NAME --filter-pattern REPORT` has them",
        ),
        LogError::Read { .. } => None,
    }
}

fn result(error: &ResultError) -> Option<&'static str> {
    match error {
        ResultError::Nothing { .. } => Some(
            "`warmfront optimize` and `warmfront tune` keep theirs there; `-C DIR` looks elsewhere",
        ),
        ResultError::Optimized { source, .. } => source.hint(),
        ResultError::Profile { source, .. } => source.hint(),
        ResultError::NoForm { kind, .. } => Some(kind.forms()),
        ResultError::Tuning { .. } => Some("tune again with this version of warmfront"),
        ResultError::NoneOf { .. }
        | ResultError::Missing { .. }
        | ResultError::Read { .. }
        | ResultError::Unknown { .. } => None,
    }
}

fn ground(error: &GroundError) -> Option<&'static str> {
    Some(match error {
        GroundError::NotHere { .. } => return None,
        GroundError::NoEvents { .. } => {
            "put events as JSON files into `events/` beside the function, or name them with `--event`"
        }
        GroundError::AllFail { .. } => {
            "`warmfront invoke` shows how; `--env NAME=VALUE` and `--env-file` set what it misses"
        }
    })
}

fn tree(error: &TreeError) -> Option<&'static str> {
    Some(match error {
        TreeError::Unclean { .. } => "commit or stash them first, or leave `--apply` out",
        TreeError::NoRepository { .. } | TreeError::NoGit { .. } => {
            "leave `--apply` out: the changes are written as a patch"
        }
        TreeError::Untracked { .. } => "`git add` and commit it first, or leave `--apply` out",
        TreeError::Changed { .. } => {
            "the patch is written: `git apply` puts it where it still fits"
        }
        TreeError::Refused { .. } => return None,
    })
}

fn weight(_: &NoSuchEvent) -> &'static str {
    "an event is named by the end of its path, such as `order.json`"
}

fn manifest(error: &KeptManifestError) -> &'static str {
    match error {
        KeptManifestError::Nothing { .. } => "`warmfront build` makes it; `-o` names another place",
        KeptManifestError::Unusable { .. } => "build again to have it written anew",
        KeptManifestError::NotInPackage { .. } => {
            "it is a path below the package's folder, or a module such as `pandas.tests`"
        }
    }
}

fn several(error: &SeveralError) -> &'static str {
    match error {
        SeveralError::NoFunctions => "`warmfront functions` says what was passed over, and why",
        SeveralError::NoFolder { .. } | SeveralError::LayerName { .. } => {
            "give the function another name, or build it alone: `warmfront build NAME -o DIR`"
        }
    }
}
