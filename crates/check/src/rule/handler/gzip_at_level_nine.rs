//! Data that are compressed at the slowest level.

use crate::code::Code;
use crate::finding::Class;
use crate::fix::Fix;
use crate::python::{Call, Facts};
use crate::rule::mend::{self, Mend};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(415),
    name: "gzip-at-level-nine",
    summary: "data are compressed at the slowest level",
    class: Class::PerInvocation,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF415.md"),
    check: Check::Python(check),
};

/// What compresses, and where its level is given.
const COMPRESSORS: &[(&str, usize)] =
    &[("gzip.GzipFile", 2), ("gzip.compress", 1), ("gzip.open", 2)];

fn check(facts: &Facts, findings: &mut Findings) {
    for (name, place) in COMPRESSORS {
        for call in facts.calls_to(&[name]) {
            let level = call.argument("compresslevel", Some(*place));
            let is_slowest = level.is_none_or(|level| level.int() == Some(9));
            if is_slowest && !call.unpacks() && call.in_handler() && writes(call) {
                let message = format!("`{name}` uses level 9, six times as slow as level 6");
                findings.add_call(call, message).fix = quicker(call, *place);
            }
        }
    }
}

fn writes(call: Call<'_>) -> bool {
    if call.target() == Some("gzip.compress") {
        return true;
    }
    let mode = call.argument("mode", Some(1));
    mode.is_some_and(|mode| {
        mode.text()
            .is_some_and(|mode| mode.starts_with(['w', 'a', 'x']))
    })
}

fn quicker(call: Call<'_>, place: usize) -> Option<Fix> {
    let mut mend = Mend::of(call.function())?;
    mend::set_argument(&mut mend, call, ("compresslevel", Some(place)), "6")?;
    Some(mend.unsafe_fix("use level 6: other bytes, of which the same is read"))
}
