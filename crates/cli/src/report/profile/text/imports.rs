//! The costliest imports, and what they came to.

use warmfront_profile::document::{Bytecode, Millis, Module, Profile, Usage};
use warmfront_profile::rank;

use super::columns::{Column, Columns, Fit};
use super::figures::{bytes, count, time};
use super::place;
use crate::report::text::cells::Cut;
use crate::report::text::table::Align::{Left, Right};

/// How many are shown.
const SHOWN: usize = 10;

/// Returns what the section is called.
pub(super) fn title(profile: &Profile) -> String {
    let at_init = || {
        profile
            .modules
            .iter()
            .filter(|module| module.invocation.is_none())
    };
    let total: Millis = at_init().map(|module| module.self_ms).sum();
    let modules = count(at_init().count(), "module");
    let packages = count(profile.distributions.len(), "package");
    format!("imports: {} of init, {modules}, {packages}", time(total))
}

/// Returns the table.
pub(super) fn table(profile: &Profile) -> Columns<7> {
    let column = |title, align, fit| Column { title, align, fit };
    let mut columns = Columns::new([
        column("IMPORT", Left, Fit::Shrink(14, Cut::End)),
        column("PACKAGE", Left, Fit::Drop(1)),
        column("OWN", Right, Fit::Drop(2)),
        column("WITH ALL", Right, Fit::Keep),
        column("MEMORY", Right, Fit::Drop(3)),
        column("NEEDED BY", Left, Fit::Keep),
        column("STATEMENT", Left, Fit::Shrink(12, Cut::Start)),
    ]);
    for index in rank::imports(profile).into_iter().take(SHOWN) {
        let module = &profile.modules[index];
        let distribution = module
            .distribution
            .and_then(|index| profile.distributions.get(index));
        columns.row([
            module.name.clone(),
            distribution.map_or_else(String::new, |distribution| {
                let version = distribution.version.as_deref().unwrap_or_default();
                format!("{} {version}", distribution.name)
            }),
            time(module.self_ms),
            time(module.retained_ms),
            bytes(module.retained_resident),
            needed_by(module, profile.subject.events.len()),
            place(profile, module.file.as_deref(), module.line),
        ]);
    }
    columns
}

fn needed_by(module: &Module, n_events: usize) -> String {
    match &module.usage {
        None => String::new(),
        Some(usage) if usage.events.len() >= n_events && n_events > 0 => match n_events {
            1 => "the event".to_owned(),
            _ => "all events".to_owned(),
        },
        Some(Usage { events, .. }) if !events.is_empty() => {
            format!("{} of {n_events} events", events.len())
        }
        Some(Usage { at_init: true, .. }) => "init only".to_owned(),
        Some(_) => "nothing".to_owned(),
    }
}

/// Returns what compiling modules anew took, where any had no bytecode that could be used.
pub(super) fn compiled(profile: &Profile) -> Option<String> {
    let without = |module: &&Module| matches!(module.bytecode, Bytecode::Stale | Bytecode::Absent);
    let compiled = profile.modules.iter().filter(without);
    let (mut n, mut total) = (0, Millis::ZERO);
    for module in compiled {
        n += 1;
        total += module.self_ms;
    }
    let modules = count(n, "module");
    let took = time(total);
    (n > 0)
        .then(|| format!("compiled at init for want of valid bytecode: {modules}, {took} in all"))
}
