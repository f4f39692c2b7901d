//! Fixes put together per file, shown or written.

use std::io::Write;
use std::path::PathBuf;

use warmfront_check::finding::Finding;
use warmfront_check::fix::{Applicability, Edit, Plan};

use super::Texts;
use crate::report::check::{Look, unified};
use crate::report::file;

/// A file with fixes made.
#[derive(Debug)]
pub(super) struct MendedFile {
    pub(super) file: PathBuf,
    pub(super) before: String,
    pub(super) after: String,
}

/// What fixes make of the files.
#[derive(Debug, Default)]
pub(super) struct Mended {
    pub(super) files: Vec<MendedFile>,
    /// Findings that are mended.
    pub(super) n_findings: usize,
    done: Vec<bool>,
}

impl Mended {
    /// Returns the findings that are left.
    pub(super) fn without(&self, found: Vec<Finding>) -> Vec<Finding> {
        let done = self.done.iter().copied().chain(std::iter::repeat(false));
        let left = found.into_iter().zip(done).filter(|(_, done)| !done);
        left.map(|(finding, _)| finding).collect()
    }
}

/// Makes the fixes of a kind, and safer ones. Of fixes that overlap the first is made.
pub(super) fn mend(found: &[Finding], kind: Applicability, texts: &Texts) -> Mended {
    let mut plan = Plan::default();
    let mut mended = Mended::default();
    for finding in found {
        let fix = finding.fix.as_ref().filter(|fix| fix.applicability <= kind);
        let fix = fix.filter(|fix| fix.edits.iter().all(|edit| is_inside(edit, texts)));
        let is_made = fix.is_some_and(|fix| plan.take(fix));
        mended.n_findings += usize::from(is_made);
        mended.done.push(is_made);
    }
    for file in plan.files() {
        if let Some(before) = texts.of(file)
            && let Some(after) = plan.apply(file, &before)
        {
            mended.files.push(MendedFile {
                file: file.to_owned(),
                before: before.to_string(),
                after,
            });
        }
    }
    mended
}

/// Tells whether an edit lies within its file.
fn is_inside(edit: &Edit, texts: &Texts) -> bool {
    let (start, end) = (edit.span.start as usize, edit.span.end as usize);
    texts
        .of(&edit.file)
        .is_some_and(|text| text.get(start..end).is_some())
}

/// Lays out what a file's fixes change, as `diff -u` does.
pub(super) fn diff(mended: &MendedFile, look: Look) -> String {
    unified(
        &mended.file.display().to_string(),
        (&mended.before, &mended.after),
        look,
    )
}

/// Writes the files.
pub(super) fn write(mended: &Mended) -> anyhow::Result<()> {
    for each in &mended.files {
        file::write(&each.file, |out| out.write_all(each.after.as_bytes()))?;
    }
    Ok(())
}
