//! The whole event, written to the log.

use crate::code::Code;
use crate::finding::Class;
use crate::python::tree::Expr;
use crate::python::{Facts, Function, Value};
use crate::rule::subject::log;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(402),
    name: "event-logged-whole",
    summary: "the whole event is written to the log",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF402.md"),
    check: Check::Python(check),
};

/// Names that events have.
const EVENTS: &[&str] = &["event", "evt", "lambda_event"];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_where(log::writes) {
        if !call.in_handler() || call.is_rescue() || call.is_conditional() {
            continue;
        }
        let mut given = call.arguments().map(|(_, value)| value);
        if given.any(is_whole_event) {
            let message = "the whole event is written to the log in every invocation".to_owned();
            findings.add_call(call, message);
        }
    }
    for handler in facts.handlers() {
        told_to(handler, findings);
    }
}

/// Returns whether a value is the event, as it is, in a text, or turned into one.
fn is_whole_event(value: Value<'_>) -> bool {
    let own = |part: Value<'_>| is_event(part);
    match value.code() {
        Expr::Format(_) => value.pieces().into_iter().any(own),
        Expr::Call(..) => {
            let turned = matches!(
                value.called(),
                Some("json.dumps" | "pprint.pformat" | "repr" | "str")
            );
            let first = value.call().and_then(|call| call.arguments().next());
            turned && first.is_some_and(|(_, first)| is_event(first))
        }
        Expr::Operation(left, right) => {
            let parts = value.parts();
            let side = |id| parts.iter().find(|part| part.id() == id).copied();
            [left, right]
                .into_iter()
                .filter_map(side)
                .any(is_whole_event)
        }
        _ => is_event(value),
    }
}

fn is_event(value: Value<'_>) -> bool {
    let is_named = value.name().is_some_and(|name| EVENTS.contains(&name));
    is_named && value.bound_value().is_none() && value.depends_on_event()
}

/// Finds decorators that are told to log the event.
fn told_to(handler: Function<'_>, findings: &mut Findings) {
    for decorator in handler.decorators() {
        let Some(called) = decorator.call() else {
            continue;
        };
        if called.keyword("log_event").is_some_and(Value::is_true) {
            let message = "the logger is told to write the whole event in every invocation";
            let finding = findings.add(decorator.place(), message);
            finding.symbol = Some(handler.qualified());
        }
    }
}
