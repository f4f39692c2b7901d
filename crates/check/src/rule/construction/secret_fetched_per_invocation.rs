//! A secret or parameter that is fetched anew for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::settled;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(108),
    name: "secret-fetched-per-invocation",
    summary: "a secret or a parameter is fetched anew for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF108.md"),
    check: Check::Python(check),
};

/// What fetches settings, by service.
const FETCHES: &[(&str, &str)] = &[
    ("appconfig", "get_configuration"),
    ("secretsmanager", "get_secret_value"),
    ("ssm", "get_parameter"),
    ("ssm", "get_parameters"),
    ("ssm", "get_parameters_by_path"),
];

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let fetches = FETCHES.contains(&(operation.service, operation.method));
        if fetches && call.in_handler() && settled::is_settled(call) && !looks_at_clock(call) {
            let method = operation.method;
            let message = format!("`{method}` fetches the same for every invocation");
            findings.add_call(call, message);
        }
    }
}

/// Returns whether it is made only when some time has passed.
fn looks_at_clock(call: Call<'_>) -> bool {
    let mut calls = call.function().calls();
    let is_clock = |name: &str| {
        name.starts_with("time.") && name != "time.sleep" || name.starts_with("datetime.")
    };
    call.is_conditional() && calls.any(|other| other.target().is_some_and(is_clock))
}
