//! Flags of `warmfront functions`.

use clap::Args;

use super::{FormatArgs, ProjectArgs};

const LONG_ABOUT: &str = "\
Lists the functions of the project: name, handler, runtime, memory size and where each is declared.

Notes say what was passed over, and why.";

const AFTER_HELP: &str = "\
Examples:
  warmfront functions
  warmfront functions -C services/orders --format json";

/// Lists the functions of the project.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct FunctionsArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
}
