//! A message that is shown again before its invocation ends is worked on twice.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(530),
    name: "visibility-timeout",
    summary: "a queue shows messages again while they are still being worked on",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF530.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let queue = source
            .resource
            .target(Setting::Source)
            .and_then(|id| source.other(id));
        let queue = queue.filter(|queue| queue.resource.kind == Kind::Queue);
        let (Trigger::Sqs, Some(queue), Some(function)) = (trigger, queue, source.function())
        else {
            continue;
        };
        let window = source.number_or(Setting::BatchingWindow, 0);
        let visible = queue.number_or(Setting::VisibilityTimeout, 30);
        let (Some(timeout), Some(visible), Some(window)) = (function.timeout(), visible, window)
        else {
            continue;
        };
        let wanted = (timeout * 6 + window).min(43_200);
        if visible >= wanted {
            continue;
        }
        let name = &function.resource.id;
        let message = format!(
            "messages are hidden for {visible} s, and `{name}` may take {timeout} s over them"
        );
        let value = wanted.to_string();
        let summary = format!("hide messages for {wanted} s");
        let fix = queue.set(Setting::VisibilityTimeout, &value, &summary);
        if let Some(finding) = queue.report(findings, Setting::VisibilityTimeout, message) {
            let note = "six times the function's timeout is recommended, the batching window added";
            finding.notes.push(note.to_owned());
            finding.fix = fix;
        }
    }
}
