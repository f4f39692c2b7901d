//! How rules write fixes: edits of one file, in its own style.

mod accessor;
mod argument;
mod batch;
mod import;
mod moved;

pub(super) use accessor::accessor;
pub(super) use argument::{add_argument, remove_argument, set_argument};
pub(super) use batch::{batched, writer};
pub(super) use moved::moved;

use std::path::PathBuf;

use crate::fix::{Applicability, Edit, Fix, Span};
use crate::python::{Function, Statement};

/// A fix that is being written.
#[derive(Debug)]
pub(super) struct Mend<'a> {
    file: PathBuf,
    source: &'a str,
    edits: Vec<Edit>,
}

impl<'a> Mend<'a> {
    /// Begins a fix of the file that a function stands in.
    pub(super) fn of(function: Function<'a>) -> Option<Self> {
        Some(Self {
            file: function.file().to_owned(),
            source: function.source()?,
            edits: Vec::new(),
        })
    }

    /// Returns the source of a range.
    pub(super) fn text(&self, span: Span) -> &'a str {
        let range = span.start as usize..span.end as usize;
        self.source.get(range).unwrap_or_default()
    }

    /// Returns whether a function has a name as a whole word.
    pub(super) fn is_taken(&self, function: Function<'_>, name: &str) -> bool {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let source = self.text(function.span());
        source
            .split(|letter| !is_part(letter))
            .any(|word| word == name)
    }

    /// Puts other text in place of a range.
    pub(super) fn replace(&mut self, span: Span, text: impl Into<String>) {
        let text = text.into();
        if span.start == span.end && text.is_empty() {
            return;
        }
        let file = self.file.clone();
        self.edits.push(Edit { file, span, text });
    }

    /// Inserts text.
    pub(super) fn insert(&mut self, at: u32, text: impl Into<String>) {
        let span = Span { start: at, end: at };
        self.replace(span, text);
    }

    /// Returns what stands before a statement on its line, if that is only blanks.
    pub(super) fn indent(&self, statement: Statement<'_>) -> Option<&'a str> {
        let start = statement.span().start as usize;
        let line = self
            .source
            .get(..start)?
            .rfind('\n')
            .map_or(0, |end| end + 1);
        let before = self.source.get(line..start)?;
        before.trim().is_empty().then_some(before)
    }

    /// Returns the position after the end of the line that a position is on.
    pub(super) fn line_end(&self, at: u32) -> u32 {
        let rest = self.source.get(at as usize..).unwrap_or_default();
        let len = rest.find('\n').map_or(rest.len(), |end| end + 1);
        at + u32::try_from(len).unwrap_or(0)
    }

    /// Returns whether the source has a name as a whole word.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        self.source
            .split(|letter| !is_part(letter))
            .any(|word| word == name)
    }

    /// Ends the fix. None can be applied unseen: what they do may show somewhere.
    pub(super) fn unsafe_fix(self, summary: impl Into<String>) -> Fix {
        Fix {
            applicability: Applicability::Unsafe,
            summary: summary.into(),
            edits: self.edits,
        }
    }
}
