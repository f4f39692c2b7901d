//! A service that is called while modules are imported.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts};
use crate::rule::subject::{init, network};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(205),
    name: "call-at-import",
    summary: "a service is called while a module is imported",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF205.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let is_waiting = |name: &str| {
        network::is_request(name) || network::connects(name) || matches!(name, "time.sleep")
    };
    for call in facts.calls_where(is_waiting) {
        tell(call, findings);
    }
    for (call, operation) in facts.operations() {
        if !operation.is_local() && !operation.is_batching() {
            tell(call, findings);
        }
    }
}

fn tell(call: Call<'_>, findings: &mut Findings) {
    // What a parameter stands for is a guess, and whoever retries also sleeps.
    let is_sure = call.receiver().is_some() || call.at_module_level();
    if !is_sure || !init::runs(call) {
        return;
    }
    let name = call.called().source().unwrap_or("it");
    let name = name.rsplit('.').next().unwrap_or(name);
    let message = format!("`{name}` is called while the module is imported, and init waits for it");
    findings.add_call(call, message);
}
