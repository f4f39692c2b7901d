//! All variables together may have 4 KB; one more and the deployment fails.

use crate::code::Code;
use crate::configuration::Configuration;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(520),
    name: "environment-near-limit",
    summary: "environment variables come near the limit of 4 KB",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF520.md"),
    check: Check::Configuration(check),
};

/// The most that Lambda accepts.
const MOST: usize = 4096;

/// From here on it is near.
const NEAR: usize = 3500;

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let variables = &site.resource.environment;
        let known = variables
            .iter()
            .map(|(name, stated)| name.len() + stated.text().map_or(0, str::len));
        let bytes: usize = known.sum();
        if bytes < NEAR {
            continue;
        }
        let name = &site.resource.id;
        let message = format!("the environment variables of `{name}` have {bytes} of {MOST} bytes");
        site.found(findings, site.place(), message);
    }
}
