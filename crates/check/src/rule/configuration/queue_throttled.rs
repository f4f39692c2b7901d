//! Messages that meet a throttle are received for nothing, and end among the dead letters.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(537),
    name: "queue-throttled",
    summary: "a queue is read by more pollers than its function may serve",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF537.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let (Trigger::Sqs, Some(function)) = (trigger, source.function()) else {
            continue;
        };
        let reserved = function.resource.number(Setting::ReservedConcurrency);
        let Some(reserved) = reserved.filter(|n| *n > 0) else {
            continue;
        };
        if source.resource.has(Setting::MaximumConcurrency) {
            continue;
        }
        let name = &function.resource.id;
        let message =
            format!("the queue is not held to the {reserved} environments that `{name}` may have");
        // Two is the least that the platform accepts.
        let most = reserved.max(2).to_string();
        let fix = source.set(
            Setting::MaximumConcurrency,
            &most,
            "hold the queue to the function's concurrency",
        );
        let finding = source.found(findings, source.place(), message);
        finding.fix = fix;
    }
}
