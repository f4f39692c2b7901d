//! An import in a function that costs nothing there.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::subject::package;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(417),
    name: "import-in-function-not-worth-moving",
    summary: "moving this import is not worth it",
    class: Class::Nothing,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF417.md"),
    check: Check::Python(check),
};

/// Modules that the runtime has loaded before the handler.
const LOADED: &[&str] = &[
    "base64",
    "collections",
    "contextlib",
    "datetime",
    "functools",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "os",
    "re",
    "sys",
    "time",
    "typing",
    "urllib.parse",
    "uuid",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let Some(library) = import.library() else {
            continue;
        };
        let is_light = LOADED.contains(&library) && package::heavy(library).is_none();
        let function = import.function();
        if is_light && !function.is_module() && function.in_handler() {
            let message =
                format!("`{library}` is loaded already: importing it takes 0.0002 ms here");
            findings.add_import(import, message);
        }
    }
}
