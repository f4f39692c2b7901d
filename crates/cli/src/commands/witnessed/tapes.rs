//! Recorded calls to other services as files: for the witness while it runs, and in a folder that
//! the user keeps.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use warmfront_verify::tape::{self, Tape};

use crate::report::file;
use crate::settings::Calls;

/// Largest file of recorded calls that is read.
const LARGEST: u64 = 1 << 30;

/// Why recorded calls could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TapeError {
    #[error("could not read recorded calls `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` holds no recorded calls", path.display())]
    Faulty {
        path: PathBuf,
        source: tape::TapeError,
    },
    #[error("folder `{}` has no recorded calls", path.display())]
    Nothing { path: PathBuf },
}

/// Where recorded calls come from and go to.
pub(super) struct Tapes {
    folder: PathBuf,
    calls: Calls,
    n_written: usize,
}

impl Tapes {
    /// Finds the folder of the calls.
    pub(super) fn new(folder: &Path, calls: &Calls) -> anyhow::Result<Self> {
        match calls {
            Calls::Made | Calls::Live => {}
            Calls::Recorded(kept) => fs_err::create_dir_all(kept)?,
            Calls::Replayed(kept) => {
                let mut files = fs_err::read_dir(kept)?;
                let is_tape = |name: &str| name.starts_with("calls-");
                let found = files.any(|file| {
                    file.is_ok_and(|file| file.file_name().to_str().is_some_and(is_tape))
                });
                if !found {
                    return Err(TapeError::Nothing { path: kept.clone() }.into());
                }
            }
        }
        let folder = folder.join("tapes");
        fs_err::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            calls: calls.clone(),
            n_written: 0,
        })
    }

    /// Returns the folder of the files that answer.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Tells whether every run makes its calls.
    pub(super) fn is_live(&self) -> bool {
        self.calls == Calls::Live
    }

    /// Writes recorded calls for a witness to answer from, and returns the file.
    pub(super) fn write(&mut self, tape: &Tape) -> anyhow::Result<PathBuf> {
        self.n_written += 1;
        let path = self.folder.join(format!("tape-{}", self.n_written));
        fs_err::write(&path, tape.to_text())?;
        Ok(path)
    }

    /// Returns the calls that the user kept for an environment that handles these events, where
    /// they are what answers.
    pub(super) fn kept(&self, payloads: &[&str]) -> Result<Option<Tape>, TapeError> {
        match &self.calls {
            Calls::Replayed(folder) => kept_for(folder, payloads).map(Some),
            Calls::Made | Calls::Recorded(_) | Calls::Live => Ok(None),
        }
    }

    /// Keeps the calls of an environment that handled these events, where the user wants them.
    pub(super) fn keep(&self, payloads: &[&str], tape: &Tape) -> anyhow::Result<()> {
        let Calls::Recorded(folder) = &self.calls else {
            return Ok(());
        };
        file::write(&folder.join(name(payloads)), |out| {
            io::Write::write_all(out, tape.to_text().as_bytes())
        })
    }
}

/// Reads the calls that were kept for these events in this order, or else those of each event.
fn kept_for(folder: &Path, payloads: &[&str]) -> Result<Tape, TapeError> {
    let whole = folder.join(name(payloads));
    if whole.exists() {
        return read(&whole);
    }
    let mut calls = Vec::new();
    for payload in payloads {
        let one = folder.join(name(&[payload]));
        if one.exists() {
            calls.extend(read(&one)?.calls);
        }
    }
    Ok(Tape { calls })
}

fn read(path: &Path) -> Result<Tape, TapeError> {
    let failed = |source| TapeError::Read {
        path: path.to_owned(),
        source,
    };
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(failed(io::ErrorKind::FileTooLarge.into()));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    Tape::read(&bytes).map_err(|source| TapeError::Faulty {
        path: path.to_owned(),
        source,
    })
}

/// Names a file by the events and their order.
fn name(payloads: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for payload in payloads {
        hasher.update((payload.len() as u64).to_le_bytes());
        hasher.update(payload);
    }
    let digest = hasher.finalize();
    let start = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    format!("calls-{}.jsonl", start.collect::<String>())
}
