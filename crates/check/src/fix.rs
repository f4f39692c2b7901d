//! Changes of files that mend what was found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How to mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it can be applied unseen.
    pub applicability: Applicability,
    /// What it does, in one line: "keep the client in a cached accessor".
    pub summary: String,
    /// Changes, which do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix can be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// It cannot change behaviour.
    Safe,
    /// It needs a look.
    Unsafe,
}

/// Other text for a range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The file, as the caller named it.
    pub file: PathBuf,
    /// What is replaced; nothing, where text is inserted.
    pub span: Span,
    /// What stands there then.
    pub text: String,
}

/// A range of bytes of a file, from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A change of a file; of two at one place, what is blank comes last, so that it stands apart from
/// what follows.
type Change<'a> = (Span, bool, &'a str);

/// Fixes that are made together.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    edits: BTreeMap<&'a Path, BTreeSet<Change<'a>>>,
}

impl<'a> Plan<'a> {
    /// Takes a fix, unless one of its edits overlaps with another that was taken.
    ///
    /// The same insertion by several fixes, such as of an import, is made once.
    pub fn take(&mut self, fix: &'a Fix) -> bool {
        let fits = !fix.edits.is_empty() && fix.edits.iter().all(|edit| self.fits(edit));
        if fits {
            for edit in &fix.edits {
                let of_file = self.edits.entry(&edit.file).or_default();
                let is_blank = edit.text.trim().is_empty();
                of_file.insert((edit.span, is_blank, &edit.text));
            }
        }
        fits
    }

    fn fits(&self, edit: &Edit) -> bool {
        let Span { start, end } = edit.span;
        let mut others = self.edits.get(edit.file.as_path()).into_iter().flatten();
        start <= end
            && others.all(|(other, _, text)| {
                let is_same = (*other, *text) == (edit.span, edit.text.as_str());
                let inserts = start == end;
                (is_same && inserts) || other.end <= start || end <= other.start
            })
    }

    /// Returns the files that it changes.
    pub fn files(&self) -> impl Iterator<Item = &'a Path> {
        self.edits.keys().copied()
    }

    /// Returns a file's text as the fixes leave it; `None` when they do not fit into it.
    #[must_use]
    pub fn apply(&self, file: &Path, text: &str) -> Option<String> {
        let mut made = String::with_capacity(text.len());
        let mut at = 0;
        for (span, _, replacement) in self.edits.get(file).into_iter().flatten() {
            made.push_str(text.get(at..span.start as usize)?);
            made.push_str(replacement);
            at = span.end as usize;
        }
        made.push_str(text.get(at..)?);
        Some(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edits: &[(u32, u32, &str)]) -> Fix {
        let edits = edits.iter().map(|(start, end, text)| Edit {
            file: "a.py".into(),
            span: Span {
                start: *start,
                end: *end,
            },
            text: (*text).to_owned(),
        });
        Fix {
            applicability: Applicability::Safe,
            summary: String::new(),
            edits: edits.collect(),
        }
    }

    fn made(fixes: &[Fix], text: &str) -> (Vec<bool>, Option<String>) {
        let mut plan = Plan::default();
        let taken = fixes.iter().map(|fix| plan.take(fix)).collect();
        (taken, plan.apply(Path::new("a.py"), text))
    }

    #[test]
    fn the_same_import_is_inserted_once() {
        let fixes = [
            fix(&[(0, 0, "import x\n"), (4, 5, "B")]),
            fix(&[(0, 0, "import x\n"), (6, 7, "C")]),
        ];
        let (taken, text) = made(&fixes, "0123456789");
        assert_eq!(taken, [true, true]);
        assert_eq!(text.as_deref(), Some("import x\n0123B5C789"));
    }

    #[test]
    fn what_is_blank_comes_after_what_is_not() {
        let fixes = [fix(&[(3, 3, "\n")]), fix(&[(3, 3, "y\n")])];
        assert_eq!(made(&fixes, "x;\nz").1.as_deref(), Some("x;\ny\n\nz"));
    }

    #[test]
    fn of_fixes_that_overlap_the_first_is_made() {
        let fixes = [
            fix(&[(2, 6, "-")]),
            fix(&[(0, 1, "+"), (5, 8, "+")]),
            fix(&[(6, 7, "*")]),
        ];
        let (taken, text) = made(&fixes, "0123456789");
        assert_eq!(taken, [true, false, true]);
        assert_eq!(text.as_deref(), Some("01-*789"));
    }

    #[test]
    fn edits_beyond_the_text_are_refused() {
        assert_eq!(made(&[fix(&[(8, 12, "")])], "0123456789").1, None);
        assert_eq!(made(&[fix(&[(1, 2, "")])], "\u{e9}\u{e9}").1, None);
    }
}
