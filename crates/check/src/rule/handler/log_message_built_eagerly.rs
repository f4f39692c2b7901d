//! An expensive text, made for a message that is not written.

use crate::code::Code;
use crate::finding::Class;
use crate::python::Facts;
use crate::rule::subject::log;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(403),
    name: "log-message-built-eagerly",
    summary: "an expensive text is made for a message that is not written",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF403.md"),
    check: Check::Python(check),
};

/// What makes a text of a whole object.
const COSTLY: &[&str] = &[
    "json.dumps",
    "orjson.dumps",
    "pprint.pformat",
    "simplejson.dumps",
    "traceback.format_exc",
    "yaml.dump",
    "yaml.safe_dump",
];

fn check(facts: &Facts, findings: &mut Findings) {
    for call in facts.calls_where(log::debugs) {
        if !call.in_handler() || call.is_conditional() {
            continue;
        }
        let mut parts = call.arguments().flat_map(|(_, value)| value.parts());
        let costly = parts.find_map(|part| part.called().filter(|called| COSTLY.contains(called)));
        if let Some(costly) = costly {
            let message = format!("`{costly}` makes a text that is mostly not written");
            findings.add_call(call, message);
        }
    }
}
