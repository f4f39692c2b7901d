//! Flags of `warmfront report`.

#![expect(
    clippy::doc_markdown,
    reason = "these comments are the help that users read"
)]

use std::path::PathBuf;

use clap::Args;

use super::{OptimizeFormat, ProjectArgs};

const LONG_ABOUT: &str = "\
Shows an earlier result again.

Results of optimize, tune and profile that are kept in .warmfront beside the function are found there, \
and the newest is shown; nothing is run or measured.";

const AFTER_HELP: &str = "\
Examples:
  warmfront report                                  the newest result of this folder
  warmfront report Orders -o journey.html           that of one function, as a page to look at
  warmfront report --format markdown                for a pull request
  warmfront report .warmfront/tune/Orders.json      that of a file

Exit status: 0 shown; 2 there is no result, or it cannot be read.";

/// Shows an earlier result again.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct ReportArgs {
    /// File with a result, or function whose newest result it is [default: the newest of all].
    #[arg(value_name = "FILE|FUNCTION")]
    pub(crate) what: Option<String>,
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) output: ReportOutputArgs,
}

/// What is written, and where.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ReportOutputArgs {
    /// Format of what is printed [default: text, or nothing with -o] [env: WARMFRONT_FORMAT].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OptimizeFormat>,
    /// Write a file, in the format of its ending: .html, .md, .json or .txt; repeatable.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
}
