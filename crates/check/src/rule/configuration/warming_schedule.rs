//! A schedule warms one environment; the second request at a time still waits.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(538),
    name: "warming-schedule",
    summary: "a schedule keeps one environment warm",
    class: Class::Price,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF538.md"),
    check: Check::Configuration(check),
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for (source, trigger) in configuration.sources() {
        let schedule = source.resource.text(Setting::Schedule).unwrap_or_default();
        let input = source.resource.text(Setting::Input).unwrap_or_default();
        let says_so = [input, &source.resource.id]
            .iter()
            .any(|text| text.to_ascii_lowercase().contains("warm"));
        if trigger != Trigger::Schedule || !says_so || minutes(schedule) > Some(30) {
            continue;
        }
        let message = "this schedule keeps one environment warm, and no more than one";
        source.found(findings, source.place(), message);
    }
}

/// Returns how many minutes lie between runs of a `rate`.
fn minutes(schedule: &str) -> Option<u32> {
    let rate = schedule.trim().strip_prefix("rate(")?;
    let (number, unit) = rate.trim_end_matches(')').split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    match unit.trim().trim_end_matches('s') {
        "minute" => Some(number),
        "hour" => number.checked_mul(60),
        _ => Some(u32::MAX),
    }
}
