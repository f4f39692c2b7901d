//! A function in a virtual network reaches the internet only through a gateway that is paid for.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(519),
    name: "network-without-need",
    summary: "a function is in a virtual network that nothing in its template needs",
    class: Class::Init,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF519.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let private = [Kind::Database, Kind::DatabaseCluster, Kind::DatabaseProxy];
        let mut all = site.template.resources.iter();
        let has_private = all.any(|resource| {
            private.contains(&resource.kind)
                || [
                    "AWS::ElastiCache",
                    "AWS::Redshift",
                    "AWS::EFS",
                    "aws_elasticache",
                    "aws_efs",
                ]
                .iter()
                .any(|start| resource.written.starts_with(start))
        });
        if !site.resource.has(Setting::Vpc) || has_private {
            continue;
        }
        let name = &site.resource.id;
        let message =
            format!("`{name}` is in a virtual network, and its template holds nothing private");
        site.report(findings, Setting::Vpc, message);
    }
}
