//! Metadata of packages that is read while modules are imported.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::subject::init;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(216),
    name: "metadata-read-at-import",
    summary: "metadata of packages is read while a module is imported",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF216.md"),
    check: Check::Python(check),
};

/// What reads metadata of installed packages.
const READERS: &[&str] = &[
    "importlib.metadata.distribution",
    "importlib.metadata.distributions",
    "importlib.metadata.entry_points",
    "importlib.metadata.metadata",
    "importlib.metadata.packages_distributions",
    "importlib.metadata.requires",
    "importlib.metadata.version",
    "importlib_metadata.entry_points",
    "importlib_metadata.version",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(READERS) {
        if init::runs(call) {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` looks through installed packages at each cold start");
            findings.add_call(call, message);
        }
    }
}
