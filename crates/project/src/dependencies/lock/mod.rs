//! Lock files as lists of pins.
//!
//! Only what the project needs to run: no development groups, no extras that nobody asked for.

mod builds;
mod pdm;
mod pins;
mod pipenv;
mod poetry;
mod scope;
#[cfg(test)]
mod tests;
mod uv;

use super::requirement::requirement;
use crate::document::{self, Node};
use crate::problem::Problem;
pub use builds::{Builds, builds};
pub use pdm::parse_pdm;
use pins::Origin;
pub use pins::Pins;
pub use pipenv::parse_pipfile;
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

/// Returns the origin of a package of `PDM`'s or Pipenv's lock.
fn origin(package: &Node) -> Origin<'_> {
    let elsewhere = ["git", "hg", "svn", "url", "file"];
    match text(package, "path") {
        Some(path) => Origin::Path(path),
        None if elsewhere.iter().any(|kind| package.get(kind).is_some()) => Origin::Elsewhere,
        None => Origin::Index,
    }
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
