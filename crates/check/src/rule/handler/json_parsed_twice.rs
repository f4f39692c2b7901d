//! The same text, parsed twice.

use crate::code::Code;
use crate::finding::{Class, Secondary};
use crate::fix::Fix;
use crate::python::{Call, Facts};
use crate::rule::mend::Mend;
use crate::rule::subject::{answer, order};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(401),
    name: "json-parsed-twice",
    summary: "the same text is parsed twice",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF401.md"),
    check: Check::Python(check),
};

/// What parses.
const PARSERS: &[&str] = &[
    "httpx.Response.json",
    "json.loads",
    "orjson.loads",
    "requests.Response.json",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for function in facts.functions().filter(|function| function.in_handler()) {
        let mut parses = function
            .calls()
            .filter(|call| parses(*call))
            .collect::<Vec<_>>();
        parses.sort_by_key(|call| call.span().start);
        for (place, call) in parses.iter().enumerate() {
            let mut before = parses[..place].iter().rev();
            let first = before.find(|first| {
                order::is_same(**first, *call)
                    && order::always_before(**first, *call)
                    && !order::is_bound_between(**first, *call)
                    && !is_changed(**first)
                    && !is_changed(*call)
            });
            if let Some(first) = first {
                let message = "the same text was parsed before".to_owned();
                let finding = findings.add_call(*call, message);
                finding.secondary.push(Secondary {
                    place: first.place(),
                    message: "here".to_owned(),
                });
                finding.fix = once(*first, *call);
            } else if order::repeats_itself(*call) && !is_changed(*call) {
                findings.add_call(*call, "the loop parses the same text each time".to_owned());
            }
        }
    }
}

fn parses(call: Call<'_>) -> bool {
    call.target().is_some_and(|name| PARSERS.contains(&name)) && !call.is_once()
}

/// Returns whether something is done to what was parsed.
fn is_changed(call: Call<'_>) -> bool {
    let Some(name) = answer::name(call) else {
        return false;
    };
    let source = answer::function_source(call);
    let ways = [
        ".update(",
        ".pop(",
        ".setdefault(",
        ".append(",
        ".clear(",
        ".sort(",
        ".extend(",
    ];
    let lines = source.lines().map(str::trim);
    let is_set = lines.clone().any(|line| {
        let rest = line.strip_prefix(name).filter(|rest| rest.starts_with('['));
        rest.is_some_and(|rest| rest.contains("] = ") || rest.contains("] += "))
            || line.starts_with(&format!("del {name}["))
    });
    is_set
        || ways
            .iter()
            .any(|way| source.contains(&format!("{name}{way}")))
}

/// Parses once, and uses what that gave.
fn once(first: Call<'_>, call: Call<'_>) -> Option<Fix> {
    let mut mend = Mend::of(call.function())?;
    if let Some(name) = answer::name(first).filter(|_| is_all_of(first)) {
        mend.replace(call.span(), name);
        return Some(mend.unsafe_fix(format!("use `{name}`")));
    }
    let indent = mend.indent(first.statement())?;
    if mend.is_taken(call.function(), "parsed") {
        return None;
    }
    let text = mend.text(first.span());
    mend.insert(
        first.statement().span().start,
        format!("parsed = {text}\n{indent}"),
    );
    mend.replace(first.span(), "parsed");
    mend.replace(call.span(), "parsed");
    Some(mend.unsafe_fix("parse once"))
}

/// Returns whether a statement binds a name to what was parsed, and not to a part of it.
fn is_all_of(call: Call<'_>) -> bool {
    let value = call.statement().values().next();
    value.is_some_and(|value| value.id() == call.value().id())
}
