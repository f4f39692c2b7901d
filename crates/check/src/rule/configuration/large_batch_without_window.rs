//! SQS hands out ten messages at a time; more are gathered in a window only.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(532),
    name: "large-batch-without-window",
    summary: "a batch of more than ten messages needs a window",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF532.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let size = source.resource.number(Setting::BatchSize);
        let window = source.number_or(Setting::BatchingWindow, 0);
        if trigger != Trigger::Sqs || size <= Some(10) || window != Some(0) {
            continue;
        }
        let size = size.unwrap_or_default();
        let message = format!("a batch of {size} messages needs a batching window");
        let fix = source.set(
            Setting::BatchingWindow,
            "1",
            "gather messages for up to 1 s",
        );
        if let Some(finding) = source.report(findings, Setting::BatchSize, message) {
            finding.fix = fix;
        }
    }
}
