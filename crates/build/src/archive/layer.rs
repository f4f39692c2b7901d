//! One layer for what several functions have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{WriteError, read};
use crate::package::{Content, Entry, Package, PackagePath};

/// What a package's change is put down to.
const PASS: &str = "layer";

/// Functions with a layer that they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What goes into the layer.
    pub layer: Package,
    /// What stays with each function's code, in the order in which they were given.
    pub rest: Vec<Package>,
    /// The distributions of the layer.
    pub distributions: BTreeSet<Arc<str>>,
}

/// Moves the distributions that two or more functions have in the same form into one layer.
///
/// A distribution that a pass made into different things for different functions stays with them,
/// and so do those that share a package with it. One that merely lacks files in some goes whole.
pub fn share(mut packages: Vec<Package>) -> Result<Shared, WriteError> {
    let distributions = shared(&packages)?;
    let mut layer = Package::default();
    for package in &mut packages {
        let moved: Vec<(PackagePath, Entry)> = package
            .entries()
            .filter(|(_, entry)| is_of(entry, &distributions))
            .map(|(path, entry)| (path.clone(), entry.clone()))
            .collect();
        for (path, entry) in moved {
            package.remove(PASS, &path, "in the layer that functions share");
            layer.insert(path, entry);
        }
    }
    Ok(Shared {
        layer,
        rest: packages,
        distributions,
    })
}

fn is_of(entry: &Entry, distributions: &BTreeSet<Arc<str>>) -> bool {
    entry
        .distribution
        .as_ref()
        .is_some_and(|name| distributions.contains(name))
}

/// Returns the distributions that can be shared.
fn shared(packages: &[Package]) -> Result<BTreeSet<Arc<str>>, WriteError> {
    let mut users: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    for package in packages {
        let own = package
            .entries()
            .filter_map(|(_, entry)| entry.distribution.clone());
        for name in own.collect::<BTreeSet<_>>() {
            *users.entry(name).or_default() += 1;
        }
    }
    let mut fitting: BTreeSet<Arc<str>> = users
        .into_iter()
        .filter(|(_, n_users)| *n_users > 1)
        .map(|(name, _)| name)
        .collect();
    for name in different(packages)? {
        fitting.remove(&name);
    }
    // Python looks for a package's modules in one place only: all of its distributions move, or
    // none does.
    let mates = mates(packages);
    loop {
        let is_alone = |mates: &BTreeSet<Option<Arc<str>>>| {
            let stays =
                |mate: &Option<Arc<str>>| !mate.as_ref().is_some_and(|name| fitting.contains(name));
            mates.len() > 1 && mates.iter().any(stays)
        };
        let held: Vec<Arc<str>> = mates
            .values()
            .filter(|mates| is_alone(mates))
            .flatten()
            .flatten()
            .filter(|name| fitting.contains(*name))
            .cloned()
            .collect();
        if held.is_empty() {
            return Ok(fitting);
        }
        for name in held {
            fitting.remove(&name);
        }
    }
}

/// Returns what owns files of each package that is no namespace, by the package's path.
fn mates(packages: &[Package]) -> BTreeMap<String, BTreeSet<Option<Arc<str>>>> {
    let mut mates: BTreeMap<String, BTreeSet<Option<Arc<str>>>> = BTreeMap::new();
    for package in packages {
        for (path, entry) in package.entries() {
            for (at, _) in path.as_str().match_indices('/') {
                let folder = &path.as_str()[..at];
                let is_whole = ["__init__.py", "__init__.pyc"].iter().any(|name| {
                    let initial = PackagePath::new(format!("{folder}/{name}"));
                    initial.is_ok_and(|initial| package.get(&initial).is_some())
                });
                if is_whole {
                    let owners = mates.entry(folder.to_owned()).or_default();
                    owners.insert(entry.distribution.clone());
                    break;
                }
            }
        }
    }
    mates
}

