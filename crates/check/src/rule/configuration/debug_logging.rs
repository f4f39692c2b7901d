//! Debug lines cost time in the function and money in the log.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(512),
    name: "debug-logging",
    summary: "a function logs at debug level where it is deployed",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF512.md"),
    check: Check::Configuration(check),
};

/// Variables that set the level of a logger.
const NAMES: [&str; 8] = [
    "AWS_LAMBDA_LOG_LEVEL",
    "DJANGO_LOG_LEVEL",
    "LOGGING_LEVEL",
    "LOGLEVEL",
    "LOG_LEVEL",
    "LOGURU_LEVEL",
    "POWERTOOLS_LOG_LEVEL",
    "ROOT_LOG_LEVEL",
];

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        for setting in [Setting::ApplicationLogLevel, Setting::SystemLogLevel] {
            let is_debug = site.resource.text(setting).is_some_and(is_debug);
            if is_debug {
                let message = format!("`{}` logs at debug level", site.resource.id);
                if let Some(finding) = site.report(findings, setting, message) {
                    finding.fix = site.set(setting, "INFO", "log at info level");
                }
            }
        }
        for (name, stated) in &site.resource.environment {
            let is_level = NAMES.contains(&name.as_str());
            let place = site.at(stated.spot);
            if is_level && stated.text().is_some_and(is_debug) && !findings.has(&place) {
                let message = format!("`{name}` makes `{}` log at debug level", site.resource.id);
                let fix = site.set_variable(name, "INFO", "log at info level");
                site.found(findings, place, message).fix = fix;
            }
        }
    }
}

fn is_debug(level: &str) -> bool {
    ["DEBUG", "TRACE", "NOTSET"]
        .iter()
        .any(|debug| level.eq_ignore_ascii_case(debug))
}
