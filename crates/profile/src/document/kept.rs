//! A profile as it is kept in a file: written, and read back with every doubt settled.
//!
//! A file may be of another version, cut short, or made by somebody who means harm. What is read
//! has been checked once, so that whoever looks at it may rely on its indices.

use serde::Deserialize;

use super::{CheckError, Profile, SCHEMA};

/// Largest file that is read; a profile of 3,500 modules and 100,000 calls has a tenth of it.
pub const MOST_BYTES: usize = 1 << 30;

/// What stands before the version in the name of a schema.
const FAMILY: &str = "warmfront.profile/";

/// Why a file is no profile that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is larger than [`MOST_BYTES`].
    #[error("is larger than {} MB", MOST_BYTES >> 20)]
    TooLarge,
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// Its end is missing.
    #[error("is cut short")]
    Truncated {
        /// Where it ends.
        source: serde_json::Error,
    },
    /// It is no JSON.
    #[error("is not JSON")]
    NotJson {
        /// Where it is not.
        source: serde_json::Error,
    },
    /// It is JSON of something else.
    #[error("is no profile: its `schema` is not `{FAMILY}..`")]
    NotAProfile,
    /// It is of a version that came later.
    #[error("was written by a newer warmfront (schema {found}); this one reads {}", version(SCHEMA).unwrap_or_default())]
    Newer {
        /// Its version.
        found: u32,
    },
    /// It names our version and has not its shape.
    #[error("is not as {SCHEMA} says")]
    Malformed {
        /// Where it is not.
        source: serde_json::Error,
    },
    /// Its parts do not fit together.
    #[error("does not fit together")]
    Inconsistent {
        /// Which parts.
        source: CheckError,
    },
}

impl ReadError {
    /// Returns what to do about it, if there is anything.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Newer { .. } => "update warmfront, or profile again with this version",
            Self::Empty | Self::Truncated { .. } => {
                "the disk may have been full when it was written; profile again"
            }
            Self::NotJson { .. } | Self::NotAProfile => {
                "`warmfront profile -o FILE` writes profiles that can be read back"
            }
            Self::Malformed { .. } | Self::Inconsistent { .. } => {
                "it was changed after warmfront wrote it; profile again"
            }
            Self::TooLarge => return None,
        })
    }
}

impl Profile {
    /// Reads a kept profile; fields that are not known are passed over.
    pub fn from_json(text: &[u8]) -> Result<Self, ReadError> {
        if text.len() > MOST_BYTES {
            return Err(ReadError::TooLarge);
        }
        if text.trim_ascii().is_empty() {
            return Err(ReadError::Empty);
        }
        let read: Result<Self, _> = serde_json::from_slice(text);
        let profile = read.map_err(|source| reason(text, source))?;
        of_our_version(&profile.schema)?;
        profile
            .check()
            .map_err(|source| ReadError::Inconsistent { source })?;
        Ok(profile)
    }

    /// Returns the profile as it is kept: one line of JSON, with a line end.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Everything in it has a JSON form, and a vector takes whatever is written.
        let mut text = serde_json::to_vec(self).unwrap_or_default();
        text.push(b'\n');
        text
    }
}

/// Says why something is no profile: what is wrong first, from the outside in.
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
        Err(error) if error.is_data() => ReadError::NotAProfile,
        Err(source) if source.is_eof() => ReadError::Truncated { source },
        Err(source) => ReadError::NotJson { source },
        Ok(head) => {
            let schema = head.schema.as_str().unwrap_or_default();
            match of_our_version(schema) {
                Err(error) => error,
                Ok(()) => ReadError::Malformed { source },
            }
        }
    }
}

fn of_our_version(schema: &str) -> Result<(), ReadError> {
    match version(schema) {
        _ if schema == SCHEMA => Ok(()),
        Some(found) if Some(found) > version(SCHEMA) => Err(ReadError::Newer { found }),
        _ => Err(ReadError::NotAProfile),
    }
}

fn version(schema: &str) -> Option<u32> {
    schema.strip_prefix(FAMILY)?.parse().ok()
}

#[cfg(test)]
mod tests;
