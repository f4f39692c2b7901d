//! Which functions share a layer, and what lies in it.
//!
//! A layer holds what each of its functions has in the same form, and so no function finds anything
//! on its path that it did not bring itself: a library that looks whether another is installed
//! behaves as before. Each function uses one such layer at most.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::package::{Content, Entry, Package, PackagePath};

/// Files that installers write and that are another each time, though nothing else is.
const INCIDENTAL: [&str; 4] = ["RECORD", "INSTALLER", "REQUESTED", "direct_url.json"];

/// Sets of functions between which intersections are looked for, at most.
const MOST_SETS: usize = 64;

/// Functions that share a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Their places among the packages that were given.
    pub functions: BTreeSet<usize>,
    /// The distributions in the layer.
    pub distributions: BTreeSet<Arc<str>>,
    /// Bytes that are held once and not by each of them.
    pub bytes_saved: u64,
}

/// Why functions cannot share a layer.
#[derive(Debug, thiserror::Error)]
pub enum SharingError {
    /// A file could not be read.
    #[error("could not read `{path}` of the package")]
    Read {
        /// The file.
        path: PackagePath,
        /// The cause.
        source: io::Error,
    },
    /// What was made of a file is not the same for all.
    #[error("`{path}` came out differently for functions that share it")]
    Different {
        /// The file.
        path: PackagePath,
    },
}

/// A distribution in one form: its name, and the digest of its files.
type Held = (Arc<str>, [u8; 32]);

/// Finds the functions that share most, and then those that share most of the others.
pub fn groups(packages: &[&Package]) -> Result<Vec<Group>, SharingError> {
    let mut digests = Digests::default();
    let mut users: BTreeMap<Held, BTreeSet<usize>> = BTreeMap::new();
    let mut sizes: BTreeMap<Held, u64> = BTreeMap::new();
    for (n, package) in packages.iter().enumerate() {
        for (held, bytes) in digests.distributions(package)? {
            users.entry(held.clone()).or_default().insert(n);
            sizes.insert(held, bytes);
        }
    }
    let mut left: BTreeSet<usize> = (0..packages.len()).collect();
    let mut groups = Vec::new();
    loop {
        let best = candidates(&users, &left)
            .into_iter()
            .map(|functions| group(packages, functions, (&users, &sizes)))
            .filter(|group| group.bytes_saved > 0)
            // The first of those that save most: the order of sets is always the same.
            .reduce(|best, next| {
                if next.bytes_saved > best.bytes_saved {
                    next
                } else {
                    best
                }
            });
        let Some(best) = best else {
            return Ok(groups);
        };
        left.retain(|n| !best.functions.contains(n));
        groups.push(best);
    }
}

/// Returns sets of functions that may share a layer.
fn candidates(
    users: &BTreeMap<Held, BTreeSet<usize>>,
    left: &BTreeSet<usize>,
) -> BTreeSet<BTreeSet<usize>> {
    let several = |set: &BTreeSet<usize>| set.len() > 1;
    let sets: BTreeSet<BTreeSet<usize>> = users
        .values()
        .map(|set| set & left)
        .filter(several)
        .collect();
    if sets.len() > MOST_SETS {
        return sets;
    }
    let pairs = sets
        .iter()
        .flat_map(|one| sets.iter().map(move |other| one & other));
    pairs.filter(several).collect()
}

/// Returns what some functions share.
fn group(
    packages: &[&Package],
    functions: BTreeSet<usize>,
    (users, sizes): (&BTreeMap<Held, BTreeSet<usize>>, &BTreeMap<Held, u64>),
) -> Group {
    let shared = users
        .iter()
        .filter(|(_, users)| functions.is_subset(users))
        .map(|((name, _), _)| name.clone());
    let members: Vec<&Package> = functions.iter().map(|n| packages[*n]).collect();
    let distributions = movable(&members, shared.collect());
    let of_layer =
        |held: &Held| distributions.contains(&held.0) && functions.is_subset(&users[held]);
    let bytes: u64 = sizes
        .iter()
        .filter(|(held, _)| of_layer(held))
        .map(|(_, bytes)| bytes)
        .sum();
    Group {
        bytes_saved: bytes.saturating_mul(functions.len() as u64 - 1),
        functions,
        distributions,
    }
}

/// Returns the distributions that can move: Python looks for a package's modules in one place only,
/// and so all of its distributions move, or none does.
fn movable(packages: &[&Package], mut wanted: BTreeSet<Arc<str>>) -> BTreeSet<Arc<str>> {
    let mates = mates(packages);
    loop {
        let moves = |owner: &Option<Arc<str>>| {
            let name = owner.as_ref();
            name.is_some_and(|name| wanted.contains(name))
        };
        let torn = mates
            .values()
            .filter(|owners| owners.iter().any(moves) && !owners.iter().all(moves));
        let held: Vec<Arc<str>> = torn.flatten().flatten().cloned().collect();
        if held.is_empty() {
            return wanted;
        }
        wanted.retain(|name| !held.contains(name));
    }
}

