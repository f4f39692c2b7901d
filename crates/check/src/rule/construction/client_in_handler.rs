//! A client built inside the handler is built again for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
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

fn check(_facts: &Facts, _findings: &mut Findings) {}
