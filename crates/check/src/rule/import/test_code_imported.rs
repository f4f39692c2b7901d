//! Code of tests that is imported by code that is deployed.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(212),
    name: "test-code-imported",
    summary: "code of tests is imported by code that is deployed",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF212.md"),
    check: Check::Python(check),
};

/// Packages that only tests need.
const PACKAGES: &[&str] = &[
    "hypothesis",
    "mock",
    "moto",
    "pytest",
    "responses",
    "unittest.mock",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let Some(library) = import.library() else {
            continue;
        };
        let is_mock = library == "unittest" && import.name() == Some("mock");
        let top = library.split('.').next().unwrap_or(library);
        let is_of_tests = is_mock || PACKAGES.contains(&library) || PACKAGES.contains(&top);
        if is_of_tests
            && import.at_init()
            && !import.is_attempt()
            && !findings.has_told(&import.place())
        {
            let library = if is_mock { "unittest.mock" } else { library };
            findings.add_import(
                import,
                format!("`{library}` is for tests, and each cold start imports it"),
            );
        }
    }
}