/// Returns what owns files of each package that is no namespace, by the package's path.
fn mates(packages: &[&Package]) -> BTreeMap<String, BTreeSet<Option<Arc<str>>>> {
    let mut mates: BTreeMap<String, BTreeSet<Option<Arc<str>>>> = BTreeMap::new();
    for package in packages {
        let mut whole: BTreeMap<&str, bool> = BTreeMap::new();
        for (path, entry) in package.entries() {
            let tops = path.as_str().match_indices('/');
            let mut folders = tops.map(|(at, _)| &path.as_str()[..at]);
            let is_whole = |folder: &str| has_initial(package, folder);
            let found =
                folders.find(|folder| *whole.entry(*folder).or_insert_with(|| is_whole(folder)));
            if let Some(folder) = found {
                let owners = mates.entry(folder.to_owned()).or_default();
                owners.insert(entry.distribution.clone());
            }
        }
    }
    mates
}

fn has_initial(package: &Package, folder: &str) -> bool {
    ["__init__.py", "__init__.pyc"].iter().any(|name| {
        let initial = PackagePath::new(format!("{folder}/{name}"));
        initial.is_ok_and(|initial| package.get(&initial).is_some())
    })
}

/// Digests of what packages hold.
#[derive(Default)]
struct Digests {
    /// By the file that was read: functions often have theirs from the same installation.
    known: BTreeMap<PathBuf, [u8; 32]>,
}

impl Digests {
    /// Returns the distributions of a package, with the bytes of their files.
    fn distributions(&mut self, package: &Package) -> Result<BTreeMap<Held, u64>, SharingError> {
        let mut hashes: BTreeMap<Arc<str>, (Sha256, u64)> = BTreeMap::new();
        for (path, entry) in package.entries() {
            let Some(name) = entry.distribution.as_ref().filter(|_| !is_incidental(path)) else {
                continue;
            };
            let content = self.content(path, entry)?;
            let (hash, bytes) = hashes.entry(name.clone()).or_default();
            hash.update((path.as_str().len() as u64).to_le_bytes());
            hash.update(path.as_str());
            hash.update([u8::from(entry.executable)]);
            hash.update(content);
            *bytes += entry.content.size();
        }
        let held = hashes
            .into_iter()
            .map(|(name, (hash, bytes))| ((name, hash.finalize().into()), bytes));
        Ok(held.collect())
    }

    fn content(&mut self, path: &PackagePath, entry: &Entry) -> Result<[u8; 32], SharingError> {
        if let Content::Link(target) = &entry.content {
            return Ok(Sha256::digest(format!("link {target}")).into());
        }
        let file = match &entry.content {
            Content::File { path, .. } => Some(path),
            Content::Bytes(_) | Content::Link(_) => None,
        };
        if let Some(known) = file.and_then(|file| self.known.get(file)) {
            return Ok(*known);
        }
        let bytes = entry.content.read().map_err(failed(path))?;
        let digest = Sha256::digest(bytes).into();
        if let Some(file) = file {
            self.known.insert(file.clone(), digest);
        }
        Ok(digest)
    }
}

/// Makes one layer of what came out as the layer of each function.
pub fn one_layer(layers: Vec<Package>) -> Result<Package, SharingError> {
    let mut layers = layers.into_iter();
    let mut one = layers.next().unwrap_or_default();
    for other in layers {
        for (path, entry) in other.entries() {
            match one.get(path) {
                Some(held) if is_incidental(path) || is_same(path, held, entry)? => {}
                None if is_incidental(path) => one.insert(path.clone(), entry.clone()),
                _ => return Err(SharingError::Different { path: path.clone() }),
            }
        }
        let lacks = |path: &&PackagePath| !is_incidental(path) && other.get(path).is_none();
        if let Some(path) = one.entries().map(|(path, _)| path).find(lacks) {
            return Err(SharingError::Different { path: path.clone() });
        }
    }
    Ok(one)
}

fn is_same(path: &PackagePath, one: &Entry, other: &Entry) -> Result<bool, SharingError> {
    if one.executable != other.executable {
        return Ok(false);
    }
    match (&one.content, &other.content) {
        (one, other) if one == other => Ok(true),
        (Content::Link(_), _) | (_, Content::Link(_)) => Ok(false),
        (one, other) if one.size() != other.size() => Ok(false),
        (one, other) => {
            let read = |content: &Content| content.read().map_err(failed(path));
            Ok(read(one)? == read(other)?)
        }
    }
}

