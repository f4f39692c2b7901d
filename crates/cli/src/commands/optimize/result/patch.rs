//! The changes of the user's own files: sources, and the file that declares the function.

use std::path::{Path, PathBuf};

use warmfront_optimize::change::ChangeId;
use warmfront_project::edit::{self, SetError, Setting};

use super::tree;
use crate::commands::optimize::alteration::Alteration;
use crate::commands::optimize::laboratory::Lab;
use crate::commands::optimize::sources::EditedFile;
use crate::report::check;

/// Files that are changed.
#[derive(Debug, Default)]
pub(in crate::commands::optimize) struct Patch {
    /// Folder that their names are told from: the repository's, or that of the project.
    root: PathBuf,
    pub(in crate::commands::optimize) files: Vec<EditedFile>,
    /// What could not be written down as a change of a file.
    pub(super) notes: Vec<String>,
}

impl Patch {
    /// Returns what some changes do to files.
    pub(super) fn of(lab: &Lab<'_>, changes: &[ChangeId]) -> anyhow::Result<Self> {
        let base = &lab.ground.found.base;
        let mut patch = Self {
            root: tree::root_of(base).unwrap_or_else(|| canonical(base)),
            ..Self::default()
        };
        let set = lab.set(changes);
        let edited = lab
            .ground
            .sources
            .edited(set.iter().map(|each| each.edits()));
        patch.files = edited.map_err(|clash| {
            anyhow::anyhow!("could not edit `{}`: changes overlap", clash.file.display())
        })?;
        for alteration in set {
            if let Alteration::Memory(size) = alteration {
                patch.set(lab, Setting::MemorySize(*size))?;
            }
        }
        Ok(patch)
    }

    fn set(&mut self, lab: &Lab<'_>, setting: Setting) -> anyhow::Result<()> {
        match edit::set(lab.ground.found, setting) {
            Ok(edited) => {
                self.notes.extend(edited.notes);
                self.files.push(EditedFile {
                    file: edited.file,
                    before: edited.before,
                    after: edited.after,
                });
            }
            Err(SetError::File(error)) => return Err(SetError::File(error).into()),
            Err(error) => {
                let by_hand = error.hint().unwrap_or_default().to_owned();
                self.notes.push(format!("{error}: {by_hand}"));
            }
        }
        Ok(())
    }

    /// Lays it out for `git apply` and `patch -p1`.
    pub(super) fn text(&self) -> String {
        let files = self.files.iter().map(|each| {
            let name = canonical(&each.file);
            let name = name.strip_prefix(&self.root).unwrap_or(&name);
            check::patch(&name.display().to_string(), (&each.before, &each.after))
        });
        files.collect()
    }
}

pub(super) fn canonical(path: &Path) -> PathBuf {
    fs_err::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
