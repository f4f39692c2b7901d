//! A function and its layers may have 250 MB unzipped, and not one byte more.

use crate::code::Code;
use crate::contents::{Contents, Distribution};
use crate::finding::{Class, Place};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(609),
    name: "size-near-limit",
    summary: "a package comes near the limit of 250 MB",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF609.md"),
    check: Check::Contents(check),
};

/// The most that Lambda accepts for a function with its layers.
const MOST: u64 = 250 << 20;

fn check(contents: &Contents, findings: &mut Findings) {
    let Some(installed) = &contents.installed else {
        return;
    };
    let layers = contents.layers.iter().flat_map(|(_, held)| held);
    let bytes = installed.bytes + layers.map(|each| each.bytes).sum::<u64>();
    // Four fifths: a release of one large package can take the rest.
    if bytes < MOST / 5 * 4 {
        return;
    }
    let megabytes = bytes >> 20;
    let message = format!("the function and its layers have {megabytes} of 250 MB");
    let finding = findings.add(Place::whole(&contents.path), message);
    finding.symbol.clone_from(&contents.symbol);
    let mut largest: Vec<&Distribution> = installed.distributions.iter().collect();
    largest.sort_by_key(|each| std::cmp::Reverse(each.bytes));
    for each in largest.into_iter().take(3) {
        finding
            .notes
            .push(format!("{}: {} MB", each.name, each.bytes / 1_000_000));
    }
}
