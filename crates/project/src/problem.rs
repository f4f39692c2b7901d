//! A fault in a file that a user wrote: where it is, what it is, what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Line and column in a text, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

/// A fault in a text, before it is known which file the text came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where, if known.
    pub mark: Option<Mark>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    pub(crate) fn new(mark: Option<Mark>, message: impl Into<String>) -> Self {
        Self {
            mark,
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    pub(crate) fn within(self, file: &Path) -> FileError {
        FileError::Faulty {
            file: file.to_owned(),
            problem: self,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Mark { line, column }) = self.mark {
            write!(f, "{line}:{column}: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

/// Why a file of the project could not be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It could not be read.
    #[error("could not read `{}`", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// It is larger than any such file should be.
    #[error("`{}` is larger than {most} bytes", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The most that is read.
        most: u64,
    },
    /// What it says is wrong.
    #[error("{}{}{problem}", file.display(), if problem.mark.is_some() { ":" } else { ": " })]
    Faulty {
        /// The file.
        file: PathBuf,
        /// The fault.
        problem: Problem,
    },
}

impl FileError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Faulty { problem, .. } => problem.hint.as_deref(),
            Self::Read { .. } | Self::TooLarge { .. } => None,
        }
    }
}

/// Returns the candidate nearest to a mistyped word, if one is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase().replace('-', "_");
    let most = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| {
            let plain = candidate.to_ascii_lowercase().replace('-', "_");
            (distance(&word, &plain), candidate)
        })
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance, for words short enough to be names.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, from) in left.chars().take(100).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_key() {
        assert_eq!(nearest("memroy", ["memory", "timeout"]), Some("memory"));
        assert_eq!(
            nearest("ephemeral_storage", ["ephemeral-storage"]),
            Some("ephemeral-storage")
        );
        assert_eq!(nearest("colour", ["memory", "timeout"]), None);
    }
}
