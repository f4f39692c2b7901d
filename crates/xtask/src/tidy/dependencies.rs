//! The star: `cli` imports capabilities, capabilities import the ground crates, nothing else.

use std::path::Path;

use super::Finding;
use crate::workspace::{Kind, Package};

const PREFIX: &str = "warmfront-";
/// Crates that every other may import, and that import nothing of ours.
const GROUND: &[&str] = &["model", "stats", "syntax"];
/// Crates that compose the others, and that no other imports.
const TOPS: &[&str] = &["cli", "xtask"];
/// The capabilities that may import another one.
const EXCEPTIONS: &[(&str, &str)] = &[("web", "store"), ("query", "store")];

/// Returns a finding for each edge from this package that the star does not have.
pub(super) fn check(package: &Package, manifest: &Path) -> Vec<Finding> {
    let from = short(&package.name).unwrap_or(&package.name);
    let edges = package.dependencies.iter().filter_map(|dependency| {
        let to = short(&dependency.name)?;
        let reason = refusal(from, to, dependency.kind)?;
        let message = format!("`{from}` may not import `{to}`: {reason}");
        Some(Finding::new(manifest, message))
    });
    edges.collect()
}

fn short(name: &str) -> Option<&str> {
    name.strip_prefix(PREFIX)
}

/// Returns why an edge is not allowed.
fn refusal(from: &str, to: &str, kind: Option<Kind>) -> Option<&'static str> {
    match (from, to) {
        // It prepares what the test kit finds, and is not shipped either.
        ("xtask", to) if to != "xtask" => None,
        (_, "testkit") if kind == Some(Kind::Dev) => None,
        (_, "testkit") => Some("the test kit is a dev-dependency"),
        ("testkit", to) => (to != "model").then_some("the test kit knows the vocabulary only"),
        (_, to) if TOPS.contains(&to) => Some("it composes the others"),
        (from, _) if GROUND.contains(&from) => Some("it stands on the ground"),
        (_, to) if GROUND.contains(&to) => None,
        ("cli", _) => None,
        edge if EXCEPTIONS.contains(&edge) => None,
        _ => Some("capabilities meet in `cli` only"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Dependency;

    fn check_edge(from: &str, to: &str, kind: Option<Kind>) -> bool {
        let package = Package {
            name: format!("{PREFIX}{from}"),
            manifest_path: "Cargo.toml".into(),
            dependencies: vec![Dependency {
                name: format!("{PREFIX}{to}"),
                kind,
            }],
        };
        check(&package, Path::new("Cargo.toml")).is_empty()
    }

    #[test]
    fn star_is_allowed() {
        for (from, to) in [
            ("cli", "engine"),
            ("cli", "model"),
            ("engine", "model"),
            ("tune", "stats"),
            ("web", "store"),
            ("query", "store"),
            ("xtask", "testkit"),
            ("xtask", "engine"),
            ("testkit", "model"),
        ] {
            assert!(check_edge(from, to, None), "{from} -> {to}");
        }
    }

    #[test]
    fn other_edges_are_rejected() {
        for (from, to) in [
            ("profile", "engine"),
            ("store", "web"),
            ("model", "stats"),
            ("stats", "model"),
            ("engine", "cli"),
            ("cli", "xtask"),
            ("engine", "testkit"),
            ("testkit", "engine"),
        ] {
            assert!(!check_edge(from, to, None), "{from} -> {to}");
        }
    }

    #[test]
    fn dev_dependency_opens_the_test_kit_only() {
        assert!(check_edge("engine", "testkit", Some(Kind::Dev)));
        assert!(check_edge("model", "testkit", Some(Kind::Dev)));
        assert!(!check_edge("engine", "project", Some(Kind::Dev)));
        assert!(!check_edge("engine", "testkit", Some(Kind::Build)));
    }

    #[test]
    fn outside_crates_are_of_no_concern() {
        let package = Package {
            name: "warmfront-model".to_owned(),
            manifest_path: "Cargo.toml".into(),
            dependencies: vec![Dependency {
                name: "thiserror".to_owned(),
                kind: None,
            }],
        };
        assert!(check(&package, Path::new("Cargo.toml")).is_empty());
    }
}
