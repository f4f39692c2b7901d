//! `uv.lock`: one file for every platform, and for every project of a workspace.

use std::collections::{BTreeMap, BTreeSet};

use super::pins::{Origin, Package, Pins};
use super::{Scope, list, packages, text, texts};
use crate::dependencies::marker::{self, Environment};
use crate::document::{self, Node};
use crate::problem::Problem;

/// Parses a `uv.lock`: what the project's own packages reach.
pub fn parse_uv(lock: &str, environment: &Environment) -> Result<Pins, Problem> {
    parse_uv_member(lock, None, environment)
}

/// Parses a `uv.lock`: what one of the workspace's projects reaches.
pub fn parse_uv_member(
    lock: &str,
    member: Option<&str>,
    environment: &Environment,
) -> Result<Pins, Problem> {
    let lock = document::toml::parse(lock)?;
    let mut by_name: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    let mut roots = Vec::new();
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        by_name.entry(name).or_default().push(package);
        if own_path(package).is_some() && member.is_none_or(|member| member == name) {
            roots.push(name);
        }
    }
    let mut reaching = Reaching {
        by_name,
        environment,
        pins: Pins {
            scope: scope(&lock),
            ..Pins::default()
        },
    };
    reaching.run(&roots);
    Ok(reaching.pins.finish())
}

/// Returns the projects of a workspace: names with the paths of their folders.
pub fn members(lock: &str) -> Result<Vec<(String, String)>, Problem> {
    let lock = document::toml::parse(lock)?;
    let own = packages(&lock).iter().filter_map(|package| {
        let name = text(package, "name")?;
        Some((name.to_owned(), own_path(package)?.to_owned()))
    });
    Ok(own.collect())
}

fn scope(lock: &Node) -> Scope {
    let markers = list(lock, "supported-markers")
        .iter()
        .filter_map(Node::as_text);
    Scope {
        python: text(lock, "requires-python").map(str::to_owned),
        markers: markers.map(str::to_owned).collect(),
    }
}

/// Returns the folder of a package that is a project of its own.
fn own_path(package: &Node) -> Option<&str> {
    let source = package.get("source")?;
    text(source, "virtual").or_else(|| text(source, "editable"))
}

fn origin(package: &Node) -> Option<Origin<'_>> {
    let source = package.get("source")?;
    let path = ["editable", "directory", "path"]
        .iter()
        .find_map(|kind| text(source, kind));
    Some(match path {
        Some(path) => Origin::Path(path),
        // It has no code of its own to install.
        None if source.get("virtual").is_some() => return None,
        None if source.get("registry").is_some() => Origin::Index,
        None => Origin::Elsewhere,
    })
}

/// Follows dependencies from the roots.
struct Reaching<'n> {
    by_name: BTreeMap<&'n str, Vec<&'n Node>>,
    environment: &'n Environment,
    pins: Pins,
}

impl<'n> Reaching<'n> {
    fn run(&mut self, roots: &[&'n str]) {
        let mut seen = BTreeSet::new();
        // A package is reached plain or for one of its extras, each bringing dependencies of its
        // own.
        let mut waiting: Vec<(&str, Option<&str>)> =
            roots.iter().map(|name| (*name, None)).collect();
        while let Some((name, extra)) = waiting.pop() {
            if !seen.insert((name, extra)) {
                continue;
            }
            let candidates = self.by_name.get(name).map(Vec::as_slice);
            let Some(package) = fork(candidates.unwrap_or_default(), self.environment) else {
                continue;
            };
            if extra.is_none() {
                self.pin(name, package);
            }
            let wanted = match extra {
                None => list(package, "dependencies"),
                Some(extra) => package
                    .get("optional-dependencies")
                    .map_or(&[][..], |optional| list(optional, extra)),
            };
            for dependency in wanted {
                self.follow(dependency, &mut waiting);
            }
        }
    }

    fn pin(&mut self, name: &str, package: &Node) {
        let Some(origin) = origin(package) else {
            return;
        };
        let files = texts(list(package, "wheels"), "hash");
        let sdist = package.get("sdist").and_then(|sdist| text(sdist, "hash"));
        let package = Package {
            name,
            version: text(package, "version"),
            marker: None,
            origin,
        };
        self.pins.add(&package, files.chain(sdist));
    }

    fn follow(&self, dependency: &'n Node, waiting: &mut Vec<(&'n str, Option<&'n str>)>) {
        let marker = text(dependency, "marker");
        if marker.and_then(|marker| marker::holds(marker, self.environment)) == Some(false) {
            return;
        }
        let Some(name) = text(dependency, "name") else {
            return;
        };
        waiting.push((name, None));
        let extras = list(dependency, "extra").iter().filter_map(Node::as_text);
        waiting.extend(extras.map(|extra| (name, Some(extra))));
    }
}

/// Chooses among several versions of one package, which hold under different markers.
fn fork<'n>(candidates: &[&'n Node], environment: &Environment) -> Option<&'n Node> {
    let holds = |package: &Node| {
        let markers = list(package, "resolution-markers");
        let mut markers = markers.iter().filter_map(Node::as_text);
        markers.any(|marker| marker::holds(marker, environment) == Some(true))
    };
    let fitting = candidates.iter().find(|package| holds(package));
    fitting.or(candidates.last()).copied()
}
