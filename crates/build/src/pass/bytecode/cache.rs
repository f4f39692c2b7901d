//! Bytecode of earlier builds, by everything that it depends on.

use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::compiler::{Answer, How};
use crate::pass::PassError;

/// To be raised when the same input gives other bytecode than before.
const FORMAT: &str = "1";

/// Bytes of the hash of an entry that it starts with.
const CHECK: usize = 8;

static N_WRITTEN: AtomicU64 = AtomicU64::new(0);

/// A folder of answers.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    interpreter: String,
}

impl Cache {
    pub(super) fn new(cache_folder: &Path, interpreter: &str) -> Self {
        Self {
            folder: cache_folder.join("bytecode"),
            interpreter: interpreter.to_owned(),
        }
    }

    /// Returns where the answer for a source is.
    pub(super) fn place(&self, how: How, path: &str, source: &[u8]) -> PathBuf {
        let mut hash = Sha256::new();
        for part in [FORMAT, &self.interpreter, path] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update([how.letter()]);
        hash.update(source);
        let name = hex(&hash.finalize());
        let (folder, name) = name.split_at(2);
        self.folder.join(folder).join(name)
    }

    /// Returns an answer, unless it is absent or damaged.
    pub(super) fn get(place: &Path) -> Option<Answer> {
        let bytes = std::fs::read(place).ok()?;
        let (check, held) = bytes.split_at_checked(CHECK)?;
        if *check != Sha256::digest(held)[..CHECK] {
            return None;
        }
        let (kind, data) = held.split_first()?;
        match kind {
            b'c' => Some(Answer::Compiled(data.into())),
            _ => String::from_utf8(data.to_vec()).ok().map(Answer::Refused),
        }
    }

    /// Keeps an answer.
    pub(super) fn put(place: &Path, answer: &Answer) -> Result<(), PassError> {
        let (kind, data): (u8, &[u8]) = match answer {
            Answer::Compiled(bytes) => (b'c', bytes),
            Answer::Refused(reason) => (b'r', reason.as_bytes()),
        };
        let mut held = vec![kind];
        held.extend_from_slice(data);
        let mut bytes = Sha256::digest(&held)[..CHECK].to_vec();
        bytes.append(&mut held);
        write(place, &bytes).map_err(|source| PassError::Write {
            path: place.to_owned(),
            source,
        })
    }
}

/// Writes a file that nobody sees half-written.
fn write(place: &Path, bytes: &[u8]) -> io::Result<()> {
    let number = N_WRITTEN.fetch_add(1, Ordering::Relaxed);
    let unfinished = place.with_extension(format!("{}-{number}", process::id()));
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let written =
        std::fs::write(&unfinished, bytes).and_then(|()| std::fs::rename(&unfinished, place));
    if written.is_err() {
        // The error that is told is the first one.
        let _ = std::fs::remove_file(&unfinished);
    }
    written
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
