//! Whether a module's bytecode could be used, and how many bytes were read to load the module.
//!
//! The files are looked at after the run, by the rules of `importlib._bootstrap_external`. What the
//! run itself may have written would look valid: callers run functions such that none is written.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use fs_err as fs;

use crate::document::Bytecode;
use crate::recording::Facts;

use super::origin::Traits;
use super::siphash::{self, Rounds};

/// Bytes ahead of the code: magic number, flags, and date and size or hash of the source.
const HEADER: usize = 16;

/// Largest source that is hashed, to see whether bytecode that says so is of it.
const LARGEST_SOURCE: u64 = 16 << 20;

/// Flag: the header has a hash of the source.
const HASHED: u32 = 1;

/// Flag: the hash is compared with the source's.
const CHECKED: u32 = 2;

/// What was read to load a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    /// State of its bytecode.
    pub(super) bytecode: Bytecode,
    /// Bytes of all files.
    pub(super) bytes: u64,
}

/// Files as one interpreter sees them.
pub(super) struct Files {
    magic: Option<[u8; 4]>,
    rounds: Rounds,
    /// Libraries may be told of several modules.
    sizes: HashMap<String, u64>,
}

impl Files {
    /// Takes what the interpreter told of itself.
    pub(super) fn new(facts: &Facts) -> Self {
        let mut version = facts
            .python
            .split('.')
            .map(|part| part.parse().unwrap_or(0));
        let version: (u32, u32) = (
            version.next().unwrap_or_default(),
            version.next().unwrap_or_default(),
        );
        Self {
            magic: magic(&facts.magic),
            rounds: if version < (3, 11) {
                Rounds(2, 4)
            } else {
                Rounds(1, 3)
            },
            sizes: HashMap::new(),
        }
    }

    /// Returns the state of a module's bytecode and how many bytes were read to load the module.
    pub(super) fn state(
        &mut self,
        path: Option<&str>,
        traits: &Traits,
        libraries: &[String],
    ) -> Read {
        let mut read = self.own(path, traits);
        for library in libraries
            .iter()
            .filter(|&library| Some(library.as_str()) != path)
        {
            let size = self
                .sizes
                .entry(library.clone())
                .or_insert_with_key(|library| fs::metadata(library).map_or(0, |file| file.len()));
            read.bytes = read.bytes.saturating_add(*size);
        }
        read
    }

    fn own(&self, path: Option<&str>, traits: &Traits) -> Read {
        let none = Read {
            bytecode: Bytecode::None,
            bytes: 0,
        };
        let Some(path) = path.map(Path::new) else {
            return none;
        };
        // What is inside a zip file has no file of its own.
        let Ok(metadata) = fs::metadata(path) else {
            return none;
        };
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            _ if !metadata.is_file() => none,
            Some("py") => self.compiled(path, &metadata, traits.cached.as_deref()),
            Some("pyc") => Read {
                bytecode: Bytecode::Unchecked,
                bytes: metadata.len(),
            },
            _ => Read {
                bytes: metadata.len(),
                ..none
            },
        }
    }

    fn compiled(&self, path: &Path, source: &std::fs::Metadata, cached: Option<&str>) -> Read {
        let absent = Read {
            bytecode: Bytecode::Absent,
            bytes: source.len(),
        };
        let Some((header, size)) = cached.and_then(header) else {
            return absent;
        };
        let stale = Read {
            bytecode: Bytecode::Stale,
            bytes: source.len().saturating_add(size),
        };
        let Some(header) = header else {
            return stale;
        };
        match self.judge(&header, path, source) {
            Some(Bytecode::Unchecked) => Read {
                bytecode: Bytecode::Unchecked,
                bytes: size,
            },
            // The source is read as well, to be hashed.
            Some(bytecode) if word(&header, 4) & HASHED != 0 => Read { bytecode, ..stale },
            Some(bytecode) => Read {
                bytecode,
                bytes: size,
            },
            None => stale,
        }
    }

    /// Returns how bytecode with a header is used, nothing if it is not.
    fn judge(
        &self,
        header: &[u8; HEADER],
        path: &Path,
        source: &std::fs::Metadata,
    ) -> Option<Bytecode> {
        if self.magic.is_some_and(|magic| magic != header[..4]) {
            return None;
        }
        let flags = word(header, 4);
        if flags & !(HASHED | CHECKED) != 0 {
            return None;
        }
        if flags & HASHED == 0 {
            let same = word(header, 8) == date(source) && word(header, 12) == low(source.len());
            return same.then_some(Bytecode::Valid);
        }
        if flags & CHECKED == 0 {
            return Some(Bytecode::Unchecked);
        }
        let same = self.hash(path, source)? == header[8..];
        same.then_some(Bytecode::Valid)
    }

    /// Returns the hash of a source as its bytecode has it.
    fn hash(&self, path: &Path, source: &std::fs::Metadata) -> Option<[u8; 8]> {
        if source.len() > LARGEST_SOURCE {
            return None;
        }
        let key = u64::from(u32::from_le_bytes(self.magic?));
        let text = fs::read(path).ok()?;
        Some(siphash::hash(self.rounds, key, &text).to_le_bytes())
    }
}

/// Returns the header of a bytecode file and the file's size; a shorter file has no header.
fn header(cached: &str) -> Option<(Option<[u8; HEADER]>, u64)> {
    // What is opened was named by a program that is not trusted.
    Path::new(cached)
        .extension()
        .filter(|extension| *extension == "pyc")?;
    // Looked at ahead of opening, which would wait for ever where the name is that of a pipe.
    let size = fs::metadata(cached)
        .ok()
        .filter(std::fs::Metadata::is_file)?
        .len();
    let mut file = fs::File::open(cached).ok()?;
    let mut header = [0; HEADER];
    let whole = file.read_exact(&mut header).is_ok();
    Some((whole.then_some(header), size))
}

fn word(header: &[u8; HEADER], at: usize) -> u32 {
    let mut word = [0; 4];
    word.copy_from_slice(&header[at..at + 4]);
    u32::from_le_bytes(word)
}

/// Returns the date of a file in seconds, as far as a header has room for it.
fn date(file: &std::fs::Metadata) -> u32 {
    let since = file
        .modified()
        .ok()
        .and_then(|date| date.duration_since(UNIX_EPOCH).ok());
    low(since.unwrap_or_default().as_secs())
}

#[expect(clippy::cast_possible_truncation, reason = "headers hold the low half")]
fn low(number: u64) -> u32 {
    number as u32
}

/// Reads a magic number in hexadecimal.
fn magic(text: &str) -> Option<[u8; 4]> {
    let number = u32::from_str_radix(text, 16).ok()?;
    (text.len() == 8).then(|| number.to_be_bytes())
}

#[cfg(test)]
mod tests;
