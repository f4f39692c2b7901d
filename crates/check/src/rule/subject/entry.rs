//! Where events come in, and which modules they get to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::python::{Call, Facts, Function};

/// A function that is called for each event of its kind.
#[derive(Debug)]
pub(in crate::rule) struct Entry<'a> {
    /// The function.
    pub(in crate::rule) function: Function<'a>,
    files: BTreeSet<PathBuf>,
}

/// Most functions that are followed from an entry.
const MOST: usize = 2000;

/// Returns the entries: routes and handlers, but not a handler that only hands events to routes.
pub(in crate::rule) fn entries(facts: &Facts) -> Vec<Entry<'_>> {
    let handlers = facts
        .handlers()
        .filter(|handler| !handler.calls().any(resolves));
    let handlers: Vec<_> = handlers.collect();
    let mut reached: BTreeMap<&Path, BTreeSet<PathBuf>> = BTreeMap::new();
    for handler in &handlers {
        let all = reached.entry(handler.file()).or_default();
        all.extend(files(*handler));
    }
    let entries = handlers.iter().map(|function| Entry {
        function: *function,
        files: reached.get(function.file()).cloned().unwrap_or_default(),
    });
    entries.collect()
}

impl Entry<'_> {
    /// Returns whether events that come in here, or elsewhere in its module, get to functions of a
    /// file: then init imports it for this entry, too.
    pub(in crate::rule) fn reaches(&self, file: &Path) -> bool {
        self.files.contains(file)
    }
}

fn resolves(call: Call<'_>) -> bool {
    call.called().attribute() == Some("resolve")
}

fn files(start: Function<'_>) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut queue = vec![start];
    while let Some(function) = queue.pop() {
        if seen.len() >= MOST || !seen.insert(function.reference()) {
            continue;
        }
        files.insert(function.file().to_owned());
        queue.extend(function.calls().filter_map(Call::callee));
        let given = function
            .calls()
            .flat_map(|call| call.arguments().collect::<Vec<_>>());
        queue.extend(given.filter_map(|(_, value)| value.function()));
    }
    files
}
