//! A library for another machine fails the first import of it.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::{Class, Place};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(607),
    name: "foreign-libraries",
    summary: "native libraries are for another machine or Python",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF607.md"),
    check: Check::Contents(check),
};

fn check(contents: &Contents, findings: &mut Findings) {
    let Some(installed) = &contents.installed else {
        return;
    };
    let Some((first, why)) = installed.foreign.first() else {
        return;
    };
    let n = installed.foreign.len();
    let message =
        format!("{n} native libraries cannot be loaded by the function: `{first}` is {why}");
    let finding = findings.add(Place::whole(&contents.path), message);
    finding.symbol.clone_from(&contents.symbol);
    for (path, why) in installed.foreign.iter().skip(1).take(4) {
        finding.notes.push(format!("`{path}` is {why}"));
    }
}
