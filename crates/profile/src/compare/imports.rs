//! Modules and packages that came, went, or take another time.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{is_notable, most_changed};
use crate::document::{Distribution, Millis, Module, Profile};
use crate::rank;

/// What changed of the imports.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ImportChanges {
    /// Modules before.
    pub n_old: usize,
    /// Modules after.
    pub n_new: usize,
    /// Modules that came.
    pub n_added: usize,
    /// Modules that went.
    pub n_removed: usize,
    /// Those that came or went and are the outermost of their package, and those of all that take
    /// another time; by change.
    pub modules: Vec<ModuleChange>,
}

/// A module that came, went or takes another time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModuleChange {
    /// Full name.
    pub name: String,
    /// Own time before; absent where it came.
    pub old_self_ms: Option<Millis>,
    /// Own time after; absent where it went.
    pub new_self_ms: Option<Millis>,
    /// What would have been saved without it before.
    pub old_retained_ms: Option<Millis>,
    /// What would be saved without it now.
    pub new_retained_ms: Option<Millis>,
    /// File of the statement, after or else before.
    pub file: Option<String>,
    /// Its line.
    pub line: Option<u32>,
}

impl ModuleChange {
    /// Returns by how much it changed: by all that it brings where it came or went, by its own time
    /// otherwise.
    #[must_use]
    pub fn change_ms(&self) -> Millis {
        match (self.old_self_ms, self.new_self_ms) {
            (Some(old), Some(new)) => new - old,
            _ => {
                self.new_retained_ms.unwrap_or_default() - self.old_retained_ms.unwrap_or_default()
            }
        }
    }
}

/// Compares modules by name.
pub(super) fn modules(old: &Profile, new: &Profile) -> ImportChanges {
    let (before, after) = (by_name(old), by_name(new));
    let mut changes = ImportChanges {
        n_old: before.len(),
        n_new: after.len(),
        ..ImportChanges::default()
    };
    for (name, index) in &before {
        let module = &old.modules[*index];
        match after.get(name).map(|index| &new.modules[*index]) {
            None => {
                changes.n_removed += 1;
                if rank::outermost(old, *index) {
                    changes.modules.push(change(old, Some(module), None));
                }
            }
            Some(now) if is_notable(module.self_ms.0, now.self_ms.0) => {
                changes.modules.push(change(new, Some(module), Some(now)));
            }
            Some(_) => {}
        }
    }
    for (name, index) in &after {
        if !before.contains_key(name) {
            changes.n_added += 1;
            if rank::outermost(new, *index) {
                let module = &new.modules[*index];
                changes.modules.push(change(new, None, Some(module)));
            }
        }
    }
    most_changed(&mut changes.modules, |module| module.change_ms().0);
    changes
}

/// Returns modules by name, of several of one name the first.
fn by_name(profile: &Profile) -> BTreeMap<&str, usize> {
    let modules = profile.modules.iter().enumerate().rev();
    modules
        .map(|(index, module)| (module.name.as_str(), index))
        .collect()
}

fn change(of: &Profile, old: Option<&Module>, new: Option<&Module>) -> ModuleChange {
    let shown = new.or(old);
    let file = shown.and_then(|module| module.file.as_deref());
    ModuleChange {
        name: shown.map_or_else(String::new, |module| module.name.clone()),
        old_self_ms: old.map(|module| module.self_ms),
        new_self_ms: new.map(|module| module.self_ms),
        old_retained_ms: old.map(|module| module.retained_ms),
        new_retained_ms: new.map(|module| module.retained_ms),
        file: file.map(|file| of.subject.short(file).to_owned()),
        line: shown.and_then(|module| module.line),
    }
}

/// A package that came, went, has another version or takes another time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DistributionChange {
    /// Name.
    pub name: String,
    /// Version before.
    pub old_version: Option<String>,
    /// Version after.
    pub new_version: Option<String>,
    /// Sum of its modules' own times before; absent where it came.
    pub old_self_ms: Option<Millis>,
    /// The same after; absent where it went.
    pub new_self_ms: Option<Millis>,
}

impl DistributionChange {
    /// Returns by how much its modules' own times changed.
    #[must_use]
    pub fn change_ms(&self) -> Millis {
        self.new_self_ms.unwrap_or_default() - self.old_self_ms.unwrap_or_default()
    }
}

/// Compares packages by name.
pub(super) fn distributions(old: &Profile, new: &Profile) -> Vec<DistributionChange> {
    fn named(profile: &Profile) -> BTreeMap<&str, &Distribution> {
        let distributions = profile.distributions.iter();
        distributions
            .map(|each| (each.name.as_str(), each))
            .collect()
    }
    let (before, after) = (named(old), named(new));
    let names: std::collections::BTreeSet<&str> =
        before.keys().chain(after.keys()).copied().collect();
    let mut changes: Vec<DistributionChange> = (names.into_iter())
        .map(|name| {
            let [old, new] = [&before, &after].map(|all| all.get(name).copied());
            DistributionChange {
                name: name.to_owned(),
                old_version: old.and_then(|each| each.version.clone()),
                new_version: new.and_then(|each| each.version.clone()),
                old_self_ms: old.map(|each| each.self_ms),
                new_self_ms: new.map(|each| each.self_ms),
            }
        })
        .filter(|change| match (change.old_self_ms, change.new_self_ms) {
            (Some(old), Some(new)) => {
                change.old_version != change.new_version || is_notable(old.0, new.0)
            }
            _ => true,
        })
        .collect();
    most_changed(&mut changes, |change| change.change_ms().0);
    changes
}
