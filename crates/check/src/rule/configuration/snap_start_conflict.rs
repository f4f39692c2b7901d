//! Some settings rule SnapStart out.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};
use warmfront_model::function::PythonVersion;

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(508),
    name: "snap-start-conflict",
    summary: "SnapStart cannot be had together with another setting",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF508.md"),
    check: Check::Configuration(check),
};

const FIRST: PythonVersion = PythonVersion {
    major: 3,
    minor: 12,
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration
        .functions()
        .filter(|site| site.has_snap_start())
    {
        let provisioned = [site]
            .into_iter()
            .chain(site.aliases())
            .any(|site| site.resource.number(Setting::ProvisionedConcurrency) > Some(0));
        let storage = site.number_or(Setting::EphemeralStorage, 512);
        let conflict = if site.python().is_some_and(|version| version < FIRST) {
            "Python before 3.12"
        } else if provisioned {
            "provisioned concurrency"
        } else if site.resource.has(Setting::FileSystem) {
            "a network file system"
        } else if storage.is_some_and(|storage| storage > 512) {
            "more than 512 MB of ephemeral storage"
        } else {
            continue;
        };
        let name = &site.resource.id;
        let message = format!("`{name}` cannot have SnapStart together with {conflict}");
        site.report(findings, Setting::SnapStart, message);
    }
}
