//! What the code reads from an event: the handler is followed, with the event as an unknown, into the
//! functions of the code that get something of it.
//!
//! What decides is told from outside: a value that a place is to have, or that nothing is there. Then
//! only the branches count that such an event takes. All else is followed both ways, once.

mod annotation;
mod ask;
mod call;
mod decide;
mod express;
mod follow;
mod known;
mod library;
mod model;
mod pattern;
mod route;
mod sources;

pub(super) use follow::Decision;
pub(super) use route::{IN_PATH, Route};
pub(super) use sources::Sources;

use std::collections::BTreeMap;

use super::wanted::{Path, Reads};
use follow::Follow;

/// What is decided about places of an event.
pub(super) type Decisions = BTreeMap<Path, Decision>;

/// Where an event enters the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A function of a module that takes the event itself.
    Handler {
        /// Its module.
        module: String,
        /// Its name.
        name: String,
    },
    /// A function that a framework calls for a route.
    Route(Route),
}

impl Sources {
    /// Returns what the code reads from an event about which this is decided.
    pub(super) fn reads(&self, entry: &Entry, decisions: &Decisions) -> Reads {
        let read = self.with(|world| {
            let mut follow = Follow::new(world, decisions);
            match entry {
                Entry::Handler { module, name } => follow.handler(module, name),
                Entry::Route(route) => follow.route(route),
            }
            follow.reads.forget_members();
            follow.reads
        });
        read.unwrap_or_default()
    }

    /// Returns the routes that the code declares to a framework.
    pub(super) fn routes(&self) -> Vec<Route> {
        self.with(route::all).unwrap_or_default()
    }
}
