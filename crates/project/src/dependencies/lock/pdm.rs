//! `pdm.lock`.

use std::collections::{BTreeMap, BTreeSet};

use super::pins::{Package, Pins};
use super::{Scope, list, origin, packages, text, texts};
use crate::dependencies::marker::{self, Environment};
use crate::dependencies::requirement::{canonical, requirement};
use crate::document::{self, Node};
use crate::problem::Problem;

/// Parses a `pdm.lock`; one without groups needs the `pyproject.toml` to tell what is for development.
pub fn parse_pdm(
    lock: &str,
    pyproject: Option<&str>,
    environment: &Environment,
) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
    let pyproject = pyproject.map(document::toml::parse).transpose()?;
    let has_groups = packages(&lock)
        .iter()
        .any(|package| package.get("groups").is_some());
    let needed = pyproject
        .as_ref()
        .filter(|_| !has_groups)
        .and_then(|pyproject| needs(&lock, pyproject, environment));
    let metadata = lock.get("metadata");
    let targets = metadata.map_or(&[][..], |metadata| list(metadata, "targets"));
    let mut pins = Pins {
        scope: scope(targets),
        ..Pins::default()
    };
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        let groups = package.get("groups").and_then(Node::as_list);
        let mut is_main = groups.is_none_or(|groups| {
            groups
                .iter()
                .any(|group| group.as_text() == Some("default"))
        });
        if let Some(needed) = &needed {
            is_main = needed.contains(&canonical(name));
        }
        // A package with extras is listed once more with them, and needs no second pin.
        if is_main && package.get("extras").is_none() {
            let pinned = Package {
                name,
                version: text(package, "version"),
                marker: text(package, "marker"),
                origin: origin(package),
            };
            pins.add(&pinned, texts(list(package, "files"), "hash"));
        }
    }
    Ok(pins.finish())
}

/// Returns where a lock of `PDM`'s is valid: one that was made for several targets says so itself.
fn scope(targets: &[Node]) -> Scope {
    let [target] = targets else {
        return Scope::default();
    };
    let system = text(target, "platform").map(|platform| {
        let systems = [("macos", "darwin"), ("win", "win32")];
        let mut systems = systems.iter();
        let found = systems.find(|(start, _)| platform.starts_with(start));
        found.map_or("linux", |(_, system)| system)
    });
    Scope {
        python: text(target, "requires_python").map(str::to_owned),
        markers: system
            .map(|system| format!("sys_platform == '{system}'"))
            .into_iter()
            .collect(),
    }
}

/// Returns the names that a project's own dependencies reach.
fn needs(lock: &Node, pyproject: &Node, environment: &Environment) -> Option<BTreeSet<String>> {
    let main = pyproject.path(&["project", "dependencies"])?.as_list()?;
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages(lock) {
        let below = list(package, "dependencies").iter();
        edges
            .entry(canonical(text(package, "name")?))
            .or_default()
            .extend(below.filter_map(|wanted| name(wanted, environment)));
    }
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<String> = main
        .iter()
        .filter_map(|wanted| name(wanted, environment))
        .collect();
    while let Some(name) = waiting.pop() {
        if needed.insert(name.clone()) {
            waiting.extend(edges.get(&name).into_iter().flatten().cloned());
        }
    }
    Some(needed)
}

/// Returns the name of what is wanted, if it may be wanted at all.
fn name(wanted: &Node, environment: &Environment) -> Option<String> {
    let wanted = wanted.as_text()?;
    let Some(requirement) = requirement(wanted) else {
        // What comes from elsewhere has a name before its address.
        let (name, _) = wanted.split_once('@')?;
        let name = name.split('[').next().unwrap_or_default();
        return Some(canonical(name.trim()));
    };
    let marker = wanted.split_once(';').map(|(_, marker)| marker.trim());
    let holds = marker.and_then(|marker| marker::holds(marker, environment));
    (holds != Some(false)).then_some(requirement.name)
}
