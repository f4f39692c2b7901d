//! Whatever an invocation costs beside the work is paid for every record.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(531),
    name: "batch-of-one",
    summary: "every record is an invocation of its own",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF531.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let takes_batches = matches!(
            trigger,
            Trigger::Sqs | Trigger::Kinesis | Trigger::DynamoDb | Trigger::Kafka
        );
        if !takes_batches || source.resource.number(Setting::BatchSize) != Some(1) {
            continue;
        }
        let message = "every record is an invocation of its own";
        if let Some(finding) = source.report(findings, Setting::BatchSize, message) {
            finding.fix = source.set(Setting::BatchSize, "10", "take up to 10 records at a time");
        }
    }
}
