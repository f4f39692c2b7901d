//! Profiles that were kept in files.

use std::io;
use std::path::{Path, PathBuf};

use warmfront_profile::document::Profile;

/// Why a kept profile could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeptError {
    #[error("could not read profile `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("`{}` is not a profile that can be used", path.display())]
    Unusable {
        path: PathBuf,
        source: serde_json::Error,
    },
}

/// Reads a profile.
pub(super) fn read(path: &Path) -> Result<Profile, KeptError> {
    let bytes = std::fs::read(path).map_err(|source| KeptError::Read {
        path: path.to_owned(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|source| KeptError::Unusable {
        path: path.to_owned(),
        source,
    })
}
