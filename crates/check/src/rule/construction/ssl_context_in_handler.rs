//! The certificate store is loaded whenever a TLS context is made.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(105),
    name: "ssl-context-in-handler",
    summary: "the certificate store is loaded for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF105.md"),
    check: Check::Python(check),
};

/// What builds it.
const BUILDERS: &[&str] = &["ssl.SSLContext", "ssl.create_default_context"];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(BUILDERS) {
        // One that is made by hand has no certificates until they are loaded.
        let loads = call.target() != Some("ssl.SSLContext")
            || answer::function_source(call).contains(".load_default_certs(");
        if call.in_handler() && call.is_constant() && loads {
            findings.add_call(
                call,
                "the certificate store is loaded for every invocation".to_owned(),
            );
        }
    }
}
