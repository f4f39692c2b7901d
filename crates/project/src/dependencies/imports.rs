//! Whether a function's own sources import a package that Lambda's runtime would bring.

use std::path::Path;

use ignore::WalkBuilder;
use warmfront_syntax::ast::Stmt;
use warmfront_syntax::ast::visitor::{Visitor, walk_stmt};

use super::installed;
use super::requirement::canonical;
use crate::document::read_text;
use warmfront_syntax::parse;

/// Most files that are looked at.
const MOST_FILES: usize = 2_000;

/// Largest file that is looked at.
const LARGEST: u64 = 1 << 20;

/// Folders that hold nothing of the function's own.
const SKIPPED: [&str; 9] = [
    ".aws-sam",
    ".git",
    ".serverless",
    ".venv",
    "__pycache__",
    "cdk.out",
    "node_modules",
    "site-packages",
    "venv",
];

/// Finds out whether a module's text imports any of these packages, anywhere in it.
#[must_use]
pub fn parse(source: &str, packages: &[&str]) -> bool {
    // Parsing costs a hundred times what looking does.
    if !packages.iter().any(|package| source.contains(package)) {
        return false;
    }
    let mut imports = Imports {
        packages,
        is_found: false,
    };
    let read = parse::module(source, |suite, _| {
        imports.visit_body(suite);
        imports.is_found
    });
    read.unwrap_or(false)
}

struct Imports<'a> {
    packages: &'a [&'a str],
    is_found: bool,
}

impl Imports<'_> {
    fn look(&mut self, module: &str) {
        let top = module.split('.').next().unwrap_or(module);
        self.is_found = self.is_found || self.packages.contains(&top);
    }
}

impl<'a> Visitor<'a> for Imports<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.look(alias.name.as_str());
                }
            }
            Stmt::ImportFrom(import) if import.level == 0 => {
                if let Some(module) = &import.module {
                    self.look(module.as_str());
                }
            }
            _ => walk_stmt(self, statement),
        }
    }
}

/// Finds out whether any of a function's own files imports any of these packages.
pub(super) fn in_folder(code: &Path, packages: &[&str]) -> bool {
    let vendored = installed::names(code);
    let walk = WalkBuilder::new(code)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .filter_entry(move |entry| {
            let name = entry.file_name().to_string_lossy();
            let is_package = vendored.contains(&canonical(&name));
            entry.depth() == 0 || !(SKIPPED.contains(&name.as_ref()) || is_package)
        })
        .build();
    walk.flatten()
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "py")
        })
        .take(MOST_FILES)
        .filter_map(|entry| read_text(entry.path(), LARGEST).ok())
        .any(|source| parse(&source, packages))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: bool) {
        assert_eq!(parse(source, &["boto3", "botocore"]), expect, "{source}");
    }

    #[test]
    fn imports_are_found_wherever_they_stand() {
        check("import boto3", true);
        check("import os, botocore.exceptions as e", true);
        check("from boto3.dynamodb import conditions", true);
        check(
            "def f():\n    try:\n        import boto3\n    except ImportError: pass",
            true,
        );
        check("# import boto3\nx = 'import boto3'", false);
        check("from .boto3 import x", false);
        check("import boto3_stubs", false);
    }
}
