//! Answers in JSON shrink to a fifth or less.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(540),
    name: "api-without-compression",
    summary: "a REST API answers uncompressed",
    class: Class::PerCall,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF540.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.of(Kind::RestApi) {
        let stated = site.resource.get(Setting::Compression);
        // A plan writes "-1" where there is none.
        if stated.is_some_and(|stated| stated.number() != Some(-1)) {
            continue;
        }
        let message = format!("`{}` answers uncompressed", site.resource.id);
        let summary = "compress answers of 1 kB and more";
        let fix = site.set(Setting::Compression, "1024", summary);
        let finding = site.found(findings, site.place(), message);
        finding.fix = fix;
    }
}
