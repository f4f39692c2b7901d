//! Bytecode of earlier builds, by everything that it depends on.

use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::compiler::{Answer, Compiled};
use super::driver::Request;
use crate::pass::PassError;
use crate::pass::defer::transform::TRANSFORMER;

/// To be raised when the same input gives other bytecode than before.
const FORMAT: &str = "2";

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
    pub(super) fn place(&self, request: &Request<'_>) -> PathBuf {
        let mut hash = Sha256::new();
        for part in [FORMAT, &self.interpreter, request.path] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update([request.how.letter()]);
        if !request.deferred.is_empty() {
            for source in TRANSFORMER {
                hash.update(Sha256::digest(source));
            }
            hash.update(Sha256::digest(request.deferred));
        }
        hash.update(request.source);
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
            b'c' => compiled(data).map(Answer::Compiled),
            _ => String::from_utf8(data.to_vec()).ok().map(Answer::Refused),
        }
    }

    /// Keeps an answer.
    pub(super) fn put(place: &Path, answer: &Answer) -> Result<(), PassError> {
        let mut held = Vec::new();
        match answer {
            Answer::Compiled(Compiled { bytes, reasons }) => {
                let reasons = serde_json::to_vec(reasons).expect("texts can be written");
                held.push(b'c');
                held.extend_from_slice(&(reasons.len() as u64).to_le_bytes());
                held.extend_from_slice(&reasons);
                held.extend_from_slice(bytes);
            }
            Answer::Refused(reason) => {
                held.push(b'r');
                held.extend_from_slice(reason.as_bytes());
            }
        }
        let mut bytes = Sha256::digest(&held)[..CHECK].to_vec();
        bytes.append(&mut held);
        write(place, &bytes).map_err(|source| PassError::Write {
            path: place.to_owned(),
            source,
        })
    }
}

/// Reads the bytecode of an answer, and what became of imports that were to be deferred.
fn compiled(data: &[u8]) -> Option<Compiled> {
    let (size, data) = data.split_first_chunk::<8>()?;
    let size = usize::try_from(u64::from_le_bytes(*size)).ok()?;
    let (reasons, bytes) = data.split_at_checked(size)?;
    Some(Compiled {
        bytes: bytes.into(),
        reasons: serde_json::from_slice(reasons).ok()?,
    })
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
