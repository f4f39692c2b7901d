//! What nobody reads at run time is downloaded at every cold start.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::{Class, Place};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(605),
    name: "dead-weight",
    summary: "tests, documents and the like are deployed",
    class: Class::Size,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF605.md"),
    check: Check::Contents(check),
};

/// Less than this is not worth a word.
const LITTLE: u64 = 1_000_000;

fn check(contents: &Contents, findings: &mut Findings) {
    let Some(installed) = &contents.installed else {
        return;
    };
    let bytes: u64 = installed.weight.values().sum();
    if bytes < LITTLE {
        return;
    }
    let share = bytes * 100 / installed.bytes.max(1);
    let message = format!(
        "{} MB of {} MB are tests, documents and the like",
        bytes / 1_000_000,
        installed.bytes / 1_000_000
    );
    let finding = findings.add(Place::whole(&contents.path), message);
    finding.symbol.clone_from(&contents.symbol);
    for (weight, bytes) in &installed.weight {
        let kilobytes = bytes / 1000;
        finding
            .notes
            .push(format!("{}: {kilobytes} kB", weight.words()));
    }
    finding.notes.push(format!(
        "{share} % of the package; `warmfront build` leaves out what is not needed"
    ));
}
