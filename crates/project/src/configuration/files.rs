//! The files of a repository that matter: sources, templates and lists of requirements, found in one
//! walk.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::document::{self, Node};
use crate::functions::cdk;
use crate::problem::Problem;
use crate::written;

/// Most bytes at the start of a file that are looked at to tell whether it is a template.
const START: u64 = 4096;

/// How much of a repository is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most files.
    pub most_files: usize,
    /// Deepest folder.
    pub deepest: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            most_files: 1_000_000,
            deepest: 64,
        }
    }
}

/// Files that were found, each kind sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Python sources.
    pub sources: Vec<PathBuf>,
    /// Files that are templates, by their name or their first bytes.
    pub templates: Vec<PathBuf>,
    /// Lists of requirements.
    pub requirements: Vec<PathBuf>,
    /// What a reader should know of the search.
    pub notes: Vec<String>,
    /// Everything that was looked at, folders and lists of what git ignores too: where none of it has
    /// changed, the same is found again.
    pub looked: Vec<PathBuf>,
}

/// Finds the files below a folder, or takes the file itself.
#[must_use]
pub fn files(path: &Path, limits: Limits) -> Files {
    let mut files = Files::default();
    if path.is_file() {
        files.looked.push(path.to_owned());
        files.take(path.to_owned());
        return files;
    }
    files.looked.push(path.join(".git/info/exclude"));
    let skipped = Arc::new(Mutex::new(Vec::new()));
    let skips = Arc::clone(&skipped);
    let walk = written::walk(path, limits.deepest)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let name = entry.file_name().to_string_lossy();
            let is_skipped = is_folder && entry.depth() > 0 && is_skipped(entry.path(), &name);
            if is_skipped && let Ok(mut skips) = skips.lock() {
                skips.push(entry.path().to_owned());
            }
            !is_skipped
        })
        .build();
    let mut n = 0;
    for entry in walk.flatten() {
        if entry.file_type().is_some_and(|kind| kind.is_dir()) {
            // An application of CDK's is listed by its manifest, since versions leave files behind.
            files.assembly(&entry.path().join("cdk.out"), 0);
            files.folder(entry.into_path());
            continue;
        }
        n += 1;
        if n > limits.most_files {
            let note = format!("only the first {} files were looked at", limits.most_files);
            files.notes.push(note);
            break;
        }
        if entry.file_type().is_some_and(|kind| kind.is_file()) {
            files.looked.push(entry.path().to_owned());
            files.take(entry.into_path());
        }
    }
    if let Ok(mut skipped) = skipped.lock() {
        files.looked.append(&mut skipped);
    }
    files
}

fn is_skipped(folder: &Path, name: &str) -> bool {
    written::is_other(name) || folder.join("pyvenv.cfg").is_file()
}

impl Files {
    fn take(&mut self, file: PathBuf) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        match extension {
            "py" => self.sources.push(file),
            "txt" if name.starts_with("requirements") => self.requirements.push(file),
            "yaml" | "yml" | "json" | "template" if looks_like_template(&file, &name) => {
                self.templates.push(file);
            }
            _ if name == "pyproject.toml" => self.requirements.push(file),
            _ => {}
        }
    }

    fn folder(&mut self, folder: PathBuf) {
        let lists = [".gitignore", ".ignore"].map(|name| folder.join(name));
        // One that comes later changes the folder.
        let lists = lists.into_iter().filter(|list| list.exists());
        self.looked.extend(lists);
        self.looked.push(folder);
    }

    fn assembly(&mut self, folder: &Path, depth: usize) {
        let manifest = folder.join("manifest.json");
        if folder.is_dir() {
            self.looked.extend([folder.to_owned(), manifest.clone()]);
        }
        if depth > 10 || !manifest.is_file() {
            return;
        }
        let assembly = match document::read(&manifest) {
            Ok(manifest) => cdk::read(&manifest),
            Err(error) => {
                self.notes.push(format!("left out: {error}"));
                return;
            }
        };
        let is_below = |name: &&String| !name.contains("..") && !name.starts_with('/');
        let templates = assembly.templates.iter().filter(is_below);
        let templates: Vec<PathBuf> = templates.map(|file| folder.join(file)).collect();
        self.looked.extend_from_slice(&templates);
        self.templates.extend(templates);
        for below in assembly.assemblies.iter().filter(is_below) {
            self.assembly(&folder.join(below), depth + 1);
        }
    }
}

/// Tells by name or by the first bytes, since a repository holds many files of these notations.
fn looks_like_template(file: &Path, name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    if matches!(stem, "serverless" | "template" | "sam") {
        return true;
    }
    let start = start_of(file);
    let marks = [
        "AWSTemplateFormatVersion",
        "AWS::Serverless-2016-10-31",
        "\"format_version\"",
    ];
    marks.iter().any(|mark| start.contains(mark)) || name.contains(".template.")
}

fn start_of(file: &Path) -> String {
    use std::io::Read;
    let mut start = Vec::new();
    if let Ok(opened) = fs_err::File::open(file) {
        // What cannot be read is reported when it is read as a template, if its name says it is one.
        let _ = opened.take(START).read_to_end(&mut start);
    }
    String::from_utf8_lossy(&start).into_owned()
}

/// Reads a file that a `${file(...)}` names, if it is inside the project.
pub(crate) fn load_below(folder: &Path, written: &str) -> Result<Option<Node>, Problem> {
    let (Ok(folder), Ok(path)) = (
        fs_err::canonicalize(folder),
        fs_err::canonicalize(folder.join(written)),
    ) else {
        return Ok(None);
    };
    let known = ["yml", "yaml", "json", "toml"];
    let extension = path.extension().and_then(|extension| extension.to_str());
    if !path.starts_with(folder) || !extension.is_some_and(|extension| known.contains(&extension)) {
        return Ok(None);
    }
    document::read(&path)
        .map(Some)
        .map_err(|error| Problem::new(None, error.to_string()))
}
