//! Whether everything is installed that the installed packages need on a target.

use std::path::Path;

use warmfront_model::target::Target;

use super::installed;
use super::platform;
use super::requirement;
use crate::document::read_bytes;

/// Largest metadata that is read.
const LARGEST: u64 = 16 << 20;

/// A package that another one needs, and that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    /// Canonical name of what is missing.
    pub(super) missing: String,
    /// Name of what needs it.
    pub(super) needed_by: String,
}

/// Returns the first package that is missing, in the order of names.
pub(super) fn gap(folder: &Path, target: Target) -> Option<Gap> {
    let environment = platform::environment(target);
    let there = installed::names(folder);
    let mut metadata: Vec<_> = fs_err::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "dist-info"))
        .collect();
    metadata.sort_unstable();
    metadata.iter().find_map(|path| {
        let bytes = read_bytes(&path.join("METADATA"), LARGEST).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let missing = needs(&text)
            .into_iter()
            .find(|need| need.applies(&environment) && !there.contains(&need.name))?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let needed_by = requirement::canonical(name.split('-').next().unwrap_or(&name));
        Some(Gap {
            missing: missing.name,
            needed_by,
        })
    })
}

/// Returns what a package's metadata says that it needs.
fn needs(metadata: &str) -> Vec<requirement::Requirement> {
    metadata
        .lines()
        // After an empty line comes the description.
        .take_while(|line| !line.trim_end().is_empty())
        .filter_map(|line| line.strip_prefix("Requires-Dist:"))
        .filter_map(requirement::requirement)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: &str, expect: Option<&str>) {
        let folder = tempfile::tempdir().unwrap();
        let metadata = "Metadata-Version: 2.1\nName: A\n\
             Requires-Dist: B_b>=1; python_version < '3.11'\n\
             Requires-Dist: c (>=2) ; platform_machine == 'aarch64'\n\
             Requires-Dist: d ; extra == 'tests'\nRequires-Dist: e\n\nRequires-Dist: f\n";
        for name in ["A-1", "e-2"] {
            let path = folder.path().join(format!("{name}.dist-info"));
            fs_err::create_dir(&path).unwrap();
            fs_err::write(
                path.join("METADATA"),
                if name == "A-1" { metadata } else { "" },
            )
            .unwrap();
        }
        let gap = gap(folder.path(), target.parse().unwrap());
        assert_eq!(
            gap.map(|gap| format!("{}<-{}", gap.missing, gap.needed_by))
                .as_deref(),
            expect
        );
    }

    #[test]
    fn what_only_the_target_needs_is_missed() {
        check("python3.12-x86_64", None);
        check("python3.12-arm64", Some("c<-a"));
        check("python3.9-x86_64", Some("b-b<-a"));
    }
}
