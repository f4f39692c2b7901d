//! Which modules of a package are the function's own, and not those of a distribution.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Longest list of a distribution's files that is read; the largest known have 1 MB.
const LONGEST_RECORD: u64 = 32 << 20;

/// Returns the top-level names of modules in a package's folder that no distribution claims.
///
/// A distribution is known by the list of files that its installation left. What is there without
/// one, such as a package copied in by hand, counts as own.
pub fn own_modules(package: &Path) -> io::Result<BTreeSet<String>> {
    let (mut own, mut claimed) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs_err::read_dir(package)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.ends_with(".dist-info") {
            claim(&entry.path().join("RECORD"), &mut claimed)?;
        } else if let Some(module) = module_of(&name) {
            own.insert(module.to_owned());
        }
    }
    own.retain(|module| !claimed.contains(module));
    Ok(own)
}

/// Adds the modules that a list of files names.
fn claim(record: &Path, claimed: &mut BTreeSet<String>) -> io::Result<()> {
    let is_list = fs_err::symlink_metadata(record)
        .is_ok_and(|facts| facts.is_file() && facts.len() <= LONGEST_RECORD);
    if !is_list {
        return Ok(());
    }
    let text = fs_err::read(record)?;
    for line in String::from_utf8_lossy(&text).lines() {
        let path = line.trim_start_matches('"');
        let end = path.find(['/', ',', '"']).unwrap_or(path.len());
        if let Some(module) = module_of(&path[..end])
            && !claimed.contains(module)
        {
            claimed.insert(module.to_owned());
        }
    }
    Ok(())
}

/// Returns the module that a file or folder of this name may be.
fn module_of(name: &str) -> Option<&str> {
    let (stem, suffix) = name.split_once('.').unwrap_or((name, ""));
    let is_library = |tag: &str| tag == "abi3" || tag.starts_with("cpython-");
    let is_module = matches!(suffix, "" | "py" | "pyc" | "so")
        || suffix.strip_suffix(".so").is_some_and(is_library);
    let mut letters = stem.chars();
    let is_identifier = letters
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic())
        && letters.all(|letter| letter == '_' || letter.is_alphanumeric());
    (is_module && is_identifier && stem != "__pycache__").then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_of_distributions_are_not_own() {
        let package = tempfile::tempdir().unwrap();
        let make = |path: &str, text: &str| {
            let path = package.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        };
        make("app.py", "");
        make("shared/models.py", "");
        make("events.json", "");
        make("__pycache__/app.cpython-313.pyc", "");
        make("six.py", "");
        make("lib/__init__.py", "");
        make("_fast.cpython-313-x86_64-linux-gnu.so", "");
        let record = "six.py,sha256=x,1\nlib/__init__.py,,\n\"odd,name.txt\",,\n../../bin/x,,\n\
            _fast.cpython-313-x86_64-linux-gnu.so,,\n";
        make("six-1.dist-info/RECORD", record);
        let own = own_modules(package.path()).unwrap();
        assert_eq!(own.into_iter().collect::<Vec<_>>(), ["app", "shared"]);
    }
}
