//! What is known of the imports of published wheels, beyond what can be read in them.
//!
//! A wheel is known by its name, its version and a digest of what its `RECORD` says of its files,
//! whose digests are in it: an entry holds for exactly the files that were reviewed. The entries that ship with
//! this program are in `known.json`; each was found by an experiment and reviewed by a person, and
//! says why. A file with entries of the same form is read as carefully as any other foreign file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::package::Package;
use crate::pass::PassError;

/// Name and version of the document.
const SCHEMA: &str = "warmfront.known-imports/1";

const SHIPPED: &str = include_str!("known.json");

/// Largest document that is read.
const LARGEST: usize = 16 << 20;

/// Stands for all importers.
const ANYBODY: &str = "*";

/// Files beside a wheel's metadata that installers write.
const INSTALLERS: &[&str] = &[
    "INSTALLER",
    "RECORD",
    "REQUESTED",
    "direct_url.json",
    "uv_cache.json",
];

/// Characters of a SHA-256 in hexadecimal.
const DIGEST: usize = 64;

/// Why a document is none of known imports.
#[derive(Debug, thiserror::Error)]
enum NotKnown {
    /// It is larger than any.
    #[error("known imports are too large")]
    TooLarge,
    /// It cannot be read.
    #[error("known imports cannot be read")]
    Malformed(#[source] serde_json::Error),
    /// It is of another version, or of something else.
    #[error("known imports have schema `{0}`, not `{SCHEMA}`")]
    Foreign(String),
    /// An entry says nothing that can be used.
    #[error("the entry of `{0}` has no reason, or no digest of a `RECORD`")]
    Unfounded(String),
}

/// What is known of one import.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownImport {
    /// The module whose statement it is; `*` for all outside of the target's outermost package.
    pub importer: String,
    /// The module that it loads; with `*`, those in it too.
    pub target: String,
    /// Whether it may be deferred.
    pub standing: Standing,
    /// Why, in a sentence.
    pub reason: String,
}

/// Whether an import may be deferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Nobody can tell the difference.
    Safe,
    /// Something breaks, or behaves differently.
    Unsafe,
}

/// What is known of the wheels of one package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    imports: BTreeMap<(String, String), KnownImport>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema: String,
    wheels: Vec<Wheel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wheel {
    name: String,
    version: String,
    /// Digests of `RECORD`, one for each platform's wheel.
    records: BTreeSet<String>,
    imports: Vec<KnownImport>,
}

impl Known {
    /// Returns what this program knows of the wheels in a package as it was installed.
    pub fn of(package: &Package) -> Result<Self, PassError> {
        // A test says that it can be read.
        let shipped = read(SHIPPED.as_bytes()).unwrap_or_default();
        Self::among(shipped, package)
    }

    /// Returns what is known of one import.
    #[must_use]
    pub fn import(&self, importer: &str, target: &str) -> Option<&KnownImport> {
        self.imports.get(&(importer.to_owned(), target.to_owned()))
    }

    /// Returns what is known of running a module, and all that it loads, for everybody outside of its
    /// outermost package.
    #[must_use]
    pub fn effects(&self, importer: &str, target: &str) -> Option<&KnownImport> {
        let top = |module: &str| module.split('.').next().unwrap_or_default().to_owned();
        if top(importer) == top(target) {
            return None;
        }
        let ends = target.match_indices('.').map(|(end, _)| end);
        let mut packages = ends.chain([target.len()]).map(|end| &target[..end]);
        packages.find_map(|package| self.import(ANYBODY, package))
    }

    fn among(wheels: Vec<Wheel>, package: &Package) -> Result<Self, PassError> {
        let mut known = Self::default();
        for wheel in wheels {
            if package.version(&wheel.name) != Some(&wheel.version) {
                continue;
            }
            if !wheel.is_in(package)? {
                continue;
            }
            for import in wheel.imports {
                let key = (import.importer.clone(), import.target.clone());
                known.imports.insert(key, import);
            }
        }
        Ok(known)
    }
}

