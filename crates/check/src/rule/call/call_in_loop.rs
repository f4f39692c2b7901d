//! A call for one item in a loop, where the service takes many at once.

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::python::{Call, Facts, Operation, Repeat, Value};
use crate::rule::mend;
use crate::rule::subject::aws::Batch;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(301),
    name: "call-in-loop",
    summary: "a call for one item is made in a loop, and the service takes many at once",
    class: Class::PerCall,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF301.md"),
    check: Check::Python(check),
};

/// Arguments with which a call stands for itself, and cannot be part of a batch.
const ALONE: &[&str] = &[
    "ConditionExpression",
    "Expected",
    "MFA",
    "PhoneNumber",
    "ReturnValues",
    "TargetArn",
    "VersionId",
];

/// Arguments that have to be the same for all of a batch.
const SHARED: &[&str] = &[
    "Bucket",
    "DeliveryStreamName",
    "QueueUrl",
    "StreamName",
    "TopicArn",
];

/// Fewest rounds that are worth a batch, where the source tells how many there are.
const FEWEST: usize = 4;

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let Some(batch) = operation.batch() else {
            continue;
        };
        if !call.in_handler() || call.is_rescue() || is_alone(call, operation) {
            continue;
        }
        let (through, around) = match call.repeats() {
            Some(repeat) => (call, repeat),
            None => match call.repeats_through() {
                Some(through) => match through.repeats() {
                    Some(repeat) => (through, repeat),
                    None => continue,
                },
                None => continue,
            },
        };
        // Farther away, nobody could make one call of many.
        let is_near = through.span() == call.span() || through.callee() == Some(call.function());
        if is_near && goes_through(around) && is_of_each(through, around) && shares(call, through) {
            tell((call, batch), (through, around), findings);
        }
    }
}

/// Returns whether a loop goes through things, all of them: it neither counts attempts nor ends early.
fn goes_through(repeat: Repeat<'_>) -> bool {
    let is_few = repeat.n_known().is_some_and(|known| known < FEWEST);
    !repeat.is_while() && !repeat.is_range() && !repeat.may_end_early() && !is_few
}

/// Returns whether the call is about what the loop goes through, and what a batch shares is not.
fn is_of_each(call: Call<'_>, repeat: Repeat<'_>) -> bool {
    let mut bound = repeat.targets();
    let statement = repeat.statement();
    bound.extend(statement.iter().flat_map(|statement| statement.binds()));
    let names = |value: Value<'_>| value.names().iter().any(|name| bound.contains(name));
    let mut shared = SHARED.iter().filter_map(|name| call.keyword(name));
    names(call.value()) && !shared.any(names)
}

/// Returns whether what a batch shares is no parameter of a function that the loop calls.
fn shares(call: Call<'_>, through: Call<'_>) -> bool {
    let parameters: Vec<_> = call.function().parameters().collect();
    let mut shared = SHARED.iter().filter_map(|name| call.keyword(name));
    through.span() == call.span()
        || !shared.any(|value| value.names().iter().any(|name| parameters.contains(name)))
}

fn is_alone(call: Call<'_>, operation: Operation<'_>) -> bool {
    let is_alone = ALONE.iter().any(|name| call.keyword(name).is_some());
    let entries = match operation.method {
        "put_events" => call.keyword("Entries"),
        "put_metric_data" => call.keyword("MetricData"),
        _ => return is_alone || call.unpacks(),
    };
    // These take many already.
    is_alone || entries.is_none_or(|entries| entries.elements().len() != 1)
}

fn tell(
    (call, batch): (Call<'_>, Batch),
    (through, around): (Call<'_>, Repeat<'_>),
    findings: &mut Findings,
) {
    let Batch {
        method, many, most, ..
    } = batch;
    let message = if method == many {
        format!("`{method}` is called for each item, and takes {most} at once")
    } else {
        format!("`{method}` is called for each item, where `{many}` takes {most} at once")
    };
    let finding = findings.add_call(call, message);
    finding.secondary.push(Secondary {
        place: around.place(),
        message: "the loop".to_owned(),
    });
    if through.span() == call.span() {
        finding.fix = match method {
            "put_item" | "delete_item" => mend::writer(call),
            _ => mend::batched(call),
        };
    } else {
        finding.secondary.push(Secondary {
            place: through.place(),
            message: "which calls it from here".to_owned(),
        });
    }
}
