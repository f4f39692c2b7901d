//! What goes beyond 512 MB is paid for in every invocation.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(518),
    name: "large-ephemeral-storage",
    summary: "ephemeral storage beyond the free 512 MB is paid for",
    class: Class::Price,
    default: Default::Off,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF518.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let size = site.number_or(Setting::EphemeralStorage, 512);
        let Some(size) = size.filter(|size| *size > 512) else {
            continue;
        };
        let message = format!("`{}` has {size} MB of ephemeral storage", site.resource.id);
        if let Some(finding) = site.report(findings, Setting::EphemeralStorage, message) {
            let summary = "set the ephemeral storage to the free 512 MB";
            finding.fix = site.set(Setting::EphemeralStorage, "512", summary);
        }
    }
}
