//! A memory size of 128 MB has the smallest share of a vCPU, and the longest cold starts.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(501),
    name: "default-memory-size",
    summary: "a function has the smallest memory size, and with it a fraction of a vCPU",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF501.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        if site.memory_size() != Some(128) {
            continue;
        }
        let given = if site.resource.has(Setting::MemorySize) {
            "a memory size of 128 MB"
        } else {
            "no memory size, so it gets 128 MB"
        };
        let name = &site.resource.id;
        let message = format!("`{name}` has {given}: 7 % of a vCPU");
        if let Some(finding) = site.report(findings, Setting::MemorySize, message) {
            finding.fix = site.set(Setting::MemorySize, "512", "set the memory size to 512 MB");
            finding
                .notes
                .push("`warmfront tune` measures which size is cheapest".to_owned());
        }
    }
}
