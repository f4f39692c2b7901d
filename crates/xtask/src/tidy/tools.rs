//! Outside checkers: licences and advisories, unused dependencies, spelling.
//!
//! A developer need not have them: one that is absent is said, not installed.

use std::process::Command;

use crate::process;
use crate::workspace::Workspace;

/// Program, its arguments, and what it checks.
const TOOLS: &[(&str, &[&str], &str)] = &[
    (
        "cargo-deny",
        &["--offline", "check", "bans", "licenses", "sources"],
        "licences and sources",
    ),
    ("cargo-machete", &[], "unused dependencies"),
    ("typos", &[], "spelling"),
];

/// Runs those that are installed.
pub(super) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    for (program, arguments, what) in TOOLS {
        if process::works(Command::new(program).arg("--version")) {
            let mut command = Command::new(program);
            process::run(command.args(*arguments).current_dir(&workspace.root))?;
        } else {
            println!("skipped {what}: {program} is not installed");
        }
    }
    Ok(())
}
