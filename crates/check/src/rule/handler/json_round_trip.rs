//! A value that is turned into JSON and back.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Value};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(412),
    name: "json-round-trip",
    summary: "a value is turned into JSON and back",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF412.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["json.loads"]) {
        let text = only(call);
        let made = text.and_then(|text| written(call, text));
        let is_plain =
            made.is_some_and(|made| made.target() == Some("json.dumps") && only(made).is_some());
        if is_plain && call.in_handler() {
            let message = "the value is turned into text and back, which copies it".to_owned();
            findings.add_call(call, message);
        }
    }
}

/// Returns the only argument, if there is no other that changes what is done.
fn only(call: Call<'_>) -> Option<Value<'_>> {
    let mut arguments = call.arguments();
    let (name, value) = arguments.next()?;
    let is_only = name.is_none() && arguments.next().is_none() && !call.unpacks();
    is_only.then_some(value)
}

/// Returns the call that made a text: itself, or what a name is bound to that is read only here.
fn written<'a>(call: Call<'a>, text: Value<'a>) -> Option<Call<'a>> {
    let Some(name) = text.name() else {
        return text.call();
    };
    let is_only_here = answer::count(answer::function_source(call), name) == 2;
    text.bound_value().filter(|_| is_only_here)?.call()
}
