//! Which settings may help a function, by what is in its package and how much memory it has.

use std::collections::BTreeMap;

use super::{Effect, Setting};
use crate::context::Context;
use crate::package::{Content, Package};

/// Memory size that comes with one vCPU, in MB, as Lambda's documentation has it.
const ONE_VCPU: u64 = 1769;

/// New objects after which garbage is looked for at the start. Python's own numbers are for a
/// program that runs on; here nearly all that is made stays. It is still looked for, so that a
/// start that makes a lot of garbage does not need much more memory.
const THRESHOLD: u32 = 100_000;

/// Libraries with a pool of threads, by what their files' names hold, and the variable of each.
const POOLS: &[(&str, &str)] = &[
    ("openblas", "OPENBLAS_NUM_THREADS"),
    ("libgomp", "OMP_NUM_THREADS"),
    ("libomp", "OMP_NUM_THREADS"),
    ("libiomp", "OMP_NUM_THREADS"),
    ("libmkl", "MKL_NUM_THREADS"),
    ("numexpr/interpreter", "NUMEXPR_NUM_THREADS"),
];

/// Returns settings that may help, without those that a recording is needed for.
#[must_use]
pub fn settings(package: &Package, context: &Context) -> Vec<Setting> {
    let all = [
        Some(collect()),
        pools(package, context),
        pydantic_plugins(package),
    ];
    all.into_iter().flatten().collect()
}

fn collect() -> Setting {
    Setting {
        name: "gc",
        summary: format!(
            "garbage is looked for only after {THRESHOLD} new objects while the handler's module is \
             loaded; objects that are there then are never looked at again (`gc.freeze`)"
        ),
        effect: Effect::Collect {
            threshold: THRESHOLD,
        },
    }
}

/// A thread for each vCPU there is: libraries start one for each that the machine shows, which are
/// two for the smallest memory size.
fn pools(package: &Package, context: &Context) -> Option<Setting> {
    let n_vcpus = u64::from(context.memory_size.megabytes()).div_ceil(ONE_VCPU);
    let mut variables = BTreeMap::new();
    for (path, _) in package.entries() {
        for (library, variable) in POOLS {
            if path.as_str().contains(library) && path.as_str().contains(".so") {
                variables.insert(*variable, n_vcpus.to_string());
            }
        }
    }
    let names: Vec<&str> = variables.keys().copied().collect();
    (!variables.is_empty()).then(|| Setting {
        name: "threads",
        summary: format!(
            "numerical libraries have {n_vcpus} {}, as the memory size has vCPUs ({}); sums may be \
             rounded in another order",
            if n_vcpus == 1 { "thread" } else { "threads" },
            names.join(", "),
        ),
        effect: Effect::Variables(variables),
    })
}

/// Pydantic reads the metadata of every distribution to look for plugins.
fn pydantic_plugins(package: &Package) -> Option<Setting> {
    let mut looks = false;
    for (path, entry) in package.entries() {
        looks |= path.as_str() == "pydantic/plugin/_loader.py";
        if path.as_str().ends_with("-info/entry_points.txt") {
            let text = match &entry.content {
                Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Content::File { path, .. } => fs_err::read_to_string(path).ok()?,
                Content::Link(_) => return None,
            };
            let mut lines = text.lines();
            if lines.any(|line| line.trim().trim_matches(['[', ']']).trim() == "pydantic") {
                return None;
            }
        }
    }
    looks.then(|| Setting {
        name: "pydantic-plugins",
        summary: "Pydantic does not look for plugins, of which the package has none; those in a \
                  layer would not be found (PYDANTIC_DISABLE_PLUGINS)"
            .to_owned(),
        effect: Effect::Variables(BTreeMap::from([(
            "PYDANTIC_DISABLE_PLUGINS",
            "__all__".to_owned(),
        )])),
    })
}