/// Returns the distributions that have different content under one path.
fn different(packages: &[Package]) -> Result<BTreeSet<Arc<str>>, WriteError> {
    let mut first: BTreeMap<&PackagePath, &Entry> = BTreeMap::new();
    let mut different = BTreeSet::new();
    for (path, entry) in packages.iter().flat_map(Package::entries) {
        let known = *first.entry(path).or_insert(entry);
        if std::ptr::eq(known, entry) {
            continue;
        }
        let names = [&known.distribution, &entry.distribution];
        let is_settled = names
            .iter()
            .copied()
            .flatten()
            .all(|name| different.contains(name));
        if !is_settled && !is_same(known, entry)? {
            different.extend(names.into_iter().flatten().cloned());
        }
    }
    Ok(different)
}

fn is_same(left: &Entry, right: &Entry) -> Result<bool, WriteError> {
    if left.executable != right.executable || left.distribution != right.distribution {
        return Ok(false);
    }
    match (&left.content, &right.content) {
        (Content::Link(left), Content::Link(right)) => Ok(left == right),
        (Content::Link(_), _) | (_, Content::Link(_)) => Ok(false),
        (left, right) if left == right => Ok(true),
        (left, right) => Ok(left.size() == right.size() && bytes(left)? == bytes(right)?),
    }
}

fn bytes(content: &Content) -> Result<Vec<u8>, WriteError> {
    let mut all = Vec::new();
    read(content, &mut |bytes| {
        all.extend_from_slice(bytes);
        Ok(())
    })?;
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{entry, package, path};
    use super::super::{Form, Kind, write_folder};
    use super::*;

    fn of(package: &mut Package, distribution: &str, files: &[(&str, &str)]) {
        for (name, text) in files {
            let entry = Entry {
                distribution: Some(Arc::from(distribution)),
                ..entry(text.as_bytes())
            };
            package.insert(path(name), entry);
        }
    }

    #[test]
    fn functions_share_what_they_have_in_common() {
        let mut one = package(&[("app.py", "1")]);
        of(
            &mut one,
            "common",
            &[("common/__init__.py", ""), ("common/a.py", "a")],
        );
        of(&mut one, "own", &[("own.py", "")]);
        of(&mut one, "split", &[("split.py", "left")]);
        let mut two = package(&[("app.py", "2")]);
        of(
            &mut two,
            "common",
            &[("common/__init__.py", ""), ("common/b.py", "b")],
        );
        of(&mut two, "split", &[("split.py", "right")]);
        let shared = share(vec![one, two]).unwrap();
        let names = |package: &Package| -> Vec<String> {
            package
                .entries()
                .map(|(path, _)| path.to_string())
                .collect()
        };
        assert_eq!(
            names(&shared.layer),
            ["common/__init__.py", "common/a.py", "common/b.py"]
        );
        assert_eq!(names(&shared.rest[0]), ["app.py", "own.py", "split.py"]);
        assert_eq!(names(&shared.rest[1]), ["app.py", "split.py"]);
        assert_eq!(shared.rest[0].changes().count(), 2);
        let folder = tempfile::tempdir().unwrap();
        let form = Form {
            kind: Kind::Layer,
            ..Form::default()
        };
        write_folder(&shared.layer, b"{}", form, &folder.path().join("layer")).unwrap();
        assert!(folder.path().join("layer/python/common/a.py").is_file());
    }

    #[test]
    fn a_package_of_several_distributions_is_not_torn_apart() {
        let mut one = Package::default();
        of(
            &mut one,
            "core",
            &[("pkg/__init__.py", ""), ("space/core.py", "")],
        );
        of(&mut one, "plugin", &[("pkg/plugin.py", "1")]);
        let mut two = one.clone();
        of(&mut two, "plugin", &[("pkg/plugin.py", "2")]);
        assert!(
            share(vec![one.clone(), two])
                .unwrap()
                .distributions
                .is_empty()
        );
        let shared = share(vec![one.clone(), one]).unwrap();
        assert_eq!(shared.distributions.len(), 2);
    }
}
