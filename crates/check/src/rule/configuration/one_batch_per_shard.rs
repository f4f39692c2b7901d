//! A shard hands out one batch at a time unless told otherwise.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(535),
    name: "one-batch-per-shard",
    summary: "batches of a shard are worked on one after the other",
    class: Class::PerInvocation,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF535.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let is_stream = matches!(trigger, Trigger::Kinesis | Trigger::DynamoDb);
        let factor = source.number_or(Setting::ParallelizationFactor, 1);
        if is_stream && factor == Some(1) {
            let message = "batches of a shard are worked on one after the other";
            source.found(findings, source.place(), message);
        }
    }
}
