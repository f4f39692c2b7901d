//! An archive within the archive is unpacked into `/tmp` at every cold start.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(560),
    name: "packages-unzipped-at-start",
    summary: "packages are unpacked at every cold start",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF560.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.of(Kind::Packaging) {
        if site.resource.flag(Setting::ZippedPackages) != Some(true) {
            continue;
        }
        let message = "packages are unpacked into `/tmp` at every cold start";
        if let Some(finding) = site.report(findings, Setting::ZippedPackages, message) {
            let summary = "deploy packages as they are";
            finding.fix = site.set(Setting::ZippedPackages, "false", summary);
        }
    }
}
