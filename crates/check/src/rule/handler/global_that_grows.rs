//! A collection at module level that grows with every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::tree::{Expr, Stmt};
use crate::python::{Call, Facts, Function, Statement, Value};
use crate::rule::subject::answer;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(408),
    name: "global-that-grows",
    summary: "a collection at module level grows with every invocation",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF408.md"),
    check: Check::Python(check),
};

/// Methods that make a collection larger.
const GROWING: &[&str] = &["add", "append", "extend", "insert", "setdefault"];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_where(is_method) {
        let grows = call.in_handler() && !call.is_conditional() && call.depends_on_event();
        let Some(collection) = call.receiver().filter(|_| grows) else {
            continue;
        };
        if is_lasting(collection, call.function()) {
            let name = collection.name().unwrap_or_default();
            let message = format!("`{name}` grows with every invocation, and nothing empties it");
            findings.add_call(call, message);
        }
    }
    for function in facts.functions().filter(|function| function.in_handler()) {
        for statement in function.body() {
            for target in targets(statement) {
                tell(target, statement, findings);
            }
        }
    }
}

fn is_method(name: &str) -> bool {
    let method = name.rsplit_once('.');
    method.is_some_and(|(class, method)| {
        matches!(class, "list" | "set" | "dict" | "collections.defaultdict")
            && GROWING.contains(&method)
    })
}

/// Returns what a statement sets by a key: `NAMES[user] = ...`.
fn targets(statement: Statement<'_>) -> Vec<Value<'_>> {
    let Stmt::Assign(..) = statement.code() else {
        return Vec::new();
    };
    let values = statement.values().skip(1);
    values
        .filter(|value| matches!(value.code(), Expr::Subscript(..)))
        .collect()
}

fn tell(target: Value<'_>, statement: Statement<'_>, findings: &mut Findings) {
    let function = statement.function();
    let (Some(collection), Some(key)) = (target.owner(), target.index()) else {
        return;
    };
    if key.depends_on_event() && is_lasting(collection, function) {
        let name = collection.name().unwrap_or_default();
        let message = format!("`{name}` grows with every invocation, and nothing empties it");
        let finding = findings.add(statement.place(), message);
        finding.symbol = Some(function.qualified());
    }
}

/// Returns whether it is a collection of the module that nothing makes smaller.
fn is_lasting(collection: Value<'_>, function: Function<'_>) -> bool {
    let Some((name, made)) = collection.name().zip(collection.bound_value()) else {
        return false;
    };
    let is_empty = match made.code() {
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) => true,
        _ => made.call().is_some_and(is_plain),
    };
    let source = function.source().unwrap_or_default();
    let smaller = [
        format!("{name}.clear("),
        format!("{name}.pop"),
        format!(" in {name}"),
        format!("del {name}["),
        format!("del {name}"),
        format!("len({name}) >"),
        format!("{name}.remove("),
        format!("{name}.discard("),
    ];
    let is_smaller = smaller.iter().any(|way| source.contains(way.as_str()));
    let is_global = made
        .call()
        .map_or_else(|| made.is_at_module_level(), Call::at_module_level);
    is_empty && is_global && !is_smaller && answer::count(source, name) > 0
}

fn is_plain(made: Call<'_>) -> bool {
    let names = [
        "list",
        "dict",
        "set",
        "collections.defaultdict",
        "collections.OrderedDict",
    ];
    made.target().is_some_and(|name| names.contains(&name)) && !made.unpacks()
}
