//! Fixes put together per file, shown or written.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use warmfront_check::finding::Finding;
use warmfront_check::fix::{Applicability, Edit, Fix};

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
    let mut edits: BTreeMap<&Path, Vec<&Edit>> = BTreeMap::new();
    let mut mended = Mended::default();
    for finding in found {
        let fix = finding.fix.as_ref().filter(|fix| fix.applicability <= kind);
        let fits = fix.is_some_and(|fix| fits(fix, &edits, texts));
        if let Some(fix) = fix.filter(|_| fits) {
            for edit in &fix.edits {
                edits.entry(&edit.file).or_default().push(edit);
            }
        }
        mended.n_findings += usize::from(fits);
        mended.done.push(fits);
    }
    for (file, edits) in edits {
        if let Some(before) = texts.of(file) {
            mended.files.push(MendedFile {
                file: file.to_owned(),
                after: applied(&before, edits),
                before: before.to_string(),
            });
        }
    }
    mended
}

/// Tells whether a fix's edits lie within their files, and apart from those that are made.
fn fits(fix: &Fix, made: &BTreeMap<&Path, Vec<&Edit>>, texts: &Texts) -> bool {
    fix.edits.iter().all(|edit| {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let text = texts.of(&edit.file);
        let is_inside = text.is_some_and(|text| text.get(start..end).is_some());
        let others = made.get(edit.file.as_path()).into_iter().flatten();
        // Two insertions at one place follow one another; but not the same one twice.
        let is_apart = others
            .into_iter()
            .all(|other| other.span.end <= edit.span.start || edit.span.end <= other.span.start);
        let mut same = made.get(edit.file.as_path()).into_iter().flatten();
        is_inside && is_apart && !same.any(|other| *other == edit)
    })
}

fn applied(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut made = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        made.push_str(&text[at..edit.span.start as usize]);
        made.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    made.push_str(&text[at..]);
    made
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
