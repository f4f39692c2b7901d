//! Flags, environment and files brought together: flag before environment before file before
//! default, decided once, before any work.
//!
//! What a project's files say of a function arrives with the function, from `warmfront-project`.

mod dotenv;
mod env_file;
mod folders;
mod functions;
mod invoke;
mod variables;

pub(crate) use env_file::EnvFileError;
pub(crate) use folders::Folders;
pub(crate) use functions::FunctionsSettings;
pub(crate) use invoke::{Installing, InvokeSettings, LogShown, Plan, SettingsError};
pub(crate) use variables::Variables;

use std::path::PathBuf;

use crate::args::ProjectArgs;

/// Region where neither a flag nor a variable names one.
const DEFAULT_REGION: &str = "us-east-1";

/// Returns the AWS region that the variables name, or the default.
pub(crate) fn region(variables: &Variables) -> String {
    ["WARMFRONT_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"]
        .into_iter()
        .find_map(|name| variables.text(name))
        .unwrap_or(DEFAULT_REGION)
        .to_owned()
}

/// Returns the folder of the project: the current one, unless a flag names another.
fn directory(args: ProjectArgs) -> PathBuf {
    args.directory.unwrap_or_else(|| PathBuf::from("."))
}
