//! Streams keep order: what fails is tried again, and what follows waits.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(534),
    name: "stream-blocked",
    summary: "a record that always fails blocks its shard until it expires",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF534.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let expiry = match trigger {
            Trigger::Kinesis => "up to a year",
            Trigger::DynamoDb => "24 hours",
            _ => continue,
        };
        let is_endless = |setting| source.number_or(setting, -1) == Some(-1);
        if !is_endless(Setting::MaximumRetries) || !is_endless(Setting::MaximumAge) {
            continue;
        }
        let message =
            format!("a record that always fails is tried again for {expiry}, and blocks its shard");
        source.found(findings, source.place(), message);
    }
}
