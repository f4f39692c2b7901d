//! A pattern that `re` keeps by itself.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(416),
    name: "regex-not-worth-hoisting",
    summary: "moving this `re.compile` out of the handler is not worth it",
    class: Class::Nothing,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF416.md"),
    check: Check::Python(check),
};

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_to(&["re.compile"]) {
        let pattern = call.argument("pattern", Some(0));
        let is_text = pattern.is_some_and(|pattern| pattern.text().is_some());
        if is_text && call.in_handler() && !call.function().is_module() {
            let message = "`re` keeps the pattern: asking again takes 0.0004 ms".to_owned();
            findings.add_call(call, message);
        }
    }
}
