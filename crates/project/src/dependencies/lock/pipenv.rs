//! `Pipfile.lock`.

use super::pins::{Package, Pins};
use super::{Scope, list, origin, text};
use crate::dependencies::marker::{self, Environment};
use crate::document::{self, Node};
use crate::problem::Problem;

/// Parses a `Pipfile.lock`, which is made for the Python and the platform that it was made on.
pub fn parse_pipfile(lock: &str, environment: &Environment) -> Result<Pins, Problem> {
    let lock = document::json::parse(lock)?;
    let python = lock.path(&["_meta", "requires", "python_version"]);
    let python = python.and_then(Node::as_text);
    let mut pins = Pins {
        scope: Scope {
            python: python.map(|python| format!("=={python}.*")),
            markers: Vec::new(),
        },
        ..Pins::default()
    };
    for (name, package) in lock
        .get("default")
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
    {
        if is_passed_over(package, environment) {
            continue;
        }
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

/// Says whether a package is one that Pipenv found not to be for its own platform, and that is not for
/// this one either. Such a package has any version and no hashes, and a marker only where the
/// `Pipfile` has one in so many words.
fn is_passed_over(package: &Node, environment: &Environment) -> bool {
    let is_unresolved = text(package, "version") == Some("*") && package.get("hashes").is_none();
    let holds = |marker| marker::holds(marker, environment) != Some(false);
    is_unresolved && !text(package, "markers").is_some_and(holds)
}
