//! Records that a filter leaves out cost nothing.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(536),
    name: "unfiltered-stream",
    summary: "every record of a stream invokes a function",
    class: Class::PerInvocation,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF536.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        if trigger == Trigger::DynamoDb && !source.resource.has(Setting::Filters) {
            let message = "every change of the table invokes the function";
            source.found(findings, source.place(), message);
        }
    }
}
