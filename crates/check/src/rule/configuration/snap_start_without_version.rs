//! SnapStart applies to published versions only.

use crate::code::Code;
use crate::configuration::{Configuration, Language, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(507),
    name: "snap-start-without-version",
    summary: "SnapStart has no effect without a published version",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF507.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        // The Serverless Framework publishes a version and makes an alias by itself.
        let is_served = site.template.language == Language::Serverless;
        let publishes = site.resource.has(Setting::Alias)
            || site.resource.flag(Setting::Versions) == Some(true)
            || site.aliases().next().is_some();
        if !site.has_snap_start() || is_served || publishes {
            continue;
        }
        let name = &site.resource.id;
        let message =
            format!("`{name}` has SnapStart but no published version, so it has no effect");
        if let Some(finding) = site.report(findings, Setting::SnapStart, message)
            && site.resource.written == "AWS::Serverless::Function"
        {
            finding.fix = site.set(
                Setting::Alias,
                "live",
                "publish a version at each deployment",
            );
        }
    }
}
