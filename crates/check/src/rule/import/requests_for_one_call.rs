//! A large library that is imported for plain requests.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Import};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(214),
    name: "requests-for-one-call",
    summary: "a large library is imported for a plain request",
    class: Class::Init,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF214.md"),
    check: Check::Python(check),
};

/// Arguments that urllib3 has as well, or nearly.
const PLAIN: &[&str] = &["data", "headers", "json", "params", "timeout", "url"];

fn check(facts: &Facts, findings: &mut Findings) {
    for import in facts.imports() {
        let is_requests = import.library() == Some("requests") && import.name().is_none();
        if is_requests && import.at_init() && !import.is_attempt() && is_plain(import) {
            let message =
                "requests is imported for plain requests, which urllib3 makes as well".to_owned();
            findings.add_import(import, message);
        }
    }
}

/// Returns whether each use is a request without anything that requests is good for.
fn is_plain(import: Import<'_>) -> bool {
    let uses = import.uses();
    !uses.is_empty()
        && uses.iter().all(|one| {
            let mut calls = one.function.calls();
            let call = calls.find(|call| {
                call.receiver()
                    .is_some_and(|owner| owner.id() == one.value.id())
            });
            call.is_some_and(|call| {
                let is_request = matches!(call.target(), Some("requests.get" | "requests.post"));
                let mut named = call.arguments().filter_map(|(name, _)| name);
                is_request && !call.unpacks() && named.all(|name| PLAIN.contains(&name))
            })
        })
}
