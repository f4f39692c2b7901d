//! A requirement without a version changes behaviour and start-up from one deployment to the next.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(602),
    name: "unpinned-requirement",
    summary: "a requirement may be another version at the next deployment",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF602.md"),
    check: Check::Contents(check),
};

fn check(contents: &Contents, findings: &mut Findings) {
    if contents.has_lock {
        return;
    }
    for requirement in contents.requirements.iter().filter(|each| !each.is_pinned) {
        let name = &requirement.name;
        let message = format!("`{name}` may be another version at the next deployment");
        findings.add(requirement.place.clone(), message);
    }
}
