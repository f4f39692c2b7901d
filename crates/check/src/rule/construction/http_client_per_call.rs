//! An HTTP request without a kept client opens a connection of its own.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(104),
    name: "http-client-per-call",
    summary: "an HTTP connection is opened for every request",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF104.md"),
    check: Check::Python(check),
};

/// What makes a request with a connection of its own.
const REQUESTS: &[&str] = &[
    "httpx.delete",
    "httpx.get",
    "httpx.head",
    "httpx.options",
    "httpx.patch",
    "httpx.post",
    "httpx.put",
    "httpx.request",
    "httpx.stream",
    "requests.delete",
    "requests.get",
    "requests.head",
    "requests.options",
    "requests.patch",
    "requests.post",
    "requests.put",
    "requests.request",
];

/// What keeps connections, for as long as it is kept.
const CLIENTS: &[&str] = &[
    "aiohttp.ClientSession",
    "httpx.AsyncClient",
    "httpx.Client",
    "requests.Session",
    "urllib3.PoolManager",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(REQUESTS) {
        if call.in_handler() {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` opens a connection of its own for every request");
            findings.add_call(call, message);
        }
    }
    for call in facts.calls_to(CLIENTS) {
        if call.in_handler() && !call.depends_on_event() {
            let target = call.target().unwrap_or_default();
            let message =
                format!("a `{target}` is built for every invocation, with no connections yet");
            findings.add_call(call, message);
        }
    }
}
