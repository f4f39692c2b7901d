//! Environments that are kept ready cost the same at night.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Setting, Site, Stated};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};
use std::time::Duration;

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(510),
    name: "provisioned-round-the-clock",
    summary: "provisioned concurrency is paid for day and night",
    class: Class::Price,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF510.md"),
    check: Check::Configuration(check),
};

use warmfront_model::function::Architecture;
use warmfront_model::units::{BilledDuration, GbSeconds};

/// Hours of a month, as price calculators count them.
const HOURS: u64 = 730;

fn check(configuration: &Configuration, findings: &mut Findings) {
    let owners = configuration
        .functions()
        .chain(configuration.of(Kind::Alias));
    for site in owners {
        let n = site.resource.number(Setting::ProvisionedConcurrency);
        let Some(n) = n.and_then(|n| u64::try_from(n).ok()).filter(|n| *n > 0) else {
            continue;
        };
        let changes = site.template.of(Kind::Scaling).next().is_some();
        if changes {
            continue;
        }
        let name = &site.resource.id;
        let message = format!("`{name}` keeps {n} environments ready day and night");
        let function = site.function().unwrap_or(site);
        let note = cost(configuration, function, n);
        if let Some(finding) = site.report(findings, Setting::ProvisionedConcurrency, message) {
            finding.notes.extend(note);
        }
    }
}

/// Says what that costs, by list price.
fn cost(configuration: &Configuration, function: Site<'_>, n: u64) -> Option<String> {
    let megabytes = u32::try_from(function.memory_size()?).ok()?;
    let stated = function.resource.get(Setting::Architecture);
    let architecture = match stated.map(Stated::list) {
        Some([only]) if only == "arm64" => Architecture::Arm64,
        _ => Architecture::X86_64,
    };
    let month = BilledDuration::from(Duration::from_hours(HOURS));
    let held = GbSeconds::of_megabytes(megabytes, month).saturating_mul(n);
    let price = configuration
        .prices
        .of(architecture)
        .provisioned_concurrency
        .idle;
    let cost = price.of_gb_seconds(held);
    let region = &configuration.prices.region;
    Some(format!("idle, that is {cost:.2} a month in {region}"))
}
