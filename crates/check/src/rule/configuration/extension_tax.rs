//! Each extension starts before the function does, and takes memory beside it.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};
use std::collections::BTreeSet;

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(517),
    name: "extension-tax",
    summary: "several extensions and tracers start with every environment",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF517.md"),
    check: Check::Configuration(check),
};

/// Parts of layers' names, and whose they are.
const VENDORS: [(&str, &str); 14] = [
    ("AWSOpenTelemetryDistro", "OpenTelemetry"),
    ("aws-otel", "OpenTelemetry"),
    ("opentelemetry-", "OpenTelemetry"),
    ("Datadog", "Datadog"),
    ("NewRelic", "New Relic"),
    ("Dynatrace", "Dynatrace"),
    ("lumigo", "Lumigo"),
    ("SentryPython", "Sentry"),
    ("epsagon", "Epsagon"),
    ("elastic-apm", "Elastic"),
    ("splunk-apm", "Splunk"),
    ("honeycomb", "Honeycomb"),
    ("instana", "Instana"),
    ("LambdaInsightsExtension", "Lambda Insights"),
];

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let Some(stated) = site.resource.get(Setting::Layers) else {
            continue;
        };
        let found: BTreeSet<&str> = stated
            .list()
            .iter()
            .filter_map(|layer| vendor(layer))
            .collect();
        if found.len() < 2 {
            continue;
        }
        let names = found.into_iter().collect::<Vec<_>>().join(" and ");
        let message = format!(
            "`{}` starts with the extensions of {names}",
            site.resource.id
        );
        site.report(findings, Setting::Layers, message);
    }
}

fn vendor(layer: &str) -> Option<&'static str> {
    let layer = layer.to_ascii_lowercase();
    let found = VENDORS
        .iter()
        .find(|(part, _)| layer.contains(&part.to_ascii_lowercase()));
    found.map(|(_, vendor)| *vendor)
}
