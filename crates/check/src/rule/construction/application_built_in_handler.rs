//! A web application that is built for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(113),
    name: "application-built-in-handler",
    summary: "a web application is built anew for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF113.md"),
    check: Check::Python(check),
};

/// What makes an application, or makes a handler of one.
const BUILDERS: &[&str] = &[
    "apig_wsgi.make_lambda_handler",
    "chalice.Chalice",
    "fastapi.FastAPI",
    "flask.Flask",
    "litestar.Litestar",
    "mangum.Mangum",
    "quart.Quart",
    "starlette.applications.Starlette",
];

fn check(facts: &Facts, findings: &mut Findings) {
    let is_builder = |name: &str| {
        let is_resolver = name.starts_with("aws_lambda_powertools.") && name.ends_with("Resolver");
        BUILDERS.contains(&name) || is_resolver
    };
    for call in facts.calls_where(is_builder) {
        if call.in_handler() {
            let target = call.target().unwrap_or_default();
            let message = format!("a `{target}` is built for every invocation");
            findings.add_call(call, message);
        }
    }
}
