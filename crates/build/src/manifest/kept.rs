//! A manifest as it is kept in a file: written, and read back with every doubt settled.

use serde::Deserialize;

use super::{ChangeRecord, FileRecord, Manifest, SCHEMA, make};
use crate::package::PackagePath;

/// Largest file that is read; the manifest of a package of 30,000 files has a fiftieth of it.
const MOST_BYTES: usize = 1 << 29;

/// What stands before the version in the name of a schema.
const FAMILY: &str = "warmfront.build/";

/// Why a file is no manifest that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is larger than any manifest.
    #[error("is larger than {} MB", MOST_BYTES >> 20)]
    TooLarge,
    /// It is no JSON, or cut short.
    #[error("is not JSON, or is cut short")]
    NotJson {
        /// Where it is not.
        source: serde_json::Error,
    },
    /// It is JSON of something else.
    #[error("is no manifest: its `schema` is not `{FAMILY}..`")]
    NotAManifest,
    /// It is of a version that came later.
    #[error("was written by a newer warmfront (schema `{found}`); this one reads `{SCHEMA}`")]
    Newer {
        /// Its schema.
        found: String,
    },
    /// It names our version and has not its shape.
    #[error("is not as {SCHEMA} says")]
    Malformed {
        /// Where it is not.
        source: serde_json::Error,
    },
    /// Its parts do not fit together.
    #[error("does not fit together: {0}")]
    Inconsistent(String),
}

impl Manifest {
    /// Reads a kept manifest; fields that are not known are passed over.
    pub fn from_json(text: &[u8]) -> Result<Self, ReadError> {
        if text.len() > MOST_BYTES {
            return Err(ReadError::TooLarge);
        }
        of_our_version(text)?;
        let read: Result<Self, _> = serde_json::from_slice(text);
        let manifest = read.map_err(|source| ReadError::Malformed { source })?;
        manifest.check().map_err(ReadError::Inconsistent)?;
        Ok(manifest)
    }

    /// Returns the manifest as it is kept: indented JSON, the same for the same package.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Everything in it has a JSON form, and a vector takes whatever is written.
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }

    /// Says what does not fit together.
    fn check(&self) -> Result<(), String> {
        let in_order = self.files.is_sorted_by(|one, next| one.path < next.path);
        if !in_order {
            return Err("files are not in order of their paths".to_owned());
        }
        self.files.iter().try_for_each(check_file)?;
        self.changes.iter().try_for_each(check_change)?;
        if self.totals != make::totals(&self.files, &self.changes) {
            return Err("totals are not the sums of the rest".to_owned());
        }
        Ok(())
    }
}

fn check_file(file: &FileRecord) -> Result<(), String> {
    check_path(&file.path)?;
    file.link.as_deref().map_or(Ok(()), check_path)?;
    let is_hash = file.sha256.len() == 64 && file.sha256.bytes().all(|c| c.is_ascii_hexdigit());
    if is_hash {
        return Ok(());
    }
    Err(format!("`{}` has no SHA-256", file.path))
}

fn check_change(change: &ChangeRecord) -> Result<(), String> {
    check_path(&change.path)
}

fn check_path(path: &str) -> Result<(), String> {
    PackagePath::new(path).map_err(|error| error.to_string())?;
    Ok(())
}

/// Reads the schema first, so that what a newer version wrote is not called wrong.
fn of_our_version(text: &[u8]) -> Result<(), ReadError> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        schema: serde_json::Value,
    }
    let head: Result<serde_json::Value, _> = serde_json::from_slice(text);
    let value = head.map_err(|source| ReadError::NotJson { source })?;
    let head: Head = Head::deserialize(&value).map_err(|_| ReadError::NotAManifest)?;
    let schema = head.schema.as_str().unwrap_or_default();
    let version = |schema: &str| schema.strip_prefix(FAMILY)?.parse::<u32>().ok();
    match version(schema) {
        None => Err(ReadError::NotAManifest),
        Some(found) if Some(found) > version(SCHEMA) => Err(ReadError::Newer {
            found: schema.to_owned(),
        }),
        Some(_) => Ok(()),
    }
}
