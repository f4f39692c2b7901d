//! Flags of `warmfront man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

const LONG_ABOUT: &str = "\
Prints the manual page of a command.

Without a command, it is the page of warmfront itself. With --out, the pages of all commands are \
written into a folder.";

const AFTER_HELP: &str = "\
Examples:
  warmfront man build | man -l -                     read a page
  warmfront man --out ~/.local/share/man/man1        install all, so that `man warmfront-build` works
  warmfront man build --format markdown

Exit status: 0 good; 2 warmfront failed.";

/// Prints the manual page of a command.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct ManArgs {
    /// Command to print the page of.
    #[arg(value_name = "COMMAND", conflicts_with = "out")]
    pub(crate) command: Option<String>,
    /// Write the pages of all commands into this folder, which is made if need be.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Format of the pages.
    #[arg(long, value_name = "FORMAT", default_value = "roff")]
    pub(crate) format: ManFormat,
}

/// Format of a manual page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManFormat {
    /// For `man`.
    Roff,
    /// For a web site or a repository.
    Markdown,
}
