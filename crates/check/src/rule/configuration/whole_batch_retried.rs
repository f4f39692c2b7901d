//! Without partial answers a failure means that all of a batch is done again.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(533),
    name: "whole-batch-retried",
    summary: "one bad message sends a whole batch back",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF533.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        if trigger != Trigger::Sqs {
            continue;
        }
        let stated = source.resource.get(Setting::ResponseTypes);
        let is_alone = source.number_or(Setting::BatchSize, 10) == Some(1);
        if stated.is_some() || is_alone || source.resource.flag(Setting::Enabled) == Some(false) {
            continue;
        }
        // A permission or mapping whose function is elsewhere may be anything.
        if source.function().is_none() {
            continue;
        }
        let message = "one bad message sends the whole batch back to the queue";
        source.found(findings, source.place(), message);
    }
}
