//! Qualified names of things outside, each once.
//!
//! They are shared by all threads that resolve names, and are never taken out.

use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

/// A qualified name: `boto3.client`, `requests.Session.get`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(u32);

/// Names of the first slab; each slab holds twice as many as the one before.
const FIRST: usize = 1 << 10;
const SLABS: usize = 20;
const SHARDS: usize = 16;

type Slab = Box<[OnceLock<Box<str>>]>;

/// All names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    slabs: [OnceLock<Slab>; SLABS],
    shards: [Mutex<FxHashMap<Box<str>, Name>>; SHARDS],
    count: Mutex<u32>,
}

impl Names {
    /// Returns the name of a text; the same one when there is no more room.
    pub(crate) fn of(&self, text: &str) -> Name {
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
        // The map within a shard uses the upper bits.
        let shard = &self.shards[usize::try_from(hash % SHARDS as u64).unwrap_or(0)];
        let mut known = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = known.get(text) {
            return *name;
        }
        let mut count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let name = Name(*count);
        let Some(slot) = self.slot(name) else {
            return Name(0);
        };
        *count += 1;
        drop(count);
        slot.get_or_init(|| text.into());
        known.insert(text.into(), name);
        name
    }

    /// Returns the text of a name.
    pub(crate) fn text(&self, name: Name) -> &str {
        self.slot(name)
            .and_then(OnceLock::get)
            .map_or("", |text| text)
    }

    fn slot(&self, name: Name) -> Option<&OnceLock<Box<str>>> {
        let shifted = name.0 as usize + FIRST;
        let slab = (shifted / FIRST).ilog2() as usize;
        let start = FIRST << slab;
        let make = || (0..start).map(|_| OnceLock::new()).collect();
        let slab = self.slabs.get(slab)?.get_or_init(make);
        slab.get(shifted - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_go_both_ways() {
        let names = Names::default();
        let all: Vec<_> = (0..10_000).map(|n| format!("a.b{n}")).collect();
        let first: Vec<_> = all.iter().map(|text| names.of(text)).collect();
        let again: Vec<_> = all.iter().map(|text| names.of(text)).collect();
        assert_eq!(first, again);
        let texts: Vec<_> = first.iter().map(|name| names.text(*name)).collect();
        assert_eq!(texts, all);
    }
}
