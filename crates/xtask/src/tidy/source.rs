//! Shape of source files: a module says what it owns, and is short enough to hold in mind.

use std::path::Path;

use super::{Finding, product_code};

/// Most lines of a file, its tests excluded.
const MOST_LINES: usize = 500;

/// Returns what is wrong with the shape of a Rust or Python file; other files are not judged.
pub(super) fn check(file: &Path, text: &str) -> Vec<Finding> {
    let is_rust = file.extension().is_some_and(|extension| extension == "rs");
    let is_python = file.extension().is_some_and(|extension| extension == "py");
    if !is_rust && !is_python {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let code = product_code(file, text);
    let n_lines = code.lines().count();
    let mut lines = code.lines().filter(|line| !line.is_empty());
    let first = lines.find(|line| !line.starts_with("#!"));
    if is_rust && n_lines > 0 && !first.is_some_and(|line| line.starts_with("//!")) {
        let message = "does not open with `//!`: what it owns, what it deliberately lacks";
        findings.push(Finding::at(1, file, message));
    }
    if n_lines > MOST_LINES {
        let message = format!("{n_lines} lines without tests, and {MOST_LINES} is the most");
        findings.push(Finding::new(file, message));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(file: &str, text: &str) -> usize {
        check(Path::new(file), text).len()
    }

    #[test]
    fn module_opens_with_its_purpose() {
        assert_eq!(
            findings("crates/model/src/units.rs", "//! Quantities.\n"),
            0
        );
        assert_eq!(
            findings("crates/model/src/units.rs", "use std::fmt;\n//! Late.\n"),
            1
        );
        assert_eq!(findings("crates/model/src/units.rs", "#![no_std]\n"), 1);
        assert_eq!(
            findings("crates/model/src/units/tests.rs", "use std::fmt;\n"),
            0
        );
        assert_eq!(
            findings("fuzz/fuzz_targets/a.rs", "#![no_main]\n\n//! Target.\n"),
            0
        );
        assert_eq!(findings("README.md", "# Warmfront\n"), 0);
    }

    #[test]
    fn long_file_is_rejected_unless_tests_make_it_long() {
        let code = format!("//! Code.\n{}", "//\n".repeat(MOST_LINES - 1));
        let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "//\n".repeat(200));
        assert_eq!(findings("crates/model/src/units.rs", &code), 0);
        assert_eq!(
            findings("crates/model/src/units.rs", &format!("{code}{tests}")),
            0
        );
        assert_eq!(
            findings("crates/model/src/units.rs", &format!("{code}//\n")),
            1
        );
        assert_eq!(
            findings("crates/cli/tests/it/main.rs", &format!("{code}//\n")),
            0
        );
        assert_eq!(
            findings("crates/engine/python/bootstrap.py", &format!("{code}#\n")),
            1
        );
    }
}
