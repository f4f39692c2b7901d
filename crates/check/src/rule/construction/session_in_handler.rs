//! A session of boto3 or botocore that is opened inside the handler.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(102),
    name: "session-in-handler",
    summary: "a boto3 or botocore session is opened for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF102.md"),
    check: Check::Python(check),
};

/// What opens a session.
const SESSIONS: &[&str] = &[
    "aioboto3.Session",
    "aiobotocore.get_session",
    "boto3.Session",
    "botocore.Session",
    "botocore.get_session",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(SESSIONS) {
        if call.in_handler() && call.is_constant() && !gets_credentials(call) {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` opens a session of its own for every invocation");
            findings.add_call(call, message);
        }
    }
}

/// Returns whether the session is given credentials of its own.
fn gets_credentials(call: Call<'_>) -> bool {
    let source = answer::function_source(call);
    let name = answer::name(call);
    name.is_some_and(|name| source.contains(&format!("{name}._credentials =")))
}
