//! Installers (pip, setuptools, wheel) that came with an environment and that nothing imports.

use super::{Found, Guard, Rule, Survey};
use crate::source::Facts;

pub(super) const RULE: Rule = Rule {
    name: "installers",
    guard: Guard::Touched,
    find,
};

/// Distributions and the modules that they bring.
const INSTALLERS: &[(&str, &[&str])] = &[
    ("pip", &["pip"]),
    (
        "setuptools",
        &[
            "setuptools",
            "pkg_resources",
            "_distutils_hack",
            "distutils",
        ],
    ),
    ("wheel", &["wheel"]),
];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let is_installer = |name: &str| INSTALLERS.iter().any(|(installer, _)| *installer == name);
    for (installer, modules) in INSTALLERS {
        if survey.package.version(installer).is_none() {
            continue;
        }
        let user = survey.facts.iter().find(|(path, facts)| {
            let owner = survey.distribution(path);
            !owner.is_some_and(is_installer) && !found.goes(path) && needs(facts, modules)
        });
        if let Some((path, _)) = user {
            let note = format!("`{installer}` stays: `{path}` imports it");
            found.note(note);
            continue;
        }
        for (path, distribution) in survey.distributed() {
            if distribution == *installer {
                found.add(path, "an installer that nothing imports");
            }
        }
    }
}

fn needs(facts: &Facts, modules: &[&str]) -> bool {
    let is_one = |name: &str| modules.contains(&name.split('.').next().unwrap_or(name));
    let mut imports = facts.imports.iter().filter(|import| import.level == 0);
    imports.any(|import| is_one(&import.module)) || facts.literals.iter().any(|name| is_one(name))
}
