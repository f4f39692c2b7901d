//! Bytecode that is absent, or stale on arrival, is made anew at every cold start.

use crate::code::Code;
use crate::contents::{Bytecode, Contents};
use crate::finding::{Class, Place};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(601),
    name: "bytecode-unusable",
    summary: "modules are compiled at every cold start, since their bytecode is absent or will be stale",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF601.md"),
    check: Check::Contents(check),
};

/// Fewer modules than this are not worth a word.
const FEW: usize = 20;

fn check(contents: &Contents, findings: &mut Findings) {
    let Some(installed) = &contents.installed else {
        return;
    };
    let Bytecode {
        n_modules,
        n_absent,
        n_dated,
    } = installed.bytecode;
    let unusable = n_absent + n_dated;
    if unusable < FEW {
        return;
    }
    let message = format!("{unusable} of {n_modules} modules are compiled at every cold start");
    let finding = findings.add(Place::whole(&contents.path), message);
    finding.symbol.clone_from(&contents.symbol);
    if n_absent > 0 {
        let note = format!("{n_absent} have no bytecode for the function's Python");
        finding.notes.push(note);
    }
    if n_dated > 0 {
        let note =
            format!("{n_dated} have bytecode by date, and an archive gives files other dates");
        finding.notes.push(note);
    }
    finding.notes.push(
        "`warmfront build --passes bytecode` adds bytecode that is valid on arrival".to_owned(),
    );
}
