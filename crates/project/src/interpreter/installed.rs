//! Interpreters that are installed, of one version.

use std::path::{Path, PathBuf};

use warmfront_model::function::PythonVersion;

use crate::Surroundings;

/// Folders in which systems and Homebrew keep interpreters, beside the search path.
const SYSTEM_FOLDERS: [&str; 3] = ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin"];

/// Returns the programs that should be an interpreter of this version, likeliest first.
pub(super) fn of_version(version: PythonVersion, surroundings: &Surroundings) -> Vec<PathBuf> {
    let name = format!("python{version}");
    let mut programs = Vec::new();
    let path = surroundings.path_folders();
    programs.extend(
        path.iter()
            .filter(|folder| !is_shims(folder))
            .map(|folder| folder.join(&name)),
    );
    for folder in roots(version, surroundings) {
        programs.push(folder.join("bin").join(&name));
        programs.push(folder.join("bin/python3"));
    }
    programs.extend(
        SYSTEM_FOLDERS
            .iter()
            .map(|folder| Path::new(folder).join(&name)),
    );
    let mut known: Vec<PathBuf> = Vec::new();
    for program in programs {
        if !known.contains(&program) && program.is_file() {
            known.push(program);
        }
    }
    known
}

/// Says whether a folder holds pyenv's shims, which fail where another version is chosen; the
/// versions that they lead to are looked for themselves.
pub(super) fn is_shims(folder: &Path) -> bool {
    folder.ends_with("shims")
}

/// Returns the installations of this version that version managers keep, newest first.
fn roots(version: PythonVersion, surroundings: &Surroundings) -> Vec<PathBuf> {
    let home = surroundings.home.as_deref();
    let pyenv = surroundings
        .pyenv_root
        .clone()
        .or(home.map(|home| home.join(".pyenv")));
    let mut roots = Vec::new();
    if let Some(pyenv) = pyenv {
        roots.extend(below(&pyenv.join("versions"), &version.to_string()));
    }
    if let Some(home) = home {
        let managed = home.join(".local/share/uv/python");
        roots.extend(below(&managed, &format!("cpython-{version}")));
        let managed = home.join(".local/share/mise/installs/python");
        roots.extend(below(&managed, &version.to_string()));
        let managed = home.join(".asdf/installs/python");
        roots.extend(below(&managed, &version.to_string()));
    }
    roots.extend(below(Path::new("/opt"), &format!("python{version}")));
    roots.extend(below(Path::new("/opt"), &format!("python-{version}")));
    roots.extend(below(Path::new("/opt/python"), &format!("{version}")));
    for prefix in [
        "/opt/homebrew/opt",
        "/usr/local/opt",
        "/home/linuxbrew/.linuxbrew/opt",
    ] {
        roots.push(Path::new(prefix).join(format!("python@{version}")));
    }
    roots
}

/// Returns the folders whose name is the prefix or continues it with something else than a digit.
fn below(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<(Vec<u64>, PathBuf)> = entries
        .take(10_000)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let rest = name.strip_prefix(prefix)?;
            let numbers = rest
                .split(|next: char| !next.is_ascii_digit())
                .filter_map(|digits| digits.parse().ok())
                .collect();
            let is_other = rest.starts_with(|next: char| next.is_ascii_digit());
            (!is_other).then(|| (numbers, entry.path()))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}
