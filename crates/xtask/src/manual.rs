//! `cargo xtask docs commands`: writes the pages of all commands, for the repository and for `man`.

use std::path::Path;
use std::process::Command;

use crate::process;
use crate::product::{self, Build};
use crate::workspace::Workspace;

/// Folder of each format, from the workspace's root. A wheel takes along what is in `packaging`.
const FOLDERS: [(&str, &str); 2] = [
    ("markdown", "docs/commands"),
    ("roff", "packaging/data/share/man/man1"),
];

/// Writes the pages anew, so that those of commands that are gone go too.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let program = product::build(workspace, Build::of_this_task())?;
    for (format, folder) in FOLDERS {
        let folder = workspace.root.join(folder);
        remove(&folder)?;
        let mut command = Command::new(&program);
        command.args(["man", "--format", format, "--out"]);
        process::run(command.arg(folder))?;
    }
    Ok(())
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.is_dir() {
        fs_err::remove_dir_all(folder)?;
    }
    Ok(())
}
