//! A metric that is sent by a call to CloudWatch.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(319),
    name: "metric-call-in-handler",
    summary: "a metric is sent by a call to CloudWatch",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF319.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        if operation.is("cloudwatch", "put_metric_data") && call.in_handler() {
            let message = "the invocation waits for CloudWatch to take a metric".to_owned();
            findings.add_call(call, message);
        }
    }
}
