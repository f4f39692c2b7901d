//! A decision that is not kept is another invocation before each request.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(542),
    name: "authorizer-not-cached",
    summary: "an authoriser is asked about every request",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF542.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    let owners = configuration
        .of(Kind::Authorizer)
        .chain(configuration.sources().map(|(source, _)| source));
    for site in owners {
        if site.resource.number(Setting::AuthorizerTtl) != Some(0) {
            continue;
        }
        let message = format!(
            "the authoriser of `{}` is asked about every request",
            site.resource.id
        );
        if let Some(finding) = site.report(findings, Setting::AuthorizerTtl, message) {
            let summary = "keep its decisions for 5 minutes";
            finding.fix = site.set(Setting::AuthorizerTtl, "300", summary);
        }
    }
}
