//! Whole events in the log cost time, money, and keep what may be private.

use crate::code::Code;
use crate::configuration::Configuration;
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(514),
    name: "event-logged",
    summary: "every event is logged whole",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF514.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let variable = site
            .resource
            .environment
            .get_key_value("POWERTOOLS_LOGGER_LOG_EVENT");
        let Some((name, stated)) = variable else {
            continue;
        };
        let is_on = stated.flag() == Some(true) || stated.text() == Some("1");
        let place = site.at(stated.spot);
        if is_on && !findings.has(&place) {
            let message = format!(
                "`{name}` makes `{}` log every event whole",
                site.resource.id
            );
            let fix = site.set_variable(name, "false", "leave events out of the log");
            site.found(findings, place, message).fix = fix;
        }
    }
}
