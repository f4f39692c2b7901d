//! Each environment holds a connection of its own; a database has so many and no more.

use crate::code::Code;
use crate::configuration::{Configuration, Kind, Resource, Setting};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(550),
    name: "concurrency-beyond-connections",
    summary: "a function may open more connections than its database has",
    class: Class::Safety,
    default: Default::On,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF550.md"),
    check: Check::Configuration(check),
};

/// Environments of an account, unless a quota was raised.
const ACCOUNT: i64 = 1000;

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let has_proxy = site.template.of(Kind::DatabaseProxy).next().is_some();
        let database = site
            .template
            .of(Kind::Database)
            .find(|database| site.resource.references.contains(&database.id));
        let (false, Some(database)) = (has_proxy, database) else {
            continue;
        };
        let Some(most) = connections(database) else {
            continue;
        };
        let Some(concurrency) = site.number_or(Setting::ReservedConcurrency, ACCOUNT) else {
            continue;
        };
        if concurrency <= most {
            continue;
        }
        let name = &site.resource.id;
        let message = format!(
            "`{name}` may have {concurrency} environments, `{}` about {most} connections",
            database.id
        );
        site.report(findings, Setting::ReservedConcurrency, message);
    }
}

/// Returns about how many connections a database accepts, by its memory.
fn connections(database: &Resource) -> Option<i64> {
    let class = database.text(Setting::InstanceClass)?;
    let mut parts = class.trim_start_matches("db.").split('.');
    let (family, size) = (parts.next()?, parts.next()?);
    let per_vcpu = if family.starts_with('r') || family.starts_with('x') {
        8
    } else {
        4
    };
    let gigabytes = match size {
        "micro" => 1,
        "small" => 2,
        "medium" => 4,
        "large" => 2 * per_vcpu,
        "xlarge" => 4 * per_vcpu,
        _ => 4 * per_vcpu * size.strip_suffix("xlarge")?.parse::<i64>().ok()?,
    };
    let bytes = gigabytes.checked_mul(1 << 30)?;
    let engine = database.text(Setting::Engine).unwrap_or_default();
    // The engines' own formulas, in the default groups of parameters.
    Some(if engine.contains("postgres") {
        (bytes / 9_531_392).min(5000)
    } else {
        bytes / 12_582_880
    })
}
