//! A timeout longer than the caller waits pays for answers that nobody receives.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(502),
    name: "timeout-beyond-caller",
    summary: "a function may run on after its caller has given up",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF502.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let mut waits: Vec<(i64, &str)> = Vec::new();
        for trigger in site.triggers() {
            let Some(wait) = patience(trigger) else {
                // Somebody else may need the whole of the timeout.
                waits.clear();
                break;
            };
            waits.push(wait);
        }
        let (Some(timeout), Some((longest, caller))) = (site.timeout(), waits.into_iter().max())
        else {
            continue;
        };
        // The usual 30 s against 29 s is nothing to speak of.
        if timeout <= longest + 1 {
            continue;
        }
        let name = &site.resource.id;
        let message = format!("`{name}` may run for {timeout} s, {caller} waits for {longest} s");
        if let Some(finding) = site.report(findings, Setting::Timeout, message) {
            let (value, summary) = (
                longest.to_string(),
                format!("set the timeout to {longest} s"),
            );
            finding.fix = site.set(Setting::Timeout, &value, &summary);
        }
    }
}

/// Returns how many seconds a caller waits at most, by the platform's defaults.
fn patience(trigger: Trigger) -> Option<(i64, &'static str)> {
    Some(match trigger {
        Trigger::RestApi => (29, "API Gateway"),
        Trigger::HttpApi => (30, "API Gateway"),
        Trigger::AppSync => (30, "AppSync"),
        Trigger::Cognito => (5, "Cognito"),
        _ => return None,
    })
}
