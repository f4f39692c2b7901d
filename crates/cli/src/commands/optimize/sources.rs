//! The function's own sources, as they are shipped and with edits made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use warmfront_build::package::{Content, Entry, Package, PackagePath};
use warmfront_check::fix::{Applicability, Edit, Fix, Plan};

/// What edits are called in a manifest.
const NAME: &str = "optimize";

/// The function's own sources, by the place where they lie.
#[derive(Debug, Default)]
pub(super) struct Sources {
    files: BTreeMap<PathBuf, Source>,
}

/// A source.
#[derive(Debug)]
struct Source {
    path: PackagePath,
    text: String,
}

/// A file that is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EditedFile {
    /// Where it lies.
    pub(super) file: PathBuf,
    pub(super) before: String,
    pub(super) after: String,
}

/// Why edits cannot be made together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clash {
    /// Where.
    pub(super) file: PathBuf,
}

impl Sources {
    /// Reads the sources of a package that belong to no distribution.
    pub(super) fn of(package: &Package) -> anyhow::Result<Self> {
        let mut sources = Self::default();
        for (path, entry) in package.entries() {
            let Content::File { path: file, .. } = &entry.content else {
                continue;
            };
            if entry.distribution.is_some() || path.extension() != Some("py") {
                continue;
            }
            // What is not UTF-8 is left alone.
            if let Ok(text) = String::from_utf8(entry.content.read()?.to_vec()) {
                let path = path.clone();
                sources.files.insert(file.clone(), Source { path, text });
            }
        }
        Ok(sources)
    }

    /// Returns the name in the package of a file, if it is one of them.
    pub(super) fn name(&self, file: &Path) -> Option<&PackagePath> {
        self.files.get(file).map(|source| &source.path)
    }

    /// Returns the files with their texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&Path, &str)> {
        let files = self.files.iter();
        files.map(|(file, source)| (file.as_path(), source.text.as_str()))
    }

    /// Makes edits.
    pub(super) fn edited<'e>(
        &self,
        edits: impl IntoIterator<Item = &'e [Edit]>,
    ) -> Result<Vec<EditedFile>, Clash> {
        let fixes: Vec<Fix> = edits.into_iter().map(fix).collect();
        let mut plan = Plan::default();
        for fix in fixes.iter().filter(|fix| !fix.edits.is_empty()) {
            if !plan.take(fix) {
                return Err(Clash {
                    file: fix.edits[0].file.clone(),
                });
            }
        }
        let files = plan.files().map(|file| {
            let clash = || Clash {
                file: file.to_owned(),
            };
            let before = &self.files.get(file).ok_or_else(clash)?.text;
            Ok(EditedFile {
                file: file.to_owned(),
                before: before.clone(),
                after: plan.apply(file, before).ok_or_else(clash)?,
            })
        });
        files.collect()
    }

    /// Puts edited files into a package.
    pub(super) fn put(&self, edited: &[EditedFile], package: &mut Package) {
        for each in edited {
            let Some(source) = self.files.get(&each.file) else {
                continue;
            };
            let Some(old) = package.get(&source.path) else {
                continue;
            };
            let entry = Entry {
                content: Content::Bytes(Arc::from(each.after.as_bytes())),
                ..old.clone()
            };
            package.put(
                NAME,
                source.path.clone(),
                entry,
                "a fix of the function's own code",
            );
        }
    }
}

fn fix(edits: &[Edit]) -> Fix {
    Fix {
        applicability: Applicability::Unsafe,
        summary: String::new(),
        edits: edits.to_vec(),
    }
}
