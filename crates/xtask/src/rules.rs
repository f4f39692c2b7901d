//! `cargo xtask docs rules`: writes the pages of all rules to `docs/rules`.

use std::collections::BTreeSet;

use warmfront_check::rule;

use crate::workspace::Workspace;

/// Where the pages are, from the workspace's root.
const FOLDER: &str = "docs/rules";

/// Writes the pages, and removes those of rules that are gone.
pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<()> {
    let folder = workspace.root.join(FOLDER);
    fs_err::create_dir_all(&folder)?;
    let mut written = BTreeSet::new();
    for (name, text) in rule::documents() {
        fs_err::write(folder.join(&name), text)?;
        written.insert(name);
    }
    for entry in fs_err::read_dir(&folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("WF") && !written.contains(&name) {
            fs_err::remove_file(entry.path())?;
        }
    }
    Ok(())
}
