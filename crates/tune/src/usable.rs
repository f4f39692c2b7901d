//! Which sizes may be chosen, by what is known of them.

use warmfront_model::units::MemorySize;

use crate::plan::Plan;
use crate::run::End;
use crate::tuning::{Role, SafeMemory, Taken, Usable};

/// What to leave over the most memory used, as a share of it: the next event may need more.
const MARGIN: f64 = 0.15;

/// The least to leave, in megabytes.
const LEAST_MARGIN_MB: u32 = 8;

/// Most of its memory that a size may have used where the function finished there.
const MOST_USED: f64 = 0.97;

/// Returns whether each size may be chosen, from runs alone; `parallelism` is that of the event
/// which uses most vCPUs.
pub(crate) fn by_runs(
    plan: &Plan,
    sizes: &[MemorySize],
    (runs, parallelism): (&[Taken], f64),
) -> Vec<Usable> {
    let needed = safe_memory(sizes, runs).map_or(0, |safe| safe.used_mb + safe.margin_mb);
    let processors = u32::try_from(plan.machine.processors).unwrap_or(u32::MAX);
    let judge = |&size: &MemorySize| {
        let ended = |end: fn(&End) -> bool| {
            let such = runs.iter().filter(|taken| end(&taken.run.end));
            such.map(|taken| taken.size)
                .max()
                .is_some_and(|largest| size <= largest)
        };
        let there = || runs.iter().filter(|taken| taken.size == size);
        let used = there()
            .map(|taken| taken.run.max_memory_mb)
            .max()
            .unwrap_or(0);
        let fits = there().any(|taken| taken.run.end == End::Finished)
            && f64::from(used) <= MOST_USED * f64::from(size.megabytes());
        if ended(|end| *end == End::OutOfMemory) || !fits && size.megabytes() < needed {
            Usable::TooLittleMemory
        } else if ended(|end| *end == End::TimedOut) {
            Usable::TooSlow
        } else if there().count() > 0 && there().all(|taken| taken.role == Role::Failed) {
            Usable::Fails
        } else if parallelism > 1.0 && size.vcpus() > f64::from(processors).max(1.0) {
            Usable::Unknown
        } else {
            Usable::Yes
        }
    };
    sizes.iter().map(judge).collect()
}

/// Returns the smallest size that leaves a margin over the most memory used where memory did not run
/// out.
pub(crate) fn safe_memory(sizes: &[MemorySize], runs: &[Taken]) -> Option<SafeMemory> {
    let finished = runs.iter().filter(|taken| taken.run.end == End::Finished);
    let used_mb = finished.map(|taken| taken.run.max_memory_mb).max()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count of megabytes"
    )]
    let share = (f64::from(used_mb) * MARGIN).ceil() as u32;
    let margin_mb = share.max(LEAST_MARGIN_MB);
    let needed = used_mb.saturating_add(margin_mb);
    let too_small = runs
        .iter()
        .filter(|taken| taken.run.end == End::OutOfMemory);
    let too_small = too_small.map(|taken| taken.size).max();
    let fits = |size: &&MemorySize| {
        size.megabytes() >= needed && too_small.is_none_or(|too_small| **size > too_small)
    };
    let exact = needed.max(too_small.map_or(0, |size| size.megabytes() + 1));
    let exact = exact.max(MemorySize::LEAST.megabytes());
    let exact = MemorySize::new(exact.into()).unwrap_or(MemorySize::MOST);
    Some(SafeMemory {
        used_mb,
        margin_mb,
        size: sizes.iter().find(fits).copied().unwrap_or(exact),
    })
}
