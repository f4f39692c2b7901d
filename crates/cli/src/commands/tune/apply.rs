//! The chosen size, written into the file that declares the function.

use std::io::Write;

use warmfront_model::units::MemorySize;
use warmfront_project::edit::{self, Edited, SetError, Setting};
use warmfront_project::functions::Found;

use crate::report::{diff, file};

/// Tells whether the file could be edited, before anything is spent on finding out the size.
pub(super) fn check(found: &Found) -> Result<(), SetError> {
    find(found, found.function.memory_size).map(drop)
}

/// Writes the size, and returns what there is to say of it.
pub(super) fn apply(found: &Found, size: MemorySize) -> anyhow::Result<Vec<String>> {
    let name = found.file.strip_prefix(&found.base).unwrap_or(&found.file);
    if found.function.memory_size == size {
        return Ok(vec![format!("{} has {size} already", name.display())]);
    }
    let edited = find(found, size)?;
    file::write(&edited.file, |out| out.write_all(edited.after.as_bytes()))?;
    let mut lines = diff::lines(&name.display().to_string(), &edited.before, &edited.after);
    lines.extend(edited.notes.iter().map(|note| format!("note: {note}")));
    Ok(lines)
}

fn find(found: &Found, size: MemorySize) -> Result<Edited, SetError> {
    edit::set(found, Setting::MemorySize(size))
}