/// Tells whether a file says nothing of a distribution: what installers note, and bytecode that they
/// leave behind with the dates of this day.
#[must_use]
pub fn is_incidental(path: &PackagePath) -> bool {
    let is_metadata = path.folder().ends_with(".dist-info");
    let is_noted = is_metadata && INCIDENTAL.contains(&path.file_name());
    let is_dated = path.extension() == Some("pyc") && path.folder().ends_with("__pycache__");
    is_noted || is_dated
}

fn failed(path: &PackagePath) -> impl Fn(io::Error) -> SharingError {
    let path = path.clone();
    move |source| SharingError::Read {
        path: path.clone(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{of, package, path};
    use super::*;

    /// Finds groups, as numbers of functions and names of distributions.
    fn check(packages: &[Package], expect: &[(&[usize], &[&str])]) {
        let packages: Vec<&Package> = packages.iter().collect();
        let found = groups(&packages).unwrap();
        let found: Vec<(Vec<usize>, Vec<&str>)> = found
            .iter()
            .map(|group| {
                let names = group.distributions.iter().map(|name| &**name);
                (group.functions.iter().copied().collect(), names.collect())
            })
            .collect();
        let expect: Vec<(Vec<usize>, Vec<&str>)> = expect
            .iter()
            .map(|(functions, names)| (functions.to_vec(), names.to_vec()))
            .collect();
        assert_eq!(found, expect);
    }

    fn function(distributions: &[(&str, &str)]) -> Package {
        let mut function = package(&[("app.py", "own")]);
        for (name, text) in distributions {
            of(&mut function, name, &[(&format!("{name}.py"), text)]);
        }
        function
    }

    #[test]
    fn functions_share_what_each_of_them_has_in_the_same_form() {
        let one = function(&[("big", "12345678"), ("old", "1"), ("own", "x")]);
        let two = function(&[("big", "12345678"), ("old", "2")]);
        let three = function(&[("old", "2"), ("small", "1")]);
        check(&[one, two, three], &[(&[0, 1], &["big"])]);
        check(&[function(&[("big", "1")])], &[]);
        check(&[], &[]);
    }

    #[test]
    fn nobody_is_given_what_it_did_not_bring() {
        // `plugin` would be found by the first function too if it were in the layer.
        let one = function(&[("core", "123456")]);
        let two = function(&[("core", "123456"), ("plugin", "123")]);
        let three = function(&[("core", "123456"), ("plugin", "123")]);
        check(&[one, two.clone(), three], &[(&[0, 1, 2], &["core"])]);
        // Who shares nothing of the first layer may share another.
        let four = function(&[("other", "1234")]);
        let five = function(&[("other", "1234")]);
        check(
            &[two.clone(), four, two, five],
            &[(&[0, 2], &["core", "plugin"]), (&[1, 3], &["other"])],
        );
    }

    #[test]
    fn a_package_of_several_distributions_is_not_torn_apart() {
        let mut one = Package::default();
        let core = [("pkg/__init__.py", "123"), ("space/core.py", "123")];
        of(&mut one, "core", &core);
        of(&mut one, "plugin", &[("pkg/plugin.py", "1")]);
        let mut two = one.clone();
        of(&mut two, "plugin", &[("pkg/plugin.py", "2")]);
        check(&[one.clone(), two], &[]);
        check(&[one.clone(), one], &[(&[0, 1], &["core", "plugin"])]);
    }

    #[test]
    fn what_installers_note_is_no_difference() {
        let info = "common-1.0.dist-info/INSTALLER";
        let mut one = function(&[("common", "1")]);
        of(
            &mut one,
            "common",
            &[(info, "pip"), ("__pycache__/common.cpython-313.pyc", "1")],
        );
        let mut two = function(&[("common", "1")]);
        of(&mut two, "common", &[(info, "uv")]);
        check(&[one.clone(), two.clone()], &[(&[0, 1], &["common"])]);
        let part = |package: &Package| package.only(|name| &**name == "common");
        let layer = one_layer(vec![part(&two), part(&one)]).unwrap();
        assert_eq!(layer.entries().count(), 3);
        assert_eq!(layer.get(&path(info)), two.get(&path(info)));
        of(&mut two, "common", &[("more.py", "")]);
        let different = one_layer(vec![part(&two), part(&one)]);
        assert!(matches!(different, Err(SharingError::Different { .. })));
        let different = one_layer(vec![part(&one), part(&two)]);
        assert!(matches!(different, Err(SharingError::Different { .. })));
    }
}
