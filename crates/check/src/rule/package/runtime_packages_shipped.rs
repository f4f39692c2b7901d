//! The runtime has boto3 and what it needs; a second copy takes 15 MB and more.

use crate::code::Code;
use crate::contents::Contents;
use crate::finding::{Class, Place};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(606),
    name: "runtime-packages-shipped",
    summary: "packages are deployed that the runtime brings already",
    class: Class::Size,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF606.md"),
    check: Check::Contents(check),
};

/// What Lambda's runtime for Python brings.
const BROUGHT: [&str; 7] = [
    "boto3",
    "botocore",
    "jmespath",
    "python-dateutil",
    "s3transfer",
    "six",
    "urllib3",
];

fn check(contents: &Contents, findings: &mut Findings) {
    let Some(installed) = &contents.installed else {
        return;
    };
    let mut distributions = installed.distributions.iter();
    let Some(botocore) = distributions.find(|each| each.name == "botocore") else {
        return;
    };
    let all = installed.distributions.iter();
    let brought = all.filter(|each| BROUGHT.contains(&each.name.as_str()));
    let bytes: u64 = brought.map(|each| each.bytes).sum();
    let message = format!(
        "boto3 and what it needs take {} MB, and the runtime brings them",
        bytes / 1_000_000
    );
    let finding = findings.add(Place::whole(&contents.path), message);
    finding
        .notes
        .push(format!("botocore {} is deployed", botocore.version));
}
