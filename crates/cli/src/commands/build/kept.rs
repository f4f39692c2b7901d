//! The manifest of an earlier build.

use std::io::{self, Write};
use std::path::PathBuf;

use warmfront_build::manifest::{FILE_NAME, Manifest, ReadError};

use super::destination::Place;
use crate::exit::{OutputError, Status};

/// Why an earlier build cannot be explained.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeptManifestError {
    #[error("there is no build in `{}`", path.display())]
    Nothing { path: PathBuf, source: io::Error },
    #[error("manifest `{}`", path.display())]
    Unusable { path: PathBuf, source: ReadError },
    #[error("`{asked}` is not, and was not, in the package of `{}`", path.display())]
    NotInPackage { asked: String, path: PathBuf },
}

/// Says why a file stayed or went.
pub(super) fn explain(place: &Place, asked: &str) -> anyhow::Result<Status> {
    let manifest = read(place)?;
    let text = manifest
        .explain(asked)
        .ok_or_else(|| KeptManifestError::NotInPackage {
            asked: asked.to_owned(),
            path: place.manifest(),
        })?;
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", text.trim_end()).map_err(OutputError::from)?;
    Ok(Status::Good)
}

/// Returns the manifest of the last build, if it can be read.
pub(super) fn before(place: &Place) -> Option<Manifest> {
    read(place).ok()
}

fn read(place: &Place) -> Result<Manifest, KeptManifestError> {
    let path = place.manifest();
    let text = fs_err::read(&path).map_err(|source| KeptManifestError::Nothing {
        path: path.with_file_name("").clone(),
        source,
    })?;
    Manifest::from_json(&text).map_err(|source| KeptManifestError::Unusable { path, source })
}

/// Name of the manifest beside an archive that has none inside.
pub(super) fn beside_archive(archive: &std::path::Path) -> PathBuf {
    let mut name = archive.file_stem().unwrap_or_default().to_owned();
    name.push(".");
    name.push(FILE_NAME);
    archive.with_file_name(name)
}
