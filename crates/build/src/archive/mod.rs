//! Writes packages: as a folder or a zip archive that Lambda takes, the same whenever and wherever.
//!
//! The result is complete or not there at all: it is made beside its place, and then renamed.

mod folder;
mod layer;
mod layout;
mod output;
mod sharing;
mod temporary;
#[cfg(test)]
mod tests;
mod zip;

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::package::{Content, Package, PackagePath};
pub use folder::{update_folder, write_folder};
pub use layer::{Layered, Split, split};
use layout::Layout;
pub use sharing::{Group, SharingError, groups, is_incidental, one_layer};
pub use zip::write_zip;

/// Most bytes that a function's code and layers may have unpacked.
pub const MOST_UNZIPPED: u64 = 250 << 20;

/// Most bytes of an archive that is uploaded directly, and not by way of S3.
pub const MOST_DIRECT: u64 = 50 << 20;

/// What a package becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// A function's code.
    #[default]
    Code,
    /// A layer, whose packages lie in a folder that Lambda puts on the path.
    Layer,
}

impl Kind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Code => "",
            Self::Layer => "python/",
        }
    }
}

/// How a package is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Form {
    /// What it becomes.
    pub kind: Kind,
    /// Bytes that the function's layers have, or the code beside a layer.
    pub bytes_beside: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The folder or archive.
    pub path: PathBuf,
    /// Bytes of all files.
    pub bytes: u64,
    /// Bytes of the archive, if it is one.
    pub bytes_zipped: Option<u64>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Why a package could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A file of the package could not be read.
    #[error("could not read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The result could not be written.
    #[error("could not write `{}`", path.display())]
    Write {
        /// The folder or archive.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file is no longer what it was when the package was put together.
    #[error("`{}` changed while it was packaged", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Two entries cannot both be there.
    #[error("`{folder}` is both a file and the folder of `{file}`")]
    Clash {
        /// The one that is a file.
        folder: PackagePath,
        /// What would lie in it.
        file: PackagePath,
    },
    /// What is there was not made by a build.
    #[error("`{}` exists and is not from an earlier build", path.display())]
    NotABuild {
        /// The folder or file.
        path: PathBuf,
    },
    /// Lambda would not take it.
    #[error(
        "the package has {} MB unzipped{}, and Lambda takes 250 MB",
        megabytes(*bytes),
        if *bytes_beside > 0 { format!(" with {} MB beside it", megabytes(*bytes_beside)) } else { String::new() }
    )]
    TooLarge {
        /// Its bytes.
        bytes: u64,
        /// Bytes of layers, or of the code beside a layer.
        bytes_beside: u64,
    },
}

impl WriteError {
    /// Returns advice on what to do, for a line of its own.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Write { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                Some("the disk is full: nothing was changed")
            }
            Self::Changed { .. } => Some("build again once nothing writes to the sources"),
            Self::NotABuild { .. } => Some("choose another place with `-o`, or remove it"),
            Self::TooLarge { .. } => {
                Some("deploy it as a container image, which may have 10 GB, or drop dependencies")
            }
            Self::Read { .. } | Self::Write { .. } | Self::Clash { .. } => None,
        }
    }
}

/// Returns bytes as whole units of 1,048,576, rounded up, as Lambda's limits count them.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// Checks that Lambda takes a package of this size.
pub fn check_size(bytes: u64, bytes_beside: u64) -> Result<(), WriteError> {
    if bytes.saturating_add(bytes_beside) > MOST_UNZIPPED {
        return Err(WriteError::TooLarge {
            bytes,
            bytes_beside,
        });
    }
    Ok(())
}

/// Checks what can be known of a package before anything is written.
fn check(package: &Package, form: Form) -> Result<Layout<'_>, WriteError> {
    check_size(package.size(), form.bytes_beside)?;
    Layout::of(package, form.kind)
}

/// Hands the bytes of a file to a closure, piece by piece; they must be as many as were counted.
fn read(
    content: &Content,
    take: &mut dyn FnMut(&[u8]) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    let (path, size) = match content {
        Content::Bytes(bytes) => return take(bytes),
        Content::Link(_) => return Ok(()),
        Content::File { path, size } => (path, *size),
    };
    let failed = |source| WriteError::Read {
        path: path.clone(),
        source,
    };
    let file = fs_err::File::open(path).map_err(failed)?;
    // One more than there should be tells whether there are more.
    let mut file = file.take(size.saturating_add(1));
    let mut buffer = vec![0; 1 << 16];
    let mut left = size;
    loop {
        let n_read = file.read(&mut buffer).map_err(failed)?;
        let is_more = n_read as u64 > left;
        left = left.saturating_sub(n_read as u64);
        if is_more || (n_read == 0 && left > 0) {
            return Err(WriteError::Changed { path: path.clone() });
        }
        if n_read == 0 {
            return Ok(());
        }
        take(&buffer[..n_read])?;
    }
}

fn written(path: &Path) -> impl Fn(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError::Write {
        path: path.clone(),
        source,
    }
}
