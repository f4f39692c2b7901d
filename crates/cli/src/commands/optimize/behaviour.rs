//! Whether the function behaves with changes as it does when shipped.

use std::collections::BTreeSet;

use warmfront_build::package::PackagePath;
use warmfront_check::fix::Edit;
use warmfront_engine::Setup;
use warmfront_optimize::laboratory::Behaviour;
use warmfront_verify::plan::Allowed;
use warmfront_verify::verdict::{Conclusion, Difference, Verdict};

use super::alteration::Alteration;
use super::ground::Ground;
use crate::commands::build::proof;
use crate::commands::target::Prepared;
use crate::commands::verify::{self, Pair};
use crate::settings::VerifyRuns;

/// Runs a reference and a candidate, which has some changes, and compares.
pub(super) fn judge(
    ground: &Ground<'_>,
    [reference, candidate]: [Setup; 2],
    set: &[&Alteration],
) -> anyhow::Result<Behaviour> {
    let build = &ground.settings.build;
    let usual = VerifyRuns::usual();
    let runs = build.verification.as_ref().unwrap_or(&usual);
    let reference = Prepared {
        setup: reference,
        events: ground.reference.events.clone(),
        notes: Vec::new(),
        tools: Vec::new(),
    };
    let pair = Pair {
        reference: &reference,
        candidate: &candidate,
        allowed: &allowed(ground, set),
    };
    let verdict = verify::judge(&pair, &build.target, runs, ground.audience)?;
    Ok(behaviour(&verdict))
}

fn behaviour(verdict: &Verdict) -> Behaviour {
    match verdict.conclusion {
        Conclusion::Same => Behaviour::Same,
        Conclusion::Different => Behaviour::Different(
            verdict
                .differences
                .first()
                .map_or_else(|| "it behaves differently".to_owned(), line),
        ),
        Conclusion::Unjudged => Behaviour::Unjudged(unjudged(verdict)),
    }
}

fn line(difference: &Difference) -> String {
    let Difference {
        events,
        part,
        path,
        reference,
        candidate,
        ..
    } = difference;
    let side = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => text.replace('\n', " "),
    };
    let on = match events.last() {
        Some(event) => format!("on {event}: "),
        None => "at init: ".to_owned(),
    };
    format!(
        "{on}{part} {path}: {} became {}",
        side(reference),
        side(candidate)
    )
}

fn unjudged(verdict: &Verdict) -> String {
    if let Some(masked) = verdict.unjudged.first() {
        return format!("{} {}: {}", masked.part, masked.path, masked.kind);
    }
    let note = verdict.notes.first();
    note.map_or_else(
        || "too little of it could be judged".to_owned(),
        Clone::clone,
    )
}

/// Returns what changes may change.
fn allowed(ground: &Ground<'_>, set: &[&Alteration]) -> Vec<Allowed> {
    let mut allowed = Vec::new();
    for alteration in set {
        match alteration {
            Alteration::Imports(_) => allowed.push(proof::allowed_of_imports()),
            Alteration::Setting(setting) => allowed.extend(proof::allowed_of_setting(setting)),
            Alteration::Memory(_) => allowed.push(Allowed {
                part: "state",
                path: "$.variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE".to_owned(),
                why: "another memory size".to_owned(),
            }),
            Alteration::Code(edits) => allowed.extend(kept_by_fixes(ground, edits)),
            Alteration::Pass(_) => {}
        }
    }
    allowed
}

/// Returns what fixes may leave for the next invocation: most of them have a module keep something
/// that was made anew each time.
fn kept_by_fixes(ground: &Ground<'_>, edits: &[Edit]) -> Vec<Allowed> {
    let files: BTreeSet<_> = edits.iter().map(|edit| &edit.file).collect();
    let modules = files.iter().filter_map(|file| ground.sources.name(file));
    let allowed = modules.map(|path| Allowed {
        part: "state",
        path: format!("$[\"globals:{}\"]", module(path)),
        why: "a fix has the module keep what it makes".to_owned(),
    });
    allowed.collect()
}

/// Returns the name of the module that a file is.
fn module(path: &PackagePath) -> String {
    let path = path.as_str();
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let name = stem.strip_suffix("/__init__").unwrap_or(stem);
    name.replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::{PackagePath, module};

    #[test]
    fn a_module_has_the_name_of_its_file() {
        let name = |path: &str| module(&PackagePath::new(path).unwrap());
        assert_eq!(name("app.py"), "app");
        assert_eq!(name("shop/prices.py"), "shop.prices");
        assert_eq!(name("shop/__init__.py"), "shop");
    }
}
