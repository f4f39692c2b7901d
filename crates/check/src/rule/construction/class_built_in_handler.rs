//! A class that is made anew for every invocation.

use crate::code::Code;
use crate::finding::Class;
use crate::python::tree::Stmt;
use crate::python::{Facts, Function, Statement, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(114),
    name: "class-built-in-handler",
    summary: "a class is made anew for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF114.md"),
    check: Check::Python(check),
};

/// What makes a class from its arguments.
const FACTORIES: &[&str] = &[
    "collections.namedtuple",
    "dataclasses.make_dataclass",
    "pydantic.create_model",
    "typing.NamedTuple",
    "typing.TypedDict",
];

/// Bases and decorators that make a class costly to make.
const COSTLY: &[&str] = &[
    "attr.s",
    "attrs.define",
    "dataclasses.dataclass",
    "msgspec.Struct",
    "pydantic.BaseModel",
    "pydantic.dataclasses.dataclass",
    "typing.NamedTuple",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(FACTORIES) {
        if call.in_handler() && call.is_constant() && !call.unpacks() {
            let target = call.target().unwrap_or_default();
            let message = format!("`{target}` makes the same class for every invocation");
            findings.add_call(call, message);
        }
    }
    for function in facts.functions().filter(|function| function.in_handler()) {
        for statement in function.blocks().into_iter().flatten() {
            let is_class = matches!(statement.code(), Stmt::Class(_));
            if is_class && is_costly(statement) && is_the_same(function, statement) {
                tell(function, statement, findings);
            }
        }
    }
}

fn is_costly(class: Statement<'_>) -> bool {
    let name = |value: Value<'_>| {
        let name = value.called().or_else(|| value.qualified());
        name.is_some_and(|name| COSTLY.contains(&name))
    };
    class.values().any(name)
}

/// Returns whether a class is made of nothing that only its function has.
fn is_the_same(function: Function<'_>, class: Statement<'_>) -> bool {
    let own = class.binds();
    let bound = function.binds();
    let mut reads = class.reads().into_iter();
    !reads.any(|name| bound.contains(&name) && !own.contains(name))
}

fn tell(function: Function<'_>, class: Statement<'_>, findings: &mut Findings) {
    let message = format!(
        "`{}` makes this class anew for every invocation",
        function.name()
    );
    let finding = findings.add(class.place(), message);
    finding.symbol = Some(function.qualified());
}
