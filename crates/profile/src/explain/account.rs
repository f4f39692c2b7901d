//! Whether the parts of init add up to the whole.

use warmfront_stats::quantile::Sample;

use crate::document::{Account, Environment, Millis, Mode, Profile};

/// Adds up the init of the environment whose imports are shown.
pub(super) fn explain(profile: &Profile, shown: Option<usize>) -> Account {
    let environments = &profile.environments;
    let medians = Account {
        plain_init_ms: median(environments, None),
        observed_init_ms: median(environments, Some(Mode::Timed)),
        ..Account::default()
    };
    // An init that failed was not measured, and its parts add up to nothing.
    let measured = |environment: &&Environment| environment.init_ms > Millis::ZERO;
    let shown = shown.and_then(|shown| environments.get(shown));
    let Some(environment) = shown.filter(measured) else {
        return medians;
    };
    let agent_ms = environment.agent_ms.unwrap_or_default();
    let runtime_init_ms = environment.runtime_init_ms.unwrap_or_default() - agent_ms;
    let of_init = profile
        .modules
        .iter()
        .filter(|module| module.invocation.is_none());
    let imports_ms: Millis = of_init.map(|module| module.self_ms).sum();
    Account {
        init_ms: environment.init_ms,
        runtime_init_ms,
        imports_ms,
        agent_ms,
        unattributed_ms: environment.init_ms - runtime_init_ms - imports_ms - agent_ms,
        ..medians
    }
}

/// Returns the median init of environments that were looked at in one way.
fn median(environments: &[Environment], mode: Option<Mode>) -> Option<Millis> {
    let alike = environments
        .iter()
        .filter(|environment| environment.mode == mode && environment.init_ms > Millis::ZERO);
    let inits = alike.map(|environment| environment.init_ms.0).collect();
    let sample = Sample::new(inits).ok()?;
    Some(Millis(sample.median()))
}
