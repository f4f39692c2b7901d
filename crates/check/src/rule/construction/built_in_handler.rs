//! Templates, validators and adapters are made to be built once.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Facts, Value};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(109),
    name: "built-in-handler",
    summary: "templates, validators or adapters are built anew for every invocation",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF109.md"),
    check: Check::Python(check),
};

/// What builds something that is worth keeping.
const BUILDERS: &[&str] = &[
    "cerberus.Validator",
    "fastjsonschema.compile",
    "jinja2.Environment",
    "jinja2.Template",
    "jsonschema.Draft201909Validator",
    "jsonschema.Draft202012Validator",
    "jsonschema.Draft4Validator",
    "jsonschema.Draft6Validator",
    "jsonschema.Draft7Validator",
    "jsonschema.validators.Draft202012Validator",
    "jsonschema.validators.Draft7Validator",
    "lark.Lark",
    "mako.lookup.TemplateLookup",
    "pydantic.TypeAdapter",
];

/// What checks the schema each time, and where it is given.
const CHECKS: &[(&str, usize)] = &[("fastjsonschema.validate", 0), ("jsonschema.validate", 1)];

/// Arguments of which a builder may be given any, such as the loader of templates.
const LOADERS: &[&str] = &["jinja2.Environment"];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(BUILDERS) {
        let target = call.target().unwrap_or_default();
        let is_same = if LOADERS.contains(&target) {
            !call.depends_on_event()
        } else {
            call.is_constant()
        };
        if call.in_handler() && is_same {
            let message = format!("a `{target}` is built for every invocation");
            findings.add_call(call, message);
        }
    }
    for (name, place) in CHECKS {
        for call in facts.calls_to(&[name]) {
            let schema = call.argument("schema", Some(*place));
            if call.in_handler() && schema.is_some_and(Value::is_stable) {
                let message = format!("`{name}` reads the schema anew for every invocation");
                findings.add_call(call, message);
            }
        }
    }
}
