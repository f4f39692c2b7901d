//! `patch_all` imports every library that X-Ray knows.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(204),
    name: "patch-all",
    summary: "X-Ray patches every library that it knows",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF204.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&[
        "aws_xray_sdk.core.patch_all",
        "aws_xray_sdk.core.patcher.patch_all",
    ]) {
        if call.at_init() || call.in_handler() {
            let message = "`patch_all` imports every library that X-Ray knows and finds".to_owned();
            findings.add_call(call, message);
        }
    }
}
