//! Profiles that were kept in files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use warmfront_profile::document::{MOST_BYTES, Profile, ReadError};

/// Why a kept profile could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeptError {
    #[error("could not read profile `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("profile `{}` {source}", path.display())]
    Unusable { path: PathBuf, source: ReadError },
}

/// Reads a profile.
pub(in crate::commands) fn read(path: &Path) -> Result<Profile, KeptError> {
    let bytes = bytes(path).map_err(|source| KeptError::Read {
        path: path.to_owned(),
        source,
    })?;
    Profile::from_json(&bytes).map_err(|source| KeptError::Unusable {
        path: path.to_owned(),
        source,
    })
}

/// Reads a file, and one byte more than a profile may have at most.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
