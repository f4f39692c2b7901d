//! Old interpreters get no fixes, and start and run slower than newer ones.

use crate::code::Code;
use crate::configuration::{Configuration, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};
use warmfront_model::function::PythonVersion;
use warmfront_model::price::Date;

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(505),
    name: "unsupported-python",
    summary: "a function runs on a Python that gets no more fixes",
    class: Class::Init,
    default: Default::On,
    fixes: Fixes::Sometimes,
    page: include_str!("../../../pages/WF505.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let Some(version) = site.python() else {
            continue;
        };
        let Some((end, month)) = end(version) else {
            continue;
        };
        // Without a date, only what is long past counts.
        let is_past = match configuration.today {
            Some(today) => end <= today,
            None => version.minor < 9,
        };
        if !is_past {
            continue;
        }
        let name = &site.resource.id;
        let message =
            format!("`{name}` runs on Python {version}, which has had no fixes since {month}");
        if let Some(finding) = site.report(findings, Setting::Runtime, message) {
            finding.fix = site.set(
                Setting::Runtime,
                "python3.13",
                "set the runtime to python3.13",
            );
        }
    }
}

/// Returns when the Python core developers end their support.
fn end(version: PythonVersion) -> Option<(Date, String)> {
    let year = match (version.major, version.minor) {
        (2, _) => 2020,
        (3, ..=7) => 2023,
        (3, minor) => 2016 + u16::from(minor),
        _ => return None,
    };
    let end = Date::new(year, 11, 1)?;
    Some((end, format!("October {year}")))
}
