//! What was learnt beside figures.

use warmfront_model::units::MemorySize;
use warmfront_stats::groups;

use crate::goal::millis;
use crate::outlook::Outlook;
use crate::plan::Plan;
use crate::run::End;
use crate::tuning::{Fact, Role, Taken, Usable};

/// Lists what was learnt: how sizes ended, then events, then the machine.
pub(crate) fn of(
    plan: &Plan,
    sizes: &[MemorySize],
    (runs, outlook): (&[Taken], &Outlook),
) -> Vec<Fact> {
    let mut facts = ends(runs);
    for event in 0..plan.weights.len() {
        facts.extend(flaky(runs, event));
        facts.extend(bimodal(outlook, event));
    }
    let n_warm_up = runs
        .iter()
        .filter(|taken| taken.role == Role::WarmUp)
        .count();
    if n_warm_up > 0 {
        facts.push(Fact::WarmUp { n: n_warm_up });
    }
    let n_outliers = with_outliers(runs.to_vec())
        .iter()
        .filter(|taken| taken.role == Role::Outlier)
        .count();
    if n_outliers > 0 {
        facts.push(Fact::Outliers { n: n_outliers });
    }
    if outlook.usable.contains(&Usable::Unknown) {
        let told = sizes.iter().zip(&outlook.usable);
        let largest = told
            .filter(|(_, usable)| **usable != Usable::Unknown)
            .map(|(size, _)| *size);
        facts.extend(largest.max().map(|largest| Fact::FewProcessors { largest }));
    }
    facts
}

/// Marks invocations far from others at the same size and event.
pub(crate) fn with_outliers(mut runs: Vec<Taken>) -> Vec<Taken> {
    let of = |runs: &[Taken], like: &Taken| -> Vec<usize> {
        let alike = |taken: &Taken| {
            taken.role == Role::Warm && taken.size == like.size && taken.event == like.event
        };
        (0..runs.len())
            .filter(|&index| alike(&runs[index]))
            .collect()
    };
    let mut far = Vec::new();
    for like in &runs {
        let alike = of(&runs, like);
        let logs: Vec<_> = alike
            .iter()
            .map(|&index| millis(runs[index].run.wall).max(1e-3).ln())
            .collect();
        far.extend(
            groups::far_from_most(&logs)
                .into_iter()
                .map(|place| alike[place]),
        );
    }
    for index in far {
        runs[index].role = Role::Outlier;
    }
    runs
}

fn ends(runs: &[Taken]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for taken in runs {
        let size = taken.size;
        let fact = match &taken.run.end {
            End::Finished => continue,
            End::OutOfMemory => Fact::OutOfMemory { size },
            End::TimedOut => Fact::TimedOut { size },
            End::Failed { kind, message } => {
                let alike = |other: &&Taken| {
                    other.size == size
                        && other.event == taken.event
                        && other.run.end == taken.run.end
                };
                Fact::Failed {
                    size,
                    event: taken.event,
                    kind: kind.clone(),
                    message: message.clone(),
                    n: runs.iter().filter(alike).count(),
                }
            }
        };
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts
}

/// Tells whether an event fails at times where it finishes at others, at one and the same size.
fn flaky(runs: &[Taken], event: usize) -> Option<Fact> {
    let of_event = || runs.iter().filter(|taken| taken.event == event);
    let failed = |taken: &&Taken| matches!(taken.run.end, End::Failed { .. });
    let both = of_event()
        .filter(failed)
        .any(|bad| of_event().any(|good| good.size == bad.size && good.run.end == End::Finished));
    both.then(|| Fact::Flaky {
        event,
        n_failed: of_event().filter(failed).count(),
        n: of_event().count(),
    })
}

fn bimodal(outlook: &Outlook, event: usize) -> Option<Fact> {
    let model = outlook.models.get(event)?.as_ref()?;
    let works = model.works();
    let times: Vec<_> = works
        .iter()
        .map(|work| (work.cpu + work.wait).max(1e-3).ln())
        .collect();
    let two = groups::two(&times)?;
    Some(Fact::Bimodal {
        event,
        quick_ms: two.lower.exp(),
        slow_ms: two.upper.exp(),
        slow_share: two.upper_share,
    })
}
