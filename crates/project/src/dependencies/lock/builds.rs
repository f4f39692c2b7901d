//! For which machines a lock has builds of its packages.

use super::{list, packages, text};
use crate::document::{self, Node};
use crate::problem::Problem;

/// For which machines a lock has builds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Builds {
    /// Packages with builds for one machine or another.
    pub native: Vec<String>,
    /// Those of them without one for Linux on a machine.
    pub missing: Vec<String>,
}

/// Reads from a lock of uv's, Poetry's or PDM's which packages have a build for Linux on a machine,
/// such as `aarch64`. One that has only sources counts as missing.
pub fn builds(lock: &str, machine: &str) -> Result<Builds, Problem> {
    let lock = document::toml::parse(lock)?;
    let mut builds = Builds::default();
    for package in packages(&lock) {
        let Some(name) = text(package, "name") else {
            continue;
        };
        let files = names(package);
        let wheels: Vec<&str> = files
            .into_iter()
            .filter_map(|file| file.strip_suffix(".whl"))
            .collect();
        // The project itself and what comes from elsewhere have no list of files.
        if wheels.is_empty() && package.get("sdist").is_none() {
            continue;
        }
        if wheels.iter().any(|wheel| wheel.ends_with("-any")) {
            continue;
        }
        builds.native.push(name.to_owned());
        let fits = |wheel: &&str| wheel.contains("linux") && wheel.ends_with(machine);
        if !wheels.iter().any(fits) {
            builds.missing.push(name.to_owned());
        }
    }
    Ok(builds)
}

/// Returns the names of the files of a package: uv has addresses, the others names.
fn names(package: &Node) -> Vec<&str> {
    let wheels = list(package, "wheels").iter();
    let wheels = wheels.filter_map(|wheel| text(wheel, "url").or_else(|| text(wheel, "filename")));
    let files = list(package, "files").iter();
    let files = files.filter_map(|file| text(file, "file").or_else(|| text(file, "url")));
    wheels
        .chain(files)
        .map(|name| name.rsplit('/').next().unwrap_or(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_without_a_build_are_named() {
        let lock = "\
[[package]]
name = 'own'
source = { virtual = '.' }
[[package]]
name = 'pure'
wheels = [{ url = 'https://x/pure-1-py3-none-any.whl' }]
[[package]]
name = 'both'
files = [{ file = 'both-1-cp313-cp313-manylinux_2_17_aarch64.whl' }, { file = 'both-1.tar.gz' }]
[[package]]
name = 'mac'
wheels = [{ url = 'https://x/mac-1-cp313-cp313-macosx_11_0_arm64.whl' }]
[[package]]
name = 'source'
sdist = { url = 'https://x/source-1.tar.gz' }
";
        let builds = builds(lock, "aarch64").unwrap();
        assert_eq!(builds.native, ["both", "mac", "source"]);
        assert_eq!(builds.missing, ["mac", "source"]);
    }
}
