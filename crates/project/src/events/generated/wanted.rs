//! What code is known to read from an event, as a tree of places in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value as Json;

use super::code::IN_PATH;
use super::value::Use;

/// A step from a value to one in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Step {
    /// The value under a key of a map.
    Key(String),
    /// Each item of a list.
    Item,
    /// The item at a place of a list.
    At(usize),
    /// Each value of a map whose keys the code does not name.
    Any,
    /// What a text says as JSON.
    Json,
    /// What a text says as base64.
    Base64,
}

/// A place in an event.
pub(super) type Path = Vec<Step>;

/// Most places of one event.
const MOST: usize = 2_000;

/// Deepest place.
const DEEPEST: usize = 24;

/// What code wants of one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Wanted {
    /// What it does with the value.
    pub(super) uses: BTreeSet<Use>,
    /// What it compares the value with, in the order of the code.
    pub(super) constants: Vec<Json>,
    /// What it takes where there is none.
    pub(super) default: Option<Json>,
    /// Whether it fails without a value.
    pub(super) is_required: bool,
    /// Whether it asks first if there is a value.
    pub(super) is_tested: bool,
    /// A value that fits.
    pub(super) example: Option<Json>,
    /// Least and most that a number may be.
    pub(super) least: Option<f64>,
    /// See [`Self::least`].
    pub(super) most: Option<f64>,
    /// Least number of items.
    pub(super) least_items: usize,
    /// What it wants within the value.
    pub(super) below: BTreeMap<Step, Wanted>,
}

/// All that code wants of an event, and how the event is to be where that decides.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reads {
    pub(super) root: Wanted,
    n_places: usize,
}

impl Reads {
    /// Returns what is wanted at a place, which is wanted now if it was not before; `None` where
    /// there are too many.
    pub(super) fn at(&mut self, path: &[Step]) -> Option<&mut Wanted> {
        if path.len() > DEEPEST {
            return None;
        }
        let mut place = &mut self.root;
        for step in path {
            if !place.below.contains_key(step) {
                if self.n_places >= MOST {
                    return None;
                }
                self.n_places += 1;
            }
            place = place.below.entry(step.clone()).or_default();
        }
        Some(place)
    }

    /// Notes what is done with a value.
    pub(super) fn used(&mut self, path: &[Step], used: Use) {
        if let Some(place) = self.at(path) {
            place.uses.insert(used);
        }
    }

    /// Notes what a value is compared with.
    pub(super) fn compared(&mut self, path: &[Step], constant: Json) {
        if let Some(place) = self.at(path)
            && place.constants.len() < 40
            && !place.constants.contains(&constant)
        {
            place.constants.push(constant);
        }
    }

    /// Forgets keys that were only asked for: what was asked is a text or a list.
    pub(super) fn forget_members(&mut self) {
        for below in self.root.below.values_mut() {
            below.forget_members();
        }
    }

    /// Lists the places of the tree with what is wanted there.
    pub(super) fn places(&self) -> Vec<(Path, &Wanted)> {
        let mut places = Vec::new();
        let mut open = vec![(Vec::new(), &self.root)];
        while let Some((path, wanted)) = open.pop() {
            for (step, below) in wanted.below.iter().rev() {
                let mut path: Path = path.clone();
                path.push(step.clone());
                open.push((path, below));
            }
            places.push((path, wanted));
        }
        places
    }

    /// Says whether anything below these keys is wanted.
    pub(super) fn has(&self, keys: &[&str]) -> bool {
        let mut place = &self.root;
        for key in keys {
            let step = match *key {
                "[]" => Step::Item,
                key => Step::Key(key.to_owned()),
            };
            let first = (step == Step::Item).then_some(Step::At(0));
            let below = place
                .below
                .get(&step)
                .or(first.and_then(|step| place.below.get(&step)));
            let Some(below) = below else {
                return false;
            };
            place = below;
        }
        true
    }
}

impl Wanted {
    fn forget_members(&mut self) {
        let only_tested = Wanted {
            is_tested: true,
            ..Wanted::default()
        };
        self.below.retain(|_, below| *below != only_tested);
        for below in self.below.values_mut() {
            below.forget_members();
        }
    }
}

/// Shows a place as people write it: `Records[].body.id`.
pub(super) fn shown(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Key(key) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(if key == IN_PATH { "path" } else { key });
            }
            Step::Item | Step::Any => out.push_str("[]"),
            Step::At(place) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "[{place}]");
            }
            Step::Json | Step::Base64 => {}
        }
    }
    out
}
