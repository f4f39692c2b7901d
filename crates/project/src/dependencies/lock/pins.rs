//! What a lock asks for, as requirements that pip understands.

use std::collections::BTreeMap;

use super::Scope;
use crate::dependencies::requirement::requirement;

/// What a lock or project file asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pins {
    /// Requirements, as pip writes them, sorted.
    pub requirements: Vec<String>,
    /// Hashes of the files that satisfy a requirement, where the lock has them.
    pub hashes: BTreeMap<String, Vec<String>>,
    /// Paths of projects and wheels on this machine, from the lock's folder.
    pub local: Vec<String>,
    /// Packages that come from elsewhere than an index, and are left out.
    pub left_out: Vec<String>,
    /// Where the lock is valid.
    pub scope: Scope,
}

/// Where a package comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin<'n> {
    /// An index.
    Index,
    /// A path on this machine.
    Path(&'n str),
    /// Anything else, such as a repository.
    Elsewhere,
}

/// A package of a lock.
pub(super) struct Package<'n> {
    pub(super) name: &'n str,
    pub(super) version: Option<&'n str>,
    pub(super) marker: Option<&'n str>,
    pub(super) origin: Origin<'n>,
}

impl Pins {
    pub(super) fn finish(mut self) -> Self {
        for list in [&mut self.requirements, &mut self.local, &mut self.left_out] {
            list.sort();
            list.dedup();
        }
        self
    }

    pub(super) fn add<'n>(
        &mut self,
        package: &Package<'_>,
        hashes: impl IntoIterator<Item = &'n str>,
    ) {
        let version = match package.origin {
            Origin::Index => package.version,
            Origin::Path(path) => return self.local.push(path.to_owned()),
            Origin::Elsewhere => None,
        };
        let marker = package.marker.unwrap_or_default();
        let is_plain = requirement(package.name).is_some()
            && version.is_some_and(is_version)
            // A line's end would begin a line of the lock's own in what the installer reads.
            && !marker.contains(char::is_control);
        let Some(version) = version.filter(|_| is_plain) else {
            self.left_out.push(package.name.to_owned());
            return;
        };
        let condition = if marker.is_empty() {
            String::new()
        } else {
            format!(" ; {marker}")
        };
        let pin = format!("{}=={version}{condition}", package.name);
        let mut hashes: Vec<String> = hashes
            .into_iter()
            .filter(|hash| is_hash(hash))
            .map(str::to_owned)
            .collect();
        hashes.sort();
        hashes.dedup();
        if !hashes.is_empty() {
            self.hashes.insert(pin.clone(), hashes);
        }
        self.requirements.push(pin);
    }
}

/// Says whether a text has nothing but what versions consist of.
fn is_version(text: &str) -> bool {
    let is_part = |next: char| next.is_ascii_alphanumeric() || "._-+!*".contains(next);
    !text.is_empty() && text.chars().all(is_part)
}

/// Says whether a text is a hash that pip accepts.
fn is_hash(text: &str) -> bool {
    let Some((algorithm, digest)) = text.split_once(':') else {
        return false;
    };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    digest.len() == length && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}
