//! A queue that is asked without waiting for messages.

use crate::code::Code;
use crate::finding::Class;
use crate::fix::Fix;
use crate::python::{Call, Facts};
use crate::rule::mend::{self, Mend};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(316),
    name: "short-polling",
    summary: "a queue is asked without waiting for messages",
    class: Class::PerCall,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF316.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let receives =
            operation.is("sqs", "receive_message") || operation.is("sqs", "receive_messages");
        if !receives || !call.in_handler() || call.unpacks() {
            continue;
        }
        let wait = call.keyword("WaitTimeSeconds");
        if wait.is_none_or(|wait| wait.int() == Some(0)) {
            let message = "the queue answers at once, mostly with nothing".to_owned();
            findings.add_call(call, message).fix = patient(call);
        }
    }
}

fn patient(call: Call<'_>) -> Option<Fix> {
    let mut mend = Mend::of(call.function())?;
    mend::set_argument(&mut mend, call, ("WaitTimeSeconds", None), "20")?;
    Some(mend.unsafe_fix("wait up to twenty seconds for messages"))
}
