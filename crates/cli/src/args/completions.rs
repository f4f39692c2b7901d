//! Flags of `warmfront completions`.

use clap::Args;
use clap_complete::Shell;

const LONG_ABOUT: &str = "\
Prints a completion script for a shell.

The script goes to standard output; put it where the shell looks for completions.";

const AFTER_HELP: &str = "\
Examples:
  warmfront completions bash > ~/.local/share/bash-completion/completions/warmfront
  warmfront completions zsh > ~/.zfunc/_warmfront
  warmfront completions fish > ~/.config/fish/completions/warmfront.fish";

/// Prints a completion script for a shell.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(crate) struct CompletionsArgs {
    /// Shell to write for.
    pub(crate) shell: Shell,
}
