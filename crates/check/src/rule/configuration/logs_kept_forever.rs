//! A group without a retention keeps every line for ever.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting, Site};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(513),
    name: "logs-kept-forever",
    summary: "logs are kept, and paid for, without end",
    class: Class::Price,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF513.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.of(Kind::LogGroup) {
        let days = site.resource.get(Setting::Retention);
        if days.is_none_or(|days| days.number() == Some(0)) {
            let message = format!("`{}` keeps logs for ever", site.resource.id);
            if let Some(finding) = site.report(findings, Setting::Retention, message) {
                finding.fix = site.set(Setting::Retention, "30", "keep logs for 30 days");
            }
        }
    }
    for site in configuration.functions() {
        if !has_group(site) {
            let name = &site.resource.id;
            let message =
                format!("the logs of `{name}` are kept for ever: no group is declared for them");
            site.found(findings, site.place(), message);
        }
    }
}

/// Says whether a template declares the group that a function logs to, as far as one can tell.
fn has_group(site: Site<'_>) -> bool {
    let function = site.resource;
    if function.has(Setting::Retention) || function.has(Setting::LogGroup) {
        return true;
    }
    let mut all = site.template.resources.iter();
    all.any(|resource| {
        let is_group =
            resource.kind == Kind::LogGroup || resource.written == "Custom::LogRetention";
        let name = resource.target(Setting::LogGroupName).unwrap_or_default();
        let names_it = name.rsplit('/').next() == Some(&function.id)
            || resource.references.contains(&function.id)
            || function.references.contains(&resource.id)
            || function
                .text(Setting::FunctionName)
                .is_some_and(|own| name.ends_with(own));
        // A name that only a deployment knows may be this function's, unless it names another.
        let names_another = resource.references.iter().any(|id| {
            site.other(id)
                .is_some_and(|other| other.resource.kind == Kind::Function)
        });
        let is_unknown = !names_another
            && resource
                .get(Setting::LogGroupName)
                .is_some_and(|stated| stated.text().is_none());
        is_group && (names_it || is_unknown)
    })
}
