//! Bytecode that the target's Python never loads.
//!
//! Whether what it would load is up to date is for the pass that compiles to see.

use warmfront_model::function::PythonVersion;

use crate::package::{Entry, PackagePath};
use crate::source::module;

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "bytecode",
    guard: Guard::Wanted,
    find,
};

/// The number that bytecode begins with, of the final release of each minor version.
const MAGIC: &[(u8, u16)] = &[
    (8, 3413),
    (9, 3425),
    (10, 3439),
    (11, 3495),
    (12, 3531),
    (13, 3571),
    (14, 3627),
];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let python = survey.context.python;
    for (path, entry) in survey.package.entries() {
        let Some(source) = module::source_of_bytecode(path) else {
            continue;
        };
        let has_source = survey.package.get(&source).is_some();
        if !path.folder().ends_with("__pycache__") {
            sourceless(found, path, (has_source, entry), python);
            continue;
        }
        let tag = path.file_name().split('.').nth(1).unwrap_or_default();
        let wanted = format!("cpython-{}{}", python.major, python.minor);
        if tag != wanted {
            found.add(path, format!("bytecode of another Python ({tag})"));
        } else if !has_source {
            found.add(path, "bytecode whose source is gone, which is never loaded");
        } else if path.file_name().contains(".opt-") {
            found.add(path, "bytecode for an optimising interpreter");
        } else if is_of_another(entry, python) {
            found.add(path, "bytecode of another Python");
        }
    }
}

/// Judges bytecode where a source would be: it is loaded only when there is none.
fn sourceless(
    found: &mut Found<'_>,
    path: &PackagePath,
    (has_source, entry): (bool, &Entry),
    python: PythonVersion,
) {
    if has_source {
        found.add(path, "bytecode behind its source, which is never loaded");
    } else if is_of_another(entry, python) {
        found.keep(path, "bytecode of another Python", "it has no source");
    }
}

/// Returns whether bytecode is certainly not the target's.
fn is_of_another(entry: &Entry, python: PythonVersion) -> bool {
    let magic = MAGIC
        .iter()
        .find(|(minor, _)| python.major == 3 && *minor == python.minor);
    let start = entry.content.read_start(2).unwrap_or_default();
    match (magic, start.as_slice()) {
        (Some((_, magic)), [low, high]) => u16::from_le_bytes([*low, *high]) != *magic,
        _ => false,
    }
}
