//! The user's working tree, where the changes are to be made in it: only a clean one, which can be
//! brought back.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use warmfront_optimize::change::ChangeId;
use warmfront_optimize::journey::{Gain, Journey, Tried};

use super::patch::{Patch, canonical};
use crate::commands::optimize::laboratory::Lab;
use crate::commands::optimize::sources::EditedFile;
use crate::report::file;

/// Files of an unclean tree that are named.
const MOST_NAMED: usize = 3;

/// Why a working tree cannot be changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TreeError {
    #[error("could not run git")]
    NoGit { source: io::Error },
    #[error("`{}` is in no git repository", path.display())]
    NoRepository { path: PathBuf },
    #[error("the git tree is not clean: {}", named(files))]
    Unclean { files: Vec<String> },
    #[error("git does not know `{}`, and could not bring it back", file.display())]
    Untracked { file: PathBuf },
    #[error("`{}` changed while it was optimized", file.display())]
    Changed { file: PathBuf },
    #[error("git could not {what}: {told}")]
    Refused { what: &'static str, told: String },
}

fn named(files: &[String]) -> String {
    let more = files.len().saturating_sub(MOST_NAMED);
    let first = files.iter().take(MOST_NAMED);
    let first: Vec<_> = first.map(|file| format!("`{file}`")).collect();
    match more {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// A working tree that was clean.
#[derive(Debug)]
pub(in crate::commands::optimize) struct Tree {
    root: PathBuf,
}

/// Returns the root of the repository around a folder, if there is one.
pub(super) fn root_of(folder: &Path) -> Option<PathBuf> {
    let told = git(folder, &["rev-parse", "--show-toplevel"]).ok()?;
    let root = told.status.success().then_some(told.stdout)?;
    let root = String::from_utf8(root).ok()?;
    Some(canonical(Path::new(root.trim_end_matches('\n'))))
}

impl Tree {
    /// Opens the tree around a folder, if it is clean.
    pub(in crate::commands::optimize) fn open(folder: &Path) -> Result<Self, TreeError> {
        git(folder, &["--version"])?;
        let root = root_of(folder).ok_or_else(|| TreeError::NoRepository {
            path: folder.to_owned(),
        })?;
        let tree = Self { root };
        tree.check()?;
        Ok(tree)
    }

    /// Refuses a tree with changes of files that git knows.
    fn check(&self) -> Result<(), TreeError> {
        let told = self.told(
            "tell what changed",
            &["status", "--porcelain", "--untracked-files=no"],
        )?;
        let files: Vec<String> = told
            .lines()
            .filter_map(|line| line.get(3..))
            .map(str::to_owned)
            .collect();
        if files.is_empty() {
            return Ok(());
        }
        Err(TreeError::Unclean { files })
    }

    /// Makes all changes at once.
    pub(super) fn write(&self, patch: &Patch) -> anyhow::Result<()> {
        self.check()?;
        self.take(&patch.files)
    }

    /// Makes the kept changes one after the other, each as a commit.
    pub(super) fn commit_each(&self, lab: &Lab<'_>, journey: &Journey) -> anyhow::Result<()> {
        self.check()?;
        let mut done: Vec<EditedFile> = Vec::new();
        for n in 1..=journey.kept.len() {
            let patch = Patch::of(lab, &journey.kept[..n])?;
            let new: Vec<EditedFile> = patch
                .files
                .into_iter()
                .filter_map(|each| step(each, &done))
                .collect();
            if new.is_empty() {
                continue;
            }
            let message = message(journey, &journey.kept[n - 1]);
            self.take(&new)?;
            if let Err(error) = self.commit(&new, &message) {
                // What is not committed does not stay half done.
                self.bring_back(&new)?;
                return Err(error.into());
            }
            remember(&mut done, new);
        }
        Ok(())
    }

    /// Writes files that are still as they were read.
    fn take(&self, files: &[EditedFile]) -> anyhow::Result<()> {
        for each in files {
            let name = canonical(&each.file);
            let name = name.to_string_lossy();
            if self
                .told("tell", &["ls-files", "--error-unmatch", "--", &name])
                .is_err()
            {
                return Err(TreeError::Untracked {
                    file: each.file.clone(),
                }
                .into());
            }
            if fs_err::read(&each.file)? != each.before.as_bytes() {
                return Err(TreeError::Changed {
                    file: each.file.clone(),
                }
                .into());
            }
        }
        for each in files {
            file::write(&each.file, |out| out.write_all(each.after.as_bytes()))?;
        }
        Ok(())
    }

    fn bring_back(&self, files: &[EditedFile]) -> anyhow::Result<()> {
        for each in files {
            file::write(&each.file, |out| out.write_all(each.before.as_bytes()))?;
        }
        self.told("forget what was added", &["reset", "--quiet"])?;
        Ok(())
    }

    fn commit(&self, files: &[EditedFile], message: &str) -> Result<(), TreeError> {
        let names: Vec<String> = files
            .iter()
            .map(|each| canonical(&each.file).to_string_lossy().into_owned())
            .collect();
        let with = |first: &[&str]| -> Vec<String> {
            let first = first.iter().map(|word| (*word).to_owned());
            first.chain(names.iter().cloned()).collect()
        };
        self.told("add a change", &with(&["add", "--"]))?;
        self.told(
            "commit a change",
            &with(&["commit", "--quiet", "-m", message, "--"]),
        )?;
        Ok(())
    }

    fn told<S: AsRef<std::ffi::OsStr>>(
        &self,
        what: &'static str,
        words: &[S],
    ) -> Result<String, TreeError> {
        let told = git(&self.root, words)?;
        if told.status.success() {
            return Ok(String::from_utf8_lossy(&told.stdout).into_owned());
        }
        let stderr = String::from_utf8_lossy(&told.stderr);
        let lines: Vec<&str> = stderr
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        Err(TreeError::Refused {
            what,
            told: lines.join("; "),
        })
    }
}

/// Returns what a change adds to what was done to a file before.
fn step(mut whole: EditedFile, done: &[EditedFile]) -> Option<EditedFile> {
    if let Some(before) = done.iter().find(|each| each.file == whole.file) {
        whole.before.clone_from(&before.after);
    }
    (whole.before != whole.after).then_some(whole)
}

fn remember(done: &mut Vec<EditedFile>, new: Vec<EditedFile>) {
    for each in new {
        done.retain(|known| known.file != each.file);
        done.push(each);
    }
}

/// Says what a change does, and what it was measured to gain.
fn message(journey: &Journey, id: &ChangeId) -> String {
    let is_it = |tried: &&Tried| tried.change.id == *id;
    let Some(tried) = journey.tried.iter().find(is_it) else {
        return id.to_string();
    };
    let measured = tried.gain.as_ref().map(gain).unwrap_or_default();
    format!(
        "{}\n\n{id}, found by `warmfront optimize`.{measured}\n",
        tried.change.title
    )
}

fn gain(gain: &Gain) -> String {
    let percent = (gain.ratio - 1.0) * 100.0;
    format!(" Measured in {} pairs: {percent:+.1} %.", gain.n_pairs)
}

fn git<S: AsRef<std::ffi::OsStr>>(folder: &Path, words: &[S]) -> Result<Output, TreeError> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(folder)
        .args(words)
        .stdin(Stdio::null());
    command
        .output()
        .map_err(|source| TreeError::NoGit { source })
}
