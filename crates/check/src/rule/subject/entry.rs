//! Where events come in, and which modules they get to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use crate::python::{Call, Facts, Function};

/// A function that is called for each event of its kind.
#[derive(Debug)]
pub(in crate::rule) struct Entry<'a> {
    /// The function.
    pub(in crate::rule) function: Function<'a>,
    files: Rc<BTreeSet<&'a Path>>,
}

/// Most functions that are followed from the entries of a module.
const MOST: usize = 2000;

/// Returns the entries: routes and handlers, but not a handler that only hands events to routes.
pub(in crate::rule) fn entries(facts: &Facts) -> Vec<Entry<'_>> {
    let handlers = facts
        .handlers()
        .filter(|handler| !handler.calls().any(resolves));
    let mut modules: BTreeMap<&Path, Vec<Function<'_>>> = BTreeMap::new();
    for handler in handlers {
        modules.entry(handler.file()).or_default().push(handler);
    }
    let entries = modules.into_values().flat_map(|handlers| {
        let files = Rc::new(files(handlers.clone()));
        handlers.into_iter().map(move |function| Entry {
            function,
            files: Rc::clone(&files),
        })
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

fn files(start: Vec<Function<'_>>) -> BTreeSet<&Path> {
    let mut files = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut queue = start;
    while let Some(function) = queue.pop() {
        if seen.len() >= MOST || !seen.insert(function.reference()) {
            continue;
        }
        files.insert(function.file());
        queue.extend(function.calls().filter_map(Call::callee));
        let given = function
            .calls()
            .flat_map(|call| call.arguments().collect::<Vec<_>>());
        queue.extend(given.filter_map(|(_, value)| value.function()));
    }
    files
}
