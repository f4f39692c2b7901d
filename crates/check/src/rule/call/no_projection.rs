//! Whole items, of which few attributes are used.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::Class;
use crate::fix::Fix;
use crate::python::{Call, Facts};
use crate::rule::mend::{self, Mend};
use crate::rule::subject::attribute;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(309),
    name: "no-projection",
    summary: "whole items are read, and few attributes of them are used",
    class: Class::PerInvocation,
    default: Default::Off,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF309.md"),
    check: Check::Python(check),
};

/// Arguments that say what is read.
const CHOOSING: &[&str] = &[
    "AttributesToGet",
    "ExpressionAttributeNames",
    "ProjectionExpression",
    "Select",
];

/// Most attributes of which a projection is made.
const MOST: usize = 6;

fn check(facts: &Facts, findings: &mut Findings) {
    for (call, operation) in facts.operations() {
        let reads = ["get_item", "query", "scan"]
            .iter()
            .any(|method| operation.is("dynamodb", method));
        let chooses = CHOOSING.iter().any(|name| call.keyword(name).is_some());
        if !reads || chooses || call.unpacks() || !call.in_handler() {
            continue;
        }
        let attributes = attribute::used(call);
        let n_used = attributes.as_ref().map_or(0, BTreeSet::len);
        if let Some(attributes) = attributes.filter(|_| (1..=MOST).contains(&n_used)) {
            let names: Vec<_> = attributes.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("whole items are read, and only {} used", names.join(", "));
            findings.add_call(call, message).fix = projected(call, &attributes);
        }
    }
}

/// Asks for what is used; by names that stand for attributes, since many are reserved words.
fn projected(call: Call<'_>, attributes: &BTreeSet<String>) -> Option<Fix> {
    let mut mend = Mend::of(call.function())?;
    let short: Vec<_> = (0..attributes.len())
        .map(|number| format!("#a{number}"))
        .collect();
    let pairs = short.iter().zip(attributes);
    let pairs: Vec<_> = pairs
        .map(|(short, name)| format!("\"{short}\": \"{name}\""))
        .collect();
    let is_plain = attributes.iter().all(|name| !name.contains(['"', '\\']));
    let text = format!(
        "ProjectionExpression=\"{}\", ExpressionAttributeNames={{{}}}",
        short.join(", "),
        pairs.join(", ")
    );
    mend::add_argument(&mut mend, call, &text).filter(|()| is_plain)?;
    Some(mend.unsafe_fix("ask for the attributes that are used"))
}
