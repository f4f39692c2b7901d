//! Tests, linters and types for checkers have no work in a function.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(610),
    name: "development-tools-shipped",
    summary: "tools for development are deployed",
    class: Class::Size,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF610.md"),
    check: Check::Contents(check),
};

/// Tools, by the names of their distributions.
const TOOLS: [&str; 30] = [
    "autopep8",
    "awscli",
    "aws-sam-cli",
    "black",
    "boto3-stubs",
    "botocore-stubs",
    "build",
    "coverage",
    "debugpy",
    "flake8",
    "hypothesis",
    "ipython",
    "isort",
    "jupyter",
    "mypy",
    "nose",
    "notebook",
    "pip",
    "pip-tools",
    "pre-commit",
    "pylint",
    "pytest",
    "pytest-cov",
    "pytest-mock",
    "ruff",
    "sphinx",
    "tox",
    "twine",
    "virtualenv",
    "wheel",
];

fn check(contents: &Contents, findings: &mut Findings) {
    for (name, place) in contents.names() {
        let is_types = name.starts_with("types-") || name.starts_with("mypy-boto3");
        if TOOLS.contains(&name) || is_types {
            findings.add(place, format!("`{name}` has no work in a function"));
        }
    }
}
