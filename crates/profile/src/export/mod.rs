//! Other tools' formats, one file each.

use std::io::{self, Write};

use crate::document::Profile;

/// A format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name, such as `speedscope`.
    pub name: &'static str,
    /// What opens it, in a few words.
    pub about: &'static str,
    /// Writes a profile.
    pub write: fn(&Profile, &mut dyn Write) -> io::Result<()>,
}

/// Sorted by name.
pub const ALL: &[Format] = &[];
