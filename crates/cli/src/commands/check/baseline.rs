//! Findings that are known: old repositories start clean, and only what is new is reported.
//!
//! A finding is known by its rule, its file, what it is about and the words of its line, so that lines
//! that move stay known, and a line that changes is looked at anew.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use warmfront_check::finding::Finding;

use super::Texts;
use crate::report::{file, json};

/// Name and version of the schema; the version rises when something changes its meaning or goes.
const SCHEMA: &str = "warmfront.baseline/1";

/// Largest file that is read.
const LARGEST: u64 = 64 << 20;

/// Why a file of known findings could not be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BaselineError {
    #[error("could not read baseline `{}`", file.display())]
    Read {
        file: PathBuf,
        source: std::io::Error,
    },
    #[error("`{}` is no baseline of this version", file.display())]
    Unusable {
        file: PathBuf,
        source: serde_json::Error,
    },
    #[error("`{}` is no baseline: its schema is `{schema}`", file.display())]
    Schema { file: PathBuf, schema: String },
}

#[derive(Serialize, Deserialize)]
struct Document {
    schema: String,
    findings: Vec<Known>,
}

#[derive(Serialize, Deserialize)]
struct Known {
    code: String,
    path: String,
    fingerprint: String,
    /// How many there are of the kind.
    n: usize,
}

type Key = (String, String, String);

/// Writes what is found.
pub(super) fn write(path: &Path, found: &[Finding], texts: &Texts) -> anyhow::Result<()> {
    let mut counts: BTreeMap<Key, usize> = BTreeMap::new();
    for finding in found {
        *counts.entry(key(finding, texts)).or_default() += 1;
    }
    let findings = counts
        .into_iter()
        .map(|((path, code, fingerprint), n)| Known {
            code,
            path,
            fingerprint,
            n,
        });
    let document = Document {
        schema: SCHEMA.to_owned(),
        findings: findings.collect(),
    };
    file::write(path, |out| {
        json::write(out, &document)?;
        out.flush()
    })
}

/// Leaves out what is known, and returns how much that was.
pub(super) fn apply(
    path: &Path,
    found: &mut Vec<Finding>,
    texts: &Texts,
) -> Result<usize, BaselineError> {
    let mut known = read(path)?;
    let before = found.len();
    found.retain(|finding| match known.get_mut(&key(finding, texts)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
    Ok(before - found.len())
}

fn read(path: &Path) -> Result<BTreeMap<Key, usize>, BaselineError> {
    use std::io::Read;
    let read = |source| BaselineError::Read {
        file: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(path).map_err(read)?;
    opened.take(LARGEST).read_to_end(&mut bytes).map_err(read)?;
    let document: Document =
        serde_json::from_slice(&bytes).map_err(|source| BaselineError::Unusable {
            file: path.to_owned(),
            source,
        })?;
    if document.schema != SCHEMA {
        return Err(BaselineError::Schema {
            file: path.to_owned(),
            schema: document.schema,
        });
    }
    let known = document.findings.into_iter();
    Ok(known
        .map(|each| ((each.path, each.code, each.fingerprint), each.n))
        .collect())
}

fn key(finding: &Finding, texts: &Texts) -> Key {
    let path = finding.place.file.to_string_lossy().into_owned();
    (path, finding.code.to_string(), fingerprint(finding, texts))
}

/// Returns what a finding is recognised by when lines move.
pub(crate) fn fingerprint(finding: &Finding, texts: &Texts) -> String {
    let line = finding.place.range.and_then(|range| {
        let index = usize::try_from(range.start.line).ok()?.checked_sub(1)?;
        let text = texts.of(&finding.place.file)?;
        Some(text.lines().nth(index)?.trim().to_owned())
    });
    let mut digest = Sha256::new();
    for part in [
        finding.code.to_string().as_str(),
        finding.symbol.as_deref().unwrap_or_default(),
        line.as_deref().unwrap_or_default(),
    ] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let digest = digest.finalize();
    let mut text = String::new();
    for byte in digest.iter().take(8) {
        // Writing to a string cannot fail.
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
    }
    text
}
