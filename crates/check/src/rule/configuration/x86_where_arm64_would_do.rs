//! The same work on arm64 costs a fifth less per GB-second.

use crate::code::Code;
use crate::configuration::{Configuration, Portability, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(504),
    name: "x86-where-arm64-would-do",
    summary: "a function runs on x86 although its packages run on arm64",
    class: Class::Price,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF504.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let stated = site.resource.get(Setting::Architecture);
        let is_x86 = stated.is_none_or(|stated| stated.list() == ["x86_64"]);
        let known = site.known();
        let Some(Portability::Portable(why)) = known.map(|known| &known.arm64) else {
            continue;
        };
        if !is_x86 {
            continue;
        }
        let message = format!("`{}` runs on x86_64: {why}", site.resource.id);
        if let Some(finding) = site.report(findings, Setting::Architecture, message) {
            finding.fix = site.set(
                Setting::Architecture,
                "arm64",
                "set the architecture to arm64",
            );
        }
    }
}
