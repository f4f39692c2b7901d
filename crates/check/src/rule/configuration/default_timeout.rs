//! Three seconds are soon over: a cold start and one slow call fail the invocation.

use crate::code::Code;
use crate::configuration::{Configuration, Language, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(503),
    name: "default-timeout",
    summary: "a function has the default timeout of 3 s",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF503.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let is_absent = !site.resource.has(Setting::Timeout);
        // A plan writes the default out.
        let is_plan = site.template.language == Language::Terraform;
        let is_default = is_absent && site.timeout() == Some(3)
            || is_plan && site.resource.number(Setting::Timeout) == Some(3);
        if !is_default {
            continue;
        }
        let message = format!("`{}` has the default timeout of 3 s", site.resource.id);
        if let Some(finding) = site.report(findings, Setting::Timeout, message) {
            finding.fix = site.set(Setting::Timeout, "10", "set the timeout to 10 s");
        }
    }
}
