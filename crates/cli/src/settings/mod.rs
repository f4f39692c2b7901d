//! Flags, environment and files brought together: flag before environment before file before
//! default, decided once, before any work.
//!
//! What a project's files say of a function arrives with the function, from `warmfront-project`.

mod dotenv;
mod env_file;
mod folders;
mod functions;
mod invoke;
mod place;
mod variables;

pub(crate) use env_file::EnvFileError;
pub(crate) use folders::Folders;
pub(crate) use functions::FunctionsSettings;
pub(crate) use invoke::{Installing, InvokeSettings, LogShown, Plan, SettingsError};
pub(crate) use place::{ACCOUNT, Place};
pub(crate) use variables::Variables;
