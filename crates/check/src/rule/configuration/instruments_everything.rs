//! Finding out what can be instrumented takes most of a second at a cold start.

use crate::code::Code;
use crate::configuration::Configuration;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(516),
    name: "instruments-everything",
    summary: "OpenTelemetry looks for every library that it could instrument",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF516.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let environment = &site.resource.environment;
        let Some(stated) = environment.get("AWS_LAMBDA_EXEC_WRAPPER") else {
            continue;
        };
        let is_wrapper = stated
            .text()
            .is_some_and(|text| text.starts_with("/opt/otel"));
        let is_narrowed = [
            "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS",
            "OTEL_PYTHON_ENABLED_INSTRUMENTATIONS",
        ]
        .iter()
        .any(|name| environment.contains_key(*name));
        let place = site.at(stated.spot);
        if is_wrapper && !is_narrowed && !findings.has(&place) {
            let name = &site.resource.id;
            let message = format!("OpenTelemetry instruments whatever it finds in `{name}`");
            site.found(findings, place, message);
        }
    }
}
