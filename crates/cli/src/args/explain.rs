//! Flags of `warmfront explain`.

use clap::Args;

use super::FormatArgs;

const LONG_ABOUT: &str = "\
Prints a rule's page: what it finds, why, what mends it, and when to ignore it.

Without a rule, lists all of them.";

const AFTER_HELP: &str = "\
Examples:
  warmfront explain WF501
  warmfront explain default-memory-size
  warmfront explain";

/// Prints a rule's page.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct ExplainArgs {
    /// Code or name of the rule.
    #[arg(value_name = "RULE")]
    pub(crate) rule: Option<String>,
    #[command(flatten)]
    pub(crate) output: FormatArgs,
}
