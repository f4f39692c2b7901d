//! Native libraries without symbol tables and debug information, which nothing loads.
//!
//! Only where it is proven that a loader maps the same bytes to the same addresses; any other
//! library stays as it is.

mod elf;
mod rewrite;

use std::path::PathBuf;
use std::sync::Arc;

use super::{Applied, Pass, PassError};
use crate::context::Context;
use crate::package::{Content, Entry, Package, PackagePath};
use crate::pattern::Patterns;

/// The pass.
pub(super) const PASS: Pass = Pass {
    name: NAME,
    summary: "native libraries lose symbols and debug information that nothing loads",
    by_default: true,
    apply,
};

const NAME: &str = "strip";

/// Libraries that could lose less than this are left as they are.
const LEAST_GAIN: u64 = 4096;

/// Largest library that is looked at: larger than any package may be.
const LARGEST: u64 = 1 << 30;

fn apply(package: &mut Package, context: &Context) -> Result<Applied, PassError> {
    let libraries: Vec<PackagePath> = package
        .entries()
        .filter(|(path, entry)| is_library(path) && entry.content.size() <= LARGEST)
        .map(|(path, _)| path.clone())
        .collect();
    let keep = Patterns::new(&context.choices.keep);
    for path in libraries {
        let Some(entry) = package.get(&path).cloned() else {
            continue;
        };
        let bytes = read(&entry.content)?;
        let Some(stripped) = rewrite::without_symbols(&bytes) else {
            continue;
        };
        let gain = bytes.len() as u64 - stripped.len() as u64;
        if gain < LEAST_GAIN {
            continue;
        }
        if let Some(pattern) = keep.find(&path) {
            package.keep(NAME, &path, format!("`{pattern}` is kept"));
            continue;
        }
        let smaller = Content::Bytes(Arc::from(stripped));
        let reason = "symbols and debug information, which nothing loads";
        let entry = Entry {
            content: smaller,
            ..entry
        };
        package.put(NAME, path, entry, reason);
    }
    Ok(Applied::default())
}

/// Tells whether a file is named like a native library: `x.so`, `x.so.1.2`.
fn is_library(path: &PackagePath) -> bool {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    name.split('.').skip(1).any(|part| part == "so")
}

fn read(content: &Content) -> Result<Arc<[u8]>, PassError> {
    content.read().map_err(|source| PassError::Read {
        path: match content {
            Content::File { path, .. } => path.clone(),
            Content::Bytes(_) | Content::Link(_) => PathBuf::new(),
        },
        source,
    })
}

#[cfg(test)]
mod tests;
