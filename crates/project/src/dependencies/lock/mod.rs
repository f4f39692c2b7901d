//! Lock files as lists of pins.
//!
//! Only what the project needs to run: no development groups, no extras that nobody asked for.

mod builds;
mod pins;
mod poetry;
mod scope;
#[cfg(test)]
mod tests;
mod uv;

use super::requirement::requirement;
use crate::document::{self, Node};
use crate::problem::Problem;
pub use builds::{Builds, builds};
pub use pins::Pins;
use pins::{Origin, Package};
pub use poetry::parse_poetry;
pub use scope::Scope;
pub use uv::{members, parse_uv, parse_uv_member};

fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    node.get(key).and_then(Node::as_text)
}

fn packages(lock: &Node) -> &[Node] {
    list(lock, "package")
}

fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).and_then(Node::as_list).unwrap_or_default()
}

/// Returns the texts that a key of each node of a list has.
fn texts<'n>(nodes: &'n [Node], key: &'static str) -> impl Iterator<Item = &'n str> {
    nodes.iter().filter_map(move |node| text(node, key))
}

/// Parses a `pdm.lock`.
pub fn parse_pdm(lock: &str) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
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
        let is_main = groups.is_none_or(|groups| {
            groups
                .iter()
                .any(|group| group.as_text() == Some("default"))
        });
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

/// Returns the origin of a package of `PDM`'s or Pipenv's lock.
fn origin(package: &Node) -> Origin<'_> {
    let elsewhere = ["git", "hg", "svn", "url", "file"];
    match text(package, "path") {
        Some(path) => Origin::Path(path),
        None if elsewhere.iter().any(|kind| package.get(kind).is_some()) => Origin::Elsewhere,
        None => Origin::Index,
    }
}

/// Parses a `Pipfile.lock`.
pub fn parse_pipfile(lock: &str) -> Result<Pins, Problem> {
    let lock = document::json::parse(lock)?;
    let mut pins = Pins::default();
    for (name, package) in lock
        .get("default")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        let version = text(package, "version").and_then(|version| version.strip_prefix("=="));
        let hashes = list(package, "hashes").iter().filter_map(Node::as_text);
        let pinned = Package {
            name,
            version,
            marker: text(package, "markers"),
            origin: origin(package),
        };
        pins.add(&pinned, hashes);
    }
    Ok(pins.finish())
}

/// Parses the dependencies of a `pyproject.toml`, if it states any in the standard way.
pub fn parse_pyproject(text: &str) -> Result<Option<Pins>, Problem> {
    let document = document::toml::parse(text)?;
    let dependencies = document
        .path(&["project", "dependencies"])
        .and_then(Node::as_list);
    Ok(dependencies.map(|dependencies| {
        let mut pins = Pins::default();
        for dependency in dependencies.iter().filter_map(Node::as_text) {
            match requirement(dependency) {
                Some(requirement) => pins.requirements.push(requirement.text),
                None => pins.left_out.push(dependency.to_owned()),
            }
        }
        pins.finish()
    }))
}
