//! The costliest imports.

use crate::document::{Module, Origin, Profile};

/// Returns the modules at which other code enters a package, by what each costs, largest first.
///
/// Of a package that is imported as a whole only its outermost module is told, with the time that
/// would be saved without it. The user's own modules bring everything, so they count by their own
/// time.
#[must_use]
pub fn imports(profile: &Profile) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..profile.modules.len())
        .filter(|index| outermost(profile, *index))
        .collect();
    indices.sort_by(|one, other| {
        let cost = |index: &usize| cost(&profile.modules[*index]);
        cost(other).total_cmp(&cost(one))
    });
    indices
}

/// Tells whether a module was not asked for by one of its own package.
#[must_use]
pub fn outermost(profile: &Profile, index: usize) -> bool {
    let modules = &profile.modules;
    let parent = |module: &Module| module.parent.and_then(|parent| modules.get(parent));
    modules.get(index).is_some_and(|module| {
        parent(module).is_none_or(|parent| package(parent) != package(module))
    })
}

/// What a module belongs to: its distribution, or the first part of its name.
fn package(module: &Module) -> (Option<usize>, &str) {
    match module.distribution {
        Some(distribution) => (Some(distribution), ""),
        None => (None, module.name.split('.').next().unwrap_or_default()),
    }
}

fn cost(module: &Module) -> f64 {
    let cost = match module.origin {
        Origin::FirstParty => module.self_ms,
        _ => module.retained_ms,
    };
    // What is no number would come first otherwise.
    if cost.0.is_nan() { 0.0 } else { cost.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_told_once_by_what_they_cost() {
        let profile = Profile::from_json(include_bytes!("../../fixtures/orders.json")).unwrap();
        let names: Vec<&str> = (imports(&profile).into_iter())
            .map(|index| profile.modules[index].name.as_str())
            .collect();
        insta::assert_snapshot!(names.join(" "), @"pandas boto3 botocore numpy pydantic cryptography psycopg2 urllib3 requests yaml app pytz email.mime jmespath json dateutil 報告書 decimal orjson");
    }
}
