//! Names of crates, and that each takes the workspace's lints.

use std::path::Path;

use super::Finding;

/// Returns what is wrong with a crate's name, place or manifest.
pub(super) fn check(name: &str, manifest: &Path, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let folder = name.strip_prefix("warmfront-").unwrap_or(name);
    let expected = Path::new("crates").join(folder).join("Cargo.toml");
    if !name.starts_with("warmfront-") || manifest != expected {
        let message = format!("package `{name}`: `crates/NAME` holds package `warmfront-NAME`");
        findings.push(Finding::new(manifest, message));
    }
    if !text.contains("[lints]\nworkspace = true\n") {
        findings.push(Finding::new(
            manifest,
            "does not take the workspace's lints",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINTS: &str = "[lints]\nworkspace = true\n";

    fn findings(name: &str, manifest: &str, text: &str) -> usize {
        check(name, Path::new(manifest), text).len()
    }

    #[test]
    fn folder_and_package_agree() {
        assert_eq!(
            findings("warmfront-model", "crates/model/Cargo.toml", LINTS),
            0
        );
        assert_eq!(
            findings("warmfront-model", "crates/models/Cargo.toml", LINTS),
            1
        );
        assert_eq!(findings("model", "crates/model/Cargo.toml", LINTS), 1);
        assert_eq!(findings("warmfront-model", "model/Cargo.toml", LINTS), 1);
    }

    #[test]
    fn lints_are_the_workspaces() {
        assert_eq!(
            findings("warmfront-model", "crates/model/Cargo.toml", "[lints]\n"),
            1
        );
    }
}
