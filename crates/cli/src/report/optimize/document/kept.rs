//! The document as it is kept in a file: written, and read back with every doubt settled.
//!
//! A file may be of another version, cut short, or made by somebody who means harm.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Optimized, SCHEMA};

/// Largest file that is read; a search over a hundred changes fills a thousandth of it.
pub(crate) const MOST_BYTES: usize = 1 << 26;

/// What stands before the version in the name of a schema.
const FAMILY: &str = "warmfront.optimize/";

/// Why a file is no result that can be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("is larger than {} MB", MOST_BYTES >> 20)]
    TooLarge,
    #[error("is empty")]
    Empty,
    #[error("is cut short")]
    Truncated { source: serde_json::Error },
    #[error("is not JSON")]
    NotJson { source: serde_json::Error },
    #[error("is no result of `warmfront optimize`: its `schema` is not `{FAMILY}..`")]
    NotOptimized,
    #[error("was written by a newer warmfront (schema {found}); this one reads {}", version(SCHEMA).unwrap_or_default())]
    Newer { found: u32 },
    #[error("is not as {SCHEMA} says")]
    Malformed { source: serde_json::Error },
    #[error("keeps `{id}`, which was not tried")]
    Dangling { id: String },
}

impl ReadError {
    /// Returns what to do about it, if there is anything.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Newer { .. } => "update warmfront, or optimize again with this version",
            Self::Empty | Self::Truncated { .. } => {
                "the disk may have been full when it was written; optimize again"
            }
            Self::NotJson { .. } | Self::NotOptimized => {
                "`warmfront optimize` keeps its results in .warmfront/optimize/NAME/journey.json"
            }
            Self::Malformed { .. } | Self::Dangling { .. } => {
                "it was changed after warmfront wrote it; optimize again"
            }
            Self::TooLarge => return None,
        })
    }
}

impl Optimized {
    /// Reads a kept result; fields that are not known are passed over.
    pub(crate) fn from_json(text: &[u8]) -> Result<Self, ReadError> {
        if text.len() > MOST_BYTES {
            return Err(ReadError::TooLarge);
        }
        if text.trim_ascii().is_empty() {
            return Err(ReadError::Empty);
        }
        let read: Result<Self, _> = serde_json::from_slice(text);
        let optimized = read.map_err(|source| reason(text, source))?;
        of_our_version(&optimized.schema)?;
        let tried: BTreeSet<&str> = optimized.tried.iter().map(|tried| &*tried.id).collect();
        match optimized.kept.iter().find(|id| !tried.contains(&***id)) {
            Some(id) => Err(ReadError::Dangling { id: id.clone() }),
            None => Ok(optimized),
        }
    }
}

/// Says why something is no result: what is wrong first, from the outside in.
fn reason(text: &[u8], source: serde_json::Error) -> ReadError {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        schema: serde_json::Value,
    }
    if source.is_eof() {
        return ReadError::Truncated { source };
    }
    // Text that is no JSON further on than its first mismatch is no JSON all the same.
    let head: Result<Head, _> = serde_json::from_slice(text);
    match head {
        Err(error) if error.is_data() => ReadError::NotOptimized,
        Err(source) if source.is_eof() => ReadError::Truncated { source },
        Err(source) => ReadError::NotJson { source },
        Ok(head) => match of_our_version(head.schema.as_str().unwrap_or_default()) {
            Err(error) => error,
            Ok(()) => ReadError::Malformed { source },
        },
    }
}

fn of_our_version(schema: &str) -> Result<(), ReadError> {
    match version(schema) {
        _ if schema == SCHEMA => Ok(()),
        Some(found) if Some(found) > version(SCHEMA) => Err(ReadError::Newer { found }),
        _ => Err(ReadError::NotOptimized),
    }
}

fn version(schema: &str) -> Option<u32> {
    schema.strip_prefix(FAMILY)?.parse().ok()
}
