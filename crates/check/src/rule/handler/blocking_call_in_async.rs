//! A coroutine that waits in a way that stops all others.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::network;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(404),
    name: "blocking-call-in-async",
    summary: "a coroutine waits in a way that stops all others",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF404.md"),
    check: Check::Python(check),
};

/// Libraries whose clients look like those of boto3, and are asynchronous.
const ASYNCHRONOUS: &[&str] = &["aioboto3", "aiobotocore"];

fn check(facts: &Facts, findings: &mut Findings) {
    let imports = facts.imports().filter(|import| {
        let library = import.library().unwrap_or_default();
        ASYNCHRONOUS.contains(&library.split('.').next().unwrap_or_default())
    });
    let asynchronous: BTreeSet<_> = imports
        .map(|import| import.function().file().to_owned())
        .collect();
    let waits =
        |name: &str| network::is_request(name) || network::connects(name) || name == "time.sleep";
    for call in facts.calls_where(waits) {
        tell(call, findings);
    }
    for (call, operation) in facts.operations() {
        let is_known = !asynchronous.contains(call.function().file());
        if is_known && !operation.is_local() && !operation.is_batching() {
            tell(call, findings);
        }
    }
}

fn tell(call: Call<'_>, findings: &mut Findings) {
    let function = call.function();
    if function.is_async() && function.in_handler() && !call.is_awaited() {
        let name = call.called().source().unwrap_or("this").to_owned();
        let message = format!("`{name}` waits, and no other coroutine runs meanwhile");
        findings.add_call(call, message);
    }
}
