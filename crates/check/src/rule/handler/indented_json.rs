//! JSON for a machine, written with indents.

use crate::code::Code;
use crate::finding::Class;
use crate::fix::Fix;
use crate::python::{Call, Facts, Value};
use crate::rule::mend::{self, Mend};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(413),
    name: "indented-json",
    summary: "JSON for a machine is written with indents",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF413.md"),
    check: Check::Python(check),
};

/// Arguments that are sent to machines.
const SENT: &[&str] = &["Data", "Detail", "Message", "MessageBody", "Payload"];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["json.dumps"]) {
        let indent = call.keyword("indent").filter(|indent| !indent.is_none());
        if indent.is_some() && call.in_handler() && is_sent(call) {
            let message = "blanks and line ends for a machine, which are paid for".to_owned();
            findings.add_call(call, message).fix = plain(call);
        }
    }
}

/// Returns whether the text is the body of an answer, or of a message.
fn is_sent(call: Call<'_>) -> bool {
    let is_it = |value: &Value<'_>| value.id() == call.value().id();
    let statement = call.statement();
    let values = statement.values().flat_map(Value::parts);
    let is_body = values.flat_map(Value::entries).any(|(key, value)| {
        matches!(
            key.text(),
            Some("body" | "Detail" | "MessageBody" | "Message" | "Data")
        ) && is_it(&value)
    });
    is_body
        || statement.calls().any(|other| {
            let mut arguments = other.arguments();
            other.operation().is_some()
                && arguments.any(|(name, value)| {
                    name.is_some_and(|name| SENT.contains(&name)) && is_it(&value)
                })
        })
}

fn plain(call: Call<'_>) -> Option<Fix> {
    let mut mend = Mend::of(call.function())?;
    mend::remove_argument(&mut mend, call, "indent")?;
    Some(mend.unsafe_fix("write it without blanks"))
}
