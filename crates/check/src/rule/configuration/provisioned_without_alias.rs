//! Provisioned concurrency belongs to a version or an alias, never to `$LATEST`.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(509),
    name: "provisioned-without-alias",
    summary: "provisioned concurrency needs an alias or a version",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF509.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let is_sam = site.resource.written == "AWS::Serverless::Function";
        let is_wanted = site.resource.number(Setting::ProvisionedConcurrency) > Some(0);
        if !is_sam || !is_wanted || site.resource.has(Setting::Alias) {
            continue;
        }
        let name = &site.resource.id;
        let message = format!("`{name}` has provisioned concurrency and no `AutoPublishAlias`");
        if let Some(finding) = site.report(findings, Setting::ProvisionedConcurrency, message) {
            finding.fix = site.set(
                Setting::Alias,
                "live",
                "publish a version at each deployment",
            );
        }
    }
}
