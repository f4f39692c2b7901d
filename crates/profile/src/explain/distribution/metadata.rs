//! What installers leave beside a package: names, versions, lists of files.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::Deserialize;

use super::Installed;

/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 20_000;

/// Most bytes that are read of a list of files.
const MOST_OF_RECORD: u64 = 16 << 20;

/// Most bytes that are read of anything else.
const MOST_OF_HEADERS: u64 = 64 << 10;

/// Most characters of a name or version.
const LONGEST_NAME: usize = 128;

/// Returns the packages that stand in a folder, by the names of their information.
pub(super) fn installed(folder: &Path) -> Vec<Installed> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut installed: Vec<Installed> = entries
        .take(MOST_ENTRIES)
        .filter_map(|entry| package(entry.ok()?.path()))
        .collect();
    installed.sort();
    installed
}

fn package(information: PathBuf) -> Option<Installed> {
    let name = information.file_name()?.to_str()?;
    let stem = name
        .strip_suffix(".dist-info")
        .or_else(|| name.strip_suffix(".egg-info"))?;
    let (name, version) = match stem.split_once('-') {
        // An egg's version is followed by that of Python.
        Some((name, version)) => (name, version.split('-').next().map(str::to_owned)),
        None => (stem, None),
    };
    let headers = read(&information.join("METADATA"), MOST_OF_HEADERS)
        .or_else(|| read(&information.join("PKG-INFO"), MOST_OF_HEADERS))
        .or_else(|| read(&information, MOST_OF_HEADERS))
        .unwrap_or_default();
    let header = |wanted: &str| header(&headers, wanted);
    let source = source(&information);
    Some(Installed {
        name: header("Name").unwrap_or_else(|| name.to_owned()),
        version: header("Version")
            .or(version)
            .filter(|version| !version.is_empty()),
        is_editable: source.is_some() || is_written_here(&information),
        source,
        information,
    })
    .filter(|installed| !installed.name.is_empty())
}

/// Returns a header of an e-mail, as which metadata is written.
fn header(headers: &str, wanted: &str) -> Option<String> {
    let lines = headers.lines().take_while(|line| !line.is_empty());
    let mut fields = lines.filter_map(|line| line.split_once(':'));
    let (_, value) = fields.find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    let value = value.trim();
    let printable = value.chars().all(|letter| !letter.is_control());
    (printable && !value.is_empty() && value.len() <= LONGEST_NAME).then(|| value.to_owned())
}

/// Where an editable install leads to; PEP 610.
fn source(information: &Path) -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct DirectUrl {
        url: String,
        dir_info: Option<DirInfo>,
    }
    #[derive(Deserialize)]
    struct DirInfo {
        #[serde(default)]
        editable: bool,
    }
    let text = read(&information.join("direct_url.json"), MOST_OF_HEADERS)?;
    let told: DirectUrl = serde_json::from_str(&text).ok()?;
    if !told.dir_info?.editable {
        return None;
    }
    let path = PathBuf::from(decoded(told.url.strip_prefix("file://")?)?);
    // A root folder would make everything this package's.
    (path.is_absolute() && path.parent().is_some()).then_some(path)
}

/// Tells whether the package is a project whose folder this is: building leaves a list of sources
/// there, installing one of installed files.
fn is_written_here(information: &Path) -> bool {
    let has = |name: &str| information.join(name).is_file();
    let is_egg = information
        .extension()
        .is_some_and(|extension| extension == "egg-info");
    is_egg && has("SOURCES.txt") && !has("installed-files.txt") && !has("RECORD")
}

/// Undoes the percent signs of an address.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Returns the files of a package, relative to the folder it stands in; nothing where no list is.
pub(super) fn files(installed: &Installed) -> Option<String> {
    read(&installed.information.join("RECORD"), MOST_OF_RECORD)
}

/// Returns the top-level names of a package, one per line.
pub(super) fn top_level(installed: &Installed) -> Option<String> {
    read(
        &installed.information.join("top_level.txt"),
        MOST_OF_HEADERS,
    )
}

/// Reads the begin of a file.
fn read(path: &Path, most: u64) -> Option<String> {
    // Looked at ahead of opening, which would wait for ever where the name is that of a pipe.
    fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(most)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
