//! Of two copies Python loads the first, and both are downloaded.

use crate::code::Code;
use crate::contents::{Contents, Distribution};
use crate::finding::{Class, Place};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(608),
    name: "duplicate-across-layers",
    summary: "a package is deployed twice, in a layer and beside it",
    class: Class::Size,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF608.md"),
    check: Check::Contents(check),
};

fn check(contents: &Contents, findings: &mut Findings) {
    let own = contents
        .installed
        .iter()
        .map(|each| ("the function", &each.distributions));
    let layers = contents
        .layers
        .iter()
        .map(|(name, held)| (name.as_str(), held));
    let all: Vec<(&str, &Vec<Distribution>)> = own.chain(layers).collect();
    for (index, (place, held)) in all.iter().enumerate() {
        for distribution in *held {
            let other = all[index + 1..].iter().find_map(|(other, held)| {
                let copy = held.iter().find(|each| each.name == distribution.name)?;
                Some((other, copy))
            });
            let Some((other, copy)) = other else {
                continue;
            };
            let name = &distribution.name;
            let kilobytes = copy.bytes / 1000;
            let message = format!("`{name}` is in {place} and in {other}: {kilobytes} kB twice");
            let finding = findings.add(Place::whole(&contents.path), message);
            finding.symbol.clone_from(&contents.symbol);
            if copy.version != distribution.version {
                let note = format!("versions {} and {}", distribution.version, copy.version);
                finding.notes.push(note);
            }
        }
    }
}
