//! A boto3 resource built inside the handler is built again for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Value};
use crate::rule::mend;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(103),
    name: "resource-in-handler",
    summary: "a boto3 resource is built anew for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF103.md"),
    check: Check::Python(check),
};

/// What builds it.
const BUILDERS: &[&str] = &["boto3.Session.resource", "boto3.resource"];

/// What runs functions in threads.
const THREADS: &[&str] = &[
    "asyncio.to_thread",
    "concurrent.futures.ThreadPoolExecutor",
    "multiprocessing.pool.ThreadPool",
    "threading.Thread",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(BUILDERS) {
        if call.in_handler() && call.is_constant() && receiver_is_kept(call) {
            let service = call.argument("service_name", Some(0)).and_then(Value::text);
            let service = service.unwrap_or("AWS");
            let finding = findings.add_call(
                call,
                format!("a `{service}` resource is built for every invocation"),
            );
            // Threads may share clients, but no resources.
            let mut threads = facts.calls_to(THREADS);
            if threads.next().is_none() {
                let name = format!("{}_resource", service.replace('-', "_"));
                finding.fix = mend::accessor(call, &name);
            }
        }
    }
}

/// Returns whether it comes from the default session, or from one that is the same each time.
fn receiver_is_kept(call: Call<'_>) -> bool {
    call.receiver()
        .is_none_or(|receiver| receiver.class().is_none() || receiver.is_stable())
}
