//! A client that is built at init, though only some events need it.

use std::collections::BTreeSet;

use crate::code::Code;
use crate::finding::Class;
use crate::python::tree::Stmt;
use crate::python::{Facts, Import, Statement, Value};
use crate::rule::subject::entry;
use crate::rule::subject::need::Need;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(208),
    name: "client-used-on-one-path",
    summary: "a client is built at init, though only some events need it, or none",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF208.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    let entries = entry::entries(facts);
    let imports = facts.imports().filter_map(Import::name);
    let passed_on: BTreeSet<_> = imports.collect();
    for module in facts.functions().filter(|function| function.is_module()) {
        let mut own = entries
            .iter()
            .filter(|entry| entry.function.module() == module.module())
            .peekable();
        if own.peek().is_none() {
            continue;
        }
        let own: Vec<_> = own.collect();
        for statement in module.body() {
            let Some(name) = client(statement).filter(|name| !passed_on.contains(name)) else {
                continue;
            };
            let spared = need(facts, statement, name)
                .and_then(|need| own.iter().find(|entry| !need.is_always(entry.function)));
            if let Some(spared) = spared {
                let message =
                    format!("`{name}` is built at each cold start, and not every event needs it");
                let finding = findings.add(statement.place(), message);
                finding.symbol = Some(module.qualified());
                finding.notes.push(format!(
                    "`{}` may end without it",
                    spared.function.qualified()
                ));
            }
        }
    }
}

/// Returns the name that a statement binds to an AWS client or resource of its own.
fn client(statement: Statement<'_>) -> Option<&str> {
    let Stmt::Assign(..) = statement.code() else {
        return None;
    };
    let made = statement.values().next()?;
    let is_client = made
        .class()
        .is_some_and(|class| class.starts_with("boto3.client[") && class.ends_with(']'));
    let binds = statement.binds();
    let mut names = binds.into_iter();
    names.next().filter(|_| is_client && names.next().is_none())
}

/// Returns where a module's name is used, unless that is while the module is imported.
fn need<'a>(facts: &'a Facts, made: Statement<'a>, name: &str) -> Option<Need> {
    let module = made.function().module();
    let mut need = Need::default();
    for function in facts
        .functions()
        .filter(|function| function.module() == module)
    {
        for statement in function.blocks().into_iter().flatten() {
            let values = statement.values().flat_map(Value::parts);
            for value in values.filter(|value| value.name() == Some(name)) {
                if statement == made {
                    continue;
                }
                if function.is_module() {
                    return None;
                }
                need.add(function, value.span());
            }
        }
    }
    Some(need)
}
