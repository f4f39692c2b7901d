//! `.python-version`, as pyenv and uv understand it.

use std::path::Path;

use warmfront_model::function::PythonVersion;

use crate::document::read_text;

/// Largest such file that is read.
const LARGEST: u64 = 64 << 10;

/// Parses a `.python-version`: one version per line, in order of preference; comments are skipped.
///
/// Names of virtual environments, `system` and other implementations are no versions.
#[must_use]
pub fn parse(text: &str) -> Vec<PythonVersion> {
    text.lines()
        .take(1000)
        .map(|line| line.split('#').next().unwrap_or(line))
        .flat_map(str::split_whitespace)
        .filter_map(version)
        .collect()
}

fn version(word: &str) -> Option<PythonVersion> {
    let word = word.strip_prefix("cpython-").unwrap_or(word);
    let word = word.strip_prefix("cpython@").unwrap_or(word);
    // `3.12.1`, `3.12-dev`, `3.13t`, `3.12.1-linux-x86_64-gnu`
    let plain: String = word
        .strip_prefix("python")
        .unwrap_or(word)
        .chars()
        .take_while(|next| next.is_ascii_digit() || *next == '.')
        .collect();
    plain.trim_end_matches('.').parse().ok()
}

/// Returns the pins that hold in a folder: those of the nearest file up to the repository's root.
pub(super) fn of(folder: &Path) -> Vec<PythonVersion> {
    for folder in super::up_to_root(folder) {
        let file = folder.join(".python-version");
        if file.is_file() {
            return read_text(&file, LARGEST).map_or_else(|_| Vec::new(), |text| parse(&text));
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let versions: Vec<String> = parse(text).iter().map(ToString::to_string).collect();
        assert_eq!(versions, expect, "{text}");
    }

    #[test]
    fn several_lines_are_several_preferences() {
        check("3.12.1\n3.11\n", &["3.12", "3.11"]);
        check("# pinned\n3.12 # for Lambda\n", &["3.12"]);
        check("3.12.1 3.11.7", &["3.12", "3.11"]);
    }

    #[test]
    fn odd_spellings_are_understood() {
        check("cpython-3.12.1-linux-x86_64-gnu", &["3.12"]);
        check("python3.13", &["3.13"]);
        check("3.13t", &["3.13"]);
        check("3.12-dev", &["3.12"]);
    }

    #[test]
    fn names_are_no_versions() {
        check("system\nmy-env\npypy3.10-7.3.12\n3\n", &[]);
    }
}
