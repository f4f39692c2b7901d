//! `poetry.lock`, of every version of its format.

use std::collections::{BTreeMap, BTreeSet};

use super::pins::{Origin, Package, Pins};
use super::{Scope, list, packages, text, texts};
use crate::dependencies::marker::{self, Environment};
use crate::dependencies::requirement::canonical;
use crate::document::{self, Map, Node};
use crate::problem::Problem;

/// Parses a `poetry.lock`; old ones need the `pyproject.toml` to tell what is for development.
pub fn parse_poetry(
    lock: &str,
    pyproject: Option<&str>,
    environment: &Environment,
) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
    let pyproject = pyproject.map(document::toml::parse).transpose()?;
    let needed = pyproject
        .as_ref()
        .and_then(|pyproject| needs(&lock, pyproject, environment));
    let python = lock.path(&["metadata", "python-versions"]);
    let mut pins = Pins {
        scope: Scope {
            python: python.and_then(Node::as_text).map(str::to_owned),
            markers: Vec::new(),
        },
        ..Pins::default()
    };
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        let is_optional = package.get("optional").and_then(Node::as_bool) == Some(true);
        if is_optional || !is_main(package, name, needed.as_ref()) {
            continue;
        }
        // Files of all packages stood in one table once.
        let own = texts(list(package, "files"), "hash");
        let table = lock.path(&["metadata", "files"]);
        let shared = table.map_or(&[][..], |table| list(table, name));
        let pinned = Package {
            name,
            version: text(package, "version"),
            marker: package.get("markers").and_then(condition),
            origin: origin(package),
        };
        pins.add(&pinned, own.chain(texts(shared, "hash")));
    }
    Ok(pins.finish())
}

fn is_main(package: &Node, name: &str, needed: Option<&BTreeSet<String>>) -> bool {
    match (package.get("groups"), text(package, "category")) {
        (Some(groups), _) => {
            let mut groups = groups.as_list().unwrap_or_default().iter();
            groups.any(|group| group.as_text() == Some("main"))
        }
        (None, Some(category)) => category == "main",
        (None, None) => needed.is_none_or(|needed| needed.contains(&canonical(name))),
    }
}

/// Returns the condition of a package; where it is another for each group, the main group's.
fn condition(markers: &Node) -> Option<&str> {
    markers.as_text().or_else(|| text(markers, "main"))
}

fn origin(package: &Node) -> Origin<'_> {
    let source = package.get("source");
    match source.and_then(|source| text(source, "type")) {
        None | Some("legacy") => Origin::Index,
        Some("directory" | "file") => source
            .and_then(|source| text(source, "url"))
            .map_or(Origin::Elsewhere, Origin::Path),
        Some(_) => Origin::Elsewhere,
    }
}

/// Returns the names that the main group of a project reaches.
fn needs(lock: &Node, pyproject: &Node, environment: &Environment) -> Option<BTreeSet<String>> {
    let main = pyproject
        .path(&["tool", "poetry", "dependencies"])?
        .as_map()?;
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages(lock) {
        let below = package.get("dependencies").and_then(Node::as_map);
        let below = below
            .into_iter()
            .flat_map(Map::iter)
            .filter(|(_, wanted)| may_hold(wanted, environment))
            .map(|(name, _)| canonical(name));
        edges
            .entry(canonical(text(package, "name")?))
            .or_default()
            .extend(below);
    }
    let mut needed = BTreeSet::new();
    let mut waiting: Vec<String> = main.keys().map(|name| canonical(name)).collect();
    while let Some(name) = waiting.pop() {
        if needed.insert(name.clone()) {
            waiting.extend(edges.get(&name).into_iter().flatten().cloned());
        }
    }
    Some(needed)
}

/// Says whether a dependency may hold, which has one form or several.
fn may_hold(wanted: &Node, environment: &Environment) -> bool {
    let holds = |form: &Node| {
        let marker = text(form, "markers").unwrap_or_default();
        // Which extras are asked for stands elsewhere.
        marker.contains("extra") || marker::holds(marker, environment) != Some(false)
    };
    match wanted.as_list() {
        Some(forms) => forms.iter().any(holds),
        None => holds(wanted),
    }
}