impl Wheel {
    fn is_in(&self, package: &Package) -> Result<bool, PassError> {
        let own = package.entries().filter(|(path, entry)| {
            let is_record = path.file_name() == "RECORD" && path.folder().ends_with(".dist-info");
            is_record && entry.distribution.as_deref() == Some(&self.name)
        });
        for (_, entry) in own {
            let bytes = entry.content.read();
            let bytes = bytes.map_err(PassError::of_reading(&entry.content))?;
            if self.records.contains(&digest(&bytes)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Returns the digest of what a `RECORD` says of the files that a wheel brings. Installers add their
/// own, in an order of their own.
fn digest(record: &[u8]) -> String {
    let is_own = |line: &&[u8]| {
        let path = line.split(|byte| *byte == b',').next().unwrap_or_default();
        let path = String::from_utf8_lossy(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_added = INSTALLERS.contains(&name) && path.contains(".dist-info/");
        let is_outside = path.starts_with("..") || path.contains("__pycache__");
        !line.is_empty() && !is_added && !is_outside
    };
    let lines = record.split(|byte| *byte == b'\n');
    let lines = lines.map(<[u8]>::trim_ascii).filter(is_own);
    let lines: BTreeSet<&[u8]> = lines.collect();
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(line);
        hash.update(b"\n");
    }
    let digest = hash.finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a document of known imports.
fn read(bytes: &[u8]) -> Result<Vec<Wheel>, NotKnown> {
    if bytes.len() > LARGEST {
        return Err(NotKnown::TooLarge);
    }
    let document: Document = serde_json::from_slice(bytes).map_err(NotKnown::Malformed)?;
    if document.schema != SCHEMA {
        return Err(NotKnown::Foreign(document.schema));
    }
    for wheel in &document.wheels {
        let is_digest = |record: &String| {
            record.len() == DIGEST && record.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let has_reason = |import: &KnownImport| !import.reason.trim().is_empty();
        let is_founded = !wheel.records.is_empty()
            && wheel.records.iter().all(is_digest)
            && wheel.imports.iter().all(has_reason);
        if !is_founded {
            return Err(NotKnown::Unfounded(wheel.name.clone()));
        }
    }
    Ok(document.wheels)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::package::{Content, Entry, PackagePath};

    const RECORD: &[u8] = b"shop/__init__.py,sha256=abc,10\n";

    fn document(record: &str, reason: &str) -> String {
        format!(
            r#"{{"schema": "{SCHEMA}", "wheels": [{{"name": "shop", "version": "1.0",
            "records": ["{record}"], "imports": [{{"importer": "shop", "target": "shop.plugins",
            "standing": "unsafe", "reason": "{reason}"}}]}}]}}"#
        )
    }

    fn package(version: &str) -> Package {
        let mut package = Package::default();
        let path = PackagePath::new(format!("shop-{version}.dist-info/RECORD")).unwrap();
        let entry = Entry {
            content: Content::Bytes(RECORD.into()),
            executable: false,
            distribution: Some("shop".into()),
        };
        package.insert(path, entry);
        package.set_version("shop".into(), version.to_owned());
        package
    }

    fn found(record: &str, version: &str) -> bool {
        let wheels = read(document(record, "it registers itself").as_bytes()).unwrap();
        let known = Known::among(wheels, &package(version)).unwrap();
        known.import("shop", "shop.plugins").is_some()
    }

    #[test]
    fn an_entry_holds_for_the_files_that_were_reviewed() {
        assert!(found(&digest(RECORD), "1.0"));
        assert!(!found(&digest(RECORD), "1.1"));
        assert!(!found(&digest(b"another build of it"), "1.0"));
    }

    #[test]
    fn what_installers_add_changes_nothing() {
        let installed = b"../bin/shop,sha256=x,1\nshop-1.0.dist-info/INSTALLER,sha256=y,3\n\
                          shop/__pycache__/__init__.cpython-313.pyc,,\n\
                          shop/__init__.py,sha256=abc,10\r\nshop-1.0.dist-info/RECORD,,\n";
        assert_eq!(digest(installed), digest(RECORD));
        assert_ne!(digest(b"shop/__init__.py,sha256=abd,10"), digest(RECORD));
    }

    #[test]
    fn effects_are_known_to_those_outside() {
        let document = document(&digest(RECORD), "it registers its own types").replace(
            r#""importer": "shop", "target": "shop.plugins""#,
            r#""importer": "*", "target": "shop""#,
        );
        let wheels = read(document.as_bytes()).unwrap();
        let known = Known::among(wheels, &package("1.0")).unwrap();
        assert!(known.effects("app", "shop").is_some());
        assert!(known.effects("app", "shop.plugins.one").is_some());
        assert!(known.effects("shop.core", "shop.plugins").is_none());
        assert!(known.effects("app", "shopping").is_none());
    }

    #[test]
    fn an_entry_without_a_reason_is_refused() {
        let refused = read(document(&digest(RECORD), " ").as_bytes());
        assert!(matches!(refused, Err(NotKnown::Unfounded(name)) if name == "shop"));
        let refused = read(document("abc", "it registers itself").as_bytes());
        assert!(matches!(refused, Err(NotKnown::Unfounded(_))));
        let refused = read(br#"{"schema": "another/1", "wheels": []}"#);
        assert!(matches!(refused, Err(NotKnown::Foreign(_))));
    }

    #[test]
    fn what_ships_can_be_read_and_says_one_thing_of_each_import() {
        let mut seen = BTreeSet::new();
        for wheel in read(SHIPPED.as_bytes()).unwrap() {
            for import in wheel.imports {
                let key = (
                    wheel.name.clone(),
                    wheel.version.clone(),
                    import.importer,
                    import.target,
                );
                assert!(seen.insert(key.clone()), "{key:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn anything_may_be_read(bytes: Vec<u8>) {
            let _survived = read(&bytes);
        }
    }
}
