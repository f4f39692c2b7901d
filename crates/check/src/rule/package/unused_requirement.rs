//! What nothing imports is downloaded at every cold start all the same.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::Class;
use crate::rule::package::modules;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(603),
    name: "unused-requirement",
    summary: "a requirement is installed that nothing imports",
    class: Class::Size,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF603.md"),
    check: Check::Contents(check),
};

fn check(contents: &Contents, findings: &mut Findings) {
    let Some(words) = &contents.words else {
        return;
    };
    // A complete list names what others need; which of it is unused, only they know.
    if contents.is_complete {
        return;
    }
    for requirement in &contents.requirements {
        let name = requirement.name.as_str();
        if modules::is_used_unseen(name) {
            continue;
        }
        let modules = modules::of(name);
        let is_named = |module: &String| words.contains(&module.to_lowercase());
        if modules.iter().any(is_named) {
            continue;
        }
        let named = modules.first().map_or(name, String::as_str);
        let message = format!("no source imports `{named}`, which `{name}` brings");
        findings.add(requirement.place.clone(), message);
    }
}
