//! Some of Python's own variables were meant for a developer's machine.

use crate::code::Code;
use crate::configuration::Configuration;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(515),
    name: "slow-start-variable",
    summary: "an environment variable makes Python start slower",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF515.md"),
    check: Check::Configuration(check),
};

/// Variables, and what each does to a start.
const VARIABLES: [(&str, &str); 9] = [
    ("PYTHONASYNCIODEBUG", "runs every event loop in debug mode"),
    ("PYTHONDEVMODE", "switches on Python's development mode"),
    ("PYTHONDUMPREFS", "keeps account of every object"),
    (
        "PYTHONOPTIMIZE",
        "makes Python ignore bytecode that was not made for it, and compile every module",
    ),
    (
        "PYTHONPROFILEIMPORTTIME",
        "writes a line to the log for every import",
    ),
    (
        "PYTHONPYCACHEPREFIX",
        "makes Python ignore bytecode that lies beside its source",
    ),
    ("PYTHONTRACEMALLOC", "traces every allocation"),
    (
        "PYTHONVERBOSE",
        "writes several lines to the log for every import",
    ),
    ("PYTHONMALLOC", "checks every allocation"),
];

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        for (name, stated) in &site.resource.environment {
            let Some((_, effect)) = VARIABLES.iter().find(|(listed, _)| listed == name) else {
                continue;
            };
            let is_off = match stated.text() {
                // An empty variable is as none; numbers of 0 switch off what takes a number.
                Some("" | "0") => true,
                Some(text) if name == "PYTHONMALLOC" => !text.contains("debug"),
                _ => false,
            };
            let place = site.at(stated.spot);
            if !is_off && !findings.has(&place) {
                let message = format!("`{name}` {effect}");
                site.found(findings, place, message);
            }
        }
    }
}
