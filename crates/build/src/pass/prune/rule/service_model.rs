//! Models of AWS services that no client is made for: most of botocore's size.
//!
//! Every call that makes a client is read, in the function's code and in all packages but botocore
//! and boto3 themselves. One whose service is computed keeps them all, whatever runs have touched.

use std::collections::BTreeSet;

use crate::package::PackagePath;
use crate::source::facts::ServiceUse;
use crate::source::{Facts, module};

use super::{Found, Guard, Rule, Survey};

pub(super) const RULE: Rule = Rule {
    name: "service models",
    guard: Guard::Touched,
    find,
};

/// Where the models are.
const MODELS: &str = "botocore/data/";

/// Services that botocore itself calls for credentials.
const CREDENTIALS: &[&str] = &["signin", "sso", "sso-oidc", "sts"];

/// Distributions whose calls pass on what their callers name.
const LIBRARIES: &[&str] = &["boto3", "botocore", "s3transfer"];

/// Names of functions that list services or read models of any.
const LISTS: &[&str] = &[
    "get_available_regions",
    "get_available_resources",
    "get_available_services",
    "get_service_data",
    "get_service_model",
    "list_available_services",
    "load_service_model",
];

fn find(survey: &Survey<'_>, found: &mut Found<'_>) {
    let is_model = |path: &PackagePath| path.as_str().contains(MODELS) && !found.goes(path);
    if !survey.distributed().any(|(path, _)| is_model(path)) {
        return;
    }
    let used = match services(survey, found) {
        Ok(used) => used,
        Err(why) => {
            found.note(format!("models of all AWS services stay: {why}"));
            return;
        }
    };
    for (path, distribution) in survey.distributed() {
        let folder = match distribution {
            "boto3" => "boto3/data/",
            "botocore" => MODELS,
            _ => continue,
        };
        let Some((_, place)) = path.as_str().split_once(folder) else {
            continue;
        };
        // Files of all services lie beside the folders of each.
        if let Some((service, _)) = place.split_once('/')
            && !used.contains(service)
        {
            found.add(path, format!("no client of `{service}` is made"));
        }
    }
}

/// Returns the services that clients are made for, or why they cannot be known.
fn services(survey: &Survey<'_>, found: &Found<'_>) -> Result<BTreeSet<String>, String> {
    if let Some(path) = unreadable(survey) {
        return Err(format!("`{path}` has no source"));
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    for (path, facts) in &survey.facts {
        let owner = survey.distribution(path);
        if found.goes(path) || owner.is_some_and(|owner| LIBRARIES.contains(&owner)) {
            continue;
        }
        if let Some(list) = LISTS.iter().find(|list| facts.telling.contains(*list)) {
            return Err(format!("`{path}` calls `{list}`"));
        }
        if computes(facts, owner) {
            return Err(format!("`{path}` computes which one it uses"));
        }
        used.extend(facts.services.iter().cloned());
        if owner.is_none() {
            // The function's own words may reach a call through anything.
            used.extend(facts.literals.iter().cloned());
        }
    }
    let of_aws = |service: &String| {
        let start = format!("{MODELS}{service}/");
        survey
            .distributed()
            .any(|(path, _)| path.as_str().contains(&start))
    };
    used.retain(of_aws);
    if used.is_empty() {
        return Err("no call that makes a client was found".to_owned());
    }
    used.extend(CREDENTIALS.iter().map(|service| (*service).to_owned()));
    Ok(used)
}

/// Returns whether a source makes a client of a service that it does not name.
fn computes(facts: &Facts, owner: Option<&str>) -> bool {
    let knows_aws = || {
        facts.imports.iter().any(|import| {
            let top = import.module.split('.').next().unwrap_or_default();
            ["aioboto3", "aiobotocore", "boto3", "botocore"].contains(&top)
        })
    };
    match facts.service_use {
        ServiceUse::Named => false,
        ServiceUse::PerhapsComputed => owner.is_none() || knows_aws(),
        ServiceUse::Computed => true,
    }
}

/// Returns a module of the function's own whose source cannot be read.
fn unreadable<'a>(survey: &Survey<'a>) -> Option<&'a PackagePath> {
    let files = survey.package.entries();
    let own = files.filter(|(_, entry)| entry.distribution.is_none());
    let mut modules = own
        .map(|(path, _)| path)
        .filter(|path| module::place(path).is_some() && path.extension() != Some("py"));
    modules.find(|path| {
        let source = module::source_of_bytecode(path);
        source.is_none_or(|source| survey.package.get(&source).is_none())
    })
}
