//! Reads all modules of a tree, on all processors.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rustc_hash::FxHashSet;
use warmfront_model::function::PythonVersion;
use warmfront_syntax::parse::with_room;

use crate::pass::PassError;

use super::facts::Facts;
use super::tree::{Kind, ModuleId, Tree};

/// Largest source that is read: any larger one is data.
const LARGEST_SOURCE: u64 = 32 << 20;

/// Largest extension module that is searched for names.
const LARGEST_NATIVE: u64 = 256 << 20;

/// What was read.
#[derive(Debug)]
pub(super) struct Read {
    /// The facts of each module.
    pub(super) facts: Vec<Facts>,
    /// What extension modules may import.
    pub(super) back: BTreeMap<ModuleId, Vec<ModuleId>>,
}

enum Found {
    Facts(Box<Facts>),
    Back(Vec<ModuleId>),
}

/// Reads all modules.
pub(super) fn all(tree: &Tree, python: PythonVersion) -> Result<Read, PassError> {
    let next = AtomicUsize::new(0);
    let names: FxHashSet<&str> = tree.modules().iter().map(|module| &*module.name).collect();
    let work = || {
        let mut found = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(id) = tree.ids().nth(number) else {
                return Ok::<_, PassError>(found);
            };
            found.push((id, one(tree, id, (python, &names))?));
        }
    };
    let n_threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(16);
    let parts = thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads)
            .map(|_| scope.spawn(|| with_room(work)))
            .collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().ok().flatten());
        joined.collect::<Vec<_>>()
    });
    let mut facts: Vec<Option<Facts>> = tree.ids().map(|_| None).collect();
    let mut back = BTreeMap::new();
    for part in parts.into_iter().flatten() {
        for (id, found) in part? {
            match found {
                Found::Facts(read) => facts[id.index()] = Some(*read),
                Found::Back(modules) => {
                    back.insert(id, modules);
                }
            }
        }
    }
    // A module that nothing could be read of is one of which nothing is known.
    let facts = facts
        .into_iter()
        .map(|facts| facts.unwrap_or_else(Facts::broken));
    Ok(Read {
        facts: facts.collect(),
        back,
    })
}

fn one(
    tree: &Tree,
    id: ModuleId,
    (python, names): (PythonVersion, &FxHashSet<&str>),
) -> Result<Found, PassError> {
    let module = tree.module(id);
    let limit = match module.kind {
        Kind::Package | Kind::Source => LARGEST_SOURCE,
        Kind::Native => LARGEST_NATIVE,
        Kind::Compiled => 0,
    };
    if module.content.size() > limit {
        return Ok(Found::Facts(Box::new(Facts::broken())));
    }
    let bytes = module
        .content
        .read()
        .map_err(PassError::of_reading(&module.content))?;
    Ok(match module.kind {
        Kind::Native => Found::Back(names_within(tree, id, (&bytes, names))),
        _ => Found::Facts(Box::new(Facts::read(&bytes, python))),
    })
}

/// Returns the modules of the tree whose names stand in a native file, as it needs them to import
/// them: each between bytes that cannot belong to a name.
fn names_within(
    tree: &Tree,
    own: ModuleId,
    (bytes, names): (&[u8], &FxHashSet<&str>),
) -> Vec<ModuleId> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let mut found = FxHashSet::default();
    for word in bytes.split(|byte| !is_name(byte)) {
        if word.len() < 2 || word.len() > 200 {
            continue;
        }
        if let Ok(word) = std::str::from_utf8(word)
            && names.contains(word)
            && let Some(id) = tree.find(word)
            && id != own
        {
            found.insert(id);
        }
    }
    let mut found: Vec<ModuleId> = found.into_iter().collect();
    found.sort_unstable();
    found
}
