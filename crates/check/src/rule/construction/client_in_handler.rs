//! A client built inside the handler is built again for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Value};
use crate::rule::mend;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(101),
    name: "client-in-handler",
    summary: "an AWS client is built anew for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF101.md"),
    check: Check::Python(check),
};

/// What makes clients.
const MAKERS: &[&str] = &[
    "boto3.client",
    "boto3.Session.client",
    "botocore.Session.create_client",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(MAKERS) {
        // What depends on the event, such as the credentials of a role, cannot be kept.
        if !call.in_handler() || call.unpacks() || !call.is_constant() || is_given_session(call) {
            continue;
        }
        let service = call.argument("service_name", Some(0)).and_then(Value::text);
        let what = match service {
            Some(service) => format!("the client of `{service}`"),
            None => "an AWS client".to_owned(),
        };
        let finding = findings.add_call(call, format!("{what} is built anew for every invocation"));
        let name = service.map(|service| format!("{}_client", service.replace('-', "_")));
        finding.fix = name.and_then(|name| mend::accessor(call, &name));
    }
}

/// Returns whether a caller gives the session: it may be that of another account.
fn is_given_session(call: Call<'_>) -> bool {
    let session = call.receiver().and_then(Value::name);
    session.is_some_and(|name| call.function().parameters().any(|one| one == name))
}
