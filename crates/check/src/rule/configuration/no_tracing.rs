//! Without traces nobody knows where time goes in production.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(511),
    name: "no-tracing",
    summary: "a function is not traced",
    class: Class::Nothing,
    default: Default::Off,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF511.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let mode = site.resource.get(Setting::Tracing);
        let is_off = match mode {
            None => true,
            Some(stated) => stated.text() == Some("PassThrough") || stated.flag() == Some(false),
        };
        if !is_off {
            continue;
        }
        let message = format!("`{}` is not traced", site.resource.id);
        if let Some(finding) = site.report(findings, Setting::Tracing, message) {
            finding.fix = site.set(Setting::Tracing, "Active", "trace it with X-Ray");
        }
    }
}
