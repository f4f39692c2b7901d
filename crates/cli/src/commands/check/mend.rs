//! Fixes put together per file, shown or written.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use warmfront_check::finding::Finding;
use warmfront_check::fix::{Applicability, Fix, Plan};

use super::Texts;
use super::sources::is_source;
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
}

/// Makes the fixes of a kind, and safer ones. Of fixes that overlap the first is made.
pub(super) fn mend(found: &[Finding], kind: Applicability, texts: &Texts) -> Mended {
    let mut plan = Plan::default();
    let mut mended = Mended::default();
    let mut inserted = BTreeSet::new();
    for finding in found {
        let fix = finding.fix.as_ref().filter(|fix| fix.applicability <= kind);
        let fix = fix.filter(|fix| is_apart(fix, &inserted));
        let taken = fix.filter(|fix| plan.take(fix));
        for edit in taken.into_iter().flat_map(|fix| &fix.edits) {
            inserted.insert((edit.file.as_path(), edit.span.start));
        }
        mended.n_findings += usize::from(taken.is_some());
    }
    for file in plan.files() {
        let before = texts.of(file);
        let after = before.as_ref().and_then(|text| plan.apply(file, text));
        if let (Some(before), Some(after)) = (before, after) {
            mended.files.push(MendedFile {
                file: file.to_owned(),
                before: before.to_string(),
                after,
            });
        }
    }
    mended
}

/// Tells whether a fix of a template inserts nothing where another does: two may bring the same key.
/// The next round makes it.
fn is_apart(fix: &Fix, inserted: &BTreeSet<(&Path, u32)>) -> bool {
    fix.edits.iter().all(|edit| {
        is_source(&edit.file) || !inserted.contains(&(edit.file.as_path(), edit.span.start))
    })
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
