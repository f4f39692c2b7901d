//! Starting from a snapshot takes the place of init.

use crate::code::Code;
use crate::configuration::{Configuration, Setting, Trigger};
use crate::finding::Class;
use crate::rule::{Check, Default, Findings, Fixes, Rule};
use warmfront_model::function::PythonVersion;

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(506),
    name: "no-snap-start",
    summary: "a function that somebody waits for could start from a snapshot",
    class: Class::Init,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF506.md"),
    check: Check::Configuration(check),
};

/// The first version that can be started from a snapshot.
const FIRST: PythonVersion = PythonVersion {
    major: 3,
    minor: 12,
};

fn check(configuration: &Configuration, findings: &mut Findings) {
    for site in configuration.functions() {
        let is_waited_for = site.triggers().any(Trigger::is_synchronous);
        let could = site.python().is_some_and(|version| version >= FIRST);
        let has_other = [
            Setting::SnapStart,
            Setting::ProvisionedConcurrency,
            Setting::FileSystem,
        ];
        let is_other = has_other.iter().any(|setting| site.resource.has(*setting))
            || site.number_or(Setting::EphemeralStorage, 512) != Some(512);
        if !is_waited_for || !could || is_other {
            continue;
        }
        let name = &site.resource.id;
        let message = format!("`{name}` answers requests, and starts without SnapStart");
        let finding = site.found(findings, site.place(), message);
        if let Some(init) = site.known().and_then(|known| known.init) {
            let note = format!("its init took {} ms when it was profiled", init.as_millis());
            finding.notes.push(note);
        }
    }
}
