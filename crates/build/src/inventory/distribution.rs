//! Which distribution each file came with: from lists of installed files, else from names.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::metadata::{self, Metadata};
use crate::package::{Entry, PackagePath};

/// Largest metadata file that is read.
const MOST_BYTES: u64 = 64 << 20;

type Entries = BTreeMap<PackagePath, Entry>;

/// Gives each file its distribution, and returns the distributions with their versions.
///
/// The first to list a file has it, outer folders first: what a distribution vendors is its own.
pub(super) fn assign(entries: &mut Entries) -> BTreeMap<Arc<str>, String> {
    let mut folders: Vec<String> = entries.keys().filter_map(metadata_folder).collect();
    folders.sort_by_key(|folder| (folder.matches('/').count(), folder.clone()));
    folders.dedup();
    let mut versions = BTreeMap::new();
    for folder in folders {
        let Some((file, metadata)) = read_metadata(entries, &folder) else {
            continue;
        };
        let is_vendored = entries
            .get(&file)
            .is_none_or(|entry| entry.distribution.is_some());
        if is_vendored {
            continue;
        }
        let name: Arc<str> = metadata.name.as_str().into();
        for path in files_of(entries, &folder, &metadata.name) {
            claim(entries, &path, &name);
        }
        versions.entry(name).or_insert(metadata.version);
    }
    claim_bytecode(entries);
    versions
}

/// Returns the `.dist-info` or `.egg-info` folder that a metadata file lies in.
fn metadata_folder(path: &PackagePath) -> Option<String> {
    let is_metadata = matches!(path.file_name(), "METADATA" | "PKG-INFO");
    let folder = path.folder();
    let ends = [".dist-info", ".egg-info"]
        .iter()
        .any(|end| folder.ends_with(end));
    (is_metadata && ends).then(|| folder.to_owned())
}

fn read_metadata(entries: &Entries, folder: &str) -> Option<(PackagePath, Metadata)> {
    ["METADATA", "PKG-INFO"].iter().find_map(|name| {
        let file = PackagePath::new(format!("{folder}/{name}")).ok()?;
        let metadata = Metadata::parse(&bytes(entries, &file)?)?;
        Some((file, metadata))
    })
}

/// Returns the files of a distribution: those that it lists, or those of its import packages.
fn files_of(entries: &Entries, folder: &str, name: &str) -> Vec<PackagePath> {
    let site = folder.rsplit_once('/').map_or("", |(site, _)| site);
    let mut files = within(entries, folder);
    let listed = ["RECORD", "installed-files.txt"].iter().find_map(|list| {
        let list_file = PackagePath::new(format!("{folder}/{list}")).ok()?;
        // Paths of the older list are relative to the metadata's own folder.
        let base = if *list == "RECORD" { site } else { folder };
        let text = bytes(entries, &list_file)?;
        Some((base.to_owned(), metadata::records(&text)))
    });
    if let Some((base, records)) = listed {
        let places = records
            .iter()
            .filter_map(|record| place(&base, site, record));
        files.extend(places.filter_map(|place| PackagePath::new(place).ok()));
        return files;
    }
    let top_level = PackagePath::new(format!("{folder}/top_level.txt")).ok();
    let names = top_level
        .and_then(|file| bytes(entries, &file))
        .map_or_else(
            || vec![name.replace('-', "_")],
            |text| metadata::records(&text),
        );
    let tops = names.into_iter().filter(|name| !name.contains(['/', '\\']));
    for top in tops {
        let base = if site.is_empty() {
            top
        } else {
            format!("{site}/{top}")
        };
        files.extend(within(entries, &base));
        files.extend(PackagePath::new(format!("{base}.py")));
    }
    files
}

fn place(base: &str, site: &str, record: &str) -> Option<String> {
    if base == site {
        return metadata::place(site, record);
    }
    match record.strip_prefix("../") {
        Some(beside) => metadata::place(site, beside),
        None => metadata::place(base, record),
    }
}

fn within(entries: &Entries, folder: &str) -> Vec<PackagePath> {
    let Ok(start) = PackagePath::new(format!("{folder}/!")) else {
        return Vec::new();
    };
    // `!` sorts before every printable name but the space; such names are first-party at worst.
    let files = entries.range(start..).map(|(path, _)| path);
    files
        .take_while(|path| path.is_within(folder))
        .cloned()
        .collect()
}

fn claim(entries: &mut Entries, path: &PackagePath, name: &Arc<str>) {
    if let Some(entry) = entries.get_mut(path)
        && entry.distribution.is_none()
    {
        entry.distribution = Some(Arc::clone(name));
    }
}

/// Bytecode that was made after the installation is on no list: it belongs with its source.
fn claim_bytecode(entries: &mut Entries) {
    let unclaimed = entries
        .iter()
        .filter(|(path, entry)| entry.distribution.is_none() && path.extension() == Some("pyc"));
    let owned = unclaimed.filter_map(|(path, _)| {
        let source = crate::source::module::source_of_bytecode(path)?;
        Some((path.clone(), entries.get(&source)?.distribution.clone()?))
    });
    for (path, name) in owned.collect::<Vec<_>>() {
        claim(entries, &path, &name);
    }
}

fn bytes(entries: &Entries, path: &PackagePath) -> Option<Arc<[u8]>> {
    let content = &entries.get(path)?.content;
    (content.size() <= MOST_BYTES).then(|| content.read().ok())?
}
